"""The closing minimum, as printed: per layer the smaller of Theorems 3 and 30, and the budgets that it mixes."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.theorem_03.derivation import formula as theorem_03
from proofs.statements.theorem_30.derivation import formula as theorem_30
from proofs.wording.definitions import Definition, Formula
from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import N_i, N_star, delta, ell, k_prime, largest, natural, non_negative


def budget() -> sp.Expr:
    """What the smaller count spends: δ/ℓ where it is Theorem 3's, δN_i/N* where it is Theorem 30's."""
    three, thirty = theorem_03(), theorem_30()
    return sp.Piecewise((thirty.budget, thirty.M < three.M), (three.budget, True))


@cache
def formula() -> Formula:
    """The printed minimum."""
    three, thirty = theorem_03(), theorem_30()
    definitions: tuple[Definition, ...] = three.definitions
    return Formula("closing-minimum", definitions, sp.Min(three.M, thirty.M), budget(), "a fixed F")


@cache
def derive() -> Derivation:
    """The minimum by substitution, and that the budgets may add up to more than δ."""
    whole = formula().resolved("gamma", "eps_w", "k_prime")
    printed = sp.Min(
        sp.ceiling(16 * k_prime * (N_i + sp.log(2 * ell * k_prime / delta))),
        sp.ceiling(2 * k_prime * (N_i + 4 * largest * sp.log(2 * k_prime * N_star / delta))),
    )
    first, second = natural("N_1"), non_negative("N_2")  # a layer of each kind, of ℓ = 2
    spent = delta / 2 + delta * (first + second) / (first + 2 * second)
    return Derivation(
        "closing-minimum",
        (
            equal("minimum", whole, printed, "Theorems 3 and 30, per layer"),
            at_most("two budgets", delta, spent, "δ/ℓ from one layer and more than δ/ℓ from a larger one"),
        ),
        {"M": formula().M},
        uses=("theorem-03", "theorem-30"),
    )
