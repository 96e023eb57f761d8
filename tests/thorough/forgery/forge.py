"""A forger's workshop: take a ticket file apart, edit it, and pack it again with every digest made to fit.

Two packers.  ``pack`` uses the standard ``zipfile``; ``zip_bytes`` writes every field of the container by hand,
so that any of them can lie.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass
class Ticket:
    """A ticket unpacked: the manifest and the bytes of the other members by name."""

    manifest: dict
    members: dict[str, bytes] = field(default_factory=dict)

    def copy(self) -> Ticket:
        return copy.deepcopy(self)

    @property
    def layers(self) -> list[dict]:
        return self.manifest["layers"]

    def array(self, name: str) -> np.ndarray:
        return np.load(io.BytesIO(self.members[name]), max_header_size=1 << 16)

    def put(self, name: str, values: np.ndarray) -> None:
        self.members[name] = npy(values)

    def mask(self, layer: int) -> np.ndarray:
        return self.array(f"mask/{layer}.npy")

    def put_mask(self, layer: int, rows: object) -> None:
        self.put(f"mask/{layer}.npy", np.array(rows, dtype="<i8").reshape(-1, 3))

    def weights(self, layer: int) -> np.ndarray:
        return self.array(f"target/{layer}/weights.npy")

    def put_weights(self, layer: int, values: object) -> None:
        self.put(f"target/{layer}/weights.npy", np.array(values, dtype="<f8"))

    def bias(self, layer: int) -> np.ndarray:
        return self.array(f"target/{layer}/bias.npy")

    def put_bias(self, layer: int, values: object) -> None:
        self.put(f"target/{layer}/bias.npy", np.array(values, dtype="<f8"))

    def refresh(self) -> Ticket:
        """Make every digest fit, as a forger would."""
        self.manifest["members"] = {name: sha256(data) for name, data in sorted(self.members.items())}
        return self


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def npy(values: np.ndarray) -> bytes:
    """A .npy member of version 1.0."""
    head = f"{{'descr': '{values.dtype.str}', 'fortran_order': False, 'shape': {tuple(values.shape)}, }}"
    return npy_raw(head.encode(), np.ascontiguousarray(values).tobytes())


def npy_raw(
    head: bytes, body: bytes, *, version: tuple[int, int] = (1, 0), pad: int = 64, end: bytes = b"\n"
) -> bytes:
    """A .npy member with this header text and these data, whatever they are."""
    size = 10 if version[0] == 1 else 12
    head += b" " * (-(size + len(head) + len(end)) % pad) + end
    length = struct.pack("<H" if version[0] == 1 else "<I", len(head))
    return b"\x93NUMPY" + bytes(version) + length + head + body


def manifest_bytes(manifest: object) -> bytes:
    return json.dumps(manifest, sort_keys=True, indent=1, ensure_ascii=False).encode()


def unpack(path: Path) -> Ticket:
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    return Ticket(json.loads(members.pop("manifest.json")), members)


def pack(
    ticket: Ticket, path: Path, *, fresh_digests: bool = True, manifest: bytes | None = None, method: int = 0
) -> Path:
    """Write the ticket with the standard library; ``manifest`` replaces the manifest's bytes as they are."""
    if fresh_digests and manifest is None:
        ticket = ticket.copy().refresh()
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in entries(ticket, manifest):
            file.writestr(zipfile.ZipInfo(name), data, method)
    return path


def entries(ticket: Ticket, manifest: bytes | None = None) -> list[tuple[str, bytes]]:
    """Names and bytes in the order of the file."""
    text = manifest_bytes(ticket.manifest) if manifest is None else manifest
    return [("manifest.json", text), *sorted(ticket.members.items())]


@dataclass
class Entry:
    """One member with every field of its two headers; whatever is None is the truth."""

    name: bytes
    data: bytes
    flags: int = 0
    method: int = 0
    crc: int | None = None
    packed: int | None = None
    size: int | None = None
    extra: bytes = b""
    local: dict = field(default_factory=dict)  # fields of the local header that differ
    central: dict = field(default_factory=dict)  # fields of the central entry that differ
    comment: bytes = b""
    after: bytes = b""  # bytes between this member's data and the next local header
    offset: int | None = None
    listed: bool = True  # in the central directory at all
    needed: int = 20
    disk: int = 0
    attributes: int = 0
    date: int = 0x21
    repeat: int = 1  # entries of the central directory

    def side(self, differ: dict) -> tuple:
        f = {
            "name": self.name,
            "flags": self.flags,
            "method": self.method,
            "crc": zlib.crc32(self.data) if self.crc is None else self.crc,
            "packed": len(self.data) if self.packed is None else self.packed,
            "size": len(self.data) if self.size is None else self.size,
            "extra": self.extra,
            "needed": self.needed,
            "date": self.date,
        }
        f.update(differ)
        numbers = (f["needed"], f["flags"], f["method"], 0, f["date"], f["crc"], f["packed"], f["size"])
        return numbers, f["name"], f["extra"]


def zip_entries(ticket: Ticket, manifest: bytes | None = None) -> list[Entry]:
    return [Entry(name.encode(), data) for name, data in entries(ticket, manifest)]


def zip_bytes(
    parts: Iterable[Entry],
    *,
    prefix: bytes = b"",
    gap: bytes = b"",
    between: bytes = b"",
    suffix: bytes = b"",
    comment: bytes = b"",
    order: slice = slice(None),
    count: int | None = None,
    here: int | None = None,
    start: int | None = None,
    size: int | None = None,
    disk: int = 0,
    disk_start: int = 0,
) -> bytes:
    """A zip file: prefix, members, gap, central directory, between, end record, suffix."""
    out, centre = bytearray(prefix), []
    for part in parts:
        at = len(out)
        numbers, name, extra = part.side(part.local)
        out += struct.pack("<4s5H3I2H", b"PK\3\4", *numbers, len(name), len(extra)) + name + extra
        out += part.data + part.after
        numbers, name, extra = part.side(part.central)
        entry = struct.pack(
            "<4s6H3I5H2I",
            b"PK\1\2",
            20,
            *numbers,
            len(name),
            len(extra),
            len(part.comment),
            part.disk,
            0,
            part.attributes,
            at if part.offset is None else part.offset,
        )
        centre += [entry + name + extra + part.comment] * (part.repeat if part.listed else 0)
    directory = b"".join(centre[order])
    out += gap
    begin = len(out)
    total = len(centre) if count is None else count
    out += directory + between
    out += struct.pack(
        "<4s4H2IH",
        b"PK\5\6",
        disk,
        disk_start,
        total if here is None else here,
        total,
        len(directory) if size is None else size,
        begin if start is None else start,
        len(comment),
    )
    return bytes(out + comment + suffix)
