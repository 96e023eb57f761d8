"""Corollary 27, as printed: true, and without its factor e."""

from __future__ import annotations

import sympy as sp

from proofs.statements.lemma_18.statement import SEQUENCE, STEPS, T, a, b, x_0, x_T
from proofs.wording.quantified import Largest
from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

t, s = sp.Symbol("t", integer=True, positive=True), sp.Symbol("s", integer=True, positive=True)
_ROOM = "Certify.corollary_27.Corollary27."
_FACTORS = sp.Product(sp.Max(1, a[t], evaluate=False), (t, 1, T))
_PRINTED = T * Largest(b[t], (t, 1, T)) * _FACTORS
_START = (
    Clause("start-low", "x_0 >= 0", sp.Ge(x_0, 0, evaluate=False)),
    Clause("start-high", "x_0 <= 0", sp.Le(x_0, 0, evaluate=False)),
)
_HYPOTHESES = (STEPS, *_START, *SEQUENCE[1:])

STATEMENT = Statement(
    "corollary-27",
    "Corollary 27",
    "Simpler bound on positive sequences",
    Wording(
        r"Assuming $x_0 = 0$, and if, for all $t = 0, 1, \dots$, $x_t \le a_t x_{t-1} + b_t$ with $a_t \ge 0$ "
        r"and $b_t \ge 0$, then $x_T \le eT \max_t b_t \prod_{t \in [T]} \max\{1, a_t\}$.",
        hypotheses=_HYPOTHESES,
        conclusions=(
            Clause("bound", "x_T <= e T max b_t Π max{1, a_t}", sp.Le(x_T(), sp.E * _PRINTED, evaluate=False)),
        ),
        note="x_{−1}, at t = 0, is not defined; read t = 1, 2, …, which assumes less, so the sentence follows "
        "whatever x_{−1} is. max_t over t = 0, 1, … is at least that over [T]. At T = 0 the maximum, "
        "whatever it is, has the factor 0, and the claim is x_0 <= 0.",
    ),
    fails=r"'Follows from Lemma 18 with $\tau = T$ which is always feasible and … $c \le \tau \max_t b_t$': "
    r"Lemma 18 is false as printed, and from its repair the step holds. The proof here does not pass "
    r"through Lemma 18.",
    coq=(
        CoqProof(_ROOM + "corollary_27", remark="for t in [T]; at T = 0 Coq's maximum of no numbers is a number"),
        CoqProof(_ROOM + "tightest", conclusions=("unrolled",), wording="tightest"),
        CoqProof(_ROOM + "without_e", conclusions=("without e",), wording="tightest"),
        CoqProof(_ROOM + "tightest_attained", conclusions=("unrolled attained",), wording="tightest"),
        CoqProof(_ROOM + "constant_1_is_least", conclusions=("1 is least",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"For $t \in [T]$: $x_T \le \sum_{t=1}^{T} b_t \prod_{s=t+1}^{T} a_s$, hence $x_T \le T \max_t b_t "
            r"\prod_{t \in [T]} \max\{1, a_t\}$.",
            hypotheses=_HYPOTHESES,
            conclusions=(
                Clause(
                    "unrolled",
                    "x_T <= Σ_t b_t Π_{s > t} a_s",
                    sp.Le(x_T(), sp.Sum(b[t] * sp.Product(a[s], (s, t + 1, T)), (t, 1, T)), evaluate=False),
                ),
                Clause("without e", "x_T <= T max b_t Π max{1, a_t}", sp.Le(x_T(), _PRINTED, evaluate=False)),
                Clause("unrolled attained", "for all a_t, b_t some x has equality in the first"),
                Clause("1 is least", "with κ < 1 in place of e the printed bound is false"),
            ),
        ),
        "Attained: the first by equality in the recursion, for all a_t and b_t; the second by a_t = 1, b_t = b, "
        "x_t = t b (without_e_attained).",
        unneeded=("the factor e", "b_t >= 0, for the first form", "the recursion at t = 0"),
    ),
)
