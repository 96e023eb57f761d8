"""Corollary 7, as printed."""

from __future__ import annotations

from proofs.statement import Clause, Statement, Wording
from proofs.theorem_03.statement import NO_BIASES, RELU

STATEMENT = Statement(
    "corollary-07",
    "Corollary 7",
    "Weight count ratio",
    Wording(
        r"Under the same conditions as Theorem 3, Let $N^*$ be the number of weights in the fully connected "
        r"architecture … and $N_G$ the number of weights of the large network $G$, then the weight count "
        r"ratio is $N_G/N^* \le 32n_{\max}k' + \tilde O(\log(k'/\delta))$.",
        hypotheses=(RELU, NO_BIASES),
        conclusions=(Clause("ratio", "N_G/N* <= 32 n_max k' + Õ(log(k'/δ))"),),
        note="Õ has no number; the ratio printed by `bounds` is computed from the M_i.",
    ),
    rests_on=("theorem-03",),
)
