#!/usr/bin/env python3
"""Check a certify ticket, alone: one file, the standard library, exact integers.

    python -I checker.py FILE [--target-sha256 HEX] [--domain-sha256 HEX] [--epsilon E] [--format text|json]

A ticket says: for every x of a domain X, ||F(x) - G(x)||_2 <= epsilon, where F is the network inside the ticket
and G a random ReLU network, given by a seed, of which only the weights of a mask are kept. This program was
written from FORMATS.md and nothing else; the section numbers below are those of that page.

Nothing in the file is believed. Every claim is verified with Python integers. Floating-point numbers are data
(each is the dyadic rational it is) or guides: a factor found in floating point is verified in integers before
it counts.

How to read: `check`, near the end, is the whole procedure, one line per step; or from the top.

Exit codes: 0 valid, 1 invalid, 2 bad usage or no ticket of this version, 3 undecided, 130 interrupted.

Limits, beyond which the answer is `undecided`, never `valid`: a file of 1 GiB; 8 million mask rows in a layer;
0.3 GB for the numbers of the network, of a layer's matrix or of the domain; a step estimated at more than 8
minutes; bounds and box denominators of more than 2^20 and 2^17 bits; a `spectral` claim so sharp that neither
proof nor disproof is found (relative slack below 2^-36, side above 48). `spectral` claims are ignored where the
smaller side of the matrix exceeds 256, as the page says.
"""

import argparse
import array
import binascii
import hashlib
import itertools
import json
import math
import os
import re
import stat
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from operator import mul
from typing import NoReturn

MAX_FILE = 1 << 30
MAX_MANIFEST = 64 << 20
MAX_ROWS = 8_000_000
MAX_NUMBER_BYTES = 300_000_000
MAX_NANOSECONDS = 500_000_000_000
MAX_BOUND_BITS = 1 << 20
MAX_DENOMINATOR_BITS = 1 << 17
MAX_SPECTRAL_SIDE = 256
MAX_ELIMINATION_SIDE = 48
MAX_ELIMINATION_BITS = 1 << 15

Row = list[int]


# ----------------------------------------------------------------------------------------------------
# Verdicts other than `valid` are exceptions.


class Invalid(Exception):
    """A defect or a false claim, and where: layer=, weight=(o, d), member=, field= (dotted path)."""

    def __init__(self, reason: str, **where: object) -> None:
        super().__init__(reason)
        self.reason, self.where = reason, where
        # Paths count the items of lists from 0, as JSON paths do; layers count from 1.
        if match := re.match(r"layers\.([0-9]+)", str(where.get("field"))):
            where["layer"] = int(match[1]) + 1

    def place(self) -> str:
        """For people: `layer 2, weight (7, 31)`."""
        parts = [f"layer {self.where['layer']}"] if "layer" in self.where else []
        if "weight" in self.where:
            parts.append(f"weight {self.where['weight']}")
        elif "field" in self.where:
            parts.append(re.sub(r"^layers\.[0-9]+\.", "", str(self.where["field"])))
        elif "member" in self.where:
            parts.append(plain(str(self.where["member"])))
        return ", ".join(parts) or "file"


class Undecided(Exception):
    """Beyond a limit of this program."""


class Unusable(Exception):
    """Bad usage, or a file that is no ticket of this version."""


def nanoseconds(products: int, bits_a: int, bits_b: int) -> int:
    """A guess at what products of numbers of so many bits take (30-bit digits; Karatsuba above 70)."""
    short, long = sorted((bits_a // 30 + 1, bits_b // 30 + 1))
    return products * (70 + long * (short if short < 70 else int(6 * short**0.585)))


def afford(time: int, what: str) -> None:
    """Refuse work that would take too long."""
    if time > MAX_NANOSECONDS:
        raise Undecided(f"{what} is beyond the size this checker verifies")


# ----------------------------------------------------------------------------------------------------
# Section 1. Numbers. Each is matched, and its exponent limited, before anything is converted.

NATURAL = r"0|[1-9][0-9]{0,80}"
INTEGER = r"0|-?[1-9][0-9]{0,80}"
RATIO = re.compile(r"([+-]?[0-9]+)(?:/([0-9]+))?")
DECIMAL = re.compile(r"([+-]?)(?:([0-9]+)\.?([0-9]*)|\.([0-9]+))(?:[eE]([+-]?[0-9]{1,4}))?")
HEXADECIMAL = re.compile(r"([+-]?)0[xX]([0-9a-fA-F]+)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]{1,4})")


def parse_rational(text: str) -> Fraction | None:
    """The rational that a text denotes, or None."""
    if len(text) > 4000:
        return None
    if match := RATIO.fullmatch(text):
        denominator = int(match[2] or "1")
        return Fraction(int(match[1]), denominator) if denominator else None
    if match := DECIMAL.fullmatch(text):
        whole, after = match[2] or "", match[3] or match[4] or ""
        exponent = int(match[5] or "0")
        if abs(exponent) > 400:
            return None
        value = int(whole + after) * Fraction(10) ** (exponent - len(after))
        return -value if match[1] == "-" else value
    if match := HEXADECIMAL.fullmatch(text):
        after, exponent = match[3] or "", int(match[4])
        if abs(exponent) > 1100:
            return None
        value = int(match[2] + after, 16) * Fraction(2) ** (exponent - 4 * len(after))
        return -value if match[1] == "-" else value
    return None


def canonical(value: Fraction) -> str:
    """`p` or `p/q` in lowest terms."""
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def decimal(value: Fraction, up: bool) -> str:
    """Three digits of a rational for people, rounded up or down (never to nearest): 0.0123456 gives 1.24e-2."""
    if value < 0:
        return "-" + decimal(-value, not up)
    if value == 0:
        return "0"
    exponent = (value.numerator.bit_length() - value.denominator.bit_length()) * 30103 // 100000 + 2  # too large
    while value < Fraction(10) ** exponent:
        exponent -= 1
    scaled = value * Fraction(10) ** (2 - exponent)
    digits = math.ceil(scaled) if up else math.floor(scaled)
    if digits == 1000:
        digits, exponent = 100, exponent + 1
    text = str(digits).rstrip("0")
    return f"{text[0]}.{text[1:]}e{exponent}" if len(text) > 1 else f"{text}e{exponent}"


def root_up(square: Fraction) -> Fraction:
    """A number slightly above the square root, for messages."""
    shift = max(0, 80 - square.numerator.bit_length() + square.denominator.bit_length())
    return Fraction(math.isqrt(math.floor(square * 4**shift)) + (1 if square else 0), 2**shift)


def quote(value: object) -> str:
    """A value from the file for a message: ASCII, short, on one line."""
    if isinstance(value, str):
        return json.dumps(value if len(value) <= 60 else value[:60] + "...")
    return {dict: "an object", list: "a list", bool: "a truth value"}.get(type(value), "null")


def plain(name: str) -> str:
    return name if re.fullmatch(r"[!-~]{1,100}", name) else quote(name)


# ----------------------------------------------------------------------------------------------------
# Section 4.1. The container. Read with struct: a zip library would forgive too much.

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
UTF8_NAME = 0x800


def read_file(path: str) -> bytes:
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise Unusable(f"{quote(path)}: not a regular file")
        with open(path, "rb") as stream:
            if stream.read(2) != b"PK":
                raise Unusable(f"{quote(path)}: not a ticket, for it does not start with PK")
            stream.seek(0)
            if status.st_size > MAX_FILE:
                raise Undecided(f"a file of {status.st_size} bytes is beyond the size this checker reads")
            return stream.read(MAX_FILE)
    except (OSError, ValueError) as error:
        raise Unusable(f"{quote(path)}: cannot be read: {getattr(error, 'strerror', None) or error}") from None


def read_container(data: bytes) -> dict[str, memoryview]:
    """The members. Local headers and central directory are walked together; no byte is left over."""
    view = memoryview(data)
    stop = len(view) - END.size
    if stop < 0:
        raise Invalid("truncated: no end record")
    signature, disk, first_disk, here, count, size, start, comment = END.unpack_from(view, stop)
    if signature != b"PK\5\6" or comment != 0:
        raise Invalid("the last 22 bytes are not an end record without comment")
    if disk or first_disk or here != count or count == 0xFFFF or start == 0xFFFFFFFF or size == 0xFFFFFFFF:
        raise Invalid("several disks or zip64 in the end record")
    if start + size != stop:
        raise Invalid("the central directory does not end where the end record begins")
    members: dict[str, memoryview] = {}
    local, central = 0, start
    for _ in range(count):
        name, content, local, central = read_member(view, local, central, start, stop)
        if name in members:
            raise Invalid("two members of this name", member=name)
        members[name] = content
    if local != start or central != stop:
        raise Invalid("bytes that belong to no member")
    return members


def read_member(
    view: memoryview, local: int, central: int, start: int, stop: int
) -> tuple[str, memoryview, int, int]:
    """One member, given where its two headers begin: name, data, and where the next two headers begin."""
    if local + LOCAL.size > start or central + CENTRAL.size > stop:
        raise Invalid("truncated: a header is missing")
    sig, _, flags, method, _, _, crc, packed, size, name_size, extra = LOCAL.unpack_from(view, local)
    entry = CENTRAL.unpack_from(view, central)
    begin = local + LOCAL.size + name_size
    end = begin + packed
    after = central + CENTRAL.size + name_size
    if sig != b"PK\3\4" or entry[0] != b"PK\1\2":
        raise Invalid("a header has no zip signature")
    if end > start or after > stop:
        raise Invalid("truncated: a member does not fit")
    raw = bytes(view[begin - name_size : begin])
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError:
        raise Invalid("a member has a name that is not ASCII") from None
    if entry[3:5] != (flags, method) or entry[7:11] != (crc, packed, size, name_size):
        raise Invalid("local header and central directory disagree", member=name)
    if bytes(view[after - name_size : after]) != raw or entry[16] != local:
        raise Invalid("local header and central directory disagree", member=name)
    if extra or entry[11] or entry[12] or entry[13]:
        raise Invalid("extra field, comment or disk number in a header", member=name)
    if method != 0 or flags & ~UTF8_NAME or packed != size:
        raise Invalid("compressed, encrypted or with a data descriptor; members are stored", member=name)
    if name == "manifest.json" and size > MAX_MANIFEST:
        raise Invalid("larger than 64 MiB", member=name)
    content = view[begin:end]
    if binascii.crc32(content) != crc:
        raise Invalid("CRC-32 does not fit the data", member=name)
    return name, content, end, after


NPY_HEADER = re.compile(
    rb"\{'descr': '(<f8|<i8)', 'fortran_order': False, 'shape': "
    rb"\((0,|[1-9][0-9]{0,80},|(?:0|[1-9][0-9]{0,80})(?:, (?:0|[1-9][0-9]{0,80}))+)\), \} *\n"
)


def read_npy(content: memoryview, name: str, kind: bytes, shape: tuple[int | None, ...]) -> tuple[int, memoryview]:
    """The first extent and the data of a .npy member of the given kind and shape (None: any extent)."""
    if len(content) < 10 or bytes(content[:8]) != b"\x93NUMPY\1\0":
        raise Invalid("not a .npy of version 1.0", member=name)
    begin = 10 + int.from_bytes(content[8:10], "little")
    match = NPY_HEADER.fullmatch(bytes(content[10:begin]))
    if begin > len(content) or match is None:
        raise Invalid("the .npy header does not have the form of the format page", member=name)
    if match[1] != kind:
        raise Invalid(f"dtype {match[1].decode()}, not {kind.decode()}", member=name)
    found = [int(extent) for extent in match[2].rstrip(b",").split(b", ")]
    if len(found) != len(shape) or any(want not in (None, have) for want, have in zip(shape, found, strict=True)):
        wanted = ", ".join("any" if extent is None else str(extent) for extent in shape)
        raise Invalid(f"shape ({quote_extents(found)}), not ({wanted})", member=name)
    if math.prod(found) * 8 != len(content) - begin:
        raise Invalid("the data are not as long as the shape says", member=name)
    return found[0], content[begin:]


def quote_extents(extents: list[int]) -> str:
    return ", ".join(map(str, extents[:3])) + (", ..." if len(extents) > 3 else "")


def read_doubles(data: memoryview) -> "array.array[float]":
    if len(data) * 8 > MAX_NUMBER_BYTES:  # an integer made of a double takes 64 bytes or more
        raise Undecided("the network or its domain is beyond the size this checker verifies")
    values = array.array("d")
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def not_finite(value: float) -> bool:
    return not math.isfinite(value)


def canonical_bytes(values: "array.array[float]") -> bytes:
    """Little-endian, with -0.0 as 0.0 (adding 0.0 changes no other double) (2)."""
    clean = array.array("d", [value + 0.0 for value in values])
    if sys.byteorder == "big":
        clean.byteswap()
    return clean.tobytes()


def memory(count: int, sample: Iterable[int]) -> int:
    """Bytes that `count` integers not larger than those of the sample take, generously."""
    return count * (64 + max((value.bit_length() for value in sample), default=0) // 7)


def scaled_integers(values: "array.array[float]") -> tuple[Row, int]:
    """Integers n and one k >= 0 with value = n / 2^k, exactly. Refused if these would fill the memory."""
    k = max(value.as_integer_ratio()[1].bit_length() - 1 for value in values)
    largest = max(map(abs, values)).as_integer_ratio()
    if memory(len(values), [(largest[0] << k) // largest[1]]) > MAX_NUMBER_BYTES:
        raise Undecided("the network or its domain is beyond the size this checker verifies")
    return [n << (k + 1 - d.bit_length()) for n, d in map(float.as_integer_ratio, values)], k


# ----------------------------------------------------------------------------------------------------
# Section 4.2. The manifest.

LIPSCHITZ = {"identity": Fraction(1), "relu": Fraction(1), "tanh": Fraction(1), "sigmoid": Fraction(1, 4)}


@dataclass
class Layer:
    """A layer of F, and what the ticket says about it. `weights` has the bias as its last column."""

    number: int
    outputs: int
    inputs: int
    bias: bool
    activation: str
    first_cell: int
    cells: int
    neurons: int
    supremum: Fraction
    norms: object
    weights: list[Row] = field(default_factory=list)  # over 2^scale
    scale: int = 0

    @property
    def columns(self) -> int:
        return self.inputs + self.bias

    @property
    def path(self) -> str:
        return f"layers.{self.number - 1}"


@dataclass
class Domain:
    kind: str
    bounds: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # of a box
    radius: Fraction = Fraction(0)  # of a ball
    points: list[Row] = field(default_factory=list)  # of data, over 2^scale
    scale: int = 0
    digest: str = ""


@dataclass
class Ticket:
    epsilon: Fraction
    seed: int
    method: str
    domain: Domain
    layers: list[Layer]
    members: dict[str, str]
    digest: str = ""


def as_object(value: object, path: str, keys: str | None = None, optional: str = "") -> dict[str, object]:
    """A JSON object; with `keys`, one of exactly these fields and perhaps the optional ones."""
    if not isinstance(value, dict):
        raise Invalid(f"{quote(value)}, not an object", field=path)
    if keys is not None:
        for key in keys.split():
            if key not in value:
                raise Invalid(f"lacks the field {quote(key)}", field=path)
        for key in value:
            if key not in f"{keys} {optional}".split():
                raise Invalid(f"has an unknown field {quote(key)}", field=path)
    return value


def as_list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise Invalid(f"{quote(value)}, not a list", field=path)
    return value


def as_text(value: object, path: str, pattern: str = r"(?s:.*)", what: str = "a string") -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise Invalid(f"{quote(value)}, not {what}", field=path)
    return value


def as_natural(value: object, path: str) -> int:
    return int(as_text(value, path, NATURAL, "a natural number"))


def as_rational(value: object, path: str) -> Fraction:
    number = parse_rational(as_text(value, path))
    if number is None:
        raise Invalid(f"{quote(value)}, not a rational number in range", field=path)
    return number


def read_manifest(content: memoryview) -> Ticket:
    tree = parse_json(content)
    refuse_other_versions(tree)
    top = as_object(tree, "manifest.json", "schema epsilon domain generator method layers members provenance")
    generator = as_object(top["generator"], "generator", "version seed")
    as_text(generator["version"], "generator.version", "1", "a string")
    seed = as_natural(generator["seed"], "generator.seed")
    if seed >= 1 << 128:
        raise Invalid("not below 2^128", field="generator.seed")
    layers = [read_layer(item, i) for i, item in enumerate(as_list(top["layers"], "layers"), 1)]
    if not layers:
        raise Invalid("a network has at least one layer", field="layers")
    for before, layer in itertools.pairwise(layers):
        if layer.inputs != before.outputs:
            reason = f"{layer.inputs}, after a layer of {before.outputs} outputs"
            raise Invalid(reason, field=f"{layer.path}.inputs")
    epsilon = as_rational(top["epsilon"], "epsilon")
    if epsilon <= 0:
        raise Invalid("not positive", field="epsilon")
    for name, value in as_object(top["provenance"], "provenance").items():
        as_text(value, f"provenance.{plain(name)}")
    members = {name: as_text(value, "members") for name, value in as_object(top["members"], "members").items()}
    method = as_text(top["method"], "method", "recycle|batch|shared", "a method of the format page")
    return Ticket(epsilon, seed, method, read_domain(top["domain"], layers[0].inputs), layers, members)


def parse_json(content: memoryview) -> object:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Invalid("a key appears twice in an object", member="manifest.json")
        return found

    def refuse(token: str) -> object:
        raise Invalid(f"{token[:30]} is a JSON number; numbers are written as strings", member="manifest.json")

    try:
        text = str(content, "utf-8")
        decoder = json.JSONDecoder(
            object_pairs_hook=unique, parse_int=refuse, parse_float=refuse, parse_constant=refuse
        )
        return decoder.decode(text)
    except ValueError as error:  # bad UTF-8 included
        raise Invalid(f"not JSON: {str(error)[:100]}", member="manifest.json") from None
    except RecursionError:
        raise Invalid("nested too deeply", member="manifest.json") from None


def refuse_other_versions(tree: object) -> None:
    """Another version is no defect (4.4). Looked at before any other field, which may have changed with it."""
    if isinstance(tree, dict):
        schema, generator = as_text(tree.get("schema"), "schema"), tree.get("generator")
        if schema != "certify-ticket/1":
            raise Unusable(f"schema {quote(schema)}; this checker reads certify-ticket/1")
        version = generator.get("version") if isinstance(generator, dict) else None
        if isinstance(version, str) and version != "1":
            raise Unusable(f"generator version {quote(version)}; this checker knows version 1")


def read_layer(tree: object, i: int) -> Layer:
    path = f"layers.{i - 1}"
    keys = "outputs inputs bias activation first_cell cells neurons supremum norms"
    item = as_object(tree, path, keys)
    layer = Layer(
        number=i,
        outputs=as_natural(item["outputs"], f"{path}.outputs"),
        inputs=as_natural(item["inputs"], f"{path}.inputs"),
        bias=as_text(item["bias"], f"{path}.bias", "yes|no", '"yes" or "no"') == "yes",
        activation=as_text(item["activation"], f"{path}.activation", "|".join(LIPSCHITZ), "a known activation"),
        first_cell=int(as_text(item["first_cell"], f"{path}.first_cell", INTEGER, "an integer")),
        cells=as_natural(item["cells"], f"{path}.cells"),
        neurons=as_natural(item["neurons"], f"{path}.neurons"),
        supremum=as_rational(item["supremum"], f"{path}.supremum"),
        norms=item["norms"],  # which names belong here is known only when the signs are
    )
    if layer.outputs < 1 or layer.inputs < 1:
        raise Invalid("a layer without outputs or inputs", field=f"{path}.outputs")
    if layer.cells < 1 or layer.first_cell < -122880 or layer.first_cell + layer.cells > 122880:
        raise Invalid("no cells, or cells outside [-122880, 122880]", field=f"{path}.cells")
    if layer.neurons >= 1 << 48:
        raise Invalid("not below 2^48", field=f"{path}.neurons")
    return layer


def read_domain(tree: object, inputs: int) -> Domain:
    kind = as_text(as_object(tree, "domain").get("kind"), "domain.kind", "box|ball|data", "box, ball or data")
    item = as_object(tree, "domain", {"box": "kind lower upper", "ball": "kind radius", "data": "kind"}[kind])
    domain = Domain(kind)
    if kind == "ball":
        domain.radius = as_rational(item["radius"], "domain.radius")
        if domain.radius < 0:
            raise Invalid("negative", field="domain.radius")
    if kind == "box":
        for side in ("lower", "upper"):
            if len(as_list(item[side], f"domain.{side}")) != inputs:
                raise Invalid(f"not as long as the network has inputs, {inputs}", field=f"domain.{side}")
        for d, (low, high) in enumerate(zip(as_list(item["lower"], ""), as_list(item["upper"], ""), strict=True)):
            bounds = as_rational(low, f"domain.lower.{d}"), as_rational(high, f"domain.upper.{d}")
            if bounds[0] > bounds[1]:
                raise Invalid("above the upper bound", field=f"domain.lower.{d}")
            domain.bounds.append(bounds)
    return domain


def read_norms(layer: Layer, names: list[str]) -> dict[str, dict[str, Fraction]]:
    path = f"{layer.path}.norms"
    norms = as_object(layer.norms, path, " ".join(names))
    claims: dict[str, dict[str, Fraction]] = {}
    for name in names:
        kinds = as_object(norms[name], f"{path}.{name}", "frobenius schur", optional="spectral")
        claims[name] = {kind: as_rational(value, f"{path}.{name}.{kind}") for kind, value in kinds.items()}
    return claims


# ----------------------------------------------------------------------------------------------------
# Sections 4.1 and 2. Members, the network, the domain, and their digests.


def check_members(ticket: Ticket, members: dict[str, memoryview]) -> None:
    """Exactly the members of the table are listed, exactly the listed are there, and each has its digest."""
    expected = {f"target/{layer.number}/weights.npy" for layer in ticket.layers}
    expected |= {f"target/{layer.number}/bias.npy" for layer in ticket.layers if layer.bias}
    expected |= {f"mask/{layer.number}.npy" for layer in ticket.layers}
    expected |= {"domain/points.npy"} if ticket.domain.kind == "data" else set()
    for name in sorted(expected | ticket.members.keys() | (members.keys() - {"manifest.json"})):
        if name not in expected:
            raise Invalid("a member that does not belong here", member=name)
        if name not in ticket.members:
            raise Invalid("not listed under members", member=name)
        if name not in members:
            raise Invalid("missing", member=name)
        if ticket.members[name] != hashlib.sha256(members[name]).hexdigest():
            raise Invalid("SHA-256 is not as listed under members", member=name)


def load_network(ticket: Ticket, members: dict[str, memoryview]) -> None:
    """Fill in the weights and the digest of F."""
    digest = hashlib.sha256(b"certify network 1\n")
    total = 0
    for layer in ticket.layers:
        i, n, m = layer.number, layer.outputs, layer.inputs
        name = f"target/{i}/weights.npy"
        values = read_doubles(read_npy(members[name], name, b"<f8", (n, m))[1])
        digest.update(f"{n} {m} {layer.activation} {int(layer.bias)}\n".encode() + canonical_bytes(values))
        if layer.bias:
            name = f"target/{i}/bias.npy"
            biases = read_doubles(read_npy(members[name], name, b"<f8", (n,))[1])
            digest.update(canonical_bytes(biases))
            values.extend(biases)
        if (at := next(itertools.compress(itertools.count(), map(not_finite, values)), None)) is not None:
            raise Invalid("not finite", layer=i, weight=divmod(at, m) if at < n * m else (at - n * m, m))
        integers, layer.scale = scaled_integers(values)
        layer.weights = [integers[o * m : o * m + m] + integers[n * m + o : n * m + o + 1] for o in range(n)]
        total += memory(len(values), integers)
        if total > MAX_NUMBER_BYTES:
            raise Undecided("the network is beyond the size this checker verifies")
    ticket.digest = digest.hexdigest()


def load_domain(ticket: Ticket, members: dict[str, memoryview]) -> None:
    domain, inputs = ticket.domain, ticket.layers[0].inputs
    digest = hashlib.sha256(b"certify domain 1\n")
    if domain.kind == "box":
        digest.update(f"box {inputs}\n".encode())
        for low, high in domain.bounds:
            digest.update(f"{canonical(low)} {canonical(high)}\n".encode())
    elif domain.kind == "ball":
        digest.update(f"ball {inputs}\n{canonical(domain.radius)}\n".encode())
    else:
        name = "domain/points.npy"
        count, data = read_npy(members[name], name, b"<f8", (None, inputs))
        if count == 0:
            raise Invalid("a data set without points", member=name)
        values = read_doubles(data)
        if (at := next(itertools.compress(itertools.count(), map(not_finite, values)), None)) is not None:
            raise Invalid(f"point {at // inputs}, coordinate {at % inputs} is not finite", member=name)
        digest.update(f"data {count} {inputs}\n".encode() + canonical_bytes(values))
        integers, domain.scale = scaled_integers(values)
        domain.points = [integers[p * inputs : (p + 1) * inputs] for p in range(count)]
    domain.digest = digest.hexdigest()


# ----------------------------------------------------------------------------------------------------
# Section 3. The generator, version 1.

MASK64 = (1 << 64) - 1


def round_keys(seed: int) -> list[tuple[int, int]]:
    k0, k1 = seed & MASK64, seed >> 64
    return [((k0 + r * 0x9E3779B97F4A7C15) & MASK64, (k1 + r * 0xBB67AE8584CAA73B) & MASK64) for r in range(10)]


def philox(block: int, index: int, stream: int, keys: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    """The four words at counter (1 + block, index, stream, 1) of Philox4x64-10; stream = 2 layer + side."""
    c0, c1, c2, c3 = block + 1, index, stream, 1
    for k0, k1 in keys:
        p = c0 * 0xD2E7470EE14C6C93
        q = c2 * 0xCA5A826395121157
        c0, c1, c2, c3 = q >> 64 ^ c1 ^ k0, q & MASK64, p >> 64 ^ c3 ^ k1, p & MASK64
    return c0, c1, c2, c3


def power_table() -> Row:
    """T[j], nearest to x = 2^31 2^(j/256). Eight nested integer roots give floor(2x) exactly."""
    table = []
    for j in range(257):
        value = 1 << (32 * 256 + j)
        for _ in range(8):
            value = math.isqrt(value)
        table.append((value + 1) >> 1)
    return table


TABLE = power_table()
STEPS = [after - before for before, after in itertools.pairwise(TABLE)]


def weight_integer(word: int, first: int, cells: int) -> int:
    """The weight times 2^(52 - first div 256), an integer."""
    g = first + ((word >> 32) * cells >> 32)
    n = (TABLE[g & 255] << 21) + STEPS[g & 255] * (word >> 1 & 0x1FFFFF)
    n <<= (g >> 8) - (first >> 8)
    return -n if word & 1 else n


def magnitude(cell: int) -> str:
    """alpha and beta: where a cell begins, as a hexadecimal float (exactly: a 33-bit integer times 2^n)."""
    return math.ldexp(TABLE[cell & 255], (cell >> 8) - 31).hex()


# ----------------------------------------------------------------------------------------------------
# Section 4.3. Masks and virtual weights.


def virtual_weights(layer: Layer, ticket: Ticket, content: memoryview) -> tuple[Row, Row, int]:
    """The two branches of every (o, d), at position o * columns + d, over 2^scale."""
    name = f"mask/{layer.number}.npy"
    rows, data = read_npy(content, name, b"<i8", (None, 3))
    if rows > MAX_ROWS:
        raise Undecided(f"{rows} mask rows in layer {layer.number} are beyond the size this checker verifies")
    shared, columns, outputs = ticket.method == "shared", layer.columns, layer.outputs
    first, cells, stream, keys = layer.first_cell, layer.cells, 2 * layer.number, round_keys(ticket.seed)
    plus, minus = [0] * (outputs * columns), [0] * (outputs * columns)
    seen: set[int] = set()  # neurons, or under `shared` pairs (neuron, output)
    input_of: dict[int, int] = {}  # under `shared`: the input of each neuron
    last, words = (-1, -1), (0, 0, 0, 0)
    for number, (z, d, o) in enumerate(struct.iter_unpack("<3q", data)):
        if not (0 <= z < layer.neurons and 0 <= d < columns and 0 <= o < outputs):
            raise row_defect(layer, number, (z, d, o), "is out of range")
        mark = z * outputs + o if shared else z
        if mark in seen:
            raise row_defect(layer, number, (z, d, o), "uses a neuron again" if not shared else "is there already")
        if shared and input_of.setdefault(z, d) != d:
            raise row_defect(layer, number, (z, d, o), f"gives its neuron a second input, after {input_of[z]}")
        seen.add(mark)
        block, k = z >> 2, z & 3
        if last != (block, d):  # neighbours often share their block
            last, words = (block, d), philox(block, d, stream, keys)
        z_in = weight_integer(words[k], first, cells)
        z_out = weight_integer(philox(block, o, stream + 1, keys)[k], first, cells)
        if z_in > 0:
            plus[o * columns + d] += z_in * z_out
        else:
            minus[o * columns + d] += z_in * z_out
    return plus, minus, 2 * (52 - (first >> 8))


def row_defect(layer: Layer, number: int, row: tuple[int, int, int], what: str) -> Invalid:
    reason = f"mask row {number} (neuron {row[0]}, input {row[1]}, output {row[2]}) {what}"
    where: dict[str, object] = {"layer": layer.number, "member": f"mask/{layer.number}.npy"}
    if 0 <= row[1] < layer.columns and 0 <= row[2] < layer.outputs:
        where["weight"] = (row[2], row[1])
    return Invalid(reason, **where)


# ----------------------------------------------------------------------------------------------------
# Section 4.3. Never negative, errors, and the matrices whose norms are claimed.


def never_negative(ticket: Ticket, layer: Layer) -> list[bool]:
    """One answer per column of the layer; the constant unit never is negative."""
    if layer.number > 1:
        known = ticket.layers[layer.number - 2].activation in ("relu", "sigmoid")
        found = [known] * layer.inputs
    elif ticket.domain.kind == "box":
        found = [low >= 0 for low, _ in ticket.domain.bounds]
    elif ticket.domain.kind == "ball":
        found = [ticket.domain.radius == 0] * layer.inputs
    else:
        found = [min(column) >= 0 for column in zip(*ticket.domain.points, strict=True)]
    return found + [True] * layer.bias


def norm_matrices(
    layer: Layer, safe: list[bool], plus: Row, minus: Row, scale: int
) -> tuple[dict[str, list[Row]], int]:
    """The matrices of the table under *Norms*, by name, integers over 2^k for the k returned."""
    k, n = max(layer.scale, scale), layer.inputs
    sample = [max(map(abs, plus)) << (k - scale), max(map(abs, minus)) << (k - scale)]
    sample += [max(map(abs, row)) << (k - layer.scale) for row in layer.weights]
    if memory(len(plus), sample) > MAX_NUMBER_BYTES:
        raise Undecided(f"layer {layer.number} is beyond the size this checker verifies")
    target = [[value << (k - layer.scale) for value in row] for row in layer.weights]
    unsigned = all(safe)
    virtual, error = [], []
    for o, row in enumerate(target):
        begin = o * layer.columns
        upper = [value << (k - scale) for value in plus[begin : begin + layer.columns]]
        virtual.append(upper[:n])
        if unsigned:
            error.append([w - v for w, v in zip(row, upper, strict=True)])
            continue
        lower = [value << (k - scale) for value in minus[begin : begin + layer.columns]]
        branches = zip(row, upper, lower, safe, strict=True)
        error.append([abs(w - v) if one else max(abs(w - v), abs(w - u)) for w, v, u, one in branches])
    if unsigned:
        return {"virtual": virtual, "error": error}, k
    return {"target": [row[:n] for row in target], "delta": [row[:n] for row in error], "error": error}, k


# ----------------------------------------------------------------------------------------------------
# Section 4.3. Norms. A matrix is integer rows over 2^k.


def check_norms(layer: Layer, matrices: dict[str, list[Row]], k: int) -> dict[str, tuple[Fraction, Fraction]]:
    """By name: the least claim that is verified, and the least claim at all (smaller only if one is ignored)."""
    least = {}
    afford(nanoseconds(3 * layer.outputs * layer.columns, k + 2000, k + 2000), f"layer {layer.number}")
    for name, claims in read_norms(layer, list(matrices)).items():
        rows = matrices[name]
        frobenius = Fraction(sum(sum(map(mul, row, row)) for row in rows), 4**k)
        row_sum = max(sum(map(abs, row)) for row in rows)
        column_sum = max(sum(map(abs, column)) for column in zip(*rows, strict=True))
        for kind, square in (("frobenius", frobenius), ("schur", Fraction(row_sum * column_sum, 4**k))):
            if claims[kind] < 0 or claims[kind] ** 2 < square:
                truth = f"is {decimal(root_up(square), True)}"
                raise false_claim(layer, f"{name}.{kind}", claims[kind], truth, rows, k)
        verified = everything = min(claims["frobenius"], claims["schur"])
        if "spectral" in claims:
            verdict = spectral_claim(claims["spectral"], verified, rows, k)
            if verdict is False:
                raise false_claim(layer, f"{name}.spectral", claims["spectral"], "is larger", rows, k)
            if verdict is None and min(len(rows), len(rows[0])) <= MAX_SPECTRAL_SIDE:
                raise Undecided(f"layer {layer.number}, norms.{name}.spectral: too close to the norm to settle")
            everything = min(everything, claims["spectral"])
            verified = everything if verdict else verified
        least[name] = verified, everything
    return least


def false_claim(layer: Layer, name: str, claim: Fraction, truth: str, rows: list[Row], k: int) -> Invalid:
    reason = f"claimed to be {decimal(claim, False)}, but {truth}"
    where: dict[str, object] = {"layer": layer.number, "field": f"{layer.path}.norms.{name}"}
    if name.startswith(("error", "delta")):
        o, d = where["weight"] = largest_entry(rows)
        error = decimal(Fraction(abs(rows[o][d]), 2**k), True)
        reason = f"norms.{name} {reason}; the error here, the largest, is {error}"
    return Invalid(reason, **where)


def largest_entry(rows: list[Row]) -> tuple[int, int]:
    best = [max(map(abs, row)) for row in rows]
    o = best.index(max(best))
    return o, [abs(value) for value in rows[o]].index(best[o])


def spectral_claim(claim: Fraction, other: Fraction, rows: list[Row], k: int) -> bool | None:
    """Whether claim >= ||A||_2: True, False, or None where this program does not know.

    With B = A A^T or A^T A, whichever is smaller, in integers over 4^k, the claim p/q is true iff S = N I - q^2 B
    is positive semidefinite, N = p^2 4^k. `other` is a verified bound of ||A||_2.
    """
    if claim < 0:
        return False
    if claim >= other:
        return True
    if len(rows) > len(rows[0]):
        rows = [list(column) for column in zip(*rows, strict=True)]
    side, bits = len(rows), max(value.bit_length() for row in rows for value in row)
    if side > MAX_SPECTRAL_SIDE or nanoseconds(side * side * len(rows[0]) // 2, bits, bits) > MAX_NANOSECONDS:
        return None
    square = claim.denominator**2
    gram = [[square * sum(map(mul, a, b)) for b in rows[: i + 1]] for i, a in enumerate(rows)]  # lower triangle
    top = claim.numerator**2 << (2 * k)
    if any(gram[i][i] > top for i in range(side)):  # S has a negative diagonal entry
        return False
    if top == 0:  # then B = 0, for its diagonal is
        return True
    # Guides: q^2 B / N as doubles. By Cauchy-Schwarz its entries lie in [-1, 1], however large or small A is.
    guide = [[math.ldexp((value << 60) // top, -60) for value in row] for row in gram]
    factor, _ = cholesky(guide, 1.0 - TAU)
    if len(factor) == side and proved_by_factor(gram, top, factor):
        return True
    _, direction = cholesky(guide, 1.0 + TAU)
    if disproved_by_vector(gram, top, direction):
        return False
    common = math.gcd(top, *itertools.chain(*gram)) if side <= MAX_ELIMINATION_SIDE else 0
    if common and side * (top // common).bit_length() <= MAX_ELIMINATION_BITS:
        return semidefinite([[-v // common for v in row[:-1]] + [(top - row[-1]) // common] for row in gram])
    return None


TAU = 2.0**-36


def cholesky(guide: list[list[float]], diagonal: float) -> tuple[list[list[float]], list[float]]:
    """The rows of the lower factor of diagonal I - guide, as far as there are any; believed by nobody.

    Where the factor breaks down, also a vector in which the quadratic form is not positive, up to rounding.
    """
    factor: list[list[float]] = []
    for i, row in enumerate(guide):
        line: list[float] = []
        for j in range(i):
            line.append((-row[j] - sum(map(mul, line, factor[j]))) / factor[j][j])
        pivot = diagonal - row[i] - sum(map(mul, line, line))
        if not pivot > 0.0:
            direction = [0.0] * i + [1.0]
            for j in reversed(range(i)):
                tail = sum(factor[m][j] * direction[m] for m in range(j + 1, i))
                direction[j] = (-line[j] - tail) / factor[j][j]
            return factor, direction
        factor.append([*line, math.sqrt(pivot)])
    return factor, []


def proved_by_factor(gram: list[Row], top: int, factor: list[list[float]]) -> bool:
    """Prove S = top I - gram positive semidefinite from a floating factor, rounded to integers L / 2^52.

    S 4^52 = top L L^T + R with the exact rest R. The first term is semidefinite whatever L is; R is if each
    diagonal entry is at least the sum of the absolute other ones in its row. The factor given is that of
    S/top - TAU I: R is then about TAU I in units of top 4^52, and rounding (in a row below TAU, for sides up to
    256) leaves it dominant. So a true claim fails this test only if its relative slack is below about TAU.
    """
    if not all(abs(value) <= 2.0 for line in factor for value in line):
        return False
    integers = [[round(math.ldexp(value, 52)) for value in line] for line in factor]
    slack = [0] * len(gram)
    for i, a in enumerate(integers):
        for j in range(i):
            rest = abs((-gram[i][j] << 104) - top * sum(map(mul, a, integers[j])))  # map stops at the shorter
            slack[i] -= rest
            slack[j] -= rest
        slack[i] += ((top - gram[i][i]) << 104) - top * sum(map(mul, a, a))
    return min(slack) >= 0


def disproved_by_vector(gram: list[Row], top: int, direction: list[float]) -> bool:
    """Whether v^T S v < 0, exactly, for the vector rounded to integers (and continued with zeros)."""
    size = max(map(abs, direction), default=0.0)
    if not 0.0 < size < math.inf or not all(map(math.isfinite, direction)):
        return False
    v = [round(math.ldexp(value / size, 52)) for value in direction]
    form = 0
    for i, (x, row) in enumerate(zip(v, gram, strict=False)):
        form += x * (2 * sum(map(mul, row[:i], v)) + row[i] * x)
    return bool(form > top * sum(map(mul, v, v)))


def semidefinite(lower: list[Row]) -> bool:
    """Decide by fraction-free symmetric elimination of a lower triangle.

    Entries stay integers (they are minors) with the signs of the Schur complement's. The matrix is semidefinite
    iff no pivot is negative and each zero pivot has a zero column below it.
    """
    previous = 1
    while lower:
        column = [row[0] for row in lower]
        pivot = column[0]
        if pivot < 0 or (pivot == 0 and any(column)):
            return False
        rest = [row[1:] for row in lower[1:]]
        if pivot > 0:
            for i, row in enumerate(rest):
                for j in range(i + 1):
                    row[j] = (pivot * row[j] - column[i + 1] * column[j + 1]) // previous
            previous = pivot
        lower = rest
    return True


# ----------------------------------------------------------------------------------------------------
# Section 4.3. Suprema: exact interval arithmetic. A piece is integers (low, high) over one denominator, the unit;
# where it is a single point, low and high are the same list.

Piece = tuple[Row, Row, int]


def check_suprema(ticket: Ticket) -> None:
    layers = ticket.layers
    estimate_suprema(ticket)
    worst, units = [0] * len(layers), [1] * len(layers)  # the largest |F_{i-1}|^2 is worst / unit^2
    if ticket.domain.kind == "ball":
        worst[0], units[0] = ticket.domain.radius.numerator**2, ticket.domain.radius.denominator
    for piece, passed in pieces(ticket):
        for i in range(passed, len(layers)):
            if i > passed:
                piece = carry(layers[i - 1], piece)
            low, high, units[i] = piece  # the unit is the same for all pieces
            worst[i] = max(worst[i], sum(max(a * a, b * b) for a, b in zip(low, high, strict=True)))
    for layer, square, unit in zip(layers, worst, units, strict=True):
        s = layer.supremum
        square, whole = square + layer.bias * unit * unit, unit * unit
        if s < 0 or s.numerator**2 * whole < s.denominator**2 * square:  # a Fraction would seek common divisors
            common = max(0, min(whole.bit_length(), square.bit_length()) - 200)
            truth = root_up(Fraction((square >> common) + 1, whole >> common))
            reason = f"claimed to be {decimal(s, False)}, but the bound is {decimal(truth, True)}"
            raise Invalid(reason, field=f"{layer.path}.supremum")


def estimate_suprema(ticket: Ticket) -> None:
    """Before the work: how many products of numbers of how many bits."""
    domain = ticket.domain
    bits = max((value.bit_length() for point in domain.points for value in point), default=0) + domain.scale
    for low, high in domain.bounds:
        bits = max(bits, *(abs(v.numerator).bit_length() + 2 * v.denominator.bit_length() for v in (low, high)))
    bits += domain.radius.numerator.bit_length() + domain.radius.denominator.bit_length() + 128
    time, count = 0, 2 * max(1, len(domain.points))
    for layer in ticket.layers:
        own = max(value.bit_length() for row in layer.weights for value in row)
        time += nanoseconds(count * layer.inputs, bits, bits)
        time += nanoseconds(count * layer.outputs * layer.columns, bits, own)
        afford(time, f"the supremum of layer {layer.number}")
        bits += max(own, layer.scale) + layer.columns.bit_length() + 3


def pieces(ticket: Ticket) -> Iterator[tuple[Piece, int]]:
    """Each piece, and the number of layers it has passed."""
    domain = ticket.domain
    if domain.kind == "data":
        for point in domain.points:
            yield (point, point, 1 << domain.scale), 0
    elif domain.kind == "box":
        unit = 1
        for pair in domain.bounds:
            unit = math.lcm(unit, pair[0].denominator, pair[1].denominator)
            if unit.bit_length() > MAX_DENOMINATOR_BITS:
                raise Undecided("the denominators of the box are beyond the size this checker verifies")
        low, high = ([int(value * unit) for value in side] for side in zip(*domain.bounds, strict=True))
        yield (low, low if low == high else high, unit), 0
    else:
        yield after_ball(ticket.layers[0], domain.radius), 1


def after_ball(layer: Layer, radius: Fraction) -> Piece:
    """b_o plus or minus r ceil(2^64 |w_o|) / 2^64, through the activation."""
    p, q = radius.numerator, radius.denominator
    unit = q << (64 + layer.scale)
    low, high = [], []
    for row in layer.weights:
        squares = sum(value * value for value in row[: layer.inputs])
        scaled = -((-squares << 128) >> (2 * layer.scale))  # 2^128 |w|^2, rounded up
        norm = math.isqrt(scaled - 1) + 1 if scaled else 0  # 2^64 |w|, rounded up
        centre = sum(row[layer.inputs :]) * q << 64
        spread = p * norm << layer.scale
        low.append(centre - spread)
        high.append(centre + spread)
    return activate(layer.activation, low, high, unit)


def carry(layer: Layer, piece: Piece) -> Piece:
    """F_i of a piece. The page's formula says lo' + hi' = sum w (lo + hi) + 2 b, hi' - lo' = sum |w| (hi - lo)."""
    low, high, unit = piece
    if low is high:
        point = low + [unit] * layer.bias
        values = [sum(map(mul, row, point)) for row in layer.weights]
        return activate(layer.activation, values, values, unit << layer.scale)
    middle = [a + b for a, b in zip(low, high, strict=True)] + [2 * unit] * layer.bias
    width = [b - a for a, b in zip(low, high, strict=True)]
    centre = [sum(map(mul, row, middle)) for row in layer.weights]
    spread = [sum(map(mul, map(abs, row), width)) for row in layer.weights]  # map stops before the bias
    low = [(c - s) >> 1 for c, s in zip(centre, spread, strict=True)]
    high = [(c + s) >> 1 for c, s in zip(centre, spread, strict=True)]
    return activate(layer.activation, low, high, unit << layer.scale)


def activate(name: str, low: Row, high: Row, unit: int) -> Piece:
    """The table of section 2, columns lower and upper."""
    if name == "identity":
        return low, high, unit
    if name == "relu":
        clipped = [max(0, x) for x in low]
        return clipped, clipped if low is high else [max(0, x) for x in high], unit
    if name == "tanh":
        return [min(0, max(-unit, x)) for x in low], [max(0, min(unit, x)) for x in high], unit
    half = 2 * unit  # sigmoid: over 4 unit, 1/2 + x/4 is 2 unit + x
    return [min(half, max(0, half + x)) for x in low], [max(half, min(2 * half, half + x)) for x in high], 4 * unit


# ----------------------------------------------------------------------------------------------------
# Section 4.3. Recursion.


def recursion(layers: list[Layer], claims: list[dict[str, Fraction]]) -> tuple[Fraction, int]:
    """E_l, and the layer whose own error contributes most to it (in floating point, for the message only)."""
    numerator, denominator = 0, 1  # of E_i, reduced at the end
    shares: list[float] = []
    for layer, c in zip(layers, claims, strict=True):
        slope = LIPSCHITZ[layer.activation]
        gain = slope * (c["virtual"] if "virtual" in c else c["target"] + c["delta"])
        own = slope * c["error"] * layer.supremum
        shares = [share + logarithm(gain) for share in shares] + [logarithm(own)]
        numerator = gain.numerator * numerator * own.denominator + own.numerator * gain.denominator * denominator
        denominator *= gain.denominator * own.denominator
        if numerator.bit_length() + denominator.bit_length() > MAX_BOUND_BITS:
            raise Undecided("the exact bound has more than a million bits")
    return Fraction(numerator, denominator), shares.index(max(shares)) + 1


def logarithm(value: Fraction) -> float:
    return math.log2(value.numerator) - math.log2(value.denominator) if value > 0 else -math.inf


# ----------------------------------------------------------------------------------------------------
# The whole procedure.


@dataclass
class Wanted:
    """What the one who checks holds himself."""

    target: str | None = None
    domain: str | None = None
    epsilon: Fraction | None = None


def check(data: bytes, wanted: Wanted) -> tuple[Ticket, Fraction]:
    """The ticket and the bound that it proves; or an exception."""
    members = read_container(data)
    if "manifest.json" not in members:
        raise Invalid("missing", member="manifest.json")
    ticket = read_manifest(members["manifest.json"])
    check_members(ticket, members)
    load_network(ticket, members)
    load_domain(ticket, members)
    if wanted.target not in (None, ticket.digest):
        raise Invalid(f"the network inside has SHA-256 {ticket.digest}, not the one asked for", field="target")
    if wanted.domain not in (None, ticket.domain.digest):
        raise Invalid(f"SHA-256 is {ticket.domain.digest}, not the one asked for", field="domain")
    check_suprema(ticket)
    verified: list[dict[str, Fraction]] = []
    everything: list[dict[str, Fraction]] = []
    worst: list[tuple[int, int]] = []
    for layer in ticket.layers:
        plus, minus, scale = virtual_weights(layer, ticket, members[f"mask/{layer.number}.npy"])
        matrices, k = norm_matrices(layer, never_negative(ticket, layer), plus, minus, scale)
        least = check_norms(layer, matrices, k)
        verified.append({name: pair[0] for name, pair in least.items()})
        everything.append({name: pair[1] for name, pair in least.items()})
        worst.append(largest_entry(matrices["error"]))
    bound, heaviest = recursion(ticket.layers, verified)
    limit = min(ticket.epsilon, wanted.epsilon or ticket.epsilon)
    if bound > limit:
        reason = f"bound {decimal(bound, True)} exceeds epsilon {decimal(limit, False)}"
        hoped, _ = recursion(ticket.layers, everything)
        if hoped <= limit:
            with_all = decimal(hoped, True)
            raise Undecided(f"{reason}; with spectral claims that are beyond this checker it would be {with_all}")
        o, d = worst[heaviest - 1]
        reason += f"; layer {heaviest} contributes most, and weight ({o}, {d}) has its largest error"
        raise Invalid(reason, layer=heaviest, weight=(o, d))
    return ticket, bound


# ----------------------------------------------------------------------------------------------------
# Section 4.4. Output.


def statement_json(ticket: Ticket, bound: Fraction) -> dict[str, object]:
    domain = ticket.domain
    described: dict[str, object] = {"kind": domain.kind}
    if domain.kind == "box":
        described["lower"] = [canonical(low) for low, _ in domain.bounds]
        described["upper"] = [canonical(high) for _, high in domain.bounds]
    if domain.kind == "ball":
        described["radius"] = canonical(domain.radius)
    return {
        "target_sha256": ticket.digest,
        "domain_sha256": domain.digest,
        "domain": described,
        "epsilon": canonical(ticket.epsilon),
        "bound": canonical(bound),
        "generator": {"version": "1", "seed": str(ticket.seed)},
        "method": ticket.method,
        "layers": [
            {
                "outputs": str(layer.outputs),
                "inputs": str(layer.inputs),
                "bias": "yes" if layer.bias else "no",
                "activation": layer.activation,
                "alpha": magnitude(layer.first_cell),
                "beta": magnitude(layer.first_cell + layer.cells),
                "neurons": str(layer.neurons),
            }
            for layer in ticket.layers
        ],
    }


def domain_words(domain: Domain, inputs: int) -> str:
    if domain.kind == "data":
        return f"these {len(domain.points)} points only, of {inputs} coordinates"
    if domain.kind == "ball":
        return f"the ball ||x||_2 <= {shown(domain.radius)} in R^{inputs}"
    if len(set(domain.bounds)) == 1:
        low, high = domain.bounds[0]
        return f"the box of {inputs} inputs, each in [{shown(low)}, {shown(high)}]"
    return f"a box of {inputs} inputs, each within bounds of its own (see its SHA-256)"


def shown(value: Fraction) -> str:
    text = canonical(value)
    return text if len(text) <= 40 else f"about {decimal(value, value > 0)}"


def statement_text(ticket: Ticket, bound: Fraction, wanted: Wanted) -> list[str]:
    whose = "the network asked for" if wanted.target else "for the network inside the ticket"
    lines = [
        f"  for every x in X: ||F(x) - G(x)||_2 <= {decimal(bound, True)}",
        f"  F: {whose}, SHA-256 {ticket.digest}",
        f"  X: {domain_words(ticket.domain, ticket.layers[0].inputs)}",
        f"     SHA-256 {ticket.domain.digest}",
        f"  G: generator version 1, seed {ticket.seed}, all weights zero but the mask's ({ticket.method})",
    ]
    for layer in ticket.layers:
        alpha, beta = (magnitude(c) for c in (layer.first_cell, layer.first_cell + layer.cells))
        bias = "with biases" if layer.bias else "without biases"
        lines.append(
            f"     layer {layer.number}: {layer.inputs} -> {layer.outputs}, {layer.activation}, {bias}; "
            f"M = {layer.neurons}, |weights| in [{alpha}, {beta})"
        )
    return lines


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unusable(message)


def read_arguments(arguments: list[str]) -> tuple[str, Wanted]:
    parser = Parser(prog="checker.py", description="Check a certify ticket exactly.", allow_abbrev=False)
    parser.add_argument("file", help="the ticket")
    parser.add_argument("--target-sha256", metavar="HEX", help="F must be the network of this digest")
    parser.add_argument("--domain-sha256", metavar="HEX", help="the domain must be the one of this digest")
    parser.add_argument("--epsilon", metavar="E", help="the bound must be at most E, too")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args(arguments)
    wanted = Wanted(given.target_sha256, given.domain_sha256)
    for option, digest in (("--target-sha256", wanted.target), ("--domain-sha256", wanted.domain)):
        if digest is not None and not re.fullmatch("[0-9a-f]{64}", digest):
            raise Unusable(f"{option} {quote(digest)}: not 64 lower-case hexadecimal digits")
    if given.epsilon is not None:
        wanted.epsilon = parse_rational(given.epsilon)
        if wanted.epsilon is None or wanted.epsilon <= 0:
            raise Unusable(f"--epsilon {quote(given.epsilon)}: not a positive rational number in range")
    return given.file, wanted


def judge(arguments: list[str]) -> tuple[int, dict[str, object], list[str]]:
    """Exit code, what to print as JSON, what to print as text."""
    answer: dict[str, object] = {"schema": "certify-check/1"}
    try:
        path, wanted = read_arguments(arguments)
        ticket, bound = check(read_file(path), wanted)
        limit = min(ticket.epsilon, wanted.epsilon or ticket.epsilon)
        reason = f"bound {decimal(bound, True)}, epsilon {shown(limit)}"
        text = statement_text(ticket, bound, wanted)
        answer |= {"verdict": "valid", "reason": reason, "where": {}, "statement": statement_json(ticket, bound)}
        return 0, answer, [f"valid: {reason}", *text]
    except Invalid as defect:
        answer |= {"verdict": "invalid", "reason": defect.reason, "where": defect.where, "statement": None}
        return 1, answer, [f"invalid: {defect.place()}: {defect.reason}"]
    except Unusable as error:
        return 2, answer | {"error": {"reason": str(error)}}, [f"error: {error}"]
    except Undecided as limit:
        reason = str(limit)
    except MemoryError:
        reason = "the memory does not suffice"
    except Exception as bug:  # of this program: at worst no answer, never a wrong one
        reason = f"a defect of this checker, please report it: {type(bug).__name__} {quote(str(bug))}"
    return (
        3,
        answer | {"verdict": "undecided", "reason": reason, "where": {}, "statement": None},
        [f"undecided: {reason}"],
    )


def main(arguments: list[str]) -> int:
    sys.set_int_max_str_digits(0)  # nothing unlimited is converted: texts to 4000 characters, bounds to 2^20 bits
    as_json = "--format=json" in arguments or ("--format", "json") in itertools.pairwise(arguments)
    try:
        code, answer, lines = judge(arguments)
        text = json.dumps(answer, indent=2) if as_json else "\n".join(lines)
        stream = sys.stderr if code == 2 and not as_json else sys.stdout
        stream.write(text.encode("ascii", "backslashreplace").decode() + "\n")
        stream.flush()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    except (OSError, AttributeError):  # no output, a reader gone, a full disk: the answer was not delivered
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
