"""The intervals of the golden-ratio decomposition, and how often random products fall into them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify.errors import InputError
from certify.exact.doubles import Ints
from certify.exact.enclosure import Enclosure
from certify.exact.golden import GOLDEN, log_ceiling
from certify.exact.rationals import approximately
from certify.kernel.generator import CELL_LIMIT, CELLS_PER_OCTAVE, Cells

GAMMAS = ("2/3", GOLDEN)
# Two weights from cells that add up to S have a product within 2^-30 (relative) of [2^(S/256), 2^((S+2)/256)),
# because the table is rounded to 32 bits.  256·log2(1 + 2^-30) < 10^-6.
_TABLE_SLACK = Fraction(1, 10**6)


@dataclass(frozen=True)
class Intervals:
    """The intervals ``(γ^{u+1} w_max, γ^u w_max]``, u = 1…k, as categories of random products.

    Attributes
    ----------
    gamma, w_max, k
        γ as text, the scale, and the number of intervals.
    cells
        The distribution of the random weights.
    category
        int16, index S − 2·first: the interval in which a product of weights from cells g and h with
        g + h = S certainly lies, or 0.
    probability
        A lower bound of the probability that a neuron's two weights have given signs and a product in a
        given interval, for the least likely interval and ideal random words.
    """

    gamma: str
    w_max: Fraction
    k: int
    cells: Cells
    category: np.typing.NDArray[np.int16]
    probability: Fraction


def intervals(w_max: Fraction, eps_w: Fraction, gamma: str) -> Intervals:
    """The categories that decompose every weight up to ``w_max`` within ``eps_w``; k may be 0.

    Raises
    ------
    InputError
        When the random weights needed are outside the generator's range.

    Guarantee
    ---------
    ``γ^k w_max <= eps_w``; ``probability`` is computed by counting pairs of cells, exactly.

    Source
    ------
    Corollary 10 (intervals and range), Lemma 28 (the product of two weights), Theorem 3 (signs); ledger,
    statement ``sampler``.
    """
    k = max(0, log_ceiling(gamma, w_max / eps_w)) if w_max else 0
    if k == 0:
        return Intervals(gamma, w_max, 0, Cells(0, 1), np.zeros(1, np.int16), Fraction(1))
    edges = [_edge(w_max, gamma, u) for u in range(1, k + 2)]  # in cells, falling
    lowest, highest = edges[-1].lower, edges[0].upper
    quarter = (lowest + highest) / 4
    first, last = _floor(lowest - quarter), -_floor(quarter - highest)
    if first < -CELL_LIMIT or last > CELL_LIMIT:
        raise InputError(
            f"network: weights up to {approximately(w_max)} within {approximately(eps_w)} need random weights "
            "outside 2^-480 … 2^480; rescale the network, or ask less of epsilon and domain"
        )
    cells = Cells(first, last - first)
    category = np.zeros(2 * cells.count - 1, np.int16)
    for u, (upper, lower) in enumerate(itertools.pairwise(edges), 1):
        start = _floor(lower.upper + _TABLE_SLACK) + 1 - 2 * first
        stop = _floor(upper.lower - _TABLE_SLACK) - 1 - 2 * first
        category[max(0, start) : max(0, stop)] = u
    return Intervals(gamma, w_max, k, cells, category, _probability(category, cells.count, k))


def _edge(w_max: Fraction, gamma: str, u: int) -> Enclosure:
    """``256·log2(γ^u w_max)``."""
    bits = 128
    base = (1 + Enclosure.of(5, bits).sqrt()) / 2 if gamma == GOLDEN else 1 / Enclosure.of(Fraction(gamma), bits)
    log = Enclosure.of(w_max, bits).log() - u * base.log()
    return CELLS_PER_OCTAVE * log / Enclosure.of(2, bits).log()


def _floor(x: Fraction) -> int:
    return x.numerator // x.denominator


def _probability(category: np.typing.NDArray[np.int16], count: int, k: int) -> Fraction:
    """The least ``P(signs, category u)``: a quarter for the signs, times the pairs of cells."""
    sums = np.arange(len(category))
    pairs: Ints = np.minimum(sums + 1, 2 * count - 1 - sums)
    fewest = min(int(pairs[category == u].sum()) for u in range(1, k + 1))
    return Fraction(fewest, 4) * Fraction((1 << 32) // count, 1 << 32) ** 2
