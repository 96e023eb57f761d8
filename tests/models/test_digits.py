"""The embedded network: accurate on data that it was not trained on."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from certify.kernel.domain import Box, Data, contains
from certify.models import embedded
from certify.tickets.quantities import weight_count


def outputs(network, inputs):
    for layer in network.layers:
        inputs = inputs @ layer.weights.T + layer.bias
        if layer.activation == "relu":
            inputs = np.maximum(inputs, 0)
    return inputs


def accuracy(network, inputs, labels):
    return (outputs(network, inputs).argmax(axis=1) == labels).mean()


def test_it_is_the_network_that_the_readme_speaks_of():
    network = embedded().network
    assert network.widths == (64, 32, 10)
    assert [layer.activation for layer in network.layers] == ["relu", "identity"]
    assert all(layer.bias is not None for layer in network.layers)
    assert weight_count(network) == 2410
    assert max(np.abs(layer.extended_weights).max() for layer in network.layers) < 2


def test_its_inputs_lie_in_its_domain():
    e = embedded()
    assert e.domain == Box((Fraction(0),) * 64, (Fraction(1),) * 64)
    assert contains(e.domain, Data(e.inputs))
    assert np.array_equal(e.inputs * 16, np.round(e.inputs * 16))


def test_held_out_accuracy_is_at_least_95_percent():
    e = embedded()
    assert accuracy(e.network, e.inputs, e.labels) >= 0.95


def test_wrong_labels_are_not_as_accurate():
    e = embedded()
    assert accuracy(e.network, e.inputs, np.roll(e.labels, 1)) < 0.5


def digits():
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed (extra: train)")
    pixels, labels = datasets.load_digits(return_X_y=True)
    return pixels, labels, np.arange(len(pixels)) % 5 == 4


@pytest.mark.thorough
def test_the_held_out_data_are_every_fifth_digit_and_none_was_trained_on():
    pixels, labels, apart = digits()
    e = embedded()
    assert np.array_equal(e.inputs, pixels[apart] / 16)
    assert np.array_equal(e.labels, labels[apart])
    trained_on = {row.tobytes() for row in pixels[~apart]}
    assert not trained_on & {row.tobytes() for row in e.inputs * 16}


@pytest.mark.thorough
def test_the_training_script_reproduces_the_accuracy(tmp_path):
    pixels, labels, apart = digits()
    command = [sys.executable, "-m", "certify.models.train_digits", str(tmp_path / "again.npz")]
    one_thread = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    printed = subprocess.run(command, env=one_thread, check=True, capture_output=True, text=True).stdout
    stored = np.load(tmp_path / "again.npz")
    hidden = np.maximum(pixels[apart] / 16 @ stored["W1"].T + stored["b1"], 0)
    again = ((hidden @ stored["W2"].T + stored["b2"]).argmax(axis=1) == labels[apart]).mean()
    assert again >= 0.95
    assert f"held-out accuracy {again:.4f}" in printed
    assert stored.files == ["W1", "b1", "W2", "b2", "inputs", "labels"]
