"""Malach et al. [2020], Theorem A.6, as the paper quotes it."""

from __future__ import annotations

import sympy as sp

from proofs.statements.malach_a6.derivation import PER_WEIGHT
from proofs.statements.theorem_03.statement import NO_BIASES, RELU
from proofs.wording.statement import Clause, Statement, Wording
from proofs.wording.symbols import n_max, w_max

norm_max = sp.Symbol("norm_max", nonnegative=True)

STATEMENT = Statement(
    "malach-a6",
    "Malach et al., Theorem A.6",
    "Pruning is all you need",
    Wording(
        r"(i) the inputs $x \in \mathcal X$ must satisfy $\|x\|_2 \le 1$, and at all layers $i \in [\ell]$: "
        r"(ii) the weights must be bounded in $[-1/\sqrt{n_{\max}}, 1/\sqrt{n_{\max}}]$, (iii) they must "
        r"satisfy $\|W_i^*\|_2 \le 1$ at all layers $i$, and (iv) the number of non-zero weights at layer $i$ "
        r"must be less than $n_{\max}$: $\|W_i^*\|_0 \le n_{\max}$. … Then under these conditions, they prove "
        r"that any ReLU network with $\ell$ layers and $n_{\max}$ neurons per layer can be approximated within "
        r"$\varepsilon$ accuracy with probability $1 - \delta$ by pruning a network $G$ with $2\ell$ ReLU "
        r"layers and each added intermediate layer has $n_{\max}^2 \lceil \frac{64\ell^2 "
        r"n_{\max}^3}{\varepsilon^2} \log\frac{2n_{\max}^2\ell}{\delta} \rceil$ neurons.",
        hypotheses=(
            RELU,
            NO_BIASES,
            Clause("input-norm", "(i) ‖x‖₂ <= 1 over the domain"),
            Clause("small-weights", "(ii) w_max <= 1/√n_max", sp.Le(w_max, 1 / sp.sqrt(n_max), evaluate=False)),
            Clause("norm", "(iii) ‖W_i*‖₂ <= 1", sp.Le(norm_max, 1, evaluate=False)),
            Clause("sparse", "(iv) at most n_max non-zero weights in each layer"),
        ),
        definitions={"M": n_max**2 * PER_WEIGHT},
        conclusions=(Clause("statement", "with probability >= 1 − δ F is approximated within ε"),),
        note="Cited by the paper and not proved there; uniform weights, no ledger evidence. 'less than n_max' "
        "and '<= n_max' differ in (iv); the formula is taken. Remark 4 quotes the same count with N for ℓ "
        "n_max².",
    ),
)
