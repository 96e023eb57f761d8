"""Matrices of integers: to flint and back, and what they cost before they are computed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flint import fmpz_mat

from certify.exact.doubles import Integers

_ENTRY_WORK = 600  # of making, comparing and storing a number
_ENTRY_BYTES = 48
_WORD = 64


def to_flint(values: Integers) -> fmpz_mat:
    """The same matrix for flint's products."""
    return fmpz_mat(*values.shape, values.ravel().tolist())


def from_flint(matrix: Any) -> Integers:
    """The same matrix for entrywise operations; its entries stay flint's."""
    return np.array(matrix.entries(), dtype=object).reshape(matrix.nrows(), matrix.ncols())


def largest_bits(values: Integers) -> int:
    """The bits of the longest entry."""
    return max(int(x).bit_length() for x in (values.max(), values.min()))


def root_above(numerator: int, shift: int) -> int:
    """``⌈√(numerator / 2^shift)⌉``."""
    whole = -(-numerator >> shift)
    return math.isqrt(whole - 1) + 1 if whole else 0


def product_work(bits: int, other: int) -> int:
    """About the nanoseconds that a product of integers of so many bits takes."""
    short, long = sorted((bits // _WORD + 1, other // _WORD + 1))
    return 4 * long * int(short**0.6)


def entry_work(bits: int) -> int:
    """About the nanoseconds that it takes to handle an integer of so many bits."""
    return _ENTRY_WORK + bits // 32


def entry_bytes(bits: int) -> int:
    """About the memory that an integer of so many bits takes."""
    return _ENTRY_BYTES + bits // 7
