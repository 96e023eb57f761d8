"""Remark 17, as printed: twice as many random Boolean weights suffice on average, not with high probability."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.remark_17.derivation import copies, success, weights
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import delta

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
        r"With $r = \lceil \log_2(N/\delta) \rceil$ random Boolean weights for each of $N$ target weights, masks "
        r"for "
        r"every target network exist with probability at least $1 - \delta$.",
        hypotheses=(
            *CONFIDENCE,
            Clause("weights", "N >= 1", sp.Ge(weights, 1, evaluate=False)),
        ),
        definitions={"r": sp.ceiling(sp.log(weights / delta) / sp.log(2))},
        conclusions=(
            Clause(
                "enough",
                "with probability >= 1 − δ each target weight, 0 or 1, is the disjunction of some of its r fair "
                "bits, "
                "for every target network at once",
            ),
            Clause("chance", "(1 − 2^{−r})^N >= 1 − δ", sp.Ge(success(copies), 1 - delta, evaluate=False)),
        ),
        note="A logarithmic factor, as for real weights. The probability is (1 − 2^{−r})^N exactly "
        "(Remark17.all_held).",
    ),
    fails=r"'would need only twice as many weights': with two random bits for each of ten target weights 1 the "
    r"chance "
    r"is $(3/4)^{10} < 6\%$.",
    witnesses=(Point("twice", {"N": Fraction(10), "delta": Fraction(1, 10)}),),
    coq=(
        CoqProof("Certify.remark_17.Remark17.remark_17_repaired", conclusions=("enough",), wording="repaired"),
        CoqProof("Certify.remark_17.Remark17.remark_17_chance", conclusions=("chance",), wording="repaired"),
        CoqProof("Certify.remark_17.Remark17.all_held", wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"With $r$ random Boolean weights for each of $N$ target weights, masks for every target network "
            r"exist "
            r"with probability $(1 - 2^{-r})^N$.",
            hypotheses=(Clause("weights", "N >= 1", sp.Ge(weights, 1, evaluate=False)),),
            conclusions=(Clause("exactly", "P(every target weight, for every target network) = (1 − 2^{−r})^N"),),
        ),
        "Equality: r has to grow like log₂(N/δ) for this construction.",
    ),
)
