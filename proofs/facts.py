"""The analytic facts that derivations may assume, by name: nothing else enters unproved.

A statement whose derivation rests on a fact is at most as good as the evidence for that fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import sympy as sp

x = sp.Symbol("x", real=True)


@dataclass(frozen=True)
class Fact:
    """An inequality in one real variable x, or between constants.

    Attributes
    ----------
    name
        As derivations cite it.
    relation
        The inequality, ``<=``.
    domain
        For which x, in words.
    """

    name: str
    relation: sp.Rel
    domain: str


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.name: fact
        for fact in (
            Fact("1 + x <= exp(x)", sp.Le(1 + x, sp.exp(x), evaluate=False), "every real x"),
            Fact("1/2 <= 1 - exp(-1)", sp.Le(sp.Rational(1, 2), 1 - sp.exp(-1), evaluate=False), "constants"),
        )
    }
)


def instance_of(fact: Fact, claim: sp.Rel) -> bool:
    """Whether the claim is the fact at some x: both sides equal after one substitution."""
    if not isinstance(claim, sp.Le):
        return False
    if fact.relation.free_symbols:
        at = sp.solve(sp.Eq(fact.relation.lhs, claim.lhs), x)
        return any(sp.simplify(fact.relation.rhs.subs(x, a) - claim.rhs) == 0 for a in at)
    return bool(claim.lhs == fact.relation.lhs and sp.simplify(claim.rhs - fact.relation.rhs) == 0)
