"""Numbers given in Python: exact, or refused."""

from __future__ import annotations

from fractions import Fraction

from certify.errors import InputError
from certify.exact.rationals import parse_rational


def as_rational(value: object, field: str) -> Fraction:
    """A number given in Python: text, a whole number or a ``Fraction``, all of them exact.

    Raises
    ------
    InputError
        When it is anything else; a float is refused, for it is hardly ever the number meant.
    """
    if isinstance(value, str):
        return parse_rational(value, field)
    if isinstance(value, Fraction | int) and not isinstance(value, bool):
        return Fraction(value)
    shown = repr(value) if len(repr(value)) <= 40 else repr(value)[:37] + "..."
    hint = f", '{value!r}' for example" if type(value) is float else ""
    raise InputError(
        f"{field}: {shown} is a {type(value).__name__}; give text{hint} or a Fraction, which are exact"
    )
