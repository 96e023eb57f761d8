"""Whether a Coq theorem still says what was read when it was reviewed, and says it with the statement's constants.

A room's ``coq.md`` holds what Coq printed of each theorem when a person last read it: the closed statement, the
definitions it uses, the axioms.  A theorem that bears the same name and says anything else is no evidence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import sympy as sp

from proofs.ledger.coq import Closed
from proofs.ledger.reading import Unreadable, read_number, read_relation, read_theorem
from proofs.wording.derivation import same_normal_form
from proofs.wording.facts import Fact
from proofs.wording.statement import CoqProof, Wording

PAGE = "coq.md"
_LONG = 40  # lines; a longer definition is shown by its first lines and its digest
_LET = re.compile(r"\blet ([a-z_A-Z][\w']*) :=\s+(.*?)\s+in\b", re.DOTALL)
_NAMES = {"eps": "epsilon"}  # as rooms and Coq abbreviate


def objection(room: Path, proof: CoqProof, wording: Wording, closed: Closed) -> str | None:
    """Why a theorem that Coq accepts is no evidence all the same; None where nothing speaks against it."""
    known = recorded(room / PAGE)
    if proof.theorem in known and known[proof.theorem] != record(closed):
        return f"it no longer says what {room.name}/{PAGE} records"
    return _other_constant(proof, wording, closed.statement)


def says(closed: str, fact: Fact) -> bool:
    """Whether the closed statement that Coq prints is a fact."""
    try:
        premises, relation = read_theorem(closed)
    except Unreadable:
        return False
    theirs, ours = (*premises, relation), (*fact.premises, fact.relation)
    return len(theirs) == len(ours) and all(map(_same_relation, theirs, ours))


def _same_relation(a: sp.Rel, b: sp.Rel) -> bool:
    named = {s: sp.Symbol(s.name, real=True) for s in a.free_symbols}
    sides = zip(a.args, b.args, strict=True)
    return a.func is b.func and all(sp.simplify(p.xreplace(named) - q) == 0 for p, q in sides)


def record(closed: Closed) -> str:
    """A theorem as a section of a room's page."""
    parts = [f"## {closed.theorem}", _block(closed.statement)]
    if closed.definitions:
        parts += ["with", _block("\n\n".join(map(shortened, closed.definitions)))]
    parts += ["Axioms: " + (", ".join(f"`{axiom}`" for axiom in closed.axioms) or "none") + "."]
    return "\n\n".join(parts)


def recorded(page: Path) -> Mapping[str, str]:
    """The sections of a room's page, by theorem."""
    if not page.is_file():
        return {}
    _, *sections = page.read_text(encoding="utf-8").split("\n## ")
    return {section.splitlines()[0]: f"## {section.strip()}" for section in sections}


def page(label: str, theorems: Iterable[Closed]) -> str:
    """The text of a room's page."""
    first = "As Coq prints it. Written by `python -m proofs.ledger.page --write`; read it before it is committed."
    return "\n\n".join([f"# {label}: what Coq proves", first, *map(record, theorems)]) + "\n"


def shortened(definition: str) -> str:
    """A definition as it is shown: a long one by its first lines and its digest."""
    lines = definition.splitlines()
    if len(lines) <= _LONG:
        return definition
    digest = hashlib.sha256(definition.encode()).hexdigest()
    return "\n".join([*lines[:3], f"  (* {len(lines) - 3} more lines; sha256 {digest} *)"])


def _block(text: str) -> str:
    return f"```coq\n{text}\n```"


def _other_constant(proof: CoqProof, wording: Wording, statement: str) -> str | None:
    """Where the theorem gives a name of the wording's definitions another value."""
    flat = " ".join(statement.split())
    for name, text in proof.constants.items():
        if " ".join(text.split()) not in flat:
            return f"{text!r} does not occur in it"
        if not _says(name, text, wording):
            return f"{name} is {text} in it, which is not the statement's"
    for name, text in _LET.findall(statement):
        ours = name.replace("'", "_prime")
        comparable = ours in wording.definitions and _comparable(text, wording.definitions[ours])
        if comparable and not _says(ours, text, wording):
            return f"{name} is {' '.join(text.split())} in it, which is not the statement's {ours}"
    return None


def _comparable(text: str, expression: sp.Expr) -> bool:
    try:
        return _names(read_number(text)) == _names(expression)
    except Unreadable:
        return False


def _says(name: str, text: str, wording: Wording) -> bool:
    """Whether Coq's text is the definition, or the conclusion, of that name."""
    try:
        if name in wording.definitions:
            return _same(read_number(text), wording.definitions[name])
        (relation,) = read_relation(text)
        (ours,) = (c.relation for c in wording.conclusions if c.name == name and isinstance(c.relation, sp.Rel))
    except (Unreadable, ValueError):
        return False
    kinds = [isinstance(r, sp.Lt | sp.Gt) for r in (relation, ours)]
    sides = [(r.lts, r.gts) if not isinstance(r, sp.Eq) else r.args for r in (relation, ours)]
    return kinds[0] is kinds[1] and all(_same(a, b) for a, b in zip(*sides, strict=True))


def _same(a: sp.Expr, b: sp.Expr) -> bool:
    a, b = _plain(a), _plain(b)
    if isinstance(a, sp.ceiling) and isinstance(b, sp.ceiling):
        return _same(a.args[0], b.args[0])
    return same_normal_form(a, b)


def _plain(expression: sp.Expr) -> sp.Expr:
    names = {s: _NAMES.get(s.name, s.name) for s in _symbols(expression)}
    return expression.xreplace({s: sp.Symbol(name, positive=True) for s, name in names.items()})


def _names(expression: sp.Expr) -> set[str]:
    return {_NAMES.get(s.name, s.name) for s in _symbols(expression)}


def _symbols(expression: sp.Expr) -> set[sp.Symbol]:
    return {s for s in expression.free_symbols if isinstance(s, sp.Symbol)}
