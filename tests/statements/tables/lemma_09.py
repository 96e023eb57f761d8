"""Lemma 9: the greedy step, coverage, and the statement whose probability is only bounded."""

from statements.table import Table, of

ALL_BUT_ONE = "w and sum(i, 1, k, b[i]) <= k - 1)"
MASKED = "exists_mask(b, k, {} sum(i, 1, k, b[i]*v[i]) {} w)"
GREEDY_FALSE = [
    {"put": {"gamma_lower": "gamma >= 0.6"}},
    {"put": {"gamma_lower": "gamma >= 0.618"}},
    {"put": {"gamma_lower": "gamma > 1/2"}},
    {"put": {"gamma_lower": "gamma >= 1/phi - 1/10000"}},
    {"put": {"gamma_lower": "gamma >= 1/phi - 1/10^10"}},
    {"put": {"gamma_lower": "gamma >= 1/phi - 1/1000", "long": "k >= 3"}},
    {"without": ["gamma_lower"]},
    {"without": ["accuracy"]},
    {"without": ["intervals"]},
    {"put": {"accuracy": "eps >= gamma^(k + 1)"}},
    {"put": {"accuracy": "eps >= gamma^k - 1/1000000"}},
    {"put": {"accuracy": "eps >= 0.99*gamma^k"}},
    {"put": {"intervals": "forall(i, 1, k, gamma^(i + 2) < v[i] <= gamma^i)"}},
    {"put": {"intervals": "forall(i, 2, k, gamma^(i + 1) < v[i] <= gamma^i)"}},
    {"put": {"intervals": "forall(i, 1, k - 1, gamma^(i + 1) < v[i] <= gamma^i)"}},
    {"put": {"intervals": "forall(i, 1, k, gamma^(i + 1) < v[i] <= 1.0001*gamma^i)"}},
    {"put": {"intervals": "forall(i, 1, k, 0.999*gamma^(i + 1) < v[i] <= gamma^i)"}},
    {"put": {"intervals": "forall(i, 1, k, gamma^(i + 1) < v[i] <= gamma^(i - 1))"}},
    {"put": {"greedy": MASKED.format("w - eps <=", "<")}},
    {"put": {"greedy": MASKED.format("w - eps <", "<=")}},  # where k = 0
    {"put": {"greedy": MASKED.format("w - 0.9999*eps <=", "<=")}},
    {"put": {"greedy": MASKED.replace("1, k", "2, k").format("w - eps <=", "<=")}},
    {"put": {"greedy": MASKED.format("w - eps <=", "<=").replace("w)", ALL_BUT_ONE), "long": "k >= 4"}},
    {"put": {"greedy": MASKED.format("w <=", "<= eps +")}},
]
GREEDY_TRUE = [
    {"without": ["gamma_upper"]},
    {"put": {"gamma_lower": "gamma >= 0.62"}},
    {"put": {"accuracy": "eps >= 1.01*gamma^k"}},
    {"put": {"intervals": "forall(i, 1, k, gamma^(i + 1) <= v[i] <= gamma^i)"}},
    {"put": {"greedy": MASKED.format("w - eps <", "<="), "some": "k >= 1"}},
]
COVERAGE_FALSE = [
    {"put": {"m": "ceiling(k_prime*ln(1/delta))"}},
    {"put": {"m": "ceiling(k_prime*ln(k_prime/delta)/2)"}},
    {"put": {"m": "ceiling(ln(k_prime/delta))"}},
    {"put": {"m": "floor(k_prime*ln(k_prime/delta))"}},  # where it is 0
    {"put": {"m": "ceiling(k*ln(k_prime/delta))"}},
    {"put": {"m": "ceiling((k_prime - 1)*ln(k_prime/delta))"}},
    {"put": {"m": "ceiling((k_prime - 3/5)*ln(k_prime/delta))"}},  # for small delta
    {"put": {"m": "k + ceiling(k_prime*ln(1/delta))"}},
]
COVERAGE_TRUE = [
    {"put": {"m": "ceiling(k_prime*ln(k/delta))"}, "cases": 400},
    {"put": {"m": "ceiling((k_prime - 1/2)*ln(k_prime/delta))"}, "cases": 400},
]
STATEMENT_FALSE = [
    {"put": {"m": "ceiling(ln(1/delta)/3)"}},
    {"put": {"m": "ceiling(0.499*k_prime*ln(1/delta))"}},  # where k' is above 500
    {"put": {"m": "floor(k_prime*ln(1/delta)/2)"}},
]
STATEMENT_TRUE = [
    {"put": {"m": "ceiling(k_prime*ln(1/delta)/2)"}},
    {"put": {"gamma_lower": "gamma >= 0.6"}},
    {"without": ["gamma_lower"]},
]

table = Table(
    stands=[
        *of("greedy", [{"wording": "printed"}, {"wording": "repaired"}]),
        *of("coverage", [{"cases": 400}]),
        *of("statement", [{"wording": "printed"}, {"wording": "repaired"}]),
    ],
    false=[*of("greedy", GREEDY_FALSE), *of("coverage", COVERAGE_FALSE), *of("statement", STATEMENT_FALSE)],
    true=[*of("greedy", GREEDY_TRUE), *of("coverage", COVERAGE_TRUE), *of("statement", STATEMENT_TRUE)],
)
