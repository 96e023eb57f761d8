"""Targets and domains as callers give them: what is read, what is assumed, what is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import certify
from certify.errors import InputError
from certify.kernel.domain import Ball, Box, Data
from certify.models import as_domain, as_target, load_target

WEIGHTS = {"W1": np.array([[0.5, -1.0], [0.25, 0.75]]), "W2": np.array([[-0.75, 0.5]])}
STATE = {"0.weight": WEIGHTS["W1"], "2.weight": WEIGHTS["W2"]}
HALF, ONE = Fraction(1, 2), Fraction(1)


@pytest.fixture
def file(tmp_path):
    np.savez(tmp_path / "net.npz", **WEIGHTS)
    return tmp_path / "net.npz"


def test_every_function_takes_every_target(file):
    network = load_target(file).network
    for target in (file, str(file), load_target(file), network, STATE):
        found = certify.find_ticket(target, "box:0,1")
        assert found.ticket.network.sha256 == network.sha256
        assert certify.plan(target, "box:0,1").neurons == found.plan.neurons
        assert certify.theorem_bounds(target, "box:0,1")["combined"].setting.widths == (2, 2, 1)


def test_what_was_assumed_stands_in_every_result(file, tmp_path):
    """Regression: ``find_ticket("tanh.npz")`` certified a ReLU network, and its result did not say so."""
    assumed = ("activation: relu", "output: identity")
    found = certify.find_ticket(file, "box:0,1", out=tmp_path / "t")
    for result in (
        found,
        found.plan,
        certify.plan(file, "box:0,1"),
        certify.theorem_bounds(file, "box:0,1"),
        certify.check(tmp_path / "t", target=file),
    ):
        assert (result.assumed, result.notes) == (assumed, ())
        assert "activation: relu" in repr(result)
    for result in (
        certify.find_ticket(load_target(file).network, "box:0,1"),
        certify.theorem_bounds(widths=[2, 1]),
        certify.check(tmp_path / "t"),
    ):
        assert result.assumed == ()
        assert "assumed" not in repr(result)


def test_what_is_not_in_the_file_can_be_said(file):
    for function in (certify.find_ticket, certify.plan, certify.theorem_bounds):
        found = function(file, "box:0,1", activation="tanh", output="sigmoid")
        assert found.assumed == ("activation: tanh", "output: sigmoid")
        with pytest.raises(InputError, match="order"):
            function(file, "box:0,1", order=("W1", "W2"))
        with pytest.raises(InputError, match="output_node"):
            function(file, "box:0,1", output_node="y")
        with pytest.raises(InputError, match="softmax"):
            function(file, "box:0,1", activation="softmax")
    assert certify.plan(STATE, "box:0,1", order=["0", "2"]).assumed == ("activation: relu", "output: identity")
    assert certify.plan(STATE, "box:0,1").assumed[0].startswith("order: 0, 2")


def test_what_contradicts_the_file_or_comes_too_late_is_refused(file, tmp_path):
    np.savez(tmp_path / "said.npz", **WEIGHTS, activations=["tanh", "linear"])
    for function in (certify.find_ticket, certify.plan, certify.theorem_bounds):
        assert function(tmp_path / "said.npz", "box:0,1", activation="tanh").assumed == ()
        with pytest.raises(InputError, match="the file says tanh"):
            function(tmp_path / "said.npz", "box:0,1", activation="relu")
        for target in (load_target(file), load_target(file).network):
            for name, value in (("activation", "relu"), ("output", "linear"), ("order", ("W1",))):
                with pytest.raises(InputError, match=f"{name}.*read already"):
                    function(target, "box:0,1", **{name: value})
    with pytest.raises(InputError, match="order: it belongs to a target"):
        certify.theorem_bounds(widths=[2, 1], order=("a",))
    with pytest.raises(InputError, match="a file, a fitted"):
        as_target(3)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("box:0,1", Box((Fraction(0),) * 2, (ONE,) * 2)),
        ((0, 1), Box((Fraction(0),) * 2, (ONE,) * 2)),
        ([0, "1/2"], Box((Fraction(0),) * 2, (HALF,) * 2)),
        ((["-1", 0], [HALF, 1]), Box((-ONE, Fraction(0)), (HALF, ONE))),
        ((0, (HALF, ONE)), Box((Fraction(0),) * 2, (HALF, ONE))),
        ((np.array([0.0, 0.5]), np.array([0.5, 1.0])), Box((Fraction(0), HALF), (HALF, ONE))),
        (Ball(ONE, 2), Ball(ONE, 2)),
    ],
)
def test_domains(given, meant):
    assert as_domain(given, 2) == meant


def test_an_array_is_data():
    found = as_domain(np.array([[0.1, 0.2]], dtype=np.float32), 2)
    assert isinstance(found, Data)
    assert found.points.tolist() == [[float(np.float32(0.1)), float(np.float32(0.2))]]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((0.0, 1), "'0.0' for example"),
        ((0, [0, 1.5]), r"upper\[1\].*'1.5' for example"),
        ((0, np.float64(1)), "float64"),
        ((0, True), "bool"),
        ((0, 1, 2), "pair"),
        ([[0, 1], [0, 1, 2]], "3 numbers; 2 needed"),
        (np.zeros(2), r"shape \(2,\)"),
        (np.zeros((0, 2)), "shape"),
        (np.zeros((1, 3)), "shape"),
        (np.array([[1, 2]]), "int64"),
        (np.array([[np.nan, 2.0]]), "finite"),
        ((1, 0), "exceeds"),
        (None, "pair"),
        (1, "pair"),
        ({0: 1}, "pair"),
    ],
)
def test_domains_that_are_refused(given, named):
    with pytest.raises(InputError, match=named) as caught:
        as_domain(given, 2)
    assert "\n" not in str(caught.value)
