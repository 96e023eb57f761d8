"""Whether a Coq theorem was read as evidence for a statement, still says what it said, and has its constants.

That a theorem says what a wording says in words, a person has to judge.  A room's ``coq.md`` holds what was there
to be judged: for each theorem the conclusions that it is said to show, in the wording's words, and what Coq
prints of it: the closed statement, the definitions it uses, the axioms.  A theorem that is not recorded there,
not recorded for these conclusions, or says anything else by now, is not evidence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import sympy as sp

from proofs.ledger.coq import Closed, Replay
from proofs.ledger.reading import Unreadable, read_number, read_relation, read_theorem
from proofs.wording.derivation import same_normal_form
from proofs.wording.facts import Fact
from proofs.wording.statement import CoqProof, Statement, Wording

PAGE = "coq.md"
WRITE = "python -m proofs.ledger.page --write"
_FIRST = (
    "What each theorem is said to show, and what Coq prints of it. A theorem counts as evidence once it is "
    f"recorded here. Written by `{WRITE}`: compare the two before you commit."
)
_FENCE = "```coq\n"
_ASSUMES = re.compile(r"\b(?:assum|suppos|premise|model|idealis|independen|provided|given that)", re.IGNORECASE)
_LONG = 40  # lines; a longer definition is shown by its first lines and its digest
_LET = re.compile(r"\blet ([a-z_A-Z][\w']*) :=\s+(.*?)\s+in\b", re.DOTALL)
_NAMES = {"eps": "epsilon"}  # as rooms and Coq abbreviate


def objection(room: Path, proof: CoqProof, wording: Wording, closed: Closed) -> str | None:
    """Why a theorem is not evidence although Coq accepts it; None where nothing speaks against it."""
    section = recorded(room / PAGE).get(proof.theorem)
    if section is None:
        return f"{room.name}/{PAGE} does not record it: run `{WRITE}` and read the page"
    uses, fence, printed = section.partition(_FENCE)
    if fence + printed != _printed(closed):
        return f"it no longer says what {room.name}/{PAGE} records"
    if use(proof, wording) not in uses.splitlines():
        return f"{room.name}/{PAGE} does not record that it {use(proof, wording).removeprefix('- ')}"
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


def use(proof: CoqProof, wording: Wording) -> str:
    """What a theorem is said to show, in a line: the words that a reader compares with what Coq prints."""
    clauses = [c for c in wording.conclusions if not proof.conclusions or c.name in proof.conclusions]
    shown = "; ".join(f"*{clause.name}* ({clause.text})" for clause in clauses)
    premises = f", from premises not in the wording: {'; '.join(assumed(proof))}" if assumed(proof) else ""
    remark = f"; {proof.remark}" if proof.remark and proof.remark not in assumed(proof) else ""
    return f"- {proof.shows}, {proof.wording}: {shown}{premises}{remark}"


def assumed(proof: CoqProof) -> tuple[str, ...]:
    """What a theorem assumes and the wording does not say: its premises, and a remark that speaks of assuming."""
    return (*proof.premises, proof.remark) if _ASSUMES.search(proof.remark) else proof.premises


def record(closed: Closed, uses: Iterable[str]) -> str:
    """A theorem as a section of a room's page."""
    return "\n\n".join([f"## {closed.theorem}", "\n".join(uses), _printed(closed)])


def _printed(closed: Closed) -> str:
    parts = [_block(closed.statement)]
    if closed.definitions:
        parts += ["with", _block("\n\n".join(map(shortened, closed.definitions)))]
    parts += ["Axioms: " + (", ".join(f"`{axiom}`" for axiom in closed.axioms) or "none") + "."]
    return "\n\n".join(parts)


def recorded(page: Path) -> Mapping[str, str]:
    """The sections of a room's page, by theorem; none where there is no page."""
    return sections(page.read_text(encoding="utf-8")) if page.is_file() else {}


def sections(text: str) -> Mapping[str, str]:
    """The sections of the text of a page, by theorem."""
    _, *found = text.split("\n## ")
    return {section.splitlines()[0]: f"## {section.strip()}" for section in found}


def page(statement: Statement, answers: Mapping[str, Replay]) -> str:
    """The text of a room's page: every theorem that the statement names and Coq accepts."""
    uses: dict[str, list[str]] = {}
    for proof in statement.coq:
        if proof.wording in statement.wordings:
            line = use(proof, statement.wordings[proof.wording])
            uses.setdefault(proof.theorem, []).append(line)
    closed = ((answers[theorem], lines) for theorem, lines in uses.items())
    sections = [record(answer, lines) for answer, lines in closed if isinstance(answer, Closed)]
    label = statement.id if statement.label == "ours" else statement.label
    return "\n\n".join([f"# {label}: what Coq proves", _FIRST, *sections]) + "\n" if sections else ""


def news(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The theorems of a page that are new, changed or gone, for the person who has to read them."""
    said = [(theorem, "changed" if theorem in before else "new") for theorem in after]
    found = [f"{word}: {theorem}" for theorem, word in said if before.get(theorem) != after[theorem]]
    return found + [f"gone: {theorem}" for theorem in before if theorem not in after]


def shortened(definition: str) -> str:
    """A definition as it is shown: a long one by its first lines and its digest."""
    lines = definition.splitlines()
    if len(lines) <= _LONG:
        return definition
    digest = hashlib.sha256(definition.encode()).hexdigest()
    return "\n".join([*lines[:3], f"  (* {len(lines) - 3} more lines; sha256 {digest} *)"])


def _block(text: str) -> str:
    return f"{_FENCE}{text}\n```"


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
