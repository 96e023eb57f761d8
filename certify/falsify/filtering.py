"""A claim on batches: the fast path's verdict on every case, and how narrowly a conclusion holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from certify.falsify.arithmetic import Booleans
from certify.falsify.compile import Compiled, Judgement
from certify.falsify.rounding import Floats
from certify.kernel.claims import Claim
from certify.kernel.grammar import Apply, Call, Expression, Masked, Name, Ranged, names

MAX_RANGE = 32  # terms of a sum in the fast path; longer ones are for exact evaluation
MAX_COUNT = 400  # terms of a binomial distribution function
MAX_MASK = 9
TINY = 1e-290  # sides as small as this say nothing about how narrow a conclusion is

Cases = Mapping[str, Floats]


@dataclass(frozen=True)
class Filtered:
    """What the fast path says of the cases of a batch; every array has shape (N,).

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
    """

    outside: Booleans
    admitted: Booleans
    violated: Mapping[str, Booleans]
    satisfied: Booleans

    @property
    def suspects(self) -> Booleans:
        """Where every hypothesis holds and some conclusion fails."""
        found: Booleans = self.admitted & np.any(list(self.violated.values()), axis=0)
        return found


@dataclass(frozen=True)
class Filter:
    """The fast path of a claim, compiled once."""

    claim: Claim
    assumed: tuple[Compiled, ...] = field(init=False)
    concluded: Mapping[str, Compiled] = field(init=False)

    def __post_init__(self) -> None:
        functions = self.claim.functions
        object.__setattr__(self, "assumed", tuple(Compiled(t, functions) for t in self.claim.assumed.values()))
        concluded = {name: Compiled(tree, functions) for name, tree in self.claim.concluded.items()}
        object.__setattr__(self, "concluded", concluded)

    def judge(self, cases: Cases) -> Filtered:
        """Judge a batch; conclusions only where the hypotheses do not fail."""
        count = len(next(iter(cases.values())))
        outside, admitted = np.zeros(count, dtype=bool), ~self.long(cases)
        for hypothesis in self.assumed:
            rows = np.flatnonzero(~outside & admitted)
            found = _judged(hypothesis, cases, rows)
            outside[rows], admitted[rows] = found.false, found.true
        rows = np.flatnonzero(admitted)
        satisfied, violated = np.zeros(count, dtype=bool), {}
        satisfied[rows] = True
        for name, conclusion in self.concluded.items():
            found = _judged(conclusion, cases, rows)
            violated[name] = np.zeros(count, dtype=bool)
            violated[name][rows] = found.false
            satisfied[rows] &= found.true
        return Filtered(outside, admitted, violated, satisfied)

    def long(self, cases: Cases) -> Booleans:
        """Where a sum, a mask or a probability is too long for the fast path."""
        found = np.zeros(len(next(iter(cases.values()))), dtype=bool)
        for extent, limit in self.extents:
            values = extent.values(cases).intervals
            found |= ~(values.upper <= limit)
        return found

    def margins(self, cases: Cases, rows: NDArray[np.intp]) -> Floats:
        """How narrowly the conclusions hold, where they do: the difference of the sides, over the larger one.

        Nothing is known (nan, inf) where both are 0.  Of a statement that is no single comparison it is the
        difference itself.
        """
        some = {name: values[rows] for name, values in cases.items()}
        found = np.full(len(rows), np.inf)
        for name, (left, right) in self.sides.items():
            if right is None:
                margin = left.margins(some).intervals
                found = np.fmin(found, _middle(margin.lower, margin.upper))
                continue
            low, high = (_middle(v.lower, v.upper) for v in (s.values(some).intervals for s in (left, right)))
            with np.errstate(all="ignore"):
                scale = np.fmax(np.abs(low), np.abs(high))
                share = _signed(self.claim.concluded[name], low, high) / scale
                found = np.fmin(found, np.where(scale < TINY, np.nan, share))
        held: Floats = np.fmax(found, 0)
        return held

    @cached_property
    def sides(self) -> dict[str, tuple[Compiled, Compiled | None]]:
        """Per conclusion its sides; a statement and None where it is no single comparison."""
        found: dict[str, tuple[Compiled, Compiled | None]] = {}
        for name, tree in self.claim.concluded.items():
            if isinstance(tree, Apply) and tree.operator in ("<", "<=", ">", ">="):
                left, right = (Compiled(side, self.claim.functions) for side in tree.arguments)
                found[name] = left, right
            else:
                found[name] = self.concluded[name], None
        return found

    @cached_property
    def extents(self) -> list[tuple[Compiled, int]]:
        """The lengths of sums, masks and probabilities, with their limits, where parameters decide them."""
        trees = [*self.claim.assumed.values(), *self.claim.concluded.values()]
        trees += [function.body for function in self.claim.functions.values() if not function.arguments]
        known = {*self.claim.parameters, *(n for n, a in self.claim.signatures.items() if not a)}
        found = [pair for tree in trees for pair in _extents(tree)]
        return [(Compiled(t, self.claim.functions), limit) for t, limit in found if names(t) and names(t) <= known]


def _judged(compiled: Compiled, cases: Cases, rows: NDArray[np.intp]) -> Judgement:
    if not rows.size:
        nothing = np.zeros(0, dtype=bool)
        return Judgement(nothing, nothing, "")
    return compiled.judge({name: values[rows] for name, values in cases.items()})


def _extents(tree: Expression) -> Iterator[tuple[Expression, int]]:
    inner: tuple[Expression, ...] = ()
    match tree:
        case Ranged():
            yield Apply("-", (tree.last, tree.first), tree.position), MAX_RANGE
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
        yield from _extents(part)


def _middle(lower: Floats, upper: Floats) -> Floats:
    with np.errstate(all="ignore"):
        return np.where(np.isfinite(lower) & np.isfinite(upper), lower / 2 + upper / 2, np.nan)


def _signed(tree: Expression, left: Floats, right: Floats) -> Floats:
    with np.errstate(all="ignore"):
        upwards = isinstance(tree, Apply) and tree.operator in ("<", "<=")
        return right - left if upwards else left - right
