"""Corollary 22: both members of the maximum are needed, and the set is of those strictly below."""

from statements.table import Table

BELOW_X = "sum(t, 1, T, if(x > a[t], 1, 0))"
BELOW = "sum(t, 1, T, if(a[t] < 1 + 1/tau, 1, 0))"
FALSE = [
    {"put": {"tau": "1/(x - 1)"}},
    {"put": {"tau": BELOW_X}},
    {"put": {"tau": f"max(0.9999/(x - 1), {BELOW_X})"}},
    {"put": {"tau": f"max(0.99/(x - 1), {BELOW_X})", "x": "x > 1 and x <= 5/4"}},  # from T = 4 on
    {"put": {"tau": f"max(1/(x - 1), {BELOW_X} - 1)"}},
    {"put": {"tau": f"max(1/(x - 1), 0.999*{BELOW_X})"}},
    {"put": {"tau": f"max(1/(x - 1), {BELOW_X.replace('t, 1', 't, 2')})"}},
    {"put": {"tau": f"floor(max(1/(x - 1), {BELOW_X}))"}},
    {"put": {"feasible": f"{BELOW} < tau"}},
    {"put": {"feasible": f"{BELOW} <= ceiling(tau) - 1"}},
    {"put": {"feasible": f"{BELOW.replace('1/tau', '1.001/tau')} <= tau"}},
    {"put": {"feasible": f"{BELOW.replace('<', '<=')} <= tau"}},
    {"put": {"feasible": f"{BELOW.replace('<', '<=')} <= tau", "x": "x > 1 and x <= 3/2"}},  # three times 3/2
    {"put": {"x": "x > 0.9"}},
    {"without": ["x"]},
]
TRUE = [
    {"put": {"tau": f"1/(x - 1) + {BELOW_X}"}},
    {"put": {"tau": f"ceiling(max(1/(x - 1), {BELOW_X}))"}},
    {"put": {"tau": "max(1/(x - 1), T)"}},
    {"put": {"tau": f"max(1/(x - 1), {BELOW_X.replace('>', '>=')})"}},
    {"put": {"feasible": f"{BELOW} <= floor(tau)"}},
    {"put": {"feasible": f"{BELOW} <= {BELOW_X}"}},
]

table = Table(
    stands=["printed", "tightest"],
    cases=100_000,  # so that batches of several lengths are drawn
    seed=0,
    false=FALSE,
    true=TRUE,
)
