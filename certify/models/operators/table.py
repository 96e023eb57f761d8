"""The table of the operators that are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from certify.models.files import quoted
from certify.models.operators import (
    activations,
    arithmetic,
    folding,
    normalising,
    products,
    resizing,
    selection,
    structure,
    windows,
)
from certify.models.operators.values import Node, Value


@dataclass(frozen=True)
class Operator:
    """How an operator is followed: its step, how many values go in at most, and the attributes that are read."""

    step: Callable[[Node], Value | tuple[Value, ...]]
    inputs: int = 1
    attributes: str = ""

    def __call__(self, node: Node) -> Value | tuple[Value, ...]:
        """Take the step, after a look at what the node has beside it."""
        if len(node.inputs) > self.inputs:
            raise node.error(f"{len(node.inputs)} inputs; {self.inputs} are read")
        known = self.attributes.split()
        for name, value in node.attributes.items():
            if name not in known:
                needed = f"it is not one of {', '.join(known)}" if known else "it has none"
                raise node.error(f"attribute {quoted(name)[1:-1]} is {quoted(value)}; {needed}")
        return self.step(node)


_WINDOW = "auto_pad dilations kernel_shape pads strides"
_REDUCED = "axes keepdims noop_with_empty_axes"
_RESIZED = (
    "antialias axes coordinate_transformation_mode cubic_coeff_a exclude_outside extrapolation_value "
    "keep_aspect_ratio_policy mode nearest_mode"
)
_ANY = 1 << 30

OPERATORS: dict[str, Operator] = {
    # shapes and types
    "Identity": Operator(structure.identity),
    "Dropout": Operator(structure.dropout, 3, "ratio seed is_test"),
    "Cast": Operator(structure.cast, 1, "to saturate round_mode"),
    "Reshape": Operator(structure.reshape, 2, "allowzero"),
    "Flatten": Operator(structure.flatten, 1, "axis"),
    "Transpose": Operator(structure.transpose, 1, "perm"),
    "Squeeze": Operator(structure.squeeze, 2, "axes"),
    "Unsqueeze": Operator(structure.unsqueeze, 2, "axes"),
    "Shape": Operator(structure.shape_of, 1, "start end"),
    "Size": Operator(structure.size),
    # selections
    "Slice": Operator(selection.slice_, 5, "starts ends axes"),
    "Gather": Operator(selection.gather, 2, "axis"),
    "Concat": Operator(selection.concat, _ANY, "axis"),
    "Split": Operator(selection.split, 2, "axis split num_outputs"),
    "Pad": Operator(selection.pad, 4, "mode pads value"),
    "Expand": Operator(selection.expand, 2),
    "Tile": Operator(selection.tile, 2),
    "Where": Operator(selection.where, 3),
    "ConstantOfShape": Operator(selection.constant_of_shape, 1, "value"),
    "DepthToSpace": Operator(selection.depth_to_space, 1, "blocksize mode"),
    "SpaceToDepth": Operator(selection.space_to_depth, 1, "blocksize"),
    "Resize": Operator(resizing.resize, 4, _RESIZED),
    "Upsample": Operator(resizing.resize, 2, "mode scales"),
    # arithmetic
    "Add": Operator(arithmetic.add, 2),
    "Sub": Operator(arithmetic.subtract, 2),
    "Mul": Operator(arithmetic.multiply, 2),
    "Div": Operator(arithmetic.divide, 2),
    "Neg": Operator(arithmetic.negate),
    "Sum": Operator(arithmetic.total, _ANY),
    "Mean": Operator(arithmetic.mean, _ANY),
    "ReduceMean": Operator(arithmetic.reduce_, 2, _REDUCED),
    "ReduceSum": Operator(arithmetic.reduce_, 2, _REDUCED),
    "ReduceProd": Operator(arithmetic.reduce_, 2, _REDUCED),
    "MatMul": Operator(products.matmul, 2),
    "Gemm": Operator(products.gemm, 3, "alpha beta transA transB"),
    "Einsum": Operator(products.einsum, 2, "equation"),
    # images
    "Conv": Operator(windows.convolve, 3, f"{_WINDOW} group"),
    "ConvTranspose": Operator(windows.convolve_transposed, 3, f"{_WINDOW} group output_padding"),
    "AveragePool": Operator(windows.average_pool, 1, f"{_WINDOW} ceil_mode count_include_pad"),
    "GlobalAveragePool": Operator(windows.global_average_pool),
    # normalising
    "BatchNormalization": Operator(normalising.batch_norm, 5, "epsilon momentum training_mode spatial"),
    "DequantizeLinear": Operator(normalising.dequantize, 3, "axis"),
    "QuantizeLinear": Operator(normalising.quantize, 3, "axis saturate"),
    "ai.onnx.ml.Scaler": Operator(normalising.scaler, 1, "offset scale"),
    # activations
    "Relu": Operator(activations.relu),
    "LeakyRelu": Operator(activations.leaky_relu, 1, "alpha"),
    "PRelu": Operator(activations.parametric_relu, 2),
    "Clip": Operator(activations.clip, 3, "max min"),
    "Max": Operator(activations.extreme, _ANY),
    "Min": Operator(activations.extreme, _ANY),
    "HardSigmoid": Operator(activations.hard_sigmoid, 1, "alpha beta"),
    "Tanh": Operator(activations.activation),
    "Sigmoid": Operator(activations.activation),
    # of constants
    **{kind: Operator(folding.entrywise) for kind in ("Floor", "Ceil", "Round", "Abs", "Sqrt")},
    **{kind: Operator(folding.logic, 2) for kind in ("And", "Or", "Xor", "Not")},
    **{
        kind: Operator(folding.compare, 2)
        for kind in ("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")
    },
    "Pow": Operator(folding.power, 2),
    "Reciprocal": Operator(folding.reciprocal),
    "Mod": Operator(folding.modulo, 2, "fmod"),
    "Range": Operator(folding.range_, 3),
}
CUTS = frozenset({"Relu", "Clip", "Max", "Min"})
"""The operators that take a :class:`Bounded` as it is, its layer not closed."""
