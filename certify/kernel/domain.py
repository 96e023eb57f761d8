"""Domains of inputs: a box, a ball, or a finite data set; what each contains and what it implies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from certify.errors import InputError, Shown, counted
from certify.exact import doubles
from certify.exact.doubles import Floats, canonical_bytes
from certify.exact.rationals import approximately, format_rational, readable


@dataclass(frozen=True, repr=False)
class Box(Shown):
    """``{x : lower <= x <= upper}`` coordinatewise, with rational bounds.

    Raises
    ------
    InputError
        When the bounds have different lengths or a lower bound exceeds its upper bound.
    """

    lower: tuple[Fraction, ...]
    upper: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if len(self.lower) != len(self.upper) or not self.lower:
            counts = f"{len(self.lower)} lower and {len(self.upper)} upper bounds"
            raise InputError(f"domain: {counts}; one of each per input is needed")
        for d, (lo, hi) in enumerate(zip(self.lower, self.upper, strict=True)):
            if lo > hi:
                bounds = f"lower bound {approximately(lo)} exceeds upper bound {approximately(hi)}"
                raise InputError(f"domain: {bounds} at input {d}")

    @property
    def dimension(self) -> int:
        """n_0."""
        return len(self.lower)

    @property
    def never_negative(self) -> tuple[bool, ...]:
        """Per coordinate, whether every x of the domain has ``x_d >= 0``."""
        return tuple(lo >= 0 for lo in self.lower)

    @property
    def sha256(self) -> str:
        """Digest of the values (FORMATS.md)."""
        pairs = zip(_texts(self.lower), _texts(self.upper), strict=True)
        lines = (f"{lo} {hi}\n".encode() for lo, hi in pairs)
        return _digest(f"box {self.dimension}", *lines)

    def fields(self) -> dict[str, Any]:
        """The domain as the manifest of a ticket states it (FORMATS.md)."""
        return {"kind": "box", "lower": _texts(self.lower), "upper": _texts(self.upper)}

    def describe(self) -> str:
        """The domain in words; what is rounded is rounded inward."""
        if len(set(self.lower)) == len(set(self.upper)) == 1:
            return f"box [{readable(self.lower[0])}, {readable(self.upper[0], down=True)}]^{self.dimension}"
        return f"box of dimension {self.dimension} with bounds per input"


@dataclass(frozen=True, repr=False)
class Ball(Shown):
    """``{x ∈ R^dimension : ‖x‖₂ <= radius}`` with a rational radius.

    Raises
    ------
    InputError
        When the radius is negative or the dimension is not positive.
    """

    radius: Fraction
    dimension: int

    def __post_init__(self) -> None:
        if self.radius < 0 or self.dimension < 1:
            raise InputError(f"domain: ball of radius {approximately(self.radius)}; a radius >= 0 is needed")

    @property
    def never_negative(self) -> tuple[bool, ...]:
        """Per coordinate, whether every x of the domain has ``x_d >= 0``."""
        return (self.radius == 0,) * self.dimension

    @property
    def sha256(self) -> str:
        """Digest of the values (FORMATS.md)."""
        return _digest(f"ball {self.dimension}", f"{format_rational(self.radius)}\n".encode())

    def fields(self) -> dict[str, Any]:
        """The domain as the manifest of a ticket states it (FORMATS.md)."""
        return {"kind": "ball", "radius": format_rational(self.radius)}

    def describe(self) -> str:
        """The domain in words; what is rounded is rounded inward."""
        return f"ball of radius {readable(self.radius, down=True)} in dimension {self.dimension}"


@dataclass(frozen=True, repr=False)
class Data(Shown):
    """A finite set of inputs; a certificate over it speaks of these points only.

    Attributes
    ----------
    points
        float64, shape (count, n_0).

    Raises
    ------
    InputError
        When there is no point or a coordinate is not finite.
    """

    points: Floats

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.size == 0 or self.points.dtype != np.float64:
            found = f"data of shape {self.points.shape} and type {self.points.dtype}"
            raise InputError(f"domain: {found}; a non-empty float64 array (count, inputs) is needed")
        if not doubles.finite(self.points).all():
            row, column = (int(i) for i in np.argwhere(~doubles.finite(self.points))[0])
            raise InputError(f"domain: data[{row}, {column}] is not finite")

    @property
    def dimension(self) -> int:
        """n_0."""
        return int(self.points.shape[1])

    @property
    def never_negative(self) -> tuple[bool, ...]:
        """Per coordinate, whether every x of the domain has ``x_d >= 0``."""
        return tuple(not column.any() for column in doubles.negative(self.points).T)

    @property
    def sha256(self) -> str:
        """Digest of the values (FORMATS.md)."""
        return _digest(f"data {len(self.points)} {self.dimension}", canonical_bytes(self.points))

    def fields(self) -> dict[str, Any]:
        """The domain as the manifest of a ticket states it (FORMATS.md)."""
        return {"kind": "data"}

    def describe(self) -> str:
        """The domain in words; what is rounded is rounded inward."""
        return f"{counted(len(self.points), 'given input')} of dimension {self.dimension} only"


Domain = Box | Ball | Data


def _texts(values: tuple[Fraction, ...]) -> list[str]:
    return [format_rational(x) for x in values]


def _digest(header: str, *parts: bytes) -> str:
    return hashlib.sha256(b"".join((f"certify domain 1\n{header}\n".encode(), *parts))).hexdigest()


def contains(outer: Domain, inner: Domain) -> bool:
    """Whether ``inner`` is certainly a subset of ``outer``.

    Guarantee
    ---------
    True is returned only if it is; every case but a box inside a ball of rational corner norms is decided
    exactly, and that one is too (the farthest corner is compared by squares).
    """
    if outer.dimension != inner.dimension:
        return False
    if isinstance(outer, Data):
        return _data_contains(outer, inner)
    if isinstance(outer, Ball):
        return _squared_reach(inner) <= outer.radius**2
    lower, upper = _hull(inner)
    sides = zip(outer.lower, lower, upper, outer.upper, strict=True)
    return all(a <= b <= c <= d for a, b, c, d in sides)


def _data_contains(outer: Data, inner: Domain) -> bool:
    rows = {canonical_bytes(row) for row in outer.points}
    if isinstance(inner, Data):
        return all(canonical_bytes(row) in rows for row in inner.points)
    lower, upper = _hull(inner)
    return lower == upper and any(tuple(doubles.fractions(row)) == lower for row in outer.points)


def _hull(domain: Domain) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    if isinstance(domain, Box):
        return domain.lower, domain.upper
    if isinstance(domain, Ball):
        return (-domain.radius,) * domain.dimension, (domain.radius,) * domain.dimension
    columns = [doubles.fractions(column) for column in domain.points.T]
    return tuple(min(c) for c in columns), tuple(max(c) for c in columns)


def _squared_reach(domain: Domain) -> Fraction:
    if isinstance(domain, Ball):
        return domain.radius**2
    if isinstance(domain, Box):
        return sum((max(lo * lo, hi * hi) for lo, hi in zip(domain.lower, domain.upper, strict=True)), Fraction(0))
    return max(sum((v**2 for v in doubles.fractions(row)), Fraction(0)) for row in domain.points)
