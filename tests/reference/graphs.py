"""Graphs as other tools write them, small, each with the shape of one input: what is read, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

RNG = np.random.default_rng(7)
FLOAT, DOUBLE, HALF, INT64 = TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.INT64
KINDS = {FLOAT: np.float32, DOUBLE: np.float64, HALF: np.float16}


def draw(*shape: int) -> np.ndarray:
    """Numbers with a few bits, so that float32 and float16 hold them."""
    return np.round(RNG.standard_normal(shape) * 16) / 16


def node(kind: str, inputs: str, output: str, **attributes: Any) -> Any:
    """``node("Gemm", "x W b", "y", transB=1)``; a ``-`` stands for an input that is absent."""
    names = ["" if name == "-" else name for name in inputs.split()]
    outputs = output.split()
    return helper.make_node(kind, names, outputs, name=f"n_{outputs[0]}", **attributes)


def model(
    nodes: list[Any],
    stored: dict[str, np.ndarray] | None = None,
    *,
    shape: Any = ("batch", 3),
    kind: int = FLOAT,
    opset: int = 17,
    outputs: str = "y",
    inputs: str = "x",
) -> Any:
    """A model of these nodes; stored float64 arrays become the model's type."""
    initializers = [
        numpy_helper.from_array(v.astype(KINDS[kind]) if v.dtype == np.float64 else v, name)
        for name, v in (stored or {}).items()
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(name, kind, shape) for name in inputs.split()],
        [helper.make_empty_tensor_value_info(name) for name in outputs.split()],
        initializers,
    )
    versions = [helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)]
    return helper.make_model(graph, opset_imports=versions, ir_version=8)


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


W1, B1, W2, B2 = draw(4, 3), draw(4), draw(2, 4), draw(2)
DENSE = {"W1": W1, "b1": B1, "W2": W2, "b2": B2, "V1": W1.T.copy(), "V2": W2.T.copy()}
TAIL = [node("Relu", "h", "r"), node("Gemm", "r W2 b2", "y", transB=1)]


def ahead(*first: Any, **stored: np.ndarray) -> Any:
    """Two dense layers behind nodes that make f of x."""
    return model([*first, node("Gemm", "f W1 b1", "h", transB=1), *TAIL], {**DENSE, **stored})


def behind(*last: Any, **stored: np.ndarray) -> Any:
    """Two dense layers before nodes that make y of o."""
    return model(
        [
            node("Gemm", "x W1 b1", "h", transB=1),
            node("Relu", "h", "r"),
            node("Gemm", "r W2 b2", "o", transB=1),
            *last,
        ],
        {**DENSE, **stored},
    )


def images(*nodes: Any, shape: Any = ("batch", 2, 5, 6), opset: int = 17, **stored: np.ndarray) -> Any:
    return model(list(nodes), stored, shape=shape, opset=opset)


KERNELS, SHIFT = draw(3, 2, 3, 3), draw(3)
NORM = {"scale": draw(2), "shift": draw(2), "mean": draw(2), "var": np.array([0.5, 2.0])}
Q8 = np.array([[3, -7, 100], [-128, 127, 0], [1, 2, 3], [-5, -6, 50]], np.int8)

READ: dict[str, tuple[Any, tuple[int, ...]]] = {
    # dense layers as exporters write them
    "Gemm, transB": (behind(node("Identity", "o", "y")), (1, 3)),
    "Gemm, no transB": (model([node("Gemm", "x V1 b1", "y")], DENSE), (1, 3)),
    "Gemm, alpha and beta": (model([node("Gemm", "x V1 b1", "y", alpha=0.5, beta=-2.0)], DENSE), (1, 3)),
    "Gemm, alpha with bits": (model([node("Gemm", "x V1 b1", "y", alpha=0.1)], DENSE), (1, 3)),
    "Gemm, W x": (model([node("Gemm", "W1 x", "y", transB=1)], DENSE), (1, 3)),
    "Gemm, a scalar bias": (model([node("Gemm", "x V1 c", "y")], {**DENSE, "c": np.array(0.25)}), (1, 3)),
    "MatMul, Add": (model([node("MatMul", "x V1", "m"), node("Add", "b1 m", "y")], DENSE), (1, 3)),
    "MatMul, W x": (model([node("MatMul", "W1 x", "y")], DENSE, shape=(3, 1)), (3, 1)),
    "MatMul, W x of a vector": (model([node("MatMul", "W1 x", "y")], DENSE, shape=(3,)), (3,)),
    "MatMul, x of a vector": (model([node("MatMul", "x V1", "y")], DENSE, shape=(3,)), (3,)),
    "MatMul by a vector": (model([node("MatMul", "x v", "y")], {"v": draw(3)}), (1, 3)),
    "MatMul of images": (model([node("MatMul", "x V1", "y")], DENSE, shape=("b", 2, 3)), (1, 2, 3)),
    "no shape": (model([node("MatMul", "x V1", "y")], DENSE, shape=None), (1, 3)),
    "open sizes": (
        model([node("Sub", "x c", "s"), node("MatMul", "s V1", "y")], {**DENSE, "c": draw(3)}, shape=("a", "b")),
        (1, 3),
    ),
    "three layers": (
        behind(node("Tanh", "o", "t"), node("MatMul", "t U", "u"), node("Sigmoid", "u", "y"), U=draw(2, 2)),
        (1, 3),
    ),
    "two products": (model([node("MatMul", "x V1", "m"), node("MatMul", "m V2", "y")], DENSE), (1, 3)),
    "two products with biases": (
        model([node("Gemm", "x V1 b1", "m"), node("Gemm", "m V2 b2", "y")], DENSE, kind=DOUBLE),
        (1, 3),
    ),
    "float64": (model([node("Gemm", "x V1 b1", "h"), *TAIL], DENSE, kind=DOUBLE), (1, 3)),
    "float16 weights": (
        ahead(node("Cast", "W0", "W9", to=FLOAT), node("MatMul", "x W9", "f"), W0=draw(3, 3).astype(np.float16)),
        (1, 3),
    ),
    "cast to double": (
        model(
            [node("Cast", "x", "d", to=DOUBLE), node("Cast", "V", "W", to=DOUBLE), node("MatMul", "d W", "y")],
            {"V": W1.T.copy()},
            kind=FLOAT,
        ),
        (1, 3),
    ),
    "relu twice": (behind(node("Relu", "o", "p"), node("Relu", "p", "y")), (1, 3)),
    **{
        f"{kind} {given}": (
            behind(
                node(kind, "o " + " ".join(stored), "y", **given), **{k: np.array(v) for k, v in stored.items()}
            ),
            (1, 3),
        )
        for kind, stored, given in [
            ("LeakyRelu", {}, {}),
            ("LeakyRelu", {}, {"alpha": 0.25}),
            ("LeakyRelu", {}, {"alpha": 0.0}),
            ("LeakyRelu", {}, {"alpha": 1.0}),
            ("HardSigmoid", {}, {}),
            ("HardSigmoid", {}, {"alpha": 0.25, "beta": 0.125}),
            ("HardSigmoid", {}, {"alpha": -0.3, "beta": 0.0}),
        ]
    },
    "PRelu": (behind(node("PRelu", "o s", "y"), s=np.array([0.3])), (1, 3)),
    "PRelu, equal slopes": (behind(node("PRelu", "o s", "y"), s=np.array([0.3, 0.3])), (1, 3)),
    "Clip": (behind(node("Clip", "o a b", "y"), a=np.array(-0.5), b=np.array(0.7)), (1, 3)),
    "Clip, min 0": (behind(node("Clip", "o a", "y"), a=np.array(0.0)), (1, 3)),
    "Clip, min 0 and infinity": (behind(node("Clip", "o a b", "y"), a=np.array(0.0), b=np.array(np.inf)), (1, 3)),
    "Clip, no ends": (behind(node("Clip", "o", "y")), (1, 3)),
    "Clip of integers' cast": (
        behind(node("Cast", "i", "b", to=FLOAT), node("Clip", "o a b", "y"), a=np.array(-1.0), i=np.array(6)),
        (1, 3),
    ),
    "Clip, older": (
        model([node("MatMul", "x V1", "h"), node("Clip", "h", "y", min=-1.0, max=0.1)], DENSE, opset=10),
        (1, 3),
    ),
    "Clip, older, min 0": (
        model([node("MatMul", "x V1", "h"), node("Clip", "h", "y", min=0.0)], DENSE, opset=9),
        (1, 3),
    ),
    "relu after a clip": (
        behind(node("Clip", "o a b", "c"), node("Relu", "c", "y"), a=np.array(0.5), b=np.array(6.0)),
        (1, 3),
    ),
    "layers of leaky ReLU": (
        model(
            [
                node("MatMul", "x V1", "h"),
                node("LeakyRelu", "h", "r"),
                node("MatMul", "r V2", "o"),
                node("Clip", "o a b", "c"),
                node("MatMul", "c U", "y"),
            ],
            {**DENSE, "a": np.array(-1.0), "b": np.array(1.5), "U": draw(2, 3)},
        ),
        (1, 3),
    ),
    "activation first": (ahead(node("Tanh", "x", "f")), (1, 3)),
    "bias first": (ahead(node("Add", "x c", "f"), c=draw(3)), (1, 3)),
    "bias after the activation": (
        model(
            [node("MatMul", "x V1", "h"), node("Relu", "h", "r"), node("Add", "r c", "y")], {**DENSE, "c": draw(4)}
        ),
        (1, 3),
    ),
    "two biases": (model([node("Gemm", "x V1 b1", "h"), node("Add", "h b1", "y")], DENSE), (1, 3)),
    "two branches, one layer": (
        model(
            [node("MatMul", "x V1", "a"), node("MatMul", "x U", "b"), node("Add", "a b", "y")],
            {**DENSE, "U": draw(3, 4)},
        ),
        (1, 3),
    ),
    "a branch less another": (
        model(
            [node("MatMul", "x V1", "a"), node("MatMul", "x U", "b"), node("Sub", "a b", "y")],
            {**DENSE, "U": draw(3, 4)},
        ),
        (1, 3),
    ),
    "an affine skip": (model([node("MatMul", "x U", "a"), node("Add", "a x", "y")], {"U": draw(3, 3)}), (1, 3)),
    "an unused branch": (
        model(
            [
                node("Unsqueeze", "x axes", "x4"),
                node("MaxPool", "x4", "z", kernel_shape=[1, 1]),
                node("MatMul", "x V1", "y"),
            ],
            {**DENSE, "axes": ints(1, 2)},
        ),
        (1, 3),
    ),
    "no layers but a constant": (ahead(node("Identity", "x", "f")), (1, 3)),
    # arithmetic with constants
    "Sub": (ahead(node("Sub", "x c", "f"), c=draw(3)), (1, 3)),
    "Sub from a constant": (ahead(node("Sub", "c x", "f"), c=draw(3)), (1, 3)),
    "Mul": (ahead(node("Mul", "x c", "f"), c=draw(3)), (1, 3)),
    "Mul from the left": (ahead(node("Mul", "c x", "f"), c=draw(1)), (1, 3)),
    "Div": (ahead(node("Div", "x c", "f"), c=np.array([3.0, 0.5, 7.0])), (1, 3)),
    "Div by 255": (ahead(node("Div", "x c", "f"), c=np.array(255.0)), (1, 3)),
    "Neg": (ahead(node("Neg", "x", "f")), (1, 3)),
    "normalised inputs": (
        ahead(node("Sub", "x m", "s"), node("Div", "s d", "f"), m=draw(3), d=np.array([0.3, 3, 7.0])),
        (1, 3),
    ),
    "scaled between layers": (behind(node("Mul", "o c", "y"), c=np.array([0.7, 3.0])), (1, 3)),
    "computed weights": (
        model(
            [
                node("Mul", "V1 g", "w"),
                node("Transpose", "W1", "t"),
                node("MatMul", "x w", "a"),
                node("MatMul", "x t", "b"),
                node("Add", "a b", "y"),
            ],
            {**DENSE, "g": np.array([0.1, 2, 3, 0.7])},
        ),
        (1, 3),
    ),
    # structure
    "Flatten": (ahead(node("Flatten", "x", "f")), (1, 3)),
    "Flatten of an image": (
        images(node("Flatten", "x", "f"), node("MatMul", "f V", "y"), V=draw(60, 2)),
        (1, 2, 5, 6),
    ),
    "Flatten, axis from the end": (
        images(node("Flatten", "x", "f", axis=-3), node("MatMul", "f V", "y"), V=draw(60, 2)),
        (1, 2, 5, 6),
    ),
    "Reshape (-1, n)": (
        images(node("Reshape", "x s", "f"), node("MatMul", "f V", "y"), V=draw(60, 2), s=ints(-1, 60)),
        (1, 2, 5, 6),
    ),
    "Reshape (0, -1)": (
        images(node("Reshape", "x s", "f"), node("MatMul", "f V", "y"), V=draw(60, 2), s=ints(0, -1)),
        (1, 2, 5, 6),
    ),
    "Reshape by a shape computed": (
        images(
            node("Shape", "x", "s"),
            node("Gather", "s zero", "n"),
            node("Unsqueeze", "n axes", "u"),
            node("Concat", "u rest", "t", axis=0),
            node("Reshape", "x t", "f"),
            node("MatMul", "f V", "y"),
            V=draw(60, 2),
            zero=np.array(0, np.int64),
            axes=ints(0),
            rest=ints(-1),
        ),
        (1, 2, 5, 6),
    ),
    "Transpose": (
        images(
            node("Transpose", "x", "t", perm=[0, 2, 3, 1]),
            node("Flatten", "t", "f"),
            node("MatMul", "f V", "y"),
            V=draw(60, 2),
        ),
        (1, 2, 5, 6),
    ),
    "Transpose reversed": (model([node("Transpose", "x", "t"), node("MatMul", "W1 t", "y")], DENSE), (1, 3)),
    "Squeeze": (
        model(
            [node("Squeeze", "x axes", "f"), node("MatMul", "f V1", "y")],
            {**DENSE, "axes": ints(1, 2)},
            shape=(1, 1, 1, 3),
        ),
        (1, 1, 1, 3),
    ),
    "Squeeze, older": (
        model(
            [node("Squeeze", "x", "f", axes=[1]), node("MatMul", "f V1", "y")], DENSE, shape=("b", 1, 3), opset=11
        ),
        (1, 1, 3),
    ),
    "Unsqueeze": (
        model([node("Unsqueeze", "x axes", "f"), node("MatMul", "f V1", "y")], {**DENSE, "axes": ints(1)}),
        (1, 3),
    ),
    "Slice": (
        model(
            [node("Slice", "x a b c d", "f"), node("MatMul", "f V", "y")],
            {"V": draw(2, 2), "a": ints(2), "b": ints(-10), "c": ints(1), "d": ints(-2)},
        ),
        (1, 3),
    ),
    "Slice, older": (
        model(
            [node("Slice", "x", "f", starts=[1], ends=[3], axes=[1]), node("MatMul", "f V", "y")],
            {"V": draw(2, 2)},
            opset=9,
        ),
        (1, 3),
    ),
    "Gather": (
        model(
            [node("Gather", "x i", "f", axis=1), node("MatMul", "f V", "y")],
            {"V": draw(4, 2), "i": ints(2, 0, -1, 2)},
        ),
        (1, 3),
    ),
    "Concat of branches": (
        model([node("MatMul", "x V1", "a"), node("Concat", "a x", "y", axis=1)], DENSE),
        (1, 3),
    ),
    "Concat with constants": (
        model(
            [node("Concat", "x c", "f", axis=1), node("MatMul", "f V", "y")], {"c": draw(1, 2), "V": draw(5, 2)}
        ),
        (1, 3),
    ),
    "Concat of constants": (
        model([node("Concat", "V1 U", "W", axis=1), node("MatMul", "x W", "y")], {**DENSE, "U": draw(3, 1)}),
        (1, 3),
    ),
    "Pad": (
        images(
            node("Pad", "x p", "f"),
            node("Flatten", "f", "g"),
            node("MatMul", "g V", "y"),
            p=ints(0, 0, 1, 0, 0, 0, 0, 2),
            V=draw(96, 2),
        ),
        (1, 2, 5, 6),
    ),
    "Expand": (
        model([node("MatMul", "x v", "a"), node("Expand", "a s", "y")], {"v": draw(3, 1), "s": ints(1, 4)}),
        (1, 3),
    ),
    "ConstantOfShape": (
        model(
            [
                node("ConstantOfShape", "s", "c", value=helper.make_tensor("v", FLOAT, [1], [0.5])),
                node("Add", "x c", "f"),
                node("MatMul", "f V1", "y"),
            ],
            {**DENSE, "s": ints(3)},
        ),
        (1, 3),
    ),
    "Constant node": (
        model(
            [
                helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(B1.astype(np.float32))),
                node("Gemm", "x V1 c", "y"),
            ],
            DENSE,
        ),
        (1, 3),
    ),
    "Constant of numbers": (
        model(
            [
                helper.make_node("Constant", [], ["c"], value_floats=[1.0, 2.0, 0.5, 0.25]),
                node("Gemm", "x V1 c", "y"),
            ],
            DENSE,
        ),
        (1, 3),
    ),
    "Dropout": (ahead(node("Dropout", "x", "f")), (1, 3)),
    "Dropout with a mask": (ahead(node("Dropout", "x", "f mask")), (1, 3)),
    "Dropout, older": (
        model([node("Dropout", "x", "f", ratio=0.5), node("MatMul", "f V1", "y")], DENSE, opset=7),
        (1, 3),
    ),
    "ReduceMean": (
        images(node("ReduceMean", "x", "f", axes=[2, 3], keepdims=0), node("MatMul", "f V", "y"), V=draw(2, 2)),
        (1, 2, 5, 6),
    ),
    "ReduceMean, newer": (images(node("ReduceMean", "x a", "y"), a=ints(-1), opset=18), (1, 2, 5, 6)),
    "ReduceSum": (images(node("ReduceSum", "x a", "y", keepdims=0), a=ints(1)), (1, 2, 5, 6)),
    # images
    "Conv": (images(node("Conv", "x K B", "c"), node("Relu", "c", "y"), K=KERNELS, B=SHIFT), (1, 2, 5, 6)),
    "Conv without bias": (images(node("Conv", "x K", "y"), K=KERNELS), (1, 2, 5, 6)),
    "Conv, strides and pads": (
        images(node("Conv", "x K B", "y", strides=[2, 1], pads=[1, 0, 2, 1]), K=KERNELS, B=SHIFT),
        (1, 2, 5, 6),
    ),
    "Conv, dilations": (images(node("Conv", "x K B", "y", dilations=[2, 2]), K=KERNELS, B=SHIFT), (1, 2, 5, 6)),
    "Conv, groups": (images(node("Conv", "x K", "y", group=2), K=draw(4, 1, 2, 2)), (1, 2, 5, 6)),
    "Conv, same": (
        images(node("Conv", "x K", "y", auto_pad="SAME_UPPER", strides=[2, 2]), K=draw(1, 2, 2, 3)),
        (1, 2, 5, 6),
    ),
    "Conv, same lower": (
        images(node("Conv", "x K", "y", auto_pad="SAME_LOWER"), K=draw(1, 2, 2, 2)),
        (1, 2, 5, 6),
    ),
    "Conv of one axis": (model([node("Conv", "x K", "y")], {"K": draw(3, 2, 2)}, shape=("b", 2, 6)), (1, 2, 6)),
    "Conv, BatchNormalization": (
        images(
            node("Conv", "x K", "c"),
            node("BatchNormalization", "c scale shift mean var", "n"),
            node("Relu", "n", "y"),
            K=draw(2, 2, 2, 2),
            **NORM,
        ),
        (1, 2, 5, 6),
    ),
    "Conv, Conv": (
        images(
            node("Conv", "x K", "c"),
            node("Relu", "c", "r"),
            node("Conv", "r L", "d"),
            node("Flatten", "d", "f"),
            node("MatMul", "f V", "y"),
            K=KERNELS,
            L=draw(2, 3, 2, 2),
            V=draw(12, 2),
        ),
        (1, 2, 5, 6),
    ),
    "Conv, AveragePool": (
        images(
            node("Conv", "x K B", "c"),
            node("AveragePool", "c", "y", kernel_shape=[2, 2], strides=[2, 2]),
            K=draw(3, 2, 2, 3),
            B=SHIFT,
        ),
        (1, 2, 5, 6),
    ),
    "AveragePool of nine": (images(node("AveragePool", "x", "y", kernel_shape=[3, 3])), (1, 2, 5, 6)),
    "AveragePool with pads": (
        images(node("AveragePool", "x", "y", kernel_shape=[3, 3], pads=[1, 1, 1, 1])),
        (1, 2, 5, 6),
    ),
    "AveragePool counting pads": (
        images(node("AveragePool", "x", "y", kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1)),
        (1, 2, 5, 6),
    ),
    "GlobalAveragePool": (images(node("GlobalAveragePool", "x", "g"), node("Flatten", "g", "y")), (1, 2, 5, 6)),
    "BatchNormalization": (
        images(node("BatchNormalization", "x scale shift mean var", "y", epsilon=1e-3), **NORM),
        (1, 2, 5, 6),
    ),
    "BatchNormalization of rows": (
        model([node("BatchNormalization", "x scale shift mean var", "y")], NORM, shape=("b", 2), opset=9),
        (1, 2),
    ),
    # quantized weights
    "DequantizeLinear": (
        model(
            [node("DequantizeLinear", "Q s z", "W"), node("Gemm", "x W b1", "y", transB=1)],
            {**DENSE, "Q": Q8, "s": np.array(0.0125), "z": np.array(3, np.int8)},
        ),
        (1, 3),
    ),
    "DequantizeLinear per row": (
        model(
            [node("DequantizeLinear", "Q s z", "W", axis=0), node("Gemm", "x W b1", "y", transB=1)],
            {**DENSE, "Q": Q8, "s": np.array([0.1, 0.2, 0.3, 0.7]), "z": np.array([1, 2, 3, -4], np.int8)},
        ),
        (1, 3),
    ),
    "QuantizeLinear of weights": (
        model(
            [
                node("QuantizeLinear", "W1 s z", "Q"),
                node("DequantizeLinear", "Q s z", "W"),
                node("Gemm", "x W b1", "y", transB=1),
            ],
            {**DENSE, "s": np.array(0.03), "z": np.array(0, np.int8)},
        ),
        (1, 3),
    ),
    # what stands behind the scores
    "Softmax": (behind(node("Softmax", "o", "y")), (1, 3)),
    "LogSoftmax": (behind(node("LogSoftmax", "o", "y", axis=1)), (1, 3)),
    "ArgMax": (behind(node("ArgMax", "o", "y", axis=1)), (1, 3)),
    "Softmax and ArgMax": (
        model(
            [
                *behind().graph.node,
                node("Softmax", "o", "p"),
                node("ArgMax", "p", "l", axis=1),
                node("Cast", "l", "y", to=INT64),
            ],
            DENSE,
            outputs="y p",
        ),
        (1, 3),
    ),
    "Scaler": (
        model(
            [
                helper.make_node(
                    "Scaler", ["x"], ["f"], domain="ai.onnx.ml", offset=[0.5, 1.0, 2.0], scale=[2.0, 0.1, 3.0]
                ),
                node("Gemm", "f V1 b1", "y"),
            ],
            DENSE,
        ),
        (1, 3),
    ),
}

# where a program's answer lies behind the scores, the value that the scores are
SCORES = {"Softmax": "o", "LogSoftmax": "o", "ArgMax": "o", "Softmax and ArgMax": "o"}

REFUSED: dict[str, tuple[Any, str]] = {
    "another domain": (
        model([helper.make_node("Relu", ["x"], ["y"], domain="com.evil")]),
        "node 'y' (com.evil.Relu): operator not read",
    ),
    "a name with a line break": (
        model([helper.make_node("Gelu\n", ["x"], ["y"], name="a\nb")]),
        r"node 'a\nb' (Gelu\n): operator not read",
    ),
    "MaxPool": (
        images(node("MaxPool", "x", "y", kernel_shape=[2, 2])),
        "node 'n_y' (MaxPool): operator not read; a maximum over neurons",
    ),
    "residual": (
        behind(node("Add", "o x2", "y"), node("Identity", "x", "x2")),
        "takes 'x2', which no node before it makes",
    ),
    "residual over a layer": (
        model([node("MatMul", "x U", "h"), node("Relu", "h", "r"), node("Add", "r x", "y")], {"U": draw(3, 3)}),
        "node 'n_y' (Add): it joins values of different layers (1, 0); the construction carries chains only",
    ),
    "attention": (
        model([node("MatMul", "x U", "q"), node("Mul", "q x", "y")], {"U": draw(3, 3)}),
        "node 'n_y' (Mul): it multiplies two values of the network",
    ),
    "product of two values": (
        model([node("Transpose", "x", "t"), node("MatMul", "t x", "y")]),
        "node 'n_y' (MatMul): it multiplies two values of the network",
    ),
    "quotient of two values": (
        model([node("Div", "c x", "y")], {"c": draw(3)}),
        "(Div): it divides by a value of the network",
    ),
    "division by zero": (model([node("Div", "x c", "y")], {"c": np.zeros(3)}), "(Div): it divides by zero"),
    "softmax in the middle": (
        behind(node("Softmax", "o", "p"), node("MatMul", "p U", "y"), U=draw(2, 2)),
        "node 'n_y' (MatMul): it goes on after node 'n_p' (Softmax)",
    ),
    "two activations side by side": (
        model(
            [
                node("MatMul", "x V1", "a"),
                node("Relu", "a", "r"),
                node("Tanh", "a", "t"),
                node("Concat", "r t", "y", axis=1),
            ],
            DENSE,
        ),
        "tanh on a branch of its own",
    ),
    "opset 6": (model([node("Relu", "x", "y")], opset=6), "opset 6; 7 to 24 are read"),
    "opset 99": (model([node("Relu", "x", "y")], opset=99), "opset 99; 7 to 24 are read"),
    "two inputs": (
        model([node("Add", "x z", "y")], inputs="x z"),
        "the graph has 2 inputs ('x', 'z'); one is needed",
    ),
    "two outputs": (
        model([node("MatMul", "x V1", "y"), node("Relu", "y", "z")], DENSE, outputs="y z"),
        "choose one with --output-node",
    ),
    "a batch of 5": (
        model([node("MatMul", "x V1", "y")], DENSE, shape=(5, 3)),
        "a batch of 5; export it with a batch of 1",
    ),
    "no sizes": (model([node("Relu", "x", "y")], shape=None), "sizes are needed"),
    "open image": (images(node("Conv", "x K", "y"), K=KERNELS, shape=("b", 2, "h", "w")), "sizes are needed"),
    "integers in": (model([node("Cast", "x", "y", to=FLOAT)], kind=FLOAT, inputs="x"), ""),
    "NaN": (
        model([node("MatMul", "x V", "y")], {"V": np.full((3, 2), np.nan)}),
        "node 'n_y' (MatMul): the constant at [0, 0] is nan",
    ),
    "Inf": (model([node("Add", "x V", "y")], {"V": np.full(3, np.inf)}), "(Add): the constant at [0] is inf"),
    "layers that do not fit": (
        model([node("MatMul", "x W1", "y")], DENSE),
        "(MatMul): values of shapes [1, 3] and [4, 3] do not fit",
    ),
    "Gemm transA of the weights": (
        model([node("Gemm", "x V1", "y", transA=2)], DENSE),
        "attribute transA is 2; 0 or 1 is needed",
    ),
    "Gemm of an image": (images(node("Gemm", "x V", "y"), V=draw(2, 2)), "a matrix is needed"),
    "a cycle": (
        model([node("Add", "x z", "y"), node("MatMul", "y U", "z")], {"U": draw(3, 3)}),
        "takes 'z', which no node before it makes",
    ),
    "an output twice": (model([node("Relu", "x", "y"), node("Tanh", "x", "y")]), "its output 'y' exists already"),
    "an output that nothing makes": (
        model([node("Relu", "x", "y")], outputs="q"),
        "output 'q': it takes 'q', which no node before it makes",
    ),
    "constants only": (model([node("Add", "b1 b1", "y")], DENSE), "none that depends on its input"),
    "Reshape that does not divide": (
        model([node("Reshape", "x s", "y")], {"s": ints(-1, 2)}),
        "(Reshape): shape [1, 2] for a value of shape [1, 3]",
    ),
    "Reshape with two -1": (model([node("Reshape", "x s", "y")], {"s": ints(-1, -1)}), "at most one -1"),
    "Reshape by floats": (
        model([node("Reshape", "x s", "y")], {"s": np.array([1.0, 3.0])}),
        "integers are needed",
    ),
    "Reshape by the input": (model([node("Reshape", "x x", "y")]), "its shape depends on the network's input"),
    "Flatten, axis": (model([node("Flatten", "x", "y", axis=7)]), "axis 7 of a value with 2 axes"),
    "Transpose, perm": (model([node("Transpose", "x", "y", perm=[0, 0])]), "perm [0, 0] for a value with 2 axes"),
    "Squeeze": (model([node("Squeeze", "x a", "y")], {"a": ints(1)}), "they must have size 1"),
    "Slice, steps": (
        model([node("Slice", "x a b c d", "y")], {"a": ints(0), "b": ints(3), "c": ints(1), "d": ints(0)}),
        "do not fit each other",
    ),
    "Gather, index": (
        model([node("Gather", "x i", "y", axis=1)], {"i": ints(3)}),
        "indices must be integers from -3 to 2",
    ),
    "Pad by ones": (
        model([node("Pad", "x p c", "y")], {"p": ints(0, 1, 0, 1), "c": np.array(1.0)}),
        "padding by zeros",
    ),
    "Pad, reflect": (model([node("Pad", "x p", "y", mode="reflect")], {"p": ints(0, 1, 0, 1)}), "attribute mode"),
    "Dropout in training": (
        model([node("Dropout", "x r t", "y")], {"r": np.array(0.5), "t": np.array(True)}),
        "training_mode is true",
    ),
    "BatchNormalization in training": (
        images(node("BatchNormalization", "x scale shift mean var", "y", training_mode=1), **NORM),
        "training_mode is 1",
    ),
    "BatchNormalization, variance": (
        images(node("BatchNormalization", "x scale shift mean bad", "y"), bad=np.array([-1.0, 1.0]), **NORM),
        "is not positive",
    ),
    "BatchNormalization, computed variance": (
        model([node("BatchNormalization", "x scale shift mean x", "y")], NORM, shape=("b", 2)),
        "its var depends on the network's input",
    ),
    "Conv, groups": (
        images(node("Conv", "x K", "y", group=3), K=KERNELS),
        "kernels of shape (3, 2, 3, 3), group 3",
    ),
    "Conv, large kernel": (images(node("Conv", "x K", "y"), K=draw(1, 2, 7, 7)), "does not fit images"),
    "Conv, auto_pad": (images(node("Conv", "x K", "y", auto_pad="SOME"), K=KERNELS), "attribute auto_pad"),
    "Conv of kernels computed": (images(node("Conv", "x x", "y")), "its W depends on the network's input"),
    "AveragePool, ceil_mode": (
        images(node("AveragePool", "x", "y", kernel_shape=[2, 2], ceil_mode=1)),
        "attribute ceil_mode is 1",
    ),
    "QuantizeLinear of the input": (
        model([node("QuantizeLinear", "x s", "y")], {"s": np.array(0.1)}),
        "rounds a value of the network",
    ),
    "Cast to integers in the middle": (
        model(
            [node("Cast", "x", "i", to=INT64), node("Cast", "i", "g", to=FLOAT), node("MatMul", "g V1", "y")],
            DENSE,
        ),
        "(MatMul): it goes on after node 'n_i' (Cast)",
    ),
    "Constant of text": (
        model([helper.make_node("Constant", [], ["c"], value_string="a"), node("Add", "x c", "y")]),
        "attribute value_string; a dense tensor or numbers are needed",
    ),
    "If": (
        model([helper.make_node("If", ["x"], ["y"], name="i")]),
        "node 'i' (If): operator not read; export a graph without control flow",
    ),
    "LeakyRelu, slope above 1": (
        model([node("LeakyRelu", "x", "y", alpha=1.5)]),
        "node 'n_y' (LeakyRelu): slope 3/2 of negative values; a number from 0 to 1 is needed",
    ),
    "LeakyRelu, slope below 0": (
        model([node("LeakyRelu", "x", "y", alpha=-0.5)]),
        "node 'n_y' (LeakyRelu): slope -1/2 of negative values; a number from 0 to 1 is needed",
    ),
    "LeakyRelu, nan": (model([node("LeakyRelu", "x", "y", alpha=math.nan)]), "(LeakyRelu): slope nan of negative"),
    "PRelu, several slopes": (
        model([node("PRelu", "x s", "y")], {"s": np.array([0.1, 0.2, 0.3])}),
        "node 'n_y' (PRelu): its slopes differ from each other; one for all is read",
    ),
    "PRelu, slope above 1": (model([node("PRelu", "x s", "y")], {"s": np.array([2.0])}), "(PRelu): slope 2 of"),
    "PRelu, computed slope": (model([node("PRelu", "x x", "y")]), "its slope depends on the network's input"),
    "PRelu, another size": (
        model([node("PRelu", "x s", "y")], {"s": np.full(2, 0.5)}),
        "node 'n_y' (PRelu): slopes of shape (2,) for a value of shape [1, 3]",
    ),
    "PRelu, more axes": (
        model([node("PRelu", "x s", "y")], {"s": np.full((2, 1, 1), 0.5)}),
        "(PRelu): slopes of shape (2, 1, 1) for a value of shape [1, 3]",
    ),
    "Clip, max only": (
        model([node("Clip", "x - b", "y")], {"b": np.array(6.0)}),
        "node 'n_y' (Clip): its ends are min absent, max 6; min below max, or min 0 without max, is needed",
    ),
    "Clip, min 1 only": (
        model([node("Clip", "x a", "y")], {"a": np.array(1.0)}),
        "its ends are min 1, max absent",
    ),
    "Clip, crossed": (
        model([node("Clip", "x a b", "y")], {"a": np.array(1.0), "b": np.array(1.0)}),
        "(Clip): its ends are min 1, max 1;",
    ),
    "Clip, nan": (model([node("Clip", "x a", "y")], {"a": np.array(np.nan)}), "(Clip): min is nan"),
    "Clip, an end per neuron": (
        model([node("Clip", "x a", "y")], {"a": np.zeros(3)}),
        "(Clip): min of shape (3,), type float32; one float is needed",
    ),
    "Clip, an end that is no double": (
        model([node("Div", "b c", "s"), node("Clip", "x s b", "y")], {"b": np.array(1.0), "c": np.array(3.0)}),
        "(Clip): min of shape (), type object; one float is needed",
    ),
    "PRelu, a slope that is no double": (
        model([node("Div", "a b", "s"), node("PRelu", "x s", "y")], {"a": np.array([1.0]), "b": np.array([3.0])}),
        "node 'n_y' (PRelu): 'leaky-relu(1/3)'; one of identity",
    ),
    "HardSigmoid, nan": (model([node("HardSigmoid", "x", "y", alpha=math.nan)]), "alpha and beta are [nan, 0.5]"),
    "Clip, a computed end": (model([node("Clip", "x x", "y")]), "its min depends on the network's input"),
    "MatMul of three axes": (
        model([node("MatMul", "x V", "y")], {"V": draw(2, 3, 3)}),
        "weights of shape (2, 3, 3); a matrix is needed",
    ),
    "Concat across layers": (
        model([node("MatMul", "x V1", "a"), node("Relu", "a", "r"), node("Concat", "r x", "y", axis=1)], DENSE),
        "it joins values of different layers",
    ),
}
del REFUSED["integers in"]
