"""Corollary 22: with y = 1/(x − 1), a larger τ has a smaller threshold ``1 + 1/τ``."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import non_negative, positive

y, more, above_1 = positive("y"), non_negative("s"), positive("x_minus_1")
golden_ratio = (1 + sp.sqrt(5)) / 2


@cache
def derive() -> Derivation:
    """The threshold at ``τ = y + s``, and the two instances that Remarks 24 and 25 use."""
    x = 1 + above_1
    slack = more / (y * (y + more))
    return Derivation(
        "corollary-22",
        (
            equal("y", 1 + 1 / (1 / (x - 1)), x, "y = 1/(x − 1), so x = 1 + 1/y"),
            equal("threshold", (1 + 1 / y) - (1 + 1 / (y + more)), slack, "τ = y + s with s >= 0"),
            at_most("smaller", sp.Integer(0), slack, "so |{a_t < 1 + 1/τ}| <= |{a_t < x}| <= τ"),
            equal("x = 2", 1 / (sp.Integer(2) - 1) + y, 1 + y, "Remark 24: 1/(x − 1) = 1"),
            equal("x = φ", 1 / (golden_ratio - 1) + y, golden_ratio + y, "Remark 25: 1/(φ − 1) = φ"),
            at_most("φ", golden_ratio, sp.Rational(81, 50), "Remark 25: φ <= 1.62"),
        ),
        {"tau": 1 / above_1},
    )
