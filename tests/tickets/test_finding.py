"""Finding a ticket, from edge to edge: repeatable, valid when written, honest about what cannot be done."""

import dataclasses
import json
import os
import zipfile
from fractions import Fraction

import numpy as np
import pytest

from certify.errors import CertifyError, InputError
from certify.kernel.check import check_file
from certify.kernel.domain import Ball, Box, Data
from certify.kernel.network import Layer, Network
from certify.kernel.ticket import read_ticket
from certify.kernel.verification import verify
from certify.models.output import replacing
from certify.tickets import reexecution
from certify.tickets.finding import find_ticket, save
from certify.tickets.writing import write_ticket

NAMES = ["signed", "unsigned", "mixed", "no biases", "ball", "data", "wide", "linear and deep", "curved", "bent"]
UNIT = Box((Fraction(0),), (Fraction(1),))
NUMBERS = {"epsilon": Fraction(1, 20), "delta": Fraction(1, 100)}


def network(*weights, activation="relu"):
    return Network(tuple(Layer(np.array(w, dtype=float), None, activation) for w in weights))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
def test_a_ticket_written_is_read_back_the_same_and_valid(find, tmp_path, name, method):
    found, path = find(name, method), tmp_path / "a.ticket"
    save(found, path)
    read = read_ticket(path)
    assert read.network.sha256 == found.ticket.network.sha256
    assert read.domain.sha256 == found.ticket.domain.sha256
    for a, b in zip(read.layers, found.ticket.layers, strict=True):
        assert (a.mask.rows == b.mask.rows).all()
        assert (a.cells, a.neurons, a.supremum, a.norms) == (b.cells, b.neurons, b.supremum, b.norms)
    for field in ("epsilon", "seed", "method", "provenance"):
        assert getattr(read, field) == getattr(found.ticket, field)
    verdict = check_file(path)
    assert verdict.verdict == "valid"
    assert Fraction(verdict.statement["bound"]) == found.bound == verify(read)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones(tmp_path, cases):
    layers, domain = cases["signed"]
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        save(find_ticket(Network(layers), domain, seed=seed, **NUMBERS), tmp_path / name)
    first, second, third = ((tmp_path / name).read_bytes() for name in "abc")
    assert first == second != third


def test_the_embedded_ticket(digits):
    found = digits.found
    assert found.certified
    assert str(found.reexecution) == "mpmath, 2410 of 2410 weights identical"
    assert found.plan.promise <= found.ticket.epsilon
    assert found.plan.lemma_01
    assert check_file(digits.path).verdict == "valid"
    smaller = found.bound * Fraction(999, 1000)
    assert check_file(digits.path, epsilon=smaller).verdict == "invalid"
    assert check_file(digits.path, epsilon=found.bound).verdict == "valid"


@pytest.mark.parametrize(
    "some",
    [
        network([[0.0]]),
        network([[0.0, 0.0]], [[0.0], [0.0]]),
        network([[0.0]], [[0.0]], [[0.0]], activation="tanh"),
    ],
)
@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
def test_an_all_zero_network_has_the_empty_ticket(tmp_path, some, method):
    n = some.widths[0]
    found = find_ticket(some, Ball(Fraction(1), n), method=method, **NUMBERS)
    assert found.bound == 0
    assert [len(layer.mask.rows) for layer in found.ticket.layers] == [0] * len(some.layers)
    save(found, tmp_path / "t")
    assert check_file(tmp_path / "t").verdict == "valid"


@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
def test_an_all_zero_layer_needs_no_weights(tmp_path, method):
    some = Network(
        (
            Layer(np.zeros((2, 1)), np.zeros(2), "relu"),
            Layer(np.ones((1, 2)), np.array([0.5]), "identity"),
            Layer(np.zeros((1, 1)), None, "identity"),
        )
    )
    found = find_ticket(some, UNIT, method=method, **NUMBERS)
    assert [len(layer.mask.rows) > 0 for layer in found.ticket.layers] == [False, True, False]
    save(found, tmp_path / "t")
    assert check_file(tmp_path / "t").verdict == "valid"


@pytest.mark.parametrize(("name", "version"), [("signed", "1"), ("curved", "1"), ("bent", "2")])
def test_a_file_has_the_lowest_version_that_expresses_it(find, tmp_path, name, version):
    save(find(name), tmp_path / "t")
    with zipfile.ZipFile(tmp_path / "t") as archive:
        assert json.loads(archive.read("manifest.json"))["schema"] == f"certify-ticket/{version}"


def test_a_large_epsilon_is_met_by_the_empty_mask(tmp_path):
    some = network([[1.0, -1.0], [0.5, 0.5]], [[1.0, 1.0]], activation="identity")
    box = Box((Fraction(-1),) * 2, (Fraction(1),) * 2)
    found = find_ticket(some, box, epsilon=Fraction(10**6), delta=Fraction(1, 100))
    assert found.plan.intervals.k == 0
    assert found.neurons_used == found.plan.neurons == 0
    assert found.certified
    assert found.trivial
    assert 0 < found.bound <= found.plan.promise
    save(found, tmp_path / "t")
    assert check_file(tmp_path / "t").verdict == "valid"
    assert check_file(tmp_path / "t", epsilon=found.bound / 2).verdict == "invalid"


@pytest.mark.parametrize("size", [5e-324, 1e-300, 1e-150, 1e150, 1e300, 1.7e308])
@pytest.mark.parametrize("share", [Fraction(1, 20), Fraction(10**3)])
def test_the_smallest_and_largest_weights_work_or_are_refused_in_one_line(tmp_path, size, share):
    some, box = network([[size, -size]]), Box((Fraction(-1),) * 2, (Fraction(1),) * 2)
    numbers = {"epsilon": Fraction(size) * share, "delta": Fraction(1, 100)}
    # Within 1/20 of the weight the generator has to reach it; for 1000 times the weight nothing is needed.
    if share < 1 and not 1e-280 < size < 1e280:
        with pytest.raises(InputError, match=r"^network: [^\n]* rescale the network, or ask less [^\n]*$"):
            find_ticket(some, box, **numbers)
        return
    found = find_ticket(some, box, **numbers)
    assert (found.neurons_used == 0) is found.trivial is (share > 1)
    save(found, tmp_path / "t")
    assert check_file(tmp_path / "t").verdict == "valid"


@pytest.mark.parametrize("size", [1e-120, 1e120])
def test_weights_far_from_one_work(tmp_path, size):
    some = network([[size, -size]])
    box = Box((Fraction(-1),) * 2, (Fraction(1),) * 2)
    found = find_ticket(some, box, epsilon=Fraction(size) / 20, delta=Fraction(1, 100))
    assert 0 < found.bound <= found.ticket.epsilon
    assert found.neurons_used > 4


@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
@pytest.mark.parametrize("tiny", [5e-324, 1.5e-323, 1e-310, 2.0**-1022, 2.0**-1021])
@pytest.mark.parametrize("large", [1.0, 1e100])
def test_subnormal_weights_beside_ordinary_ones(tmp_path, tiny, large, method):
    """Regression: ValueError, negative shift count."""
    layer = Layer(np.array([[large, -tiny], [tiny, 0.5]]), np.array([tiny, -large]), "relu")
    some, box = Network((layer,)), Box((Fraction(-1),) * 2, (Fraction(1),) * 2)
    found = find_ticket(some, box, epsilon=Fraction(large) / 20, delta=Fraction(1, 100), method=method)
    assert 0 < found.bound <= found.ticket.epsilon
    save(found, tmp_path / "t")
    assert check_file(tmp_path / "t").verdict == "valid"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epsilon": Fraction(0)}, "epsilon"),
        ({"epsilon": Fraction(-1)}, "epsilon"),
        ({"delta": Fraction(0)}, "delta"),
        ({"delta": Fraction(1)}, "delta"),
        ({"delta": Fraction(2)}, "delta"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**128}, "seed"),
        ({"method": "magic"}, "method"),
        ({"gamma": "1/2"}, "gamma"),
        ({"arithmetic": "float"}, "arithmetic"),
    ],
)
def test_parameters_out_of_range_are_refused_before_anything_else(monkeypatch, changes, words):
    monkeypatch.setattr("certify.tickets.plan.quantities", None)
    with pytest.raises(InputError, match=f"^{words}: "):
        find_ticket(network([[1.0]]), UNIT, **{**NUMBERS, **changes})


def test_a_domain_of_another_dimension_is_refused():
    with pytest.raises(InputError, match="domain: dimension 2; the network has 1 input"):
        find_ticket(network([[1.0]]), Ball(Fraction(1), 2), **NUMBERS)


@pytest.mark.parametrize(
    "domain", [Ball(Fraction(0), 1), Data(np.zeros((2, 1))), Box((Fraction(0),), (Fraction(0),))]
)
def test_a_domain_of_zero_alone_is_a_domain(domain):
    """Regression: InputError, F_max: 0; a number > 0 is needed (FORMATS.md allows r = 0)."""
    found = find_ticket(network([[1.0]], [[-0.5]]), domain, **NUMBERS)
    assert found.bound == 0


@pytest.mark.parametrize(("arithmetic", "identical"), [("auto", 3), ("mpmath", 9), ("numpy", 0)])
def test_what_arithmetic_asks_for(monkeypatch, cases, arithmetic, identical):
    layers, domain = cases["signed"]
    monkeypatch.setattr("certify.tickets.finding.SAMPLE", 3)
    found = find_ticket(Network(layers), domain, arithmetic=arithmetic, **NUMBERS)
    assert found.reexecution == reexecution.Reexecution(identical, 9)
    assert found.ticket.provenance["decomposition"] == str(found.reexecution)


# Writing.


def test_an_interruption_leaves_no_file(find, tmp_path, monkeypatch):
    found, path = find("signed"), tmp_path / "a.ticket"

    def interrupted(*_args):
        raise KeyboardInterrupt

    for place in ("certify.tickets.writing._npy", "certify.kernel.check.read_ticket"):
        with monkeypatch.context() as patch:
            patch.setattr(place, interrupted)
            with pytest.raises(KeyboardInterrupt):
                save(found, path)
        assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_the_file_that_was_there(find, tmp_path, monkeypatch):
    path = tmp_path / "a.ticket"
    save(find("signed"), path)
    before = path.read_bytes()
    monkeypatch.setattr("certify.tickets.writing._npy", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        save(find("mixed"), path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before
    monkeypatch.undo()
    save(find("mixed"), path, overwrite=True)
    assert path.read_bytes() != before


def test_a_ticket_that_proves_nothing_is_not_left_behind(find, tmp_path):
    found = find("signed")
    wrong = dataclasses.replace(found, ticket=dataclasses.replace(found.ticket, seed=1))
    with pytest.raises(CertifyError, match="please report"):
        save(wrong, tmp_path / "a.ticket")
    assert list(tmp_path.iterdir()) == []


def test_files_are_readable_as_other_files_are(find, tmp_path):
    save(find("signed"), tmp_path / "a.ticket")
    (tmp_path / "plain").write_text("x")
    assert (tmp_path / "a.ticket").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_missing_folder_is_one_line(tmp_path):
    with pytest.raises(InputError, match="cannot be written"), replacing(tmp_path / "no" / "a.ticket"):
        raise AssertionError("not reached")


def test_a_folder_is_not_replaced(tmp_path):
    """Regression: IsADirectoryError, a traceback at the command line."""
    with pytest.raises(InputError, match="cannot be written"), replacing(tmp_path):
        pass
    assert list(tmp_path.parent.glob(f".{tmp_path.name}.*")) == []


def test_what_is_no_regular_file_is_not_replaced(tmp_path):
    """Regression: a pipe (or, for the superuser, /dev/null) became a regular file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError), replacing(pipe) as temporary:
        temporary.write_text("x")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_tiny_deep_networks_do_not_outgrow_the_format(tmp_path):
    """Regression: suprema of 10^-1800 are written with more digits than the format allows."""
    some = network(*[[[1e-300]]] * 7)
    found = find_ticket(some, Box((Fraction(-1),), (Fraction(1),)), **NUMBERS)
    save(found, tmp_path / "t")
    assert check_file(tmp_path / "t").verdict == "valid"


def test_a_long_epsilon_does_not_outgrow_the_format(tmp_path, cases):
    """Regression: 800 digits are read, but p/q has twice as many as a ticket may."""
    layers, domain = cases["signed"]
    epsilon = Fraction(1, 20) + Fraction(1, 10**800)
    found = find_ticket(Network(layers), domain, epsilon=epsilon, delta=Fraction(1, 100))
    save(found, tmp_path / "t")
    assert check_file(tmp_path / "t").verdict == "valid"


@pytest.mark.parametrize("claim", [Fraction(10) ** 1400, Fraction(10**740 + 1, 10**740)])
def test_bounds_of_thousands_of_digits_are_decided(tmp_path, claim):
    """Regression: ValueError from str() of an integer beyond 4300 digits, in check."""
    some = network(*[[[0.5]]] * 8, activation="identity")
    found = find_ticket(
        some, Box((Fraction(-1),), (Fraction(1),)), epsilon=Fraction(10**9), delta=Fraction(1, 100)
    )
    layers = tuple(
        dataclasses.replace(
            layer, norms={name: dict.fromkeys(rules, 2 + claim) for name, rules in layer.norms.items()}
        )
        for layer in found.ticket.layers
    )
    write_ticket(dataclasses.replace(found.ticket, layers=layers), tmp_path / "t")
    assert check_file(tmp_path / "t").verdict == ("invalid" if claim > 9 else "valid")
