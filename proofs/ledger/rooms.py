"""The rooms: the one place where statements, derivations, claims and formulas are found by name."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

from certify.claims.claim import Claim
from certify.errors import InputError
from proofs.wording.definitions import Formula
from proofs.wording.derivation import Checked, check
from proofs.wording.statement import Statement

FOLDER = Path(__file__).parents[1] / "statements"
# The statements that count neurons, from Malach et al. to our own.
THEOREMS = ("malach-a6", "theorem-03", "theorem-30", "closing-minimum", "combined", "fan-out")

_NUMBERED = re.compile(r"(?:lemma|theorem|corollary|example|remark)-(\d+)")
# Where the statements without a number stand; those not named here come last.
_BEFORE = ("malach-a6",)
_AFTER = ("closing-minimum", "algorithm-1", "certificate", "sampler", "batch-hall", "combined", "fan-out")


def _place(identifier: str) -> tuple[int, int, str]:
    """The paper's order; ours last."""
    if identifier in _BEFORE:
        return 0, _BEFORE.index(identifier), identifier
    if numbered := _NUMBERED.match(identifier):
        return 1, int(numbered[1]), identifier
    return 2, _AFTER.index(identifier) if identifier in _AFTER else len(_AFTER), identifier


# every statement that has a room, in the paper's order
ROOMS = tuple(sorted((file.parent.name.replace("_", "-") for file in FOLDER.glob("*/statement.py")), key=_place))


def folder(identifier: str) -> Path:
    """The folder of a statement's room.

    Raises
    ------
    InputError
        When there is no such room.
    """
    if identifier not in ROOMS:
        raise InputError(f"statement: {identifier!r} has no room; known are {', '.join(ROOMS)}")
    return FOLDER / identifier.replace("-", "_")


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
    module = _module(identifier, "derivation")
    return None if module is None else check(module.derive())


def claims(identifier: str) -> dict[str, dict[str, Claim]] | None:
    """The claims that a room writes out itself, per id and name of the wording; None where it writes none."""
    module = _module(identifier, "claims")
    return None if module is None else module.CLAIMS


def formula(identifier: str) -> Formula:
    """The count of one of :data:`THEOREMS` as named quantities.

    Raises
    ------
    InputError
        When it is not one of them.
    """
    if identifier not in THEOREMS:
        raise InputError(f"theorem: {identifier!r}; one of {', '.join(THEOREMS)} is needed")
    result: Formula = _module(identifier, "derivation").formula()
    return result


def _module(identifier: str, part: str) -> Any:
    """A module of a room; None where the room has no such part."""
    room = folder(identifier)
    if not (room / f"{part}.py").is_file():
        return None
    return importlib.import_module(f"proofs.statements.{room.name}.{part}")
