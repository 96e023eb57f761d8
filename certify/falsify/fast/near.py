"""Batches of reals known nearly: one float per case, and bounds on its error for many cases at once.

The first pass of the fast path: an operation costs little more than NumPy's own, since its error bound is
worked out in scalars for a whole batch, and per case only where the numbers of a batch differ much in size.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, reduce
from operator import add
from typing import NoReturn

import numpy as np

from certify.falsify.fast import elementary
from certify.falsify.fast.arithmetic import Booleans, Enclosing, Scalar, Verdicts
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.rounding import Floats

Error = float | Floats

U = 2.0**-53
LARGE, SMALL, WHOLE = 2.0**1000, 2.0**-1000, 2.0**53
NEGLIGIBLE = 2.0**-500
NARROW = 2.0**10  # sizes that differ by no more share one bound
MAX_RELATIVE = 2.0**-20
_SLACK = 1 + 2.0**-16  # for the roundings of a bound itself, and products of two relative errors
_DUST = 2.0**-1060  # for underflows, a bound's own and a result's
_EXP_REACH = 690.0
_EXP_LEAST = 2.0**-990

_quietly = np.errstate(all="ignore")


class Near:
    """Reals x, each with a float v such that ``|x − v| <= relative·|v| + absolute``.

    Parameters
    ----------
    value
        float64, shape (N,), or (1,), which broadcasts; nan where nothing is known.
    relative
        A bound for all, which is kept below 2⁻²⁰.
    absolute
        A bound for all, or of shape (N,).
    low, high
        At most and at least every value that is not nan.
    whole
        Whether all are whole numbers of at most 2⁵³, exactly: then sums and products are exact.

    Guarantee
    ---------
    Entry by entry an operation encloses what the same operation gives for the reals; an entry that may have no
    real value, or none that this arithmetic can hold, is nan.  With ``u = 2⁻⁵³``, ``fl(a ∘ b) = (a ∘ b)(1 + e)``
    for some ``|e| <= u``, but for 2⁻¹⁰⁷⁴ where a product or quotient underflows; what may overflow becomes nan.
    First order terms of the bounds are in the methods; second order ones are below 2⁻¹⁸ times those, and covered
    by a factor 1 + 2⁻¹⁶.
    """

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None
    __slots__ = ("absolute", "high", "low", "relative", "value", "whole")

    def __init__(
        self, value: Floats, relative: float, absolute: Error, low: float, high: float, *, whole: bool = False
    ) -> None:
        self.whole = whole and low >= -WHOLE and high <= WHOLE
        if self.whole:
            relative = absolute = 0.0
        if not (low >= -LARGE and high <= LARGE):
            value = np.where(np.abs(value) <= LARGE, value, np.nan)
            low, high = _range(value)
        self.value, self.low, self.high = value, low, high
        self.relative, self.absolute = relative, absolute
        if relative > MAX_RELATIVE:
            self.relative, self.absolute = 0.0, _bound((relative, self.size()), (1.0, absolute))

    @classmethod
    @_quietly
    def exactly(cls, values: Floats) -> Near:
        """The floats of an array; infinities and nan are unknown."""
        if values.dtype != np.float64:
            raise TypeError(f"float64 is needed, not {values.dtype}")
        values = np.atleast_1d(values)
        low, high = _range(values)
        whole = low.is_integer() and high.is_integer() and bool((np.floor(values) == values).all())
        return cls(values, 0.0, 0.0, low, high, whole=whole)

    @classmethod
    def of(cls, value: Scalar) -> Near:
        """One exact number, which broadcasts."""
        return _constant(value)

    @classmethod
    @_quietly
    def enclosed(cls, bounds: Enclosing) -> Near:
        """What lies within bounds."""
        if bounds.is_exact:
            return cls.exactly(bounds.lower)
        middle = bounds.lower / 2 + bounds.upper / 2
        radius = np.fmax(np.maximum(bounds.upper - middle, middle - bounds.lower) * _SLACK, 0.0) + _DUST
        if (radius <= 4 * U * np.abs(middle)).all():
            return cls(middle, 4 * U, 0.0, *_range(middle))
        return cls(middle, 0.0, radius, *_range(middle))

    @_quietly
    def intervals(self) -> Intervals:
        """The same as intervals."""
        if self.exact:
            return Intervals(self.value, self.value)
        error = self.error(2 * U)
        return Intervals(self.value - error, self.value + error)

    # what is known of the errors --------------------------------------------------------------

    @property
    def exact(self) -> bool:
        """Whether every entry is the float itself."""
        return self.relative == 0 and _is_zero(self.absolute)

    @property
    def known(self) -> Booleans:
        """Where there certainly is a value."""
        return ~np.isnan(self.value)

    def constant(self, value: float) -> bool:
        """Whether it is this one whole number."""
        return self.whole and self.value.size == 1 and self.value[0] == value

    def wholes(self) -> Floats:
        """Whole numbers as floats; nan where they are not known."""
        return self.value if self.whole else np.full(1, np.nan)

    @property
    def least(self) -> float:
        """At most every |v|."""
        return max(self.low, -self.high, 0.0)

    def narrow(self) -> bool:
        """Whether the sizes of all entries are much the same; the range is made tight before it is not."""
        if not self._is_narrow():
            self.low, self.high = _range(self.value)
        return self._is_narrow()

    def _is_narrow(self) -> bool:
        return max(-self.low, self.high) <= NARROW * self.least

    def size(self) -> Error:
        """At least ``|v|``: for all, or entry by entry."""
        return max(-self.low, self.high) if self.narrow() else np.abs(self.value)

    def factor(self, error: Error) -> Error:
        """:meth:`size`, but one for all where the error is tiny whatever it is multiplied with."""
        largest = max(-self.low, self.high)
        return largest if isinstance(error, float) and error * largest < NEGLIGIBLE else self.size()

    def error(self, further: float = 0.0) -> Error:
        """At least ``|x − v| + further·|v|``."""
        relative = self.relative + further
        return _bound((relative, self.size() if relative else 0.0), (1.0, self.absolute))

    def split(self) -> tuple[float, Error]:
        """Two numbers whose sum is at least ``|x/v − 1|``, the first for all; after :meth:`apart`."""
        if _is_zero(self.absolute):
            return self.relative, 0.0
        if isinstance(self.absolute, float) and self.narrow() and self.least > 0:
            return self.relative + self.absolute / self.least * _SLACK + _DUST, 0.0
        return self.relative, _bound((self.absolute, 1 / np.abs(self.value)))

    def apart(self) -> Near:
        """Only entries that are known up to 2⁻²⁰ of their size, and therefore not 0."""
        absolute = self.absolute
        if isinstance(absolute, float) and self.least > max(absolute / MAX_RELATIVE, SMALL):
            return self
        apart = np.abs(self.value) > np.maximum(absolute / MAX_RELATIVE, SMALL)
        return self.unless(~apart)

    def positive(self) -> Near:
        """Only entries that are certainly > 0 and known up to 2⁻²⁰ of their size."""
        found = self.apart()
        return found if found.low > 0 else found.unless(~(found.value > 0))

    # arithmetic -------------------------------------------------------------------------------

    @_quietly
    def __add__(self, other: Near | Scalar) -> Near:
        """Of one sign, relative errors do not add up: ``|a| + |b| = |a + b|``; else ``|a| <= |a + b| + |b|``."""
        other = _entered(other)
        if other.constant(0.0) or self.constant(0.0):
            return self if other.constant(0.0) else other
        value = self.value + other.value
        ends = self.low + other.low, self.high + other.high
        if self.whole and other.whole and ends[0] >= -WHOLE and ends[1] <= WHOLE:
            return Near(value, 0.0, 0.0, *ends, whole=True)
        absolute = _bound((1.0, self.absolute), (1.0, other.absolute))
        if (self.low >= 0 and other.low >= 0) or (self.high <= 0 and other.high <= 0):
            return Near(value, _relative(max(self.relative, other.relative), U), absolute, *ends)
        a, b = (self, other) if other.narrow() else (other, self)
        if b.narrow():
            absolute = _bound((1.0, absolute), (a.relative + b.relative, b.size()))
            return Near(value, _relative(a.relative, U), absolute, *ends)
        absolute = _bound((1.0, absolute), (a.relative, np.abs(a.value)), (b.relative, np.abs(b.value)))
        return Near(value, U, absolute, *ends)

    def __sub__(self, other: Near | Scalar) -> Near:
        return self + -_entered(other)

    @_quietly
    def __mul__(self, other: Near | Scalar) -> Near:
        """``xy − ab = a(y − b) + b(x − a) + (x − a)(y − b)``."""
        other = _entered(other)
        if self.constant(0.0) or self.constant(1.0):
            self, other = other, self
        if other.constant(1.0):
            return self
        if other.constant(0.0) and not np.isnan(self.value).any():
            return other
        low, high = _corners(self, other)
        if self.whole and other.whole and low >= -WHOLE and high <= WHOLE:
            return Near(self.value * other.value, 0.0, 0.0, low, high, whole=True)
        absolute = _bound(
            (self.absolute, other.factor(self.absolute)),
            (other.absolute, self.factor(other.absolute)),
            (self.absolute, other.absolute),
            (_DUST, float(self.least * other.least < SMALL)),
        )
        relative = _relative(self.relative, other.relative, U)
        return Near(self.value * other.value, relative, absolute, low, high)

    @_quietly
    def __truediv__(self, other: Near | Scalar) -> Near:
        """``x/y − a/b = (x − a)/y − (a/b)(y − b)/y``."""
        other = _entered(other).apart()
        relative, rest = other.split()
        value = self.value / other.value
        ends = _ratios(self, other) if other.least > 0 else _range(value)
        quotient = Near(value, 0.0, 0.0, *ends)
        inverse: Error = 0.0
        if not _is_zero(self.absolute):
            inverse = 1 / other.least if other.least > 0 and other.narrow() else 1 / np.abs(other.value)
        quotient.absolute = _bound(
            (rest, quotient.factor(rest)),
            (self.absolute, inverse),
            (_DUST, float(quotient.least < SMALL)),
        )
        return quotient.with_relative(self.relative, relative, U)

    def with_relative(self, *relative: float) -> Near:
        """The same with another relative error."""
        return Near(self.value, _relative(*relative), self.absolute, self.low, self.high)

    def __radd__(self, other: Scalar) -> Near:
        return self + other

    def __rsub__(self, other: Scalar) -> Near:
        return Near.of(other) - self

    def __rmul__(self, other: Scalar) -> Near:
        return self * other

    def __rtruediv__(self, other: Scalar) -> Near:
        return Near.of(other) / self

    def __neg__(self) -> Near:
        return Near(-self.value, self.relative, self.absolute, -self.high, -self.low, whole=self.whole)

    def __abs__(self) -> Near:
        high = max(-self.low, self.high)
        return Near(np.abs(self.value), self.relative, self.absolute, self.least, high, whole=self.whole)

    def __pow__(self, exponent: int) -> Near:
        """Powers with one integer exponent for all; ``x^0`` is 1."""
        if exponent < 0:
            return 1 / self**-exponent
        if exponent == 0:
            return Near.of(1).where(self.known, self)
        half = self if exponent == 1 else self ** (exponent // 2)
        if exponent == 1:
            return self
        square = half * half
        square.low = max(square.low, 0.0)
        return square * self if exponent % 2 else square

    @_quietly
    def sqrt(self) -> Near:
        """``√x``: half the relative error, and 0 of an exact 0; nothing is known where x may be negative."""
        x = self if _is_zero(self.absolute) else self.positive()
        relative, rest = x.split()
        value = np.sqrt(x.value)
        root = Near(value, 0.0, 0.0, *_range(value))
        root.absolute = _bound((rest, root.factor(rest)))
        return root.with_relative(relative, U)

    @_quietly
    def ln(self) -> Near:
        """``ln x − ln v = ln(x/v)``, at most ``t(1 + 2⁻¹⁸)`` in size for ``|x/v − 1| <= t <= 2⁻¹⁹``."""
        x = self.positive()
        relative, rest = x.split()
        value = elementary.near_ln(x.value)
        found = Near(value, elementary.NEAR, _bound((1.0, relative), (1.0, rest)), *_range(value))
        if isinstance(found.absolute, float) and found.absolute <= elementary.NEAR * found.least:
            found.absolute = 0.0
            return found.with_relative(elementary.NEAR, elementary.NEAR)
        return found

    @_quietly
    def exp(self) -> Near:
        """``eˣ = eᵛ·e^(x − v)``; below e⁻⁶⁹⁰ it is 0, nearly."""
        value, dust = self.value, 0.0
        if not (self.low >= -_EXP_REACH and self.high <= _EXP_REACH):
            value, dust = np.where(value <= _EXP_REACH, np.maximum(value, -_EXP_REACH), np.nan), _EXP_LEAST
        largest = min(max(-self.low, self.high), _EXP_REACH)
        error = _bound((self.relative + elementary.NEAR_EXPONENT, largest), (1.0, self.absolute))
        if np.any(error > MAX_RELATIVE):
            value = np.where(error <= MAX_RELATIVE, value, np.nan)
        value = elementary.near_exp(value)
        power = Near(value, 0.0, 0.0, *_range(value))
        if isinstance(error, float):
            power.absolute = dust
            return power.with_relative(error, elementary.NEAR)
        power.absolute = _bound((error, power.size()), (1.0, dust))
        return power.with_relative(elementary.NEAR)

    def power(self, y: Near) -> Near:
        """``x^y = exp(y ln x)``, and 0 for an exact 0 to a y > 0; else unknown where x may be <= 0."""
        found = (y * self.ln()).exp()
        zero = (self.value == 0) & np.equal(self.absolute, 0)
        return found if not zero.any() else Near.of(0).where(zero & y.gt(0).true, found)

    def minimum(self, other: Near | Scalar) -> Near:
        """The smaller of two numbers."""
        return self._pick(np.minimum, min, _entered(other))

    def maximum(self, other: Near | Scalar) -> Near:
        """The larger of two numbers."""
        return self._pick(np.maximum, max, _entered(other))

    def _pick(self, choose: np.ufunc, end: Callable[[float, float], float], other: Near) -> Near:
        """``v ± (relative·|v| + absolute)`` increases with v: with the larger errors, so does the choice."""
        value = choose(self.value, other.value)
        relative, absolute = _worse(self, other)
        ends = end(self.low, other.low), end(self.high, other.high)
        return Near(value, relative, absolute, *ends, whole=self.whole and other.whole)

    @_quietly
    def floor(self) -> Near:
        """``⌊x⌋``, exactly, where both ends agree."""
        if self.exact:
            ends = float(np.floor(self.low)), float(np.floor(self.high))
            return self if self.whole else Near(np.floor(self.value), 0.0, 0.0, *ends, whole=True)
        error = self.error(2 * U)
        value = np.floor(self.value - error)
        agree = value == np.floor(self.value + error)
        if not agree.all():
            value = np.where(agree, value, np.nan)
        return Near(value, 0.0, 0.0, *_range(value), whole=True)

    def ceil(self) -> Near:
        """``⌈x⌉``."""
        return -((-self).floor())

    # choices ----------------------------------------------------------------------------------

    def where(self, condition: Booleans, other: Near) -> Near:
        """These entries where the condition holds, the other ones elsewhere."""
        if condition.size == 1:
            return self if condition.all() else other
        value = np.where(condition, self.value, other.value)
        relative, absolute = _worse(self, other)
        ends = min(self.low, other.low), max(self.high, other.high)
        return Near(value, relative, absolute, *ends, whole=self.whole and other.whole)

    def unless(self, unknown: Booleans) -> Near:
        """Nothing known where the condition holds."""
        if not unknown.any():
            return self
        value = np.where(unknown, np.nan, self.value)
        return Near(value, self.relative, self.absolute, *_range(value), whole=self.whole)

    def hull(self, other: Near) -> Near:
        """Either of two numbers: unknown in this arithmetic."""
        return Near(np.full(1, np.nan), 0.0, 0.0, 0.0, 0.0)

    def upto(self, other: Near) -> Near:
        """Some number between the two."""
        return Near.enclosed(Intervals(self.intervals().lower, other.intervals().upper))

    # comparisons ------------------------------------------------------------------------------

    @_quietly
    def _ahead(self, other: Near | Scalar) -> tuple[Floats, Error]:
        """``d = fl(b − a)`` and a bound: where ``|d|`` is larger, ``y − x`` has the sign of d.

        ``|(y − x) − d| <= r_a|a| + r_b|b| + absolute errors + u|d|``, and ``|a| <= (|b| + |d|)(1 + u)``.  If all
        errors are 0 the sign of d is that of y − x, 0 included.
        """
        other = _entered(other)
        relative = self.relative + other.relative
        one = (other if other.value.size == 1 else self) if relative else None
        size = 0.0 if one is None else one.size()
        return other.value - self.value, _bound((relative, size), (1.0, self.absolute), (1.0, other.absolute))

    def lt(self, other: Near | Scalar) -> Verdicts:
        """``x < y``."""
        ahead, error = self._ahead(other)
        return Verdicts(ahead > error, ahead <= -error, ahead == ahead)

    def le(self, other: Near | Scalar) -> Verdicts:
        """``x <= y``."""
        ahead, error = self._ahead(other)
        return Verdicts(ahead >= error, ahead < -error, ahead == ahead)

    def gt(self, other: Near | Scalar) -> Verdicts:
        """``x > y``."""
        return _entered(other).lt(self)

    def ge(self, other: Near | Scalar) -> Verdicts:
        """``x >= y``."""
        return _entered(other).le(self)

    def eq(self, other: Near | Scalar) -> Verdicts:
        """``x = y``: certain of exact floats only."""
        ahead, error = self._ahead(other)
        return Verdicts((ahead == 0) & (error == 0), np.abs(ahead) > error, ahead == ahead)

    def ne(self, other: Near | Scalar) -> Verdicts:
        """``x ≠ y``."""
        return ~self.eq(other)

    def _refuse(self, other: object) -> NoReturn:
        raise TypeError("near numbers are not ordered: ask lt, le, gt, ge, eq, ne")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _refuse

    def __bool__(self) -> NoReturn:
        raise TypeError("near numbers are neither true nor false: ask lt, le, gt, ge, eq, ne")


@lru_cache(maxsize=4096)
def _constant(value: Scalar) -> Near:
    return Near.enclosed(Intervals.of(value))


def _entered(value: Near | Scalar) -> Near:
    return value if isinstance(value, Near) else Near.of(value)


def _is_zero(error: Error) -> bool:
    return isinstance(error, float) and error == 0


def _bound(*products: tuple[Error, Error]) -> Error:
    """At least the sum of products of numbers >= 0; exactly 0 where each has a factor 0 for all entries."""
    terms = [a * b for a, b in products if not (_is_zero(a) or _is_zero(b))]
    return reduce(add, terms) * _SLACK + _DUST if terms else 0.0


def _relative(*errors: float) -> float:
    """At least ``Π(1 + e) − 1``, for errors of at most 2⁻¹⁹."""
    return sum(errors) * _SLACK


def _worse(x: Near, y: Near) -> tuple[float, Error]:
    relative = max(x.relative, y.relative)
    if isinstance(x.absolute, float) and isinstance(y.absolute, float):
        return relative, max(x.absolute, y.absolute)
    return relative, np.maximum(x.absolute, y.absolute)


def _range(values: Floats) -> tuple[float, float]:
    """From the smallest to the largest entry that is not nan."""
    low = float(np.fmin.reduce(values))
    return (low, float(np.fmax.reduce(values))) if low == low else (0.0, 0.0)


def _corners(x: Near, y: Near) -> tuple[float, float]:
    """The range of ``fl(a·b)``: rounding is monotone."""
    if x.low >= 0 and y.low >= 0:
        return x.low * y.low, x.high * y.high
    corners = [a * b for a in (x.low, x.high) for b in (y.low, y.high)]
    return min(corners), max(corners)


def _ratios(x: Near, y: Near) -> tuple[float, float]:
    """The range of ``fl(a/b)``, for b of one sign."""
    corners = [a / b for a in (x.low, x.high) for b in (y.low, y.high)]
    return min(corners), max(corners)
