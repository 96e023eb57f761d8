"""Remark 14, as printed: false where w*_max is small, as one sample may be too many."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.remark_14.derivation import M_star, power, total
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import positive

w_star = positive("w_star_max")
_POWER = 2 ** sp.Max(0, sp.ceiling(sp.log(w_star) / sp.log(2)))
_PLACE = power + (M_star - 1) * 2 * power  # where level j stands for the M*-th time
_TOTAL = Clause(
    "total",
    "2^j (2M* − 1) samples, 2^j the least power of 2 that is at least max{1, w*_max}, are at most 4 w*_max M*",
    sp.Le(total(M_star), 4 * w_star * M_star, evaluate=False),
)
_HYPOTHESES = (
    Clause("w_star_max", "w*_max > 0", sp.Gt(w_star, 0, evaluate=False)),
    Clause("M_star", "M_i* >= 1", sp.Ge(M_star, 1, evaluate=False)),
)

STATEMENT = Statement(
    "remark-14",
    "Remark 14",
    "An unknown w_max",
    Wording(
        r"What if $w_{\max}$ is not known? A simple trick is to [set] $w_{\max} = 1$ every second sample, every "
        r"4th sample we take $w_{\max} = 2$, and every $2^{j+1}$ sample we can take $w_{\max} = 2^j$. Then the "
        r"total number of samples required to obtain $M_i^*$ samples for the correct $w_{\max}^*$ is at most "
        r"$4w_{\max}^* M_i^*$. … A $\log w_{\max} \log^2 \log w_{\max}$ factor instead of $w_{\max}$ can even "
        r"be obtained with a little more work.",
        hypotheses=_HYPOTHESES,
        definitions={"power": _POWER},
        conclusions=(_TOTAL, Clause("better", "a factor log w_max (log log w_max)² can be obtained")),
        note="Level j stands at 2^j, 3·2^j, 5·2^j, …: every second sample, every 4th, …, each sample at one "
        "level. M_i* is the count at the level used; as 2^j may be nearly 2 w*_max, that is more than the count "
        "at w*_max: k' grows by up to log_{3/2} 2. 'better' has no number (and none at w_max = 1, where log log "
        "w_max has no value).",
    ),
    Wording(
        r"The same with $w_{\max}^* \ge 1/2$.",
        hypotheses=(
            Clause("w_star_max", "w*_max >= 1/2", sp.Ge(w_star, sp.Rational(1, 2), evaluate=False)),
            Clause("M_star", "M_i* >= 1", sp.Ge(M_star, 1, evaluate=False)),
            Clause("power", "2^j > 0", sp.Gt(power, 0, evaluate=False)),
            Clause(
                "level",
                "2^j = 1, or 2^{j−1} < w*_max; either way 2^j <= 2 w*_max",
                sp.Le(power, 2 * w_star, evaluate=False),
            ),
        ),
        conclusions=(_TOTAL,),
        note="Minimal: for w*_max < 1/2 the bound 2M* − 1 <= 4 w*_max M* fails for all large M*.",
    ),
    fails=r"'is at most $4w_{\max}^* M_i^*$': at $w_{\max}^* = 1/10$ one sample ($M_i^* = 1$) would be at most "
    r"2/5.",
    witnesses=(Point("total", {"w_star_max": Fraction(1, 10), "M_star": Fraction(1)}),),
    coq=(
        CoqProof(
            "Certify.remark_14.Remark14.remark_14_below",
            shows="refutes",
            conclusions=("total",),
            remark="for every w*_max < 1/2 the bound fails for some M*",
        ),
        CoqProof("Certify.remark_14.Remark14.remark_14", conclusions=("total",), wording="repaired"),
        CoqProof("Certify.remark_14.Remark14.required", wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"Exactly $2^j(2M_i^* - 1)$ samples.",
            hypotheses=(Clause("M_star", "M_i* >= 1", sp.Ge(M_star, 1, evaluate=False)),),
            conclusions=(
                Clause(
                    "at most",
                    "2^j + (M* − 1) 2^{j+1} <= 2^j (2M* − 1)",
                    sp.Le(_PLACE, total(M_star), evaluate=False),
                ),
                Clause(
                    "at least",
                    "2^j + (M* − 1) 2^{j+1} >= 2^j (2M* − 1)",
                    sp.Ge(_PLACE, total(M_star), evaluate=False),
                ),
            ),
        ),
        attained="Equality. No factor below 4 does, even for w*_max >= 1 (Remark14.four_is_best).",
    ),
)
