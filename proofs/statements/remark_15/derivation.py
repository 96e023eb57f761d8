"""Remark 15: which share of the weights of G lies outside [−1/√n, 1/√n]."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, equal
from proofs.wording.symbols import ell, eps_w, epsilon, n_max, positive, two_thirds, w_max

low, high, threshold, v = positive("low"), positive("high"), positive("threshold"), positive("v")

ALPHA_PRIME, BETA_PRIME = 2 * eps_w / 9, two_thirds * w_max
Q = (ALPHA_PRIME * BETA_PRIME) ** sp.Rational(1, 4)
ALPHA, BETA = ALPHA_PRIME / Q, BETA_PRIME / Q


def share_outside(r: sp.Expr, alpha: sp.Expr, beta: sp.Expr) -> sp.Expr:
    """``P(|w| > r)`` under p_w, for α <= r <= β: ``ln(β/r)/ln(β/α)``."""
    return sp.log(beta / r) / sp.log(beta / alpha)


@cache
def derive() -> Derivation:
    """The share by integration, and its limit 7/12 in wide networks, whatever the constant C in C/√n."""
    mass = sp.integrate(1 / (v * sp.log(high / low)), (v, threshold, high))
    log_n, constant = positive("log_n"), positive("C")
    mild = epsilon / (sp.E * ell * n_max ** sp.Rational(3, 2))
    at = {w_max: sp.Integer(1), eps_w: mild}
    outside, spread = (sp.expand_log(sp.log(e.subs(at))) for e in (BETA * sp.sqrt(n_max) / constant, BETA / ALPHA))
    share = (outside / spread).subs(sp.log(n_max), log_n)
    single = sp.expand_log(sp.log(two_thirds * sp.sqrt(n_max)) / sp.log(1 / (two_thirds * mild)))
    return Derivation(
        "remark-15",
        (
            equal("share", mass, share_outside(threshold, low, high), "∫ dv/(v ln(β/α)) from r to β"),
            equal("range", BETA / ALPHA, BETA_PRIME / ALPHA_PRIME, "q cancels"),
            equal(
                "limit",
                sp.limit(sp.together(share), log_n, sp.oo),
                sp.Rational(7, 12),
                "of P(|w| > C/√n) at Remark 4's ε_w",
            ),
            equal(
                "limit, one weight",
                sp.limit(sp.together(single.subs(sp.log(n_max), log_n)), log_n, sp.oo),
                sp.Rational(1, 3),
                "of the same for Lemma 9's P_ε at γ = 2/3, ε = ε_w: less than a half",
            ),
        ),
        {"share": share_outside(threshold, low, high)},
        uses=("theorem-03",),
    )
