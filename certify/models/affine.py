"""Affine maps as tensors: what a graph makes of its inputs between two activations, in exact arithmetic.

A tensor whose entries are affine in a vector y is an array with one more axis in front: entry j holds the
coefficients of ``y_j``, the last one the constants.  What a graph does to every sample of a batch it does to this
axis too, so each linear operator is NumPy's own along the other axes.

Numbers stay exact (:mod:`certify.models.exactly`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from certify.models.exactly import Array, added, alike, multiplied
from certify.models.files import check_fits


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
        return Affine(self.layer, np.concatenate(alike([terms[:-1], last[None]])), True)

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
