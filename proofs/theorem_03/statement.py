"""Theorem 3, as printed."""

from __future__ import annotations

from proofs.lemma_09.statement import K_PRIME, RANGE
from proofs.statement import Clause, Statement, Wording
from proofs.theorem_03.derivation import formula

RELU = Clause("relu", "every activation of F is ReLU")
NO_BIASES = Clause("no-biases", "the architecture has no biases (with them n_{i-1} + 1 replaces n_{i-1} here)")

STATEMENT = Statement(
    "theorem-03",
    "Theorem 3",
    "ReLU sampling bound",
    Wording(
        r"For a given architecture $A(\ell, \mathbf n, \sigma)$ where $\sigma$ is the ReLU function, with "
        r"weights in $[-w_{\max}, w_{\max}]$ and a given accuracy $\varepsilon$, the network $G$ constructed "
        r"as above … requires only to sample $M_i$ intermediate neurons for each layer $i$, where $M_i = "
        r"\lceil 16k'(n_i n_{i-1} + \ln\frac{2\ell k'}{\delta}) \rceil$ with $k' = "
        r"\log_{3/2}\frac{3w_{\max}}{\varepsilon_w}$ … to ensure that for any target network $F$ with the "
        r"given architecture … there exist binary masks … such that … $\sup_{x \in \mathcal X} \|F(x) - \hat "
        r"G(x)\|_2 \le \varepsilon$.",
        hypotheses=(RELU, NO_BIASES),
        definitions={d.name: d.expression for d in formula().definitions},
        conclusions=(
            Clause("statement", "with probability >= 1 − δ, for every F masks with sup ‖F(x) − Ĝ(x)‖₂ <= ε exist"),
        ),
        note="'with probability at least 1 − δ' is in the proof only.",
    ),
    Wording(
        r"For a fixed $F$, $M_i = \lceil 16k'(n_i n_{i-1} + \ln\frac{2k' n_i n_{i-1} \ell}{\delta}) \rceil$ "
        r"if $k' > 0$; with $4k'$ in the logarithm for every $F$.",
        hypotheses=(*RANGE, K_PRIME),
        note="One category per interval, branch and target weight (Hall); both signs of w* for every F.",
    ),
    fails=r"Step 2': 'Then we use Lemma 29 with $2k$ categories'. A neuron's category depends on the input "
    r"and output looked at, so there are $2k n_i n_{i-1}$ events in the union bound.",
    rests_on=("lemma-01", "corollary-10", "lemma-28", "lemma-29"),
)
