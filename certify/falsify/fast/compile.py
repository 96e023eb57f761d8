"""Trees of the grammar as functions of batches of cases: the fast path, a filter.

:class:`~certify.falsify.fast.near.Near` numbers come first, then, for the cases that they leave open,
:class:`~certify.falsify.fast.intervals.Intervals`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import numpy as np

from certify.claims.scope import Definition
from certify.claims.trees import Expression
from certify.falsify.fast.arithmetic import N, Verdicts
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.margins import margin
from certify.falsify.fast.near import Near
from certify.falsify.fast.rounding import Floats
from certify.falsify.fast.walk import Unsupported, Walk, count_of, quietly

CHUNK = 1 << 16  # cases at a time: the arrays of a few operations stay in the cache
FREED = 1 << 21  # floats of a block that is large enough for glibc to raise its threshold

Given = TypeVar("Given", Floats, Intervals)  # numbers case by case: shape (N,), or (N, k) for a vector


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

    def judge(self, parameters: Mapping[str, Floats]) -> Verdicts:
        """Whether a statement holds: quickly, and sharply where that leaves a case open.

        Parameters
        ----------
        parameters
            Per name a float64 array of shape (N,), or (N, k) for a vector of k entries: exact dyadic rationals.
        """
        none = Verdicts(*np.zeros((3, 0), dtype=bool))
        parts = [none, *map(self._judged, chunks(parameters))]
        return Verdicts(*map(np.concatenate, zip(*parts, strict=True)))

    def values(self, parameters: Mapping[str, Given], numbers: type[Near | Intervals] = Intervals) -> Intervals:
        """A number, enclosed."""
        return self._collected(parameters, lambda walk: walk.number(self.tree, {}), numbers)

    def margins(self, parameters: Mapping[str, Floats], numbers: type[Near | Intervals] = Intervals) -> Intervals:
        """By how much a statement holds: see :func:`certify.falsify.fast.margins.margin`."""
        return self._collected(parameters, lambda walk: margin(walk, self.tree, {}), numbers)

    def _judged(self, parameters: Mapping[str, Floats]) -> Verdicts:
        found = self._judged_once(parameters, Near)
        left = np.flatnonzero(~(found.true | found.false))
        if left.size:
            again = self._judged_once({name: values[left] for name, values in parameters.items()}, Intervals)
            found = Verdicts(*(part.copy() for part in found))
            for part, sharper in zip(found, again, strict=True):
                part[left] = sharper
        return found

    def _judged_once(self, parameters: Mapping[str, Floats], numbers: type[N]) -> Verdicts:
        return Walk(parameters, self.definitions, numbers).judge(self.tree)

    @quietly
    def _collected(
        self,
        parameters: Mapping[str, Given],
        question: Callable[[Walk[Any]], Near | Intervals],
        numbers: type[Near | Intervals],
    ) -> Intervals:
        lowers, uppers = [np.zeros(0)], [np.zeros(0)]
        for chunk in chunks(parameters):
            shape = (count_of(chunk),)
            try:
                walk: Walk[Any] = Walk(chunk, self.definitions, numbers)
                answer = question(walk)
                found = answer.intervals() if isinstance(answer, Near) else answer
            except (Unsupported, RecursionError):
                found = Intervals.of(np.nan)
            lowers.append(np.broadcast_to(found.lower, shape))
            uppers.append(np.broadcast_to(found.upper, shape))
        return Intervals(np.concatenate(lowers), np.concatenate(uppers))


@cache
def _keep_freed_memory() -> None:
    """Free one large block: glibc then keeps smaller ones instead of faulting them in again, page by page."""
    np.ones(FREED)


def chunks(parameters: Mapping[str, Given]) -> Iterator[dict[str, Given]]:
    """Parts of a batch, small enough for their arrays to stay in the cache."""
    _keep_freed_memory()
    for start in range(0, count_of(parameters), CHUNK):
        yield {name: values[start : start + CHUNK] for name, values in parameters.items()}
