"""Hostile tickets: small files that ask for much work or memory, each with true claims and digests that fit.

A builder takes a size; ``BOMBS`` has each of them at a size at which the file stays below 3 MB and a checker may
have to give up, ``TWINS`` at one at which the ticket is ordinary and has to be valid.  Where not stated otherwise
masks are empty, so that Ŵ = 0, and the last layer is a small one in which ``PLANTS`` can plant a defect.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

from thorough.forgery import forge

ANYTHING = "1" + "0" * 3900  # an epsilon that no bound exceeds
LOOSE = Fraction(1001, 1000)
SLACK = 1 + Fraction(1, 2**18)  # more than the format page asks of spectral claims
BIT = {"kind": "box", "lower": ["-1"], "upper": ["1"]}

Layer = tuple[np.ndarray, np.ndarray | None, str]  # weights, bias, activation


def text(x: Fraction | float) -> str:
    """A rational of few digits that is not smaller."""
    value = Fraction(x)
    if value <= 0:
        return "0"
    unit = Fraction(2) ** (value.numerator.bit_length() - value.denominator.bit_length() - 60)
    value = math.ceil(value / unit) * unit
    return str(value) if len(str(value)) <= 4000 else f"{math.ceil(value)}"


def norms(w: np.ndarray) -> dict[str, str]:
    """True claims about ‖w‖₂; numbers that floats cannot square are scaled first."""
    size = float(abs(w).max())
    if size == 0.0:
        return {"frobenius": "0", "schur": "0"}
    unit = 2.0 ** math.frexp(size)[1] if 2.0**-1000 < size < 2.0**1000 else size
    a = abs(w / unit)
    squares = Fraction(float((a * a).sum())), Fraction(float(a.sum(axis=1).max() * a.sum(axis=0).max()))
    return {
        kind: text(Fraction(math.sqrt(square)) * LOOSE * Fraction(unit))
        for kind, square in zip(("frobenius", "schur"), squares, strict=True)
    }


def spectral(w: np.ndarray, slack: Fraction = SLACK) -> str:
    return text(Fraction(float(np.linalg.norm(w, 2))) * slack)


def tighten(layer: dict, w: np.ndarray) -> None:
    """Spectral claims about the matrices of a signed layer with an empty mask, W and twice |W|."""
    tight = spectral(w), spectral(abs(w))
    for name, claims in layer["norms"].items():
        claims["spectral"] = tight[name != "target"]


def make(
    layers: Iterable[Layer],
    domain: dict[str, object],
    suprema: list[str] | None = None,
    points: np.ndarray | None = None,
    first_signed: bool = True,
    cells: tuple[int, int] = (-1024, 1280),
) -> forge.Ticket:
    """A ticket with empty masks whose claims about norms are true; suprema too unless given."""
    manifest = {
        "schema": "certify-ticket/2",
        "epsilon": ANYTHING,
        "domain": domain,
        "generator": {"version": "1", "seed": "1"},
        "method": "recycle",
        "layers": [],
        "members": {},
        "provenance": {"software": "by hand"},
    }
    ticket = forge.Ticket(manifest)
    signed = first_signed
    for i, (w, b, activation) in enumerate(layers, 1):
        whole = w if b is None else np.column_stack([w, b])
        claims = {"error": norms(whole), "delta": norms(w), "target": norms(w)}
        if not signed:
            claims = {"error": norms(whole), "virtual": {"frobenius": "0", "schur": "0"}}
        ticket.layers.append(
            {
                "outputs": str(w.shape[0]),
                "inputs": str(w.shape[1]),
                "bias": "no" if b is None else "yes",
                "activation": activation,
                "first_cell": str(cells[0]),
                "cells": str(cells[1]),
                "neurons": "1000000",
                "supremum": suprema[i - 1] if suprema else "1e300",
                "norms": claims,
            }
        )
        ticket.put_weights(i, w)
        if b is not None:
            ticket.put_bias(i, b)
        ticket.put_mask(i, [])
        signed = activation in ("identity", "tanh") or activation.startswith("leaky")
    if points is not None:
        ticket.put("domain/points.npy", points)
    return ticket


def last(width: int) -> Layer:
    return np.full((1, width), 0.5), None, "identity"


def primes(count: int) -> list[int]:
    limit = max(100, int(count * (math.log(count + 2) + math.log(math.log(count + 3)) + 1)))
    sieve = np.ones(limit, dtype=bool)
    sieve[:2] = False
    for p in range(2, math.isqrt(limit) + 1):
        if sieve[p]:
            sieve[p * p :: p] = False
    return [int(p) for p in np.flatnonzero(sieve)[:count]]


def box(lower: list[str], upper: list[str]) -> dict[str, object]:
    return {"kind": "box", "lower": lower, "upper": upper}


# ------------------------------------------------------------------------------------------
# Domains.


def box_over_primes(n: int) -> forge.Ticket:
    """Bounds over distinct primes: their common denominator is the product."""
    domain = box([f"-1/{p}" for p in primes(n)], [f"1/{p}" for p in primes(2 * n)[n:]])
    return make([(np.ones((1, n)), None, "relu"), last(1)], domain)


def box_over_divisors(n: int) -> forge.Ticket:
    """As many denominators, all divisors of one that is just below the limit."""
    few = primes(min(n, 7000))
    pairs = itertools.islice(itertools.chain(few, (p * q for p in few for q in few if p < q)), n)
    domain = box(["0"] * n, [f"1/{q}" for q in pairs])
    return make([(np.ones((1, n)), None, "relu"), last(1)], domain, first_signed=False)


def box_of_tiny_decimals(n: int) -> forge.Ticket:
    domain = box([f"-{k}e-400" for k in range(1, n + 1)], [f"{k}e-399" for k in range(1, n + 1)])
    return make([(np.ones((1, n)), None, "relu"), last(1)], domain)


def long_fraction(k: int, length: int) -> str:
    """A little below 1, not to be reduced much."""
    return f"{10 ** (length // 2 - 2) - 2 * k - 1}/{10 ** (length // 2 - 2)}"


def long_rationals_everywhere(length: int) -> forge.Ticket:
    """Bounds, suprema and norms of so many characters, in a file of 3 MB at most."""
    n, depth = (140, 80) if length > 1000 else (3, 3)
    bounds = [long_fraction(k, length) for k in range(2 * n)]
    domain = box(["-" + b for b in bounds[:n]], bounds[n:])
    square = (np.full((2, 2), 0.25), np.full(2, 0.1), "relu")
    ticket = make([(np.full((2, n), 1 / n), np.full(2, 0.1), "relu"), *[square] * depth, last(2)], domain)
    for k, layer in enumerate(ticket.layers):
        layer["supremum"] = str(n) + long_fraction(k, length)
        for claims in layer["norms"].values():
            for kind in claims:
                claims[kind] = "3" + long_fraction(k, length)
    return ticket


def ball_of_long_radius(length: int) -> forge.Ticket:
    domain = {"kind": "ball", "radius": long_fraction(7, length)}
    w = np.random.default_rng(1).normal(size=(500, 700) if length > 1000 else (3, 4))
    return make([(w, None, "tanh"), last(len(w))], domain)


def points_times_hidden(size: int) -> forge.Ticket:
    """Many points of one coordinate, and a wide layer behind: 0.17 MB at 20 000."""
    rng = np.random.default_rng(2)
    hidden = max(4, size // 50)
    layers = [(rng.normal(size=(hidden, 1)), rng.normal(size=hidden), "relu"), last(hidden)]
    return make(layers, {"kind": "data"}, points=rng.normal(size=(size, 1)))


def points_through_depth(size: int) -> forge.Ticket:
    """A few hundred thousand points of one coordinate through a chain."""
    rng = np.random.default_rng(3)
    layers = [(rng.normal(size=(1, 1)), None, "tanh") for _ in range(8)]
    return make([*layers, last(1)], {"kind": "data"}, points=rng.normal(size=(size, 1)))


def points_at_both_extremes(size: int) -> forge.Ticket:
    points = np.where(np.arange(size * 4) % 2, 1e300, 5e-324).reshape(size, 4)
    w = np.where(np.arange(120) % 2, 1e-300, 1e300).reshape(30, 4)
    layers = [(w, None, "identity"), (np.ones((4, 30)), None, "sigmoid"), last(4)]
    return make(layers, {"kind": "data"}, ["1e301", "1" + "0" * 620, "9"], points, first_signed=False)


# ------------------------------------------------------------------------------------------
# Networks.


def deep(depth: int) -> forge.Ticket:
    """Depth 100 with 11 x 11 weights is 0.1 MB."""
    rng = np.random.default_rng(4)
    layers = [(rng.normal(size=(11, 11)) / 4, rng.normal(size=11), "relu") for _ in range(depth)]
    return make([*layers, last(11)], box(["-1"] * 11, ["1"] * 11))


def deep_over_points(depth: int) -> forge.Ticket:
    rng = np.random.default_rng(5)
    layers = [(rng.normal(size=(11, 11)) / 4, None, "sigmoid") for _ in range(depth)]
    return make([*layers, last(11)], {"kind": "data"}, points=rng.normal(size=(2 * depth, 11)))


def chain(depth: int) -> forge.Ticket:
    """Layers of one neuron, whose exact numbers grow by 53 bits each."""
    rng = np.random.default_rng(6)
    layers = [(1 - rng.random((1, 1)) / 2**20, None, "identity") for _ in range(depth)]
    ticket = make([*layers, last(1)], BIT, ["2"] * (depth + 1))
    for layer in ticket.layers:
        layer["norms"]["delta"] = {"frobenius": "1", "schur": "1"}
        layer["norms"]["error"] = {"frobenius": "1", "schur": "1"}
        layer["norms"]["target"] = {"frobenius": "1", "schur": "1"}
    return ticket


def chain_of_extremes(depth: int) -> forge.Ticket:
    """The same with weights that leave 1000 bits or more in each layer."""
    layers = [(np.array([[1.5e300], [2.0**-1074]]), None, "relu"), (np.array([[2.0**-1022, 1.0]]), None, "relu")]
    return make([*layers * depth, last(1)], BIT, (["1", "1e301"] * (depth + 1))[: 2 * depth + 1])


def chain_of_leaks(depth: int) -> forge.Ticket:
    """Activations whose parameters lengthen the numbers by 1074 bits in each layer."""
    leak = f"leaky-relu(1/{2**1074})"
    layers = [(1 - np.full((1, 1), 2.0**-53), None, leak) for _ in range(depth)]
    return make([*layers, last(1)], BIT, ["2"] * (depth + 1))


def clips_over_points(size: int) -> forge.Ticket:
    """Ends at both extremes, for many points, through some layers."""
    rng = np.random.default_rng(12)
    clip = f"clip(1/{2**1074},{2**1023})"
    layers = [(rng.normal(size=(8, 8)), None, clip) for _ in range(6)]
    return make([*layers, last(8)], {"kind": "data"}, points=rng.normal(size=(size // 8, 8)))


def wide(n: int) -> forge.Ticket:
    rng = np.random.default_rng(7)
    return make([(rng.normal(size=(n, 1)), None, "relu"), (rng.normal(size=(1, n)), None, "relu"), last(1)], BIT)


def weights_at_both_extremes(n: int) -> forge.Ticket:
    """Every number of the layer has 2100 bits."""
    w = np.where(np.arange(n * n) % 2, 1.7e307, 5e-324).reshape(n, n)
    ticket = make([(w, None, "sigmoid"), last(n)], box(["-1"] * n, ["1"] * n))
    ticket.layers[0]["norms"] = {
        name: {"frobenius": "1e312", "schur": "1e312"} for name in ("target", "delta", "error")
    }
    return ticket


def cells_at_both_extremes(rows: int) -> forge.Ticket:
    """Random weights from 2^-480 to 2^480, products and errors of 2000 bits."""
    n = 200 if rows > 1000 else 5
    ticket = weights_at_both_extremes(n)
    layer = ticket.layers[0]
    layer["first_cell"], layer["cells"] = "-122880", "245760"
    ticket.put_mask(1, [(z, z % n, z // n % n) for z in range(rows)])
    layer["norms"] = {name: {"frobenius": "1e320", "schur": "1e320"} for name in ("target", "delta", "error")}
    return ticket


def rows_in_one_weight(rows: int) -> forge.Ticket:
    ticket = make([(np.array([[0.25]]), None, "relu"), last(1)], BIT)
    ticket.put_mask(1, [(z, 0, 0) for z in range(rows)][::-1])
    ticket.layers[0]["norms"] = {
        name: {"frobenius": "1e9", "schur": "1e9"} for name in ("target", "delta", "error")
    }
    return ticket


def scattered_rows(rows: int) -> forge.Ticket:
    """No two rows of a block, no order, neurons used up to the last."""
    n = 40
    ticket = make([(np.full((n, n), 0.25), None, "relu"), last(n)], box(["-1"] * n, ["1"] * n))
    ticket.manifest["method"] = "shared"
    layer, step = ticket.layers[0], (2**48 - 1) // rows
    layer["neurons"] = str(2**48 - 1)
    ticket.put_mask(1, [(z * 7919 % rows * step, z * 7919 % rows % n, z % n) for z in range(rows)])
    layer["norms"] = {name: {"frobenius": "1e9", "schur": "1e9"} for name in ("target", "delta", "error")}
    return ticket


# ------------------------------------------------------------------------------------------
# Spectral claims.


def many_spectral_claims(side: int) -> forge.Ticket:
    """Tight claims about all matrices of four layers as wide as a spectral claim may be."""
    rng = np.random.default_rng(8)
    depth = 4 if side > 100 else 2
    layers = [(rng.normal(size=(side, side)) / side, None, "tanh") for _ in range(depth)]
    ticket = make([*layers, last(side)], box(["-1"] * side, ["1"] * side))
    for (w, _, _), layer in zip(layers, ticket.layers, strict=False):
        tighten(layer, w)
    return ticket


def flat_spectral_claim(side: int) -> forge.Ticket:
    """One Gram matrix of 256 rows of 1200 numbers."""
    rng = np.random.default_rng(9)
    w = rng.normal(size=(side, 5 * side)) / side
    ticket = make([(w, None, "relu"), last(side)], box(["-1"] * (5 * side), ["1"] * (5 * side)))
    tighten(ticket.layers[0], w)
    return ticket


def long_spectral_claim(length: int) -> forge.Ticket:
    """A claim of 4000 digits about 256 rows."""
    side = 256 if length > 1000 else 12
    w = np.random.default_rng(10).normal(size=(side, side)) / side
    ticket = make([(w, None, "relu"), last(side)], box(["-1"] * side, ["1"] * side))
    for name, claims in ticket.layers[0]["norms"].items():
        base = Fraction(float(np.linalg.norm(w if name == "target" else abs(w), 2))) * SLACK
        claims["spectral"] = f"{math.ceil(base * 10 ** (length // 2 - 9))}/{10 ** (length // 2 - 9)}"
    return ticket


def sharp_spectral_claim(side: int) -> forge.Ticket:
    """A claim that is the norm itself: only exact elimination can tell, and only for small matrices."""
    rng = np.random.default_rng(11)
    half = rng.integers(-(2**52), 2**52, size=(side, side // 2)).astype(float)
    row = np.zeros((1, side))
    row[0, 0] = 2.0**60
    w = np.vstack([row, np.column_stack([np.zeros(side), half[:, : side - 1], half[:, : side - side // 2 - 1]])])
    ticket = make([(w, None, "relu"), last(side + 1)], box(["-1"] * side, ["1"] * side))
    for claims in ticket.layers[0]["norms"].values():
        claims["spectral"] = str(max(2**60, math.ceil(float(np.linalg.norm(abs(w), 2)) * 1.001)))
    ticket.layers[0]["norms"]["target"]["spectral"] = str(2**60)
    return ticket


def spectral_claim_about_extremes(side: int) -> forge.Ticket:
    w = np.where(np.arange(side * side) % 2, 1.0, 5e-324).reshape(side, side)
    ticket = make([(w, None, "relu"), last(side)], box(["-1"] * side, ["1"] * side))
    tighten(ticket.layers[0], w)
    return ticket


def everything_at_once(n: int) -> forge.Ticket:
    """A long box, a chain of extremes and spectral claims, so that every budget is spent."""
    rng = np.random.default_rng(12)
    side = 128 if n > 1000 else 16
    extremes = (np.array([[1.5e300], [2.0**-1074]]), None, "relu"), (np.array([[2.0**-1022, 1.0]]), None, "relu")
    wide = [(rng.normal(size=(side, side)) / side, None, "tanh") for _ in range(4)]
    ahead = [(np.ones((1, n)), None, "relu"), *extremes * (n // 500), (np.ones((side, 1)), None, "tanh")]
    domain = box([f"-{k}e-400" for k in range(1, n + 1)], [f"{k}e-399" for k in range(1, n + 1)])
    ticket = make([*ahead, *wide, last(side)], domain)
    for (w, _, _), layer in zip(wide, ticket.layers[len(ahead) :], strict=False):
        tighten(layer, w)
    return ticket


# ------------------------------------------------------------------------------------------
# Recursion and manifest.


def bound_of_many_bits(depth: int) -> forge.Ticket:
    """Long claims in every layer: the bound has as many bits as all of them."""
    ticket = make([*[(np.array([[0.5]]), None, "relu")] * depth, last(1)], BIT, ["2"] * (depth + 1))
    for k, layer in enumerate(ticket.layers):
        for claims in layer["norms"].values():
            claims.update(dict.fromkeys(claims, f"1{k:04}{10**120 + 7 * k}/{10**124 + 2 * k + 1}"))
    return ticket


def long_epsilon(length: int) -> forge.Ticket:
    """Whose canonical form is longer than what Python prints of an integer by default."""
    ticket = make([(np.array([[0.5]]), None, "relu"), last(1)], BIT, ["2", "2"])
    ticket.manifest["epsilon"] = "0x1." + "f" * (length - 20) + "p0"
    for layer in ticket.layers:
        for claims in layer["norms"].values():
            claims.update({"frobenius": "1/2", "schur": "1/2"})
        layer["supremum"] = "1"
    ticket.layers[0]["norms"]["error"] = ticket.layers[1]["norms"]["error"] = {"frobenius": "1/2", "schur": "1/2"}
    return ticket


def many_strings(count: int) -> forge.Ticket:
    ticket = make([(np.array([[0.5]]), None, "relu"), last(1)], BIT)
    ticket.manifest["provenance"] = {str(k): "" for k in range(count)}
    return ticket


BOMBS: dict[str, Callable[[], forge.Ticket]] = {
    f"{builder.__name__}-{size}": functools.partial(builder, size)
    for builder, sizes in {
        box_over_primes: (800, 20_000, 70_000),
        box_over_divisors: (7_000, 90_000),
        box_of_tiny_decimals: (20_000, 65_000),
        long_rationals_everywhere: (1500, 3900),
        ball_of_long_radius: (3900,),
        points_times_hidden: (20_000, 300_000),
        points_through_depth: (20_000, 340_000),
        points_at_both_extremes: (1_000, 90_000),
        deep: (100, 800),
        deep_over_points: (100, 400),
        chain: (300, 1_900),
        chain_of_extremes: (100, 800),
        chain_of_leaks: (300, 1_500),
        clips_over_points: (20_000, 350_000),
        wide: (150_000,),
        weights_at_both_extremes: (150, 550),
        cells_at_both_extremes: (100_000,),
        rows_in_one_weight: (100_000,),
        scattered_rows: (110_000,),
        many_spectral_claims: (128, 256),
        flat_spectral_claim: (240,),
        long_spectral_claim: (3900,),
        sharp_spectral_claim: (32, 48, 250),
        spectral_claim_about_extremes: (40, 250),
        everything_at_once: (45_000,),
        bound_of_many_bits: (1_000,),
        long_epsilon: (3900,),
        many_strings: (150_000,),
    }.items()
    for size in sizes
}
TWINS: dict[str, Callable[[], forge.Ticket]] = {
    builder.__name__: functools.partial(builder, size)
    for builder, size in {
        box_over_primes: 60,
        box_over_divisors: 60,
        box_of_tiny_decimals: 60,
        long_rationals_everywhere: 300,
        ball_of_long_radius: 300,
        points_times_hidden: 1_000,
        points_through_depth: 1_000,
        points_at_both_extremes: 20,
        deep: 8,
        deep_over_points: 8,
        chain: 60,
        chain_of_extremes: 2,
        chain_of_leaks: 20,
        clips_over_points: 100,
        wide: 500,
        weights_at_both_extremes: 10,
        cells_at_both_extremes: 40,
        rows_in_one_weight: 1_000,
        scattered_rows: 1_000,
        many_spectral_claims: 48,
        flat_spectral_claim: 48,
        long_spectral_claim: 300,
        sharp_spectral_claim: 6,
        spectral_claim_about_extremes: 5,
        everything_at_once: 50,
        bound_of_many_bits: 20,
        long_epsilon: 3900,
        many_strings: 1_000,
    }.items()
}


# ------------------------------------------------------------------------------------------
# Defects in the last layer.


def row_out_of_range(ticket: forge.Ticket) -> None:
    layer = ticket.layers[-1]
    ticket.put_mask(len(ticket.layers), [(int(layer["neurons"]), 0, 0)])


def row_twice(ticket: forge.Ticket) -> None:
    ticket.put_mask(len(ticket.layers), [(3, 0, 0), (5, 0, 0), (3, 0, 0)])


def false_norm(ticket: forge.Ticket) -> None:
    """Just below ‖(½, …, ½)‖."""
    layer = ticket.layers[-1]
    square = Fraction(int(layer["inputs"]), 4)
    layer["norms"]["error"]["frobenius"] = f"{math.isqrt(math.floor(square * 10**12)) - 1}/{10**6}"


PLANTS = {plant.__name__: plant for plant in (row_out_of_range, row_twice, false_norm)}
# One of them in every fourth bomb, for the sake of time.
PLANTED = list(zip(BOMBS, itertools.cycle(PLANTS)))[::4]


# ------------------------------------------------------------------------------------------
# Files whose manifest or container is the bomb.


def manifest_file(manifest: bytes, path: Path) -> Path:
    return forge.pack(forge.Ticket({}, {}), path, manifest=manifest)


FILES: dict[str, Callable[[Path], Path]] = {
    "nested lists": functools.partial(manifest_file, b"[" * 2_900_000),
    "nested and closed": functools.partial(manifest_file, b"[" * 500 + b"]" * 500),
    "nested objects": functools.partial(manifest_file, b'{"a":' * 580_000),
    "empty lists": functools.partial(manifest_file, b"[" + b"[]," * 960_000 + b"[]]"),
    "empty objects": functools.partial(manifest_file, b"[" + b"{}," * 960_000 + b"{}]"),
    "small objects": functools.partial(manifest_file, b"[" + b'{"":""},' * 320_000 + b"{}]"),
    "literals": functools.partial(manifest_file, b"[" + b"true," * 580_000 + b"null]"),
    "escapes": functools.partial(manifest_file, b'{"a": "' + b"\\u0041" * 480_000 + b'"}'),
    "keys": functools.partial(manifest_file, json.dumps({str(k): "" for k in range(200_000)}).encode()),
    "members": lambda path: (
        path.write_bytes(forge.zip_bytes(forge.Entry(b"%x" % k, b"") for k in range(34_000))) and path
    ),
}
LARGE_FILES = {
    "large nested": functools.partial(manifest_file, b"[" * 60_000_000),
    "large objects": functools.partial(manifest_file, b'{"schema": [' + b'{"":[]},' * 8_000_000 + b"{}]}"),
}
