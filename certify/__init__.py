"""certify: pruned random networks with certificates that somebody else can check."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from certify.api import check, export, find_ticket, load, load_target, plan

__version__ = "0.1.0"
__all__ = ["check", "export", "find_ticket", "load", "load_target", "plan"]


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that `certify-bounds --help` does not import NumPy.
    if name in __all__:
        return getattr(importlib.import_module("certify.api"), name)
    raise AttributeError(f"module 'certify' has no attribute {name!r}")
