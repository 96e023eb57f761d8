"""Remark 13, as printed: 16 becomes 2; the second order term is larger except at widths 1."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.remark_13.derivation import LEADING, SECOND_03, SECOND_30
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.statement import Clause, Point, Statement, Tightest, Wording
from proofs.wording.symbols import N_star, ell, k_prime, largest, positive

ln_3, ln_30 = positive("ln_3"), positive("ln_30")  # ln(2k'ℓ/δ), ln(2k'N*/δ)
_LEADING = Clause(
    "leading",
    "the leading factor 16 is removed: k' n_i n_{i−1} has the factor 2",
    sp.Lt(LEADING, 16, evaluate=False),
)
_HYPOTHESES = (
    Clause("k_prime", "k' >= 1", sp.Ge(k_prime, 1, evaluate=False)),
    *CONFIDENCE,
    Clause("weights", "N* >= ℓ: each layer has a weight", sp.Ge(N_star, ell, evaluate=False)),
    Clause("width", "max{n_i, n_{i−1}} >= 1", sp.Ge(largest, 1, evaluate=False)),
)

STATEMENT = Statement(
    "remark-13",
    "Remark 13",
    "Recycling instead of batches",
    Wording(
        r"Instead of using batch sampling and Lemma 29, we can 'recycle' samples in a different way, which "
        r"removes the leading factor 16 at the expense of a larger second order term. See Appendix D.",
        hypotheses=_HYPOTHESES,
        definitions={d.name: d.expression for d in formula().definitions},
        conclusions=(
            _LEADING,
            Clause(
                "second order",
                "Theorem 30's second order term is larger than Theorem 3's",
                sp.Lt(SECOND_03, SECOND_30, evaluate=False),
            ),
        ),
        note="Compared are Theorem 3's and Theorem 30's M_i before rounding up. 'removes' is read: 16 is "
        "replaced by 2.",
    ),
    Wording(
        r"The same if $\max\{n_i, n_{i-1}\} \ge 2$.",
        hypotheses=(
            Clause("k_prime", "k' >= 1", sp.Ge(k_prime, 1, evaluate=False)),
            Clause(
                "logs",
                "0 < ln(2k'ℓ/δ) < ln(2k'N*/δ), as N* > ℓ",
                sp.And(sp.Gt(ln_3, 0, evaluate=False), sp.Lt(ln_3, ln_30, evaluate=False)),
            ),
            Clause("wide", "max{n_i, n_{i−1}} >= 2", sp.Ge(largest, 2, evaluate=False)),
        ),
        conclusions=(
            _LEADING,
            Clause(
                "second order",
                "16k' ln(2k'ℓ/δ) < 8k' max{n_i, n_{i−1}} ln(2k'N*/δ)",
                sp.Lt(16 * k_prime * ln_3, 8 * k_prime * largest * ln_30, evaluate=False),
            ),
        ),
        note="Minimal: max{n_i, n_{i−1}} = 1 is the witness. A layer with max >= 2 has at least 2 weights, so "
        "N* > ℓ.",
    ),
    fails=r"'at the expense of a larger second order term': at widths 1 it is 8k' against 16k' times the same "
    r"logarithm.",
    rests_on=("theorem-03", "theorem-30"),
    witnesses=(
        Point(
            "second order",
            {
                "ell": Fraction(1),
                "n_max": Fraction(1),
                "N_i": Fraction(1),
                "N_star": Fraction(1),
                "n_larger": Fraction(1),
                "epsilon": Fraction(1),
                "delta": Fraction(1, 2),
                "w_max": Fraction(1),
                "F_max": Fraction(1),
                "lambda_max": Fraction(1),
                "lambda": (Fraction(1),),
                "norm_W": (Fraction(1),),
            },
        ),
    ),
    tightest=Tightest(
        Wording(
            r"$k' n_i n_{i-1}$ has the factor 2 exactly, and $16k' \ln(2k'\ell/\delta)$ becomes $8k' \max\{n_i, "
            r"n_{i-1}\} \ln(2k'N^*/\delta)$.",
            conclusions=(
                Clause("at most", "the factor is at most 2", sp.Le(LEADING, 2, evaluate=False)),
                Clause("at least", "the factor is at least 2", sp.Ge(LEADING, 2, evaluate=False)),
            ),
        ),
        attained="Equality; the second order terms are read off in the derivation.",
    ),
)
