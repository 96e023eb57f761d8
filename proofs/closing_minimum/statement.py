"""The closing formula of Appendix D, as printed."""

from __future__ import annotations

from proofs.closing_minimum.derivation import formula
from proofs.lemma_09.statement import K_PRIME, RANGE
from proofs.statement import Clause, Statement, Wording
from proofs.theorem_03.statement import NO_BIASES, RELU

STATEMENT = Statement(
    "closing-minimum",
    "closing formula",
    "The smaller of Theorems 3 and 30, per layer",
    Wording(
        r"Therefore, since both Theorem 3 and Theorem 30 hold simultaneously, we can take: $M_i = "
        r"\min\{\lceil 16k'(n_i n_{i-1} + \ln\frac{2k'\ell}{\delta}) \rceil, \lceil 2k'(n_i n_{i-1} + "
        r"4\max\{n_i, n_{i-1}\} \ln\frac{2k'N^*}{\delta}) \rceil\}$ to ensure that, with probability at least "
        r"$1 - \delta$, $\sup_{x \in \mathcal X} \|F(x) - \hat G(x)\|_2 \le \varepsilon$.",
        hypotheses=(RELU, NO_BIASES),
        definitions={d.name: d.expression for d in formula().definitions},
        conclusions=(Clause("statement", "with probability >= 1 − δ masks with sup ‖F(x) − Ĝ(x)‖₂ <= ε exist"),),
    ),
    Wording(
        r"The count ``combined``, for a fixed $F$.",
        hypotheses=(*RANGE, K_PRIME),
        note="One budget, δN_i/N*, for both counts of a layer.",
    ),
    fails=r"'since both … hold simultaneously': a layer with Theorem 3's count may fail with probability "
    r"$\delta/\ell$, one with Theorem 30's with $\delta n_i n_{i-1}/N^*$; mixed over the layers they may add "
    r"up to more than $\delta$.",
    rests_on=("theorem-03", "theorem-30"),
)
