"""Remark 20, as printed: τ = T is feasible, but for T = 0 there is no 1/τ."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_18.statement import STEPS, T, at_least_one_step, count_below, positive_tau
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording

tau, threshold = sp.Symbol("tau", real=True), sp.Symbol("threshold", real=True)
_DEFINITIONS = {"tau": T, "threshold": 1 + 1 / tau}
_FEASIBLE = Clause(
    "feasible", "|{a_t < 1 + 1/T}_{t in [T]}| <= T", sp.Le(count_below(threshold), tau, evaluate=False)
)

STATEMENT = Statement(
    "remark-20",
    "Remark 20",
    "τ = T",
    Wording(
        r"**Remark 20.** $\tau = T$ is always feasible.",
        hypotheses=(STEPS,),
        definitions=_DEFINITIONS,
        conclusions=(_FEASIBLE,),
        note="'Always' includes T = 0, which Lemma 18's proof admits ('τ = 0 iff T = 0'): then 1 + 1/τ has no "
        "value (and Lemma 18's c none either). Feasible: τ satisfies the condition of Lemma 18.",
    ),
    Wording(
        r"If $T \ge 1$, $\tau = T$ is feasible.",
        hypotheses=(at_least_one_step,),
        definitions=_DEFINITIONS,
        conclusions=(_FEASIBLE,),
        note="The change is minimal: it excludes exactly T = 0.",
    ),
    fails=r"'$\tau \ge 0$, with $\tau = 0$ iff $T = 0$' (proof of Lemma 18): $1/\tau$ has no value at $\tau = "
    r"0$.",
    undefined=(Point("threshold", {"T": Fraction(0), "a": ()}),),
    rests_on=("lemma-18",),
    coq=(
        CoqProof("Certify.lemma_18.Lemma18.remark_20", wording="repaired"),
        CoqProof("Certify.remark_20.Remark20.remark_20_iff", wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"For $T \ge 1$ a $\tau > 0$ is feasible whatever $a_1, \dots, a_T \ge 0$ are iff $\tau \ge T$.",
            hypotheses=(at_least_one_step, positive_tau),
            conclusions=(Clause("feasible", "(for all a_t >= 0: |{a_t < 1 + 1/τ}_{t in [T]}| <= τ) iff T <= τ"),),
        ),
        "Attained: for a_t = 0 all T indices are counted.",
    ),
)
