"""Matrices of dyadic rationals: integers over one power of two.  Every operation is exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from certify.exact import doubles
from certify.exact.doubles import Floats, Integers


@dataclass(frozen=True)
class Dyadic:
    """The matrix ``numerators / 2**scale``.

    Attributes
    ----------
    numerators
        Python integers in an object array of two dimensions.
    scale
        A natural number.

    Guarantee
    ---------
    Arithmetic is in integers; nothing is rounded.
    """

    numerators: Integers
    scale: int

    @classmethod
    def from_floats(cls, values: Floats) -> Dyadic:
        """The matrix of exactly these (finite) doubles, whatever their exponents."""
        scale, _ = doubles.extent(values)
        return cls(doubles.integers(values, scale), scale)

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        rows, columns = self.numerators.shape
        return rows, columns

    def _aligned(self, scale: int) -> Integers:
        shifted: Integers = self.numerators << (scale - self.scale)
        return shifted

    def __sub__(self, other: Dyadic) -> Dyadic:
        scale = max(self.scale, other.scale)
        return Dyadic(self._aligned(scale) - other._aligned(scale), scale)

    def __abs__(self) -> Dyadic:
        return Dyadic(abs(self.numerators), self.scale)

    def __getitem__(self, index: Any) -> Dyadic:
        return Dyadic(self.numerators[index], self.scale)

    def maximum(self, other: Dyadic) -> Dyadic:
        """The entrywise larger of the two."""
        scale = max(self.scale, other.scale)
        return Dyadic(np.maximum(self._aligned(scale), other._aligned(scale)), scale)

    def entry(self, row: int, column: int) -> Fraction:
        """One entry as a rational."""
        return Fraction(int(self.numerators[row, column]), 1 << self.scale)
