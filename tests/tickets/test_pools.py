"""Pools: what a scan looks at, and that what it finds is what the generator gives."""

from fractions import Fraction

import pytest

from certify.exact.golden import power_le
from certify.tickets.decomposition import Product
from certify.tickets.intervals import intervals
from certify.tickets.methods.demands import Demand
from certify.tickets.methods.pools import CHUNK, Pool, Search, Stream
from reference import generator

SEED, LAYER, START, SIZE, FRESH = 2**100 + 3, 2, 40, 3 * CHUNK + 700, CHUNK + 900
CHOSEN = intervals(Fraction(3, 2), Fraction(1, 8), "2/3")
DEMANDS = [Demand(1, 0, sign, branch) for sign in (1, -1) for branch in (1, -1)]


@pytest.fixture(scope="module")
def words():
    """The words of the in-weight of input 1 and of the out-weight of output 0 of every neuron, plainly."""
    sides = ((0, 1), (1, 0))
    return [
        [generator.word(SEED, LAYER, side, index, z) for side, index in sides] for z in range(START, START + SIZE)
    ]


def pool(taken=()):
    made = Pool(Stream(SEED, LAYER), CHOSEN, START, SIZE, FRESH)
    for z in taken:
        made.take(Product(z, 0, 0))
    return made


def found(made, demand, free=True):
    rows = [
        (int(u), product)
        for hits, products in made.scan(demand, free=free)
        for u, product in zip(hits, products, strict=True)
    ]
    assert all(u > 0 for u, _ in rows)
    return rows


def in_interval(x, u):
    return power_le("2/3", u + 1, Fraction(3, 2), x) and not power_le("2/3", u, Fraction(3, 2), x)


@pytest.mark.parametrize("demand", DEMANDS)
def test_products_found_have_the_signs_and_the_interval_that_they_should(words, demand):
    rows = found(pool(), demand)
    assert {u for u, _ in rows} == set(range(1, CHOSEN.k + 1))
    for u, product in rows:
        z_in, z_out = (
            generator.weight_of(w, CHOSEN.cells.first, CHOSEN.cells.count) for w in words[product.neuron - START]
        )
        assert product.significand * Fraction(2) ** product.exponent == abs(z_in * z_out)
        assert in_interval(abs(z_in * z_out), u)
        assert (z_in > 0) is (demand.branch > 0)
        assert (z_in * z_out > 0) is (demand.sign > 0)  # the product has the sign of the weight, in both branches


@pytest.mark.parametrize("taken", [0, 1, 700, CHUNK, CHUNK + 1500])
def test_a_search_looks_at_as_many_free_neurons_as_it_may(words, taken):
    """Neurons taken are made up for: exactly ``FRESH`` free ones are looked at."""
    gone = range(START, START + taken)
    expected = {}
    for z in range(START + taken, START + taken + FRESH):
        z_in, z_out = words[z - START]
        u = int(CHOSEN.category[cell(z_in) + cell(z_out)])
        if u and z_in % 2 == z_out % 2 == 0:  # both positive
            expected.setdefault(((z - START) // CHUNK, u), z)
    rows = found(pool(gone), DEMANDS[0])
    assert {((p.neuron - START) // CHUNK, u): p.neuron for u, p in rows} == expected


def cell(word):
    """The cell of a word, counted from the first one."""
    return (word >> 32) * CHOSEN.cells.count >> 32


def test_the_neurons_taken_are_found_when_they_are_asked_for():
    demand, everything = DEMANDS[0], found(pool(), DEMANDS[0])
    u, product = everything[0]
    made = pool([product.neuron])
    assert product.neuron not in {p.neuron for _, p in found(made, demand)}
    assert found(made, demand, free=False) == [(u, product)]
    assert found(pool(), demand, free=False) == []


def test_a_search_gives_the_first_of_each_interval_and_none_where_there_is_none():
    search = Search(pool(), DEMANDS[0])
    first = {}
    for u, product in found(pool(), DEMANDS[0]):
        first.setdefault(u, product)
    assert [search.pick(u) for u in range(1, CHOSEN.k + 1)] == [first[u] for u in range(1, CHOSEN.k + 1)]
    assert search.pick(CHOSEN.k + 1) is None


@pytest.mark.parametrize("start", [0, 4, 4096, 2**40])
def test_streams_give_the_words_of_the_generator_in_any_order(start):
    stream = Stream(SEED, LAYER)
    for side, index in ((0, 7), (1, 2**31), (0, 7)):
        got = stream.words(side, index, start, 9).tolist()
        assert got == [generator.word(SEED, LAYER, side, index, start + i) for i in range(9)]
    assert stream.words(1, 7, start, 9).tolist() != got
