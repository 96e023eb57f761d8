"""By how much a statement holds, case by case: a guide for the search, on which no verdict rests."""

from __future__ import annotations

from certify.claims.trees import COMPARISONS, QUANTIFIERS, Apply, Expression, Masked, Ranged, operands
from certify.falsify.fast.arithmetic import N
from certify.falsify.fast.walk import Unsupported, Variables, Walk, extreme

FAR = 1e300  # the margin of a quantifier without instances


def margin(walk: Walk[N], node: Expression, local: Variables[N]) -> N:
    """Right minus left of a comparison; min, max and minus for ``and``, ``or``, ``not``."""
    walk.spend(1)
    if isinstance(node, Ranged | Masked) and node.operator in QUANTIFIERS:
        return _quantified(walk, node, local)
    if not isinstance(node, Apply):
        raise Unsupported("a comparison is needed")
    if node.operator in COMPARISONS:
        left, right = (walk.number(side, local) for side in node.arguments)
        return _compared(node.operator, left, right)
    margins = [margin(walk, part, local) for part in operands(node)]
    if node.operator in ("not", "=>"):
        margins[0] = -margins[0]
    return extreme(iter(margins), largest=node.operator != "and")


def _quantified(walk: Walk[N], node: Ranged | Masked, local: Variables[N]) -> N:
    found = walk.numbers.of(FAR if node.operator == "forall" else -FAR)
    unknown, instances = walk.instances(node, local)
    for inner, active in instances:
        part = margin(walk, node.body, inner)
        further = found.minimum(part) if node.operator == "forall" else found.maximum(part)
        found = further.where(active, found)
    return found.unless(unknown)


def _compared(relation: str, left: N, right: N) -> N:
    match relation:
        case "<" | "<=":
            return right - left
        case ">" | ">=":
            return left - right
    ahead = left - right
    return ahead.maximum(-ahead) if relation == "!=" else ahead.minimum(-ahead)
