"""``combined``, our own count: per layer the smaller of two that spend the same budget δN_i/N*, for a fixed F.

Batch part: N_i neurons in each of 2k′ categories of each of the N_i target weights allow an injective
assignment (Hall's condition: a set of wanted pieces meets at least its own size in neurons).
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.theorem_03.derivation import one_weight, tail_count
from proofs.statements.theorem_30.derivation import formula as theorem_30
from proofs.wording.definitions import Definition, Formula
from proofs.wording.derivation import Derivation, equal
from proofs.wording.symbols import N_i, N_star, delta, delta_i, k_prime, largest


@cache
def formula() -> Formula:
    """The minimum with one failure budget."""
    share = delta * N_i / N_star
    batch = (
        Definition("samples", N_i, "Hall's condition", ">=", "n_i n_{i-1} samples in each category"),
        Definition("categories", 2 * k_prime * N_i, "k per branch and target weight", ">=", "2k N_i categories"),
        Definition("delta_i", share, "the layer's share", "<=", "sum of delta_i <= delta"),
    )
    smaller = sp.Min(tail_count(), theorem_30().M)
    return Formula("combined", one_weight() + batch, smaller, delta_i, "a fixed F")


@cache
def derive() -> Derivation:
    """Both parts in closed form, and that their budgets agree and add up to δ."""
    whole = formula().resolved("gamma", "eps_w", "k_prime")
    closed = sp.Min(
        sp.ceiling(16 * k_prime * (N_i + sp.log(2 * k_prime * N_star / delta))),
        sp.ceiling(2 * k_prime * (N_i + 4 * largest * sp.log(2 * k_prime * N_star / delta))),
    )
    share = delta * N_i / N_star
    recycled = theorem_30().resolve(theorem_30().budget)
    layers = sp.symbols("N_1:4", positive=True)
    total = sum(share.subs(N_i, n) for n in layers).subs(N_star, sum(layers))
    return Derivation(
        "combined",
        (
            equal("minimum", whole, closed, "Lemma 29 with 2k′N_i categories and δ_i = δN_i/N*; Theorem 30"),
            equal("one budget", recycled, share, "2N_i pieces at δ_w = δ/(2N*) each"),
            equal("total", total, delta, "Σ δN_i/N* = δ (written for three layers)"),
        ),
        {"M": formula().M},
        uses=("lemma-01", "corollary-10", "lemma-28", "lemma-29", "theorem-30"),
    )
