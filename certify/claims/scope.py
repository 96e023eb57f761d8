"""What the names in an expression stand for: parameters with exact values, and definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from certify.claims.trees import Expression

Value = Fraction | tuple[Fraction, ...]  # of a parameter: a number, or a vector of them
Case = Mapping[str, Value]  # a value for every parameter of a claim


@dataclass(frozen=True)
class Definition:
    """A claim's own name for an expression, with or without arguments."""

    arguments: tuple[str, ...]
    body: Expression


@dataclass(frozen=True)
class Scope:
    """What names stand for.

    Attributes
    ----------
    parameters
        Per name an ``int`` or ``Fraction``, or a tuple of them.
    definitions
        Per name a :class:`Definition` in terms of parameters and other definitions.
    """

    parameters: Mapping[str, Fraction | int | tuple[Fraction | int, ...]]
    definitions: Mapping[str, Definition] = field(default_factory=dict)


def entries(value: Value) -> tuple[Fraction, ...]:
    """The numbers of a value: the entries of a vector, or the number itself."""
    return value if isinstance(value, tuple) else (value,)
