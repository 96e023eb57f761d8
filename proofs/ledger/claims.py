"""Statements of the ledger as claims: what the falsifier searches, and what a witness is compared with.

A wording whose clauses are formal is a claim as it stands.  What a wording says in words only (a probability,
*for all v_i in I_i*), its room says formally in ``claims.py``: ``CLAIMS``, per id and name of the wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from certify.claims.claim import Claim
from certify.errors import InputError
from proofs.ledger import rooms
from proofs.ledger.rooms import ROOMS, load
from proofs.wording.claims import from_wording, objections

ByWording = Mapping[str, Claim]  # per name of a wording: printed, repaired, tightest
_ORDER = ("repaired", "printed", "tightest")


def of_ledger(identifier: str, wording: str) -> Claim:
    """The claim of a statement, or of a part of one: ``lemma-29``, ``lemma-09/greedy``.

    Raises
    ------
    InputError
        When the ledger has no such statement or wording, or it is not formal.
    """
    found = of_statement(identifier.partition("/")[0])
    if identifier not in found:
        if "/" not in identifier and not found:
            raise InputError(f"{identifier}: {_why_not(identifier)}")
        raise InputError(f"{identifier}: there is no such claim; {_listed(found)}")
    if wording not in found[identifier]:
        raise InputError(f"{identifier}: it has no {wording} claim; it has {', '.join(found[identifier])}")
    return found[identifier][wording]


@cache
def of_statement(identifier: str) -> Mapping[str, ByWording]:
    """The claims of one statement: per id, per name of the wording.

    Raises
    ------
    InputError
        When there is no such statement.
    """
    if identifier not in ROOMS:
        raise InputError(f"{identifier}: there is no such statement; the ledger has {', '.join(ROOMS)}")
    if (written := rooms.claims(identifier)) is not None:
        return written
    found = {}
    for name, wording in load(identifier).wordings.items():
        if not objections(wording):
            found[name] = from_wording(identifier, wording)
    return {identifier: found} if found else {}


@cache
def identifiers() -> tuple[str, ...]:
    """The ids of all claims, in the ledger's order."""
    return tuple(identifier for room in ROOMS for identifier in of_statement(room))


def worded(identifier: str) -> str:
    """The wording that is searched where none is named: repaired, where there is one that is formal."""
    found = of_statement(identifier.partition("/")[0]).get(identifier, {})
    return next((name for name in _ORDER if name in found), "repaired")


def _why_not(identifier: str) -> str:
    reasons = [f"{name}: {objections(w)[0]}" for name, w in load(identifier).wordings.items() if objections(w)]
    return f"it cannot be searched ({'; '.join(reasons)})"


def _listed(found: Mapping[str, ByWording]) -> str:
    return f"known are {', '.join(found)}" if found else "the statement has none"
