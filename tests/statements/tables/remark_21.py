"""Remark 21: one a_t may be small, two may not; at 2 itself it matters that the set is of those below."""

from statements.table import Table

COUNT = "sum(t, 1, T, if(a[t] {}, 1, 0))"
PAIRS = "forall(t, 2, T, a[t - 1] + a[t] >= 4)"
FALSE = [
    {"put": {"large": "largest(t, 1, T, a[t]) >= 2"}},  # from T = 3 on, as the next
    {"put": {"large": PAIRS}},
    {  # from T = 5 on
        "put": {
            "large": f"T >= 1 and {PAIRS} and forall(t, 3, T, a[t - 2] + a[t - 1] + a[t] >= 6)",
            "feasible": f"{COUNT.format('< 2')} <= 2",
        }
    },
    {"put": {"large": "sum(t, 1, T, a[t]) >= 2*T"}},
    {"put": {"large": "prod(t, 1, T, a[t]) >= 2^T"}},
    {"put": {"feasible": f"{COUNT.format('<= 2')} <= 1"}},
    {"put": {"feasible": f"{COUNT.format('<= 2')} <= 5"}},  # six times 2
    {  # four numbers between 2 and 2.000001
        "put": {
            "feasible": f"{COUNT.format('< 2.000001')} <= 3",
            "rising": "forall(t, 2, T, a[t] > a[t - 1])",
        }
    },
    {"without": ["large"]},
]
TRUE = [
    {"put": {"feasible": f"{COUNT.format('< 2')} < 1"}},
    {"put": {"large": PAIRS, "steps": "0 <= T <= 2"}},
    {"put": {"large": "forall(t, 2, T, a[t] >= 2)"}},
    {"put": {"large": "forall(t, 1, T - 1, a[t] >= 2)"}},
]

table = Table(
    stands=["printed"],
    cases=100_000,  # so that batches of several lengths are drawn
    seed=0,
    false=FALSE,
    true=TRUE,
)
