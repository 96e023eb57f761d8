"""Batches of cases in float64 arrays, drawn through coordinates: one number in [0, 1] per parameter and entry.

A coordinate says where between its bounds a value lies, with atoms at the bounds, crowds near them, a share of
special values and one of values that make some comparison of the claim a tie.  A case that is changed a little
in its coordinates keeps what is tied to a bound tied.  The first coordinate of a case is no parameter's: it says
whether its numbers are multiples of a power of 2, so that sums and products of them are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, inf, nextafter

import numpy as np
from numpy.typing import NDArray

from certify.claims.claim import Claim, ParameterDomain
from certify.claims.expressions import whole_number
from certify.errors import CertifyError
from certify.falsify.fast.compile import Compiled
from certify.falsify.fast.filtering import chosen
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.near import Near
from certify.falsify.fast.rounding import Floats
from certify.falsify.generate.ranges import Bound, Order, order_of

MAX_LENGTH = 64
REACH = (1, 2, 3, 4, 6, 9, 14, 23, 24, 48)  # of numbers that lengths depend on
WHOLE = 2.0**53
INNER = 0.08, 0.76  # coordinates of values between the ends
TIED = 0.82, 0.92  # of ties; before them special values
GRIDS = 2.0 ** -np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24])
NUDGES = np.array(
    [0, 0, 0, 2.0**-52, -(2.0**-52), 1e-13, -1e-13, 1e-9, -1e-9, 1e-6, -1e-6, 1e-3, -1e-3, 0.05, -0.05]
)
HUGE = 1e300
SMALLEST = 1e-200  # below it an end is an open end at 0
NEAR_ZERO = np.array([1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-12, 1e-15, 1e-20, 1e-30, 1e-100, 0.0])
_GOLDEN = (5**0.5 - 1) / 2
SPECIAL = np.array(
    [0, 1, 0.5, 2, _GOLDEN, 1 + _GOLDEN, 2 / 3, 1.5, 0.6, 1 / 3, 0.75, 0.25, 3, 4, -1, 0.1, 0.9, 0.99]
)
SPECIAL = np.concatenate([SPECIAL, [0.999, 0.01, 0.001, 1e-6, 1e6, 1e-12, 10, 100]])


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
    def compiled(self) -> dict[tuple[Bound, int], tuple[Compiled, Compiled | None]]:
        """Bounds compiled so far, per entry: the side, and the statement that says whether the entry is meant."""
        return {}

    def shape(self, coordinates: Mapping[str, float], reach: int) -> Shape | None:
        """The shape that coordinates of the fixed parameters give; None where it is none, or too long."""
        fixed: dict[str, float] = {}
        arrays: dict[str, Floats] = {}
        for name in (n for n in self.order.parameters if n in self.order.fixed):
            if self.claim.domains[name].length is not None:
                return None
            arrays[name] = self._values(name, 0, arrays, np.array([coordinates[name]]), reach, np.zeros(1))
            fixed[name] = float(arrays[name][0])
        return self.shape_of(fixed)

    def shape_of(self, fixed: Mapping[str, float]) -> Shape | None:
        """The shape that values of the fixed parameters give; None where it is none, or too long."""
        scope = self.claim.scope({name: Fraction(value) for name, value in fixed.items()})
        lengths = {}
        for name, domain in self.claim.domains.items():
            if domain.length is not None:
                try:
                    lengths[name] = whole_number(domain.length, scope, limit=256, steps=10_000)
                except CertifyError:
                    return None
        if any(not 0 <= length <= MAX_LENGTH for length in lengths.values()):
            return None
        return Shape(fixed, lengths)

    def size(self, shape: Shape) -> int:
        """How many coordinates a case of this shape has."""
        return 1 + sum(shape.lengths.get(name, 1) for name in self.claim.parameters if name not in shape.fixed)

    def cases(self, shape: Shape, coordinates: NDArray[np.float64], cap: float) -> dict[str, Floats]:
        """The cases that rows of coordinates say.

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
        grid = _grid(next(columns))
        found: dict[str, Floats] = {}
        for name in self.order.parameters:
            if name in shape.fixed:
                found[name] = np.full(count, shape.fixed[name])
            elif name not in shape.lengths:
                found[name] = self._values(name, 0, found, next(columns), cap, grid)
            else:
                found[name] = np.empty((count, 0))
                for i in range(1, shape.lengths[name] + 1):
                    entry = self._values(name, i, found, next(columns), cap, grid)
                    found[name] = np.column_stack([found[name], entry])
        return found

    def _values(
        self, name: str, index: int, known: Mapping[str, Floats], at: Floats, cap: float, grid: Floats
    ) -> Floats:
        given = known or {"": np.zeros(len(at))}
        low, high = (np.full(len(at), end) for end in self.ends[name])
        for bound in (b for b in self.order.bounds[name] if not b.misses(index)):
            low, high = self._narrowed(low, high, bound, index, given)
        whole = self.claim.domains[name].integer
        found = _whole(np.ceil(low), np.floor(high), at, cap) if whole else _real(low, high, at)
        found = np.fmax(np.fmin(self._tied(name, index, given, at, found), high), low)
        if not whole and grid.any():
            found = _coarse(found, low, high, grid)
        first, last = self.ends[name]  # bounds that leave nothing may have led outside
        return np.clip(np.nan_to_num(found), max(first, -HUGE), min(last, HUGE))

    def _side(
        self, bound: Bound, index: int, given: Mapping[str, Floats], numbers: type[Near | Intervals]
    ) -> Intervals:
        """What a bound compares an entry with; unknown where it says nothing of the entry."""
        if (bound, index) not in self.compiled:
            place = bound.applies(index)
            functions = self.claim.functions
            meant = None if place is None else Compiled(place, functions)
            self.compiled[bound, index] = Compiled(bound.at(index), functions), meant
        side, meant = self.compiled[bound, index]
        found = side.values(given, numbers)
        return found if meant is None else found.unless(~meant.judge(given).true)

    def _narrowed(
        self, low: Floats, high: Floats, bound: Bound, index: int, given: Mapping[str, Floats]
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
        """At a tie, beside one or near one; a coordinate says at which tie, and how near."""
        ties = [bound for bound in self.order.ties[name] if not bound.misses(index)]
        found = otherwise.copy()
        place = np.clip((at - TIED[0]) / (TIED[1] - TIED[0]), 0, 1 - 1e-9) * len(ties)
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


def drawn(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float64]:
    """Coordinates of cases: a third anywhere, a third away from all ends, and a third with many at an end."""
    rows = random.random((count, dimension))
    third = count // 3
    rows[:third] = INNER[0] + (INNER[1] - INNER[0]) * rows[:third]
    ends = random.random((third, dimension))
    rows[third : 2 * third] = np.where(
        ends < 0.25, ends * 0.3, np.where(ends > 0.75, 1 - (1 - ends) * 0.3, rows[third : 2 * third])
    )
    return rows


def exactly(cases: Mapping[str, Floats], row: int) -> dict[str, Fraction | tuple[Fraction, ...]]:
    """One case of a batch as the rationals that its floats are."""
    return {
        name: Fraction(float(values[row])) if values.ndim == 1 else tuple(Fraction(float(v)) for v in values[row])
        for name, values in cases.items()
    }


def _ends(domain: ParameterDomain) -> tuple[float, float]:
    return _end(domain, domain.lower, -1), _end(domain, domain.upper, 1)


def _end(domain: ParameterDomain, end: Fraction | None, side: int) -> float:
    """The last float, or whole number, of a domain towards a side."""
    if end is None:
        return side * inf
    if domain.integer:
        whole = floor(end) if side > 0 else ceil(end)
        return float(whole if domain.contains(Fraction(whole)) else whole - side)
    value = float(end)
    return value if domain.contains(Fraction(value)) else nextafter(value, -side * inf)


# from a coordinate to a value --------------------------------------------------------------------


@np.errstate(all="ignore")
def _real(low: Floats, high: Floats, at: Floats) -> Floats:
    """Before INNER the lower bound, from TIED on the upper one; special values; else in between."""
    start, stop = INNER
    between = _between(low, high, np.clip((at - start) / (stop - start), 0, 1))
    special = SPECIAL[((at - stop) / (TIED[0] - stop) * len(SPECIAL)).astype(int) % len(SPECIAL)]
    value = np.where((at >= stop) & (at < TIED[0]), special, between)
    value = np.where((at < start) & np.isfinite(low), _end_of(low, 1, at / start), value)
    value = np.where((at >= TIED[1]) & np.isfinite(high), _end_of(high, -1, (at - TIED[1]) / (1 - TIED[1])), value)
    inside: Floats = np.fmax(np.fmin(value, high), low)
    return inside


def _grid(at: Floats) -> Floats:
    """The step of a case's numbers; 0 where it has none."""
    steps = GRIDS[(2 * at * len(GRIDS)).astype(int) % len(GRIDS)]
    found: Floats = np.where(at < 0.5, steps, 0.0)
    return found


@np.errstate(all="ignore")
def _coarse(values: Floats, low: Floats, high: Floats, grid: Floats) -> Floats:
    """Multiples of a step, where there is a step and they are within the bounds."""
    found = np.rint(values / grid) * grid
    return np.where((grid > 0) & (found >= low) & (found <= high), found, values)


def _end_of(end: Floats, towards: int, at: Floats) -> Floats:
    """An end; of an open one at 0, which is the smallest float, mostly a number of some size."""
    away = towards * NEAR_ZERO[(at * len(NEAR_ZERO)).astype(int) % len(NEAR_ZERO)]
    found: Floats = np.where((end != 0) & (np.abs(end) < SMALLEST), away, end)
    return found


def _between(low: Floats, high: Floats, at: Floats) -> Floats:
    """With both bounds: a third near each of them, on a logarithmic scale; else mostly near the one, or 0."""
    two = np.isfinite(low) & np.isfinite(high)
    span = np.where(two, high - low, 1.0)
    digits = np.where(np.abs(low) < SMALLEST, 40, 15)
    near = 0.5 * 10.0 ** (-digits * (1 - at * 3))
    far = 0.5 * 10.0 ** (-15 * (at * 3 - 2))
    share = np.where(at < 1 / 3, near, np.where(at > 2 / 3, 1 - far, 3 * at - 1))
    inside = np.where(at > 2 / 3, high - span * far, low + span * share)
    away = 10.0 ** (12 * (2 * at - 1) ** 3)
    above, below = low + away * _scale(low), high - away * _scale(high)
    signed = np.where(at < 0.5, -1, 1) * 10.0 ** (12 * (4 * (at % 0.5) - 1) ** 3)
    one = np.where(np.isfinite(low), above, np.where(np.isfinite(high), below, signed))
    found: Floats = np.where(two, inside, one)
    return found


def _scale(end: Floats) -> Floats:
    """The size of an end, or 1 where it is 0, open or not."""
    return np.where(np.abs(end) < SMALLEST, 1.0, np.abs(end))


@np.errstate(all="ignore")
def _whole(low: Floats, high: Floats, at: Floats, cap: float) -> Floats:
    """The ends, and what lies within ``cap`` of the one that is finite, or of 0."""
    start = np.where(np.isfinite(low), low, np.where(np.isfinite(high), high - cap, -cap))
    last = np.fmin(high, start + np.where(np.isfinite(low) | np.isfinite(high), cap, 2 * cap))
    inner = np.clip((at - 0.08) / 0.84, 0, 1 - 1e-16)
    value = start + np.floor(inner * (last - start + 1))
    value = np.where(at < 0.04, start, value)
    value = np.where(at >= 0.96, np.where(np.abs(high) < WHOLE, high, last), value)
    inside: Floats = np.fmax(np.fmin(value, high), start)
    return inside
