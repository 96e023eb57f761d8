"""Enclosures of real numbers with outward bounds: python-flint's balls behind an interface that cannot mislead.

An :class:`Enclosure` is built from exact rationals only, carries its own precision (flint's context is
global: it is set for each operation and restored), and refuses every question that it might answer wrongly:
``<``, ``<=``, ``==`` and truth raise, ``certainly_lt`` and ``possibly_lt`` answer.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil
from typing import NoReturn, TypeVar

from flint import arb, ctx, fmpq

from certify.errors import CertifyError, Undecided

START_BITS = 128
MAX_BITS = 1 << 14
MAX_EXPONENT = 1 << 20  # of 2, in a value that is turned into a rational

Rational = Fraction | int
T = TypeVar("T")


class IllDefined(CertifyError, ArithmeticError):
    """An expression has no real value there: a division by zero, the logarithm of a number <= 0."""


class Unsettled(Undecided):
    """At this precision the enclosure is too wide to say; :func:`decide` tries a higher one."""


class Enclosure:
    """A closed interval of reals, certain to contain the number it stands for.

    Make one with :meth:`of` from an ``int`` or a ``Fraction``; anything else is a TypeError, floats first
    of all.  Operations with exact numbers enclose them at this enclosure's precision.

    Guarantee
    ---------
    Containment: where x lies in X and y in Y, ``x ∘ y`` lies in ``X ∘ Y`` for every operation here.
    Comparisons that return True under the name *certainly* hold for every pair of numbers enclosed.
    """

    __hash__ = None  # type: ignore[assignment]
    __slots__ = ("_ball", "_bits")

    def __init__(self, ball: object, bits: int) -> None:
        if not isinstance(ball, arb):
            raise TypeError(f"an enclosure is made with Enclosure.of, not from {type(ball).__name__}")
        if not ball.is_finite():
            raise Unsettled(f"an enclosure is unbounded at {bits} bits")
        self._ball = ball
        self._bits = bits

    @classmethod
    def of(cls, value: Rational | Enclosure, bits: int = START_BITS) -> Enclosure:
        """Enclose an exact number at a working precision of ``bits``.

        Raises
        ------
        TypeError
            When the value is not an ``int``, a ``Fraction`` or an enclosure.
        """
        if isinstance(value, Enclosure):
            return value
        _require_exact(value)
        with ctx.workprec(bits):
            return cls(arb(fmpq(value.numerator, value.denominator)), bits)

    @classmethod
    def between(cls, lower: Fraction, upper: Fraction, bits: int = START_BITS) -> Enclosure:
        """An enclosure of every number from ``lower`` to ``upper``."""
        if lower > upper:
            raise IllDefined(f"no number lies between {lower} and {upper}")
        with ctx.workprec(bits):
            return cls(cls.of(lower, bits)._ball.union(cls.of(upper, bits)._ball), bits)

    @property
    def bits(self) -> int:
        """The working precision."""
        return self._bits

    @property
    def lower(self) -> Fraction:
        """An exact rational, at most every number enclosed."""
        return _exact(self._ball.mid()) - _exact(self._ball.rad())

    @property
    def upper(self) -> Fraction:
        """An exact rational, at least every number enclosed."""
        return _exact(self._ball.mid()) + _exact(self._ball.rad())

    def __repr__(self) -> str:
        return f"Enclosure({self._ball.str(20)})"

    def __str__(self) -> str:
        return str(self._ball.str(20))

    # arithmetic -------------------------------------------------------------------------------

    def _apply(self, operation: Callable[[arb], arb]) -> Enclosure:
        with ctx.workprec(self._bits):
            return Enclosure(operation(self._ball), self._bits)

    def _combine(self, other: Rational | Enclosure, operation: Callable[[arb, arb], arb]) -> Enclosure:
        right = Enclosure.of(other, self._bits)
        bits = max(self._bits, right._bits)
        with ctx.workprec(bits):
            return Enclosure(operation(self._ball, right._ball), bits)

    def __add__(self, other: Rational | Enclosure) -> Enclosure:
        return self._combine(other, lambda a, b: a + b)

    def __sub__(self, other: Rational | Enclosure) -> Enclosure:
        return self._combine(other, lambda a, b: a - b)

    def __mul__(self, other: Rational | Enclosure) -> Enclosure:
        return self._combine(other, lambda a, b: a * b)

    def __truediv__(self, other: Rational | Enclosure) -> Enclosure:
        _require_not_zero(Enclosure.of(other, self._bits), "division by")
        return self._combine(other, lambda a, b: a / b)

    def __radd__(self, other: Rational) -> Enclosure:
        return self + other

    def __rsub__(self, other: Rational) -> Enclosure:
        return Enclosure.of(other, self._bits) - self

    def __rmul__(self, other: Rational) -> Enclosure:
        return self * other

    def __rtruediv__(self, other: Rational) -> Enclosure:
        return Enclosure.of(other, self._bits) / self

    def __neg__(self) -> Enclosure:
        return self._apply(lambda a: -a)

    def __pos__(self) -> Enclosure:
        return self

    def __abs__(self) -> Enclosure:
        return self._apply(abs)

    def __pow__(self, exponent: Rational | Enclosure) -> Enclosure:
        """Powers: any base for an integer exponent, a base >= 0 for n/2, a base > 0 for others."""
        if isinstance(exponent, Enclosure):
            return (exponent * self.log()).exp()
        power = Fraction(exponent)
        if power < 0:
            return (1 / self) ** -power
        if power.denominator == 1:
            return self._natural_power(int(power))
        if power.denominator == 2:
            return self.sqrt()._natural_power(power.numerator)
        return (self.log() * power).exp()

    def _natural_power(self, n: int) -> Enclosure:
        """By repeated squaring: flint's own power of a ball around 0 is nan."""
        if n == 0:
            return Enclosure.of(1, self._bits)
        half = self._natural_power(n // 2)
        return half * half * self if n % 2 else half * half

    def __rpow__(self, base: Rational) -> Enclosure:
        return Enclosure.of(base, self._bits) ** self

    def exp(self) -> Enclosure:
        """``e^x``."""
        return self._apply(lambda a: a.exp())

    def log(self) -> Enclosure:
        """``ln x``, for x > 0."""
        _require_positive(self, "logarithm of")
        return self._apply(lambda a: a.log())

    def sqrt(self) -> Enclosure:
        """``√x``, for x >= 0."""
        if self.certainly_lt(0):
            raise IllDefined(f"square root of {self}, a negative number")
        if not self.certainly_ge(0):
            raise Unsettled(f"square root of {self}, whose sign is open at {self._bits} bits")
        if self._ball.contains(0):
            with ctx.workprec(self._bits):
                return Enclosure(arb(0).union(self._ball.upper().sqrt()), self._bits)
        return self._apply(lambda a: a.sqrt())

    def min(self, other: Rational | Enclosure) -> Enclosure:
        """The smaller of two numbers (flint's ``min`` of balls, which encloses both cases)."""
        return self._combine(other, lambda a, b: a.min(b))

    def max(self, other: Rational | Enclosure) -> Enclosure:
        """The larger of two numbers."""
        return self._combine(other, lambda a, b: a.max(b))

    # comparisons ------------------------------------------------------------------------------

    def certainly_lt(self, other: Rational | Enclosure) -> bool:
        """Whether every number enclosed is below every number that ``other`` encloses."""
        return self.upper < _lower(other)

    def certainly_le(self, other: Rational | Enclosure) -> bool:
        """Whether every number enclosed is at most every number that ``other`` encloses."""
        return self.upper <= _lower(other)

    def certainly_gt(self, other: Rational | Enclosure) -> bool:
        """Whether every number enclosed is above every number that ``other`` encloses."""
        return self.lower > _upper(other)

    def certainly_ge(self, other: Rational | Enclosure) -> bool:
        """Whether every number enclosed is at least every number that ``other`` encloses."""
        return self.lower >= _upper(other)

    def possibly_lt(self, other: Rational | Enclosure) -> bool:
        """Whether some number enclosed is below some number that ``other`` encloses."""
        return not self.certainly_ge(other)

    def contains(self, value: Rational) -> bool:
        """Whether the exact number lies between the bounds."""
        return self.lower <= _require_exact(value) <= self.upper

    def _refuse(self, other: object) -> NoReturn:
        raise TypeError("enclosures are not ordered: ask certainly_lt, possibly_lt, certainly_le, ...")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _refuse

    def __bool__(self) -> NoReturn:
        raise TypeError("an enclosure is neither true nor false: ask certainly_lt, possibly_lt, ...")

    def __float__(self) -> NoReturn:
        raise TypeError("an enclosure is not a float: take its lower or its upper bound")


def decide(question: Callable[[int], T], limit: int = MAX_BITS) -> T:
    """Ask with growing precision until the question settles.

    Parameters
    ----------
    question
        Takes a precision in bits; raises :class:`Unsettled` where that is not enough.
    limit
        The largest precision tried.

    Raises
    ------
    Undecided
        When the question is unsettled at the limit.
    """
    bits = START_BITS
    while True:
        try:
            return question(bits)
        except Unsettled as unsettled:
            if 2 * bits > limit:
                raise Undecided(f"undecided at {bits} bits: {unsettled}") from None
        bits *= 2


def ceiling(value: Callable[[int], Enclosure], limit: int = MAX_BITS) -> int:
    """``⌈value⌉``: enclose with growing precision until both ends agree.

    Guarantee
    ---------
    The integer returned is the ceiling of the number enclosed.

    Raises
    ------
    Undecided
        When the ends still differ at the limit: the value may be an integer, which enclosures never settle.
    """
    return decide(lambda bits: settled_ceiling(value(bits)), limit)


def settled_ceiling(value: Enclosure) -> int:
    """``⌈value⌉`` where both ends agree.

    Raises
    ------
    Unsettled
        Where they do not.
    """
    low, high = ceil(value.lower), ceil(value.upper)
    if low != high:
        raise Unsettled(f"the ceiling of {value} is {low} or {high}")
    return low


def _exact(ball: arb) -> Fraction:
    mantissa, exponent = (int(part) for part in ball.man_exp())
    if abs(exponent) > MAX_EXPONENT:
        raise Unsettled(f"a bound has exponent {exponent}, beyond {MAX_EXPONENT}")
    return Fraction(mantissa) * Fraction(2) ** exponent


def _lower(value: Rational | Enclosure) -> Rational:
    return value.lower if isinstance(value, Enclosure) else _require_exact(value)


def _upper(value: Rational | Enclosure) -> Rational:
    return value.upper if isinstance(value, Enclosure) else _require_exact(value)


def _require_exact(value: Rational) -> Rational:
    if not isinstance(value, int | Fraction) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not exact: an int or a Fraction is needed")
    return value


def _require_positive(value: Enclosure, what: str) -> None:
    if value.certainly_le(0):
        raise IllDefined(f"{what} {value}, a number <= 0")
    if not value.certainly_gt(0):
        raise Unsettled(f"{what} {value}, whose sign is open at {value.bits} bits")


def _require_not_zero(value: Enclosure, what: str) -> None:
    if value.certainly_le(0) and value.certainly_ge(0):
        raise IllDefined(f"{what} zero")
    if value.contains(0):
        raise Unsettled(f"{what} {value}, which may be zero at {value.bits} bits")
