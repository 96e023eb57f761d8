"""``combined``: our own count, one failure budget for both of its parts."""

from __future__ import annotations

import sympy as sp

from proofs.statements.combined.derivation import formula
from proofs.statements.lemma_09.statement import K_PRIME, RANGE
from proofs.statements.theorem_30.statement import PARAMETERS, SMALL_EPS_W, WHOLE_NEURONS
from proofs.wording.statement import Clause, CoqProof, Statement, Wording
from proofs.wording.symbols import N_i, N_star, delta, delta_i

_WORDING = Wording(
    r"Let $0 < \varepsilon_w < 2w_{\max}$ and $F$ be fixed. With $M_i = \min\{\lceil 16k'(N_i + "
    r"\ln\frac{2k'N^*}{\delta}) \rceil, \lceil 2k'(N_i + 4\max\{n_i, n_{i-1}\} \ln\frac{2k'N^*}{\delta}) "
    r"\rceil\}$ intermediate neurons, layer $i$ fails to hold its pieces with probability at most $\delta "
    r"N_i/N^*$, hence some layer with probability at most $\delta$.",
    hypotheses=(
        Clause("lipschitz", "every activation of F is Lipschitz, the intermediate ones of G are ReLU"),
        *PARAMETERS,
        *RANGE,
        K_PRIME,
        SMALL_EPS_W,
    ),
    definitions={**{d.name: d.expression for d in formula().definitions}, "M": formula().M},
    conclusions=(
        Clause("share", "layer i is allowed δN_i/N*", sp.Eq(delta_i, delta * N_i / N_star, evaluate=False)),
        Clause("layer", "layer i fails with probability <= δN_i/N*"),
        Clause("masks", "with probability >= 1 − δ masks with |w* − ŵ^±| <= ε_w/2 exist for each weight"),
    ),
    note="Where layer i has biases, n_{i-1} + 1 replaces n_{i-1}: the constant unit is an input. Neither count is "
    "known to be needed: the batch part keeps Lemma 29's factor 2 (1/(1 − 1/e) would do), the other part a refill "
    "of 2k per target weight where the greedy decomposition keeps at most k − 1 per branch, and ε_w/2 per branch "
    "where ε_w will do.",
)

STATEMENT = Statement(
    "combined",
    "ours",
    "The smaller of two counts, per layer, with probability at least 1 − δ",
    _WORDING,
    coq=(
        CoqProof(
            "Certify.combined.CombinedFull.combined_full",
            conclusions=("layer", "masks"),
            remark=WHOLE_NEURONS,
        ),
    ),
    rests_on=("lemma-01", "corollary-10", "lemma-28", "lemma-29", "theorem-30", "batch-hall"),
)
