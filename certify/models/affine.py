"""Affine maps as tensors: what a graph makes of its inputs between two activations, in exact arithmetic.

A tensor whose entries are affine in a vector y is an array with one more axis in front: entry j holds the
coefficients of ``y_j``, the last one the constants.  What a graph does to every sample of a batch it does to this
axis too, so each linear operator is NumPy's own along the other axes.

Numbers stay exact: an array is of float64 where every number in it is exactly the one meant, else of ``Fraction``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError
from certify.exact import doubles
from certify.models.files import check_fits

Array = NDArray[Any]
"""Numbers, exactly: of float64, of int64 (shapes and indices), or of ``Fraction``."""

_SIGNIFICANT = 53
_SMALLEST = -1074  # exponent of the least double
_WORK = 1 << 26  # products of fractions in one step
_MOST_BITS = 1 << 14  # of a number between two activations
_ROOT_BITS = 200  # of a square root, before the weights are rounded to doubles
_BITS_PER_FRACTION = 800  # what a Fraction in an array takes, generously


@dataclass(frozen=True)
class Affine:
    """A tensor whose entries are affine functions of the inputs of one layer.

    Attributes
    ----------
    layer
        The number of layers below: tensors can be added only where this is the same.
    terms
        Shape (inputs + 1, *shape): coefficients, then constants.
    biased
        Whether constants were added anywhere, be they zero.
    """

    layer: int
    terms: Array
    biased: bool = False

    @classmethod
    def identity(cls, layer: int, shape: Sequence[int]) -> Affine:
        """The inputs of a layer themselves, as a tensor of this shape."""
        size = math.prod(shape)
        check_fits(8 * size * (size + 1))
        return cls(layer, np.eye(size + 1, size).reshape(size + 1, *shape))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the tensor, without the axis of coefficients."""
        return tuple(self.terms.shape[1:])

    @property
    def is_input(self) -> bool:
        """Whether every entry is one of the inputs: nothing but their order and shape has changed."""
        flat = self.terms.reshape(len(self.terms), -1)
        return bool(not flat[-1].any() and ((flat == 0) | (flat == 1)).all() and (flat.sum(axis=0) == 1).all())

    def mapped(self, step: Callable[[Array], Array]) -> Affine:
        """The tensor after a linear step that treats the entries of the first axis alike."""
        return replace(self, terms=step(self.terms))

    def plus(self, constant: Array) -> Affine:
        """The sum with a constant tensor, broadcast as NumPy does."""
        shape = np.broadcast_shapes(self.shape, constant.shape)
        terms = _spread(self.terms, shape)
        last = added(terms[-1], np.broadcast_to(constant, shape))
        return Affine(self.layer, _stacked(terms[:-1], last[None]), True)

    def times(self, constant: Array) -> Affine:
        """The entrywise product with a constant tensor, broadcast as NumPy does."""
        shape = np.broadcast_shapes(self.shape, constant.shape)
        return self.mapped(lambda terms: multiplied(_spread(terms, shape), constant))

    def joined(self, other: Affine) -> Affine:
        """The sum with another tensor over the same inputs."""
        shape = np.broadcast_shapes(self.shape, other.shape)
        terms = added(_spread(self.terms, shape), _spread(other.terms, shape))
        return Affine(self.layer, terms, self.biased or other.biased)


def _spread(terms: Array, shape: tuple[int, ...]) -> Array:
    """Terms of a tensor that is broadcast to a shape."""
    aligned = terms.reshape(len(terms), *(1,) * (len(shape) + 1 - terms.ndim), *terms.shape[1:])
    check_fits(8 * len(terms) * math.prod(shape))
    return np.broadcast_to(aligned, (len(terms), *shape))


def _stacked(above: Array, below: Array) -> Array:
    if above.dtype != below.dtype:
        above, below = fractions(above), fractions(below)
    return np.concatenate([above, below])


# exact arithmetic on arrays ---------------------------------------------------------------------


def fractions(values: Array) -> Array:
    """The same numbers as an array of ``Fraction``."""
    if values.dtype == object:
        return values
    check_fits(values.size * _BITS_PER_FRACTION // 8)
    found = np.empty(values.shape, dtype=object)
    found.reshape(-1)[:] = doubles.fractions(values.astype(np.float64))
    return found


def reduced(values: Array) -> Array:
    """The same numbers as float64, where that holds all of them."""
    if values.dtype != object or not values.size:
        return values
    if max(v.numerator.bit_length() + v.denominator.bit_length() for v in values.flat) > _MOST_BITS:
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
    return reduced(fractions(a) + fractions(b))


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
    check_fits(8 * rows.shape[0] * matrix.shape[1])
    if rows.dtype != object and matrix.dtype != object and _selects(rows) and _product_fits(rows, matrix):
        return rows @ matrix
    if rows.shape[0] * matrix.size > _WORK:
        raise InputError(
            f"a product of {rows.shape} by {matrix.shape} weights with nothing between them is too much exact work"
        )
    return reduced(fractions(rows).dot(fractions(matrix)))


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


def _selects(rows: Array) -> bool:
    """Whether no row has more than one entry that is not zero: a product with it adds up nothing."""
    return bool((np.count_nonzero(rows, axis=1) <= 1).all())


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
