"""The binomial distribution function and the multinomial tail in batches, against the kernel's."""

import math
from fractions import Fraction

import numpy as np
import pytest

from certify.claims import probabilities as kernel
from certify.exact.enclosure import Enclosure
from certify.falsify.fast import probabilities as fast
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.near import Near
from certify.falsify.fast.rounding import Floats

COUNT = 150


def drawn(seed: int) -> tuple[Floats, Floats, Floats]:
    """Numbers of trials, thresholds, probabilities."""
    rng = np.random.default_rng(seed)
    n = np.floor(10 ** rng.uniform(0, 4, COUNT))
    k = np.floor(np.minimum(rng.uniform(-2, 40, COUNT), 1.1 * n))
    return n, k, rng.uniform(0, 1, COUNT) ** 3


def check(found: Intervals, expected: list[Fraction | Enclosure]) -> None:
    for low, high, value in zip(found.lower.tolist(), found.upper.tolist(), expected, strict=True):
        if math.isnan(low):
            continue
        ball = Enclosure.of(value, 128)
        assert not ball.certainly_lt(Fraction(low))
        assert not ball.certainly_gt(Fraction(high))


def bounds(found: Near | Intervals) -> Intervals:
    return found.intervals() if isinstance(found, Near) else found


def cdf(n: Floats, k: Floats, p: Floats) -> list[Fraction | Enclosure]:
    rows = zip(n.tolist(), k.tolist(), p.tolist(), strict=True)
    return [kernel.binomial_cdf(int(a), int(b), Fraction(q), 128) for a, b, q in rows]


@pytest.mark.parametrize("numbers", [Near, Intervals])
@pytest.mark.parametrize("seed", [1, 2])
def test_binomial(numbers, seed) -> None:
    n, k, p = drawn(seed)
    found = bounds(fast.binomial_cdf(n, k, numbers.exactly(p)))
    check(found, cdf(n, k, p))
    usual = found.lower > 1e-200
    assert usual.sum() > COUNT / 2
    assert (found.upper[usual] <= found.lower[usual] * (1 + 1e-9)).all()


def test_a_missing_term_is_caught() -> None:
    n, k, p = drawn(1)
    with pytest.raises(AssertionError):
        check(fast.binomial_cdf(n, k - 1, Intervals.exactly(p)), cdf(n, k, p))


@pytest.mark.parametrize("numbers", [Near, Intervals])
def test_multinomial(numbers) -> None:
    n, k, p = drawn(3)
    n, k, p = np.minimum(n, 60), np.minimum(k, 6), p / 3
    found = bounds(fast.multinomial_tail(n, k, [numbers.exactly(p), numbers.exactly(p / 2)], numbers))
    rows = zip(n.tolist(), k.tolist(), p.tolist(), strict=True)
    check(
        found, [kernel.multinomial_tail(int(a), int(b), [Fraction(q), Fraction(q) / 2], 128) for a, b, q in rows]
    )


NAN = math.nan


@pytest.mark.parametrize("numbers", [Near, Intervals])
@pytest.mark.parametrize(
    ("n", "k", "p"),
    [(NAN, 1, 0.5), (3, NAN, 0.5), (3, 1, -0.1), (3, 1, 1.1), (3, 1, NAN), (-1, 1, 0.5), (10_000, 5000, 0.5)],
)
def test_binomial_is_unknown_outside(n, k, p, numbers) -> None:
    found = fast.binomial_cdf(np.array([n, 3.0]), np.array([k, 1.0]), numbers.exactly(np.array([p, 0.5])))
    assert found.known.tolist() == [False, True]


@pytest.mark.parametrize("numbers", [Near, Intervals])
@pytest.mark.parametrize(("n", "k", "p"), [(NAN, 1, 0.2), (5, NAN, 0.2), (5, 0, -0.1), (5, 1, 0.6), (5, 0, 0.6)])
def test_multinomial_is_unknown_outside(n, k, p, numbers) -> None:
    q = numbers.exactly(np.array([p, 0.2]))
    found = fast.multinomial_tail(np.array([n, 5.0]), np.array([k, 1.0]), [q, q], numbers)
    assert found.known.tolist() == [False, True]
