"""Remark 20: τ = T counts every index; one less is refuted by as many small a_t as it takes."""

from statements.table import Table

SMALL = "sum(t, 1, T, if(threshold > a[t], {}, 0))"
AT_MOST = "sum(t, 1, T, if(threshold >= a[t], 1, 0))"
FEWER = f"{SMALL.format(1)} < tau"
FALSE = [
    {"put": {"tau": "T - 1/1000"}},
    {"put": {"tau": "max(1, T - 1)"}},  # from T = 2 on
    {"put": {"tau": "1 + ceiling(T/2)"}},  # from T = 4 on
    {"put": {"tau": "ceiling(9*T/10)"}},  # from T = 10 on
    {"put": {"tau": "min(T, 7)"}},
    {"put": {"feasible": FEWER}},
    {"put": {"feasible": f"{SMALL.format('t')} <= tau"}},
    {"put": {"feasible": f"{AT_MOST} <= tau - prod(t, 1, T, if(a[t] == threshold, 1, 0))"}},
    # all below 1 + 1/T, but hardly
    {"put": {"feasible": FEWER, "all": "forall(t, 1, T, a[t] >= 1 + 0.9999/T)"}},
    {"put": {"feasible": FEWER, "steps": "T >= 2", "mean": "sum(t, 1, T, a[t]) >= T + 0.99"}},
]
TRUE = [
    {"put": {"tau": "T + 1"}},
    {"put": {"threshold": "2 + 1/tau"}},
    {"put": {"feasible": f"{AT_MOST} <= tau"}},
    {"put": {"feasible": f"{SMALL.format('t')} <= tau*(tau + 1)/2"}},
    {"put": {"feasible": f"{SMALL.format(1)} <= tau - prod(t, 1, T, if(a[t] >= threshold, 1, 0))"}},
    {"put": {"feasible": FEWER, "mean": "sum(t, 1, T, a[t]) >= T + 1"}},
]

table = Table(
    stands=["printed", "repaired"],
    cases=100_000,  # so that batches of several lengths are drawn
    seed=0,
    false=FALSE,
    true=TRUE,
)
