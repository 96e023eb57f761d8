"""Remark 8, as printed: a target weight may need no neuron at all, and then no factor is enough."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.theorem_03.derivation import formula, printed_count
from proofs.statements.theorem_03.statement import ACCURACY, WEIGHTS
from proofs.wording.statement import Clause, Point, Statement, Tightest, Wording
from proofs.wording.symbols import N_i, eps_w, k_prime, natural, non_negative, positive, w_max

w_star = sp.Symbol("w_star", real=True)
factor, kept, log_term = positive("factor"), non_negative("kept"), positive("log_term")
M_i = natural("M_i")
COUNT = sp.ceiling(printed_count(), evaluate=False)
# neurons that the masks keep in a layer whose weights all are w*: none where the empty mask is within ε_w/2
_KEPT = N_i * sp.Piecewise((0, sp.Le(sp.Abs(w_star), eps_w / 2, evaluate=False)), (2 * k_prime, True))

STATEMENT = Statement(
    "remark-08",
    "Remark 8",
    "The large network against the pruned one",
    Wording(
        r"Since in the pruned network $\hat G$ each target weight requires $k'$ neurons, the large network has "
        r"at most a constant factor more neurons than the pruned network.",
        hypotheses=(
            ACCURACY,
            WEIGHTS,
            *CONFIDENCE,
            Clause("in-range", "|w*| <= w_max", sp.Le(sp.Abs(w_star), w_max, evaluate=False)),
        ),
        definitions={**{d.name: d.expression for d in formula().definitions}, "M": formula().M, "kept_i": _KEPT},
        conclusions=(
            Clause(
                "requires",
                "each target weight requires k' neurons; so the empty mask is not enough: |w*| > ε_w/2",
                sp.Gt(sp.Abs(w_star), eps_w / 2, evaluate=False),
            ),
            Clause(
                "constant",
                "M_i <= C · (neurons kept in layer i), C a constant (here: any number named factor)",
                sp.Le(formula().M, factor * sp.Symbol("kept_i", nonnegative=True), evaluate=False),
            ),
        ),
        note="All target weights equal to w* = 0: nothing is kept, and C · 0 < M_i whatever C is. Even where "
        "every weight keeps k' neurons the factor is 16(1 + ln(2ℓk'/δ)/N_i), which grows without bound as δ → "
        "0. A weight keeps up to 2k, k for each branch, not k'.",
    ),
    Wording(
        r"If every target weight keeps at least $k'$ neurons and $n_i n_{i-1} \ge \ln(2\ell k'/\delta)$, then "
        r"layer $i$ of the large network has at most 33 times the intermediate neurons of the pruned network.",
        hypotheses=(
            Clause("kept", "at least k' N_i neurons are kept", sp.Le(k_prime * N_i, kept, evaluate=False)),
            Clause("wide", "ln(2ℓk'/δ) <= N_i", sp.Le(log_term, N_i, evaluate=False)),
            Clause("k_prime", "k' >= 1", sp.Ge(k_prime, 1, evaluate=False)),
            Clause("layer", "N_i >= 1", sp.Ge(N_i, 1, evaluate=False)),
            Clause(
                "count",
                "Theorem 3's M_i <= 16k'(N_i + ln(2ℓk'/δ)) + 1",
                sp.Le(M_i, 16 * k_prime * (N_i + log_term) + 1, evaluate=False),
            ),
        ),
        conclusions=(Clause("constant", "M_i <= 33 · kept", sp.Le(M_i, 33 * kept, evaluate=False)),),
        note="Both hypotheses are needed for any constant: target weights 0; δ → 0.",
    ),
    fails=r"'each target weight requires $k'$ neurons': at most $2k$; $w^* = 0$ requires none.",
    rests_on=("theorem-03",),
    witnesses=tuple(
        Point(
            name,
            {
                "ell": Fraction(1),
                "n_max": Fraction(1),
                "N_i": Fraction(1),
                "N_star": Fraction(1),
                "epsilon": Fraction(1),
                "delta": Fraction(1, 2),
                "w_max": Fraction(1),
                "F_max": Fraction(1),
                "lambda_max": Fraction(1),
                "lambda": (Fraction(1),),
                "norm_W": (Fraction(1),),
                "w_star": Fraction(0),
                "factor": Fraction(10**9),
            },
        )
        for name in ("requires", "constant")
    ),
    tightest=Tightest(
        Wording(
            r"$M_i \le 16k'(n_i n_{i-1} + \ln(2\ell k'/\delta)) + 1$.",
            hypotheses=(Clause("k_prime", "k' > 0", sp.Gt(k_prime, 0, evaluate=False)), *CONFIDENCE),
            conclusions=(
                Clause(
                    "count", "Theorem 3's M_i up to its ceiling", sp.Le(COUNT, printed_count() + 1, evaluate=False)
                ),
            ),
        ),
        attained="up to the ceiling; against k' N_i kept neurons that is the factor 16(1 + ln(2ℓk'/δ)/N_i)",
    ),
)
