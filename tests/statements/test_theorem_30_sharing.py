"""A sentence of Theorem 30's proof: a neuron is shared by two target weights in an open set of cases."""

import pytest

pytestmark = pytest.mark.statement(id="theorem-30-sharing")

CLOSE = "(abs(w_{0} - z_{0}*z_in) <= {1}*eps_w)"
ONE = CLOSE.format(1, "{0}") + " and " + CLOSE.format(2, "{0}")
TRUE = [
    {"put": {"one at a time": f"not ({ONE.format('0 - 1')})"}},
]


def test_printed_falls(falsify):
    falsify.falls("theorem-30-sharing", "one at a time")


@pytest.mark.parametrize("edits", TRUE)
def test_true_mutants_survive(falsify, edits):
    falsify.stands("theorem-30-sharing", **edits)
