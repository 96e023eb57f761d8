"""Numbers ``a + b√5`` for rationals a and b, exact: the smallest field in which φ and all its powers live.

With γ = 1/φ Lemma 9 is tight (γ + γ² = 1), so its comparisons tie exactly where an enclosure never settles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from certify.exact.enclosure import Enclosure
from certify.exact.golden import sign


@dataclass(frozen=True)
class Surd:
    """``a + b√5``, with b not zero; a result that is rational is a ``Fraction``.

    Guarantee
    ---------
    Sums, products, quotients and whole powers are exact.  Order is asked of :func:`compare`.
    """

    a: Fraction
    b: Fraction

    def __add__(self, other: Element) -> Element:
        right = _pair(other)
        return surd(self.a + right.a, self.b + right.b)

    def __mul__(self, other: Element) -> Element:
        right = _pair(other)
        return surd(self.a * right.a + 5 * self.b * right.b, self.a * right.b + self.b * right.a)

    def __neg__(self) -> Surd:
        return Surd(-self.a, -self.b)

    def __sub__(self, other: Element) -> Element:
        return self + -other

    def __rsub__(self, other: Fraction) -> Element:
        return -self + other

    def __truediv__(self, other: Element) -> Element:
        return self * reciprocal(other)

    def __rtruediv__(self, other: Fraction) -> Element:
        return reciprocal(self) * other

    __radd__ = __add__
    __rmul__ = __mul__

    def enclosed(self, bits: int) -> Enclosure:
        """An enclosure at this precision."""
        return Enclosure.of(5, bits).sqrt() * self.b + self.a


Element = Fraction | Surd  # of ℚ(√5)
PHI = Surd(Fraction(1, 2), Fraction(1, 2))


def surd(a: Fraction, b: Fraction) -> Element:
    """``a + b√5``, a ``Fraction`` where b is zero."""
    return Surd(a, b) if b else a


def compare(left: Element, right: Element) -> int:
    """The sign, −1, 0 or 1, of ``left − right``, exactly."""
    x, y = _pair(left), _pair(right)
    return sign(x.a - y.a, x.b - y.b)


def reciprocal(x: Element) -> Element:
    """``1/x``, by the conjugate; ZeroDivisionError for zero."""
    pair = _pair(x)
    norm = pair.a * pair.a - 5 * pair.b * pair.b  # zero for zero only: √5 is irrational
    return surd(pair.a / norm, -pair.b / norm)


def power(x: Element, n: int) -> Element:
    """``x^n`` for a whole number n, by repeated squaring; ``0^0`` is 1."""
    if isinstance(x, Fraction):
        return x**n
    if n < 0:
        return power(reciprocal(x), -n)
    result: Element = Fraction(1)
    for bit in bin(n)[2:]:
        result = result * result * (x if bit == "1" else Fraction(1))
    return result


def size(x: Element) -> int:
    """The bits of the longest integer in it."""
    parts = (x.a, x.b) if isinstance(x, Surd) else (x,)
    return max(max(p.numerator.bit_length(), p.denominator.bit_length()) for p in parts)


def root(x: Fraction, n: int) -> Element | None:
    """``x^{1/n}`` for x >= 0 and n >= 1 where it is rational, or a rational times √5 for n = 2; else None."""
    rational = _rational_root(x, n)
    if rational is not None or n != 2:
        return rational
    fifth = _rational_root(x / 5, 2)
    return None if fifth is None else surd(Fraction(0), fifth)


def _rational_root(x: Fraction, n: int) -> Fraction | None:
    top, bottom = _whole_root(x.numerator, n), _whole_root(x.denominator, n)
    return None if top is None or bottom is None else Fraction(top, bottom)


def _whole_root(x: int, n: int) -> int | None:
    found = isqrt(x) if n == 2 else _greatest(lambda r: r**n <= x, 1 << (x.bit_length() // n + 1))
    return found if found**n == x else None


def _greatest(holds: Callable[[int], bool], high: int) -> int:
    """The largest integer in [0, high) for which a statement that holds for 0 holds before it fails for good."""
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _pair(x: Element) -> Surd:
    return x if isinstance(x, Surd) else Surd(x, Fraction(0))
