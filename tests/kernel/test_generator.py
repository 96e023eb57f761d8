"""The generator: words, table and weights against plain Python and NumPy; the sampler against its density."""

import json
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import InputError
from certify.kernel.generator import CELL_LIMIT, Cells, cell_start, magnitudes, table, words
from reference import generator, plainly

VECTORS = Path(__file__).parents[1] / "golden" / "generator-1.json"
SEEDS = st.integers(0, 2**128 - 1)
NEURONS = st.lists(st.integers(0, 2**48 - 1), min_size=1, max_size=5)
PLACES = st.tuples(st.integers(1, 2**30), st.sampled_from([0, 1]), st.integers(0, 2**32 - 1))


@st.composite
def some_cells(draw):
    first = draw(st.integers(-CELL_LIMIT, CELL_LIMIT - 1))
    return Cells(first, draw(st.integers(1, CELL_LIMIT - first)))


def ints(*values):
    return np.array(values, dtype=np.int64)


def exactly(significand, exponent):
    return [int(n) * Fraction(2) ** int(e) for n, e in zip(significand, exponent, strict=True)]


@given(SEEDS, PLACES, NEURONS)
@settings(deadline=None)
def test_words_are_those_of_plain_python(seed, place, neurons):
    layer, side, index = place
    found = words(seed, layer, side, ints(*[index] * len(neurons)), ints(*neurons))
    assert found.tolist() == [generator.word(seed, layer, side, index, z) for z in neurons]


@given(SEEDS, PLACES, st.integers(0, 2**46 - 16))
@settings(deadline=None)
def test_words_are_those_of_numpys_philox(seed, place, block):
    layer, side, index = place
    counter = np.array([block, index, 2 * layer + side, 1], dtype=np.uint64)
    key = np.array([seed % 2**64, seed // 2**64], dtype=np.uint64)
    raw = np.random.Philox(counter=counter, key=key).random_raw(10)
    neurons = np.arange(4 * block, 4 * block + 10)
    assert (words(seed, layer, side, np.full(10, index), neurons) == raw).all()


@pytest.mark.parametrize("changed", ["seed", "high", "layer", "side", "index", "neuron"])
def test_every_part_of_the_place_matters(changed):
    place = {"seed": 5, "layer": 2, "side": 0, "index": ints(3), "neuron": ints(8)}
    other = dict(place)
    name, step = ("seed", 2**64) if changed == "high" else (changed, 1)
    other[name] = other[name] + step
    assert words(**place) != words(**other)


def test_the_published_vectors():
    golden = json.loads(VECTORS.read_text())
    cells = Cells(int(golden["first_cell"]), int(golden["cells"]))
    for vector in golden["vectors"]:
        seed, layer, side, index, neuron = (int(vector[k]) for k in ("seed", "layer", "side", "index", "neuron"))
        word = words(seed, layer, side, ints(index), ints(neuron))
        (weight,) = exactly(*magnitudes(word, cells))
        assert f"{int(word[0]):016x}" == vector["word"]
        assert weight == Fraction(float.fromhex(vector["weight"]))
        assert weight == plainly.weight(seed, layer, side, index, neuron, cells)


def test_the_table_is_rounded_to_nearest():
    assert table().tolist() == generator.table()
    for j, entry in enumerate(table().tolist()):
        assert (2 * entry - 1) ** 256 < 2 ** (32 * 256 + j) < (2 * entry + 1) ** 256
        assert not (2 * entry + 1) ** 256 < 2 ** (32 * 256 + j)


@given(some_cells(), st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=6))
@settings(deadline=None)
def test_weights_are_exact_doubles_between_alpha_and_beta(cells, raw):
    raw += [0, 1, 2**64 - 1, 2**64 - 2]
    n, e = magnitudes(np.array(raw, dtype=np.uint64), cells)
    found = exactly(n, e)
    assert found == [generator.weight_of(w, cells.first, cells.count) for w in raw]
    assert [Fraction(x) for x in np.ldexp(n.astype(np.float64), e).tolist()] == found
    assert all(2**52 <= abs(x) < 2**53 for x in n.tolist())
    assert all(cells.alpha <= abs(x) < cells.beta for x in found)
    assert [x < 0 for x in found] == [w % 2 == 1 for w in raw]


def test_alpha_is_reached_and_beta_is_not():
    cells = Cells(-300, 7)
    least, most = exactly(*magnitudes(np.array([0, 2**64 - 2], dtype=np.uint64), cells))
    assert least == cells.alpha == cell_start(-300)
    assert cells.beta * (1 - Fraction(1, 2**28)) < most < cells.beta == cell_start(-293)


@pytest.mark.parametrize(("first", "count"), [(0, 0), (-CELL_LIMIT - 1, 2), (CELL_LIMIT, 1), (0, CELL_LIMIT + 1)])
def test_cells_outside_the_range_are_refused(first, count):
    with pytest.raises(InputError, match="cells"):
        Cells(first, count)


@pytest.mark.parametrize(
    ("first", "count"), [(-CELL_LIMIT, 1), (CELL_LIMIT - 1, 1), (-CELL_LIMIT, 2 * CELL_LIMIT)]
)
def test_the_whole_range_is_allowed(first, count):
    cells = Cells(first, count)
    assert 2**-480 <= float(cells.alpha) < float(cells.beta) <= 2.0**480


SAMPLE = 200_000
DRAWN = Cells(-1000, 2017)  # no divisor of 2^32, no whole number of octaves


@pytest.fixture(scope="module")
def sample():
    """Logarithms to base 2 of magnitudes, and signs; they only enter a statistic."""
    z = np.arange(SAMPLE)
    n, e = magnitudes(words(20, 3, 1, np.zeros(SAMPLE, np.int64), z), DRAWN)
    return np.log2(np.abs(n)) + e, n < 0


def p_value(logarithms, low, high, bins=101):
    """How well the logarithms fit the uniform density on [low, high]."""
    counts = np.histogram(logarithms, bins, (low, high))[0]
    expected = counts.sum() / bins
    chi_squared = ((counts - expected) ** 2).sum() / expected
    return mpmath.gammainc((bins - 1) / 2, chi_squared / 2, regularized=True)


def ends(cells):
    return float(np.log2(float(cells.alpha))), float(np.log2(float(cells.beta)))


def test_the_sample_is_log_uniform(sample):
    assert p_value(sample[0], *ends(DRAWN)) > 0.001


def test_the_sample_is_log_uniform_within_a_cell_too(sample):
    within = (sample[0] * 256) % 1  # the density within a cell is linear to 1/256 octave: far below the noise
    assert p_value(within, 0, 1) > 0.001


def test_signs_are_fair_and_independent_of_magnitudes(sample):
    logarithms, negative = sample
    low, high = ends(DRAWN)
    assert abs(negative.mean() - 0.5) < 4 * 0.5 / SAMPLE**0.5
    assert p_value(logarithms[negative], low, high) > 0.001


def test_wrong_densities_are_rejected(sample):
    low, high = ends(DRAWN)
    uniform = np.log2(np.random.default_rng(1).uniform(2**low, 2**high, SAMPLE))
    assert p_value(uniform, low, high) < 1e-9
    assert p_value(sample[0] * 0.99, low, high) < 1e-9
    tilted = sample[0] + 0.1 * np.sin(sample[0])
    assert p_value(tilted, low, high) < 1e-9


def test_two_sides_are_uncorrelated(sample):
    n, e = magnitudes(words(20, 3, 0, np.zeros(SAMPLE, np.int64), np.arange(SAMPLE)), DRAWN)
    inward = np.log2(np.abs(n)) + e
    assert abs(np.corrcoef(inward, sample[0])[0, 1]) < 4 / SAMPLE**0.5
    assert abs(np.corrcoef(sample[0], sample[0])[0, 1]) > 0.99
