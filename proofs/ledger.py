"""The ledger: for each statement its evidence, replayed, and the verdict that follows from it.

No verdict is written by hand.  *Proved* and *refuted* come from evidence checked here; a derivation alone
shows where a formula comes from, not that the whole statement holds, so its statement stays *open*.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from certify.kernel.enclosure import IllDefined
from certify.kernel.errors import InputError
from proofs.derivation import Checked, check
from proofs.evaluate import holds
from proofs.statement import Point, Statement, Wording

# every statement that has a room, in the paper's order; ours last
ROOMS = (
    "malach-a6",
    "lemma-01",
    "theorem-03",
    "remark-04",
    "example-05",
    "example-06",
    "corollary-07",
    "lemma-09",
    "corollary-10",
    "corollary-27",
    "lemma-28",
    "lemma-29",
    "theorem-30",
    "closing-minimum",
    "combined",
)


class Status(Enum):
    """A verdict on a statement as printed."""

    PROVED = "proved"  # not: proved with its premises discharged elsewhere
    REFUTED = "refuted"  # an exactly evaluated witness exists; not: every instance fails
    ILL_DEFINED = "ill-defined"  # some admitted parameters give an expression no value
    CONDITIONAL = "conditional"  # proved from premises that the paper does not state
    OPEN = "open"  # no evidence here; not: unlikely


@dataclass(frozen=True)
class Entry:
    """One line of the ledger.

    Attributes
    ----------
    statement
        The statement.
    status
        The verdict, computed.
    evidence
        What it was computed from, in words.
    derivation
        The checked derivation, where the room has one.
    """

    statement: Statement
    status: Status
    evidence: tuple[str, ...]
    derivation: Checked | None


def load(identifier: str) -> Statement:
    """The statement of a room.

    Raises
    ------
    InputError
        When there is no such room.
    """
    statement: Statement = _module(identifier, "statement").STATEMENT
    return statement


def derivation(identifier: str) -> Checked | None:
    """The room's derivation, checked; None where the room has none."""
    if not (_room(identifier) / "derivation.py").is_file():
        return None
    return check(_module(identifier, "derivation").derive())


@cache
def entry(identifier: str) -> Entry:
    """Replay a statement's evidence and compute its verdict."""
    statement, derived = load(identifier), derivation(identifier)
    refuting = [point for point in statement.witnesses if refutes(statement.printed, point)]
    evidence = [f"witness against {point.conclusion!r}, evaluated" for point in refuting]
    if derived is not None:
        evidence.append(_describe(derived))
    evaluated = evaluates_to_true(statement.printed)
    if evaluated:
        evidence.append("every conclusion evaluated with enclosures")
    evidence += [f"Coq: {path.name} (not re-checked here)" for path in sorted(_room(identifier).glob("*.v"))]
    status = Status.REFUTED if refuting else Status.PROVED if evaluated else Status.OPEN
    return Entry(statement, status, tuple(evidence), derived)


def refutes(wording: Wording, point: Point) -> bool:
    """Whether every hypothesis certainly holds at the point and the conclusion named certainly fails.

    A hypothesis that is not formal, or an expression without a value, refutes nothing.
    """
    values = {**wording.definitions, **point.values}
    conclusions = [clause.relation for clause in wording.conclusions if clause.name == point.conclusion]
    if len(conclusions) != 1 or conclusions[0] is None:
        return False
    try:
        premises = [c.relation is not None and holds(c.relation, values) is True for c in wording.hypotheses]
        return all(premises) and holds(conclusions[0], values) is False
    except IllDefined:
        return False


def evaluates_to_true(wording: Wording) -> bool:
    """Whether the wording has no hypotheses left and every conclusion is a closed relation that holds."""
    if wording.hypotheses or not wording.conclusions:
        return False
    known = set(wording.definitions)
    for clause in wording.conclusions:
        if clause.relation is None or not {s.name for s in clause.relation.free_symbols} <= known:
            return False
        if holds(clause.relation, wording.definitions) is not True:
            return False
    return True


def _describe(derived: Checked) -> str:
    text = f"derivation of {len(derived.shown)} steps, checked"
    if derived.facts:
        text += f", assuming {'; '.join(derived.facts)}"
    if derived.obligations:
        text += f", with obligations {', '.join(step.name for step in derived.obligations)}"
    return text


def _room(identifier: str) -> Path:
    if identifier not in ROOMS:
        raise InputError(f"statement: {identifier!r} has no room; known are {', '.join(ROOMS)}")
    return Path(__file__).parent / identifier.replace("-", "_")


def _module(identifier: str, part: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"proofs.{_room(identifier).name}.{part}")
