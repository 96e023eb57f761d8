"""Corruption (digests stale), attacks on the container, on the JSON and on the .npy members, and bindings."""

import json
import random
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from fractions import Fraction

import numpy as np
import pytest

from reference import tickets as reference
from thorough.forgery.forge import (
    Entry,
    Ticket,
    entries,
    manifest_bytes,
    npy,
    npy_raw,
    pack,
    zip_bytes,
    zip_entries,
)
from thorough.forgery.handmade import claim_everything, honest
from thorough.forgery.judges import (
    CHECKER,
    CHECKERS,
    against_reference,
    complaints,
    outcome_of,
    run,
    true_statement,
)

NOTICED = {"invalid", "unusable"}


def show(problems):
    assert not problems, f"{len(problems)} disagreements:\n" + "\n".join(problems[:12])


def write(path, data):
    path.write_bytes(data)
    return path


# Corruption: what an accident does; nothing is recomputed -------------------------------------------------------


def spans(path):
    """Name, start and end of every member's data in the file."""
    with zipfile.ZipFile(path) as file:
        for info in file.infolist():
            begin = info.header_offset + 30 + len(info.filename.encode())
            yield info.filename, begin, begin + info.file_size


@pytest.mark.parametrize("name", ["signed", "data", "tanh-sigmoid"])
def test_any_flipped_bit_in_any_member_is_noticed(name, fresh_path):
    path, rng, problems = pack(honest(name), fresh_path()), random.Random(name), []
    original = path.read_bytes()
    for member, begin, end in spans(path):
        for at in {begin, end - 1, *(rng.randrange(begin, end) for _ in range(12))}:
            data = bytearray(original)
            data[at] ^= 1 << rng.randrange(8)
            problems += [f"{member}, byte {at - begin}: {t}" for t in complaints(write(path, data), "invalid")]
    show(problems)


@pytest.mark.parametrize("name", ["signed", "data"])
def test_any_changed_byte_of_a_member_is_noticed_under_a_good_crc(name, fresh_path):
    """Only the digest in the manifest can tell."""
    ticket, rng, problems = honest(name).refresh(), random.Random(name), []
    for member in ticket.members:
        for _ in range(8):
            forged = ticket.copy()
            data = bytearray(forged.members[member])
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            forged.members[member] = bytes(data)
            path = pack(forged, fresh_path(), fresh_digests=False)
            problems += [f"{member}: {text}" for text in complaints(path, "invalid")]
    show(problems)


def test_any_flipped_bit_outside_the_members_is_noticed_or_harmless(fresh_path):
    """Names, sizes, sums, offsets, counts in headers and directory; dates, attributes, versions are ignored."""
    path, rng, problems = pack(honest("one-one"), fresh_path()), random.Random(5), []
    original = path.read_bytes()
    inside = {at for _, begin, end in spans(path) for at in range(begin, end)}
    outside = [at for at in range(len(original)) if at not in inside]
    for at in outside[::3]:
        data = bytearray(original)
        data[at] ^= 1 << rng.randrange(8)
        said = {k: o.verdict for k, o in run(write(path, data)).items()}
        if len(set(said.values())) > 1 or not set(said.values()) <= {*NOTICED, "valid"}:
            problems.append(f"byte {at}: {said}")
        elif said["kernel"] == "valid" and at not in ignorable(original):
            problems.append(f"byte {at} is not noticed")
    show(problems)


def ignorable(data):
    """The bytes of versions, dates and attributes in every header."""
    places = set()
    for start in range(len(data) - 4):
        if data[start : start + 4] == b"PK\3\4":
            places |= {start + k for k in (4, 5, 10, 11, 12, 13)}
        if data[start : start + 4] == b"PK\1\2":
            places |= {start + k for k in (4, 5, 6, 7, 12, 13, 14, 15, 36, 37, 38, 39, 40, 41)}
    return places


@pytest.mark.parametrize("name", ["signed", "one-one"])
def test_truncation_is_noticed(name, fresh_path):
    path, problems = pack(honest(name), fresh_path()), []
    original = path.read_bytes()
    n = len(original)
    for length in {0, 1, 2, 3, 4, 21, 22, 23, *range(5, n, n // 60), *range(n - 30, n)}:
        expected = "unusable" if length < 2 else "invalid"
        problems += [f"{length} of {n}: {t}" for t in complaints(write(path, original[:length]), expected)]
        problems += [f"without {length}: {t}" for t in complaints(write(path, original[length + 1 :]), NOTICED)]
    show(problems)


def test_files_that_cannot_be_read(fresh_path, tmp_path):
    ticket = pack(honest("signed"), fresh_path()).read_bytes()
    for data in (b"", b"P", b"pk" + b"\0" * 100, b"not a ticket", b"\x00" + ticket, b"PK\5\6" + b"\0" * 18):
        show(complaints(write(fresh_path(), data), "unusable"))
    for data in (b"PK", b"PK\3\4", b"PK" * 5000, b"PK\3\4" + b"\xff" * 500):
        show(complaints(write(fresh_path(), data), "invalid"))
    show(complaints(tmp_path / "nothing.ticket", "unusable"))
    show(complaints(tmp_path, "unusable"))


# The container --------------------------------------------------------------------------------------------------


def changed(target, /, **fields):
    """An attack: the fields of one member's headers changed."""

    def attack(parts):
        for part in parts:
            if part.name == target:
                for key, value in fields.items():
                    setattr(part, key, value)
        return zip_bytes(parts)

    return attack


def deflated(parts):
    for part in parts:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        part.size, part.crc, part.method = len(part.data), zlib.crc32(part.data), 8
        part.data = packer.compress(part.data) + packer.flush()
    return zip_bytes(parts)


def described(parts):
    for part in parts:
        crc, n = zlib.crc32(part.data), len(part.data)
        part.flags, part.local = 8, {"crc": 0, "packed": 0, "size": 0}
        part.after = struct.pack("<4s3I", b"PK\7\x08", crc, n, n)
    return zip_bytes(parts)


def described_but_named(parts):
    """A data descriptor although the local headers already tell all."""
    for part in parts:
        part.flags = 8
        part.after = struct.pack("<4s3I", b"PK\7\x08", zlib.crc32(part.data), len(part.data), len(part.data))
    return zip_bytes(parts)


def zip64(parts):
    data = zip_bytes(parts)
    end = len(data) - 22
    _, _, _, here, total, size, start, _ = struct.unpack("<4s4H2IH", data[end:])
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, here, total, size, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    return data[:end] + record + locator + data[end:]


def zip64_entry(parts):
    part = parts[1]
    extra = struct.pack("<2H2Q", 1, 16, len(part.data), len(part.data))
    part.local = part.central = {"packed": 2**32 - 1, "size": 2**32 - 1, "extra": extra}
    return zip_bytes(parts)


def swapped_local_names(parts):
    parts[1].local, parts[2].local = {"name": parts[2].name}, {"name": parts[1].name}
    return zip_bytes(parts)


def two_manifests(parts, **central):
    false = manifest_bytes({"schema": "certify-ticket/1"})
    return zip_bytes([Entry(b"manifest.json", false, **central), *parts])


def hidden_between(parts):
    """A member in the file that the central directory does not list."""
    return zip_bytes([parts[0], Entry(b"mask/9.npy", b"hidden", listed=False), *parts[1:]])


def overlapping(parts):
    """Two entries of the directory over the same local header."""
    parts[0].repeat = 2
    return zip_bytes(parts)


def directory_first(parts):
    """The end record points to a directory that lies before the members."""
    data = zip_bytes(parts)
    start = data.index(b"PK\1\2")
    directory = data[start:-22]
    moved = zip_bytes(parts, prefix=directory)
    cut = moved.index(b"PK\1\2", len(directory))
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), 0, 0)
    return moved[:cut] + end


def concatenated(parts):
    data = zip_bytes(parts)
    return data + data


def nested_end(parts):
    data = zip_bytes(parts)
    return data + data[-22:]


MASK, WEIGHTS, MANIFEST = b"mask/1.npy", b"target/1/weights.npy", b"manifest.json"
HERE, BOMB = {"crc": 1}, 2**32 - 2
ATTACKS = {
    "nothing": ("valid", lambda p: zip_bytes(p)),
    "dates and attributes": ("valid", changed(MASK, date=0x5A21, attributes=0o644 << 16)),
    "version needed 10": ("valid", changed(MASK, needed=10)),
    "manifest last": ("valid", lambda p: zip_bytes([*p[1:], p[0]])),
    "members in another order": ("valid", lambda p: zip_bytes(p[::-1])),
    "deflated": ("invalid", deflated),
    "says deflated": ("invalid", changed(MASK, method=8)),
    "says lzma": ("invalid", changed(WEIGHTS, method=14)),
    "says zstd": ("invalid", changed(MANIFEST, method=93)),
    "local method": ("invalid", changed(MASK, local={"method": 8})),
    "central method": ("invalid", changed(MASK, central={"method": 8})),
    "encrypted": ("invalid", changed(MASK, flags=1)),
    "encrypted locally": ("invalid", changed(MASK, local={"flags": 1})),
    "encrypted centrally": ("invalid", changed(MASK, central={"flags": 1})),
    "strongly encrypted": ("invalid", changed(MASK, flags=0x41)),
    "descriptor flag without descriptor": ("invalid", changed(MASK, flags=8)),
    "data descriptors": ("invalid", described),
    "data descriptors beside true headers": ("invalid", described_but_named),
    "flags differ": ("invalid", changed(MASK, local={"flags": 0x800})),
    "crc wrong": ("invalid", changed(MASK, crc=12345)),
    "local crc wrong": ("invalid", changed(MASK, local=HERE)),
    "central crc wrong": ("invalid", changed(MASK, central=HERE)),
    "manifest crc wrong": ("invalid", changed(MANIFEST, crc=0)),
    "local name": ("invalid", changed(MASK, local={"name": b"mask/2.npy"})),
    "local names exchanged": ("invalid", swapped_local_names),
    "central name": ("invalid", changed(MASK, central={"name": b"mask/3.npy"})),
    "name with a slash before": ("invalid", changed(MASK, name=b"/mask/1.npy")),
    "name climbing": ("invalid", changed(MASK, name=b"../mask/1.npy")),
    "name with a backslash": ("invalid", changed(MASK, name=b"mask\\1.npy")),
    "name with a zero byte": ("invalid", changed(MASK, name=b"mask/1.npy\0.txt")),
    "name in capitals": ("invalid", changed(MASK, name=b"MASK/1.npy")),
    "name empty": ("invalid", changed(MASK, name=b"")),
    "name not text": ("invalid", changed(MASK, name=b"\xff\xfe\x80")),
    "name not text in utf-8": ("invalid", changed(MASK, name=b"\xff\xfe\x80", flags=0x800)),
    "name very long": ("invalid", changed(MASK, name=b"mask/" + b"1" * 60000)),
    "manifest by another name": ("unusable", changed(MANIFEST, name=b"Manifest.json")),
    "no manifest": ("unusable", lambda p: zip_bytes(p[1:])),
    "local size one more": ("invalid", changed(MASK, local={"size": 10**6})),
    "central size one less": ("invalid", changed(MASK, central={"size": 8, "packed": 8})),
    "sizes of a bomb": ("invalid", changed(MASK, packed=BOMB, size=BOMB)),
    "unpacked size of a bomb": ("invalid", changed(MASK, size=BOMB)),
    "size of a bomb in the manifest": ("invalid", changed(MANIFEST, packed=BOMB, size=BOMB)),
    "sizes zero": ("invalid", changed(MASK, packed=0, size=0)),
    "sizes of a bomb in the directory": ("invalid", changed(MASK, central={"packed": BOMB, "size": BOMB})),
    "extra field": ("invalid", changed(MASK, extra=struct.pack("<2H", 0xCAFE, 0))),
    "local extra field": ("invalid", changed(MASK, local={"extra": b"\xfe\xca\0\0"})),
    "central extra field": ("invalid", changed(MASK, central={"extra": b"\xfe\xca\0\0"})),
    "extra field of rubbish": ("invalid", changed(MASK, extra=b"\xff" * 7)),
    "zip64 records": ("invalid", zip64),
    "zip64 entry": ("invalid", zip64_entry),
    "prefix": ("unusable", lambda p: zip_bytes(p, prefix=b"#!/bin/sh\n")),
    "prefix that starts with PK": ("invalid", lambda p: zip_bytes(p, prefix=b"PK\3\4")),
    "prefix and offsets as without": ("invalid", lambda p: b"PK" + zip_bytes(p)),
    "suffix": ("invalid", lambda p: zip_bytes(p, suffix=b"\n")),
    "suffix of zeros": ("invalid", lambda p: zip_bytes(p, suffix=b"\0" * 512)),
    "comment": ("invalid", lambda p: zip_bytes(p, comment=b"hello")),
    "comment holding an end record": ("invalid", lambda p: zip_bytes(p, comment=b"PK\5\6" + b"\0" * 18)),
    "gap before the directory": ("invalid", lambda p: zip_bytes(p, gap=b"\0")),
    "gap before the end record": ("invalid", lambda p: zip_bytes(p, between=b"\0" * 4)),
    "gap between members": ("invalid", changed(MASK, after=b"\0")),
    "gap holding a local header": ("invalid", changed(MASK, after=b"PK\3\4")),
    "directory in another order": ("invalid", lambda p: zip_bytes(p, order=slice(None, None, -1))),
    "directory before the members": ("invalid", directory_first),
    "directory start wrong": ("invalid", lambda p: zip_bytes(p, start=0)),
    "directory start beyond": ("invalid", lambda p: zip_bytes(p, start=2**32 - 1)),
    "directory size wrong": ("invalid", lambda p: zip_bytes(p, size=46)),
    "directory size zero": ("invalid", lambda p: zip_bytes(p, size=0)),
    "count too small": ("invalid", lambda p: zip_bytes(p, count=len(p) - 1)),
    "count too large": ("invalid", lambda p: zip_bytes(p, count=len(p) + 1)),
    "count 65535": ("invalid", lambda p: zip_bytes(p, count=65535)),
    "count on this disk differs": ("invalid", lambda p: zip_bytes(p, here=1)),
    "offset wrong": ("invalid", changed(MASK, offset=0)),
    "offset beyond": ("invalid", changed(MASK, offset=2**32 - 1)),
    "member not listed": ("invalid", hidden_between),
    "member listed twice": ("invalid", overlapping),
    "member not in the directory": ("invalid", changed(MASK, listed=False)),
    "same name twice": ("invalid", lambda p: zip_bytes([*p, p[-1]])),
    "manifest twice, first false": ("invalid", two_manifests),
    "manifest twice, one hidden": ("invalid", lambda p: two_manifests(p, listed=False)),
    "two tickets in a row": ("invalid", concatenated),
    "two end records": ("invalid", nested_end),
    "folder": ("invalid", lambda p: zip_bytes([*p, Entry(b"mask/", b"")])),
    "file not listed in the manifest": ("invalid", lambda p: zip_bytes([*p, Entry(b"readme.txt", b"hello")])),
    "no member but the manifest": ("invalid", lambda p: zip_bytes(p[:1])),
    "empty zip": ("unusable", lambda p: zip_bytes([])),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_container(name, fresh_path):
    expected, attack = ATTACKS[name]
    data = attack(zip_entries(honest("signed").refresh()))
    begin = time.perf_counter()
    show(complaints(write(fresh_path(), data), expected))
    assert time.perf_counter() - begin < 5


# Left open by the page: the two checkers must at least agree.
OPEN = {
    "comment of an entry": changed(MASK, comment=b"hello"),
    "flag of utf-8 names": changed(MASK, flags=0x800),
    "flags of compression": changed(MASK, flags=6),
    "reserved flag": changed(MASK, flags=0x4000),
    "version needed 63": changed(MASK, needed=63),
    "versions needed differ": changed(MASK, local={"needed": 10}),
    "dates differ": changed(MASK, local={"date": 0x5A21}),
    "entry on disk 1": changed(MASK, disk=1),
    "end record on disk 1": lambda p: zip_bytes(p, disk=1, disk_start=1),
    "internal attribute": changed(MASK, attributes=0x10),
}


@pytest.mark.parametrize("name", OPEN)
def test_open_questions_of_the_container(name, fresh_path):
    path = write(fresh_path(), OPEN[name](zip_entries(honest("signed").refresh())))
    said = {checker: o.verdict for checker, o in run(path).items()}
    assert len(set(said.values())) == 1, said
    assert set(said.values()) <= {"valid", "invalid"}


def test_members_packed_by_zipfile_in_other_ways(fresh_path):
    ticket = honest("signed").refresh()
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        show(complaints(pack(ticket, fresh_path(), method=method), "invalid"))
    path = fresh_path()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in entries(ticket):
            with file.open(name, "w", force_zip64=name == "mask/1.npy") as member:
                member.write(data)
    show(complaints(path, "invalid"))


@pytest.mark.parametrize("size", [64 << 20, (64 << 20) + 1])
def test_size_of_the_manifest(size, fresh_path):
    ticket = honest("signed").refresh()
    text = manifest_bytes(ticket.manifest)
    path = pack(ticket, fresh_path(), manifest=text + b" " * (size - len(text)))
    try:
        show(complaints(path, "valid" if size <= 64 << 20 else "invalid"))
    finally:
        path.unlink()


# The JSON -------------------------------------------------------------------------------------------------------

Q = json.dumps


def in_text(old, new, count=1):
    def attack(text):
        assert old in text
        return text.replace(old, new, count)

    return attack


def digest(text):
    return json.loads(text)["members"]["mask/1.npy"]


DEEP = 100_000
JSON_ATTACKS = {
    "epsilon twice": in_text('"epsilon":', '"epsilon": "1000", "epsilon":'),
    "epsilon twice, the same": lambda t: t.replace("{", '{"epsilon": %s,' % Q(json.loads(t)["epsilon"]), 1),  # noqa: UP031
    "epsilon twice, once escaped": in_text('"epsilon":', '"\\u0065psilon": "1000", "epsilon":'),
    "norms twice": in_text('"norms":', '"norms": {}, "norms":'),
    "schur twice": in_text('"schur":', '"schur": "1000", "schur":'),
    "key twice in provenance": in_text('"gamma":', '"gamma": "0", "gamma":'),
    "member twice": in_text('"mask/1.npy":', '"mask/1.npy": "' + "0" * 64 + '", "mask/1.npy":'),
    "NaN": in_text('"provenance":', '"epsilon2": NaN, "provenance":'),
    "NaN for epsilon": lambda t: t.replace(Q(json.loads(t)["epsilon"]), "NaN"),
    "Infinity for epsilon": lambda t: t.replace(Q(json.loads(t)["epsilon"]), "Infinity"),
    "-Infinity in provenance": in_text('"2/3"', "-Infinity"),
    "NaN in provenance": in_text('"2/3"', "NaN"),
    "nan": in_text('"2/3"', "nan"),
    "number for epsilon": lambda t: t.replace(Q(json.loads(t)["epsilon"]), "1"),
    "huge exponent": lambda t: t.replace(Q(json.loads(t)["epsilon"]), "1e400000000"),
    "huge integer": lambda t: t.replace(Q(json.loads(t)["epsilon"]), "9" * 100_000),
    "number in provenance": in_text('"2/3"', "0.67"),
    "true in provenance": in_text('"2/3"', "true"),
    "null in provenance": in_text('"2/3"', "null"),
    "number for the seed": in_text('"seed": "0"', '"seed": 0'),
    "number for the version": in_text('"version": "1"', '"version": 1'),
    "deep list": in_text('"2/3"', "[" * DEEP + "]" * DEEP),
    "deep list, not closed": in_text('"2/3"', "[" * DEEP),
    "deep object": in_text('"2/3"', '{"a":' * DEEP + "0" + "}" * DEEP),
    "deep from the start": lambda t: "[" * DEEP + t + "]" * DEEP,
    "deep list of 900": in_text('"2/3"', "[" * 900 + "]" * 900),
    "list around": lambda t: f"[{t}]",
    "text": lambda t: Q(t),
    "empty": lambda t: "",
    "only spaces": lambda t: "  ",
    "null": lambda t: "null",
    "number": lambda t: "1",
    "two objects": lambda t: t + t,
    "something after": lambda t: t + "x",
    "zero byte after": lambda t: t + "\0",
    "comment": lambda t: t.replace("{", "{ // hello\n", 1),
    "single quotes": lambda t: t.replace('"', "'"),
    "comma at the end": lambda t: t.rstrip()[:-1] + ",}",
    "no comma": in_text('",\n', '"\n'),
    "raw newline in a string": in_text("by hand", "by\nhand"),
    "raw tab in a string": in_text("by hand", "by\thand"),
    "bad escape": in_text("by hand", "by\\xhand"),
    "bad unicode escape": in_text("by hand", "by\\u12hand"),
    "form feed as space": in_text(": ", ":\f"),
    "no-break space": in_text(": ", ":\u00a0"),
    "byte order mark": lambda t: "\ufeff" + t,
    "digest in capitals": lambda t: t.replace(digest(t), digest(t).upper()),
    "digest too short": lambda t: t.replace(digest(t), digest(t)[:-1]),
    "digest of another": in_text('"mask/1.npy": "', '"mask/1.npy": "00'),
}


@pytest.mark.parametrize("name", JSON_ATTACKS)
def test_json(name, fresh_path):
    ticket = honest("signed").refresh()
    text = JSON_ATTACKS[name](manifest_bytes(ticket.manifest).decode())
    begin = time.perf_counter()
    show(complaints(pack(ticket, fresh_path(), manifest=text.encode()), "invalid"))
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "surrogate", "overlong"]
)
def test_manifest_that_is_not_utf_8(encoding, fresh_path):
    ticket = honest("signed").refresh()
    ticket.manifest["provenance"]["software"] = "by händ"
    text = manifest_bytes(ticket.manifest)
    show(complaints(pack(ticket, fresh_path(), manifest=text), "valid"))
    if encoding == "surrogate":
        text = text.replace("ä".encode(), b"\xed\xa0\x80")
    elif encoding == "overlong":
        text = text.replace("ä".encode(), b"\xc0\xaf")
    else:
        text = text.decode().encode(encoding)
    show(complaints(pack(ticket, fresh_path(), manifest=text), "invalid"))


def test_escapes_and_lone_surrogates_in_provenance(fresh_path):
    ticket = honest("signed").refresh()
    text = manifest_bytes(ticket.manifest).replace(b"by hand", rb"\u0000 \ud83e\udd84 \\ \" \/ \b")
    show(complaints(pack(ticket, fresh_path(), manifest=text), "valid"))
    text = text.replace(rb"\ud83e\udd84", rb"\ud83e")
    said = {k: o.verdict for k, o in run(pack(ticket, fresh_path(), manifest=text)).items()}
    assert len(set(said.values())) == 1, said


def version_edits():
    for bad in ([], {}, ["certify-ticket/1"], {"certify-ticket/1": ""}, None, 1):
        yield f"schema {bad!r}", {"schema": bad}
    for bad in ([], {}, ["1"], {"1": "1"}, None, 1):
        yield f"version {bad!r}", {"generator": {"version": bad, "seed": "0"}}


@pytest.mark.parametrize(("name", "change"), list(version_edits()), ids=[name for name, _ in version_edits()])
def test_schema_or_version_that_is_no_text(name, change, fresh_path):
    """Names no version at all: malformed."""
    ticket = honest("signed")
    ticket.manifest.update(change)
    show(complaints(pack(ticket, fresh_path()), "invalid"))


@pytest.mark.parametrize("field", ["schema", "generator"])
def test_schema_or_generator_missing(field, fresh_path):
    ticket = honest("signed").refresh()
    del ticket.manifest[field]
    show(complaints(pack(ticket, fresh_path()), "invalid"))


@pytest.mark.parametrize("change", [{"schema": "certify-ticket/3"}, {"generator": {"version": "2", "seed": "0"}}])
def test_another_version_may_have_other_fields(change, fresh_path):
    """Exit code 2 whatever else that version's tickets look like: this release cannot judge them."""
    ticket = honest("signed")
    ticket.manifest.update(change)
    ticket.manifest["extra"] = "new field"
    ticket.layers[0]["extra"] = "new field"
    ticket.members["new/member.npy"] = npy(np.zeros(3))
    show(complaints(pack(ticket, fresh_path()), "unusable"))


# Members and .npy -----------------------------------------------------------------------------------------------


def member(name, data):
    def attack(ticket):
        ticket.members[name] = data(ticket.members[name]) if callable(data) else data

    return attack


def header(text):
    """The member with this header text (``%`` stands for the shape), whatever it says."""

    def new(data):
        (n,) = struct.unpack("<H", data[8:10])
        shape = data[10 : 10 + n].split(b"'shape': ")[1].split(b", }")[0]
        return npy_raw(text.replace(b"%", shape), data[10 + n :])

    return new


def shaped(name, text):
    """The member with the shape written so."""
    kind = "<i8" if name == K else "<f8"
    return member(name, header(f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {text}, }}".encode()))


def described_as(text, more=""):
    """The first weights with this text after 'descr': and more before the shape."""
    return member(W, header(f"{{'descr': {text}, 'fortran_order': False, {more}'shape': %, }}".encode()))


def array_as(change):
    def new(ticket):
        ticket.members[W] = npy(np.ascontiguousarray(change(ticket.weights(1))))

    return new


def bare(ticket):
    """The least header that the page allows: nothing to align."""
    for name in ticket.members:
        values = ticket.array(name)
        head = f"{{'descr': '{values.dtype.str}', 'fortran_order': False, 'shape': {values.shape}, }}".encode()
        ticket.members[name] = npy_raw(head, values.tobytes(), pad=1)


def wide(ticket):
    for name, data in ticket.members.items():
        (n,) = struct.unpack("<H", data[8:10])
        ticket.members[name] = npy_raw(data[10 : 10 + n].rstrip(), data[10 + n :], pad=32768)


def drop(name):
    return lambda ticket: ticket.members.pop(name)


def rename(old, new):
    def attack(ticket):
        ticket.members[new] = ticket.members.pop(old)

    return attack


def fortran(ticket):
    values = ticket.weights(1)
    head = b"{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }"
    ticket.members[W] = npy_raw(head, values.T.tobytes())


W, B, K = "target/1/weights.npy", "target/1/bias.npy", "mask/1.npy"
MEMBER_ATTACKS = {
    "least padding": ("valid", bare),
    "much padding": ("valid", wide),
    "fortran order": ("invalid", fortran),
    "float32": ("invalid", array_as(lambda a: a.astype("<f4"))),
    "float128": ("invalid", array_as(lambda a: a.astype("<f8").repeat(2, axis=1).view("<c16"))),
    "big-endian": ("invalid", array_as(lambda a: a.astype(">f8"))),
    "integers for weights": ("invalid", array_as(lambda a: a.astype("<i8"))),
    "unsigned": ("invalid", array_as(lambda a: a.astype("<u8"))),
    "booleans": ("invalid", array_as(lambda a: a.astype(bool))),
    "one dimension": ("invalid", array_as(np.ravel)),
    "three dimensions": ("invalid", array_as(lambda a: a[None])),
    "no dimension": ("invalid", array_as(lambda a: np.array(0.5))),
    "another shape": ("invalid", array_as(lambda a: a.reshape(1, 4))),
    "one row more": ("invalid", array_as(lambda a: np.concatenate([a, a[:1]]))),
    "empty": ("invalid", array_as(lambda a: a[:0])),
    "bias as a matrix": ("invalid", lambda t: t.put_bias(1, t.bias(1)[:, None])),
    "mask of floats": ("invalid", lambda t: t.put(K, t.mask(1).astype("<f8"))),
    "mask of int32": ("invalid", lambda t: t.put(K, t.mask(1).astype("<i4"))),
    "mask of uint64": ("invalid", lambda t: t.put(K, t.mask(1).astype("<u8"))),
    "mask transposed": ("invalid", lambda t: t.put(K, np.ascontiguousarray(t.mask(1).T))),
    "mask of four columns": ("invalid", lambda t: t.put(K, t.mask(1)[:, [0, 1, 2, 2]])),
    "mask flat": ("invalid", lambda t: t.put(K, t.mask(1).ravel())),
    "version 2": ("invalid", member(W, lambda d: npy_raw(d[10:128].rstrip(), d[128:], version=(2, 0)))),
    "version 3": ("invalid", member(W, lambda d: npy_raw(d[10:128].rstrip(), d[128:], version=(3, 0)))),
    "version 1.1": ("invalid", member(W, lambda d: d[:7] + b"\1" + d[8:])),
    "magic": ("invalid", member(W, lambda d: b"\x92" + d[1:])),
    "no byte": ("invalid", member(W, b"")),
    "only the magic": ("invalid", member(W, lambda d: d[:8])),
    "header cut": ("invalid", member(W, lambda d: d[:40])),
    "header longer than the file": ("invalid", member(W, lambda d: d[:8] + b"\xff\xff" + d[10:])),
    "header of no length": ("invalid", member(W, lambda d: d[:8] + b"\0\0" + d[10:])),
    "data cut": ("invalid", member(W, lambda d: d[:-8])),
    "data cut by a byte": ("invalid", member(W, lambda d: d[:-1])),
    "trailing zero": ("invalid", member(W, lambda d: d + b"\0")),
    "trailing number": ("invalid", member(W, lambda d: d + b"\0" * 8)),
    "trailing bytes after a mask": ("invalid", member(K, lambda d: d + b"\0" * 24)),
    "a second array after it": ("invalid", member(W, lambda d: d + d)),
    "objects": ("invalid", described_as("'|O'")),
    "no newline": ("invalid", member(W, lambda d: npy_raw(d[10:128].rstrip(), d[128:], end=b""))),
    "two newlines": ("invalid", member(W, lambda d: npy_raw(d[10:128].rstrip(), d[128:], end=b"\n\n"))),
    "tabs for spaces": ("invalid", member(W, lambda d: d[:100].replace(b"  ", b"\t\t") + d[100:])),
    "header that calls": ("invalid", described_as("__import__('os').getcwd()")),
    "fortran_order 0": ("invalid", member(W, header(b"{'descr': '<f8', 'fortran_order': 0, 'shape': %, }"))),
    "descr =f8": ("invalid", described_as("'=f8'")),
    "descr f8": ("invalid", described_as("'f8'")),
    "descr of fields": ("invalid", described_as("[('a', '<f8')]")),
    "key twice": ("invalid", described_as("'<f8'", "'shape': (9, 9), ")),
    "key more": ("invalid", described_as("'<f8'", "'x': 1, ")),
    "shape as a list": ("invalid", shaped(W, "[2, 2]")),
    "shape negative": ("invalid", shaped(W, "(-2, -2)")),
    "shape huge": ("invalid", shaped(W, f"(2, {'9' * 40})")),
    "shape overflowing": ("invalid", shaped(W, "(2, 9223372036854775809)")),
    "shape true": ("invalid", shaped(W, "(2, True)")),
    "rows of a mask huge": ("invalid", shaped(K, "(768614336404564651, 3)")),
    "rows of a mask in the millions": ("invalid", shaped(K, "(99999999999, 3)")),
    "header of brackets": ("invalid", member(W, lambda d: npy_raw(b"(" * 60000, d[128:]))),
    "no weights": ("invalid", drop(W)),
    "no bias": ("invalid", drop(B)),
    "no mask": ("invalid", drop(K)),
    "weights by another name": ("invalid", rename(W, "target/1/weight.npy")),
    "layer 01": ("invalid", rename(K, "mask/01.npy")),
    "layer 0": ("invalid", rename(K, "mask/0.npy")),
    "mask of layer 3": ("invalid", lambda t: t.members.update({"mask/3.npy": t.members[K]})),
    "weights of layer 3": ("invalid", lambda t: t.members.update({"target/3/weights.npy": t.members[W]})),
    "points without data": ("invalid", lambda t: t.members.update({"domain/points.npy": t.members[W]})),
    "member nobody asked for": ("invalid", lambda t: t.members.update({"readme.txt": b"hello"})),
    "member that climbs": ("invalid", lambda t: t.members.update({"../../etc/passwd": b"root"})),
    "member of an empty name": ("invalid", lambda t: t.members.update({"": b""})),
    "folder as a member": ("invalid", lambda t: t.members.update({"mask/": b""})),
}


@pytest.mark.parametrize("name", MEMBER_ATTACKS)
def test_members(name, fresh_path):
    expected, attack = MEMBER_ATTACKS[name]
    ticket = honest("signed")
    attack(ticket)
    assert reference.verdict(ticket.refresh()) == expected
    begin = time.perf_counter()
    show(against_reference(pack(ticket, fresh_path()), ticket))
    assert time.perf_counter() - begin < 5


# Left open by the page: the header's text is given literally, NumPy itself would read these.
OPEN_HEADERS = {
    "no space in the shape": b"{'descr': '<f8', 'fortran_order': False, 'shape': (2,2), }",
    "comma after the shape": b"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2,), }",
    "zeros before": b"{'descr': '<f8', 'fortran_order': False, 'shape': (02, 2), }",
    "python 2": b"{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 2L), }",
    "no comma at the end": b"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2)}",
    "another order": b"{'fortran_order': False, 'descr': '<f8', 'shape': (2, 2), }",
    "double quotes": b'{"descr": "<f8", "fortran_order": False, "shape": (2, 2), }',
    "spaces before": b"  {'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }",
}


@pytest.mark.parametrize("name", OPEN_HEADERS)
def test_headers_that_are_not_literal(name, fresh_path):
    ticket = honest("signed")
    ticket.members[W] = header(OPEN_HEADERS[name])(ticket.members[W])
    said = {k: o.verdict for k, o in run(pack(ticket, fresh_path())).items()}
    assert set(said.values()) == {"invalid"}, said


def test_members_and_manifest_disagree(fresh_path):
    """Digests by hand: a member listed that is not there, one there that is not listed."""
    for change in ({"mask/9.npy": "0" * 64}, {"manifest.json": "0" * 64}, {"": "0" * 64}):
        ticket = honest("signed").refresh()
        ticket.manifest["members"].update(change)
        show(complaints(pack(ticket, fresh_path(), fresh_digests=False), "invalid"))
    for name in list(honest("signed").members):
        ticket = honest("signed").refresh()
        del ticket.manifest["members"][name]
        show(complaints(pack(ticket, fresh_path(), fresh_digests=False), "invalid"))
    good = honest("signed").refresh().manifest["members"]
    of_bad_form = [{**good, K: bad} for bad in ([], {}, [good[K]], "", None, 0, good[K] + "\n", " " + good[K][1:])]
    for bad in ({}, [], "", None, 1, list(good), list(good.items()), *of_bad_form):
        ticket = honest("signed").refresh()
        ticket.manifest["members"] = bad
        show(complaints(pack(ticket, fresh_path(), fresh_digests=False), "invalid"))


# Bindings -------------------------------------------------------------------------------------------------------


def with_other(ticket: Ticket, what: str) -> Ticket:
    """Honest work about something else."""
    other = ticket.copy()
    if what == "target":
        other.put_weights(1, ticket.weights(1) * 1.5)
        return claim_everything(other)
    if what == "domain":
        other.manifest["domain"] = {"kind": "box", "lower": ["-1/2", "-1/2"], "upper": ["1/2", "1/2"]}
        return claim_everything(other)
    other.manifest["epsilon"] = "10"
    return other


@pytest.mark.parametrize("what", ["target", "domain", "epsilon"])
def test_true_about_something_else(what, fresh_path):
    """Valid for what it says, rejected under the binding to what I hold."""
    mine = honest("signed").refresh()
    true = true_statement(mine, reference.judge(mine))
    binding = {"target_sha256": true["target_sha256"], "domain_sha256": true["domain_sha256"], "epsilon": "5"}
    show(complaints(pack(mine, fresh_path()), "valid", **binding))
    other = with_other(mine, what).refresh()
    path = pack(other, fresh_path())
    show(against_reference(path, other))
    for key in binding:
        expected = "invalid" if key.startswith(what) and what != "epsilon" else "valid"
        show(complaints(path, expected, **{key: binding[key]}))
    show(complaints(path, "valid" if what == "epsilon" else "invalid", **binding))


def test_epsilon_binds_the_bound_and_not_the_claim(fresh_path):
    ticket = honest("signed").refresh()
    bound = reference.judge(ticket).bound
    ticket.manifest["epsilon"] = "10"
    path = pack(ticket, fresh_path())
    tiny = Fraction(1, 10**300)
    for asked in (bound, bound + tiny, bound - tiny, bound / 2, Fraction(10), Fraction(11)):
        expected = "valid" if asked >= bound else "invalid"
        show(complaints(path, expected, epsilon=str(asked)))
    ticket.manifest["epsilon"] = str(bound - tiny)
    show(complaints(pack(ticket, fresh_path()), "invalid", epsilon="10"))


@pytest.mark.parametrize("name", ["data", "ball", "zero-layer", "mixed-box", "data-one-point"])
def test_digests_are_over_values(name, fresh_path):
    """Zeros of either sign and rationals however written are one network and one domain."""
    ticket = honest(name).refresh()
    true = true_statement(ticket, reference.judge(ticket))
    for i in range(1, len(ticket.layers) + 1):
        ticket.put_weights(i, np.where(ticket.weights(i) == 0, -ticket.weights(i), ticket.weights(i)))
    domain = ticket.manifest["domain"]
    if domain["kind"] == "ball":
        domain["radius"] = "+6/4"
    elif domain["kind"] == "box":
        domain["lower"] = [f"{3 * Fraction(v).numerator}/{3 * Fraction(v).denominator}" for v in domain["lower"]]
    else:
        points = ticket.array("domain/points.npy")
        ticket.put("domain/points.npy", np.where(points == 0, -points, points))
    binding = {key: true[key] for key in ("target_sha256", "domain_sha256")}
    show(complaints(pack(ticket, fresh_path()), "valid", **binding))
    for key in binding:
        show(complaints(pack(ticket, fresh_path()), "invalid", **{key: "0" * 64}))


# What they print ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["signed", "data", "ball"])
def test_statements_are_the_same(name, fresh_path):
    """Every field of the statement, with its type: what is printed as JSON is one thing."""
    ticket = honest(name)
    said = {k: json.loads(json.dumps(o.statement)) for k, o in run(pack(ticket, fresh_path())).items()}
    assert said["kernel"] == said["standalone"]


def rejected_places():
    """Forgeries, and what ``where`` must tell of each at least."""
    ticket = honest("signed")
    rows = ticket.mask(2)
    rows[0, 0] = 10**9
    ticket.put_mask(2, rows)
    yield ticket, {"layer": 2}
    ticket = honest("signed")
    ticket.layers[1]["norms"]["error"]["schur"] = "0"
    yield ticket, {"layer": 2}
    ticket = honest("signed")
    ticket.manifest["method"] = "other"
    yield ticket, {"field": "method"}
    ticket = honest("signed")
    ticket.members[W] += b"\0"
    yield ticket, {"member": W}


@pytest.mark.parametrize("checker", CHECKERS)
def test_where_names_the_place(checker, fresh_path):
    """A rejection names layer, member or field."""
    for ticket, place in rejected_places():
        where = CHECKERS[checker](pack(ticket, fresh_path())).where
        assert {key: where.get(key) for key in place} == place


def test_the_standalone_checker_as_a_program(fresh_path):
    """python -I, with nothing installed in reach: codes and JSON as by the function."""

    def program(path, *more):
        command = [sys.executable, "-I", "-S", str(CHECKER), str(path), "--format", "json", *more]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert "Traceback" not in done.stdout + done.stderr
        return outcome_of(done.returncode, done.stdout, done.stderr)

    ticket = honest("signed").refresh()
    path = pack(ticket, fresh_path())
    said = program(path)
    assert said.verdict == "valid"
    assert Fraction(said.statement["bound"]) == reference.judge(ticket).bound
    assert program(path, "--epsilon", "1e-9").verdict == "invalid"
    assert program(path, "--epsilon", "1e400000000").verdict == "unusable"
    ticket.layers[0]["supremum"] = "0"
    assert program(pack(ticket, path)).verdict == "invalid"
    assert program(write(path, b"no ticket")).verdict == "unusable"
