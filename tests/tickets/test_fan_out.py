"""One pool per input for all outputs: masks that both checkers accept, and a promise for every F at once."""

import dataclasses
import subprocess
import sys
from fractions import Fraction
from itertools import product as pairs
from pathlib import Path

import mpmath
import numpy as np
import pytest

import certify
from certify import checker
from certify.kernel.mask import Mask
from certify.kernel.network import Layer, Network
from certify.models import load_target
from certify.tickets.exporting import export_ticket
from certify.tickets.finding import find_ticket, save
from certify.tickets.intervals import intervals
from certify.tickets.methods import fan_out, recycle
from certify.tickets.methods.demands import Demand
from certify.tickets.methods.method import Sample, Shape, Task
from certify.tickets.methods.pools import Neurons, SharedPool, Stream
from certify.tickets.plan import make_plan
from certify.tickets.pruned import pruned_network, target_floats
from certify.tickets.writing import write_ticket
from reference import plainly

NAMES = ["signed", "unsigned", "mixed", "no biases", "ball", "data", "wide", "linear and deep", "curved", "bent"]
CHOSEN = intervals(Fraction(1), Fraction(1, 8), "2/3")
SIGNED = Shape(outputs=3, inputs=2, branches=2)


def plainly_checked(path):
    """The exit code of the checker that needs the standard library only."""
    return subprocess.run([sys.executable, "-I", checker.__file__, str(path)], capture_output=True).returncode


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("gamma", ["2/3", "1/phi"])
def test_the_pools_are_large_enough_and_hardly_larger(cases, name, gamma):
    layers, domain = cases[name]
    numbers = Fraction(1, 100), Fraction(1, 50)
    plan = make_plan(Network(layers), domain, *numbers, method="fan-out", gamma=gamma)
    p, share = plan.intervals.probability, plan.delta / len(layers)
    for layer, sample in zip(layers, plan.layers, strict=True):
        events = 4 * plan.intervals.k * layer.outputs * layer.extended_inputs
        with mpmath.workdps(50):
            miss = 1 - mpmath.mpf(p.numerator) / p.denominator
            assert events * miss**sample.stride <= float(share)
            assert events * miss ** (sample.stride * 9 // 10) > float(share)
        assert sample.stride % 4 == 0
        assert sample.neurons == layer.extended_inputs * sample.stride


@pytest.mark.parametrize("name", NAMES)
def test_a_neuron_has_one_input_and_is_of_its_pool(find, name):
    found = find(name, "fan-out")
    for stated, planned in zip(found.ticket.layers, found.plan.layers, strict=True):
        rows = stated.mask.rows.tolist()
        assert all(z // planned.stride == d for z, d, _ in rows)
        assert len(rows) == len({(z, o) for z, _, o in rows})
        assert all(0 <= z < planned.neurons == stated.neurons for z, _, _ in rows)
    assert (found.plan.method, found.ticket.method) == ("fan-out", "shared")
    assert found.ticket.provenance["method"] == "fan-out"


def test_outputs_share_neurons(find):
    rows = find("wide", "fan-out").ticket.layers[1].mask.rows
    assert len(np.unique(rows[:, 0])) < len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_both_checkers_accept_the_ticket_and_no_edited_one(find, tmp_path, name):
    found, path = find(name, "fan-out"), tmp_path / "a.ticket"
    save(found, path)
    assert certify.check(path).verdict == "valid"
    assert plainly_checked(path) == 0
    first, *others = found.ticket.layers
    rows = first.mask.rows[1:]  # a weight less: its error is larger than any claim allows
    fewer = dataclasses.replace(first, mask=Mask(rows))
    claims = {**first.norms, "error": dict.fromkeys(first.norms["error"], Fraction(1, 10**9))}
    for layer in (fewer, dataclasses.replace(first, norms=claims), dataclasses.replace(first, neurons=1)):
        edited = dataclasses.replace(found.ticket, layers=(layer, *others))
        forged = tmp_path / "forged.ticket"
        write_ticket(edited, forged)
        assert plainly_checked(forged) == 1
        assert certify.check(forged).verdict == "invalid"


@pytest.mark.parametrize("to", ["npz", "onnx"])
@pytest.mark.parametrize("name", ["signed", "unsigned", "wide"])
def test_the_pruned_network_is_exported_as_it_is(find, tmp_path, to, name):
    ticket, path = find(name, "fan-out").ticket, tmp_path / f"out.{to}"
    export_ticket(ticket, path, to=to, form="masked")
    target, x = load_target(path), np.random.default_rng(5).uniform(-1, 1, ticket.domain.dimension)
    exact = [Fraction(v) for v in x.tolist()]
    assert plainly.target(target.network, exact) == plainly.pruned(ticket, exact)
    assert np.allclose(pruned_network(ticket)(x[None]), target_floats(target.network, x[None]))


def test_the_names_of_methods_with_one_output_are_refused(find, tmp_path):
    write_ticket(dataclasses.replace(find("wide", "fan-out").ticket, method="recycle"), tmp_path / "t")
    assert certify.check(tmp_path / "t").verdict == "invalid"
    assert plainly_checked(tmp_path / "t") == 1


def some_event(shape, stride, seed):
    """Whether a pool of a layer has no neuron for an output, a pattern of signs and an interval."""
    neurons = Neurons(Stream(seed, 1), CHOSEN)
    branches = (1, -1)[: shape.branches]
    return any(
        len(SharedPool(neurons, d * stride, stride).products(Demand(d, o, sign, branch))) < CHOSEN.k
        for d, o, sign, branch in pairs(range(shape.inputs), range(shape.outputs), (1, -1), branches)
    )


@pytest.mark.parametrize("delta", [Fraction(1, 2), Fraction(1, 10)])
def test_a_pool_fails_as_rarely_as_promised(delta):
    shape = SIGNED
    (sample,) = fan_out.samples([shape], CHOSEN, delta)
    seeds = 200
    failures = sum(some_event(shape, sample.stride, seed) for seed in range(seeds))
    noise = 3 * (seeds * delta * (1 - delta)) ** 0.5
    assert failures <= seeds * delta + noise
    # A pool of half the size does not do: the count promises little more than is needed.
    assert sum(some_event(shape, sample.stride // 8 * 4, seed) for seed in range(20)) > 20 * delta


def test_where_no_event_happens_every_network_is_met():
    (sample,) = fan_out.samples([SIGNED], CHOSEN, Fraction(1, 2))
    seed = next(seed for seed in range(100) if not some_event(SIGNED, sample.stride, seed))
    random = np.random.default_rng(1)
    for _ in range(30):
        layer = Layer(random.choice([-1, 1], (3, 2)) * random.uniform(0.15, 1, (3, 2)), None, "relu")
        rows = fan_out.mask(Task(layer, 1, (False, False), CHOSEN, sample, seed), lambda _: None)
        assert {(d, o) for _, d, o in rows} == set(pairs(range(2), range(3)))


def test_a_kept_neuron_is_preferred():
    neurons = Neurons(Stream(5, 1), CHOSEN)
    (sample,) = fan_out.samples([SIGNED], CHOSEN, Fraction(1, 100))
    demand = Demand(1, 2, -1, 1)
    pool = SharedPool(neurons, sample.stride, sample.stride)
    first = pool.products(demand)
    category = neurons.hits(demand, sample.stride, sample.stride)[0]
    for u in range(1, CHOSEN.k + 1):
        hits = np.flatnonzero(category == u) + sample.stride
        assert first[u].neuron == hits[0]
        pool.keep(first[u]._replace(neuron=int(hits[-1])))
    assert [p.neuron for p in pool.products(demand).values()] != [p.neuron for p in first.values()]
    for u, product in pool.products(demand).items():
        assert product.neuron == (np.flatnonzero(category == u) + sample.stride)[-1]
    assert SharedPool(neurons, 0, 4).products(demand).keys() < first.keys()


def test_fewer_neurons_than_recycling_for_a_wide_layer():
    shapes = [Shape(outputs=100, inputs=100, branches=1)]
    ours, papers = (way.samples(shapes, CHOSEN, Fraction(1, 100)) for way in (fan_out, recycle))
    assert ours[0].neurons < papers[0].neurons
    assert isinstance(ours[0], Sample)


def test_the_same_file_again_and_no_other_methods(cases, tmp_path):
    layers, domain = cases["mixed"]
    words = {"epsilon": "1/20", "out": tmp_path / "t"}
    certify.find_ticket(Network(layers), domain, method="fan-out", **words)
    before = Path(words["out"]).read_bytes()
    certify.find_ticket(Network(layers), domain, method="fan-out", **words)
    with pytest.raises(certify.InputError, match="out: "):
        certify.find_ticket(Network(layers), domain, method="recycle", **words)
    assert Path(words["out"]).read_bytes() == before


def test_many_outputs_keep_fewer_neurons_than_weights_take():
    random = np.random.default_rng(3)
    wide = Network((Layer(random.normal(size=(40, 2)), None, "relu"),))
    numbers = {"epsilon": Fraction(1, 10), "delta": Fraction(1, 100)}
    domain = certify.api._domain("box:0,1", 2)
    found, papers = (find_ticket(wide, domain, method=method, **numbers) for method in ("fan-out", "recycle"))
    assert found.certified
    assert found.neurons_used * 2 < papers.neurons_used
