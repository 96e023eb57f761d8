"""Sparse matrices of doubles, as far as Ĝ needs them: products with dense ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from certify.exact.doubles import Floats, Ints

_LONG = 16  # entries per row, on average, from which row by row is faster than all rows at once


@dataclass(frozen=True, eq=False)
class Sparse:
    """A sparse matrix; make one with :meth:`of`.

    Attributes
    ----------
    rows, columns
        Where the entries are, int64, shape (count,); rows ascend.
    values
        The entries, float64, shape (count,).
    shape
        (rows, columns).
    """

    rows: Ints
    columns: Ints
    values: Floats
    shape: tuple[int, int]

    @classmethod
    def of(cls, rows: Ints, columns: Ints, values: Floats, shape: tuple[int, int]) -> Sparse:
        """The matrix with these entries, in any order, each place at most once."""
        order = np.argsort(rows, kind="stable")
        return cls(rows[order], columns[order], values[order], shape)

    @cached_property
    def T(self) -> Sparse:
        """The transpose."""
        return Sparse.of(self.columns, self.rows, self.values, self.shape[::-1])

    def __matmul__(self, dense: Floats) -> Floats:
        """The product with a dense matrix, in floating point."""
        product = np.zeros((self.shape[0], dense.shape[1]))
        first = np.flatnonzero(np.diff(self.rows, prepend=-1))
        if 0 < _LONG * len(first) <= len(self.rows):
            for part in np.split(np.arange(len(self.rows)), first[1:]):
                product[self.rows[part[0]]] = self.values[part] @ dense[self.columns[part]]
            return product
        terms = dense[self.columns]
        terms *= self.values[:, None]
        product[self.rows[first]] = terms if len(first) == len(terms) else np.add.reduceat(terms, first, axis=0)
        return product

    def toarray(self) -> Floats:
        """The same matrix, dense."""
        dense = np.zeros(self.shape)
        dense[self.rows, self.columns] = self.values
        return dense
