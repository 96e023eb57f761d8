"""Algorithm 1: its indices as printed leave the ranges; repaired, every index is met once and nothing twice."""

from statements.table import Table

MET = "sum(round, {}, {}, if(abs(1 + d + round - o - n_out*floor((d + round)/n_out)) <= 0, 1, 0))"
APART = "abs(d + n_out*floor((j + other)/n_out) - other - n_out*floor((d + j)/n_out))"
FRESH = "forall(other, 1 + d, {}, " + APART + " {})"
FALSE = [
    {"without": ["wide"]},
    {"put": {"wide": "n_out >= n_in - 1"}},
    {"put": {"wide": "n_out >= n_in - 1", "many": "n_in >= 10"}},
    {"put": {"first": "(0 <= first) and (first <= 1)"}},
    {"put": {"d": "(1 <= d) and (d <= n_in + 1)"}},
    {"put": {"o": "(first <= o) and (o <= first + n_out)"}},
    {"put": {"o": "(0 <= o) and (o <= n_out)"}},
    {"put": {"idx_out": "d + j - n_out*floor((d + j)/n_out)"}},
    {"put": {"idx_out": "1 + d + j - n_out*floor((d + j - 1)/n_out)"}},
    {"put": {"idx_out": "1 + d + j - n_out*ceiling((d + j)/n_out)"}},
    {"put": {"row": "idx_in", "column": "idx_out"}},
    {"put": {"met": MET.format(2, "n_out")}},
    {"put": {"met": MET.format(1, "n_out - 1")}},
    {"put": {"coverage": "met = 1", "met": MET.format(0, "n_out")}},
    {"put": {"coverage": "met >= 2"}},
    {"put": {"freshness": FRESH.format("n_in", ">= 2")}},
    {"put": {"freshness": FRESH.format("n_in + 1", ">= 1")}},  # where n_out = n_in and d = 1
    {"put": {"freshness": FRESH.format("n_in + 1", ">= 1"), "many": "n_in >= 8"}},
    {"put": {"freshness": FRESH.format("d + n_out", ">= 1")}},
    {"put": {"freshness": FRESH.format("n_in", "<= n_out - 2")}},
    {"put": {"freshness": FRESH.format("n_in", "<= n_out - 3"), "many": "n_in >= 6"}},
    {"put": {"count": "sampled <= m + n_in*(2*k - 2)"}},
    {"put": {"count": "sampled < m + 2*k*(n_in - 1)"}},
    {"put": {"count": "sampled <= m + 2*k*n_in - 3"}},  # where k = 1
    {"put": {"count": "sampled <= m*n_in", "m": "m >= 2*k - 1"}},
    {"put": {"sampled": "m + sum(step, 0, n_in - 1, 2*k)"}},
]
TRUE = [
    {"put": {"j": "0 <= j"}},
    {"put": {"idx_out": "d + j - n_out*floor((d + j - 1)/n_out)"}},
    {"put": {"coverage": "met = 1"}},
    {"put": {"met": MET.format(0, "n_out - 1")}},
    {"put": {"freshness": FRESH.format("d + n_out - 1", ">= 1")}},
    {"put": {"freshness": FRESH.format("n_in", "<= n_out - 1")}},
    {"put": {"count": "sampled <= m + 2*k*n_in - 2"}},
    {"put": {"count": "sampled <= m*n_in"}},
    {"without": ["m"]},
]

table = Table(
    falls="indices",
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
