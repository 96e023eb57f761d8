"""A statement with something changed: what ``audit --with`` and ``--without`` judge.

Coq's evidence is about the unchanged statement and does not count here.  A changed statement is open or refuted
unless its conclusions are really shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import sympy as sp

from certify.claims.grammar import parse_expression, parse_statement
from certify.claims.trees import Apply, Expression
from certify.errors import InputError
from proofs.ledger.points import Values, admits, neighbours, refutes, undefines
from proofs.ledger.replay import Entry, replayed, suggestions
from proofs.ledger.smtlib import reached
from proofs.ledger.solvers import installed, obligations
from proofs.ledger.verdict import Status
from proofs.wording.expression import to_sympy
from proofs.wording.statement import Clause, Point, Statement, Wording

BASES = 4  # admitted points whose neighbours are tried
_COMPARISONS = {"<=": sp.Le, ">=": sp.Ge, "<": sp.Lt, ">": sp.Gt, "==": sp.Eq, "!=": sp.Ne}
_WORDS = {"and": sp.And, "or": sp.Or, "not": sp.Not, "=>": sp.Implies}


def judge(statement: Statement, put: Mapping[str, str], without: Iterable[str], wording: str) -> Entry:
    """Replay what can be replayed of a changed wording, and search it for a witness.

    Parameters
    ----------
    statement
        The statement.
    put
        Name to expression in the closed grammar: a hypothesis, definition or conclusion replaced, or a
        hypothesis added.
    without
        Names of hypotheses left out.
    wording
        Which wording is changed: ``printed``, ``repaired`` or ``tightest``.

    Returns
    -------
    Entry
        Of a statement whose printed wording is the changed one.

    Raises
    ------
    InputError
        When a name is unknown or an expression cannot be read.
    """
    if wording not in statement.wordings:
        raise InputError(
            f"--wording: {statement.id} has no {wording} wording; it has {', '.join(statement.wordings)}"
        )
    new = changed(statement.wordings[wording], put, without)
    bare = replace(
        statement, printed=new, repaired=None, tightest=None, fails="", coq=(), witnesses=(), undefined=()
    )
    found = replayed(bare, run=True)
    if found.status in (Status.PROVED, Status.REFUTED):
        return found
    witnesses, undefined = search(statement, new, found)
    return replayed(replace(bare, witnesses=witnesses, undefined=undefined), run=True)


def changed(wording: Wording, put: Mapping[str, str], without: Iterable[str]) -> Wording:
    """The wording with parts replaced, added and left out."""
    for name in without:
        _require_hypothesis(name, wording)
        wording = replace(wording, hypotheses=tuple(c for c in wording.hypotheses if c.name != name))
    for name, text in put.items():
        wording = _with(wording, name, text)
    return wording


def search(statement: Statement, wording: Wording, found: Entry) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """A witness for a conclusion that is not proved, else a point without a value; each exactly evaluated."""
    verdicts = found.per_conclusion("printed")
    asked = [c.name for c in wording.conclusions if c.relation is not None and verdicts[c.name] is Status.OPEN]
    formal = [c.relation for c in wording.conclusions if c.relation is not None]
    used = dict.fromkeys(name for clause in formal for name in reached(clause, wording.definitions))
    unvalued: tuple[Point, ...] = ()
    for values in _tried(statement, wording):
        for name in asked:
            if refutes(wording, Point(name, values)):
                return (Point(name, values),), ()
        if not unvalued:
            unvalued = tuple(Point(n, values) for n in used if undefines(wording, Point(n, values)))[:1]
    return (), unvalued


def _tried(statement: Statement, wording: Wording) -> Iterator[Values]:
    """Admitted points among the room's, corners, a random choice, a solver's model, and neighbours of some."""
    asked = obligations(statement.id, "changed", wording)[:1] if installed() else ()
    ones = {name: Fraction(1) for name in wording.parameters}
    bases: list[Values] = []
    for values in suggestions(statement, wording, *asked):
        if admits(wording, Point("", {**ones, **values})):
            bases.append({**ones, **values})
    yield from bases
    for base in bases[:BASES]:
        yield from (values for values in neighbours(wording, base) if admits(wording, Point("", values)))


def _require_hypothesis(name: str, wording: Wording) -> None:
    names = [clause.name for clause in wording.hypotheses]
    if name not in names:
        raise InputError(f"--without: {name!r} is no hypothesis; these are {', '.join(names) or 'none'}")


def _with(wording: Wording, name: str, text: str) -> Wording:
    field = f"--with {name}"
    symbols = _symbols(wording)
    if name in wording.definitions:
        value = to_sympy(parse_expression(text, field), {n: s for n, s in symbols.items() if n != name}, field)
        _require_no_circle(name, value, wording)
        return replace(wording, definitions={**wording.definitions, name: value})
    clause = Clause(name, text, relation(parse_statement(text, field), symbols, field))
    if name in [c.name for c in wording.conclusions]:
        return replace(wording, conclusions=tuple(clause if c.name == name else c for c in wording.conclusions))
    kept = tuple(c for c in wording.hypotheses if c.name != name)
    return replace(wording, hypotheses=(*kept, clause))


def _symbols(wording: Wording) -> dict[str, sp.Symbol]:
    found = dict(wording.parameters)
    for name in wording.definitions:
        found[name] = sp.Symbol(name, real=True)
    return found


def _require_no_circle(name: str, value: sp.Expr, wording: Wording) -> None:
    if name in reached(value, {**wording.definitions, name: value}):
        raise InputError(f"--with {name}: {name} is defined by itself")


def relation(tree: Expression, symbols: Mapping[str, sp.Symbol], field: str) -> sp.Basic:
    """The tree of a statement as a relation of SymPy, nothing simplified."""
    if isinstance(tree, Apply) and tree.operator in _COMPARISONS:
        left, right = (to_sympy(argument, symbols, field) for argument in tree.arguments)
        return _COMPARISONS[tree.operator](left, right, evaluate=False)
    if isinstance(tree, Apply) and tree.operator in _WORDS:
        parts = [relation(argument, symbols, field) for argument in tree.arguments]
        return _WORDS[tree.operator](*parts, evaluate=False)
    raise InputError(f"{field}: a comparison is needed, joined by and, or, not")
