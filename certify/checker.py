#!/usr/bin/env python3
"""Check a certify ticket, alone: one file, the standard library, exact integers.

    python -I checker.py FILE [--target-sha256 HEX] [--domain-sha256 HEX] [--epsilon E] [--format text|json]

A ticket says: for every x of a domain X, ||F(x) - G'(x)||_2 <= epsilon, where F is the network inside the ticket
and G' what a mask leaves of G, a random ReLU network given by a seed. This program was written from FORMATS.md
and nothing else; the section numbers below are those of that page.

Nothing in the file is believed. Every claim is verified with Python integers. Floating-point numbers are data
(each is the dyadic rational it is) or guides: a factor found in floating point is verified in integers before
it counts.

How to read: `check`, near the end, is the whole procedure, one line per step; or from the top.

Exit codes: 0 valid, 1 invalid, 2 bad usage or no ticket of this version, 3 undecided, 130 interrupted.

Limits (4.4). Work and memory are estimated before they are spent. What is beyond a limit is left open, all else is
checked, and a defect found anywhere wins; otherwise the answer is `undecided`, with the name of the limit:

    file-bytes          1073741824  size of the file
    manifest-items         1000000  strings, lists and objects in the manifest, counted before it is parsed
    mask-rows              8000000  rows of the mask of one layer
    number-bytes *       400000000  memory of the exact numbers of one stage
    suprema-work *      3000000000  work on the suprema, layer after layer, in nanoseconds or so
    norm-work *         3000000000  work on the norms, those of less work first, `spectral` claims last
    spectral-side              256  smaller side of a matrix whose `spectral` claim is looked at
    spectral-slack           2^-31  relative slack from which on a `spectral` claim is always settled; often it is
                                    without, for small matrices down to slack 0
    denominator-bits        131072  common denominator of the bounds of a box
    bound-bits              524288  numerator and denominator of the final bound, before reduction
    memory                          what the machine has

    * with arrays of up to 3 MB in all; in proportion to their size from there on
"""

import argparse
import array
import binascii
import contextlib
import hashlib
import itertools
import json
import math
import os
import re
import stat
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from operator import mul
from typing import NoReturn

LIMITS = {
    "file-bytes": 1 << 30,
    "manifest-items": 1_000_000,
    "mask-rows": 8_000_000,
    "number-bytes": 400_000_000,
    "suprema-work": 3_000_000_000,
    "norm-work": 3_000_000_000,
    "spectral-side": 256,
    "denominator-bits": 1 << 17,
    "bound-bits": 1 << 19,
}
SMALL = 3_000_000
MAX_MANIFEST = 64 << 20  # of the format, not of this program

Row = list[int]


# ----------------------------------------------------------------------------------------------------
# Verdicts other than `valid` are exceptions, with a code of section 4.4 or 4.5.


class Finding(Exception):
    """Why a ticket is not valid, and where: layer=, weight=(o, d), member=, field= (dotted path)."""

    def __init__(self, code: str, reason: str, **where: object) -> None:
        super().__init__(reason)
        self.code, self.reason, self.where = code, reason, where
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


class Invalid(Finding):
    """A defect or a false claim."""


class Undecided(Finding):
    """Beyond a limit of this program, whose name is the code."""


class Unusable(Exception):
    """Bad usage, or a file that is no ticket of this version."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Work:
    """What may still be spent on a ticket with arrays of `size` bytes, and what was left open."""

    def __init__(self, size: int) -> None:
        self.left = {name: value * max(SMALL, size) // SMALL for name, value in LIMITS.items()}
        self.open: list[Undecided] = []

    def spend(self, limit: str, nanoseconds: int, **where: object) -> None:
        left = self.left[limit]
        if nanoseconds > left:
            reason = f"would take about {nanoseconds / 1e9:.2g} s; {left / 1e9:.2g} s are left for such work"
            raise Undecided(limit, reason, **where)
        self.left[limit] = left - nanoseconds

    def fit(self, size: int, **where: object) -> None:
        if size > self.left["number-bytes"]:
            raise Undecided("number-bytes", f"would take about {size / 1e6:.2g} MB of exact numbers", **where)

    @contextlib.contextmanager
    def within(self) -> Iterator[None]:
        """Leave open what turns out to be beyond a limit, and go on."""
        try:
            yield
        except Undecided as limit:
            self.open.append(limit)


def products(count: int, bits_a: int, bits_b: int) -> int:
    """Nanoseconds, or so, for products of numbers of so many bits (30-bit digits; Karatsuba above 70)."""
    short, long = sorted((bits_a // 30 + 1, bits_b // 30 + 1))
    return count * (80 + 2 * long * (short if short < 70 else int(6 * short**0.585)))


def memory(count: int, bits: int) -> int:
    """Bytes of a list of integers of so many bits."""
    return count * (48 + bits // 7)


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
        if not stat.S_ISREG(status.st_mode):  # opening a pipe or a device might wait, or do something
            raise Unusable("unreadable", f"{quote(path)}: not a regular file")
        with open(path, "rb") as stream:
            if stream.read(2) != b"PK":
                raise Unusable("not-a-ticket", f"{quote(path)}: not a ticket, for it does not start with PK")
            stream.seek(0)
            if status.st_size > LIMITS["file-bytes"]:
                raise Undecided("file-bytes", f"{status.st_size} bytes")
            data = stream.read(LIMITS["file-bytes"])
            if data[-END.size :][:4] == b"PK\5\6" and b"manifest.json" not in data:
                raise Unusable("not-a-ticket", f"{quote(path)}: not a ticket, but a zip without manifest.json")
            return data
    except (OSError, ValueError) as error:
        raise Unusable(
            "unreadable", f"{quote(path)}: cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from None


def read_container(data: bytes) -> dict[str, memoryview]:
    """The members. Local headers and central directory are walked together; no byte is left over."""
    view = memoryview(data)
    stop = len(view) - END.size
    if stop < 0:
        raise Invalid("container", "truncated: no end record")
    signature, disk, first_disk, here, count, size, start, comment = END.unpack_from(view, stop)
    if signature != b"PK\5\6" or comment != 0:
        raise Invalid("container", "the last 22 bytes are not an end record without comment")
    if disk or first_disk or here != count or count == 0xFFFF or start == 0xFFFFFFFF or size == 0xFFFFFFFF:
        raise Invalid("container", "several disks or zip64 in the end record")
    if start + size != stop:
        raise Invalid("container", "the central directory does not end where the end record begins")
    members: dict[str, memoryview] = {}
    local, central = 0, start
    for _ in range(count):
        name, content, local, central = read_member(view, local, central, start, stop)
        if name in members:
            raise Invalid("container", "two members of this name", member=name)
        members[name] = content
    if local != start or central != stop:
        raise Invalid("container", "bytes that belong to no member")
    return members


def read_member(
    view: memoryview, local: int, central: int, start: int, stop: int
) -> tuple[str, memoryview, int, int]:
    """One member, given where its two headers begin: name, data, and where the next two headers begin."""
    if local + LOCAL.size > start or central + CENTRAL.size > stop:
        raise Invalid("container", "truncated: a header is missing")
    sig, _, flags, method, _, _, crc, packed, size, name_size, extra = LOCAL.unpack_from(view, local)
    entry = CENTRAL.unpack_from(view, central)
    begin = local + LOCAL.size + name_size
    end = begin + packed
    after = central + CENTRAL.size + name_size
    if sig != b"PK\3\4" or entry[0] != b"PK\1\2":
        raise Invalid("container", "a header has no zip signature")
    if end > start or after > stop:
        raise Invalid("container", "truncated: a member does not fit")
    raw = bytes(view[begin - name_size : begin])
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError:
        raise Invalid("container", "a member has a name that is not ASCII") from None
    if entry[3:5] != (flags, method) or entry[7:11] != (crc, packed, size, name_size):
        raise Invalid("container", "local header and central directory disagree", member=name)
    if bytes(view[after - name_size : after]) != raw or entry[16] != local:
        raise Invalid("container", "local header and central directory disagree", member=name)
    if extra or entry[11] or entry[12] or entry[13]:
        raise Invalid("container", "extra field, comment or disk number in a header", member=name)
    if method != 0 or flags & ~UTF8_NAME or packed != size:
        raise Invalid(
            "container", "compressed, encrypted or with a data descriptor; members are stored", member=name
        )
    if name == "manifest.json" and size > MAX_MANIFEST:
        raise Invalid("container", "larger than 64 MiB", member=name)
    content = view[begin:end]
    if binascii.crc32(content) != crc:
        raise Invalid("container", "CRC-32 does not fit the data", member=name)
    return name, content, end, after


NPY_HEADER = re.compile(
    rb"\{'descr': '(<f8|<i8)', 'fortran_order': False, 'shape': "
    rb"\((0,|[1-9][0-9]{0,80},|(?:0|[1-9][0-9]{0,80})(?:, (?:0|[1-9][0-9]{0,80}))+)\), \} *\n"
)


def read_npy(content: memoryview, name: str, kind: bytes, shape: tuple[int | None, ...]) -> tuple[int, memoryview]:
    """The first extent and the data of a .npy member of the given kind and shape (None: any extent)."""
    if len(content) < 10 or bytes(content[:8]) != b"\x93NUMPY\1\0":
        raise Invalid("array", "not a .npy of version 1.0", member=name)
    begin = 10 + int.from_bytes(content[8:10], "little")
    match = NPY_HEADER.fullmatch(bytes(content[10:begin]))
    if begin > len(content) or match is None:
        raise Invalid("array", "the .npy header does not have the form of the format page", member=name)
    if match[1] != kind:
        raise Invalid("array", f"dtype {match[1].decode()}, not {kind.decode()}", member=name)
    found = [int(extent) for extent in match[2].rstrip(b",").split(b", ")]
    if len(found) != len(shape) or any(want not in (None, have) for want, have in zip(shape, found, strict=True)):
        wanted = ", ".join("any" if extent is None else str(extent) for extent in shape)
        raise Invalid("array", f"shape ({quote_extents(found)}), not ({wanted})", member=name)
    if math.prod(found) * 8 != len(content) - begin:
        raise Invalid("array", "the data are not as long as the shape says", member=name)
    return found[0], content[begin:]


def quote_extents(extents: list[int]) -> str:
    return ", ".join(map(str, extents[:3])) + (", ..." if len(extents) > 3 else "")


def read_doubles(data: memoryview) -> "array.array[float]":
    values = array.array("d")
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def first_not_finite(values: "array.array[float]") -> int | None:
    return next((at for at, value in enumerate(values) if not math.isfinite(value)), None)


def canonical_bytes(values: "array.array[float]") -> bytes:
    """Little-endian, with -0.0 as 0.0 (adding 0.0 changes no other double) (2)."""
    clean = array.array("d", map((0.0).__add__, values))
    if sys.byteorder == "big":
        clean.byteswap()
    return clean.tobytes()


def extent(values: "array.array[float]") -> tuple[int, int]:
    """The least k, t >= 0 such that all values are multiples of 2^-k and below 2^t."""
    largest = math.frexp(max(map(abs, values)))[1]
    return max(value.as_integer_ratio()[1] for value in values).bit_length() - 1, max(0, largest)


def integers(values: "array.array[float]", k: int) -> Row:
    """The values over 2^k, exactly, for a k that is large enough."""
    return [n << (k + 1 - d.bit_length()) for n, d in map(float.as_integer_ratio, values)]


# ----------------------------------------------------------------------------------------------------
# Section 4.2. The manifest.

LIPSCHITZ = {"identity": Fraction(1), "relu": Fraction(1), "tanh": Fraction(1), "sigmoid": Fraction(1, 4)}
# With parameters (2), from version 2 on; a number of 53 bits times 2^n, -1074 <= n <= 971, has 325 digits at most.
PARAMETER = r"-?[0-9]{1,325}(?:/[0-9]{1,325})?"
LEAKY, CLIP = re.compile(rf"leaky-relu\(({PARAMETER})\)"), re.compile(rf"clip\(({PARAMETER}),({PARAMETER})\)")
NO_VALUES = array.array("d")

Claims = dict[str, dict[str, Fraction]]  # norm: kind: claim


@dataclass
class Layer:
    """A layer of F, and what the ticket says about it."""

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
    parameters: list[Fraction] = field(default_factory=list)  # of the activation
    values: "array.array[float]" = field(default_factory=lambda: NO_VALUES)  # the weights, then the biases
    scale: int = 0  # these are multiples of 2^-scale ...
    top: int = 0  # ... and below 2^top
    mask: "array.array[int] | None" = None  # neuron, input, output, neuron, ..., in ascending order
    claims: Claims = field(default_factory=dict)
    verified: dict[str, Fraction] = field(default_factory=dict)  # the least claim about each norm that is verified
    worst: tuple[int, int] | None = None  # the weight with the largest error

    @property
    def columns(self) -> int:
        return self.inputs + self.bias

    @property
    def path(self) -> str:
        return f"layers.{self.number - 1}"

    def rows(self, k: int) -> list[Row]:
        """The weights over 2^k, the bias as last column."""
        found, n, m = integers(self.values, k), self.outputs, self.inputs
        return [found[o * m : o * m + m] + found[n * m + o : n * m + o + 1] for o in range(n)]


@dataclass
class Domain:
    kind: str
    bounds: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # of a box
    radius: Fraction = Fraction(0)  # of a ball
    values: "array.array[float]" = field(default_factory=lambda: NO_VALUES)  # of data, point after point
    points: int = 1
    unit: int = 1  # a common denominator of all coordinates
    digest: str = ""


@dataclass
class Ticket:
    epsilon: Fraction
    seed: int
    method: str
    domain: Domain
    layers: list[Layer]
    members: dict[str, str]
    target_digest: str = ""
    mask_digest: str = ""


def as_object(
    value: object, path: str, keys: str | None = None, optional: str = "", code: str = "manifest"
) -> dict[str, object]:
    """A JSON object; with `keys`, one of exactly these fields and perhaps the optional ones."""
    if not isinstance(value, dict):
        raise Invalid("manifest", f"{quote(value)}, not an object", field=path)
    if keys is not None:
        for key in keys.split():
            if key not in value:
                raise Invalid(code, f"lacks the field {quote(key)}", field=path)
        for key in value:
            if key not in f"{keys} {optional}".split():
                raise Invalid(code, f"has an unknown field {quote(key)}", field=path)
    return value


def as_list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise Invalid("manifest", f"{quote(value)}, not a list", field=path)
    return value


def as_text(value: object, path: str, pattern: str = r"(?s:.*)", what: str = "a string") -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise Invalid("manifest", f"{quote(value)}, not {what}", field=path)
    return value


def as_natural(value: object, path: str) -> int:
    return int(as_text(value, path, NATURAL, "a natural number"))


def as_rational(value: object, path: str) -> Fraction:
    number = parse_rational(as_text(value, path))
    if number is None:
        raise Invalid("manifest", f"{quote(value)}, not a rational number in range", field=path)
    return number


def read_manifest(content: memoryview) -> Ticket:
    tree = parse_json(bytes(content))
    refuse_other_versions(tree)
    top = as_object(tree, "manifest.json", "schema epsilon domain generator method layers members provenance")
    generator = as_object(top["generator"], "generator", "version seed")
    as_text(generator["version"], "generator.version", "1", "a string")
    seed = as_natural(generator["seed"], "generator.seed")
    if seed >= 1 << 128:
        raise Invalid("manifest", "not below 2^128", field="generator.seed")
    plain_names = top["schema"] == "certify-ticket/1"
    layers = [read_layer(item, i, plain_names) for i, item in enumerate(as_list(top["layers"], "layers"), 1)]
    if not layers:
        raise Invalid("network", "a network has at least one layer", field="layers")
    for before, layer in itertools.pairwise(layers):
        if layer.inputs != before.outputs:
            reason = f"{layer.inputs}, after a layer of {before.outputs} outputs"
            raise Invalid("network", reason, field=f"{layer.path}.inputs")
    epsilon = as_rational(top["epsilon"], "epsilon")
    if epsilon <= 0:
        raise Invalid("manifest", "not positive", field="epsilon")
    for name, value in as_object(top["provenance"], "provenance").items():
        as_text(value, f"provenance.{plain(name)}")
    members = {name: as_text(value, "members") for name, value in as_object(top["members"], "members").items()}
    method = as_text(top["method"], "method", "recycle|batch|shared", "a method of the format page")
    return Ticket(epsilon, seed, method, read_domain(top["domain"], layers[0].inputs), layers, members)


def parse_json(content: bytes) -> object:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Invalid("manifest", "a key appears twice in an object", member="manifest.json")
        return found

    def refuse(token: str) -> object:
        reason = f"{token[:30]} is a JSON number; numbers are written as strings"
        raise Invalid("manifest", reason, member="manifest.json")

    # Brackets and quotes within strings are counted too: never too few.
    items = content.count(b'"') // 2 + content.count(b"[") + content.count(b"{")
    if items > LIMITS["manifest-items"]:
        raise Undecided("manifest-items", f"{items} strings, lists and objects", member="manifest.json")
    try:
        decoder = json.JSONDecoder(
            object_pairs_hook=unique, parse_int=refuse, parse_float=refuse, parse_constant=refuse
        )
        return decoder.decode(str(content, "utf-8"))
    except ValueError as error:  # bad UTF-8 included
        raise Invalid("manifest", f"not JSON: {str(error)[:100]}", member="manifest.json") from None
    except RecursionError:
        raise Invalid("manifest", "nested too deeply", member="manifest.json") from None


def refuse_other_versions(tree: object) -> None:
    """Another version is no defect (4.5). Looked at before any other field, which may have changed with it."""
    if isinstance(tree, dict):
        schema, generator = as_text(tree.get("schema"), "schema"), tree.get("generator")
        if schema not in ("certify-ticket/1", "certify-ticket/2"):
            raise Unusable("version", f"schema {quote(schema)}; this checker reads certify-ticket/1 and /2")
        version = generator.get("version") if isinstance(generator, dict) else None
        if isinstance(version, str) and version != "1":
            raise Unusable("version", f"generator version {quote(version)}; this checker knows version 1")


def read_layer(tree: object, i: int, plain_names: bool) -> Layer:
    path = f"layers.{i - 1}"
    keys = "outputs inputs bias activation first_cell cells neurons supremum norms"
    item = as_object(tree, path, keys)
    layer = Layer(
        number=i,
        outputs=as_natural(item["outputs"], f"{path}.outputs"),
        inputs=as_natural(item["inputs"], f"{path}.inputs"),
        bias=as_text(item["bias"], f"{path}.bias", "yes|no", '"yes" or "no"') == "yes",
        activation=as_text(item["activation"], f"{path}.activation"),
        first_cell=int(as_text(item["first_cell"], f"{path}.first_cell", INTEGER, "an integer")),
        cells=as_natural(item["cells"], f"{path}.cells"),
        neurons=as_natural(item["neurons"], f"{path}.neurons"),
        supremum=as_rational(item["supremum"], f"{path}.supremum"),
        norms=item["norms"],  # which names belong here is known only when the signs are
    )
    if layer.activation not in LIPSCHITZ:
        layer.parameters = [] if plain_names else read_parameters(layer.activation)
        if not layer.parameters:
            reason = f"{quote(layer.activation)}, not a known activation"
            raise Invalid("manifest", reason, field=f"{path}.activation")
    if layer.outputs < 1 or layer.inputs < 1:
        raise Invalid("network", "a layer without outputs or inputs", field=f"{path}.outputs")
    if layer.cells < 1 or layer.first_cell < -122880 or layer.first_cell + layer.cells > 122880:
        raise Invalid("manifest", "no cells, or cells outside [-122880, 122880]", field=f"{path}.cells")
    if layer.neurons >= 1 << 48:
        raise Invalid("manifest", "not below 2^48", field=f"{path}.neurons")
    if layer.supremum < 0:
        raise Invalid("supremum-false", "negative", field=f"{path}.supremum")
    return layer


def read_parameters(activation: str) -> list[Fraction]:
    """Those of an activation that has some: [A] of leaky-relu(A), [LO, HI] of clip(LO,HI); else none (2)."""
    match = LEAKY.fullmatch(activation) or CLIP.fullmatch(activation)
    texts = match.groups() if match else ()
    values = [value for value in map(parse_rational, texts) if value is not None and is_double(value)]
    if not values or tuple(map(canonical, values)) != texts:
        return []
    in_order = 0 < values[0] < 1 if len(values) == 1 else values[0] < values[1]
    return values if in_order else []


def is_double(value: Fraction) -> bool:
    """Whether a rational is one of the float64 numbers, by integers: 53 bits, between 2^-1074 and 2^1024."""
    top, below = abs(value.numerator), value.denominator.bit_length() - 1
    while top and top % 2 == 0:
        top //= 2
    return value.denominator == 1 << below and below <= 1074 and top < 1 << 53 and abs(value) < 1 << 1024


def read_domain(tree: object, inputs: int) -> Domain:
    kind = as_text(as_object(tree, "domain").get("kind"), "domain.kind", "box|ball|data", "box, ball or data")
    item = as_object(tree, "domain", {"box": "kind lower upper", "ball": "kind radius", "data": "kind"}[kind])
    domain = Domain(kind)
    if kind == "ball":
        domain.radius = as_rational(item["radius"], "domain.radius")
        if domain.radius < 0:
            raise Invalid("domain", "negative", field="domain.radius")
    if kind == "box":
        for side in ("lower", "upper"):
            if len(as_list(item[side], f"domain.{side}")) != inputs:
                reason = f"not as long as the network has inputs, {inputs}"
                raise Invalid("domain", reason, field=f"domain.{side}")
        for d, (low, high) in enumerate(zip(as_list(item["lower"], ""), as_list(item["upper"], ""), strict=True)):
            bounds = as_rational(low, f"domain.lower.{d}"), as_rational(high, f"domain.upper.{d}")
            if bounds[0] > bounds[1]:
                raise Invalid("domain", "above the upper bound", field=f"domain.lower.{d}")
            domain.bounds.append(bounds)
    return domain


def read_norms(ticket: Ticket) -> None:
    """The claims about norms: about the matrices of section 4.3, by the rules there, and none negative."""
    for layer in ticket.layers:
        path = f"{layer.path}.norms"
        names = ["virtual", "error"] if all(never_negative(ticket, layer)) else ["target", "delta", "error"]
        norms = as_object(layer.norms, path, " ".join(names), code="norm-names")
        for name in names:
            kinds = as_object(norms[name], f"{path}.{name}", "frobenius schur", "spectral", code="norm-names")
            layer.claims[name] = {kind: as_rational(text, f"{path}.{name}.{kind}") for kind, text in kinds.items()}
            for kind, claim in layer.claims[name].items():
                if claim < 0:
                    raise Invalid("norm-false", "negative", field=f"{path}.{name}.{kind}")


# ----------------------------------------------------------------------------------------------------
# Sections 4.1, 2 and 3.3. Members, the network, the domain, the mask, and their digests.


def check_members(ticket: Ticket, members: dict[str, memoryview]) -> None:
    """Exactly the members of the table are listed, exactly the listed are there, and each has its digest."""
    expected = {f"target/{layer.number}/weights.npy" for layer in ticket.layers}
    expected |= {f"target/{layer.number}/bias.npy" for layer in ticket.layers if layer.bias}
    expected |= {f"mask/{layer.number}.npy" for layer in ticket.layers}
    expected |= {"domain/points.npy"} if ticket.domain.kind == "data" else set()
    for name in sorted(expected | ticket.members.keys() | members.keys()):
        if name not in expected:
            raise Invalid("members", "a member that does not belong here", member=name)
        if name not in ticket.members:
            raise Invalid("members", "not listed under members", member=name)
        if name not in members:
            raise Invalid("members", "missing", member=name)
        if ticket.members[name] != hashlib.sha256(members[name]).hexdigest():
            raise Invalid("members", "SHA-256 is not as listed under members", member=name)


def load_network(ticket: Ticket, members: dict[str, memoryview]) -> None:
    digest = hashlib.sha256(b"certify network 1\n")
    for layer in ticket.layers:
        i, n, m = layer.number, layer.outputs, layer.inputs
        name = f"target/{i}/weights.npy"
        layer.values = read_doubles(read_npy(members[name], name, b"<f8", (n, m))[1])
        if layer.bias:
            name = f"target/{i}/bias.npy"
            layer.values.extend(read_doubles(read_npy(members[name], name, b"<f8", (n,))[1]))
        if (at := first_not_finite(layer.values)) is not None:
            weight = divmod(at, m) if at < n * m else (at - n * m, m)
            raise Invalid("network", "not finite", layer=i, weight=weight)
        layer.scale, layer.top = extent(layer.values)
        digest.update(f"{n} {m} {layer.activation} {int(layer.bias)}\n".encode() + canonical_bytes(layer.values))
    ticket.target_digest = digest.hexdigest()


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
        domain.points, data = read_npy(members[name], name, b"<f8", (None, inputs))
        if domain.points == 0:
            raise Invalid("domain", "a data set without points", member=name)
        domain.values = read_doubles(data)
        if (at := first_not_finite(domain.values)) is not None:
            reason = f"point {at // inputs}, coordinate {at % inputs} is not finite"
            raise Invalid("domain", reason, member=name)
        digest.update(f"data {domain.points} {inputs}\n".encode() + canonical_bytes(domain.values))
    domain.digest = digest.hexdigest()


def load_masks(ticket: Ticket, members: dict[str, memoryview], work: Work) -> None:
    digest = hashlib.sha256(b"certify mask 1\n")
    for layer in ticket.layers:
        with work.within():
            layer.mask = read_mask(layer, members[f"mask/{layer.number}.npy"], ticket.method == "shared")
            digest.update(f"{layer.number} {len(layer.mask) // 3}\n".encode() + little_endian(layer.mask))
    ticket.mask_digest = digest.hexdigest()


def read_mask(layer: Layer, content: memoryview, shared: bool) -> "array.array[int]":
    """The rows in ascending order, in range, distinct, and with no neuron that is used against the rules (4.3)."""
    name = f"mask/{layer.number}.npy"
    count, data = read_npy(content, name, b"<i8", (None, 3))
    if count > LIMITS["mask-rows"]:
        raise Undecided("mask-rows", f"{count} rows", layer=layer.number, member=name)
    keys, columns, outputs = [], layer.columns, layer.outputs
    for z, d, o in struct.iter_unpack("<3q", data):
        if not (0 <= z < layer.neurons and 0 <= d < columns and 0 <= o < outputs):
            raise row_defect(layer, "mask-range", (z, d, o), "is out of range")
        keys.append((z * columns + d) * outputs + o)
    keys.sort()
    rows, last = array.array("q"), (-1, -1, -1)
    for key in keys:
        rest, o = divmod(key, outputs)
        z, d = divmod(rest, columns)
        if z == last[0]:
            if last == (z, d, o):
                raise row_defect(layer, "mask-repeated", last, "is there twice")
            if d != last[1]:
                raise row_defect(
                    layer, "mask-inputs", (z, d, o), f"gives its neuron a second input, after {last[1]}"
                )
            if not shared:
                raise row_defect(layer, "mask-outputs", (z, d, o), f"uses a neuron again, after output {last[2]}")
        last = z, d, o
        rows.extend(last)
    return rows


def row_defect(layer: Layer, code: str, row: tuple[int, int, int], what: str) -> Invalid:
    reason = f"the mask row (neuron {row[0]}, input {row[1]}, output {row[2]}) {what}"
    where: dict[str, object] = {"layer": layer.number, "member": f"mask/{layer.number}.npy"}
    if 0 <= row[1] < layer.columns and 0 <= row[2] < layer.outputs:
        where["weight"] = (row[2], row[1])
    return Invalid(code, reason, **where)


def little_endian(rows: "array.array[int]") -> bytes:
    if sys.byteorder == "big":
        rows = rows[:]
        rows.byteswap()
    return rows.tobytes()


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
# Section 4.3. Virtual weights, never negative, errors, and the matrices whose norms are claimed.


def mask_extent(layer: Layer) -> tuple[int, int]:
    """As `extent`, for the virtual weights: k, and a t that is large enough."""
    if not layer.mask:
        return 0, 0
    top = 2 * ((layer.first_cell + layer.cells + 255) >> 8) + (len(layer.mask) // 3).bit_length()
    return 2 * (52 - (layer.first_cell >> 8)), max(0, top)


def virtual_weights(layer: Layer, seed: int) -> tuple[Row, Row]:
    """The two branches of every (o, d), at position o * columns + d, over 2^k for the k of `mask_extent`."""
    columns, first, cells = layer.columns, layer.first_cell, layer.cells
    stream, keys = 2 * layer.number, round_keys(seed)
    plus, minus = [0] * (layer.outputs * columns), [0] * (layer.outputs * columns)
    last, words = (-1, -1), (0, 0, 0, 0)
    numbers = iter(layer.mask or ())
    for z, d, o in zip(numbers, numbers, numbers, strict=True):
        block, at = z >> 2, z & 3
        if last != (block, d):  # neighbours often share their block
            last, words = (block, d), philox(block, d, stream, keys)
        z_in = weight_integer(words[at], first, cells)
        z_out = weight_integer(philox(block, o, stream + 1, keys)[at], first, cells)
        if z_in > 0:
            plus[o * columns + d] += z_in * z_out
        else:
            minus[o * columns + d] += z_in * z_out
    return plus, minus


def never_negative(ticket: Ticket, layer: Layer) -> list[bool]:
    """One answer per column of the layer; the constant unit never is negative."""
    domain, n = ticket.domain, layer.inputs
    if layer.number > 1:
        found = [positive(ticket.layers[layer.number - 2])] * n
    elif domain.kind == "box":
        found = [low >= 0 for low, _ in domain.bounds]
    elif domain.kind == "ball":
        found = [domain.radius == 0] * n
    else:
        found = [min(domain.values[d::n]) >= 0.0 for d in range(n)]
    return found + [True] * layer.bias


def positive(layer: Layer) -> bool:
    """Whether the values of its activation are never negative: the table of section 2."""
    clip = len(layer.parameters) == 2
    return layer.parameters[0] >= 0 if clip else layer.activation in ("relu", "sigmoid")


def norm_matrices(ticket: Ticket, layer: Layer) -> tuple[dict[str, list[Row]], int]:
    """The matrices of the table under *Norms*, by name, integers over 2^k for the k returned."""
    scale, n = mask_extent(layer)[0], layer.inputs
    k, safe = max(layer.scale, scale), never_negative(ticket, layer)
    plus, minus = virtual_weights(layer, ticket.seed)
    target, unsigned = layer.rows(k), "virtual" in layer.claims
    virtual, error = [], []
    for o, row in enumerate(target):
        begin = o * layer.columns
        upper = [value << (k - scale) for value in plus[begin : begin + layer.columns]]
        if unsigned:
            virtual.append(upper[:n])
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


@dataclass
class Spectral:
    """A `spectral` claim that has to wait until all norms of less work are checked."""

    layer: Layer
    name: str
    claim: Fraction
    rows: list[Row]  # the matrix or its transpose, whichever has fewer rows
    k: int

    @property
    def bits(self) -> int:
        return max(value.bit_length() for row in self.rows for value in row)

    def cost(self) -> int:
        side, bits = len(self.rows), self.bits
        form = products(side * side * len(self.rows[0]) // 2, bits, bits)
        return form + products(side**3 // 2, 53, 53) + products(2 * side * side, 2 * bits, 104)


def norm_bits(layer: Layer) -> int:
    scale, top = mask_extent(layer)
    return max(layer.scale, scale) + max(layer.top, top) + 2


def norm_cost(layer: Layer) -> int:
    """Of `norm_matrices` and the claims other than `spectral`."""
    bits = norm_bits(layer)
    return 3 * layer.outputs * layer.columns * (products(1, bits, bits) + 500 + bits // 8)


def check_norms(ticket: Ticket, work: Work) -> list[Spectral]:
    """The `frobenius` and `schur` claims; those `spectral` ones that these do not imply are returned."""
    waiting: list[Spectral] = []
    kept = 0
    for layer in sorted((layer for layer in ticket.layers if layer.mask is not None), key=norm_cost):
        with work.within():
            count, bits = layer.outputs * layer.columns, norm_bits(layer)
            size = memory(3 * count + 2 * min(count, len(layer.mask or ()) // 3), bits)
            work.fit(kept + size, layer=layer.number, field=f"{layer.path}.norms")
            work.spend("norm-work", norm_cost(layer), layer=layer.number, field=f"{layer.path}.norms")
            matrices, k = norm_matrices(ticket, layer)
            layer.worst = largest_entry(matrices["error"])
            for name, rows in matrices.items():
                claims = layer.claims[name]
                check_entrywise(layer, name, rows, k)
                layer.verified[name] = min(claims["frobenius"], claims["schur"])
                spectral = claims.get("spectral", layer.verified[name])
                if spectral < layer.verified[name] and min(len(rows), len(rows[0])) <= LIMITS["spectral-side"]:
                    flat = len(rows) <= len(rows[0])
                    rows = rows if flat else [list(column) for column in zip(*rows, strict=True)]
                    waiting.append(Spectral(layer, name, spectral, rows, k))
                    kept += memory(count, waiting[-1].bits)
    return waiting


def check_entrywise(layer: Layer, name: str, rows: list[Row], k: int) -> None:
    """The claims `frobenius` and `schur`."""
    row_sum = max(sum(map(abs, row)) for row in rows)
    column_sum = max(sum(map(abs, column)) for column in zip(*rows, strict=True))
    squares = {"frobenius": sum(sum(map(mul, row, row)) for row in rows), "schur": row_sum * column_sum}
    for kind, square in squares.items():
        claim = layer.claims[name][kind]
        if claim.numerator**2 << (2 * k) < square * claim.denominator**2:
            truth = f"is {decimal(root_up(Fraction(square, 4**k)), True)}"
            raise false_claim(layer, f"{name}.{kind}", claim, truth, rows, k)


def false_claim(layer: Layer, name: str, claim: Fraction, truth: str, rows: list[Row], k: int) -> Invalid:
    reason = f"claimed to be {decimal(claim, False)}, but {truth}"
    where: dict[str, object] = {"layer": layer.number, "field": f"{layer.path}.norms.{name}"}
    if name.startswith(("error", "delta")):
        o, d = where["weight"] = largest_entry(rows)
        error = decimal(Fraction(abs(rows[o][d]), 2**k), True)
        reason = f"norms.{name} {reason}; the error here, the largest, is {error}"
    return Invalid("norm-false", reason, **where)


def largest_entry(rows: list[Row]) -> tuple[int, int]:
    best = [max(map(abs, row)) for row in rows]
    o = best.index(max(best))
    return o, [abs(value) for value in rows[o]].index(best[o])


def check_spectral(waiting: list[Spectral], work: Work) -> None:
    for it in sorted(waiting, key=Spectral.cost):
        where = {"layer": it.layer.number, "field": f"{it.layer.path}.norms.{it.name}.spectral"}
        with work.within():
            work.spend("norm-work", it.cost(), **where)
            verdict = spectral_claim(it.claim, it.rows, it.k, work)
            if verdict is None:
                raise Undecided("spectral-slack", "too close to the norm to settle", **where)
            if verdict is False:
                raise Invalid("norm-false", f"claimed to be {decimal(it.claim, False)}, but is larger", **where)
            it.layer.verified[it.name] = it.claim


def spectral_claim(claim: Fraction, rows: list[Row], k: int, work: Work) -> bool | None:
    """Whether claim >= ||A||_2: True, False, or None where this program does not know.

    With B = A A^T in integers over 4^k, a number p/q is at least the norm iff S = N I - q^2 B is positive
    semidefinite, N = p^2 4^k. Proof and disproof are sought for numbers of 64 bits just below and above the claim.
    """
    if claim <= 0:
        return claim == 0 and not any(map(any, rows))
    lower_half = [[sum(map(mul, a, b)) for b in rows[: i + 1]] for i, a in enumerate(rows)]
    shift = 64 - claim.numerator.bit_length() + claim.denominator.bit_length()
    low = math.floor(claim * Fraction(2) ** shift)  # over 2^shift
    high = low + (low != claim * Fraction(2) ** shift)
    double = 2 * max(0, shift - k)
    gram = [[value << double for value in row] for row in lower_half]  # S is now p^2 4^(k - shift) I - gram
    bottom, top = (p * p << max(0, 2 * (k - shift)) for p in (low, high))
    if any(gram[i][i] > top for i in range(len(gram))):  # S has a negative diagonal entry
        return False
    # Guides: gram / N as doubles. By Cauchy-Schwarz its entries are about 1 at most, however large or small A is.
    guide = [[math.ldexp((value << 60) // bottom, -60) for value in row] for row in gram]
    factor, _ = cholesky(guide, 1.0 - TAU)
    if len(factor) == len(gram) and proved_by_factor(gram, bottom, factor):
        return True
    _, direction = cholesky(guide, 1.0 + TAU)
    if disproved_by_vector(gram, top, direction):
        return False
    # What is left is so close that only the exact numbers decide.
    square, top = claim.denominator**2, claim.numerator**2 << (2 * k)
    common = math.gcd(top, square * math.gcd(*itertools.chain(*lower_half)))
    matrix = [[-square * value // common for value in row] for row in lower_half]
    for i, row in enumerate(matrix):
        row[i] += top // common
    side, bits = len(matrix), max(value.bit_length() for row in matrix for value in row)
    cost = products(side**3 // 2, side * bits // 2, side * bits // 2)
    if cost > work.left["norm-work"]:
        return None
    work.spend("norm-work", cost)
    return semidefinite(matrix)


TAU = 2.0**-32  # a claim with relative slack 2^-31 leaves room for it, and for rounding, in S


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
    S/top - TAU I: R is then about TAU I in units of top 4^52. Rounding of all kinds changes a row of it by less
    than 2^-35 for sides up to 256 (*Slack* in section 4.3), and so leaves the diagonal dominant.
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
# where it is a single point, low and high are the same list. The unit of layer i is the same for all pieces.

Piece = tuple[Row, Row, int]


def check_suprema(ticket: Ticket, work: Work) -> None:
    layers = ticket.layers
    count = affordable_suprema(ticket, work)
    weights = [layer.rows(layer.scale) for layer in layers[: max(0, count - 1)]]
    worst, units = [0] * count, [1] * count  # the largest |F_{i-1}|^2 is worst / unit^2
    if ticket.domain.kind == "ball" and count:
        worst[0], units[0] = ticket.domain.radius.numerator**2, ticket.domain.radius.denominator
    for piece, passed in pieces(ticket, weights) if count else ():
        for i in range(passed, count):
            if i > passed:
                piece = carry(layers[i - 1], weights[i - 1], piece)
            low, high, units[i] = piece
            far = low if low is high else list(map(max, map(abs, low), map(abs, high)))
            worst[i] = max(worst[i], sum(map(mul, far, far)))
    for layer, square, unit in zip(layers, worst, units, strict=False):
        s = layer.supremum
        square, whole = square + layer.bias * unit * unit, unit * unit
        if s.numerator**2 * whole < s.denominator**2 * square:  # a Fraction would seek common divisors
            common = max(0, min(whole.bit_length(), square.bit_length()) - 200)
            truth = root_up(Fraction((square >> common) + 1, whole >> common))
            reason = f"claimed to be {decimal(s, False)}, but the bound is {decimal(truth, True)}"
            raise Invalid("supremum-false", reason, field=f"{layer.path}.supremum")


def affordable_suprema(ticket: Ticket, work: Work) -> int:
    """Of how many layers the suprema are within the limits. Each rests on those before it."""
    domain, reached = ticket.domain, 0
    with work.within():
        bits = find_unit(domain, work)
        sides = 1 if domain.kind == "data" else 2
        carried = kept = 0
        for layer in ticket.layers:
            own, claim = layer.scale + layer.top, layer.supremum
            time = carried + domain.points * (
                4000 + products(layer.inputs, bits, bits) + sides * 100 * layer.inputs
            )
            time += products(4, 2 * bits, 2 * max(claim.numerator, claim.denominator).bit_length())
            size = memory(6 * max(layer.inputs, layer.outputs), bits)
            work.spend("suprema-work", time, field=f"{layer.path}.supremum")
            work.fit(kept + size, field=f"{layer.path}.supremum")
            reached += 1
            entries = layer.outputs * layer.columns
            carried = domain.points * sides * (600 * layer.outputs + products(entries, bits, own))
            kept += memory(entries, own)
            extra = parameter_bits(layer)
            bits += own + layer.columns.bit_length() + 3 + extra
            carried += domain.points * sides * products(2 * layer.outputs * bool(layer.parameters), bits, extra)
            sides = 2 if layer.activation in ("tanh", "sigmoid") else sides
    return reached


def parameter_bits(layer: Layer) -> int:
    """What the parameters of an activation may add to the numbers: the finer unit, and ends that are large."""
    finer = sum(value.denominator.bit_length() - 1 for value in layer.parameters)
    return finer + max((value.numerator.bit_length() for value in layer.parameters), default=0)


def find_unit(domain: Domain, work: Work) -> int:
    """Fill in the common denominator of the domain; an estimate of the bits of its numbers over it."""
    if domain.kind == "ball":
        return domain.radius.numerator.bit_length() + domain.radius.denominator.bit_length() + 192
    if domain.kind == "data":
        k, top = extent(domain.values)
        domain.unit = 1 << k
        return k + top
    for denominator in {end.denominator for bounds in domain.bounds for end in bounds}:
        bits = domain.unit.bit_length()
        work.spend("suprema-work", products(4, bits, denominator.bit_length()), field="domain")
        domain.unit = math.lcm(domain.unit, denominator)
        if domain.unit.bit_length() > LIMITS["denominator-bits"]:
            raise Undecided("denominator-bits", "its bounds have a long common denominator", field="domain")
    bits = domain.unit.bit_length()
    work.spend("suprema-work", products(4 * len(domain.bounds), bits, 64), field="domain")
    return bits + max(math.ceil(max(map(abs, bounds))).bit_length() for bounds in domain.bounds)


def pieces(ticket: Ticket, weights: list[list[Row]]) -> Iterator[tuple[Piece, int]]:
    """Each piece, and the number of layers it has passed."""
    domain, n = ticket.domain, ticket.layers[0].inputs
    if domain.kind == "data":
        k = domain.unit.bit_length() - 1
        for begin in range(0, len(domain.values), n):
            point = integers(domain.values[begin : begin + n], k)
            yield (point, point, domain.unit), 0
    elif domain.kind == "box":
        low, high = (
            [end.numerator * (domain.unit // end.denominator) for end in side]
            for side in zip(*domain.bounds, strict=True)
        )
        yield (low, low if low == high else high, domain.unit), 0
    elif weights:
        yield after_ball(ticket.layers[0], weights[0], domain.radius), 1


def after_ball(layer: Layer, weights: list[Row], radius: Fraction) -> Piece:
    """b_o plus or minus r ceil(2^64 |w_o|) / 2^64, through the activation."""
    p, q = radius.numerator, radius.denominator
    unit = q << (64 + layer.scale)
    low, high = [], []
    for row in weights:
        squares = sum(value * value for value in row[: layer.inputs])
        scaled = -((-squares << 128) >> (2 * layer.scale))  # 2^128 |w|^2, rounded up
        norm = math.isqrt(scaled - 1) + 1 if scaled else 0  # 2^64 |w|, rounded up
        centre = sum(row[layer.inputs :]) * q << 64
        spread = p * norm << layer.scale
        low.append(centre - spread)
        high.append(centre + spread)
    return activate(layer, low, high, unit)


def carry(layer: Layer, weights: list[Row], piece: Piece) -> Piece:
    """F_i of a piece. The page's formula says lo' + hi' = sum w (lo + hi) + 2 b, hi' - lo' = sum |w| (hi - lo)."""
    low, high, unit = piece
    if low is high:
        point = low + [unit] * layer.bias
        values = [sum(map(mul, row, point)) for row in weights]
        return activate(layer, values, values, unit << layer.scale)
    middle = [a + b for a, b in zip(low, high, strict=True)] + [2 * unit] * layer.bias
    width = [b - a for a, b in zip(low, high, strict=True)]
    centre = [sum(map(mul, row, middle)) for row in weights]
    spread = [sum(map(mul, map(abs, row), width)) for row in weights]  # map stops before the bias
    low = [(c - s) >> 1 for c, s in zip(centre, spread, strict=True)]
    high = [(c + s) >> 1 for c, s in zip(centre, spread, strict=True)]
    return activate(layer, low, high, unit << layer.scale)


def activate(layer: Layer, low: Row, high: Row, unit: int) -> Piece:
    """The table of section 2, columns lower and upper."""
    name = layer.activation
    if layer.parameters:
        return with_parameters(layer.parameters, low, high, unit)
    if name == "identity":
        return low, high, unit
    if name == "relu":
        clipped = [max(0, x) for x in low]
        return clipped, clipped if low is high else [max(0, x) for x in high], unit
    if name == "tanh":
        return [min(0, max(-unit, x)) for x in low], [max(0, min(unit, x)) for x in high], unit
    half = 2 * unit  # sigmoid: over 4 unit, 1/2 + x/4 is 2 unit + x
    return [min(half, max(0, half + x)) for x in low], [max(half, min(2 * half, half + x)) for x in high], 4 * unit


def with_parameters(values: list[Fraction], low: Row, high: Row, unit: int) -> Piece:
    """leaky-relu(A) and clip(LO,HI), over a unit in which A x, or LO and HI, are whole numbers."""
    finer = math.lcm(*(value.denominator for value in values))
    scaled = [value.numerator * (finer // value.denominator) for value in values]
    sides = [low] if low is high else [low, high]
    if len(values) == 1:
        sides = [[x * (scaled[0] if x < 0 else finer) for x in side] for side in sides]
    else:
        bottom, top = (value * unit for value in scaled)
        sides = [[min(top, max(bottom, x * finer)) for x in side] for side in sides]
    return sides[0], sides[-1], unit * finer


# ----------------------------------------------------------------------------------------------------
# Section 4.3. Recursion.


def recursion(layers: list[Layer], claims: list[dict[str, Fraction]]) -> tuple[Fraction, int]:
    """E_l, and the layer whose own error contributes most to it (in floating point, for the message only)."""
    numerator, denominator = 0, 1  # of E_i, reduced at the end
    shares: list[float] = []
    for layer, c in zip(layers, claims, strict=True):
        slope = LIPSCHITZ.get(layer.activation, Fraction(1))  # those with parameters have 1
        gain = slope * (c["virtual"] if "virtual" in c else c["target"] + c["delta"])
        own = slope * c["error"] * layer.supremum
        shares = [share + logarithm(gain) for share in shares] + [logarithm(own)]
        numerator = gain.numerator * numerator * own.denominator + own.numerator * gain.denominator * denominator
        denominator *= gain.denominator * own.denominator
        if numerator.bit_length() + denominator.bit_length() > LIMITS["bound-bits"]:
            raise Undecided("bound-bits", "the exact bound is too long", layer=layer.number)
    return Fraction(numerator, denominator), shares.index(max(shares)) + 1


def logarithm(value: Fraction) -> float:
    return math.log2(value.numerator) - math.log2(value.denominator) if value > 0 else -math.inf


# ----------------------------------------------------------------------------------------------------
# The whole procedure.


@dataclass
class Wanted:
    """What the one who checks asks for."""

    target: str | None = None
    domain: str | None = None
    epsilon: Fraction | None = None


def check(data: bytes, wanted: Wanted) -> tuple[Ticket, Fraction]:
    """The ticket and the bound that it proves; or an exception."""
    members = read_container(data)
    ticket = read_manifest(take_manifest(members))
    check_members(ticket, members)
    work = Work(sum(map(len, members.values())))
    load_network(ticket, members)
    load_domain(ticket, members)
    check_digests(ticket, wanted)
    load_masks(ticket, members, work)
    read_norms(ticket)
    waiting = check_norms(ticket, work)
    check_suprema(ticket, work)
    check_spectral(waiting, work)
    return ticket, conclude(ticket, wanted, work)


def take_manifest(members: dict[str, memoryview]) -> memoryview:
    if "manifest.json" not in members:
        raise Invalid("manifest", "missing", member="manifest.json")
    return members.pop("manifest.json")


def check_digests(ticket: Ticket, wanted: Wanted) -> None:
    if wanted.target not in (None, ticket.target_digest):
        reason = f"the network inside has SHA-256 {ticket.target_digest}, not the one asked for"
        raise Invalid("other-target", reason, field="target")
    if wanted.domain not in (None, ticket.domain.digest):
        reason = f"SHA-256 is {ticket.domain.digest}, not the one asked for"
        raise Invalid("other-domain", reason, field="domain")


def conclude(ticket: Ticket, wanted: Wanted, work: Work) -> Fraction:
    """The bound of the verified claims, if it is small enough and nothing was left open."""
    layers, limit = ticket.layers, min(ticket.epsilon, wanted.epsilon or ticket.epsilon)
    with (
        work.within()
    ):  # if the bound of all claims is too large, the ticket is invalid whether or not these are true
        claims = [{name: min(kinds.values()) for name, kinds in layer.claims.items()} for layer in layers]
        hoped, heaviest = recursion(layers, claims)
        if hoped > limit:
            raise too_large(hoped, limit, layers[heaviest - 1])
    if work.open:
        raise work.open[0]
    bound, heaviest = recursion(layers, [layer.verified for layer in layers])
    if bound > limit:
        reason = f"bound {decimal(bound, True)} exceeds epsilon {decimal(limit, False)}"
        reason += f"; with spectral claims that are not looked at it would be {decimal(hoped, True)}"
        raise Undecided("spectral-side", reason, layer=heaviest)
    return bound


def too_large(bound: Fraction, limit: Fraction, layer: Layer) -> Invalid:
    reason = f"bound {decimal(bound, True)} exceeds epsilon {decimal(limit, False)}; "
    reason += f"layer {layer.number} contributes most"
    if layer.worst is None:
        return Invalid("bound-exceeds", reason, layer=layer.number)
    reason += f", and weight {layer.worst} has its largest error"
    return Invalid("bound-exceeds", reason, layer=layer.number, weight=layer.worst)


# ----------------------------------------------------------------------------------------------------
# Section 4.5. Output.


def statement_json(ticket: Ticket, bound: Fraction) -> dict[str, object]:
    domain = ticket.domain
    described: dict[str, object] = {"kind": domain.kind}
    if domain.kind == "box":
        described["lower"] = [canonical(low) for low, _ in domain.bounds]
        described["upper"] = [canonical(high) for _, high in domain.bounds]
    if domain.kind == "ball":
        described["radius"] = canonical(domain.radius)
    return {
        "target_sha256": ticket.target_digest,
        "domain_sha256": domain.digest,
        "mask_sha256": ticket.mask_digest,
        "domain": described,
        "epsilon": canonical(ticket.epsilon),
        "bound": canonical(bound),
        "generator": {"version": "1", "seed": str(ticket.seed)},
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
    """The domain, or where its numbers are long a slightly smaller one: what is said is proved."""
    if domain.kind == "data":
        return f"these {domain.points} points only, of {inputs} coordinates"
    if domain.kind == "ball":
        return f"the ball ||x||_2 <= {shown(domain.radius, False)} in R^{inputs}"
    low, high = domain.bounds[0]
    ends = shown(low, True), shown(high, False)
    if len(set(domain.bounds)) == 1 and Fraction(ends[0]) <= Fraction(ends[1]):
        return f"the box of {inputs} inputs, each in [{ends[0]}, {ends[1]}]"
    return f"a box of {inputs} inputs (its bounds are in the ticket)"


def shown(value: Fraction, up: bool) -> str:
    """A short number exactly, a long one rounded up or down."""
    text = canonical(value)
    return text if len(text) <= 40 else decimal(value, up)


def statement_text(ticket: Ticket, bound: Fraction, wanted: Wanted) -> list[str]:
    whose = "the network asked for" if wanted.target else "the network inside the ticket"
    lines = [
        f"  for every x in X: ||F(x) - G'(x)||_2 <= {decimal(bound, True)}",
        f"  F: {whose}, SHA-256 {ticket.target_digest}",
        f"  X: {domain_words(ticket.domain, ticket.layers[0].inputs)}",
        f"     SHA-256 {ticket.domain.digest}",
        f"  G': the random network of generator version 1, seed {ticket.seed}, all weights zero but the mask's",
        f"     SHA-256 of the mask {ticket.mask_digest}",
    ]
    for layer in ticket.layers:
        alpha, beta = (magnitude(c) for c in (layer.first_cell, layer.first_cell + layer.cells))
        bias = "with biases" if layer.bias else "without biases"
        lines.append(
            f"     layer {layer.number}: {layer.inputs} -> {layer.outputs}, {layer.activation}, {bias}; "
            f"M = {layer.neurons}, |weights| in [{alpha}, {beta})"
        )
    return [*lines, f"  How it was found, which is not proved: method {ticket.method}"]


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unusable("usage", message)


def read_arguments(arguments: list[str]) -> tuple[str, Wanted]:
    shape = argparse.RawDescriptionHelpFormatter
    parser = Parser(prog="checker.py", description=__doc__, allow_abbrev=False, formatter_class=shape)
    parser.add_argument("file", help="the ticket")
    parser.add_argument("--target-sha256", metavar="HEX", help="F must be the network of this digest")
    parser.add_argument("--domain-sha256", metavar="HEX", help="the domain must be the one of this digest")
    parser.add_argument("--epsilon", metavar="E", help="the bound must be at most E, too")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args(arguments)
    wanted = Wanted(given.target_sha256, given.domain_sha256)
    for option, digest in (("--target-sha256", wanted.target), ("--domain-sha256", wanted.domain)):
        if digest is not None and not re.fullmatch("[0-9a-f]{64}", digest):
            raise Unusable("usage", f"{option} {quote(digest)}: not 64 lower-case hexadecimal digits")
    if given.epsilon is not None:
        wanted.epsilon = parse_rational(given.epsilon)
        if wanted.epsilon is None or wanted.epsilon <= 0:
            raise Unusable("usage", f"--epsilon {quote(given.epsilon)}: not a positive rational number in range")
    return given.file, wanted


def judge(arguments: list[str]) -> tuple[int, dict[str, object], list[str]]:
    """Exit code, what to print as JSON, what to print as text."""
    try:
        path, wanted = read_arguments(arguments)
        ticket, bound = check(read_file(path), wanted)
        epsilon = min(ticket.epsilon, wanted.epsilon or ticket.epsilon)
        reason = f"bound {decimal(bound, True)}, epsilon {shown(epsilon, True)}"
        answer = answer_json("valid", None, reason, {}, statement_json(ticket, bound), {"method": ticket.method})
        return 0, answer, [f"valid: {reason}", *statement_text(ticket, bound, wanted)]
    except Unusable as error:
        return failure(error.kind, str(error), 2)
    except Invalid as defect:
        answer = answer_json("invalid", defect.code, defect.reason, defect.where)
        return 1, answer, [f"invalid: {defect.place()}: {defect.reason} [{defect.code}]"]
    except Undecided as limit:
        answer = answer_json("undecided", limit.code, limit.reason, limit.where)
        return 3, answer, [f"undecided: {limit.place()}: {limit.reason} [{limit.code}]"]
    except MemoryError:
        reason = "the memory does not suffice"
        return 3, answer_json("undecided", "memory", reason, {}), [f"undecided: file: {reason} [memory]"]
    except Exception as bug:  # of this program: at worst no answer, never a wrong one
        reason = f"a defect of this checker, please report it: {type(bug).__name__} {quote(str(bug))}"
        return failure("defect", reason, 3)


def failure(kind: str, message: str, code: int) -> tuple[int, dict[str, object], list[str]]:
    about = {"kind": kind, "message": message, "exit_code": code}
    return code, {"schema": "certify-error/1", "error": about}, [f"error: {message}"]


def answer_json(
    verdict: str,
    code: str | None,
    reason: str,
    where: dict[str, object],
    statement: dict[str, object] | None = None,
    provenance: dict[str, object] | None = None,
) -> dict[str, object]:
    answer = {"schema": "certify-check/2", "verdict": verdict, "code": code, "reason": reason}
    return answer | {"where": where, "statement": statement, "provenance": provenance}


def main(arguments: list[str]) -> int:
    sys.set_int_max_str_digits(0)  # nothing unlimited is converted: texts to 4000 characters, bounds to 2^20 bits
    as_json = "--format=json" in arguments or ("--format", "json") in itertools.pairwise(arguments)
    try:
        code, answer, lines = judge(arguments)
        text = json.dumps(answer, indent=2) if as_json else "\n".join(lines)
        stream = sys.stderr if "error" in answer and not as_json else sys.stdout
        stream.write(text.encode("ascii", "backslashreplace").decode() + "\n")
        stream.flush()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except (OSError, AttributeError):  # no output, a full disk: the answer was not delivered
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
