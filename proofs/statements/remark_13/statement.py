"""Remark 13, as printed: 16 becomes 2; the second order term is larger except at widths 1."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.remark_13.derivation import LEADING, SECOND_03, SECOND_30
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.statement import Clause, Point, Statement, Tightest, Wording
from proofs.wording.symbols import N_star, ell, k_prime, largest

_LEADING = Clause(
    "leading",
    "the leading factor 16 is removed: k' n_i n_{i−1} has the factor 2",
    sp.Lt(LEADING, 16, evaluate=False),
)
_SECOND = Clause(
    "second order",
    "Theorem 30's second order term is larger than Theorem 3's",
    sp.Lt(SECOND_03, SECOND_30, evaluate=False),
)
_HYPOTHESES = (
    Clause("k_prime", "k' >= 1", sp.Ge(k_prime, 1, evaluate=False)),
    *CONFIDENCE,
    Clause(
        "weights",
        "N* >= ℓ − 1 + max{n_i, n_{i−1}}: each layer has a weight, this one as many as its larger width",
        sp.Ge(N_star, ell - 1 + largest, evaluate=False),
    ),
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
            _SECOND,
        ),
        note="Compared are Theorem 3's and Theorem 30's M_i before rounding up. 'removes' is read: 16 is "
        "replaced by 2. k' >= 1 is read in: it is so for ε_w <= 2w_max, beyond which no neuron is needed.",
    ),
    Wording(
        r"For $k' \ge 1$ (as for $\varepsilon_w \le 2w_{\max}$) the same if $\max\{n_i, n_{i-1}\} \ge 2$.",
        hypotheses=(*_HYPOTHESES, Clause("wide", "max{n_i, n_{i−1}} >= 2", sp.Ge(largest, 2, evaluate=False))),
        definitions={d.name: d.expression for d in formula().definitions},
        conclusions=(_LEADING, _SECOND),
        note="Minimal: max{n_i, n_{i−1}} = 1 is the witness.",
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
