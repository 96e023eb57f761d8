"""Bounds: the expressions that ``proofs`` derived, evaluated rigorously.

SymPy is imported when one of the names is used, not before.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from certify.bounds.accuracy import eps_w
from certify.kernel.golden import log_ceiling

if TYPE_CHECKING:
    from certify.bounds.setting import Setting
    from certify.bounds.theorems import TheoremBound, all_bounds, bound

_HOMES = {"Setting": "setting", "TheoremBound": "theorems", "all_bounds": "theorems", "bound": "theorems"}

__all__ = ["Setting", "TheoremBound", "all_bounds", "bound", "eps_w", "log_ceiling"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"certify.bounds.{_HOMES[name]}"), name)
