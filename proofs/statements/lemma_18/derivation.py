"""Lemma 18 with the constant of its own proof, ``c = max_t b_t / max{1/τ, a_t − 1}``: its steps.

``ã_t = max{a_t, 1 + 1/τ}``; ``y_t = ã_t y_{t−1} + (ã_t − 1) c`` with ``y_0 = x_0`` dominates ``x_t``.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import natural, non_negative, positive

factor, c, tau = positive("a_tilde"), non_negative("c"), positive("tau")
a, b = non_negative("a"), non_negative("b")
y, x_0, T = non_negative("y_prev"), non_negative("x_0"), natural("T")
# ã = a + p;  (ã − 1) c = b + q;  y_{t−1} = x_{t−1} + r
p, q, r = non_negative("p"), non_negative("q"), non_negative("r")
large = sp.Symbol("Pi", positive=True)  # Π of the a_t >= 1 + 1/τ


@cache
def derive() -> Derivation:
    """``x_T <= e (x_0 + c) Π − c``, from the recursion."""
    shifted = factor * y + (factor - 1) * c + c
    gap = a * r + p * y + q
    below = (a + p) * y + (b + q) - (a * (y - r) + b)
    closed = (x_0 + c) * factor**T
    bound = sp.E * (x_0 + c) * large - c
    return Derivation(
        "lemma-18",
        (
            equal("shift", shifted, factor * (y + c), "y_t + c = ã_t (y_{t−1} + c)"),
            equal("closed", closed * factor, (x_0 + c) * factor ** (T + 1), "so y_T + c = (x_0 + c) Π ã_t"),
            equal("domination", below, gap, "y_t − x_t >= ã_t y + (ã_t − 1) c − (a_t x + b_t)"),
            at_most("above", sp.Integer(0), gap, "b_t <= (ã_t − 1) c is what c is for"),
            at_most("one small factor", 1 + 1 / tau, sp.exp(1 / tau), "1 + 1/τ <= e^{1/τ}", "1 + x <= exp(x)"),
            equal("at most τ of them", sp.exp(1 / tau) ** tau, sp.E, "so Π ã_t <= e Π{a_t : a_t >= 1 + 1/τ}"),
            equal(
                "bound", sp.E * (x_0 + c) * large - c + c, sp.E * (x_0 + c) * large, "the printed form drops − c"
            ),
        ),
        {"x_T": bound},
    )
