"""``combined``: our own count, one failure budget for both of its parts."""

from __future__ import annotations

from proofs.combined.derivation import formula
from proofs.lemma_09.statement import K_PRIME, RANGE
from proofs.statement import Clause, Statement, Wording

STATEMENT = Statement(
    "combined",
    "ours",
    "The smaller of two counts, per layer, with probability at least 1 − δ",
    Wording(
        r"Let $k' > 0$ and $F$ be fixed. With $M_i = \min\{\lceil 16k'(N_i + \ln\frac{2k'N^*}{\delta}) "
        r"\rceil, \lceil 2k'(N_i + 4\max\{n_i, n_{i-1}\} \ln\frac{2k'N^*}{\delta}) \rceil\}$ intermediate "
        r"neurons, layer $i$ fails to hold its pieces with probability at most $\delta N_i/N^*$, hence some "
        r"layer with probability at most $\delta$.",
        hypotheses=(
            Clause("lipschitz", "every activation of F is Lipschitz, the intermediate ones of G are ReLU"),
            *RANGE,
            K_PRIME,
        ),
        definitions={d.name: d.expression for d in formula().definitions},
        conclusions=(
            Clause("layer", "layer i fails with probability <= δN_i/N*"),
            Clause("statement", "with probability >= 1 − δ masks with |w* − ŵ^±| <= ε_w/2 exist for each weight"),
        ),
        note="Where layer i has biases, n_{i-1} + 1 replaces n_{i-1}: the constant unit is an input.",
    ),
    rests_on=("lemma-01", "corollary-10", "lemma-28", "lemma-29", "theorem-30"),
)
