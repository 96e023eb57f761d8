"""Corollary 22, as printed."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from proofs.statements.lemma_18.statement import STEPS, count_below, feasible
from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

limit, tau = sp.Symbol("x", real=True), sp.Symbol("tau", real=True)
_WORDING = Wording(
    r"In the context of Lemma 18, for all $x > 1$ taking $\tau = \max\{1/(x-1), |\{a_t < x\}_{t \in [T]}|\}$ is "
    r"feasible.",
    hypotheses=(STEPS, Clause("x", "x > 1", sp.Gt(limit, 1, evaluate=False))),
    definitions={"tau": sp.Max(1 / (limit - 1), count_below(limit), evaluate=False)},
    conclusions=(Clause("feasible", "|{a_t < 1 + 1/τ}_{t in [T]}| <= τ", feasible(tau)),),
    note="x here is a number, not the sequence of Lemma 18. T = 0 is no exception: τ = 1/(x − 1) > 0.",
)

_TIGHTEST = replace(
    _WORDING,
    quote=r"A $\tau > 0$ is feasible iff $\tau = \max\{1/(x-1), |\{a_t < x\}_{t \in [T]}|\}$ for some $x > 1$.",
    conclusions=(*_WORDING.conclusions, Clause("all", "every feasible τ > 0 is of this form, for some x > 1")),
)

STATEMENT = Statement(
    "corollary-22",
    "Corollary 22",
    "Feasible τ for Lemma 18",
    _WORDING,
    rests_on=("lemma-18",),
    coq=(
        CoqProof("Certify.lemma_18.Lemma18.corollary_22"),
        CoqProof("Certify.lemma_18.Lemma18.corollary_22", conclusions=("feasible",), wording="tightest"),
        CoqProof("Certify.lemma_18.Lemma18.corollary_22_all", conclusions=("all",), wording="tightest"),
    ),
    tightest=Tightest(
        _TIGHTEST,
        "Attained: an equivalence. Every feasible τ > 0 has this form, at x = 1 + 1/τ: there 1/(x − 1) = τ and "
        "|{a_t < x}| <= τ. And whatever is larger than a feasible τ is feasible.",
    ),
)
