"""The standalone checker against tickets made by hand here, with the reference's generator."""

import copy
import hashlib
import io
import json
import math
import os
import random
import re
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from certify import checker
from reference.generator import table, weight_of, words

CHECKER = Path(checker.__file__)
GOLDEN = Path(__file__).parent.parent / "golden" / "generator-1.json"
FIRST, CELLS, NEURONS = -2560, 5120, 4000


# ------------------------------------------------------------------------------------------
# A small ticket writer.


def to_weight(word: int, first: int = FIRST, cells: int = CELLS) -> Fraction:
    return weight_of(word, first, cells)


def root_up(square: Fraction) -> Fraction:
    return Fraction(math.isqrt(math.ceil(square * 2**160)) + 1, 2**80)


Arrays = dict[str, np.ndarray[Any, Any]]


class Draft:
    """A ticket as a manifest and arrays, to be tampered with; digests are made when it is packed."""

    def __init__(self, manifest: dict[str, Any], arrays: Arrays) -> None:
        self.manifest, self.arrays = manifest, arrays

    def copy(self) -> "Draft":
        return Draft(copy.deepcopy(self.manifest), {name: array.copy() for name, array in self.arrays.items()})

    def pack(self, stale: dict[str, str] | None = None, compression: int = zipfile.ZIP_STORED) -> bytes:
        members = {name: npy(array) for name, array in self.arrays.items()}
        manifest = self.manifest | {"members": {n: hashlib.sha256(d).hexdigest() for n, d in members.items()}}
        manifest["members"] |= stale or {}
        return pack({"manifest.json": json.dumps(manifest).encode(), **members}, compression)


def npy(array: np.ndarray[Any, Any]) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=(1, 0))
    return stream.getvalue()


def pack(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def find_rows(target: list[list[float]], safe: list[bool], ins: Any, outs: Any, shared: bool) -> list[list[int]]:
    """Greedy: for every weight and branch four neurons, each the best for what is left."""
    rows, used = [], set()
    z_in = [[float(to_weight(w)) for w in column] for column in ins]
    z_out = [[float(to_weight(w)) for w in column] for column in outs]
    for o, row in enumerate(target):
        for d, w in enumerate(row):
            product = np.array(z_in[d]) * np.array(z_out[o])
            for sign in (1, -1)[: 1 if safe[d] else 2]:
                rest = w
                for _ in range(4):
                    distance = np.where(np.sign(z_in[d]) == sign, abs(product - rest), np.inf)
                    distance[list(used)] = np.inf
                    z = int(distance.argmin())
                    if distance[z] < abs(rest):
                        used.add(z)
                        rows.append([z, d, o])
                        rest -= product[z]
    return rows


def never_negative(activation: str) -> bool:
    return activation in ("relu", "sigmoid") or activation.startswith("clip(0,")


def make(
    domain: dict[str, Any],
    weights: list[Any],
    biases: list[Any],
    activations: list[str],
    epsilon: str = "1/100",
    seed: int = 0,
    points: Any = None,
    method: str = "recycle",
) -> Draft:
    """A true ticket for a small network: masks by greedy search, claims with a little slack."""
    arrays: Arrays = {} if points is None else {"domain/points.npy": np.array(points, dtype="<f8")}
    layers = []
    for i, (W, b, activation) in enumerate(zip(weights, biases, activations, strict=True), 1):
        W = np.array(W, dtype="<f8")
        arrays[f"target/{i}/weights.npy"] = W
        if b is not None:
            arrays[f"target/{i}/bias.npy"] = np.array(b, dtype="<f8")
        full = W if b is None else np.column_stack([W, b])
        if i > 1:
            safe = [never_negative(activations[i - 2])] * W.shape[1]
        elif domain["kind"] == "box":
            safe = [exact(low) >= 0 for low in domain["lower"]]
        else:
            safe = [points is not None and bool((np.array(points)[:, d] >= 0).all()) for d in range(W.shape[1])]
        safe += [True] * (b is not None)
        ins = [words(seed, i, 0, d, NEURONS) for d in range(full.shape[1])]
        outs = [words(seed, i, 1, o, NEURONS) for o in range(full.shape[0])]
        rows = find_rows(full.tolist(), safe, ins, outs, method == "shared")
        arrays[f"mask/{i}.npy"] = np.array(rows, dtype="<i8").reshape(-1, 3)
        layers.append(
            {
                "outputs": str(W.shape[0]),
                "inputs": str(W.shape[1]),
                "bias": "no" if b is None else "yes",
                "activation": activation,
                "first_cell": str(FIRST),
                "cells": str(CELLS),
                "neurons": str(NEURONS),
                "supremum": "0",
                "norms": {},
            }
        )
    manifest = {
        "schema": f"certify-ticket/{1 + any('(' in activation for activation in activations)}",
        "epsilon": epsilon,
        "domain": domain,
        "generator": {"version": "1", "seed": str(seed)},
        "method": method,
        "layers": layers,
        "provenance": {"software": "the checker's tests"},
    }
    draft = Draft(manifest, arrays)
    claim(draft)
    return draft


def branches(draft: Draft, i: int) -> tuple[Any, Any, Any, list[bool]]:
    """Target with bias, both virtual matrices, and which inputs are never negative; all in Fractions."""
    layer = draft.manifest["layers"][i - 1]
    W = [[Fraction(w) for w in row] for row in draft.arrays[f"target/{i}/weights.npy"].tolist()]
    if layer["bias"] == "yes":
        for row, b in zip(W, draft.arrays[f"target/{i}/bias.npy"].tolist(), strict=True):
            row.append(Fraction(b))
    seed, first, cells = int(draft.manifest["generator"]["seed"]), int(layer["first_cell"]), int(layer["cells"])
    zero = [[Fraction(0)] * len(W[0]) for _ in W]
    plus, minus = copy.deepcopy(zero), copy.deepcopy(zero)
    count = int(layer["neurons"])
    cache: dict[tuple[int, int], list[int]] = {}
    for z, d, o in draft.arrays[f"mask/{i}.npy"].tolist():
        for side, index in ((0, d), (1, o)):
            if (side, index) not in cache:
                cache[side, index] = words(seed, i, side, index, count)
        z_in, z_out = (to_weight(cache[key][z], first, cells) for key in ((0, d), (1, o)))
        (plus if z_in > 0 else minus)[o][d] += z_in * z_out
    domain = draft.manifest["domain"]
    if i > 1:
        safe = [never_negative(draft.manifest["layers"][i - 2]["activation"])] * int(layer["inputs"])
    elif domain["kind"] == "box":
        safe = [exact(low) >= 0 for low in domain["lower"]]
    elif domain["kind"] == "ball":
        safe = [Fraction(domain["radius"]) == 0] * int(layer["inputs"])
    else:
        safe = [bool((column >= 0).all()) for column in draft.arrays["domain/points.npy"].T]
    return W, plus, minus, safe + [True] * (layer["bias"] == "yes")


def activate(name: str, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    half, zero, one = Fraction(1, 2), Fraction(0), Fraction(1)
    kind, _, rest = name.rstrip(")").partition("(")
    given = [Fraction(text) for text in rest.split(",") if text]
    if kind == "clip":
        return min(given[1], max(given[0], low)), min(given[1], max(given[0], high))
    if kind == "leaky-relu":
        return max(low, given[0] * low), max(high, given[0] * high)
    if name == "relu":
        return max(zero, low), max(zero, high)
    if name == "tanh":
        return min(zero, max(-one, low)), max(zero, min(one, high))
    if name == "sigmoid":
        return min(half, max(zero, half + low / 4)), max(half, min(one, half + high / 4))
    return low, high


def affine(row: list[Fraction], n: int, piece: list[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    low = high = sum(row[n:], Fraction(0))
    for w, (a, b) in zip(row[:n], piece, strict=True):
        low, high = low + min(w * a, w * b), high + max(w * a, w * b)
    return low, high


def suprema(draft: Draft) -> list[Fraction]:
    """The squares needed, by the page's formulas with Fractions."""
    domain, layers = draft.manifest["domain"], draft.manifest["layers"]
    if domain["kind"] == "box":
        pieces = [[(exact(a), exact(b)) for a, b in zip(domain["lower"], domain["upper"], strict=True)]]
    elif domain["kind"] == "data":
        points = draft.arrays["domain/points.npy"].tolist()
        pieces = [[(Fraction(x), Fraction(x)) for x in point] for point in points]
    else:
        pieces = []
    needed = []
    for i, layer in enumerate(layers, 1):
        squares = [sum((max(a * a, b * b) for a, b in piece), Fraction(0)) for piece in pieces]
        if domain["kind"] == "ball" and i == 1:
            squares = [Fraction(domain["radius"]) ** 2]
        needed.append(max(squares) + (layer["bias"] == "yes"))
        W, _, _, _ = branches(draft, i)
        n, name = int(layer["inputs"]), layer["activation"]
        if domain["kind"] == "ball" and i == 1:
            piece = []
            for row in W:
                square = sum(w * w for w in row[:n]) * 2**128
                root = math.isqrt(math.ceil(square))
                spread = Fraction(domain["radius"]) * (root + (root * root < square)) / 2**64
                centre = sum(row[n:], Fraction(0))
                piece.append(activate(name, centre - spread, centre + spread))
            pieces = [piece]
        else:
            pieces = [[activate(name, *affine(row, n, piece)) for row in W] for piece in pieces]
    return needed


def norm_squares(A: list[list[Fraction]]) -> tuple[Fraction, Fraction]:
    rows = max(sum(map(abs, row), Fraction(0)) for row in A)
    columns = max(sum(map(abs, column), Fraction(0)) for column in zip(*A, strict=True))
    return sum((a * a for row in A for a in row), Fraction(0)), rows * columns


def matrices(draft: Draft, i: int) -> dict[str, list[list[Fraction]]]:
    W, plus, minus, safe = branches(draft, i)
    n = int(draft.manifest["layers"][i - 1]["inputs"])
    if all(safe):
        error = [[w - v for w, v in zip(a, b, strict=True)] for a, b in zip(W, plus, strict=True)]
        return {"virtual": [row[:n] for row in plus], "error": error}
    error = [
        [abs(w - p) if s else max(abs(w - p), abs(w - m)) for w, p, m, s in zip(a, b, c, safe, strict=True)]
        for a, b, c in zip(W, plus, minus, strict=True)
    ]
    return {"target": [row[:n] for row in W], "delta": [row[:n] for row in error], "error": error}


def claim(draft: Draft) -> None:
    """Write true claims: the least Frobenius and Schur claims on a grid, spectral ones with a little slack."""
    for i, (layer, square) in enumerate(zip(draft.manifest["layers"], suprema(draft), strict=True), 1):
        layer["supremum"] = str(root_up(square))
        layer["norms"] = {}
        for name, A in matrices(draft, i).items():
            frobenius, schur = norm_squares(A)
            norm = float(np.linalg.svd(np.array(A, dtype=float), compute_uv=False)[0])
            spectral = (norm * (1 + 1e-6) + 1e-300).hex()
            layer["norms"][name] = {
                "frobenius": str(root_up(frobenius)),
                "schur": str(root_up(schur)),
                "spectral": spectral,
            }


# ------------------------------------------------------------------------------------------
# Drafts. 2-2-1 with biases; layer 1 is signed in input 0 only.

W1, B1, W2, B2 = [[0.75, -0.5], [0.0, 1.25]], [0.125, -0.25], [[-1.0, 0.5]], [0.0625]
BOX = {"kind": "box", "lower": ["-1", "0"], "upper": ["1", "3/2"]}


@pytest.fixture(scope="module")
def small() -> Draft:
    return make(BOX, [W1, W2], [B1, B2], ["relu", "identity"])


def run(data: bytes, **held: Any) -> tuple[int, str, Any]:
    """Through `check` itself, in this process: exit code, place and reason, ticket and bound."""
    try:
        ticket, bound = checker.check(data, checker.Wanted(**held))
    except checker.Invalid as defect:
        return 1, f"{defect.place()}: {defect.reason} [{defect.code}]", defect.where
    except checker.Undecided as limit:
        return 3, f"{limit.reason} [{limit.code}]", limit.where
    except checker.Unusable as error:
        return 2, str(error), None
    return 0, "", (ticket, bound)


def command(path: Path, *arguments: str, flags: tuple[str, ...] = ("-I",)) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, *flags, str(CHECKER), str(path), *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=100, check=False)


# ------------------------------------------------------------------------------------------
# The generator.


def test_philox_against_numpy() -> None:
    draw = random.Random(1)
    for _ in range(100):
        seed, block = draw.getrandbits(128), draw.choice([0, 1, 2**46 - 1, draw.getrandbits(46)])
        index, stream = draw.getrandbits(32), draw.getrandbits(33)
        key = np.array([seed % 2**64, seed >> 64], dtype=np.uint64)
        counter = np.array([block, index, stream, 1], dtype=np.uint64)
        expected = tuple(map(int, np.random.Philox(key=key, counter=counter).random_raw(4)))
        assert checker.philox(block, index, stream, checker.round_keys(seed)) == expected


def test_table_and_weights() -> None:
    assert list(checker.TABLE) == table()
    draw = random.Random(2)
    for _ in range(2000):
        word, first = draw.getrandbits(64), draw.randrange(-122880, 122880)
        cells = draw.randint(1, 122880 - first)
        weight = checker.weight_integer(word, first, cells) * Fraction(2) ** (first // 256 - 52)
        assert weight == to_weight(word, first, cells)
        assert Fraction(float(weight)) == weight
        alpha, beta = (Fraction(float.fromhex(checker.magnitude(cell))) for cell in (first, first + cells))
        assert alpha <= abs(weight) < beta


def golden_vectors() -> dict[str, Any]:
    """What tests/golden/generator-1.json holds; the file itself is never regenerated."""
    vectors = []
    for seed in (0, 2**64 + 5):
        for side, index, neuron in [
            (0, 0, 0),
            (0, 0, 1),
            (0, 0, 2),
            (0, 0, 3),
            (0, 0, 4),
            (1, 0, 0),
            (0, 1, 0),
            (1, 7, 1003),
            (0, 784, 99999),
        ]:
            word = words(seed, 1, side, index, neuron + 1)[neuron]
            vectors.append(
                {
                    "seed": str(seed),
                    "layer": "1",
                    "side": str(side),
                    "index": str(index),
                    "neuron": str(neuron),
                    "word": f"{word:016x}",
                    "weight": float(to_weight(word)).hex(),
                }
            )
    return {"generator": "1", "first_cell": str(FIRST), "cells": str(CELLS), "vectors": vectors}


def test_golden_vectors() -> None:
    golden = json.loads(GOLDEN.read_text())
    assert golden == golden_vectors()
    for vector in golden["vectors"]:
        neuron, index = int(vector["neuron"]), int(vector["index"])
        keys = checker.round_keys(int(vector["seed"]))
        stream = 2 * int(vector["layer"]) + int(vector["side"])
        word = checker.philox(neuron // 4, index, stream, keys)[neuron % 4]
        assert f"{word:016x}" == vector["word"]
        weight = checker.weight_integer(word, FIRST, CELLS) * Fraction(2) ** (FIRST // 256 - 52)
        assert float(weight).hex() == vector["weight"]


# ------------------------------------------------------------------------------------------
# Numbers.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Fraction(0)),
        ("-3/6", Fraction(-1, 2)),
        ("+007", Fraction(7)),
        ("1.5", Fraction(3, 2)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("-1e-3", Fraction(-1, 1000)),
        ("1E400", Fraction(10**400)),
        ("0x1.8p1", Fraction(3)),
        ("-0X.8p0", None),
        ("0x1.p-1100", Fraction(1, 2**1100)),
        ("0x1p1101", None),
        ("1e401", None),
        ("1e30000000", None),
        ("1/0", None),
        ("", None),
        (".", None),
        ("1_000", None),
        (" 1", None),
        ("1\n", None),
        ("٣", None),
        ("nan", None),
        ("inf", None),
        ("1/-2", None),
        ("1" * 4001, None),
        ("--1", None),
    ],
)
def test_rationals(text: str, value: Fraction | None) -> None:
    assert checker.parse_rational(text) == value


def test_decimal_rounds_outward() -> None:
    draw = random.Random(3)
    for _ in range(500):
        value = Fraction(draw.randint(-(10**30), 10**30), draw.randint(1, 10 ** draw.randint(0, 60)))
        low, high = (Fraction(checker.decimal(value, up)) for up in (False, True))
        assert low <= value <= high
        assert high - low <= abs(value) / 99
    assert checker.decimal(Fraction("0.01"), False) == checker.decimal(Fraction("0.01"), True) == "1e-2"
    assert checker.decimal(Fraction("9.999"), True) == "1e1"


# ------------------------------------------------------------------------------------------
# True tickets.

POINTS = [[0.5, -0.25], [1.0, 2.0], [-0.0, 0.125], [0.3, 0.7]]


@pytest.mark.parametrize("method", ["recycle", "batch", "shared"])
@pytest.mark.parametrize(
    ("domain", "points", "activations"),
    [
        (BOX, None, ["relu", "identity"]),
        ({"kind": "box", "lower": ["0", "1/3"], "upper": ["1", "0x1.8p0"]}, None, ["sigmoid", "tanh"]),
        ({"kind": "ball", "radius": "7/5"}, None, ["tanh", "relu"]),
        ({"kind": "data"}, POINTS, ["tanh", "sigmoid"]),
        ({"kind": "data"}, np.abs(POINTS).tolist(), ["relu", "identity"]),
        (BOX, None, ["leaky-relu(5764607523034235/576460752303423488)", "clip(-1/4,3/8)"]),
        ({"kind": "ball", "radius": "7/5"}, None, ["clip(0,3/4)", "leaky-relu(1/8)"]),
        ({"kind": "data"}, POINTS, ["leaky-relu(1/8)", "clip(-2,6)"]),
    ],
)
def test_true_tickets(method: str, domain: dict[str, Any], points: Any, activations: list[str]) -> None:
    draft = make(domain, [W1, W2], [B1, None], activations, points=points, method=method, seed=2**64 + 5)
    code, reason, result = run(draft.pack())
    assert (code, reason) == (0, "")
    assert 0 < result[1] <= Fraction(1, 100)
    for layer, square in zip(draft.manifest["layers"], suprema(draft), strict=True):
        exact = root_up(square) - Fraction(1, 2**79)  # just too small
        forged = draft.copy()
        forged.manifest["layers"][int(layer is draft.manifest["layers"][1])]["supremum"] = str(exact)
        code, reason, where = run(forged.pack())
        assert code == 1, reason
        assert where["field"].endswith("supremum")


def test_statement(small: Draft, tmp_path: Path) -> None:
    path = tmp_path / "ticket.zip"
    path.write_bytes(small.pack())
    for flags in (("-I",), ("-I", "-O")):
        done = command(path, flags=flags)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("valid: ")
        assert "F: the network inside the ticket" in done.stdout
        assert "seed 0" in done.stdout
        assert "M = 4000" in done.stdout
    done = command(path, "--format", "json")
    answer = json.loads(done.stdout)
    assert (answer["schema"], answer["verdict"], answer["code"]) == ("certify-check/2", "valid", None)
    statement = answer["statement"]
    blob = b"certify network 1\n"
    for i, bias in ((1, B1), (2, B2)):
        W = small.arrays[f"target/{i}/weights.npy"]
        activation = ("relu", "identity")[i - 1]
        blob += f"{W.shape[0]} {W.shape[1]} {activation} 1\n".encode() + W.tobytes() + np.array(bias).tobytes()
    assert statement["target_sha256"] == hashlib.sha256(blob).hexdigest()
    blob = b"certify domain 1\nbox 2\n-1 1\n0 3/2\n"
    assert statement["domain_sha256"] == hashlib.sha256(blob).hexdigest()
    assert statement["layers"][0]["alpha"] == (2.0**-10).hex()
    bound = Fraction(statement["bound"])
    assert bound == reference_bound(small)

    assert (answer["provenance"], "method" in statement) == ({"method": "recycle"}, False)
    rows = [sorted(map(tuple, small.arrays[f"mask/{i}.npy"].tolist())) for i in (1, 2)]
    blob = b"certify mask 1\n"
    for i, layer in enumerate(rows, 1):
        blob += f"{i} {len(layer)}\n".encode() + b"".join(struct.pack("<3q", *row) for row in layer)
    assert statement["mask_sha256"] == hashlib.sha256(blob).hexdigest()

    held = ("--target-sha256", statement["target_sha256"], "--domain-sha256", statement["domain_sha256"])
    done = command(path, *held, "--epsilon", str(bound))
    assert done.returncode == 0
    assert "inside the ticket" not in done.stdout
    assert command(path, "--epsilon", str(bound - Fraction(1, 10**40))).returncode == 1
    assert command(path, "--target-sha256", "0" * 64).returncode == 1
    assert command(path, "--domain-sha256", "0" * 64).returncode == 1


def reference_bound(draft: Draft) -> Fraction:
    bound = Fraction(0)
    for layer in draft.manifest["layers"]:
        c = {name: min(map(Fraction, map(exact, kinds.values()))) for name, kinds in layer["norms"].items()}
        gain = c["virtual"] if "virtual" in c else c["target"] + c["delta"]
        slope = Fraction(1, 4) if layer["activation"] == "sigmoid" else 1
        bound = slope * (gain * bound + c["error"] * Fraction(layer["supremum"]))
    return bound


def exact(text: str) -> Fraction:
    return Fraction(float.fromhex(text)) if "x" in text else Fraction(text)


def test_the_mask_digest_names_the_rows_not_their_order(small: Draft) -> None:
    digest = run(small.pack())[2][0].mask_digest
    forged = small.copy()
    forged.arrays["mask/1.npy"] = np.ascontiguousarray(forged.arrays["mask/1.npy"][::-1])
    assert run(forged.pack())[2][0].mask_digest == digest
    forged.arrays["mask/1.npy"] = np.ascontiguousarray(forged.arrays["mask/1.npy"][1:])
    claim(forged)
    forged.manifest["epsilon"] = "100"
    assert run(forged.pack())[2][0].mask_digest != digest


def test_text_says_no_more_than_is_proved(small: Draft) -> None:
    """A domain is rounded inward, a bound and epsilon up; where nothing is left of a domain, it is not printed."""
    thirds = "0.8100" + "0" * 60 + "1"
    box = checker.Domain("box", [(Fraction(-7, 10**50 + 1), Fraction(thirds))] * 2)
    assert checker.domain_words(box, 2) == "the box of 2 inputs, each in [-6.99e-50, 8.1e-1]"
    narrow = checker.Domain("box", [(Fraction(thirds), Fraction(thirds) + Fraction(1, 10**50))])
    assert "8.1" not in checker.domain_words(narrow, 1)
    assert "8.1e-1" in checker.domain_words(checker.Domain("ball", radius=Fraction(thirds)), 2)
    assert checker.shown(Fraction(thirds), True) == "8.11e-1"
    assert checker.shown(Fraction(1, 3), True) == "1/3"


def test_negative_zero_is_zero(small: Draft) -> None:
    forged = small.copy()
    forged.arrays["target/1/weights.npy"][1, 0] = -0.0
    assert run(forged.pack())[2][0].target_digest == run(small.pack())[2][0].target_digest


def test_all_zero_layer_and_empty_mask() -> None:
    draft = make({"kind": "ball", "radius": "1"}, [[[0.0, 0.0]]], [None], ["identity"])
    assert draft.arrays["mask/1.npy"].shape == (0, 3)
    layer = draft.manifest["layers"][0]
    layer["neurons"] = "0"
    for norm in layer["norms"].values():
        norm |= {"spectral": "0", "frobenius": "0", "schur": "0"}
    code, reason, result = run(draft.pack())
    assert (code, reason, result[1]) == (0, "", 0)


# ------------------------------------------------------------------------------------------
# Forgeries, every digest as it should be. What stays true is valid; what is false is named.


def both(first: Callable[[Draft], object], second: Callable[[Draft], object]) -> Callable[[Draft], object]:
    return lambda draft: (first(draft), second(draft))


def layer_edit(i: int, **fields: Any) -> Callable[[Draft], None]:
    return lambda draft: draft.manifest["layers"][i - 1].update(fields)


def newer(change: Callable[[Draft], object]) -> Callable[[Draft], object]:
    """In version 2 of the format."""
    return both(lambda draft: draft.manifest.update(schema="certify-ticket/2"), change)


def norm_edit(i: int, name: str, kind: str, factor: Fraction) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        norms = draft.manifest["layers"][i - 1]["norms"][name]
        norms[kind] = str(exact(norms[kind]) * factor)

    return change


def mask_edit(i: int, function: Callable[[Any], Any]) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        mask = draft.arrays[f"mask/{i}.npy"]
        draft.arrays[f"mask/{i}.npy"] = np.ascontiguousarray(function(mask), dtype="<i8")

    return change


def with_entry(row: int, column: int, value: int) -> Callable[[Any], Any]:
    def change(mask: Any) -> Any:
        mask[row, column] = value
        return mask

    return change


def set_weight(draft: Draft) -> None:
    draft.arrays["target/1/weights.npy"][0, 1] += 0.5


LESS, MORE = Fraction(999, 1000), Fraction(1001, 1000)
FORGERIES: list[tuple[str, Callable[[Draft], object], int, str]] = [
    ("row dropped", mask_edit(1, lambda m: m[1:]), 1, "layer 1, weight (0, 0)"),
    ("row doubled", mask_edit(1, lambda m: np.vstack([m, m[:1]])), 1, "is there twice"),
    ("row again, neuron reused elsewhere", mask_edit(1, with_entry(1, 0, 0)), 1, "layer 1"),
    ("rows permuted", mask_edit(1, lambda m: m[::-1]), 0, ""),
    ("neuron beyond M", mask_edit(2, with_entry(0, 0, NEURONS)), 1, "layer 2, weight (0, 0)"),
    ("neuron negative", mask_edit(1, with_entry(0, 0, -1)), 1, "out of range"),
    ("input beyond bias", mask_edit(1, with_entry(0, 1, 3)), 1, "out of range"),
    ("output out of range", mask_edit(1, with_entry(0, 2, 2)), 1, "out of range"),
    ("output negative", mask_edit(1, with_entry(0, 2, -(2**63))), 1, "out of range"),
    ("other weight", set_weight, 1, "layer 1, weight (0, 1): norms.delta.frobenius"),
    ("other seed", lambda d: d.manifest["generator"].update(seed="1"), 1, "norm-false"),
    ("other cells", layer_edit(1, first_cell="-2559"), 1, "layer 1"),
    ("M larger", layer_edit(1, neurons=str(2**48 - 1)), 0, ""),
    ("M too large", layer_edit(1, neurons=str(2**48)), 1, "neurons"),
    ("supremum less", layer_edit(2, supremum="1"), 1, "layer 2, supremum"),
    ("supremum more", layer_edit(2, supremum="9"), 0, ""),
    ("supremum negative", layer_edit(2, supremum="-9"), 1, "layer 2, supremum"),
    ("epsilon tiny", lambda d: d.manifest.update(epsilon="1e-30"), 1, "exceeds epsilon 1e-30; layer"),
    ("epsilon zero", lambda d: d.manifest.update(epsilon="0"), 1, "epsilon: not positive"),
    ("epsilon large", lambda d: d.manifest.update(epsilon="1e30"), 0, ""),
    ("domain larger", lambda d: d.manifest["domain"].update(upper=["1", "2"]), 1, "layer 1, supremum"),
    ("domain smaller", lambda d: d.manifest["domain"].update(upper=["1", "1"]), 0, ""),
    (
        "domain signed",
        both(lambda d: d.manifest["domain"].update(lower=["-1", "-1"]), layer_edit(2, supremum="9")),
        1,
        "layer 1, w",
    ),
    ("domain empty", lambda d: d.manifest["domain"].update(lower=["2", "0"]), 1, "domain.lower.0"),
    (
        "activation identity: signed",
        both(layer_edit(1, activation="identity"), layer_edit(2, supremum="9")),
        1,
        "layer 2, norms",
    ),
    ("activation tanh: signed", layer_edit(1, activation="tanh"), 1, "layer 2, norms"),
    ("activation sigmoid", layer_edit(1, activation="sigmoid"), 0, ""),
    ("last activation tanh", layer_edit(2, activation="tanh"), 0, ""),
    ("activation unknown", layer_edit(2, activation="gelu"), 1, "layer 2, activation"),
    ("parameters in version 1", layer_edit(2, activation="leaky-relu(1/8)"), 1, "layer 2, activation"),
    ("version 2 with names", lambda d: d.manifest.update(schema="certify-ticket/2"), 0, ""),
    ("last activation leaky", newer(layer_edit(2, activation="leaky-relu(1/8)")), 0, ""),
    ("activation clip", newer(layer_edit(1, activation=f"clip(0,{2**1023})")), 0, ""),
    ("activation leaky: signed", newer(layer_edit(1, activation="leaky-relu(1/8)")), 1, "layer 2, norms"),
    *[
        (f"activation {text}", newer(layer_edit(2, activation=text)), 1, "layer 2, activation")
        for text in (
            *("leaky-relu(2/16)", "leaky-relu(0.125)", "leaky-relu( 1/8)", "leaky-relu(1/8) ", "leaky-relu(+1/8)"),
            *("leaky-relu(0)", "leaky-relu(1)", "leaky-relu(3/2)", "leaky-relu(-1/2)", "leaky-relu(1/3)"),
            *("clip", "clip(1,0)", "clip(1,1)", "clip(0, 1)", "clip(-0,1)", "clip(00,1)", "clip(1)"),
            *("clip(0,1,2)", "clip(0/1,1)", "clip(0,1/0)", f"clip(0,{2**1024})", f"clip(0,{2**53 + 1})"),
            f"leaky-relu(1/{2**1075})",
        )
    ],
    ("method shared", lambda d: d.manifest.update(method="shared"), 0, ""),
    ("method unknown", lambda d: d.manifest.update(method="magic"), 1, "method"),
    ("spectral less", norm_edit(2, "virtual", "spectral", LESS), 1, "norms.virtual.spectral"),
    ("spectral more", norm_edit(2, "virtual", "spectral", MORE), 0, ""),
    ("spectral negative", norm_edit(2, "virtual", "spectral", Fraction(-1)), 1, "norms.virtual.spectral"),
    ("spectral gone", lambda d: d.manifest["layers"][1]["norms"]["error"].pop("spectral"), 0, ""),
    ("frobenius gone", lambda d: d.manifest["layers"][1]["norms"]["error"].pop("frobenius"), 1, "frobenius"),
    ("frobenius less", norm_edit(1, "error", "frobenius", LESS), 1, "norms.error.frobenius"),
    ("schur less", norm_edit(1, "target", "schur", LESS), 1, "norms.target.schur"),
    ("schur negative", norm_edit(1, "delta", "schur", Fraction(-1)), 1, "norms.delta.schur"),
    ("norm missing", lambda d: d.manifest["layers"][0]["norms"].pop("delta"), 1, "layer 1, norms"),
    (
        "norm too many",
        lambda d: d.manifest["layers"][1]["norms"].update(delta=d.manifest["layers"][1]["norms"]["error"]),
        1,
        "layer 2, norms",
    ),
    ("cells none", layer_edit(1, cells="0"), 1, "cells"),
    ("cells outside", layer_edit(1, cells=str(122880 + 2561)), 1, "cells"),
    ("number not string", layer_edit(1, supremum=9), 1, "JSON number"),
    ("true", layer_edit(1, bias=True), 1, "bias"),
    ("null", lambda d: d.manifest.update(provenance=None), 1, "provenance"),
    ("nested provenance", lambda d: d.manifest["provenance"].update(a=["b"]), 1, "provenance.a"),
    ("inputs wrong", layer_edit(2, inputs="3"), 1, "layer 2, inputs"),
    ("leading zero", layer_edit(2, inputs="02"), 1, "layer 2, inputs"),
    ("huge natural", layer_edit(2, inputs="9" * 82), 1, "layer 2, inputs"),
    ("huge layer", layer_edit(2, outputs="9" * 81), 1, "target/2/weights.npy"),
    ("huge exponent", layer_edit(2, supremum="1e30000000"), 1, "layer 2, supremum"),
    ("seed too large", lambda d: d.manifest["generator"].update(seed=str(2**128)), 1, "generator.seed"),
    ("unknown field", lambda d: d.manifest.update(extra="1"), 1, "extra"),
    ("no layers", lambda d: d.manifest.update(layers=[]), 1, "layers"),
    ("other schema", lambda d: d.manifest.update(schema="certify-ticket/3", new="1"), 2, "certify-ticket/1"),
    ("no schema", lambda d: d.manifest.pop("schema"), 1, "schema"),
    ("other generator", lambda d: d.manifest["generator"].update(version="2"), 2, "generator version"),
    ("NaN weight", lambda d: d.arrays["target/1/weights.npy"].__setitem__((1, 0), np.nan), 1, "weight (1, 0)"),
    ("infinite bias", lambda d: d.arrays["target/1/bias.npy"].__setitem__(1, np.inf), 1, "weight (1, 2)"),
    ("mask float", lambda d: d.arrays.update({"mask/1.npy": d.arrays["mask/1.npy"].astype("<f8")}), 1, "dtype"),
    ("big-endian", lambda d: d.arrays.update({"mask/1.npy": d.arrays["mask/1.npy"].astype(">i8")}), 1, "header"),
    ("mask flat", lambda d: d.arrays.update({"mask/1.npy": d.arrays["mask/1.npy"].reshape(-1)}), 1, "shape"),
    (
        "fortran",
        lambda d: d.arrays.update({"target/1/weights.npy": np.asfortranarray(d.arrays["target/1/weights.npy"])}),
        1,
        "header",
    ),
    ("member extra", lambda d: d.arrays.update({"mask/3.npy": d.arrays["mask/1.npy"]}), 1, "does not belong"),
    ("member missing", lambda d: d.arrays.pop("mask/1.npy"), 1, "mask/1.npy"),
    ("bias withheld", layer_edit(2, bias="no"), 1, "target/2/bias.npy"),
]


@pytest.mark.parametrize(("change", "code", "place"), [f[1:] for f in FORGERIES], ids=[f[0] for f in FORGERIES])
def test_forgeries(small: Draft, change: Callable[[Draft], object], code: int, place: str) -> None:
    forged = small.copy()
    change(forged)
    found, reason, _ = run(forged.pack())
    assert (found, place in reason) == (code, True), reason


CODES = {
    "row dropped": "norm-false",
    "row doubled": "mask-repeated",
    "neuron beyond M": "mask-range",
    "output negative": "mask-range",
    "cells outside": "manifest",
    "supremum less": "supremum-false",
    "supremum negative": "supremum-false",
    "spectral less": "norm-false",
    "schur negative": "norm-false",
    "norm missing": "norm-names",
    "frobenius gone": "norm-names",
    "epsilon tiny": "bound-exceeds",
    "epsilon zero": "manifest",
    "domain empty": "domain",
    "NaN weight": "network",
    "inputs wrong": "network",
    "no layers": "network",
    "huge layer": "array",
    "mask flat": "array",
    "member extra": "members",
    "bias withheld": "members",
    "null": "manifest",
}


@pytest.mark.parametrize("name", CODES)
def test_codes_of_defects(small: Draft, name: str) -> None:
    forged = small.copy()
    next(change for known, change, _, _ in FORGERIES if known == name)(forged)
    assert run(forged.pack())[1].endswith(f"[{CODES[name]}]")


def test_codes_of_what_is_asked_for(small: Draft) -> None:
    data = small.pack()
    assert run(data, target="0" * 64)[1].endswith("[other-target]")
    assert run(data, domain="0" * 64)[1].endswith("[other-domain]")
    assert run(data, epsilon=Fraction(1, 10**9))[1].endswith("[bound-exceeds]")
    assert run(data[:-1])[1].endswith("[container]")


def test_reclaimed_forgeries_hold_for_what_they_say(small: Draft) -> None:
    """Another mask with claims to fit proves a worse bound, and no more than that."""
    forged = small.copy()
    forged.arrays["mask/1.npy"] = forged.arrays["mask/1.npy"][1:].copy()
    claim(forged)
    code, reason, _ = run(forged.pack())
    assert code == 1
    assert "exceeds epsilon 1e-2; layer 1 contributes most, and weight (0, 0)" in reason
    forged.manifest["epsilon"] = "100"
    code, _, result = run(forged.pack())
    assert (code, result[1]) == (0, reference_bound(forged))
    assert run(forged.pack(), epsilon=Fraction(1, 100))[0] == 1


def test_shared_neurons(small: Draft) -> None:
    """Several outputs for a neuron only under `shared`, one input always, no row twice."""
    forged = small.copy()
    mask = forged.arrays["mask/1.npy"]
    z, d, o = mask[0].tolist()
    forged.manifest["epsilon"] = "1e6"

    def verdict(row: list[int], method: str) -> tuple[int, str]:
        forged.arrays["mask/1.npy"] = np.vstack([mask, [row]])
        forged.manifest["method"] = method
        claim(forged)
        return run(forged.pack())[:2]

    assert verdict([z, d, 1 - o], "shared") == (0, "")
    assert verdict([z, d, 1 - o], "batch")[0] == 1
    assert "is there twice" in verdict([z, d, o], "shared")[1]
    assert verdict([z, d + 1, 1 - o], "shared")[1].endswith("[mask-inputs]")
    assert verdict([z, d, 1 - o], "batch")[1].endswith("[mask-outputs]")


def reference(draft: Draft) -> bool:
    """Whether the chain now in the ticket proves the statement in it, in Fractions (spectral norms by numpy)."""
    for i, (layer, square) in enumerate(zip(draft.manifest["layers"], suprema(draft), strict=True), 1):
        rows = [tuple(row) for row in draft.arrays[f"mask/{i}.npy"].tolist()]
        neurons = [z for z, _, _ in rows]
        if draft.manifest["method"] == "shared":
            if len(set(rows)) < len(rows) or len({(z, d) for z, d, _ in rows}) > len(set(neurons)):
                return False
        elif len(set(neurons)) < len(neurons):
            return False
        if not exact(layer["supremum"]) >= 0 or exact(layer["supremum"]) ** 2 < square:
            return False
        for name, A in matrices(draft, i).items():
            claims = {kind: exact(text) for kind, text in layer["norms"][name].items()}
            squares = dict(zip(("frobenius", "schur"), norm_squares(A), strict=True))
            norm = float(np.linalg.svd(np.array(A, dtype=float), compute_uv=False)[0])
            squares["spectral"] = Fraction(norm) ** 2  # the claims drawn are either sharp to 1e-6 or off by more
            if any(claims[kind] < 0 or claims[kind] ** 2 < squares[kind] for kind in claims):
                return False
    return reference_bound(draft) <= exact(draft.manifest["epsilon"])


def tamper(draft: Draft, draw: random.Random) -> None:
    i = draw.randint(1, len(draft.manifest["layers"]))
    layer, mask = draft.manifest["layers"][i - 1], draft.arrays[f"mask/{i}.npy"]
    columns = int(layer["inputs"]) + (layer["bias"] == "yes")
    row = draw.randrange(len(mask))
    kind = draw.randrange(9)
    if kind == 0:
        mask[row] = draw.randrange(NEURONS), draw.randrange(columns), draw.randrange(int(layer["outputs"]))
    elif kind == 1:
        mask[row, 2] = draw.randrange(int(layer["outputs"]))
    elif kind == 2:
        mask[row, 0] = mask[draw.randrange(len(mask)), 0]
    elif kind == 3:
        W = draft.arrays[f"target/{i}/weights.npy"]
        W.flat[draw.randrange(W.size)] *= draw.choice([0.0, -1.0, 1 + 1e-9, 5e-324, 1e300])
    elif kind == 4:
        claims = layer["norms"][draw.choice(sorted(layer["norms"]))]
        name = draw.choice(sorted(claims))
        claims[name] = str(exact(claims[name]) * draw.choice([LESS, MORE, 2, Fraction(1, 2)]))
    elif kind == 5:
        layer["supremum"] = str(exact(layer["supremum"]) * draw.choice([LESS, MORE]))
    elif kind == 6:
        draft.manifest["epsilon"] = draw.choice(["1e-6", "1e-3", "1", "1e9"])
    elif kind == 7:
        draft.arrays[f"mask/{i}.npy"] = np.delete(mask, row, axis=0)
    else:
        draft.manifest["method"] = draw.choice(["recycle", "shared"])
    if draw.random() < 0.6 and kind in (0, 1, 2, 3, 7):
        claim(draft)  # as a forger would
        draft.manifest["epsilon"] = draw.choice(["1/100", "1e400"])


@pytest.mark.thorough
def test_forgeries_at_random_against_fractions() -> None:
    draw = random.Random(8)
    ball = {"kind": "ball", "radius": "1/3"}
    drafts = [
        make(BOX, [W1, W2], [B1, B2], ["relu", "identity"]),
        make(ball, [W1, [[0.5, -0.25], [1.0, 0.0]], W2], [None, B1, None], ["tanh", "sigmoid", "relu"]),
        make({"kind": "data"}, [W1, W2], [B1, B2], ["identity", "tanh"], points=POINTS, method="shared"),
    ]
    seen = {True: 0, False: 0}
    for _ in range(60):
        forged = draw.choice(drafts).copy()
        for _ in range(draw.choice([0, 1, 1, 2])):
            tamper(forged, draw)
        truth = reference(forged)
        code, reason, _ = run(forged.pack())
        assert code == (0 if truth else 1), reason
        seen[truth] += 1
    assert min(seen.values()) > 10


# ------------------------------------------------------------------------------------------
# Norms.


def spectral(claim: Fraction, rows: list[list[int]], k: int) -> bool | None:
    flat = rows if len(rows) <= len(rows[0]) else [list(column) for column in zip(*rows, strict=True)]
    return checker.spectral_claim(claim, flat, k, checker.Work(0))


def test_spectral_claims_are_exact() -> None:
    draw = random.Random(4)
    for shape in ((1, 1), (3, 5), (5, 3), (12, 12), (30, 40)):
        for scale in (0, 1000):
            rows = [[draw.randint(-(2**60), 2**60) << scale for _ in range(shape[1])] for _ in range(shape[0])]
            floats = np.array([[v >> scale for v in row] for row in rows], dtype=float)
            norm = np.linalg.svd(floats, compute_uv=False)[0]
            for k in (0, 700):
                unit = Fraction(2) ** (scale - k)
                for slack, truth in ((1e-3, True), (1e-9, True), (-1e-3, False), (-1e-9, False)):
                    claim = Fraction(float(norm)) * (1 + Fraction(slack)) * unit
                    assert spectral(claim, rows, k) is truth
    assert spectral(Fraction(0), [[0, 0]], 0) is True
    assert spectral(Fraction(0), [[0, 1]], 0) is False
    assert spectral(Fraction(1), [[1, 0], [0, 1]], 0) is True  # no slack at all
    assert spectral(Fraction(5), [[3, 4], [-4, 3]], 0) is True
    assert spectral(Fraction(5) - Fraction(1, 10**30), [[3, 4], [-4, 3]], 0) is False
    hadamard = [[(-1) ** (i & j).bit_count() for j in range(64)] for i in range(64)]
    assert spectral(Fraction(8), hadamard, 0) is True  # no slack; the form is 0
    rows = [[draw.randint(-(2**60), 2**60) for _ in range(64)] for _ in range(64)]
    norm = np.linalg.svd(np.array(rows, dtype=float), compute_uv=False)[0]
    assert (
        spectral(Fraction(float(norm)) * (1 + Fraction(1, 2**45)), rows, 0) is None
    )  # sharp and too large to decide
    assert spectral(Fraction(8) - Fraction(1, 10**9), hadamard, 0) is False
    assert spectral(Fraction(8) + Fraction(1, 10**9), hadamard, 0) is True


def test_elimination_decides() -> None:
    draw = random.Random(5)
    for _ in range(200):
        n, rank = draw.randint(1, 6), draw.randint(0, 6)
        A = [[draw.randint(-3, 3) for _ in range(rank)] for _ in range(n)]
        S = [[sum(x * y for x, y in zip(A[i], A[j], strict=True)) for j in range(i + 1)] for i in range(n)]
        assert checker.semidefinite(copy.deepcopy(S))
        i = draw.randrange(n)
        S[i][i] -= draw.randint(1, 4)
        full = np.array([[S[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)], dtype=float)
        least = float(np.linalg.eigvalsh(full)[0])
        if abs(least) > 1e-6:
            assert checker.semidefinite(S) is (least > 0)


def test_spectral_claims_beyond_the_limit(monkeypatch: pytest.MonkeyPatch, small: Draft) -> None:
    """Ignored; undecided only where they would have made the difference."""
    full = reference_bound(small)
    monkeypatch.setitem(checker.LIMITS, "spectral-side", 0)
    code, _, result = run(small.pack())
    assert code == 0
    assert result[1] > full
    code, reason, _ = run(small.pack(), epsilon=full)
    assert code == 3, reason
    assert run(small.pack(), epsilon=full / 2)[0] == 1


# ------------------------------------------------------------------------------------------
# Corruption and hostile files. One line each, never a traceback.


def test_any_flipped_bit_in_a_member_is_noticed(small: Draft) -> None:
    data = small.pack()
    draw = random.Random(6)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        spans = [(i.header_offset + 30 + len(i.filename), i.file_size) for i in archive.infolist()]
    for begin, size in spans:
        for _ in range(40):
            bad = bytearray(data)
            bad[begin + draw.randrange(size)] ^= 1 << draw.randrange(8)
            assert run(bytes(bad))[0] == 1
    stale = {"mask/1.npy": "0" * 64}
    assert "SHA-256" in run(small.pack(stale=stale))[1]


def test_any_flipped_bit_anywhere_is_harmless_or_noticed(small: Draft) -> None:
    data = small.pack()
    draw = random.Random(7)
    for _ in range(600):
        bad = bytearray(data)
        bad[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        assert run(bytes(bad))[0] in (0, 1)


def test_truncation(small: Draft) -> None:
    data = small.pack()
    for size in [*range(2, 200), *range(200, len(data), 97), len(data) - 1]:
        assert run(data[:size])[0] == 1
    assert run(data + b"x")[0] == 1
    assert run(b"PK" + data)[0] == 1


def raw(small: Draft, **change: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(small.pack())) as archive:
        return {name: archive.read(name) for name in archive.namelist()} | change


def hostile(small: Draft) -> dict[str, bytes]:
    files = {
        "empty": b"PK",
        "deep JSON": pack(raw(small, **{"manifest.json": b"[" * 10_000_000})),
        "deep objects": pack(raw(small, **{"manifest.json": b'{"a":' * 1_000_000})),
        "not UTF-8": pack(raw(small, **{"manifest.json": b"\xff\xfe{}"})),
        "BOM": pack(raw(small, **{"manifest.json": b"\xef\xbb\xbf{}"})),
        "surrogates": pack(raw(small, **{"manifest.json": b'{"schema": "certify-ticket/1", "\\ud800\\n": "x"}'})),
        "NaN": pack(raw(small, **{"manifest.json": b'{"epsilon": NaN}'})),
        "huge integer": pack(raw(small, **{"manifest.json": b'{"epsilon": ' + b"9" * 1_000_000 + b"}"})),
        "duplicate key": pack(raw(small, **{"manifest.json": b'{"schema": "1", "schema": "2"}'})),
        "a list": pack(raw(small, **{"manifest.json": b"[]"})),
        "compressed": small.pack(compression=zipfile.ZIP_DEFLATED),
    }
    bomb = raw(small)
    bomb["mask/1.npy"] = bytes(30_000_000)
    files["bomb"] = pack(bomb, zipfile.ZIP_DEFLATED)
    shapes = {"huge": "(1000000000000, 3)", "many": "(" + "9" * 81 + ", 3)", "deep": "(" * 30_000}
    for name, shape in shapes.items():
        header = f"{{'descr': '<i8', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
        draft = small.copy()
        data = b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header
        members = raw(draft, **{"mask/1.npy": data})
        manifest = json.loads(members["manifest.json"])
        manifest["members"]["mask/1.npy"] = hashlib.sha256(data).hexdigest()
        files[f"{name} shape"] = pack(members | {"manifest.json": json.dumps(manifest).encode()})
    return files


def test_hostile_files(small: Draft, tmp_path: Path) -> None:
    for name, data in hostile(small).items():
        path = tmp_path / "ticket.zip"
        path.write_bytes(data)
        started = time.monotonic()
        done = command(path)
        expected = (3, "undecided: ") if name in ("deep JSON", "deep objects") else (1, "invalid: ")
        assert (name, done.returncode, done.stderr) == (name, expected[0], "")
        assert done.stdout.startswith(expected[1])
        assert done.stdout.count("\n") == 1
        assert len(done.stdout) < 400
        assert time.monotonic() - started < 10


def container_edits(data: bytes) -> dict[str, bytes]:
    """Local header against central directory, byte by byte."""
    start = struct.unpack_from("<L", data, len(data) - 6)[0]
    edits = {}
    fields = {"flags": 6, "method": 8, "crc": 14, "packed": 18, "size": 22, "name": 26, "extra": 28}
    for field, offset in fields.items():
        for where, at in (("local", offset), ("central", start + offset + 2)):
            bad = bytearray(data)
            bad[at] ^= 1
            edits[f"{where} {field}"] = bytes(bad)
    for bit in (0, 3, 6, 13):
        bad = bytearray(data)
        bad[6 + bit // 8] |= 1 << bit % 8
        bad[start + 8 + bit // 8] |= 1 << bit % 8
        edits[f"flag {bit}"] = bytes(bad)
    edits["gap"] = data[:start] + b"\0" + data[start:-6] + struct.pack("<LH", start + 1, 0)
    edits["comment"] = data[:-2] + b"\1\0x"
    return edits


def test_container(small: Draft) -> None:
    data = small.pack()
    for name, bad in container_edits(data).items():
        assert (name, run(bad)[0]) == (name, 1)
    harmless = bytearray(data)
    harmless[10] ^= 1  # the time in one local header
    assert run(bytes(harmless))[0] == 0
    assert "two members" in run(pack({"aa": b"1", "ab": b"2"}).replace(b"ab", b"aa"))[1]


def test_limits_come_before_work() -> None:
    """A chain of layers whose exact numbers would grow without end; a box of wild denominators."""
    draft = make({"kind": "box", "lower": ["-1"], "upper": ["1"]}, [[[1e300]]] * 2, [None] * 2, ["identity"] * 2)
    draft.manifest["epsilon"] = "0x1p1100"
    assert run(draft.pack())[0] in (0, 1)
    primes = [p for p in range(3, 3000) if all(p % q for q in range(2, 60) if q < p)][:400]
    wide = make({"kind": "box", "lower": ["0"] * 3, "upper": ["1"] * 3}, [[[1.0, 1.0, 1.0]]], [None], ["relu"])
    wide.manifest["domain"]["upper"] = [f"1/{p**100}" for p in primes[:3]]
    assert run(wide.pack())[0] == 0
    started = time.monotonic()
    domain = checker.Domain("box", bounds=[(Fraction(0), Fraction(1, p**400)) for p in primes])
    with pytest.raises(checker.Undecided, match="denominator"):
        checker.find_unit(domain, checker.Work(0))
    assert time.monotonic() - started < 5


# ------------------------------------------------------------------------------------------
# Limits. Each is met by lowering it; beside it the ticket is valid, and a defect elsewhere wins.


@pytest.fixture(scope="module")
def limited() -> Draft:
    """Layer 1 is the larger one in every respect; `spectral` claims matter."""
    W = [[0.5, -0.25, 1.0], [0.125, 0.75, -1.0], [0.375, 0.625, 0.5]]
    domain = {"kind": "box", "lower": ["-1", "-1/3", "-1"], "upper": ["1/7", "1", "1/11"]}
    return make(domain, [W, [[0.5, 0.25, -0.5]]], [[0.125, 0.25, 0.5], None], ["relu", "identity"])


LOWERED = {
    "manifest-items": 20,
    "mask-rows": 40,
    "number-bytes": 3000,
    "suprema-work": 6000,
    "norm-work": 20_000,
    "denominator-bits": 4,
    "bound-bits": 100,
}


def lower(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setitem(checker.LIMITS, limit, value)


@pytest.mark.parametrize("limit", LOWERED)
def test_beyond_a_limit(limit: str, limited: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(limited.pack())[0] == 0
    lower(monkeypatch, limit, LOWERED[limit])
    code, reason, _ = run(limited.pack())
    assert (code, reason.endswith(f"[{limit}]")) == (3, True), reason


@pytest.mark.parametrize("limit", [limit for limit in LOWERED if limit != "manifest-items"])
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (mask_edit(2, lambda m: np.vstack([m, m[:1]])), "mask-repeated"),
        (norm_edit(2, "error", "frobenius", LESS), "norm-false"),
        (norm_edit(2, "error", "schur", Fraction(-1)), "norm-false"),
        (lambda draft: draft.arrays["target/2/weights.npy"].fill(np.nan), "network"),
        (layer_edit(1, supremum="-1"), "supremum-false"),
    ],
)
def test_a_defect_wins_over_a_limit(
    limit: str, change: Callable[[Draft], object], kind: str, limited: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = limited.copy()
    change(forged)
    lower(monkeypatch, limit, LOWERED[limit])
    code, reason, _ = run(forged.pack())
    assert (code, reason.endswith(f"[{kind}]")) == (1, True), reason


def test_a_bound_that_is_too_large_wins_over_a_limit(limited: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    """For were the open claims true, the bound would still exceed epsilon."""
    for limit in ("mask-rows", "suprema-work", "norm-work", "denominator-bits"):
        with monkeypatch.context() as patch:
            lower(patch, limit, LOWERED[limit])
            assert run(limited.pack(), epsilon=Fraction(1, 10**12))[1].endswith("[bound-exceeds]")


def test_large_files_and_little_memory(limited: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ticket.zip"
    path.write_bytes(limited.pack())
    lower(monkeypatch, "file-bytes", 100)
    code, answer, _ = checker.judge([str(path)])
    assert (code, answer["code"]) == (3, "file-bytes")

    def exhausted(_: object) -> None:
        raise MemoryError

    monkeypatch.undo()
    monkeypatch.setattr(checker, "read_container", exhausted)
    code, answer, _ = checker.judge([str(path)])
    assert (code, answer["code"]) == (3, "memory")
    monkeypatch.setattr(checker, "read_container", None)  # a defect of the checker itself is no verdict
    code, answer, _ = checker.judge([str(path)])
    assert (code, answer["schema"]) == (3, "certify-error/1")


def test_limits_grow_with_the_arrays_only() -> None:
    small, large = checker.Work(100), checker.Work(30_000_000)
    assert small.left["norm-work"] == checker.LIMITS["norm-work"]
    assert large.left["norm-work"] == 10 * checker.LIMITS["norm-work"]


def test_help_names_every_limit_and_its_value() -> None:
    done = command(Path("--help"))
    assert done.returncode == 0
    for name, value in checker.LIMITS.items():
        assert re.search(rf"^ *{name} (?:\*| ) +{value}  ", done.stdout, re.MULTILINE), name


@pytest.mark.thorough
def test_a_claim_with_the_slack_promised_is_always_settled() -> None:
    """Whatever the matrix: near multiples of orthogonal ones, of rank one, graded, in clusters."""
    draw, generator = random.Random(9), np.random.default_rng(9)
    for side in (1, 2, 17, 90):
        orthogonal = np.linalg.qr(generator.normal(size=(side, side)))[0]
        kinds = [
            orthogonal,
            np.outer(orthogonal[0], orthogonal[-1]),
            orthogonal * np.geomspace(1, 1e-12, side),
            orthogonal @ np.diag(np.where(np.arange(side) % 2, 1.0, 1 - 1e-9)) @ orthogonal.T,
            np.ones((side, side + 3)),
            generator.normal(size=(side, 2 * side)),
        ]
        for A in kinds:
            norm = Fraction(float(np.linalg.norm(A, 2)))
            rows = [[round(Fraction(x) * 2**100) for x in row] for row in A.tolist()]
            shift = draw.choice([-900, 0, 900])
            for slack in (Fraction(1, 2**31), Fraction(1, 2**20)):  # numpy's norm is off by 2^-45 at most
                assert spectral(norm * (1 + slack + Fraction(1, 2**45)) * Fraction(2) ** shift, rows, 100 - shift)


# ------------------------------------------------------------------------------------------
# The command.


def test_usage_and_unreadable_files(small: Draft, tmp_path: Path) -> None:
    path = tmp_path / "ticket.zip"
    path.write_bytes(small.pack())
    text = tmp_path / "text"
    text.write_text("hello")
    other = small.copy()
    other.manifest["schema"] = "certify-ticket/3"
    newer = tmp_path / "newer"
    newer.write_bytes(other.pack())
    network = tmp_path / "network.npz"
    np.savez(network, W1=np.eye(2))
    pipe = tmp_path / "pipe"
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
    for arguments in (
        [text],
        [pipe],
        [tmp_path],
        [tmp_path / "missing"],
        [Path("/dev/null")],
        [network],
        [newer],
        [path, "--epsilon", "0"],
        [path, "--epsilon", "1e30000000"],
        [path, "--epsilon", "x\udc80\n"],
        [path, "--target-sha256", "12"],
        [path, "--format", "xml"],
        [path, "--bogus"],
        [path, path],
    ):
        done = command(arguments[0], *map(str, arguments[1:]))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), arguments
    shell = f'"{sys.executable}" -I "{CHECKER}" "{path}"'
    left = subprocess.run(["bash", "-c", f"set -o pipefail; {shell} | true"], capture_output=True, check=False)
    assert (left.returncode, left.stderr) == (0, b"")
    for redirection in (">&-", ">/dev/full"):  # an answer that nobody gets is no success
        lost = subprocess.run(["sh", "-c", f"{shell} {redirection}"], capture_output=True, text=True, check=False)
        assert (lost.returncode, lost.stderr) == (2, "")
    kinds = {
        text: "not-a-ticket",
        network: "not-a-ticket",
        newer: "version",
        tmp_path: "unreadable",
        pipe: "unreadable",
    }
    for file, kind in kinds.items():
        done = command(file, "--format", "json")
        answer = json.loads(done.stdout)
        assert (done.returncode, answer["schema"], answer["error"]["kind"]) == (2, "certify-error/1", kind)
        assert (answer["error"]["exit_code"], set(answer)) == (2, {"schema", "error"})
    assert json.loads(command(path, "--bogus", "--format", "json").stdout)["error"]["kind"] == "usage"
    done = command(path, "--format", "json", "--epsilon", "1e-30")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["verdict"], answer["statement"]) == (1, "invalid", None)
    assert set(answer["where"]) == {"layer", "weight"}


def test_interrupt(small: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    path = tmp_path / "ticket.zip"
    path.write_bytes(small.pack())

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checker, "load_masks", interrupted)
    assert checker.main([str(path)]) == 130
    assert capsys.readouterr() == ("", "interrupted\n")
