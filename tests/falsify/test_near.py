"""Near numbers against exact rationals and balls: whatever real lies within the errors, the result does."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from certify.falsify.fast import elementary, near
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.near import LARGE, Near
from certify.falsify.fast.rounding import LARGEST, TINIEST

SIZE = 5
FLOATS = st.one_of(
    st.floats(-4, 4),
    st.integers(-64, 64).map(lambda n: n / 8),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, -0.0, 1.0, 1 + 2.0**-52, TINIEST, 2.0**-1000, 2.0**1000, LARGEST, 690.0, -700.0]),
)
ERRORS = st.sampled_from([0.0, 0.0, 2.0**-60, 2.0**-44, 1e-9, 0.25, 1e-300])


@st.composite
def numbers(draw: st.DrawFn) -> Near:
    """Of one size or of many, exact or not."""
    values = np.array(draw(st.lists(FLOATS, min_size=SIZE, max_size=SIZE)))
    if draw(st.booleans()):
        values = np.abs(values)
    entered = Near.exactly(values)
    if draw(st.booleans()):
        return entered
    errors = st.lists(ERRORS, min_size=SIZE, max_size=SIZE).map(np.array)
    absolute = draw(st.one_of(ERRORS, errors))
    return Near(
        entered.value, draw(st.sampled_from([0.0, 2.0**-53, 2.0**-30])), absolute, entered.low, entered.high
    )


def members(x: Near) -> list[list[Fraction]]:
    """Per entry the middle and both ends of what it may be; nothing where nothing is known."""
    errors = np.broadcast_to(x.absolute, x.value.shape).tolist()
    found: list[list[Fraction]] = []
    for value, absolute in zip(x.value.tolist(), errors, strict=True):
        if math.isnan(value):
            found.append([])
            continue
        middle, error = Fraction(value), Fraction(x.relative) * abs(Fraction(value)) + Fraction(absolute)
        found.append([middle, middle - error, middle + error])
    return found


def contains(x: Near, i: int, value: Fraction | arb) -> bool:
    """Whether the value lies within the errors, or nothing is known."""
    if math.isnan(x.value[i]):
        return True
    middle, error = Fraction(float(x.value[i])), float(np.broadcast_to(x.absolute, x.value.shape)[i])
    if math.isinf(error):
        return True
    reach = Fraction(x.relative) * abs(middle) + Fraction(error)
    if isinstance(value, Fraction):
        return abs(value - middle) <= reach
    with ctx.workprec(300):
        return bool(abs(value - ball(middle)) <= ball(reach))


def ball(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def in_range(x: Near) -> bool:
    known = x.value[~np.isnan(x.value)]
    return bool(((x.low <= known) & (known <= x.high)).all())


def check(found: Near, *operands: Near, function: Callable) -> None:
    """The function of any members lies within what was found, which is unknown where one has no value."""
    assert in_range(found)
    found_value = np.broadcast_to(found.value, operands[0].value.shape)
    found = Near(found_value, found.relative, found.absolute, found.low, found.high, whole=found.whole)
    for i, choices in enumerate(zip(*map(members, operands), strict=True)):
        for chosen in product(*choices):
            try:
                value = function(*chosen)
            except (ZeroDivisionError, ValueError):
                assert math.isnan(found_value[i])
            else:
                assert contains(found, i, value), (chosen, value, found_value[i], found.relative, found.absolute)


ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv]


@pytest.mark.parametrize("operation", ARITHMETIC)
@given(x=numbers(), y=numbers())
def test_arithmetic(operation, x, y) -> None:
    check(operation(x, y), x, y, function=operation)


@pytest.mark.parametrize("operation", ARITHMETIC)
@given(x=numbers(), c=st.one_of(st.fractions(), st.integers(-5, 5)))
def test_arithmetic_with_constants(operation, x, c) -> None:
    check(operation(x, c), x, function=lambda a: operation(a, c))
    check(
        operation(c, x), x, function=lambda a: operation(c, a) if a or operation is not operator.truediv else 1 / a
    )


@given(x=numbers(), y=numbers(), n=st.integers(-3, 5))
def test_exact_functions(x, y, n) -> None:
    check(x.minimum(y), x, y, function=min)
    check(x.maximum(y), x, y, function=max)
    check(-x, x, function=operator.neg)
    check(abs(x), x, function=abs)
    check(x.floor(), x, function=lambda a: Fraction(math.floor(a)))
    check(x.ceil(), x, function=lambda a: Fraction(math.ceil(a)))
    check(x**n, x, function=lambda a: Fraction(a) ** n)


def transcendental(name: str) -> Callable[[Fraction], arb]:
    def function(a: Fraction) -> arb:
        if (name == "ln" and a <= 0) or (name == "sqrt" and a < 0):
            raise ValueError(name)
        with ctx.workprec(300):
            return getattr(ball(a), {"ln": "log"}.get(name, name))()

    return function


@pytest.mark.parametrize("name", ["ln", "exp", "sqrt"])
@given(x=numbers())
def test_functions(name, x) -> None:
    if name == "exp":
        x = x.minimum(1000).maximum(-1000)
    check(getattr(x, name)(), x, function=transcendental(name))


RELATIONS = {
    "lt": operator.lt, "le": operator.le, "gt": operator.gt,
    "ge": operator.ge, "eq": operator.eq, "ne": operator.ne,
}  # fmt: skip


@pytest.mark.parametrize("name", RELATIONS)
@given(x=numbers(), y=numbers(), same=st.booleans())
def test_comparisons(name, x, y, same) -> None:
    y = Near(x.value, y.relative, y.absolute, x.low, x.high) if same else y
    verdicts = getattr(x, name)(y)
    true, false, valued = (np.broadcast_to(part, (SIZE,)) for part in verdicts)
    for i, (xs, ys) in enumerate(zip(members(x), members(y), strict=True)):
        truths = {RELATIONS[name](a, b) for a, b in product(xs, ys)}
        assert truths <= {True} or not true[i]
        assert truths <= {False} or not false[i]
        assert not (true[i] or false[i]) or valued[i]
        assert truths or not (true[i] or false[i] or valued[i])


@given(values=st.lists(st.integers(-9, 9), min_size=SIZE, max_size=SIZE), c=st.integers(-9, 9))
def test_whole_numbers_are_exact_and_their_ties_are_judged(values, c) -> None:
    x = Near.exactly(np.array(values, dtype=float))
    found = (x * x + c - 3) * 2
    assert found.exact
    assert found.wholes().tolist() == [(v * v + c - 3) * 2 for v in values]
    assert found.eq(0).true.tolist() == [v == 0 for v in found.value]
    assert np.isnan((x / 3).wholes()).all()
    assert np.isnan((x * 2.0**52 * 4).wholes()).any() or not x.value.any()


@given(x=numbers())
def test_intervals_and_back(x) -> None:
    back = Near.enclosed(x.intervals())
    check(back, x, function=lambda a: a)


def test_what_is_unknown_stays_unknown() -> None:
    nothing = Near.exactly(np.array([math.inf, math.nan, -math.inf]))
    arithmetic = [nothing + 1, nothing * 0, nothing / 2, 2 / nothing, nothing**0, nothing.minimum(0), abs(nothing)]
    functions = [
        nothing.ln(),
        nothing.exp(),
        nothing.sqrt(),
        nothing.floor(),
        abs(nothing),
        nothing.power(nothing),
    ]
    for found in arithmetic + functions:
        assert not found.known.any()
        assert not any(part.any() for part in found.lt(1))


def test_an_overflow_is_unknown() -> None:
    huge = Near.exactly(np.array([LARGE, 1.0]))
    assert (huge * 4).known.tolist() == [False, True]
    assert (huge * 700).exp().known.tolist() == [False, False]


BROKEN = {
    "U": (operator.mul, [0.1, 0.3, 1e-5, 7.7, 2.3], [0.1, 3.3, 1e-5, 1.1, 0.7]),
    "_DUST": (operator.mul, [3 * TINIEST] * SIZE, [0.5] * SIZE),
    "bound": (operator.add, [1.0, 2.0, 3.0, 4.0, 5.0], [-1.0, -2.0, -3.0, -4.0, -5.0]),
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_broken_is_caught(how, monkeypatch) -> None:
    operation, left, right = BROKEN[how]
    x, y = Near.exactly(np.array(left)), Near.exactly(np.array(right))
    if how == "bound":
        x = Near(x.value, 2.0**-30, 0.0, x.low, x.high)
    check(operation(x, y), x, y, function=operation)
    if how == "bound":
        monkeypatch.setattr(near, "_bound", lambda *products: 0.0)
    else:
        monkeypatch.setattr(near, how, 0.0)
    with pytest.raises(AssertionError):
        check(operation(x, y), x, y, function=operation)


POSITIVE = {
    "all sizes": lambda rng: 2.0 ** rng.uniform(-1000, 1000, 20_000),
    "near 1": lambda rng: 1 + rng.normal(size=20_000) * 10.0 ** rng.uniform(-15, -1, 20_000),
    "ties": lambda rng: np.nextafter((1024 + rng.integers(0, 1024, 4000) * 1.0) / 1024, rng.choice([0, 9], 4000)),
    "powers of 2": lambda rng: 2.0 ** np.arange(-1000, 1001),
}
REAL = {
    "all": lambda rng: rng.uniform(-690, 690, 20_000),
    "small": lambda rng: rng.normal(size=20_000) * 10.0 ** rng.uniform(-20, 0, 20_000),
    "between cells": lambda rng: (np.arange(-9000, 9000) + 0.5) * (math.log(2) / 512),
}


def worst(name: str, values: np.ndarray) -> float:
    """The largest relative error, over what is promised."""
    found = (elementary.near_ln if name == "ln" else elementary.near_exp)(values)
    shares = []
    with ctx.workprec(160):
        for x, v in zip(values.tolist(), found.tolist(), strict=True):
            exact = arb(x).log() if name == "ln" else arb(x).exp()
            allowed = elementary.NEAR + (elementary.NEAR_EXPONENT * abs(x) if name == "exp" else 0)
            shares.append(0.0 if v == exact else float((abs(v - exact) / (abs(exact) * allowed)).upper()))
    return max(shares)


@pytest.mark.parametrize("kind", POSITIVE)
def test_ln_is_as_near_as_promised(kind) -> None:
    assert worst("ln", POSITIVE[kind](np.random.default_rng(3))) < 1


@pytest.mark.parametrize("kind", REAL)
def test_exp_is_as_near_as_promised(kind) -> None:
    assert worst("exp", REAL[kind](np.random.default_rng(3))) < 1


@pytest.mark.parametrize(("name", "table"), [("ln", "_near_ln_table"), ("exp", "_near_exp_table")])
def test_a_wrong_table_is_caught(name, table, monkeypatch) -> None:
    wrong = getattr(elementary, table)() * (1 + 2.0**-40)
    monkeypatch.setattr(elementary, table, lambda: wrong)
    assert worst(name, (POSITIVE["all sizes"] if name == "ln" else REAL["all"])(np.random.default_rng(3))) > 1


def test_near_numbers_have_no_order_and_no_truth() -> None:
    x = Near.of(1)
    for relation in RELATIONS.values():
        with pytest.raises(TypeError, match="not ordered"):
            relation(x, x)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(x)
    with pytest.raises(TypeError, match="float64"):
        Near.exactly(np.array([1]))
    assert isinstance(x.intervals(), Intervals)
