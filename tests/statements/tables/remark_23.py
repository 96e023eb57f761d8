"""Remark 23: false as printed, since x bounds min a_t from the wrong side; and how few may be below x."""

from statements.table import Table

LEAST = "-largest(t, 1, T, -a[t])"
COUNT = "sum(t, 1, T, if(a[t] {}, 1, 0))"
SMALL = COUNT.format("< 1 + 1/tau")
BELOW = COUNT.format("< x")
FALSE = [
    {"put": {"x-high": f"x <= {LEAST} + 1/1000"}},
    {"put": {"x-high": "x <= largest(t, 1, T, a[t])"}},
    {"put": {"x-high": f"{LEAST} <= x"}},
    {"put": {"x-high": "forall(t, 1, T - 1, x <= a[t])"}},
    {"put": {"x-high": "forall(t, 4, T, x <= a[t])", "x-near-1": "x <= 1.3334"}},  # three may be below: tau < 3
    {"without": ["x-high"]},
    {"without": ["x-low"]},
    {"put": {"x-low": "1 < x^2"}},  # where x < -1
    {"put": {"tau": "1/x"}},
    {"put": {"tau": "1/(x - 999/1000)"}},  # for x > 1.999
    {"put": {"tau": "0.999/(x - 1)"}},
    {"put": {"tau": "1/(x - 1) - 1"}},
    {"put": {"feasible": f"{COUNT.format('<= 1 + 1/tau')} <= tau"}},  # where a_t = x > 2
]
TRUE = [
    {"put": {"steps": "T >= 1", "feasible": f"{SMALL} <= 0"}},
    {"put": {"steps": "T >= 1", "feasible": f"{SMALL} < tau"}},
    {"put": {"steps": "T >= 1", "tau": "1.001/(x - 1)"}},
    {"put": {"x-high": "forall(t, 4, T, x <= a[t])", "x-near-1": "x <= 4/3"}},  # then tau >= 3
]

table = Table(
    falls="feasible",
    where=lambda values: values["T"] == 1,
    stands=[{"wording": "repaired", "cases": 60_000}],
    false=FALSE,
    true=TRUE,
)
