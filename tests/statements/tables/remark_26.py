"""Remark 26: which tau is feasible for the least a_t, and when it is useful: tight where tau = T."""

from statements.table import Table

LEAST = "-largest(t, 1, T, -a[t])"
COUNT = "sum(t, 1, T, if(a[t] {}, 1, 0))"
SMALL = COUNT.format("< 1 + 1/tau")
EITHER = "(tau {} T) or (" + LEAST + " {} 1 + 1/T)"
SOME = {"steps": "T >= 1"}
FALSE = [
    {"put": {"useful": EITHER.format(">", ">")}},  # where tau = T
    {"put": {"useful": EITHER.format(">", ">"), "steps": "T >= 3"}},
    {"put": {"useful": EITHER.format("> 1.0000001*", ">="), "steps": "T >= 5"}},
    {"put": {"useful": EITHER.format("<", ">=")}},
    {"put": {"useful": EITHER.format("> 1.001*", ">=")}},
    {"put": {"useful": f"(tau > T + 1) or ({LEAST} >= 1 + 1/T)", "steps": "T >= 4"}},
    {"put": {"useful": f"(tau > T) or ({LEAST} >= 1 + 1/(T - 1/10))"}},
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
    {"put": {**SOME, "useful": EITHER.format(">=", ">")}},
    {"put": {**SOME, "useful": EITHER.format(">=", ">=")}},
    {"put": {**SOME, "useful": "(tau > T) or (largest(t, 1, T, a[t]) >= 1 + 1/T)"}},
    {"put": {**SOME, "useful": f"(tau > T - 1) or ({LEAST} >= 1 + 1/T)"}},
    {"put": {**SOME, "feasible": f"{SMALL} < tau"}},
]

table = Table(
    stands=[{"wording": "printed", "cases": 60_000}, {"wording": "tightest", "cases": 60_000}],
    false=FALSE,
    true=TRUE,
)
