"""Batch norms with stored statistics, quantized constants, scalers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from certify.models.affine import Affine
from certify.models.exactly import Array, added, divided, fractions, multiplied, reduced, root
from certify.models.operators.values import Node, Value


def batch_norm(node: Node) -> Value:
    value = node.affine(0)
    if node.attributes.get("training_mode", 0):
        raise node.error("attribute training_mode is 1; export for inference")
    if node.opset < 14 and node.outputs > 1:
        raise node.error(f"{node.outputs} outputs, as training has them; export for inference")
    node.expect(spatial=(1,))
    names = ("scale", "B", "mean", "var")
    scale, shift, mean, variance = (node.numbers(node.constant(i, name)) for i, name in enumerate(names, 1))
    channels = value.shape[1] if len(value.shape) > 1 else 0
    if any(v.shape != (channels,) for v in (scale, shift, mean, variance)):
        raise node.error(f"its parameters do not fit a value of shape {list(value.shape)}")
    epsilon = Fraction(float(node.attributes.get("epsilon", np.float32(1e-5))))
    squares = [Fraction(v) + epsilon for v in fractions(variance)]
    if min(squares, default=Fraction(1)) <= 0:
        raise node.error("a variance plus epsilon is not positive")
    roots = np.array([root(v) for v in squares], dtype=object)
    factor = multiplied(scale, reduced(divided(np.ones(channels), roots)))
    offset = added(shift, -multiplied(mean, factor))
    spread = (-1, *(1,) * (len(value.shape) - 2))
    return value.times(factor.reshape(spread)).plus(offset.reshape(spread))


def dequantize(node: Node) -> Value:
    """``(x − zero point) · scale`` of stored integers, exactly."""
    stored = node.constant(0, "input")
    if stored.dtype.kind not in "iu":
        raise node.error(f"a constant of type {stored.dtype}; quantized integers are needed")
    scale = _per_axis(node, node.numbers(node.constant(1, "scale")), stored.ndim)
    zero = _per_axis(node, node.constant(2, "zero point", np.zeros((), stored.dtype)), stored.ndim)
    node.joint(stored.shape, scale.shape, zero.shape)
    return multiplied(node.numbers(stored.astype(np.int64) - zero.astype(np.int64)), scale)


def quantize(node: Node) -> Value:
    """Rounding to integers: of constants only, as the program rounds them."""
    value = node.take(0, "input")
    if isinstance(value, Affine):
        raise node.error("it rounds a value of the network to integers, which is not linear")
    node.check_exact(0, 1)
    zero = node.constant(2, "zero point", np.zeros((), np.uint8))
    if zero.dtype.kind not in "iu":
        raise node.error(f"a zero point of type {zero.dtype}; an integer type is needed")
    scale = _per_axis(node, node.constant(1, "scale"), value.ndim)
    if value.dtype.kind != "f" or value.dtype != scale.dtype:
        raise node.error(
            f"constants of types {value.dtype} and {scale.dtype}; two of one floating type are needed"
        )
    node.joint(value.shape, scale.shape)
    whole = _quotients(node, value, scale)
    low, high = np.iinfo(zero.dtype).min, np.iinfo(zero.dtype).max
    shifted = whole + _per_axis(node, zero, value.ndim).astype(np.float64)
    return np.asarray(np.clip(shifted, low, high).astype(zero.dtype))


def _quotients(node: Node, value: Array, scale: Array) -> Array:
    """The quotients, rounded to integers: divided in the type in which both are stored, as a program divides."""
    with np.errstate(all="ignore"):
        whole = np.rint(value / scale).astype(np.float64)
        wide = np.rint(value.astype(np.float32) / scale.astype(np.float32))
    if not np.isfinite(whole).all():
        raise node.error("a quotient of its constants is not finite")
    if value.dtype == np.float16 and (whole != wide).any():
        raise node.error("programs that divide in float16 and in float32 round a quotient to different integers")
    return whole


def _per_axis(node: Node, parameter: Array, rank: int) -> Array:
    if parameter.ndim == 0 or parameter.size == 1:
        return parameter.reshape(())
    axis = node.axis(node.attributes.get("axis", 1), rank)
    return parameter.reshape([-1 if i == axis else 1 for i in range(rank)])


def scaler(node: Node) -> Value:
    """``(x − offset) · scale`` of ai.onnx.ml."""
    value = node.affine(0)
    offset = node.numbers(np.array(node.attributes.get("offset", [0.0]), dtype=np.float64))
    scale = node.numbers(np.array(node.attributes.get("scale", [1.0]), dtype=np.float64))
    if node.joint(value.shape, offset.shape, scale.shape) != value.shape:
        raise node.error(f"its offset and scale do not fit a value of shape {list(value.shape)}")
    return value.plus(-offset).times(scale)
