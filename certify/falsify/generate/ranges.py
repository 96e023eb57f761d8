"""Where a claim's comparisons place a parameter: bounds that keep hypotheses true, and ties.

Each comparison is solved for each parameter in it, as far as that can be done step by step.  A part ``a_prime
<= w`` of a hypothesis bounds w from below, ``forall(i, 1, k, v[i] <= gamma^i)`` every entry of v from above,
``sum(i, 1, k, p[i]) == 1`` says what the last entry is.  Chosen in the order found here, each within the bounds
that those before it give, the parameters satisfy such hypotheses by construction; what is not of this form is
left to rejection.  Every other comparison, in conclusions and definitions too, gives values that make it a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from certify.claims.claim import Claim
from certify.claims.trees import Apply, Call, Constant, Expression, Masked, Name, Number, Ranged, names

MAX_TIES = 16  # of one parameter
MAX_DEPTH = 40
INDEX = "#"  # stands for the index of an entry; no name of a claim
TIE = "~"
NEARLY = Number(Fraction(1, 1 << 40), 0)

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", TIE: TIE}


@dataclass(frozen=True)
class Bound:
    """What a comparison says about a parameter, or about entries of it.

    Attributes
    ----------
    relation
        ``<=``, ``<``, ``>=``, ``>`` or ``==``: how the parameter stands to the side; ``~``: there is a tie there.
    side
        The expression it is compared with; :data:`INDEX` in it is the index of the entry.
    place
        For entries: the statement that says of which.
    entry
        The one entry that is meant, where a number says so.
    """

    relation: str
    side: Expression
    place: Expression | None = None
    entry: int | None = None

    def misses(self, index: int) -> bool:
        """Whether it certainly says nothing of an entry."""
        return self.entry is not None and self.entry != index

    def at(self, index: int) -> Expression:
        """The side for an entry, counted from 1."""
        return _with_index(self.side, index)

    def applies(self, index: int) -> Expression | None:
        """The statement that says whether an entry is meant; None where there are no entries."""
        return None if self.place is None else _with_index(self.place, index)


@dataclass(frozen=True)
class Order:
    """How the parameters of a claim are chosen.

    Attributes
    ----------
    parameters
        In the order in which they are chosen.
    bounds
        Per parameter, what hypotheses say, in parameters that are not chosen later.
    ties
        Per parameter, where some comparison is a tie.
    fixed
        The parameters that lengths of vectors depend on.
    """

    parameters: tuple[str, ...]
    bounds: Mapping[str, tuple[Bound, ...]]
    fixed: frozenset[str]
    ties: Mapping[str, tuple[Bound, ...]] = field(default_factory=dict)


def order_of(claim: Claim) -> Order:
    """Find an order that uses many bounds: lengths first, then parameters that nothing later has to bound."""
    uses = {name: _uses(claim, names(function.body)) for name, function in claim.functions.items()}
    found = {name: list(_found(claim, name)) for name in claim.parameters}
    hard = {name: [b for b in bounds if b.relation != TIE] for name, bounds in found.items()}
    needs = {n: {p for b in bounds for p in _parameters(claim, uses, b.side)} - {n} for n, bounds in hard.items()}
    lengths = {n: _parameters(claim, uses, d.length) for n, d in claim.domains.items() if d.length is not None}
    fixed = frozenset(name for group in lengths.values() for name in group)
    chosen: list[str] = []
    while left := [name for name in claim.parameters if name not in chosen]:
        first = [name for name in left if name in fixed] or left
        ready = [name for name in first if needs[name] <= set(chosen)]
        unbounded = [name for name in first if not needs[name]]
        chosen.append((ready or unbounded or sorted(first, key=lambda n: len(needs[n] - set(chosen))))[0])
    bounds, ties = {}, {}
    for place, name in enumerate(chosen):
        itself = {name} if name in lengths else set()
        known = {*chosen[:place], *itself}
        usable = [b for b in found[name] if _parameters(claim, uses, b.side) <= known]
        bounds[name] = tuple(b for b in usable if b.relation != TIE)
        ties[name] = tuple(dict.fromkeys(b for b in usable if b.relation == TIE))[:MAX_TIES]
    return Order(tuple(chosen), bounds, fixed, ties)


def substituted(tree: Expression, variable: str, value: Expression) -> Expression:
    """A tree with a free variable replaced."""
    match tree:
        case Name() if tree.index is None:
            return value if tree.name == variable else tree
        case Name():
            return replace(tree, index=None if tree.index is None else substituted(tree.index, variable, value))
        case Apply() | Call():
            return replace(tree, arguments=tuple(substituted(a, variable, value) for a in tree.arguments))
        case Ranged():
            first, last = (substituted(end, variable, value) for end in (tree.first, tree.last))
            body = tree.body if tree.variable == variable else substituted(tree.body, variable, value)
            return replace(tree, first=first, last=last, body=body)
        case Masked():
            body = tree.body if tree.variable == variable else substituted(tree.body, variable, value)
            return replace(tree, length=substituted(tree.length, variable, value), body=body)
    return tree


def relaxed(tree: Expression) -> Expression:
    """A hypothesis in which numbers that have to be equal only have to be nearly so."""
    match tree:
        case Apply(operator="and"):
            return replace(tree, arguments=tuple(map(relaxed, tree.arguments)))
        case Ranged(operator="forall"):
            return replace(tree, body=relaxed(tree.body))
        case Apply(operator="=="):
            left, right = tree.arguments
            size = _applied("+", _applied("abs", left), _applied("abs", right))
            gap = _applied("abs", _applied("-", left, right))
            return _applied("<=", gap, _applied("*", NEARLY, size))
    return tree


# which parameters ---------------------------------------------------------------------------------


def _uses(claim: Claim, found: frozenset[str]) -> frozenset[str]:
    """The parameters among the names, and those behind the definitions among them."""
    done: set[str] = set()
    pending = set(found)
    while pending:
        name = pending.pop()
        done.add(name)
        if name in claim.functions:
            function = claim.functions[name]
            pending |= names(function.body) - set(function.arguments) - done
    return frozenset(name for name in done if name in claim.parameters)


def _parameters(claim: Claim, uses: Mapping[str, frozenset[str]], tree: Expression) -> frozenset[str]:
    found = names(tree)
    through = (uses[name] for name in found if name in uses)
    return frozenset(found & set(claim.parameters)).union(*through)


# comparisons --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Comparison:
    """Two sides, whether a hypothesis needs it, and the ranges of the variables around it."""

    left: Expression
    relation: str
    right: Expression
    around: tuple[Ranged, ...] = ()


def _found(claim: Claim, parameter: str) -> Iterator[Bound]:
    for comparison in _all_comparisons(claim):
        for relation, left, right in (
            (comparison.relation, comparison.left, comparison.right),
            (_MIRRORED[comparison.relation], comparison.right, comparison.left),
        ):
            solver = _Solver(claim, parameter)
            for solved in solver.solve(replace(comparison, left=left, relation=relation, right=right)):
                bound = _bound(solved, parameter)
                if bound is not None:
                    yield bound


def _all_comparisons(claim: Claim) -> Iterator[_Comparison]:
    for tree in claim.assumed.values():
        yield from _comparisons(tree, (), hard=True)
    for tree in claim.concluded.values():
        yield from _comparisons(tree, (), hard=False)
    for function in claim.functions.values():
        if not function.arguments:
            yield from _comparisons(function.body, (), hard=False)


def _comparisons(tree: Expression, around: tuple[Ranged, ...], *, hard: bool) -> Iterator[_Comparison]:
    """Those that all have to hold where ``hard``, then those that only say where something changes."""
    match tree:
        case Apply(operator="and"):
            for part in tree.arguments:
                yield from _comparisons(part, around, hard=hard)
            return
        case Ranged(operator="forall"):
            yield from _comparisons(tree.body, (*around, tree), hard=hard)
            return
        case Apply() if tree.operator in ("<", "<=", ">", ">=", "==", "!="):
            left, right = tree.arguments
            relation = tree.operator if hard and tree.operator != "!=" else TIE
            yield _Comparison(left, relation, right, around)
        case Apply(operator="min" | "max"):
            first, *others = tree.arguments
            for other in others:
                yield _Comparison(first, TIE, other, around)
        case Apply(operator="abs"):
            yield _Comparison(tree.arguments[0], TIE, Number(Fraction(0), 0), around)
    for part, ranges in _inside(tree, around):
        yield from _comparisons(part, ranges, hard=False)


def _inside(tree: Expression, around: tuple[Ranged, ...]) -> Iterator[tuple[Expression, tuple[Ranged, ...]]]:
    match tree:
        case Apply() | Call():
            for part in tree.arguments:
                yield part, around
        case Ranged():
            yield tree.first, around
            yield tree.last, around
            yield tree.body, (*around, tree)


# solving ------------------------------------------------------------------------------------------


@dataclass
class _Solver:
    """Solves comparisons for one parameter, step by step."""

    claim: Claim
    parameter: str
    depth: int = 0

    def solve(self, given: _Comparison) -> Iterator[_Comparison]:
        """Comparisons whose left side is the parameter, or an entry of it."""
        if self.depth > MAX_DEPTH:
            return
        self.depth += 1
        yield from self._step(given)
        self.depth -= 1

    def _step(self, given: _Comparison) -> Iterator[_Comparison]:
        left, right = given.left, given.right
        match left:
            case Name() if left.name == self.parameter:
                yield given
            case Name(index=None) if left.name in self.claim.functions:
                function = self.claim.functions[left.name]
                if not function.arguments:
                    yield from self.solve(replace(given, left=function.body))
            case Call():
                function = self.claim.functions[left.name]
                body = function.body
                for name, argument in zip(function.arguments, left.arguments, strict=True):
                    body = substituted(body, name, argument)
                yield from self.solve(_soft(replace(given, left=body)))
            case Apply() if left.operator in _STEPS:
                for part, relation, other in _STEPS[left.operator](left.arguments, given.relation, right):
                    yield from self.solve(replace(given, left=part, relation=relation, right=other))
            case Ranged():
                yield from self._repeated(left, given)

    def _repeated(self, left: Ranged, given: _Comparison) -> Iterator[_Comparison]:
        every = {"largest": ("<", "<="), "smallest": (">", ">=")}
        if left.operator in every:
            soft = given if given.relation in every[left.operator] else _soft(given)
            yield from self.solve(replace(soft, left=left.body, around=(*given.around, left)))
        elif left.operator in ("sum", "prod"):
            last = substituted(left.body, left.variable, left.last)
            rest = _before(left, left.last)
            undone, relation = (
                ("-", given.relation) if left.operator == "sum" else ("/", _times(rest, given.relation))
            )
            right = _applied(undone, given.right, rest)
            yield from self.solve(replace(given, left=last, relation=relation, right=right))
            if left.operator == "sum" and self.natural and given.relation in ("<", "<=", "=="):
                right = _applied("-", given.right, _before(left, Name(left.variable, None, 0)))
                relation = "<=" if given.relation == "==" else given.relation
                yield from self.solve(_Comparison(left.body, relation, right, (*given.around, left)))

    @property
    def natural(self) -> bool:
        """Whether no entry is negative: then no part of a sum is larger than the whole."""
        lower = self.claim.domains[self.parameter].lower
        return lower is not None and lower >= 0


def _before(repeated: Ranged, end: Expression) -> Ranged:
    """The terms before one."""
    return replace(repeated, last=_applied("-", end, Number(Fraction(1), 0)))


def _soft(given: _Comparison) -> _Comparison:
    return replace(given, relation=TIE)


def _applied(operator: str, *arguments: Expression) -> Apply:
    return Apply(operator, arguments, 0)


Steps = Iterator[tuple[Expression, str, Expression]]


def _sum(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    a, b = parts
    yield a, relation, _applied("-", right, b)
    yield b, relation, _applied("-", right, a)


def _difference(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    a, b = parts
    yield a, relation, _applied("+", right, b)
    yield b, _MIRRORED[relation], _applied("-", a, right)


def _product(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    for a, b in (parts, parts[::-1]):
        yield a, _times(b, relation), _applied("/", right, b)


def _quotient(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    a, b = parts
    yield a, _times(b, relation), _applied("*", right, b)
    yield b, relation if relation == "==" else TIE, _applied("/", a, right)


def _times(factor: Expression, relation: str) -> str:
    """The relation after both sides were divided by a factor: kept where its sign is known."""
    if relation in ("==", TIE):
        return relation
    if isinstance(factor, Apply) and factor.operator == "neg":
        return _MIRRORED[_times(factor.arguments[0], relation)]
    positive = isinstance(factor, Constant) or (isinstance(factor, Number) and factor.value > 0)
    return relation if positive else TIE


def _negative(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    yield parts[0], _MIRRORED[relation], _applied("neg", right)


def _power(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    base, exponent = parts
    yield base, TIE, _applied("^", right, _applied("/", Number(Fraction(1), 0), exponent))
    yield exponent, TIE, _applied("/", _applied("ln", right), _applied("ln", base))


def _absolute(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    below = relation if relation in ("<", "<=") else TIE
    yield parts[0], below, right
    yield parts[0], _MIRRORED[below], _applied("neg", right)


def _inverse(operator: str, *, increasing: bool = True) -> Callable[..., Steps]:
    """One argument, undone by an operator."""

    def step(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
        yield parts[0], relation if increasing else TIE, _applied(operator, right)

    return step


def _square(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    yield parts[0], TIE, _applied("*", right, right)


def _same(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
    """Of floor and ceiling: near the side."""
    yield parts[0], TIE, right


def _every(*relations: str) -> Callable[..., Steps]:
    """``max(a, b) <= c`` says so of both."""

    def step(parts: tuple[Expression, ...], relation: str, right: Expression) -> Steps:
        for part in parts:
            yield part, relation if relation in relations else TIE, right

    return step


_STEPS: Mapping[str, Callable[..., Steps]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
    "^": _power,
    "neg": _negative,
    "abs": _absolute,
    "sqrt": _square,
    "exp": _inverse("ln"),
    "ln": _inverse("exp"),
    "log": _inverse("exp"),
    "floor": _same,
    "ceiling": _same,
    "max": _every("<", "<="),
    "min": _every(">", ">="),
}


# from what is solved to a bound -------------------------------------------------------------------


def _bound(solved: _Comparison, parameter: str) -> Bound | None:
    """A bound on a number, or on the entries that an index says; None where variables are left."""
    target = solved.left
    if not isinstance(target, Name):
        return None
    if target.index is None:
        return None if _variables(solved.right, solved.around) else Bound(solved.relation, solved.right)
    entry = Name(INDEX, None, 0)
    side, index = solved.right, target.index
    for ranged in reversed(solved.around):
        shift = _shift(index, ranged.variable)
        if shift is None:
            continue
        here = _applied("-", entry, Number(Fraction(shift), 0))
        inside = _applied("and", _applied("<=", ranged.first, here), _applied("<=", here, ranged.last))
        bound = Bound(solved.relation, substituted(side, ranged.variable, here), inside)
        return None if _variables(bound.side, solved.around) else bound
    if _variables(index, solved.around) or _variables(side, solved.around):
        return None
    if isinstance(index, Number):
        return Bound(solved.relation, side, None, int(index.value))
    return Bound(solved.relation, side, _applied("==", entry, index))


def _variables(tree: Expression, around: tuple[Ranged, ...]) -> frozenset[str]:
    return names(tree) & {ranged.variable for ranged in around}


def _shift(index: Expression, variable: str) -> int | None:
    """s where the index is ``variable + s``."""
    if isinstance(index, Name) and index.name == variable:
        return 0
    if isinstance(index, Apply) and index.operator in ("+", "-"):
        first, second = index.arguments
        if isinstance(first, Name) and first.name == variable and isinstance(second, Number):
            step = int(second.value)
            return step if index.operator == "+" else -step
    return None


def _with_index(tree: Expression, index: int) -> Expression:
    return substituted(tree, INDEX, Number(Fraction(index), 0))
