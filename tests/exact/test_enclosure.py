"""Containment: draw exact rationals inside, compute exactly, and the enclosure must contain the result."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, isqrt

import mpmath
import pytest
from flint import ctx
from hypothesis import assume, given
from hypothesis import strategies as st

from certify.errors import Undecided
from certify.exact.enclosure import (
    Enclosure,
    IllDefined,
    Unsettled,
    ceiling,
    decide,
    settled_ceiling,
)

RATIONALS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6)
POSITIVE = st.fractions(min_value=Fraction(1, 10**6), max_value=10**4, max_denominator=10**6)
BITS = st.sampled_from([8, 30, 128, 300])


@st.composite
def enclosed(draw: st.DrawFn, numbers: st.SearchStrategy[Fraction] = RATIONALS) -> tuple[Fraction, Enclosure]:
    """A rational and an enclosure of it: tight, or wide."""
    x, bits = draw(numbers), draw(BITS)
    if draw(st.booleans()):
        return x, Enclosure.of(x, bits)
    y = draw(numbers)
    return x, Enclosure.between(min(x, y), max(x, y), bits)


@st.composite
def positive(draw: st.DrawFn) -> tuple[Fraction, Enclosure]:
    """A rational and an enclosure of it that is certainly positive."""
    x, bits = draw(POSITIVE), draw(BITS)
    y = x * draw(st.fractions(1, 10, max_denominator=100)) if draw(st.booleans()) else x
    X = Enclosure.between(x, y, bits)
    assume(X.certainly_gt(0))
    return x, X


OPERATIONS: dict[str, Callable[..., object]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "min": lambda a, b: a.min(b) if isinstance(a, Enclosure) else min(a, b),
    "max": lambda a, b: a.max(b) if isinstance(a, Enclosure) else max(a, b),
}


@given(st.sampled_from(sorted(OPERATIONS)), enclosed(), enclosed(), st.booleans())
def test_binary_operations_contain(
    name: str, left: tuple[Fraction, Enclosure], right: tuple[Fraction, Enclosure], mixed: bool
) -> None:
    (x, X), (y, Y) = left, right
    operation = OPERATIONS[name]
    try:
        result = operation(X, y if mixed else Y)
    except (IllDefined, Unsettled):
        assert name == "/"
        return
    assert isinstance(result, Enclosure)
    assert result.contains(operation(x, y))  # type: ignore[arg-type]


@given(enclosed(), st.integers(-6, 6))
def test_integer_powers_contain(pair: tuple[Fraction, Enclosure], n: int) -> None:
    x, X = pair
    try:
        assert (X**n).contains(x**n)
    except (IllDefined, Unsettled):
        assert n < 0


@given(positive())
def test_square_roots_contain(pair: tuple[Fraction, Enclosure]) -> None:
    x, X = pair
    root = X.sqrt()
    assert root.lower**2 <= x <= root.upper**2


@given(positive())
def test_logarithms_and_exponentials_contain(pair: tuple[Fraction, Enclosure]) -> None:
    x, X = pair
    with mpmath.workprec(2000):
        point = mpmath.mpf(x.numerator) / x.denominator
        tiny = Fraction(1, 2**1000)
        for enclosure, value in ((X.log(), mpmath.log(point)), ((X / 100).exp(), mpmath.exp(point / 100))):
            near = Fraction(int(mpmath.floor(value * 2**1200)), 2**1200)
            assert enclosure.lower - tiny <= near <= enclosure.upper + tiny


@given(positive(), st.fractions(min_value=-3, max_value=3, max_denominator=6))
def test_rational_powers_contain(pair: tuple[Fraction, Enclosure], power: Fraction) -> None:
    x, X = pair
    try:
        result = X**power
    except Unsettled:
        assert power < 0 or power.denominator > 1
        return
    assert result.lower**power.denominator <= x**power.numerator or result.lower < 0
    assert result.upper**power.denominator >= x**power.numerator


@given(enclosed(), enclosed())
def test_certain_comparisons_are_true_of_the_numbers(
    left: tuple[Fraction, Enclosure], right: tuple[Fraction, Enclosure]
) -> None:
    (x, X), (y, Y) = left, right
    assert not X.certainly_lt(Y) or x < y
    assert not X.certainly_le(Y) or x <= y
    assert not X.certainly_gt(Y) or x > y
    assert not X.certainly_ge(Y) or x >= y
    assert X.possibly_lt(Y) or x >= y


@given(RATIONALS)
def test_a_number_is_certainly_at_most_itself_where_it_is_exact(x: Fraction) -> None:
    dyadic = Fraction(int(x * 1024), 1024)
    assert Enclosure.of(dyadic).certainly_le(dyadic)
    assert not Enclosure.of(dyadic).certainly_lt(dyadic)


@pytest.mark.parametrize("value", [0.1, "1/3", None, True, complex(1)])
def test_only_exact_numbers_enter(value: object) -> None:
    one = Enclosure.of(1)
    for use in (Enclosure.of, lambda v: one + v, lambda v: v * one, one.certainly_lt, one.contains, one.max):
        with pytest.raises(TypeError):
            use(value)  # type: ignore[operator]


def test_the_questions_that_mislead_are_refused() -> None:
    a, b = Enclosure.of(1), Enclosure.of(2)
    refused: list[Callable[[], object]] = [
        lambda: a < b,
        lambda: a <= b,
        lambda: a > b,
        lambda: a >= b,
        lambda: a == b,
        lambda: a != b,
        lambda: a < 2,
        lambda: a < 2,
        lambda: bool(a),
        lambda: float(a),
        lambda: hash(a),
        lambda: Enclosure(1.5, 53),
        lambda: max(a, b),
    ]
    for question in refused:
        with pytest.raises(TypeError):
            question()


def test_what_has_no_value_says_so() -> None:
    zero, minus = Enclosure.of(0), Enclosure.of(-1)
    ill: list[Callable[[], object]] = [
        lambda: 1 / zero,
        lambda: zero**-1,
        zero.log,
        minus.log,
        minus.sqrt,
        lambda: Enclosure.between(Fraction(2), Fraction(1)),
    ]
    for question in ill:
        with pytest.raises(IllDefined):
            question()
    around = Enclosure.between(Fraction(-1), Fraction(1))
    unsettled: list[Callable[[], object]] = [lambda: 1 / around, around.log, around.sqrt]
    for question in unsettled:
        with pytest.raises(Unsettled):
            question()


def test_the_context_of_flint_is_left_as_it_was() -> None:
    before = ctx.prec
    (Enclosure.of(Fraction(1, 3), 500) + 1).log().exp()
    assert ctx.prec == before


@given(POSITIVE)
def test_ceilings_of_roots_are_exact(x: Fraction) -> None:
    if isqrt(x.numerator) ** 2 == x.numerator and isqrt(x.denominator) ** 2 == x.denominator:
        return
    n = ceiling(lambda bits: Enclosure.of(x, bits).sqrt())
    assert (n - 1) ** 2 < x <= n**2


def test_a_ceiling_near_an_integer_takes_more_precision() -> None:
    def value(bits: int) -> Enclosure:
        return Enclosure.of(1, bits).exp().log() * 7 + Fraction(1, 2**900)

    with pytest.raises(Unsettled):
        settled_ceiling(value(128))
    assert ceiling(value) == 8


def test_an_integer_in_disguise_is_undecided_not_guessed() -> None:
    with pytest.raises(Undecided, match="undecided at 1024 bits"):
        ceiling(lambda bits: Enclosure.of(8, bits).log() / Enclosure.of(2, bits).log(), limit=1024)


def test_deciding_stops_at_the_limit() -> None:
    tried: list[int] = []

    def never(bits: int) -> int:
        tried.append(bits)
        raise Unsettled("no")

    with pytest.raises(Undecided):
        decide(never, limit=600)
    assert tried == [128, 256, 512]


@given(RATIONALS, BITS)
def test_bounds_are_outward(x: Fraction, bits: int) -> None:
    X = Enclosure.of(x, bits)
    assert X.lower <= x <= X.upper
    assert ceil(X.lower) <= ceil(x) <= ceil(X.upper)
