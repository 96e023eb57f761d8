"""Small honest tickets, made without the project's tickets code.

Masks are found by scanning the neurons of the generator for products in the golden-ratio intervals of what is
left of a weight; claims are the exact norms and suprema, rounded up on a grid and given a little slack.
``RECIPES`` is the list of them; more honest tickets (those that the product makes) can be appended to ``HONEST``.
"""

from __future__ import annotations

import functools
import itertools
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from reference import generator
from reference import tickets as reference
from thorough.forgery.forge import Ticket, npy

F = Fraction
SLACK = F(1, 2**20)


@dataclass(frozen=True)
class Recipe:
    """What a ticket is about and how its mask is to be found."""

    name: str
    layers: tuple[tuple[list, list | None, str], ...]  # weights, bias, activation
    domain: dict
    method: str = "recycle"
    seed: int = 0
    cells: tuple[int, int] = (-1024, 1280)  # magnitudes in [2^-4, 2)
    neurons: int = 4000
    start: int = 0  # the first neuron looked at
    tolerance: float = 0.05  # share of a weight that may be left; 1 leaves the mask empty
    slack: Fraction = SLACK  # relative slack of the claims
    exact: bool = False  # claim the truth itself, where it is rational
    points: list | None = None


BOX = {"kind": "box", "lower": ["-1", "-1"], "upper": ["1", "1"]}
UNIT = {"kind": "box", "lower": ["0", "0"], "upper": ["1", "1"]}
FIRST = ([[0.75, -1.5], [0.3, 1.1]], [0.5, -0.25], "relu")
LAST = ([[1.25, -0.6]], [0.1], "identity")
TWO = (FIRST, LAST)
BARE = tuple((w, None, a) for w, _, a in TWO)

HADAMARD = [[1.0, 1.0, 1.0, 1.0], [1.0, -1.0, 1.0, -1.0], [1.0, 1.0, -1.0, -1.0], [1.0, -1.0, -1.0, 1.0]]

RECIPES: list[Recipe] = [
    Recipe("signed", TWO, BOX),
    Recipe("unit-box", TWO, UNIT, seed=2**127 + 12345),
    Recipe("mixed-box", TWO, {"kind": "box", "lower": ["0", "-1/3"], "upper": ["2.5e-1", "0x1.8p0"]}),
    Recipe("ball", TWO, {"kind": "ball", "radius": "3/2"}, method="batch"),
    Recipe("ball-no-bias", BARE, {"kind": "ball", "radius": "1"}),
    Recipe("ball-of-radius-0", TWO, {"kind": "ball", "radius": "0"}),
    Recipe("data", TWO, {"kind": "data"}, points=[[0.5, -0.25], [0.0, 1.0], [1.5, 0.125]]),
    Recipe("data-one-point", TWO, {"kind": "data"}, points=[[-0.0, 0.75]], method="batch"),
    Recipe("shared", TWO, BOX, method="shared"),
    Recipe("shared-unit-box", TWO, UNIT, method="shared"),
    Recipe("batch", TWO, BOX, method="batch", seed=7),
    Recipe(
        "tanh-sigmoid",
        (
            ([[0.5, -0.7], [0.2, 0.9], [-1.2, 0.4]], None, "tanh"),
            ([[0.8, -0.5, 0.3]], [0.25], "sigmoid"),
            ([[1.5], [-0.5]], None, "identity"),
        ),
        BOX,
    ),
    Recipe(
        "leaky-clip",
        (
            ([[0.5, -0.7], [0.2, 0.9]], [0.1, 0.0], "leaky-relu(1/8)"),
            ([[0.8, -0.5]], None, "clip(-1/4,3/8)"),
            ([[1.5], [-0.5]], [0.25, 0.5], "clip(0,1)"),
            ([[0.5, 1.0]], None, "identity"),
        ),
        BOX,
    ),
    Recipe(
        "leaky-clip-data",
        ((FIRST[0], FIRST[1], f"leaky-relu(1/{2**1074})"), (LAST[0], LAST[1], f"clip(1/{2**1074},{2**1023})")),
        {"kind": "data"},
        points=[[0.5, -0.25], [0.0, 1.0], [1.5, 0.125]],
    ),
    Recipe("sigmoid", (([[0.5, -0.7], [0.2, 0.9]], [0.1, -0.1], "sigmoid"), LAST), BOX, seed=2**64 - 1),
    Recipe("identities", (([[0.5, -0.75]], None, "identity"), ([[1.5], [-0.25]], None, "identity")), BOX),
    Recipe("zero-layer", (FIRST, ([[0.0, -0.0]], [0.0], "relu"), ([[1.0]], [0.5], "identity")), BOX),
    Recipe("empty-masks", TWO, BOX, tolerance=1.0, neurons=0),
    Recipe(
        "one-one", (([[0.75]], None, "identity"),), {"kind": "box", "lower": ["-2"], "upper": ["2"]}, exact=True
    ),
    Recipe(
        "diagonal",
        (([[3.0, 0.0], [0.0, 3.0]], None, "relu"), ([[9.0, 12.0], [12.0, 16.0]], None, "identity")),
        {"kind": "box", "lower": ["-3", "-4"], "upper": ["0", "4"]},
        tolerance=1.0,
        exact=True,
    ),
    Recipe(
        "hadamard",
        ((HADAMARD, None, "relu"), ([[1.0] * 4] * 9, None, "identity")),
        {"kind": "ball", "radius": "5/3"},
        tolerance=1.0,
        exact=True,
    ),
    Recipe(
        "graded",
        (([[1e300, 1e-300], [5e-324, 1.0]], [1e-200, -1e200], "relu"), ([[1e-300, 1e300]], [1.0], "tanh")),
        {"kind": "box", "lower": ["-1e-300", "0"], "upper": ["1e-300", "1e300"]},
        tolerance=1.0,
        slack=F(1, 2**35),
    ),
    Recipe("many-pieces", (([[40.0]], [-9.0], "sigmoid"),), {"kind": "ball", "radius": "1e-3"}, neurons=800),
    Recipe(
        "huge-constant",
        (([[1.0]], [-1e300], "relu"), ([[1e300], [-1e300]], None, "relu"), ([[1e300, 1e300]], [1.0], "identity")),
        {"kind": "box", "lower": ["-1"], "upper": ["1e300"]},
        tolerance=1.0,
    ),
    Recipe(
        "tiny-weights",
        (([[5e-324, 1e-310]], [-2.2e-308], "relu"), ([[1e-320], [1e-160]], None, "identity")),
        BOX,
        tolerance=1.0,
    ),
    Recipe("last-neurons", TWO, BOX, start=2**48 - 4001, cells=(-122880, 245760), tolerance=1.0),
    Recipe("wide-cells", TWO, BOX, start=2**47, neurons=6000, cells=(-2560, 5120), tolerance=0.5),
]


@functools.lru_cache(maxsize=400_000)
def sample(seed: int, layer: int, side: int, index: int, neuron: int, cells: tuple[int, int]) -> Fraction:
    return generator.weight(seed, layer, side, index, neuron, *cells)


def find_mask(recipe: Recipe, layer: int, goal: list[list[float]], safe: list[bool]) -> list[tuple[int, int, int]]:
    """Rows whose products fill every weight of ``[W | b]`` in each branch that matters, up to the tolerance."""
    left = {}
    for o, row in enumerate(goal):
        for d, w in enumerate(row):
            signs = (1,) if safe[d] else (1, -1)
            left.update({(o, d, sign): float(w) for sign in signs if w})
    least = {place: abs(w) * recipe.tolerance for place, w in left.items()}
    rows = []
    for z in range(recipe.start, recipe.start + recipe.neurons):
        open_places = [place for place, w in left.items() if abs(w) > least[place]]
        if not open_places:
            break
        chosen = None
        for o, d, sign in open_places:
            if chosen is not None and (recipe.method != "shared" or d != chosen):
                continue
            z_in = float(sample(recipe.seed, layer, 0, d, z, recipe.cells))
            if z_in * sign > 0:
                product = z_in * float(sample(recipe.seed, layer, 1, o, z, recipe.cells))
                rest = left[o, d, sign]
                if 1 / 3 <= product / rest <= 1:  # (2/3)^(k+1) <= what is left after it
                    left[o, d, sign] = rest - product
                    chosen = d
                    rows.append((z, d, o))
    return rows


def above(square: Fraction, slack: Fraction, *, exact: bool = False) -> Fraction:
    """A rational not below √square, by a little slack; the root itself if it is rational and asked for."""
    if square == 0:
        return F(0)
    p, q = math.isqrt(square.numerator), math.isqrt(square.denominator)
    if exact and p * p == square.numerator and q * q == square.denominator:
        return F(p, q)
    bits = (square.denominator.bit_length() - square.numerator.bit_length()) // 2 + 40
    scale = F(2) ** bits
    scaled = square * scale * scale
    root = math.isqrt(scaled.numerator // scaled.denominator) + 1
    return F(math.ceil(root * (1 + slack))) / scale


def spectral_above(a: reference.Matrix, slack: Fraction, *, exact: bool = False) -> Fraction:
    """A verified claim on ‖A‖₂: a guess by floats, raised until exact elimination agrees."""
    largest = max(abs(v) for row in a for v in row)
    if largest == 0:
        return F(0)
    shift = F(2) ** (largest.numerator.bit_length() - largest.denominator.bit_length())
    guess = F(float(np.linalg.norm(np.array([[float(v / shift) for v in row] for row in a]), 2)))
    if exact and reference.spectral_holds(F(round(guess * 4), 4) * shift, a):
        return F(round(guess * 4), 4) * shift
    claim = F(math.ceil(guess * (1 + slack) * 2**40), 2**40)
    while not reference.spectral_holds(claim * shift, a):
        claim += F(1, 2**30)
    return claim * shift


def epsilon_for(bound: Fraction) -> str:
    """The bound itself as text, or where that is too long a power of two above it."""
    out = str(bound or F(1, 3))
    if len(out) > 4000:
        out = str(F(2) ** (bound.numerator.bit_length() - bound.denominator.bit_length() + 1))
    return out


def claim_everything(ticket: Ticket, slack: Fraction = SLACK, *, exact: bool = False) -> Ticket:
    """Fill in true norms, true suprema and the epsilon that follows, whatever target and mask are."""
    for x in ticket.layers:
        x["norms"], x["supremum"] = {}, "0"
    ticket.manifest["epsilon"] = "1"
    ticket.refresh()
    reading = reference.read(ticket.manifest, ticket.members)
    safe, reach = reference.never_negative(reading), reference.suprema_squared(reading)
    for i, layer in enumerate(reading.layers, 1):
        about = reference.matrices(layer, i, reading.seed, safe[i - 1])
        ticket.layers[i - 1]["supremum"] = str(above(reach[i - 1], slack, exact=exact))
        ticket.layers[i - 1]["norms"] = {
            name: {
                "frobenius": str(above(reference.frobenius_squared(a), slack, exact=exact)),
                "schur": str(above(reference.schur_squared(a), slack, exact=exact)),
                "spectral": str(spectral_above(a, slack, exact=exact)),
            }
            for name, a in about.items()
        }
    bound = reference.chain(reference.read(ticket.manifest, ticket.members))
    ticket.manifest["epsilon"] = epsilon_for(bound)
    return ticket


def empty(recipe: Recipe) -> Ticket:
    """The ticket's target, domain and generator, with empty masks and no claims."""
    ticket = Ticket(
        {
            "schema": f"certify-ticket/{1 + any('(' in activation for _, _, activation in recipe.layers)}",
            "epsilon": "1",
            "domain": dict(recipe.domain),
            "generator": {"version": "1", "seed": str(recipe.seed)},
            "method": recipe.method,
            "layers": [],
            "members": {},
            "provenance": {"software": "by hand", "gamma": "2/3", "delta": "0.01"},
        }
    )
    if recipe.points is not None:
        ticket.put("domain/points.npy", np.array(recipe.points, dtype="<f8"))
    for i, (weights, bias, activation) in enumerate(recipe.layers, 1):
        outputs, inputs = len(weights), len(weights[0])
        ticket.layers.append(
            {
                "outputs": str(outputs),
                "inputs": str(inputs),
                "bias": "no" if bias is None else "yes",
                "activation": activation,
                "first_cell": str(recipe.cells[0]),
                "cells": str(recipe.cells[1]),
                "neurons": str(recipe.start + recipe.neurons),
                "supremum": "0",
                "norms": {},
            }
        )
        ticket.put_weights(i, weights)
        if bias is not None:
            ticket.put_bias(i, bias)
        ticket.members[f"mask/{i}.npy"] = npy(np.zeros((0, 3), dtype="<i8"))
    return ticket


def build(recipe: Recipe) -> Ticket:
    """The honest ticket of a recipe."""
    ticket = empty(recipe)
    if recipe.name == "many-pieces":
        ticket.put_mask(1, [(z, z % 3 == 0, 0) for z in range(recipe.neurons)])
    elif recipe.tolerance < 1:
        safe = reference.never_negative(reference.read(ticket.refresh().manifest, ticket.members))
        for i, (weights, bias, _) in enumerate(recipe.layers, 1):
            goal = [list(row) + ([bias[o]] if bias is not None else []) for o, row in enumerate(weights)]
            ticket.put_mask(i, find_mask(recipe, i, goal, [*safe[i - 1], True]))
    elif recipe.name == "last-neurons":
        rng = random.Random(1)
        rows = [(recipe.start + rng.randrange(recipe.neurons), rng.randrange(3), 0) for _ in range(12)]
        for i in range(1, len(recipe.layers) + 1):
            last = recipe.start + recipe.neurons - 1
            ticket.put_mask(i, [(last, 0, 0), *{row[0]: row for row in rows if row[0] != last}.values()])
    return claim_everything(ticket, recipe.slack, exact=recipe.exact)


@functools.cache
def _built(name: str) -> Ticket:
    return build(next(recipe for recipe in RECIPES if recipe.name == name))


HONEST: dict[str, Callable[[], Ticket]] = {r.name: functools.partial(_built, r.name) for r in RECIPES}


def honest(name: str) -> Ticket:
    """A fresh copy of an honest ticket."""
    return HONEST[name]().copy()


def random_activation(rng: random.Random) -> str:
    """An activation, in half of the cases one with parameters."""
    if rng.random() < 0.5:
        return rng.choice(["identity", "relu", "relu", "tanh", "sigmoid"])
    ends = sorted(
        F(x) for x in rng.sample([0.0, 0.0625, 1.0, -1.0, 0.1, -1e-300, 5e-324, 1e200, rng.gauss(0, 1)], 2)
    )
    slope = F(rng.choice([0.125, 0.01, 5e-324, 1 - 2.0**-53, rng.random()]))
    return rng.choice([f"leaky-relu({slope})", f"clip({ends[0]},{ends[1]})"])


def random_recipe(rng: random.Random) -> Recipe:
    """A small network, domain and generator at random: depth 1 to 3, widths 1 to 4."""
    widths = [rng.randint(1, 4) for _ in range(rng.randint(2, 4))]
    scale = rng.choice([1.0, 1.0, 1.0, 1e-3, 1e200, 1e-200, 2.0**-1060])
    draw = rng.choice(
        [lambda: rng.uniform(-2, 2), lambda: float(rng.randint(-2, 2)), lambda: rng.gauss(0, 1) * scale]
    )
    layers = []
    for below, here in itertools.pairwise(widths):
        bias = [draw() for _ in range(here)] if rng.random() < 0.6 else None
        weights = [[draw() for _ in range(below)] for _ in range(here)]
        layers.append((weights, bias, random_activation(rng)))
    n0, points = widths[0], None
    kind = rng.choice(["box", "unit", "mixed", "ball", "data"])
    if kind == "ball":
        domain = {"kind": "ball", "radius": rng.choice(["0", "1", "3/7", "1e-9", "0x1.8p3"])}
    elif kind == "data":
        domain = {"kind": "data"}
        pool = [0.0, -0.0, 1.0, *(rng.uniform(-1, 1) for _ in range(3))]
        points = [[rng.choice(pool) for _ in range(n0)] for _ in range(rng.randint(1, 4))]
    else:
        low = {"box": ["-1"], "unit": ["0", "1/7"], "mixed": ["0", "-1", "-.5e-3", "+2/6"]}[kind]
        domain = {
            "kind": "box",
            "lower": [rng.choice(low) for _ in range(n0)],
            "upper": [rng.choice(["1", "2.", "1e1", "1/3"]) for _ in range(n0)],
        }
    first = rng.choice([-1024, -2560, -300, 0, 77, -122880, 122000])
    start = rng.choice([0, 0, 1000, 2**32 - 5, 2**48 - 9])
    return Recipe(
        "random",
        tuple(layers),
        domain,
        method=rng.choice(["recycle", "batch", "shared"]),
        seed=rng.choice([0, 1, rng.getrandbits(64), rng.getrandbits(128), 2**128 - 1]),
        cells=(first, rng.choice([1, 256, 880, rng.randint(1, 880)])),
        neurons=rng.randint(1, 8),
        start=start,
        points=points,
        slack=F(1, 2 ** rng.randint(1, 60)),
    )


def random_ticket(rng: random.Random) -> Ticket:
    """An honest ticket with a mask drawn at random: what it proves is true, however poor."""
    recipe = random_recipe(rng)
    ticket = empty(recipe)
    for i, (weights, bias, _) in enumerate(recipe.layers, 1):
        rows = []
        for z in range(recipe.start, recipe.start + recipe.neurons):
            d = rng.randrange(len(weights[0]) + (bias is not None))
            outputs = rng.sample(range(len(weights)), len(weights))
            keep = rng.randint(0, len(outputs)) if recipe.method == "shared" else rng.randint(0, 1)
            rows += [(z, d, o) for o in outputs[:keep]]
        rng.shuffle(rows)
        ticket.put_mask(i, rows)
    claim_everything(ticket, recipe.slack)
    for x in ticket.layers:
        for claims in x["norms"].values():
            if rng.random() < 0.3:
                del claims["spectral"]
    bound = reference.chain(reference.read(ticket.refresh().manifest, ticket.members))
    ticket.manifest["epsilon"] = epsilon_for(bound)
    return ticket


def places(value: object, path: tuple = ()) -> Iterator[tuple]:
    """The path of every leaf of a manifest, digests left out."""
    if isinstance(value, dict):
        for key in sorted(value):
            if path or key != "members":
                yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))
    else:
        yield path
