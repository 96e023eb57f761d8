"""Executing the decomposition again notices every mask but the one that the steps lead to."""

import dataclasses

import numpy as np
import pytest

from certify.kernel.mask import Mask
from certify.tickets.quantities import weight_count
from certify.tickets.reexecution import Disagreement, Reexecution, reexecute
from reference.plainly import weight


def again(found, layers=None, **options):
    ticket = found.ticket
    layers = layers or ticket.layers
    pairs = list(zip(ticket.network.layers, layers, strict=True))
    return reexecute(pairs, found.plan, ticket.seed, **options)


def with_rows(found, number, rows):
    layers = list(found.ticket.layers)
    rows = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
    layers[number - 1] = dataclasses.replace(layers[number - 1], mask=Mask(rows))
    return layers


@pytest.mark.parametrize("gamma", ["2/3", "1/phi"])
@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
@pytest.mark.parametrize("name", ["signed", "mixed", "wide"])
def test_honest_masks_are_identical(find, name, method, gamma):
    found = find(name, method, gamma)
    count = weight_count(found.ticket.network)
    assert again(found, sample=None) == Reexecution(count, count)
    assert again(found, sample=0) == Reexecution(0, count)
    assert again(found, sample=3) == Reexecution(3, count)


@pytest.mark.parametrize("gamma", ["2/3", "1/phi"])
@pytest.mark.parametrize("number", [1, 2])
def test_a_row_dropped_is_noticed(find, gamma, number):
    found = find("signed", gamma=gamma)
    rows = found.ticket.layers[number - 1].mask.rows.tolist()
    for i in range(len(rows)):
        with pytest.raises(Disagreement, match=f"layer {number}, weight"):
            again(found, with_rows(found, number, rows[:i] + rows[i + 1 :]))


def test_a_row_added_moved_or_exchanged_is_noticed(find):
    found = find("signed")
    rows = found.ticket.layers[0].mask.rows.tolist()
    used = {row[0] for row in rows}
    free = [z for z in range(found.plan.layers[0].neurons) if z not in used]
    for z in free[:60]:
        with pytest.raises(Disagreement):
            again(found, with_rows(found, 1, [*rows, [z, 0, 1]]))
        with pytest.raises(Disagreement):
            again(found, with_rows(found, 1, [*rows[1:], [z, *rows[0][1:]]]))
    for i, (z, d, o) in enumerate(rows[:20]):
        with pytest.raises(Disagreement):
            again(found, with_rows(found, 1, [*rows[:i], *rows[i + 1 :], [z, d, 1 - o]]))
    assert again(found).identical == again(found).total


def test_another_seed_is_noticed(find):
    found = find("signed")
    pairs = list(zip(found.ticket.network.layers, found.ticket.layers, strict=True))
    with pytest.raises(Disagreement):
        reexecute(pairs, found.plan, found.ticket.seed + 1)


@pytest.mark.parametrize("place", ["a weight 0", "the branch that cannot act"])
def test_rows_that_no_step_asks_for_are_noticed(find, place):
    """Regression: weights and branches that are not decomposed are not looked at."""
    if place == "a weight 0":
        found, row, branch = find("wide"), [2, 1], None  # W[1, 2] = 0 in layer 1
    else:
        found, row, branch = find("unsigned"), [0, 0], -1
    rows = found.ticket.layers[0].mask.rows.tolist()
    used = {r[0] for r in rows}
    cells = found.ticket.layers[0].cells
    z = next(
        z
        for z in range(found.plan.layers[0].neurons)
        if z not in used and (branch is None or weight(0, 1, 0, row[0], z, cells) < 0)
    )
    with pytest.raises(Disagreement):
        again(found, with_rows(found, 1, [*rows, [z, *row]]))


def test_the_words_of_a_reexecution():
    assert str(Reexecution(2410, 2410)) == "mpmath, 2410 of 2410 weights identical"
    assert "none of 7" in str(Reexecution(0, 7))
