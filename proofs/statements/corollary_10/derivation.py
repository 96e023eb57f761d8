"""Corollary 10: Lemma 9 rescaled to weights in [0, w_max]."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.lemma_09.derivation import derive as derive_lemma_09
from proofs.statements.lemma_09.derivation import epsilon
from proofs.wording.derivation import Derivation, equal
from proofs.wording.symbols import gamma, two_thirds, w_max


@cache
def derive() -> Derivation:
    """Lemma 9's quantities at accuracy ε/w_max; at γ = 2/3 they are the printed ones."""
    results = {name: e.subs(epsilon, epsilon / w_max) for name, e in derive_lemma_09().results.items()}
    printed = sp.log(3 * w_max / (2 * epsilon)) / sp.log(sp.Rational(3, 2))
    low, high = epsilon * gamma**2 / w_max, gamma
    return Derivation(
        "corollary-10",
        (
            equal("lower end", (w_max * low).subs(gamma, two_thirds), 4 * epsilon / 9, "w_max (ε/w_max) γ²"),
            equal("upper end", (w_max * high).subs(gamma, two_thirds), sp.Rational(2, 3) * w_max, "w_max γ"),
            equal("k_prime at 2/3", results["k_prime"].subs(gamma, two_thirds), printed, "Lemma 9 at ε/w_max"),
        ),
        results,
        uses=("lemma-09",),
    )
