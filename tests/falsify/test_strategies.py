"""Strategies: domains always, hypotheses by construction where they bound a parameter."""

from fractions import Fraction

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from certify import Claim, strategies
from certify.falsify.generate.order import order_of
from certify.falsify.judging import Status, judge
from proofs.ledger.claims import of_ledger

GREEDY = of_ledger("lemma-09/greedy", "repaired")
LEMMA_18 = of_ledger("lemma-18", "repaired")
CHAIN = Claim(
    "chain",
    parameters={"a": "real (0, 1)", "b": "real", "k": "integer [0, 3]", "v": "real^k [0, 1]"},
    hypotheses={"order": "a < b <= 2*a", "rising": "forall(i, 2, k, v[i] >= v[i - 1])"},
    conclusions={"c": "a < 1"},
)


@given(strategies.cases(CHAIN, admitted=False))
def test_bounds_hold_by_construction(case):
    assert judge(CHAIN, case).status is Status.SATISFIES


@given(strategies.cases(GREEDY))
@settings(max_examples=25)
def test_admitted_cases_satisfy_every_hypothesis(case):
    assert judge(GREEDY, case).status in (Status.SATISFIES, Status.OPEN)


@given(st.data())
def test_values_lie_in_their_domain(data):
    domain = CHAIN.domains[data.draw(st.sampled_from(["a", "b", "k", "v"]))]
    assert domain.contains(data.draw(strategies.values(domain)))


@pytest.mark.parametrize("value", [Fraction(2, 3), Fraction(3, 5), Fraction(1, 10**6)])
def test_special_values_are_drawn(value):
    assert find(strategies.values(CHAIN.domains["a"]), lambda x: x == value) == value


def test_corners_are_drawn():
    assert find(strategies.values(CHAIN.domains["v"]), lambda x: x == 1) == 1


def test_order_puts_lengths_first_and_uses_both_sides():
    order = order_of(GREEDY)
    assert (order.parameters[0], order.fixed) == ("k", frozenset({"k"}))
    assert [bound.relation for bound in order.bounds["v"]] == [">", "<="]
    assert order.parameters.index("eps") > order.parameters.index("gamma")
    assert [bound.relation for bound in order_of(LEMMA_18).bounds["x"]] == ["<="]
