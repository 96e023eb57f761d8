"""Remark 25: at the golden ratio 1 + 1/tau = tau; a mutant that rounds it fails between it and its rounding."""

from statements.table import Table

COUNT = "sum(t, 1, T, if(a[t] {}, 1, 0))"
EARLIER = "sum(t, 1, T - 1, if(a[t] < phi, 1, 0))"
BELOW = COUNT.format("< phi")
SMALL = COUNT.format("< 1 + 1/tau")
FALSE = [
    {"put": {"phi": "phi <= 1.618033"}},
    {"put": {"phi": "phi < 55/34"}},
    {"put": {"tau": f"max(1.618, {BELOW})"}},  # two a_t in [phi, 1.618047)
    {"put": {"tau": f"max(1.6180339, {BELOW})"}},  # two a_t in [phi, 1.6180341)
    {"put": {"tau": f"max(1/phi, {BELOW})"}},
    {"put": {"tau": f"min(phi, {BELOW})"}},
    {"put": {"tau": f"max(phi, {COUNT.format('< 1.6')})"}},
    {"put": {"tau": f"max(phi, {COUNT.format('< 1.618')})"}},
    {"put": {"tau": f"max(phi, {BELOW} - 1)"}},
    {"put": {"tau": f"max(2*phi, {EARLIER})"}},  # from T = 4 on
    {"put": {"feasible": f"{SMALL} < tau"}},  # from T = 2 on
    {"put": {"feasible": f"{SMALL} <= tau - 3/5"}},  # from T = 2 on
    {"put": {"feasible": f"{SMALL} <= tau/1.001"}},  # from T = 2 on
    {"put": {"feasible": f"{COUNT.format('< 1 + 1.0001/tau')} <= tau"}},
]
TRUE = [
    {"put": {"phi": "phi < 1.618034"}},
    {"put": {"tau": f"max(1.618034, {BELOW})"}},
    {"put": {"tau": f"max(1 + 1/phi, {BELOW})"}},
    {"put": {"tau": f"max(phi, {COUNT.format('<= phi')})"}},
    {"put": {"feasible": f"{COUNT.format('<= 1 + 1/tau')} <= tau"}},  # no a_t is phi
    {"put": {"feasible": f"{BELOW} <= tau"}},
]

table = Table(
    stands=["printed"],
    false=FALSE,
    true=TRUE,
)
