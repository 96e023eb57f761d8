"""Witnesses made simple: no single parameter can be replaced by a simpler number and still violate the claim.

Of two rationals the simpler has the smaller denominator, then the smaller numerator, by size.  First several
numbers are changed at once, one of them to whatever the others ask for; then each number alone, until none can
be replaced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from itertools import combinations, islice, product

from certify.claims.claim import Claim
from certify.claims.scope import Case, Value
from certify.falsify.shrink.lines import (
    Base,
    Effort,
    Goal,
    Line,
    Lines,
    Place,
    Violates,
    number_at,
    places_of,
    put,
    spans,
)
from certify.falsify.shrink.simplicity import Span, complexity, simplest_between, weigh, weight

WORK = 200_000  # spans judged, other work counted in these
JOINT_SHARE = 0.5  # of the work is for changes of several numbers
JOINT = Effort(work=15_000, afterwards=3_000, each=100, open_cases=24)
JOINT_LINES = 4_000
SINGLE_WORK = 4_000  # of the first search for single numbers; each further one may do more
PASSES = 12  # changes of single numbers, after which several are changed again
FAR = Fraction(2**40)  # how far numbers reach that are changed with others

ONE = Fraction(1)
# numbers that many or all places of a case are tried with, and some
REALS = (ONE, Fraction(0), ONE / 2, Fraction(2))
INTEGERS = (ONE, Fraction(0), Fraction(2), Fraction(3), Fraction(10))
PLAIN = (*map(Fraction, (1, 0, 2, 3, 10, 100, -1)), *(Fraction(1, n) for n in (2, 10, 100)))
GRIDS = (1, 2, 4, 10, 100, 1000, 10**6)  # all numbers are rounded to multiples of one of these parts of 1
SHARES = tuple(Fraction(1, n) for n in (2, 8, 64, 1000, 10**6))  # of itself, by which a number may change
DIVISORS = (2, 10, 1000)  # of single large numbers
SIZES = (4, 12, 100, 1000)  # that the largest number of a case is brought to by dividing all large ones
LARGE = 8  # a number beyond it is large
HEAVY = 28  # the weight beyond which a number is replaced together with another one,
MOST_HEAVY = 8  # and how many such numbers are tried
MANY = 24  # numbers, beyond which the entries of vectors are not changed one by one
REACH = Fraction(4)  # single numbers are replaced by ones of at most this size, or twice their own

Group = tuple[Place, ...]
Changed = tuple[Case, frozenset[Place]]  # a changed case, and where it is to stay as it is


def shrink(claim: Claim, case: Case, violates: Violates, *, work: int = WORK) -> tuple[Case, bool]:
    """A locally simplest case that still violates.

    Parameters
    ----------
    claim
        Whose parameters they are.
    case
        One that violates.
    violates
        Decides, exactly.
    work
        The most that is done, counted as in :class:`certify.falsify.shrink.lines.Lines`.  Time plays no part:
        the same case leads to the same one on every machine.

    Returns
    -------
    case, finished
        The second is false where the limit was reached first, or the search was interrupted.

    Guarantee
    ---------
    The case violates.  If finished, no number x in it can be replaced alone by a simpler one of its domain that
    is at most ``max(4, 2|x|)`` by size.  There are finitely many: every one of them was put to ``violates``, or
    lies in a span of numbers all of which, by the rigorous bounds of the fast path, put the case outside the
    hypotheses or satisfy every conclusion.
    """
    shrinker = _Shrinker(claim, case, violates, work)
    best = case
    try:
        for better in shrinker.improvements(case):
            best = better
    except KeyboardInterrupt:
        return best, False
    return best, shrinker.finished


class _Shrinker:
    def __init__(self, claim: Claim, case: Case, violates: Violates, work: int) -> None:
        self.claim, self.finished = claim, False
        self.lines = Lines(claim, violates, work)
        self.reserve = work - int(work * JOINT_SHARE)  # for single numbers
        self.reach = 2 * max([FAR / 2, *(abs(number_at(case, place)) for place in places_of(case))])
        self.known_spans: dict[frozenset[str], tuple[Span, ...]] = {}

    def improvements(self, case: Case) -> Iterator[Case]:
        """Ever better cases, until no single number can be replaced or the limit is reached."""
        before: Case | None = None
        while case != before:
            for better in self.jointly(case):
                case = better
                yield case
            before = case
            passes = PASSES if self.lines.left > self.reserve else None
            for better in islice(self.singly(case), passes):
                case = better
                yield case

    # single numbers ---------------------------------------------------------------------------

    def singly(self, case: Case) -> Iterator[Case]:
        """One number after another replaced by the simplest that will do."""
        work = SINGLE_WORK
        while self.lines.left > 0:
            base = Base(case)
            lines = [self.alone(base, place) for place in places_of(case)]
            self.finished = self.lines.search(lines, Effort(work))
            found = [(line.places, line.goal.found) for line in lines if line.goal.found is not None]
            if self.finished and not found:
                return
            work *= 1 if found else 4
            for better in self.combined(case, found):
                case = better
                yield case
        self.finished = False

    def alone(self, base: Base, place: Place) -> Line:
        """The simpler numbers for one place."""
        number = number_at(base.case, place)
        found = spans([self.claim.domains[place[0]]], max(REACH, 2 * abs(number)))
        return Line(base, (place,), found, Goal((0, complexity(number))))

    def combined(self, case: Case, found: Iterable[tuple[Group, Case]]) -> Iterator[Case]:
        """As many of the replacements as can be made one after the other, those that save most first."""
        for places, better in sorted(found, key=lambda pair: weight(pair[1])):
            changed = put(case, places, number_at(better, places[0]))
            if self.lines.violates(changed):
                case = changed
                yield case

    # several numbers --------------------------------------------------------------------------

    def jointly(self, case: Case) -> Iterator[Case]:
        """Several numbers changed at once, in one way after another, until none leads to a case of less weight."""
        ways = deque([self.shorter, self.rounded, self.plain, self.replaced])
        last = [self.replaced_in_pairs, self.nearly_plain]  # expensive: only when the others have failed
        failed = 0
        while failed < len(ways) + len(last) and self.lines.left > self.reserve:
            way = ways[0] if failed < len(ways) else last[failed - len(ways)]
            goal = Goal((weight(case), ()))
            self.lines.search(islice(self.completed(way(case), goal), JOINT_LINES), JOINT)
            ways.rotate(-1)
            failed += 1
            if goal.found is not None:
                case, failed = goal.found, 0
                yield case

    def completed(self, changed: Iterable[Changed], goal: Goal) -> Iterator[Line]:
        """Changed cases as they are; and each with one more number open, or some that are to be equal."""
        known = set()
        for case, settled in changed:
            key = (tuple(case.values()), settled)
            if key not in known:
                known.add(key)
                base = Base(case)
                outside = {place for place in places_of(case) if not self.inside(case, place)}
                for group in ((), *_groups(case)):
                    if outside.issubset(group) and settled.isdisjoint(group):
                        yield self.among(base, group, goal)

    def inside(self, case: Case, place: Place) -> bool:
        return self.claim.domains[place[0]].contains(number_at(case, place))

    def among(self, base: Base, group: Group, goal: Goal) -> Line:
        """The line of cases with one number in a group of places, ranked by weight."""
        fixed = base.weight - sum(weigh(number_at(base.case, place)) for place in group)
        return Line(base, group, self.spans(group), goal, fixed, len(group))

    def spans(self, group: Group) -> tuple[Span, ...]:
        """The numbers that a group of places may take; they are kept, for their parts are worked out once."""
        names = frozenset(name for name, _ in group)
        if names not in self.known_spans:
            domains = [self.claim.domains[name] for name in sorted(names)]
            self.known_spans[names] = spans(domains, self.reach) if names else (Span.point(ONE),)
        return self.known_spans[names]

    # ways to change several numbers -----------------------------------------------------------

    def shorter(self, case: Case) -> Iterator[Changed]:
        """Vectors without some of their entries, and the whole number that is their length less by as many."""
        for length in sorted({len(value) for value in case.values() if isinstance(value, tuple)}):
            for many in _halves(length):
                for start in range(0, length - many + 1, many):
                    yield from self.without(case, length, range(start, start + many))

    def without(self, case: Case, length: int, out: range) -> Iterator[Changed]:
        shorter = dict(case)
        for name, value in case.items():
            if isinstance(value, tuple) and len(value) == length:
                shorter[name] = value[: out.start] + value[out.stop :]
        wholes = [n for n, d in self.claim.domains.items() if d.integer and d.length is None and case[n] == length]
        for name in wholes:
            yield {**shorter, name: Fraction(length - len(out))}, frozenset([(name, 0)])
        if not wholes:
            yield shorter, frozenset()

    def rounded(self, case: Case) -> Iterator[Changed]:
        """All numbers on one grid, or changed by less than a share of them; or all large ones divided."""
        changes = [partial(_on_grid, step) for step in GRIDS]
        changes += [partial(_about, share) for share in SHARES]
        largest = max((abs(number_at(case, place)) for place in places_of(case)), default=ONE)
        changes += [partial(_divided, largest / size) for size in SIZES if largest > size]
        for change in changes:
            yield _mapped(case, change), frozenset()

    def plain(self, case: Case) -> Iterator[Changed]:
        """All numbers as simple as can be, or all integers, or all others."""
        for real, whole in product((*REALS, None), (*INTEGERS, None)):
            yield self.all_plain(case, real, whole), frozenset()

    def nearly_plain(self, case: Case) -> Iterator[Changed]:
        """All numbers but some that are equal."""
        for real in REALS[:3]:
            plain = self.all_plain(case, real, ONE)
            for group in _groups(case):
                yield put(plain, group, number_at(case, group[0])), frozenset(group)

    def all_plain(self, case: Case, real: Fraction | None, whole: Fraction | None) -> dict[str, Value]:
        found = dict(case)
        for name, value in case.items():
            wanted = whole if self.claim.domains[name].integer else real
            if wanted is not None:
                number = self.plainest(name, wanted)
                found[name] = (number,) * len(value) if isinstance(value, tuple) else number
        return found

    def plainest(self, name: str, wanted: Fraction) -> Fraction:
        """The number wanted, or the simplest one of the domain where it lies outside."""
        if self.claim.domains[name].contains(wanted):
            return wanted
        return min((span.simplest for span in self.spans(((name, 0),))), key=complexity, default=wanted)

    def replaced(self, case: Case) -> Iterator[Changed]:
        """Some numbers that are equal, or the entries of a vector, replaced by a simple number."""
        yield case, frozenset()
        for group in _groups(case):
            for number in _simpler(number_at(case, group[0]), anything=len(group) > 1):
                yield put(case, group, number), frozenset(group)

    def replaced_in_pairs(self, case: Case) -> Iterator[Changed]:
        """Two heavy numbers replaced by simpler ones, while a third heavy one is open."""
        groups = [group for group in _groups(case) if weigh(number_at(case, group[0])) > HEAVY][:MOST_HEAVY]
        light = frozenset(places_of(case)).difference(*groups)
        for one, other in combinations(groups, 2):
            if set(one).isdisjoint(other):
                numbers = (_simpler(number_at(case, group[0])) for group in (one, other))
                for first, second in product(*numbers):
                    yield put(put(case, one, first), other, second), light.union(one, other)


def _groups(case: Case) -> list[Group]:
    """Single numbers; numbers that are equal; the entries of a vector."""
    places = places_of(case)
    equal: dict[Fraction, list[Place]] = {}
    for place in places:
        equal.setdefault(number_at(case, place), []).append(place)
    few = len(places) <= MANY
    found: list[Group] = [(place,) for place in places if few or not isinstance(case[place[0]], tuple)]
    found += [tuple(group) for group in equal.values()]
    found += [tuple((n, i) for i in range(len(v))) for n, v in case.items() if isinstance(v, tuple) and v]
    return list(dict.fromkeys(found))


def _halves(length: int) -> Iterator[int]:
    while length:
        yield length
        length //= 2


def _simpler(number: Fraction, *, anything: bool = False) -> list[Fraction]:
    """Simple numbers, and some that are like a given one: lighter than that, or any."""
    parts = (Fraction(round(number / divisor)) for divisor in (1, *DIVISORS))
    found = dict.fromkeys([*PLAIN, *parts, *(_about(share, number) for share in SHARES)])
    return [simple for simple in found if anything or weigh(simple) < weigh(number)]


def _on_grid(step: int, number: Fraction) -> Fraction:
    return Fraction(round(number * step), step)


def _about(share: Fraction, number: Fraction) -> Fraction:
    """The simplest number that differs by less than a share."""
    low, high = sorted((number * (1 - share), number * (1 + share)))
    found = simplest_between(low, high)
    return number if found is None else found


def _divided(divisor: Fraction, number: Fraction) -> Fraction:
    return Fraction(round(number / divisor)) if abs(number) > LARGE else number


def _mapped(case: Case, change: Callable[[Fraction], Fraction]) -> dict[str, Value]:
    return {n: tuple(map(change, v)) if isinstance(v, tuple) else change(v) for n, v in case.items()}
