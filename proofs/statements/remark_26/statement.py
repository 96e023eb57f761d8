"""Remark 26, as printed: its parenthesis is false, as this τ lets Remark 19 drop the factor e."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_18.statement import STEPS, T, a, b, feasible, large_product, least, tau, x_0
from proofs.wording.quantified import ForAll, Largest
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Wording

t = sp.Symbol("t", integer=True, positive=True)
_EVERY = (t, 1, T)
_LARGE = Clause("large", "min_t a_t > 1", sp.Gt(least(), 1, evaluate=False))
_FEASIBLE = Clause("feasible", "|{a_t < 1 + 1/τ}_{t in [T]}| <= τ", feasible(tau))
_TAU = {"tau": 1 / (least() - 1)}
_STARTS = (
    Clause("start", "x_0 >= 0", sp.Ge(x_0, 0, evaluate=False)),
    Clause("b", "b_t >= 0 for t in [T]", ForAll(sp.Ge(b[t], 0, evaluate=False), _EVERY)),
)
_ENOUGH = sp.Ge(least(), 1 + 1 / T, evaluate=False)


def bound_at_T() -> sp.Expr:
    """Lemma 18's bound at τ = T, with the constant of its proof, but for the factor e."""
    c = Largest(b[t] / sp.Max(1 / T, a[t] - 1, evaluate=False), _EVERY)
    return (x_0 + c) * large_product(T)


def bound_at_tau() -> sp.Expr:
    """The same at τ = 1/(min_t a_t − 1): every a_t is counted, and 1/τ <= a_t − 1."""
    return (x_0 + Largest(b[t] / (a[t] - 1), _EVERY)) * sp.Product(a[t], _EVERY)


def _useful(here: sp.Expr) -> sp.Basic:
    """The bound at τ, given, is less than Lemma 18's at T only if min_t a_t >= 1 + 1/T."""
    return sp.Or(sp.Ge(here, sp.E * bound_at_T(), evaluate=False), _ENOUGH, evaluate=False)


def _at(n: int, entry: Fraction) -> dict[str, Fraction | tuple[Fraction, ...]]:
    """n equal a_t, every b_t = 1 and x_0 = 1."""
    return {"T": Fraction(n), "x_0": Fraction(1), "a": (entry,) * n, "b": (Fraction(1),) * n}


STATEMENT = Statement(
    "remark-26",
    "Remark 26",
    "τ from min_t a_t",
    Wording(
        r"If $\min_t a_t > 1$ then $\tau = 1/(\min_t a_t - 1)$ is feasible (but useful only if $\min_t a_t \ge "
        r"1 + 1/T$).",
        hypotheses=(STEPS, _LARGE, *_STARTS),
        definitions=_TAU,
        conclusions=(
            _FEASIBLE,
            Clause(
                "useful",
                "Remark 19's bound at τ, (x_0 + max_t b_t/(a_t − 1)) Π a_t, is less than Lemma 18's at τ = T only "
                "if "
                "min_t a_t >= 1 + 1/T",
                _useful(bound_at_tau()),
            ),
        ),
        note="min_t a_t has a value only where T >= 1. 'Useful' is read: of a smaller bound than τ = T, which is "
        "feasible in any case (Remark 20). At this τ every a_t >= 1 + 1/τ, so by Remark 19 the factor e is 1. "
        "If all a_t < 1 + 1/T and b = 0 it is useful for every x_0 > 0 (Remark26.useful_always). The smallest τ "
        "that counts no a_t is this one; a smaller one that counts some may be feasible (Corollary 22).",
    ),
    Wording(
        r"If $\min_t a_t > 1$ then $\tau = 1/(\min_t a_t - 1)$ is feasible (but, Remark 19 left aside, useful "
        r"only if $\min_t a_t \ge 1 + 1/T$).",
        hypotheses=(STEPS, _LARGE, *_STARTS),
        definitions=_TAU,
        conclusions=(
            _FEASIBLE,
            Clause(
                "useful with e",
                "Lemma 18's bound at τ, e (x_0 + max_t b_t/(a_t − 1)) Π a_t, is less than at τ = T only if min_t "
                "a_t >= 1 + 1/T",
                _useful(sp.E * bound_at_tau()),
            ),
        ),
        note="Lemma 18's bound, with its factor e, grows with τ (Remark26.lemma_18_bound_grows).",
    ),
    fails=r"'useful only if $\min_t a_t \ge 1 + 1/T$': at $T = 3$, $a_t = 5/4 < 4/3$, $b_t = x_0 = 1$ it is $\tau "
    r"= 4$, and $(1 + 4)(5/4)^3 < 10 < 4e$.",
    witnesses=(Point("useful", _at(3, Fraction(5, 4))), Point("useful", _at(5, Fraction(23, 20)))),
    rests_on=("remark-19", "corollary-22"),
    coq=(
        CoqProof(
            "Certify.lemma_18.Lemma18.remark_26",
            conclusions=("feasible",),
            remark="T >= 1 is not even needed: Coq's minimum of no numbers is a number",
        ),
        CoqProof("Certify.remark_26.Remark26.useful_below", "refutes", ("useful",)),
        CoqProof("Certify.lemma_18.Lemma18.remark_26", conclusions=("feasible",), wording="repaired"),
        CoqProof(
            "Certify.remark_26.Remark26.remark_26_repaired", conclusions=("useful with e",), wording="repaired"
        ),
    ),
)
