"""Malach et al., Theorem A.6, as the paper quotes it: their count is cited, not derived here."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.definitions import Formula
from proofs.wording.derivation import Derivation, equal
from proofs.wording.symbols import delta, ell, epsilon, n_max

PER_WEIGHT = sp.ceiling(64 * ell**2 * n_max**3 / epsilon**2 * sp.log(2 * n_max**2 * ell / delta))


@cache
def formula() -> Formula:
    """``n_max²`` times the count per weight."""
    return Formula("malach-a6", (), n_max**2 * PER_WEIGHT, delta / ell, "a fixed F")


@cache
def derive() -> Derivation:
    """Section 3's count and Remark 4's agree where N = ℓ n_max²."""
    weights = sp.Symbol("N", positive=True)
    remark = sp.ceiling(64 * ell**2 * n_max**3 * sp.log(2 * weights / delta) / epsilon**2)
    return Derivation(
        "malach-a6",
        (equal("Remark 4", remark.subs(weights, ell * n_max**2), PER_WEIGHT, "N = ℓ n_max²"),),
        {"M": n_max**2 * PER_WEIGHT},
    )
