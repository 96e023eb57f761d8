"""Batches of intervals of reals in float64 arrays: the arithmetic that may classify a case.

A nan in both bounds says that nothing is known of that entry, not even that it has a value (a division by
an interval around 0, the root of one that reaches below 0).  Every operation hands it on and no comparison is
certain of it, so that an undefined expression is never judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from certify.falsify.fast import elementary
from certify.falsify.fast.arithmetic import Booleans, Enclosing, Scalar, Verdicts
from certify.falsify.fast.rounding import LARGEST, Floats, Sharp

MAX_POWERS = 64  # whole exponents up to here are multiplied out

_quietly = np.errstate(all="ignore")


class Intervals:
    """Closed intervals ``[lower, upper]``, each certain to contain the real number that it stands for.

    Parameters
    ----------
    lower, upper
        float64 arrays of one shape, or shapes that broadcast; one and the same object for exact floats.

    Guarantee
    ---------
    Containment, entry by entry: where x lies in X and y in Y, ``x ∘ y`` lies in ``X ∘ Y`` for every operation
    here, through overflow and underflow.  An entry that may have no real value has nan in both bounds.
    No warning of NumPy is let out.
    """

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None
    __slots__ = ("lower", "upper")

    def __init__(self, lower: Floats, upper: Floats) -> None:
        self.lower = lower
        self.upper = upper

    @classmethod
    def exactly(cls, values: Floats) -> Intervals:
        """The floats of an array, each the dyadic rational that it is; infinities and nan are unknown.

        Raises
        ------
        TypeError
            When the array is not float64: a conversion could round.
        """
        if values.dtype != np.float64:
            raise TypeError(f"float64 is needed, not {values.dtype}")
        values = np.atleast_1d(values)
        finite = np.isfinite(values)
        values = values if finite.all() else np.where(finite, values, np.nan)
        return cls(values, values)

    @classmethod
    def of(cls, values: Scalar | Sequence[Scalar]) -> Intervals:
        """Enclose exact numbers, each between adjacent floats, or as a point where it is a float.

        Returns
        -------
        Intervals of shape (number of values,); (1,) for a single one, which broadcasts.
        """
        listed = [values] if isinstance(values, int | Fraction | float) else values
        bounds = [_bounds(value) for value in listed]
        lower = np.array([low for low, _ in bounds], dtype=np.float64)
        upper = np.array([high for _, high in bounds], dtype=np.float64)
        return cls(lower, lower if np.array_equal(lower, upper) else upper)

    @classmethod
    def enclosed(cls, bounds: Enclosing) -> Intervals:
        """What lies within bounds."""
        return cls(bounds.lower, bounds.lower if bounds.is_exact else bounds.upper)

    def wholes(self) -> Floats:
        """Whole numbers as floats; nan where they are not known."""
        known = (self.lower == self.upper) & (np.floor(self.lower) == self.lower)
        return np.where(known & (np.abs(self.lower) <= 2.0**53), self.lower, np.nan)

    @property
    def is_exact(self) -> bool:
        """Whether every entry is known to be one float."""
        return self.lower is self.upper

    @property
    def known(self) -> Booleans:
        """Where there certainly is a value."""
        return ~(np.isnan(self.lower) & np.isnan(self.upper))

    def __repr__(self) -> str:
        return f"Intervals({self.lower!r}, {self.upper!r})"

    def __len__(self) -> int:
        return len(self.lower)

    def __getitem__(self, index: slice | Booleans | NDArray[np.intp]) -> Intervals:
        """Some of the entries."""
        lower = self.lower[index]
        return Intervals(lower, lower if self.is_exact else self.upper[index])

    def where(self, condition: Booleans, other: Intervals) -> Intervals:
        """These entries where the condition holds, the other ones elsewhere."""
        if condition.size == 1:
            return self if condition.all() else other
        lower = np.where(condition, self.lower, other.lower)
        same = self.is_exact and other.is_exact
        return Intervals(lower, lower if same else np.where(condition, self.upper, other.upper))

    def hull(self, other: Intervals) -> Intervals:
        """Either of two numbers."""
        return Intervals(np.minimum(self.lower, other.lower), np.maximum(self.upper, other.upper))

    def upto(self, other: Intervals) -> Intervals:
        """Some number between two."""
        return Intervals(self.lower, other.upper)

    def unless(self, unknown: Booleans) -> Intervals:
        """Nothing known where the condition holds."""
        return self.where(~unknown, Intervals.of(np.nan)) if unknown.any() else self

    # arithmetic -------------------------------------------------------------------------------

    @_quietly
    def __add__(self, other: Intervals | Scalar) -> Intervals:
        other = _enclosed(other)
        low = Sharp.sum(self.lower, other.lower)
        high = low if self.is_exact and other.is_exact else Sharp.sum(self.upper, other.upper)
        return _between(low, high)

    def __sub__(self, other: Intervals | Scalar) -> Intervals:
        return self + -_enclosed(other)

    @_quietly
    def __mul__(self, other: Intervals | Scalar) -> Intervals:
        other = _enclosed(other)
        if self.is_exact and other.is_exact:
            both = Sharp.product(self.lower, other.lower)
            return _between(both, both)
        if _natural(other):
            return _scaled_up(self, other)
        return _scaled_up(other, self) if _natural(self) else _crossed(self, other)

    @_quietly
    def __truediv__(self, other: Intervals | Scalar) -> Intervals:
        other = _enclosed(other)
        if self.is_exact and other.is_exact:
            both = Sharp.quotient(self.lower, np.where(other.lower == 0, np.nan, other.lower))
            return _between(both, both)
        if (other.lower > 0).all():
            return _scaled_down(self, other)
        negative = other.upper < 0
        divisor = (-other).where(negative, other)
        divisor = divisor.unless(~(divisor.lower > 0))
        return _scaled_down((-self).where(negative, self), divisor)

    def __radd__(self, other: Scalar) -> Intervals:
        return self + other

    def __rsub__(self, other: Scalar) -> Intervals:
        return Intervals.of(other) - self

    def __rmul__(self, other: Scalar) -> Intervals:
        return self * other

    def __rtruediv__(self, other: Scalar) -> Intervals:
        return Intervals.of(other) / self

    def __neg__(self) -> Intervals:
        lower = -self.upper
        return Intervals(lower, lower if self.is_exact else -self.lower)

    def __abs__(self) -> Intervals:
        if self.is_exact:
            size = np.abs(self.lower)
            return Intervals(size, size)
        low = np.maximum(np.maximum(self.lower, -self.upper), 0.0)
        return Intervals(low, np.maximum(-self.lower, self.upper))

    def __pow__(self, exponent: int) -> Intervals:
        """Powers with one integer exponent for all; ``x^0`` is 1."""
        if exponent < 0:
            return 1 / self**-exponent
        if exponent % 2:
            return self * self ** (exponent - 1) if exponent > 1 else self
        one = Intervals.of(1)
        return _repeated(abs(self), exponent) if exponent else one.where(self.known, self)

    @_quietly
    def sqrt(self) -> Intervals:
        """``√x``; nothing is known where x may be negative."""
        x = self.unless(~(self.lower >= 0))
        low = Sharp.root(x.lower)
        return _between(low, low if x.is_exact else Sharp.root(x.upper))

    def ln(self) -> Intervals:
        """``ln x``; nothing is known where x may be <= 0."""
        x = self.unless(~(self.lower > 0))
        return x._increasing(elementary.ln, x.lower)

    def exp(self) -> Intervals:
        """``eˣ``."""
        return self._increasing(elementary.exp, 1.0)

    @_quietly
    def _increasing(
        self, bounds: Callable[[Floats, Floats | None], elementary.Bounds], unit: Floats | float
    ) -> Intervals:
        """An increasing function, from its bounds at ``a`` below and ``a + width`` above."""
        if self.is_exact:
            return Intervals(*bounds(self.lower, None))
        width = self.upper - self.lower
        if (width <= elementary.NARROW * unit).all():
            return Intervals(*bounds(self.lower, width * elementary.OUTWARD))
        return Intervals(bounds(self.lower, None)[0], bounds(self.upper, None)[1])

    def power(self, y: Intervals) -> Intervals:
        """``x^y``: by logarithms where x > 0; by multiplication for small whole y; 0 for 0 to a y > 0."""
        found = (y * self.ln()).exp()
        zero = (self.lower == 0) & (self.upper == 0) & (y.lower > 0)
        found = Intervals.of(0).where(zero, found) if zero.any() else found
        small = (y.lower == y.upper) & (np.floor(y.lower) == y.lower) & (np.abs(y.lower) <= MAX_POWERS)
        wanted = small & ~zero & (~(self.lower > 0) | (self.lower == self.upper))
        return self._multiplied(y.lower, wanted, found) if wanted.any() else found

    def _multiplied(self, exponents: Floats, wanted: Booleans, otherwise: Intervals) -> Intervals:
        """Powers by multiplication where they are wanted, each only of its own entries."""
        exponents, wanted, low, high = np.broadcast_arrays(exponents, wanted, self.lower, self.upper)
        lower, upper = (np.broadcast_to(end, wanted.shape).copy() for end in (otherwise.lower, otherwise.upper))
        for n in np.unique(exponents[wanted]).tolist():
            rows = np.flatnonzero(wanted & (exponents == n))
            part = Intervals(low[rows], high[rows]) ** int(n)
            lower[rows], upper[rows] = part.lower, part.upper
        return Intervals(lower, upper)

    def minimum(self, other: Intervals | Scalar) -> Intervals:
        """The smaller of two numbers."""
        return self._pick(np.minimum, _enclosed(other))

    def maximum(self, other: Intervals | Scalar) -> Intervals:
        """The larger of two numbers."""
        return self._pick(np.maximum, _enclosed(other))

    def floor(self) -> Intervals:
        """``⌊x⌋``; floats hold every integer that they round to, so it is exact."""
        lower = np.floor(self.lower)
        return Intervals(lower, lower if self.is_exact else np.floor(self.upper))

    def ceil(self) -> Intervals:
        """``⌈x⌉``."""
        return -((-self).floor())

    def _pick(self, choose: np.ufunc, other: Intervals) -> Intervals:
        lower = choose(self.lower, other.lower)
        same = self.is_exact and other.is_exact
        return Intervals(lower, lower if same else choose(self.upper, other.upper))

    # comparisons ------------------------------------------------------------------------------

    def lt(self, other: Intervals | Scalar) -> Verdicts:
        """``x < y``."""
        other = _enclosed(other)
        return Verdicts(self.upper < other.lower, self.lower >= other.upper, _valued(self, other))

    def le(self, other: Intervals | Scalar) -> Verdicts:
        """``x <= y``."""
        other = _enclosed(other)
        return Verdicts(self.upper <= other.lower, self.lower > other.upper, _valued(self, other))

    def gt(self, other: Intervals | Scalar) -> Verdicts:
        """``x > y``."""
        return _enclosed(other).lt(self)

    def ge(self, other: Intervals | Scalar) -> Verdicts:
        """``x >= y``."""
        return _enclosed(other).le(self)

    def eq(self, other: Intervals | Scalar) -> Verdicts:
        """``x = y``: certain of points only."""
        at_most, at_least = self.le(other), self.ge(other)
        return Verdicts(at_most.true & at_least.true, at_most.false | at_least.false, at_most.valued)

    def ne(self, other: Intervals | Scalar) -> Verdicts:
        """``x ≠ y``."""
        return ~self.eq(other)

    def _refuse(self, other: object) -> NoReturn:
        raise TypeError("intervals are not ordered: ask lt, le, gt, ge, eq, ne")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _refuse

    def __bool__(self) -> NoReturn:
        raise TypeError("intervals are neither true nor false: ask lt, le, gt, ge, eq, ne")


def _bounds(value: Scalar) -> tuple[float, float]:
    """The nearest floats at most and at least an exact number."""
    if isinstance(value, float):
        return (value, value) if np.isfinite(value) else (np.nan, np.nan)
    try:
        nearest = value.numerator / value.denominator
    except OverflowError:
        return (LARGEST, np.inf) if value > 0 else (-np.inf, -LARGEST)
    error = value - Fraction(nearest)
    low = nearest if error >= 0 else float(np.nextafter(nearest, -np.inf))
    return low, nearest if error <= 0 else float(np.nextafter(nearest, np.inf))


def _enclosed(value: Intervals | Scalar) -> Intervals:
    return value if isinstance(value, Intervals) else Intervals.of(value)


@_quietly
def _valued(x: Intervals, y: Intervals) -> Booleans:
    return ~np.isnan(x.upper - y.lower)


def _between(low: Sharp, high: Sharp) -> Intervals:
    return Intervals(low.below(), high.above())


def _natural(x: Intervals) -> bool:
    return bool((x.lower >= 0).all())


def _scaled_up(x: Intervals, factor: Intervals) -> Intervals:
    """``x · factor``, for a factor >= 0: each bound of x meets that bound of the factor that takes it farther."""
    if _natural(x):
        return _between(Sharp.product(x.lower, factor.lower), Sharp.product(x.upper, factor.upper))
    low = Sharp.product(x.lower, np.where(x.lower >= 0, factor.lower, factor.upper))
    return _between(low, Sharp.product(x.upper, np.where(x.upper >= 0, factor.upper, factor.lower)))


def _scaled_down(x: Intervals, divisor: Intervals) -> Intervals:
    """``x / divisor``, for a divisor > 0, or nan."""
    if _natural(x):
        return _between(Sharp.quotient(x.lower, divisor.upper), Sharp.quotient(x.upper, divisor.lower))
    low = Sharp.quotient(x.lower, np.where(x.lower >= 0, divisor.upper, divisor.lower))
    return _between(low, Sharp.quotient(x.upper, np.where(x.upper >= 0, divisor.lower, divisor.upper)))


def _crossed(x: Intervals, y: Intervals) -> Intervals:
    """``x · y`` whatever the signs: from the smallest to the largest of four products."""
    corners = [Sharp.product(a, b) for a in (x.lower, x.upper) for b in (y.lower, y.upper)]
    low, *lows = [corner.below() for corner in corners]
    high, *highs = [corner.above() for corner in corners]
    for corner in lows:
        low = np.minimum(low, corner)
    for corner in highs:
        high = np.maximum(high, corner)
    return Intervals(low, high)


def _repeated(x: Intervals, exponent: int) -> Intervals:
    """``x^exponent`` for x >= 0 and exponent >= 1, by repeated squaring."""
    if exponent == 1:
        return x
    half = _repeated(x, exponent // 2)
    return half * half * x if exponent % 2 else half * half
