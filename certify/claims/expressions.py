"""Trees of the grammar evaluated: exactly while operations are rational (or in ℚ(√5)), else on enclosures.

A statement is True, False or open (None) at a precision; asked again with growing precision until it settles.

Where an expression has a value: divisors are not 0; arguments of ``ln`` are > 0, of ``sqrt`` >= 0; a power
needs a base > 0, or a whole exponent, or base 0 with an exponent > 0; ``0^0`` is 1; indices are whole and
inside; ``largest`` and ``smallest`` run over at least one term.  Statements are read from left to right, as
are the instances of a quantifier (masks in lexicographic order, 0 first): what stands behind the part that
settles them needs no value, what stands before it does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import TypeVar

from certify.claims import probabilities
from certify.claims.grammar import (
    Apply,
    Call,
    Constant,
    Expression,
    Masked,
    Name,
    Number,
    Ranged,
)
from certify.errors import InputError, Undecided
from certify.exact.enclosure import MAX_BITS, START_BITS, Enclosure, IllDefined, Unsettled, decide
from certify.exact.surd import PHI, Surd, compare, power, root, size

MAX_STEPS = 4_000_000  # operations in one question, large numbers counting for several
MAX_NESTING = 120
MAX_RANGE = 1 << 20
MAX_MASK = 20
MAX_EXACT_BITS = 1 << 15  # beyond it an exact number becomes an enclosure
MAX_WHOLE_EXPONENT = 1 << 16  # beyond it a power is taken by exp and ln
MAX_ROOT = 64

Exact = Fraction | Surd
Value = Fraction | Surd | Enclosure
Vector = tuple[Value, ...]
Bound = Mapping[str, Value | Vector]
T = TypeVar("T")

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Definition:
    """A claim's own name for an expression, with arguments or without."""

    arguments: tuple[str, ...]
    body: Expression


@dataclass(frozen=True)
class Scope:
    """What names stand for.

    Attributes
    ----------
    parameters
        Per name an ``int`` or ``Fraction``, or a tuple of them.
    definitions
        Per name a :class:`Definition` in parameters and other definitions.
    """

    parameters: Mapping[str, Fraction | int | tuple[Fraction | int, ...]]
    definitions: Mapping[str, Definition] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """A comparison with the values of its sides, and of the variables bound around it."""

    left: Value
    relation: str
    right: Value
    bound: Mapping[str, Value | Vector]


def evaluate(tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int = MAX_STEPS) -> Value:
    """The value of an arithmetic expression.

    Parameters
    ----------
    tree
        From :func:`certify.claims.grammar.parse_expression`.
    scope
        What its names stand for.
    limit
        The largest precision tried, in bits.
    steps
        The most operations spent.

    Returns
    -------
    Fraction, Surd or Enclosure
        Exact where the operations are; else certain to contain the value, at the first precision at which it
        is certain that there is one.

    Raises
    ------
    IllDefined
        When the expression has no real value there.
    InputError
        When a name is unknown, or a vector stands where a number is needed.
    Undecided
        When a limit is reached.
    """
    return _settled(lambda evaluation: evaluation.number(tree, {}), scope, limit, steps)


def whole_number(tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int = MAX_STEPS) -> int:
    """The value of an expression that is a whole number; IllDefined where it is another."""
    return _settled(lambda evaluation: evaluation.whole(tree, {}), scope, limit, steps)


def truth(tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int = MAX_STEPS) -> bool:
    """Whether a statement holds.

    Raises
    ------
    IllDefined, InputError, Undecided
        As :func:`evaluate`.

    Guarantee
    ---------
    True: it certainly holds.  False: it certainly has a truth value and fails.
    """
    return _settled(lambda evaluation: evaluation.certain(tree), scope, limit, steps)


def holds(tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int = MAX_STEPS) -> bool | None:
    """:func:`truth`, or None where it is undecided within the limits."""
    try:
        return truth(tree, scope, limit=limit, steps=steps)
    except Undecided:
        return None


def decisive(
    tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int = MAX_STEPS
) -> tuple[Comparison, ...]:
    """The comparisons that make a statement what it is: for people, no verdict rests on it.

    Of a false conjunction the first part that fails, of a false disjunction all parts; a quantifier that
    settles only with all its instances gives none.

    Raises
    ------
    IllDefined, InputError, Undecided
        As :func:`truth`.
    """
    return _settled(lambda evaluation: evaluation.decisive(tree, {}), scope, limit, steps)


@dataclass
class _Work:
    """What is left of the operations allowed, over all precisions."""

    left: int


def _settled(question: Callable[[_Evaluation], T], scope: Scope, limit: int, steps: int) -> T:
    work = _Work(steps)
    return decide(lambda bits: question(_Evaluation(scope, bits, work)), limit)


class _Evaluation:
    """One evaluation at one precision."""

    def __init__(self, scope: Scope, bits: int, work: _Work) -> None:
        self.parameters = {name: _exact(name, value) for name, value in scope.parameters.items()}
        self.definitions = scope.definitions
        self.bits = bits
        self.work = work
        self.depth = 0
        self.known: dict[str, Value] = {}  # definitions without arguments

    # numbers ----------------------------------------------------------------------------------

    def number(self, node: Expression, bound: Bound) -> Value:
        self.descend(node)
        value = self.node(node, bound)
        self.depth -= 1
        return value

    def descend(self, node: Expression) -> None:
        self.spend(1)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Undecided(f"position {node.position + 1}: definitions nested deeper than {MAX_NESTING} steps")

    def spend(self, steps: int) -> None:
        self.work.left -= steps
        if self.work.left < 0:
            raise Undecided("the limit of work, in operations, is reached")

    def node(self, node: Expression, bound: Bound) -> Value:
        match node:
            case Number():
                return node.value
            case Name():
                return self.named(node, bound)
            case Constant():
                return PHI if node.name == "phi" else self.enclosed(ONE).exp()
            case Call():
                return self.called(node, bound)
            case Ranged() | Masked():
                return self.repeated(node, bound)
            case Apply(operator="+" | "-" | "*" | "/"):
                return self.chain(node, bound)
        return self.applied(node, bound)

    def enclosed(self, value: Value) -> Enclosure:
        return value.enclosed(self.bits) if isinstance(value, Surd) else Enclosure.of(value, self.bits)

    def bounded(self, value: Exact) -> Value:
        """An exact number, or its enclosure where it is too long to go on with."""
        bits = size(value)
        self.spend(bits >> 8)
        return value if bits <= MAX_EXACT_BITS else self.enclosed(value)

    def named(self, node: Name, bound: Bound) -> Value:
        value = self.looked_up(node, bound)
        if node.index is None:
            if isinstance(value, tuple):
                raise _misused(node, f"{node.name!r} is a vector; write {node.name}[i]")
            return value
        if not isinstance(value, tuple):
            raise _misused(node, f"{node.name!r} is no vector")
        index = self.whole(node.index, bound)
        if not 1 <= index <= len(value):
            raise _ill(node, f"{node.name}[{index}]: the index is outside 1..{len(value)}")
        return value[index - 1]

    def looked_up(self, node: Name, bound: Bound) -> Value | Vector:
        if node.name in bound:
            return bound[node.name]
        if node.name in self.parameters:
            return self.parameters[node.name]
        if node.name not in self.known:
            definition = self.definitions.get(node.name)
            if definition is None or definition.arguments:
                raise _misused(node, f"{node.name!r} has no value here")
            self.known[node.name] = self.number(definition.body, {})
        return self.known[node.name]

    def called(self, node: Call, bound: Bound) -> Value:
        definition = self.definitions.get(node.name)
        if definition is None or len(definition.arguments) != len(node.arguments):
            raise _misused(node, f"{node.name!r} is no definition of {len(node.arguments)} arguments")
        values = [self.argument(argument, bound) for argument in node.arguments]
        return self.number(definition.body, dict(zip(definition.arguments, values, strict=True)))

    def argument(self, node: Expression, bound: Bound) -> Value | Vector:
        """A number, or a whole vector by its name."""
        if isinstance(node, Name) and node.index is None:
            return self.looked_up(node, bound)
        return self.number(node, bound)

    def whole(self, node: Expression, bound: Bound) -> int:
        value = _simplified(self.number(node, bound))
        if isinstance(value, Enclosure):
            raise Unsettled(f"position {node.position + 1}: {value}; a whole number is needed")
        if isinstance(value, Surd) or value.denominator != 1:
            raise _ill(node, f"{shown(value)} is not a whole number")
        return value.numerator

    # operations -------------------------------------------------------------------------------

    def chain(self, node: Expression, bound: Bound) -> Value:
        """``a + b − c + …``, parsed to the left, without recursion."""
        links = []
        while isinstance(node, Apply) and node.operator in ("+", "-", "*", "/"):
            links.append(node)
            node = node.arguments[0]
        value = self.number(node, bound)
        for link in reversed(links):
            value = self.combined(link, value, self.number(link.arguments[1], bound), bound)
        return value

    def combined(self, node: Apply, left: Value, right: Value, bound: Bound) -> Value:
        self.spend(1)
        match node.operator:
            case "+":
                return self.sum(left, right)
            case "-":
                return self.sum(left, -right)
            case "*":
                return self.product(left, right)
        if _is_zero(right):
            raise _ill(node, "division by zero")
        if _is_zero(left):
            return ZERO
        if isinstance(left, Enclosure) or isinstance(right, Enclosure):
            quotient = self.enclosed(left) / self.enclosed(right)
            return self.quotient_of_logarithms(node, quotient, bound)
        return self.bounded(left / right)

    def sum(self, left: Value, right: Value) -> Value:
        if isinstance(left, Enclosure) or isinstance(right, Enclosure):
            return self.enclosed(left) + self.enclosed(right)
        return self.bounded(left + right)

    def product(self, left: Value, right: Value) -> Value:
        if _is_zero(left) or _is_zero(right):
            return ZERO
        if isinstance(left, Enclosure) or isinstance(right, Enclosure):
            return self.enclosed(left) * self.enclosed(right)
        return self.bounded(left * right)

    def quotient_of_logarithms(self, node: Apply, quotient: Enclosure, bound: Bound) -> Value:
        """The exact value of ``a ln x / b ln y`` where it is rational: enclosures never settle a tie there."""
        top, bottom = (self.logarithm(side, bound) for side in node.arguments)
        if top is None or bottom is None:
            return quotient
        (a, x), (b, y) = top, bottom
        middle = (quotient.lower + quotient.upper) / 2
        exponent = (middle * b / a).limit_denominator(MAX_ROOT)  # a guess at ln x / ln y, to be verified
        p, q = exponent.as_integer_ratio()
        small = size(x) * q <= MAX_EXACT_BITS and size(y) * abs(p) <= MAX_EXACT_BITS
        return a / b * exponent if small and power(x, q) == power(y, p) else quotient

    def logarithm(self, node: Expression, bound: Bound) -> tuple[Fraction, Exact] | None:
        """``(a, x)`` where a node is ``a ln x``, itself or by definition, for rational a != 0 and exact x."""
        if isinstance(node, Name) and node.index is None and node.name not in {*bound, *self.parameters}:
            return self.logarithm(self.definitions[node.name].body, {})
        if not isinstance(node, Apply):
            return None
        match node.operator:
            case "ln" | "log":
                value = self.number(node.arguments[0], bound)
                return None if isinstance(value, Enclosure) else (ONE, value)
            case "neg":
                return self.scaled(-ONE, node.arguments[0], bound)
            case "*":
                factor = self.number(node.arguments[0], bound)
                return self.scaled(factor, node.arguments[1], bound)
        return None

    def scaled(self, factor: Value, node: Expression, bound: Bound) -> tuple[Fraction, Exact] | None:
        inner = self.logarithm(node, bound) if isinstance(factor, Fraction) else None
        return None if inner is None or not isinstance(factor, Fraction) else (factor * inner[0], inner[1])

    def applied(self, node: Apply, bound: Bound) -> Value:
        match node.operator:
            case "if":
                return self.choice(node, bound)
            case "multinomial_tail" | "binomial_cdf":
                return self.probability(node, bound)
            case "^" if node.arguments[0] == Constant("e", 0):
                return self.exponential(self.number(node.arguments[1], bound))
        values = [self.number(argument, bound) for argument in node.arguments]
        match node.operator:
            case "neg":
                return -values[0]
            case "^":
                return self.power(node, values[0], values[1])
            case "exp":
                return self.exponential(values[0])
            case "ln" | "log":
                return self.natural_logarithm(node, values[0])
            case "sqrt":
                return self.square_root(node, values[0])
            case "abs":
                return self.extreme(values[0], -values[0], largest=True)
            case "floor":
                return self.rounded_down(values[0])
            case "ceiling":
                return -self.rounded_down(-values[0])
            case "min" | "max":
                return self.extremes(iter(values), node)
        raise _misused(node, f"{node.operator!r} is no number")

    def exponential(self, value: Value) -> Value:
        return ONE if _is_zero(value) else self.enclosed(value).exp()

    def natural_logarithm(self, node: Apply, value: Value) -> Value:
        if not isinstance(value, Enclosure):
            if compare(value, ZERO) <= 0:
                raise _ill(node, f"the logarithm of {shown(value)}")
            if value == ONE:
                return ZERO
        return self.enclosed(value).log()

    def square_root(self, node: Apply, value: Value) -> Value:
        if not isinstance(value, Enclosure) and compare(value, ZERO) < 0:
            raise _ill(node, f"the square root of {shown(value)}")
        exact = root(value, 2) if isinstance(value, Fraction) else None
        return self.enclosed(value).sqrt() if exact is None else exact

    def rounded_down(self, value: Value) -> Value:
        if isinstance(value, Fraction):
            return Fraction(floor(value))
        ball = self.enclosed(value)
        low, high = Fraction(floor(ball.lower)), Fraction(floor(ball.upper))
        return low if low == high else Enclosure.between(low, high, self.bits)

    def extreme(self, left: Value, right: Value, *, largest: bool) -> Value:
        if self.less(left, right, strict=False) is True:
            return right if largest else left
        if self.less(right, left, strict=False) is True:
            return left if largest else right
        a, b = self.enclosed(left), self.enclosed(right)
        return a.max(b) if largest else a.min(b)

    def extremes(self, values: Iterator[Value], node: Apply | Ranged | Masked) -> Value:
        found = next(values, None)
        if found is None:
            raise _ill(node, f"the {node.operator} of no numbers")
        for value in values:
            found = self.extreme(found, value, largest=node.operator in ("max", "largest"))
        return found

    def choice(self, node: Apply, bound: Bound) -> Value:
        condition, yes, no = node.arguments
        found = self.truth(condition, bound)
        if found is None:
            raise Unsettled(f"position {node.position + 1}: the condition is open at {self.bits} bits")
        return self.number(yes if found else no, bound)

    def probability(self, node: Apply, bound: Bound) -> Value:
        first, second = (self.whole(argument, bound) for argument in node.arguments[:2])
        values: list[Value] = []
        for argument in node.arguments[2:]:
            value = self.argument(argument, bound)
            values += value if isinstance(value, tuple) else [value]
        self.spend(100 * len(values))
        p = [self.enclosed(q) if isinstance(q, Surd) else q for q in values]
        if node.operator == "multinomial_tail":
            return probabilities.multinomial_tail(first, second, p, self.bits)
        if len(p) != 1:
            raise _misused(node, "one probability is needed")
        return probabilities.binomial_cdf(first, second, p[0], self.bits)

    # powers -----------------------------------------------------------------------------------

    def power(self, node: Apply, base: Value, exponent: Value) -> Value:
        base, exponent = _simplified(base), _simplified(exponent)
        if isinstance(exponent, Fraction):
            if exponent == ZERO:
                return ONE
            if not isinstance(base, Enclosure):
                return self.exact_power(node, base, exponent)
            return self.enclosed_power(base, exponent)
        if _is_zero(base):
            return self.power_of_zero(node, self.enclosed(exponent))
        return self.real_power(node, self.enclosed(base), self.enclosed(exponent))

    def exact_power(self, node: Apply, base: Exact, exponent: Fraction) -> Value:
        sign, (p, q) = compare(base, ZERO), exponent.as_integer_ratio()
        if (sign < 0 and q > 1) or (sign == 0 and p < 0):
            raise _ill(node, f"{shown(base)} to the power {shown(exponent)}")
        if sign == 0:
            return ZERO
        base_root: Exact | None = base
        if q > 1:
            base_root = root(base, q) if q <= MAX_ROOT and isinstance(base, Fraction) else None
        if base_root is not None and size(base_root) * abs(p) <= MAX_EXACT_BITS:
            return self.bounded(power(base_root, p))
        return self.enclosed_power(self.enclosed(base), exponent)

    def enclosed_power(self, base: Enclosure, exponent: Fraction) -> Enclosure:
        if abs(exponent.numerator) <= MAX_WHOLE_EXPONENT:
            return base**exponent
        if base.certainly_lt(0) and exponent.denominator == 1:
            positive = self.enclosed_power(-base, exponent)
            return -positive if exponent.numerator % 2 else positive
        return (base.log() * exponent).exp()

    def power_of_zero(self, node: Apply, exponent: Enclosure) -> Value:
        if exponent.certainly_gt(0):
            return ZERO
        if exponent.certainly_lt(0):
            raise _ill(node, "0 to a negative power")
        raise Unsettled(f"position {node.position + 1}: 0 to the power {exponent}")

    def real_power(self, node: Apply, base: Enclosure, exponent: Enclosure) -> Enclosure:
        if not base.certainly_gt(0):
            raise Unsettled(f"position {node.position + 1}: {base} to the power {exponent}")
        return (exponent * base.log()).exp()

    # repetition -------------------------------------------------------------------------------

    def repeated(self, node: Ranged | Masked, bound: Bound) -> Value:
        terms = (self.number(node.body, inner) for inner in self.instances(node, bound))
        match node.operator:
            case "sum":
                return self.folded(terms, ZERO, self.sum)
            case "prod":
                return self.folded(terms, ONE, self.product)
        return self.extremes(terms, node)

    def folded(self, terms: Iterator[Value], start: Value, operation: Callable[[Value, Value], Value]) -> Value:
        for term in terms:
            start = operation(start, term)
        return start

    def instances(self, node: Ranged | Masked, bound: Bound) -> Iterator[Bound]:
        if isinstance(node, Ranged):
            for i in self.range(node, bound):
                yield {**bound, node.variable: Fraction(i)}
        else:
            length = self.length(node, bound)
            self.require(node, 1 << length)
            for mask in itertools.product((ZERO, ONE), repeat=length):
                yield {**bound, node.variable: mask}

    def range(self, node: Ranged, bound: Bound) -> range:
        first, last = self.whole(node.first, bound), self.whole(node.last, bound)
        self.require(node, last - first + 1)
        return range(first, last + 1)

    def require(self, node: Expression, terms: int) -> None:
        if terms > min(MAX_RANGE, self.work.left):
            raise Undecided(f"position {node.position + 1}: {terms} terms; too many to run through")

    def length(self, node: Masked, bound: Bound) -> int:
        length = self.whole(node.length, bound)
        if length < 0:
            raise _ill(node, f"masks of length {length}")
        if length > MAX_MASK:
            raise Undecided(f"position {node.position + 1}: masks of length {length}; at most {MAX_MASK} are run")
        return length

    # statements -------------------------------------------------------------------------------

    def certain(self, node: Expression) -> bool:
        found = self.truth(node, {})
        if found is None:
            raise Unsettled(f"the statement is open at {self.bits} bits")
        return found

    def truth(self, node: Expression, bound: Bound) -> bool | None:
        """True or False: certainly.  None: every part has a value, but their order is open."""
        self.descend(node)
        found = self.statement(node, bound)
        self.depth -= 1
        return found

    def statement(self, node: Expression, bound: Bound) -> bool | None:
        if isinstance(node, Ranged):
            target = node.operator == "exists"
            return self.settle((self.truth(node.body, inner) for inner in self.instances(node, bound)), target)
        if isinstance(node, Masked):
            return self.search(node, bound, (), self.length(node, bound))
        if not isinstance(node, Apply):
            raise _misused(node, "a comparison is needed")
        match node.operator:
            case "and" | "or":
                return self.settle((self.truth(part, bound) for part in _parts(node)), node.operator == "or")
            case "not":
                return _negated(self.truth(node.arguments[0], bound))
            case "=>":
                return self.settle(self.implication(node, bound), True)
        left, right = (self.number(side, bound) for side in node.arguments)
        found = self.compared(node.operator, left, right)
        if found is None and node.arguments[0] == node.arguments[1]:
            return node.operator in ("<=", ">=", "==")
        return found

    def implication(self, node: Apply, bound: Bound) -> Iterator[bool | None]:
        yield _negated(self.truth(node.arguments[0], bound))
        yield self.truth(node.arguments[1], bound)

    def settle(self, parts: Iterator[bool | None], target: bool) -> bool | None:
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
                raise Unsettled(f"{error}, unless what stands before it settles the statement") from None
            raise
        return found

    def search(self, node: Masked, bound: Bound, mask: Vector, length: int) -> bool | None:
        """All masks that begin with ``mask``: at once where bits between 0 and 1 settle it, else by halves."""
        free = length - len(mask)
        if not free:
            return self.truth(node.body, {**bound, node.variable: mask})
        depth = self.depth
        try:
            either = Enclosure.between(ZERO, ONE, self.bits)
            found = self.truth(node.body, {**bound, node.variable: (*mask, *[either] * free)})
        except Unsettled:
            self.depth, found = depth, None
        if found is not None:
            return found
        halves = (self.search(node, bound, (*mask, bit), length) for bit in (ZERO, ONE))
        return self.settle(halves, node.operator == "exists")

    def compared(self, relation: str, left: Value, right: Value) -> bool | None:
        match relation:
            case "<" | "<=":
                return self.less(left, right, strict=relation == "<")
            case ">" | ">=":
                return self.less(right, left, strict=relation == ">")
        equal = self.equal(left, right)
        return equal if relation == "==" else _negated(equal)

    def less(self, left: Value, right: Value, *, strict: bool) -> bool | None:
        if not isinstance(left, Enclosure) and not isinstance(right, Enclosure):
            return compare(left, right) < int(not strict)
        a, b = self.enclosed(left), self.enclosed(right)
        if a.certainly_lt(b) if strict else a.certainly_le(b):
            return True
        if a.certainly_ge(b) if strict else a.certainly_gt(b):
            return False
        return None

    def equal(self, left: Value, right: Value) -> bool | None:
        at_most, at_least = self.less(left, right, strict=False), self.less(right, left, strict=False)
        if at_most is False or at_least is False:
            return False
        return True if at_most and at_least else None

    # explanation ------------------------------------------------------------------------------

    def decisive(self, node: Expression, bound: Bound) -> tuple[Comparison, ...]:
        found = self.truth(node, bound)
        if found is None:
            raise Unsettled(f"the statement is open at {self.bits} bits")
        match node:
            case Ranged() | Masked():
                return self.decisive_instance(node, bound, found)
            case Apply(operator="not"):
                return self.decisive(node.arguments[0], bound)
            case Apply(operator="and" | "or"):
                return self.decisive_parts(_parts(node), bound, found, alone=found is (node.operator == "or"))
            case Apply(operator="=>"):
                return self.decisive_parts(list(node.arguments), bound, found, alone=False)
            case Apply():
                left, right = (self.number(side, bound) for side in node.arguments)
                return (Comparison(left, node.operator, right, bound),)
        return ()

    def decisive_parts(
        self, parts: list[Expression], bound: Bound, found: bool, *, alone: bool
    ) -> tuple[Comparison, ...]:
        if alone:
            parts = [next(part for part in parts if self.truth(part, bound) is found)]
        return tuple(comparison for part in parts for comparison in self.decisive(part, bound))

    def decisive_instance(self, node: Ranged | Masked, bound: Bound, found: bool) -> tuple[Comparison, ...]:
        if found is not (node.operator == "exists"):
            return ()
        instances = self.instances(node, bound)
        return next((self.decisive(node.body, b) for b in instances if self.truth(node.body, b) is found), ())


def shown(value: Value | Vector) -> str:
    """A value for people: short rationals exactly, others by an enclosure."""
    if isinstance(value, tuple):
        return f"({', '.join(shown(entry) for entry in value)})"
    if isinstance(value, Fraction) and size(value) <= 64:
        return str(value)
    ball = value.enclosed(START_BITS) if isinstance(value, Surd) else Enclosure.of(value, START_BITS)
    text = str(ball)
    return text if len(text) <= 100 else f"{text[:97]}..."


def _parts(node: Apply) -> list[Expression]:
    """The parts of ``a and b and …``, parsed to the left, in order."""
    parts: list[Expression] = []
    left: Expression = node
    while isinstance(left, Apply) and left.operator == node.operator:
        parts.append(left.arguments[1])
        left = left.arguments[0]
    return [left, *reversed(parts)]


def _is_zero(value: Value) -> bool:
    return isinstance(value, Fraction) and value == 0


def _negated(found: bool | None) -> bool | None:
    return None if found is None else not found


def _simplified(value: Value) -> Value:
    """An enclosure of one number is that number."""
    return value.lower if isinstance(value, Enclosure) and value.lower == value.upper else value


def _exact(name: str, value: object) -> Fraction | tuple[Fraction, ...]:
    if isinstance(value, tuple):
        return tuple(_exact_number(name, entry) for entry in value)
    return _exact_number(name, value)


def _exact_number(name: str, value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"{name}: {value!r} is not exact: an int or a Fraction is needed")
    return Fraction(value)


def _ill(node: Expression, problem: str) -> IllDefined:
    return IllDefined(f"position {node.position + 1}: {problem}")


def _misused(node: Expression, problem: str) -> InputError:
    return InputError(f"position {node.position + 1}: {problem}")
