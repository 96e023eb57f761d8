"""Remark 24, as printed: Corollary 22 at x = 2."""

from __future__ import annotations

import sympy as sp

from proofs.statements.lemma_18.statement import STEPS, count_below, feasible
from proofs.wording.statement import Clause, CoqProof, Statement, Wording

tau = sp.Symbol("tau", real=True)
_WORDING = Wording(
    r"Taking $\tau = \max\{1, |\{a_t < 2\}_t|\}$ is feasible.",
    hypotheses=(STEPS,),
    definitions={"tau": sp.Max(1, count_below(sp.Integer(2)), evaluate=False)},
    conclusions=(Clause("feasible", "|{a_t < 1 + 1/τ}_{t in [T]}| <= τ", feasible(tau)),),
    note="It is attained where all a_t < 2 satisfy a_t < 1 + 1/T: T = 2, a = (0, 0) gives τ = 2, and no smaller τ "
    "is "
    "feasible. The 1 is needed for T = 0 or where no a_t < 2: τ = 0 has no 1/τ.",
)

STATEMENT = Statement(
    "remark-24",
    "Remark 24",
    "τ from the number of a_t < 2",
    _WORDING,
    rests_on=("corollary-22",),
    coq=(CoqProof("Certify.lemma_18.Lemma18.remark_24"),),
)
