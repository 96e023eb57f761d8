"""certify: pruned random networks with certificates that somebody else can check.

The public functions and classes are those of ``dir(certify)``; each verb of the command line is hardly more
than one call of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from certify.errors import (
    CertifyError,
    DrawFailed,
    InputError,
    MissingExtra,
    NotATicketError,
    Rejected,
    Undecided,
    UnreadableError,
    UnsupportedError,
)

if TYPE_CHECKING:
    from certify.api import attack, audit, check, export, find_ticket, load, plan, theorem_bounds
    from certify.claims.claim import Claim
    from certify.claims.witness import Witness
    from certify.falsify.engine import search
    from certify.falsify.generate import strategies
    from certify.models.targets import load_target

__version__ = "0.1.0"
__all__ = [
    "CertifyError",
    "Claim",
    "DrawFailed",
    "InputError",
    "MissingExtra",
    "NotATicketError",
    "Rejected",
    "Undecided",
    "UnreadableError",
    "UnsupportedError",
    "Witness",
    "attack",
    "audit",
    "check",
    "export",
    "find_ticket",
    "load",
    "load_target",
    "plan",
    "search",
    "strategies",
    "theorem_bounds",
]

# where a public name is, if not in certify.api
_ELSEWHERE = {
    "Claim": "certify.claims.claim",
    "Witness": "certify.claims.witness",
    "load_target": "certify.models.targets",
    "search": "certify.falsify.engine",
}


def __getattr__(name: str) -> Any:
    # Loaded when first used: `certify-bounds --help` does not import NumPy, nor a check of a ticket the rest.
    if name == "strategies":
        return importlib.import_module("certify.falsify.generate.strategies")
    if name in __all__:
        return getattr(importlib.import_module(_ELSEWHERE.get(name, "certify.api")), name)
    raise AttributeError(f"module 'certify' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
