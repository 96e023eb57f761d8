"""The sentences after Lemma 28: the mass of [a′, b′], and Lemma 9's m with half of its probability.

With ``y = ln w``, ``L = ln(b/a) = 1/c`` and the middle ``ln ab`` at 0 the density of y is ``c − c² |y|``.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.lemma_09.derivation import derive as lemma_09
from proofs.statements.lemma_28.derivation import derive as lemma_28
from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import c as chance
from proofs.wording.symbols import delta, k_prime, positive

L, a, b = positive("L"), positive("a"), positive("b")
y = sp.Symbol("y", real=True)


def mass(reach: sp.Expr) -> sp.Expr:
    """``P(|ln w − ln ab| <= reach)`` for reach <= L."""
    return sp.expand(2 * sp.integrate(1 / L - y / L**2, (y, 0, reach)))


@cache
def derive() -> Derivation:
    """3/4 inside, 1/4 outside; b′/a′ = b/a; m with c/2."""
    inside = mass(L / 2)
    low, high = a * sp.sqrt(a * b), b * sp.sqrt(a * b)
    halved = lemma_09().results["m"].subs(chance, lemma_28().results["density factor"] / k_prime)
    return Derivation(
        "lemma-28-half",
        (
            equal("whole", mass(L), sp.Integer(1), "the density of ln w integrates to 1"),
            equal("inside", inside, sp.Rational(3, 4), "[ln a′, ln b′] is L/2 on either side of ln ab"),
            at_most("half", sp.Rational(1, 2), inside, "at least half"),
            equal("ranges", high / low, b / a, "b′/a′ = b/a"),
            equal("m", halved, 2 * k_prime * sp.log(k_prime / delta), "Lemma 9's m with c/2 in place of c"),
        ),
        {"inside": inside, "m": halved},
        uses=("lemma-09", "lemma-28"),
    )
