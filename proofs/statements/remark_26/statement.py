"""Remark 26, as printed; its parenthesis read as: only then is this τ at most the τ = T of Remark 20."""

from __future__ import annotations

import sympy as sp

from proofs.statements.lemma_18.statement import STEPS, T, feasible, least
from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

tau = sp.Symbol("tau", real=True)
_LARGE = Clause("large", "min_t a_t > 1", sp.Gt(least(), 1, evaluate=False))
_FEASIBLE = Clause("feasible", "|{a_t < 1 + 1/τ}_{t in [T]}| <= τ", feasible(tau))
_TAU = {"tau": 1 / (least() - 1)}
_USEFUL = Clause(
    "useful",
    "τ <= T only if min_t a_t >= 1 + 1/T",
    sp.Or(sp.Gt(tau, T, evaluate=False), sp.Ge(least(), 1 + 1 / T, evaluate=False), evaluate=False),
)

STATEMENT = Statement(
    "remark-26",
    "Remark 26",
    "τ from min_t a_t",
    Wording(
        r"If $\min_t a_t > 1$ then $\tau = 1/(\min_t a_t - 1)$ is feasible (but useful only if $\min_t a_t \ge "
        r"1 + 1/T$).",
        hypotheses=(STEPS, _LARGE),
        definitions=_TAU,
        conclusions=(_FEASIBLE, _USEFUL),
        note="min_t a_t has a value only where T >= 1. 'Useful' has no definition in the paper; read: not "
        "larger than τ = T, which is feasible anyway, Lemma 18's bound growing with τ. Read 'gives a smaller "
        "bound than τ = T does', Remark 19 counted in, it is false: T = 1, a_1 = 3/2, b_1 = 0, x_0 = 1 has min "
        "a_t = 3/2 < 2 = 1 + 1/T; τ = 2 with Remark 19 gives x_1 <= 3/2, τ = T = 1 gives x_1 <= e.",
    ),
    rests_on=("corollary-22",),
    coq=(
        CoqProof(
            "Certify.lemma_18.Lemma18.remark_26",
            conclusions=("feasible",),
            remark="T >= 1 is not even needed: Coq's minimum of no numbers is a number",
        ),
        CoqProof(
            "Certify.lemma_18.Lemma18.remark_26_useful",
            conclusions=("useful",),
            remark="it says: if and only if",
        ),
        CoqProof("Certify.lemma_18.Lemma18.remark_26", wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"If $\min_t a_t > 1$ then $\tau = 1/(\min_t a_t - 1)$ is feasible.",
            hypotheses=(STEPS, _LARGE),
            definitions=_TAU,
            conclusions=(_FEASIBLE,),
        ),
        "It is the smallest τ that counts no a_t: for a smaller τ > 0 the threshold 1 + 1/τ exceeds min_t a_t. "
        "A smaller one that counts some may be feasible (Corollary 22).",
    ),
)
