"""Exported networks, read back with load_target, are the pruned network."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest

from certify import load
from certify.errors import InputError, Rejected
from certify.exact.dyadic import Dyadic
from certify.kernel.domain import Ball
from certify.kernel.mask import Mask
from certify.kernel.network import Layer, Network
from certify.models import load_target
from certify.tickets.exporting import export_ticket, nearest_floats
from certify.tickets.finding import find_ticket, save
from certify.tickets.pruned import pruned_network, target_floats
from certify.tickets.writing import write_ticket
from reference import plainly

TO = ["npz", "onnx"]
NAMES = ["signed", "unsigned", "mixed", "no biases", "data", "wide", "linear and deep", "curved", "bent"]


def points(domain, count=20):
    return np.random.default_rng(5).uniform(-1, 1, (count, domain.dimension))


@pytest.mark.parametrize("to", TO)
@pytest.mark.parametrize("name", NAMES)
def test_the_masked_network_is_the_pruned_one_exactly(find, tmp_path, to, name):
    ticket, path = find(name).ticket, tmp_path / f"out.{to}"
    export_ticket(ticket, path, to=to, form="masked")
    target = load_target(path)
    assert target.says_activations
    pruned, x = pruned_network(ticket), points(ticket.domain)
    if (to, name) == ("onnx", "linear and deep"):  # neighbouring linear layers are read as one
        assert any("float64" in note for note in target.notes)
        assert np.allclose(target_floats(target.network, x), pruned(x), rtol=1e-12, atol=1e-13)
        return
    for inward, outward, layer in zip(
        target.network.layers[::2], target.network.layers[1::2], pruned.layers, strict=True
    ):
        assert inward.activation == "relu"
        assert outward.activation == layer.activation
        assert (inward.extended_weights == layer.inward.toarray()).all()
        assert (outward.weights == layer.outward.toarray()).all()
    assert np.allclose(target_floats(target.network, x), pruned(x), rtol=1e-12, atol=1e-13)
    if name != "curved":
        exact = [Fraction(v) for v in x[0].tolist()]
        assert plainly.target(target.network, exact) == plainly.pruned(ticket, exact)


@pytest.mark.parametrize("to", TO)
def test_the_virtual_network_computes_the_same_on_the_domain(find, tmp_path, to):
    found = find("unsigned")
    path = tmp_path / f"out.{to}"
    export_ticket(found.ticket, path, to=to, form="virtual")
    network = load_target(path).network
    assert network.widths == found.ticket.network.widths
    x = np.abs(points(found.ticket.domain))
    assert np.allclose(target_floats(network, x), pruned_network(found.ticket)(x), rtol=1e-12)
    distance = np.linalg.norm(target_floats(network, x) - target_floats(found.ticket.network, x), axis=1).max()
    assert 0 < distance <= float(found.bound)


def test_the_embedded_network_exported(digits, tmp_path):
    ticket = digits.found.ticket
    export_ticket(ticket, tmp_path / "v.npz", form="virtual")
    export_ticket(ticket, tmp_path / "m.npz", form="masked")
    x = np.random.default_rng(0).uniform(0, 1, (50, 64))
    truth = pruned_network(ticket)(x)
    for name in ("v.npz", "m.npz"):
        assert np.abs(target_floats(load_target(tmp_path / name).network, x) - truth).max() < 1e-9
    assert 0 < np.abs(target_floats(ticket.network, x) - truth).max() <= float(digits.found.bound)


@pytest.mark.parametrize("name", ["signed", "mixed", "linear and deep"])
def test_there_is_no_virtual_network_where_the_branches_differ(find, tmp_path, name):
    with pytest.raises(InputError, match=r"layer \d has no virtual weights.*--as masked"):
        export_ticket(find(name).ticket, tmp_path / "v.npz", form="virtual")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("to", "form"), [("csv", "masked"), ("npz", "dense")])
def test_other_formats_and_forms_are_refused(find, tmp_path, to, form):
    with pytest.raises(InputError, match="one of"):
        export_ticket(find("unsigned").ticket, tmp_path / "x", to=to, form=form)
    assert list(tmp_path.iterdir()) == []


def test_the_masked_network_is_refused_where_it_does_not_fit(find, tmp_path, monkeypatch):
    monkeypatch.setattr("os.sysconf", lambda _: 4)
    with pytest.raises(InputError, match="use --as virtual"):
        export_ticket(find("unsigned").ticket, tmp_path / "x.npz")
    assert list(tmp_path.iterdir()) == []


def test_load_gives_the_target_the_masks_and_the_pruned_network(find, tmp_path):
    found, path = find("mixed"), tmp_path / "t"
    save(found, path)
    loaded = load(path)
    assert loaded.target.sha256 == found.ticket.network.sha256
    assert [m.rows.tolist() for m in loaded.masks] == [x.mask.rows.tolist() for x in found.ticket.layers]
    x = points(found.ticket.domain)
    assert (loaded.pruned(x) == pruned_network(found.ticket)(x)).all()
    assert not np.allclose(loaded.pruned(x), pruned_network(found.ticket)(x + 1))


@pytest.mark.parametrize("to", TO)
def test_a_layer_without_kept_weights_is_exported_too(tmp_path, to):
    """Regression: matrices of shape (0, n), which no reader takes, ours neither."""
    network = Network((Layer(np.zeros((2, 1)), None, "relu"), Layer(np.ones((1, 2)), np.ones(1), "identity")))
    ticket = find_ticket(network, Ball(Fraction(1), 1), epsilon=Fraction(1, 20), delta=Fraction(1, 100)).ticket
    export_ticket(ticket, tmp_path / f"m.{to}", to=to)
    read = load_target(tmp_path / f"m.{to}").network
    assert plainly.target(read, [Fraction(1)]) == plainly.pruned(ticket, [Fraction(1)])


@pytest.mark.parametrize("wrong", ["input", "output", "two inputs"])
def test_a_mask_that_breaks_the_rules_is_not_exported(find, tmp_path, wrong):
    """Regression: ValueError from scipy, and with two inputs a wrong network without a word."""
    ticket = find("unsigned").ticket
    rows = ticket.layers[0].mask.rows.copy()
    if wrong == "two inputs":
        other = int(np.flatnonzero(rows[:, 1] != rows[0, 1])[0])
        rows[other, 0] = rows[0, 0]
    else:
        rows[0, {"input": 1, "output": 2}[wrong]] = 99
    layers = (dataclasses.replace(ticket.layers[0], mask=Mask(rows)), *ticket.layers[1:])
    write_ticket(dataclasses.replace(ticket, layers=layers), tmp_path / "t")
    for form in ("virtual", "masked"):
        with pytest.raises(Rejected, match=r"mask row 0|two inputs"):
            export_ticket(load(tmp_path / "t").ticket, tmp_path / "x.npz", form=form)


def test_every_double_is_its_own_nearest_double():
    values = np.array([[0.0, 5e-324, -(2.0**-1022)], [1e300, -1.0, 2.0**-1074 * 3]])
    assert (nearest_floats(Dyadic.from_floats(values)) == values).all()


def test_the_nearest_double_is_given():
    third = Dyadic(np.array([[(1 << 200) // 3]], dtype=object), 200)
    assert nearest_floats(third)[0, 0] == 1 / 3
