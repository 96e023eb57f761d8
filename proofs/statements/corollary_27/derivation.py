"""Corollary 27: the recursion ``x_t <= a_t x_{t-1} + b_t`` solved and bounded, by induction on T.

With ``μ_t = max{1, a_t}``, ``Π_T = μ_1 ⋯ μ_T`` and ``b = max b_t`` the bound is ``B_T = T b Π_T``: the
printed factor e is not needed.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import natural, non_negative

T = natural("T")
b, before, product = non_negative("b"), non_negative("x_prev"), sp.Symbol("Pi", positive=True)
# max{1, a} = 1 + r = a + s with r, s >= 0; the product so far is 1 + p with p >= 0
r, s, p = non_negative("r"), non_negative("s"), non_negative("p")


def bound(steps: sp.Expr, largest: sp.Expr, factors: sp.Expr) -> sp.Expr:
    """``T · max b · Π max{1, a_t}``: the bound in its tightest form."""
    return steps * largest * factors


@cache
def derive() -> Derivation:
    """The induction: ``a B_{T-1} + b <= B_T``, from ``B_0 = 0``; then the printed form with e."""
    mu, a = 1 + r, 1 + r - s
    below, here = bound(T - 1, b, 1 + p), bound(T, b, (1 + p) * mu)
    gap = b * ((T - 1) * (1 + p) * s + (1 + p) * r + p)
    printed = sp.E * bound(T, b, product)
    return Derivation(
        "corollary-27",
        (
            equal("base", bound(sp.Integer(0), b, product), sp.Integer(0), "x_0 = 0 = B_0"),
            equal("gap", here - (a * below + b), gap, "what is left; max{1, a_T} = 1 + r = a_T + s"),
            at_most("induction", sp.Integer(0), gap, "every term is a product of non-negative numbers"),
            at_most("printed", bound(T, b, product), printed, "e >= 1"),
        ),
        {"x_T": printed},
    )
