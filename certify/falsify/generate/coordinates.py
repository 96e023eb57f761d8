"""Coordinates: numbers in [0, 1) that say where between its bounds a value lies.

Some mean the bounds themselves, many values near them, some special values, some ties.  A case that is changed a
little in its coordinates keeps what is tied to a bound tied.  All this is a guess at where claims fail.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from certify.falsify.fast.rounding import Floats

# What the coordinate of a real number means: from 0 on the lower bound, within INNER a value between the bounds,
# then special values, within TIED ties of comparisons, then the upper bound.
INNER = 0.08, 0.76
TIED = 0.82, 0.92
# What the coordinate of a whole number means: before WHOLE_FIRST the first one, from WHOLE_LAST on the last one,
# else those within cap of an end, spread evenly over all but WHOLE_MARGIN at both sides.
WHOLE_FIRST, WHOLE_LAST, WHOLE_MARGIN = 0.04, 0.96, 0.08
GRIDDED = 0.5  # the first coordinate of a case: below it the numbers are multiples of a power of 2
GRIDS = 2.0 ** -np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24])

QUARTER = 0.25  # of the coordinates near 0, and of those near 1, which are
PULLED = 0.3  # pulled to the bounds: 0.25·0.3 < 0.08, and 1 − 0.25·0.3 > 0.92

NUDGES = np.array(  # how far from a tie, relatively: exactly there, one float beside it, or a little off
    [0, 0, 0, 2.0**-52, -(2.0**-52), 1e-13, -1e-13, 1e-9, -1e-9, 1e-6, -1e-6, 1e-3, -1e-3, 0.05, -0.05]
)
SMALLEST = 1e-200  # an end that is smaller is an open end at 0
NEAR_ZERO = np.array([1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-12, 1e-15, 1e-20, 1e-30, 1e-100, 0.0])
LAST_WHOLE = 2.0**53  # beyond it floats skip whole numbers
DIGITS, DIGITS_AT_ZERO = 15, 40  # how near to an end values crowd, in digits: what doubles resolve; and at 0
MAGNITUDES = 12  # values without a second bound reach over so many powers of ten
BELOW_ONE = 1 - 1e-16

_GOLDEN = (5**0.5 - 1) / 2
SPECIAL = np.array(
    [0, 1, 0.5, 2, _GOLDEN, 1 + _GOLDEN, 2 / 3, 1.5, 0.6, 1 / 3, 0.75, 0.25, 3, 4, -1, 0.1, 0.9, 0.99]
)
SPECIAL = np.concatenate([SPECIAL, [0.999, 0.01, 0.001, 1e-6, 1e6, 1e-12, 10, 100]])


def fresh(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float64]:
    """Coordinates of cases: a third anywhere, a third away from all ends, and a third with many at an end."""
    rows = random.random((count, dimension))
    third = count // 3
    rows[:third] = INNER[0] + (INNER[1] - INNER[0]) * rows[:third]
    at = random.random((third, dimension))
    low, high = at < QUARTER, at > 1 - QUARTER
    others = rows[third : 2 * third]
    rows[third : 2 * third] = np.where(low, at * PULLED, np.where(high, 1 - (1 - at) * PULLED, others))
    return rows


@np.errstate(all="ignore")
def real(low: Floats, high: Floats, at: Floats) -> Floats:
    """Real numbers between bounds (infinite for none); where a coordinate means a tie, values between them."""
    start, stop = INNER
    between = _between(low, high, np.clip((at - start) / (stop - start), 0, 1))
    special = SPECIAL[((at - stop) / (TIED[0] - stop) * len(SPECIAL)).astype(int) % len(SPECIAL)]
    value = np.where((at >= stop) & (at < TIED[0]), special, between)
    value = np.where((at < start) & np.isfinite(low), _end_of(low, 1, at / start), value)
    value = np.where((at >= TIED[1]) & np.isfinite(high), _end_of(high, -1, (at - TIED[1]) / (1 - TIED[1])), value)
    inside: Floats = np.fmax(np.fmin(value, high), low)
    return inside


@np.errstate(all="ignore")
def whole(low: Floats, high: Floats, at: Floats, cap: float) -> Floats:
    """Whole numbers: the ends, and what lies within ``cap`` of the one that is finite, or of 0."""
    start = np.where(np.isfinite(low), low, np.where(np.isfinite(high), high - cap, -cap))
    last = np.fmin(high, start + np.where(np.isfinite(low) | np.isfinite(high), cap, 2 * cap))
    inner = np.clip((at - WHOLE_MARGIN) / (1 - 2 * WHOLE_MARGIN), 0, BELOW_ONE)
    value = start + np.floor(inner * (last - start + 1))
    value = np.where(at < WHOLE_FIRST, start, value)
    value = np.where(at >= WHOLE_LAST, np.where(np.abs(high) < LAST_WHOLE, high, last), value)
    inside: Floats = np.fmax(np.fmin(value, high), start)
    return inside


def grid(at: Floats) -> Floats:
    """The step of a case's numbers, by its first coordinate; 0 where it has none."""
    steps = GRIDS[(at / GRIDDED * len(GRIDS)).astype(int) % len(GRIDS)]
    found: Floats = np.where(at < GRIDDED, steps, 0.0)
    return found


@np.errstate(all="ignore")
def coarse(values: Floats, low: Floats, high: Floats, steps: Floats) -> Floats:
    """Multiples of a step, where there is a step and they are within the bounds."""
    found = np.rint(values / steps) * steps
    return np.where((steps > 0) & (found >= low) & (found <= high), found, values)


def _end_of(end: Floats, towards: int, at: Floats) -> Floats:
    """An end; of an open one at 0, which is the smallest float, mostly a number of some size."""
    away = towards * NEAR_ZERO[(at * len(NEAR_ZERO)).astype(int) % len(NEAR_ZERO)]
    found: Floats = np.where((end != 0) & (np.abs(end) < SMALLEST), away, end)
    return found


def _between(low: Floats, high: Floats, at: Floats) -> Floats:
    """With both bounds: a third near each of them, on a logarithmic scale; else mostly near the one, or 0."""
    two = np.isfinite(low) & np.isfinite(high)
    span = np.where(two, high - low, 1.0)
    digits = np.where(np.abs(low) < SMALLEST, DIGITS_AT_ZERO, DIGITS)
    near = 0.5 * 10.0 ** (-digits * (1 - at * 3))
    far = 0.5 * 10.0 ** (-DIGITS * (at * 3 - 2))
    share = np.where(at < 1 / 3, near, np.where(at > 2 / 3, 1 - far, 3 * at - 1))
    inside = np.where(at > 2 / 3, high - span * far, low + span * share)
    away = 10.0 ** (MAGNITUDES * (2 * at - 1) ** 3)
    above, below = low + away * _scale(low), high - away * _scale(high)
    signed = np.where(at < 0.5, -1, 1) * 10.0 ** (MAGNITUDES * (4 * (at % 0.5) - 1) ** 3)
    one = np.where(np.isfinite(low), above, np.where(np.isfinite(high), below, signed))
    found: Floats = np.where(two, inside, one)
    return found


def _scale(end: Floats) -> Floats:
    """The size of an end, or 1 where it is 0, open or not."""
    return np.where(np.abs(end) < SMALLEST, 1.0, np.abs(end))
