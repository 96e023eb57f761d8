"""What the hypotheses say about single parameters: bounds read off them, and an order in which to choose.

A part ``a_prime <= w`` of a hypothesis bounds w from below, ``forall(i, 1, k, v[i] <= gamma^i)`` every entry of
v from above.  Chosen in the order found here, each within the bounds that those before it give, the parameters
satisfy such hypotheses by construction; what is not of this form is left to rejection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from certify.kernel.claims import Claim
from certify.kernel.grammar import Apply, Call, Expression, Masked, Name, Number, Ranged, names

_LOWER = {">=": False, ">": True}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


@dataclass(frozen=True)
class Bound:
    """One side of a parameter, or of every entry of a vector.

    Attributes
    ----------
    relation
        ``<=``, ``<``, ``>=``, ``>`` or ``==``: how the parameter stands to it.
    side
        The expression it is compared with.
    variable
        For entries: the variable that is the index, where ``shift`` is added to it; empty for numbers.
    """

    relation: str
    side: Expression
    variable: str = ""
    shift: int = 0

    def at(self, index: int) -> Expression:
        """The expression for an entry, counted from 1."""
        if not self.variable:
            return self.side
        return substituted(self.side, self.variable, Number(Fraction(index - self.shift), 0))


@dataclass(frozen=True)
class Order:
    """How the parameters of a claim are chosen.

    Attributes
    ----------
    parameters
        In the order in which they are chosen.
    bounds
        Per parameter, those whose expressions use nothing that is chosen later.
    fixed
        The parameters that lengths of vectors depend on.
    """

    parameters: tuple[str, ...]
    bounds: Mapping[str, tuple[Bound, ...]]
    fixed: frozenset[str]


def order_of(claim: Claim) -> Order:
    """Find an order that uses many bounds: lengths first, then parameters that nothing later has to bound."""
    uses = {name: _uses(claim, names(function.body)) for name, function in claim.functions.items()}
    found = {name: list(_bounds(claim, name)) for name in claim.parameters}
    needs = {n: {p for b in bounds for p in _parameters(claim, uses, b.side)} - {n} for n, bounds in found.items()}
    lengths = {n: _parameters(claim, uses, d.length) for n, d in claim.domains.items() if d.length is not None}
    fixed = frozenset(name for group in lengths.values() for name in group)
    chosen: list[str] = []
    while left := [name for name in claim.parameters if name not in chosen]:
        first = [name for name in left if name in fixed] or left
        ready = [name for name in first if needs[name] <= set(chosen)]
        unbounded = [name for name in first if not needs[name]]
        chosen.append((ready or unbounded or sorted(first, key=lambda n: len(needs[n] - set(chosen))))[0])
    kept = {}
    for place, name in enumerate(chosen):
        known = {*chosen[: place + 1]}
        kept[name] = tuple(b for b in found[name] if _parameters(claim, uses, b.side) <= known)
    return Order(tuple(chosen), kept, fixed)


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
            ends = (substituted(end, variable, value) for end in (tree.first, tree.last))
            first, last = ends
            body = tree.body if tree.variable == variable else substituted(tree.body, variable, value)
            return replace(tree, first=first, last=last, body=body)
        case Masked():
            body = tree.body if tree.variable == variable else substituted(tree.body, variable, value)
            return replace(tree, length=substituted(tree.length, variable, value), body=body)
    return tree


def _uses(claim: Claim, found: frozenset[str]) -> frozenset[str]:
    """The parameters among the names, and those behind the definitions among them."""
    done: set[str] = set()
    pending = set(found)
    while pending:
        name = pending.pop()
        done.add(name)
        if name in claim.functions:
            function = claim.functions[name]
            pending |= names(function.body) - set(function.arguments) - done
    return frozenset(name for name in done if name in claim.parameters)


def _parameters(claim: Claim, uses: Mapping[str, frozenset[str]], tree: Expression) -> frozenset[str]:
    found = names(tree)
    through = (uses[name] for name in found if name in uses)
    return frozenset(found & set(claim.parameters)).union(*through)


def _bounds(claim: Claim, parameter: str) -> Iterator[Bound]:
    for tree in claim.assumed.values():
        for part, variable in _parts(tree, ""):
            yield from _sides(part, variable, parameter)


def _parts(tree: Expression, variable: str) -> Iterator[tuple[Apply, str]]:
    """The comparisons that all have to hold, each with the variable of the ``forall`` around it."""
    if isinstance(tree, Apply) and tree.operator == "and":
        for part in tree.arguments:
            yield from _parts(part, variable)
    elif isinstance(tree, Ranged) and tree.operator == "forall" and not variable:
        yield from _parts(tree.body, tree.variable)
    elif isinstance(tree, Apply) and tree.operator in _MIRRORED:
        yield tree, variable


def _sides(part: Apply, variable: str, parameter: str) -> Iterator[Bound]:
    left, right = part.arguments
    for mine, other, relation in ((left, right, part.operator), (right, left, _MIRRORED[part.operator])):
        if not isinstance(mine, Name) or mine.name != parameter:
            continue
        shift = _shift(mine.index, variable)
        if mine.index is None and not variable:
            yield Bound(relation, other)
        elif shift is not None:
            yield Bound(relation, other, variable, shift)


def _shift(index: Expression | None, variable: str) -> int | None:
    """s where the index is ``variable + s``."""
    if index is None or not variable:
        return None
    if isinstance(index, Name) and index.name == variable:
        return 0
    if isinstance(index, Apply) and index.operator in ("+", "-"):
        first, second = index.arguments
        if isinstance(first, Name) and first.name == variable and isinstance(second, Number):
            step = int(second.value)
            return step if index.operator == "+" else -step
    return None
