"""``.onnx`` files: exact weights, constants wherever they are stored, malformed files; graphs are apart."""

from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from certify import find_ticket
from certify.errors import InputError, MissingExtra
from certify.models import load_target
from certify.models.onnx import read

pytest.importorskip("onnx", reason="onnx is not installed (extra: onnx)")
import onnx
from onnx import TensorProto, helper, numpy_helper

W1, B1 = np.array([[1.0, -2.0, 0.1], [0.5, 3.0, -1.0]]), np.array([0.25, -0.7])
W2, B2 = np.array([[1.5, -0.3]]), np.array([0.125])
TYPES = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.float64): TensorProto.DOUBLE}


def node(kind, inputs, output, **attributes):
    return helper.make_node(kind, inputs, [output], name=f"n_{output}", **attributes)


def constant(name, value):
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.asarray(value), name))


def model(nodes, stored, *, shape=("batch", 3), kind=np.float64, outputs=("y",), inputs=("x",), opset=17, **more):
    """A model with the initializers ``stored``, cast to ``kind`` where they are floats."""
    element = TYPES[np.dtype(kind)]
    initializers = [
        numpy_helper.from_array(v.astype(kind) if v.dtype == np.float64 else v, name) for name, v in stored.items()
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(name, element, shape) for name in inputs],
        [helper.make_tensor_value_info(name, element, ("batch", "out")) for name in outputs],
        initializers,
        **more,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


def load(tmp_path, proto):
    (tmp_path / "f.onnx").write_bytes(proto.SerializeToString())
    return load_target(tmp_path / "f.onnx")


GEMM = {"W1": W1, "b1": B1, "W2": W2, "b2": B2}
PYTORCH = [
    node("Gemm", ["x", "W1", "b1"], "h", alpha=1.0, beta=1.0, transB=1),
    node("Relu", ["h"], "r"),
    node("Gemm", ["r", "W2", "b2"], "y", alpha=1.0, beta=1.0, transB=1),
]


def test_float32_weights_are_read_exactly(tmp_path):
    network = load(tmp_path, model(PYTORCH, GEMM, kind=np.float32)).network
    assert network.layers[0].weights.tolist() == W1.astype(np.float32).tolist()
    assert network.layers[0].weights.tolist() != W1.tolist()
    assert network.layers[1].bias.tolist() == B2.astype(np.float32).tolist()


def test_biases_are_kept_where_the_graph_has_them(tmp_path):
    nodes = [
        node("Gemm", ["x", "W1", "b"], "h", transB=1),
        node("Relu", ["h"], "r"),
        node("Gemm", ["r", "W2"], "y", transB=1),
    ]
    network = load(tmp_path, model(nodes, {**GEMM, "b": np.zeros(2)})).network
    assert [layer.bias is None for layer in network.layers] == [False, True]


def test_a_product_of_two_layers_is_rounded_once_and_said(tmp_path):
    nodes = [node("Gemm", ["x", "W1"], "h", transB=1), node("Gemm", ["h", "W2"], "y", transB=1)]
    (tmp_path / "f.onnx").write_bytes(model(nodes, GEMM).SerializeToString())
    stored = read(tmp_path / "f.onnx")
    exact = [sum(Fraction(a) * Fraction(b) for a, b in zip(W2[0], column, strict=True)) for column in W1.T]
    assert stored.maps[0][0].tolist() == [[float(x) for x in exact]]
    assert "rounded to float64" in stored.notes[0]


def test_what_is_exact_is_not_called_rounded(tmp_path):
    nodes = [node("Gemm", ["x", "W1"], "h", transB=1), node("Gemm", ["h", "W2"], "y", transB=1)]
    (tmp_path / "f.onnx").write_bytes(
        model(nodes, {"W1": np.array([[0.5, 2, 3]]), "W2": np.array([[0.25]])}).SerializeToString()
    )
    stored = read(tmp_path / "f.onnx")
    assert stored.maps[0][0].tolist() == [[0.125, 0.5, 0.75]]
    assert stored.notes == ()


def test_what_is_cut_off_is_said(tmp_path):
    (tmp_path / "f.onnx").write_bytes(
        model([*PYTORCH, node("Softmax", ["y"], "p")], GEMM, outputs=("p",)).SerializeToString()
    )
    assert read(tmp_path / "f.onnx").notes == (
        "node 'n_p' (Softmax) is cut off: certified are the scores before it",
    )


def test_an_output_node_may_be_named(tmp_path):
    (tmp_path / "f.onnx").write_bytes(model(PYTORCH, GEMM, outputs=("y", "r")).SerializeToString())
    with pytest.raises(InputError, match="choose one with --output-node"):
        read(tmp_path / "f.onnx")
    for name in ("y", "n_y"):
        assert len(read(tmp_path / "f.onnx", name).maps) == 2
    assert len(read(tmp_path / "f.onnx", "r").maps) == 1
    with pytest.raises(InputError, match="output node 'q' is not in the graph; it has 'h', 'r', 'y'"):
        read(tmp_path / "f.onnx", "q")


def test_functions_of_the_file_are_inlined(tmp_path):
    proto = model(
        [helper.make_node("Twice", ["x"], ["f"], domain="local"), node("Gemm", ["f", "W1"], "y", transB=1)], GEMM
    )
    body = [helper.make_node("Add", ["a", "a"], ["b"])]
    proto.functions.append(
        helper.make_function("local", "Twice", ["a"], ["b"], body, [helper.make_opsetid("", 17)])
    )
    proto.opset_import.append(helper.make_opsetid("local", 1))
    assert load(tmp_path, proto).network.layers[0].weights.tolist() == (2 * W1).tolist()


def external(proto, folder, location="weights.bin", data=None):
    """Move the first initializer's data to a file."""
    tensor = proto.graph.initializer[0]
    (folder / "weights.bin").write_bytes(tensor.raw_data if data is None else data)
    onnx.external_data_helper.set_external_data(tensor, location)
    tensor.ClearField("raw_data")
    return proto


def test_external_data_are_read_beside_the_file(tmp_path):
    network = load(tmp_path, external(model(PYTORCH, GEMM), tmp_path)).network
    assert network.layers[0].weights.tolist() == W1.tolist()


def test_weights_beside_the_model_are_an_input_too(tmp_path):
    """Regression: --out replaced them by the ticket."""
    target = load(tmp_path, external(model(PYTORCH, GEMM), tmp_path))
    weights = tmp_path / "weights.bin"
    before = weights.read_bytes()
    assert target.files == (weights,)
    for files in ({"out": weights}, {"out": tmp_path / "t.ticket", "save_target": weights}):
        with pytest.raises(InputError, match=r"is a file that is read here|a \.npz file is needed"):
            find_ticket(target, (0, 1), overwrite=True, **files)
    assert weights.read_bytes() == before


@pytest.mark.parametrize("location", ["../weights.bin", "/etc/passwd", "nothing.bin", "."])
def test_external_data_elsewhere_are_refused(tmp_path, location):
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "weights.bin").write_bytes(W1.tobytes())
    (folder / "f.onnx").write_bytes(external(model(PYTORCH, GEMM), folder, location).SerializeToString())
    refused(folder / "f.onnx", "a regular file in the folder of the model is needed")


def test_the_graph_says_its_activations_and_the_caller_may_only_agree(tmp_path):
    (tmp_path / "f.onnx").write_bytes(model(PYTORCH, GEMM).SerializeToString())
    target = load_target(tmp_path / "f.onnx", activation="relu", output="linear")
    assert target.activations == ("relu", "identity")
    assert target.assumed == ()
    for asked in ({"activation": "tanh"}, {"output": "sigmoid"}):
        with pytest.raises(InputError, match="was asked for, but the file says"):
            load_target(tmp_path / "f.onnx", **asked)


def test_initializers_listed_as_inputs_are_constants(tmp_path):
    proto = model(PYTORCH, GEMM)
    proto.graph.input.append(helper.make_tensor_value_info("W1", TensorProto.DOUBLE, (2, 3)))
    assert load(tmp_path, proto).network.widths == (3, 2, 1)


@pytest.mark.parametrize("raw", [True, False])
def test_both_ways_of_storing_numbers(tmp_path, raw):
    data = W1.tobytes() if raw else W1.ravel().tolist()
    proto = model([node("MatMul", ["x", "W"], "y")], {}, shape=("n", 2))
    proto.graph.initializer.append(helper.make_tensor("W", TensorProto.DOUBLE, (2, 3), data, raw=raw))
    assert load(tmp_path, proto).network.layers[0].weights.tolist() == W1.T.tolist()


@settings(deadline=None)  # files on a loaded machine
@given(
    st.sampled_from([np.float32, np.float64]).flatmap(
        lambda kind: arrays.arrays(
            kind,
            arrays.array_shapes(min_dims=2, max_dims=2, max_side=4),
            elements=st.floats(width=8 * np.dtype(kind).itemsize, allow_nan=False, allow_infinity=False),
        )
    ),
    st.sampled_from(["Gemm 0", "Gemm 1", "MatMul"]),
)
def test_round_trip_is_exact(tmp_path_factory, weights, how):
    stored = weights if how == "Gemm 1" else np.ascontiguousarray(weights.T)
    attributes = {"transB": int(how[-1])} if how[:4] == "Gemm" else {}
    proto = model([node(how.split()[0], ["x", "W"], "y", **attributes)], {}, shape=None, kind=weights.dtype)
    proto.graph.initializer.append(numpy_helper.from_array(stored, "W"))
    (layer,) = load(tmp_path_factory.getbasetemp(), proto).network.layers
    assert layer.weights.flags.c_contiguous
    assert layer.weights.tolist() == weights.tolist()


def changed(proto, change):
    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    change(copy)
    return copy


BAD = {
    "no opset": (changed(model(PYTORCH, GEMM), lambda m: m.ClearField("opset_import")), "opset not given"),
    "unknown attribute": (
        model([node("Gemm", ["x", "W1"], "y", transB=1, scale=3)], GEMM),
        "node 'n_y' (Gemm): attribute scale is 3; it is not one of alpha, beta, transA, transB",
    ),
    "too many inputs": (
        model([node("Add", ["x", "b1", "b1"], "y")], GEMM),
        "node 'n_y' (Add): 3 inputs; 2 are read",
    ),
    "no inputs": (model([node("MatMul", ["x"], "y")], {}), "node 'n_y' (MatMul): its input 2 is missing"),
    "sparse initializers": (
        changed(model(PYTORCH, GEMM), lambda m: m.graph.sparse_initializer.add()),
        "sparse initializers; dense ones are needed",
    ),
    "integers go in": (
        changed(
            model(PYTORCH, GEMM),
            lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", TensorProto.INT64),
        ),
        "input 'x' has another type than float16, float32 and float64",
    ),
    "initializer defined twice": (
        changed(model(PYTORCH, GEMM), lambda m: m.graph.initializer.append(m.graph.initializer[0])),
        "constant 'W1' is defined twice",
    ),
    "negative dimensions": (
        changed(model(PYTORCH, GEMM), lambda m: m.graph.initializer[0].dims.__setitem__(0, -1)),
        "initializer 'W1': dimensions [-1, 3]; none may be negative",
    ),
    "more dimensions than data": (
        changed(model(PYTORCH, GEMM), lambda m: m.graph.initializer[0].dims.__setitem__(0, 10**12)),
        "initializer 'W1': dimensions [1000000000000, 3] do not fit its data",
    ),
    "empty weights": (model([node("MatMul", ["x", "W"], "y")], {"W": np.ones((3, 0))}), "it must not be empty"),
    "weights beyond float64": (
        model([node("Gemm", ["x", "W"], "h"), node("Gemm", ["h", "W"], "y")], {"W": np.eye(3) * 2.0**1000}),
        "a weight exceeds 2^1024",
    ),
}


@pytest.mark.parametrize(("proto", "message"), BAD.values(), ids=BAD)
def test_bad_graphs_are_named(tmp_path, proto, message):
    (tmp_path / "bad.onnx").write_bytes(proto.SerializeToString())
    refused(tmp_path / "bad.onnx", message)


def refused(path, message):
    with pytest.raises(InputError) as caught:
        load_target(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_weights_that_repeat_a_constant_too_often_are_refused_before_they_are_copied(tmp_path, monkeypatch):
    monkeypatch.setattr("certify.models.files.MAX_BYTES", 1000)
    nodes = [node("Relu" if i % 2 else "MatMul", [f"h{i}", "W"][: 2 - i % 2], f"h{i + 1}") for i in range(50)]
    proto = model(nodes, {"W": -np.eye(3)}, inputs=("h0",), outputs=("h50",))
    (tmp_path / "f.onnx").write_bytes(proto.SerializeToString())
    with pytest.raises(InputError, match="at most 1000 are read"):
        load_target(tmp_path / "f.onnx")


@pytest.mark.parametrize("content", [b"hello world", b"\x08\xff", b"PK\x03\x04"])
def test_what_is_not_a_model_is_refused(tmp_path, content):
    (tmp_path / "f.onnx").write_bytes(content)
    refused(tmp_path / "f.onnx", "not a readable .onnx file")


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "f.onnx").touch()
    refused(tmp_path / "f.onnx", "opset not given")


def complaint(path):
    try:
        load_target(path)
    except InputError as error:
        return str(error)
    return ""


def test_no_corruption_is_a_traceback(tmp_path):
    path, rng = tmp_path / "f.onnx", np.random.default_rng(0)
    data = model(PYTORCH, GEMM).SerializeToString()
    for i in range(len(data)):
        path.write_bytes(data[:i] if i % 2 else data[:i] + bytes([rng.integers(256)]) + data[i + 1 :])
        assert "\n" not in complaint(path)


def test_the_missing_package_is_named(tmp_path, monkeypatch):
    (tmp_path / "f.onnx").write_bytes(model(PYTORCH, GEMM).SerializeToString())
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(MissingExtra, match=r"pip install onnx"):
        load_target(tmp_path / "f.onnx")


def test_a_network_with_other_scores_than_the_graph_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("certify.models.operators.values._in_order", lambda value: True)
    stored = {"W1": W1, "i": np.array([0, 1, 1])}
    nodes = [
        node("Gemm", ["x", "W1"], "h", transB=1),
        node("Relu", ["h"], "r"),
        node("Gather", ["r", "i"], "y", axis=1),
    ]
    with pytest.raises(InputError, match=r"output 'y': 2 scores for a value of shape \[1, 3\]"):
        load(tmp_path, model(nodes, stored))


def test_a_batch_of_single_numbers_is_said_to_be_one_input(tmp_path):
    row, column = node("Gemm", ["x", "U"], "y"), node("Gemm", ["U", "x"], "y")
    target = load(tmp_path, model([row], {"U": W1[:1]}, shape=(4, 1)))
    assert target.network.widths == (4, 12)
    assert target.notes[0].startswith("all 4 numbers of input 'x', of the fixed shape [4, 1], are one input")
    assert load(tmp_path, model([column], {"U": W1}, shape=(3, 1))).notes == ()


def test_no_note_of_rounding_where_nothing_is_rounded(tmp_path):
    stored = {"k": np.array([[2.0, 3.0]]), "s": np.array([0]), "e": np.array([1]), "a": np.array([1])}
    nodes = [node("Div", ["x", "k"], "d"), node("Slice", ["d", "s", "e", "a"], "y")]
    assert load(tmp_path, model(nodes, stored, shape=(1, 2))).notes == ()


@pytest.mark.parametrize(("high", "notes"), [(np.finfo(np.float32).max, 1), (np.inf, 0)])
def test_an_end_beyond_all_numbers_is_left_away_and_said(tmp_path, high, notes):
    clip = node("Clip", ["x", "low", "high"], "y")
    target = load(tmp_path, model([clip], {"low": np.array(0.0), "high": np.array(high)}, kind=np.float32))
    assert target.activations == ("relu",)
    assert len(target.notes) == notes
    assert all("its max 3.40282e+38 is left away" in note for note in target.notes)
