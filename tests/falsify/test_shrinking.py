"""Shrinking: simple, locally simplest by brute force, the same everywhere, and never further than is decided."""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import floor, gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify import Claim, search, strategies
from certify.claims.scope import entries
from certify.falsify.edits import because, edited
from certify.falsify.fast.filtering import Filter
from certify.falsify.fast.intervals import Intervals
from certify.falsify.judging import Status, judge
from certify.falsify.shrink.lines import number_at, places_of, put
from certify.falsify.shrink.shrinking import shrink
from certify.falsify.shrink.simplicity import Span, complexity, simplest_between, weight
from proofs.ledger.claims import of_ledger

F = Fraction


def exact(values):
    return {n: tuple(map(F, v)) if isinstance(v, tuple) else F(v) for n, v in values.items()}


def decided(claim, unedited=None):
    """Whether a case violates a claim, and because of its edit."""

    def violates(case):
        found = judge(claim, case).status is Status.VIOLATES
        return found and (unedited is None or because(unedited, case) is not None)

    return violates


def simpler(number, integer):
    """All simpler numbers of a size that matters, written out."""
    found, reach = [], max(4, 2 * abs(number))
    for d in range(1, 2 if integer else number.denominator + 1):
        last = floor(reach * d) if d < number.denominator else abs(number.numerator)
        numerators = [n for n in range(-last, last + 1) if gcd(n, d) == 1]
        found += [F(n, d) for n in numerators if d < number.denominator or abs(n) < last or n > number.numerator]
    return found


def replacements(claim, case):
    """A case with one number replaced by a simpler one, in every way."""
    for place in places_of(case):
        domain = claim.domains[place[0]]
        for number in filter(domain.contains, simpler(number_at(case, place), domain.integer)):
            yield put(case, [place], number)


# claims of the ledger --------------------------------------------------------------------------

STARTS = {
    "lemma-18": (
        "printed",
        {},
        {"T": 2, "x_0": 0, "a": (0, "1/10"), "tau": "37/14", "b": (4, 4), "x": ("4/11", "999/250")},
    ),
    "remark-04": (
        "printed",
        {},
        {"F_max": "0.99999999999999", "delta": "2/3", "ell": 36, "epsilon": "1/10", "n_max": 27, "norm_max": 0},
    ),
    "lemma-29": ("printed", {}, {"k": 1, "c": -10, "delta": "1/10", "n": 1, "p": (0,)}),
    "lemma-09/greedy": (
        "printed",
        {"gamma_lower": "gamma >= 0.6"},
        {
            "k": 2,
            "gamma": F(1351079888211149, 2251799813685248),
            "eps": F(6485183463413521, 18014398509481984),
            "v": (F(3242591731706759, 9007199254740992), F(243194379878007, 1125899906842624)),
            "w": F(2251799813685023, 2251799813685248),
        },
    ),
    "lemma-28": (
        "printed",
        {"density": "P_w(w) >= c/w"},
        {"a": 10, "b": "695/14", "w": F(223690040563781, 1000000000000)},
    ),
    "theorem-30": (
        "printed",
        {},
        {
            "ell": 2,
            "F_max": "37/8",
            "N_star": 8,
            "delta": F(8704782166118399, 9007199254740992),
            "epsilon": "3053797091/4",
            "lambda_max": "480059/8",
            "n_max": 41,
            "w_max": "5/8",
            "lambda": ("7/8", "7/8"),
            "norm_W": ("3/4", "5/4"),
            "N_i": 28,
            "n_larger": 18,
        },
    ),
}


def started(identifier):
    """A claim, what decides, and a case far from simple."""
    wording, put_in, values = STARTS[identifier]
    unedited = of_ledger(identifier, wording)
    claim = edited(unedited, put_in) if put_in else unedited
    return claim, decided(claim, unedited if put_in else None), exact(values)


@cache
def ended(identifier):
    return shrink(*(started(identifier)[i] for i in (0, 2, 1)))


LONG = dict.fromkeys(("theorem-30", "lemma-09/greedy"), pytest.mark.thorough)


@pytest.mark.parametrize("identifier", [pytest.param(name, marks=LONG.get(name, ())) for name in STARTS])
def test_no_number_can_be_replaced_by_a_simpler_one(identifier):
    claim, violates, start = started(identifier)
    assert violates(start)
    case, finished = ended(identifier)
    assert finished
    assert violates(case)
    assert list(case) == list(start)
    assert weight(case) <= weight(start)
    assert not [other for other in replacements(claim, case) if violates(other)]


@pytest.mark.thorough
def test_theorem_30_fails_where_nearly_everything_is_1():
    case, _ = ended("theorem-30")
    numbers = [v for value in case.values() for v in entries(value)]
    assert all(v.denominator <= 2 for v in numbers)
    assert sum(v > 2 for v in numbers) <= 1


@pytest.mark.parametrize("identifier", ["lemma-28", pytest.param("lemma-09/greedy", marks=pytest.mark.thorough)])
def test_the_same_every_time(identifier):
    claim, violates, start = started(identifier)
    assert shrink(claim, start, violates) == ended(identifier)


@pytest.mark.thorough
def test_the_same_witness_for_a_seed():
    claim = of_ledger("remark-04", "printed")
    one, two = (search(claim, 2_000, seed=4).witness.text() for _ in range(2))
    assert one == two


# claims made for it ----------------------------------------------------------------------------


def shrunk(parameters, hypotheses, conclusion, start):
    claim = Claim("c", parameters, {}, hypotheses, {"c": conclusion})
    case, finished = shrink(claim, exact(start), decided(claim))
    assert finished
    return case


def test_numbers_that_are_equal_are_replaced_together():
    found = shrunk({"x": "real", "y": "real"}, {"same": "x = y"}, "x < 1/2", {"x": "971/113", "y": "971/113"})
    assert found == exact({"x": 1, "y": 1})


def test_numbers_in_a_proportion_are_replaced_together():
    start = {"x": "1000000", "y": "1/3700000", "z": "100/37"}
    found = shrunk({"x": "real", "y": "real", "z": "real"}, {"z": "z = 10*x*y"}, "z < 2", start)
    assert found["z"] == 10 * found["x"] * found["y"]
    assert weight(found) <= 72


def test_a_chain_comes_down():
    parameters = {"a": "integer [0, inf)", "b": "integer", "c": "integer"}
    found = shrunk(parameters, {"chain": "a < b and b < c"}, "c - a < 2", {"a": 511, "b": 1 << 40, "c": 1 << 50})
    assert found == exact({"a": 0, "b": 1, "c": 2})


def test_vectors_lose_entries_and_keep_their_length():
    parameters = {"n": "integer [1, 40]", "v": "real^n [0, 1]", "u": "real^n"}
    start = {"n": 9, "v": ("6/7",) * 9, "u": tuple(range(9))}
    found = shrunk(parameters, {}, "sum(i, 1, n, v[i]) < 3/2", start)
    assert found == exact({"n": 2, "v": (1, 1), "u": (0, 0)})


def test_tiny_and_huge_numbers_come_near():
    start = {"x": F(5, 10**316), "y": F(10) ** 300 + 1}
    assert shrunk({"x": "real", "y": "real"}, {"x": "x > 0"}, "y <= x", start) == exact({"x": 1, "y": 2})


def test_irrational_bounds_are_met_by_the_simplest_number_between():
    found = shrunk({"x": "real"}, {"low": "x^2 > 2", "high": "x^3 < 2.83"}, "x < 0", {"x": F(1.4143)})
    assert found == {"x": simplest_between(F("1.41421357"), F("1.4144"))}


def test_no_simpler_one_is_no_other_one():
    """The negative twin: of a claim that never holds only one case counts, and the fast path does not know."""
    claim = Claim("never", {"x": "real", "n": "integer", "v": "real^n"}, {}, {}, {"never": "x < x"})
    only = exact({"x": "7/5", "n": 2, "v": ("1/2", -3)})
    assert shrink(claim, only, lambda case: case == only) == (only, True)


def test_what_decides_has_the_last_word():
    claim = Claim("c", {"x": "real", "y": "real [0, 10]"}, {}, {}, {"c": "x + y < 2"})
    violates = decided(claim)
    case, finished = shrink(claim, exact({"x": "355/113", "y": "22/7"}), lambda c: violates(c) and c["y"] > 3)
    assert (case, finished) == (exact({"x": 0, "y": 4}), True)


def test_a_sum_too_long_for_the_fast_path_is_asked_of_exact_arithmetic():
    claim = Claim("c", {"n": "integer [450, 600]"}, {}, {}, {"c": "sum(i, 1, n, i) < 0"})
    assert shrink(claim, {"n": F(460)}, decided(claim)) == ({"n": F(450)}, True)


def test_without_parameters_there_is_nothing_to_do():
    claim = Claim("c", {}, {}, {}, {"c": "1 > 2"})
    assert shrink(claim, {}, decided(claim)) == ({}, True)


@pytest.mark.parametrize("work", [0, 100, 3_000])
def test_the_limit_of_work_is_kept_and_told(work):
    claim, violates, start = started("theorem-30")
    asked = []

    def counted(case):
        asked.append(case)
        return violates(case)

    case, finished = shrink(claim, start, counted, work=work)
    assert not finished
    assert violates(case)
    assert len(asked) <= 80 + work // 40


@pytest.mark.parametrize("after", [0, 3, 30])
def test_an_interrupt_keeps_the_best_so_far(after):
    claim, violates, start = started("theorem-30")
    seen = []

    def interrupted(case):
        if len(seen) == after:
            raise KeyboardInterrupt
        seen.append(case)
        return violates(case)

    case, finished = shrink(claim, start, interrupted)
    assert not finished
    assert violates(case)
    assert (weight(case) < weight(start)) is (after == 30)


# spans -----------------------------------------------------------------------------------------

RATIONALS = st.fractions(-5, 5, max_denominator=40)


@given(RATIONALS, RATIONALS, st.booleans())
@pytest.mark.thorough
def test_the_simplest_number_between_two_others(low, high, integer):
    found = simplest_between(low, high, integer=integer)
    all_between = [F(n, d) for d in range(1, 2 if integer else 82) for n in range(-5 * d, 5 * d + 1)]
    inside = [number for number in all_between if low < number < high]
    assert found == min(inside, key=complexity, default=None)


@given(RATIONALS, RATIONALS, st.booleans(), RATIONALS)
def test_the_parts_of_a_span_are_the_whole_span(low, high, integer, number):
    span = Span.between(low, high, integer=integer)
    if span is not None:
        parts = sorted(span.parts, key=lambda part: (part.low, part.high))
        assert all(one.high <= other.low for one, other in pairwise(parts))
        assert all(complexity(part.simplest) >= complexity(span.simplest) for part in parts)
        wanted = F(floor(number)) if integer else number
        holding = [part for part in parts if part.low < wanted < part.high or part.low == part.high == wanted]
        assert len(holding) == (low < wanted < high)


BOXED = {"lemma-18": 1, "lemma-28": 2, "lemma-09/greedy": 3, "theorem-30": 4, "lemma-29": 5, "remark-04": 6}


@pytest.mark.parametrize("identifier", BOXED)
def test_what_is_said_of_a_box_holds_of_the_numbers_in_it(identifier):
    """Wide and narrow boxes around cases: exact arithmetic agrees at numbers in them."""
    claim, _, start = started(identifier)
    random = np.random.default_rng(BOXED[identifier])
    places = places_of(start)
    place = [places[int(random.integers(len(places)))] for _ in range(120)]
    lows, highs = [], []
    for p in place:
        scale = max(abs(number_at(start, p)), F(1, 100)) * F(10) ** int(random.integers(-9, 2)) / 100
        lows.append(number_at(start, p) + scale * int(random.integers(-200, 100)))
        highs.append(lows[-1] + scale * int(random.integers(0, 200)))
    found = Filter(claim).judge_boxes(boxes(start, place, lows, highs))
    assert (found.outside | found.satisfied).any()
    for row, p in enumerate(place):
        for share in (F(0), F(1, 3), F(1)):
            case = put(start, [p], lows[row] + (highs[row] - lows[row]) * share)
            if all(claim.domains[n].contains(v) for n, value in case.items() for v in entries(value)):
                status = judge(claim, case).status
                assert not found.outside[row] or status in (Status.OUTSIDE, Status.OPEN)
                assert not found.satisfied[row] or status is not Status.VIOLATES
                assert not found.suspects[row] or status in (Status.VIOLATES, Status.OPEN)


def boxes(case, place, lows, highs):
    """Per row a case, of which the number in one place lies between two others."""
    columns = {p: Intervals.of([number_at(case, p)] * len(place)) for p in places_of(case)}
    low, high = Intervals.of(lows).lower, Intervals.of(highs).upper
    for p, column in columns.items():
        here = np.array([p == other for other in place])
        columns[p] = Intervals(np.where(here, low, column.lower), np.where(here, high, column.upper))
    found = {}
    for name, value in case.items():
        ends = [columns[name, i] for i in range(len(entries(value)))]
        lower, upper = (np.array([getattr(end, side) for end in ends]) for side in ("lower", "upper"))
        found[name] = Intervals(lower.T, upper.T) if isinstance(value, tuple) else Intervals(lower[0], upper[0])
    return found


@given(st.data())
@pytest.mark.thorough
def test_shrinking_leads_to_a_case_of_the_claim(data):
    claim = Claim(
        "means",
        {"n": "integer [1, 4]", "v": "real^n (0, inf)"},
        conclusions={"false": "sum(i, 1, n, v[i])^2 <= sum(i, 1, n, v[i]^2)"},
    )
    violates = decided(claim)
    start = data.draw(strategies.cases(claim).filter(violates))
    case, finished = shrink(claim, start, violates, work=40_000)
    assert violates(case)
    assert not finished or case == exact({"n": 2, "v": (1, 1)})
