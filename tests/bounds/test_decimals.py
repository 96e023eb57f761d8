"""Decimals are rounded to the safe side and read back as numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.bounds.decimals import decimal_down, decimal_up


@given(st.fractions(), st.integers(1, 30))
def test_down_is_below_and_up_is_above(x: Fraction, digits: int) -> None:
    low, high = Fraction(decimal_down(x, digits)), Fraction(decimal_up(x, digits))
    assert low <= x <= high
    assert high - low <= abs(x) * Fraction(10) ** (1 - digits)


@pytest.mark.parametrize(
    ("x", "down", "up"),
    [
        (Fraction(0), "0", "0"),
        (Fraction(1, 3), "0.3333", "0.3334"),
        (Fraction(-1, 3), "-0.3334", "-0.3333"),
        (Fraction(100), "100", "100"),
        (Fraction(12345678), "12340000", "12350000"),
        (Fraction(1, 10**9), "1e-9", "1e-9"),
        (Fraction(10**30 + 1), "1e30", "1.001e30"),
        (Fraction(99999), "99990", "100000"),
    ],
)
def test_four_digits(x: Fraction, down: str, up: str) -> None:
    assert (decimal_down(x, 4), decimal_up(x, 4)) == (down, up)
