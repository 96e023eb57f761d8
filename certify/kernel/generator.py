"""The generator, version 1: any weight of the random network G as a function of the seed.

Philox4x64-10 gives a word for (seed, layer, side, index, neuron); a table turns the word into a
log-uniform double with integer arithmetic only.  FORMATS.md, section 3, is the specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
from flint import fmpz
from numpy.typing import NDArray

from certify.errors import InputError
from certify.exact.doubles import Ints

VERSION = 1
IN, OUT = 0, 1
CELLS_PER_OCTAVE = 256
FRACTION_BITS = 21
CELL_LIMIT = 122880
NEURON_LIMIT = 1 << 48
SEED_LIMIT = 1 << 128

Words = NDArray[np.uint64]

_MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_KEY_STEPS = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_ROUNDS = 10
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


@cache
def table() -> Ints:
    """``T[j]``, the integer nearest to ``2^31 · 2^(j/256)``, for j = 0 … 256; int64.

    Guarantee
    ---------
    Each entry comes from the exact floor of ``2^32 · 2^(j/256)``, an integer's root of order 256.
    """
    powers = (fmpz(1) << (32 * CELLS_PER_OCTAVE + j) for j in range(CELLS_PER_OCTAVE + 1))
    entries = [(int(power.root(CELLS_PER_OCTAVE)) + 1) // 2 for power in powers]
    return np.array(entries, dtype=np.int64)


@dataclass(frozen=True)
class Cells:
    """The log-uniform distribution of one layer: ``count`` cells of 1/256 octave from cell ``first``.

    Raises
    ------
    InputError
        When the cells leave the range in which every weight is a normal double.

    Source
    ------
    The density ``p_w`` of Section 5 with [α, β] rounded outwards to cells.
    """

    first: int
    count: int

    def __post_init__(self) -> None:
        if self.count < 1 or self.first < -CELL_LIMIT or self.first + self.count > CELL_LIMIT:
            known = f"version {VERSION} has {-CELL_LIMIT} … {CELL_LIMIT} (weights between 2^-480 and 2^480)"
            raise InputError(f"generator: cells {self.first} … {self.first + self.count}; {known}")

    @property
    def alpha(self) -> Fraction:
        """The smallest magnitude."""
        return cell_start(self.first)

    @property
    def beta(self) -> Fraction:
        """The supremum of the magnitudes."""
        return cell_start(self.first + self.count)


def cell_start(cell: int) -> Fraction:
    """The least magnitude in a cell, ``T[cell mod 256] · 2^(cell div 256 − 31)``."""
    octave, j = divmod(cell, CELLS_PER_OCTAVE)
    return int(table()[j]) * Fraction(2) ** (octave - 31)


def words(seed: int, layer: int, side: int, index: Ints, neuron: Ints) -> Words:
    """The words of many weights of one layer.

    Parameters
    ----------
    seed, layer, side
        Natural numbers; layers count from 1; side is ``IN`` or ``OUT``.
    index, neuron
        int64 arrays of one length: the input d or output o, and the neuron.

    Returns
    -------
    uint64 array of that length.
    """
    block = np.asarray(neuron, dtype=np.uint64)
    one = np.ones_like(block)
    place, stream = np.asarray(index, dtype=np.uint64), one * np.uint64(2 * layer + side)
    counter = (block >> np.uint64(2)) + one, place, stream, one * np.uint64(VERSION)
    lanes = _philox(counter, (seed % (1 << 64), seed >> 64))
    chosen: Words = np.choose((block & np.uint64(3)).astype(np.int64), lanes)
    return chosen


def _philox(c: tuple[Words, ...], key: tuple[int, int]) -> tuple[Words, ...]:
    k0, k1 = key
    for _ in range(_ROUNDS):
        high0, low0 = _multiply(_MULTIPLIERS[0], c[0])
        high1, low1 = _multiply(_MULTIPLIERS[1], c[2])
        c = (high1 ^ c[1] ^ np.uint64(k0), low1, high0 ^ c[3] ^ np.uint64(k1), low0)
        k0, k1 = (k0 + _KEY_STEPS[0]) % (1 << 64), (k1 + _KEY_STEPS[1]) % (1 << 64)
    return c


def _multiply(a: int, b: Words) -> tuple[Words, Words]:
    """The high and low halves of the 128-bit products, by 32-bit pieces; uint64 arithmetic wraps."""
    a0, a1 = np.uint64(a & 0xFFFFFFFF), np.uint64(a >> 32)
    b0, b1 = b & _LOW, b >> _HALF
    low = a0 * b0
    middle = a1 * b0 + (low >> _HALF)
    cross = a0 * b1 + (middle & _LOW)
    return a1 * b1 + (middle >> _HALF) + (cross >> _HALF), np.uint64(a) * b


def magnitudes(word: Words, cells: Cells) -> tuple[Ints, Ints]:
    """Turn words into weights, as signed integers and exponents.

    Returns
    -------
    significand, exponent
        int64 arrays; the weight is ``significand · 2^exponent`` with ``2^52 <= |significand| < 2^53``.

    Guarantee
    ---------
    Integer arithmetic only, within int64: the result is the same on every machine.
    """
    cell = ((word >> _HALF) * np.uint64(cells.count) >> _HALF).astype(np.int64) + cells.first
    fraction = ((word >> np.uint64(1)) & np.uint64((1 << FRACTION_BITS) - 1)).astype(np.int64)
    octave, j = np.divmod(cell, CELLS_PER_OCTAVE)
    start = table()[j]
    significand = (start << FRACTION_BITS) + (table()[j + 1] - start) * fraction
    negative = (word & np.uint64(1)).astype(bool)
    return np.where(negative, -significand, significand), octave - 52
