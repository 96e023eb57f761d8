"""Remark 19, as printed: the factor e is not needed where every a_t >= 1 + 1/τ."""

from __future__ import annotations

import sympy as sp

from proofs.statements.lemma_18.statement import (
    FEASIBLE,
    SEQUENCE,
    STEPS,
    c_printed,
    large_product,
    least,
    tau,
    x_0,
    x_T,
)
from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

c = sp.Symbol("c", real=True)
_LARGE = Clause("large", "min_t a_t >= 1 + 1/τ", sp.Ge(least(), 1 + 1 / tau, evaluate=False))

STATEMENT = Statement(
    "remark-19",
    "Remark 19",
    "Lemma 18 without the factor e",
    Wording(
        r"The factor $e$ should be 1 if $\min_t a_t \ge 1 + 1/\tau$.",
        hypotheses=(STEPS, *SEQUENCE, FEASIBLE, _LARGE),
        definitions={"c": c_printed()},
        conclusions=(
            Clause(
                "bound",
                "x_T <= (x_0 + c) Π{a_t : a_t >= 1 + 1/τ}",
                sp.Le(x_T(), (x_0 + c) * large_product(tau), evaluate=False),
            ),
        ),
        note="'should be' is read 'may be replaced by'. That min_t a_t and 1/τ have values says T >= 1 and τ ≠ "
        "0, and τ is at least the number of t counted: so τ > 0. Lemma 18's printed c is right here: every "
        "a_t > 1, and its minimum is max_t b_t/(a_t − 1).",
    ),
    rests_on=("lemma-18",),
    coq=(
        CoqProof(
            "Certify.lemma_18.Lemma18.remark_19", remark="T >= 1 and τ > 0 are what gives min_t and 1/τ a value"
        ),
        CoqProof("Certify.lemma_18.Lemma18.remark_19_minus_c", wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"Then $x_T \le (x_0 + c) \prod_{t \in [T]} a_t - c$ with $c = \max_t \frac{b_t}{a_t - 1}$.",
            hypotheses=(STEPS, *SEQUENCE, FEASIBLE, _LARGE),
            definitions={"c": c_printed()},
            conclusions=(
                Clause(
                    "bound",
                    "x_T <= (x_0 + c) Π a_t − c",
                    sp.Le(x_T(), (x_0 + c) * large_product(tau) - c, evaluate=False),
                ),
            ),
        ),
        "Attained: b_t = (a_t − 1) c for every t and equality in the recursion, e.g. T = 1, τ = 1, a_1 = 2, b_1 "
        "= 1, x = (0, 1). The hypothesis is needed: T = 1, τ = 1, a_1 = 3/2, b_1 = 0, x = (1, 3/2) has c = 0 "
        "and an empty product.",
        unneeded=("the condition |{a_t < 1 + 1/τ}| <= τ: the set is empty", "the first member of c's minimum"),
    ),
)
