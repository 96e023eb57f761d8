"""Remark 17: with r random Boolean weights for each target weight, the chance that every one is found."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, equal
from proofs.wording.symbols import delta, natural

copies, weights = natural("r"), natural("N")


def success(r: sp.Expr) -> sp.Expr:
    """``(1 − 2^{−r})^N``: each target weight 1 has a 1 among its r fair bits."""
    return (1 - sp.Rational(1, 2) ** r) ** weights


@cache
def derive() -> Derivation:
    """Two copies give (3/4)^N; and how many the union bound asks for."""
    asked = sp.log(weights / delta) / sp.log(2)
    return Derivation(
        "remark-17",
        (
            equal("two copies", success(sp.Integer(2)), sp.Rational(3, 4) ** weights, "1 − (1/2)² each"),
            equal(
                "union bound",
                sp.powsimp(sp.expand_log(sp.log(weights) - asked * sp.log(2))),
                sp.log(delta),
                "N 2^{−r} = δ at r = log₂(N/δ)",
            ),
        ),
        {"success": success(copies), "copies": sp.ceiling(asked)},
    )
