"""Powers of γ compared with rationals, exactly: γ rational, or γ = 1/φ decided in ℤ[√5].

``φ^n = (L_n + F_n √5)/2`` for every integer n, with the Lucas and Fibonacci numbers, so a comparison of
``φ^{-u}·scale`` with a rational is the sign of ``a + b√5`` for rationals a and b: no rounding anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import isqrt

from certify.errors import InputError, Undecided
from certify.exact.rationals import parse_rational

GOLDEN = "1/phi"
MAX_BITS = 1 << 20  # size of the integers that log_ceiling compares


@lru_cache(maxsize=4096)
def golden_power(n: int) -> tuple[int, int]:
    """``(L_n, F_n)`` with ``φ^n = (L_n + F_n √5)/2``, for any integer n.

    Guarantee
    ---------
    Exact; from ``φ^{m+n} = φ^m φ^n`` by repeated squaring.
    """
    if n < 0:
        lucas, fibonacci = golden_power(-n)
        return (lucas, -fibonacci) if n % 2 == 0 else (-lucas, fibonacci)
    if n < 2:
        return (2, 0) if n == 0 else (1, 1)
    a, b = golden_power(n // 2)
    lucas, fibonacci = (a * a + 5 * b * b) // 2, a * b
    if n % 2:
        lucas, fibonacci = (lucas + 5 * fibonacci) // 2, (lucas + fibonacci) // 2
    return lucas, fibonacci


def sign(a: Fraction | int, b: Fraction | int) -> int:
    """The sign, −1, 0 or 1, of ``a + b√5`` for rationals a and b."""
    if a >= 0 and b >= 0:
        return int(a > 0 or b > 0)
    if a <= 0 and b <= 0:
        return -1
    larger = a * a > 5 * b * b  # never equal: √5 is irrational
    return 1 if (a > 0) == larger else -1


def power_le(gamma: str, u: int, scale: Fraction, x: Fraction) -> bool:
    """Whether ``γ^u · scale <= x``.

    Parameters
    ----------
    gamma
        ``"1/phi"``, or a rational in (0, 1) as text: ``"2/3"``.
    u
        Any integer.
    scale, x
        Exact rationals.

    Raises
    ------
    InputError
        When ``gamma`` is neither.

    Guarantee
    ---------
    Decided exactly, equality included.

    Source
    ------
    The intervals ``(γ^{u+1}, γ^u]`` of Lemma 9, scaled by w_max as in Corollary 10.
    """
    if gamma == GOLDEN:
        lucas, fibonacci = golden_power(-u)
        return sign(lucas * scale - 2 * x, fibonacci * scale) <= 0
    p, q = _base(gamma)
    if u < 0:
        p, q, u = q, p, -u
    left = p**u * scale.numerator * x.denominator
    return bool(left <= q**u * scale.denominator * x.numerator)


def power_ceiling(gamma: str, u: int, scale: Fraction, bits: int) -> int:
    """``⌈γ^u · scale · 2^bits⌉``, exactly.

    Parameters
    ----------
    gamma, u, scale
        As in :func:`power_le`.
    bits
        Any integer.
    """
    scaled = scale * Fraction(2) ** bits
    if gamma != GOLDEN:
        p, q = _base(gamma)
        value = Fraction(p, q) ** u * scaled
        return -(-value.numerator // value.denominator)
    lucas, fibonacci = golden_power(-u)
    a, b = lucas * scaled.numerator, fibonacci * scaled.numerator
    return -(-(a + _root_ceiling(b)) // (2 * scaled.denominator))


def log_ceiling(gamma: str, x: Fraction) -> int:
    """``⌈log_{1/γ} x⌉``: the least integer k with ``γ^k · x <= 1``.

    Parameters
    ----------
    gamma
        As in :func:`power_le`.
    x
        A positive rational.

    Raises
    ------
    InputError
        When x is not positive.
    Undecided
        When the powers compared would exceed :data:`MAX_BITS` bits.

    Guarantee
    ---------
    Decided by integer comparison, so exact powers are right (enclosures never settle there).
    """
    if x <= 0:
        raise InputError(f"log: of {x}; a positive number is needed")

    def reached(k: int) -> bool:
        return power_le(gamma, k, x, Fraction(1))

    width = 1 if gamma == GOLDEN else _base(gamma)[1].bit_length()
    high = _gallop(reached, MAX_BITS // width)
    low = -_gallop(lambda k: not reached(-k), MAX_BITS // width)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def _gallop(holds: Callable[[int], bool], limit: int) -> int:
    k = 1
    while not holds(k):
        k *= 2
        if k > limit:
            raise Undecided(f"log: the power exceeds {limit}, the limit of exact comparison")
    return k


def _root_ceiling(b: int) -> int:
    """``⌈b√5⌉``."""
    root = isqrt(5 * b * b)
    return root + 1 if b > 0 else -root


@lru_cache(maxsize=64)
def _base(gamma: str) -> tuple[int, int]:
    value = parse_rational(gamma, "gamma")
    if not 0 < value < 1:
        raise InputError(f"gamma: {gamma!r} is not between 0 and 1")
    return value.numerator, value.denominator
