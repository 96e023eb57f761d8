"""The golden-ratio decomposition: integers, mpmath and plain fractions take the same steps."""

from fractions import Fraction
from functools import cache
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.tickets.decomposition import Integers, Mpmath, OutsideInterval, Product, decompose, in_order

GAMMAS = ["2/3", "1/phi"]
BITS = 400
K = 12


STEP = Fraction(1, 2**600)
ROOT = Fraction(isqrt(5 * 4**600), 2**600)


@cache
def power(gamma, u):
    """γ^u as a + b√5."""
    if gamma == "2/3":
        return Fraction(2, 3) ** u, Fraction(0)
    if u == 0:
        return Fraction(1), Fraction(0)
    a, b = power(gamma, u - 1)
    return (5 * b - a) / 2, (a - b) / 2


def compare(x, gamma, u, scale):
    """The sign of x − γ^u·scale, plainly, with √5 between two fractions."""
    a, b = power(gamma, u)
    a, b = x - a * scale, b * scale
    if b == 0:
        return (a > 0) - (a < 0)
    below, above = sorted((a - b * ROOT, a - b * (ROOT + STEP)))
    assert below > 0 or above < 0
    return 1 if below > 0 else -1


def plainly(weight, gamma, w_max, pick):
    kept = []
    for u in range(1, K + 1):
        if compare(weight, gamma, u, w_max) < 0:
            continue
        product = pick(u)
        value = product.significand * Fraction(2) ** product.exponent
        assert compare(value, gamma, u, w_max) <= 0 < compare(value, gamma, u + 1, w_max)
        weight -= value
        kept.append((u, product))
    return kept, weight


def rational(x):
    if isinstance(x, int):
        return Fraction(x, 2**BITS)
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


def both(gamma, w_max):
    return Integers(gamma, w_max, K, BITS), Mpmath(gamma, w_max, K)


def near(gamma, u, scale, shift):
    """A product ``n·2^-100``: the largest one not above γ^u·scale, moved by ``shift`` units."""
    low, high = 0, int(scale * 2**100) + 1
    while high - low > 1:
        middle = (low + high) // 2
        below = compare(Fraction(middle, 2**100), gamma, u, scale) <= 0
        low, high = (middle, high) if below else (low, middle)
    return low + shift


SCALES = st.integers(1, 2**53).map(lambda n: Fraction(n, 2**50)) | st.just(Fraction(3**12, 2**16))


@given(st.sampled_from(GAMMAS), SCALES, st.data())
@settings(deadline=None, max_examples=30)
def test_three_arithmetics_take_the_same_steps(gamma, w_max, data):
    shares = {u: data.draw(st.integers(0, 1000), label=f"place in interval {u}") for u in range(1, K + 1)}

    def pick(u):
        low, high = near(gamma, u + 1, w_max, 1), near(gamma, u, w_max, 0)
        return Product(u, low + (high - low) * shares[u] // 1000, -100)

    weight = w_max * data.draw(st.integers(0, 2**20)) / 2**20
    if data.draw(st.booleans()):  # a near-tie: the last number below γ^u w_max, or one step from it
        weight = Fraction(near(gamma, data.draw(st.integers(1, K)), w_max, data.draw(st.integers(-1, 1))), 2**100)
    expected, remainder = plainly(weight, gamma, w_max, pick)
    for steps in both(gamma, w_max):
        found = decompose(steps, int(weight * 2**200), -200, pick)
        assert found.kept == expected
        assert rational(found.remainder) == remainder
    assert remainder >= 0
    assert compare(remainder, gamma, K, w_max) <= 0


EXACT = Fraction(3**14)  # every (2/3)^u of it is an integer, for u up to 14


@pytest.mark.parametrize("u", range(1, K + 1))
def test_a_weight_at_a_power_counts_as_reaching_it_and_one_unit_below_does_not(u):
    tie = int(EXACT * Fraction(2, 3) ** u)
    for steps in both("2/3", EXACT):
        exact, below = steps.value(tie, 0), steps.value(tie * 2**200 - 1, -200)
        assert steps.reaches(exact, u)
        assert not steps.reaches(below, u)
        assert steps.reaches(steps.value(tie * 2**200 + 1, -200), u)
        assert steps.within(exact, u)
        assert not steps.within(exact, u - 1)
        assert steps.within(below, u)
        assert not steps.within(steps.value(tie * 2**200 + 1, -200), u)


@pytest.mark.parametrize("u", range(1, K + 1))
def test_the_neighbours_of_an_irrational_power(u):
    low = near("1/phi", u, Fraction(1), 0)
    for steps in both("1/phi", Fraction(1)):
        for n, above in ((low, False), (low + 1, True)):
            assert steps.reaches(steps.value(n, -100), u) is above
            assert steps.within(steps.value(n, -100), u) is not above
            assert steps.within(steps.value(n, -100), u - 1) is above


@given(st.sampled_from(GAMMAS), SCALES, st.integers(0, 2**60), st.integers(0, K))
@settings(deadline=None, max_examples=60)
def test_comparisons_agree(gamma, w_max, n, u):
    x = Fraction(n, 2**57)
    for steps in both(gamma, w_max):
        value = steps.value(n, -57)
        assert rational(value) == x
        assert bool(steps.reaches(value, u)) is (compare(x, gamma, u, w_max) >= 0)
        inside = compare(x, gamma, u, w_max) <= 0 < compare(x, gamma, u + 1, w_max)
        assert bool(steps.within(value, u)) is inside


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("wrong", [1, Fraction(1, 2), 0, -1])
def test_a_product_outside_its_interval_is_no_step(gamma, wrong):
    product = Product(17, int(wrong * 2**100), -100)
    for steps in both(gamma, Fraction(1)):
        inside = near(gamma, 1, Fraction(1), 0)
        assert decompose(steps, 1, 0, lambda u: Product(1, near(gamma, u, Fraction(1), 0), -100)) is not None
        assert steps.within(steps.value(inside, -100), 1)
        if not steps.within(steps.value(product.significand, -100), 1):
            with pytest.raises(OutsideInterval, match="neuron 17"):
                decompose(steps, 1, 0, lambda _: product)


def test_nothing_to_pick_is_no_decomposition():
    for steps in both("2/3", Fraction(1)):
        assert decompose(steps, 1, 0, in_order([])) is None
        tiny = decompose(steps, 1, -300, in_order([]))
        assert tiny.kept == []
        assert rational(tiny.remainder) == Fraction(1, 2**300)


@given(st.integers(-1100, 1000), st.integers(1, 2**53 - 1))
@settings(deadline=None, max_examples=40)
def test_no_scale_is_rounded(exponent, n):
    """Weights from subnormals to the largest doubles: the largest weight decomposes in both arithmetics alike."""
    w_max = n * Fraction(2) ** exponent
    bits = max(0, -exponent) + 400
    for gamma in GAMMAS:
        for steps in (Integers(gamma, w_max, 3, bits), Mpmath(gamma, w_max, 3)):
            whole = steps.value(n, exponent)
            assert steps.reaches(whole, 0)
            assert steps.reaches(whole, 1)
            assert steps.within(whole, 0)
            assert not steps.within(whole, 1)
            assert not steps.reaches(steps.minus(whole, steps.value(1, exponent - 300)), 0)
