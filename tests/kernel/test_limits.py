"""What is beyond a limit is undecided, by name; and a defect within the limits wins."""

import dataclasses
import hashlib
import itertools
import json
import struct
import zipfile
from fractions import Fraction
from math import isqrt

import numpy as np
import pytest

from certify.errors import Rejected, Undecided
from certify.exact.dyadic import Dyadic
from certify.kernel import certificate, check, limits, mask, propagation, ticket
from certify.kernel.certificate import LayerTicket, Ticket
from certify.kernel.check import check_file
from certify.kernel.domain import Ball, Box, Data
from certify.kernel.generator import Cells
from certify.kernel.mask import Mask, masks_sha256
from certify.kernel.network import Layer, Network
from certify.kernel.norms import SLACK, claim_holds
from certify.kernel.verification import verify
from certify.tickets.quantities import squared_suprema
from certify.tickets.writing import write_ticket

NO_ROWS = Mask(np.zeros((0, 3), dtype=np.int64))


def rows(*some):
    return Mask(np.array(some, dtype=np.int64).reshape(-1, 3))


def honest(*, spectral=None, widths=(2, 3, 1)):
    """A ticket with empty masks and true claims, wide of the truth."""
    layers, stated = [], []
    for i, (m, n) in enumerate(itertools.pairwise(widths)):
        layers.append(Layer(np.full((n, m), 0.5), None, "relu"))
        claims = {"frobenius": Fraction(100), "schur": Fraction(100)}
        if spectral is not None and i == 1:
            claims["spectral"] = spectral
        norms = {"virtual": {"frobenius": Fraction(1), "schur": Fraction(1)}, "error": claims}
        stated.append(LayerTicket(Cells(-256, 256), 4, NO_ROWS, Fraction(10**i * 10), norms))
    box = Box((Fraction(0),) * widths[0], (Fraction(1),) * widths[0])
    return Ticket(Network(tuple(layers)), box, Fraction(10**9), 7, "shared", tuple(stated), {"note": "none"})


def edited(case, number, **changes):
    layers = list(case.layers)
    layers[number - 1] = dataclasses.replace(layers[number - 1], **changes)
    return dataclasses.replace(case, layers=tuple(layers))


def with_claim(case, number, name, rule, value):
    norms = {key: dict(norm) for key, norm in case.layers[number - 1].norms.items()}
    norms[name][rule] = value
    return edited(case, number, norms=norms)


def left_open(case):
    with pytest.raises(Undecided) as error:
        verify(case)
    return error.value


def rejected(case):
    with pytest.raises(Rejected) as error:
        verify(case)
    return error.value.code


# the digest of masks ------------------------------------------------------------------------------


def test_the_digest_of_masks_is_that_of_the_format_page():
    text = b"certify mask 1\n1 3\n"
    text += struct.pack("<9q", 0, 1, 2, 5, 0, 0, 5, 0, 1) + b"2 0\n"
    expected = hashlib.sha256(text).hexdigest()
    assert masks_sha256([rows((5, 0, 1), (0, 1, 2), (5, 0, 0)), NO_ROWS]) == expected
    assert masks_sha256([rows((5, 0, 0), (5, 0, 1), (0, 1, 2)), NO_ROWS]) == expected


@pytest.mark.parametrize(
    "others",
    [
        [rows((5, 0, 1), (0, 1, 2)), NO_ROWS],
        [rows((5, 0, 1), (0, 1, 2), (5, 0, 2)), NO_ROWS],
        [NO_ROWS, rows((5, 0, 1), (0, 1, 2), (5, 0, 0))],
        [rows((5, 0, 1), (0, 1, 2), (5, 0, 0))],
    ],
)
def test_other_masks_have_another_digest(others):
    assert masks_sha256(others) != masks_sha256([rows((5, 0, 1), (0, 1, 2), (5, 0, 0)), NO_ROWS])


def test_the_statement_names_the_masks_and_not_the_method(tmp_path):
    case = honest()
    case = edited(case, 1, mask=rows((0, 0, 0)))
    statements = []
    for name, some in (("a", case), ("b", edited(case, 1, mask=rows((1, 0, 0))))):
        write_ticket(some, tmp_path / name)
        found = check_file(tmp_path / name)
        assert (found.verdict, found.code, found.provenance) == ("valid", None, {"method": "shared"})
        statements.append(found.statement)
    assert "method" not in statements[0]
    assert statements[0]["mask_sha256"] != statements[1]["mask_sha256"]
    assert statements[0]["mask_sha256"] == masks_sha256(layer.mask for layer in case.layers)


# limits of work and memory ------------------------------------------------------------------------


def test_an_honest_ticket_is_within_the_limits():
    assert verify(honest()) > 0
    assert verify(honest(spectral=Fraction(99))) > 0


@pytest.mark.parametrize(
    ("work", "code", "where"),
    [(0, "suprema-work", {"layer": 1, "field": "layers.0.supremum"})],
)
def test_suprema_beyond_the_limit(monkeypatch, work, code, where):
    monkeypatch.setattr(limits, "WORK", work)
    found = left_open(honest())
    assert (found.code, found.where) == (code, where)


def test_the_suprema_that_are_affordable_are_checked(monkeypatch):
    first, second = (work for work, _ in propagation._costs(honest().network, honest().domain))
    monkeypatch.setattr(limits, "WORK", first + second - 1)
    allowance = limits.Allowance.of("suprema-work", 0)
    claims = [Fraction(1), Fraction(10**6)]
    with pytest.raises(Rejected, match="sup"):  # √2 is the truth
        propagation.check_suprema(honest().network, honest().domain, claims, allowance)
    allowance = limits.Allowance.of("suprema-work", 0)
    with pytest.raises(Undecided) as error:
        propagation.check_suprema(honest().network, honest().domain, [Fraction(2), Fraction(0)], allowance)
    assert error.value.where == {"layer": 2, "field": "layers.1.supremum"}


def test_a_stage_of_too_many_bytes(monkeypatch):
    monkeypatch.setattr(limits, "NUMBER_BYTES", 100)
    assert left_open(honest()).code == "number-bytes"


def test_norms_beyond_the_limit(monkeypatch):
    case = honest(spectral=Fraction(99))
    spent = []
    original = limits.Allowance.spend

    def careful(self, work, layer, field):
        if self.code == "norm-work":
            spent.append((work, field))
            if field.endswith("spectral"):
                self.work = work - 1
        original(self, work, layer, field)

    monkeypatch.setattr(limits.Allowance, "spend", careful)
    found = left_open(case)
    assert (found.code, found.where["field"]) == ("norm-work", "layers.1.norms.error.spectral")
    assert spent[-1][1].endswith("spectral")  # the dearest claims come last


@pytest.mark.parametrize("name", ["WORK", "NUMBER_BYTES"])
def test_larger_tickets_may_take_more(monkeypatch, name):
    monkeypatch.setattr(limits, name, 1000)
    small, large = limits.Allowance.of("norm-work", 10), limits.Allowance.of("norm-work", 30_000_000)
    assert (getattr(small, name.lower()), getattr(large, name.lower())) == (1000, 10_000)


DEFECTS = {
    "mask-range": lambda case: edited(case, 2, mask=rows((0, 7, 0))),
    "mask-repeated": lambda case: edited(case, 2, mask=rows((0, 0, 0), (0, 0, 0))),
    "mask-inputs": lambda case: edited(case, 2, mask=rows((0, 0, 0), (0, 1, 0))),
    "mask-outputs": lambda case: dataclasses.replace(
        edited(case, 1, mask=rows((0, 0, 0), (0, 0, 1))), method="batch"
    ),
    "norm-names": lambda case: edited(case, 2, norms={"virtual": case.layers[1].norms["virtual"]}),
    "norm-false": lambda case: with_claim(case, 2, "error", "schur", Fraction(1, 2)),
    "supremum-false": lambda case: edited(case, 2, supremum=Fraction(1)),
    "bound-exceeds": lambda case: dataclasses.replace(case, epsilon=Fraction(1, 10**9)),
}


@pytest.mark.parametrize("code", DEFECTS)
def test_every_defect_has_its_code(code):
    assert rejected(DEFECTS[code](honest())) == code


@pytest.mark.parametrize("code", [*DEFECTS, "spectral"])
@pytest.mark.parametrize("limit", ["suprema-work", "norm-work", "mask-rows"])
def test_a_defect_wins_over_a_limit(monkeypatch, code, limit):
    """Each limit is met in layer 1 or by the suprema; the defect is elsewhere."""
    original = limits.Allowance.spend

    def spend(self, work, layer, field):
        if self.code == limit and layer == 1:
            raise Undecided("beyond", code=limit, layer=layer, field=field)
        original(self, work, layer, field)

    monkeypatch.setattr(limits.Allowance, "spend", spend)
    if limit == "mask-rows":
        monkeypatch.setattr(mask, "MASK_ROWS", 3)
    case = edited(honest(spectral=Fraction(99)), 1, mask=rows(*((z, 0, 0) for z in range(4))))
    if limit != "mask-rows":
        case = edited(case, 1, mask=NO_ROWS)
    assert left_open(case).code == limit
    if code == "spectral":
        assert rejected(with_claim(case, 2, "error", "spectral", Fraction(1, 2))) == "norm-false"
    elif (code, limit) == ("supremum-false", "suprema-work"):
        assert left_open(DEFECTS[code](case)).code == limit  # the defect is beyond the limit
    else:
        assert rejected(DEFECTS[code](case)) == code


def test_a_bound_of_too_many_bits(monkeypatch):
    case = honest()
    long = 10 + Fraction(1, 3**400)
    verify(edited(case, 1, supremum=long))
    monkeypatch.setattr(certificate, "BOUND_BITS", 1000)
    assert left_open(edited(case, 1, supremum=long)).code == "bound-bits"


def test_memory_that_runs_out_is_said(monkeypatch):
    def exhausted(*_):
        raise MemoryError

    monkeypatch.setattr(certificate, "layer_branches", exhausted)
    assert left_open(honest()).code == "memory"
    assert rejected(DEFECTS["supremum-false"](honest())) == "supremum-false"


# files --------------------------------------------------------------------------------------------


def verdict(path):
    found = check_file(path)
    return found.verdict, found.code


def with_manifest(path, text):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("manifest.json", text)


def test_a_file_of_too_many_bytes(tmp_path, monkeypatch):
    write_ticket(honest(), tmp_path / "t")
    size = (tmp_path / "t").stat().st_size
    monkeypatch.setattr(ticket, "FILE_BYTES", size)
    assert verdict(tmp_path / "t") == ("valid", None)
    monkeypatch.setattr(ticket, "FILE_BYTES", size - 1)
    assert verdict(tmp_path / "t") == ("undecided", "file-bytes")


@pytest.mark.parametrize("item", ["[],", '"",', "{},"])
def test_a_manifest_of_too_many_items_is_not_parsed(tmp_path, monkeypatch, item):
    monkeypatch.setattr(ticket, "MANIFEST_ITEMS", 1000)
    with_manifest(tmp_path / "few", "[" + item * 900 + "[]]")
    assert verdict(tmp_path / "few") == ("invalid", "manifest")
    with_manifest(tmp_path / "many", "[" + item * 1001 + "[]]")
    monkeypatch.setattr(json, "loads", None)
    assert verdict(tmp_path / "many") == ("undecided", "manifest-items")


def test_a_manifest_nested_very_deeply(tmp_path):
    with_manifest(tmp_path / "deep", "[" * 100_000 + "]" * 100_000)
    assert verdict(tmp_path / "deep") == ("invalid", "manifest")


def test_the_longest_epsilon_is_printed(tmp_path):
    case = dataclasses.replace(honest(), epsilon=Fraction(10**3990 + 1) * 10**400)
    long = tmp_path / "long"
    write_ticket(honest(), long)
    text = f"1{'0' * 3989}1e400"
    members = {}
    with zipfile.ZipFile(long) as archive:
        for name in archive.namelist():
            members[name] = archive.read(name)
    manifest = json.loads(members["manifest.json"])
    manifest["epsilon"] = text
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(long, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    found = check_file(long)
    assert found.verdict == "valid"
    assert Fraction(int(found.statement["epsilon"][:20]), 1) > 0
    assert check.verify(case) == found.bound


# suprema, in chunks -------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [1, 7, 1 << 16])
def test_suprema_do_not_depend_on_the_chunks(monkeypatch, chunk):
    random = np.random.default_rng(0)
    layers = (
        Layer(random.normal(size=(4, 2)), random.normal(size=4), "relu"),
        Layer(random.normal(size=(3, 4)), None, "sigmoid"),
        Layer(random.normal(size=(1, 3)), None, "identity"),
    )
    network, domain = Network(layers), Data(random.normal(size=(23, 2)))
    one_by_one = [squared_suprema(network, Data(point[None, :])) for point in domain.points]
    monkeypatch.setattr(propagation, "_CHUNK", chunk)
    assert squared_suprema(network, domain) == [max(column) for column in zip(*one_by_one, strict=True)]


def test_a_deep_network_has_exact_suprema():
    deep = Network(tuple(Layer(np.array([[1.0 + 2.0**-52]]), None, "relu") for _ in range(200)))
    found = squared_suprema(deep, Box((Fraction(0),), (Fraction(1, 3),)))
    assert found[-1] == ((1 + Fraction(1, 2**52)) ** 199 / 3) ** 2
    ball = squared_suprema(deep, Ball(Fraction(1, 3), 1))
    assert found[-1] <= ball[-1] < found[-1] * (1 + Fraction(1, 2**60))


# the slack of spectral claims ---------------------------------------------------------------------


def hadamard(side):
    block = np.array([[1.0]])
    while len(block) < side:
        block = np.block([[block, block], [block, -block]])
    return block


@pytest.mark.parametrize(
    ("matrix", "norm"),
    [
        (np.ones((256, 256)), 256),
        (np.ones((256, 3000)), None),
        (hadamard(256), 16),
        (np.diag(np.arange(256.0)), 255),
        (np.diag(2.0 ** -np.arange(0.0, 512.0, 2.0)), 1),
        (np.eye(256) * 2.0**-600, Fraction(1, 2**600)),
        (np.eye(200, 230) * 1e300, Fraction(1e300)),
    ],
    ids=["ones", "wide", "hadamard", "diagonal", "geometric", "tiny", "huge"],
)
def test_a_claim_with_the_stated_slack_is_found_true(matrix, norm):
    exact = Dyadic.from_floats(matrix)
    if norm is None:  # √(256 · 3000), from above
        norm = Fraction(isqrt(256 * 3000 * 10**20) + 1, 10**10)
    assert claim_holds("spectral", norm * (1 + SLACK), exact) is True
    assert claim_holds("spectral", norm * (1 - SLACK), exact) is False
