"""Which of two numbers is the simpler one, and the simplest number between two others.

Of two rationals the simpler has the smaller denominator, then the smaller numerator, by size; of a number and
its negative the simpler is the positive one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import floor

from certify.claims.scope import Value, entries

FAR_APART = 4  # the ratio of two bounds from which on a power of 2 between them counts as their middle

Complexity = tuple[tuple[int, int, bool], ...]


def complexity(value: Value) -> Complexity:
    """How simple a number is, smaller for simpler; entry by entry for a vector."""
    return tuple((v.denominator, abs(v.numerator), v < 0) for v in entries(value))


def weigh(number: Fraction) -> int:
    """What a number weighs: about four times the logarithm of its numerator, and eight that of its denominator."""
    return _weigh(abs(number.numerator)) + 2 * _weigh(number.denominator) + (number < 0)


def _weigh(whole: int) -> int:
    """Four for each bit, and the two bits that follow the first one."""
    bits = whole.bit_length()
    return 4 * bits + ((whole << 3 >> bits) & 3)


def weight(case: Mapping[str, Value]) -> int:
    """What the numbers of a case weigh together."""
    return sum(weigh(v) for value in case.values() for v in entries(value))


def roughness(case: Mapping[str, Value]) -> int:
    """How far the numbers of a case are from simple ones: their bits, once rounded to denominators below 1000."""
    return sum(_rough_bits(v) for value in case.values() for v in entries(value))


def _rough_bits(number: Fraction) -> int:
    near = number.limit_denominator(1000)
    if abs(near - number) * 10**9 > abs(number):
        return 64 + abs(number.numerator.bit_length() - number.denominator.bit_length())
    return near.numerator.bit_length() + near.denominator.bit_length()


@dataclass(frozen=True, eq=False)
class Span:
    """The numbers strictly between two others; or one number, with itself for bounds.

    Attributes
    ----------
    low, high
        The bounds.
    simplest
        The simplest number of the span.
    integer
        Whether only integers are meant.

    Guarantee
    ---------
    No number of the span has a smaller denominator than the simplest, none a numerator of smaller size.
    """

    low: Fraction
    high: Fraction
    simplest: Fraction
    integer: bool = False

    @classmethod
    def point(cls, number: Fraction) -> Span:
        """The span of one number."""
        return cls(number, number, number)

    @classmethod
    def between(cls, low: Fraction, high: Fraction, *, integer: bool) -> Span | None:
        """The numbers strictly between two others; None where there are none."""
        found = simplest_between(low, high, integer=integer)
        return None if found is None else cls(low, high, found, integer)

    @property
    def is_point(self) -> bool:
        """Whether it is one number."""
        return self.low is self.high

    @cached_property
    def weight(self) -> int:
        """The one of its simplest number."""
        return weigh(self.simplest)

    @cached_property
    def complexity(self) -> Complexity:
        """The one of its simplest number."""
        return complexity(self.simplest)

    @cached_property
    def parts(self) -> tuple[Span, ...]:
        """Smaller spans: it is cut at its simplest number and a few more, which are points among them."""
        if self.is_point:
            return (self,)
        ends = [self.low, *sorted(set(self._cuts())), self.high]
        inner = (Span.between(low, high, integer=self.integer) for low, high in pairwise(ends))
        return (*map(Span.point, ends[1:-1]), *(part for part in inner if part is not None))

    def _cuts(self) -> Iterator[Fraction]:
        """Its simplest number, the simplest on both sides of that one, and a simple number in the middle."""
        yield self.simplest
        for low, high in ((self.low, self.simplest), (self.simplest, self.high), _middle(self.low, self.high)):
            cut = simplest_between(low, high, integer=self.integer)
            if cut is not None:
                yield cut


def simplest_between(low: Fraction, high: Fraction, *, integer: bool = False) -> Fraction | None:
    """The simplest rational, or integer, strictly between two rationals; None where there is none."""
    if low >= high:
        return None
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        found = simplest_between(-high, -low, integer=integer)
        return None if found is None else -found
    if integer:
        found = Fraction(floor(low) + 1)
        return found if found < high else None
    return _simplest_positive(low, high)


def _simplest_positive(low: Fraction, high: Fraction) -> Fraction:
    """By continued fractions: while the bounds share an integer part, the simplest number between the inverses."""
    (a, b), (c, d) = low.as_integer_ratio(), high.as_integer_ratio()
    shared = []
    while (a // b + 1) * d >= c:
        whole = a // b
        shared.append(whole)
        a, b, c, d = d, c - whole * d, b, a - whole * b
    n, m = a // b + 1, 1
    for whole in reversed(shared):
        n, m = whole * n + m, n
    return Fraction(n, m)


def _middle(low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """The middle half of a span; where it spans several magnitudes, the part around the middle one."""
    if high <= 0:
        left, right = _middle(-high, -low)
        return -right, -left
    if low == 0:
        small = high * min(high, Fraction(1))
        return small / 4, small / 2
    if 0 < low * FAR_APART < high:
        power = Fraction(2) ** ((_exponent(low) + _exponent(high)) // 2)
        return max(low, power * 3 / 4), min(high, power * 5 / 4)
    return (3 * low + high) / 4, (low + 3 * high) / 4


def _exponent(number: Fraction) -> int:
    """The exponent of a power of 2 near a positive number."""
    return number.numerator.bit_length() - number.denominator.bit_length()
