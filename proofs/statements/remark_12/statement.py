"""Remark 12, as transmitted: no density; with ln(1/γ) it is one, and c is not what is printed but no less."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.derivation import epsilon
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import gamma, k, positive, two_thirds

a, x = positive("a"), positive("x")  # a lower end; log_γ ε
t_0, t_1 = positive("t_0"), positive("t_1")  # ln(1/γ), ln(1/a)

_CLAIMED = (sp.log(gamma) / sp.log(epsilon * gamma**2)) ** 2
_SECOND = Clause("second", "[v ln(1/v) (ln ln(3/v))²]^{−1} has a finite integral, and m = Ω̃(ln(1/ε) · ln(1/δ))")

STATEMENT = Statement(
    "remark-12",
    "Remark 12",
    "Sampling independently of ε",
    Wording(
        r"The sampling procedure can be made independent of $\varepsilon$ by sampling from $P(v) = \ln "
        r"\frac{1}{v} / v (\ln v)^2$ for $0 \le v \le \gamma$ with $\gamma = \frac23$. It is easy to see that "
        r"$c$ in the proof becomes $(\ln \gamma / \ln(\varepsilon \gamma^2))^2$, leading to a slightly worse "
        r"bound $m = \tilde\Omega((\ln\frac1\varepsilon)^2 \cdot \ln\frac1\delta)$. For $P(v) \propto [v "
        r"\ln\frac1v (\ln(\ln \frac3v))^2]^{-1}$ we get the same bound $m = \tilde\Omega(\ln\frac1\varepsilon "
        r"\cdot \ln\frac1\delta)$ as in Lemma 9.",
        hypotheses=(
            Clause("epsilon", "0 < ε", sp.Gt(epsilon, 0, evaluate=False)),
            Clause("epsilon-below-1", "ε < 1, so that k >= 1", sp.Lt(epsilon, 1, evaluate=False)),
            Clause("a", "0 < a", sp.Gt(a, 0, evaluate=False)),
            Clause("a-in-range", "a < γ", sp.Lt(a, gamma, evaluate=False)),
        ),
        definitions={
            "gamma": two_thirds,
            "k": sp.ceiling(sp.log(1 / epsilon) / sp.log(1 / gamma)),
            "mass": sp.log(sp.log(1 / a)) - sp.log(sp.log(1 / gamma)),
        },
        conclusions=(
            Clause(
                "density",
                "P is a probability density: the mass of [a, γ], ln ln(1/a) − ln ln(1/γ), is at most 1 for "
                "every a",
                sp.Le(sp.log(sp.log(1 / a)) - sp.log(sp.log(1 / gamma)), 1, evaluate=False),
            ),
            Clause(
                "c",
                "c = min P(I_i) becomes (ln γ/ln(εγ²))²; with ln(1/γ) for ln(1/v) it is 1/(k(k + 1)), which "
                "would be no more",
                sp.Le(1 / (k * (k + 1)), _CLAIMED, evaluate=False),
            ),
            _SECOND,
        ),
        note="'ln 1/v' in the text at hand may be noise for 'ln 1/γ', which makes P a density; 'c' is judged "
        "with that. At v = 0 no P has a value. Ω̃ has no number.",
    ),
    Wording(
        r"The same with $P(v) = \ln\frac1\gamma / v(\ln v)^2$, and $c \ge (\ln \gamma / "
        r"\ln(\varepsilon\gamma^2))^2$.",
        hypotheses=(
            Clause("k-low", "k >= 1", sp.Ge(k, 1, evaluate=False)),
            Clause("k-high", "k < x + 1, where x = log_γ ε", sp.Lt(k, x + 1, evaluate=False)),
            Clause("x", "x > 0", sp.Gt(x, 0, evaluate=False)),
            Clause("t_0", "ln(1/γ) > 0", sp.Gt(t_0, 0, evaluate=False)),
            Clause("t_1", "ln(1/a) > ln(1/γ)", sp.Gt(t_1, t_0, evaluate=False)),
        ),
        conclusions=(
            Clause(
                "density",
                "the mass of [a, γ], 1 − ln(1/γ)/ln(1/a), is at most 1",
                sp.Le(1 - t_0 / t_1, 1, evaluate=False),
            ),
            Clause(
                "c", "c = 1/(k(k + 1)) >= 1/(x + 2)²", sp.Ge(1 / (k * (k + 1)), 1 / (x + 2) ** 2, evaluate=False)
            ),
        ),
        note="The first density only; of mass 1 by the derivation. For the second, P(I_i) >= C/((i + 1) ln²((i "
        "+ 1) ln(1/γ) + ln 3)): the same m up to a factor (ln ln(1/ε))², which Ω̃ hides.",
    ),
    fails=r"'It is easy to see that $c$ in the proof becomes $(\ln \gamma / \ln(\varepsilon\gamma^2))^2$': it "
    r"becomes $1/(k(k+1))$, at $\varepsilon = \gamma$ 1/2 and not 1/9; the printed number is a lower bound, "
    r"which is enough for the bound on $m$.",
    rests_on=("lemma-09",),
    witnesses=(
        Point("density", {"eps": Fraction(1, 2), "a": Fraction(1, 10)}),
        Point("c", {"eps": Fraction(2, 3), "a": Fraction(1, 2)}),
    ),
    coq=(
        CoqProof(
            "Certify.remark_12.Remark12.printed_not_integrable",
            shows="refutes",
            conclusions=("density",),
            remark="the integral over [v0, γ] exceeds every bound, for any 0 < γ < 1",
        ),
        CoqProof("Certify.remark_12.Remark12.intended_mass", conclusions=("density",), wording="repaired"),
        CoqProof(
            "Certify.remark_12.Remark12.printed_c",
            conclusions=("c",),
            wording="repaired",
            remark="with Remark12.intended_interval: P(I_i) = 1/(i(i + 1))",
        ),
    ),
    tightest=Tightest(
        Wording(
            r"$c = 1/k - 1/(k + 1) = 1/(k(k+1))$ with $k = \lceil \log_\gamma \varepsilon \rceil$.",
            hypotheses=(Clause("k-low", "k >= 1", sp.Ge(k, 1, evaluate=False)),),
            conclusions=(
                Clause(
                    "at most", "c <= 1/(k(k + 1))", sp.Le(1 / k - 1 / (k + 1), 1 / (k * (k + 1)), evaluate=False)
                ),
                Clause(
                    "at least", "c >= 1/(k(k + 1))", sp.Ge(1 / k - 1 / (k + 1), 1 / (k * (k + 1)), evaluate=False)
                ),
            ),
        ),
        attained="Equality, at the interval i = k (derivation, 'interval').",
    ),
)
