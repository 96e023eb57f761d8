"""A statement's symbolic bound and its derivation, as text or LaTeX: what ``bounds --show`` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from certify.bounds.replacements import DERIVED, directions, parse, unused
from proofs.ledger import rooms
from proofs.ledger.replay import entry
from proofs.ledger.rooms import THEOREMS, formula
from proofs.statements.lemma_09.statement import RANGE
from proofs.wording.definitions import Formula
from proofs.wording.derivation import Checked
from proofs.wording.evaluate import holds
from proofs.wording.symbols import gamma as gamma_symbol
from proofs.wording.symbols import latex as in_latex

SHORT = ("eps_w", "k_prime")


def present(identifier: str, replace: Mapping[str, str], *, latex: bool) -> dict[str, Any]:
    """Everything that ``--show`` prints about a statement.

    Parameters
    ----------
    identifier
        A room of the ledger: ``theorem-30``.
    replace
        γ and quantities to replace, as text in the closed grammar.
    latex
        Formulas in LaTeX instead of plain text.

    Returns
    -------
    dict
        label, title, status, quote; ``bound``, ``definitions`` and ``breaks`` as lines; ``derivation``: the
        statement's own steps after those of every statement that it uses, each with how it was shown.

    Raises
    ------
    InputError
        When there is no such room, or a replacement cannot be read.
    StepRejected
        When a step of a derivation is wrong.
    """
    judged = entry(identifier, run=False)
    new = parse(replace)

    def write(expression: sp.Basic) -> str:
        return in_latex(expression) if latex else str(expression)

    counts = identifier in THEOREMS
    whole = formula(identifier) if counts else None
    return {
        "statement": identifier,
        "label": judged.statement.label,
        "title": judged.statement.title,
        "status": judged.where_it_applies,
        "quote": judged.statement.printed.quote,
        "bound": [f"{write(sp.Symbol('M_i'))} = {write(_bound(whole, new))}"] if whole else [],
        "definitions": _definitions(whole, new, write) if whole else [],
        "breaks": _breaks(whole, new),
        "derivation": [_steps(checked, write) for checked in _chain(identifier)],
    }


def _bound(whole: Formula, new: Mapping[str, sp.Expr]) -> sp.Expr:
    """M with every definition substituted except ε_w, k′ and those replaced."""
    return whole.resolved(*SHORT, *new)


def _definitions(whole: Formula, new: Mapping[str, sp.Expr], write: Any) -> list[str]:
    lines = []
    for definition in whole.definitions:
        name = definition.name
        expression, source = new.get(name, definition.expression), definition.source
        if name in new and new[name] != definition.expression:
            source = f"replaced; derived: {write(definition.expression)}"
        if gamma_symbol in expression.free_symbols:
            expression = expression.subs(gamma_symbol, new["gamma"])
        lines.append(f"{write(sp.Symbol(name))} = {write(expression)}    ({source})")
    return lines


def _breaks(whole: Formula | None, new: Mapping[str, sp.Expr]) -> list[str]:
    """What can be said without numbers: γ out of range, and on which side a replacement is safe."""
    values = {"gamma": new["gamma"]}
    lines = [clause.text for clause in RANGE if holds(clause.relation, values) is not True]
    if whole is None:
        return lines
    for name, side, needs in directions(whole, new):
        lines.append(f"{name}, unless it is {side} {DERIVED}{name}: {needs}")
    return lines + [f"{name}: M does not use it" for name in unused(whole, new) if name != "gamma"]


def _chain(identifier: str) -> list[Checked]:
    """The derivations that a statement rests on, each after those that it uses; its own comes last."""
    found: dict[str, Checked] = {}

    def visit(name: str) -> None:
        checked = rooms.derivation(name)
        if checked is None or name in found:
            return
        for used in checked.derivation.uses:
            visit(used)
        found[name] = checked

    visit(identifier)
    return list(found.values())


def _steps(checked: Checked, write: Any) -> dict[str, Any]:
    signs = {sp.Eq: "=", sp.Le: "<=", sp.Ge: ">="}
    steps = [
        {
            "name": step.name,
            "because": step.because,
            "claim": f"{write(step.claim.lhs)} {signs.get(type(step.claim), '<')} {write(step.claim.rhs)}",
            "shown": how.value if step.fact is None else f"{how.value}: {step.fact}",
        }
        for step, how in checked.shown
    ]
    return {"statement": checked.derivation.statement, "steps": steps}
