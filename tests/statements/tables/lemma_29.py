"""Lemma 29: filling categories; its probability is a multinomial tail."""

from statements.table import Table

FALSE = [
    {"put": {"M": "ceiling((1/c)*(n + log(k/delta)))"}},
    {"put": {"M": "ceiling((2/c)*log(k/delta))"}},
    {"put": {"M": "ceiling((2/c)*n)"}},
    {"put": {"M": "floor(2*(n - 1 + ln(k/delta))/c)"}},
    {"put": {"M": "ceiling((3/2/c)*(n + log(1/delta)) - n)"}},
    {"put": {"M": "ceiling(2*(n + log(k/delta)))"}},
    {"put": {"statement": "multinomial_tail(M, n, p) >= 1 - delta^3"}},
    {"put": {"statement": "multinomial_tail(M, n + 3, p) >= 1 - delta"}},
    {"put": {"at least c": "forall(j, 2, k, c <= p[j])"}},
    {"put": {"at least c": "forall(j, 1, k - 1, c <= p[j])"}},
    {"put": {"at least c": "c <= sum(j, 1, k, p[j])"}},
    {"put": {"at least c": "c <= largest(j, 1, k, p[j])"}},
    {"without": ["at least c"]},
]
TRUE = [
    {"put": {"M": "ceiling((3/c)*(n + log(k/delta)))"}},
    {"put": {"M": "1 + ceiling((2/c)*(n + log(k/delta)))"}},
    {"put": {"M": "ceiling(1.6*(n + log(k/delta))/c)"}},  # by Chernoff's bound e/(e - 1) = 1.582 is enough
    {"put": {"M": "floor((2/c)*(n + log(k/delta)))"}},
    {"put": {"M": "ceiling((2/c)*(n + log(k/delta))) - 1"}},
    {"put": {"statement": "multinomial_tail(M, n, p) >= 1 - delta^1.5"}},
    {"put": {"statement": "multinomial_tail(M, n + 1, p) >= 1 - delta"}},
    {"put": {"statement": "multinomial_tail(M, n, p) > 1 - delta"}},
    {"put": {"n": "n >= 0"}},
    {"without": ["at most 1/2"]},
    {"put": {"statement": "multinomial_tail(M, n - 1, p) >= 1 - delta"}},
]

table = Table(
    falls="statement",
    where=lambda values: values["c"] < 0,
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
