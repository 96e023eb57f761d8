"""Lemma 9: the greedy step, coverage, and the statement whose probability is only bounded."""

import pytest

pytestmark = pytest.mark.statement(id="lemma-09")

MASKED = "exists_mask(b, k, {} sum(i, 1, k, b[i]*v[i]) {} w)"
FALSE = [
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 0.6"}}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 0.618"}}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma > 1/2"}}),
    ("lemma-09/greedy", {"without": ["gamma_lower"]}),
    ("lemma-09/greedy", {"without": ["accuracy"]}),
    ("lemma-09/greedy", {"without": ["intervals"]}),
    ("lemma-09/greedy", {"put": {"accuracy": "eps >= gamma^(k + 1)"}}),
    ("lemma-09/greedy", {"put": {"accuracy": "eps >= 0.99*gamma^k"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 1, k, gamma^(i + 2) < v[i] <= gamma^i)"}}),
    ("lemma-09/greedy", {"put": {"greedy": MASKED.format("w - eps <=", "<")}}),
    ("lemma-09/greedy", {"put": {"greedy": MASKED.format("w <=", "<= eps +")}}),
    ("lemma-09/coverage", {"put": {"m": "ceiling(k_prime*ln(1/delta))"}}),
    ("lemma-09/coverage", {"put": {"m": "ceiling(k_prime*ln(k_prime/delta)/2)"}}),
    ("lemma-09/coverage", {"put": {"m": "ceiling(ln(k_prime/delta))"}}),
    ("lemma-09/statement", {"put": {"m": "ceiling(ln(1/delta)/3)"}}),
]
TRUE = [
    ("lemma-09/greedy", {"without": ["gamma_upper"]}),
    ("lemma-09/greedy", {"put": {"gamma_lower": "gamma >= 0.62"}}),
    ("lemma-09/greedy", {"put": {"accuracy": "eps >= 1.01*gamma^k"}}),
    ("lemma-09/greedy", {"put": {"intervals": "forall(i, 1, k, gamma^(i + 1) <= v[i] <= gamma^i)"}}),
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


def test_a_sharper_number_of_samples_survives(falsify):
    found = falsify("lemma-09/coverage", budget=400, put={"m": "ceiling(k_prime*ln(k/delta))"})
    assert found.verdict == "not-refuted"
