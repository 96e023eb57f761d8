"""Batches of cases in float64 arrays, drawn through coordinates: one for each number of a case.

The first coordinate of a case belongs to no parameter: it tells whether the numbers of the case are multiples of a
power of 2, so that sums and products of them are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, inf, nextafter

import numpy as np
from numpy.typing import NDArray

from certify.claims.claim import Claim, ParameterDomain
from certify.claims.expressions import whole_number
from certify.claims.scope import Value
from certify.errors import CertifyError
from certify.falsify.fast.compile import Compiled
from certify.falsify.fast.filtering import chosen
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.near import Near
from certify.falsify.fast.rounding import Floats
from certify.falsify.generate.constraints import Constraint
from certify.falsify.generate.coordinates import NUDGES, TIED, coarse, fresh, grid, real, whole
from certify.falsify.generate.order import Order, order_of

MAX_LENGTH = 64  # of a vector
LENGTH_BITS, LENGTH_STEPS = 256, 10_000  # limits of working out a length
REACH = (1, 2, 3, 4, 6, 9, 14, 23, 24, 48)  # how far the numbers that lengths depend on may reach
HUGE = 1e300  # no float of a case is larger
EQUAL_SHARE = 0.35  # of the vectors have equal entries
TIE_BELOW_ONE = 1 - 1e-9


@dataclass(frozen=True)
class Shape:
    """The lengths of a batch's vectors, and the values that they depend on."""

    fixed: Mapping[str, float]
    lengths: Mapping[str, int]

    def __hash__(self) -> int:
        return hash(tuple(self.fixed.items()))


@dataclass(frozen=True)
class Batches:
    """Cases of a claim, batch by batch."""

    claim: Claim
    order: Order = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", order_of(self.claim))

    @cached_property
    def ends(self) -> dict[str, tuple[float, float]]:
        """Per parameter the smallest and the largest float of its domain."""
        return {name: _ends(domain) for name, domain in self.claim.domains.items()}

    @cached_property
    def compiled(self) -> dict[tuple[Constraint, int], tuple[Compiled, Compiled | None]]:
        """Constraints so far, per entry: the side, and the statement that holds if the entry is meant."""
        return {}

    def shape(self, coordinates: Mapping[str, float], reach: int) -> Shape | None:
        """The shape that coordinates of the fixed parameters give; None where vectors would be too long."""
        fixed: dict[str, float] = {}
        arrays: dict[str, Floats] = {}
        for name in (n for n in self.order.parameters if n in self.order.fixed):
            if self.claim.domains[name].length is not None:
                return None
            arrays[name] = self._values(name, 0, arrays, np.array([coordinates[name]]), reach, np.zeros(1))
            fixed[name] = float(arrays[name][0])
        return self.shape_of(fixed)

    def shape_of(self, fixed: Mapping[str, float]) -> Shape | None:
        """The shape that values of the fixed parameters give; None where vectors would be too long."""
        scope = self.claim.scope({name: Fraction(value) for name, value in fixed.items()})
        lengths = {}
        for name, domain in self.claim.domains.items():
            if domain.length is not None:
                try:
                    lengths[name] = whole_number(domain.length, scope, limit=LENGTH_BITS, steps=LENGTH_STEPS)
                except CertifyError:
                    return None
        if any(not 0 <= length <= MAX_LENGTH for length in lengths.values()):
            return None
        return Shape(fixed, lengths)

    def size(self, shape: Shape) -> int:
        """How many coordinates a case of this shape has."""
        return 1 + sum(shape.lengths.get(name, 1) for name in self.claim.parameters if name not in shape.fixed)

    def fresh(self, shape: Shape, count: int, random: np.random.Generator) -> NDArray[np.float64]:
        """Coordinates of new cases; the vectors of some have equal entries."""
        rows = fresh(random, count, self.size(shape))
        for first, length in self._vectors(shape):
            equal = np.flatnonzero(random.random(count) < EQUAL_SHARE)
            rows[equal, first : first + length] = rows[equal, first : first + 1]
        return rows

    def _vectors(self, shape: Shape) -> Iterator[tuple[int, int]]:
        """The first coordinate of each vector, and its length."""
        place = 1
        for name in self.order.parameters:
            if name in shape.lengths:
                yield place, shape.lengths[name]
            if name not in shape.fixed:
                place += shape.lengths.get(name, 1)

    def cases(self, shape: Shape, coordinates: NDArray[np.float64], cap: float) -> dict[str, Floats]:
        """The cases that rows of coordinates stand for.

        Parameters
        ----------
        shape
            From :meth:`shape`.
        coordinates
            Shape (N, :meth:`size`), in [0, 1].
        cap
            How far unbounded whole numbers reach.
        """
        count = len(coordinates)
        columns = iter(np.asfortranarray(coordinates).T)
        steps = grid(next(columns))
        found: dict[str, Floats] = {}
        for name in self.order.parameters:
            if name in shape.fixed:
                found[name] = np.full(count, shape.fixed[name])
            elif name not in shape.lengths:
                found[name] = self._values(name, 0, found, next(columns), cap, steps)
            else:
                found[name] = np.empty((count, 0))
                for i in range(1, shape.lengths[name] + 1):
                    entry = self._values(name, i, found, next(columns), cap, steps)
                    found[name] = np.column_stack([found[name], entry])
        return found

    def _values(
        self, name: str, index: int, known: Mapping[str, Floats], at: Floats, cap: float, steps: Floats
    ) -> Floats:
        given = known or {"": np.zeros(len(at))}
        low, high = (np.full(len(at), end) for end in self.ends[name])
        for bound in (b for b in self.order.bounds[name] if not b.misses(index)):
            low, high = self._narrowed(low, high, bound, index, given)
        integer = self.claim.domains[name].integer
        found = whole(np.ceil(low), np.floor(high), at, cap) if integer else real(low, high, at)
        found = np.fmax(np.fmin(self._tied(name, index, given, at, found), high), low)
        if not integer and steps.any():
            found = coarse(found, low, high, steps)
        first, last = self.ends[name]  # bounds that leave nothing may have led outside
        return np.clip(np.nan_to_num(found), max(first, -HUGE), min(last, HUGE))

    def _side(
        self, bound: Constraint, index: int, given: Mapping[str, Floats], numbers: type[Near | Intervals]
    ) -> Intervals:
        """What a bound compares an entry with; unknown where it does not apply to the entry."""
        if (bound, index) not in self.compiled:
            place = bound.applies(index)
            functions = self.claim.functions
            meant = None if place is None else Compiled(place, functions)
            self.compiled[bound, index] = Compiled(bound.at(index), functions), meant
        side, meant = self.compiled[bound, index]
        found = side.values(given, numbers)
        return found if meant is None else found.unless(~meant.judge(given).true)

    def _narrowed(
        self, low: Floats, high: Floats, bound: Constraint, index: int, given: Mapping[str, Floats]
    ) -> tuple[Floats, Floats]:
        side = self._side(bound, index, given, Intervals)  # sharply: a value at its end is to be a tie
        lower, upper = side.lower, side.upper
        if bound.relation == "==":
            lower = upper = lower / 2 + upper / 2
        if bound.relation in (">", ">=", "=="):
            end = np.nextafter(upper, inf) if bound.relation == ">" else upper
            low = np.fmax(low, np.where(np.isfinite(end), end, -inf))
        if bound.relation in ("<", "<=", "=="):
            end = np.nextafter(lower, -inf) if bound.relation == "<" else lower
            high = np.fmin(high, np.where(np.isfinite(end), end, inf))
        return low, high

    def _tied(self, name: str, index: int, given: Mapping[str, Floats], at: Floats, otherwise: Floats) -> Floats:
        """Values at a tie, next to one or near one: the coordinate tells which tie, and how near."""
        ties = [bound for bound in self.order.ties[name] if not bound.misses(index)]
        found = otherwise.copy()
        place = np.clip((at - TIED[0]) / (TIED[1] - TIED[0]), 0, TIE_BELOW_ONE) * len(ties)
        for number, bound in enumerate(ties):
            rows = np.flatnonzero(place.astype(int) == number)
            rows = rows[(at[rows] >= TIED[0]) & (at[rows] < TIED[1])]
            if not rows.size:
                continue
            side = self._side(bound, index, chosen(given, rows), Near)
            middle = side.lower / 2 + side.upper / 2
            nudge = NUDGES[((place[rows] - number) * len(NUDGES)).astype(int)]
            value = np.where(nudge == 0, middle, middle + nudge * np.abs(middle))
            if self.claim.domains[name].integer:
                value = np.rint(value) + np.sign(nudge)
            found[rows] = np.where(np.isfinite(value), value, found[rows])
        return found


def exactly(cases: Mapping[str, Floats], row: int) -> dict[str, Value]:
    """One case of a batch as the rationals that its floats are."""
    return {
        name: Fraction(float(values[row])) if values.ndim == 1 else tuple(Fraction(float(v)) for v in values[row])
        for name, values in cases.items()
    }


def _ends(domain: ParameterDomain) -> tuple[float, float]:
    return _end(domain, domain.lower, -1), _end(domain, domain.upper, 1)


def _end(domain: ParameterDomain, end: Fraction | None, side: int) -> float:
    """The outermost float, or whole number, of a domain on one side."""
    if end is None:
        return side * inf
    if domain.integer:
        whole = floor(end) if side > 0 else ceil(end)
        return float(whole if domain.contains(Fraction(whole)) else whole - side)
    value = float(end)
    return value if domain.contains(Fraction(value)) else nextafter(value, -side * inf)
