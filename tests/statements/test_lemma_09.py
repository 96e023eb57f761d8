"""Lemma 9: the greedy step, coverage, and the statement whose probability is only bounded."""

import pytest

pytestmark = pytest.mark.statement(id="lemma-09")

ALL_BUT_ONE = "w and sum(i, 1, k, b[i]) <= k - 1)"
MASKED = "exists_mask(b, k, {} sum(i, 1, k, b[i]*v[i]) {} w)"
FALSE = [
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 0.6"}}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 0.618"}}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma > 1/2"}}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 1/phi - 1/10000"}}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 1/phi - 1/10^10"}}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 1/phi - 1/1000", "long": "k >= 3"}}),
    ("lemma-09/greedy", {"without": ["gamma_lower"]}),
    ("lemma-09/greedy", {"without": ["accuracy"]}),
    ("lemma-09/greedy", {"without": ["intervals"]}),
    ("lemma-09/greedy", {"put": {"accuracy": "eps >= gamma^(k + 1)"}}),
    ("lemma-09/greedy", {"put": {"accuracy": "eps >= gamma^k - 1/1000000"}}),
    ("lemma-09/greedy", {"put": {"accuracy": "eps >= 0.99*gamma^k"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 1, k, gamma^(i + 2) < v[i] <= gamma^i)"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 2, k, gamma^(i + 1) < v[i] <= gamma^i)"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 1, k - 1, gamma^(i + 1) < v[i] <= gamma^i)"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 1, k, gamma^(i + 1) < v[i] <= 1.0001*gamma^i)"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 1, k, 0.999*gamma^(i + 1) < v[i] <= gamma^i)"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 1, k, gamma^(i + 1) < v[i] <= gamma^(i - 1))"}}),
    ("lemma-09/greedy", {"put": {"greedy": MASKED.format("w - eps <=", "<")}}),
    ("lemma-09/greedy", {"put": {"greedy": MASKED.format("w - eps <", "<=")}}),  # where k = 0
    ("lemma-09/greedy", {"put": {"greedy": MASKED.format("w - 0.9999*eps <=", "<=")}}),
    ("lemma-09/greedy", {"put": {"greedy": MASKED.replace("1, k", "2, k").format("w - eps <=", "<=")}}),
    (
        "lemma-09/greedy",
        {"put": {"greedy": MASKED.format("w - eps <=", "<=").replace("w)", ALL_BUT_ONE), "long": "k >= 4"}},
    ),
    ("lemma-09/greedy", {"put": {"greedy": MASKED.format("w <=", "<= eps +")}}),
    ("lemma-09/coverage", {"put": {"m": "ceiling(k_prime*ln(1/delta))"}}),
    ("lemma-09/coverage", {"put": {"m": "ceiling(k_prime*ln(k_prime/delta)/2)"}}),
    ("lemma-09/coverage", {"put": {"m": "ceiling(ln(k_prime/delta))"}}),
    ("lemma-09/coverage", {"put": {"m": "floor(k_prime*ln(k_prime/delta))"}}),  # where it is 0
    ("lemma-09/coverage", {"put": {"m": "ceiling(k*ln(k_prime/delta))"}}),
    ("lemma-09/coverage", {"put": {"m": "ceiling((k_prime - 1)*ln(k_prime/delta))"}}),
    ("lemma-09/coverage", {"put": {"m": "ceiling((k_prime - 3/5)*ln(k_prime/delta))"}}),  # for small delta
    ("lemma-09/coverage", {"put": {"m": "k + ceiling(k_prime*ln(1/delta))"}}),
    ("lemma-09/statement", {"put": {"m": "ceiling(ln(1/delta)/3)"}}),
    ("lemma-09/statement", {"put": {"m": "ceiling(0.499*k_prime*ln(1/delta))"}}),  # where k' is above 500
    ("lemma-09/statement", {"put": {"m": "floor(k_prime*ln(1/delta)/2)"}}),
]
TRUE = [
    ("lemma-09/greedy", {"without": ["gamma_upper"]}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 0.62"}}),
    ("lemma-09/greedy", {"put": {"accuracy": "eps >= 1.01*gamma^k"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 1, k, gamma^(i + 1) <= v[i] <= gamma^i)"}}),
    ("lemma-09/greedy", {"put": {"greedy": MASKED.format("w - eps <", "<="), "some": "k >= 1"}}),
    ("lemma-09/statement", {"put": {"m": "ceiling(k_prime*ln(1/delta)/2)"}}),
    ("lemma-09/statement", {"put": {"gamma_lower": "gamma >= 0.6"}}),
    ("lemma-09/statement", {"without": ["gamma_lower"]}),
]


@pytest.mark.parametrize("part", ["greedy", "statement"])
def test_it_stands(falsify, part):
    falsify.stands(f"lemma-09/{part}", "printed")
    falsify.stands(f"lemma-09/{part}", "repaired")


def test_coverage_stands(falsify):
    found = falsify("lemma-09/coverage", budget=400)
    assert (found.verdict, found.cases > 50) == ("not-refuted", True)


@pytest.mark.parametrize(("claim", "edits"), FALSE)
def test_false_mutants_fall(falsify, claim, edits):
    falsify.kills(claim, **edits)


@pytest.mark.parametrize(("claim", "edits"), TRUE)
def test_true_mutants_survive(falsify, claim, edits):
    falsify.stands(claim, **edits)


@pytest.mark.parametrize("m", ["k_prime*ln(k/delta)", "(k_prime - 1/2)*ln(k_prime/delta)"])
def test_sharper_numbers_of_samples_survive(falsify, m):
    found = falsify("lemma-09/coverage", budget=400, put={"m": f"ceiling({m})"})
    assert found.verdict == "not-refuted"
