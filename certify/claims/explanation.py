"""The comparisons that make a statement true or false, with the values of their sides: for people only.

No verdict rests on what is found here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certify.claims.evaluation import Evaluation, Variables
from certify.claims.expressions import MAX_STEPS, asked
from certify.claims.reals import Real, Vector, Work
from certify.claims.scope import Scope
from certify.claims.trees import Apply, Expression, Masked, Ranged, operands
from certify.exact.enclosure import MAX_BITS


@dataclass(frozen=True)
class Comparison:
    """A comparison with the values of its sides, and of the variables bound around it."""

    left: Real
    relation: str
    right: Real
    variables: Mapping[str, Real | Vector]


def decisive(
    tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int | Work = MAX_STEPS
) -> tuple[Comparison, ...]:
    """The comparisons that make a statement what it is.

    Of a false conjunction the first part that fails, of a false disjunction all parts; of a
    quantifier that only all its instances together settle, none.

    Raises
    ------
    IllDefined, InputError, Undecided
        As :func:`certify.claims.expressions.truth`.
    """
    return asked(lambda evaluation: _decisive(evaluation, tree, {}), scope, limit, steps)


def _decisive(evaluation: Evaluation, node: Expression, local: Variables) -> tuple[Comparison, ...]:
    found = evaluation.certain(node, local)
    match node:
        case Ranged() | Masked():
            return _instance(evaluation, node, local, found)
        case Apply(operator="not" | "=>"):
            return _parts(evaluation, node.arguments, local)
        case Apply(operator="and" | "or"):
            parts = operands(node)
            if found is (node.operator == "or"):
                parts = [next(part for part in parts if evaluation.truth(part, local) is found)]
            return _parts(evaluation, parts, local)
        case Apply():
            left, right = (evaluation.number(side, local) for side in node.arguments)
            return (Comparison(left, node.operator, right, local),)
    return ()


def _parts(evaluation: Evaluation, parts: Sequence[Expression], local: Variables) -> tuple[Comparison, ...]:
    return tuple(comparison for part in parts for comparison in _decisive(evaluation, part, local))


def _instance(
    evaluation: Evaluation, node: Ranged | Masked, local: Variables, found: bool
) -> tuple[Comparison, ...]:
    """Of the first instance that settles a quantifier alone."""
    if found is not (node.operator == "exists"):
        return ()
    instances = evaluation.instances(node, local)
    first = next((inner for inner in instances if evaluation.truth(node.body, inner) is found), None)
    return () if first is None else _decisive(evaluation, node.body, first)
