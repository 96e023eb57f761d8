"""Corollary 7: the weight count ratio, from the M_i of the layers."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.theorem_03.derivation import formula as theorem_03
from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import N_i, delta, ell, k_prime, layer, n_max, non_negative, positive

n_out, n_in, M = (sp.IndexedBase(name, positive=True) for name in ("n_out", "n_in", "M"))


def ratio() -> sp.Expr:
    """``N_G/N* = Σ (n_{i−1} + n_i) M_i / Σ n_{i−1} n_i``."""
    weights = sp.Sum(n_in[layer] * n_out[layer], (layer, 1, ell))
    return sp.Sum((n_in[layer] + n_out[layer]) * M[layer], (layer, 1, ell)) / weights


@cache
def derive() -> Derivation:
    """For ℓ layers of one width the ratio is ``2M/n``; in general the two terms of a layer are bounded apart."""
    before = theorem_03().resolved("gamma", "eps_w", "k_prime").args[0].subs(N_i, n_max**2)
    uniform = ell * 2 * n_max * before / (ell * n_max**2)
    rest = 32 * k_prime * sp.log(2 * ell * k_prime / delta) / n_max
    a, b = non_negative("a"), non_negative("b")  # n_i = 1 + a, n_{i−1} = 1 + b
    d_out, d_in = non_negative("d_out"), non_negative("d_in")  # n_max − n_i, n_max − n_{i−1}
    out, into, larger = positive("out"), positive("into"), positive("L")
    layer_weights = (out + into) * (16 * k_prime * (out * into + larger) + 1)
    parts = (out + into) * (16 * k_prime * out * into) + (out + into) * (16 * k_prime * larger + 1)
    return Derivation(
        "corollary-07",
        (
            equal("one width", uniform, 32 * n_max * k_prime + rest, "Theorem 3's M_i before rounding up"),
            equal("a layer", layer_weights, parts, "(n_{i−1} + n_i)(16k′(n_i n_{i−1} + L) + 1), L = ln(2ℓk′/δ)"),
            at_most("first part", out + into, (out + d_out) + (into + d_in), "n_i + n_{i−1} <= 2 n_max"),
            at_most("second part", 2 + a + b, 2 * (1 + a) * (1 + b), "n_i + n_{i−1} <= 2 n_i n_{i−1}"),
        ),
        {"weight_ratio": ratio()},
        uses=("theorem-03",),
    )
