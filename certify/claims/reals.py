"""Real numbers as an evaluation holds them: exact as long as operations allow it, else enclosed.

Sums, products, quotients and whole powers are exact in ℚ and ℚ(√5), and so are roots that lie there; everything
else is an enclosure at the precision of the evaluation.  An operation that has no real value raises, one that
may have none asks for more precision: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import floor

from certify.errors import Undecided
from certify.exact.enclosure import START_BITS, Enclosure, IllDefined, Unsettled
from certify.exact.surd import Surd, compare, power, root, size

MAX_EXACT_BITS = 1 << 15  # an exact number that is longer becomes an enclosure
MAX_WHOLE_EXPONENT = 1 << 16  # a power with a larger exponent is taken by exp and ln
MAX_ROOT = 64
MAX_READABLE = 100  # characters
SHORT_BITS = 64  # of a rational that is shown exactly

Algebraic = Fraction | Surd
Real = Fraction | Surd | Enclosure
Vector = tuple[Real, ...]

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass
class Work:
    """What is left of the operations allowed, over all precisions."""

    left: int

    def spend(self, steps: int) -> None:
        """Count operations; Undecided where there are none left."""
        self.left -= steps
        if self.left < 0:
            raise Undecided("the limit of work, in operations, is reached")


@dataclass(frozen=True)
class Reals:
    """Operations on real numbers at one precision.

    Attributes
    ----------
    bits
        The precision of enclosures.
    work
        What long exact numbers are charged to.

    Raises
    ------
    IllDefined
        By every operation, where it certainly has no real value.
    Unsettled
        By every operation, where that is open at this precision.

    Guarantee
    ---------
    A ``Fraction`` or a ``Surd`` is the exact result, an ``Enclosure`` contains it.  A comparison answers True or
    False only where that is certain, else None.
    """

    bits: int
    work: Work

    def enclosed(self, value: Real) -> Enclosure:
        """An enclosure of a number."""
        return value.enclosed(self.bits) if isinstance(value, Surd) else Enclosure.of(value, self.bits)

    def bounded(self, value: Algebraic) -> Real:
        """An exact number, or its enclosure where it is too long to go on with."""
        bits = size(value)
        self.work.spend(bits >> 8)
        return value if bits <= MAX_EXACT_BITS else self.enclosed(value)

    # arithmetic -------------------------------------------------------------------------------

    def sum(self, left: Real, right: Real) -> Real:
        """``x + y``."""
        if isinstance(left, Enclosure) or isinstance(right, Enclosure):
            return self.enclosed(left) + self.enclosed(right)
        return self.bounded(left + right)

    def product(self, left: Real, right: Real) -> Real:
        """``x y``."""
        if is_zero(left) or is_zero(right):
            return ZERO
        if isinstance(left, Enclosure) or isinstance(right, Enclosure):
            return self.enclosed(left) * self.enclosed(right)
        return self.bounded(left * right)

    def quotient(self, left: Real, right: Real) -> Real:
        """``x / y``."""
        if is_zero(right):
            raise IllDefined("division by zero")
        if is_zero(left):
            return ZERO
        if isinstance(left, Enclosure) or isinstance(right, Enclosure):
            return self.enclosed(left) / self.enclosed(right)
        return self.bounded(left / right)

    def exponential(self, value: Real) -> Real:
        """``eˣ``."""
        return ONE if is_zero(value) else self.enclosed(value).exp()

    def logarithm(self, value: Real) -> Real:
        """``ln x``."""
        if not isinstance(value, Enclosure):
            if compare(value, ZERO) <= 0:
                raise IllDefined(f"the logarithm of {readable(value)}")
            if value == ONE:
                return ZERO
        return self.enclosed(value).log()

    def square_root(self, value: Real) -> Real:
        """``√x``."""
        if not isinstance(value, Enclosure) and compare(value, ZERO) < 0:
            raise IllDefined(f"the square root of {readable(value)}")
        exact = root(value, 2) if isinstance(value, Fraction) else None
        return self.enclosed(value).sqrt() if exact is None else exact

    def floor(self, value: Real) -> Real:
        """``⌊x⌋``."""
        if isinstance(value, Fraction):
            return Fraction(floor(value))
        ball = self.enclosed(value)
        low, high = Fraction(floor(ball.lower)), Fraction(floor(ball.upper))
        return low if low == high else Enclosure.between(low, high, self.bits)

    def ceiling(self, value: Real) -> Real:
        """``⌈x⌉``."""
        return -self.floor(-value)

    def absolute(self, value: Real) -> Real:
        """``|x|``."""
        return self.larger(value, -value)

    def larger(self, left: Real, right: Real) -> Real:
        """The larger of two numbers."""
        if self.less(left, right, strict=False) is True:
            return right
        if self.less(right, left, strict=False) is True:
            return left
        return self.enclosed(left).max(self.enclosed(right))

    def smaller(self, left: Real, right: Real) -> Real:
        """The smaller of two numbers."""
        if self.less(left, right, strict=False) is True:
            return left
        if self.less(right, left, strict=False) is True:
            return right
        return self.enclosed(left).min(self.enclosed(right))

    def extreme(self, values: Iterable[Real], word: str) -> Real:
        """The ``max`` or ``largest``, the ``min`` or ``smallest`` of at least one number."""
        return reduce(self.larger if word in ("max", "largest") else self.smaller, values)

    # powers -----------------------------------------------------------------------------------

    def power(self, base: Real, exponent: Real) -> Real:
        """``x^y``."""
        base, exponent = simplified(base), simplified(exponent)
        if isinstance(exponent, Fraction):
            if exponent == ZERO:
                return ONE
            if not isinstance(base, Enclosure):
                return self._exact_power(base, exponent)
            return self._enclosed_power(base, exponent)
        if is_zero(base):
            return _power_of_zero(self.enclosed(exponent))
        return _real_power(self.enclosed(base), self.enclosed(exponent))

    def _exact_power(self, base: Algebraic, exponent: Fraction) -> Real:
        sign, (p, q) = compare(base, ZERO), exponent.as_integer_ratio()
        if (sign < 0 and q > 1) or (sign == 0 and p < 0):
            raise IllDefined(f"{readable(base)} to the power {readable(exponent)}")
        if sign == 0:
            return ZERO
        base_root: Algebraic | None = base
        if q > 1:
            base_root = root(base, q) if q <= MAX_ROOT and isinstance(base, Fraction) else None
        if base_root is not None and size(base_root) * abs(p) <= MAX_EXACT_BITS:
            return self.bounded(power(base_root, p))
        return self._enclosed_power(self.enclosed(base), exponent)

    def _enclosed_power(self, base: Enclosure, exponent: Fraction) -> Enclosure:
        if abs(exponent.numerator) <= MAX_WHOLE_EXPONENT:
            return base**exponent
        if base.certainly_lt(0) and exponent.denominator == 1:
            positive = self._enclosed_power(-base, exponent)
            return -positive if exponent.numerator % 2 else positive
        return (base.log() * exponent).exp()

    # comparisons ------------------------------------------------------------------------------

    def compared(self, relation: str, left: Real, right: Real) -> bool | None:
        """Whether a relation holds."""
        match relation:
            case "<" | "<=":
                return self.less(left, right, strict=relation == "<")
            case ">" | ">=":
                return self.less(right, left, strict=relation == ">")
        equal = self.equal(left, right)
        return equal if relation == "==" else negated(equal)

    def less(self, left: Real, right: Real, *, strict: bool) -> bool | None:
        """``x < y``, or ``x <= y``."""
        if not isinstance(left, Enclosure) and not isinstance(right, Enclosure):
            return compare(left, right) < int(not strict)
        a, b = self.enclosed(left), self.enclosed(right)
        if a.certainly_lt(b) if strict else a.certainly_le(b):
            return True
        if a.certainly_ge(b) if strict else a.certainly_gt(b):
            return False
        return None

    def equal(self, left: Real, right: Real) -> bool | None:
        """``x = y``."""
        at_most, at_least = self.less(left, right, strict=False), self.less(right, left, strict=False)
        if at_most is False or at_least is False:
            return False
        return True if at_most and at_least else None


def ratio_of_logarithms(x: Algebraic, y: Algebraic, guess: Fraction) -> Fraction | None:
    """``ln x / ln y`` where it is a rational near the guess, verified exactly: enclosures never settle a tie."""
    found = guess.limit_denominator(MAX_ROOT)
    p, q = found.as_integer_ratio()
    small = size(x) * q <= MAX_EXACT_BITS and size(y) * abs(p) <= MAX_EXACT_BITS
    return found if small and power(x, q) == power(y, p) else None


def readable(value: Real | Vector) -> str:
    """A value for people: a short rational exactly, any other number by an enclosure."""
    if isinstance(value, tuple):
        return f"({', '.join(map(readable, value))})"
    if isinstance(value, Fraction) and size(value) <= SHORT_BITS:
        return str(value)
    ball = value.enclosed(START_BITS) if isinstance(value, Surd) else Enclosure.of(value, START_BITS)
    text = str(ball)
    return text if len(text) <= MAX_READABLE else f"{text[: MAX_READABLE - 3]}..."


def is_zero(value: Real) -> bool:
    """Whether a number is known to be 0, exactly."""
    return isinstance(value, Fraction) and value == 0


def simplified(value: Real) -> Real:
    """An enclosure of a single number is that number."""
    return value.lower if isinstance(value, Enclosure) and value.lower == value.upper else value


def negated(found: bool | None) -> bool | None:
    """The negation of what may be open."""
    return None if found is None else not found


def _power_of_zero(exponent: Enclosure) -> Real:
    if exponent.certainly_gt(0):
        return ZERO
    if exponent.certainly_lt(0):
        raise IllDefined("0 to a negative power")
    raise Unsettled(f"0 to the power {exponent}")


def _real_power(base: Enclosure, exponent: Enclosure) -> Enclosure:
    if not base.certainly_gt(0):
        raise Unsettled(f"{base} to the power {exponent}")
    return (exponent * base.log()).exp()
