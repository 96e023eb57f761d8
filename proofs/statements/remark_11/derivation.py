"""Remark 11: the distribution function of P_ε on [α, β], its density, and its inverse."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import non_negative, positive

alpha, scale, v, x = positive("alpha"), positive("scale"), positive("v"), positive("x")
u = non_negative("u")
beta = alpha * sp.exp(scale)  # scale = ln(β/α) > 0


def cdf(at: sp.Expr) -> sp.Expr:
    """``P[v <= at]`` for the density ``1/(v ln(β/α))``, by integration."""
    return sp.integrate(1 / (v * scale), (v, alpha, at))


def sample(uniform: sp.Expr) -> sp.Expr:
    """``α(β/α)^u``."""
    return alpha * (beta / alpha) ** uniform


@cache
def derive() -> Derivation:
    """The distribution function, that its derivative is the density, and that the sampler inverts it."""
    rest = non_negative("rest")  # 1 − u
    return Derivation(
        "remark-11",
        (
            equal("mass", cdf(beta), sp.Integer(1), "1/(v ln(β/α)) is a density on [α, β]"),
            equal("distribution", cdf(x), sp.log(x / alpha) / scale, "∫ dv/(v ln(β/α)) from α to x"),
            equal("density", sp.diff(cdf(x), x), 1 / (x * scale), "the derivative of the distribution function"),
            equal("inverse", cdf(sample(u)), u, "so P[α(β/α)^U <= x] = P[U <= cdf(x)] = cdf(x)"),
            equal("lower end", sample(sp.Integer(0)), alpha, "u = 0"),
            at_most(
                "upper end",
                sp.expand_log(sp.log(sample(u))),
                sp.log(alpha) + (u + rest) * scale,
                "at most ln β, as u + rest = 1",
            ),
        ),
        {"sample": sample(u)},
    )
