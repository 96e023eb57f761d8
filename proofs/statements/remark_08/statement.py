"""Remark 8, as printed: a target weight may need no neuron at all, and then no factor is enough."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.theorem_03.derivation import formula, printed_count
from proofs.statements.theorem_03.statement import ACCURACY, WEIGHTS
from proofs.wording.statement import Clause, Point, Statement, Tightest, Wording
from proofs.wording.symbols import N_i, delta, ell, eps_w, k_prime, non_negative, positive, w_max

w_star = sp.Symbol("w_star", real=True)
factor, kept = positive("factor"), non_negative("kept")
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
        note="All target weights within ε_w/2 of 0: nothing is kept, and C · 0 < M_i whatever C is. Even where "
        "every weight keeps k' neurons the factor is 16(1 + ln(2ℓk'/δ)/N_i), which grows without bound as δ → "
        "0. A weight keeps up to 2k, k for each branch, not k'.",
    ),
    Wording(
        r"If $k' \ge 1$ (as for $\varepsilon_w \le 2w_{\max}$), every target weight keeps at least $k'$ neurons "
        r"and "
        r"$n_i n_{i-1} \ge \ln(2\ell k'/\delta)$, then layer $i$ of the large network, with Theorem 3's $M_i$, "
        r"has at "
        r"most 33 times the intermediate neurons of the pruned network.",
        hypotheses=(
            Clause("kept", "at least k' N_i neurons are kept", sp.Le(k_prime * N_i, kept, evaluate=False)),
            Clause(
                "wide",
                "ln(2ℓk'/δ) <= N_i",
                sp.Le(sp.log(2 * ell * k_prime / delta), N_i, evaluate=False),
            ),
            Clause("k_prime", "k' >= 1", sp.Ge(k_prime, 1, evaluate=False)),
            *CONFIDENCE,
        ),
        conclusions=(Clause("constant", "M_i <= 33 · kept", sp.Le(COUNT, 33 * kept, evaluate=False)),),
        note="The first two hypotheses are needed for any constant: target weights 0; δ → 0.",
    ),
    fails=r"'each target weight requires $k'$ neurons': at most $2k$; $|w^*| \le \varepsilon_w/2$ requires none.",
    rests_on=("theorem-03",),
    witnesses=tuple(
        Point(
            name,
            {
                "ell": Fraction(2),
                "n_max": Fraction(3),
                "N_i": Fraction(9),
                "N_star": Fraction(18),
                "epsilon": Fraction(1),
                "delta": Fraction(1, 10),
                "w_max": Fraction(1),
                "F_max": Fraction(1),
                "lambda_max": Fraction(1),
                "lambda": (Fraction(1), Fraction(1)),
                "norm_W": (Fraction(1), Fraction(1)),
                "w_star": Fraction(1, 100),
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
