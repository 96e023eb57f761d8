"""What ``CLAIM`` may be: an id of the ledger, or a claim in a Python file of one's own."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from certify.claims.claim import Claim
from certify.errors import InputError


@dataclass(frozen=True)
class Chosen:
    """A claim, and what it is in the ledger.

    Attributes
    ----------
    claim
        It.
    statement
        Id and wording; None for a claim of one's own.
    """

    claim: Claim
    statement: tuple[str, str] | None = None


def choose(text: str, wording: str | None = None) -> Chosen:
    """The claim that a text names.

    Parameters
    ----------
    text
        ``lemma-29``, ``lemma-09/greedy`` or ``path/to/claims.py::name``.
    wording
        ``printed``, ``repaired`` or ``tightest``; by default repaired, where there is such a claim.

    Raises
    ------
    InputError
        When there is no such claim.
    """
    if "::" in text:
        if wording is not None:
            raise InputError("--wording: a claim of a file has only one")
        return Chosen(from_file(text))
    from proofs.ledger.claims import of_ledger, worded

    chosen = wording or worded(text)
    return Chosen(of_ledger(text, chosen), (text, chosen))


def every(wording: str | None = None) -> tuple[Chosen, ...]:
    """Every claim of the ledger: in one wording, or as :func:`choose` by default."""
    from proofs.ledger.claims import identifiers, of_statement

    if wording is None:
        return tuple(choose(identifier) for identifier in identifiers())
    having = [i for i in identifiers() if wording in of_statement(i.partition("/")[0])[i]]
    return tuple(choose(identifier, wording) for identifier in having)


def from_file(text: str) -> Claim:
    """The claim ``path/to/claims.py::name``.  The file is run: it is Python.

    Raises
    ------
    InputError
        When the file cannot be run, or the name is no claim in it.
    """
    path, _, name = text.partition("::")
    file = Path(path)
    if not file.is_file():
        raise InputError(f"{path}: there is no such file")
    found = getattr(_run(file), name, None)
    if not isinstance(found, Claim):
        raise InputError(f"{path}: {name!r} is no claim in it; a certify.Claim is needed")
    return found


def _run(file: Path) -> object:
    spec = importlib.util.spec_from_file_location(f"_claims_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise InputError(f"{file}: a Python file (.py) is needed")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
    except Exception as error:  # whatever a user's file raises is one line
        raise InputError(f"{file}: {type(error).__name__}: {error}") from None
    return module
