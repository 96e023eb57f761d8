"""Claims by name: of the statements of the ledger, and in Python files of one's own.

The one place where names of the ledger's claims are resolved: for the command line and for checks of witnesses.
"""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from certify.claims.claim import Claim
from certify.errors import InputError


@dataclass(frozen=True)
class Chosen:
    """A claim that was named, and where it stands in the ledger.

    Attributes
    ----------
    claim
        The claim.
    statement
        Its id and wording in the ledger; None for a claim of one's own.
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
        When there is no such claim, or it has no such wording.
    """
    if "::" in text:
        if wording is not None:
            raise InputError("--wording: a claim in a file has only one; leave it out")
        return Chosen(from_file(text))
    from proofs.ledger.claims import worded

    chosen = wording or worded(text)
    return Chosen(of_ledger(text, chosen), (text, chosen))


def of_ledger(identifier: str, wording: str) -> Claim:
    """The claim that a wording of a statement of the ledger makes, or of a part of one: ``lemma-09/greedy``.

    Raises
    ------
    InputError
        When the ledger has no such claim.
    """
    from proofs.ledger import claims

    return claims.of_ledger(identifier, wording)


def every(wording: str | None = None) -> tuple[Chosen, ...]:
    """Every claim of the ledger: in one wording, or as :func:`choose` by default."""
    from proofs.ledger.claims import identifiers, of_statement

    if wording is None:
        return tuple(choose(identifier) for identifier in identifiers())
    having = [i for i in identifiers() if wording in of_statement(i.partition("/")[0])[i]]
    return tuple(choose(identifier, wording) for identifier in having)


def from_file(text: str) -> Claim:
    """The claim ``path/to/claims.py::name``.  The file is Python, and it is run.

    Raises
    ------
    InputError
        When the file cannot be run, or the name does not stand for a claim in it.
    """
    path, _, name = text.partition("::")
    file = Path(path)
    if not file.is_file():
        raise InputError(f"{path}: there is no such file")
    found = getattr(_run(file), name, None)
    if not isinstance(found, Claim):
        raise InputError(f"{path}: {name!r} is not a claim in it; a certify.Claim is needed")
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
