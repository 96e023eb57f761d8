"""Corollary 27: its factor e is not needed, its factor T is."""

from statements.table import Table

LAST, FACTORS = "if(T <= 0, x_0, x[T])", "largest(t, 1, T, b[t])*prod(t, 1, T, max(1, a[t]))"
EACH = "prod(t, {}, {}, max(1, a[t]))"
FALSE = [
    {"put": {"bound": f"{LAST} <= e*(T - 1)*{FACTORS}"}},
    {"put": {"bound": f"{LAST} <= sqrt(T)*{FACTORS}"}},
    {"put": {"bound": f"{LAST} <= max(1, T - 1)*{FACTORS}"}},
    {"put": {"bound": f"{LAST} <= max(5, T - 1)*{FACTORS}"}},  # from T = 6 on
    {"put": {"bound": f"{LAST} <= e*sqrt(T)*{FACTORS}"}},  # from T = 8 on
    {"put": {"bound": f"{LAST} <= T*largest(t, 1, T, b[t])*{EACH.format(3, 'T')}"}},
    {"put": {"bound": f"{LAST} <= e*T*largest(t, 1, T, b[t])*{EACH.format(1, 'T - 1')}"}},
    {"put": {"bound": f"{LAST} <= e*T*largest(t, 2, T, b[t])*{EACH.format(1, 'T')}"}},
    {"put": {"bound": f"{LAST} <= e*{FACTORS.replace('max(1,', 'max(1/2,')}*T"}},
    {"put": {"unrolled": f"{LAST} <= sum(t, 1, T, b[t]*prod(s, 2 + t, T, a[s]))"}, "wording": "tightest"},
    {"put": {"unrolled": f"{LAST} < sum(t, 1, T, b[t]*prod(s, 1 + t, T, a[s]))"}, "wording": "tightest"},
    {"put": {"start-high": "x_0 <= 1/1000"}},
    {"without": ["a"]},
    {"put": {"bound": f"{LAST} <= e*{FACTORS}"}},
    {"put": {"bound": f"{LAST} <= 0.99*T*{FACTORS}"}},
    {"put": {"bound": f"{LAST} <= e*T*largest(t, 1, T, b[t])"}},
    {"without": ["start-high"]},
    {"without": ["recursion"]},
    {"without": ["b"]},
]


SOME = {"steps": "T >= 1"}
TRUE = [
    {"put": {**SOME, "bound": f"{LAST} <= T*largest(t, 1, T, b[t])*{EACH.format(2, 'T')}"}},
    {"put": {**SOME, "bound": f"{LAST} <= sum(t, 1, T, b[t])*{EACH.format(2, 'T')}"}},
    {"put": {**SOME, "bound": f"{LAST} <= sum(t, 1, T, b[t])*largest(t, 1, T, max(1, a[t]))^(T - 1)"}},
    {"put": SOME, "without": ["start-low"]},
]

table = Table(
    stands=["printed", "tightest"],
    false=FALSE,
    true=TRUE,
)
