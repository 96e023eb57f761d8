"""Tickets deeper, wider or larger than the small ones: limits of size, and the verdict *undecided*."""

import random
from fractions import Fraction
from math import isqrt

import numpy as np
import pytest

from reference import tickets as reference
from thorough.forgery.forge import Ticket, pack
from thorough.forgery.handmade import Recipe, claim_everything, empty, spectral_above
from thorough.forgery.judges import against_reference, run

F = Fraction


def show(problems):
    assert not problems, f"{len(problems)} disagreements:\n" + "\n".join(problems[:12])


def with_random_mask(recipe: Recipe, rng: random.Random) -> Ticket:
    ticket = empty(recipe)
    for i, (weights, bias, _) in enumerate(recipe.layers, 1):
        width = len(weights[0]) + (bias is not None)
        ticket.put_mask(i, [(z, rng.randrange(width), rng.randrange(len(weights))) for z in range(recipe.neurons)])
    return claim_everything(ticket, recipe.slack)


def test_a_hundred_layers(fresh_path):
    rng = random.Random(0)
    layers = [
        ([[rng.uniform(0.5, 1.5)]], [rng.uniform(-1, 1)], rng.choice(["relu", "tanh", "identity"]))
        for _ in range(100)
    ]
    recipe = Recipe("deep", tuple(layers), {"kind": "box", "lower": ["-1"], "upper": ["1"]}, neurons=3)
    ticket = with_random_mask(recipe, rng)
    ticket.manifest["epsilon"] = "1e400"
    assert reference.verdict(ticket.refresh()) == "valid"
    show(against_reference(pack(ticket, fresh_path()), ticket))
    ticket.layers[76]["norms"]["error"]["spectral"] = "1/1000000"
    assert reference.verdict(ticket.refresh()) == "invalid"
    show(against_reference(pack(ticket, fresh_path()), ticket))


@pytest.mark.parametrize("shape", [(1, 600), (600, 1), (3, 200)])
def test_thin_layers(shape, fresh_path):
    rng = random.Random(1)
    weights = [[rng.gauss(0, 1) for _ in range(shape[1])] for _ in range(shape[0])]
    recipe = Recipe("thin", ((weights, None, "identity"),), {"kind": "ball", "radius": "1"}, neurons=50)
    ticket = with_random_mask(recipe, rng)
    assert reference.verdict(ticket.refresh()) == "valid"
    show(against_reference(pack(ticket, fresh_path()), ticket))
    claims = ticket.layers[0]["norms"]["delta"]
    claims["spectral"] = str(F(claims["spectral"]) * (1 - F(1, 2**18)))
    assert reference.verdict(ticket.refresh()) == "invalid"
    show(against_reference(pack(ticket, fresh_path()), ticket))


@pytest.mark.parametrize(("scale", "n"), [(1.0, 12), (1e150, 7), (1e-160, 7)])
def test_claims_at_the_edge_of_middle_sized_layers(scale, n, fresh_path):
    """Where floats may filter: spectral claims on small full matrices, true and false by the fiftieth bit."""
    rng = random.Random(2)
    weights = [[rng.gauss(0, 1) * scale for _ in range(n - 2)] for _ in range(n)]
    recipe = Recipe("middle", ((weights, None, "relu"),), {"kind": "ball", "radius": "1"}, neurons=40)
    ticket = with_random_mask(recipe, rng)
    reading = reference.read(ticket.refresh().manifest, ticket.members)
    about = reference.matrices(reading.layers[0], 1, 0, [False] * (n - 2))
    for name, a in about.items():
        claim = spectral_above(a, F(1, 2**50))
        unit = claim / 2**50
        while reference.spectral_holds(claim - unit, a):
            claim -= unit
        for value, expected in ((claim, "valid"), (claim - unit, "invalid")):
            forged = ticket.copy()
            forged.layers[0]["norms"][name]["spectral"] = str(value)
            forged.manifest["epsilon"] = "1" + "0" * 900
            said = {k: o.verdict for k, o in run(pack(forged, fresh_path())).items()}
            assert set(said.values()) == {expected}, (name, said)


def hadamard(n: int) -> np.ndarray:
    h = np.ones((1, 1))
    while len(h) < n:
        h = np.block([[h, h], [h, -h]])
    return h


def spectral(n: int) -> int:
    """The least integer not below √n: a true claim, and the norm itself for a square."""
    return isqrt(n - 1) + 1


def big(n: int) -> Ticket:
    """One n x n layer with an empty mask whose spectral norm, √n, is far below its cheap norms."""
    root = spectral(n)
    domain = {"kind": "box", "lower": ["0"] * n, "upper": [f"1/{root}"] * n}
    ticket = empty(Recipe("big", ((hadamard(n).tolist(), None, "identity"),), domain))
    error = {"frobenius": str(n), "schur": str(n), "spectral": str(root)}
    zero = {"frobenius": "0", "schur": "0", "spectral": "0"}
    ticket.layers[0].update(norms={"virtual": zero, "error": error}, supremum="1")
    return ticket


@pytest.mark.parametrize("n", [16, 128])
def test_undecided_only_beyond_a_limit_and_only_where_it_matters(n, fresh_path):
    """Cheap claims decide whatever the size; with spectral ones a checker may say that the job is too large."""

    def said(ticket):
        return {k: o.verdict for k, o in run(pack(ticket, fresh_path())).items()}

    root = F(spectral(n))
    ticket = big(n)
    ticket.manifest["epsilon"] = str(n)
    assert set(said(ticket).values()) == {"valid"}
    ticket.manifest["epsilon"] = str(root)
    allowed = {"valid"} if n <= 16 else {"valid", "undecided"}
    assert set(said(ticket).values()) <= allowed
    ticket.manifest["epsilon"] = str(root - F(1, 10**30))
    assert set(said(ticket).values()) == {"invalid"}
    ticket.manifest["epsilon"] = str(n)
    ticket.layers[0]["norms"]["error"]["schur"] = str(n - F(1, 10**30))
    assert set(said(ticket).values()) == {"invalid"}
