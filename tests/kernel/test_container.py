"""The container: zips are read strictly, arrays exactly."""

import io
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import Rejected
from certify.kernel.container import read_array, read_members

NAMES = st.text("abcdefghij/._0123456789", min_size=1, max_size=12)


def zipped(members, compression=zipfile.ZIP_STORED, **fields):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = compression
            for field, value in fields.items():
                setattr(info, field, value)
            archive.writestr(info, data)
    return stream.getvalue()


def content(data):
    return {name: bytes(value) for name, value in read_members(data).items()}


@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=5))
@settings(deadline=None)
def test_what_zipfile_stores_is_read(members):
    assert content(zipped(members)) == members


MEMBERS = {"manifest.json": b'{"a": "1"}', "mask/1.npy": bytes(range(60)), "empty": b""}
GOOD = zipped(MEMBERS)


def test_every_flipped_bit_is_seen_or_belongs_to_a_date_an_attribute_or_a_version():
    unseen = set()
    for place in range(len(GOOD)):
        for bit in range(8):
            data = bytearray(GOOD)
            data[place] ^= 1 << bit
            try:
                assert content(bytes(data)) == MEMBERS
            except Rejected:
                continue
            unseen.add(place)
    assert unseen <= ignored_places()
    assert len(unseen) < len(GOOD) / 3


def ignored_places():
    """Versions, dates and attributes of the headers: found with zipfile and the ZIP specification's offsets."""
    places = set()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        entries, start = archive.infolist(), archive.start_dir
    for entry in entries:
        local = entry.header_offset
        places |= {*range(local + 4, local + 6), *range(local + 10, local + 14)}
        places |= {*range(start + 4, start + 8), *range(start + 12, start + 16), *range(start + 36, start + 42)}
        # The flag for UTF-8 names means nothing for ASCII ones, if both headers have it; here one has not.
        start += 46 + len(entry.filename)
    return places


@pytest.mark.parametrize("cut", [1, 2, 21, 22, 23, 60, 100])
def test_truncation_is_rejected(cut):
    with pytest.raises(Rejected, match="zip"):
        read_members(GOOD[:-cut])


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_garbage_is_rejected_and_nothing_else(data):
    for some in (data, b"PK\x03\x04" + data, data + GOOD[-22:], GOOD[:-22] + data + GOOD[-22:]):
        if some != GOOD:
            with pytest.raises(Rejected):
                read_members(some)


def end_record(count, size, offset, comment=0):
    return struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, size, offset, comment)


def handmade(parts, *, offsets=None, directory=None):
    """A zip from (name, data) pairs, with the offsets claimed in the directory."""
    body, central, places = b"", b"", []
    import zlib

    for name, data in parts:
        places.append(len(body))
        crc = zlib.crc32(data)
        body += struct.pack(
            "<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 0, crc, len(data), len(data), len(name), 0
        )
        body += name + data
    for (name, data), place in zip(directory or parts, offsets or places, strict=True):
        crc, n = zlib.crc32(data), len(data)
        central += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, crc, n, n, len(name), 0, 0, 0, 0, 0, place
        )
        central += name
    return body + central + end_record(len(offsets or places), len(central), len(body))


PARTS = [(b"a", b"first"), (b"b", b"second")]


def test_a_handmade_zip_is_read():
    assert content(handmade(PARTS)) == {"a": b"first", "b": b"second"}
    assert content(handmade([])) == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"x" + GOOD, "zip"),
        (GOOD + b"x", "end record"),
        (zipped(MEMBERS, zipfile.ZIP_DEFLATED), "stored"),
        (zipped(MEMBERS, extra=b"\x01\x00\x02\x00ab"), "stored|local header"),
        (zipped(MEMBERS, comment=b"hello"), "stored"),
        (zipped({"ä": b""}), "ASCII"),
        (handmade([(b"a", b"first"), (b"a", b"again")]), "same name"),
        (handmade(PARTS, offsets=[0, 0]), "local header"),
        (handmade(PARTS, directory=PARTS[::-1]), "local header"),
        (handmade(PARTS, directory=[(b"a", b"first"), (b"c", b"second")]), "contradicts"),
        (handmade(PARTS, directory=[(b"a", b"first"), (b"b", b"Second")]), "contradicts"),
        (handmade(PARTS, directory=PARTS[:1], offsets=[0]), "between the members and the central directory"),
        (handmade(PARTS, offsets=[0, 2**32 - 1]), "local header"),
    ],
)
def test_other_zips_are_rejected(data, words):
    with pytest.raises(Rejected, match=words):
        read_members(data)


def npy(values, version=(1, 0)):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, values, version=version)
    return memoryview(stream.getvalue())


@given(st.lists(st.floats(), max_size=6), st.booleans())
@settings(deadline=None)
def test_arrays_are_read_bit_by_bit(values, columns):
    array = np.array(values, dtype="<f8")
    array = array.reshape(-1, 1) if columns else array
    shape = (None, 1) if columns else (len(values),)
    assert read_array(npy(array), "<f8", shape, "m").tobytes() == array.tobytes()
    assert read_array(npy(array), "<f8", shape, "m").shape == array.shape


def test_an_empty_mask_is_an_array():
    assert read_array(npy(np.zeros((0, 3), "<i8")), "<i8", (None, 3), "m").shape == (0, 3)


SQUARE = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    "data",
    [
        npy(SQUARE.astype("<f4")),
        npy(SQUARE.astype(">f8")),
        npy(SQUARE.astype("<i8")),
        npy(SQUARE[:1]),
        npy(SQUARE.ravel()),
        npy(np.asfortranarray(SQUARE)),
        npy(SQUARE, version=(2, 0)),
        npy(SQUARE)[:-1],
        memoryview(bytes(npy(SQUARE)) + b"\0"),
        memoryview(bytes(npy(SQUARE)).replace(b"(2, 3)", b"(2, 4)")),
        memoryview(bytes(npy(SQUARE)).replace(b"(2, 3), }", b"(2, 3), 'x': 1}")),
        memoryview(bytes(npy(SQUARE)).replace(b"(2, 3)", b"(2,+3)")),
        memoryview(b""),
        memoryview(b"\x93NUMPY\x01\x00"),
        memoryview(b"\x93NUMPY\x01\x00\xff\xff" + b" " * 100),
    ],
)
def test_other_arrays_are_rejected_with_the_member(data):
    assert read_array(npy(SQUARE), "<f8", (2, 3), "mask/1.npy").tolist() == SQUARE.tolist()
    with pytest.raises(Rejected) as error:
        read_array(data, "<f8", (2, 3), "mask/1.npy")
    assert error.value.where == {"member": "mask/1.npy"}
