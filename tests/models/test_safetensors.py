"""``.safetensors`` targets, as PyTorch names them."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from certify.errors import InputError, MissingExtra
from certify.models import load_target

pytest.importorskip("safetensors", reason="safetensors is not installed (extra: safetensors)")
from safetensors.numpy import save_file

W, B, V = np.arange(6.0).reshape(2, 3), np.array([0.5, -1.0]), np.ones((1, 2))


@settings(deadline=None)  # files on a loaded machine
@given(
    st.sampled_from([np.float32, np.float64]).flatmap(
        lambda kind: arrays.arrays(
            kind,
            arrays.array_shapes(min_dims=2, max_dims=2, max_side=4),
            elements=st.floats(width=8 * np.dtype(kind).itemsize, allow_nan=False, allow_infinity=False),
        )
    )
)
def test_round_trip_is_exact(tmp_path_factory, weights):
    path = tmp_path_factory.getbasetemp() / "round_trip.safetensors"
    bias = np.ascontiguousarray(weights[:, 0])
    save_file({"fc.weight": weights, "fc.bias": bias}, path)
    (layer,) = load_target(path).network.layers
    assert layer.weights.dtype == np.float64
    assert layer.weights.tolist() == weights.tolist()
    assert layer.bias.tolist() == bias.tolist()


@pytest.mark.parametrize(
    "prefixes",
    [
        ["net.0", "net.2", "net.10"],
        ["fc9", "fc10", "fc11"],
        ["block1.fc2", "block1.fc10", "block2.fc1"],
        ["0", "1", "10"],
    ],
)
def test_numbers_in_names_are_the_order(tmp_path, prefixes):
    tensors = {f"{name}.weight": np.full((1, 1), float(i)) for i, name in enumerate(prefixes)}
    save_file(dict(reversed(tensors.items())), tmp_path / "f.safetensors", metadata={"format": "pt"})
    network = load_target(tmp_path / "f.safetensors").network
    assert [layer.weights.item() for layer in network.layers] == [0, 1, 2]


SQUARES = {
    f"{name}.weight": i * np.ones((4, 4)) for i, name in enumerate(["first", "second", "third", "fourth"], 1)
}


@pytest.mark.parametrize(
    "tensors",
    [
        SQUARES,
        {"encoder.weight": np.eye(2), "decoder.weight": np.ones((2, 2))},
        {"fc.weight": np.ones((1, 1)), "fc1.weight": np.zeros((1, 1))},
    ],
)
def test_an_order_that_nothing_says_is_asked_for(tmp_path, tensors):
    """Regression: four layers named first … fourth were certified as first, fourth, second, third."""
    save_file(tensors, tmp_path / "f.safetensors")
    names = [name.removesuffix(".weight") for name in tensors]
    with pytest.raises(InputError, match=r"chain in more than one order: .*; say it: --order FIRST,SECOND"):
        load_target(tmp_path / "f.safetensors")
    for order in (names, names[::-1]):
        target = load_target(tmp_path / "f.safetensors", order=order)
        assert target.names == tuple(order)
        assert target.says_order
        first = target.network.layers[0].weights
        assert first.tolist() == tensors[f"{order[0]}.weight"].tolist()


@pytest.mark.parametrize("order", [["first"], ["first", "second", "third", "third"], ["a", "b", "c", "d"]])
def test_an_order_that_is_none_is_refused(tmp_path, order):
    save_file(SQUARES, tmp_path / "f.safetensors")
    refused(tmp_path / "f.safetensors", "each of first, fourth, second, third is needed once", order=order)


def test_shapes_that_chain_in_one_way_decide(tmp_path):
    save_file({"out.weight": V, "hidden.weight": W}, tmp_path / "f.safetensors")
    target = load_target(tmp_path / "f.safetensors")
    assert target.names == ("hidden", "out")
    assert target.assumed[0] == "order: hidden, out (by numbers in the names or by shapes)"
    save_file({"out.weight": V, "hidden.weight": V}, tmp_path / "g.safetensors")
    refused(tmp_path / "g.safetensors", "no order of the layers fits their shapes: ")


def test_many_layers_of_one_shape_are_refused_at_once(tmp_path):
    save_file({f"{chr(97 + i)}.weight": np.ones((2, 2)) for i in range(26)}, tmp_path / "f.safetensors")
    refused(tmp_path / "f.safetensors", "more than one order")


def test_a_single_layer_needs_no_order(tmp_path):
    save_file({"weight": W}, tmp_path / "one.safetensors")
    assert load_target(tmp_path / "one.safetensors").assumed == ("output: identity",)


def test_half_precision_is_read_exactly(tmp_path):
    save_file({"fc.weight": (W / 8).astype(np.float16)}, tmp_path / "f.safetensors")
    assert load_target(tmp_path / "f.safetensors").network.layers[0].weights.tolist() == (W / 8).tolist()


def test_the_caller_names_the_activations(tmp_path):
    save_file({"0.weight": W, "0.bias": B, "2.weight": V}, tmp_path / "f.safetensors")
    target = load_target(tmp_path / "f.safetensors", activation="tanh")
    assert [layer.activation for layer in target.network.layers] == ["tanh", "identity"]
    assert not target.says_activations
    assert [layer.bias is None for layer in target.network.layers] == [False, True]


def test_a_single_layer_without_prefix(tmp_path):
    save_file({"weight": W, "bias": B}, tmp_path / "f.safetensors")
    assert load_target(tmp_path / "f.safetensors").network.widths == (3, 2)


BAD = {
    "convolution": (
        {"conv.weight": np.ones((8, 1, 3, 3))},
        "tensor 'conv.weight': shape (8, 1, 3, 3); only linear",
    ),
    "batch norm": ({"bn.weight": B, "bn.bias": B}, "tensor 'bn.weight': shape (2,); only linear layers"),
    "running mean": (
        {"fc.weight": W, "bn.running_mean": B},
        "unknown tensor 'bn.running_mean'; *.weight and *.bias",
    ),
    "weight_v": ({"fc.weight_v": W}, "unknown tensor 'fc.weight_v'"),
    "integers": ({"fc.weight": W.astype(np.int64)}, "tensor 'fc.weight': type I64"),
    "lonely bias": ({"fc.bias": B}, "tensor 'fc.bias' has no 'fc.weight' beside it"),
    "bias of another layer": ({"fc.weight": W, "weight.bias": B}, "tensor 'weight.bias' has no 'weight.weight'"),
    "bias too long": ({"fc.weight": W, "fc.bias": np.ones(3)}, "layer 1: bias of shape (3,); (2,) is needed"),
    "bias matrix": ({"fc.weight": W, "fc.bias": V.T}, "tensor 'fc.bias': shape (2, 1); a non-empty vector"),
    "wrong order": ({"fc1.weight": V, "fc2.weight": W}, "layer 2: its weights take 3 inputs, but layer 1 has 1"),
    "NaN": ({"fc.weight": W * np.nan}, "tensor 'fc.weight'[0, 0] is nan"),
    "Inf": ({"fc.weight": W, "fc.bias": np.array([0, np.inf])}, "tensor 'fc.bias'[1] is inf"),
    "empty": ({"fc.weight": np.ones((2, 0))}, "tensor 'fc.weight': shape (2, 0); a non-empty matrix"),
    "nothing": ({}, "it has no layers; at least one"),
}


@pytest.mark.parametrize(("tensors", "message"), BAD.values(), ids=BAD)
def test_bad_tensors_are_named(tmp_path, tensors, message):
    save_file(tensors, tmp_path / "bad.safetensors")
    refused(tmp_path / "bad.safetensors", message)


def refused(path, message, **how):
    with pytest.raises(InputError) as caught:
        load_target(path, **how)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def raw(header: dict[str, object], data: bytes) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def entry(kind: str, shape: list[int], end: int) -> dict[str, object]:
    return {"fc.weight": {"dtype": kind, "shape": shape, "data_offsets": [0, end]}}


RAW = {
    "brain float": (
        raw(entry("BF16", [1, 2], 4), bytes(4)),
        "tensor 'fc.weight': type BF16; F16, F32 or F64 is needed",
    ),
    "size and shape differ": (raw(entry("F32", [1, 2], 4), bytes(4)), "not a readable .safetensors file"),
    "data missing": (raw(entry("F32", [1000, 1000], 4000000), bytes(4)), "not a readable .safetensors file"),
    "data left over": (raw(entry("F32", [1, 1], 4), bytes(8)), "not a readable .safetensors file"),
    "header too long": ((2**60).to_bytes(8, "little") + b"{}", "not a readable .safetensors file"),
    "not JSON": (raw({}, b"")[:8] + b"[[", "not a readable .safetensors file"),
    "empty file": (b"", "not a readable .safetensors file"),
    "text": (b"hello world, this is no model", "not a readable .safetensors file"),
}


@pytest.mark.parametrize(("content", "message"), RAW.values(), ids=RAW)
def test_malformed_files_are_refused(tmp_path, content, message):
    (tmp_path / "bad.safetensors").write_bytes(content)
    refused(tmp_path / "bad.safetensors", message)


def test_the_missing_package_is_named(tmp_path, monkeypatch):
    save_file({"fc.weight": W}, tmp_path / "f.safetensors")
    monkeypatch.setitem(sys.modules, "safetensors", None)
    with pytest.raises(MissingExtra, match=r"pip install safetensors"):
        load_target(tmp_path / "f.safetensors")
