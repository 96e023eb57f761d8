"""Remark 4, as printed: its displayed bound forgets the factor 16k' on the logarithm."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statement import Clause, Point, Statement, Wording
from proofs.symbols import N_i, delta, ell, k_prime, n_max
from proofs.theorem_03.derivation import formula

_PER_WEIGHT = formula().M / n_max**2
_NAMES = {d.name: d.expression for d in formula().definitions}
_NAMES |= {"N_i": n_max**2, "w_max": sp.Integer(1), "F_max": sp.Integer(1), "lambda_max": sp.Integer(1)}

_HYPOTHESES = (
    Clause("epsilon", "ε > 0 with k' > 0", sp.Gt(k_prime, 0, evaluate=False)),
    Clause("delta", "0 < δ", sp.Gt(delta, 0, evaluate=False)),
    Clause("delta-below-1", "δ < 1", sp.Lt(delta, 1, evaluate=False)),
    Clause(
        "wide",
        "n_max² > log(ℓk'/δ)",
        sp.Lt(sp.log(ell * k_prime / delta), n_max**2, evaluate=False),
    ),
)

STATEMENT = Statement(
    "remark-04",
    "Remark 4",
    "Theorem 3 for one width and norms at most 1",
    Wording(
        r"Consider $n_i = n_{\max}$ for all $i$ and assume $\|W_i\|_2 \le 1$, $w_{\max} = 1$ and "
        r"$F_{\max}(\mathcal X) \le 1$. … we only need to sample $M_i/n_{\max}^2 \le 16k' + \ln(2\ell "
        r"k'/\delta)/n_{\max}^2$ … neurons per target weight (assuming $n_{\max}^2 > \log(\ell k'/\delta)$).",
        hypotheses=_HYPOTHESES,
        definitions=_NAMES,
        conclusions=(
            Clause(
                "per weight",
                "M_i/n_max² <= 16k' + ln(2ℓk'/δ)/n_max²",
                sp.Le(_PER_WEIGHT, 16 * k_prime + sp.log(2 * ell * k_prime / delta) / n_max**2, evaluate=False),
            ),
        ),
    ),
    Wording(
        r"$M_i/n_{\max}^2 \le 16k'(1 + \ln(2\ell k'/\delta)/n_{\max}^2) + 1/n_{\max}^2$.",
        hypotheses=_HYPOTHESES,
        definitions=_NAMES,
        conclusions=(
            Clause(
                "per weight",
                "M_i/n_max² <= 16k'(1 + ln(2ℓk'/δ)/n_max²) + 1/n_max²",
                sp.Le(
                    _PER_WEIGHT,
                    16 * k_prime * (1 + sp.log(2 * ell * k_prime / delta) / N_i) + 1 / n_max**2,
                    evaluate=False,
                ),
            ),
        ),
        note="The factor on the logarithm, and 1/n_max² for the ceiling.",
    ),
    fails=r"$16k'(n^2 + \ln(2\ell k'/\delta))/n^2$ is $16k' + 16k' \ln(2\ell k'/\delta)/n^2$.",
    witnesses=(
        Point(
            "per weight",
            {
                "ell": Fraction(1),
                "n_max": Fraction(2),
                "epsilon": Fraction(1),
                "delta": Fraction(1, 2),
                "lambda": (Fraction(1),),
                "norm_W": (Fraction(1),),
            },
        ),
    ),
    rests_on=("theorem-03",),
)
