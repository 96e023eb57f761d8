"""NumPy's files, read under limits: no pickles, and nothing is allocated that the file does not hold."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from certify.errors import InputError
from certify.models.files import check_fits, quoted

Arrays = dict[str, NDArray[Any]]

_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_PLAIN = "biufcU"


def read_npz(path: Path) -> Arrays:
    """Read every array of an ``.npz`` file, stored or deflated.

    Raises
    ------
    InputError
        When a member is not a plain array, appears twice, or the sizes declared do not fit.

    Guarantee
    ---------
    No object is unpickled; memory grows by no more than the sizes declared, which were checked first.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check_members(members)
        arrays: Arrays = {}
        for member in members:
            with archive.open(member) as stream:
                arrays[member.filename[:-4]] = _read(stream, member.file_size, quoted(member.filename[:-4]))
    return arrays


def read_npy(path: Path) -> NDArray[Any]:
    """Read the array of an ``.npy`` file, under the rules of :func:`read_npz`."""
    with path.open("rb") as stream:
        return _read(stream, path.stat().st_size, "array")


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = quoted(member.filename)
        if not member.filename.endswith(".npy"):
            raise InputError(f"member {name} is not an array; only .npy members are read")
        if member.filename in seen:
            raise InputError(f"member {name} appears twice; names must be distinct")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or member.flag_bits & 1:
            raise InputError(f"member {name} is encrypted or compressed in a way other than deflate")
        seen.add(member.filename)
    check_fits(sum(member.file_size for member in members))


def _read(stream: IO[bytes], size: int, place: str) -> NDArray[Any]:
    version = npy.read_magic(stream)
    if version not in _HEADERS:
        raise InputError(f"{place}: .npy version {version}; 1.0 or 2.0 is needed")
    shape, fortran_order, dtype = _HEADERS[version](stream)
    if dtype.kind not in _PLAIN:
        raise InputError(f"{place}: type {dtype}; plain numbers are needed, pickled objects are never read")
    length = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or stream.tell() + length != size:
        raise InputError(f"{place}: shape {shape} of {dtype} does not fit its {size} bytes")
    data = stream.read(length + 1)  # one byte more makes zipfile verify the member's checksum
    if len(data) != length:
        raise InputError(f"{place}: {len(data)} bytes of data where {length} were declared")
    return np.ndarray(shape, dtype, data, order="F" if fortran_order else "C")
