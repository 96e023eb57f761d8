"""The closed grammar's trees as SymPy: the only way in which a person's text becomes an expression or a relation.

The inverse of :mod:`proofs.wording.written`, but for probabilities and masks, which SymPy has no words for.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import sympy as sp

from certify.claims.trees import (
    COMPARISONS,
    PROBABILITIES,
    Apply,
    Call,
    Constant,
    Expression,
    Name,
    Number,
    Ranged,
)
from certify.errors import InputError
from proofs.wording.quantified import ForAll, Largest, smallest

MAX_NUMERIC_EXPONENT = 4096
MAX_NUMERIC_BITS = 1 << 17
_RELATIONS = dict(zip(COMPARISONS, (sp.Le, sp.Ge, sp.Eq, sp.Ne, sp.Lt, sp.Gt), strict=True))
_RANGED = {"sum": sp.Sum, "prod": sp.Product, "largest": Largest, "smallest": smallest}
_NO_FUNCTIONS: Mapping[str, sp.Lambda] = MappingProxyType({})

Names = Mapping[str, sp.Symbol | sp.IndexedBase]


def to_sympy(
    tree: Expression, names: Names, field: str, functions: Mapping[str, sp.Lambda] = _NO_FUNCTIONS
) -> sp.Expr:
    """Build an expression.

    Parameters
    ----------
    tree
        From :func:`certify.claims.grammar.parse_expression`.
    names
        The names that may occur: numbers, and indexed ones.
    field
        What the text is, for the error message.
    functions
        The definitions that may be applied: ``P_w(w)`` is the symbol ``P_w`` where ``w`` is its own argument.

    Raises
    ------
    InputError
        When a name is unknown, a power of numbers is too large to write out, or SymPy has no such operation.
    """
    return _Reader(names, field, functions).number(tree)


def to_relation(
    tree: Expression, names: Names, field: str, functions: Mapping[str, sp.Lambda] = _NO_FUNCTIONS
) -> sp.Basic:
    """Build a relation, or several joined by logic; nothing is simplified: see :func:`to_sympy`."""
    return _Reader(names, field, functions).statement(tree)


class _Reader:
    def __init__(self, names: Names, field: str, functions: Mapping[str, sp.Lambda]) -> None:
        self.names = dict(names)
        self.field = field
        self.functions = functions

    def error(self, tree: Expression, what: str) -> InputError:
        return InputError(f"{self.field}, position {tree.position + 1}: {what}")

    # numbers ----------------------------------------------------------------------------------

    def number(self, tree: Expression) -> sp.Expr:
        match tree:
            case Number():
                return sp.Rational(tree.value.numerator, tree.value.denominator)
            case Constant():
                return sp.E if tree.name == "e" else sp.GoldenRatio
            case Name():
                return self.named(tree)
            case Call():
                return self.applied(tree)
            case Ranged() if tree.operator in _RANGED:
                return _RANGED[tree.operator](*self.ranged(tree))
            case Apply(operator="if"):
                condition, then, otherwise = tree.arguments
                cases = (self.number(then), self.statement(condition)), (self.number(otherwise), True)
                return sp.Piecewise(*cases, evaluate=False)
            case Apply(operator=word) if word in PROBABILITIES:
                raise self.error(tree, f"{word!r}: only falsify evaluates probabilities")
            case Apply():
                return self.operation(tree, [self.number(argument) for argument in tree.arguments])
        raise self.error(tree, f"{tree.operator!r} has no place here")

    def named(self, tree: Name) -> sp.Expr:
        found = self.names.get(tree.name)
        if found is None:
            raise self.error(tree, f"{tree.name!r} is not known; known are {', '.join(sorted(self.names))}")
        if isinstance(found, sp.IndexedBase) is (tree.index is None):
            needed = f"write {tree.name}[1]" if tree.index is None else "it has no entries"
            raise self.error(tree, f"{tree.name!r}: {needed}")
        return found if tree.index is None else found[self.number(tree.index)]

    def applied(self, tree: Call) -> sp.Expr:
        function, arguments = self.functions.get(tree.name), tuple(map(self.number, tree.arguments))
        if function is None:
            raise self.error(tree, f"{tree.name!r} cannot be applied here")
        return self.names[tree.name] if arguments == tuple(function.variables) else function(*arguments)

    def ranged(self, tree: Ranged) -> tuple[sp.Basic, tuple[sp.Symbol, sp.Expr, sp.Expr]]:
        """The body and the limits of a sum, a product, …, as SymPy takes them."""
        if tree.variable in self.names:
            raise self.error(tree, f"{tree.variable!r} has a meaning already; rename the bound variable")
        limits = self.number(tree.first), self.number(tree.last)
        variable = sp.Symbol(tree.variable, integer=True)
        self.names[tree.variable] = variable
        body = (self.number if tree.operator in _RANGED else self.statement)(tree.body)
        del self.names[tree.variable]
        return body, (variable, *limits)

    def operation(self, tree: Apply, a: list[sp.Expr]) -> sp.Expr:
        match tree.operator:
            case "+":
                return a[0] + a[1]
            case "-":
                return a[0] - a[1]
            case "*":
                return a[0] * a[1]
            case "/":
                if a[1].is_zero:
                    raise self.error(tree, "a division by zero")
                return a[0] / a[1]
            case "^":
                if objection := _too_large(a[0], a[1]):
                    raise self.error(tree, objection)
                return a[0] ** a[1]
            case "neg":
                return -a[0]
            case "ln" | "log":
                if a[0].is_nonpositive:
                    raise self.error(tree, "the logarithm of a number <= 0")
                return sp.log(a[0], evaluate=False)
            case "exp":
                return sp.exp(a[0], evaluate=False)
            case "sqrt":
                return sp.Pow(a[0], sp.Rational(1, 2), evaluate=False)
            case "abs":
                return sp.Abs(a[0], evaluate=False)
            case "floor":
                return sp.floor(a[0], evaluate=False)
            case "ceiling":
                return sp.ceiling(a[0], evaluate=False)
            case "min":
                return sp.Min(*a, evaluate=False)
            case "max":
                return sp.Max(*a, evaluate=False)
        raise self.error(tree, f"{tree.operator!r} has no place in a number")

    # statements -------------------------------------------------------------------------------

    def statement(self, tree: Expression) -> sp.Basic:
        if isinstance(tree, Ranged) and tree.operator in ("forall", "exists"):
            body, limits = self.ranged(tree)
            return ForAll(body, limits) if tree.operator == "forall" else _not(ForAll(_not(body), limits))
        if not isinstance(tree, Apply):
            raise self.error(tree, "a comparison is needed, joined by and, or, not")
        if tree.operator in _RELATIONS:
            left, right = map(self.number, tree.arguments)
            return _RELATIONS[tree.operator](left, right, evaluate=False)
        if tree.operator not in ("and", "or", "not", "=>"):
            raise self.error(tree, "a comparison is needed, joined by and, or, not")
        parts = [self.statement(argument) for argument in tree.arguments]
        match tree.operator:
            case "and":
                return sp.And(*parts, evaluate=False)
            case "or":
                return sp.Or(*parts, evaluate=False)
            case "not":
                return _not(parts[0])
        return sp.Or(_not(parts[0]), parts[1], evaluate=False)


def _not(statement: sp.Basic) -> sp.Basic:
    return sp.Not(statement, evaluate=False)


def _too_large(base: sp.Expr, exponent: sp.Expr) -> str | None:
    """Why a power of two numbers is not written out."""
    if not (isinstance(base, sp.Rational) and isinstance(exponent, sp.Rational)):
        return None
    if base == 0 and exponent <= 0:
        return "0 to a power <= 0"
    if base < 0 and not exponent.is_integer:
        return "a root of a negative number"
    bits = max(int(base.p).bit_length(), int(base.q).bit_length())
    size = max(abs(int(exponent.p)), int(exponent.q))
    if size > MAX_NUMERIC_EXPONENT or bits * size > MAX_NUMERIC_BITS:
        return f"the power {exponent} of a number of {bits} bits is too large"
    return None
