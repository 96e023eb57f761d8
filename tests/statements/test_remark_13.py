"""Remark 13: false at widths 1; at width 2 the two terms differ by their logarithms only."""

import pytest

pytestmark = pytest.mark.statement(id="remark-13")

FIRST, SECOND = "16*k_prime*ln(2*k_prime*ell/delta)", "8*k_prime*ln(2*k_prime*N_star/delta)*n_larger"
FALSE = [
    {"without": ["wide"]},
    {"without": ["k_prime"]},
    {"put": {"second order": f"1.3*{FIRST} < {SECOND}"}},
    {"put": {"second order": f"{FIRST} < {SECOND}/2"}},
    {"put": {"leading": "2 < 2"}},
]
TRUE = [
    {"put": {"second order": f"{FIRST} < {SECOND}"}},
    {"put": {"weights": "N_star >= ell", "second order": f"{FIRST} <= {SECOND}"}},
]


def test_printed_falls_at_widths_1(falsify):
    assert falsify.falls("remark-13", "second order").witness.values["n_larger"] == 1


def test_repaired_stands(falsify):
    falsify.stands("remark-13", "repaired")


@pytest.mark.parametrize("edits", FALSE)
def test_false_mutants_fall(falsify, edits):
    falsify.kills("remark-13", **edits)


@pytest.mark.parametrize("edits", TRUE)
def test_true_mutants_survive(falsify, edits):
    falsify.stands("remark-13", **edits)
