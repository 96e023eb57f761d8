"""Theorem 30: Algorithm 1's count of neurons, and the printed M_i that covers it.

For each of ``max{n_i, n_{i−1}}`` outer rounds Algorithm 1 samples m neurons and, before each inner round
but the first, replaces the at most 2k that were used.  The printed count, ``2(k − 1) n_i n_{i−1}`` for the
replacements, is too small where ``min{n_i, n_{i−1}} > k``; the printed M_i is not.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.theorem_03.derivation import one_weight
from proofs.wording.definitions import Formula
from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import (
    N_i,
    N_star,
    c,
    delta,
    delta_w,
    k,
    k_prime,
    largest,
    m,
    m_real,
    natural,
    non_negative,
    positive,
)

smallest = natural("n_smaller")  # min{n_i, n_{i−1}}
j, d = natural("j"), natural("d")


def algorithm_count(per_weight: sp.Expr, pieces: sp.Expr) -> sp.Expr:
    """What Algorithm 1 samples for a layer: m at first, then what each inner round but the last used."""
    replaced = sp.summation(2 * pieces, (d, 1, smallest - 1))
    return sp.summation(per_weight + replaced, (j, 1, largest))


def printed_count(per_weight: sp.Expr, pieces: sp.Expr) -> sp.Expr:
    """``max{n_i, n_{i−1}} m + 2(k − 1) n_i n_{i−1}``."""
    return largest * per_weight + 2 * (pieces - 1) * N_i


def covering(per_weight: sp.Expr, pieces: sp.Expr) -> sp.Expr:
    """``max{n_i, n_{i−1}} m + 2k n_i n_{i−1}``: the count that Theorem 30 rounds up."""
    return largest * per_weight + 2 * pieces * N_i


@cache
def formula() -> Formula:
    """Theorem 30's M_i: m before its rounding, and k′ for k."""
    M = sp.ceiling(covering(m_real, k_prime))
    return Formula("theorem-30", one_weight(), M, 2 * N_i * delta_w, "a fixed F")


@cache
def derive() -> Derivation:
    """The printed formula, and that it covers Algorithm 1's count, its inner ceiling included."""
    whole = formula()
    derived = whole.resolved("gamma", "eps_w", "k_prime").args[0]
    printed = 2 * k_prime * (N_i + 4 * largest * sp.log(2 * k_prime * N_star / delta))
    m_at = whole.names["m_real"].expression.subs(c, 1 / (8 * k_prime))
    # m <= x + 1;  k = 1 + h;  k <= k′ = k + r;  min = 1 + q
    x, h, q, r = positive("x"), non_negative("h"), non_negative("q"), non_negative("r")
    at = {N_i: largest * (1 + q), smallest: 1 + q, k: 1 + h}
    room = (covering(x, k + r) - algorithm_count(x + 1, k)).subs(at)
    rest = largest * (1 + 2 * h) + 2 * r * largest * (1 + q)
    short = algorithm_count(m, k) - printed_count(m, k).subs(N_i, largest * smallest)
    return Derivation(
        "theorem-30",
        (
            equal("m", m_at, 8 * k_prime * sp.log(k_prime / delta_w), "Corollary 10 with c = 1/(8k′)"),
            equal(
                "count", algorithm_count(m, k), largest * (m + 2 * k * (smallest - 1)), "Algorithm 1's two loops"
            ),
            equal("printed count", short, 2 * largest * (smallest - k), "how much less the printed count is"),
            equal("M", derived, printed, "δ_w = δ/(2N*), c = 1/(8k′)"),
            equal("room", room, rest, "M_i before rounding up less the count, at m <= x + 1 and k <= k′"),
            at_most("covered", sp.Integer(0), rest, "so M_i covers the count, for k >= 1"),
        ),
        {"M": whole.M},
        uses=("lemma-01", "corollary-10", "lemma-28"),
    )
