"""certify: pruned random networks with certificates that somebody else can check."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from certify.api import audit, check, export, find_ticket, load, load_target, plan
    from certify.claims.claim import Claim
    from certify.claims.witness import Witness
    from certify.falsify.engine import search
    from certify.falsify.generate import strategies

__version__ = "0.1.0"
__all__ = [
    "Claim",
    "Witness",
    "audit",
    "check",
    "export",
    "find_ticket",
    "load",
    "load_target",
    "plan",
    "search",
    "strategies",
]

# where a public name is, if not in certify.api
_ELSEWHERE = {
    "Claim": "certify.claims.claim",
    "Witness": "certify.claims.witness",
    "search": "certify.falsify.engine",
}


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that `certify-bounds --help` does not import NumPy.
    if name == "strategies":
        return importlib.import_module("certify.falsify.generate.strategies")
    if name in __all__:
        return getattr(importlib.import_module(_ELSEWHERE.get(name, "certify.api")), name)
    raise AttributeError(f"module 'certify' has no attribute {name!r}")
