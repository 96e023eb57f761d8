"""Theorem 30, as printed."""

from __future__ import annotations

from proofs.lemma_09.statement import K_PRIME, RANGE
from proofs.statement import Clause, Statement, Wording
from proofs.theorem_03.statement import NO_BIASES, RELU
from proofs.theorem_30.derivation import formula

STATEMENT = Statement(
    "theorem-30",
    "Theorem 30",
    "ReLU sampling bound #2",
    Wording(
        r"Theorem 3 holds simultaneously also with $M_i = \lceil 2k'(n_i n_{i-1} + 4\max\{n_i, n_{i-1}\} "
        r"\ln\frac{2k' N^*}{\delta}) \rceil$ and all other quantities are unchanged.",
        hypotheses=(RELU, NO_BIASES),
        definitions={d.name: d.expression for d in formula().definitions},
        conclusions=(
            Clause("statement", "with probability >= 1 − δ, for every F masks with sup ‖F(x) − Ĝ(x)‖₂ <= ε exist"),
        ),
    ),
    Wording(
        r"The same for a fixed $F$, if $k' > 0$.",
        hypotheses=(*RANGE, K_PRIME),
        note="Algorithm 1 looks at F: its union bound is over the 2N* pieces of one F.",
    ),
    fails=r"'the guarantee to hold simultaneously over all $\hat w^+$ and $\hat w^-$': of one F; Algorithm 1's "
    r"samples depend on the target weights met before. And 'for each $j$ we only need $m + 2(k-1)n_{i-1}$ sampled "
    r"neurons': $m + 2k(n_{i-1} - 1)$, which is more where $n_{i-1} > k$; $M_i$ covers it all the same.",
    rests_on=("lemma-01", "corollary-10", "lemma-28"),
)
