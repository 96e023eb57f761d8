"""Bounded quantifiers as SymPy nodes: the largest of finitely many terms, and *for all* over a range.

SymPy has sums and products over a range; a statement such as ``x_t <= a_t x_{t−1} + b_t for all t in [T]``
with ``max_t b_t`` needs these two.  :mod:`proofs.wording.evaluate` evaluates them; nothing simplifies them.
"""

from __future__ import annotations

import sympy as sp
from sympy.logic.boolalg import Boolean


def _free(node: sp.Basic) -> set[sp.Basic]:
    body, (index, low, high) = node.args
    inside = {s for s in body.free_symbols if not s.has(index)}
    found: set[sp.Basic] = inside | low.free_symbols | high.free_symbols
    return found


class Largest(sp.Expr):  # type: ignore[misc]
    """``max { function : index = low, …, high }``; without a value where the range is empty.

    Parameters
    ----------
    function
        A term in the index.
    limits
        ``(index, low, high)``, as in :class:`sympy.Sum`.
    """

    is_commutative = True

    def __new__(cls, function: sp.Expr, limits: tuple[sp.Symbol, sp.Expr, sp.Expr]) -> Largest:
        node: Largest = sp.Expr.__new__(cls, sp.sympify(function), sp.Tuple(*limits))
        return node

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return _free(self)

    def _latex(self, printer: sp.printing.latex.LatexPrinter) -> str:
        body, (index, low, high) = self.args
        parts = [printer.doprint(part) for part in (index, low, high, body)]
        return r"\max_{{{}={}}}^{{{}}} {}".format(*parts)


class ForAll(Boolean):  # type: ignore[misc]
    """``relation for index = low, …, high``; true where the range is empty.

    Parameters
    ----------
    relation
        A relation in the index.
    limits
        ``(index, low, high)``, as in :class:`sympy.Sum`.
    """

    def __new__(cls, relation: sp.Basic, limits: tuple[sp.Symbol, sp.Expr, sp.Expr]) -> ForAll:
        node: ForAll = sp.Basic.__new__(cls, relation, sp.Tuple(*limits))
        return node

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return _free(self)

    def _latex(self, printer: sp.printing.latex.LatexPrinter) -> str:
        body, (index, low, high) = self.args
        parts = [printer.doprint(part) for part in (index, low, high, body)]
        return r"\forall {}={}, \ldots, {}:\; {}".format(*parts)


def smallest(function: sp.Expr, limits: tuple[sp.Symbol, sp.Expr, sp.Expr]) -> sp.Expr:
    """``min { function : index = low, …, high }``."""
    return -Largest(-function, limits)
