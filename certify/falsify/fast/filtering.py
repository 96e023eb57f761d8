"""A claim on batches: the fast path's verdict on every case, and how narrowly a conclusion holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certify.claims.claim import Claim
from certify.claims.trees import Apply, Call, Expression, Masked, Name, Ranged, names
from certify.falsify.fast.arithmetic import Booleans
from certify.falsify.fast.compile import Compiled, Given, chunks
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.near import Near
from certify.falsify.fast.rounding import Floats
from certify.falsify.fast.walk import Walk

MAX_RANGE = (400, 50, 13, 6)  # terms of a sum, by how deep sums are nested; longer ones are evaluated exactly
MAX_COUNT = 400  # terms of a binomial distribution function
MAX_MASK = 9
TINY = 1e-290  # sides this small do not tell how narrowly a conclusion holds

Cases = Mapping[str, Floats]


@dataclass(frozen=True)
class Filtered:
    """The verdict of the fast path on the cases of a batch; every array has shape (N,).

    Attributes
    ----------
    outside
        Some hypothesis certainly fails.
    admitted
        Every hypothesis certainly holds.
    violated
        Per conclusion, where it certainly fails.
    satisfied
        Where every conclusion certainly holds.
    steps
        The most operations that a case took.
    """

    outside: Booleans
    admitted: Booleans
    violated: Mapping[str, Booleans]
    satisfied: Booleans
    steps: int = 0

    @property
    def suspects(self) -> Booleans:
        """Where every hypothesis holds and some conclusion fails."""
        found: Booleans = self.admitted & np.any(list(self.violated.values()), axis=0)
        return found

    @property
    def settled(self) -> Booleans:
        """Where nothing is left to decide."""
        return self.outside | self.satisfied | self.suspects


@dataclass(frozen=True)
class Filter:
    """The fast path of a claim, with its own hypotheses or with others."""

    claim: Claim
    hypotheses: tuple[Expression, ...] | None = None

    @cached_property
    def assumed(self) -> tuple[Expression, ...]:
        """The hypotheses."""
        return tuple(self.claim.assumed.values()) if self.hypotheses is None else self.hypotheses

    def judge(self, cases: Cases) -> Filtered:
        """Judge a batch: quickly, and sharply the cases which that leaves open."""
        parts = [self._judged(chunk) for chunk in chunks(cases)]
        return _joined(parts or [self._nothing(0)])

    def _judged(self, cases: Cases) -> Filtered:
        count = len(next(iter(cases.values())))
        found, left = self._nothing(count), np.flatnonzero(~self.long(cases))
        for numbers in (Near, Intervals):
            if not left.size:
                break
            again = self._judged_once(chosen(cases, left), numbers)
            found = again if left.size == count else _replaced(found, left, again)
            left = left[~again.settled]
        return found

    def _judged_once(
        self, cases: Mapping[str, Given], numbers: type[Near | Intervals], *, boxes: bool = False
    ) -> Filtered:
        """Hypotheses, then conclusions; where many cases lie outside, only those of the others."""
        walk: Walk[Any] = Walk(cases, self.claim.functions, numbers)
        verdicts = [walk.judge(tree) for tree in self.assumed]
        outside = np.any([v.false for v in verdicts], axis=0) if verdicts else np.zeros(walk.count, dtype=bool)
        admitted = np.all([v.true for v in verdicts], axis=0) if verdicts else np.ones(walk.count, dtype=bool)
        wanted = ~outside if boxes else admitted
        rows, work = np.flatnonzero(wanted), 0
        if 2 * rows.size < walk.count:
            work = walk.work
            walk = Walk(chosen(cases, rows), self.claim.functions, numbers)
        else:
            rows = np.arange(walk.count)
        found = {name: walk.judge(tree) for name, tree in self.claim.concluded.items()} if rows.size else {}
        violated = {name: np.zeros(len(admitted), dtype=bool) for name in self.claim.concluded}
        satisfied = np.zeros(len(admitted), dtype=bool)
        for name, verdict in found.items():
            violated[name][rows] = verdict.false & wanted[rows]
        if found:
            satisfied[rows] = np.all([v.true for v in found.values()], axis=0) & wanted[rows]
        return Filtered(outside, admitted, violated, satisfied, work + walk.work)

    def judge_boxes(self, cases: Mapping[str, Intervals]) -> Filtered:
        """Judge boxes: what is certain of every case in them.  Conclusions count where no hypothesis fails."""
        found = self._nothing(len(next(iter(cases.values()))))
        rows = np.flatnonzero(~self.long(cases))
        if not rows.size:
            return found
        return _replaced(found, rows, self._judged_once(chosen(cases, rows), Intervals, boxes=True))

    def _nothing(self, count: int) -> Filtered:
        none = np.zeros(count, dtype=bool)
        return Filtered(none, none, dict.fromkeys(self.claim.concluded, none), none)

    def long(self, cases: Mapping[str, Given]) -> Booleans:
        """Where a sum, a mask or a probability has too many terms for the fast path."""
        found = np.zeros(len(next(iter(cases.values()))), dtype=bool)
        for extent, limit in self.extents:
            values = extent.values(cases)
            found |= ~(values.upper <= limit)
        return found

    def margins(self, cases: Cases, rows: NDArray[np.intp]) -> Floats:
        """How narrowly the conclusions hold, where they do: the difference of the sides, over the larger one.

        Nothing is known (nan, inf) where both are 0.  Of a statement that is not a single comparison it is the
        difference itself.
        """
        some = {name: values[rows] for name, values in cases.items()}
        found = np.full(len(rows), np.inf)
        for name, (left, right) in self.sides.items():
            if right is None:
                margin = left.margins(some, Near)
                found = np.fmin(found, _middle(margin.lower, margin.upper))
                continue
            low, high = (_middle(v.lower, v.upper) for v in (s.values(some, Near) for s in (left, right)))
            with np.errstate(all="ignore"):
                scale = np.fmax(np.abs(low), np.abs(high))
                share = _signed(self.claim.concluded[name], low, high) / scale
                found = np.fmin(found, np.where(scale < TINY, np.nan, share))
        held: Floats = np.fmax(found, 0)
        return held

    @cached_property
    def sides(self) -> dict[str, tuple[Compiled, Compiled | None]]:
        """Per conclusion its sides; the statement and None where it is not a single comparison."""
        found: dict[str, tuple[Compiled, Compiled | None]] = {}
        for name, tree in self.claim.concluded.items():
            if isinstance(tree, Apply) and tree.operator in ("<", "<=", ">", ">="):
                left, right = (Compiled(side, self.claim.functions) for side in tree.arguments)
                found[name] = left, right
            else:
                found[name] = Compiled(tree, self.claim.functions), None
        return found

    @cached_property
    def extents(self) -> list[tuple[Compiled, int]]:
        """The lengths of sums, masks and probabilities, with their limits, where parameters decide them."""
        trees = [*self.assumed, *self.claim.concluded.values()]
        trees += [function.body for function in self.claim.functions.values() if not function.arguments]
        known = {*self.claim.parameters, *(n for n, a in self.claim.signatures.items() if not a)}
        inside = max((_nesting(function.body) for function in self.claim.functions.values()), default=0)
        depth = max(map(_nesting, trees)) + (inside if any(map(_nesting, trees)) else 0)
        longest = MAX_RANGE[min(max(depth, 1), len(MAX_RANGE)) - 1]
        found = [pair for tree in trees for pair in _extents(tree, longest)]
        return [(Compiled(t, self.claim.functions), limit) for t, limit in found if names(t) and names(t) <= known]


def chosen(cases: Mapping[str, Given], rows: NDArray[np.intp]) -> Mapping[str, Given]:
    """Some cases of a batch: the batch itself where it is all of them."""
    return {name: values if len(rows) == len(values) else values[rows] for name, values in cases.items()}


def _joined(parts: list[Filtered]) -> Filtered:
    if len(parts) == 1:
        return parts[0]
    outside, admitted, satisfied = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("outside", "admitted", "satisfied")
    )
    violated = {name: np.concatenate([part.violated[name] for part in parts]) for name in parts[0].violated}
    return Filtered(outside, admitted, violated, satisfied, max(part.steps for part in parts))


def _replaced(old: Filtered, rows: NDArray[np.intp], new: Filtered) -> Filtered:
    outside, admitted, satisfied = old.outside.copy(), old.admitted.copy(), old.satisfied.copy()
    outside[rows], admitted[rows], satisfied[rows] = new.outside, new.admitted, new.satisfied
    violated = {}
    for name, before in old.violated.items():
        violated[name] = before.copy()
        violated[name][rows] = new.violated[name]
    return Filtered(outside, admitted, violated, satisfied, old.steps + new.steps)


def _nesting(tree: Expression) -> int:
    """How deep sums and the like are nested."""
    match tree:
        case Ranged():
            return 1 + max(map(_nesting, (tree.first, tree.last, tree.body)))
        case Masked():
            return max(_nesting(tree.length), _nesting(tree.body))
        case Apply() | Call():
            return max(map(_nesting, tree.arguments), default=0)
    return 0


def _extents(tree: Expression, longest: int) -> Iterator[tuple[Expression, int]]:
    inner: tuple[Expression, ...] = ()
    match tree:
        case Ranged():
            yield Apply("-", (tree.last, tree.first), tree.position), longest
            inner = (tree.first, tree.last, tree.body)
        case Masked():
            yield tree.length, MAX_MASK
            inner = (tree.length, tree.body)
        case Apply() | Call():
            if isinstance(tree, Apply) and tree.operator in ("binomial_cdf", "multinomial_tail"):
                yield tree.arguments[1], MAX_COUNT
            inner = tree.arguments
        case Name() if tree.index is not None:
            inner = (tree.index,)
    for part in inner:
        yield from _extents(part, longest)


def _middle(lower: Floats, upper: Floats) -> Floats:
    with np.errstate(all="ignore"):
        return np.where(np.isfinite(lower) & np.isfinite(upper), lower / 2 + upper / 2, np.nan)


def _signed(tree: Expression, left: Floats, right: Floats) -> Floats:
    with np.errstate(all="ignore"):
        upwards = isinstance(tree, Apply) and tree.operator in ("<", "<=")
        return right - left if upwards else left - right
