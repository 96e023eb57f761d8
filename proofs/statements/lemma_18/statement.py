"""Lemma 18, as printed: false where some a_t < 1, without a value where some a_t = 1, T = 0 or τ = 0."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.wording.quantified import ForAll, Largest, smallest
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording

__all__ = [
    "FEASIBLE",
    "SEQUENCE",
    "STATEMENT",
    "STEPS",
    "T",
    "a",
    "at_least_one_step",
    "c_printed",
    "count_below",
    "feasible",
    "large_product",
    "least",
    "positive_tau",
    "tau",
    "x_0",
    "x_T",
]

T, t = sp.Symbol("T", integer=True), sp.Symbol("t", integer=True, positive=True)
tau, x_0, c, threshold = (sp.Symbol(name, real=True) for name in ("tau", "x_0", "c", "threshold"))
a, b, x = (sp.IndexedBase(name) for name in ("a", "b", "x"))
_EVERY = (t, 1, T)


def previous() -> sp.Expr:
    """``x_{t−1}``."""
    return sp.Piecewise((x_0, sp.Le(t, 1, evaluate=False)), (x[t - 1], True))


def x_T() -> sp.Expr:
    """The last term."""
    return sp.Piecewise((x_0, sp.Le(T, 0, evaluate=False)), (x[T], True))


def count_below(limit: sp.Expr) -> sp.Expr:
    """``|{a_t < limit}_{t in [T]}|``."""
    return sp.Sum(sp.Piecewise((1, sp.Lt(a[t], limit, evaluate=False)), (0, True)), _EVERY)


def feasible(at: sp.Expr) -> sp.Basic:
    """``|{a_t < 1 + 1/τ}_{t in [T]}| <= τ``."""
    return sp.Le(count_below(1 + 1 / at), at, evaluate=False)


def large_product(at: sp.Expr) -> sp.Expr:
    """``Π{a_t : t in [T], a_t >= 1 + 1/τ}``."""
    return sp.Product(sp.Piecewise((a[t], sp.Ge(a[t], 1 + 1 / at, evaluate=False)), (1, True)), _EVERY)


def least() -> sp.Expr:
    """``min_t a_t``; without a value for T = 0."""
    return smallest(a[t], _EVERY)


def c_printed() -> sp.Expr:
    """``min {τ max_t b_t, max_t b_t/(a_t − 1)}``."""
    return sp.Min(tau * Largest(b[t], _EVERY), Largest(b[t] / (a[t] - 1), _EVERY), evaluate=False)


def c_of_the_proof() -> sp.Expr:
    """``max_t b_t / max{1/τ, a_t − 1}``."""
    return Largest(b[t] / sp.Max(1 / tau, a[t] - 1, evaluate=False), _EVERY)


STEPS = Clause("steps", "T in {0, 1, 2, …}", sp.Ge(T, 0, evaluate=False))
at_least_one_step = Clause("steps", "T >= 1", sp.Ge(T, 1, evaluate=False))
positive_tau = Clause("tau-positive", "τ > 0", sp.Gt(tau, 0, evaluate=False))
FEASIBLE = Clause("feasible", "|{a_t < 1 + 1/τ}_{t in [T]}| <= τ", feasible(tau))
SEQUENCE = (
    Clause("start", "x_0 >= 0", sp.Ge(x_0, 0, evaluate=False)),
    Clause(
        "recursion",
        "x_t <= a_t x_{t−1} + b_t for t in [T]",
        ForAll(sp.Le(x[t], a[t] * previous() + b[t], evaluate=False), _EVERY),
    ),
    Clause("a", "a_t >= 0 for t in [T]", ForAll(sp.Ge(a[t], 0, evaluate=False), _EVERY)),
    Clause("b", "b_t >= 0 for t in [T]", ForAll(sp.Ge(b[t], 0, evaluate=False), _EVERY)),
)
_BOUND = Clause(
    "bound",
    "x_T <= e (x_0 + c) Π{a_t : a_t >= 1 + 1/τ}",
    sp.Le(x_T(), sp.E * (x_0 + c) * large_product(tau), evaluate=False),
)
_SHARPER = Clause(
    "bound",
    "x_T <= e (x_0 + c) Π{a_t : a_t >= 1 + 1/τ} − c",
    sp.Le(x_T(), sp.E * (x_0 + c) * large_product(tau) - c, evaluate=False),
)
_TIGHTEST = Clause(
    "without e",
    "x_T <= (x_0 + c) Π max{a_t, 1 + 1/τ} − c",
    sp.Le(x_T(), (x_0 + c) * sp.Product(sp.Max(a[t], 1 + 1 / tau, evaluate=False), _EVERY) - c, evaluate=False),
)
_REPAIRED = (at_least_one_step, positive_tau, *SEQUENCE, FEASIBLE)

HALF, ONE, TWO, ZERO = Fraction(1, 2), Fraction(1), Fraction(2), Fraction(0)

STATEMENT = Statement(
    "lemma-18",
    "Lemma 18",
    "Bound on positive sequences",
    Wording(
        r"Assuming $x_0 \ge 0$, and if, for all $t = 0, 1, \dots$, $x_t \le a_t x_{t-1} + b_t$ with $a_t \ge 0$ "
        r"and $b_t \ge 0$, then $\forall \tau$ s.t. $|\{a_t < 1 + 1/\tau\}_{t \in [T]}| \le \tau$ we have $x_T "
        r"\le e(x_0 + c) \prod_{t \in [T],\, a_t \ge 1 + 1/\tau} a_t$ with $c = \min\{\tau \max_t b_t, \max_t "
        r"\frac{b_t}{a_t - 1}\}$.",
        hypotheses=(STEPS, *SEQUENCE, FEASIBLE),
        definitions={"c": c_printed()},
        conclusions=(_BOUND,),
        note="x_{−1}, at t = 0, is not defined: read t = 1, 2, …. Whatever x_{−1} is, a_0 = 0, b_0 = x_0 = 0 "
        "satisfies t = 0 in the witnesses below, and zeros continue them beyond T; letting max_t include t "
        "= 0 makes c at most 0 in the first, so it refutes that reading too. T = 0 is admitted: the proof "
        "says 'τ = 0 iff T = 0'. The printed product sign carries a T both below and above.",
    ),
    Wording(
        r"For $T \ge 1$, $\tau > 0$ and $t = 1, \dots, T$: the same with $c = \max_t b_t / \max\{1/\tau, a_t - "
        r"1\}$.",
        hypotheses=_REPAIRED,
        definitions={"c": c_of_the_proof()},
        conclusions=(_BOUND,),
        note="The constant of the paper's own proof. Without T >= 1 the maximum is over no numbers, without τ > "
        "0 there is no 1/τ. The printed c is right where every a_t > 1 (lemma_18_large_a), its first member "
        "τ max b_t always (lemma_18_tau_max_b); to read a negative c as 0 is not a repair "
        "(lemma_18_false_nonneg_c).",
    ),
    fails=r"'$c = \min\{\tau \max_t b_t, \max_t \frac{b_t}{a_t-1}\} = \max_t \frac{b_t}{\max\{1/\tau, a_t - "
    r"1\}}$': $\min$ and $\max$ are exchanged, and $b_t/(a_t-1) < 0$ where $a_t < 1$. With $a = (3, 5/4)$, "
    r"$b = (2, 1/2)$, $\tau = 2$, all $a_t > 1$, the left side is 2 and the right side 1. Also '$\tau = 0$ "
    r"iff $T = 0$': $\tau = 1$ is feasible for $T = 0$.",
    witnesses=(
        Point("bound", {"T": ONE, "tau": ONE, "x_0": ZERO, "x": (ONE,), "a": (HALF,), "b": (ONE,)}),
        # here c = 1/10, so a negative c is not the only fault
        Point(
            "bound",
            {
                "T": TWO,
                "tau": ONE,
                "x_0": ZERO,
                "x": (ONE, TWO),
                "a": (HALF, TWO),
                "b": (ONE, Fraction(1, 10)),
            },
        ),
    ),
    undefined=(
        Point("c", {"T": ONE, "tau": ONE, "x_0": ZERO, "x": (ONE,), "a": (ONE,), "b": (ONE,)}),
        Point("c", {"T": ZERO, "tau": ONE, "x_0": ZERO, "x": (), "a": (), "b": ()}),
    ),
    coq=(
        CoqProof(
            "Certify.lemma_18.Lemma18.lemma_18_false",
            "refutes",
            ("bound",),
            remark="even where T >= 1, τ > 0 and no a_t = 1, so that every expression has a value",
        ),
        CoqProof("Certify.lemma_18.Lemma18.lemma_18_repaired", wording="repaired"),
        CoqProof("Certify.lemma_18.Lemma18.lemma_18_tightest", conclusions=("without e",), wording="tightest"),
        CoqProof("Certify.lemma_18.Lemma18.lemma_18_repaired_minus_c", conclusions=("bound",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"For $T \ge 1$, $\tau > 0$, feasible or not: $x_T \le (x_0 + c) \prod_{t \in [T]} \max\{a_t, 1 + "
            r"1/\tau\} - c$ with $c = \max_t b_t / \max\{1/\tau, a_t - 1\}$; for a feasible $\tau$ the product "
            r"is at most $e \prod_{t \in [T],\, a_t \ge 1 + 1/\tau} a_t$.",
            hypotheses=_REPAIRED,
            definitions={"c": c_of_the_proof()},
            conclusions=(_TIGHTEST, _SHARPER),
            note="The printed proof has y_T + c on the left and drops the c.",
        ),
        "Attained without e: T = 1, a_1 = 2, b_1 = 1, τ = 1, x = (0, 1), c = 1 (lemma_18_tightest_attained). "
        "With e it is not attained, and e cannot be lowered: for τ = T, every a_t just below 1 + 1/T and b_t = "
        "1 the quotient (x_T + c)/(x_0 + c) comes as near as one likes to (1 + 1/T)^T, whose supremum over T is "
        "e.",
        unneeded=("the recursion at t = 0", "the condition on τ, for the first form"),
    ),
)
