"""Numbers as text: the only way in which a parameter enters, and exact from there on."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from certify.errors import InputError

MAX_LENGTH = 1500  # of what is typed; p/q may need more than twice as many characters
MAX_WRITTEN_LENGTH = 4000  # of what stands in a file
MAX_EXPONENT = 400
MAX_BINARY_EXPONENT = 1100

_QUOTIENT = re.compile(r"([+-]?)([0-9]+)(?:/([0-9]+))?")
_DECIMAL = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,4}))?")
_HEXADECIMAL = re.compile(r"([+-]?)0[xX]([0-9a-fA-F]+)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]{1,4})")


def parse_rational(text: str, field: str, *, max_length: int = MAX_LENGTH) -> Fraction:
    """Read a rational number written as ``p/q``, a decimal or a hexadecimal float.

    The grammar bounds length and exponent *before* conversion, so hostile text costs nothing.

    Parameters
    ----------
    text
        For example ``"1/3"``, ``"0.01"``, ``"1e-6"``, ``"0x1.8p-3"``.
    field
        What the number is, for the error message.
    max_length
        How many characters are read.

    Raises
    ------
    InputError
        When the text is not in the grammar, too long, or its exponent too large.

    Guarantee
    ---------
    The value returned is exactly the number written.
    """
    if not isinstance(text, str):
        raise InputError(f"{field}: {text!r} is not text; write the number as a string")
    short = text if len(text) <= 40 else text[:37] + "..."
    if len(text) > max_length:
        raise InputError(f"{field}: {short!r} has {len(text)} characters; at most {max_length} are read")
    if match := _QUOTIENT.fullmatch(text):
        sign, numerator, denominator = match.groups()
        if denominator is not None and int(denominator) == 0:
            raise InputError(f"{field}: {short!r} divides by zero")
        value = Fraction(int(numerator), int(denominator or 1))
    elif match := _DECIMAL.fullmatch(text):
        sign, whole, part, exponent = match.groups(default="")
        value = Fraction(int(whole + part), 10 ** len(part))
        value *= _power(10, exponent, MAX_EXPONENT, f"{field}: {short!r}")
    elif match := _HEXADECIMAL.fullmatch(text):
        sign, whole, part, exponent = match.groups(default="")
        value = Fraction(int(whole + part, 16), 16 ** len(part))
        value *= _power(2, exponent, MAX_BINARY_EXPONENT, f"{field}: {short!r}")
    else:
        raise InputError(f"{field}: {short!r} is not a number; write p/q, a decimal or a hexadecimal float")
    return -value if sign == "-" else value


def _power(base: int, exponent: str, limit: int, place: str) -> Fraction:
    power = int(exponent or "0")
    if abs(power) > limit:
        raise InputError(f"{place} has exponent {power}; at most {limit} either way")
    return Fraction(base) ** power


def parse_natural(text: object, field: str, *, below: int) -> int:
    """Read a natural number written in decimal digits without leading zeros, less than ``below``.

    Raises
    ------
    InputError
        When the text is anything else.
    """
    if not isinstance(text, str) or re.fullmatch(r"0|[1-9][0-9]{0,80}", text) is None or int(text) >= below:
        raise InputError(f"{field}: {str(text)[:40]!r} is not a natural number below {below}")
    return int(text)


def format_rational(value: Fraction) -> str:
    """A rational as ``p`` or ``p/q`` in lowest terms, however long (Python's ``str`` refuses 4300 digits)."""
    from flint import fmpq

    return str(fmpq(value.numerator, value.denominator))


def canonical(text: str) -> Fraction:
    """The rational that :func:`format_rational` wrote, however long."""
    from flint import fmpz

    numerator, _, denominator = text.partition("/")
    return Fraction(int(fmpz(numerator)), int(fmpz(denominator or "1")))


def approximately(value: Fraction, *, down: bool = False) -> str:
    """A rational for reading: four digits, rounded up, or down."""
    if down:
        text = approximately(-value)
        return text[1:] if text.startswith("-") else "-" * (value != 0) + text
    if value == 0:
        return "0"
    exponent = math.floor((value.numerator.bit_length() - value.denominator.bit_length()) * math.log10(2)) - 4
    digits = -(-value // Fraction(10) ** exponent)
    while abs(digits) > 10000:
        exponent += 1
        digits = -(-value // Fraction(10) ** exponent)
    if abs(exponent) < 290:
        return f"{float(digits * Fraction(10) ** exponent):.5g}"
    size = str(abs(digits))
    return f"{'-' * (digits < 0)}{size[0]}.{size[1:]}e{exponent + len(size) - 1}"


def readable(value: Fraction, *, down: bool = False) -> str:
    """A rational for reading: exactly where that is short, else four digits, rounded up, or down."""
    text = format_rational(value)
    return text if len(text) <= 24 else approximately(value, down=down)
