"""Remark 24: tau counts what is below 2, and may not be below 1; no constant in it can be smaller."""

from statements.table import Table

COUNT = "sum(t, 1, T, if(a[t] {}, 1, 0))"
LATER = "sum(t, 2, T, if(a[t] {}, 1, 0))"
TWO = COUNT.format("< 2")
SMALL = COUNT.format("< 1 + 1/tau")
FALSE = [
    {"put": {"tau": f"max(1, {TWO} - 1)"}},
    {"put": {"tau": f"max(1, {COUNT.format('< 1.9')})"}},
    {"put": {"tau": f"max(1, {COUNT.format('< 1.99999')})"}},
    {"put": {"tau": f"max(999/1000, {TWO})"}},  # one a_t in [2, 2.001)
    {"put": {"tau": f"max(1, {LATER.format('< 2')})"}},
    {"put": {"tau": f"max(2, {LATER.format('< 2')})"}},  # from T = 3 on
    {"put": {"tau": f"min(2, {TWO})"}},
    {"put": {"feasible": f"{COUNT.format('<= 1 + 1/tau')} <= tau"}},  # where two a_t are 2
    {"put": {"feasible": f"{COUNT.format('< 1 + 1.01/tau')} <= tau"}},
    {"put": {"feasible": f"{COUNT.format('< 1 + 1/(tau - 1/1000)')} <= tau"}},
    {"put": {"feasible": f"{SMALL} < tau"}},
    {"put": {"feasible": f"{SMALL} <= 0.9999*tau"}},
    {"put": {"tau": f"max(3, {TWO})", "feasible": f"{COUNT.format('< 1 + 3.01/tau')} <= tau"}},  # from T = 4 on
    {"put": {"tau": f"max(5, {TWO})", "feasible": f"{COUNT.format('< 1 + 5.01/tau')} <= tau"}},  # from T = 6 on
]
TRUE = [
    {"put": {"feasible": f"{TWO} <= tau"}},
    {"put": {"feasible": f"{LATER.format('< 1 + 1/tau')} <= tau"}},
    {"put": {"tau": f"max(1, {COUNT.format('<= 2')})"}},
    {"put": {"tau": f"max(1.001, {TWO})"}},
    {"put": {"tau": f"max(3, {TWO})", "feasible": f"{COUNT.format('< 1 + 3/tau')} <= tau"}},
]

table = Table(
    stands=["printed"],
    false=FALSE,
    true=TRUE,
)
