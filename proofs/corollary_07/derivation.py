"""Corollary 7: the weight count ratio, from the M_i of the layers."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.derivation import Derivation, equal
from proofs.symbols import N_i, delta, ell, k_prime, layer, n_max
from proofs.theorem_03.derivation import formula as theorem_03

n_out, n_in, M = (sp.IndexedBase(name, positive=True) for name in ("n_out", "n_in", "M"))


def ratio() -> sp.Expr:
    """``N_G/N* = Σ (n_{i−1} + n_i) M_i / Σ n_{i−1} n_i``."""
    weights = sp.Sum(n_in[layer] * n_out[layer], (layer, 1, ell))
    return sp.Sum((n_in[layer] + n_out[layer]) * M[layer], (layer, 1, ell)) / weights


@cache
def derive() -> Derivation:
    """For ℓ layers of one width the ratio is ``2M/n``, and its leading term the printed ``32 n_max k′``."""
    before = theorem_03().resolved("gamma", "eps_w", "k_prime").args[0].subs(N_i, n_max**2)
    uniform = ell * 2 * n_max * before / (ell * n_max**2)
    rest = 32 * k_prime * sp.log(2 * ell * k_prime / delta) / n_max
    return Derivation(
        "corollary-07",
        (equal("one width", uniform, 32 * n_max * k_prime + rest, "Theorem 3's M_i before rounding up"),),
        {"weight_ratio": ratio()},
        uses=("theorem-03",),
    )
