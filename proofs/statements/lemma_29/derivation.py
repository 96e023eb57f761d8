"""Lemma 29: M from the tail of a binomial variable, by the moment generating function at −1.

The printed proof's Chernoff bound needs ``P <= 1/2``; this one does not, so that hypothesis is unused.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import delta, natural, positive

c, M = positive("c"), natural("M")
needed, categories = positive("n"), positive("k")
e = sp.exp(1)


@cache
def derive() -> Derivation:
    """``M``, before rounding up, from ``k exp(−(Mc/2 − n)) = δ``."""
    q = 1 - sp.exp(-1)
    one = 1 - c * q  # E exp(−X) of one Bernoulli variable
    tail = sp.exp(-(M * c / 2 - needed))
    (solved,) = sp.solve(sp.Eq(sp.log(categories) - (M * c / 2 - needed), sp.log(delta)), M)
    return Derivation(
        "lemma-29",
        (
            equal("one variable", c * sp.exp(-1) + (1 - c), one, "E e^{−X} for P(X = 1) = c"),
            at_most("each factor", one, sp.exp(-c * q), "1 + x <= e^x at x = −c(1 − 1/e)", "1 + x <= exp(x)"),
            at_most("rate", sp.Rational(1, 2), q, "1 − 1/e >= 1/2", "1/2 <= 1 - exp(-1)"),
            equal("tail", sp.exp(needed) * sp.exp(-c * M / 2), tail, "P(X < n) <= e^n (E e^{−X})^M"),
            equal("M", solved, (2 / c) * (needed + sp.log(categories / delta)), "k · tail = δ solved for M"),
        ),
        {"M": solved},
    )
