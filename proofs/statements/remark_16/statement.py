"""Remark 16, as printed: an observation, not a claim."""

from __future__ import annotations

from proofs.wording.statement import Clause, Statement, Wording

STATEMENT = Statement(
    "remark-16",
    "Remark 16",
    "Uniform samples, empirically",
    Wording(
        r"Empirically it seems that even sampling a logarithmic number of weights uniformly from $[-1; +1]$ (or "
        r"$[\pm 1/\sqrt n]$, see previous item) or from a standard Gaussian works nearly as well hyperbolic "
        r"sampling, but we were not able to prove this.",
        conclusions=(
            Clause("uniform", "a logarithmic number of uniform weights in [−1, 1] works nearly as well"),
            Clause("scaled", "the same in [±1/√n]"),
            Clause("gaussian", "the same for Gaussian weights"),
        ),
        note="Informal, and said not to be proved. 'scaled' cannot mean the target weights of Lemma 9: m "
        "samples of [±1/√n] have no sub-sum above m/√n, so that w = 1 needs m >= √n (1 − ε) of them, as Remark "
        "15 says.",
    ),
)
