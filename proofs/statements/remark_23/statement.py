"""Remark 23, as printed: the second inequality is the wrong way round."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_18.statement import STEPS, feasible, least
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Wording

limit, tau = sp.Symbol("x", real=True), sp.Symbol("tau", real=True)
_FEASIBLE = Clause("feasible", "|{a_t < 1 + 1/τ}_{t in [T]}| <= τ", feasible(tau))
_TAU = {"tau": 1 / (limit - 1)}

STATEMENT = Statement(
    "remark-23",
    "Remark 23",
    "τ = 1/(x − 1)",
    Wording(
        r"If $1 < \min_t a_t \le x$ then taking $\tau = 1/(x-1)$ is feasible.",
        hypotheses=(
            STEPS,
            Clause("min-low", "1 < min_t a_t", sp.Lt(1, least(), evaluate=False)),
            Clause("min-high", "min_t a_t <= x", sp.Le(least(), limit, evaluate=False)),
        ),
        definitions=_TAU,
        conclusions=(_FEASIBLE,),
        note="x is a number, as in Corollary 22. min_t a_t has a value only where T >= 1.",
    ),
    Wording(
        r"If $1 < x \le \min_t a_t$ then taking $\tau = 1/(x-1)$ is feasible.",
        hypotheses=(
            STEPS,
            Clause("x-low", "1 < x", sp.Lt(1, limit, evaluate=False)),
            Clause("x-high", "x <= min_t a_t", sp.Le(limit, least(), evaluate=False)),
        ),
        definitions=_TAU,
        conclusions=(_FEASIBLE,),
        note="x and min_t a_t exchanged; at x = min_t a_t both wordings agree (Remark 26). As 1 + 1/τ = x, τ is "
        "feasible "
        "iff at most 1/(x − 1) of the a_t are less than x (Lemma18.remark_23_iff).",
    ),
    fails=r"No proof is printed. Corollary 22 gives $\tau = 1/(x-1)$ where no $a_t < x$, that is $x \le \min_t "
    r"a_t$.",
    witnesses=(Point("feasible", {"T": Fraction(1), "x": Fraction(3), "a": (Fraction(2),)}),),
    rests_on=("corollary-22",),
    coq=(
        CoqProof("Certify.lemma_18.Lemma18.remark_23_false", "refutes", ("feasible",)),
        CoqProof("Certify.lemma_18.Lemma18.remark_23_repaired", wording="repaired"),
    ),
)
