"""Where a claim's comparisons place a parameter: bounds that keep hypotheses true, and ties.

A part ``a_prime <= w`` of a hypothesis bounds w from below, ``forall(i, 1, k, v[i] <= gamma^i)`` every entry of v
from above.  Every other comparison, in conclusions and definitions too, gives values that make it a tie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from certify.claims.claim import Claim
from certify.claims.trees import Apply, Call, Expression, Name, Number, Ranged, names
from certify.falsify.generate.solving import MIRRORED, TIE, Relation, Solver, applied, substituted

INDEX = "#"  # the index of an entry; not a name that a claim can use


@dataclass(frozen=True)
class Constraint:
    """What a comparison says about a parameter, or about entries of it.

    Attributes
    ----------
    relation
        ``<=``, ``<``, ``>=``, ``>`` or ``==``: how the parameter compares with the side; ``~``: the two are
        equal where something changes.
    side
        The expression it is compared with; :data:`INDEX` in it is the index of the entry.
    place
        For entries: a statement about :data:`INDEX` that holds for those that are meant.
    entry
        The one entry that is meant, where its index is a number.
    """

    relation: str
    side: Expression
    place: Expression | None = None
    entry: int | None = None

    def misses(self, index: int) -> bool:
        """Whether it certainly does not apply to an entry."""
        return self.entry is not None and self.entry != index

    def at(self, index: int) -> Expression:
        """The side for an entry; entries are counted from 1."""
        return _with_index(self.side, index)

    def applies(self, index: int) -> Expression | None:
        """The statement that says whether an entry is meant; None where there are no entries."""
        return None if self.place is None else _with_index(self.place, index)


def constraints_on(claim: Claim, parameter: str) -> Iterator[Constraint]:
    """What the comparisons of a claim say about a parameter: bounds from its hypotheses, and ties."""
    for comparison in _all_comparisons(claim):
        for relation, left, right in (
            (comparison.relation, comparison.left, comparison.right),
            (MIRRORED[comparison.relation], comparison.right, comparison.left),
        ):
            solver = Solver(claim, parameter)
            for solved in solver.solve(replace(comparison, left=left, relation=relation, right=right)):
                constraint = _constraint(solved)
                if constraint is not None:
                    yield constraint


def _all_comparisons(claim: Claim) -> Iterator[Relation]:
    for tree in claim.assumed.values():
        yield from _comparisons(tree, (), hard=True)
    for tree in claim.concluded.values():
        yield from _comparisons(tree, (), hard=False)
    for function in claim.functions.values():
        if not function.arguments:
            yield from _comparisons(function.body, (), hard=False)


def _comparisons(tree: Expression, around: tuple[Ranged, ...], *, hard: bool) -> Iterator[Relation]:
    """First, where ``hard``, those that have to hold, then those at which only something changes."""
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
            yield Relation(left, relation, right, around)
        case Apply(operator="min" | "max"):
            first, *others = tree.arguments
            for other in others:
                yield Relation(first, TIE, other, around)
        case Apply(operator="abs"):
            yield Relation(tree.arguments[0], TIE, Number(Fraction(0), 0), around)
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


def _constraint(solved: Relation) -> Constraint | None:
    """A constraint on a number, or on the entries with an index; None where bound variables are left in it."""
    target = solved.left
    if not isinstance(target, Name):
        return None
    if target.index is None:
        return None if _variables(solved.right, solved.around) else Constraint(solved.relation, solved.right)
    entry = Name(INDEX, None, 0)
    side, index = solved.right, target.index
    for ranged in reversed(solved.around):
        shift = _shift(index, ranged.variable)
        if shift is None:
            continue
        here = applied("-", entry, Number(Fraction(shift), 0))
        inside = applied("and", applied("<=", ranged.first, here), applied("<=", here, ranged.last))
        found = Constraint(solved.relation, substituted(side, ranged.variable, here), inside)
        return None if _variables(found.side, solved.around) else found
    if _variables(index, solved.around) or _variables(side, solved.around):
        return None
    if isinstance(index, Number):
        return Constraint(solved.relation, side, None, int(index.value))
    return Constraint(solved.relation, side, applied("==", entry, index))


def _variables(tree: Expression, around: tuple[Ranged, ...]) -> frozenset[str]:
    return names(tree) & {ranged.variable for ranged in around}


def _shift(index: Expression, variable: str) -> int | None:
    """The s of an index ``variable + s``; None where it is not of this form."""
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
