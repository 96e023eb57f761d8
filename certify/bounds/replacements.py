"""``--set NAME=EXPR``: a quantity of a theorem replaced, and the hypothesis that the new value breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from certify.claims.grammar import parse_expression
from certify.errors import InputError
from proofs.ledger.rooms import THEOREMS, formula
from proofs.wording.definitions import Definition, Formula
from proofs.wording.evaluate import holds
from proofs.wording.expression import to_sympy

# Parameters that may be set: those of the question freely, those of the architecture to larger values only.
FREE = ("epsilon", "delta", "w_max", "F_max")
ARCHITECTURE = {
    "n_max": "n_max is at least every width",
    "N_star": "N_star counts every weight",
    "lambda_max": "lambda_max is at least every Lipschitz constant",
    "ell": "ell counts every layer",
}
LAYER = frozenset({"N_i", "n_in", "n_out", "n_larger"})  # what differs from layer to layer
# definitions that may use it
PER_LAYER = frozenset({"samples", "categories", "delta_i", "events", "pool_real", "pool"})
DERIVED = "derived "


def parse(replace: Mapping[str, str]) -> dict[str, sp.Expr]:
    """Read the replacements; within its own expression a name means its derived value.

    Raises
    ------
    InputError
        When a name is unknown, an expression is not in the grammar, or definitions go round in a circle.
    """
    known = {d.name for identifier in THEOREMS for d in formula(identifier).definitions}
    known |= {*FREE, *ARCHITECTURE}
    found = {}
    for name, text in replace.items():
        if name not in known:
            raise InputError(f"--set {name}: it is not known; known are {', '.join(sorted(known))}")
        usable = known | LAYER if name in PER_LAYER else known - PER_LAYER
        symbols = {other: sp.Symbol(other, positive=True) for other in usable}
        symbols[name] = sp.Symbol(DERIVED + name, positive=True)
        field = "--gamma" if name == "gamma" else f"--set {name}"
        found[name] = to_sympy(parse_expression(text, field), symbols, field)
    return found


def apply(whole: Formula, parameters: Mapping[str, Any], new: Mapping[str, sp.Expr]) -> dict[str, Any]:
    """All values of a theorem's names, with replacements in the place of what they replace."""
    values = dict(parameters) | {d.name: d.expression for d in whole.definitions if d.name not in parameters}
    for name, expression in new.items():
        if name in values:
            values[DERIVED + name] = values[name]
            values[name] = expression
    _require_no_circle(values)
    for name in (*FREE, *ARCHITECTURE):
        if name in new:
            _require_in_range(name, new[name], values)
    return values


def broken(whole: Formula, values: Mapping[str, Any], new: Mapping[str, sp.Expr]) -> tuple[str, ...]:
    """The hypotheses that replacements break for these values: one sentence each."""
    return tuple(
        f"{name}: it must be {safe} {DERIVED}{name}, or this fails: {needs}"
        for name, safe, needs in directions(whole, new)
        if holds(_kept(name, safe), values) is not True
    )


def unused(whole: Formula, new: Mapping[str, sp.Expr]) -> tuple[str, ...]:
    """The replaced names that this theorem's M does not depend on."""
    return tuple(name for name in new if name not in whole.used)


def directions(whole: Formula, new: Mapping[str, sp.Expr]) -> list[tuple[str, str, str]]:
    """For each name replaced in this theorem: the name, its safe side, and what the other side breaks."""

    def direction(definition: Definition) -> tuple[str, str, str]:
        return definition.name, definition.safe, definition.needs

    found = [direction(d) for d in whole.definitions if d.name in new and d.safe != "="]
    return found + [(name, ">=", needs) for name, needs in ARCHITECTURE.items() if name in new]


def _kept(name: str, safe: str) -> sp.Rel:
    now, derived = sp.Symbol(name, positive=True), sp.Symbol(DERIVED + name, positive=True)
    relation = sp.Le if safe == "<=" else sp.Ge
    return relation(now, derived, evaluate=False)


def _require_in_range(name: str, expression: sp.Expr, values: Mapping[str, Any]) -> None:
    symbol = sp.Symbol(name, real=True)
    if holds(sp.Lt(0, symbol, evaluate=False), values) is not True:
        raise InputError(f"--set {name}: {expression}; a number > 0 is needed")
    if name == "delta" and holds(sp.Lt(symbol, 1, evaluate=False), values) is not True:
        raise InputError(f"--set {name}: {expression}; a number between 0 and 1 is needed")


def _require_no_circle(values: Mapping[str, Any]) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise InputError(f"--set: {' uses '.join((*path, name))}; definitions must not go round in a circle")
        if name in done or not isinstance(values.get(name), sp.Basic):
            return
        for symbol in values[name].free_symbols:
            visit(str(symbol), (*path, name))
        done.add(name)

    for name in values:
        visit(name, ())
