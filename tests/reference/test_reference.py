"""The reference itself: its generator against NumPy's Philox, its table and its elimination against arithmetic."""

import json
import random
from fractions import Fraction
from math import isqrt
from pathlib import Path

import numpy as np
import pytest

from reference import generator
from reference import tickets as reference
from thorough.forgery.handmade import HONEST, honest

F = Fraction


def test_philox_is_numpys():
    rng = random.Random(0)
    for _ in range(50):
        seed, index, layer, neuron = map(rng.getrandbits, (128, 32, 10, 47))
        for side in (0, 1):
            words = np.random.Philox(
                key=np.array([seed % 2**64, seed >> 64], dtype=np.uint64),
                counter=np.array([neuron // 4, index, 2 * layer + side, 1], dtype=np.uint64),
            ).random_raw(4)  # NumPy counts before it draws: hence the page's 1 + z div 4
            ours = generator.philox((1 + neuron // 4, index, 2 * layer + side, 1), (seed % 2**64, seed >> 64))
            assert [int(w) for w in words] == list(ours)


def test_golden_vectors():
    golden = json.loads((Path(__file__).parents[1] / "golden" / "generator-1.json").read_text())
    first, cells = int(golden["first_cell"]), int(golden["cells"])
    for v in golden["vectors"]:
        place = [int(v[key]) for key in ("seed", "layer", "side", "index", "neuron")]
        assert generator.weight(*place, first, cells) == F(float.fromhex(v["weight"]))


def test_table_is_nearest():
    table = generator.table()
    assert (table[0], table[128], table[256]) == (2**31, (isqrt(2**65) + 1) // 2, 2**32)
    for j, t in enumerate(table):
        goal = 2 ** (31 * 256 + j + 256)  # doubled
        assert (2 * t - 1) ** 256 < goal < (2 * t + 1) ** 256


def test_weights_are_doubles_of_their_cells():
    rng = random.Random(1)
    for _ in range(300):
        first = rng.randint(-122880, 122879)
        cells = rng.randint(1, 122880 - first)
        seed, neuron = rng.getrandbits(128), rng.getrandbits(47)
        w = generator.weight(seed, rng.randint(1, 9), rng.randint(0, 1), 5, neuron, first, cells)
        assert F(float(w)) == w
        assert generator.edge(first) <= abs(w) < generator.edge(first + cells)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([[0]], True), ([[-1]], False), ([[0, 1], [1, 5]], False), ([[1, 2], [2, 4]], True),
        ([[1, 2], [2, 3]], False),
        ([[0, 0, 0], [0, 2, 1], [0, 1, 1]], True), ([[1, 1, 0], [1, 1, 1], [0, 1, 9]], False),
        ([[4, 2, 2], [2, 1, 1], [2, 1, 1]], True),
    ],
)  # fmt: skip
def test_semidefinite(entries, expected):
    assert reference.semidefinite([[F(v) for v in row] for row in entries]) is expected


def test_spectral_claims_against_floats():
    rng = random.Random(2)
    for _ in range(60):
        rows, columns = rng.randint(1, 4), rng.randint(1, 4)
        a = [[rng.uniform(-1, 1) for _ in range(columns)] for _ in range(rows)]
        norm = float(np.linalg.norm(np.array(a), 2))
        exact = [[F(v) for v in row] for row in a]
        assert reference.spectral_holds(F(norm) * F(1 + 1e-9), exact)
        assert not reference.spectral_holds(F(norm) * F(1 - 1e-9), exact)
    assert reference.spectral_holds(F(25), [[F(9), F(12)], [F(12), F(16)]])
    assert not reference.spectral_holds(25 - F(1, 10**500), [[F(9), F(12)], [F(12), F(16)]])


@pytest.mark.parametrize("name", HONEST)
def test_no_point_contradicts_an_honest_ticket(name):
    """The statement by example: ‖F(x) − Ĝ(x)‖ ≤ ε for points of the domain, exactly, neuron by neuron."""
    ticket, rng = honest(name).refresh(), random.Random(name)
    reading = reference.read(ticket.manifest, ticket.members)
    if any(x.activation in ("tanh", "sigmoid") for x in reading.layers):
        return  # no exact values; the recursion for their λ is the ledger's business
    points = reading.points or [a_point(reading.domain, reading.layers[0].inputs, rng) for _ in range(20)]
    for x in points:
        of_target, of_ticket = list(x), list(x)
        for i, layer in enumerate(reading.layers, 1):
            of_target = [
                sum((w * v for w, v in zip(row, of_target, strict=True)), layer.bias[o] if layer.bias else F(0))
                for o, row in enumerate(layer.weights)
            ]
            inputs, outputs = [*of_ticket, F(1)], [F(0)] * layer.outputs
            for z, d, o in layer.mask:
                z_in = generator.weight(reading.seed, i, 0, d, z, layer.first, layer.cells)
                z_out = generator.weight(reading.seed, i, 1, o, z, layer.first, layer.cells)
                outputs[o] += z_out * max(F(0), z_in * inputs[d])
            of_ticket = outputs
            both = (of_target, of_ticket)
            of_target, of_ticket = ([reference.lower(layer.activation, v) for v in x] for x in both)
        assert sum((p - q) ** 2 for p, q in zip(of_target, of_ticket, strict=True)) <= reading.epsilon**2


def a_point(domain, n, rng):
    if domain["kind"] == "box":
        pairs = zip(domain["lower"], domain["upper"], strict=True)
        return [rng.choice([a, b, a + (b - a) * F(rng.randint(0, 64), 64)]) for a, b in pairs]
    direction = [F(rng.randint(-9, 9)) for _ in range(n)]
    size = sum(v * v for v in direction)
    return [v * domain["radius"] / (isqrt(size.numerator) + 1) for v in direction]
