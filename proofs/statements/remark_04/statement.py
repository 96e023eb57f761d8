"""Remark 4, as printed: its displayed bound forgets the factor 16k' on the logarithm."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.example_02.derivation import quotient
from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.statement import Clause, Point, Statement, Tightest, Wording
from proofs.wording.symbols import F_max, N_i, delta, ell, eps_w, epsilon, k_prime, n_max, non_negative

norm_max = non_negative("norm_max")  # max ‖Ŵ_i‖₂

_PER_WEIGHT = formula().M / n_max**2
_NAMES = {d.name: d.expression for d in formula().definitions}
_NAMES |= {"N_i": n_max**2, "w_max": sp.Integer(1), "lambda_max": sp.Integer(1)}
_NAMES |= {"eps_w": quotient(sp.Integer(1)) / F_max}  # Lemma 1's with every max{1, ‖Ŵ_i‖₂} = 1
_MILD = epsilon / (sp.E * ell * n_max ** sp.Rational(3, 2))
_LOG = sp.log(2 * ell * k_prime / delta)

_HYPOTHESES = (
    Clause("epsilon", "ε > 0", sp.Gt(epsilon, 0, evaluate=False)),
    Clause("k_prime", "k' > 0, as Theorem 3 needs", sp.Gt(k_prime, 0, evaluate=False)),
    *CONFIDENCE,
    Clause("norms", "‖Ŵ_i‖₂ <= 1 for every i", sp.Le(norm_max, 1, evaluate=False)),
    Clause("activations", "F_max(X) <= 1", sp.Le(F_max, 1, evaluate=False)),
    Clause("activations-positive", "F_max(X) > 0, or ε_w has no value", sp.Gt(F_max, 0, evaluate=False)),
    Clause(
        "wide",
        "n_max² > log(ℓk'/δ)",
        sp.Lt(sp.log(ell * k_prime / delta), n_max**2, evaluate=False),
    ),
)
_CONSEQUENCES = (
    Clause("eps_w", "ε_w >= ε/(eℓ n_max^{3/2})", sp.Ge(eps_w, _MILD, evaluate=False)),
    Clause(
        "k_prime",
        "k' <= log_{3/2}(3eℓ n_max^{3/2}/ε); as log_{3/2}(3/ε_w) decreases in ε_w: 3ε/(eℓ n_max^{3/2}) <= 3ε_w",
        sp.Le(3 * _MILD, 3 * eps_w, evaluate=False),
    ),
)

STATEMENT = Statement(
    "remark-04",
    "Remark 4",
    "Theorem 3 for one width and norms at most 1",
    Wording(
        r"Consider $n_i = n_{\max}$ for all $i$ and assume $\|W_i\|_2 \le 1$, $w_{\max} = 1$ and "
        r"$F_{\max}(\mathcal X) \le 1$. Then $\varepsilon_w \ge \varepsilon/(e\ell n_{\max}^{3/2})$ and $k' \le "
        r"\log_{3/2}(3e\ell n_{\max}^{3/2}/\varepsilon)$. Then we can interpret Theorem 3 as follows: When "
        r"sampling the weights of a ReLU architecture from the hyperbolic distribution, we only need to sample "
        r"$M_i/n_{\max}^2 \le 16k' + \ln(2\ell k'/\delta)/n_{\max}^2 = \tilde O(\log(\ell "
        r"n_{\max}/\varepsilon))$ neurons per target weight (assuming $n_{\max}^2 > \log(\ell k'/\delta)$).",
        hypotheses=_HYPOTHESES,
        definitions=_NAMES,
        conclusions=(
            Clause(
                "per weight",
                "M_i/n_max² <= 16k' + ln(2ℓk'/δ)/n_max²",
                sp.Le(_PER_WEIGHT, 16 * k_prime + _LOG / n_max**2, evaluate=False),
            ),
            *_CONSEQUENCES,
        ),
        note="W_i is read Ŵ_i, which ε_w depends on; ‖W*_i‖₂ <= 1 is not enough: rounding one entry of "
        "[[3/5, 4/5], [4/5, −3/5]] towards 0 makes its norm larger than 1. Õ has no number; with the factor put "
        "right it still holds. The comparison supposes w_max <= 1/√n_max for Malach et al. and w_max = 1 here.",
    ),
    Wording(
        r"$M_i/n_{\max}^2 \le 16k'(1 + \ln(2\ell k'/\delta)/n_{\max}^2) + 1/n_{\max}^2$, the rest as printed.",
        hypotheses=_HYPOTHESES,
        definitions=_NAMES,
        conclusions=(
            Clause(
                "per weight",
                "M_i/n_max² <= 16k'(1 + ln(2ℓk'/δ)/n_max²) + 1/n_max²",
                sp.Le(_PER_WEIGHT, 16 * k_prime * (1 + _LOG / N_i) + 1 / n_max**2, evaluate=False),
            ),
            *_CONSEQUENCES,
        ),
        note="The factor on the logarithm, and 1/n_max² for the ceiling.",
    ),
    fails=r"'$M_i/n_{\max}^2 \le 16k' + \ln(2\ell k'/\delta)/n_{\max}^2$': $16k'(n^2 + \ln(2\ell "
    r"k'/\delta))/n^2$ is $16k' + 16k' \ln(2\ell k'/\delta)/n^2$.",
    witnesses=(
        Point(
            "per weight",
            {
                "ell": Fraction(1),
                "n_max": Fraction(2),
                "epsilon": Fraction(1),
                "delta": Fraction(1, 2),
                "F_max": Fraction(1),
                "norm_max": Fraction(1),
            },
        ),
    ),
    rests_on=("theorem-03",),
    tightest=Tightest(
        Wording(
            r"$M_i/n_{\max}^2 \ge 16k'(1 + \ln(2\ell k'/\delta)/n_{\max}^2)$.",
            hypotheses=_HYPOTHESES[:-1],
            definitions=_NAMES,
            conclusions=(
                Clause(
                    "per weight",
                    "M_i/n_max² is no less than the repaired bound without its last term",
                    sp.Ge(_PER_WEIGHT, 16 * k_prime * (1 + _LOG / N_i), evaluate=False),
                ),
            ),
        ),
        attained="So the repaired bound is off by at most 1/n_max², the ceiling.",
        unneeded=("n_max² > log(ℓk'/δ), for the inequality",),
    ),
)
