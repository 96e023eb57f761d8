"""Lemma 1, as printed."""

from __future__ import annotations

import sympy as sp

from proofs.lemma_01.derivation import derive
from proofs.statement import Clause, Statement, Wording
from proofs.symbols import F_max, eps_w, epsilon

STATEMENT = Statement(
    "lemma-01",
    "Lemma 1",
    "Approximation propagation",
    Wording(
        r"Given $\varepsilon > 0$, if for each weight $w^*$ of $F$ the corresponding weight $\hat w$ of $\hat "
        r"G$ we have $|w^* - \hat w| \le \varepsilon_w$, and if $\varepsilon_w \le \varepsilon / (e \ell "
        r"\lambda_{\max} n_{\max}^{3/2} F_{\max}(\mathcal X) \prod_{i=1}^{\ell} \max\{1, \lambda_i \|\hat "
        r"W_i\|_2\})$ then $\sup_{x \in \mathcal X} \|F(x) - \hat G(x)\|_2 \le \varepsilon$.",
        hypotheses=(
            Clause("accuracy", "ε > 0", sp.Gt(epsilon, 0, evaluate=False)),
            Clause("activations", "F_max(X) > 0, or the quotient has no value", sp.Gt(F_max, 0, evaluate=False)),
            Clause("eps_w", "ε_w <= the quotient", sp.Le(eps_w, derive().results["eps_w"], evaluate=False)),
        ),
        conclusions=(Clause("error", "sup ‖F(x) − Ĝ(x)‖₂ <= ε"),),
    ),
    fails=r"(e) prints $\lambda_{\max}\sqrt{n_i n_{i-1}}\,\varepsilon_w w_{\max}\sqrt{n_i} F_{\max}$: "
    r"$w_{\max}$ does not belong there and $\sqrt{n_i}$ has to be $\sqrt{n_{i-1}}$; the next line is right.",
    rests_on=("corollary-27",),
)
