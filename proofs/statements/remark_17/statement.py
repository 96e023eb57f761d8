"""Remark 17, as printed: twice as many random Boolean weights suffice on average, not with high probability."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.remark_17.derivation import success, weights
from proofs.wording.statement import Clause, Point, Statement, Wording
from proofs.wording.symbols import delta, positive

half_power = positive("half_power")  # 2^{−r}

STATEMENT = Statement(
    "remark-17",
    "Remark 17",
    "Boolean networks",
    Wording(
        r"Extreme case: Pruning 'Boolean' networks The difficulty of pruning can be seen easily for Boolean "
        r"network with Heaviside transition function and binary inputs, and Boolean weights everywhere. Then "
        r"network $G$ would need only twice as many weights as the target network, but can still represent "
        r"exponentially many functions. It is then clear that not only 'Pruning really is all you need,' but "
        r"also that 'Pruning is as hard as learning.'",
        hypotheses=(
            *CONFIDENCE,
            Clause("weights", "the target network has N >= 1 weights", sp.Ge(weights, 1, evaluate=False)),
        ),
        conclusions=(
            Clause(
                "twice",
                "with probability >= 1 − δ, 2N random Boolean weights hold every target weight: (3/4)^N >= 1 − δ",
                sp.Ge(success(sp.Integer(2)), 1 - delta, evaluate=False),
            ),
            Clause("exponentially many", "the sub-networks of G represent exponentially many functions"),
            Clause("as hard as learning", "pruning is as hard as learning"),
        ),
        note="Informal. 'twice' is judged as Section 3 puts the objective: G is random (here two fair bits for "
        "each target weight, all of which are 1) and has to do with high probability. If G may be chosen, all "
        "its weights 1, N weights are enough, not 2N; on average every second bit is a 1, which is what 'twice' "
        "says.",
    ),
    Wording(
        r"$r = \lceil \log_2(N/\delta) \rceil$ random Boolean weights for each target weight suffice with "
        r"probability at least $1 - \delta$.",
        hypotheses=(
            Clause("delta", "δ > 0", sp.Gt(delta, 0, evaluate=False)),
            Clause("weights", "N >= 1", sp.Ge(weights, 1, evaluate=False)),
            Clause("copies", "2^{−r} <= δ/N", sp.Le(half_power, delta / weights, evaluate=False)),
        ),
        conclusions=(
            Clause(
                "enough",
                "the union bound N 2^{−r} of a missing weight is at most δ",
                sp.Le(weights * half_power, delta, evaluate=False),
            ),
        ),
        note="A logarithmic factor, as for real weights.",
    ),
    fails=r"'would need only twice as many weights': with two random bits for one target weight 1 the chance is "
    r"3/4.",
    witnesses=(Point("twice", {"N": Fraction(1), "delta": Fraction(1, 10)}),),
)
