"""The statements that count neurons, from Malach et al. to our own, and their formulas."""

from __future__ import annotations

import importlib

from certify.kernel.errors import InputError
from proofs.definitions import Formula

THEOREMS = ("malach-a6", "theorem-03", "theorem-30", "closing-minimum", "combined")


def formula(identifier: str) -> Formula:
    """The count of one of :data:`THEOREMS` as named quantities.

    Raises
    ------
    InputError
        When it is not one of them.
    """
    if identifier not in THEOREMS:
        raise InputError(f"theorem: {identifier!r}; one of {', '.join(THEOREMS)} is needed")
    module = importlib.import_module(f"proofs.{identifier.replace('-', '_')}.derivation")
    result: Formula = module.formula()
    return result
