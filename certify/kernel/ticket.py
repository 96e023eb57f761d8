"""Reading a ticket file: FORMATS.md, sections 4.1 and 4.2."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

from certify import errors
from certify.errors import Code, InputError, Rejected, Undecided, escaped
from certify.exact import strict_json
from certify.exact.rationals import MAX_WRITTEN_LENGTH, parse_natural, parse_rational
from certify.kernel.activations import ACTIVATIONS, check_canonical
from certify.kernel.certificate import METHODS, RULES, LayerTicket, NormClaims, Ticket
from certify.kernel.container import read_array, read_members
from certify.kernel.domain import Ball, Box, Data, Domain
from certify.kernel.generator import CELL_LIMIT, NEURON_LIMIT, SEED_LIMIT, VERSION, Cells
from certify.kernel.limits import FILE_BYTES, MANIFEST_ITEMS
from certify.kernel.mask import Mask
from certify.kernel.network import Layer, Network, check_layer

SCHEMAS = ("certify-ticket/1", "certify-ticket/2")  # in the first, activations have no parameters
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 64 << 20
WIDTH_LIMIT = 1 << 32

_FIELDS = {"schema", "epsilon", "domain", "generator", "method", "layers", "members", "provenance"}
_LAYER_FIELDS = {"outputs", "inputs", "bias", "activation", "first_cell", "cells", "neurons", "supremum", "norms"}
_DOMAIN_FIELDS = {"box": {"kind", "lower", "upper"}, "ball": {"kind", "radius"}, "data": {"kind"}}

Members = dict[str, memoryview]


def read_ticket(path: str | Path) -> Ticket:
    """Read a ticket.

    Raises
    ------
    InputError
        When the file cannot be read, is not a ticket at all, or names a version unknown here.
    Rejected
        When it is a damaged ticket: the place is in the error.
    Undecided
        When it is too large to be read.

    Guarantee
    ---------
    Every member has the digest that the manifest lists, and every field the form of the format page.
    Nothing stated in the ticket has been verified yet (see :func:`certify.kernel.verification.verify`).
    """
    data = _read(Path(path))
    members = read_members(data)
    manifest = _manifest(members)
    _check_digests(members, manifest["members"])
    return _ticket(manifest, members)


def _read(path: Path) -> bytes:
    """The bytes of a regular file; a pipe or a device is not even opened."""
    data = None
    try:
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as stream:
                data = stream.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise errors.UnreadableError(f"{path}: cannot be read: {reason}") from None
    if data is None:
        raise errors.UnreadableError(f"{path}: it is not a regular file; the file of a ticket is needed")
    if len(data) > FILE_BYTES and data[:2] == b"PK":
        raise Undecided(f"the file has more than {FILE_BYTES} bytes", code="file-bytes")
    another_zip = data[-22:-18] == b"PK\5\6" and MANIFEST.encode() not in data
    if data[:2] != b"PK" or another_zip:
        raise errors.NotATicketError(f"{path}: it is not a ticket (a ticket is a zip file with a {MANIFEST})")
    return data


@contextmanager
def _rejecting(code: Code, **where: Any) -> Iterator[None]:
    """What cannot be used in a ticket is a defect of the ticket, at this place."""
    try:
        yield
    except InputError as error:
        raise Rejected(str(error), code=code, **where) from None


def _defect(reason: str, field: str) -> Rejected:
    return Rejected(reason, code="manifest", field=field)


def _number(text: Any, place: str) -> Fraction:
    with _rejecting("manifest", field=place):
        return parse_rational(text, place, max_length=MAX_WRITTEN_LENGTH)


def _natural(text: Any, place: str, *, below: int) -> int:
    with _rejecting("manifest", field=place):
        return parse_natural(text, place, below=below)


def _manifest(members: Members) -> dict[str, Any]:
    if MANIFEST not in members or len(members[MANIFEST]) > MANIFEST_LIMIT:
        reason = f"zip: there is no {MANIFEST}, or it is longer than {MANIFEST_LIMIT} bytes"
        raise Rejected(reason, code="manifest")
    try:
        text = str(members[MANIFEST], "utf-8")
        if strict_json.items_at_most(text) > MANIFEST_ITEMS:
            raise Undecided(f"{MANIFEST} has more than {MANIFEST_ITEMS} items", code="manifest-items")
        manifest = strict_json.loads(text)
    except ValueError as error:
        reason = f"it is not JSON of this format: {escaped(error, 120)}"
        raise Rejected(reason, code="manifest", member=MANIFEST) from None
    if isinstance(manifest, dict):
        _known_version(manifest.get("schema"), SCHEMAS, "schema")
        if isinstance(manifest.get("generator"), dict):
            _known_version(manifest["generator"].get("version"), (str(VERSION),), "generator.version")
    _fields(manifest, _FIELDS, "manifest")
    _fields(manifest["generator"], {"version", "seed"}, "generator")
    return dict(manifest)


def _known_version(value: Any, known: tuple[str, ...], place: str) -> None:
    if not isinstance(value, str):
        raise _defect("it is missing or not a string", place)
    if value not in known:
        raise errors.UnsupportedError(f"{place}: {escaped(value)}; this release reads {' and '.join(known)}")


def _fields(value: Any, wanted: set[str], place: str) -> None:
    if not isinstance(value, dict) or set(value) != wanted:
        found = escaped(", ".join(sorted(value)) if isinstance(value, dict) else repr(value), 200)
        raise _defect(f"fields {found}; exactly {', '.join(sorted(wanted))} are needed", place)


def _check_digests(members: Members, listed: Any) -> None:
    present = set(members) - {MANIFEST}
    if not isinstance(listed, dict) or set(listed) != present:
        reason = f"it lists other members than the file has ({escaped(', '.join(sorted(present)), 200)})"
        raise Rejected(reason, code="members", field="members")
    for name, digest in listed.items():
        if hashlib.sha256(members[name]).hexdigest() != digest:
            raise Rejected("its SHA-256 is not the one that the manifest lists", code="members", member=name)


def _ticket(manifest: Mapping[str, Any], members: Members) -> Ticket:
    taken = {MANIFEST}

    def array(name: str, descr: str, *shape: int | None) -> Any:
        if name not in members:
            raise Rejected("this member is missing", code="members", member=name)
        taken.add(name)
        return read_array(members[name], descr, shape, name)

    stated = manifest["layers"]
    if not isinstance(stated, list):
        raise _defect("it is not a list", "layers")
    for number, fields in enumerate(stated, 1):
        _fields(fields, _LAYER_FIELDS, f"layers.{number - 1}")
    with_parameters = manifest["schema"] != SCHEMAS[0]
    layers = tuple(_layer(fields, number, array, with_parameters) for number, fields in enumerate(stated, 1))
    with _rejecting("network", field="layers"):
        network = Network(layers)
    ticket = Ticket(
        network=network,
        domain=_domain(manifest["domain"], network.layers[0].inputs, array),
        epsilon=_number(manifest["epsilon"], "epsilon"),
        seed=_natural(manifest["generator"]["seed"], "generator.seed", below=SEED_LIMIT),
        method=_one_of(manifest["method"], tuple(METHODS), "method"),
        layers=tuple(_layer_ticket(fields, number, array) for number, fields in enumerate(stated, 1)),
        provenance=_provenance(manifest["provenance"]),
    )
    if ticket.epsilon <= 0:
        raise _defect(f"{escaped(manifest['epsilon'])} is not positive", "epsilon")
    for name in sorted(set(members) - taken):
        raise Rejected("this member belongs to no part of the ticket", code="members", member=name)
    return ticket


def _layer(fields: Mapping[str, Any], number: int, array: Callable[..., Any], with_parameters: bool) -> Layer:
    place, activation = f"layers.{number - 1}", fields["activation"]
    if not (with_parameters and isinstance(activation, str)):
        _one_of(activation, tuple(ACTIVATIONS), f"{place}.activation")
    with _rejecting("manifest", field=f"{place}.activation"):
        check_canonical(activation, "activation")
    outputs, inputs = (_natural(fields[k], f"{place}.{k}", below=WIDTH_LIMIT) for k in ("outputs", "inputs"))
    has_bias = _one_of(fields["bias"], ("yes", "no"), f"{place}.bias") == "yes"
    weights = array(f"target/{number}/weights.npy", "<f8", outputs, inputs)
    bias = array(f"target/{number}/bias.npy", "<f8", outputs) if has_bias else None
    layer = Layer(weights, bias, activation)
    with _rejecting("network", layer=number, member=f"target/{number}"):
        check_layer(layer, f"layer {number}")
    return layer


def _layer_ticket(fields: Mapping[str, Any], number: int, array: Callable[..., Any]) -> LayerTicket:
    place = f"layers.{number - 1}"
    first = _integer(fields["first_cell"], f"{place}.first_cell")
    with _rejecting("manifest", field=f"{place}.cells"):
        cells = Cells(first, parse_natural(fields["cells"], f"{place}.cells", below=2 * CELL_LIMIT + 1))
    return LayerTicket(
        cells=cells,
        neurons=_natural(fields["neurons"], f"{place}.neurons", below=NEURON_LIMIT),
        mask=Mask(array(f"mask/{number}.npy", "<i8", None, 3)),
        supremum=_number(fields["supremum"], f"{place}.supremum"),
        norms=_norms(fields["norms"], f"{place}.norms"),
    )


def _integer(text: Any, place: str) -> int:
    negative = isinstance(text, str) and re.match("-[1-9]", text) is not None
    size = _natural(text[1:] if negative else text, place, below=2 * CELL_LIMIT)
    return -size if negative else size


def _norms(value: Any, place: str) -> NormClaims:
    if not isinstance(value, dict):
        raise _defect("it is not an object", place)
    norms: dict[str, dict[str, Fraction]] = {}
    for name, claims in value.items():
        optional = set(RULES[2:]) & set(claims if isinstance(claims, dict) else ())
        _fields(claims, {*RULES[:2], *optional}, f"{place}.{name}")
        norms[name] = {rule: _number(c, f"{place}.{name}.{rule}") for rule, c in claims.items()}
    return norms


def _domain(value: Any, dimension: int, array: Callable[..., Any]) -> Domain:
    kind = value.get("kind") if isinstance(value, dict) else None
    kind = _one_of(kind, tuple(_DOMAIN_FIELDS), "domain.kind")
    _fields(value, _DOMAIN_FIELDS[kind], "domain")
    with _rejecting("domain", field="domain"):
        if kind == "data":
            return Data(array("domain/points.npy", "<f8", None, dimension))
        if kind == "ball":
            return Ball(_number(value["radius"], "domain.radius"), dimension)
        return Box(*(_bounds(value[side], f"domain.{side}", dimension) for side in ("lower", "upper")))


def _bounds(value: Any, place: str, dimension: int) -> tuple[Fraction, ...]:
    if not isinstance(value, list) or len(value) != dimension:
        raise Rejected(f"it is not a list of {dimension} numbers", code="domain", field=place)
    return tuple(_number(x, f"{place}.{d}") for d, x in enumerate(value))


def _one_of(value: Any, allowed: tuple[str, ...], place: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise _defect(f"{escaped(value)}; one of {', '.join(allowed)} is needed", place)
    return value


def _provenance(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise _defect("it is not an object of strings", "provenance")
    return value
