"""Which assumptions of a theorem hold for the input given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certify.bounds.setting import Setting
from certify.exact.enclosure import IllDefined
from proofs.wording.evaluate import holds
from proofs.wording.statement import Clause, Statement


@dataclass(frozen=True)
class Assumption:
    """A hypothesis of a theorem and whether it holds.

    Attributes
    ----------
    name, text
        As in the room's statement.
    holds
        True, False, or None where the input does not say.
    """

    name: str
    text: str
    holds: bool | None


def assumptions(statement: Statement, setting: Setting, values: Mapping[str, Any]) -> tuple[Assumption, ...]:
    """Every hypothesis, printed ones first, then those that only the repaired wording states."""
    printed, repaired = statement.printed, statement.repaired or statement.printed
    every = (*repaired.setting, *repaired.hypotheses, *printed.setting, *printed.hypotheses)
    clauses = {clause.name: clause for clause in every}
    return tuple(Assumption(c.name, c.text, _holds(c, setting, values)) for c in clauses.values())


def _holds(clause: Clause, setting: Setting, values: Mapping[str, Any]) -> bool | None:
    if clause.relation is None:
        return _about_the_input(clause.name, setting)
    try:
        return holds(clause.relation, values)
    except IllDefined:
        return False


def _about_the_input(name: str, setting: Setting) -> bool | None:
    match name:
        case "relu":
            return set(setting.activations) == {"relu"}
        case "no-biases":
            return not any(setting.has_bias)
        case "lipschitz":
            return True  # all activations are
        case "input-norm":
            return None if setting.squared_input is None else setting.squared_input <= 1
        case "sparse":
            return True if max(setting.weights) <= max(setting.widths) else None
    return None
