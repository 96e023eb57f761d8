"""Remark 14, as printed: the level used needs its own count M(2^j), which is more than M(w*_max)."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.remark_14.derivation import M_star, power, total
from proofs.statements.theorem_03.derivation import printed_count
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import eps_w, k_prime, positive

w_star, plan = positive("w_star_max"), positive("plan")
k_star, k_level, k_plan = (positive(name) for name in ("k_star", "k_level", "k_plan"))
M_level, M_plan = positive("M_level"), positive("M_plan")
_POWER = 2 ** sp.Max(0, sp.ceiling(sp.log(w_star) / sp.log(2)))
_PLAN = sp.Max(1, 2 * w_star, evaluate=False)
_PLACE = power + (M_star - 1) * 2 * power  # where level j stands for the M*-th time


def k_prime_at(w: sp.Expr) -> sp.Expr:
    """Theorem 3's k' for weights in [−w, w]."""
    return sp.log(3 * w / eps_w) / sp.log(sp.Rational(3, 2))


def count_with(k: sp.Expr) -> sp.Expr:
    """Theorem 3's M_i with this k'."""
    return sp.ceiling(printed_count().subs(k_prime, k), evaluate=False)


_LEVEL = {"power": _POWER, "k_level": k_prime_at(power), "M_level": count_with(k_level)}
_AT_W_STAR = {"k_star": k_prime_at(w_star), "M_star": count_with(k_star)}
_AT_PLAN = {"plan": _PLAN, "k_plan": k_prime_at(plan), "M_plan": count_with(k_plan)}
_HYPOTHESES = (
    Clause("w_star_max", "w*_max > 0", sp.Gt(w_star, 0, evaluate=False)),
    Clause("eps_w-low", "ε_w > 0", sp.Gt(eps_w, 0, evaluate=False)),
    Clause("eps_w", "ε_w < 2 w*_max, as in Theorem 3", sp.Lt(eps_w, 2 * w_star, evaluate=False)),
    Clause("level", "ε_w < 2, as Theorem 3 has it at the first level", sp.Lt(eps_w, 2, evaluate=False)),
    *CONFIDENCE,
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
        definitions={**_LEVEL, **_AT_W_STAR},
        conclusions=(
            Clause(
                "total",
                "2^j (2M(2^j) − 1) samples, 2^j the least power of 2 that is at least max{1, w*_max} and M(w) "
                "Theorem 3's count with w_max = w, are at most 4 w*_max M(w*_max)",
                sp.Le(total(M_level), 4 * w_star * M_star, evaluate=False),
            ),
            Clause("better", "a factor log w_max (log log w_max)² can be obtained"),
        ),
        note="Level j stands at 2^j, 3·2^j, 5·2^j, …: every second sample, every 4th, …, each sample at one "
        "level. M_i* is read as the count that Theorem 3 asks for at w*_max; the samples are of level j, drawn "
        "for w_max = 2^j, and it takes M(2^j) of them. It fails just above each power of 2, for w*_max a little "
        "above 1/2, and below 1/2. 'better' has no number (and none at w_max = 1, where log log w_max has no "
        "value).",
    ),
    Wording(
        r"The total number of samples required is less than $2 p M_i(p)$ with $p = \max\{1, 2w_{\max}^*\}$, where "
        r"$M_i(p)$ is Theorem 3's count with $w_{\max} = p$: that is $4w_{\max}^* M_i(2w_{\max}^*)$ for "
        r"$w_{\max}^* \ge 1/2$.",
        hypotheses=_HYPOTHESES,
        definitions={**_LEVEL, **_AT_PLAN},
        conclusions=(
            Clause(
                "total",
                "2^j (2M(2^j) − 1) < 2 p M(p), p = max{1, 2 w*_max}",
                sp.Lt(total(M_level), 2 * plan * M_plan, evaluate=False),
            ),
        ),
        note="2^j may be nearly 2 w*_max, and so the count is taken at 2 w*_max: k' grows by log_{3/2} 2 < 1.71.",
    ),
    fails=r"'at most $4w_{\max}^* M_i^*$' counts $M_i(w_{\max}^*)$ samples of level $j$, where $w_{\max} = 2^j$ "
    r"and Theorem 3 asks for $M_i(2^j)$. (With $M_i^* = M_i(2^j)$ it holds for $w_{\max}^* \ge 1/2$, and only "
    r"there: Remark14.remark_14, remark_14_below.)",
    witnesses=tuple(
        Point(
            "total",
            {
                "w_star_max": w,
                "eps_w": Fraction(1, 100),
                "delta": Fraction(1, 10),
                "ell": Fraction(2),
                "N_i": Fraction(6),
            },
        )
        for w in (Fraction(21, 20), Fraction(11, 20))
    ),
    rests_on=("theorem-03",),
    coq=(
        CoqProof("Certify.remark_14.Unknown.remark_14_planned", conclusions=("total",), wording="repaired"),
        CoqProof("Certify.remark_14.Remark14.required", wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"Exactly $2^j(2M - 1)$ samples for $M$ samples of level $j$.",
            hypotheses=(Clause("M_star", "M >= 1", sp.Ge(M_star, 1, evaluate=False)),),
            conclusions=(
                Clause(
                    "at most",
                    "2^j + (M − 1) 2^{j+1} <= 2^j (2M − 1)",
                    sp.Le(_PLACE, total(M_star), evaluate=False),
                ),
                Clause(
                    "at least",
                    "2^j + (M − 1) 2^{j+1} >= 2^j (2M − 1)",
                    sp.Ge(_PLACE, total(M_star), evaluate=False),
                ),
            ),
        ),
        attained="Equality. Of the count at the level used no factor c w*_max with c < 4 does, even for w*_max >= "
        "1 (Remark14.four_is_best).",
    ),
)
