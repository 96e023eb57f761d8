"""``.npz`` targets: what comes back is what was stored, and every malformed file is one clear line."""

from __future__ import annotations

import io
import os
import re
import zipfile
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from certify.errors import InputError
from certify.models import load_target

W, B = np.arange(6.0).reshape(2, 3), np.array([0.5, -1.0])
V = np.ones((1, 2))

finite = {"allow_nan": False, "allow_infinity": False}
layer_sizes = st.lists(st.integers(1, 4), min_size=2, max_size=4)


@st.composite
def stored_networks(draw):
    """The arrays of a file: any widths, float32 or float64, biases or not, either memory order, subnormals too."""
    widths = draw(layer_sizes)
    stored = {}
    for i, (n_in, n_out) in enumerate(pairwise(widths), 1):
        kind = draw(st.sampled_from([np.float32, np.float64, ">f4", ">f8"]))
        elements = st.floats(width=8 * np.dtype(kind).itemsize, **finite)
        weights = draw(arrays.arrays(kind, (n_out, n_in), elements=elements))
        stored[f"W{i}"] = draw(st.sampled_from([np.asfortranarray, np.ascontiguousarray]))(weights)
        if draw(st.booleans()):
            stored[f"b{i}"] = draw(arrays.arrays(kind, n_out, elements=elements))
    return stored


@settings(deadline=None)  # files on a loaded machine
@given(stored_networks(), st.sampled_from([np.savez, np.savez_compressed]))
def test_round_trip_is_exact(tmp_path_factory, stored, save):
    path = tmp_path_factory.getbasetemp() / "round_trip.npz"
    save(path, **stored)
    network = load_target(path).network
    for i, layer in enumerate(network.layers, 1):
        assert layer.weights.dtype == np.float64
        assert layer.weights.flags.c_contiguous
        assert [list(map(Fraction, row)) for row in layer.weights.tolist()] == [
            [Fraction(float(w)) for w in row] for row in stored[f"W{i}"]
        ]
        assert (layer.bias is None) == (f"b{i}" not in stored)
        if layer.bias is not None:
            assert layer.bias.tolist() == stored[f"b{i}"].tolist()


def test_orientation_is_as_documented(tmp_path):
    np.savez(tmp_path / "f.npz", W1=W, b1=B, W2=V)
    assert load_target(tmp_path / "f.npz").network.widths == (3, 2, 1)


def test_the_caller_names_the_activations_where_the_file_does_not(tmp_path):
    np.savez(tmp_path / "f.npz", W1=W, W2=V)
    target = load_target(tmp_path / "f.npz")
    assert [layer.activation for layer in target.network.layers] == ["relu", "identity"]
    assert not target.says_activations
    target = load_target(tmp_path / "f.npz", activation="tanh", output="sigmoid")
    assert [layer.activation for layer in target.network.layers] == ["tanh", "sigmoid"]
    assert target.source == str(tmp_path / "f.npz")


def test_the_file_may_name_the_activations(tmp_path):
    np.savez(tmp_path / "f.npz", W1=W, W2=V, activations=["tanh", "linear"])
    target = load_target(tmp_path / "f.npz", activation="tanh", output="linear")
    assert target.activations == ("tanh", "identity")
    assert target.says_activations
    assert target.assumed == ()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"activation": "relu"}, "f.npz: activation: relu was asked for, but the file says tanh for layer 1"),
        ({"output": "tanh"}, "f.npz: output: tanh was asked for, but the file says identity for layer 2"),
    ],
)
def test_the_caller_may_not_contradict_the_file(tmp_path, asked, message):
    """Regression: what was asked for was ignored without a word."""
    np.savez(tmp_path / "f.npz", W1=W, W2=V, activations=["tanh", "linear"])
    with pytest.raises(InputError, match=message):
        load_target(tmp_path / "f.npz", **asked)


def test_what_was_assumed_is_recorded(tmp_path):
    np.savez(tmp_path / "f.npz", W1=W, W2=V)
    assert load_target(tmp_path / "f.npz").assumed == ("activation: relu", "output: identity")
    target = load_target(tmp_path / "f.npz", activation="tanh")
    assert target.assumed == ("activation: tanh", "output: identity")
    fields = target.fields()
    assert fields["sha256"] == target.network.sha256
    assert [layer["name"] for layer in fields["layers"]] == ["W1", "W2"]
    assert fields["activations"] == ["tanh", "identity"]
    np.savez(tmp_path / "one.npz", W1=W)
    assert load_target(tmp_path / "one.npz").assumed == ("output: identity",)


def test_members_in_any_order_and_more_than_nine_layers(tmp_path):
    stored = {f"W{i}": np.array([[float(i)]]) for i in range(12, 0, -1)}
    np.savez(tmp_path / "f.npz", **stored)
    assert [layer.weights.item() for layer in load_target(tmp_path / "f.npz").network.layers] == list(range(1, 13))


BAD = {
    "transposed": ({"W1": W, "W2": V.T}, "layer 2: its weights take 1 input, but layer 1 has 2 outputs"),
    "bias too long": ({"W1": W, "b1": np.ones(3)}, "layer 1: bias of shape (3,); (2,) is needed"),
    "bias matrix": ({"W1": W, "b1": np.ones((2, 1))}, "b1: shape (2, 1); a non-empty vector"),
    "NaN": ({"W1": W * np.nan}, "W1[0, 0] is nan; finite numbers"),
    "signalling NaN": ({"W1": np.array([[0x7FA00000]], "u4").view("f4")}, "W1[0, 0] is nan"),
    "Inf": ({"W1": W, "b1": np.array([1.0, -np.inf])}, "b1[1] is -inf; finite numbers"),
    "float32 Inf": ({"W1": np.full((1, 1), np.inf, np.float32)}, "W1[0, 0] is inf"),
    "gap": ({"W1": W, "W3": V}, "array W2 is missing; it has W1, W3"),
    "from zero": ({"W0": W}, "unknown array 'W0'; W1, b1, W2"),
    "leading zero": ({"W01": W}, "unknown array 'W01'"),
    "bias alone": ({"W1": W, "b2": B}, "array W2 is missing"),
    "another name": ({"W1": W, "kernel": W}, "unknown array 'kernel'"),
    "unnamed": ({"arr_0": W}, "unknown array 'arr_0'"),
    "line break in a name": ({"W1\nrm": W}, r"unknown array 'W1\nrm'"),
    "nothing": ({}, "it has no layers"),
    "only activations": ({"activations": ["relu"]}, "activations: type <U4, shape (1,)"),
    "vector": ({"W1": np.ones(3)}, "W1: shape (3,); a non-empty matrix"),
    "convolution": ({"W1": np.ones((2, 1, 3, 3))}, "W1: shape (2, 1, 3, 3)"),
    "empty": ({"W1": np.ones((0, 3))}, "W1: shape (0, 3); a non-empty matrix"),
    "no inputs": ({"W1": np.ones((3, 0))}, "W1: shape (3, 0)"),
    "integers": ({"W1": np.ones((1, 1), int)}, "W1: type int64; float16, float32 or float64 is needed"),
    "booleans": ({"W1": np.ones((1, 1), bool)}, "W1: type bool"),
    "long double": ({"W1": np.ones((1, 1), np.longdouble)}, f"W1: type {np.dtype(np.longdouble)}"),
    "complex": ({"W1": np.ones((1, 1), complex)}, "W1: type complex128"),
    "strings": ({"W1": np.array([["1.0"]])}, "W1: type <U3"),
    "objects": ({"W1": np.array([[1.0, None]], object)}, "'W1': type object; plain numbers are needed, pickled"),
    "records": ({"W1": np.zeros(1, "f8,f8")}, "'W1': type [('f0', '<f8'), ('f1', '<f8')]; plain numbers"),
    "activation out of range": (
        {"W1": W, "activations": ["leaky-relu(2)"]},
        "activations[0]: 'leaky-relu(2)'; one of identity",
    ),
    "activation rounded": (
        {"W1": W, "activations": ["leaky-relu(0.01)"]},
        "activations[0]: 'leaky-relu(0.01)'; one of identity",
    ),
    "activation unknown": ({"W1": W, "activations": ["gelu"]}, "activations[0]: 'gelu'; one of identity"),
    "activation missing": (
        {"W1": W, "W2": V, "activations": ["relu"]},
        "unicode strings of shape (2,) are needed",
    ),
    "activations as bytes": ({"W1": W, "activations": [b"relu"]}, "'activations': type |S4; plain numbers"),
    "activations as numbers": ({"W1": W, "activations": [1.0]}, "activations: type float64"),
}


@pytest.mark.parametrize(("stored", "message"), BAD.values(), ids=BAD)
def test_bad_arrays_are_named(tmp_path, stored, message):
    path = tmp_path / "bad.npz"
    np.savez(path, **stored)
    refused(path, message)


def refused(path: Path, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_target(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert message in line
    assert "\n" not in line


def npy_bytes(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def header(shape: str, descr: str = "'<f8'") -> bytes:
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


MEMBERS = {
    "more declared than there is": (header("(1000000, 1000000)") + bytes(8), "does not fit its"),
    "less declared than there is": (header("(1, 1)") + bytes(16), "does not fit its"),
    "negative sizes": (header("(-1, -1)") + bytes(8), "shape (-1, -1) of float64 does not fit"),
    "huge and empty": (header("(0, 1" + "0" * 30 + ")"), "not a readable .npz file"),
    "subarrays": (header("(1, 1)", "('<f8', (2,))") + bytes(16), "plain numbers are needed"),
    "not a header": (b"\x93NUMPY\x01\x00\x05\x00hello", "not a readable .npz file"),
    "code in the header": (header("__import__('os').getpid()") + bytes(8), "not a readable .npz file"),
    "nested header": (header("(" * 3000), "not a readable .npz file"),
    "header too long": (header("(1, 1)" + " " * 20000) + bytes(8), "not a readable .npz file"),
    "no array": (b"PK", "not a readable .npz file"),
    "version 3": (b"\x93NUMPY\x03\x00" + header("(1, 1)")[8:] + bytes(8), "version (3, 0); 1.0 or 2.0"),
    "empty member": (b"", "not a readable .npz file"),
}


@pytest.mark.parametrize(("content", "message"), MEMBERS.values(), ids=MEMBERS)
def test_bad_members_are_refused(tmp_path, content, message):
    path = tmp_path / "bad.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("W1.npy", content)
    refused(path, message)


def test_a_second_version_header_is_read(tmp_path):
    text = header("(1, 1)")[10:]
    with zipfile.ZipFile(tmp_path / "f.npz", "w") as archive:
        archive.writestr(
            "W1.npy", b"\x93NUMPY\x02\x00" + len(text).to_bytes(4, "little") + text + np.float64(3).tobytes()
        )
    assert load_target(tmp_path / "f.npz").network.layers[0].weights.item() == 3


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "f.npz", "w") as archive:
        archive.writestr("W1.npy", npy_bytes(W))
        archive.writestr("W1.npy", npy_bytes(2 * W))
    refused(tmp_path / "f.npz", "member 'W1.npy' appears twice")


def test_other_members_and_compressions_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("readme.txt", "hello")
    refused(tmp_path / "a.npz", "member 'readme.txt' is not an array")
    with zipfile.ZipFile(tmp_path / "b.npz", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("W1.npy", npy_bytes(W))
    refused(tmp_path / "b.npz", "compressed in a way other than deflate")


def test_a_zip_bomb_is_refused_by_the_sizes_it_declares(tmp_path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("W1.npy", header("(1, 1)") + bytes(100_000))
    data = path.read_bytes()
    true, false = (n.to_bytes(4, "little") for n in (100_000 + len(header("(1, 1)")), 2**31 + 1))
    assert data.count(true) == 2  # local header and central directory
    path.write_bytes(data.replace(true, false))
    refused(path, "its arrays need 2147483649 bytes; at most 2147483648 are read")


def test_every_corrupted_byte_of_the_data_is_noticed(tmp_path):
    path = tmp_path / "f.npz"
    np.savez(path, W1=W)
    data = path.read_bytes()
    start = data.index(W.tobytes())
    for i in range(start, start + W.nbytes):
        path.write_bytes(data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :])
        refused(path, "not a readable .npz file (Bad CRC-32")


def complaint(path: Path) -> str:
    try:
        load_target(path)
    except InputError as error:
        return str(error)
    return ""


def test_no_corruption_is_a_traceback(tmp_path):
    path = tmp_path / "f.npz"
    np.savez_compressed(path, W1=W, b1=B)
    data, rng = path.read_bytes(), np.random.default_rng(0)
    for i in range(len(data)):
        path.write_bytes(data[:i] if i % 2 else data[:i] + bytes([rng.integers(256)]) + data[i + 1 :])
        assert "\n" not in complaint(path)


def test_what_is_not_a_zip_is_refused(tmp_path):
    path = tmp_path / "f.npz"
    path.write_bytes(b"")
    refused(path, "not a readable .npz file")
    path.write_bytes(npy_bytes(W))
    refused(path, "not a readable .npz file (File is not a zip file)")


def test_what_is_not_a_regular_file_with_a_known_suffix_is_refused(tmp_path):
    (tmp_path / "d.npz").mkdir()
    refused(tmp_path / "d.npz", "not a regular file; a .npz, .safetensors or .onnx file is needed")
    os.mkfifo(tmp_path / "p.npz")
    refused(tmp_path / "p.npz", "not a regular file")
    refused(tmp_path / "absent.npz", "No such file or directory")
    (tmp_path / "model.pt").touch()
    refused(tmp_path / "model.pt", "suffix '.pt'; a .npz, .safetensors or .onnx file is needed")
    with (tmp_path / "large.npz").open("wb") as stream:
        stream.truncate(2**31 + 1)  # sparse
    refused(tmp_path / "large.npz", "2147483649 bytes; at most 2147483648 are read")
    with pytest.raises(InputError, match="null"):
        load_target("\0.npz")


@pytest.mark.parametrize("field", ["activation", "output"])
def test_an_activation_that_the_table_lacks_is_refused_before_the_file_is_looked_at(field):
    with pytest.raises(InputError, match=re.escape(f"{field}: 'gelu'; one of identity, relu")):
        load_target("absent.npz", **{field: "gelu"})
