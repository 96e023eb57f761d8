"""The words of the language, and the trees that its texts are parsed into.

Trees are plain data.  The position of a node in the text is not part of its value: texts that differ only in
spaces and redundant parentheses have equal trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

CONSTANTS = ("phi", "e")
UNARY = ("ln", "log", "exp", "sqrt", "abs", "floor", "ceiling")
VARIADIC = ("min", "max")
PROBABILITIES = ("binomial_cdf", "multinomial_tail")
NUMERIC = ("sum", "prod", "largest", "smallest")
QUANTIFIERS = ("forall", "exists")
REPEATED = NUMERIC + QUANTIFIERS
MASKED = tuple(f"{word}_mask" for word in REPEATED)
WORDS = ("and", "or", "not")
COMPARISONS = ("<=", ">=", "==", "!=", "<", ">")
FUNCTIONS = (*UNARY, *VARIADIC, *PROBABILITIES, "if", *REPEATED, *MASKED)
RESERVED = frozenset({*CONSTANTS, *FUNCTIONS, *WORDS})


@dataclass(frozen=True)
class Number:
    """An exact rational."""

    value: Fraction
    position: int = field(compare=False)


@dataclass(frozen=True)
class Name:
    """A parameter, a definition or a bound variable; or one entry of an indexed one, counted from 1."""

    name: str
    index: Expression | None
    position: int = field(compare=False)


@dataclass(frozen=True)
class Constant:
    """``phi`` or ``e``."""

    name: str
    position: int = field(compare=False)


@dataclass(frozen=True)
class Apply:
    """An operator or function and its arguments.

    Operators are ``+ - * / ^ neg``, :data:`COMPARISONS`, ``and or not =>``, the functions of :data:`UNARY`,
    :data:`VARIADIC` and :data:`PROBABILITIES`, and ``if``.
    """

    operator: str
    arguments: tuple[Expression, ...]
    position: int = field(compare=False)


@dataclass(frozen=True)
class Call:
    """A claim's own definition applied to arguments: ``P_w(w)``."""

    name: str
    arguments: tuple[Expression, ...]
    position: int = field(compare=False)


@dataclass(frozen=True)
class Ranged:
    """``sum(i, first, last, body)``: one of :data:`REPEATED` over the integers from ``first`` to ``last``."""

    operator: str
    variable: str
    first: Expression
    last: Expression
    body: Expression
    position: int = field(compare=False)


@dataclass(frozen=True)
class Masked:
    """``sum_mask(b, length, body)``: one of :data:`REPEATED` (its bare word) over all masks of a length."""

    operator: str
    variable: str
    length: Expression
    body: Expression
    position: int = field(compare=False)


Expression = Number | Name | Constant | Apply | Call | Ranged | Masked


def is_statement(tree: Expression) -> bool:
    """Whether the tree is true or false rather than a number."""
    if isinstance(tree, Ranged | Masked):
        return tree.operator in QUANTIFIERS
    return isinstance(tree, Apply) and tree.operator in (*COMPARISONS, *WORDS, "=>")


def names(tree: Expression) -> frozenset[str]:
    """The names of the parameters and definitions that occur, without the bound variables."""
    return frozenset(positions(tree))


def positions(tree: Expression) -> dict[str, int]:
    """Where each of the :func:`names` occurs first: its position in the text, from 0."""
    found: dict[str, int] = {}
    pending: list[tuple[Expression, frozenset[str]]] = [(tree, frozenset())]
    while pending:
        node, bound = pending.pop()
        if isinstance(node, Name | Call) and node.name not in bound:
            found[node.name] = min(node.position, found.get(node.name, node.position))
        if isinstance(node, Ranged | Masked):
            pending.append((node.body, bound | {node.variable}))
        pending += [(child, bound) for child in _outside(node)]
    return found


def bound_variables(tree: Expression) -> frozenset[str]:
    """The names of the variables that ``sum``, ``forall``, … bind somewhere in the tree."""
    found, pending = set(), [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Ranged | Masked):
            found.add(node.variable)
            pending.append(node.body)
        pending += _outside(node)
    return frozenset(found)


def _outside(node: Expression) -> tuple[Expression, ...]:
    """The children of a node that lie outside the reach of a variable it binds."""
    match node:
        case Apply() | Call():
            return node.arguments
        case Name() if node.index is not None:
            return (node.index,)
        case Ranged():
            return (node.first, node.last)
        case Masked():
            return (node.length,)
    return ()


def operands(node: Apply) -> list[Expression]:
    """The parts of ``a and b and …`` (or of ``or``), which is parsed to the left, in order; else the arguments."""
    if node.operator not in ("and", "or"):
        return list(node.arguments)
    parts: list[Expression] = []
    left: Expression = node
    while isinstance(left, Apply) and left.operator == node.operator:
        parts.append(left.arguments[1])
        left = left.arguments[0]
    return [left, *reversed(parts)]
