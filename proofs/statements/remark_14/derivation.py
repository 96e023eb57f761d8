"""Remark 14: how many samples hold M of level j, where level j is every 2^{j+1}-th."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import natural, non_negative, positive

j, q = sp.Symbol("j", integer=True, nonnegative=True), natural("q")
M_star, power = natural("M_star"), positive("power")  # 2^j


def position(count: sp.Expr) -> sp.Expr:
    """Where level j occurs for the count-th time: 2^j, and then every 2^{j+1}-th sample."""
    return 2**j + (count - 1) * 2 ** (j + 1)


def total(count: sp.Expr, level: sp.Expr = power) -> sp.Expr:
    """``2^j (2M − 1)``."""
    return level * (2 * count - 1)


@cache
def derive() -> Derivation:
    """The position of the M-th sample of level j; and its bound where ``2^j <= 2 w*_max``."""
    room = non_negative("room")  # 2 w*_max − 2^j
    return Derivation(
        "remark-14",
        (
            equal("position", position(M_star), total(M_star, 2**j), "level j stands at 2^j, 3·2^j, 5·2^j, …"),
            equal("step", position(q + 1) - position(q), 2 ** (j + 1), "every 2^{j+1}-th sample"),
            equal(
                "share",
                sp.summation(sp.Rational(1, 2) ** (q + 1), (q, 0, sp.oo)),
                sp.Integer(1),
                "no sample is left",
            ),
            at_most("total", total(M_star), 2 * (power + room) * M_star, "2^j (2M − 1) <= 4 w*_max M"),
        ),
        {"total": total(M_star)},
    )
