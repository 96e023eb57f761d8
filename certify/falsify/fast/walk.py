"""One evaluation of a claim's trees on a chunk of cases, in one arithmetic.

It reads a tree as :mod:`certify.claims.evaluation` does, with the same rules on where an expression has a value.
What it cannot do it refuses; the cases are then undecided.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import Generic, TypeVar

import numpy as np

from certify.claims.scope import Definition
from certify.claims.trees import (
    COMPARISONS,
    QUANTIFIERS,
    Apply,
    Call,
    Constant,
    Expression,
    Masked,
    Name,
    Number,
    Ranged,
    names,
    operands,
)
from certify.falsify.fast import probabilities
from certify.falsify.fast.arithmetic import Booleans, N, Verdicts
from certify.falsify.fast.columns import entered
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.rounding import Floats

MAX_STEPS = 50_000  # operations on one chunk
MAX_TERMS = 4096
MAX_MASK = 12
MAX_NESTING = 60
MAX_WHOLE_EXPONENT = 2.0**16  # a power with a larger exponent is taken by exp and ln
TERM_WORK = 8  # operations that one term of a probability counts for

T = TypeVar("T")
Variables = Mapping[str, N | tuple[N, ...]]  # bound variables and arguments of definitions
Instances = Iterator[tuple[Variables[N], Booleans]]  # variables, and the cases whose range reaches that far

quietly = np.errstate(all="ignore")

_COMPARE = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
_UNARY = {
    "neg": "__neg__",
    "abs": "__abs__",
    "sqrt": "sqrt",
    "floor": "floor",
    "ceiling": "ceil",
    "exp": "exp",
    "ln": "ln",
    "log": "ln",
}


class Unsupported(Exception):
    """The fast path cannot evaluate this on any case."""


class Walk(Generic[N]):
    """Evaluations of one chunk in one arithmetic, which share the values of definitions.

    Parameters
    ----------
    parameters
        As for :meth:`certify.falsify.fast.compile.Compiled.judge`; or intervals of these shapes.
    definitions
        A claim's own names.
    numbers
        The arithmetic.
    """

    def __init__(
        self, parameters: Mapping[str, Floats | Intervals], definitions: Mapping[str, Definition], numbers: type[N]
    ) -> None:
        self.parameters = parameters
        self.definitions = definitions
        self.numbers = numbers
        self.known: dict[str, N | tuple[N, ...]] = {}  # parameters, and definitions without arguments
        self.steps = self.depth = self.work = 0
        self.count = count_of(parameters)
        self.middle: tuple[Expression, Variables[N], N] | None = None
        self.invariants: dict[int, N] = {}  # by the identity of nodes, as are these
        self.names: dict[int, frozenset[str]] = {}

    @quietly
    def judge(self, tree: Expression) -> Verdicts:
        """What is certain of a statement: nothing at all where it cannot be evaluated here."""
        self.steps = self.depth = 0
        try:
            found = self.truth(tree, {})
        except (Unsupported, RecursionError):
            return Verdicts(*np.zeros((3, self.count), dtype=bool))
        return Verdicts(*(np.broadcast_to(part, (self.count,)) for part in found))

    # numbers ----------------------------------------------------------------------------------

    def number(self, node: Expression, local: Variables[N]) -> N:
        """The value of an expression; one without variables is worked out once."""
        if not local or isinstance(node, Number | Name | Constant) or not self.invariant(node, local):
            return self.evaluated(node, local)
        if id(node) not in self.invariants:
            self.invariants[id(node)] = self.evaluated(node, {})
        return self.invariants[id(node)]

    def invariant(self, node: Expression, local: Variables[N]) -> bool:
        if id(node) not in self.names:
            self.names[id(node)] = names(node)
        return self.names[id(node)].isdisjoint(local)

    def evaluated(self, node: Expression, local: Variables[N]) -> N:
        self.spend(1)
        match node:
            case Number():
                constant: N = _constant(node.value, self.numbers)
                return constant
            case Name():
                return self.named(node, local)
            case Constant():
                return self.numbers.enclosed(_phi() if node.name == "phi" else _e())
            case Call():
                return self.called(node, local)
            case Ranged() | Masked():
                return self.repeated(node, local)
        return self.applied(node, local)

    def spend(self, steps: int) -> None:
        self.steps += steps
        self.work += steps
        if self.steps > MAX_STEPS:
            raise Unsupported(f"more than {MAX_STEPS} operations a case")

    def nested(self, question: Callable[[], T]) -> T:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Unsupported(f"definitions nested deeper than {MAX_NESTING}")
        found = question()
        self.depth -= 1
        return found

    def named(self, node: Name, local: Variables[N]) -> N:
        value = self.looked_up(node.name, local)
        if not isinstance(value, tuple):
            if node.index is not None:
                raise Unsupported(f"{node.name!r} is not a vector")
            return value
        if node.index is None:
            raise Unsupported(f"{node.name!r} is a vector")
        return _entry(value, self.whole(node.index, local), self.numbers)

    def looked_up(self, name: str, local: Variables[N]) -> N | tuple[N, ...]:
        if name in local:
            return local[name]
        if name not in self.known:
            self.known[name] = self.global_value(name)
        return self.known[name]

    def global_value(self, name: str) -> N | tuple[N, ...]:
        if name in self.parameters:
            return entered(self.parameters[name], self.numbers)
        definition = self.definitions.get(name)
        if definition is None or definition.arguments:
            raise Unsupported(f"{name!r} has no value here")
        return self.nested(lambda: self.number(definition.body, {}))

    def called(self, node: Call, local: Variables[N]) -> N:
        definition = self.definitions.get(node.name)
        if definition is None or len(definition.arguments) != len(node.arguments):
            raise Unsupported(f"{node.name!r} is not a definition with {len(node.arguments)} arguments")
        values = [self.argument(argument, local) for argument in node.arguments]
        inner = dict(zip(definition.arguments, values, strict=True))
        found = self.nested(lambda: self.number(definition.body, inner))
        for value in values:
            found = found if isinstance(value, tuple) else found.unless(~value.known)
        return found

    def argument(self, node: Expression, local: Variables[N]) -> N | tuple[N, ...]:
        """A number, or a whole vector by its name."""
        if isinstance(node, Name) and node.index is None:
            return self.looked_up(node.name, local)
        return self.number(node, local)

    def whole(self, node: Expression, local: Variables[N]) -> Floats:
        """Whole numbers as floats; nan where they are not known."""
        return self.number(node, local).wholes()

    def applied(self, node: Apply, local: Variables[N]) -> N:
        match node.operator:
            case "+" | "-" | "*" | "/":
                return self.chain(node, local)
            case "^":
                return self.power(node.arguments[0], node.arguments[1], local)
            case "if":
                return self.choice(node, local)
            case "binomial_cdf" | "multinomial_tail":
                return self.probability(node, local)
        values = [self.number(argument, local) for argument in node.arguments]
        if node.operator in _UNARY:
            found: N = getattr(values[0], _UNARY[node.operator])()
            return found
        if node.operator not in ("min", "max"):
            raise Unsupported(f"{node.operator!r} does not give a number here")
        return extreme(iter(values), largest=node.operator == "max")

    def chain(self, node: Expression, local: Variables[N]) -> N:
        """``a + b − c + …``, parsed to the left, without recursion."""
        links = []
        while isinstance(node, Apply) and node.operator in ("+", "-", "*", "/"):
            links.append(node)
            node = node.arguments[0]
        value = self.number(node, local)
        for link in reversed(links):
            right = self.number(link.arguments[1], local)
            match link.operator:
                case "+":
                    value = value + right
                case "-":
                    value = value - right
                case "*":
                    value = value * right
                case _:
                    value = value / right
        return value

    def power(self, base: Expression, exponent: Expression, local: Variables[N]) -> N:
        if base == Constant("e", 0):
            return self.number(exponent, local).exp()
        x, y = self.number(base, local), self.number(exponent, local)
        twice = (y + y).wholes()
        if twice.size == 1 and abs(twice[0]) < 2 * MAX_WHOLE_EXPONENT:
            n = int(twice[0])
            return x.sqrt() ** n if n % 2 else x ** (n // 2)
        return x.power(y)

    def choice(self, node: Apply, local: Variables[N]) -> N:
        condition, *branches = node.arguments
        found = self.truth(condition, local)
        if found.true.all():
            return self.number(branches[0], local)
        yes, no = (self.number(branch, local) for branch in branches)
        return yes.where(found.true, no.where(found.false, yes.hull(no).unless(~found.valued)))

    def probability(self, node: Apply, local: Variables[N]) -> N:
        n, k = (self.whole(argument, local) for argument in node.arguments[:2])
        p: list[N] = []
        for argument in node.arguments[2:]:
            value = self.argument(argument, local)
            p += value if isinstance(value, tuple) else [value]
        self.work += TERM_WORK * len(p) * int(np.nanmax(k, initial=0))
        if node.operator == "multinomial_tail":
            return probabilities.multinomial_tail(n, k, p, self.numbers)
        if len(p) != 1:
            raise Unsupported("one probability is needed")
        return probabilities.binomial_cdf(n, k, p[0])

    # repetition -------------------------------------------------------------------------------

    def repeated(self, node: Ranged | Masked, local: Variables[N]) -> N:
        start = self.numbers.of({"sum": 0, "prod": 1}.get(node.operator, np.nan))
        found, begun = start, np.zeros(1, dtype=bool)
        unknown, instances = self.instances(node, local)
        for inner, active in instances:
            term = self.number(node.body, inner)
            found = self.folded(node.operator, found, term, begun).where(active, found)
            begun = begun | active
        return found.unless(unknown)

    def folded(self, operator: str, found: N, term: N, begun: Booleans) -> N:
        match operator:
            case "sum":
                return found + term
            case "prod":
                return found * term
        further = found.maximum(term) if operator == "largest" else found.minimum(term)
        return further.where(begun, term)

    def instances(self, node: Ranged | Masked, local: Variables[N]) -> tuple[Booleans, Instances[N]]:
        """Where the range is not known; and per instance its variables and the cases that run over it."""
        if isinstance(node, Ranged):
            first, last = self.whole(node.first, local), self.whole(node.last, local)
            return np.isnan(first + last), self.ranged(node.variable, first, last, local)
        length = self.whole(node.length, local)
        return np.isnan(length) | (length < 0), self.masked(node.variable, length, local)

    def ranged(self, variable: str, first: Floats, last: Floats, local: Variables[N]) -> Instances[N]:
        running = first <= last
        if not running.any():
            return
        if running.all() and (first == first[0]).all() and (last == last[0]).all():
            first, last = first[:1], last[:1]
        first, last = np.broadcast_arrays(first, last)
        low, high = int(first[first <= last].min()), int(last[first <= last].max())
        if high - low >= MAX_TERMS:
            raise Unsupported(f"a range of {high - low + 1} terms; at most {MAX_TERMS} are run")
        for i in range(low, high + 1):
            yield {**local, variable: _constant(i, self.numbers)}, (first <= i) & (i <= last)

    def masked(self, variable: str, length: Floats, local: Variables[N]) -> Instances[N]:
        bits = (_constant(0, self.numbers), _constant(1, self.numbers))
        if (length == length[0]).all():
            length = length[:1]
        for size in np.unique(length[length >= 0]).astype(int).tolist():
            if size > MAX_MASK:
                raise Unsupported(f"masks of length {size}; at most {MAX_MASK} is run")
            for mask in itertools.product(bits, repeat=size):
                yield {**local, variable: mask}, length == size

    # statements -------------------------------------------------------------------------------

    def truth(self, node: Expression, local: Variables[N]) -> Verdicts:
        self.spend(1)
        if isinstance(node, Ranged | Masked) and node.operator in QUANTIFIERS:
            return self.quantified(node, local)
        if not isinstance(node, Apply):
            raise Unsupported("a comparison is needed")
        if node.operator in COMPARISONS:
            left, right = (self.side(side, local) for side in node.arguments)
            verdicts: Verdicts = getattr(left, _COMPARE[node.operator])(right)
            return verdicts
        first, *others = operands(node)
        found = self.truth(first, local)
        if node.operator == "not":
            return ~found
        if node.operator == "=>":
            return ~found | self.truth(others[0], local)
        for part in others:
            found = found & self.truth(part, local) if node.operator == "and" else found | self.truth(part, local)
        return found

    def side(self, node: Expression, local: Variables[N]) -> N:
        """A side of a comparison: the middle of ``a < b <= c`` is one for both."""
        if self.middle is None or self.middle[0] is not node or self.middle[1] is not local:
            self.middle = node, local, self.number(node, local)
        return self.middle[2]

    def quantified(self, node: Ranged | Masked, local: Variables[N]) -> Verdicts:
        yes, no = np.ones(1, dtype=bool), np.zeros(1, dtype=bool)
        found = Verdicts(yes, no, yes) if node.operator == "forall" else Verdicts(no, yes, yes)
        unknown, instances = self.instances(node, local)
        for inner, active in instances:
            part = self.truth(node.body, inner)
            further = found & part if node.operator == "forall" else found | part
            found = further.where(active, found)
            if (found.false if node.operator == "forall" else found.true).all():
                break
        return Verdicts(*(part & ~unknown for part in found))


def extreme(values: Iterator[N], *, largest: bool) -> N:
    """The largest or the smallest of at least one number."""
    found = next(values)
    for value in values:
        found = found.maximum(value) if largest else found.minimum(value)
    return found


def _entry(vector: tuple[N, ...], index: Floats, numbers: type[N]) -> N:
    """Entries by an index from 1, the same for all cases or not; nothing is known outside."""
    found = numbers.of(np.nan)
    if index.size == 1:
        return vector[int(index[0]) - 1] if 1 <= index[0] <= len(vector) else found
    for i, entry in enumerate(vector, 1):
        found = entry.where(index == i, found)
    return found


@lru_cache(maxsize=4096)
def _constant(value: Fraction | int, numbers: type[N]) -> N:
    return numbers.of(value)


@cache
def _phi() -> Intervals:
    return (1 + Intervals.of(5).sqrt()) / 2


@cache
def _e() -> Intervals:
    return Intervals.of(1).exp()


def count_of(parameters: Mapping[str, Floats | Intervals]) -> int:
    """The number of cases in a batch."""
    return max((len(values) for values in parameters.values()), default=1)
