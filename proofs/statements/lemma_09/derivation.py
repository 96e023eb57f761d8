"""Lemma 9: the greedy step, the probability of an interval by integration, and m by solving.

``m`` is in c and k′, which Theorems 3 and 30 replace, and before rounding up, which they do later.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import c, delta, gamma, natural, non_negative, positive
from proofs.wording.symbols import k_prime as intervals

epsilon = positive("eps")
v, c_norm, count = positive("v"), positive("c_norm"), positive("m")
i = natural("i")


def normalization() -> sp.Expr:
    """c′: the constant that makes ``c′/v`` a density on ``[εγ², γ]``."""
    mass = sp.expand_log(sp.integrate(c_norm / v, (v, epsilon * gamma**2, gamma)))
    (solved,) = sp.solve(sp.Eq(mass, 1), c_norm)
    return solved


def interval_probability() -> sp.Expr:
    """``P[γ^{i+1} < v <= γ^i]`` by integration; it does not depend on i."""
    mass = sp.integrate(normalization() / v, (v, gamma ** (i + 1), gamma**i))
    return sp.simplify(sp.expand_log(mass))


@cache
def derive() -> Derivation:
    """k′ = 1/c, k, and the number m of samples, from the density."""
    excess = non_negative("g")  # γ = 1/φ + g
    greedy = (gamma**2 + gamma - 1).subs(gamma, (sp.sqrt(5) - 1) / 2 + excess)
    integral = interval_probability()
    k_prime = sp.log(1 / (gamma * epsilon)) / sp.log(1 / gamma)
    union = sp.log(intervals) - count * c  # ln of k′ exp(−cm), at least that of k exp(−cm)
    (solved,) = sp.solve(sp.Eq(union, sp.log(delta)), count)
    m = sp.logcombine(sp.expand(c * solved)) / c
    printed_m = intervals * sp.log(intervals / delta)
    return Derivation(
        "lemma-09",
        (
            equal(
                "greedy, cleared",
                (gamma ** (i - 1) - gamma ** (i + 1)) - gamma**i,
                -(gamma ** (i - 1)) * (gamma**2 + gamma - 1),
                "w_{i−1} − v_i <= γ^{i−1} − γ^{i+1} has to be at most γ^i",
            ),
            at_most("greedy", sp.Integer(0), sp.expand(greedy), "γ >= 1/φ, the positive root of γ² + γ = 1"),
            equal("normalization", normalization(), 1 / sp.log(1 / (gamma * epsilon)), "the density has mass 1"),
            equal("probability of an interval", integral, 1 / k_prime, "∫ c′/v dv over (γ^{i+1}, γ^i]"),
            equal("k_prime", k_prime, 1 + sp.log(1 / epsilon) / sp.log(1 / gamma), "so k = ⌈log_γ ε⌉ <= k′"),
            at_most("all intervals", 1 - v, sp.exp(-v), "(1 − c)^m <= exp(−c m)", "1 + x <= exp(x)"),
            equal("m", m.subs(c, 1 / intervals), printed_m, "k′ exp(−cm) = δ solved for m"),
        ),
        {
            "k_prime": k_prime,
            "k": sp.ceiling(sp.log(1 / epsilon) / sp.log(1 / gamma)),
            "c": 1 / intervals,
            "m": m,
        },
    )
