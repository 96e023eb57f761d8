"""SymPy expressions evaluated on enclosures: the one way from a derived formula to a number.

A closed list of operations; an expression with any other is refused.  Ceilings are taken where the
enclosure settles them; logarithms of exact powers are decided by integer comparison first.

Why the claims' evaluator (:mod:`certify.claims.expressions`) does not serve here: it takes exact parameters only,
where ``bounds`` needs names that stand for enclosures at any precision, shared by thousands of layers; it counts
every step, where equal layers are evaluated once here; and it has no exact logarithms, so that ``⌈log_{3/2} x⌉``
at a power of 3/2, the paper's ``k``, would stay undecided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Any

import sympy as sp

from certify.errors import InputError, Undecided
from certify.exact.enclosure import Enclosure, IllDefined, Unsettled, decide, settled_ceiling
from certify.exact.golden import GOLDEN, log_ceiling
from proofs.wording.quantified import ForAll, Largest

MAX_PLACES = 100_000  # of a sum, a product, …

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
        if isinstance(node, Largest):
            return self.largest(node)
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
        position = self.exact(node.indices[0])
        if not isinstance(sequence, tuple) or position is None or position.denominator != 1:
            raise InputError(f"{node}: it has no value here")
        if not 1 <= int(position) <= len(sequence):
            raise IllDefined(f"{node}: the index is outside 1..{len(sequence)}")
        return Fraction(sequence[int(position) - 1])

    def repeated(self, node: sp.Sum | sp.Product) -> Enclosure:
        ((index, first, last),) = node.limits
        terms = self.terms(node.function, index, self.places(first, last))
        if isinstance(node, sp.Sum):
            return reduce(lambda a, b: a + b, terms, self.enclose(0))
        return reduce(lambda a, b: a * b, terms, self.enclose(1))

    def largest(self, node: Largest) -> Enclosure:
        function, (index, first, last) = node.args
        terms = list(self.terms(function, index, self.places(first, last)))
        if not terms:
            raise IllDefined(f"{node}: the maximum of no numbers")
        return reduce(Enclosure.max, terms)

    def places(self, first: sp.Expr, last: sp.Expr) -> range:
        """The integers from the first to the last."""
        low, high = (settled_ceiling(self.of(end)) for end in (first, last))
        if high - low >= MAX_PLACES:
            raise InputError(f"{first}, …, {last}: more than {MAX_PLACES} terms are not evaluated")
        return range(low, high + 1)

    def terms(self, function: sp.Expr, index: sp.Symbol, places: range) -> Iterator[Enclosure]:
        """The terms of a sum or a product; equal entries are evaluated once."""
        entries = [entry for entry in function.atoms(sp.Indexed) if entry.indices == (index,)]
        alone = not _occurs(index, function, entries)
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
        whole = self.exact(argument)
        if whole is not None:
            return self.enclose(floor(whole) if isinstance(node, sp.floor) else ceil(whole))
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
        if isinstance(relation, sp.And | sp.Or):
            return self.every(relation.args, isinstance(relation, sp.And))
        if isinstance(relation, sp.Not):
            return not self.truth(relation.args[0])
        if isinstance(relation, sp.Eq | sp.Ne):
            return self.equal(relation) is isinstance(relation, sp.Eq)
        if isinstance(relation, ForAll):
            return self.always(relation)
        if not isinstance(relation, sp.Le | sp.Lt | sp.Ge | sp.Gt):
            raise InputError(f"{relation}: this relation is not evaluated")
        if self.inlined(relation.lhs) == self.inlined(relation.rhs):
            return isinstance(relation, sp.Le | sp.Ge)
        strict = isinstance(relation, sp.Lt | sp.Gt)
        less, more = self.exact(relation.lts), self.exact(relation.gts)
        if less is not None and more is not None:
            return less < more if strict else less <= more
        small, large = self.of(relation.lts), self.of(relation.gts)
        if small.certainly_lt(large) or (not strict and small.certainly_le(large)):
            return True
        if small.certainly_gt(large) or (strict and small.certainly_ge(large)):
            return False
        raise Unsettled(f"{relation} is open at {self.bits} bits")

    def always(self, relation: ForAll) -> bool:
        body, (index, first, last) = relation.args
        found = True
        for j in self.places(first, last):
            self.indices[index] = j
            found = found and self.truth(body)
        self.indices.pop(index, None)
        return found

    def exact(self, node: sp.Basic) -> Fraction | None:
        """The exact value of a rational expression here, indices and entries included; else None."""
        if node.has(sp.Sum, sp.Product, sp.Piecewise, Largest):
            return None
        known = {index: sp.Integer(j) for index, j in self.indices.items()}
        entries = {entry: self.entry(entry) for entry in node.atoms(sp.Indexed)}
        known |= {entry: sp.Rational(value.numerator, value.denominator) for entry, value in entries.items()}
        return rational(node.xreplace(known), self.values)

    def every(self, relations: tuple[sp.Basic, ...], wanted: bool) -> bool:
        """``wanted`` where all relations are that; one that is certainly not so settles it."""
        open_ones = []
        for relation in relations:
            try:
                if self.truth(relation) is not wanted:
                    return not wanted
            except Unsettled as unsettled:
                open_ones.append(unsettled)
        if open_ones:
            raise open_ones[0]
        return wanted

    def equal(self, relation: sp.Rel) -> bool:
        sides = [self.inlined(side) for side in relation.args]
        if sides[0] == sides[1]:
            return True
        exact = [rational(side, self.values) for side in sides]
        if None not in exact:
            return exact[0] == exact[1]
        left, right = (self.of(side) for side in sides)
        if left.certainly_lt(right) or left.certainly_gt(right):
            return False
        raise Unsettled(f"{relation} is open at {self.bits} bits")

    def inlined(self, node: sp.Basic) -> sp.Basic:
        """The same with names of expressions replaced; cases stay as they are, for SymPy would rewrite them."""
        if node.has(sp.Piecewise):
            return node
        known = {s: self.values.get(str(s)) for s in node.free_symbols}
        return node.xreplace({s: self.inlined(v) for s, v in known.items() if isinstance(v, sp.Basic)})


def _occurs(index: sp.Symbol, node: sp.Basic, entries: list[sp.Indexed]) -> bool:
    """Whether an index occurs elsewhere than in these entries."""
    return node not in entries and (node == index or any(_occurs(index, part, entries) for part in node.args))


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
