"""Example 2, as printed: it is exponential in the number of layers unless every layer has one neuron."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.example_02.derivation import from_second, quotient, worst_case
from proofs.wording.statement import Clause, Point, Statement, Tightest, Wording
from proofs.wording.symbols import ell, epsilon, n_in, n_max, n_out

_HYPOTHESES = (
    Clause("epsilon", "ε > 0", sp.Gt(epsilon, 0, evaluate=False)),
    Clause(
        "widths", "1 <= n_i, n_{i−1} <= n_max", sp.And(sp.Le(n_out, n_max), sp.Le(n_in, n_max), sp.Ge(n_max, 1))
    ),
)
_WIDE = Clause("wide", "n_max >= 2", sp.Ge(n_max, 2, evaluate=False))
_MILD = epsilon / (sp.E * ell * n_max ** sp.Rational(3, 2))
_TIGHTEST = epsilon / (ell * n_max ** (ell + sp.Rational(1, 2)))
_CONCLUSIONS = (
    Clause(
        "norm", "‖Ŵ_i‖₂ <= w_max n_max, as ‖Ŵ_i‖₂² <= n_i n_{i−1}", sp.Le(n_out * n_in, n_max**2, evaluate=False)
    ),
    Clause(
        "worst case",
        "ε_w <= ε/(eℓ n_max^{3/2+ℓ}) is Lemma 1's condition",
        sp.Le(worst_case(), sp.powsimp(quotient(n_max)), evaluate=False),
    ),
    Clause(
        "exponential",
        "this is exponential in ℓ: one more layer divides it by n_max (1 + 1/ℓ), at a rate n_max > 1",
        sp.Gt(n_max, 1, evaluate=False),
    ),
    Clause(
        "mild",
        "with ‖Ŵ_i‖₂ <= 1 it is ε_w <= ε/(eℓ n_max^{3/2})",
        sp.Le(_MILD, quotient(sp.Integer(1)), evaluate=False),
    ),
)

STATEMENT = Statement(
    "example-02",
    "Example 2",
    "Lemma 1 for ReLU and the worst norms",
    Wording(
        r"Consider an architecture with only ReLU activation function ($\lambda = 1$), weights in $[-1, 1]$ and "
        r"assume that $F_{\max}(\mathcal X) = 1$ and take the worst case $\|\hat W_i\|_2 \le w_{\max} n_{\max} "
        r"= n_{\max}$, then Lemma 1 tells us that the approximation error on each individual weight must be at "
        r"most $\varepsilon_w \le \varepsilon / (e \ell n_{\max}^{3/2 + \ell})$ so as to guarantee that the "
        r"approximation error between the two networks is at most $\varepsilon$. This is exponential in the "
        r"number of layers. If we assume instead that $\|\hat W_i\|_2 \le 1$ as in previous work then this "
        r"reduces to a mild polynomial dependency: $\varepsilon_w \le \varepsilon/(e \ell n_{\max}^{3/2})$.",
        hypotheses=_HYPOTHESES,
        conclusions=_CONCLUSIONS,
        note=r"The text at hand has '$\varepsilon/(e \ln^{3/2} n_{\max})$' for the last formula: ℓ n read as "
        r"ln, set right "
        "as Remark 4 has it. 'must be' is read as: suffices (ℓ = n_max = 1 and ε_w = ε do as well).",
    ),
    Wording(
        r"The same with $n_{\max} \ge 2$.",
        hypotheses=(*_HYPOTHESES, _WIDE),
        conclusions=_CONCLUSIONS,
        note="Minimal: n_max = 1 is the witness.",
    ),
    fails=r"'This is exponential in the number of layers': for $n_{\max} = 1$ it is $\varepsilon/(e\ell)$.",
    rests_on=("lemma-01",),
    witnesses=(
        Point(
            "exponential",
            {
                "epsilon": Fraction(1),
                "ell": Fraction(1),
                "n_max": Fraction(1),
                "n_out": Fraction(1),
                "n_in": Fraction(1),
            },
        ),
    ),
    tightest=Tightest(
        Wording(
            r"$\varepsilon_w \le \varepsilon/(\ell n_{\max}^{1/2 + \ell})$ suffices.",
            hypotheses=_HYPOTHESES,
            conclusions=(
                Clause(
                    "worst case",
                    "it is at most the bound of Lemma 1's tightest form",
                    sp.Le(_TIGHTEST, sp.powsimp(from_second(n_max)), evaluate=False),
                ),
            ),
        ),
        attained="ℓ = 1: W* = ε_w and Ŵ = 0 in every entry, x = (1, …, 1), error n_max^{3/2} ε_w.",
        unneeded=("e", "one factor n_max"),
    ),
)
