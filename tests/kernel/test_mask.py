"""Virtual weights against sums of fractions, and masks that are none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import Rejected
from certify.kernel import mask as virtual
from certify.kernel.generator import CELL_LIMIT, Cells
from certify.kernel.mask import Mask, check_mask, kept_weights, virtual_weights
from certify.tickets.pruned import kept_neurons
from reference import plainly

INPUTS, OUTPUTS, NEURONS = 3, 2, 40
CELLS = [Cells(-2560, 5120), Cells(0, 1), Cells(CELL_LIMIT - 300, 300), Cells(-CELL_LIMIT, 300)]
CELLS += [Cells(-CELL_LIMIT, 2 * CELL_LIMIT)]


def mask(*rows):
    return Mask(np.array(rows, dtype=np.int64).reshape(-1, 3))


@st.composite
def masks(draw):
    neurons = draw(st.lists(st.integers(0, NEURONS - 1), unique=True, max_size=12))
    d, o = st.integers(0, INPUTS - 1), st.sets(st.integers(0, OUTPUTS - 1), min_size=1)
    return mask(*[(z, i, j) for z in neurons for i in [draw(d)] for j in draw(o)])


def found(some, seed, cells):
    plus, minus = virtual_weights(some, seed=seed, layer=2, cells=cells, inputs=INPUTS, outputs=OUTPUTS)
    return [[[m.entry(o, d) for d in range(INPUTS)] for o in range(OUTPUTS)] for m in (plus, minus)]


def expected(some, seed, cells):
    sums = [[[0] * INPUTS for _ in range(OUTPUTS)] for _ in range(2)]
    for z, d, o in some.rows.tolist():
        z_in, z_out = (plainly.weight(seed, 2, side, i, z, cells) for side, i in ((0, d), (1, o)))
        sums[int(z_in < 0)][o][d] += z_in * z_out
    return sums


@given(masks(), st.integers(0, 2**128 - 1), st.sampled_from(CELLS))
@settings(deadline=None)
def test_the_sums_are_exact(some, seed, cells):
    assert found(some, seed, cells) == expected(some, seed, cells)


@given(masks(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_the_order_of_rows_does_not_matter(some, random):
    rows = some.rows.tolist()
    random.shuffle(rows)
    assert found(some, 1, CELLS[0]) == found(mask(*rows), 1, CELLS[0])


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 8])
def test_chunks_do_not_matter(monkeypatch, chunk):
    some = mask(*[(z, z % 2, 0) for z in range(8)])
    monkeypatch.setattr(virtual, "_CHUNK", chunk)
    assert found(some, 9, CELLS[0]) == expected(some, 9, CELLS[0])


def test_a_missing_row_is_seen():
    some = mask((0, 0, 0), (1, 0, 0))
    assert found(mask((0, 0, 0)), 9, CELLS[0]) != expected(some, 9, CELLS[0])


def test_kept_weights_are_in_the_order_of_the_rows():
    some = mask((7, 2, 1), (3, 0, 0), (5, 1, 1))
    kept = kept_weights(some, seed=4, layer=2, cells=CELLS[0])
    for side, (n, e) in enumerate(kept):
        for (z, d, o), a, b in zip(some.rows.tolist(), n.tolist(), e.tolist(), strict=True):
            assert a * plainly.Fraction(2) ** b == plainly.weight(4, 2, side, (d, o)[side], z, CELLS[0])


LIMITS = {"neurons": NEURONS, "inputs": INPUTS, "outputs": OUTPUTS, "layer": 1}


@given(masks())
@settings(deadline=None, max_examples=30)
def test_masks_are_accepted(some):
    check_mask(some, one_output=False, **LIMITS)
    assert kept_neurons(some).tolist() == sorted({row[0] for row in some.rows.tolist()})


@pytest.mark.parametrize(
    ("rows", "weight", "words"),
    [
        ([(NEURONS, 0, 0)], (0, 0), "neuron 40 is not in"),
        ([(0, 0, 0), (-1, 1, 0)], (0, 1), "neuron -1 is not in"),
        ([(0, INPUTS, 0)], (0, 3), "input 3 is not in"),
        ([(0, -1, 0)], (0, -1), "input -1"),
        ([(0, 0, OUTPUTS)], (2, 0), "output 2 is not in"),
        ([(2**63 - 1, 0, 0)], (0, 0), "neuron 9223372036854775807"),
        ([(5, 0, 0), (6, 1, 1), (5, 0, 0)], (0, 0), "two equal rows"),
        ([(5, 0, 0), (6, 1, 1), (5, 1, 1)], (1, 1), "two inputs"),
        ([(5, 1, 0), (6, 1, 1), (5, 1, 1)], (1, 1), "promises one"),
    ],
)
def test_what_is_no_mask_is_rejected_with_its_place(rows, weight, words):
    with pytest.raises(Rejected, match=words) as error:
        check_mask(mask(*rows), one_output=True, **LIMITS)
    assert error.value.where == {"layer": 1, "weight": weight}


def test_two_outputs_are_allowed_where_the_method_shares():
    rows = mask((5, 1, 0), (5, 1, 1))
    check_mask(rows, one_output=False, **LIMITS)
    with pytest.raises(Rejected):
        check_mask(rows, one_output=True, **LIMITS)


def test_the_empty_mask_has_no_weights():
    assert found(mask(), 0, CELLS[0]) == expected(mask(), 0, CELLS[0])
    check_mask(mask(), one_output=True, **{**LIMITS, "neurons": 0})
