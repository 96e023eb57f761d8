"""Corollary 10, as printed."""

from __future__ import annotations

import sympy as sp

from proofs.corollary_10.derivation import derive
from proofs.lemma_09.derivation import epsilon
from proofs.lemma_09.statement import K_PRIME
from proofs.statement import Clause, Statement, Wording
from proofs.symbols import gamma, two_thirds

STATEMENT = Statement(
    "corollary-10",
    "Corollary 10",
    "Golden-ratio decomposition for weights in [0, w_max]",
    Wording(
        r"For any given $\varepsilon > 0$, define the distribution $P_\varepsilon(v) := c'/v$ for $v \in "
        r"[\frac49\varepsilon, \frac23 w_{\max}]$ with normalization $c' := "
        r"1/\ln\frac{3w_{\max}}{2\varepsilon}$. Let $k' := \log_{3/2}\frac{3w_{\max}}{2\varepsilon}$. For any "
        r"$\delta \in (0,1)$, if $m = \lceil k' \ln\frac{k'}{\delta}\rceil$, then with probability at least "
        r"$1 - \delta$ … for every target 'weight' $w \in [0, w_{\max}]$, there exists a mask … with "
        r"$|\mathbf b| \le k'$ such that … $w - \varepsilon \le \hat w \le w$.",
        hypotheses=(Clause("epsilon", "ε > 0", sp.Gt(epsilon, 0, evaluate=False)),),
        definitions={"gamma": two_thirds, "k_prime": derive().results["k_prime"].subs(gamma, two_thirds)},
        conclusions=(Clause("statement", "with probability >= 1 − δ, for every w some mask has w − ε <= ŵ <= w"),),
    ),
    Wording(r"The same with $2\varepsilon < 3 w_{\max}$.", hypotheses=(K_PRIME,)),
    rests_on=("lemma-09",),
)
