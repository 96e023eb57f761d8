"""Comparisons solved for one parameter, step by step, as far as that can be done.

``sum(i, 1, k, p[i]) == 1`` determines the last entry of p; ``floor(x) < y`` leaves a tie where x is y.  A
step that may not keep the direction of a comparison leaves a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from certify.claims.claim import Claim
from certify.claims.trees import Apply, Call, Constant, Expression, Masked, Name, Number, Ranged

MAX_DEPTH = 40
TIE = "~"  # in the place of a relation: the two sides are equal where something changes
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", TIE: TIE}


@dataclass(frozen=True)
class Relation:
    """Two expressions, how they stand to each other, and the ranges of the variables around them."""

    left: Expression
    relation: str
    right: Expression
    around: tuple[Ranged, ...] = ()


@dataclass
class Solver:
    """Solves comparisons for one parameter, step by step."""

    claim: Claim
    parameter: str
    depth: int = 0

    def solve(self, given: Relation) -> Iterator[Relation]:
        """Comparisons whose left side is the parameter, or an entry of it."""
        if self.depth > MAX_DEPTH:
            return
        self.depth += 1
        yield from self._step(given)
        self.depth -= 1

    def _step(self, given: Relation) -> Iterator[Relation]:
        left, right = given.left, given.right
        match left:
            case Name() if left.name == self.parameter:
                yield given
            case Name(index=None) if left.name in self.claim.functions:
                function = self.claim.functions[left.name]
                if not function.arguments:
                    yield from self.solve(replace(given, left=function.body))
            case Call():
                function = self.claim.functions[left.name]
                body = function.body
                for name, argument in zip(function.arguments, left.arguments, strict=True):
                    body = substituted(body, name, argument)
                yield from self.solve(_soft(replace(given, left=body)))
            case Apply() if left.operator in _STEPS:
                for part, relation, other in _STEPS[left.operator](left.arguments, given.relation, right):
                    yield from self.solve(replace(given, left=part, relation=relation, right=other))
            case Ranged():
                yield from self._repeated(left, given)

    def _repeated(self, left: Ranged, given: Relation) -> Iterator[Relation]:
        every = {"largest": ("<", "<="), "smallest": (">", ">=")}
        if left.operator in every:
            soft = given if given.relation in every[left.operator] else _soft(given)
            yield from self.solve(replace(soft, left=left.body, around=(*given.around, left)))
        elif left.operator in ("sum", "prod"):
            last = substituted(left.body, left.variable, left.last)
            rest = _before(left, left.last)
            undone, relation = (
                ("-", given.relation) if left.operator == "sum" else ("/", _times(rest, given.relation))
            )
            right = applied(undone, given.right, rest)
            yield from self.solve(replace(given, left=last, relation=relation, right=right))
            if left.operator == "sum" and self.natural and given.relation in ("<", "<=", "=="):
                right = applied("-", given.right, _before(left, Name(left.variable, None, 0)))
                relation = "<=" if given.relation == "==" else given.relation
                yield from self.solve(Relation(left.body, relation, right, (*given.around, left)))

    @property
    def natural(self) -> bool:
        """Whether no entry is negative: then no part of a sum is larger than the whole."""
        lower = self.claim.domains[self.parameter].lower
        return lower is not None and lower >= 0


def _before(repeated: Ranged, end: Expression) -> Ranged:
    """A sum or product without its last term."""
    return replace(repeated, last=applied("-", end, Number(Fraction(1), 0)))


def _soft(given: Relation) -> Relation:
    return replace(given, relation=TIE)


def applied(operator: str, *arguments: Expression) -> Apply:
    """The tree of an operation, which has no position in a text."""
    return Apply(operator, arguments, 0)


Steps = Iterator[tuple[Expression, str, Expression]]


def _sum(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    a, b = parts
    yield a, relation, applied("-", right, b)
    yield b, relation, applied("-", right, a)


def _difference(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    a, b = parts
    yield a, relation, applied("+", right, b)
    yield b, MIRRORED[relation], applied("-", a, right)


def _product(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    for a, b in (parts, parts[::-1]):
        yield a, _times(b, relation), applied("/", right, b)


def _quotient(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    a, b = parts
    yield a, _times(b, relation), applied("*", right, b)
    yield b, relation if relation == "==" else TIE, applied("/", a, right)


def _times(factor: Expression, relation: str) -> str:
    """The relation after both sides were divided by a factor: kept where its sign is known."""
    if relation in ("==", TIE):
        return relation
    if isinstance(factor, Apply) and factor.operator == "neg":
        return MIRRORED[_times(factor.arguments[0], relation)]
    positive = isinstance(factor, Constant) or (isinstance(factor, Number) and factor.value > 0)
    return relation if positive else TIE


def _negative(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    yield parts[0], MIRRORED[relation], applied("neg", right)


def _power(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    base, exponent = parts
    yield base, TIE, applied("^", right, applied("/", Number(Fraction(1), 0), exponent))
    yield exponent, TIE, applied("/", applied("ln", right), applied("ln", base))


def _absolute(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    below = relation if relation in ("<", "<=") else TIE
    yield parts[0], below, right
    yield parts[0], MIRRORED[below], applied("neg", right)


def _inverse(operator: str, *, increasing: bool = True) -> Callable[..., Steps]:
    """One argument, undone by an operator."""

    def step(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
        yield parts[0], relation if increasing else TIE, applied(operator, right)

    return step


def _square(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    yield parts[0], TIE, applied("*", right, right)


def _same(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    """Of floor and ceiling: something changes near the side."""
    yield parts[0], TIE, right


def _every(*relations: str) -> Callable[..., Steps]:
    """Of max and min: ``max(a, b) <= c`` implies it for both."""

    def step(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
        for part in parts:
            yield part, relation if relation in relations else TIE, right

    return step


_STEPS: Mapping[str, Callable[..., Steps]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
    "^": _power,
    "neg": _negative,
    "abs": _absolute,
    "sqrt": _square,
    "exp": _inverse("ln"),
    "ln": _inverse("exp"),
    "log": _inverse("exp"),
    "floor": _same,
    "ceiling": _same,
    "max": _every("<", "<="),
    "min": _every(">", ">="),
}


def substituted(tree: Expression, variable: str, value: Expression) -> Expression:
    """A tree with a free variable replaced."""
    match tree:
        case Name() if tree.index is None:
            return value if tree.name == variable else tree
        case Name():
            return replace(tree, index=None if tree.index is None else substituted(tree.index, variable, value))
        case Apply() | Call():
            return replace(tree, arguments=tuple(substituted(a, variable, value) for a in tree.arguments))
        case Ranged():
            first, last = (substituted(end, variable, value) for end in (tree.first, tree.last))
            body = tree.body if tree.variable == variable else substituted(tree.body, variable, value)
            return replace(tree, first=first, last=last, body=body)
        case Masked():
            body = tree.body if tree.variable == variable else substituted(tree.body, variable, value)
            return replace(tree, length=substituted(tree.length, variable, value), body=body)
    return tree
