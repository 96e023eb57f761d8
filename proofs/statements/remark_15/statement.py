"""Remark 15, as printed: in a wide network most weights of G are not small."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.remark_15.derivation import ALPHA, BETA, share_outside
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.statement import Clause, Point, Statement, Wording
from proofs.wording.symbols import ell, eps_w, epsilon, gamma, n_max, positive, two_thirds, w_max

accuracy = positive("eps")
_MEANT = 1 / sp.sqrt(n_max)
_DEFINITIONS = {
    "gamma": two_thirds,
    "w_max": sp.Integer(1),
    "F_max": sp.Integer(1),
    "lambda_max": sp.Integer(1),
    "eps_w": epsilon / (sp.E * ell * n_max ** sp.Rational(3, 2)),
    "k_prime": formula().names["k_prime"].expression,
    "alpha": ALPHA,
    "beta": BETA,
    "share": share_outside(_MEANT, ALPHA, BETA),
}

STATEMENT = Statement(
    "remark-15",
    "Remark 15",
    "Small initial weights",
    Wording(
        r"In practice, weights are often initialized uniformly in $[-O(\sqrt{1/n}), +O(\sqrt{1/n})]$, where $n$ "
        r"is the layer width, potentially somehow averaged over two layers, i.e. weights are initially very "
        r"small. All our initializations need *some* large weights but only very few ($O(\log n)$ outside this "
        r"interval), most weights are very small too. We could even eliminate the large weights and limit our "
        r"sampling procedure to weights in this interval, but sample $O(\sqrt n)$ times more weights to "
        r"reconstruct large weights.",
        hypotheses=(
            Clause("epsilon", "ε > 0", sp.Gt(epsilon, 0, evaluate=False)),
            Clause("k_prime", "ε_w < 3, or p_w has no range", sp.Lt(eps_w, 3 * w_max, evaluate=False)),
            Clause(
                "inside",
                "α <= 1/√n <= β",
                sp.And(sp.Le(ALPHA, _MEANT, evaluate=False), sp.Le(_MEANT, BETA, evaluate=False)),
            ),
        ),
        definitions=_DEFINITIONS,
        conclusions=(
            Clause(
                "most",
                "most weights are very small: P(|w| > 1/√n) <= 1/2 under p_w",
                sp.Le(share_outside(_MEANT, ALPHA, BETA), sp.Rational(1, 2), evaluate=False),
            ),
            Clause("few", "O(log n) weights are outside the interval"),
            Clause("eliminate", "with O(√n) times more weights of the interval large ones can be reconstructed"),
        ),
        note="'most' is judged for Theorem 3's p_w under Remark 4's assumptions (one of 'all our "
        "initializations'), with 1/√n for the interval; for C/√n the share tends to 7/12 as n → ∞, whatever C "
        "(derivation). The other two have no number.",
    ),
    Wording(
        r"For Lemma 9's distribution, of weights that are not multiplied, $P(v > 1/\sqrt n) \le 1/2$ if "
        r"$\gamma^3 n \varepsilon \le 1$.",
        hypotheses=(
            Clause("gamma", "0 < γ < 1", sp.And(sp.Gt(gamma, 0, evaluate=False), sp.Lt(gamma, 1, evaluate=False))),
            Clause("eps", "ε > 0", sp.Gt(accuracy, 0, evaluate=False)),
            Clause("n_max", "n >= 1", sp.Ge(n_max, 1, evaluate=False)),
            Clause("accurate", "γ³nε <= 1", sp.Le(gamma**3 * n_max * accuracy, 1, evaluate=False)),
        ),
        conclusions=(
            Clause(
                "most",
                "2 ln(γ√n) <= ln(1/(γε)), without logarithms: γ²n <= 1/(γε)",
                sp.Le(gamma**2 * n_max, 1 / (gamma * accuracy), evaluate=False),
            ),
        ),
        note="Products spread over a larger range: β = (β'³/α')^{1/4} grows as ε_w shrinks.",
    ),
    fails=r"'most weights are very small too': at $n = 100$, $\ell = 1$, $\varepsilon = 10$ more than 56% of "
    r"them are larger than 1/10, and more than a fifth larger than 1.",
    rests_on=("theorem-03",),
    witnesses=(Point("most", {"n_max": Fraction(100), "ell": Fraction(1), "epsilon": Fraction(10)}),),
)
