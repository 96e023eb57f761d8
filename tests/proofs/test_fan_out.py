"""The room ``fan-out``, written anew: pools shared by all outputs serve every matrix, and seldom fail."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations, product
from math import ceil, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.statement(id="fan-out")

EPS_W, W_MAX = Fraction(1, 2), Fraction(1)
K = 4  # ceil(log_{3/2}(2 w_max/ε_w)): (3/2)^3 < 4 < (3/2)^4
SIGNS = (1, -1)
Neuron = tuple[tuple[Fraction, Fraction], Fraction]  # two out-weights, the in-weight that it keeps
Masks = dict[tuple[int, int], set[int]]  # per output and input, the neurons of the input's pool that keep it


def ends(i: int) -> tuple[Fraction, Fraction]:
    """The i-th interval, without its lower end."""
    return W_MAX * Fraction(2, 3) ** (i + 1), W_MAX * Fraction(2, 3) ** i


def within(i: int, hundredths: int) -> Fraction:
    """A point of the i-th interval."""
    low, high = ends(i)
    return low + hundredths * (high - low) / 100


PATTERNS = tuple(product(range(1, K + 1), SIGNS, SIGNS, SIGNS))


def pool_of(where: list[int]) -> list[Neuron]:
    """A pool of one input in which every event happens, at each of two outputs, at points of the intervals."""
    pool = []
    for j, (i, t, s, other) in enumerate(PATTERNS):
        z_in = t * Fraction(1 + j % 3, 2)
        outs = (s * within(i, where[2 * j]) / abs(z_in), other * within(i, where[2 * j + 1]) / abs(z_in))
        pool.append((outs, z_in))
    return pool


HIT_POOLS = st.lists(st.integers(1, 100), min_size=2 * len(PATTERNS), max_size=2 * len(PATTERNS)).map(pool_of)


def mask(pool: list[Neuron], o: int, s: int, w: Fraction) -> set[int]:
    """The greedy decomposition of |w| by neurons whose z_out has sign s, and z_in the sign of s w."""
    t, rest, kept = (s if w >= 0 else -s), abs(w), set()
    for i in range(1, K + 1):
        low, high = ends(i)
        if rest < high:
            continue
        for v, (outs, z_in) in enumerate(pool):
            if s * outs[o] > 0 and t * z_in > 0 and low < abs(outs[o] * z_in) <= high:
                kept.add(v)
                rest -= abs(outs[o] * z_in)
                break
    return kept


def output(pools: list[list[Neuron]], kept: Masks, o: int, x: list[Fraction]) -> Fraction:
    """Output o: neuron v of pool d keeps the input d and every output whose masks have it."""
    return sum(
        (
            outs[o] * max(Fraction(0), z_in * x[d])
            for d, pool in enumerate(pools)
            for v, (outs, z_in) in enumerate(pool)
            if v in kept[o, d]
        ),
        Fraction(0),
    )


WEIGHTS = st.fractions(-W_MAX, W_MAX, max_denominator=60)


@given(
    st.lists(HIT_POOLS, min_size=2, max_size=2),
    st.lists(WEIGHTS, min_size=4, max_size=4),
    st.lists(st.fractions(-3, 3, max_denominator=20), min_size=2, max_size=2),
)
def test_pools_in_which_every_event_happens_serve_both_outputs_at_once(
    pools: list[list[Neuron]], weights: list[Fraction], x: list[Fraction]
) -> None:
    W = {(o, d): weights[2 * o + d] for o in range(2) for d in range(2)}
    kept = {(o, d): set(chain.from_iterable(mask(pools[d], o, s, w) for s in SIGNS)) for (o, d), w in W.items()}
    for o in range(2):
        exact = sum((W[o, d] * x[d] for d in range(2)), Fraction(0))
        assert abs(exact - output(pools, kept, o, x)) <= EPS_W / 2 * sum(map(abs, x))


def test_one_event_that_does_not_happen_leaves_a_weight_unserved() -> None:
    """Without a product in the first interval no sub-sum of one sign pattern is within ε_w/2 of w_max."""
    below = [ends(i)[0] + Fraction(1, 1000) for i in range(2, K + 1)]
    sums = (sum(some, Fraction(0)) for n in range(K) for some in combinations(below, n))
    assert min(abs(W_MAX - total) for total in sums) > EPS_W / 2
    full = [ends(i)[0] + Fraction(1, 1000) for i in range(1, K + 1)]
    sums = (sum(some, Fraction(0)) for n in range(K + 1) for some in combinations(full, n))
    assert min(abs(W_MAX - total) for total in sums) <= EPS_W / 2


def failures(pool: int, draws: int, n: int = 2, p: int = 2) -> Iterator[bool]:
    """Whether some event of a layer fails, for neurons with log-uniform weights of fair sign."""
    low, high = 2 * float(EPS_W) / 9, 2 * float(W_MAX) / 3
    q = (low * high) ** 0.25
    random = np.random.default_rng(10)
    for _ in range(draws):
        size = np.exp(random.uniform(np.log(low / q), np.log(high / q), (p, pool, n + 1)))
        sign = random.integers(0, 2, (p, pool, n + 1))
        products = size[..., :n] * size[..., n:]
        interval = np.ceil(np.log(products / float(W_MAX)) / np.log(2 / 3)).astype(int) - 1
        pattern = 2 * sign[..., :n] + sign[..., n:]
        seen = {
            (d, o, a, i)
            for d in range(p)
            for o in range(n)
            for a, i in zip(pattern[d, :, o].tolist(), interval[d, :, o].tolist(), strict=True)
            if 1 <= i <= K
        }
        yield len(seen) < p * n * 4 * K


def test_the_pools_fail_no_more_often_than_promised_and_small_ones_do() -> None:
    delta, k_prime = 0.5, log(3 * W_MAX / EPS_W) / log(1.5)
    pool = ceil(8 * k_prime * log(4 * K * 2 * 2 / delta))
    assert sum(failures(pool, 400)) <= delta * 400
    assert sum(failures(pool // 3, 400)) > delta * 400
