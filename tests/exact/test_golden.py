"""Powers of γ against high-precision integers, and against their own definition."""

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError, Undecided
from certify.exact.golden import golden_power, log_ceiling, power_ceiling, power_le, sign

GAMMAS = st.sampled_from(["2/3", "1/phi"])
POSITIVE = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**6)
POWERS = st.integers(-60, 60)
SQRT5 = Fraction(isqrt(5 * 10**400), 10**200)  # within 10^-200 below √5


def nearly(gamma: str, u: int) -> Fraction:
    """γ^u to about 190 digits."""
    base = Fraction(2, 3) if gamma == "2/3" else (SQRT5 - 1) / 2
    return base**u


@given(POWERS)
def test_the_powers_of_phi_multiply(n: int) -> None:
    (a, b), (c, d) = golden_power(n), golden_power(n + 1)
    assert (2 * c, 2 * d) == (a + 5 * b, a + b)


@given(GAMMAS, POWERS, POSITIVE, POSITIVE)
def test_comparison_agrees_with_high_precision(gamma: str, u: int, scale: Fraction, x: Fraction) -> None:
    if abs(nearly(gamma, u) * scale - x) > Fraction(1, 10**100):
        assert power_le(gamma, u, scale, x) is (nearly(gamma, u) * scale <= x)


@given(POWERS, POSITIVE)
def test_equality_counts_as_at_most(u: int, scale: Fraction) -> None:
    exact = Fraction(2, 3) ** u * scale
    assert power_le("2/3", u, scale, exact)
    assert not power_le("2/3", u, scale, exact - Fraction(1, 10**80))


@given(GAMMAS, POWERS, POSITIVE, st.integers(-20, 120))
def test_ceiling_is_the_least_integer_above(gamma: str, u: int, scale: Fraction, bits: int) -> None:
    top = power_ceiling(gamma, u, scale, bits)
    unit = Fraction(1, 2) ** bits
    assert power_le(gamma, u, scale, top * unit)
    assert not power_le(gamma, u, scale, (top - 1) * unit)


@given(GAMMAS, POSITIVE)
def test_log_ceiling_is_the_least_power(gamma: str, x: Fraction) -> None:
    k = log_ceiling(gamma, x)
    assert power_le(gamma, k, x, Fraction(1))
    assert not power_le(gamma, k - 1, x, Fraction(1))


@given(st.integers(-300, 300))
def test_exact_powers_are_decided(k: int) -> None:
    x = Fraction(3, 2) ** k
    assert log_ceiling("2/3", x) == k
    assert log_ceiling("2/3", x + Fraction(1, 10**300)) == k + 1


@given(st.integers(-50, 50), st.integers(-50, 50))
def test_sign_of_a_plus_b_root_5(a: int, b: int) -> None:
    value = a + b * SQRT5
    expected = 0 if a == b == 0 else (1 if value > 0 else -1)
    assert sign(a, b) == expected


@pytest.mark.parametrize("gamma", ["3/2", "0", "-1/2", "phi", "1"])
def test_a_gamma_outside_the_unit_interval_is_refused(gamma: str) -> None:
    with pytest.raises(InputError, match="gamma"):
        power_le(gamma, 1, Fraction(1), Fraction(1))


def test_log_of_a_non_positive_number_is_refused() -> None:
    with pytest.raises(InputError, match="log: of 0"):
        log_ceiling("2/3", Fraction(0))


def test_a_power_beyond_the_limit_is_undecided() -> None:
    with pytest.raises(Undecided, match="limit"):
        log_ceiling("99999999/100000000", Fraction(10**6))
