"""Lemma 28, as printed."""

from __future__ import annotations

from proofs.statement import Clause, Statement, Wording

STATEMENT = Statement(
    "lemma-28",
    "Lemma 28",
    "Product of weights",
    Wording(
        r"Let probability densities $P_v(v) := c/v$ for $v \in [a, b]$ and $0 < a < b$ with normalization $c "
        r":= 1/\ln\frac ba$. Let weight $w := v \cdot v'$ with $v$ and $v'$ both sampled from $P_v$. Then "
        r"$P_w(w) \ge c/2w$ for $w \in [a', b']$, where $P_w$ is the probability density of $w$, and $a' := "
        r"a\sqrt{ab}$ and $b' := b\sqrt{ab}$.",
        hypotheses=(Clause("range", "0 < a < b"), Clause("independent", "v and v' are independent (understood)")),
        conclusions=(Clause("density", "P_w(w) >= c/(2w) for a' <= w <= b'"),),
    ),
)
