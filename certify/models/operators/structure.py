"""Operators that change a value's shape, order of axes or type, and not its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from certify.models.affine import Affine
from certify.models.exactly import Array, rounded
from certify.models.operators.values import Node, Value, along

_FLOATS = {1: np.float32, 10: np.float16, 11: np.float64}
_WHOLE = {
    2: np.uint8, 3: np.int8, 4: np.uint16, 5: np.int16, 6: np.int32, 7: np.int64, 9: np.bool_, 12: np.uint32,
    13: np.uint64,
}  # fmt: skip


def reshaped(node: Node, value: Array | Affine, shape: Sequence[int]) -> Value:
    """The value in another shape of as many entries."""
    if math.prod(shape) != math.prod(value.shape) or min(shape, default=0) < 0:
        raise node.error(f"shape {list(shape)} for a value of shape {list(value.shape)}")
    return along(value, lambda a, lead: a.reshape(*a.shape[:lead], *shape))


def identity(node: Node) -> Value:
    return node.take(0, "input")


def dropout(node: Node) -> Value:
    training = node.constant(2, "training_mode", np.array(False)) if len(node.inputs) > 2 else np.array(False)
    if training.any():
        raise node.error("training_mode is true; export for inference")
    return node.take(0, "input")


def reshape(node: Node) -> Value:
    value = node.take(0, "input")
    shape = node.integers(1, "shape") or []
    if not node.attributes.get("allowzero", 0):
        if 0 in shape[len(value.shape) :]:
            raise node.error(f"shape {shape} keeps an axis that the value of shape {list(value.shape)} has not")
        shape = [value.shape[i] if n == 0 else n for i, n in enumerate(shape)]
    if shape.count(-1) > 1 or min(shape, default=0) < -1:
        raise node.error(f"shape {shape}; at most one -1 is allowed")
    rest, size = math.prod(n for n in shape if n != -1), math.prod(value.shape)
    return reshaped(node, value, [size // rest if n == -1 and rest else n for n in shape])


def flatten(node: Node) -> Value:
    value = node.take(0, "input")
    axis, rank = node.attributes.get("axis", 1), len(value.shape)
    if not -rank <= axis <= rank:
        raise node.error(f"axis {axis} of a value with {rank} axes")
    cut = axis + rank if axis < 0 else axis
    return reshaped(node, value, (math.prod(value.shape[:cut]), math.prod(value.shape[cut:])))


def transpose(node: Node) -> Value:
    value = node.take(0, "input")
    order = node.attributes.get("perm", tuple(reversed(range(len(value.shape)))))
    if sorted(order) != list(range(len(value.shape))):
        raise node.error(f"perm {list(order)} for a value with {len(value.shape)} axes")
    return along(value, lambda a, lead: a.transpose(*range(lead), *(lead + n for n in order)))


def squeeze(node: Node) -> Value:
    value = node.take(0, "input")
    axes = node.integers(1, "axes")
    rank = len(value.shape)
    gone = (
        {node.axis(n, rank) for n in axes}
        if axes is not None
        else {i for i, n in enumerate(value.shape) if n == 1}
    )
    if any(value.shape[n] != 1 for n in gone):
        raise node.error(f"axes {sorted(gone)} of a value of shape {list(value.shape)}; they must have size 1")
    return reshaped(node, value, [n for i, n in enumerate(value.shape) if i not in gone])


def unsqueeze(node: Node) -> Value:
    value = node.take(0, "input")
    axes = node.integers(1, "axes", ()) or []
    rank = len(value.shape) + len(axes)
    new = {node.axis(n, rank) for n in axes}
    if len(new) < len(axes):
        raise node.error(f"axes {axes}; no axis may stand twice")
    old = iter(value.shape)
    return reshaped(node, value, [1 if i in new else next(old) for i in range(rank)])


def shape_of(node: Node) -> Value:
    shape = node.take(0, "input").shape
    start, end = node.attributes.get("start", 0), node.attributes.get("end", len(shape))
    return np.array(shape[start:end], dtype=np.int64)


def cast(node: Node) -> Value:
    """A value of the network keeps its real value; a constant is the number that the cast makes of it."""
    value, to = node.take(0, "input"), node.attributes.get("to")
    if to not in _FLOATS and to not in _WHOLE:
        raise node.error(f"attribute to is {to}; casts to floats and integers are read")
    if isinstance(value, Affine):
        if to not in _FLOATS:
            raise node.error("it turns a value of the network into integers; only casts between floats are affine")
        return value
    if value.dtype.kind not in "iufbO":
        raise node.error(f"a constant of type {value.dtype}; numbers are needed")
    if to in _FLOATS:
        with np.errstate(over="ignore"):
            return (rounded(value) if value.dtype == object else value).astype(_FLOATS[to])
    node.check_exact(0)
    if to == 9 or value.dtype.kind in "iub":
        return value.astype(_WHOLE[to])  # integers wrap around, as the program has it
    whole = np.trunc(rounded(value))
    limits = np.iinfo(_WHOLE[to])
    if not ((whole >= limits.min) & (whole <= limits.max)).all():
        raise node.error(f"a constant is not in the range of {limits.dtype}")
    return whole.astype(object).astype(_WHOLE[to])


def size(node: Node) -> Value:
    """The number of entries."""
    return np.array(math.prod(node.take(0, "input").shape), dtype=np.int64)
