"""Remark 26: which tau is feasible for the least a_t, and when it is useful."""

from statements.table import Table

LEAST = "-largest(t, 1, T, -a[t])"
COUNT = "sum(t, 1, T, if(a[t] {}, 1, 0))"
SMALL = COUNT.format("< 1 + 1/tau")
HERE = "(x_0 + largest(t, 1, T, b[t]/(a[t] - 1)))*prod(t, 1, T, a[t])"
THERE = "(x_0 + largest(t, 1, T, b[t]/max(1/T, a[t] - 1)))*prod(t, 1, T, if(a[t] >= 1 + 1/T, a[t], 1))"
FALSE = [
    {"put": {"useful with e": f"({LEAST} >= 1 + 1/T) or ({HERE} >= e*{THERE})"}},
    {"put": {"useful with e": f"({LEAST} >= 1 + 1/T) or ({HERE} >= 2*{THERE})"}},
    {"put": {"feasible": f"{COUNT.format('<= 1 + 1/tau')} <= tau"}},
    {"put": {"feasible": f"{COUNT.format('< 1 + 1/(tau - 1/1000)')} <= tau"}},
    {"put": {"tau": "1/(largest(t, 1, T, a[t]) - 1)"}},
    {"put": {"tau": "1/(-1 - largest(t, 2, T, -a[t]))"}},  # from T = 2 on
    {"put": {"tau": f"1/{LEAST}"}},
    {"put": {"large": f"{LEAST} > 0.999"}},
    {"put": {"large": "largest(t, 1, T, a[t]) > 1"}},
    {"without": ["large"]},
]
TRUE = [
    {"put": {"useful with e": f"({LEAST} >= 1 + 1/T) or ({HERE} >= {THERE})"}},
    {"put": {"steps": "T >= 1", "feasible": f"{SMALL} < tau"}},
]

table = Table(
    falls="useful",
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
