"""Remark 21, as printed."""

from __future__ import annotations

import sympy as sp

from proofs.statements.lemma_18.statement import STEPS, feasible, least
from proofs.wording.statement import Clause, CoqProof, Statement, Wording

_FEASIBLE = Clause("feasible", "|{a_t < 1 + 1/τ}_{t in [T]}| <= τ at τ = 1", feasible(sp.Integer(1)))

STATEMENT = Statement(
    "remark-21",
    "Remark 21",
    "τ = 1",
    Wording(
        r"If $\min_t a_t \ge 2$, then $\tau = 1$ is feasible.",
        hypotheses=(STEPS, Clause("large", "min_t a_t >= 2", sp.Ge(least(), 2, evaluate=False))),
        conclusions=(_FEASIBLE,),
        note="min_t a_t has a value only where T >= 1. As 1 + 1/τ = 2, τ = 1 is feasible iff at most one a_t is "
        "less "
        "than 2 (Lemma18.remark_21_iff).",
    ),
    rests_on=("lemma-18",),
    coq=(CoqProof("Certify.lemma_18.Lemma18.remark_21", remark="T >= 1 is what gives min_t a_t a value"),),
)
