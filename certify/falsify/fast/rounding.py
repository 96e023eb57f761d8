"""Rounded operations that remember on which side of the exact result they may lie.

An operation is made once, to nearest, by IEEE arithmetic on arrays; :meth:`Sharp.below` and :meth:`Sharp.above`
then give floats that are certainly at most and at least the exact result.  Error-free transformations find the
sign of the rounding error: what is exact stays exact.  A nan says that nothing is known.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TINIEST = 2.0**-1074
SMALLEST_NORMAL = 2.0**-1022
LARGEST = float(np.finfo(np.float64).max)
_SPLIT = 2.0**27 + 1


class Sharp:
    """Steps one float outwards where the sign of the error asks for it.

    Guarantee
    ---------
    ``defect`` has the sign of (exact − rounded), or is nan where that is not known; then both bounds step.
    ``below`` is the largest float at most the exact result wherever the defect is known, ``above`` the
    smallest at least it: an overflow gives the largest finite float on the near side.

    Source
    ------
    Knuth's TwoSum, Dekker's product with Veltkamp's splitting, on significands in [1/2, 1), where nothing
    overflows or underflows; the residuals of ``/`` and ``√`` are floats (Boldo, Daumas 2003).
    """

    def __init__(self, value: Floats, defect: Floats) -> None:
        self._value = value
        self._defect = defect

    @classmethod
    def sum(cls, a: Floats, b: Floats) -> Self:
        """TwoSum; sums never underflow; where an intermediate result overflows the error comes out as nan."""
        total = a + b
        shifted = total - a
        return cls(total, (a - (total - shifted)) + (b - shifted))

    @classmethod
    def product(cls, a: Floats, b: Floats) -> Self:
        """Dekker's product of the significands."""
        (x, i), (y, j) = np.frexp(a), np.frexp(b)
        m = x * y
        value = a * b
        return cls(value, _scaled(value, m, _product_error(x, y, m), i + j))

    @classmethod
    def quotient(cls, a: Floats, b: Floats) -> Self:
        """The residual ``x − m·y`` of the significands, in which ``m·y`` is a pair of floats."""
        (x, i), (y, j) = np.frexp(a), np.frexp(b)
        m = x / y
        value = a / b
        return cls(value, _scaled(value, m, _residual(x, m, y) * np.sign(y), i - j))

    @classmethod
    def root(cls, a: Floats) -> Self:
        """The residual ``x − m²`` of the significand, scaled by an even power of 2; roots are normal or 0."""
        x, i = np.frexp(a)
        x = np.where(i % 2 == 0, x, 2 * x)
        m = np.sqrt(x)
        return cls(np.sqrt(a), _residual(x, m, m))

    def below(self) -> Floats:
        return np.where(self._defect >= 0, self._value, np.nextafter(self._value, -np.inf))

    def above(self) -> Floats:
        return np.where(self._defect <= 0, self._value, np.nextafter(self._value, np.inf))


def _product_error(x: Floats, y: Floats, m: Floats) -> Floats:
    """``x·y − m`` exactly, where m is x·y rounded and nothing overflows or underflows."""
    x1, x2 = _halves(x)
    y1, y2 = _halves(y)
    return ((x1 * y1 - m) + x1 * y2 + x2 * y1) + x2 * y2


def _residual(x: Floats, m: Floats, y: Floats) -> Floats:
    """``x − m·y`` exactly, where it is a float and m·y is so near x that ``x − fl(m·y)`` is exact."""
    p = m * y
    return (x - p) - _product_error(m, y, p)


def _halves(x: Floats) -> tuple[Floats, Floats]:
    """Veltkamp: x as a sum of two floats of at most 26 bits each."""
    big = x * _SPLIT
    high = big - (big - x)
    return high, x - high


def _scaled(value: Floats, m: Floats, error: Floats, exponent: NDArray[np.int32]) -> Floats:
    """The sign of ``(m + error)·2^exponent − value``.

    Where ``value`` is finite and above the least normal number, it equals ``m·2^exponent``: scaling by a power
    of 2 does not change the rounding.  Elsewhere ``value·2^−exponent``, a float or infinite, is compared with
    m first: m is a float nearest to ``m + error``, so no other float lies between the two.
    """
    size = np.abs(value)
    usual = (size > SMALLEST_NORMAL) & (size <= LARGEST)
    if usual.all():
        return error
    gap = m - np.ldexp(value, -exponent)
    return np.where(usual, error, np.where(gap == 0, error, gap))
