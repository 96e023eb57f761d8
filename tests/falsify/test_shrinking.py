"""Shrinking: the case still violates, no number in it can be replaced by a simpler one, and time plays no part."""

from dataclasses import replace
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify import Claim, search
from certify.falsify.cases import Status, entries, judge
from certify.falsify.edits import because, edited
from certify.falsify.shrinking import shrink
from certify.falsify.simplicity import complexity, simplest_between
from proofs.claims import of_ledger

F = Fraction

REFUTED = [
    ("lemma-18", "printed", {}),
    ("remark-04", "printed", {}),
    ("lemma-29", "printed", {}),
    ("lemma-09/greedy", "repaired", {"gamma_lower": "gamma >= 0.6"}),
    ("lemma-28", "printed", {"density": "P_w(w) >= c/w"}),
    ("closing-minimum", "printed", {}),
]


def simpler(number: Fraction, domain) -> list[Fraction]:
    """Simpler numbers of a domain, of a size up to max(4, 2|x|), or the first of them."""
    reach = max(F(4), 2 * abs(number))
    wholes = range(1, min(number.denominator, 60) + 1)
    found = (F(n, d) for d in wholes for n in range(-int(reach * d), int(reach * d) + 1))
    kept = (f for f in found if domain.contains(f) and complexity(f) < complexity(number))
    return list(islice(kept, 400))


@pytest.mark.parametrize(("identifier", "wording", "put"), REFUTED)
def test_no_number_can_be_replaced_by_a_simpler_one(identifier, wording, put):
    """Checked by trying, in exact arithmetic, apart from the spans of the search."""
    unedited = of_ledger(identifier, wording)
    claim = edited(unedited, put)
    found = search(claim, "20s", 3, unedited=unedited if put else None)
    assert found.verdict == "refuted"
    if not found.simplest:
        pytest.fail(f"shrinking did not finish at {found.witness.values}")
    values = found.witness.values
    for name, value in values.items():
        for i, number in enumerate(entries(value)):
            for other in simpler(number, claim.domains[name]):
                changed = other if not isinstance(value, tuple) else (*value[:i], other, *value[i + 1 :])
                case = {**values, name: changed}
                fails = judge(claim, case).status is Status.VIOLATES
                assert not (fails and (not put or because(unedited, case))), case


def test_the_same_seed_gives_the_same_witness():
    claim = of_ledger("remark-04", "printed")
    one, two = (search(claim, 20_000, 5) for _ in range(2))
    assert one.witness is not None
    assert one.witness.text() == two.witness.text()
    assert replace(one, seconds=0) == replace(two, seconds=0)


ANYTHING = Claim(
    "anything", {"n": "integer [1, 60]", "x": "real", "v": "real^2"}, {}, {}, {"c": "x + v[1] + v[2] > n + 10^9"}
)
ROUGH = {"n": F(37), "x": F(-1234567, 7919), "v": (F(22, 7), F(-355, 113))}


def test_where_nothing_simpler_violates_the_case_is_kept():
    assert shrink(ANYTHING, ROUGH, lambda case: case == ROUGH)[0] == ROUGH


def test_where_everything_violates_the_case_becomes_trivial():
    case, finished = shrink(ANYTHING, ROUGH, lambda case: True)
    assert finished
    assert case == {"n": F(1), "x": F(0), "v": (F(0), F(0))}


def test_where_work_runs_out_it_says_so():
    case, finished = shrink(ANYTHING, ROUGH, lambda case: True, work=1)
    assert not finished
    assert set(case) == set(ROUGH)


def test_an_interrupt_keeps_the_best():
    asked = []

    def violates(case):
        asked.append(case)
        if len(asked) > 1:
            raise KeyboardInterrupt
        return True

    case, finished = shrink(ANYTHING, ROUGH, violates)
    assert not finished
    assert case in (ROUGH, *asked)


@given(st.fractions(-50, 50, max_denominator=300), st.fractions(-50, 50, max_denominator=300))
def test_simplest_between(a, b):
    low, high = sorted((a, b))
    found = simplest_between(low, high)
    if low == high:
        assert found is None
        return
    assert low < found < high
    for d in range(1, found.denominator + 1):
        for n in range(int(low * d) - 1, int(high * d) + 2):
            if low < F(n, d) < high:
                assert complexity(F(n, d)) >= complexity(found)


@given(st.fractions(-50, 50, max_denominator=30), st.fractions(-50, 50, max_denominator=30))
def test_simplest_integer_between(a, b):
    low, high = sorted((a, b))
    inside = [F(n) for n in range(-52, 52) if low < n < high]
    expected = min(inside, key=complexity, default=None)
    assert simplest_between(low, high, integer=True) == expected
