"""Lemma 1, for widths 1: the printed factors, lost one by one."""

import pytest

pytestmark = pytest.mark.statement(id="lemma-01")

PRODUCT = "prod(i, 1, ell, max(1, lambda[i]*abs(v[i])))"
FALSE = [
    {"put": {"denominator": f"lambda_max*F_max*{PRODUCT}"}},
    {"put": {"denominator": f"e*ell*F_max*{PRODUCT}"}},
    {"put": {"denominator": f"e*ell*lambda_max*{PRODUCT}"}},
    {"put": {"denominator": "e*ell*lambda_max*F_max"}},
    {"put": {"denominator": f"0.99*lambda_max*ell*F_max*{PRODUCT}"}},
    {"put": {"F_max": "abs(x)"}},
    {"put": {"close": "forall(i, 1, ell, w[i] - 3*eps_w <= v[i] <= w[i] + 3*eps_w)"}},
    {"without": ["close"]},
    {"without": ["eps_w"]},
]
TRUE = [
    {"put": {"denominator": f"ell*lambda_max*F_max*{PRODUCT}"}},
    {"put": {"denominator": "ell*lambda_max*F_max*prod(i, 2, ell, max(1, lambda[i]*abs(v[i])))"}},
    {"without": ["weights", "weights-found"]},
]


@pytest.mark.parametrize("wording", ["printed", "repaired", "tightest"])
def test_it_stands(falsify, wording):
    falsify.stands("lemma-01/widths-1", wording)


@pytest.mark.parametrize("edits", FALSE)
def test_false_mutants_fall(falsify, edits):
    falsify.kills("lemma-01/widths-1", **edits)


@pytest.mark.parametrize("edits", TRUE)
def test_true_mutants_survive(falsify, edits):
    falsify.stands("lemma-01/widths-1", **edits)
