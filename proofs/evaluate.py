"""SymPy expressions evaluated on enclosures: the one way from a derived formula to a number.

A closed list of operations; an expression with any other is refused.  Ceilings are taken where the
enclosure settles them; logarithms of exact powers are decided by integer comparison first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy as sp

from certify.kernel.enclosure import Enclosure, IllDefined, Unsettled, decide, settled_ceiling
from certify.kernel.errors import InputError, Undecided
from certify.kernel.golden import GOLDEN, log_ceiling

# per name: a Fraction or int; a tuple of Fractions for an indexed name; an expression; bits -> Enclosure
Values = Mapping[str, Any]


def evaluate(expression: sp.Basic, values: Values, bits: int) -> Enclosure:
    """Enclose the value of an expression.

    Parameters
    ----------
    expression
        Over rationals, e, φ, ``+ * ^``, log, exp, Min, Max, Abs, ceiling, floor, Sum and Product.
    values
        Per symbol name an exact rational; a tuple of them for an indexed name; another expression; or a
        function from a precision to an enclosure.
    bits
        The working precision.

    Returns
    -------
    Enclosure
        Certain to contain the value.

    Raises
    ------
    InputError
        When a symbol has no value or an operation is not in the list.
    IllDefined
        When the expression has no real value there.
    Unsettled
        When this precision does not settle a sign or a ceiling.
    """
    return _Evaluation(values, bits).of(expression)


def enclosure(expression: sp.Basic, values: Values) -> Enclosure:
    """Enclose the value at the first precision that settles every sign in it."""
    return decide(lambda bits: evaluate(expression, values, bits))


def integer(expression: sp.Basic, values: Values) -> int:
    """The value of an expression made of ceilings, exactly.

    Raises
    ------
    Undecided
        When some ceiling does not settle within the precision limit.
    """
    return decide(lambda bits: settled_ceiling(evaluate(expression, values, bits)))


def holds(relation: sp.Basic, values: Values, limit: int = 1024) -> bool | None:
    """True where a relation certainly holds, False where it certainly fails, None where it is open."""
    try:
        return decide(lambda bits: _Evaluation(values, bits).truth(relation), limit)
    except Undecided:
        return None


class _Evaluation:
    def __init__(self, values: Values, bits: int) -> None:
        self.values = values
        self.bits = bits
        self.indices: dict[sp.Symbol, int] = {}  # of the sums and products being evaluated

    def of(self, node: sp.Basic) -> Enclosure:
        if isinstance(node, sp.Rational):
            return self.enclose(Fraction(int(node.p), int(node.q)))
        if isinstance(node, sp.Symbol):
            return self.symbol(node)
        if isinstance(node, sp.Indexed):
            return self.enclose(self.entry(node))
        if isinstance(node, sp.Sum | sp.Product):
            return self.repeated(node)
        if isinstance(node, sp.ceiling | sp.floor):
            return self.rounded(node)
        if isinstance(node, sp.Piecewise):
            return self.of(self.branch(node))
        return self.operation(node)

    def enclose(self, value: Fraction | int) -> Enclosure:
        return Enclosure.of(value, self.bits)

    def symbol(self, node: sp.Symbol) -> Enclosure:
        if node in self.indices:
            return self.enclose(self.indices[node])
        value = self.values.get(node.name)
        if isinstance(value, sp.Basic):
            return self.of(value)
        if callable(value):
            return Enclosure.of(value(self.bits), self.bits)
        if not isinstance(value, Fraction | int):
            raise InputError(f"{node.name}: it has no value here; known are {', '.join(sorted(self.values))}")
        return self.enclose(value)

    def entry(self, node: sp.Indexed) -> Fraction:
        sequence = self.values.get(str(node.base))
        index = node.indices[0]
        position = self.indices.get(index, index)
        if not isinstance(sequence, tuple) or not isinstance(position, int | sp.Integer):
            raise InputError(f"{node}: it has no value here")
        if not 1 <= int(position) <= len(sequence):
            raise IllDefined(f"{node}: the index is outside 1..{len(sequence)}")
        return Fraction(sequence[int(position) - 1])

    def repeated(self, node: sp.Sum | sp.Product) -> Enclosure:
        ((index, first, last),) = node.limits
        low, high = (settled_ceiling(self.of(end)) for end in (first, last))
        terms = self.terms(node.function, index, range(low, high + 1))
        if isinstance(node, sp.Sum):
            return reduce(lambda a, b: a + b, terms, self.enclose(0))
        return reduce(lambda a, b: a * b, terms, self.enclose(1))

    def terms(self, function: sp.Expr, index: sp.Symbol, places: range) -> Iterator[Enclosure]:
        """The terms of a sum or a product; equal entries are evaluated once."""
        entries = [entry for entry in function.atoms(sp.Indexed) if entry.indices == (index,)]
        alone = index not in function.xreplace(dict.fromkeys(entries, sp.S.One)).free_symbols
        known: dict[tuple[object, ...], Enclosure] = {}
        for j in places:
            self.indices[index] = j
            key = tuple(self.entry(entry) for entry in entries) if alone else (j,)
            if key not in known:
                known[key] = self.of(function)
            yield known[key]
        self.indices.pop(index, None)

    def branch(self, node: sp.Piecewise) -> sp.Expr:
        for expression, condition in node.args:
            if self.truth(condition):
                return expression
        raise IllDefined(f"{node}: no case holds")

    def rounded(self, node: sp.Basic) -> Enclosure:
        (argument,) = node.args
        if isinstance(node, sp.floor):
            return -self.of(sp.ceiling(-argument, evaluate=False))
        exact = self.exact_power(argument)
        return self.enclose(settled_ceiling(self.of(argument)) if exact is None else exact)

    def exact_power(self, node: sp.Basic) -> int | None:
        """``⌈log x / log b⌉`` for a rational x and b rational or φ; None for another shape."""
        top, bottom = sp.fraction(node)
        if not (isinstance(top, sp.log) and isinstance(bottom, sp.log)):
            return None
        x, base = rational(top.args[0], self.values), self.inlined(bottom.args[0])
        if x is None or x <= 0:
            return None
        if base == sp.GoldenRatio:
            return log_ceiling(GOLDEN, x)
        b = rational(base, self.values)
        return None if b is None or b <= 1 else log_ceiling(str(1 / b), x)

    def operation(self, node: sp.Basic) -> Enclosure:
        if node == sp.E:
            return self.enclose(1).exp()
        if node == sp.GoldenRatio:
            return (self.enclose(5).sqrt() + 1) / 2
        if isinstance(node, sp.Pow):
            return self.power(node)
        arguments = [self.of(argument) for argument in node.args]
        match node:
            case sp.Add():
                return reduce(lambda a, b: a + b, arguments)
            case sp.Mul():
                return reduce(lambda a, b: a * b, arguments)
            case sp.Max():
                return reduce(Enclosure.max, arguments)
            case sp.Min():
                return reduce(Enclosure.min, arguments)
            case sp.log():
                return arguments[0].log()
            case sp.exp():
                return arguments[0].exp()
            case sp.Abs():
                return abs(arguments[0])
        raise InputError(f"{node}: this operation is not evaluated")

    def power(self, node: sp.Pow) -> Enclosure:
        base, exponent = node.args
        if base == sp.E:
            return self.of(exponent).exp()
        known = rational(exponent, self.values)
        return self.of(base) ** (self.of(exponent) if known is None else known)

    def truth(self, relation: sp.Basic) -> bool:
        if relation in (sp.true, sp.false):
            return bool(relation)
        if not isinstance(relation, sp.Le | sp.Lt | sp.Ge | sp.Gt):
            raise InputError(f"{relation}: this relation is not evaluated")
        if self.inlined(relation.lhs) == self.inlined(relation.rhs):
            return isinstance(relation, sp.Le | sp.Ge)
        small, large = self.of(relation.lts), self.of(relation.gts)
        strict = isinstance(relation, sp.Lt | sp.Gt)
        if small.certainly_lt(large) or (not strict and small.certainly_le(large)):
            return True
        if small.certainly_gt(large) or (strict and small.certainly_ge(large)):
            return False
        raise Unsettled(f"{relation} is open at {self.bits} bits")

    def inlined(self, node: sp.Basic) -> sp.Basic:
        known = {s: self.values.get(str(s)) for s in node.free_symbols}
        return node.xreplace({s: self.inlined(v) for s, v in known.items() if isinstance(v, sp.Basic)})


def rational(node: sp.Basic, values: Values) -> Fraction | None:
    """The exact value of an expression that only adds, multiplies and takes integer powers; else None."""
    if isinstance(node, sp.Piecewise):
        return rational(decide(lambda bits: _Evaluation(values, bits).branch(node)), values)
    if isinstance(node, sp.Rational):
        return Fraction(int(node.p), int(node.q))
    if isinstance(node, sp.Symbol):
        value = values.get(node.name)
        if isinstance(value, sp.Basic):
            return rational(value, values)
        return Fraction(value) if isinstance(value, Fraction | int) else None
    if not isinstance(node, sp.Add | sp.Mul | sp.Pow):
        return None
    parts = [rational(argument, values) for argument in node.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if isinstance(node, sp.Add):
        return sum(known, Fraction(0))
    if isinstance(node, sp.Mul):
        return reduce(lambda a, b: a * b, known, Fraction(1))
    base, exponent = known
    if exponent.denominator != 1 or abs(exponent) > 4096 or (base == 0 and exponent < 0):
        return None
    return Fraction(base ** int(exponent))
