"""The closed grammar's trees as SymPy expressions: the only way in which a person's text becomes one."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from certify.claims.trees import Apply, Call, Constant, Expression, Name, Number
from certify.errors import InputError

MAX_NUMERIC_EXPONENT = 4096
MAX_NUMERIC_BITS = 1 << 17


def to_sympy(tree: Expression, symbols: Mapping[str, sp.Symbol], field: str) -> sp.Expr:
    """Build the expression.

    Parameters
    ----------
    tree
        From :func:`certify.claims.grammar.parse_expression`.
    symbols
        The names that may occur.
    field
        What the text is, for the error message.

    Raises
    ------
    InputError
        When a name is unknown, or a power of numbers is too large to write out.
    """
    if isinstance(tree, Number):
        return sp.Rational(tree.value.numerator, tree.value.denominator)
    if isinstance(tree, Constant):
        return sp.E if tree.name == "e" else sp.GoldenRatio
    if isinstance(tree, Name):
        if tree.index is not None or tree.name not in symbols:
            known = ", ".join(sorted(symbols))
            place = f"{field}, position {tree.position + 1}"
            raise InputError(f"{place}: {tree.name!r} is not known; known are {known}")
        return symbols[tree.name]
    if not isinstance(tree, Apply):
        word = tree.name if isinstance(tree, Call) else tree.operator
        raise InputError(f"{field}, position {tree.position + 1}: {word!r} has no place here")
    arguments = [to_sympy(argument, symbols, field) for argument in tree.arguments]
    return _apply(tree, arguments, field)


def _apply(tree: Apply, a: list[sp.Expr], field: str) -> sp.Expr:
    place = f"{field}, position {tree.position + 1}"
    match tree.operator:
        case "+":
            return a[0] + a[1]
        case "-":
            return a[0] - a[1]
        case "*":
            return a[0] * a[1]
        case "/":
            if a[1].is_zero:
                raise InputError(f"{place}: a division by zero")
            return a[0] / a[1]
        case "^":
            _require_small_power(a[0], a[1], place)
            return a[0] ** a[1]
        case "neg":
            return -a[0]
        case "ln" | "log":
            if a[0].is_nonpositive:
                raise InputError(f"{place}: the logarithm of a number <= 0")
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
    raise InputError(f"{place}: {tree.operator!r} has no place in a number")


def _require_small_power(base: sp.Expr, exponent: sp.Expr, place: str) -> None:
    if not (isinstance(base, sp.Rational) and isinstance(exponent, sp.Rational)):
        return
    if base == 0 and exponent <= 0:
        raise InputError(f"{place}: 0 to a power <= 0")
    if base < 0 and not exponent.is_integer:
        raise InputError(f"{place}: a root of a negative number")
    bits = max(int(base.p).bit_length(), int(base.q).bit_length())
    size = max(abs(int(exponent.p)), int(exponent.q))
    if size > MAX_NUMERIC_EXPONENT or bits * size > MAX_NUMERIC_BITS:
        raise InputError(f"{place}: the power {exponent} of a number of {bits} bits is too large")
