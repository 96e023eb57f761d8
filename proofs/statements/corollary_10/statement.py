"""Corollary 10, as printed."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.corollary_10.derivation import derive
from proofs.statements.lemma_09.derivation import epsilon
from proofs.statements.lemma_09.statement import ACCURACY, CONFIDENCE
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import delta, gamma, k, k_prime, m, two_thirds, w_max

_RANGE = Clause("w_max", "w_max > 0: weights in [0, w_max]", sp.Gt(w_max, 0, evaluate=False))
_NOT_EMPTY = Clause("not-empty", "2ε < 3 w_max", sp.Lt(2 * epsilon, 3 * w_max, evaluate=False))
_DEFINITIONS = {
    "gamma": two_thirds,
    "c_norm": 1 / sp.log(3 * w_max / (2 * epsilon)),
    "k_prime": derive().results["k_prime"].subs(gamma, two_thirds),
    "m": sp.ceiling(k_prime * sp.log(k_prime / delta)),
}
_STATEMENT = Clause(
    "statement",
    "with probability >= 1 − δ, for every w in [0, w_max] a mask with |b| <= k' has w − ε <= ŵ <= w",
)
_LAW = "samples drawn as in Remark 11"

STATEMENT = Statement(
    "corollary-10",
    "Corollary 10",
    "Golden-ratio decomposition for weights in [0, w_max]",
    Wording(
        r"For any given $\varepsilon > 0$, define the distribution $P_\varepsilon(v) := \frac{c'}{v}$ for $v "
        r"\in [\frac49\varepsilon, \frac23 w_{\max}]$ with normalization $c' := "
        r"1/\ln\frac{3w_{\max}}{2\varepsilon}$. Let $k' := \log_{3/2}\frac{3w_{\max}}{2\varepsilon}$, For any "
        r"$\delta \in (0,1)$, if $m = \lceil k' \ln\frac{k'}{\delta}\rceil = \tilde\Omega(\ln\frac1\varepsilon "
        r"\cdot \ln\frac1\delta)$, then with probability at least $1 - \delta$ over the random sampling of $m$ "
        r"'weights' $v_s \sim P_\varepsilon$ ($s = 1, \dots, m$) the following holds: For every target 'weight' "
        r"$w \in [0, w_{\max}]$, there exists a mask $\mathbf b \in \{0, 1\}^m$ with $|\mathbf b| \le k'$ such "
        r"that $\hat w := b_1 v_1 + \dots + b_m v_m$ is $\varepsilon$-close to $w$, indeed $w - \varepsilon \le "
        r"\hat w \le w$.",
        hypotheses=(ACCURACY, _RANGE, *CONFIDENCE),
        definitions=_DEFINITIONS,
        conclusions=(_STATEMENT,),
        note="'For any given ε > 0' includes ε >= (3/2) w_max. Ω̃ has no number and is not judged.",
    ),
    Wording(
        r"The same with $2\varepsilon < 3 w_{\max}$.",
        hypotheses=(ACCURACY, _RANGE, _NOT_EMPTY, *CONFIDENCE),
        definitions=_DEFINITIONS,
        conclusions=(_STATEMENT,),
        note="Minimal: at 2ε = 3 w_max the density has no normalisation.",
    ),
    fails=r"'Follows from Lemma 9': only where Lemma 9's density exists, $\varepsilon/w_{\max} < 1/\gamma = "
    r"3/2$.",
    rests_on=("lemma-09",),
    undefined=(Point("m", {"eps": Fraction(2), "w_max": Fraction(1), "delta": Fraction(1, 2)}),),
    coq=(
        CoqProof("Certify.corollary_10.Corollary10.corollary_10", remark=_LAW, premises=("ε < (3/2) w_max",)),
        CoqProof(
            "Certify.corollary_10.Corollary10.corollary_10_undefined",
            shows="undefines",
            remark="for every ε >= (3/2) w_max the range is empty or a point and the normalisation <= 0 or 1/0",
        ),
        CoqProof("Certify.corollary_10.Corollary10.corollary_10", wording="repaired", remark=_LAW),
        CoqProof("Certify.corollary_10.Corollary10.corollary_10_tight", wording="tightest", remark=_LAW),
    ),
    tightest=Tightest(
        Wording(
            r"The same with $m \ge k' \ln(k/\delta)$ and $|\mathbf b| \le k = \lceil \log_{3/2} "
            r"(w_{\max}/\varepsilon) \rceil$.",
            hypotheses=(
                ACCURACY,
                _RANGE,
                _NOT_EMPTY,
                Clause("samples", "k (1 − 1/k')^m <= δ", sp.Le(k * (1 - 1 / k_prime) ** m, delta, evaluate=False)),
            ),
            definitions={"k_prime": _DEFINITIONS["k_prime"], "k": derive().results["k"].subs(gamma, two_thirds)},
            conclusions=(Clause("statement", "with probability >= 1 − δ, for every w a mask with |b| <= k …"),),
        ),
        attained="as Lemma 9's; for k >= 3 even |b| <= k − 1 (Lemma09.greedy_state_23, at any scale)",
        unneeded=("k' in the logarithm and in |b| <= k' (k does)",),
    ),
)
