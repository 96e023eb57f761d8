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

from certify.errors import Rejected, escaped

_END = struct.Struct("<4sHHHHIIH")
# An entry of the central directory: flags, method, CRC-32, sizes, length of the name; of extra field and comment,
# the disk; the place of the local header.  Dates, attributes and versions are skipped.
_ENTRY = struct.Struct("<8xHH4xIIIHHHH6xI")
_LOCAL_SIZE = 30
_UTF8_NAMES = 0x800

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
    end = len(data) - _END.size
    if end < 0 or data[end : end + 4] != b"PK\5\6":
        raise _damaged("no end record at the end of the file (truncated, or bytes after it)")
    _, disk, disk0, here, count, size, directory, comment = _END.unpack_from(data, end)
    if disk or disk0 or here != count or count == 0xFFFF or comment or directory + size != end:
        raise _damaged("the end record does not fit the file")
    members: dict[str, memoryview] = {}
    local, central = 0, directory
    for _ in range(count):
        name, start, local, central = _member(data, local, central, directory, end)
        if name in members:
            raise _damaged("two members have the same name", name)
        members[name] = memoryview(data)[start:local]
    if local != directory or central != end:
        raise _damaged("bytes between the members and the central directory, or after it")
    return members


def _member(data: bytes, local: int, central: int, directory: int, end: int) -> tuple[str, int, int, int]:
    """The name of a member, where its data start and end, and where the next entry is, given its two headers."""
    if central + _ENTRY.size > end or data[central : central + 4] != b"PK\1\2":
        raise _damaged("the central directory is damaged")
    flags, method, crc, packed, size, length, *rest, offset = _ENTRY.unpack_from(data, central)
    after = central + _ENTRY.size + length
    raw = data[central + _ENTRY.size : after]
    name = raw.decode("latin-1")
    if after > end or not raw.isascii():
        raise _damaged("its name is not ASCII, or cut off", name)
    if flags & ~_UTF8_NAMES or method or packed != size or any(rest):
        raise _damaged("only stored members without extra fields and comments are allowed", name)
    start = local + _LOCAL_SIZE + length
    if offset != local or start + size > directory or data[local : local + 4] != b"PK\3\4":
        raise _damaged("the local header is not where the members before it end", name)
    # From the flags on, both headers have the same fields; dates are between method and CRC-32.
    here, there = data[local + 6 : local + _LOCAL_SIZE], data[central + 8 : central + 32]
    if here[:4] != there[:4] or here[8:] != there[8:] or data[start - length : start] != raw:
        raise _damaged("the local header contradicts the central directory", name)
    if zlib.crc32(data[start : start + size]) != crc:
        raise _damaged("its bytes do not have the CRC-32 of the header", name)
    return name, start, start + size, after


def _damaged(reason: str, member: str | None = None) -> Rejected:
    return Rejected(reason if member else f"zip: {reason}", code="container", member=member)


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
    length = int.from_bytes(data[8:10], "little")
    header = bytes(data[10 : 10 + length])
    match = _NPY_HEADER.fullmatch(header.decode("latin-1"))
    if bytes(data[:8]) != b"\x93NUMPY\x01\x00" or len(header) != length or match is None:
        raise Rejected("it is not a .npy array of version 1.0 in C order, <f8 or <i8", code="array", member=member)
    found = tuple(int(n) for n in match[2].split(",") if n)
    fits = len(found) == len(shape) and all(want in (None, n) for n, want in zip(found, shape, strict=True))
    if match[1] != descr or not fits:
        wanted = "×".join("any" if n is None else str(n) for n in shape)
        reason = f"type {match[1]} and shape {escaped(found)}; {descr} and {wanted} are needed"
        raise Rejected(reason, code="array", member=member)
    body = data[10 + length :]
    if len(body) != 8 * math.prod(found):
        raise Rejected(f"{len(body)} bytes do not fill shape {escaped(found)}", code="array", member=member)
    return np.frombuffer(body, dtype=descr).reshape(found)
