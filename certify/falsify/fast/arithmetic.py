"""What the two arithmetics of the fast path have in common: batches of reals, each known as well as it is.

:class:`~certify.falsify.fast.near.Near` is fast;
:class:`~certify.falsify.fast.intervals.Intervals` keeps exact what is exact.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from certify.falsify.fast.rounding import Floats

Booleans = NDArray[np.bool_]
Scalar = int | Fraction | float  # one number, taken exactly


class Verdicts(NamedTuple):
    """What is known of a statement, case by case, read from left to right as :mod:`certify.claims` reads it.

    Attributes
    ----------
    true
        Where it certainly holds.
    false
        Where it certainly fails.
    valued
        Where it certainly has a truth value; it is undecided where neither of the others is true.
    """

    true: Booleans
    false: Booleans
    valued: Booleans

    def __and__(self, other: Verdicts) -> Verdicts:
        """Conjunction: what comes after a part that fails needs no value."""
        return Verdicts(
            self.true & other.true,
            self.false | (self.valued & other.false),
            self.false | (self.valued & other.valued),
        )

    def __or__(self, other: Verdicts) -> Verdicts:
        """Disjunction: what comes after a part that holds needs no value."""
        return Verdicts(
            self.true | (self.valued & other.true),
            self.false & other.false,
            self.true | (self.valued & other.valued),
        )

    def __invert__(self) -> Verdicts:
        return Verdicts(self.false, self.true, self.valued)

    def where(self, condition: Booleans, other: Verdicts) -> Verdicts:
        """These where the condition holds, the other ones elsewhere."""
        if condition.size == 1:
            return self if condition.all() else other
        return Verdicts(*(np.where(condition, mine, its) for mine, its in zip(self, other, strict=True)))


class Enclosing(Protocol):
    """Enclosures of shape (N,) with a lower and an upper end."""

    @property
    def lower(self) -> Floats:
        """At most the numbers; nan where nothing is known."""

    @property
    def upper(self) -> Floats:
        """At least the numbers."""

    @property
    def is_exact(self) -> bool:
        """Whether every entry is known to be one float."""


class Numbers(Protocol):
    """Reals of shape (N,), or (1,), which broadcasts.

    Guarantee
    ---------
    Every operation encloses what it gives for the reals; an entry that may have no real value is unknown, and no
    comparison is certain of it.
    """

    @classmethod
    def exactly(cls, values: Floats) -> Self:
        """The floats of an array; infinities and nan are unknown."""

    @classmethod
    def of(cls, value: Scalar) -> Self:
        """One exact number."""

    @classmethod
    def enclosed(cls, bounds: Enclosing) -> Self:
        """What lies within bounds."""

    @property
    def known(self) -> Booleans:
        """Where there certainly is a value."""

    def wholes(self) -> Floats:
        """Whole numbers of at most 2⁵³ as floats; nan where they are not known."""

    def __add__(self, other: Self | Scalar, /) -> Self: ...

    def __sub__(self, other: Self | Scalar, /) -> Self: ...

    def __mul__(self, other: Self | Scalar, /) -> Self: ...

    def __truediv__(self, other: Self | Scalar, /) -> Self: ...

    def __radd__(self, other: Scalar, /) -> Self: ...

    def __rsub__(self, other: Scalar, /) -> Self: ...

    def __rmul__(self, other: Scalar, /) -> Self: ...

    def __rtruediv__(self, other: Scalar, /) -> Self: ...

    def __neg__(self) -> Self: ...

    def __abs__(self) -> Self: ...

    def __pow__(self, exponent: int, /) -> Self:
        """Powers with one integer exponent for all; ``x^0`` is 1."""

    def sqrt(self) -> Self:
        """``√x``; unknown where x may be negative."""

    def ln(self) -> Self:
        """``ln x``; unknown where x may be <= 0."""

    def exp(self) -> Self:
        """``eˣ``."""

    def power(self, exponent: Self, /) -> Self:
        """``x^y``."""

    def floor(self) -> Self:
        """``⌊x⌋``."""

    def ceil(self) -> Self:
        """``⌈x⌉``."""

    def minimum(self, other: Self | Scalar, /) -> Self:
        """The smaller of two numbers."""

    def maximum(self, other: Self | Scalar, /) -> Self:
        """The larger of two numbers."""

    def where(self, condition: Booleans, other: Self, /) -> Self:
        """These entries where the condition holds, the other ones elsewhere."""

    def unless(self, unknown: Booleans, /) -> Self:
        """Nothing known where the condition holds."""

    def hull(self, other: Self, /) -> Self:
        """Either of two numbers, or nothing known."""

    def upto(self, other: Self, /) -> Self:
        """Some number between two, the first being the smaller."""

    def lt(self, other: Self | Scalar, /) -> Verdicts:
        """``x < y``."""

    def le(self, other: Self | Scalar, /) -> Verdicts:
        """``x <= y``."""

    def gt(self, other: Self | Scalar, /) -> Verdicts:
        """``x > y``."""

    def ge(self, other: Self | Scalar, /) -> Verdicts:
        """``x >= y``."""

    def eq(self, other: Self | Scalar, /) -> Verdicts:
        """``x = y``."""

    def ne(self, other: Self | Scalar, /) -> Verdicts:
        """``x ≠ y``."""


N = TypeVar("N", bound=Numbers)
