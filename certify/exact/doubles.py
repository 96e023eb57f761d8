"""Doubles read by their bits: no floating-point operation stands between a stored number and its value.

A process may flush subnormal numbers to zero (a library built with ``-ffast-math`` switches that on for
everybody); then ``x == 0``, ``frexp`` and even ``as_integer_ratio`` are wrong for them.  Bits are not.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Integers = NDArray[np.object_]

_FRACTION_BITS = 52
_HIDDEN = np.int64(1 << _FRACTION_BITS)
_EXPONENT_MASK = np.int64(0x7FF)
_NEGATIVE_ZERO = np.int64(-(1 << 63))


def bits(values: Floats) -> Ints:
    """The bit patterns, as int64 (little-endian doubles)."""
    return np.ascontiguousarray(values, dtype="<f8").view("<i8")


def parts(values: Floats) -> tuple[Ints, Ints]:
    """Signed significands and exponents of finite doubles: each is ``significand · 2^exponent``, exactly."""
    pattern = bits(values)
    field = (pattern >> _FRACTION_BITS) & _EXPONENT_MASK
    normal = field > 0
    significand = (pattern & (_HIDDEN - 1)) | np.where(normal, _HIDDEN, 0)
    exponent = np.where(normal, field, 1) - (1023 + _FRACTION_BITS)
    return np.where(pattern < 0, -significand, significand), exponent


def extent(values: Floats) -> tuple[int, int]:
    """A scale and a size: every value times ``2^scale`` is an integer of at most ``size`` bits."""
    significands, exponents = parts(values)
    exponents = np.where(significands == 0, 0, exponents)
    scale = max(0, -int(exponents.min()))
    return scale, int(exponents.max()) + scale + _FRACTION_BITS + 1


def integers(values: Floats, scale: int) -> Integers:
    """The values times ``2^scale``, exactly, as Python integers; the scale is at least that of :func:`extent`."""
    significands, exponents = parts(values)
    shifts = np.where(significands == 0, 0, exponents + scale)
    found: Integers = significands.astype(object) << shifts.astype(object)
    return found


def fractions(values: Floats) -> list[Fraction]:
    """The exact values, in C order."""
    significands, exponents = parts(values)
    rows = zip(significands.ravel().tolist(), exponents.ravel().tolist(), strict=True)
    return [Fraction(n << e) if e >= 0 else Fraction(n, 1 << -e) for n, e in rows]


def representable(value: Fraction) -> bool:
    """Whether it is exactly a float64."""
    n, d = abs(value.numerator), value.denominator
    significand = n // (n & -n or 1)
    return d & (d - 1) == 0 and significand.bit_length() <= _FRACTION_BITS + 1 and n < 1 << 1024 and d <= 1 << 1074


def finite(values: Floats) -> NDArray[np.bool_]:
    """Where the values are neither infinite nor NaN."""
    found: NDArray[np.bool_] = ((bits(values) >> _FRACTION_BITS) & _EXPONENT_MASK) != _EXPONENT_MASK
    return found


def negative(values: Floats) -> NDArray[np.bool_]:
    """Where the values are below zero."""
    pattern = bits(values)
    found: NDArray[np.bool_] = (pattern < 0) & (pattern != _NEGATIVE_ZERO)
    return found


def canonical_bytes(values: Floats) -> bytes:
    """The values in C order, little-endian, with -0.0 written as 0.0."""
    pattern = bits(values)
    return np.where(pattern == _NEGATIVE_ZERO, np.int64(0), pattern).astype("<i8").tobytes()
