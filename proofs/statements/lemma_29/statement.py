"""Lemma 29, as printed: true for c > 0, which it does not say, and for categories of any probability."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_29.derivation import categories, derive, needed
from proofs.wording.quantified import ForAll
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import c, delta

j, k = sp.Symbol("j", integer=True, positive=True), categories
p = sp.IndexedBase("p")
_ROOM = "Certify.lemma_29.Lemma29."
_AT_LEAST = Clause("at least c", "c <= P(X = j) for j in [k]", ForAll(sp.Le(c, p[j], evaluate=False), (j, 1, k)))
_AT_MOST = Clause(
    "at most 1/2",
    "P(X = j) <= 1/2 for j in [k]",
    ForAll(sp.Le(p[j], sp.Rational(1, 2), evaluate=False), (j, 1, k)),
)
_NUMBERS = (
    Clause("k", "k >= 1", sp.Ge(k, 1, evaluate=False)),
    Clause("exclusive", "Σ P(X = j) <= 1", sp.Le(sp.Sum(p[j], (j, 1, k)), 1, evaluate=False)),
    Clause("delta-low", "0 < δ", sp.Gt(delta, 0, evaluate=False)),
    Clause("delta-high", "δ < 1", sp.Lt(delta, 1, evaluate=False)),
    Clause("n", "n >= 1", sp.Ge(needed, 1, evaluate=False)),
)
_POSITIVE = Clause("c", "c > 0", sp.Gt(c, 0, evaluate=False))
_M = {"M": sp.ceiling(derive().results["M"])}
_FILLED = Clause("statement", "with probability >= 1 − δ each of the k categories has >= n samples")

STATEMENT = Statement(
    "lemma-29",
    "Lemma 29",
    "Filling k categories each with at least n samples",
    Wording(
        r"Let $P_c$ be a categorical distribution of at least $k \in \mathbb N$ (mutually exclusive) categories "
        r"$\{1, 2, \dots, k, \dots\}$ such that the first $k$ categories have probability at least $c$ and at "
        r"most $1/2$, that is, if $X \sim P_c$, then $c \le P_c(X = j) \le 1/2$ for all $j \in [k]$. Let "
        r"$(X_i)_{i \in [M]}$ be a sequence of $M$ random variables sampled i.i.d. from $P_c$. For all $\delta "
        r"\in (0, 1)$, for all $n \in \mathbb N$, if $M = \lceil \frac2c (n + \ln\frac k\delta) \rceil$ then "
        r"with probability at least $1 - \delta$ each category $j \in [k]$ contains at least $n$ samples, i.e., "
        r"$|\{X_i = j\}_{i \in [M]}| \ge n$.",
        hypotheses=(_AT_LEAST, _AT_MOST, *_NUMBERS),
        definitions=_M,
        conclusions=(_FILLED,),
        note="ℕ = {1, 2, …} (Appendix E). Nothing says c > 0: at c = 0, which every distribution satisfies, 2/c "
        "has no value (and at c < 0 M is negative or 0).",
    ),
    Wording(
        r"The same for $c > 0$.",
        hypotheses=(_POSITIVE, _AT_LEAST, _AT_MOST, *_NUMBERS),
        definitions=_M,
        conclusions=(_FILLED,),
        note="The change is minimal: without it M has no value at c = 0.",
    ),
    fails=r"'$P(\sum_i \mathbb I[X_i = j] < Mc - x) \le …$' has to be $Mc_j - x$: with $x = Mc_j - n$ the "
    r"printed event is that of fewer than $n - M(c_j - c)$ samples, and the next line, '$P(\sum_i \mathbb "
    r"I[X_i = j] < n) \le \exp(-(Mc_j/2 - n))$', does not follow where $c_j > c$. With $c_j$ it does, by "
    r"$1 - c_j \le 1$; the condition on $1 - c_j$ is Hoeffding's, not the lemma's.",
    undefined=(
        Point(
            "M",
            {
                "c": Fraction(0),
                "k": Fraction(1),
                "n": Fraction(1),
                "delta": Fraction(1, 2),
                "p": (Fraction(1, 2),),
            },
        ),
    ),
    coq=(
        CoqProof(_ROOM + "lemma_29_as_printed", premises=("c > 0",)),
        CoqProof(_ROOM + "lemma_29_as_printed", wording="repaired"),
        CoqProof(_ROOM + "lemma_29_chernoff", conclusions=("every t",), wording="tightest"),
        CoqProof(_ROOM + "lemma_29_sharp", conclusions=("closed form",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"For $k$ events of probability at least $c > 0$ each, overlapping or not, $\delta > 0$ and any $t "
            r"\ge 0$: every $M \ge \frac{t(n-1) + \ln(k/\delta)}{c(1 - e^{-t})}$ will do; with the best $t$ in "
            r"closed form, every $M \ge \frac1c (n - 1 + l + \sqrt{l^2 + 2(n-1)l})$, $l = \ln(k/\delta)$, $n "
            r"\ge 1$.",
            hypotheses=(_POSITIVE, _AT_LEAST, Clause("delta-low", "0 < δ", sp.Gt(delta, 0, evaluate=False))),
            conclusions=(
                Clause("every t", "M c (1 − e^{−t}) >= t(n − 1) + ln(k/δ) suffices"),
                Clause("closed form", "M >= (n − 1 + l + √(l² + 2(n − 1) l))/c suffices"),
            ),
        ),
        "Gap: for n = 1 the first tends to ln(k/δ)/c as t grows; one category of probability c needs "
        "ln(1/δ)/ln(1/(1 − c)) samples, which is less by the factor c/ln(1/(1 − c)), near 1 for small c. For "
        "large n the constant in front of n tends to 1/c, which is needed: M samples fill a category with Mc on "
        "average. The printed 2/c is never smaller (sharp_le_printed).",
        unneeded=(
            "probability at most 1/2",
            "mutual exclusion",
            "δ < 1",
            "the factor 2",
            "M equal to the ceiling: every larger M will do",
        ),
    ),
)
