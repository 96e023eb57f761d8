"""Algorithm 1: every weight is looked at once, no neuron is used twice, and what is found is close enough."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import DrawFailed
from certify.kernel.network import Network
from certify.tickets import finding
from certify.tickets.methods import recycle
from certify.tickets.methods.recycle import _diagonals
from certify.tickets.plan import make_plan
from certify.tickets.quantities import weight_count
from reference import plainly

NAMES = ["signed", "unsigned", "mixed", "no biases", "ball", "data", "wide", "linear and deep", "curved", "bent"]
WAYS = [("recycle", "2/3"), ("recycle", "1/phi"), ("batch", "2/3"), ("batch", "1/phi")]
ALL_WAYS = [*WAYS, ("fan-out", "2/3"), ("fan-out", "1/phi")]


@given(st.integers(1, 9), st.integers(1, 9))
@settings(deadline=None)
def test_the_diagonals_cover_every_weight_once_with_distinct_indices(outputs, inputs):
    pools = list(_diagonals(outputs, inputs))
    assert len(pools) == max(outputs, inputs)
    assert sorted(pair for pool in pools for pair in pool) == [
        (d, o) for d in range(inputs) for o in range(outputs)
    ]
    for pool in pools:
        assert len({d for d, _ in pool}) == len({o for _, o in pool}) == len(pool) == min(outputs, inputs)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("method", "gamma"), WAYS)
def test_every_branch_of_every_weight_is_within_the_accuracy_planned(find, name, method, gamma):
    found = find(name, method, gamma)
    eps_w, scale = found.plan.eps_w, found.ticket.layers[0].cells
    for i, (layer, stated) in enumerate(zip(found.ticket.network.layers, found.ticket.layers, strict=True), 1):
        sums = {}
        for z, d, o in stated.mask.rows.tolist():
            z_in, z_out = (plainly.weight(0, i, side, j, z, scale) for side, j in ((0, d), (1, o)))
            sums[o, d, z_in > 0] = sums.get((o, d, z_in > 0), 0) + z_in * z_out
        for o, row in enumerate(plainly.rational(layer.extended_weights)):
            for d, w in enumerate(row):
                for positive in (True,) if found.plan.known[i - 1][d] else (True, False):
                    got = sums.pop((o, d, positive), 0)
                    assert abs(w - got) <= eps_w
                    assert 0 <= got / w <= 1 if w else got == 0
        assert sums == {}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("method", "gamma"), WAYS)
def test_no_neuron_serves_twice_and_all_are_of_the_layer(find, name, method, gamma):
    found = find(name, method, gamma)
    for stated, planned in zip(found.ticket.layers, found.plan.layers, strict=True):
        neurons = stated.mask.rows[:, 0].tolist()
        assert len(set(neurons)) == len(neurons)
        assert all(0 <= z < planned.neurons == stated.neurons for z in neurons)
        assert stated.mask.rows.tolist() == sorted(stated.mask.rows.tolist())
    assert found.neurons_used == sum(len(t.mask.rows) for t in found.ticket.layers)


@pytest.mark.parametrize("name", NAMES)
def test_a_weight_takes_only_from_the_pool_of_its_diagonal(find, name):
    found = find(name)
    for layer, stated, planned in zip(
        found.ticket.network.layers, found.ticket.layers, found.plan.layers, strict=True
    ):
        pools = list(_diagonals(layer.outputs, layer.extended_inputs))
        for z, d, o in stated.mask.rows.tolist():
            assert (d, o) in pools[z // planned.stride]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("method", "gamma"), ALL_WAYS)
def test_the_bound_found_is_within_the_promise(find, name, method, gamma):
    found = find(name, method, gamma)
    assert found.certified
    assert 0 < found.bound <= found.plan.promise * (1 + Fraction(1, 64))
    assert str(found.reexecution).startswith("mpmath, ")
    assert found.reexecution.identical == found.reexecution.total == weight_count(found.ticket.network)


def starved(monkeypatch, pool):
    """Plans with pools far too small."""

    def small(*args, **named):
        plan = make_plan(*args, **named)
        fewer = {
            "batch": lambda x: {"neurons": max(8, x.neurons // 40)},
            "recycle": lambda x: {"fresh": pool},
            "fan-out": lambda x: {"stride": 4 * pool},
        }
        layers = tuple(dataclasses.replace(x, **fewer[plan.method](x)) for x in plan.layers)
        return dataclasses.replace(plan, layers=layers)

    monkeypatch.setattr(finding, "make_plan", small)


@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
def test_a_draw_that_fails_says_so(cases, monkeypatch, method):
    layers, domain = cases["signed"]
    starved(monkeypatch, 1)
    with pytest.raises(DrawFailed, match=r"layer 1.*--redraw"):
        finding.find_ticket(Network(layers), domain, epsilon=Fraction(1), delta=Fraction(1, 2), method=method)


def test_redraw_tries_the_following_seeds_until_one_succeeds(cases, monkeypatch):
    layers, domain = cases["no biases"]
    numbers = {"epsilon": Fraction(1), "delta": Fraction(1, 2), "accuracy": "lemma-01"}
    starved(monkeypatch, 300)
    outcome = {}
    for seed in range(20):
        try:
            outcome[seed] = finding.find_ticket(Network(layers), domain, seed=seed, **numbers)
        except DrawFailed:
            outcome[seed] = None
    failed = next(s for s in outcome if outcome[s] is None and any(outcome[t] for t in outcome if t > s))
    first = next(s for s in outcome if s > failed and outcome[s])
    found = finding.find_ticket(Network(layers), domain, seed=failed, redraw=True, **numbers)
    assert found.ticket.seed == first
    assert (found.ticket.layers[0].mask.rows == outcome[first].ticket.layers[0].mask.rows).all()


def test_progress_counts_every_branch(cases):
    layers, domain = cases["mixed"]
    plan = make_plan(Network(layers), domain, Fraction(1), Fraction(1, 100), method="recycle", gamma="2/3")
    told = []
    rows = recycle.mask(plan.task(Network(layers), 1, 0), told.append)
    assert sum(told) == 2 * (1 + 2 + 1)  # per output: input 0 and the unit one branch, input 1 two
    assert len(rows) == len({z for z, _, _ in rows})


@pytest.mark.parametrize("seed", [0, 1, 2**64, 2**127 + 1])
def test_neurons_found_are_those_of_the_generator_for_any_seed(find, seed):
    found = find("no biases", seed=seed)
    assert found.ticket.seed == seed
    assert found.certified
    other = find("no biases", seed=seed + 5)
    assert not np.array_equal(found.ticket.layers[0].mask.rows, other.ticket.layers[0].mask.rows)
