"""Trees of the grammar evaluated on batches of cases: the fast path, a filter.

It reads a tree as :mod:`certify.claims.expressions` does, with the same rules on where an expression has a
value: on :class:`~certify.falsify.fast.near.Near` numbers first, then, for the cases which that leaves open, on
:class:`~certify.falsify.fast.intervals.Intervals`.  What it cannot do it leaves undecided and says so.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from certify.claims.expressions import Definition
from certify.claims.grammar import (
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
)
from certify.falsify.fast import probabilities
from certify.falsify.fast.arithmetic import Booleans, N, Verdicts
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.near import Near
from certify.falsify.fast.rounding import Floats

CHUNK = 1 << 16  # cases at a time: the arrays of a few operations stay in the cache
MAX_STEPS = 50_000  # operations on one chunk
MAX_TERMS = 4096
MAX_MASK = 12
MAX_NESTING = 60
TERM_WORK = 8  # operations for one term of a probability
FAR = 1e300  # where a quantifier has no instance

T = TypeVar("T")
Bound = Mapping[str, N | tuple[N, ...]]  # variables and arguments
Given = TypeVar("Given", Floats, Intervals)  # numbers case by case: shape (N,), or (N, k) for a vector
Instances = Iterator[tuple[Bound[N], Booleans]]  # variables, and where a range reaches to them

_quietly = np.errstate(all="ignore")

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


class Judgement(NamedTuple):
    """A statement judged case by case.

    Attributes
    ----------
    true, false
        Where it certainly holds, where it certainly has a truth value and fails; bool, shape (N,).
    reason
        Why the whole batch is undecided; empty where it is not.
    """

    true: Booleans
    false: Booleans
    reason: str

    @property
    def undecided(self) -> Booleans:
        """Where neither is known."""
        return ~(self.true | self.false)


class Values(NamedTuple):
    """Numbers case by case: intervals of shape (N,), and why nothing is known of the whole batch, if so."""

    intervals: Intervals
    reason: str


@dataclass(frozen=True)
class Compiled:
    """An expression or a statement, to be evaluated on batches of cases.

    Attributes
    ----------
    tree
        From :mod:`certify.claims.grammar`.
    definitions
        A claim's own names.

    Guarantee
    ---------
    A value contains the exact one wherever that exists; a case judged true certainly holds, a case judged
    false certainly has a truth value and fails, by the kernel's rules: none is judged where it is ill-defined.
    """

    tree: Expression
    definitions: Mapping[str, Definition] = field(default_factory=dict)

    def judge(self, parameters: Mapping[str, Floats]) -> Judgement:
        """Whether a statement holds: quickly, and sharply where that leaves a case open.

        Parameters
        ----------
        parameters
            Per name a float64 array of shape (N,), or (N, k) for a vector of k entries: exact dyadic rationals.
        """
        parts = [self._judged(chunk) for chunk in chunks(parameters)]
        reason = next((part.reason for part in parts if part.reason), "")
        none = np.zeros(0, dtype=bool)
        true = np.concatenate([none, *(part.true for part in parts)])
        false = np.concatenate([none, *(part.false for part in parts)])
        return Judgement(true, false, reason)

    def values(self, parameters: Mapping[str, Given], numbers: type[Near | Intervals] = Intervals) -> Values:
        """A number, enclosed."""
        return self._collected(parameters, lambda walk: walk.number(self.tree, {}), numbers)

    def margins(self, parameters: Mapping[str, Floats], numbers: type[Near | Intervals] = Intervals) -> Values:
        """By how much a statement holds: right minus left; min, max and minus for ``and``, ``or``, ``not``."""
        return self._collected(parameters, lambda walk: walk.margin(self.tree, {}), numbers)

    def _judged(self, parameters: Mapping[str, Floats]) -> Judgement:
        true, false, reason = self._judged_once(parameters, Near)
        left = np.flatnonzero(~(true | false))
        if left.size:
            again = {name: values[left] for name, values in parameters.items()}
            true, false = true.copy(), false.copy()
            true[left], false[left], reason = self._judged_once(again, Intervals)
        return Judgement(true, false, reason)

    def _judged_once(self, parameters: Mapping[str, Floats], numbers: type[N]) -> Judgement:
        walk = Walk(parameters, self.definitions, numbers)
        found = walk.judge(self.tree)
        return Judgement(found.true, found.false, walk.reason)

    @_quietly
    def _collected(
        self,
        parameters: Mapping[str, Given],
        question: Callable[[Walk[Any]], Near | Intervals],
        numbers: type[Near | Intervals],
    ) -> Values:
        lowers, uppers, reason = [np.zeros(0)], [np.zeros(0)], ""
        for chunk in chunks(parameters):
            shape = (_count(chunk),)
            try:
                walk: Walk[Any] = Walk(chunk, self.definitions, numbers)
                answer = question(walk)
                found = answer.intervals() if isinstance(answer, Near) else answer
            except (_Unsupported, RecursionError) as unsupported:
                found, reason = Intervals.of(np.nan), str(unsupported)
            lowers.append(np.broadcast_to(found.lower, shape))
            uppers.append(np.broadcast_to(found.upper, shape))
        return Values(Intervals(np.concatenate(lowers), np.concatenate(uppers)), reason)


class _Unsupported(Exception):
    """The fast path cannot evaluate this on any case."""


class Walk(Generic[N]):
    """Evaluations of one chunk in one arithmetic, which share the values of definitions.

    Parameters
    ----------
    parameters
        As for :meth:`Compiled.judge`.
    definitions
        A claim's own names.
    numbers
        The numbers.
    """

    def __init__(
        self, parameters: Mapping[str, Floats | Intervals], definitions: Mapping[str, Definition], numbers: type[N]
    ) -> None:
        self.parameters = parameters
        self.definitions = definitions
        self.numbers = numbers
        self.known: dict[str, N | tuple[N, ...]] = {}  # parameters, and definitions without arguments
        self.steps = self.depth = self.work = 0
        self.count = _count(parameters)
        self.reason = ""
        self.middle: tuple[Expression, Bound[N], N] | None = None
        self.invariants: dict[int, N] = {}  # by the identity of nodes, as are these
        self.names: dict[int, frozenset[str]] = {}

    @_quietly
    def judge(self, tree: Expression) -> Verdicts:
        """What is certain of a statement; nothing of any case, and why, where it cannot be evaluated here."""
        self.steps = self.depth = 0
        try:
            found = self.truth(tree, {})
        except (_Unsupported, RecursionError) as unsupported:
            self.reason = str(unsupported)
            return Verdicts(*np.zeros((3, self.count), dtype=bool))
        return Verdicts(*(np.broadcast_to(part, (self.count,)) for part in found))

    # numbers ----------------------------------------------------------------------------------

    def number(self, node: Expression, bound: Bound[N]) -> N:
        """The value of an expression; one that no variable occurs in is found once."""
        if not bound or isinstance(node, Number | Name | Constant) or not self.invariant(node, bound):
            return self.evaluated(node, bound)
        if id(node) not in self.invariants:
            self.invariants[id(node)] = self.evaluated(node, {})
        return self.invariants[id(node)]

    def invariant(self, node: Expression, bound: Bound[N]) -> bool:
        if id(node) not in self.names:
            self.names[id(node)] = names(node)
        return self.names[id(node)].isdisjoint(bound)

    def evaluated(self, node: Expression, bound: Bound[N]) -> N:
        self.spend(1)
        match node:
            case Number():
                constant: N = _constant(node.value, self.numbers)
                return constant
            case Name():
                return self.named(node, bound)
            case Constant():
                return self.numbers.enclosed(_phi() if node.name == "phi" else _e())
            case Call():
                return self.called(node, bound)
            case Ranged() | Masked():
                return self.repeated(node, bound)
        return self.applied(node, bound)

    def spend(self, steps: int) -> None:
        self.steps += steps
        self.work += steps
        if self.steps > MAX_STEPS:
            raise _Unsupported(f"more than {MAX_STEPS} operations a case")

    def nested(self, question: Callable[[], T]) -> T:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise _Unsupported(f"definitions nested deeper than {MAX_NESTING}")
        found = question()
        self.depth -= 1
        return found

    def named(self, node: Name, bound: Bound[N]) -> N:
        value = self.looked_up(node.name, bound)
        if not isinstance(value, tuple):
            if node.index is not None:
                raise _Unsupported(f"{node.name!r} is no vector")
            return value
        if node.index is None:
            raise _Unsupported(f"{node.name!r} is a vector")
        return _entry(value, self.whole(node.index, bound), self.numbers)

    def looked_up(self, name: str, bound: Bound[N]) -> N | tuple[N, ...]:
        if name in bound:
            return bound[name]
        if name not in self.known:
            self.known[name] = self.global_value(name)
        return self.known[name]

    def global_value(self, name: str) -> N | tuple[N, ...]:
        if name in self.parameters:
            return _entered(self.parameters[name], self.numbers)
        definition = self.definitions.get(name)
        if definition is None or definition.arguments:
            raise _Unsupported(f"{name!r} has no value here")
        return self.nested(lambda: self.number(definition.body, {}))

    def called(self, node: Call, bound: Bound[N]) -> N:
        definition = self.definitions.get(node.name)
        if definition is None or len(definition.arguments) != len(node.arguments):
            raise _Unsupported(f"{node.name!r} is no definition of {len(node.arguments)} arguments")
        values = [self.argument(argument, bound) for argument in node.arguments]
        inner = dict(zip(definition.arguments, values, strict=True))
        found = self.nested(lambda: self.number(definition.body, inner))
        for value in values:
            found = found if isinstance(value, tuple) else found.unless(~value.known)
        return found

    def argument(self, node: Expression, bound: Bound[N]) -> N | tuple[N, ...]:
        """A number, or a whole vector by its name."""
        if isinstance(node, Name) and node.index is None:
            return self.looked_up(node.name, bound)
        return self.number(node, bound)

    def whole(self, node: Expression, bound: Bound[N]) -> Floats:
        """Whole numbers as floats; nan where they are not known."""
        return self.number(node, bound).wholes()

    def applied(self, node: Apply, bound: Bound[N]) -> N:
        match node.operator:
            case "+" | "-" | "*" | "/":
                return self.chain(node, bound)
            case "^":
                return self.power(node.arguments[0], node.arguments[1], bound)
            case "if":
                return self.choice(node, bound)
            case "binomial_cdf" | "multinomial_tail":
                return self.probability(node, bound)
        values = [self.number(argument, bound) for argument in node.arguments]
        if node.operator in _UNARY:
            found: N = getattr(values[0], _UNARY[node.operator])()
            return found
        if node.operator not in ("min", "max"):
            raise _Unsupported(f"{node.operator!r} is no number here")
        return _extreme(iter(values), largest=node.operator == "max")

    def chain(self, node: Expression, bound: Bound[N]) -> N:
        """``a + b − c + …``, parsed to the left, without recursion."""
        links = []
        while isinstance(node, Apply) and node.operator in ("+", "-", "*", "/"):
            links.append(node)
            node = node.arguments[0]
        value = self.number(node, bound)
        for link in reversed(links):
            right = self.number(link.arguments[1], bound)
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

    def power(self, base: Expression, exponent: Expression, bound: Bound[N]) -> N:
        if base == Constant("e", 0):
            return self.number(exponent, bound).exp()
        x, y = self.number(base, bound), self.number(exponent, bound)
        twice = (y + y).wholes()
        if twice.size == 1 and abs(twice[0]) < 2**17:
            n = int(twice[0])
            return x.sqrt() ** n if n % 2 else x ** (n // 2)
        return x.power(y)

    def choice(self, node: Apply, bound: Bound[N]) -> N:
        condition, *branches = node.arguments
        found = self.truth(condition, bound)
        if found.true.all():
            return self.number(branches[0], bound)
        yes, no = (self.number(branch, bound) for branch in branches)
        return yes.where(found.true, no.where(found.false, yes.hull(no).unless(~found.valued)))

    def probability(self, node: Apply, bound: Bound[N]) -> N:
        n, k = (self.whole(argument, bound) for argument in node.arguments[:2])
        p: list[N] = []
        for argument in node.arguments[2:]:
            value = self.argument(argument, bound)
            p += value if isinstance(value, tuple) else [value]
        self.work += TERM_WORK * len(p) * int(np.nanmax(k, initial=0))
        if node.operator == "multinomial_tail":
            return probabilities.multinomial_tail(n, k, p, self.numbers)
        if len(p) != 1:
            raise _Unsupported("one probability is needed")
        return probabilities.binomial_cdf(n, k, p[0])

    # repetition -------------------------------------------------------------------------------

    def repeated(self, node: Ranged | Masked, bound: Bound[N]) -> N:
        start = self.numbers.of({"sum": 0, "prod": 1}.get(node.operator, np.nan))
        found, begun = start, np.zeros(1, dtype=bool)
        unknown, instances = self.instances(node, bound)
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

    def instances(self, node: Ranged | Masked, bound: Bound[N]) -> tuple[Booleans, Instances[N]]:
        """Where the range is not known; and per instance its variables and the cases that run over it."""
        if isinstance(node, Ranged):
            first, last = self.whole(node.first, bound), self.whole(node.last, bound)
            return np.isnan(first + last), self.ranged(node.variable, first, last, bound)
        length = self.whole(node.length, bound)
        return np.isnan(length) | (length < 0), self.masked(node.variable, length, bound)

    def ranged(self, variable: str, first: Floats, last: Floats, bound: Bound[N]) -> Instances[N]:
        running = first <= last
        if not running.any():
            return
        if running.all() and (first == first[0]).all() and (last == last[0]).all():
            first, last = first[:1], last[:1]
        first, last = np.broadcast_arrays(first, last)
        low, high = int(first[first <= last].min()), int(last[first <= last].max())
        if high - low >= MAX_TERMS:
            raise _Unsupported(f"a range of {high - low + 1} terms; at most {MAX_TERMS} are run")
        for i in range(low, high + 1):
            yield {**bound, variable: _constant(i, self.numbers)}, (first <= i) & (i <= last)

    def masked(self, variable: str, length: Floats, bound: Bound[N]) -> Instances[N]:
        bits = (_constant(0, self.numbers), _constant(1, self.numbers))
        if (length == length[0]).all():
            length = length[:1]
        for size in np.unique(length[length >= 0]).astype(int).tolist():
            if size > MAX_MASK:
                raise _Unsupported(f"masks of length {size}; at most {MAX_MASK} is run")
            for mask in itertools.product(bits, repeat=size):
                yield {**bound, variable: mask}, length == size

    # statements -------------------------------------------------------------------------------

    def truth(self, node: Expression, bound: Bound[N]) -> Verdicts:
        self.spend(1)
        if isinstance(node, Ranged | Masked) and node.operator in QUANTIFIERS:
            return self.quantified(node, bound)
        if not isinstance(node, Apply):
            raise _Unsupported("a comparison is needed")
        if node.operator in COMPARISONS:
            left, right = (self.side(side, bound) for side in node.arguments)
            verdicts: Verdicts = getattr(left, _COMPARE[node.operator])(right)
            return verdicts
        first, *others = _parts(node)
        found = self.truth(first, bound)
        if node.operator == "not":
            return ~found
        if node.operator == "=>":
            return ~found | self.truth(others[0], bound)
        for part in others:
            found = found & self.truth(part, bound) if node.operator == "and" else found | self.truth(part, bound)
        return found

    def side(self, node: Expression, bound: Bound[N]) -> N:
        """A side of a comparison: the middle of ``a < b <= c`` is one for both."""
        if self.middle is None or self.middle[0] is not node or self.middle[1] is not bound:
            self.middle = node, bound, self.number(node, bound)
        return self.middle[2]

    def quantified(self, node: Ranged | Masked, bound: Bound[N]) -> Verdicts:
        yes, no = np.ones(1, dtype=bool), np.zeros(1, dtype=bool)
        found = Verdicts(yes, no, yes) if node.operator == "forall" else Verdicts(no, yes, yes)
        unknown, instances = self.instances(node, bound)
        for inner, active in instances:
            part = self.truth(node.body, inner)
            further = found & part if node.operator == "forall" else found | part
            found = further.where(active, found)
            if (found.false if node.operator == "forall" else found.true).all():
                break
        return Verdicts(*(part & ~unknown for part in found))

    # margins ----------------------------------------------------------------------------------

    def margin(self, node: Expression, bound: Bound[N]) -> N:
        self.spend(1)
        if isinstance(node, Ranged | Masked) and node.operator in QUANTIFIERS:
            return self.quantified_margin(node, bound)
        if not isinstance(node, Apply):
            raise _Unsupported("a comparison is needed")
        if node.operator in COMPARISONS:
            left, right = (self.number(side, bound) for side in node.arguments)
            return _margin(node.operator, left, right)
        margins = [self.margin(part, bound) for part in _parts(node)]
        if node.operator in ("not", "=>"):
            margins[0] = -margins[0]
        return _extreme(iter(margins), largest=node.operator != "and")

    def quantified_margin(self, node: Ranged | Masked, bound: Bound[N]) -> N:
        found = self.numbers.of(FAR if node.operator == "forall" else -FAR)
        unknown, instances = self.instances(node, bound)
        for inner, active in instances:
            part = self.margin(node.body, inner)
            further = found.minimum(part) if node.operator == "forall" else found.maximum(part)
            found = further.where(active, found)
        return found.unless(unknown)


def _margin(relation: str, left: N, right: N) -> N:
    match relation:
        case "<" | "<=":
            return right - left
        case ">" | ">=":
            return left - right
    ahead = left - right
    return ahead.maximum(-ahead) if relation == "!=" else ahead.minimum(-ahead)


def _extreme(values: Iterator[N], *, largest: bool) -> N:
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


def _entered(values: Floats | Intervals, numbers: type[N]) -> N | tuple[N, ...]:
    if isinstance(values, Intervals):
        return _enclosed(values, numbers)
    if values.ndim == 1:
        return numbers.exactly(_column(values))
    return tuple(numbers.exactly(_column(column)) for column in values.T)


def _enclosed(values: Intervals, numbers: type[N]) -> N | tuple[N, ...]:
    if values.lower.ndim == 1:
        return numbers.enclosed(_narrowed(values))
    columns = zip(values.lower.T, values.upper.T, strict=True)
    return tuple(numbers.enclosed(_narrowed(Intervals(low, high))) for low, high in columns)


def _narrowed(values: Intervals) -> Intervals:
    """The intervals; one, which broadcasts, where all are equal; floats where all are exact."""
    lower, upper = _column(values.lower), _column(values.upper)
    if len(lower) == len(upper) and (lower == upper).all():
        return Intervals(lower, lower)
    return Intervals(lower, upper)


def _column(values: Floats) -> Floats:
    """The values; one, which broadcasts, where all are equal."""
    same = values.size > 1 and values[0] == values[-1] and (values == values[0]).all()
    return values[:1] if same else np.ascontiguousarray(values)


def _parts(node: Apply) -> list[Expression]:
    """The parts of ``a and b and …``, parsed to the left, in order; of others the arguments."""
    if node.operator not in ("and", "or"):
        return list(node.arguments)
    parts: list[Expression] = []
    left: Expression = node
    while isinstance(left, Apply) and left.operator == node.operator:
        parts.append(left.arguments[1])
        left = left.arguments[0]
    return [left, *reversed(parts)]


@lru_cache(maxsize=4096)
def _constant(value: Fraction | int, numbers: type[N]) -> N:
    return numbers.of(value)


@cache
def _phi() -> Intervals:
    return (1 + Intervals.of(5).sqrt()) / 2


@cache
def _e() -> Intervals:
    return Intervals.of(1).exp()


@cache
def _keep_freed_memory() -> None:
    """Free one large block: glibc then keeps smaller ones instead of faulting them in again, page by page."""
    np.ones(1 << 21)


def _count(parameters: Mapping[str, Floats | Intervals]) -> int:
    return max((len(values) for values in parameters.values()), default=1)


def chunks(parameters: Mapping[str, Given]) -> Iterator[dict[str, Given]]:
    """Batches of so many cases that their arrays stay in the cache."""
    _keep_freed_memory()
    for start in range(0, _count(parameters), CHUNK):
        yield {name: values[start : start + CHUNK] for name, values in parameters.items()}
