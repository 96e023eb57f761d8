"""The golden-ratio decomposition of one weight, in exact arithmetic: with integers, and with mpmath.

The steps are those of Lemma 9, scaled: for u = 1…k, when the remainder is at least γ^u w_max, subtract a
value from the interval (γ^{u+1} w_max, γ^u w_max].  The two arithmetics share :func:`decompose` and nothing
else; the one is used to find a ticket, the other to execute it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import mpmath

from certify.errors import CertifyError
from certify.exact.golden import GOLDEN, golden_power, power_ceiling

Value = TypeVar("Value")


class Product(NamedTuple):
    """The product of two weights of a neuron: ``significand · 2^exponent``, exactly; and the neuron."""

    neuron: int
    significand: int
    exponent: int


class Steps(Protocol[Value]):
    """The arithmetic of one decomposition."""

    k: int

    def value(self, significand: int, exponent: int) -> Value:
        """``significand · 2^exponent``."""

    def reaches(self, value: Value, u: int) -> bool:
        """Whether ``value >= γ^u w_max``."""

    def within(self, value: Value, u: int) -> bool:
        """Whether ``γ^{u+1} w_max < value <= γ^u w_max``."""

    def minus(self, left: Value, right: Value) -> Value:
        """``left − right``."""


class Integers:
    """Integers over one power of two, with each ``⌈γ^u w_max 2^bits⌉`` computed once.

    Guarantee
    ---------
    Exact: an integer reaches a real number iff it reaches its ceiling.
    """

    def __init__(self, gamma: str, w_max: Fraction, k: int, bits: int) -> None:
        self.k = k
        self._bits = bits
        self._ceilings = [power_ceiling(gamma, u, w_max, bits) for u in range(k + 2)]
        # γ^u w_max 2^bits itself is an integer only for rational γ, and is then an upper end that counts.
        self._floors = [-power_ceiling(gamma, u, -w_max, bits) for u in range(k + 2)]

    def value(self, significand: int, exponent: int) -> int:
        return significand << (exponent + self._bits)

    def reaches(self, value: int, u: int) -> bool:
        return value >= self._ceilings[u]

    def within(self, value: int, u: int) -> bool:
        return self._floors[u + 1] < value <= self._floors[u]

    def minus(self, left: int, right: int) -> int:
        return left - right


class Mpmath:
    """mpmath numbers whose sums and products do not round; comparisons cleared of denominators.

    Guarantee
    ---------
    ``mpmath.fsub`` and ``fmul`` with ``exact=True`` never round, nor does a comparison.
    ``x >= (p/q)^u w`` is decided as ``q^u x >= p^u w``, and ``x >= φ^{−u} w`` in ℤ[√5]: with
    ``φ^{−u} = (a + b√5)/2`` it is the sign of ``(2x − a w) − b w √5``, found by comparing squares.
    """

    def __init__(self, gamma: str, w_max: Fraction, k: int) -> None:
        self.k = k
        self._golden = gamma == GOLDEN
        scale = self.value(w_max.numerator, 1 - w_max.denominator.bit_length())
        if self._golden:
            self._scaled = [tuple(_times(scale, factor) for factor in golden_power(-u)) for u in range(k + 2)]
        else:
            p, q = Fraction(gamma).as_integer_ratio()
            self._scaled = [(mpmath.mpmathify(q**u), _times(scale, p**u)) for u in range(k + 2)]

    def value(self, significand: int, exponent: int) -> Any:
        return _times(mpmath.ldexp(mpmath.mpf(1), exponent), significand)

    def reaches(self, value: Any, u: int) -> bool:
        return self._compare(value, u) >= 0

    def within(self, value: Any, u: int) -> bool:
        return self._compare(value, u + 1) > 0 >= self._compare(value, u)

    def minus(self, left: Any, right: Any) -> Any:
        return mpmath.fsub(left, right, exact=True)

    def _compare(self, value: Any, u: int) -> int:
        """The sign of ``value − γ^u w_max``."""
        if not self._golden:
            multiplier, threshold = self._scaled[u]
            left = _times(value, multiplier)
            return int(left > threshold) - int(left < threshold)
        rational, irrational = self._scaled[u]
        a, b = self.minus(_times(value, 2), rational), irrational
        signs = int(a > 0) - int(a < 0), int(b > 0) - int(b < 0)
        if signs[0] * signs[1] <= 0:
            return signs[0] or -signs[1]
        return signs[0] if _times(a, a) > _times(_times(b, b), 5) else -signs[0]


def _times(left: Any, right: Any) -> Any:
    return mpmath.fmul(left, right, exact=True)


class OutsideInterval(CertifyError):
    """A value offered for an interval does not lie in it: a defect of the search (please report it)."""


class Decomposition(NamedTuple, Generic[Value]):
    """The mask of a decomposition: the products kept, with their intervals, and the remainder."""

    kept: list[tuple[int, Product]]
    remainder: Value


def decompose(
    steps: Steps[Value], significand: int, exponent: int, pick: Callable[[int], Product | None]
) -> Decomposition[Value] | None:
    """Decompose the magnitude of a weight.

    Parameters
    ----------
    steps
        The arithmetic, with γ, w_max and k.
    significand, exponent
        The magnitude, ``significand · 2^exponent <= w_max``.
    pick
        Gives a product for interval u; asked only for the intervals that are needed, in order.

    Returns
    -------
    The products kept and the remainder, or None if ``pick`` had nothing for an interval needed.

    Raises
    ------
    OutsideInterval
        When a product does not lie in the interval that it was picked for.

    Guarantee
    ---------
    The remainder is ``w − Σ kept`` and lies in [0, γ^k w_max].

    Source
    ------
    Lemma 9 (the greedy construction), Corollary 10 (scaling).
    """
    rest = steps.value(significand, exponent)
    kept = []
    for u in range(1, steps.k + 1):
        if not steps.reaches(rest, u):
            continue
        product = pick(u)
        if product is None:
            return None
        value = steps.value(product.significand, product.exponent)
        if not steps.within(value, u):
            raise OutsideInterval(
                f"neuron {product.neuron}: its product is not in interval {u}; please report this"
            )
        rest = steps.minus(rest, value)
        kept.append((u, product))
    return Decomposition(kept, rest)


def in_order(products: list[Product]) -> Callable[[int], Product | None]:
    """A ``pick`` that hands out these products one after the other."""
    rest: Iterator[Product] = iter(products)
    return lambda _: next(rest, None)
