"""Equations among the hypotheses, which floats satisfy nearly at best.

The fast path is asked about them relaxed; a case that would then be a suspect is repaired in exact rationals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from certify.claims.claim import Claim
from certify.claims.scope import Case, Value
from certify.claims.trees import Apply, Expression, Number, Ranged
from certify.falsify.fast.filtering import Filter
from certify.falsify.generate.order import Order
from certify.falsify.generate.solving import applied
from certify.falsify.generate.strategies import appended, side_of

NEARLY = Number(Fraction(1, 1 << 40), 0)  # the gap of numbers that are nearly equal, over the sum of their sizes
DENOMINATOR = 10_000  # of a repaired number, at most, where no equation says what it is


class Equations:
    """The equations of a claim.

    Parameters
    ----------
    claim
        The claim.
    order
        In which its parameters are chosen.
    """

    def __init__(self, claim: Claim, order: Order) -> None:
        self.claim, self.order = claim, order
        nearly = tuple(map(relaxed, claim.assumed.values()))
        self.filter = Filter(claim, nearly) if nearly != tuple(claim.assumed.values()) else None

    def repaired(self, case: Case) -> Case:
        """The case with shorter numbers, and with exactly those that equations ask for."""
        found: dict[str, Value] = {}
        for name in self.order.parameters:
            value = case[name]
            if not isinstance(value, tuple):
                found[name] = self._number(name, 0, value, found)
                continue
            found[name] = ()
            for i, entry in enumerate(value, 1):
                found[name] = appended(found[name], self._number(name, i, entry, found))
        return found

    def _number(self, name: str, index: int, value: Fraction, found: Mapping[str, Value]) -> Fraction:
        for bound in self.order.bounds[name]:
            side = side_of(self.claim, bound, index, found) if bound.relation == "==" else None
            if isinstance(side, Fraction):
                return side
        return value.limit_denominator(DENOMINATOR)


def relaxed(tree: Expression) -> Expression:
    """A hypothesis in which numbers that have to be equal only have to be nearly so."""
    match tree:
        case Apply(operator="and"):
            return replace(tree, arguments=tuple(map(relaxed, tree.arguments)))
        case Ranged(operator="forall"):
            return replace(tree, body=relaxed(tree.body))
        case Apply(operator="=="):
            left, right = tree.arguments
            size = applied("+", applied("abs", left), applied("abs", right))
            gap = applied("abs", applied("-", left, right))
            return applied("<=", gap, applied("*", NEARLY, size))
    return tree
