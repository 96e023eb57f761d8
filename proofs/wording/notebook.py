"""Derivations on a notebook's page, written from the objects that were checked: LaTeX, and text beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from proofs.wording.definitions import Formula
from proofs.wording.derivation import Derivation, Step, StepRejected, check, check_step
from proofs.wording.symbols import WRITTEN, latex

_SIGNS = {sp.Eq: ("=", "="), sp.Le: ("<=", r"\leq"), sp.Lt: ("<", "<"), sp.Ge: (">=", r"\geq"), sp.Gt: (">", ">")}
_LETTER = re.compile(r"\w(_\w+)?'?")  # any other name is words
_ONE_LINE = 70  # characters of plain text; a longer relation is broken before its sign


@dataclass(frozen=True, repr=False)
class Page:
    """What a cell shows: Markdown for a browser, text for a terminal and for the tests."""

    text: str
    markdown: str

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.markdown


def step(derivation: Derivation, name: str) -> Step:
    """The step of that name."""
    return {each.name: each for each in derivation.steps}[name]


def steps(derivation: Derivation, *names: str) -> Page:
    """Check a derivation; show its steps, or those named, each with how it was shown.

    Raises
    ------
    StepRejected
        When a step is wrong.
    """
    found = [(each, how) for each, how in check(derivation).shown if not names or each.name in names]
    text, markdown = [derivation.statement], []
    for each, how in found:
        shown = how.value if each.fact is None else f"{how.value}: {each.fact}"
        shown += ", written alike" if each.claim.lhs == each.claim.rhs else ""
        text.append(f"  {each.name}: {each.because}\n      {_plain(each.claim)}\n      [{shown}]")
        why = f"- **{_prose(each.name)}**: {_prose(each.because)} *({_prose(shown)})*"
        markdown.append(f"{why}\n\n{_math(each.claim)}")
    return Page("\n".join(text), "\n\n".join(markdown))


def formulas(named: Mapping[str, sp.Expr]) -> Page:
    """Expressions by name, as equations."""
    relations = [_named(name, expression) for name, expression in named.items()]
    return Page("\n".join(map(_plain, relations)), "\n\n".join(map(_math, relations)))


def definitions(formula: Formula) -> Page:
    """A theorem's named quantities in order, each with its source, and its count M."""
    named = [(each.name, each.expression, each.source) for each in formula.definitions]
    named.append(("M_i", formula.M, f"enough for {formula.quantifier}"))
    text, markdown = [], []
    for name, expression, source in named:
        relation = _named(name, expression)
        text.append(f"{_plain(relation)}    ({source})")
        markdown.append(f"- {_prose(source)}\n\n{_math(relation)}")
    return Page("\n".join(text), "\n\n".join(markdown))


def perturbed(derivation: Derivation, name: str, claim: sp.Rel) -> Page:
    """Put another claim in the place of a step's and check that step: the claim, and what came of it."""
    changed = step(derivation.perturbed(name, claim), name)
    try:
        outcome = f"not rejected: {check_step(changed).value}"
    except StepRejected as rejected:
        outcome = f"rejected: {rejected}"
    text = f"{_plain(claim)}\n{outcome}"
    return Page(text, f"{_math(claim)}\n\n{_prose(outcome)}")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Page:
    """A table: one object, so that a cell shows it in one piece."""
    cells = [list(map(str, row)) for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in cells]
    text = ["  ".join(row).rstrip() for row in padded]
    markdown = [f"| {' | '.join(_prose(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in cells]
    markdown.insert(1, "|" + "---|" * len(head))
    return Page("\n".join(text), "\n".join(markdown))


def _named(name: str, expression: sp.Expr) -> sp.Rel:
    return sp.Eq(sp.Symbol(name), expression, evaluate=False)


def _plain(relation: sp.Rel) -> str:
    if relation.lhs == relation.rhs:
        return str(relation.lhs)
    return f"{relation.lhs} {_SIGNS[type(relation)][0]} {relation.rhs}"


def _math(relation: sp.Rel) -> str:
    left, right = _written(relation.lhs), _written(relation.rhs)
    if relation.lhs == relation.rhs:
        return f"$$\n{left}\n$$"
    sign = _SIGNS[type(relation)][1]
    if len(_plain(relation)) <= _ONE_LINE:
        return f"$$\n{left} {sign} {right}\n$$"
    return f"$$\n\\begin{{aligned}}\n& {left} \\\\\n{sign}\\; & {right}\n\\end{{aligned}}\n$$"


def _written(expression: sp.Basic) -> str:
    if not isinstance(expression, sp.Symbol) or expression.name in WRITTEN or _LETTER.fullmatch(expression.name):
        return latex(expression)
    return rf"\text{{{expression.name}}}"


def _prose(text: str) -> str:
    for character in r"\*_<[":
        text = text.replace(character, f"\\{character}")
    return text
