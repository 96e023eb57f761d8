"""A statement with something changed: what ``audit --with`` and ``--without`` judge.

A text that says what a part says already, as ``falsify --show`` prints it, changes nothing; and a changed wording
that says what another wording of the statement says is judged as that one.  Any other is a new statement: Coq's
evidence is not about it and does not count, so it is open or refuted unless its conclusions are shown otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import sympy as sp

from certify.claims.claim import Claim
from certify.claims.grammar import parse_expression, parse_statement
from certify.claims.trees import Expression, is_statement
from certify.errors import InputError
from proofs.ledger.claims import of_statement
from proofs.ledger.points import Coordinates, admits, neighbours, refutes, undefines
from proofs.ledger.replay import Entry, entry, replayed, suggestions
from proofs.ledger.smtlib import reached
from proofs.ledger.solvers import installed, obligations
from proofs.ledger.verdict import Status
from proofs.wording.expression import Names, to_relation, to_sympy
from proofs.wording.statement import Clause, Point, Statement, Wording

BASES = 4  # admitted points whose neighbours are tried
_HEAD = re.compile(r"\s*(\w+)\s*\([\w\s,]*\)\s*")  # P_w(w)


def judge(statement: Statement, put: Mapping[str, str], without: Iterable[str], wording: str) -> Entry:
    """Replay what can be replayed of a changed wording, and search it for a witness.

    Parameters
    ----------
    statement
        The statement.
    put
        Name to text in the closed grammar: a hypothesis, definition or conclusion replaced, or a hypothesis
        added.  A definition with arguments may be named with them: ``P_w(w)``.
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
        When a name is unknown or a text cannot be read.
    """
    if wording not in statement.wordings:
        raise InputError(
            f"--wording: {statement.id} has no {wording} wording; it has {', '.join(statement.wordings)}"
        )
    new = changed(statement, wording, put, without)
    for name, known in statement.wordings.items():
        if new.says_what(known):
            return _only(entry(statement.id), name)
    bare = _bare(statement, new)
    found = replayed(bare, run=True)
    if found.status in (Status.PROVED, Status.REFUTED):
        return found
    witnesses, undefined = search(statement, new, found)
    return replayed(replace(bare, witnesses=witnesses, undefined=undefined), run=True)


def _bare(statement: Statement, wording: Wording) -> Statement:
    """The statement with one wording, as if printed, and no evidence."""
    return replace(
        statement, printed=wording, repaired=None, tightest=None, fails="", coq=(), witnesses=(), undefined=()
    )


def _only(found: Entry, name: str) -> Entry:
    """One wording of a statement of the ledger with its evidence, as if it were the printed one."""
    if name == "printed":
        return found
    pieces = tuple(replace(piece, wording="printed") for piece in found.pieces if piece.wording == name)
    return replace(found, statement=_bare(found.statement, found.statement.wordings[name]), pieces=pieces)


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


def _tried(statement: Statement, wording: Wording) -> Iterator[Coordinates]:
    """Admitted points among the room's, corners, a random choice, a solver's model, and neighbours of some."""
    asked = obligations(statement.id, "changed", wording)[:1] if installed() else ()
    ones = {name: Fraction(1) for name in wording.parameters}
    bases: list[Coordinates] = []
    for values in suggestions(statement, wording, *asked):
        if admits(wording, Point("", {**ones, **values})):
            bases.append({**ones, **values})
    yield from bases
    for base in bases[:BASES]:
        yield from (values for values in neighbours(wording, base) if admits(wording, Point("", values)))


# what the changes say -----------------------------------------------------------------------------


def changed(statement: Statement, name: str, put: Mapping[str, str], without: Iterable[str]) -> Wording:
    """The wording of that name with parts replaced, added and left out."""
    wording = statement.wordings[name]
    for hypothesis in without:
        _require_hypothesis(hypothesis, wording)
        wording = replace(wording, hypotheses=tuple(c for c in wording.hypotheses if c.name != hypothesis))
    for head, text in put.items():
        wording = _with(statement, name, wording, head, text)
    return wording


def _with(statement: Statement, name: str, wording: Wording, head: str, text: str) -> Wording:
    part = found[1] if (found := _HEAD.fullmatch(head)) else head
    field = f"--with {head}"
    arities = {n: len(arguments) for n, arguments in _signatures(statement, name).items()}
    tree = _parsed(text, field, arities)
    if _known(statement, name, part, tree) is not None:
        return wording
    for other in statement.wordings:
        if (known := _known(statement, other, part, tree)) is not None and known.value is not None:
            return _put(wording, part, known)
    return _put(wording, part, _new(statement, name, wording, part, tree, field, text))


@dataclass(frozen=True)
class _Part:
    """A part of a wording: an expression for a definition, else a clause; None where only the claim has it."""

    kind: Literal["definition", "hypothesis", "conclusion"]
    value: Clause | sp.Basic | None


def _parsed(text: str, field: str, arities: Mapping[str, int]) -> Expression:
    """A number where the text is one, else a statement."""
    try:
        return parse_expression(text, field, arities)
    except InputError:
        return parse_statement(text, field, arities)


def _known(statement: Statement, name: str, part: str, tree: Expression) -> _Part | None:
    """The part of that name in a wording, where the claim that the falsifier searches says it in these words."""
    wording, claim = statement.wordings[name], _claim(statement, name)
    if claim is None:
        return None
    if part in claim.functions and claim.functions[part].body == tree:
        return _Part("definition", wording.definitions.get(part))
    if claim.assumed.get(part) == tree:
        return _Part("hypothesis", _named(part, wording.hypotheses))
    if claim.concluded.get(part) == tree:
        return _Part("conclusion", _named(part, wording.conclusions))
    return None


def _claim(statement: Statement, name: str) -> Claim | None:
    return of_statement(statement.id).get(statement.id, {}).get(name)


def _named(name: str, clauses: Iterable[Clause]) -> Clause | None:
    return next((clause for clause in clauses if clause.name == name), None)


def _new(
    statement: Statement, name: str, wording: Wording, part: str, tree: Expression, field: str, text: str
) -> _Part:
    """A part that no wording has: which kind it is of follows from its name, and from whether it is a number."""
    functions = _functions(wording, _signatures(statement, name))
    if part in wording.definitions and not is_statement(tree):
        others = {n: s for n, s in _names(wording).items() if n != part}
        value = to_sympy(tree, others, field, {n: f for n, f in functions.items() if n != part})
        if part in reached(value, {**wording.definitions, part: value}):
            raise InputError(f"{field}: {part} is defined by itself")
        return _Part("definition", value)
    clause = Clause(part, text, to_relation(tree, _names(wording), field, functions))
    hypothesis, conclusion = (_named(part, c) is not None for c in (wording.hypotheses, wording.conclusions))
    if hypothesis and conclusion:
        raise InputError(f"{field}: a hypothesis and a conclusion have this name; it does not say which is meant")
    if part in wording.definitions and not (hypothesis or conclusion):
        raise InputError(f"{field}: {part} is a definition; a number is needed, not a comparison")
    if part in wording.parameters and not (hypothesis or conclusion):
        raise InputError(f"{field}: {part} is a parameter; bound it by a hypothesis of another name")
    return _Part("conclusion" if conclusion else "hypothesis", clause)


def _put(wording: Wording, name: str, part: _Part) -> Wording:
    """The wording with a part in the place of the one of its kind and name, or with a hypothesis added."""
    match part.kind, part.value:
        case "definition", sp.Basic() as value:
            return replace(wording, definitions={**wording.definitions, name: value})
        case "conclusion", Clause() as clause:
            return replace(wording, conclusions=_replaced(wording.conclusions, clause))
        case "hypothesis", Clause() as clause:
            return replace(wording, hypotheses=_replaced(wording.hypotheses, clause))
    return wording


def _replaced(clauses: tuple[Clause, ...], new: Clause) -> tuple[Clause, ...]:
    if _named(new.name, clauses) is None:
        return (*clauses, new)
    return tuple(new if clause.name == new.name else clause for clause in clauses)


def _require_hypothesis(name: str, wording: Wording) -> None:
    names = [clause.name for clause in wording.hypotheses]
    if name not in names:
        raise InputError(
            f"--without: {name!r} is not a hypothesis; the hypotheses are {', '.join(names) or 'none'}"
        )


# what the names stand for ---------------------------------------------------------------------------


def _names(wording: Wording) -> Names:
    """The parameters and the definitions; of a definition's sign nothing is assumed, for it may be replaced."""
    found: dict[str, sp.Symbol | sp.IndexedBase] = dict(wording.parameters)
    found |= {name: sp.Symbol(name, real=True) for name in wording.definitions}
    return found | wording.bases


def _signatures(statement: Statement, name: str) -> Mapping[str, tuple[str, ...]]:
    """Per definition with arguments their names: ``{"P_w": ("w",)}``."""
    claim = _claim(statement, name)
    return {} if claim is None else {n: arguments for n, arguments in claim.signatures.items() if arguments}


def _functions(wording: Wording, signatures: Mapping[str, tuple[str, ...]]) -> dict[str, sp.Lambda]:
    """The definitions with arguments, but for those that use an argument through another definition."""
    found = {}
    for name, arguments in signatures.items():
        body, symbols = wording.definitions.get(name), [wording.parameters.get(a) for a in arguments]
        if isinstance(body, sp.Basic) and None not in symbols:
            others = [wording.definitions[other] for other in reached(body, wording.definitions)]
            if not any(e.free_symbols & set(symbols) for e in others if isinstance(e, sp.Basic)):
                found[name] = sp.Lambda(tuple(symbols), body)
    return found
