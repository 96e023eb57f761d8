"""Remark 25, as printed: Corollary 22 at x = φ, where 1/(φ − 1) = φ."""

from __future__ import annotations

import sympy as sp

from proofs.statements.lemma_18.statement import STEPS, count_below, feasible
from proofs.wording.statement import Clause, CoqProof, Statement, Wording
from proofs.wording.symbols import phi

tau = sp.Symbol("tau", real=True)
_WORDING = Wording(
    r"For $\varphi = (1 + \sqrt 5)/2 \le 1.62$, taking $\tau = \max\{\varphi, |\{a_t < \varphi\}_t|\}$ is "
    r"feasible.",
    hypotheses=(STEPS,),
    definitions={"tau": sp.Max(phi, count_below(phi), evaluate=False)},
    conclusions=(
        Clause("phi", "(1 + √5)/2 <= 1.62", sp.Le(phi, sp.Rational(81, 50), evaluate=False)),
        Clause("feasible", "|{a_t < 1 + 1/τ}_{t in [T]}| <= τ", feasible(tau)),
    ),
    note="φ is the one x at which 1/(x − 1) = x. Where at least two a_t < φ the maximum is their number. Where at "
    "most "
    "one is, τ = φ: Remark 21 in its tightest form gives τ = 1 if moreover at most one a_t < 2.",
)

STATEMENT = Statement(
    "remark-25",
    "Remark 25",
    "τ from the number of a_t < φ",
    _WORDING,
    rests_on=("corollary-22",),
    coq=(
        CoqProof("Certify.lemma_18.Lemma18.phi_bounds", conclusions=("phi",)),
        CoqProof("Certify.lemma_18.Lemma18.remark_25", conclusions=("feasible",)),
    ),
)
