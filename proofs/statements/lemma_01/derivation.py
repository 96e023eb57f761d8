"""Lemma 1: from the error recursion of two networks to the accuracy ε_w that each weight needs."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements import corollary_27
from proofs.statements.corollary_27.derivation import derive as derive_corollary_27
from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import (
    F_max,
    ell,
    eps_w,
    epsilon,
    lambda_max,
    layer,
    lipschitz,
    n_in,
    n_max,
    n_out,
    non_negative,
    norm,
    positive,
)

amplification = positive("Pi")
__all__ = ["amplification", "amplification_factors", "derive"]


def amplification_factors() -> sp.Expr:
    """``Π = Π_i max{1, λ_i ‖Ŵ_i‖₂}``."""
    return sp.Product(sp.Max(1, lipschitz[layer] * norm[layer]), (layer, 1, ell))


@cache
def derive() -> Derivation:
    """ε_w, solved from the recursion's bound = ε."""
    last = derive_corollary_27().results["x_T"]
    d_out, d_in = non_negative("d_out"), non_negative("d_in")  # n_max − n_i and n_max − n_{i−1}
    fresh = lambda_max * sp.sqrt(n_out * n_in) * eps_w * sp.sqrt(n_in) * F_max
    fresh_bound = lambda_max * eps_w * n_max ** sp.Rational(3, 2) * F_max
    at_largest = last.subs(
        {
            corollary_27.derivation.T: ell,
            corollary_27.derivation.b: fresh_bound,
            corollary_27.derivation.product: amplification,
        }
    )
    (solved,) = sp.solve(sp.Eq(at_largest, epsilon), eps_w)
    printed = epsilon / (sp.E * ell * lambda_max * n_max ** sp.Rational(3, 2) * F_max * amplification)
    return Derivation(
        "lemma-01",
        (
            equal(
                "error of a layer",
                fresh,
                lambda_max * eps_w * F_max * sp.sqrt(n_out) * n_in,
                "‖W* − Ŵ‖₂ <= ε_w √(n_i n_{i−1}) and ‖F_{i−1}(x)‖₂ <= √n_{i−1} F_max",
            ),
            at_most(
                "squared, at most n_max",
                n_out * n_in**2,
                (n_out + d_out) * (n_in + d_in) ** 2,
                "n_i, n_{i−1} <= n_max, so √n_i n_{i−1} <= n_max^{3/2}",
            ),
            equal(
                "recursion solved",
                at_largest,
                sp.E * ell * lambda_max * n_max ** sp.Rational(3, 2) * F_max * amplification * eps_w,
                "Corollary 27 with x_0 = 0, a_i = λ_i ‖Ŵ_i‖₂, b_i the error of layer i, T = ℓ",
            ),
            equal("solved for eps_w", solved, printed, "the largest ε_w for which the bound is at most ε"),
        ),
        {"eps_w": solved.subs(amplification, amplification_factors())},
        uses=("corollary-27",),
    )
