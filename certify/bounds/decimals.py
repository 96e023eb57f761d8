"""Exact rationals as decimals, rounded to the side that is safe."""

from __future__ import annotations

from fractions import Fraction

DIGITS = 20


def decimal_down(value: Fraction, digits: int = DIGITS) -> str:
    """A decimal of at most ``digits`` significant digits, at most the value."""
    if value == 0:
        return "0"
    shift = digits - _magnitude(abs(value))
    mantissa = value * Fraction(10) ** shift
    return _written(mantissa.numerator // mantissa.denominator, -shift)


def decimal_up(value: Fraction, digits: int = DIGITS) -> str:
    """A decimal of at most ``digits`` significant digits, at least the value."""
    down = decimal_down(-value, digits)
    return down[1:] if down.startswith("-") else down if down == "0" else f"-{down}"


def _magnitude(value: Fraction) -> int:
    """The d with ``10^{d−1} <= value < 10^d``."""
    d = len(str(value.numerator)) - len(str(value.denominator))
    return d + 1 if value >= Fraction(10) ** d else d


def _written(mantissa: int, exponent: int) -> str:
    while mantissa and mantissa % 10 == 0:
        mantissa, exponent = mantissa // 10, exponent + 1
    sign, digits = ("-" if mantissa < 0 else ""), str(abs(mantissa))
    point = len(digits) + exponent
    if exponent >= 0 and point <= DIGITS + 1:
        return sign + digits + "0" * exponent
    if 0 < point <= len(digits):
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1}"
