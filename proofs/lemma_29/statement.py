"""Lemma 29, as printed."""

from __future__ import annotations

import sympy as sp

from proofs.lemma_29.derivation import derive
from proofs.statement import Clause, Statement, Wording

STATEMENT = Statement(
    "lemma-29",
    "Lemma 29",
    "Filling k categories each with at least n samples",
    Wording(
        r"Let $P_c$ be a categorical distribution of at least $k \in \mathbb N$ (mutually exclusive) "
        r"categories … such that the first $k$ categories have probability at least $c$ and at most $1/2$ …. "
        r"For all $\delta \in (0, 1)$, for all $n \in \mathbb N$, if $M = \lceil \frac2c (n + \ln\frac "
        r"k\delta) \rceil$ then with probability at least $1 - \delta$ each category $j \in [k]$ contains at "
        r"least $n$ samples.",
        hypotheses=(
            Clause("at least c", "c <= P(X = j) for j in [k]"),
            Clause("at most 1/2", "P(X = j) <= 1/2 for j in [k]"),
            Clause("delta", "0 < δ < 1"),
        ),
        definitions={"M": sp.ceiling(derive().results["M"])},
        conclusions=(Clause("statement", "with probability >= 1 − δ each of the k categories has >= n samples"),),
    ),
    Wording(
        r"The same without 'and at most $1/2$'.",
        note="A generalisation: the derivation's tail bound does not use that hypothesis.",
    ),
    fails=r"The proof sets $x = Mc_j - n$ and then uses $Mc - x$ and $\exp(-(Mc_j/2 - n))$ in one line; the "
    r"derivation here bounds the tail by its moment generating function instead.",
)
