"""Arrays of exact numbers: of float64 where each is exactly the one meant, else of ``Fraction``."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError
from certify.exact import doubles
from certify.exact.doubles import Integers
from certify.exact.integers import from_flint, product_work, to_flint
from certify.models.files import check_fits

Array = NDArray[Any]
"""Numbers, exactly: of float64, of int64 (shapes and indices), or of ``Fraction``."""

_SIGNIFICANT = 53
_SMALLEST = -1074  # exponent of the least double
_WORK = 1 << 26  # products of fractions in one step
_MATRIX_WORK = 20 * 10**9  # about the nanoseconds of one matrix product
_MOST_BITS = 1 << 31  # of the numbers of one tensor between two activations
_ROOT_BITS = 200  # of a square root, before the weights are rounded to doubles
_BITS_PER_FRACTION = 800  # what a Fraction in an array takes, generously


def fractions(values: Array) -> Array:
    """The same numbers as an array of ``Fraction``."""
    if values.dtype == object:
        return values
    check_fits(values.size * _BITS_PER_FRACTION // 8)
    found = np.empty(values.shape, dtype=object)
    found.reshape(-1)[:] = doubles.fractions(values.astype(np.float64))
    return found


def alike(parts: Iterable[Array]) -> list[Array]:
    """All as fractions where one is: an array of fractions and of floats together would not be exact."""
    found = list(parts)
    return [fractions(part) for part in found] if any(part.dtype == object for part in found) else found


def reduced(values: Array) -> Array:
    """The same numbers as float64, where that holds all of them."""
    if values.dtype != object or not values.size:
        return values
    if sum(v.numerator.bit_length() + v.denominator.bit_length() for v in values.flat) > _MOST_BITS:
        raise InputError(f"its numbers take more than {_MOST_BITS} bits before anything rounds them")
    try:
        floats = rounded(values)
    except InputError:
        return values
    exact = all(Fraction(f) == v for f, v in zip(floats.flat, values.flat, strict=True))
    return floats if exact else values


def rounded(values: Array) -> NDArray[np.float64]:
    """Each number as the nearest double; ties go to even.

    Raises
    ------
    InputError
        When one is too large for a double.
    """
    if values.dtype != object:
        return values.astype(np.float64)
    try:
        floats = [v.numerator / v.denominator for v in values.flat]
    except OverflowError:
        raise InputError("a weight exceeds 2^1024, the range of float64") from None
    return np.array(floats, dtype=np.float64).reshape(values.shape)


def added(a: Array, b: Array) -> Array:
    """``a + b``, exactly."""
    if a.dtype != object and b.dtype != object:
        with np.errstate(over="ignore", invalid="ignore"):
            total = a + b
            virtual = total - a
            rest = (a - (total - virtual)) + (b - virtual)  # TwoSum: exactly what total lacks
        if doubles.finite(total).all() and doubles.finite(rest).all() and not rest.any():
            return total
    return reduced(np.asarray(fractions(a) + fractions(b)))


def multiplied(a: Array, b: Array) -> Array:
    """``a · b`` entry by entry, exactly."""
    if a.dtype != object and b.dtype != object and _product_fits(a, b):
        return a * b
    a, b = np.broadcast_arrays(a, b)
    at = (a != 0) & (b != 0)
    found = np.full(a.shape, Fraction(0), dtype=object)
    found[at] = fractions(a[at]) * fractions(b[at])
    return reduced(found)


def divided(a: Array, b: Array) -> Array:
    """``a / b`` entry by entry, exactly; b has no zero."""
    inverse = np.empty(b.shape, dtype=object)
    inverse.reshape(-1)[:] = [1 / x for x in fractions(b).flat]
    return multiplied(a, reduced(inverse))


def contracted(rows: Array, matrix: Array) -> Array:
    """The matrix product of (p, n) and (n, m), exactly."""
    count, width = len(rows), matrix.shape[1]
    check_fits(8 * count * width)
    used = np.array(rows != 0, dtype=bool)
    entries = used.sum(axis=1)
    one, several = np.flatnonzero(entries == 1), np.flatnonzero(entries > 1)
    at = used[one].argmax(axis=1)  # most rows are an input that a step has moved: nothing is added up there
    moved, added_up = alike([multiplied(rows[one, at][:, None], matrix[at]), _product(rows[several], matrix)])
    exact = moved.dtype == object
    product: Array = np.full((count, width), Fraction(0), dtype=object) if exact else np.zeros((count, width))
    product[one], product[several] = moved, added_up
    return product


def _product(rows: Array, matrix: Array) -> Array:
    """The matrix product by integers: each row over a denominator of its own, and each column of the matrix."""
    if not rows.size or not matrix.size:
        return np.zeros((len(rows), matrix.shape[1]))
    left, below = _over_one_denominator(rows)
    right, beside = _over_one_denominator(matrix.T)
    bits, other = (max(int(abs(x).max()).bit_length() for x in side) for side in (left, right))
    if left.size * len(right) * product_work(bits, other) > _MATRIX_WORK:
        raise InputError(
            f"a product of {rows.shape} by {matrix.shape} weights with nothing between them is too much exact work"
        )
    product = from_flint(to_flint(left) * to_flint(right.T))
    found = np.empty(product.shape, dtype=object)
    for i, p in enumerate(below):
        found[i] = [Fraction(int(x), p * q) for x, q in zip(product[i], beside, strict=True)]
    return reduced(found)


def _over_one_denominator(rows: Array) -> tuple[Integers, list[int]]:
    """Integers and a denominator for each row, of which the row is the quotient."""
    if rows.dtype != object:
        scale, _ = doubles.extent(rows.astype(np.float64))
        return doubles.integers(rows.astype(np.float64), scale), [1 << scale] * len(rows)
    denominators = [math.lcm(*(x.denominator for x in row)) for row in rows]
    found = np.empty(rows.shape, dtype=object)
    for i, (row, denominator) in enumerate(zip(rows, denominators, strict=True)):
        found[i] = [x.numerator * (denominator // x.denominator) for x in row]
    return found, denominators


def summed(terms: Array, axes: tuple[int, ...], keep: bool = False) -> Array:
    """The sum along axes, exactly."""
    kept = [i for i in range(terms.ndim) if i not in {a % terms.ndim for a in axes}]
    shape = [1 if i not in kept else n for i, n in enumerate(terms.shape)]
    moved = np.moveaxis(terms, kept, range(len(kept)))
    rows = moved.reshape(math.prod(terms.shape[i] for i in kept), -1)
    found = contracted(rows, np.ones((rows.shape[1], 1)))
    return found.reshape(shape if keep else [terms.shape[i] for i in kept])


def root(value: Fraction) -> Fraction:
    """The square root of a number that is not negative: exact where it is rational, else with a relative error
    below 2^-200."""
    above, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if above**2 == value.numerator and below**2 == value.denominator:
        return Fraction(above, below)
    shift = max(0, 2 * _ROOT_BITS + value.denominator.bit_length() - value.numerator.bit_length())
    shift += shift % 2
    return Fraction(math.isqrt((value.numerator << shift) // value.denominator), 1 << shift // 2)


def _product_fits(a: Array, b: Array) -> bool:
    """Whether the product of any entry of a and any of b is a double."""
    (low_a, high_a, bits_a), (low_b, high_b, bits_b) = _extent(a), _extent(b)
    return bits_a + bits_b <= _SIGNIFICANT and low_a + low_b >= _SMALLEST and high_a + high_b <= 1023


def _extent(values: Array) -> tuple[int, int, int]:
    """The exponents of the lowest and of the highest bit set, and the length of the longest significand."""
    significands, exponents = doubles.parts(values)
    at = significands != 0
    if not at.any():
        return 0, 0, 0
    sizes, exponents = abs(significands[at]), exponents[at]
    lowest = sizes & -sizes
    zeros = np.frexp(lowest.astype(np.float64))[1] - 1
    lengths = np.frexp((sizes >> zeros).astype(np.float64))[1]
    return int((exponents + zeros).min()), int((exponents + zeros + lengths).max()), int(lengths.max())
