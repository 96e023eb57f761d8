"""The analytic facts that derivations and obligations may assume, by name: nothing else enters unproved.

Each has its own theorem in ``coq/Facts.v``; the ledger requires that it says the very same.  A statement whose
evidence rests on a fact is at most as good as the evidence for that fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import sympy as sp

x, y = sp.symbols("x y", real=True)


@dataclass(frozen=True)
class Fact:
    """An inequality or equation in real variables x and y, under premises.

    Attributes
    ----------
    name
        As derivations cite it.
    relation
        What holds.
    domain
        For which x and y, in words.
    theorem
        The name of its theorem in ``coq/Facts.v``.
    premises
        The domain as relations.
    """

    name: str
    relation: sp.Rel
    domain: str
    theorem: str
    premises: tuple[sp.Rel, ...] = ()

    def at(self, *values: sp.Expr) -> tuple[tuple[sp.Rel, ...], sp.Rel]:
        """Premises and relation at x and y."""
        return tuple(_put(premise, values) for premise in self.premises), _put(self.relation, values)


@cache  # the questions about one statement share most of their instances
def _put(relation: sp.Rel, values: tuple[sp.Expr, ...]) -> sp.Rel:
    put = dict(zip((x, y), values, strict=False))
    sides = [side.subs(put, simultaneous=True) for side in relation.args]
    return relation.func(*sides, evaluate=False)


def _le(a: sp.Expr, b: sp.Expr) -> sp.Rel:
    return sp.Le(a, b, evaluate=False)


def _lt(a: sp.Expr, b: sp.Expr) -> sp.Rel:
    return sp.Lt(a, b, evaluate=False)


def _eq(a: sp.Expr, b: sp.Expr) -> sp.Rel:
    return sp.Eq(a, b, evaluate=False)


def _ln(a: sp.Expr) -> sp.Expr:
    return sp.log(a, evaluate=False)


_ONE = sp.Integer(1)
_E = sp.exp(1)

FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        name: Fact(name, relation, domain, f"Certify.coq.Facts.{theorem}", premises)
        for name, relation, domain, theorem, premises in (
            ("1 + x <= exp(x)", _le(1 + x, sp.exp(x)), "every real x", "exp_above_tangent", ()),
            ("1/2 <= 1 - exp(-1)", _le(_ONE / 2, 1 - 1 / _E), "constants", "half_below", ()),
            ("exp(1) <= 3", _le(_E, sp.Integer(3)), "constants", "e_at_most_3", ()),
            ("0 < exp(x)", _lt(sp.Integer(0), sp.exp(x)), "every real x", "exp_positive", ()),
            ("exp increases", _lt(sp.exp(x), sp.exp(y)), "x < y", "exp_increases", (_lt(x, y),)),
            ("exp(x + y) = exp(x) exp(y)", _eq(sp.exp(x + y), sp.exp(x) * sp.exp(y)), "all x, y", "exp_sum", ()),
            ("ln(x) <= x - 1", _le(_ln(x), x - 1), "x > 0", "ln_below_tangent", (_lt(sp.Integer(0), x),)),
            ("1 - 1/x <= ln(x)", _le(1 - 1 / x, _ln(x)), "x > 0", "ln_above", (_lt(sp.Integer(0), x),)),
            (
                "ln increases",
                _lt(_ln(x), _ln(y)),
                "0 < x < y",
                "ln_increases",
                (_lt(sp.Integer(0), x), _lt(x, y)),
            ),
            (
                "ln(x y) = ln(x) + ln(y)",
                _eq(_ln(x * y), _ln(x) + _ln(y)),
                "x, y > 0",
                "ln_product",
                (_lt(sp.Integer(0), x), _lt(sp.Integer(0), y)),
            ),
            (
                "ln(x^y) = y ln(x)",
                _eq(_ln(x**y), y * _ln(x)),
                "x > 0",
                "ln_power",
                (_lt(sp.Integer(0), x),),
            ),
            (
                "exp(ln(x)) = x",
                _eq(sp.exp(_ln(x), evaluate=False), x),
                "x > 0",
                "exp_ln",
                (_lt(sp.Integer(0), x),),
            ),
        )
    }
)


def instance_of(fact: Fact, claim: sp.Rel) -> bool:
    """Whether the claim is a fact without premises at some x: both sides equal after one substitution."""
    if not isinstance(claim, sp.Le) or fact.premises or not isinstance(fact.relation, sp.Le):
        return False
    if fact.relation.free_symbols:
        at = sp.solve(sp.Eq(fact.relation.lhs, claim.lhs), x)
        return any(sp.simplify(fact.relation.rhs.subs(x, a) - claim.rhs) == 0 for a in at)
    return bool(claim.lhs == fact.relation.lhs and sp.simplify(claim.rhs - fact.relation.rhs) == 0)
