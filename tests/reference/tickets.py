"""A third reading of ``certify/FORMATS.md``: the slowest and simplest one, every number a ``Fraction``.

``verdict(ticket)`` answers one question about an unpacked ticket: is the statement now in the file proved by the
chain now in the file?  Digests are ignored on purpose: a forger recomputes them.  Shares no code with the
project, so that what the two checkers say can be compared with what the page says.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import struct
from dataclasses import dataclass, field
from fractions import Fraction

from reference.generator import weight

F = Fraction
Matrix = list[list[Fraction]]


class Invalid(Exception):
    """The ticket does not prove its statement; the text says why."""


def demand(condition: bool, why: str) -> None:
    if not condition:
        raise Invalid(why)


# 1. Numbers -----------------------------------------------------------------------------------------------------


def rational(text: object, what: str) -> Fraction:
    demand(isinstance(text, str) and len(text) <= 4000, f"{what}: not a short string")
    if m := re.fullmatch(r"([+-]?[0-9]+)(/[0-9]+)?", text):
        below = int(m[2][1:]) if m[2] else 1
        demand(below != 0, f"{what}: division by zero")
        return F(int(m[1]), below)
    if m := re.fullmatch(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,4}))?", text):
        sign, whole, part, power = m[1], m[2], m[3] or "", int(m[4] or "0")
        demand(whole + part != "" and abs(power) <= 400, f"{what}: digits or exponent")
        value = F(int(whole + part), 10 ** len(part)) * F(10) ** power
    elif m := re.fullmatch(r"([+-]?)0[xX]([0-9a-fA-F]+)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]{1,4})", text):
        sign, whole, part, power = m[1], m[2], m[3] or "", int(m[4])
        demand(abs(power) <= 1100, f"{what}: exponent")
        value = F(int(whole + part, 16), 16 ** len(part)) * F(2) ** power
    else:
        raise Invalid(f"{what}: no number")
    return -value if sign == "-" else value


def natural(text: object, what: str, below: int | None = None, least: int = 0) -> int:
    demand(isinstance(text, str) and bool(re.fullmatch("0|[1-9][0-9]{0,80}", text)), f"{what}: no natural")
    value = int(text)
    demand(value >= least and (below is None or value < below), f"{what}: out of range")
    return value


def integer(text: object, what: str) -> int:
    demand(isinstance(text, str) and text != "-0", f"{what}: no integer")
    return -natural(text[1:], what) if text.startswith("-") else natural(text, what)


# 2. Networks, domains -------------------------------------------------------------------------------------------

SCHEMAS = ("certify-ticket/1", "certify-ticket/2")
LIPSCHITZ = {"identity": F(1), "relu": F(1), "tanh": F(1), "sigmoid": F(1, 4)}
NEVER_NEGATIVE = {"identity": False, "relu": True, "tanh": False, "sigmoid": True}


def activation(text: object, version: int) -> tuple[str, list[Fraction]]:
    """The name of an activation, and its parameters: those of version 2 have some."""
    demand(isinstance(text, str), "activation: no text")
    if text in LIPSCHITZ:
        return text, []
    m = re.fullmatch(r"(leaky-relu|clip)\(([^,()]+)(?:,([^,()]+))?\)", text)
    demand(m is not None and version > 1, f"activation: {text[:50]}")
    given = [g for g in m.groups()[1:] if g is not None]
    values = [rational(g, "activation") for g in given]
    demand([str(v) for v in values] == given, "activation: not canonical")
    for v in values:
        demand(abs(v) < 2**1024 and F(v.numerator / v.denominator) == v, "activation: no float64")
    if m[1] == "clip":
        demand(len(values) == 2 and values[0] < values[1], "activation: clip")
    else:
        demand(len(values) == 1 and 0 < values[0] < 1, "activation: leaky-relu")
    return m[1], values


def factor(text: str) -> Fraction:
    """λ."""
    return LIPSCHITZ.get(text, F(1))


def positive(text: str) -> bool:
    """Whether an activation is never negative."""
    name, values = activation(text, 2)
    return values[0] >= 0 if name == "clip" else NEVER_NEGATIVE.get(name, False)


def with_parameters(text: str, x: Fraction) -> Fraction:
    name, values = activation(text, 2)
    return max(x, values[0] * x) if name == "leaky-relu" else min(values[1], max(values[0], x))


def lower(name: str, x: Fraction) -> Fraction:
    if "(" in name:
        return with_parameters(name, x)
    if name == "identity":
        return x
    if name == "relu":
        return max(F(0), x)
    if name == "tanh":
        return min(F(0), max(F(-1), x))
    return min(F(1, 2), max(F(0), F(1, 2) + x / 4))


def upper(name: str, x: Fraction) -> Fraction:
    if "(" in name:
        return with_parameters(name, x)
    if name == "identity":
        return x
    if name == "relu":
        return max(F(0), x)
    if name == "tanh":
        return max(F(0), min(F(1), x))
    return max(F(1, 2), min(F(1), F(1, 2) + x / 4))


# 4. The ticket as read ------------------------------------------------------------------------------------------


@dataclass
class Layer:
    weights: Matrix
    bias: list[Fraction] | None
    activation: str
    first: int
    cells: int
    neurons: int
    supremum: Fraction
    norms: dict[str, dict[str, Fraction]]
    mask: list[tuple[int, int, int]]
    raw: tuple[bytes, ...] = ()

    @property
    def outputs(self) -> int:
        return len(self.weights)

    @property
    def inputs(self) -> int:
        return len(self.weights[0])


@dataclass
class Reading:
    """A ticket of good form: everything parsed, nothing judged."""

    epsilon: Fraction
    domain: dict[str, object]
    seed: int
    method: str
    layers: list[Layer]
    points: Matrix = field(default_factory=list)
    raw_points: bytes = b""


def fields(value: object, names: set[str], what: str, optional: set[str] = frozenset()) -> dict[str, object]:
    demand(isinstance(value, dict), f"{what}: no object")
    demand(names <= set(value) <= names | optional, f"{what}: fields {sorted(value)}")
    return value


def load_manifest(data: bytes) -> dict[str, object]:
    """The manifest of the member's bytes: UTF-8 JSON, strings for numbers, no duplicate key."""

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        demand(len({k for k, _ in items}) == len(items), "manifest: a key twice")
        return dict(items)

    def no(token: str) -> object:
        raise Invalid(f"manifest: token {token}")

    try:
        text = data.decode("utf-8")
        demand(not text.startswith("\ufeff"), "manifest: byte order mark")
        value = json.loads(text, object_pairs_hook=pairs, parse_int=no, parse_float=no, parse_constant=no)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Invalid(f"manifest: {error}") from None
    demand(isinstance(value, dict), "manifest: no object")
    return value


def array(data: bytes, kind: str, shape: tuple[int, ...], what: str) -> tuple[list[float], bytes]:
    """The numbers of a .npy member of version 1.0, in C order, and their bytes."""
    demand(data[:8] == b"\x93NUMPY\x01\x00" and len(data) >= 10, f"{what}: no npy 1.0")
    (length,) = struct.unpack("<H", data[8:10])
    head, body = data[10 : 10 + length], data[10 + length :]
    pattern = rb"\{'descr': '(<f8|<i8)', 'fortran_order': False, 'shape': \(([0-9, ]*)\), \} *\n"
    m = re.fullmatch(pattern, head)
    demand(m is not None and m[1].decode() == kind, f"{what}: header {head!r}")
    said = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
    demand(m[2].decode() == said, f"{what}: shape ({m[2].decode()}), not ({said})")
    count = math.prod(shape)
    demand(len(body) == 8 * count, f"{what}: {len(body)} bytes of data")
    return list(struct.unpack(f"<{count}{'d' if kind == '<f8' else 'q'}", body)), body


def floats(data: bytes, shape: tuple[int, ...], what: str) -> tuple[list[Fraction], bytes]:
    values, _ = array(data, "<f8", shape, what)
    demand(all(map(math.isfinite, values)), f"{what}: not finite")
    clean = struct.pack(f"<{len(values)}d", *(v + 0.0 for v in values))  # -0.0 counts as 0.0
    return [F(v) for v in values], clean


def rows_of(values: list, width: int) -> list[list]:
    return [values[i : i + width] for i in range(0, len(values), width)]


def first_number(data: bytes, what: str) -> int:
    """The first number of an announced shape: how many rows a member has is nobody else's to say."""
    m = re.search(rb"'shape': \(([0-9]{1,9}), [0-9]+\)", data[:256])
    demand(m is not None, f"{what}: no shape of two numbers")
    return int(m[1])


def read(manifest: dict[str, object], members: dict[str, bytes]) -> Reading:
    """Parse a ticket; anything of bad form raises ``Invalid``."""
    m = fields(
        manifest,
        {"schema", "epsilon", "domain", "generator", "method", "layers", "members", "provenance"},
        "manifest",
    )
    demand(m["schema"] in SCHEMAS, "schema")
    version = int(m["schema"][-1])
    epsilon = rational(m["epsilon"], "epsilon")
    demand(epsilon > 0, "epsilon is not positive")
    generator = fields(m["generator"], {"version", "seed"}, "generator")
    demand(generator["version"] == "1", "generator.version")
    seed = natural(generator["seed"], "generator.seed", 2**128)
    demand(m["method"] in ("recycle", "batch", "shared"), "method")
    demand(isinstance(m["provenance"], dict), "provenance")
    demand(all(isinstance(v, str) for v in m["provenance"].values()), "provenance: not text")
    demand(isinstance(m["members"], dict) and set(m["members"]) == set(members), "members: others in the file")
    for name, digest in m["members"].items():
        demand(isinstance(digest, str) and bool(re.fullmatch("[0-9a-f]{64}", digest)), f"members: {name}")
    demand(isinstance(m["layers"], list) and len(m["layers"]) > 0, "layers")
    unread = set(members)

    def member(name: str) -> bytes:
        demand(name in members, f"{name}: missing")
        unread.discard(name)
        return members[name]

    layers: list[Layer] = []
    for i, raw in enumerate(m["layers"], 1):
        at = f"layer {i}"
        x = fields(
            raw,
            {"outputs", "inputs", "bias", "activation", "first_cell", "cells", "neurons", "supremum", "norms"},
            at,
        )
        n, k = natural(x["outputs"], at, least=1), natural(x["inputs"], at, least=1)
        demand(not layers or k == layers[-1].outputs, f"{at}: inputs")
        demand(x["bias"] in ("yes", "no"), f"{at}: bias")
        activation(x["activation"], version)
        first, cells = integer(x["first_cell"], at), natural(x["cells"], at, least=1)
        demand(first >= -122880 and first + cells <= 122880, f"{at}: cells")
        norms = {}
        demand(isinstance(x["norms"], dict), f"{at}: norms")
        for name, claims in x["norms"].items():
            fields(claims, {"frobenius", "schur"}, f"{at} {name}", {"spectral"})
            norms[name] = {kind: rational(c, f"{at} {name} {kind}") for kind, c in claims.items()}
        weights, raw_weights = floats(member(f"target/{i}/weights.npy"), (n, k), f"weights {i}")
        bias, raw_bias = None, b""
        if x["bias"] == "yes":
            bias, raw_bias = floats(member(f"target/{i}/bias.npy"), (n,), f"bias {i}")
        data = member(f"mask/{i}.npy")
        mask, _ = array(data, "<i8", (first_number(data, f"mask {i}"), 3), f"mask {i}")
        layers.append(
            Layer(
                rows_of(weights, k),
                bias,
                x["activation"],
                first,
                cells,
                natural(x["neurons"], at, 2**48),
                rational(x["supremum"], at),
                norms,
                [tuple(row) for row in rows_of(mask, 3)],
                (raw_weights, raw_bias),
            )
        )
    out = Reading(epsilon, {}, seed, m["method"], layers)
    n0 = layers[0].inputs
    demand(isinstance(m["domain"], dict) and isinstance(m["domain"].get("kind"), str), "domain")
    kind = m["domain"]["kind"]
    if kind == "box":
        d = fields(m["domain"], {"kind", "lower", "upper"}, "domain")
        demand(all(isinstance(d[s], list) and len(d[s]) == n0 for s in ("lower", "upper")), "domain: bounds")
        lo, hi = ([rational(v, "domain") for v in d[s]] for s in ("lower", "upper"))
        demand(all(a <= b for a, b in zip(lo, hi, strict=True)), "domain: empty box")
        out.domain = {"kind": kind, "lower": lo, "upper": hi}
    elif kind == "ball":
        d = fields(m["domain"], {"kind", "radius"}, "domain")
        out.domain = {"kind": kind, "radius": rational(d["radius"], "domain")}
        demand(out.domain["radius"] >= 0, "domain: radius")
    else:
        fields(m["domain"], {"kind"}, "domain")
        demand(kind == "data", "domain: kind")
        data = member("domain/points.npy")
        count = first_number(data, "points")
        demand(count >= 1, "domain: no points")
        values, out.raw_points = floats(data, (count, n0), "points")
        out.domain, out.points = {"kind": kind}, rows_of(values, n0)
    demand(not unread, f"members nobody asked for: {sorted(unread)}")
    return out


# 5. What the chain says -----------------------------------------------------------------------------------------


def check_mask(x: Layer, method: str, at: str) -> None:
    demand(len(set(x.mask)) == len(x.mask), f"{at}: a row twice")
    inputs: dict[int, int] = {}
    for z, d, o in x.mask:
        demand(0 <= z < x.neurons, f"{at}: neuron {z}")
        demand(0 <= d < x.inputs + (x.bias is not None), f"{at}: input {d}")
        demand(0 <= o < x.outputs, f"{at}: output {o}")
        demand(inputs.setdefault(z, d) == d, f"{at}: neuron {z} has two inputs")
    if method != "shared":
        demand(len(inputs) == len(x.mask), f"{at}: a neuron has two rows")


def virtual(x: Layer, i: int, seed: int) -> tuple[Matrix, Matrix]:
    """Ŵ⁺ and Ŵ⁻, with a last column for the bias if the layer has one."""
    width = x.inputs + (x.bias is not None)
    plus, minus = ([[F(0)] * width for _ in range(x.outputs)] for _ in range(2))
    for z, d, o in x.mask:
        z_in = weight(seed, i, 0, d, z, x.first, x.cells)
        z_out = weight(seed, i, 1, o, z, x.first, x.cells)
        (plus if z_in > 0 else minus)[o][d] += z_out * z_in
    return plus, minus


def never_negative(reading: Reading) -> list[list[bool]]:
    """Per layer and input, the constant unit not counted."""
    domain, n0 = reading.domain, reading.layers[0].inputs
    if domain["kind"] == "box":
        first = [lo >= 0 for lo in domain["lower"]]
    elif domain["kind"] == "ball":
        first = [domain["radius"] == 0] * n0
    else:
        first = [all(p[d] >= 0 for p in reading.points) for d in range(n0)]
    return [first] + [[positive(x.activation)] * x.outputs for x in reading.layers[:-1]]


def matrices(x: Layer, i: int, seed: int, safe: list[bool]) -> dict[str, Matrix]:
    """The matrices whose norms layer i claims, by name."""
    plus, minus = virtual(x, i, seed)
    goal = [row + ([x.bias[o]] if x.bias is not None else []) for o, row in enumerate(x.weights)]
    error = []
    for o, row in enumerate(goal):
        line = []
        for d, w in enumerate(row):
            here = abs(w - plus[o][d])
            if d < x.inputs and not safe[d]:
                here = max(here, abs(w - minus[o][d]))
            line.append(here)
        error.append(line)
    if all(safe):
        signed_error = [[w - v for w, v in zip(a, b, strict=True)] for a, b in zip(goal, plus, strict=True)]
        return {"virtual": [row[: x.inputs] for row in plus], "error": signed_error}
    return {"target": x.weights, "delta": [row[: x.inputs] for row in error], "error": error}


def frobenius_squared(a: Matrix) -> Fraction:
    return sum((v * v for row in a for v in row), F(0))


def schur_squared(a: Matrix) -> Fraction:
    rows = [sum(map(abs, row), F(0)) for row in a]
    columns = [sum((abs(row[d]) for row in a), F(0)) for d in range(len(a[0]))]
    return max(rows) * max(columns)


def semidefinite(s: Matrix) -> bool:
    """Whether the symmetric matrix is positive semidefinite, by exact elimination without fractions (Bareiss).

    After each pivot the entries are the Schur complement times a positive minor, so signs tell; a zero pivot
    needs a zero row, which then plays no part.
    """
    common = math.lcm(*(v.denominator for row in s for v in row))
    a = [[int(v * common) for v in row] for row in s]
    before = 1
    for k in range(len(a)):
        pivot = a[k][k]
        if pivot < 0:
            return False
        if pivot == 0:
            if any(a[k][k:]):
                return False
            continue
        for i in range(k + 1, len(a)):
            for j in range(k + 1, len(a)):
                a[i][j] = (a[i][j] * pivot - a[i][k] * a[k][j]) // before
        before = pivot
    return True


def spectral_holds(c: Fraction, a: Matrix) -> bool:
    """Whether c >= ‖A‖₂, that is whether c²I − AAᵀ is positive semidefinite."""
    if len(a) > len(a[0]):
        a = [list(column) for column in zip(*a, strict=True)]
    n = len(a)
    gram = [[sum((p * q for p, q in zip(a[i], a[j], strict=True)), F(0)) for j in range(n)] for i in range(n)]
    return c >= 0 and semidefinite([[c * c * (i == j) - gram[i][j] for j in range(n)] for i in range(n)])


def claim_holds(kind: str, c: Fraction, a: Matrix) -> bool:
    if c < 0:
        return False
    if kind == "frobenius":
        return c * c >= frobenius_squared(a)
    if kind == "schur":
        return c * c >= schur_squared(a)
    return spectral_holds(c, a)


def ceil_root(x: Fraction, scale: int) -> Fraction:
    """The least multiple of 1/scale that is at least √x."""
    y = x * scale * scale
    root = math.isqrt(y.numerator // y.denominator)
    while root * root < y:
        root += 1
    return F(root, scale)


def suprema_squared(reading: Reading) -> list[Fraction]:
    """Per layer what s_i² must reach."""
    domain, out = reading.domain, []
    pieces: list[list[tuple[Fraction, Fraction]]] = []
    if domain["kind"] == "box":
        pieces = [list(zip(domain["lower"], domain["upper"], strict=True))]
    elif domain["kind"] == "data":
        pieces = [[(v, v) for v in p] for p in reading.points]
    for i, x in enumerate(reading.layers, 1):
        ball = i == 1 and domain["kind"] == "ball"
        reach = domain["radius"] ** 2 if ball else max(sum(max(a * a, b * b) for a, b in p) for p in pieces)
        out.append(reach + (x.bias is not None))
        carried = []
        for piece in [None] if ball else pieces:
            line = []
            for o, row in enumerate(x.weights):
                lo = hi = x.bias[o] if x.bias is not None else F(0)
                if ball:
                    spread = domain["radius"] * ceil_root(sum((w * w for w in row), F(0)), 2**64)
                    lo, hi = lo - spread, hi + spread
                else:
                    for w, (a, b) in zip(row, piece, strict=True):
                        lo += w * a if w >= 0 else w * b
                        hi += w * b if w >= 0 else w * a
                line.append((lower(x.activation, lo), upper(x.activation, hi)))
            carried.append(line)
        pieces = carried
    return out


@dataclass
class Judgement:
    verdict: str
    why: str = ""
    bound: Fraction | None = None


def chain(reading: Reading) -> Fraction:
    """Verify every claim and give the bound of the recursion."""
    bound = F(0)
    safe, reach = never_negative(reading), suprema_squared(reading)
    for i, x in enumerate(reading.layers, 1):
        at = f"layer {i}"
        check_mask(x, reading.method, at)
        about = matrices(x, i, reading.seed, safe[i - 1])
        demand(set(about) == set(x.norms), f"{at}: norms of {sorted(x.norms)}, not {sorted(about)}")
        for name, claims in x.norms.items():
            for kind, c in claims.items():
                demand(claim_holds(kind, c, about[name]), f"{at}: false claim {name} {kind}")
        demand(x.supremum >= 0 and x.supremum**2 >= reach[i - 1], f"{at}: false supremum")
        c = {name: min(claims.values()) for name, claims in x.norms.items()}
        grow = c["virtual"] if "virtual" in c else c["target"] + c["delta"]
        bound = factor(x.activation) * (grow * bound + c["error"] * x.supremum)
    return bound


def judge(ticket: object) -> Judgement:
    """Judge a ticket with attributes ``manifest`` (an object) and ``members`` (bytes by name)."""
    try:
        reading = read(ticket.manifest, ticket.members)
        bound = chain(reading)
    except Invalid as error:
        return Judgement("invalid", str(error))
    if bound > reading.epsilon:
        return Judgement("invalid", f"the bound {float_text(bound)} exceeds epsilon")
    return Judgement("valid", "", bound)


def verdict(ticket: object) -> str:
    """``'valid'`` or ``'invalid'``: is the statement now in the file proved by the chain now in the file?"""
    return judge(ticket).verdict


def other_version(manifest: object) -> bool:
    """Whether the manifest names a schema or a generator version that the page does not know (exit code 2)."""
    if not isinstance(manifest, dict):
        return False
    generator = manifest.get("generator")
    version = generator.get("version", "1") if isinstance(generator, dict) else "1"
    return manifest.get("schema", SCHEMAS[0]) not in SCHEMAS or version != "1"


def float_text(x: Fraction) -> str:
    try:
        return repr(float(x))
    except OverflowError:
        return "(beyond floats)"


# 6. What the statement says -------------------------------------------------------------------------------------


def network_sha256(reading: Reading) -> str:
    digest = hashlib.sha256(b"certify network 1\n")
    for x in reading.layers:
        digest.update(f"{x.outputs} {x.inputs} {x.activation} {int(x.bias is not None)}\n".encode())
        digest.update(b"".join(x.raw))
    return digest.hexdigest()


def domain_sha256(reading: Reading) -> str:
    domain, n0 = reading.domain, reading.layers[0].inputs
    text = "certify domain 1\n"
    if domain["kind"] == "box":
        bounds = zip(domain["lower"], domain["upper"], strict=True)
        text += f"box {n0}\n" + "".join(f"{a} {b}\n" for a, b in bounds)
    elif domain["kind"] == "ball":
        text += f"ball {n0}\n{domain['radius']}\n"
    else:
        text += f"data {len(reading.points)} {n0}\n"
    return hashlib.sha256(text.encode() + reading.raw_points).hexdigest()
