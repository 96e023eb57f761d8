"""Remark 19: Lemma 18 without e, where every a_t is large; attained where b_t is c(a_t − 1) for every t."""

from statements.table import Table

LAST, PRODUCT = "if(T <= 0, x_0, x[T])", "prod(t, 1, T, if(a[t] >= 1 + 1/tau, a[t], 1))"
RATIO = "largest(t, 1, T, b[t]/(a[t] - 1))"
BOUND = f"{LAST} <= (c + x_0)*{PRODUCT}"
FALSE = [
    {"put": {"bound": f"{LAST} <= x_0*{PRODUCT}"}},
    {"put": {"bound": f"{LAST} <= c*{PRODUCT}"}},
    {"put": {"bound": f"{LAST} <= c + x_0*{PRODUCT}"}},
    {"put": {"bound": f"{BOUND} - 1.01*c"}},
    {"put": {"bound": f"{BOUND} - T*c"}},  # from T = 2 on
    {"put": {"bound": BOUND.replace(">=", ">")}},  # at a_t = 1 + 1/τ only
    {"put": {"bound": BOUND.replace("prod(t, 1", "prod(t, 2")}},
    {"put": {"c": f"0.99*{RATIO}"}},  # where the product is above 100
    {"put": {"c": "largest(t, 1, T, b[t]/a[t])"}},  # from T = 2 on
    {"put": {"large": "-largest(t, 1, T, -a[t]) >= 1"}},
    {"put": {"large": "largest(t, 1, T, a[t]) >= 1 + 1/tau"}},  # from T = 2 on
    {"put": {"recursion": "forall(t, 2, T, x[t] <= a[t]*x[t - 1] + b[t])"}},
    {"without": ["large"]},
    {"without": ["feasible"]},
    {"without": ["b"]},
    {"wording": "tightest", "put": {"bound": f"{LAST} < (c + x_0)*{PRODUCT} - c"}},
    {"wording": "tightest", "put": {"bound": f"{BOUND} - 1.0001*c"}},
]
TRUE = [
    {"put": {"c": "tau*largest(t, 1, T, b[t])"}},
    {"put": {"c": RATIO}},
    {"put": {"c": f"0.99*{RATIO}", "product": "prod(t, 1, T, a[t]) <= 100"}},
    {"put": {"feasible": "tau > 0"}},
    {"without": ["start"]},
    {"without": ["a"]},
    {"wording": "tightest", "without": ["start"]},
]

table = Table(
    stands=["printed", "tightest"],
    cases=100_000,  # so that batches of several lengths are drawn
    seed=0,
    false=FALSE,
    true=TRUE,
)
