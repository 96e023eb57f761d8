"""Trees evaluated at one precision: numbers, and statements that are True, False or open (None).

Where an expression has a value: divisors are not 0; arguments of ``ln`` are > 0, of ``sqrt`` >= 0; a power
needs a base > 0, or a whole exponent, or base 0 with an exponent > 0; ``0^0`` is 1; indices are whole and
inside; ``largest`` and ``smallest`` run over at least one term.  Statements are read from left to right, as
are the instances of a quantifier (masks in lexicographic order, 0 first): what comes after the part that
settles them needs no value, what comes before it does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from certify.claims import probabilities
from certify.claims.reals import (
    ONE,
    ZERO,
    Algebraic,
    Real,
    Reals,
    Vector,
    Work,
    negated,
    ratio_of_logarithms,
    readable,
    simplified,
)
from certify.claims.scope import Scope
from certify.claims.trees import Apply, Call, Constant, Expression, Masked, Name, Number, Ranged, operands
from certify.errors import InputError, Undecided
from certify.exact.enclosure import Enclosure, IllDefined, Unsettled
from certify.exact.surd import PHI, Surd

MAX_NESTING = 120
MAX_RANGE = 1 << 20
MAX_MASK = 20
PROBABILITY_WORK = 100  # operations that one category of a probability counts for

Variables = Mapping[str, Real | Vector]  # bound variables and arguments of definitions


class Evaluation:
    """One evaluation at one precision.

    Parameters
    ----------
    scope
        What names stand for.
    bits
        The precision.
    work
        What operations are charged to.

    Guarantee
    ---------
    As :class:`~certify.claims.reals.Reals` for numbers.  A statement is True only where it certainly holds, False
    only where it certainly has a truth value and fails; None: every part has a value, but their order is open.
    """

    def __init__(self, scope: Scope, bits: int, work: Work) -> None:
        self.parameters = {name: _exact(name, value) for name, value in scope.parameters.items()}
        self.definitions = scope.definitions
        self.reals = Reals(bits, work)
        self.work = work
        self.depth = 0
        self.known: dict[str, Real] = {}  # definitions without arguments

    # numbers ----------------------------------------------------------------------------------

    def number(self, node: Expression, local: Variables) -> Real:
        """The value of an expression."""
        self.descend(node)
        value = self.evaluated(node, local)
        self.depth -= 1
        return value

    def descend(self, node: Expression) -> None:
        self.work.spend(1)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Undecided(f"{_at(node)}: definitions nested deeper than {MAX_NESTING} steps")

    def evaluated(self, node: Expression, local: Variables) -> Real:
        match node:
            case Number():
                return node.value
            case Name():
                return self.named(node, local)
            case Constant():
                return PHI if node.name == "phi" else self.reals.enclosed(ONE).exp()
            case Call():
                return self.called(node, local)
            case Ranged() | Masked():
                return self.repeated(node, local)
            case Apply(operator="+" | "-" | "*" | "/"):
                return self.chain(node, local)
        return self.applied(node, local)

    def named(self, node: Name, local: Variables) -> Real:
        value = self.looked_up(node, local)
        if node.index is None:
            if isinstance(value, tuple):
                raise _misused(node, f"{node.name!r} is a vector; write {node.name}[i]")
            return value
        if not isinstance(value, tuple):
            raise _misused(node, f"{node.name!r} is not a vector")
        index = self.whole(node.index, local)
        if not 1 <= index <= len(value):
            raise _ill(node, f"{node.name}[{index}]: the index is outside 1..{len(value)}")
        return value[index - 1]

    def looked_up(self, node: Name, local: Variables) -> Real | Vector:
        if node.name in local:
            return local[node.name]
        if node.name in self.parameters:
            return self.parameters[node.name]
        if node.name not in self.known:
            definition = self.definitions.get(node.name)
            if definition is None or definition.arguments:
                raise _misused(node, f"{node.name!r} has no value here")
            self.known[node.name] = self.number(definition.body, {})
        return self.known[node.name]

    def called(self, node: Call, local: Variables) -> Real:
        definition = self.definitions.get(node.name)
        if definition is None or len(definition.arguments) != len(node.arguments):
            raise _misused(node, f"{node.name!r} is not a definition with {len(node.arguments)} arguments")
        values = [self.argument(argument, local) for argument in node.arguments]
        return self.number(definition.body, dict(zip(definition.arguments, values, strict=True)))

    def argument(self, node: Expression, local: Variables) -> Real | Vector:
        """A number, or a whole vector by its name."""
        if isinstance(node, Name) and node.index is None:
            return self.looked_up(node, local)
        return self.number(node, local)

    def whole(self, node: Expression, local: Variables) -> int:
        """The value of an expression that is a whole number."""
        value = simplified(self.number(node, local))
        if isinstance(value, Enclosure):
            raise Unsettled(f"{_at(node)}: {value}; a whole number is needed")
        if isinstance(value, Surd) or value.denominator != 1:
            raise _ill(node, f"{readable(value)} is not a whole number")
        return value.numerator

    # operations -------------------------------------------------------------------------------

    def chain(self, node: Expression, local: Variables) -> Real:
        """``a + b − c + …``, which is parsed to the left, without recursion."""
        links = []
        while isinstance(node, Apply) and node.operator in ("+", "-", "*", "/"):
            links.append(node)
            node = node.arguments[0]
        value = self.number(node, local)
        for link in reversed(links):
            right = self.number(link.arguments[1], local)
            self.work.spend(1)
            enclosed = isinstance(value, Enclosure) or isinstance(right, Enclosure)
            value = _located(link, self.combined, link.operator, value, right)
            if link.operator == "/" and enclosed and isinstance(value, Enclosure):
                value = self.quotient_of_logarithms(link, value, local)
        return value

    def combined(self, operator: str, left: Real, right: Real) -> Real:
        match operator:
            case "+":
                return self.reals.sum(left, right)
            case "-":
                return self.reals.sum(left, -right)
            case "*":
                return self.reals.product(left, right)
        return self.reals.quotient(left, right)

    def quotient_of_logarithms(self, node: Apply, quotient: Enclosure, local: Variables) -> Real:
        """The exact value of ``a ln x / b ln y`` where it is rational, else the enclosure."""
        top, bottom = (self.scaled_logarithm(side, local) for side in node.arguments)
        if top is None or bottom is None:
            return quotient
        (a, x), (b, y) = top, bottom
        middle = (quotient.lower + quotient.upper) / 2
        ratio = ratio_of_logarithms(x, y, middle * b / a)
        return quotient if ratio is None else a / b * ratio

    def scaled_logarithm(self, node: Expression, local: Variables) -> tuple[Fraction, Algebraic] | None:
        """``(a, x)`` where a node is ``a ln x``, itself or by definition, for rational a != 0 and exact x."""
        if isinstance(node, Name) and node.index is None and node.name not in {*local, *self.parameters}:
            return self.scaled_logarithm(self.definitions[node.name].body, {})
        if not isinstance(node, Apply):
            return None
        match node.operator:
            case "ln" | "log":
                value = self.number(node.arguments[0], local)
                return None if isinstance(value, Enclosure) else (ONE, value)
            case "neg":
                return self.scaled(-ONE, node.arguments[0], local)
            case "*":
                factor = self.number(node.arguments[0], local)
                return self.scaled(factor, node.arguments[1], local)
        return None

    def scaled(self, factor: Real, node: Expression, local: Variables) -> tuple[Fraction, Algebraic] | None:
        inner = self.scaled_logarithm(node, local) if isinstance(factor, Fraction) else None
        return None if inner is None or not isinstance(factor, Fraction) else (factor * inner[0], inner[1])

    def applied(self, node: Apply, local: Variables) -> Real:
        match node.operator:
            case "if":
                return self.choice(node, local)
            case "multinomial_tail" | "binomial_cdf":
                return self.probability(node, local)
            case "^" if node.arguments[0] == Constant("e", 0):
                return _located(node, self.reals.exponential, self.number(node.arguments[1], local))
        values = [self.number(argument, local) for argument in node.arguments]
        return _located(node, self.function, node, values)

    def function(self, node: Apply, values: list[Real]) -> Real:
        reals = self.reals
        match node.operator:
            case "neg":
                return -values[0]
            case "^":
                return reals.power(values[0], values[1])
            case "exp":
                return reals.exponential(values[0])
            case "ln" | "log":
                return reals.logarithm(values[0])
            case "sqrt":
                return reals.square_root(values[0])
            case "abs":
                return reals.absolute(values[0])
            case "floor":
                return reals.floor(values[0])
            case "ceiling":
                return reals.ceiling(values[0])
            case "min" | "max":
                return reals.extreme(iter(values), node.operator)
        raise _misused(node, f"{node.operator!r} does not give a number")

    def choice(self, node: Apply, local: Variables) -> Real:
        condition, yes, no = node.arguments
        found = self.truth(condition, local)
        if found is None:
            raise Unsettled(f"{_at(node)}: the condition is open at {self.reals.bits} bits")
        return self.number(yes if found else no, local)

    def probability(self, node: Apply, local: Variables) -> Real:
        first, second = (self.whole(argument, local) for argument in node.arguments[:2])
        values: list[Real] = []
        for argument in node.arguments[2:]:
            value = self.argument(argument, local)
            values += value if isinstance(value, tuple) else [value]
        self.work.spend(PROBABILITY_WORK * len(values))
        p = [self.reals.enclosed(q) if isinstance(q, Surd) else q for q in values]
        if node.operator == "multinomial_tail":
            return _located(node, probabilities.multinomial_tail, first, second, p, self.reals.bits)
        if len(p) != 1:
            raise _misused(node, "one probability is needed")
        return _located(node, probabilities.binomial_cdf, first, second, p[0], self.reals.bits)

    # repetition -------------------------------------------------------------------------------

    def repeated(self, node: Ranged | Masked, local: Variables) -> Real:
        terms = (self.number(node.body, inner) for inner in self.instances(node, local))
        match node.operator:
            case "sum":
                return _folded(terms, ZERO, self.reals.sum)
            case "prod":
                return _folded(terms, ONE, self.reals.product)
        first = next(terms, None)
        if first is None:
            raise _ill(node, f"the {node.operator} of no numbers")
        return self.reals.extreme(itertools.chain([first], terms), node.operator)

    def instances(self, node: Ranged | Masked, local: Variables) -> Iterator[Variables]:
        """The variables of every instance, in order."""
        if isinstance(node, Ranged):
            for i in self.range(node, local):
                yield {**local, node.variable: Fraction(i)}
        else:
            length = self.length(node, local)
            self.require(node, 1 << length)
            for mask in itertools.product((ZERO, ONE), repeat=length):
                yield {**local, node.variable: mask}

    def range(self, node: Ranged, local: Variables) -> range:
        first, last = self.whole(node.first, local), self.whole(node.last, local)
        self.require(node, last - first + 1)
        return range(first, last + 1)

    def require(self, node: Expression, terms: int) -> None:
        if terms > min(MAX_RANGE, self.work.left):
            raise Undecided(f"{_at(node)}: {terms} terms; too many to run through")

    def length(self, node: Masked, local: Variables) -> int:
        length = self.whole(node.length, local)
        if length < 0:
            raise _ill(node, f"masks of length {length}")
        if length > MAX_MASK:
            raise Undecided(f"{_at(node)}: masks of length {length}; at most {MAX_MASK} is supported")
        return length

    # statements -------------------------------------------------------------------------------

    def certain(self, node: Expression, local: Variables) -> bool:
        """Whether a statement holds, where that is not open."""
        found = self.truth(node, local)
        if found is None:
            raise Unsettled(f"the statement is open at {self.reals.bits} bits")
        return found

    def truth(self, node: Expression, local: Variables) -> bool | None:
        """Whether a statement holds; None where that is open."""
        self.descend(node)
        found = self.statement(node, local)
        self.depth -= 1
        return found

    def statement(self, node: Expression, local: Variables) -> bool | None:
        if isinstance(node, Ranged):
            instances = (self.truth(node.body, inner) for inner in self.instances(node, local))
            return _settled(instances, node.operator == "exists")
        if isinstance(node, Masked):
            return self.search(node, local, (), self.length(node, local))
        if not isinstance(node, Apply):
            raise _misused(node, "a comparison is needed")
        match node.operator:
            case "and" | "or":
                parts = (self.truth(part, local) for part in operands(node))
                return _settled(parts, node.operator == "or")
            case "not":
                return negated(self.truth(node.arguments[0], local))
            case "=>":
                return _settled(self.implication(node, local), True)
        left, right = (self.number(side, local) for side in node.arguments)
        found = self.reals.compared(node.operator, left, right)
        if found is None and node.arguments[0] == node.arguments[1]:
            return node.operator in ("<=", ">=", "==")
        return found

    def implication(self, node: Apply, local: Variables) -> Iterator[bool | None]:
        yield negated(self.truth(node.arguments[0], local))
        yield self.truth(node.arguments[1], local)

    def search(self, node: Masked, local: Variables, mask: Vector, length: int) -> bool | None:
        """All masks that begin with ``mask``: at once where bits between 0 and 1 settle it, else by halves."""
        free = length - len(mask)
        if not free:
            return self.truth(node.body, {**local, node.variable: mask})
        depth = self.depth
        try:
            either = Enclosure.between(ZERO, ONE, self.reals.bits)
            found = self.truth(node.body, {**local, node.variable: (*mask, *[either] * free)})
        except Unsettled:
            self.depth, found = depth, None
        if found is not None:
            return found
        halves = (self.search(node, local, (*mask, bit), length) for bit in (ZERO, ONE))
        return _settled(halves, node.operator == "exists")


def _settled(parts: Iterator[bool | None], target: bool) -> bool | None:
    """``target`` where one part is that; the opposite where all are the opposite."""
    found: bool | None = not target
    try:
        for part in parts:
            if part is target:
                return target
            if part is None:
                found = None
    except IllDefined as error:
        if found is None:
            raise Unsettled(f"{error}, unless what comes before it settles the statement") from None
        raise
    return found


def _folded(terms: Iterator[Real], start: Real, operation: Callable[[Real, Real], Real]) -> Real:
    for term in terms:
        start = operation(start, term)
    return start


def _exact(name: str, value: object) -> Fraction | tuple[Fraction, ...]:
    if isinstance(value, tuple):
        return tuple(_exact_number(name, entry) for entry in value)
    return _exact_number(name, value)


def _exact_number(name: str, value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"{name}: {value!r} is not exact: an int or a Fraction is needed")
    return Fraction(value)


# errors say where ---------------------------------------------------------------------------------


def _located(node: Expression, operation: Callable[..., Real], *arguments: object) -> Real:
    """What an operation gives; what it raises names the position of the node."""
    try:
        return operation(*arguments)
    except IllDefined as error:
        raise _ill(node, str(error)) from None
    except Unsettled as error:
        raise Unsettled(f"{_at(node)}: {error}") from None


def _at(node: Expression) -> str:
    return f"position {node.position + 1}"


def _ill(node: Expression, problem: str) -> IllDefined:
    return IllDefined(f"{_at(node)}: {problem}")


def _misused(node: Expression, problem: str) -> InputError:
    return InputError(f"{_at(node)}: {problem}")
