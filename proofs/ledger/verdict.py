"""Evidence, and the verdict that follows from it: the one place where a verdict comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from certify.errors import CertifyError
from proofs.ledger.coq import Closed
from proofs.wording.statement import Point, Wording


class Status(Enum):
    """A verdict on one wording of a statement."""

    PROVED = "proved"  # not: proved with its premises discharged elsewhere
    REFUTED = "refuted"  # an exactly evaluated witness exists; not: every instance fails
    ILL_DEFINED = "ill-defined"  # some admitted parameters give an expression no value
    CONDITIONAL = "conditional"  # proved from premises that the wording does not state
    OPEN = "open"  # no evidence here; not: unlikely


class State(Enum):
    """What became of a piece of evidence when it was replayed."""

    REPLAYS = "replays"
    FAILS = "does not replay"
    NOT_CHECKED = "not re-checked here"  # what it needs is not installed, or was not to be run


class Inconsistent(CertifyError):
    """One conclusion of one wording is both proved and refuted: something that was believed is wrong."""


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence, replayed.

    Attributes
    ----------
    kind
        ``derived``, ``evaluated``, ``z3 · cvc5``, ``fact``, ``Coq``, ``witness`` or ``undefined``.
    wording
        ``printed``, ``repaired`` or ``tightest``.
    conclusions
        The names of the conclusions it is about.
    shows
        What it says of them; None where it says nothing (a derivation).
    state
        What became of it.
    text
        In words: what was checked, or why it does not replay.
    needs
        Premises that the wording does not state.
    remark
        How the evidence is to be read.
    point
        Where it was evaluated, if at a point.
    closed
        The theorem of Coq, where Coq accepted it.
    """

    kind: str
    wording: str
    conclusions: tuple[str, ...]
    shows: Status | None
    state: State
    text: str
    needs: tuple[str, ...] = ()
    remark: str = ""
    point: Point | None = None
    closed: Closed | None = None


def verdict(wording: Wording, evidence: Iterable[Evidence]) -> Status:
    """The verdict that follows from evidence on a wording.

    Raises
    ------
    Inconsistent
        When one conclusion is both proved and refuted.

    Guarantee
    ---------
    ``proved`` needs a proof of every conclusion without further premises; ``refuted`` a refutation of one.
    """
    believed = list(evidence)
    found = [of_conclusion(clause.name, believed) for clause in wording.conclusions]
    if Status.REFUTED in found:
        return Status.REFUTED
    if any(piece.shows is Status.ILL_DEFINED for piece in believed):
        return Status.ILL_DEFINED
    if not found or Status.OPEN in found:
        return Status.OPEN
    return Status.CONDITIONAL if Status.CONDITIONAL in found else Status.PROVED


def of_conclusion(name: str, evidence: Iterable[Evidence]) -> Status:
    """The verdict on one conclusion.

    Raises
    ------
    Inconsistent
        When it is both proved and refuted.
    """
    shown = {piece.shows for piece in evidence if name in piece.conclusions}
    if {Status.REFUTED, Status.PROVED} <= shown:
        raise Inconsistent(f"conclusion {name!r} is both proved and refuted")
    for status in (Status.REFUTED, Status.PROVED, Status.CONDITIONAL):
        if status in shown:
            return status
    return Status.OPEN
