"""Lemma 1, as printed; with a positive denominator; and without e and w_max."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_01.derivation import derive
from proofs.wording.statement import Clause, CoqProof, Point, ProofStep, Statement, Tightest, Wording
from proofs.wording.symbols import (
    F_max,
    ell,
    eps_w,
    epsilon,
    lambda_max,
    layer,
    lipschitz,
    n_max,
    non_negative,
    norm,
    positive,
    w_max,
)

distance = non_negative("distance")  # max |w* − ŵ| over all weights
largest_weight = non_negative("largest_weight")  # max |w*|, |ŵ| over all weights

QUOTIENT = derive().results["eps_w"]
DENOMINATOR = epsilon / QUOTIENT
FROM_SECOND = (
    ell
    * lambda_max
    * n_max ** sp.Rational(3, 2)
    * F_max
    * sp.Product(sp.Max(1, lipschitz[layer] * norm[layer]), (layer, 2, ell))
)
_ERROR = Clause("error", "sup over X of ‖F(x) − Ĝ(x)‖₂ <= ε")

ACCURACY = Clause("accuracy", "ε > 0", sp.Gt(epsilon, 0, evaluate=False))
_CLOSE = Clause("close", "|w* − ŵ| <= ε_w for each weight", sp.Le(distance, eps_w, evaluate=False))
_IN_RANGE = Clause("weights", "each weight is in [−w_max, w_max]", sp.Le(largest_weight, w_max, evaluate=False))
_CONDITION = Clause(
    "eps_w",
    "ε_w <= the quotient; kept multiplied out, so that it can be asked where the quotient has no value",
    sp.Le(eps_w * DENOMINATOR, epsilon, evaluate=False),
)
_POSITIVE = (
    Clause("lambda_max", "λ_max > 0", sp.Gt(lambda_max, 0, evaluate=False)),
    Clause("F_max", "F_max(X) > 0", sp.Gt(F_max, 0, evaluate=False)),
)
w_star = positive("w_star")
# step (f) for widths 1, ReLU and x = 1, where the error has a closed form: w* and ŵ = w* + ε_w in each layer
_LAST_LINE = Wording(
    "(f) follows from Corollary 27, using ‖F_0(x) − Ĝ_0(x)‖₂ = 0",
    hypotheses=(
        Clause("w_star", "0 < w* <= 1, so that F_max = 1", sp.Le(w_star, 1, evaluate=False)),
        Clause("eps_w", "ε_w >= 0", sp.Ge(eps_w, 0, evaluate=False)),
    ),
    definitions={"error": (w_star + eps_w) ** ell - w_star**ell},
    conclusions=(
        Clause(
            "last line",
            "(w* + ε_w)^ℓ − w*^ℓ <= e ε_w Π max{1, w* + ε_w}",
            sp.Le(sp.Symbol("error", real=True), sp.E * eps_w * sp.Max(1, w_star + eps_w) ** ell, evaluate=False),
        ),
    ),
)
_READING = (
    "Heaviside, which Section 2 lists, has no Lipschitz constant, so Lemma 1 says nothing of it; layers without "
    "biases; ‖Ŵ_i‖₂ is any bound of the operator, the spectral norm among them"
)

STATEMENT = Statement(
    "lemma-01",
    "Lemma 1",
    "Approximation propagation",
    Wording(
        r"Consider two networks $F$ and $\hat G$ with the same architecture $A(\ell, \mathbf n, "
        r"\boldsymbol\sigma)$ with respective weight matrices $W^*$ and $\hat W$, each weight being in "
        r"$[-w_{\max}, w_{\max}]$. Given $\varepsilon > 0$, if for each weight $w^*$ of $F$ the corresponding "
        r"weight $\hat w$ of $\hat G$ we have $|w^* - \hat w| \le \varepsilon_w$, and if $\varepsilon_w \le "
        r"\varepsilon / (e \ell \lambda_{\max} n_{\max}^{3/2} F_{\max}(\mathcal X) \prod_{i=1}^{\ell} \max\{1, "
        r"\lambda_i \|\hat W_i\|_2\})$ then $\sup_{x \in \mathcal X} \|F(x) - \hat G(x)\|_2 \le \varepsilon$.",
        hypotheses=(ACCURACY, _IN_RANGE, _CLOSE, _CONDITION),
        definitions={"quotient": QUOTIENT},
        conclusions=(_ERROR,),
        note="The quotient has no value where F_max(X) = 0 (X = {0}) or λ_max = 0 (constant activations).",
    ),
    Wording(
        r"The same with $\lambda_{\max} > 0$ and $F_{\max}(\mathcal X) > 0$.",
        hypotheses=(ACCURACY, _IN_RANGE, _CLOSE, *_POSITIVE, _CONDITION),
        definitions={"quotient": QUOTIENT},
        conclusions=(_ERROR,),
        note="Reading the condition as a product, ε_w e ℓ … <= ε, repairs it too, without a hypothesis.",
    ),
    fails=r"Step (e), '$\lambda_{\max} \sqrt{n_i n_{i-1}} \varepsilon_w w_{\max} \sqrt{n_i} F_{\max}(x)$': "
    r"$w_{\max}$ does not belong there and $\sqrt{n_i}$ has to be $\sqrt{n_{i-1}}$. With $n_i = n_{i-1} = 1$, "
    r"$x = 1$, $w^* = \varepsilon_w = w_{\max} = 1/10$ and $\hat w = 0$ the term bounded is 1/10, the printed "
    r"bound 1/100. The line after it is right. Step (f), and with it the last line, "
    r"'$\varepsilon_w e \lambda_{\max} n_{\max}^{3/2} F_{\max}(x) \prod_{i=1}^{\ell} \max\{1, \lambda_i \|\hat "
    r"W_i\|_2\}$', lacks the factor $\ell$ of Corollary 27: with widths 1, $\ell = 3$, $x = 1$, every $w^* = "
    r"99/100$, "
    r"$\hat w = 1$ and $\varepsilon_w = 1/100$ the error is 0.029701, the printed bound $e/100 < 0.027183$. The "
    r"lemma itself has the $\ell$.",
    steps=(
        ProofStep(
            _LAST_LINE,
            tuple(
                Point("last line", {"ell": Fraction(n), "w_star": Fraction(99, 100), "eps_w": Fraction(1, 100)})
                for n in (3, 10)
            ),
        ),
    ),
    rests_on=("corollary-27",),
    undefined=(
        Point(
            "quotient",
            {
                "epsilon": Fraction(1),
                "ell": Fraction(1),
                "n_max": Fraction(1),
                "w_max": Fraction(1),
                "largest_weight": Fraction(1),
                "distance": Fraction(0),
                "eps_w": Fraction(0),
                "lambda_max": Fraction(1),
                "F_max": Fraction(0),
                "lambda": (Fraction(1),),
                "norm_W": (Fraction(1),),
            },
        ),
        Point(
            "quotient",
            {
                "epsilon": Fraction(1),
                "ell": Fraction(1),
                "n_max": Fraction(1),
                "w_max": Fraction(1),
                "largest_weight": Fraction(1),
                "distance": Fraction(0),
                "eps_w": Fraction(0),
                "lambda_max": Fraction(0),
                "F_max": Fraction(1),
                "lambda": (Fraction(0),),
                "norm_W": (Fraction(1),),
            },
        ),
    ),
    coq=(
        CoqProof(
            "Certify.lemma_01.Lemma01.lemma_1",
            remark=_READING,
            premises=("λ_max > 0", "F_max(X) > 0"),
        ),
        CoqProof("Certify.lemma_01.Lemma01.lemma_1", wording="repaired", remark=_READING),
        CoqProof("Certify.lemma_01.FirstLayer.lemma_1_from_second", wording="tightest", remark=_READING),
    ),
    tightest=Tightest(
        Wording(
            r"If $\varepsilon_w \ell \lambda_{\max} n_{\max}^{3/2} F_{\max}(\mathcal X) \prod_{i=2}^{\ell} "
            r"\max\{1, \lambda_i \|\hat W_i\|_2\} \le \varepsilon$ and $|w^* - \hat w| \le \varepsilon_w$ for "
            r"each weight, then $\sup_{x \in \mathcal X} \|F(x) - \hat G(x)\|_2 \le \varepsilon$.",
            hypotheses=(
                _CLOSE,
                Clause("eps_w", "ε_w ℓ … <= ε", sp.Le(eps_w * FROM_SECOND, epsilon, evaluate=False)),
            ),
            conclusions=(_ERROR,),
        ),
        attained="ℓ = 1, all widths n, ReLU, W* = ε_w and Ŵ = 0 in every entry, x = (F_max, …, F_max): error "
        "and bound are n^{3/2} ε_w F_max (n = 1: FirstLayer.first_layer_attained). Widths 1, w* = 1 + ε_w, ŵ = "
        "1, ℓ layers: (1 + ε_w)^ℓ − 1 against ε_w ℓ (1 + ε_w)^{ℓ−1}, whose ratio tends to 1 as ε_w → 0, so no "
        "constant below 1 does instead of e. Gap left: one F_max, n_max, λ_max for all layers.",
        unneeded=(
            "e",
            "w_max",
            "ε > 0",
            "F_max(X) > 0 and λ_max > 0, once multiplied out",
            "the factor i = 1 of the product: both networks see the same x",
        ),
    ),
)
