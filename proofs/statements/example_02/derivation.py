"""Example 2: Lemma 1's accuracy for ReLU, w_max = F_max = 1, with the worst norms and with norms at most 1."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.lemma_01.derivation import derive as derive_lemma_01
from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import (
    F_max,
    ell,
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


def quotient(norms: sp.Expr) -> sp.Expr:
    """Lemma 1's bound on ε_w with λ = F_max = 1 and ``‖Ŵ_i‖₂ = norms`` for every layer."""
    bound = derive_lemma_01().results["eps_w"].subs({lambda_max: 1, F_max: 1})
    value: sp.Expr = bound.replace(lipschitz[layer], sp.Integer(1)).replace(norm[layer], norms).doit()
    return value


def worst_case(layers: sp.Expr = ell) -> sp.Expr:
    """``ε/(e ℓ n_max^{3/2+ℓ})``."""
    return epsilon / (sp.E * layers * n_max ** (sp.Rational(3, 2) + layers))


def from_second(norms: sp.Expr) -> sp.Expr:
    """The bound of Lemma 1's tightest form: without e, the product from the second layer on."""
    later = sp.Product(sp.Max(1, norms), (layer, 2, ell)).doit()
    return epsilon / (ell * n_max ** sp.Rational(3, 2) * later)


@cache
def derive() -> Derivation:
    """Both accuracies; and the factor by which one more layer divides the first."""
    d_out, d_in = non_negative("d_out"), non_negative("d_in")  # n_max − n_i and n_max − n_{i−1}
    mild = epsilon / (sp.E * ell * n_max ** sp.Rational(3, 2))
    many = positive("ell_real")
    per_layer = worst_case(many) / worst_case(many + 1)
    return Derivation(
        "example-02",
        (
            at_most(
                "norm", n_out * n_in, (n_out + d_out) * (n_in + d_in), "‖Ŵ_i‖₂² <= n_i n_{i−1} w_max² <= n_max²"
            ),
            equal("worst case", quotient(n_max), worst_case(), "Lemma 1 with ‖Ŵ_i‖₂ = n_max"),
            equal(
                "worst case, tightest",
                from_second(n_max),
                epsilon / (ell * n_max ** (ell + sp.Rational(1, 2))),
                "Lemma 1's tightest form with ‖Ŵ_i‖₂ = n_max",
            ),
            equal("norms at most 1", quotient(sp.Integer(1)), mild, "Lemma 1 with max{1, ‖Ŵ_i‖₂} = 1"),
            equal("one more layer", per_layer, n_max * (1 + 1 / many), "it divides ε_w by this"),
            equal("rate", sp.limit(1 + 1 / many, many, sp.oo) * n_max, n_max, "so 1/ε_w grows like n_max^ℓ"),
        ),
        {"eps_w": quotient(n_max), "eps_w_mild": quotient(sp.Integer(1))},
        uses=("lemma-01",),
    )
