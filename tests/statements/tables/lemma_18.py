"""Lemma 18: false as printed; its repair, and what the repair needs."""

from statements.table import Table

LARGE = "prod(t, 1, T, if(a[t] >= 1 + 1/tau, a[t], 1))"
SMALL = "sum(t, 1, T, if(a[t] < 1 + 1/tau, 1, 0))"
LAST = "if(T <= 0, x_0, x[T])"
UNROUNDED = f"{LAST} <= (c + x_0)*prod(t, 1, T, max(a[t], 1 + 1/tau))"
FALSE = [
    {"put": {"bound": f"{LAST} <= (c + x_0)*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*c*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*x_0*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*(c + x_0)"}},
    {"put": {"c": "min(tau*largest(t, 1, T, b[t]), largest(t, 1, T, b[t]/(a[t] - 1)))"}},
    {"put": {"bound": f"{LAST} <= (1 + 1/T)^(T - 1)*(c + x_0)*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= exp(1 - 1/(2*T))*(c + x_0)*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*(c + x_0)*{LARGE.replace('>=', '>')}"}},  # where a_t = 1 + 1/tau
    {"put": {"bound": f"{LAST} <= e*max(c, x_0)*{LARGE}"}},
    {"put": {"bound": f"largest(t, 1, T, x[t]) <= {LAST}"}},
    {"put": {"without e": f"{UNROUNDED} - 1.001*c"}, "wording": "tightest"},
    {"put": {"c": "largest(t, 1, T, b[t]/max(1/tau, a[t]))"}},  # from T = 3 on
    {"put": {"c": "largest(t, 1, T, b[t])/largest(t, 1, T, max(1/tau, a[t] - 1))"}},
    {"put": {"c": "-largest(t, 1, T, -b[t]/max(1/tau, a[t] - 1))"}},
    {"put": {"c": "largest(t, 2, T, b[t]/max(1/tau, a[t] - 1))"}},
    {"put": {"c": "largest(t, 1, T - 1, b[t]/max(1/tau, a[t] - 1))"}},
    {"put": {"feasible": f"{SMALL} <= 1 + tau"}},
    {"put": {"recursion": "forall(t, 2, T, x[t] <= a[t]*x[t - 1] + b[t])"}},
    {"without": ["start"]},
    {"without": ["a"]},
    {"without": ["b"]},
    {"without": ["feasible"]},
    {"without": ["recursion"]},
]
TRUE = [
    {"put": {"bound": f"{LAST} <= 3*(c + x_0)*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*(c + x_0)*{LARGE} - c"}},
    {"put": {"bound": f"{LAST} <= (1 + 1/T)^T*(c + x_0)*{LARGE} - c"}},
    {"put": {"bound": f"{LAST} <= exp(1 - 1/(2*T) + 1/(3*T^2))*(c + x_0)*{LARGE}"}},
    {"put": {"bound": f"largest(t, 1, T, x[t]) <= e*(c + x_0)*{LARGE}"}},
    {"put": {"c": "tau*largest(t, 1, T, b[t])"}},
    {"without": ["tau-positive"]},  # which feasible says
]

table = Table(
    falls="bound",
    stands=["repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
