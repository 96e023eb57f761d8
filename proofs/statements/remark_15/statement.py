"""Remark 15, as printed: in a wide network most weights of G are not small; where they are."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.remark_15.derivation import ALPHA, BETA, share_outside
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import ell, eps_w, epsilon, n_max, two_thirds, w_max

_MEANT = 1 / sp.sqrt(n_max)
_INSIDE = Clause(
    "inside",
    "α <= 1/√n <= β",
    sp.And(sp.Le(ALPHA, _MEANT, evaluate=False), sp.Le(_MEANT, BETA, evaluate=False)),
)
_MOST = Clause(
    "most",
    "most weights are very small: P(|w| > 1/√n) <= 1/2 under p_w",
    sp.Le(share_outside(_MEANT, ALPHA, BETA), sp.Rational(1, 2), evaluate=False),
)
_NARROW = sp.Le(4 * n_max**2 * eps_w * w_max, 27, evaluate=False)
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
            _INSIDE,
        ),
        definitions=_DEFINITIONS,
        conclusions=(
            _MOST,
            Clause("few", "O(log n) weights are outside the interval"),
            Clause("eliminate", "with O(√n) times more weights of the interval large ones can be reconstructed"),
        ),
        note="'most' is judged for Theorem 3's p_w under Remark 4's assumptions (one of 'all our "
        "initializations'), with 1/√n for the interval; for C/√n the share tends to 7/12 as n → ∞, whatever C "
        "(derivation). The other two have no number.",
    ),
    Wording(
        r"… most weights are very small too, as long as $4 n^2 \varepsilon_w w_{\max} \le 27$; under Remark 4's "
        r"assumptions that is $n \le (27 e \ell/(4\varepsilon))^2$.",
        hypotheses=(
            Clause("k_prime", "ε_w < 3, or p_w has no range", sp.Lt(eps_w, 3 * w_max, evaluate=False)),
            _INSIDE,
            Clause("narrow", "4 n² ε_w w_max <= 27", _NARROW),
        ),
        conclusions=(_MOST,),
        note="The product of the two weights of a neuron has the range [2ε_w/9, 2w_max/3], either weight [α, β] "
        "with "
        "αβ = √(4ε_w w_max/27): half of them are larger than that number's square root.",
    ),
    fails=r"'most weights are very small too': at $n = 10000$, $\ell = 2$, $\varepsilon = 1/2$ it is less than "
    r"half "
    r"of them, and for $n \to \infty$ 5/12 of them.",
    rests_on=("theorem-03",),
    witnesses=tuple(
        Point("most", {"n_max": Fraction(n), "ell": Fraction(ell_), "epsilon": eps})
        for n, ell_, eps in ((10**4, 2, Fraction(1, 2)), (10**6, 3, Fraction(1, 10)))
    ),
    coq=(
        CoqProof("Certify.remark_15.Remark15.remark_15_repaired", wording="repaired"),
        CoqProof("Certify.remark_15.Remark15.remark_15_repaired", wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"$P(|w| > 1/\sqrt n) \le 1/2$ under $p_w$ iff $4 n^2 \varepsilon_w w_{\max} \le 27$.",
            hypotheses=(
                Clause("k_prime", "ε_w < 3 w_max", sp.Lt(eps_w, 3 * w_max, evaluate=False)),
                _INSIDE,
            ),
            conclusions=(Clause("most", "P(|w| > 1/√n) <= 1/2 iff 4 n² ε_w w_max <= 27"),),
        ),
        "An equivalence.",
    ),
)
