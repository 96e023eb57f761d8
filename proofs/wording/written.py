"""SymPy expressions and relations as text of the closed grammar, the inverse of :mod:`proofs.wording.expression`.

The text says what the tree says, operation by operation; nothing is simplified on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import sympy as sp

from certify.errors import InputError
from proofs.wording.quantified import ForAll, Largest

_RELATIONS = {sp.Le: "<=", sp.Lt: "<", sp.Ge: ">=", sp.Gt: ">", sp.Eq: "=", sp.Ne: "!="}
_FUNCTIONS = {sp.log: "ln", sp.exp: "exp", sp.ceiling: "ceiling", sp.floor: "floor", sp.Abs: "abs"}
_FUNCTIONS |= {sp.Min: "min", sp.Max: "max"}
_RANGED = {sp.Sum: "sum", sp.Product: "prod", Largest: "largest", ForAll: "forall"}
_NOTHING: Mapping[str, str] = MappingProxyType({})


def written_number(node: sp.Basic, calls: Mapping[str, str] = _NOTHING) -> str:
    """An expression as text.

    Parameters
    ----------
    node
        Over what :func:`proofs.wording.evaluate.evaluate` evaluates.
    calls
        Per symbol that is a function in the text, how it is applied there: ``{"P_w": "P_w(w)"}``.

    Raises
    ------
    InputError
        When the grammar has no word for an operation.

    Guarantee
    ---------
    Parsed again the text has the value of the expression wherever that has one.
    """
    return _Writer(calls).number(node)


def written_statement(node: sp.Basic, calls: Mapping[str, str] = _NOTHING) -> str:
    """A relation, or relations joined by logic, as text: see :func:`written_number`."""
    return _Writer(calls).statement(node)


class _Writer:
    def __init__(self, calls: Mapping[str, str]) -> None:
        self.calls = calls

    # statements -------------------------------------------------------------------------------

    def statement(self, node: sp.Basic) -> str:
        if node in (sp.true, sp.false):
            return "0 = 0" if node == sp.true else "0 = 1"
        if isinstance(node, ForAll):
            return self.ranged(node)
        for kind, sign in _RELATIONS.items():
            if isinstance(node, kind):
                return f"{self.number(node.lhs)} {sign} {self.number(node.rhs)}"
        return self.joined(node)

    def joined(self, node: sp.Basic) -> str:
        parts = [f"({self.statement(part)})" for part in node.args if isinstance(part, sp.logic.boolalg.Boolean)]
        match node:
            case sp.And() | sp.Or():
                return (" and " if isinstance(node, sp.And) else " or ").join(parts)
            case sp.Not():
                return f"not {parts[0]}"
            case sp.Implies():
                return " => ".join(parts)
        raise InputError(f"{node}: the grammar has no such statement")

    # numbers ----------------------------------------------------------------------------------

    def number(self, node: sp.Basic) -> str:
        """A sum: what may stand on one side of a comparison, or between commas."""
        if not isinstance(node, sp.Add):
            return self.term(node)
        text = ""
        for part in sorted(node.args, key=_is_negative):
            body = self.term(-part if _is_negative(part) else part)
            sign = "-" if _is_negative(part) else "+"
            text = f"{text} {sign} {body}" if text else f"-{body}" if sign == "-" else body
        return text

    def term(self, node: sp.Basic) -> str:
        """A product of factors, over the product of those with a negative exponent."""
        if not isinstance(node, sp.Mul | sp.Pow | sp.Rational) and node != sp.exp(-1):
            return self.atom(node)
        above, below = [], []
        for factor in sp.Mul.make_args(node):
            top, bottom = _fraction(factor)
            above.append(top)
            below.append(bottom)
        sign = "-" if any(part.is_Rational and part < 0 for part in above) else ""
        top, bottom = (
            [self.atom(abs(p) if p.is_Rational else p) for p in s if p not in (1, -1)] for s in (above, below)
        )
        text = sign + ("*".join(top) or "1")
        if not bottom:
            return text
        return f"{text}/({'*'.join(bottom)})" if len(bottom) > 1 else f"{text}/{bottom[0]}"

    def atom(self, node: sp.Basic) -> str:
        """What needs no parentheses anywhere."""
        match node:
            case sp.Integer() if node >= 0:
                return str(node)
            case sp.Symbol():
                return self.calls.get(node.name, node.name)
            case sp.Indexed():
                return f"{node.base}[{self.number(node.indices[0])}]"
            case sp.Piecewise():
                return self.choice(node)
        if node in (sp.E, sp.GoldenRatio):
            return "e" if node == sp.E else "phi"
        if isinstance(node, sp.Pow) and not _is_below(node):
            return self.power(node)
        if isinstance(node, tuple(_RANGED)):
            return self.ranged(node)
        for kind, word in _FUNCTIONS.items():
            if isinstance(node, kind) and node != sp.exp(-1):
                return f"{word}({', '.join(map(self.number, node.args))})"
        if isinstance(node, sp.Rational | sp.Add | sp.Mul | sp.Pow) or node == sp.exp(-1):
            return f"({self.number(node)})"
        raise InputError(f"{node}: the grammar has no such operation")

    def power(self, node: sp.Pow) -> str:
        base, exponent = node.args
        if exponent == sp.Rational(1, 2):
            return f"sqrt({self.number(base)})"
        body = self.atom(base)
        # a tower x^y^z is read as x^(y^z)
        body = f"({body})" if isinstance(base, sp.Pow) and not body.startswith(("sqrt(", "(")) else body
        return f"{body}^{self.atom(exponent)}"

    def choice(self, node: sp.Piecewise) -> str:
        *cases, (last, condition) = node.args
        if condition != sp.true:
            raise InputError(f"{node}: the last case has a condition")
        text = self.number(last)
        for value, test in reversed(cases):
            text = f"if({self.statement(test)}, {self.number(value)}, {text})"
        return text

    def ranged(self, node: sp.Basic) -> str:
        word = next(word for kind, word in _RANGED.items() if isinstance(node, kind))
        body, (index, first, last) = node.args
        inner = self.statement(body) if isinstance(node, ForAll) else self.number(body)
        return f"{word}({index}, {self.number(first)}, {self.number(last)}, {inner})"


def _is_below(node: sp.Pow) -> bool:
    """Whether a power is written as a divisor."""
    return bool(node.exp.is_Rational and node.exp < 0) or node.exp == -1


def _is_negative(part: sp.Basic) -> bool:
    """Whether a summand is written with a minus sign before it."""
    return bool(part.as_coeff_Mul()[0] < 0)


def _fraction(factor: sp.Basic) -> tuple[sp.Basic, sp.Basic]:
    """What of a factor stands above the line and what below."""
    if isinstance(factor, sp.Rational):
        return sp.Integer(factor.p), sp.Integer(factor.q)
    if factor == sp.exp(-1):
        return sp.S.One, sp.E
    if isinstance(factor, sp.Pow) and _is_below(factor):
        return sp.S.One, factor.base if factor.exp == -1 else sp.Pow(factor.base, -factor.exp, evaluate=False)
    return factor, sp.S.One
