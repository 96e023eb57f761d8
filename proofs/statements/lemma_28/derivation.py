"""Lemma 28: the density of a product of two weights, by the convolution, and its lower bound on [a′, b′].

With ``L = ln(b/a) = 1/c`` the density is a triangle in ln w: ``c² ln(w/a²)/w`` below ab, ``c² ln(b²/w)/w`` above.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import non_negative, positive

a, L, w, v = positive("a"), positive("L"), positive("w"), positive("v")
b, c = a * sp.exp(L), 1 / L


def density(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """``∫ P_v(v) P_v(w/v) dv/v`` for v in [low, high], where both factors are in range."""
    return sp.expand_log(sp.integrate(sp.expand((c / v) * (c * v / w) / v), (v, low, high)), force=True)


@cache
def derive() -> Derivation:
    """Both branches of the density, its mass, and ``P_w(w) >= (1/2) c/w`` between a′ and b′."""
    s, t = non_negative("s"), non_negative("t")
    rising, falling = density(a, w / a), density(w / b, b)
    at_low = a * sp.sqrt(a * b)  # a′; and a′ e^s up to ab, b′ e^{−t} down to ab
    at_high = b * sp.sqrt(a * b)
    factor = sp.Rational(1, 2)
    return Derivation(
        "lemma-28",
        (
            equal("rising branch", rising, c**2 * sp.log(w / a**2) / w, "a² <= w <= ab: v from a to w/a"),
            equal("falling branch", falling, c**2 * (2 * L + 2 * sp.log(a) - sp.log(w)) / w, "ab <= w <= b²"),
            equal("mass", _mass(rising, falling), sp.Integer(1), "a density integrates to 1"),
            equal(
                "from a' upward",
                (rising * w).subs(w, at_low * sp.exp(s)),
                factor * c + c**2 * s,
                "at w = a′ e^s the rising branch is c/2w + c² s/w",
            ),
            equal(
                "from b' downward",
                (falling * w).subs(w, at_high * sp.exp(-t)),
                factor * c + c**2 * t,
                "at w = b′ e^{−t} the falling branch is c/2w + c² t/w",
            ),
            at_most("lower bound", factor * c, factor * c + c**2 * s, "s >= 0 (and t >= 0) inside [a′, b′]"),
        ),
        {"density factor": factor},
    )


def _mass(rising: sp.Expr, falling: sp.Expr) -> sp.Expr:
    y = sp.Symbol("y", real=True)  # ln w

    def part(branch: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
        inside = sp.expand(sp.expand_log((branch * w).subs(w, sp.exp(y)), force=True))
        return sp.integrate(inside, (y, low, high))

    middle = 2 * sp.log(a) + L
    return sp.expand(part(rising, middle - L, middle) + part(falling, middle, middle + L))
