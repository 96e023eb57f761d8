"""The sentences after Lemma 28, as printed: three quarters of the time, not only half."""

from __future__ import annotations

import sympy as sp

from proofs.statements.lemma_28.statement import ENDS, RANGE, a, a_low, b, b_high
from proofs.statements.lemma_28_half.derivation import derive
from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

inside = sp.Symbol("P_inside", real=True)
_ROOM = "Certify.lemma_28.Lemma28."
_DEFINITIONS = {**ENDS, "P_inside": derive().results["inside"]}

STATEMENT = Statement(
    "lemma-28-half",
    "after Lemma 28",
    "Inside [a', b'] at least half of the time",
    Wording(
        r"Note that $w$ may be outside of $[a', b']$, but at least half of the time is inside $[a', b']$. The "
        r"lemma implies that the bound in Lemma 9 also applies to the product of two weights, only getting a "
        r"factor of 2 worse. Note that the scaling ranges $\frac ba = \frac{b'}{a'}$ are the same.",
        hypotheses=RANGE,
        definitions=_DEFINITIONS,
        conclusions=(
            Clause("outside", "P(w outside [a', b']) > 0", sp.Gt(1 - inside, 0, evaluate=False)),
            Clause("half", "P(a' <= w <= b') >= 1/2", sp.Ge(inside, sp.Rational(1, 2), evaluate=False)),
            Clause(
                "product",
                "⌈2k' ln(k'/δ)⌉ products from [a', b'] = [εγ², γ] do what ⌈k' ln(k'/δ)⌉ weights do in Lemma 9 "
                "(γε < 1)",
            ),
            Clause("ranges", "b/a = b'/a'", sp.Eq(b / a, b_high / a_low, evaluate=False)),
        ),
        note="The derivation gives P(a' <= w <= b') = 3/4; 'the bound in Lemma 9' is taken where Lemma 9 has a "
        "meaning, γε < 1.",
    ),
    rests_on=("lemma-28", "lemma-09"),
    coq=(
        CoqProof(_ROOM + "lemma_28_half", conclusions=("outside", "half"), remark="it says: exactly 3/4"),
        CoqProof(
            "Certify.lemma_28_half.Lemma28Half.lemma_09_product",
            conclusions=("product",),
            remark="where Lemma 9 has a meaning: γε < 1",
        ),
        CoqProof("Certify.lemma_28_half.Lemma28Half.scaling_ranges", conclusions=("ranges",)),
        CoqProof(_ROOM + "lemma_28_half", conclusions=("three quarters",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"$P(a' \le w \le b') = \frac34$ for all $0 < a < b$.",
            hypotheses=RANGE,
            definitions=_DEFINITIONS,
            conclusions=(
                Clause(
                    "three quarters", "P(a' <= w <= b') = 3/4", sp.Eq(inside, sp.Rational(3, 4), evaluate=False)
                ),
            ),
        ),
        "Attained: an equality, for every a < b.",
    ),
)
