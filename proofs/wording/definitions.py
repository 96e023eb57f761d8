"""Named quantities of a theorem, in order, each by an expression in earlier ones: what may be replaced, and how.

``--set NAME=EXPR`` replaces one; :attr:`Definition.safe` says on which side of the derived value a
replacement keeps the theorem true, and :attr:`Definition.needs` which hypothesis the other side breaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import sympy as sp


@dataclass(frozen=True)
class Definition:
    """One named quantity.

    Attributes
    ----------
    name
        As in the paper: ``k_prime``.
    expression
        In parameters and earlier names.
    source
        Where it comes from.
    safe
        ``"<="``: any smaller value keeps the theorem true; ``">="``: any larger one; ``"="``: none.
    needs
        The hypothesis that a value on the other side breaks.
    """

    name: str
    expression: sp.Expr
    source: str
    safe: Literal["<=", ">=", "="]
    needs: str


@dataclass(frozen=True)
class Formula:
    """A theorem's count M of one layer, as named quantities.

    Attributes
    ----------
    statement
        Id of the theorem.
    definitions
        In order.
    M
        The number of intermediate neurons of a layer.
    budget
        The probability with which a layer may fail.
    quantifier
        ``"every F"`` or ``"a fixed F"``.
    """

    statement: str
    definitions: tuple[Definition, ...]
    M: sp.Expr
    budget: sp.Expr
    quantifier: Literal["every F", "a fixed F"]

    @property
    def names(self) -> Mapping[str, Definition]:
        """The definitions by name."""
        return {definition.name: definition for definition in self.definitions}

    @property
    def used(self) -> frozenset[str]:
        """The names that M depends on, directly or through definitions."""
        found = {symbol.name for symbol in self.M.free_symbols}
        for definition in reversed(self.definitions):
            if definition.name in found:
                found |= {symbol.name for symbol in definition.expression.free_symbols if hasattr(symbol, "name")}
        return frozenset(found)

    def resolved(self, *keep: str) -> sp.Expr:
        """M with the definitions substituted, but for the names to keep."""
        return self.resolve(self.M, *keep)

    def resolve(self, expression: sp.Expr, *keep: str) -> sp.Expr:
        """An expression in this formula's names, with their definitions substituted, but for the names to keep."""
        for definition in reversed(self.definitions):
            if definition.name not in keep:
                old = [s for s in expression.free_symbols if s.name == definition.name]
                expression = expression.subs(dict.fromkeys(old, definition.expression))
        return expression
