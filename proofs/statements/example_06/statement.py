"""Example 6, as printed: a number, decided by enclosures."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.example_05.statement import PARAMETERS, M
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.statement import Clause, Statement, Tightest, Wording
from proofs.wording.symbols import n_max

_DEFINITIONS = {
    **{d.name: d.expression for d in formula().definitions},
    **PARAMETERS,
    "norm_W": (Fraction(100),) * 10,
    "M": formula().M,
}

STATEMENT = Statement(
    "example-06",
    "Example 6",
    "Example 5 without the assumption on the norms",
    Wording(
        r"Under the same conditions as Example 5, if we remove the assumption that $\|W_i\|_2 \le 1$, then "
        r"Theorem 3 gives $M_i/n_{\max}^2 = \tilde O(\ell \log(n_{\max}/\varepsilon))$ and numerically "
        r"$M_i/n_{\max}^2 \le 2450$.",
        definitions=_DEFINITIONS,
        conclusions=(Clause("theorem 3", "M_i/n_max² <= 2450", sp.Le(M / n_max**2, 2450, evaluate=False)),),
        note="The norm of every layer is taken as w_max n_max = 100, the worst case of Example 2. Õ has no "
        "number: what the derivation shows is that k'/ℓ, k'/ln n_max and k'/ln(1/ε) have finite limits.",
    ),
    rests_on=("theorem-03",),
    tightest=Tightest(
        Wording(
            r"$M_i/n_{\max}^2 \le 2448.3129$.",
            definitions=_DEFINITIONS,
            conclusions=(Clause("theorem 3", "M_i <= 24483129", sp.Le(M, 24_483_129, evaluate=False)),),
        ),
        attained="Equality: M_i = 24483129. Gap left: ε_w without the first layer's norm gives less.",
    ),
)
