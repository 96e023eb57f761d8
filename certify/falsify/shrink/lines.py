"""Cases with a number still to be found: the simplest one with which the case violates its claim.

The numbers that a place may take are searched in *spans*.  The fast path judges a whole span at once: one in
which certainly nothing violates the claim is dropped, any other is cut at its simplest number and searched on,
the spans with the simplest numbers first.  Single numbers that the fast path does not drop are judged by exact
arithmetic.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import count
from math import inf
from typing import NamedTuple

import numpy as np

from certify.claims.claim import Claim, ParameterDomain
from certify.claims.scope import Case, Value, entries
from certify.claims.trees import Apply, Expression, Number
from certify.falsify.fast.filtering import Filter, Filtered
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.rounding import Floats
from certify.falsify.shrink.simplicity import Complexity, Span, weight

BATCH = 1024  # spans judged at a time
FEW = 256  # fewer are cut finer first: a small batch takes as long as a large one
MANY_NUMBERS = 16  # numbers of a case that count for one more case
EXACT_WORK = 40  # what an exact judgement counts for, in spans

Place = tuple[str, int]
Rank = tuple[int, Complexity]
Violates = Callable[[Case], bool]


@dataclass(eq=False)
class Base:
    """A case in which numbers are replaced.

    Attributes
    ----------
    case
        The case.
    """

    case: Case

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """For each of its numbers the nearest floats below and above."""
        enclosed = Intervals.of([number for value in self.case.values() for number in entries(value)])
        return enclosed.lower, enclosed.upper

    @cached_property
    def weight(self) -> int:
        """What its numbers weigh together."""
        return weight(self.case)

    @cached_property
    def lengths(self) -> dict[str, int]:
        """The lengths of its vectors."""
        return {name: len(value) for name, value in self.case.items() if isinstance(value, tuple)}


@dataclass(eq=False)
class Goal:
    """What is looked for: a violating case of low rank.

    Attributes
    ----------
    limit
        What its rank must stay below.
    found
        The case of lowest rank so far.
    """

    limit: Rank
    found: Case | None = None


@dataclass(frozen=True, eq=False)
class Line:
    """The cases with one number, still to be found, in some places.

    Attributes
    ----------
    base
        The numbers in all other places.
    places
        Where the number goes; perhaps nowhere.
    spans
        Where it is looked for.
    goal
        What is looked for on this line, and on others that share the goal.
    fixed, counted
        The rank of a number is ``fixed + counted·weight`` first, its complexity then.
    """

    base: Base
    places: tuple[Place, ...]
    spans: tuple[Span, ...]
    goal: Goal
    fixed: int = 0
    counted: int = 0

    def rank(self, span: Span) -> Rank:
        """How simple the case with the simplest number of a span is."""
        return self.fixed + self.counted * span.weight, span.complexity

    def at(self, number: Fraction) -> dict[str, Value]:
        """The case with a number."""
        return put(self.base.case, self.places, number)


class Effort(NamedTuple):
    """How much one search may do.

    Attributes
    ----------
    work
        The most that is done.
    afterwards
        How much more, once something is found.
    each
        How many spans of one line are cut.
    open_cases
        How many of the cases that the fast path leaves open are judged exactly.
    """

    work: float = inf
    afterwards: float = inf
    each: float = inf
    open_cases: float = inf


class Lines:
    """Searches along lines.

    Parameters
    ----------
    claim
        Whose cases they are.
    violates
        Decides, exactly.
    work
        How much may be done in all: a span judged counts 1, an exact judgement :data:`EXACT_WORK`.
    """

    def __init__(self, claim: Claim, violates: Violates, work: int) -> None:
        self.claim, self.left = claim, work
        self._violates = violates
        self._filters: dict[tuple[int, ...], Filter] = {}
        self._known: dict[tuple[Value, ...], bool] = {}

    def search(self, lines: Iterable[Line], effort: Effort) -> bool:
        """Look for the goals of lines.

        Parameters
        ----------
        lines
            Where.
        effort
            How long.

        Returns
        -------
        Whether the search is complete.

        Guarantee
        ---------
        What a goal has found violates the claim.  If complete: a case of a line, with a number of its spans and
        a rank below the goal's, either was asked about and does not violate, or certainly lies outside the
        hypotheses or satisfies every conclusion.
        """
        run = _Run(effort, self.left - effort.work)
        queue = _Queue()
        for line in lines:
            queue.add(line, line.spans)
        while batch := queue.take():
            if self.left <= max(run.last, 0):
                return False
            for entry, suspect in self._remaining(batch):
                if entry.span.is_point:
                    self._decide(entry, suspect, run)
                elif run.may_cut(entry.line):
                    queue.add(entry.line, entry.span.parts)
        return run.complete

    def violates(self, case: Case) -> bool:
        """Whether a case violates the claim, exactly.  No case is asked about twice."""
        key = tuple(case.values())
        if key not in self._known:
            self.left -= EXACT_WORK * _extent(sum(map(len, map(entries, case.values()))))
            self._known[key] = self._violates(case)
        return self._known[key]

    def _decide(self, entry: _Entry, suspect: bool, run: _Run) -> None:
        """Ask about a case that may violate, where it would be the best one."""
        goal, case = entry.line.goal, entry.line.at(entry.span.simplest)
        if entry.rank < goal.limit and (suspect or run.may_ask()) and self.violates(case):
            goal.limit, goal.found = entry.rank, case
            run.last = max(run.last, self.left - run.effort.afterwards)

    def _remaining(self, batch: Sequence[_Entry]) -> list[tuple[_Entry, bool]]:
        """The entries in which something may violate the claim, and whether everything certainly does."""
        alike: dict[tuple[int, ...], list[int]] = {}
        for i, entry in enumerate(batch):
            alike.setdefault(tuple(entry.line.base.lengths.values()), []).append(i)
        dropped, suspects = np.zeros(len(batch), dtype=bool), np.zeros(len(batch), dtype=bool)
        for rows in alike.values():
            found = self._judged([batch[i] for i in rows])
            dropped[rows], suspects[rows] = found.outside | found.satisfied, found.suspects
        return [(entry, bool(suspects[i])) for i, entry in enumerate(batch) if not dropped[i]]

    def _judged(self, batch: Sequence[_Entry]) -> Filtered:
        """What is certain of spans on lines whose vectors have the same lengths."""
        lengths = batch[0].line.base.lengths
        key = tuple(lengths.values())
        if key not in self._filters:
            self._filters[key] = Filter(self.claim, (*self.claim.assumed.values(), *self._fitting(lengths)))
        found = self._filters[key].judge_boxes(_enclosed(batch))
        self.left -= len(batch) * _extent(len(batch[0].line.base.ends[0])) + found.steps
        return found

    def _fitting(self, lengths: Mapping[str, int]) -> Iterator[Expression]:
        """That vectors have the lengths that the parameters ask for."""
        for name, length in lengths.items():
            wanted = self.claim.domains[name].length
            if wanted is not None:
                yield Apply("==", (wanted, Number(Fraction(length), 0)), 0)


class _Entry(NamedTuple):
    rank: Rank
    number: int
    line: Line
    span: Span


class _Queue:
    """Spans to be judged, the ones with the simplest numbers first."""

    def __init__(self) -> None:
        self._heap: list[_Entry] = []
        self._numbers = count()

    def add(self, line: Line, found: Iterable[Span]) -> None:
        """Add the spans of a line that may lead to its goal."""
        for span in found:
            rank = line.rank(span)
            if rank < line.goal.limit:
                heapq.heappush(self._heap, _Entry(rank, next(self._numbers), line, span))

    def take(self) -> list[_Entry]:
        """The next spans to be judged; where there are few, smaller ones."""
        taken = self._first()
        while len(taken) < FEW and not all(entry.span.is_point for entry in taken):
            for entry in taken:
                self.add(entry.line, entry.span.parts)
            taken = self._first()
        return taken

    def _first(self) -> list[_Entry]:
        taken: list[_Entry] = []
        while self._heap and len(taken) < BATCH:
            entry = heapq.heappop(self._heap)
            if entry.rank < entry.line.goal.limit:
                taken.append(entry)
        return taken


@dataclass
class _Run:
    """One search, and what it has done so far."""

    effort: Effort
    last: float
    cut: Counter[Line] = field(default_factory=Counter)
    asked: int = 0
    complete: bool = True

    def may_cut(self, line: Line) -> bool:
        self.cut[line] += 1
        return self._within(self.cut[line], self.effort.each)

    def may_ask(self) -> bool:
        self.asked += 1
        return self._within(self.asked, self.effort.open_cases)

    def _within(self, done: int, limit: float) -> bool:
        self.complete = self.complete and done <= limit
        return done <= limit


def _extent(numbers: int) -> int:
    """What a case with so many numbers counts for."""
    return 1 + numbers // MANY_NUMBERS


def _enclosed(batch: Sequence[_Entry]) -> dict[str, Intervals]:
    """The spans of a batch as cases of the fast path; their vectors have the same lengths."""
    case = batch[0].line.base.case
    low, high = (np.stack([entry.line.base.ends[side] for entry in batch], axis=1) for side in (0, 1))
    first = dict(zip(case, np.cumsum([0, *(len(entries(value)) for value in case.values())]), strict=False))
    replaced = [(first[name] + i, row) for row, entry in enumerate(batch) for name, i in entry.line.places]
    columns, rows = np.array(replaced, dtype=np.intp).reshape(-1, 2).T
    low[columns, rows] = Intervals.of([entry.span.low for entry in batch]).lower[rows]
    high[columns, rows] = Intervals.of([entry.span.high for entry in batch]).upper[rows]
    found = {}
    for name, value in case.items():
        where = slice(first[name], first[name] + len(value)) if isinstance(value, tuple) else first[name]
        found[name] = Intervals(low[where].T, high[where].T)
    return found


def spans(domains: Sequence[ParameterDomain], reach: Fraction) -> tuple[Span, ...]:
    """The numbers that lie in all of some domains, of a size up to ``reach``."""
    low = max([-reach, *(domain.lower for domain in domains if domain.lower is not None)])
    high = min([reach, *(domain.upper for domain in domains if domain.upper is not None)])
    ends = [end for end in sorted({low, high}) if all(domain.contains(end) for domain in domains)]
    inner = Span.between(low, high, integer=any(domain.integer for domain in domains))
    return (*map(Span.point, ends), *([] if inner is None else [inner]))


def places_of(case: Case) -> list[Place]:
    """The places of all numbers of a case: the name of a parameter with the index of an entry, or 0."""
    return [(name, i) for name, value in case.items() for i in range(len(entries(value)))]


def number_at(case: Case, place: Place) -> Fraction:
    """The number in a place."""
    name, i = place
    return entries(case[name])[i]


def put(case: Case, places: Iterable[Place], number: Fraction) -> dict[str, Value]:
    """The case with a number in some places."""
    found = dict(case)
    for name, i in places:
        value = found[name]
        found[name] = (*value[:i], number, *value[i + 1 :]) if isinstance(value, tuple) else number
    return found
