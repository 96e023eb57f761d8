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


def number(value: float) -> np.ndarray:
    return np.array(value)


def truths(*values: bool) -> np.ndarray:
    return np.array(values, bool)


KERNELS, SHIFT = draw(3, 2, 3, 3), draw(3)
NORM = {"scale": draw(2), "shift": draw(2), "mean": draw(2), "var": np.array([0.5, 2.0])}
Q8 = np.array([[3, -7, 100], [-128, 127, 0], [1, 2, 3], [-5, -6, 50]], np.int8)


def one(*nodes: Any, opset: int = 17, width: int = 1, **stored: np.ndarray) -> Any:
    """A layer of ReLUs, r, and then these nodes."""
    weights = (np.arange(3 * width).reshape(width, 3) - width).astype(float)
    made = [node("Gemm", "x U", "h", transB=1), node("Relu", "h", "r"), *nodes]
    return model(made, {"U": weights, **stored}, opset=opset)


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
    "a batch of 2": (model([node("Gemm", "x V1 b1", "h"), *TAIL], DENSE, shape=(2, 3)), (2, 3)),
    "nodes in no order": (behind(node("Add", "p c", "y"), node("Identity", "o", "p"), c=draw(2)), (1, 3)),
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
    # selections
    "Pad by a number": (
        images(
            node("Pad", "x p c", "f"),
            node("Conv", "f K", "y"),
            K=KERNELS,
            p=ints(0, 0, 1, 2, 0, 0, 1, 0),
            c=number(0.75),
        ),
        (1, 2, 5, 6),
    ),
    "Pad, reflect": (
        images(node("Pad", "x p", "y", mode="reflect"), p=ints(0, 0, 1, 2, 0, 0, 3, 0)),
        (1, 2, 5, 6),
    ),
    "Pad, edge": (images(node("Pad", "x p", "y", mode="edge"), p=ints(0, 0, 1, 2, 0, 0, 3, 0)), (1, 2, 5, 6)),
    "Split, equal": (
        model(
            [node("Split", "x", "a b c", axis=1), node("Concat", "c a", "f", axis=1), node("MatMul", "f V", "y")],
            {"V": draw(4, 2)},
            shape=("b", 6),
        ),
        (1, 6),
    ),
    "Split, older": (
        model(
            [node("Split", "x", "a b", axis=-1, split=[2, 4]), node("MatMul", "b V", "y")],
            {"V": draw(4, 2)},
            shape=("b", 6),
            opset=11,
        ),
        (1, 6),
    ),
    "Split by sizes": (
        model(
            [node("Split", "x s", "a b", axis=1), node("MatMul", "a V", "y")],
            {"V": draw(1, 2), "s": ints(1, 5)},
            shape=("b", 6),
        ),
        (1, 6),
    ),
    "Split, num_outputs": (
        model(
            [node("Split", "x", "a b", axis=1, num_outputs=2), node("Sub", "b c", "y")],
            {"c": draw(3)},
            shape=("b", 7),
            opset=18,
        ),
        (1, 7),
    ),
    "Split of constants": (
        model(
            [
                node("Split", "V1", "V U", axis=1),
                node("MatMul", "x V", "a"),
                node("MatMul", "x U", "b"),
                node("Add", "a b", "y"),
            ],
            DENSE,
        ),
        (1, 3),
    ),
    "Slice backwards": (
        model(
            [node("Slice", "x a b c d", "f"), node("MatMul", "f V1", "y")],
            {**DENSE, "a": ints(-1), "b": ints(-(2**63)), "c": ints(-1), "d": ints(-1)},
        ),
        (1, 3),
    ),
    "Tile": (
        model([node("Tile", "x n", "f"), node("MatMul", "f V", "y")], {"n": ints(1, 3), "V": draw(9, 2)}),
        (1, 3),
    ),
    "Tile of constants": (
        model([node("Tile", "v n", "V"), node("MatMul", "x V", "y")], {"n": ints(3, 2), "v": draw(1, 2)}),
        (1, 3),
    ),
    "Where": (ahead(node("Where", "c x a", "f"), c=truths(True, False, True), a=number(0.5)), (1, 3)),
    "Where over an infinite number": (
        ahead(node("Where", "c a x", "f"), c=truths(False, False, False), a=np.array(-np.inf)),
        (1, 3),
    ),
    "Where of two branches": (
        model(
            [node("MatMul", "x V1", "a"), node("MatMul", "x U", "b"), node("Where", "c a b", "y")],
            {**DENSE, "U": draw(3, 4), "c": truths(True, False, False, True)},
        ),
        (1, 3),
    ),
    "Where of constants": (
        ahead(
            node("Where", "c a b", "d"),
            node("Mul", "x d", "f"),
            c=truths(True, False, True),
            a=draw(3),
            b=number(0.5),
        ),
        (1, 3),
    ),
    **{
        f"Where {kind} {order}": (
            behind(node(kind, compared, "c"), node("Where", f"c {order}", "y"), k=number(0.25)),
            (1, 3),
        )
        for kind, compared, order in [
            ("LessOrEqual", "o k", "k o"),
            ("Less", "k o", "o k"),
            ("Greater", "o k", "k o"),
            ("GreaterOrEqual", "o k", "o k"),
        ]
    },
    "DepthToSpace": (images(node("DepthToSpace", "x", "y", blocksize=2), shape=("b", 8, 2, 3)), (1, 8, 2, 3)),
    "DepthToSpace, CRD": (
        images(node("DepthToSpace", "x", "y", blocksize=2, mode="CRD"), shape=("b", 8, 2, 3)),
        (1, 8, 2, 3),
    ),
    "SpaceToDepth": (images(node("SpaceToDepth", "x", "y", blocksize=2), shape=("b", 2, 4, 6)), (1, 2, 4, 6)),
    # images made larger or smaller
    **{
        f"Resize {how} {nearest} {scale}": (
            images(
                node(
                    "Resize",
                    "x - s",
                    "y",
                    mode="nearest",
                    coordinate_transformation_mode=how,
                    nearest_mode=nearest,
                ),
                s=np.array([1, 1, scale, 2], np.float32),
            ),
            (1, 2, 5, 6),
        )
        for how in ("asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners")
        for nearest in ("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")
        for scale in (3.0, 0.5, 2.5)
    },
    "Resize to sizes": (
        images(
            node(
                "Resize",
                "x - - s",
                "y",
                mode="nearest",
                coordinate_transformation_mode="asymmetric",
                nearest_mode="floor",
            ),
            s=ints(1, 2, 10, 9),
        ),
        (1, 2, 5, 6),
    ),
    "Resize by default": (
        images(node("Resize", "x - s", "y"), s=np.array([1, 1, 2, 1.5], np.float32)),
        (1, 2, 5, 6),
    ),
    "Resize, older": (
        images(node("Resize", "x s", "y"), s=np.array([1, 1, 2, 3], np.float32), opset=10),
        (1, 2, 5, 6),
    ),
    "Resize along axes": (
        images(node("Resize", "x - s", "y", axes=[2, 3]), s=np.array([2, 3], np.float32), opset=18),
        (1, 2, 5, 6),
    ),
    "Upsample": (
        images(node("Upsample", "x s", "y"), s=np.array([1, 1, 2, 3], np.float32), opset=9),
        (1, 2, 5, 6),
    ),
    "Upsample, older": (images(node("Upsample", "x", "y", scales=[1.0, 1.0, 2.0, 3.0]), opset=7), (1, 2, 5, 6)),
    "Upsample, linear": (
        images(node("Upsample", "x s", "y", mode="linear"), s=np.array([1, 1, 2, 3], np.float32), opset=9),
        (1, 2, 5, 6),
    ),
    **{
        f"Resize linear {how} {scale}": (
            images(
                node("Resize", "x - s", "y", mode="linear", coordinate_transformation_mode=how),
                s=np.array([1, 1, scale, 2], np.float32),
            ),
            (1, 2, 5, 6),
        )
        for how in ("asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners")
        for scale in (3.0, 0.5, 1.7)
    },
    # transposed convolutions
    "ConvTranspose": (images(node("ConvTranspose", "x K B", "y"), K=draw(2, 3, 3, 2), B=SHIFT), (1, 2, 5, 6)),
    "ConvTranspose, strides, pads, dilations": (
        images(
            node(
                "ConvTranspose",
                "x K",
                "y",
                strides=[2, 3],
                pads=[1, 0, 2, 1],
                dilations=[2, 1],
                output_padding=[1, 2],
            ),
            K=draw(2, 3, 3, 2),
        ),
        (1, 2, 5, 6),
    ),
    "ConvTranspose, pads larger than the kernel": (
        images(node("ConvTranspose", "x K", "y", pads=[2, 1, 1, 2]), K=draw(2, 3, 1, 2)),
        (1, 2, 5, 6),
    ),
    "ConvTranspose, groups": (
        images(
            node("ConvTranspose", "x K", "y", group=2, strides=[2, 1]), K=draw(4, 3, 2, 2), shape=("b", 4, 3, 3)
        ),
        (1, 4, 3, 3),
    ),
    "ConvTranspose of one axis": (
        model([node("ConvTranspose", "x K", "y", strides=[2])], {"K": draw(2, 3, 4)}, shape=("b", 2, 5)),
        (1, 2, 5),
    ),
    # sums, means and contractions
    "Sum": (
        model(
            [node("MatMul", "x V1", "a"), node("MatMul", "x U", "b"), node("Sum", "a b b1", "y")],
            {**DENSE, "U": draw(3, 4)},
        ),
        (1, 3),
    ),
    "Mean": (
        model(
            [node("MatMul", "x V1", "a"), node("MatMul", "x U", "b"), node("Mean", "a b b1", "y")],
            {**DENSE, "U": draw(3, 4)},
        ),
        (1, 3),
    ),
    **{
        f"Einsum {equation}": (
            model([node("Einsum", names, "y", equation=equation)], {"W": draw(*shape)}, shape=("b", 3, 4)),
            (1, 3, 4),
        )
        for equation, names, shape in [
            ("bij,kj->bik", "x W", (2, 4)),
            ("ki,bij->bjk", "W x", (2, 3)),
            ("bij,ij->b", "x W", (3, 4)),
            ("bij,ijk->bik", "x W", (3, 4, 2)),
            ("bij,ik", "x W", (3, 2)),
            ("bij,k->ki", "x W", (2,)),
            ("bij->bji", "x", (1,)),
            ("bij,jk->bi", "x W", (4, 2)),
        ]
    },
    # cuts at one end and at two
    "Clip, max only": (behind(node("Clip", "o - b", "y"), b=number(0.25)), (1, 3)),
    "Clip, min 1/4 only": (behind(node("Clip", "o a", "y"), a=number(0.25)), (1, 3)),
    "Clip, min and then a layer": (
        behind(node("Clip", "o a", "c"), node("MatMul", "c U", "y"), a=number(-0.3), U=draw(2, 3)),
        (1, 3),
    ),
    **{
        f"{kinds} {ends}": (
            behind(
                *(
                    node(kind, f"{'o' if i == 0 else f'm{i - 1}'} c{i}", f"m{i}")
                    for i, kind in enumerate(kinds.split())
                ),
                node("MatMul", f"m{len(ends) - 1} U", "y"),
                U=draw(2, 3),
                **{f"c{i}": np.array(end) for i, end in enumerate(ends)},
            ),
            (1, 3),
        )
        for kinds, ends in [
            ("Max", (0.0,)),
            ("Max", (-0.25,)),
            ("Min", ([0.25],)),
            ("Max Min", (-0.5, [[0.7]])),
            ("Min Max", (0.7, [-0.5, -0.5])),
            ("Max Min Max", (-0.5, 0.7, -0.25)),
            ("Max Max Min", (-0.5, -0.25, 0.7)),
        ]
    },
    "relu and then Min": (behind(node("Relu", "o", "p"), node("Min", "p c", "y"), c=number(0.5)), (1, 3)),
    "Max of three": (behind(node("Max", "a o b", "y"), a=number(-1.0), b=number(0.25)), (1, 3)),
    "crossed cuts": (
        behind(node("Min", "o a", "p"), node("Max", "p b", "y"), a=number(0.5), b=number(0.5)),
        (1, 3),
    ),
    # arithmetic of constants
    **{
        f"{kinds} of constants": (
            ahead(
                *(
                    node(kind, f"{'c' if i == 0 else f'm{i - 1}'}{more}", f"m{i}")
                    for i, (kind, more) in enumerate(steps)
                ),
                node("Mul", f"x m{len(steps) - 1}", "f"),
                c=np.array([2.25, 0.5, 4.0]),
                d=np.array([2.0, 3.0, -1.0]),
                half=number(0.5),
            ),
            (1, 3),
        )
        for kinds, steps in {
            "Sqrt": [("Sqrt", "")],
            "Pow": [("Pow", " d")],
            "Pow 1/2": [("Pow", " half")],
            "Reciprocal": [("Reciprocal", "")],
            "Floor": [("Floor", "")],
            "Ceil": [("Ceil", "")],
            "Round": [("Round", "")],
            "Abs": [("Neg", ""), ("Abs", "")],
            "Max": [("Max", " d")],
            "Min": [("Min", " d")],
            "Sum": [("Sum", " d half")],
            "Sqrt, Div": [("Sqrt", ""), ("Div", " d")],
        }.items()
    },
    "a shape of integers": (
        images(
            node("Shape", "x", "s"),
            node("Gather", "s two", "h"),
            node("Mod", "h three", "m"),
            node("Mul", "h m", "p"),
            node("Div", "p four", "q"),
            node("Max", "q one", "r"),
            node("Concat", "one minus", "t", axis=0),
            node("Cast", "r", "g", to=FLOAT),
            node("Mul", "x g", "f"),
            node("Reshape", "f t", "y"),
            two=ints(2),
            three=ints(3),
            four=ints(-4),
            one=ints(1),
            minus=ints(-1),
        ),
        (1, 2, 5, 6),
    ),
    "Range and logic": (
        model(
            [
                node("Range", "zero three one", "r"),
                node("Greater", "r zero", "a"),
                node("LessOrEqual", "r one", "b"),
                node("And", "a b", "c"),
                node("Equal", "r one", "d"),
                node("Or", "c d", "e"),
                node("Not", "e", "g"),
                node("Xor", "g a", "h"),
                node("Where", "h x half", "f"),
                node("MatMul", "f V1", "y"),
            ],
            {**DENSE, "zero": np.array(0), "three": np.array(3), "one": np.array(1), "half": number(0.5)},
        ),
        (1, 3),
    ),
    "Range of numbers": (
        ahead(node("Range", "a b c", "d"), node("Mul", "x d", "f"), a=number(0.5), b=number(1.75), c=number(0.5)),
        (1, 3),
    ),
    "Cast of a truth": (
        ahead(node("Cast", "c", "g", to=FLOAT), node("Mul", "x g", "f"), c=truths(True, False, True)),
        (1, 3),
    ),
    "Cast of constants to integers": (
        ahead(
            node("Cast", "c", "i", to=INT64),
            node("Cast", "i", "g", to=FLOAT),
            node("Mul", "x g", "f"),
            c=np.array([2.75, -1.5, 3.0]),
        ),
        (1, 3),
    ),
    "Size": (ahead(node("Size", "x", "n"), node("Cast", "n", "g", to=FLOAT), node("Div", "x g", "f")), (1, 3)),
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
    # what stands behind a layer and is not the layer as it is
    "a layer of one, expanded": (one(node("Expand", "r s", "y"), s=ints(1, 50)), (1, 3)),
    "a layer of one, twice": (one(node("Concat", "r r", "y", axis=1)), (1, 3)),
    "a layer of one, tiled": (one(node("Tile", "r s", "y"), s=ints(1, 4)), (1, 3)),
    **{
        f"a layer of {width}, {what}": (
            one(node("Gather", "r i", "y", axis=1), width=width, i=ints(*indices)),
            (1, 3),
        )
        for width, what, indices in (
            (1, "gathered", (0, 0, 0)),
            (3, "a part", (0, 2)),
            (3, "the first", (0,)),
            (3, "in another order", (2, 0, 1)),
            (3, "one twice", (0, 1, 1)),
            (3, "with one more", (0, 1, 2, 0)),
        )
    },
    # windows and their padding
    **{
        f"{kind}, VALID": (
            images(node(kind, "x K", "y", auto_pad="VALID"), K=draw(2, 2, 3, 3)),
            (1, 2, 5, 6),
        )
        for kind in ("Conv", "ConvTranspose")
    },
    "AveragePool, VALID": (
        images(node("AveragePool", "x", "y", kernel_shape=[2, 3], auto_pad="VALID")),
        (1, 2, 5, 6),
    ),
    "AveragePool, SAME_LOWER": (
        images(node("AveragePool", "x", "y", kernel_shape=[2, 3], strides=[2, 2], auto_pad="SAME_LOWER")),
        (1, 2, 5, 6),
    ),
    **{
        f"Slice backwards from {start} to {end}": (
            model(
                [node("Slice", "x s e a t", "z"), node("Concat", "x z", "y", axis=1)],
                {"s": ints(start), "e": ints(end), "a": ints(1), "t": ints(step)},
                shape=("b", 5),
            ),
            (1, 5),
        )
        for start, end, step in (
            (-100, -200, -1),
            (100, -100, -2),
            (3, -5, -1),
            (-1, 0, -1),
            (2, 100, -1),
            (-(2**63), -(2**63), -3),
        )
    },
    "BatchNormalization, older": (
        images(node("BatchNormalization", "x scale shift mean var", "y"), opset=9, **NORM),
        (1, 2, 5, 6),
    ),
    "Resize, older, to a half": (
        images(
            node("Resize", "x s", "y"), s=np.array([1, 1, 1, 0.5], np.float32), shape=("b", 1, 1, 10), opset=10
        ),
        (1, 1, 1, 10),
    ),
    "a batch of 4, one number each": (model([node("Gemm", "x U", "y")], {"U": draw(1, 3)}, shape=(4, 1)), (4, 1)),
    "a column, turned": (model([node("Gemm", "x U", "y", transA=1)], {"U": draw(4, 3)}, shape=(4, 1)), (4, 1)),
    # constants that a step jumps on, where the program has the same
    "Floor of an exact product": (
        model(
            [
                node("Shape", "x", "s"),
                node("Gather", "s one", "g"),
                node("Cast", "g", "k", to=FLOAT),
                node("Mul", "k c", "m"),
                node("Floor", "m", "l"),
                node("Cast", "l", "e", to=INT64),
                node("Slice", "x zero e one", "y"),
            ],
            {"c": np.array([0.75]), "zero": ints(0), "one": ints(1)},
            shape=("b", 5),
        ),
        (1, 5),
    ),
    "Cast of a stored number": (
        model(
            [node("Cast", "c", "e", to=INT64), node("Slice", "x zero e one", "y")],
            {"c": np.array([2.7]), "zero": ints(0), "one": ints(1)},
        ),
        (1, 3),
    ),
    "Less of stored numbers": (
        ahead(
            node("Neg", "c", "n"),
            node("Less", "n d", "q"),
            node("Where", "q x d", "f"),
            c=draw(3),
            d=np.array([0.1, -0.1, 0.7]),
        ),
        (1, 3),
    ),
    "QuantizeLinear after Cast": (
        model(
            [
                node("Cast", "W", "w", to=FLOAT),
                node("QuantizeLinear", "w s z", "q"),
                node("DequantizeLinear", "q s z", "d"),
                node("MatMul", "x d", "y"),
            ],
            {"W": np.array([[0.75], [0.25], [-0.35]], np.float16), "s": number(0.1), "z": np.array(0, np.int8)},
        ),
        (1, 3),
    ),
    "Concat and Where of what is no double": (
        ahead(
            node("Div", "c three", "t"),
            node("Slice", "t zero one", "t1"),
            node("Concat", "t1 c", "v", axis=0),
            node("Where", "b v c2", "w"),
            node("Mul", "w third", "u"),
            node("Mul", "x u", "f"),
            c=np.array([1.0, 5.0]),
            three=np.array([3.0]),
            third=number(0.7),
            c2=np.array([1.0, 2.0, 3.0]),
            b=truths(True, True, False),
            zero=ints(0),
            one=ints(1),
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
    "a value from nowhere": (behind(node("Add", "o x2", "y")), "takes 'x2', which no node makes"),
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
        "relu on a branch of its own",
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
    "a batch of 5 images without sizes": (
        images(node("Conv", "x K", "y"), K=KERNELS, shape=(5, 2, "h", "w")),
        "sizes are needed",
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
        "it depends on its own output",
    ),
    "an output twice": (model([node("Relu", "x", "y"), node("Tanh", "x", "y")]), "its output 'y' exists already"),
    "an output that nothing makes": (
        model([node("Relu", "x", "y")], outputs="q"),
        "output 'q': it takes 'q', which no node makes",
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
    "Pad by several numbers": (
        model([node("Pad", "x p c", "y")], {"p": ints(0, 1, 0, 1), "c": draw(2)}),
        "node 'n_y' (Pad): two non-negative numbers per axis, and one number",
    ),
    "Pad, wrap": (
        model([node("Pad", "x p", "y", mode="wrap")], {"p": ints(0, 1, 0, 1)}, opset=19),
        "attribute mode",
    ),
    "Pad, reflect beyond": (
        model([node("Pad", "x p", "y", mode="reflect")], {"p": ints(0, 3, 0, 0)}),
        "less than its sizes are needed",
    ),
    "Split that does not divide": (
        model([node("Split", "x s", "y z", axis=1)], {"s": ints(1, 1)}),
        "node 'n_y' (Split): 3 entries along axis 1 cannot be divided so among 2 outputs",
    ),
    "Split, num_outputs that are not there": (
        model([node("Split", "x", "y", axis=1, num_outputs=3)], opset=18),
        "cannot be divided so among 1 outputs",
    ),
    "Tile, repeats": (
        model([node("Tile", "x n", "y")], {"n": ints(2)}),
        "(Tile): repeats [2] of a value of shape [1, 3]",
    ),
    "Where, a jump": (
        behind(node("Greater", "o zero", "c"), node("Where", "c o one", "y"), zero=number(0.0), one=number(1.0)),
        "node 'n_c' (Greater): of values of the network it is not read; a condition must be constant",
    ),
    "Where of another value": (
        behind(
            node("Greater", "o zero", "c"), node("Neg", "o", "n"), node("Where", "c n zero", "y"), zero=number(0.0)
        ),
        "node 'n_c' (Greater): of values of the network it is not read",
    ),
    "a condition that goes elsewhere": (
        behind(node("Greater", "o zero", "c"), node("Not", "c", "y"), zero=number(0.0)),
        "node 'n_c' (Greater): of values of the network it is not read",
    ),
    "Equal of the input": (
        behind(node("Equal", "o zero", "y"), zero=number(0.0)),
        "node 'n_y' (Equal): of values of the network",
    ),
    "Where, a condition of numbers": (
        ahead(node("Where", "c x c", "f"), c=draw(3)),
        "a condition of type float32",
    ),
    "Where, infinite": (
        ahead(node("Where", "c x a", "f"), c=truths(True, False, True), a=np.array(-np.inf)),
        "node 'n_f' (Where): the constant at [0, 1] is -inf",
    ),
    "DepthToSpace": (
        images(node("DepthToSpace", "x", "y", blocksize=2)),
        "node 'n_y' (DepthToSpace): 2 channels for blocks of 2 by 2",
    ),
    "DepthToSpace, mode": (images(node("DepthToSpace", "x", "y", blocksize=2, mode="X")), "attribute mode"),
    "SpaceToDepth": (images(node("SpaceToDepth", "x", "y", blocksize=2)), "images of 5 by 6 for blocks of 2 by 2"),
    "SpaceToDepth of rows": (model([node("SpaceToDepth", "x", "y", blocksize=1)]), "four axes are needed"),
    "Resize, cubic": (
        images(node("Resize", "x - s", "y", mode="cubic"), s=np.array([1, 1, 2, 2], np.float32)),
        "node 'n_y' (Resize): attribute mode is b'cubic'",
    ),
    "Resize, cropped": (
        images(
            node("Resize", "x - s", "y", coordinate_transformation_mode="tf_crop_and_resize"),
            s=np.array([1, 1, 2, 2], np.float32),
        ),
        "'tf_crop_and_resize'; one of asymmetric, half_pixel",
    ),
    "Resize, antialias": (
        images(
            node("Resize", "x - s", "y", mode="linear", antialias=1),
            s=np.array([1, 1, 0.5, 1], np.float32),
            opset=18,
        ),
        "attribute antialias is 1; 0 is needed",
    ),
    "Resize, a tie that rounding decides": (
        images(
            node("Resize", "x - - s", "y", coordinate_transformation_mode="asymmetric", nearest_mode="ceil"),
            s=ints(1, 2, 25, 21),
            shape=("b", 2, 15, 9),
        ),
        "rounding to float32 decides which neighbours it takes",
    ),
    "Resize, a size that rounding decides": (
        images(node("Resize", "x - s", "y"), s=np.array([1, 1, 1.4, 1], np.float32)),
        "node 'n_y' (Resize): a scale makes 6 of 5 entries, or what float32 rounds it to",
    ),
    "Resize, two scales": (
        images(node("Resize", "x - s", "y"), s=np.array([1, 2], np.float32)),
        "2 scales for a value of shape [1, 2, 5, 6]",
    ),
    "Resize to nothing": (
        images(node("Resize", "x - s", "y"), s=np.array([1, 1, 0.1, 1], np.float32)),
        "a scale makes 0 of 5 entries",
    ),
    "Resize by the input": (images(node("Resize", "x - x", "y")), "its scales depends on the network's input"),
    "ConvTranspose, groups": (
        images(node("ConvTranspose", "x K", "y", group=3), K=draw(2, 3, 3, 2)),
        "node 'n_y' (ConvTranspose): kernels of shape (2, 3, 3, 2), group 3",
    ),
    "ConvTranspose, auto_pad": (
        images(node("ConvTranspose", "x K", "y", auto_pad="SAME_UPPER"), K=draw(2, 3, 3, 2)),
        "attribute auto_pad is b'SAME_UPPER'",
    ),
    "ConvTranspose, output_shape": (
        images(node("ConvTranspose", "x K", "y", output_shape=[9, 9]), K=draw(2, 3, 3, 2)),
        "attribute output_shape is [9, 9]",
    ),
    "ConvTranspose, pads": (
        images(node("ConvTranspose", "x K", "y", pads=[4, 4, 4, 4]), K=draw(2, 3, 3, 2)),
        "leave nothing of images of [5, 6]",
    ),
    "Conv, kernel_shape": (
        images(node("Conv", "x K", "y", kernel_shape=[2, 2]), K=KERNELS),
        "attribute kernel_shape is [2, 2]",
    ),
    "Sum across layers": (
        behind(node("Sum", "o r h", "y")),
        "node 'n_y' (Sum): values of shapes [1, 2] and [1, 4] do not fit each other",
    ),
    "Mean of several layers": (
        behind(node("MatMul", "r V2", "a"), node("MatMul", "x U", "b"), node("Mean", "a b", "y"), U=draw(3, 2)),
        "node 'n_y' (Mean): it joins values of different layers (1, 0)",
    ),
    "Einsum of two values": (
        model([node("Einsum", "x x", "y", equation="bi,bj->ij")]),
        "one value of the network and one constant are needed",
    ),
    "Einsum, a diagonal": (model([node("Einsum", "x", "y", equation="ii->i")]), "none twice in a term"),
    "Einsum, dots": (
        model([node("Einsum", "x V1", "y", equation="...i,ij->...j")], DENSE),
        "attribute equation is",
    ),
    "Einsum that does not fit": (
        model([node("Einsum", "x V1", "y", equation="bi,ji->bj")], DENSE),
        "node 'n_y' (Einsum): values of shapes [1, 3] and [3, 4] do not fit its equation",
    ),
    "Max of two values": (
        model([node("MatMul", "x U", "a"), node("Max", "a x", "y")], {"U": draw(3, 3)}),
        "node 'n_y' (Max): of several values of the network it is not read; a maximum over neurons",
    ),
    "Max, one per neuron": (
        model([node("Max", "x c", "y")], {"c": draw(3)}),
        "node 'n_y' (Max): a constant with several numbers; one for all",
    ),
    "Min, larger": (
        model([node("Min", "x c", "y")], {"c": np.zeros((2, 3))}),
        "a constant that is larger than the value of shape [1, 3]",
    ),
    "Max on a branch": (
        behind(node("Max", "o c", "p"), node("Add", "p o", "y"), c=number(0.5)),
        "it joins values of different layers (2, 1)",
    ),
    "a cut and its clip": (
        behind(
            node("Max", "o c", "p"), node("Min", "p d", "q"), node("Add", "q p", "y"), c=number(0.0), d=number(1.0)
        ),
        "on a branch of its own",
    ),
    "LpPool": (
        images(node("LpPool", "x", "y", kernel_shape=[2, 2])),
        "node 'n_y' (LpPool): operator not read; powers of neurons",
    ),
    "Abs": (
        behind(node("Abs", "o", "y")),
        "node 'n_y' (Abs): of values of the network it is not read; it takes two branches",
    ),
    "Elu": (
        behind(node("Elu", "o", "y")),
        "node 'n_y' (Elu): operator not read; it is none of the activations Relu",
    ),
    "Softplus": (behind(node("Softplus", "o", "y")), "node 'n_y' (Softplus): operator not read; it is none of"),
    "Sqrt of a value": (
        behind(node("Sqrt", "o", "y")),
        "node 'n_y' (Sqrt): of values of the network it is not read",
    ),
    "Pow of a value": (
        behind(node("Pow", "o c", "y"), c=number(2.0)),
        "node 'n_y' (Pow): of values of the network",
    ),
    "Floor of a value": (
        behind(node("Floor", "o", "y")),
        "(Floor): of values of the network it is not read; it is not continuous",
    ),
    "LayerNormalization": (
        behind(node("LayerNormalization", "o c", "y"), c=draw(2)),
        "node 'n_y' (LayerNormalization): operator not read; it divides by statistics of the input",
    ),
    "LSTM": (behind(node("LSTM", "o o o", "y")), "node 'n_y' (LSTM): operator not read; recurrent layers"),
    "Sqrt of -1": (
        ahead(node("Sqrt", "c", "d"), node("Mul", "x d", "f"), c=number(-1.0)),
        "node 'n_d' (Sqrt): a root of a negative number",
    ),
    "Pow, exponent": (
        ahead(node("Pow", "c e", "d"), node("Mul", "x d", "f"), c=number(2.0), e=number(0.3)),
        "whole and half ones up to 64",
    ),
    "Pow of 0": (
        ahead(node("Pow", "c e", "d"), node("Mul", "x d", "f"), c=number(0.0), e=number(-1.0)),
        "no real number",
    ),
    "Reciprocal of 0": (
        ahead(node("Reciprocal", "c", "d"), node("Mul", "x d", "f"), c=number(0.0)),
        "it divides by zero",
    ),
    "Mod of 0": (
        ahead(node("Mod", "i j", "s"), node("Reshape", "x s", "f"), i=ints(1, 3), j=ints(0)),
        "it divides by zero",
    ),
    "Mod of numbers": (ahead(node("Mod", "c c", "d"), node("Mul", "x d", "f"), c=draw(3)), "integers are needed"),
    "Div of integers by 0": (
        ahead(node("Div", "i j", "s"), node("Reshape", "x s", "f"), i=ints(1, 3), j=ints(0)),
        "it divides by zero",
    ),
    "Floor that rounding decides": (
        ahead(
            node("Mul", "c ten", "e"),
            node("Floor", "e", "d"),
            node("Mul", "x d", "f"),
            c=number(0.7),
            ten=number(10.0),
        ),
        "node 'n_d' (Floor): how a program rounds its input 1 may decide the result; not read",
    ),
    "Not of numbers": (
        ahead(node("Not", "c", "d"), node("Where", "d x c", "f"), c=draw(3)),
        "truth values are needed",
    ),
    "Range, delta": (
        ahead(node("Range", "a a b", "d"), node("Add", "x d", "f"), a=np.array(1), b=np.array(0)),
        "node 'n_d' (Range): delta is 0",
    ),
    "Cast of constants beyond": (
        ahead(node("Cast", "c", "i", to=INT64), node("Reshape", "x i", "f"), c=np.array([1e30, 3.0])),
        "is not in the range of int64",
    ),
    "shapes that do not fit": (
        model([node("Add", "x b1", "y")], DENSE),
        "node 'n_y' (Add): values of shapes [1, 3] and [4] do not fit each other",
    ),
    "Concat that does not fit": (
        model([node("MatMul", "x V1", "a"), node("Concat", "a x", "y", axis=0)], DENSE),
        "node 'n_y' (Concat): values of shapes [1, 4] and [1, 3] do not fit each other along axis 0",
    ),
    "MatMul of three axes": (
        model([node("MatMul", "x V", "y")], {"V": draw(2, 3, 3)}),
        "weights of shape (2, 3, 3); a matrix is needed",
    ),
    "Concat across layers": (
        model([node("MatMul", "x V1", "a"), node("Relu", "a", "r"), node("Concat", "r x", "y", axis=1)], DENSE),
        "it joins values of different layers",
    ),
    **{
        f"{kind}, VALID and pads": (
            images(node(kind, "x K", "y", auto_pad="VALID", pads=[1, 1, 1, 1]), K=draw(2, 2, 3, 3)),
            f"node 'n_y' ({kind}): attribute auto_pad is b'VALID' and pads are [1, 1, 1, 1]; one of the two is needed",
        )
        for kind in ("Conv", "ConvTranspose")
    },
    "AveragePool, VALID and pads": (
        images(node("AveragePool", "x", "y", kernel_shape=[3, 3], auto_pad="VALID", pads=[1, 1, 1, 1])),
        "attribute auto_pad is b'VALID' and pads are [1, 1, 1, 1]; one of the two is needed",
    ),
    "AveragePool, SAME_UPPER and dilations": (
        images(
            node("AveragePool", "x", "y", kernel_shape=[2, 2], auto_pad="SAME_UPPER", dilations=[2, 1]), opset=19
        ),
        "(AveragePool): attribute auto_pad with dilations; pads are needed",
    ),
    "AveragePool, SAME_UPPER and large strides": (
        images(node("AveragePool", "x", "y", kernel_shape=[1, 1], auto_pad="SAME_UPPER", strides=[2, 2])),
        "(AveragePool): kernel [1, 1] and strides [2, 2] leave entries out; pads are needed",
    ),
    "ReduceMean, an axis twice": (
        model([node("ReduceMean", "x", "y", axes=[1, -1])]),
        "node 'n_y' (ReduceMean): axes [1, -1] of a value with 2 axes; none may stand twice",
    ),
    "ReduceSum, an axis twice": (
        model([node("ReduceSum", "x a", "y")], {"a": ints(1, 1)}),
        "node 'n_y' (ReduceSum): axes [1, 1] of a value with 2 axes; none may stand twice",
    ),
    **{
        f"Pow of integers, {exponent}": (
            ahead(
                node("Pow", "c e", "p"),
                node("Cast", "p", "d", to=FLOAT),
                node("Mul", "x d", "f"),
                c=ints(2, 3, 5),
                e=exponent,
            ),
            "node 'n_p' (Pow): integers to powers that are no integers from 0; they are not read",
        )
        for exponent in (number(-1.0), number(0.5), number(2.0), np.array(-1))
    },
    "BatchNormalization, in training": (
        images(node("BatchNormalization", "x scale shift mean var", "y m v sm sv"), opset=9, **NORM),
        "node 'n_y' (BatchNormalization): 5 outputs, as training has them; export for inference",
    ),
    "Split, older and not equal": (
        model([node("Split", "x", "a b", axis=1), node("Concat", "b a", "y", axis=1)]),
        "(Split): 3 entries along axis 1 are not divided equally among 2 outputs",
    ),
    # steps that jump, on constants that a program rounds
    **{
        f"{kind} of a product": (
            model(
                [node("Mul", "ten c", "m"), *steps, node("Slice", "x zero e one", "y")],
                {
                    "ten": np.array([10.0]),
                    "c": np.array([0.7]),
                    "seven": np.array([7.0]),
                    "zero": ints(0),
                    "one": ints(1),
                },
                shape=("b", 10),
            ),
            f"({kind}): how a program rounds its input 1 may decide the result; not read",
        )
        for kind, steps in {
            "Cast": [node("Cast", "m", "e", to=INT64)],
            "Ceil": [node("Ceil", "m", "n"), node("Cast", "n", "e", to=INT64)],
            "Round": [node("Round", "m", "n"), node("Cast", "n", "e", to=INT64)],
            "Equal": [node("Equal", "m seven", "q"), node("Cast", "q", "e", to=INT64)],
            "Less": [node("Less", "m seven", "q"), node("Cast", "q", "e", to=INT64)],
        }.items()
    },
    "Floor of two products": (
        ahead(
            node("Mul", "a b", "c"),
            node("Mul", "c d", "e"),
            node("Floor", "e", "g"),
            node("Mul", "x g", "f"),
            a=number(8.4),
            b=number(2.5),
            d=number(5.0),
        ),
        "(Floor): how a program rounds its input 1 may decide the result; not read",
    ),
    "Cast of what is no double": (
        ahead(
            node("Div", "a b", "c"),
            node("Cast", "c", "d", to=DOUBLE),
            node("Transpose", "d", "t"),
            node("Cast", "t", "e", to=INT64),
            node("Cast", "e", "g", to=FLOAT),
            node("Mul", "x g", "f"),
            a=number(8.4),
            b=number(3.0),
        ),
        "(Cast): how a program rounds its input 1 may decide the result; not read",
    ),
    "QuantizeLinear of a product": (
        ahead(
            node("Mul", "W c", "p"),
            node("QuantizeLinear", "p s", "q"),
            node("DequantizeLinear", "q s", "d"),
            node("Mul", "x d", "f"),
            W=np.array([0.1, 0.2, 0.3]),
            c=number(0.7),
            s=number(0.1),
        ),
        "(QuantizeLinear): how a program rounds its input 1 may decide the result; not read",
    ),
    "QuantizeLinear, float16 or float32": (
        ahead(
            node("QuantizeLinear", "W s", "q"),
            node("DequantizeLinear", "q s", "g"),
            node("Cast", "g", "d", to=FLOAT),
            node("Mul", "x d", "f"),
            W=np.array([0.25], np.float16),
            s=np.array(0.1, np.float16),
        ),
        "(QuantizeLinear): programs that divide in float16 and in float32 round a quotient to different integers",
    ),
    "QuantizeLinear, two types": (
        ahead(
            node("QuantizeLinear", "W s", "q"),
            node("DequantizeLinear", "q s", "d"),
            node("Mul", "x d", "f"),
            W=np.array([0.5], np.float16),
            s=number(0.1),
        ),
        "(QuantizeLinear): constants of types float16 and float32; two of one floating type are needed",
    ),
    "Range of numbers, a count that rounding decides": (
        ahead(
            node("Range", "a b c", "d"),
            node("ReduceSum", "d", "e"),
            node("Mul", "x d", "f"),
            a=number(0.0),
            b=number(0.6),
            c=number(0.2),
        ),
        "(Range): how a program rounds its inputs' quotient may decide the result; not read",
    ),
    "Range of a product": (
        ahead(
            node("Mul", "b c", "e"),
            node("Range", "a e c", "d"),
            node("Mul", "x d", "f"),
            a=number(0.0),
            b=number(0.6),
            c=number(0.2),
        ),
        "(Range): how a program rounds its input 2 may decide the result; not read",
    ),
    **{
        f"Resize {how} {mode} {scale}, as float32 has it": (
            images(
                node("Resize", "x - s", "y", coordinate_transformation_mode=how, nearest_mode=mode),
                s=np.array([1, 1, 1, scale], np.float32),
                shape=("b", 1, 1, 10),
            ),
            "node 'n_y' (Resize): rounding to float32 decides which neighbours it takes; not read",
        )
        for how, mode, scale in (
            ("asymmetric", "floor", 1.2),
            ("asymmetric", "floor", 0.6),
            ("half_pixel", "floor", 0.6),
        )
    },
    "Resize, as many as before": (
        images(node("Resize", "x - s", "y", mode="linear"), s=np.array([1, 1, 1, 1.125], np.float32)),
        "node 'n_y' (Resize): a scale of 1.125 keeps 6 entries; sizes or another scale are needed",
    ),
    "Resize, older and shrinking": (
        images(
            node("Resize", "x s", "y"), s=np.array([1, 1, 1, 0.75], np.float32), shape=("b", 1, 1, 8), opset=10
        ),
        "node 'n_y' (Resize): it shrinks by 0.75; the inverse of a whole number is needed",
    ),
    "open sizes and a product of one": (
        model([node("MatMul", "x", "y")], shape=("N", "D")),
        "input 'x' has shape [None, None]; sizes are needed, all but the batch's",
    ),
    "open sizes and no weights": (
        model([node("Add", "x b", "y")], {"b": draw(5)}, shape=("N", "D")),
        "input 'x' has shape [None, None]; sizes are needed, all but the batch's",
    ),
    "open sizes and a product's bias": (
        model([node("Gemm", "V W x", "y")], {"V": draw(1, 2), "W": draw(2, 3)}, shape=("N", "D")),
        "input 'x' has shape [None, None]; sizes are needed, all but the batch's",
    ),
    "Resize by a product": (
        images(
            node("Mul", "a b", "s"),
            node("Resize", "x - s", "y"),
            a=np.array([1, 1, 1.1, 1.7], np.float32),
            b=np.array([1.1], np.float32),
        ),
        "(Resize): how a program rounds its input 3 may decide the result; not read",
    ),
}
del REFUSED["integers in"]

HUGE = 10**12
# Declared sizes that no memory holds: refused before anything of the size is made.
TOO_LARGE: dict[str, Any] = {
    "Expand": ahead(node("Expand", "x s", "f"), s=ints(HUGE, 3)),
    "Expand of constants": ahead(node("Expand", "b1 s", "c"), node("Add", "x c", "f"), s=ints(HUGE, 4)),
    "Expand, a product beyond 64 bits": ahead(node("Expand", "x s", "f"), s=ints(HUGE, HUGE, HUGE, 3)),
    "Tile": ahead(node("Tile", "x s", "f"), s=ints(HUGE, 1)),
    "Tile of constants": ahead(node("Tile", "b1 s", "c"), node("Add", "x c", "f"), s=ints(HUGE)),
    "ConstantOfShape": ahead(node("ConstantOfShape", "s", "c"), node("Add", "x c", "f"), s=ints(HUGE)),
    "Range": ahead(node("Range", "a s b", "c"), node("Add", "x c", "f"), a=np.array(0), b=np.array(1), s=np.array(HUGE)),
    "Range of numbers": ahead(node("Range", "a s b", "c"), node("Add", "x c", "f"), a=number(0.0), b=number(1.0), s=number(1e30)),
    "Pad": ahead(node("Pad", "x p", "f"), p=ints(0, HUGE, 0, 0)),
    "Resize": images(node("Resize", "x - s", "y"), s=np.array([1, 1, 2.0**40, 1], np.float32)),
    "Resize to sizes": images(node("Resize", "x - - s", "y"), s=ints(1, 2, HUGE, 6)),
    "Resize, linear": images(node("Resize", "x - - s", "y", mode="linear"), s=ints(1, 2, HUGE, 6)),
    "Conv, pads": images(node("Conv", "x K", "y", pads=[HUGE, 0, 0, 0], strides=[HUGE, 1]), K=KERNELS),
    "ConvTranspose": images(node("ConvTranspose", "x K", "y", strides=[HUGE, 1]), K=draw(2, 3, 3, 2)),
    "ConvTranspose, output_padding": images(node("ConvTranspose", "x K", "y", output_padding=[HUGE, 0]), K=draw(2, 3, 3, 2)),
    "AveragePool": images(node("AveragePool", "x", "y", kernel_shape=[HUGE, 1], pads=[HUGE, 0, 0, 0])),
    "a sum of a row and a column": ahead(
        node("Range", "a s b", "v"), node("Unsqueeze", "v e", "c"), node("Add", "v c", "d"), node("ReduceSum", "d", "g"),
        node("Mul", "x g", "f"), a=np.array(0), b=np.array(1), s=np.array(10**6), e=ints(1),
    ),
    "Einsum": ahead(
        node("Range", "a s b", "v"), node("Tile", "x n", "t"), node("Einsum", "t v", "f", equation="bi,j->jbi"),
        a=np.array(0), b=np.array(1), s=np.array(10**6), n=ints(1, 1000),
    ),
}  # fmt: skip
