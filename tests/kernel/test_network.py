"""Networks: shapes that fit, values that are finite, and digests of values."""

import hashlib
import itertools
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import InputError
from certify.kernel.network import Layer, Network
from certify.tickets.quantities import weight_count

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def networks(draw):
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    layers = []
    for m, n in itertools.pairwise(widths):
        weights = np.array(draw(st.lists(FINITE, min_size=n * m, max_size=n * m))).reshape(n, m)
        bias = draw(st.none() | st.lists(FINITE, min_size=n, max_size=n).map(np.array))
        layers.append(Layer(weights, bias, draw(st.sampled_from(["identity", "relu", "tanh", "sigmoid"]))))
    return Network(tuple(layers))


def digest(network):
    text = b"certify network 1\n"
    for layer in network.layers:
        rows = layer.weights.tolist()
        text += f"{len(rows)} {len(rows[0])} {layer.activation} {0 if layer.bias is None else 1}\n".encode()
        values = [x for row in rows for x in row] + ([] if layer.bias is None else layer.bias.tolist())
        text += b"".join(struct.pack("<d", 0.0 if x == 0 else x) for x in values)
    return hashlib.sha256(text).hexdigest()


@given(networks())
@settings(deadline=None)
def test_the_digest_is_that_of_the_format_page(network):
    assert network.sha256 == digest(network)


@given(networks())
@settings(deadline=None)
def test_counts_are_those_of_the_arrays(network):
    assert network.widths[0] == network.layers[0].weights.shape[1]
    assert network.widths[1:] == tuple(layer.weights.shape[0] for layer in network.layers)
    assert weight_count(network) == sum(layer.extended_weights.size for layer in network.layers)
    for layer in network.layers:
        assert layer.extended_inputs == layer.extended_weights.shape[1]
        if layer.bias is not None:
            assert (layer.extended_weights[:, -1] == layer.bias).all()
            assert (layer.extended_weights[:, :-1] == layer.weights).all()


def one(weights, bias=None, activation="relu"):
    return Layer(np.asarray(weights, dtype=float), bias, activation)


BASE = one([[1.0, 2.0]], np.array([3.0]))


@pytest.mark.parametrize(
    "other",
    [
        one([[1.0, np.nextafter(2.0, 3.0)]], np.array([3.0])),
        one([[1.0, 2.0]], np.array([3.0]), "tanh"),
        one([[1.0, 2.0, 3.0]]),
        one([[1.0], [2.0]], np.array([3.0, 0.0])),
        one([[1.0, 5e-324]], np.array([3.0])),
    ],
)
def test_other_values_have_another_digest(other):
    assert Network((BASE,)).sha256 != Network((other,)).sha256


def test_the_digest_is_over_values_not_over_memory():
    values = np.arange(6.0).reshape(2, 3) * -1
    for same in (np.asfortranarray(values), values.astype(">f8").astype(float), values + 0.0, values[::-1][::-1]):
        assert Network((one(same),)).sha256 == Network((one(values),)).sha256


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ((), "no layers"),
        ((one(np.zeros((0, 2))),), "layer 1: weights of shape"),
        ((one(np.zeros((2, 0))),), "layer 1: weights of shape"),
        ((one(np.zeros(2)),), "layer 1: weights of shape"),
        ((one(np.zeros((1, 2, 1))),), "layer 1: weights of shape"),
        ((one([[1.0]]), one([[1.0, 2.0]])), "layer 2: its weights take 2 inputs"),
        ((one([[1.0]], np.array([1.0, 2.0])),), "layer 1: bias of shape"),
        ((one([[1.0]], np.array(1.0)),), "layer 1: bias of shape"),
        ((one([[1.0, np.nan]]),), r"layer 1: weights\[0, 1\] is nan"),
        ((one([[1.0]]), one([[-np.inf]])), r"layer 2: weights\[0, 0\] is -inf"),
        ((one([[1.0]], np.array([np.inf])),), r"layer 1: bias\[0\] is inf"),
        ((Layer(np.ones((1, 1), np.float32), None, "relu"),), "float64"),
        ((one([[1.0]], np.ones(1, np.float32)),), "bias of type float32"),
        ((one([[1.0]], None, "softmax"),), "activation: 'softmax'; one of identity"),
        ((one([[1.0]], None, "clip(0,6/2)"),), "activation: 'clip.0,6/2.'; it is written 'clip.0,3.'"),
    ],
)
def test_what_is_no_network_is_refused_in_one_line_with_its_place(layers, words):
    with pytest.raises(InputError, match=words) as error:
        Network(layers)
    assert "\n" not in str(error.value)


def test_the_largest_and_the_smallest_doubles_are_allowed():
    assert weight_count(Network((one([[5e-324, -1.7976931348623157e308]]),))) == 2
