"""The container of a ticket: one zip of stored members, read strictly, and ``.npy`` arrays.

Python's ``zipfile`` forgives much (prefixes, gaps, local headers that contradict the directory); here the
file has to be exactly its members, its directory and its end record.  FORMATS.md, section 4.1.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certify.errors import Rejected

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_UTF8_NAMES = 0x800

_NPY_MAGIC = b"\x93NUMPY\x01\x00"
_NATURAL = "(?:0|[1-9][0-9]{0,17})"
_SHAPE = f"({_NATURAL},|{_NATURAL}(?:, {_NATURAL})+)"
_NPY_HEADER = re.compile(
    r"\{'descr': '(<f8|<i8)', 'fortran_order': False, 'shape': \(" + _SHAPE + r"\), \} *\n", re.ASCII
)


def read_members(data: bytes) -> dict[str, memoryview]:
    """The members of a zip by name.

    Raises
    ------
    Rejected
        When the bytes are anything but stored members, their central directory and the end record.

    Guarantee
    ---------
    Nothing in the file is left unread but dates, attributes and version numbers.
    """
    entries, directory = _read_directory(data)
    members: dict[str, memoryview] = {}
    position = 0
    for entry in entries:
        name, size = entry["name"], entry["size"]
        if entry["offset"] != position or position + _LOCAL.size + len(entry["raw_name"]) + size > directory:
            raise Rejected(
                "the local header is not where the members before it end", code="container", member=name
            )
        position = _check_local(data, position, entry)
        members[name] = memoryview(data)[position : position + size]
        position += size
        if zlib.crc32(members[name]) != entry["crc"]:
            raise Rejected("its bytes do not have the CRC-32 of the header", code="container", member=name)
    if position != directory:
        raise Rejected(
            f"zip: {directory - position} bytes between the members and the central directory", code="container"
        )
    if len(members) != len(entries):
        raise Rejected("zip: two members have the same name", code="container")
    return members


def _read_directory(data: bytes) -> tuple[list[dict[str, Any]], int]:
    start = len(data) - _END.size
    if start < 0 or data[start : start + 4] != b"PK\x05\x06":
        raise Rejected(
            "zip: no end record at the end of the file (truncated, or bytes after it)", code="container"
        )
    _, disk, disk0, here, count, size, offset, comment = _END.unpack_from(data, start)
    if disk or disk0 or here != count or count == 0xFFFF or comment or offset + size != start:
        raise Rejected("zip: the end record does not fit the file", code="container")
    entries, position = [], offset
    for _ in range(count):
        if position + _CENTRAL.size > start or data[position : position + 4] != b"PK\x01\x02":
            raise Rejected("zip: the central directory is damaged", code="container")
        entry, position = _read_central(data, position, start)
        entries.append(entry)
    if position != start:
        raise Rejected("zip: the central directory is damaged", code="container")
    return entries, offset


def _read_central(data: bytes, position: int, end: int) -> tuple[dict[str, Any], int]:
    fields = _CENTRAL.unpack_from(data, position)
    _, _, _, flags, method, _, _, crc, packed, size, name_length, extra, comment, disk, _, _, offset = fields
    position += _CENTRAL.size
    raw_name = data[position : position + name_length]
    try:
        name = raw_name.decode("ascii")
    except UnicodeDecodeError:
        raise Rejected(f"zip: member name {raw_name!r} is not ASCII", code="container") from None
    if (
        flags & ~_UTF8_NAMES
        or method
        or packed != size
        or extra
        or comment
        or disk
        or position + name_length > end
    ):
        raise Rejected("only stored members without extra fields are allowed", code="container", member=name)
    entry = {"name": name, "raw_name": raw_name, "flags": flags, "crc": crc, "size": size, "offset": offset}
    return entry, position + name_length


def _check_local(data: bytes, position: int, entry: dict[str, Any]) -> int:
    magic, _, flags, method, _, _, crc, packed, size, name_length, extra = _LOCAL.unpack_from(data, position)
    end: int = position + _LOCAL.size + name_length
    stated = (magic, flags, method, crc, packed, size, extra, data[position + _LOCAL.size : end])
    directory = (
        b"PK\x03\x04",
        entry["flags"],
        0,
        entry["crc"],
        entry["size"],
        entry["size"],
        0,
        entry["raw_name"],
    )
    if stated != directory:
        raise Rejected(
            "the local header contradicts the central directory", code="container", member=entry["name"]
        )
    return end


def read_array(data: memoryview, descr: str, shape: tuple[int | None, ...], member: str) -> NDArray[Any]:
    """The array of a ``.npy`` member.

    Parameters
    ----------
    descr
        ``<f8`` or ``<i8``.
    shape
        What the shape has to be; None where any length will do.

    Raises
    ------
    Rejected
        When the header, the type, the shape or the amount of data is another.
    """
    head = bytes(data[: len(_NPY_MAGIC) + 2])
    length = int.from_bytes(head[-2:], "little")
    header = bytes(data[10 : 10 + length])
    match = _NPY_HEADER.fullmatch(header.decode("latin-1"))
    if head[:-2] != _NPY_MAGIC or len(header) != length or match is None:
        reason = "it is not a .npy array of version 1.0 in C order with type <f8 or <i8"
        raise Rejected(reason, code="array", member=member)
    found = tuple(int(n) for n in match[2].split(",") if n)
    fits = len(found) == len(shape) and all(want in (None, n) for n, want in zip(found, shape, strict=True))
    if match[1] != descr or not fits:
        wanted = "×".join("any" if n is None else str(n) for n in shape)
        reason = f"type {match[1]} and shape {found}; {descr} and {wanted} are needed"
        raise Rejected(reason, code="array", member=member)
    body = data[10 + length :]
    if len(body) != 8 * math.prod(found):
        reason = f"{len(body)} bytes of data; shape {found} needs {8 * math.prod(found)}"
        raise Rejected(reason, code="array", member=member)
    return np.frombuffer(body, dtype=descr).reshape(found)
