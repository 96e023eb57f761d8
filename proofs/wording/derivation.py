"""Derivations as objects: a chain of steps, each checked, from definitions to formulas.

An equality is accepted when its two sides have the same normal form.  An inequality is accepted when its
slack is non-negative by SymPy's assumptions, or when it is an instance of a named fact of
:mod:`proofs.wording.facts`; otherwise it remains an *obligation*.  Numbers are tried first and may only reject.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

import sympy as sp

from certify.errors import CertifyError, Undecided
from certify.exact.enclosure import IllDefined
from proofs.wording.evaluate import evaluate
from proofs.wording.facts import FACTS, instance_of

POINTS = 6
BITS = 256


class StepRejected(CertifyError):
    """A step of a derivation is wrong, or is not shown by the rules here."""


class Shown(Enum):
    """How a step was accepted."""

    NORMAL_FORM = "both sides have the same normal form"
    SLACK = "the slack is non-negative"
    FACT = "an instance of a named fact"
    OBLIGATION = "left to the solvers"  # not accepted: nothing has shown it yet
    DEFINITION = "a definition"


@dataclass(frozen=True)
class Step:
    """One step of a derivation.

    Attributes
    ----------
    name
        Unique within its derivation.
    claim
        ``Eq(before, after)`` or an inequality, always unevaluated.
    because
        One sentence for the reader.
    fact
        The name of the fact of :mod:`proofs.wording.facts` that an inequality is an instance of, if any.
    defines
        Whether the claim introduces its left side (a symbol) rather than asserting something.
    hypotheses
        Relations under which the claim is made; points where they fail are not tried.
    """

    name: str
    claim: sp.Rel
    because: str
    fact: str | None = None
    defines: bool = False
    hypotheses: tuple[sp.Rel, ...] = ()

    @property
    def slack(self) -> sp.Expr:
        """Larger side minus smaller side."""
        large, small = (self.claim.gts, self.claim.lts) if not isinstance(self.claim, sp.Eq) else self.claim.args
        return large - small


@dataclass(frozen=True)
class Derivation:
    """A chain of steps and the formulas it ends in.

    Attributes
    ----------
    statement
        Id of the statement it belongs to: ``lemma-09``.
    steps
        The steps, in order.
    results
        The quantities derived, by their name in the paper.
    uses
        Ids of the statements whose results were substituted.
    """

    statement: str
    steps: tuple[Step, ...]
    results: Mapping[str, sp.Expr]
    uses: tuple[str, ...] = ()

    def perturbed(self, name: str, claim: sp.Rel) -> Derivation:
        """The same derivation with the claim of one step replaced: for tests and ``audit --with``."""
        steps = tuple(replace(step, claim=claim) if step.name == name else step for step in self.steps)
        return replace(self, steps=steps)


@dataclass(frozen=True)
class Checked:
    """What :func:`check` found: every step with how it was shown."""

    derivation: Derivation
    shown: tuple[tuple[Step, Shown], ...]

    @property
    def obligations(self) -> tuple[Step, ...]:
        """The steps that nothing here has shown."""
        return tuple(step for step, how in self.shown if how is Shown.OBLIGATION)

    @property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts that steps rest on."""
        return tuple(sorted({step.fact for step, how in self.shown if how is Shown.FACT and step.fact}))


def equal(name: str, before: sp.Expr, after: sp.Expr, because: str) -> Step:
    """A step ``before = after``."""
    return Step(name, sp.Eq(before, after, evaluate=False), because)


def at_most(
    name: str, small: sp.Expr, large: sp.Expr, because: str, fact: str | None = None, *hypotheses: sp.Rel
) -> Step:
    """A step ``small <= large``."""
    return Step(name, sp.Le(small, large, evaluate=False), because, fact, hypotheses=hypotheses)


def define(symbol: sp.Symbol, expression: sp.Expr, because: str) -> Step:
    """A definition ``symbol := expression``."""
    return Step(symbol.name, sp.Eq(symbol, expression, evaluate=False), because, defines=True)


def check(derivation: Derivation) -> Checked:
    """Check every step.

    Returns
    -------
    Checked
        How each step was shown; inequalities that nothing showed are its obligations.

    Raises
    ------
    StepRejected
        When a step is false at some exact point, or an equality has no common normal form.

    Guarantee
    ---------
    Every step that is not an obligation was shown symbolically; evaluation at points has only rejected.
    """
    return Checked(derivation, tuple((step, check_step(step)) for step in derivation.steps))


def check_step(step: Step) -> Shown:
    """Check one step: see :func:`check`."""
    if step.defines:
        return _check_definition(step)
    reject_by_numbers(step)
    if isinstance(step.claim, sp.Eq):
        if not same_normal_form(step.claim.lhs, step.claim.rhs):
            sides = f"{step.claim.lhs} and {step.claim.rhs}"
            raise StepRejected(f"step {step.name}: {sides} have no common normal form")
        return Shown.NORMAL_FORM
    if step.fact is not None:
        if not instance_of(FACTS[step.fact], step.claim):
            raise StepRejected(f"step {step.name}: {step.claim} is not an instance of {step.fact}")
        return Shown.FACT
    return Shown.SLACK if is_non_negative(step.slack) else Shown.OBLIGATION


def _check_definition(step: Step) -> Shown:
    if not isinstance(step.claim, sp.Eq) or not isinstance(step.claim.lhs, sp.Symbol):
        raise StepRejected(f"step {step.name}: a definition is an equation with a symbol on its left")
    if step.claim.lhs in step.claim.rhs.free_symbols:
        raise StepRejected(f"step {step.name}: {step.claim.lhs} is defined by itself")
    return Shown.DEFINITION


def same_normal_form(a: sp.Expr, b: sp.Expr) -> bool:
    """Whether ``a − b`` reduces to 0 by expansion, of logarithms too, or by rational simplification."""
    difference = sp.expand_log(sp.expand(a - b), force=False)
    for reduce in (sp.expand, _expanded_logs, sp.radsimp, sp.simplify):
        difference = reduce(difference)
        if difference == 0:
            return True
    return False


def is_non_negative(expression: sp.Expr) -> bool:
    """Whether SymPy's assumptions show the expression ``>= 0``, as written or expanded or factored."""
    forms = (lambda e: e, sp.expand, lambda e: sp.expand(_expanded_logs(e)), sp.factor)
    return any(form(expression).is_nonnegative for form in forms)


def _expanded_logs(expression: sp.Expr) -> sp.Expr:
    return sp.expand(sp.expand_log(sp.together(expression), force=False))


def reject_by_numbers(step: Step) -> None:
    """Raise when the claim is certainly false at one of a few random exact points."""
    for values in points(step):
        try:
            small, large = (evaluate(side, values, BITS) for side in (step.claim.lhs, step.claim.rhs))
            if isinstance(step.claim, sp.Ge | sp.Gt):
                small, large = large, small
        except (IllDefined, Undecided):
            continue
        wrong = small.certainly_gt(large) or (isinstance(step.claim, sp.Eq) and small.certainly_lt(large))
        if wrong:
            shown = ", ".join(f"{name} = {value}" for name, value in values.items())
            raise StepRejected(f"step {step.name}: false at {shown}: {small} against {large}")


def points(step: Step) -> Iterator[dict[str, Fraction]]:
    """Reproducible random exact points that satisfy the symbols' assumptions and the step's hypotheses."""
    draw = random.Random(step.name)
    symbols = sorted(step.claim.free_symbols, key=lambda s: s.name)
    found = 0
    for _ in range(40 * POINTS):
        values = {s.name: _draw(s, draw) for s in symbols}
        if all(_true_at(h, values) for h in step.hypotheses):
            yield values
            found += 1
        if found == POINTS:
            return


def _draw(symbol: sp.Symbol, draw: random.Random) -> Fraction:
    if symbol.is_integer:
        return Fraction(draw.randint(1 if symbol.is_positive else 0, 9))
    value = Fraction(draw.randint(1, 400), draw.randint(1, 200))
    return value if symbol.is_nonnegative or draw.random() < 0.5 else -value


def _true_at(relation: sp.Rel, values: Mapping[str, Fraction]) -> bool:
    try:
        small, large = evaluate(relation.lts, values, BITS), evaluate(relation.gts, values, BITS)
    except (IllDefined, Undecided):
        return False
    return small.certainly_le(large)
