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
        ["fc", "fc1", "fc2"],
        ["fc9", "fc10", "out"],
        ["block1.fc2", "block1.fc10", "block2.fc1"],
        ["0", "1", "10"],
    ],
)
def test_layers_come_in_the_natural_order_of_their_prefixes(tmp_path, prefixes):
    tensors = {f"{name}.weight": np.full((1, 1), float(i)) for i, name in enumerate(prefixes)}
    save_file(dict(reversed(tensors.items())), tmp_path / "f.safetensors", metadata={"format": "pt"})
    network = load_target(tmp_path / "f.safetensors").network
    assert [layer.weights.item() for layer in network.layers] == [0, 1, 2]


def test_an_order_taken_from_the_names_is_recorded_as_assumed(tmp_path):
    """Regression: encoder and decoder were exchanged without a word."""
    square = np.ones((2, 2))
    save_file({"encoder.weight": square, "decoder.weight": 2 * square}, tmp_path / "f.safetensors")
    target = load_target(tmp_path / "f.safetensors")
    assert target.names == ("decoder", "encoder")
    assert not target.says_order
    assert target.assumed[0] == "order: decoder, encoder (natural order of the names)"
    assert [layer["name"] for layer in target.fields()["layers"]] == ["decoder", "encoder"]
    save_file({"weight": square}, tmp_path / "one.safetensors")
    assert load_target(tmp_path / "one.safetensors").assumed == ("output: identity",)


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
    "half": ({"fc.weight": W.astype(np.float16)}, "tensor 'fc.weight': type F16; F32 or F64 is needed"),
    "integers": ({"fc.weight": W.astype(np.int64)}, "tensor 'fc.weight': type I64"),
    "lonely bias": ({"fc.bias": B}, "tensor 'fc.bias' has no 'fc.weight' beside it"),
    "bias of another layer": ({"fc.weight": W, "weight.bias": B}, "tensor 'weight.bias' has no 'weight.weight'"),
    "bias too long": ({"fc.weight": W, "fc.bias": np.ones(3)}, "layer 1: bias of shape (3,); (2,) is needed"),
    "bias matrix": ({"fc.weight": W, "fc.bias": V.T}, "tensor 'fc.bias': shape (2, 1); a non-empty vector"),
    "wrong order": ({"out.weight": V, "zzz.weight": W}, "layer 2: its weights take 3 inputs, but layer 1 has 1"),
    "NaN": ({"fc.weight": W * np.nan}, "tensor 'fc.weight'[0, 0] is nan"),
    "Inf": ({"fc.weight": W, "fc.bias": np.array([0, np.inf])}, "tensor 'fc.bias'[1] is inf"),
    "empty": ({"fc.weight": np.ones((2, 0))}, "tensor 'fc.weight': shape (2, 0); a non-empty matrix"),
    "nothing": ({}, "it has no layers"),
}


@pytest.mark.parametrize(("tensors", "message"), BAD.values(), ids=BAD)
def test_bad_tensors_are_named(tmp_path, tensors, message):
    save_file(tensors, tmp_path / "bad.safetensors")
    refused(tmp_path / "bad.safetensors", message)


def refused(path, message):
    with pytest.raises(InputError) as caught:
        load_target(path)
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
        "tensor 'fc.weight': type BF16; F32 or F64 is needed",
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
    with pytest.raises(MissingExtra, match=r"pip install 'certify-bounds\[safetensors\]'"):
        load_target(tmp_path / "f.safetensors")
