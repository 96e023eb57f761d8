"""The weights of G as the format page says them, in plain integers and fractions."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache

import numpy as np

WORD = 2**64
A0, A1, K0, K1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157, 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B


@lru_cache(maxsize=200_000)
def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x64-10, from the paper of Salmon et al."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        (hi0, lo0), (hi1, lo1) = divmod(A0 * c0, WORD), divmod(A1 * c2, WORD)
        c0, c1, c2, c3 = hi1 ^ c1 ^ k0, lo1, hi0 ^ c3 ^ k1, lo0
        k0, k1 = (k0 + K0) % WORD, (k1 + K1) % WORD
    return c0, c1, c2, c3


def word(seed: int, layer: int, side: int, index: int, neuron: int) -> int:
    """The word at a place; side 0 is in, side 1 is out."""
    counter = (1 + neuron // 4, index, 2 * layer + side, 1)
    return philox(counter, (seed % WORD, seed // WORD))[neuron % 4]


def words(seed: int, layer: int, side: int, index: int, count: int) -> list[int]:
    """The words of neurons 0 to count − 1, by NumPy, which adds 1 to the counter before it draws."""
    key = np.array([seed % WORD, seed // WORD], dtype=np.uint64)
    counter = np.array([0, index, 2 * layer + side, 1], dtype=np.uint64)
    return [int(word) for word in np.random.Philox(key=key, counter=counter).random_raw(count)]


@cache
def table() -> list[int]:
    """T[j], the integer nearest to 2^31·2^{j/256}: decided by 256-th powers."""
    out = []
    for j in range(257):
        goal = 2 ** (31 * 256 + j)
        t = int(2.0 ** (31 + j / 256))
        while t**256 > goal:
            t -= 1
        while (t + 1) ** 256 <= goal:
            t += 1
        out.append(t + 1 if (2 * t + 1) ** 256 <= goal * 2**256 else t)
    return out


def weight_of(word: int, first: int, cells: int) -> Fraction:
    """The weight that a word stands for, in ``cells`` cells from ``first`` on."""
    u, f = word // 2**32, word // 2 % 2**21
    e, j = divmod(first + u * cells // 2**32, 256)
    size = (table()[j] * 2**21 + (table()[j + 1] - table()[j]) * f) * Fraction(2) ** (e - 52)
    return -size if word % 2 else size


def weight(seed: int, layer: int, side: int, index: int, neuron: int, first: int, cells: int) -> Fraction:
    """The weight of G at a place."""
    return weight_of(word(seed, layer, side, index, neuron), first, cells)


def edge(cell: int) -> Fraction:
    """The magnitude at the start of a cell: α for A, β for A + C."""
    return table()[cell % 256] * Fraction(2) ** (cell // 256 - 31)
