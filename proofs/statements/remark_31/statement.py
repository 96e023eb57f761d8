"""Remark 31, as printed: the factor 8 is right; the other factor is larger only where a width exceeds 2."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.remark_31.derivation import derive
from proofs.wording.statement import Clause, Point, Statement, Tightest, Wording
from proofs.wording.symbols import k_prime, largest

_OF = derive().results
_K_PRIME = Clause("k_prime", "k' > 0", sp.Gt(k_prime, 0, evaluate=False))
_WIDTH = Clause("width", "max{n_i, n_{i−1}} >= 1", sp.Ge(largest, 1, evaluate=False))
_GAIN = Clause(
    "gain",
    "Theorem 3's leading term is 8 times Theorem 30's",
    sp.Eq(_OF["leading 3"], 8 * _OF["leading 30"], evaluate=False),
)
_LARGER = Clause(
    "larger",
    "the factor in front of Theorem 30's logarithm exceeds Theorem 3's",
    sp.Gt(_OF["log 30"], _OF["log 3"], evaluate=False),
)

STATEMENT = Statement(
    "remark-31",
    "Remark 31",
    "Theorem 30 against Theorem 3",
    Wording(
        r"Observe that even though the factor in front of $m$ is larger than for Theorem 3, (also $\ell "
        r"\leadsto N^*$ in the log) we gain a constant factor 8 in front of the leading term $n_i n_{i-1} k$.",
        hypotheses=(_K_PRIME, _WIDTH),
        conclusions=(_GAIN, _LARGER),
        note="Read: m = 8k' ln(k'/δ_w), whose factor is max{n_i, n_{i−1}} in Theorem 30; in Theorem 3 the same "
        "8k' stands before its logarithm with the factor 2. The leading term has k' in both M_i, not k. In "
        "the limit of many weights only: for n_i = 1 Theorem 30's second term is the larger one.",
    ),
    Wording(
        r"The same for $\max\{n_i, n_{i-1}\} > 2$.",
        hypotheses=(_K_PRIME, Clause("width", "max{n_i, n_{i−1}} > 2", sp.Gt(largest, 2, evaluate=False))),
        conclusions=(_GAIN, _LARGER),
        note="The change is minimal: at 2 the factors are equal, at 1 Theorem 30's is half of Theorem 3's.",
    ),
    fails=r"No proof is printed. 'the factor in front of $m$ is larger': $8k'\max\{n_i, n_{i-1}\}$ against "
    r"$16k'$.",
    witnesses=(Point("larger", {"k_prime": Fraction(1), "n_larger": Fraction(1)}),),
    rests_on=("theorem-03", "theorem-30"),
    tightest=Tightest(
        Wording(
            r"Theorem 30's factor in front of its logarithm is $\frac12 \max\{n_i, n_{i-1}\}$ times Theorem "
            r"3's.",
            hypotheses=(_K_PRIME, _WIDTH),
            conclusions=(
                _GAIN,
                Clause(
                    "ratio",
                    "8k' max{n_i, n_{i−1}} = ½ max{n_i, n_{i−1}} · 16k'",
                    sp.Eq(_OF["log 30"], largest / 2 * _OF["log 3"], evaluate=False),
                ),
            ),
        ),
        "Attained: equalities.",
    ),
)
