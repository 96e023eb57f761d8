"""The matching of the batch method, on pools made by hand."""

from itertools import combinations
from itertools import product as pairs

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.tickets.decomposition import Product
from certify.tickets.methods.batch import Matching
from certify.tickets.methods.demands import Demand

pytestmark = pytest.mark.statement(id="batch-hall")


class FakePool:
    """Neurons with the interval that each has for each demand; chunks of two."""

    def __init__(self, size, hits):
        self.size, self.hits, self.taken = size, hits, set()

    def take(self, product):
        assert product.neuron not in self.taken
        self.taken.add(product.neuron)

    def scan(self, demand, *, free=True):
        for start in range(0, self.size, 2):
            some = [z for z in range(start, min(self.size, start + 2)) if (z not in self.taken) is free]
            rows = [(self.hits[demand, z], Product(z, 1, 0)) for z in some if (demand, z) in self.hits]
            if free:  # as the real pool: the first of each interval
                rows = list({u: (u, p) for u, p in reversed(rows)}.values())
            yield np.array([u for u, _ in rows], dtype=np.int16), [p for _, p in rows]


def demands(count):
    return [Demand(0, o, 1, 1) for o in range(count)]


def match(pool, wanting, intervals=1):
    matching = Matching(pool)
    done = [matching.add(demand, intervals) for demand in wanting]
    return matching, done


def consistent(pool, matching, wanting, intervals):
    found = {
        (demand, u): matching.product(demand, u).neuron for demand in wanting for u in range(1, intervals + 1)
    }
    assert len(set(found.values())) == len(found)
    assert all(pool.hits[demand, z] == u for (demand, u), z in found.items())
    assert pool.taken == set(found.values())


@pytest.mark.parametrize("length", [2, 3, 6])
def test_a_chain_is_augmented_where_the_greedy_choice_fails(length):
    wanting = demands(length)
    # Demand i may have neuron i or i + 1, the last one only neuron 0: everybody has to move on.
    hits = {(d, z): 1 for i, d in enumerate(wanting[:-1]) for z in (i, i + 1)} | {(wanting[-1], 0): 1}
    pool = FakePool(length, hits)
    matching, done = match(pool, wanting)
    assert done == [True] * length
    consistent(pool, matching, wanting, 1)
    assert matching.product(wanting[-1], 1).neuron == 0


def test_the_impossible_is_not_done():
    wanting = demands(3)
    pool = FakePool(9, dict.fromkeys(pairs(wanting, (3, 7)), 1))
    matching, done = match(pool, wanting)
    assert done == [True, True, False]
    consistent(pool, matching, wanting[:2], 1)


def test_a_neuron_of_another_interval_is_no_help():
    (demand,) = demands(1)
    assert match(FakePool(3, {(demand, 1): 2}), [demand])[1] == [False]
    assert match(FakePool(3, {(demand, 1): 1}), [demand])[1] == [True]


@given(st.integers(0, 10**9), st.integers(1, 4), st.integers(1, 3))
@settings(deadline=None, max_examples=100)
def test_it_succeeds_exactly_where_a_matching_exists(seed, count, intervals):
    random = np.random.default_rng(seed)
    wanting, size = demands(count), int(random.integers(1, 2 * count * intervals + 1))
    hits = {
        (d, z): int(random.integers(1, intervals + 1))
        for d, z in pairs(wanting, range(size))
        if random.random() < random.choice([0.3, 0.9])
    }
    pool = FakePool(size, hits)
    pieces = list(pairs(wanting, range(1, intervals + 1)))
    fitting = [{z for z in range(size) if hits.get((d, z)) == u} for d, u in pieces]
    chosen = (some for n in range(len(pieces)) for some in combinations(fitting, n + 1))
    possible = all(len(set().union(*some)) >= len(some) for some in chosen)  # Hall's theorem
    matching = Matching(pool)
    assert all(matching.add(d, intervals) for d in wanting) is possible
    if possible:
        consistent(pool, matching, wanting, intervals)
