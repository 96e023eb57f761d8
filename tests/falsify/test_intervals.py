"""Intervals against exact rationals: containment, sharpness, ties within one unit in the last place."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.falsify.fast import rounding
from certify.falsify.fast.arithmetic import Verdicts
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.rounding import LARGEST, SMALLEST_NORMAL, TINIEST, Sharp

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.1, TINIEST, -TINIEST, SMALLEST_NORMAL, LARGEST, -LARGEST, 2.0**-538, 2.0**512]
SPECIAL += [2.0**53 - 1, 2.0**53, 1 + 2.0**-52, 1 - 2.0**-53, 1.5 * SMALLEST_NORMAL, 3 * TINIEST, 2.0**-1021]
FLOATS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(SPECIAL),
    st.floats(-4, 4),
    st.integers(-64, 64).map(lambda n: n / 8),
    st.builds(math.ldexp, st.integers(-(2**53), 2**53), st.integers(-1126, -1000)),
    st.builds(math.ldexp, st.integers(-(2**53), 2**53), st.integers(-600, -480)),
)
PAIRS = st.lists(st.tuples(FLOATS, FLOATS), min_size=1, max_size=20)
ARITHMETIC: list[Callable] = [operator.add, operator.sub, operator.mul, operator.truediv]


def nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break it: round to nearest and believe it."""
    for bound in ("below", "above"):
        monkeypatch.setattr(Sharp, bound, lambda self: self._value)


def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break it: take the defect of a product from the product itself, through underflow."""

    def product(a, b):
        m = a * b
        return Sharp(m, rounding._product_error(a, b, m))

    monkeypatch.setattr(Sharp, "product", product)


def points(values) -> Intervals:
    return Intervals.exactly(np.array(values, dtype=np.float64))


def exact(operation: Callable, *values: float) -> Fraction | None:
    try:
        return Fraction(operation(*map(Fraction, values)))
    except ZeroDivisionError:
        return None


def contains(low: float, high: float, value: Fraction) -> bool:
    """Whether the bounds, finite or infinite on their own side, enclose the value; False for nan."""
    above = low == -math.inf or (math.isfinite(low) and Fraction(low) <= value)
    return above and (high == math.inf or (math.isfinite(high) and value <= Fraction(high)))


def check_containment(found: Intervals, values: list[Fraction | None]) -> None:
    """Every value is enclosed; where there is none, nothing is known."""
    for low, high, value in zip(found.lower.tolist(), found.upper.tolist(), values, strict=True):
        if value is None:
            assert math.isnan(low)
            assert math.isnan(high)
        else:
            assert contains(low, high, value), (low, high, value)


def check_arithmetic(operation: Callable, pairs: list[tuple[float, float]]) -> None:
    left, right = zip(*pairs, strict=True)
    found = operation(points(left), points(right))
    check_containment(found, [exact(operation, a, b) for a, b in pairs])


def check_sharp(found: Intervals, values: list[Fraction | None]) -> None:
    """A float is itself; another number lies between adjacent floats."""
    for low, high, value in zip(found.lower.tolist(), found.upper.tolist(), values, strict=True):
        if value is not None and math.isfinite(low) and math.isfinite(high):
            assert high == (low if Fraction(low) == value else math.nextafter(low, math.inf))


@pytest.mark.parametrize("operation", ARITHMETIC)
@given(pairs=PAIRS)
def test_arithmetic_encloses(operation, pairs) -> None:
    check_arithmetic(operation, pairs)


@pytest.mark.parametrize("operation", ARITHMETIC)
@given(pairs=PAIRS)
def test_sharp_arithmetic_is_sharp(operation, pairs) -> None:
    left, right = zip(*pairs, strict=True)
    found = operation(points(left), points(right))
    check_sharp(found, [exact(operation, a, b) for a, b in pairs])


@pytest.mark.parametrize("operation", ARITHMETIC)
def test_rounding_to_nearest_is_caught(operation, monkeypatch) -> None:
    nearest(monkeypatch)
    with pytest.raises(AssertionError):
        check_arithmetic(operation, [(0.1, 3.0), (1.0, 2.0**-60), (1.0, 3.0)])


def test_a_defect_lost_to_underflow_is_caught(monkeypatch) -> None:
    ties = [(3 * TINIEST, 0.5), (2.0**-540, 2.0**-540)]
    check_arithmetic(operator.mul, ties)
    hasty(monkeypatch)
    with pytest.raises(AssertionError):
        check_arithmetic(operator.mul, ties)


@st.composite
def boxes(draw: st.DrawFn) -> tuple[list[list[float]], list[list[float]]]:
    """Per interval its ends and points between them; two lists of one length."""
    size = draw(st.integers(1, 8))
    lists = [[sorted(draw(st.tuples(FLOATS, FLOATS, FLOATS))) for _ in range(size)] for _ in range(2)]
    if draw(st.booleans()):
        lists[1] = [sorted(map(abs, entry)) for entry in lists[1]]
    return lists[0], lists[1]


def between(entries: list[list[float]]) -> Intervals:
    return Intervals(np.array([e[0] for e in entries]), np.array([e[-1] for e in entries]))


@pytest.mark.parametrize("operation", ARITHMETIC)
@given(drawn=boxes())
def test_intervals_enclose_every_pair_of_members(operation, drawn) -> None:
    left, right = drawn
    found = operation(between(left), between(right))
    for i, (xs, ys) in enumerate(zip(left, right, strict=True)):
        if operation is operator.truediv and ys[0] <= 0 <= ys[-1]:
            assert not found.known[i]
            continue
        for x in xs:
            for y in ys:
                value = exact(operation, x, y)
                if math.isnan(found.lower[i]) or math.isnan(found.upper[i]):
                    ends = [exact(operation, a, b) for a in xs for b in ys]
                    assert max(abs(e) for e in ends if e is not None) > LARGEST / 4
                else:
                    assert contains(found.lower[i], found.upper[i], value)


@given(values=st.lists(FLOATS.map(abs), min_size=1, max_size=20))
def test_roots(values) -> None:
    found = points(values).sqrt()
    for low, high, value in zip(found.lower.tolist(), found.upper.tolist(), values, strict=True):
        assert low <= 0 or Fraction(low) ** 2 <= Fraction(value)
        assert Fraction(value) <= Fraction(high) ** 2
        assert high == (low if Fraction(low) ** 2 == Fraction(value) else math.nextafter(low, math.inf))


@given(values=st.lists(st.floats(-8, 8), min_size=1, max_size=10), exponent=st.integers(-6, 7))
def test_powers(values, exponent) -> None:
    found = points(values) ** exponent
    for low, high, value in zip(found.lower.tolist(), found.upper.tolist(), values, strict=True):
        if value == 0 and exponent < 0:
            assert math.isnan(low)
        elif not math.isnan(low) and not math.isnan(high):
            assert contains(low, high, Fraction(value) ** exponent)
        else:
            assert abs(value) < 2.0**-140
            assert exponent < 0


@given(values=st.lists(FLOATS, min_size=1, max_size=10), other=FLOATS)
def test_exact_functions(values, other) -> None:
    x = points(values)
    for found, function in (
        (abs(x), abs),
        (-x, operator.neg),
        (x.floor(), lambda q: Fraction(math.floor(q))),
        (x.ceil(), lambda q: Fraction(math.ceil(q))),
        (x.minimum(other), lambda q: min(q, Fraction(other))),
        (x.maximum(other), lambda q: max(q, Fraction(other))),
    ):
        assert list(map(Fraction, found.lower.tolist())) == [function(Fraction(v)) for v in values]
        assert found.lower.tolist() == found.upper.tolist()


RELATIONS: dict[str, Callable] = {
    "lt": operator.lt, "le": operator.le, "gt": operator.gt,
    "ge": operator.ge, "eq": operator.eq, "ne": operator.ne,
}  # fmt: skip


def check_near_ties(a: float, b: float) -> int:
    """Compare a·b with its rounding and the floats beside it; the count of verdicts."""
    near = a * b
    thirds = [near, math.nextafter(near, math.inf), math.nextafter(near, -math.inf)]
    product = points([a] * 3) * points([b] * 3)
    count = 0
    for name, relation in RELATIONS.items():
        verdicts: Verdicts = getattr(product, name)(points(thirds))
        for i, c in enumerate(thirds):
            truth = relation(Fraction(a) * Fraction(b), Fraction(c))
            assert not (verdicts.true[i] and not truth)
            assert not (verdicts.false[i] and truth)
            count += bool(verdicts.true[i] or verdicts.false[i])
    return count


@given(a=st.floats(0.001, 1000), b=st.floats(0.001, 1000))
def test_near_ties_are_never_judged_wrongly(a, b) -> None:
    check_near_ties(a, b)


def test_near_ties_are_judged_sharply_where_the_product_is_exact() -> None:
    assert check_near_ties(0.75, 0.5) == 18


def test_near_ties_catch_rounding_to_nearest(monkeypatch) -> None:
    nearest(monkeypatch)
    with pytest.raises(AssertionError):
        check_near_ties(0.1, 0.1)


@given(values=st.lists(st.fractions(), min_size=1, max_size=10))
def test_fractions_enter_outwards(values) -> None:
    found = Intervals.of(values)
    check_containment(found, list(values))
    check_sharp(found, list(values))


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (Fraction(10) ** 400, LARGEST, math.inf),
        (-(10**400), -math.inf, -LARGEST),
        (Fraction(1, 10**400), 0.0, TINIEST),
        (2**53 + 1, 2.0**53, 2.0**53 + 2),
        (3, 3.0, 3.0),
        (0.1, 0.1, 0.1),
    ],
)
def test_entering(value, low, high) -> None:
    found = Intervals.of(value)
    assert (found.lower.tolist(), found.upper.tolist()) == ([low], [high])


def test_an_overflow_is_bounded_by_the_largest_float() -> None:
    huge = points([LARGEST, -LARGEST])
    found = huge * 2
    assert found.lower.tolist() == [LARGEST, -math.inf]
    assert found.upper.tolist() == [math.inf, -LARGEST]
    assert found.gt(1).true.tolist() == [True, False]
    assert found.lt(math.inf).valued.tolist() == [False, False]


UNDEFINED = Intervals.of(1) / Intervals.of([0, 1])


@pytest.mark.parametrize(
    "result",
    [
        UNDEFINED + 1,
        1 - UNDEFINED,
        UNDEFINED * 0,
        UNDEFINED * Intervals(np.array([-1.0]), np.array([2.0])),
        UNDEFINED / 2,
        2 / UNDEFINED,
        abs(UNDEFINED),
        UNDEFINED**0,
        UNDEFINED**3,
        UNDEFINED.sqrt(),
        UNDEFINED.floor(),
        UNDEFINED.maximum(5),
        UNDEFINED.minimum(-5),
        Intervals.of([-1, 1]).sqrt(),
        Intervals(np.array([-1.0, 1.0]), np.array([1.0, 1.0])).sqrt(),
        1 / Intervals(np.array([-1.0, 1.0]), np.array([1.0, 1.0])),
        Intervals.exactly(np.array([np.inf, 1.0])),
    ],
)
def test_what_is_undefined_stays_unknown(result) -> None:
    assert result.known.tolist() == [False, True]
    for name in RELATIONS:
        verdicts = getattr(result, name)(Intervals.of(10**6))
        assert [bool(part[0]) for part in verdicts] == [False, False, False]
        assert verdicts.valued[1]


def test_statements_are_read_from_left_to_right() -> None:
    true, false = Intervals.of(1).lt(2), Intervals.of(2).lt(1)
    nothing = Intervals.of(math.nan).lt(1)
    assert (false & nothing).false.all()
    assert (true | nothing).true.all()
    for open_ in (nothing & false, nothing | true, true & nothing, false | nothing, ~nothing):
        assert not (open_.true | open_.false | open_.valued).any()


def test_intervals_have_no_order_and_no_truth() -> None:
    x = Intervals.of(1)
    for relation in RELATIONS.values():
        with pytest.raises(TypeError, match="not ordered"):
            relation(x, x)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(x)
