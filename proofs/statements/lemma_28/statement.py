"""Lemma 28, as printed: true, with equality at both ends of [a', b'] and nowhere beyond them."""

from __future__ import annotations

import sympy as sp

from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

a, b, w, c, P_w = (sp.Symbol(name, real=True) for name in ("a", "b", "w", "c", "P_w"))
a_low, b_high = sp.Symbol("a_prime", real=True), sp.Symbol("b_prime", real=True)
_ROOM = "Certify.lemma_28.Lemma28."
RANGE = (
    Clause("a", "0 < a", sp.Lt(0, a, evaluate=False)),
    Clause("b", "a < b", sp.Lt(a, b, evaluate=False)),
)
ENDS = {"a_prime": a * sp.sqrt(a * b), "b_prime": b * sp.sqrt(a * b)}
_DEFINITIONS = {
    "c": 1 / sp.log(b / a, evaluate=False),
    **ENDS,
    "P_w": c**2 * sp.Max(0, sp.Min(sp.log(w / a**2), sp.log(b**2 / w), evaluate=False), evaluate=False) / w,
}
_LEAST = c / (2 * w)

STATEMENT = Statement(
    "lemma-28",
    "Lemma 28",
    "Product of weights",
    Wording(
        r"Let probability densities $P_v(v) := c/v$ for $v \in [a, b]$ and $0 < a < b$ with normalization $c "
        r":= 1/\ln\frac ba$. Let weight $w := v \cdot v'$ with $v$ and $v'$ both sampled from $P_v$. Then "
        r"$P_w(w) \ge c/2w$ for $w \in [a', b']$, where $P_w$ is the probability density of $w$, and $a' := "
        r"a\sqrt{ab}$ and $b' := b\sqrt{ab}$.",
        hypotheses=(
            *RANGE,
            Clause("w-low", "a' <= w", sp.Le(a_low, w, evaluate=False)),
            Clause("w-high", "w <= b'", sp.Le(w, b_high, evaluate=False)),
        ),
        definitions=_DEFINITIONS,
        conclusions=(Clause("density", "P_w(w) >= c/(2w)", sp.Ge(P_w, _LEAST, evaluate=False)),),
        note="'Both sampled' is read 'independently sampled', as the proof does; for v' = ab/v the product is "
        "constant. P_w is the derivative of the distribution function, which exists at every w > 0; its "
        "formula here is derived (and proved in Coq, product_density), the paper gives it in u.",
    ),
    fails=r"'$|\ln w - \ln(ab)| \le 1/2c$ iff $\ln w \ge \ln ab - \frac12 \ln\frac ba$': only the lower half; "
    r"$a = 1$, $b = 4$, $w = 16$ satisfies the right side and not the left. With $|\ln w - \ln(ab)| \le "
    r"\frac12\ln\frac ba$ the chain is right, and so is the conclusion.",
    coq=(
        CoqProof(_ROOM + "lemma_28_statement"),
        CoqProof(_ROOM + "lemma_28_iff", conclusions=("only there",), wording="tightest"),
        CoqProof(_ROOM + "lemma_28_ends", conclusions=("at a'", "at b'"), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"For $a^2 \le w \le b^2$: $P_w(w) \ge c/2w$ iff $w \in [a', b']$, with equality at $a'$ and at "
            r"$b'$.",
            hypotheses=RANGE,
            definitions=_DEFINITIONS,
            conclusions=(
                Clause("only there", "for a² <= w <= b²: c/(2w) <= P_w(w) iff a' <= w <= b'"),
                Clause("at a'", "P_w(a') = c/(2a')"),
                Clause("at b'", "P_w(b') = c/(2b')"),
            ),
        ),
        "Attained at w = a' and w = b': neither the factor 1/2 nor the interval can be improved.",
    ),
)
