"""``.onnx`` targets: graphs as other tools write them, compared with ONNX's own reference evaluator."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from certify.errors import InputError, MissingExtra
from certify.models import load_target

pytest.importorskip("onnx", reason="onnx is not installed (extra: onnx)")
import onnx
from onnx import TensorProto, helper, numpy_helper, reference

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


SIGMA = {
    "relu": lambda x: np.maximum(x, 0),
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "identity": lambda x: x,
}


def outputs(network, x):
    for layer in network.layers:
        bias = 0 if layer.bias is None else layer.bias
        x = SIGMA[layer.activation](x @ layer.weights.T + bias)
    return x


def agree_with_the_reference(proto, network, shape, kind=np.float64):
    x = np.random.default_rng(0).standard_normal(shape).astype(kind)
    (expected,) = reference.ReferenceEvaluator(proto).run(None, {proto.graph.input[0].name: x})
    mine = outputs(network, x.astype(np.float64).reshape(-1, network.widths[0]))
    assert np.allclose(mine.reshape(expected.shape), expected, rtol=1e-4 if kind == np.float32 else 1e-12)


def shape_constant(*sizes):
    return np.array(sizes, np.int64)


GEMM = {"W1": W1, "b1": B1, "W2": W2, "b2": B2}
PYTORCH = [
    node("Gemm", ["x", "W1", "b1"], "h", alpha=1.0, beta=1.0, transB=1),
    node("Relu", ["h"], "r"),
    node("Gemm", ["r", "W2", "b2"], "y", alpha=1.0, beta=1.0, transB=1),
]
MATMUL = {"W1": W1.T, "b1": B1, "W2": W2.T, "b2": B2}
KERAS = [
    node("MatMul", ["x", "W1"], "m"),
    node("Add", ["m", "b1"], "h"),
    node("Relu", ["h"], "r"),
    node("MatMul", ["r", "W2"], "o"),
    node("Add", ["b2", "o"], "y"),
]


def gemm_after(first, **given):
    """Two Gemm layers after the given node from x to f."""
    return [first, node("Gemm", ["f", "W1", "b1"], "h", transB=1), *PYTORCH[1:]]


GRAPHS = {
    "PyTorch": (model(PYTORCH, GEMM), (5, 3)),
    "PyTorch with a fixed batch": (model(PYTORCH, GEMM, shape=(1, 3)), (1, 3)),
    "no shape declared": (model(PYTORCH, GEMM, shape=None), (5, 3)),
    "open sizes": (model(PYTORCH, GEMM, shape=("batch", "features")), (5, 3)),
    "Gemm, transB = 0": (
        model(
            [node("Gemm", ["x", "W1", "b1"], "h"), node("Relu", ["h"], "r"), node("Gemm", ["r", "W2"], "y")],
            MATMUL,
        ),
        (5, 3),
    ),
    "MatMul and Add": (model(KERAS, MATMUL), (5, 3)),
    "one vector": (model(KERAS, MATMUL, shape=(3,)), (3,)),
    "row biases": (model(KERAS, {**MATMUL, "b1": B1[None], "b2": B2.reshape(())}), (5, 3)),
    "one bias for all": (model(KERAS, {**MATMUL, "b1": np.array([0.5])}), (5, 3)),
    "Gemm, then Add": (
        model([node("Gemm", ["x", "W1"], "m"), node("Add", ["m", "b1"], "h"), *KERAS[2:]], MATMUL),
        (5, 3),
    ),
    "Constant nodes": (
        model(
            [
                constant("W1", W1.T),
                KERAS[0],
                constant("b1", B1),
                *KERAS[1:3],
                constant("W2", W2.T),
                constant("b2", B2),
                *KERAS[3:],
            ],
            {},
        ),
        (5, 3),
    ),
    "shared constants through Identity": (
        model(
            [node("Identity", ["b1"], "b"), node("MatMul", ["x", "W1"], "m"), node("Add", ["m", "b"], "y")], MATMUL
        ),
        (5, 3),
    ),
    "Flatten": (model(gemm_after(node("Flatten", ["x"], "f")), GEMM, shape=("n", 1, 3, 1)), (5, 1, 3, 1)),
    "Flatten, axis from the end": (
        model(gemm_after(node("Flatten", ["x"], "f", axis=-3)), GEMM, shape=("n", 1, 3, 1)),
        (5, 1, 3, 1),
    ),
    "Reshape to (-1, n)": (
        model(
            gemm_after(node("Reshape", ["x", "s"], "f")), {**GEMM, "s": shape_constant(-1, 3)}, shape=("n", 1, 3)
        ),
        (5, 1, 3),
    ),
    "Reshape to (0, -1)": (
        model(
            gemm_after(node("Reshape", ["x", "s"], "f")), {**GEMM, "s": shape_constant(0, -1)}, shape=("n", 3, 1)
        ),
        (5, 3, 1),
    ),
    "Reshape to (1, -1)": (
        model(
            gemm_after(node("Reshape", ["x", "s"], "f", allowzero=1)),
            {**GEMM, "s": shape_constant(1, -1)},
            shape=(1, 3, 1),
        ),
        (1, 3, 1),
    ),
    "Reshape there and back": (
        model(
            [
                node("Reshape", ["x", "image"], "i"),
                node("Flatten", ["i"], "f"),
                *gemm_after(None)[1:],
            ],
            {**GEMM, "image": shape_constant(-1, 1, 3, 1)},
        ),
        (5, 3),
    ),
    "two layers with nothing between": (
        model([KERAS[0], KERAS[1], node("MatMul", ["h", "W2"], "y")], MATMUL),
        (5, 3),
    ),
    "Tanh, Sigmoid, Identity": (
        model(
            [
                KERAS[0],
                node("Tanh", ["m"], "t"),
                node("Identity", ["t"], "i"),
                node("MatMul", ["i", "W2"], "o"),
                node("Sigmoid", ["o"], "y"),
            ],
            MATMUL,
        ),
        (5, 3),
    ),
}


@pytest.mark.parametrize(("proto", "shape"), GRAPHS.values(), ids=GRAPHS)
def test_graphs_are_read_as_the_reference_runs_them(tmp_path, proto, shape):
    if proto.graph.input[0].type.tensor_type.HasField("shape"):
        onnx.checker.check_model(proto)
    target = load(tmp_path, proto)
    assert target.says_activations
    agree_with_the_reference(proto, target.network, shape)


def test_float32_graphs_are_read_exactly(tmp_path):
    proto = model(PYTORCH, GEMM, kind=np.float32)
    network = load(tmp_path, proto).network
    assert network.layers[0].weights.tolist() == W1.astype(np.float32).tolist()
    assert network.layers[0].weights.tolist() != W1.tolist()
    agree_with_the_reference(proto, network, (5, 3), np.float32)


def test_layers_and_activations_are_named(tmp_path):
    nothing = load(tmp_path, GRAPHS["two layers with nothing between"][0]).network
    curved = load(tmp_path, GRAPHS["Tanh, Sigmoid, Identity"][0]).network
    assert [layer.activation for layer in nothing.layers] == ["identity", "identity"]
    assert [layer.activation for layer in curved.layers] == ["tanh", "sigmoid"]
    assert [layer.bias is None for layer in nothing.layers] == [False, True]


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


def pytorch_then(*nodes, **stored):
    return model([*PYTORCH[:2], node("Gemm", ["r", "W2", "b2"], "o", transB=1), *nodes], {**GEMM, **stored})


def first_gemm(**attributes):
    return model([node("Gemm", ["x", "W1", "b1"], "y", **attributes)], GEMM)


def external(proto):
    proto.graph.initializer[0].data_location = TensorProto.EXTERNAL


def reshaped(*sizes, shape=("n", 3), **attributes):
    return model(
        gemm_after(node("Reshape", ["x", "s"], "f", **attributes)),
        {**GEMM, "s": shape_constant(*sizes)},
        shape=shape,
    )


BAD = {
    "convolution": (
        model([node("Conv", ["x", "W1"], "y")], GEMM),
        "node 'n_y' (Conv): unknown operator; a chain of Gemm, MatMul, Add, Relu, Tanh, Sigmoid, Identity,",
    ),
    "another domain": (
        model([node("Relu", ["x"], "y", domain="com.evil")], {}),
        "node 'n_y' (com.evil.Relu): unknown operator",
    ),
    "a node without a name": (
        model([helper.make_node("LeakyRelu", ["x"], ["y"])], {}),
        "node 'y' (LeakyRelu): unknown operator",
    ),
    "a name with a line break": (
        model([helper.make_node("Gelu\n", ["x"], ["y"], name="a\nb")], {}),
        r"node 'a\nb' (Gelu\n): unknown operator",
    ),
    "Softmax": (
        pytorch_then(node("Softmax", ["o"], "y")),
        "node 'n_y' (Softmax): not read; drop it when exporting",
    ),
    "LogSoftmax": (pytorch_then(node("LogSoftmax", ["o"], "y")), "(LogSoftmax): not read; drop it"),
    "alpha": (first_gemm(transB=1, alpha=0.5), "node 'n_y' (Gemm): attribute alpha is 0.5; 1.0 is needed"),
    "beta": (first_gemm(transB=1, beta=2.0), "attribute beta is 2.0; 1.0 is needed"),
    "transA": (first_gemm(transB=1, transA=1), "attribute transA is 1; 0 is needed"),
    "transB": (first_gemm(transB=2), "attribute transB is 2; 0 or 1 is needed"),
    "transposed": (first_gemm(), "its weights take 2 inputs, but a value of shape (batch, 3) goes in"),
    "unknown attribute": (
        model([node("MatMul", ["x", "W1"], "y", scale=3)], MATMUL),
        "node 'n_y' (MatMul): attribute scale is 3; no such attribute is needed",
    ),
    "old opset": (model(PYTORCH, GEMM, opset=6), "opset 6; 7 or later is needed"),
    "no opset": (changed(model(PYTORCH, GEMM), lambda m: m.ClearField("opset_import")), "opset not given"),
    "local functions": (
        changed(
            model(PYTORCH, GEMM),
            lambda m: m.functions.append(helper.make_function("", "Relu", ["a"], ["b"], [], [])),
        ),
        "it defines the function 'Relu' itself; inline functions",
    ),
    "sparse initializers": (
        changed(model(PYTORCH, GEMM), lambda m: m.graph.sparse_initializer.add()),
        "sparse initializers; dense ones are needed",
    ),
    "external data": (
        changed(model(PYTORCH, GEMM), external),
        "initializer 'W1': its data are outside the file; export with everything inside (PyTorch: external_data",
    ),
    "two inputs": (model(PYTORCH, GEMM, inputs=("x", "z")), "the graph has 2 inputs and 1 outputs; one of each"),
    "two outputs": (model(PYTORCH, GEMM, outputs=("y", "h")), "the graph has 1 inputs and 2 outputs"),
    "an inner value as output": (
        model(PYTORCH, GEMM, outputs=("r",)),
        "the chain ends at 'y', but the graph's output is 'r'",
    ),
    "half precision": (
        changed(
            model(PYTORCH, GEMM),
            lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", TensorProto.FLOAT16),
        ),
        "input 'x' is not of type float32 or float64",
    ),
    "half precision weights": (
        model([node("MatMul", ["x", "W"], "y")], {"W": W1.T.astype(np.float16)}),
        "node 'n_y' (MatMul), weights: type float16; float32 or float64 is needed",
    ),
    "integer weights": (
        model([node("MatMul", ["x", "W"], "y")], {"W": np.ones((3, 2), np.int64)}),
        "weights: type int64",
    ),
    "skip connection": (
        model([node("MatMul", ["x", "W"], "h"), node("Add", ["h", "x"], "y")], {"W": np.eye(3)}),
        "node 'n_y' (Add): it takes 'h', 'x'; 'h' is needed, in a chain without branches",
    ),
    "two branches": (
        model([PYTORCH[0], node("Relu", ["h"], "r"), node("Tanh", ["h"], "y")], GEMM),
        "node 'n_y' (Tanh): it takes 'h'; 'r' is needed, in a chain without branches",
    ),
    "doubling": (model([KERAS[0], node("Add", ["m", "m"], "y")], MATMUL), "it takes 'm', 'm'; 'm' is needed"),
    "out of order": (model(PYTORCH[::-1], GEMM), "node 'n_y' (Gemm): it takes 'r'; 'x' is needed"),
    "constants only": (model([node("Relu", ["W1"], "y")], GEMM), "it takes constants only; 'x' is needed"),
    "computed weights": (model([node("MatMul", ["x", "x"], "y")], {}), "it takes 'x', 'x'; 'x' is needed"),
    "weights first": (
        model([node("MatMul", ["W1", "x"], "y")], GEMM, shape=(3, 1)),
        "node 'n_y' (MatMul): its first input is 'W1'; 'x' is needed there",
    ),
    "no weights": (model([node("MatMul", ["x"], "y")], {}), "0 constants go in; 1 is needed"),
    "weights defined twice": (
        model([constant("W1", W1), *PYTORCH], GEMM),
        "node 'W1' (Constant): its outputs are ['W1']; one new name is needed",
    ),
    "initializer defined twice": (
        changed(model(PYTORCH, GEMM), lambda m: m.graph.initializer.append(m.graph.initializer[0])),
        "constant 'W1' is defined twice",
    ),
    "output named as its input": (
        model([node("Relu", ["x"], "x")], {}, outputs=("x",)),
        "its outputs are ['x']; one new",
    ),
    "activation first": (
        model([node("Relu", ["x"], "y")], {}),
        "node 'n_y' (Relu): it comes before the first Gemm",
    ),
    "bias first": (
        model([node("Add", ["x", "b1"], "y")], GEMM),
        "node 'n_y' (Add): it comes before the first Gemm",
    ),
    "activation twice": (
        model([*PYTORCH[:2], node("Tanh", ["r"], "y")], GEMM),
        "node 'n_y' (Tanh): it follows relu; a Gemm or MatMul is needed between",
    ),
    "bias after the activation": (
        model([*PYTORCH[:2], node("Add", ["r", "b1"], "y")], GEMM),
        "node 'n_y' (Add): it follows relu",
    ),
    "two biases": (
        model([PYTORCH[0], node("Add", ["h", "b1"], "y")], GEMM),
        "(Add): the layer has a bias already",
    ),
    "bias per input of the batch": (
        model([KERAS[0], node("Add", ["m", "b"], "y")], {**MATMUL, "b": np.ones((5, 2))}),
        "node 'n_y' (Add): bias of shape (5, 2); (2,) is needed",
    ),
    "bias as a column": (
        model([KERAS[0], node("Add", ["m", "b"], "y")], {**MATMUL, "b": np.ones((2, 1))}),
        "bias of shape (2, 1); (2,) is needed",
    ),
    "bias with more axes": (
        model([KERAS[0], node("Add", ["m", "b"], "y")], {**MATMUL, "b": np.ones((1, 1, 2))}),
        "bias of shape (1, 1, 2)",
    ),
    "bias across reshaped axes": (
        model(
            [KERAS[0], node("Reshape", ["m", "s"], "c"), node("Add", ["c", "b1"], "y")],
            {**MATMUL, "s": shape_constant(-1, 2, 1)},
        ),
        "node 'n_y' (Add): a value of shape (batch, 2, 1) goes in; (batch, n) is needed",
    ),
    "layers that do not fit": (
        model([*KERAS[:3], node("MatMul", ["r", "W1"], "y")], MATMUL),
        "node 'n_y' (MatMul): its weights take 3 inputs, but a value of shape (batch, 2) goes in",
    ),
    "images into MatMul": (
        model([node("MatMul", ["x", "W1"], "y")], MATMUL, shape=("n", 28, 3)),
        "a value of shape (batch, 28, 3) goes in; (batch, n) is needed, as Flatten makes it",
    ),
    "three axes of weights": (
        model([node("MatMul", ["x", "W"], "y")], {"W": np.ones((1, 3, 2))}),
        "weights: shape (2, 3, 1); a non-empty matrix",
    ),
    "vector of weights": (model([node("MatMul", ["x", "W"], "y")], {"W": np.ones(3)}), "weights: shape (3,)"),
    "empty weights": (model([node("MatMul", ["x", "W"], "y")], {"W": np.ones((3, 0))}), "weights: shape (0, 3)"),
    "NaN": (model(PYTORCH, {**GEMM, "W2": W2 * np.nan}), "node 'n_y' (Gemm), weights[0, 0] is nan; finite"),
    "Inf": (model(PYTORCH, {**GEMM, "b1": B1 * np.inf}), "node 'n_h' (Gemm), bias[0] is inf"),
    "Flatten across the batch": (
        model(gemm_after(node("Flatten", ["x"], "f", axis=0)), GEMM),
        "node 'n_f' (Flatten): attribute axis is 0",
    ),
    "Flatten in the middle": (
        model(gemm_after(node("Flatten", ["x"], "f", axis=-1)), GEMM, shape=("n", 3, 1)),
        "node 'n_f' (Flatten): axis -1; 1 is needed, which keeps the batch axis apart",
    ),
    "Reshape across the batch": (
        reshaped(-1, 3, shape=("n", 2, 3)),
        "node 'n_f' (Reshape): shape [-1, 3] for a value of shape (batch, 2, 3); the batch axis must stay apart",
    ),
    "Reshape of a batch to one row": (reshaped(1, -1, shape=(4, 3)), "(Reshape): shape [1, -1]"),
    "Reshape to a vector": (reshaped(-1), "(Reshape): shape [-1]"),
    "Reshape to nothing": (reshaped(), "(Reshape): shape []"),
    "Reshape that does not divide": (reshaped(0, -1, 2), "(Reshape): shape [0, -1, 2]"),
    "Reshape with two free axes": (reshaped(-1, -1), "(Reshape): shape [-1, -1]"),
    "Reshape to zero": (reshaped(0, 3, allowzero=1), "(Reshape): shape [0, 3]"),
    "Reshape by floats": (
        model(gemm_after(node("Reshape", ["x", "s"], "f")), {**GEMM, "s": np.array([-1.0, 3.0])}),
        "node 'n_f' (Reshape): shape given as float64(2,); a vector of int64 is needed",
    ),
    "Reshape by a computed shape": (
        model([node("Shape", ["x"], "s"), *gemm_after(node("Reshape", ["x", "s"], "f"))], GEMM),
        "node 'n_s' (Shape): unknown operator",
    ),
    "text as a constant": (
        model([helper.make_node("Constant", [], ["c"], value_string=b"hello"), *PYTORCH], GEMM),
        "node 'c' (Constant): attribute value_string; a dense tensor or numbers",
    ),
    "negative dimensions": (
        changed(model(PYTORCH, GEMM), lambda m: m.graph.initializer[0].dims.__setitem__(0, -1)),
        "initializer 'W1': dimensions [-1, 3]; none may be negative",
    ),
    "more dimensions than data": (
        changed(model(PYTORCH, GEMM), lambda m: m.graph.initializer[0].dims.__setitem__(0, 10**12)),
        "initializer 'W1': dimensions [1000000000000, 3] do not fit its data",
    ),
    "no nodes": (model([], {}, outputs=("x",)), "it has no layers"),
    "only Identity": (model([node("Identity", ["x"], "y")], {}), "it has no layers"),
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
    nodes = [node("MatMul", [f"h{i}", "W"], f"h{i + 1}") for i in range(50)]
    proto = model(nodes, {"W": np.eye(3)}, inputs=("h0",), outputs=("h50",))
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
    with pytest.raises(MissingExtra, match=r"pip install 'certify-bounds\[onnx\]'"):
        load_target(tmp_path / "f.onnx")
