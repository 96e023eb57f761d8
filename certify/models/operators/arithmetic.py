"""Sums, differences and means; products and quotients with constants."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from certify.models.affine import Affine
from certify.models.exactly import Array, added, divided, multiplied, summed
from certify.models.operators.values import Node, Value, same_layer


def both(node: Node) -> tuple[Array | Affine, Array | Affine]:
    """Two values; constants as exact numbers."""
    first, second = (_number(node, i) for i in (0, 1))
    return first, second


def _number(node: Node, position: int) -> Array | Affine:
    value = node.take(position, f"input {position + 1}")
    return value if isinstance(value, Affine) else node.numbers(value)


def whole(node: Node) -> list[Array] | None:
    """The inputs where all are constant integers, which are computed as the program does; None elsewhere."""
    values = [node.take(i, f"input {i + 1}") for i in range(max(2, len(node.inputs)))]
    constants = [value for value in values if not isinstance(value, Affine) and value.dtype.kind in "iu"]
    if len(constants) < len(values):
        return None
    node.joint(*(value.shape for value in constants))
    return constants


def plus(node: Node, a: Array | Affine, b: Array | Affine) -> Array | Affine:
    """The sum of two values; constants are exact numbers."""
    node.joint(a.shape, b.shape)
    if isinstance(a, Affine) and isinstance(b, Affine):
        same_layer(node, (a, b))
        return a.joined(b)
    if isinstance(a, Affine):
        return a.plus(np.asarray(b))
    return b.plus(a) if isinstance(b, Affine) else added(*np.broadcast_arrays(a, b))


def times(node: Node, a: Array | Affine, b: Array | Affine) -> Array | Affine:
    """The product of two values, entry by entry; constants are exact numbers."""
    node.joint(a.shape, b.shape)
    if isinstance(a, Affine) and isinstance(b, Affine):
        raise node.error("it multiplies two values of the network; one must be a constant")
    if isinstance(a, Affine):
        return a.times(np.asarray(b))
    return b.times(a) if isinstance(b, Affine) else multiplied(a, b)


def minus(value: Array | Affine) -> Array | Affine:
    """The value with the other sign."""
    return value.mapped(np.negative) if isinstance(value, Affine) else -value


def add(node: Node) -> Value:
    integers = whole(node)
    return np.add(*integers) if integers else plus(node, *both(node))


def negate(node: Node) -> Value:
    value = node.take(0, "input")
    return minus(value if isinstance(value, Affine) or value.dtype.kind in "iu" else node.numbers(value))


def subtract(node: Node) -> Value:
    integers = whole(node)
    if integers:
        return np.subtract(*integers)
    a, b = both(node)
    return plus(node, a, minus(b))


def multiply(node: Node) -> Value:
    integers = whole(node)
    return np.multiply(*integers) if integers else times(node, *both(node))


def divide(node: Node) -> Value:
    integers = whole(node)
    a, b = integers or both(node)
    if isinstance(b, Affine):
        raise node.error("it divides by a value of the network; a constant is needed")
    if (b == 0).any():
        raise node.error("it divides by zero")
    if integers:
        return _truncated(*integers)
    return times(node, a, divided(np.ones(b.shape), b))


def _truncated(a: Array, b: Array) -> Array:
    """The quotient of integers, rounded towards zero as programs do."""
    floor = np.floor_divide(a, b)
    return np.asarray(floor + ((floor < 0) & (floor * b != a)), dtype=floor.dtype)


def total(node: Node) -> Value:
    """Sum of any number of values."""
    return _total(node, [_number(node, i) for i in range(max(1, len(node.inputs)))])


def mean(node: Node) -> Value:
    """Mean of any number of values."""
    values = [_number(node, i) for i in range(max(1, len(node.inputs)))]
    return times(node, _total(node, values), divided(np.ones(()), np.array(float(len(values)))))


def _total(node: Node, values: list[Array | Affine]) -> Array | Affine:
    return reduce(lambda a, b: plus(node, a, b), values)


def averaged(value: Affine, axes: tuple[int, ...], *, keep: bool) -> Affine:
    """The mean along axes."""
    count = math.prod(value.shape[a] for a in axes)
    sums = value.mapped(lambda terms: summed(terms, tuple(a + 1 for a in axes), keep))
    return sums.times(divided(np.ones(()), np.array(float(count))))


def reduce_(node: Node) -> Value:
    """ReduceMean and ReduceSum; of constants ReduceProd too, for shapes."""
    value = node.take(0, "input")
    rank = len(value.shape)
    node.expect(noop_with_empty_axes=(0,))
    axes = node.integers(1, "axes", range(rank)) or list(range(rank))
    chosen = tuple(node.axis(a, rank) for a in axes)
    if len(set(chosen)) < len(chosen):
        raise node.error(f"axes {axes} of a value with {rank} axes; none may stand twice")
    keep = bool(node.attributes.get("keepdims", 1))
    if 0 in (value.shape[a] for a in chosen):
        raise node.error(f"it reduces a value of shape {list(value.shape)}; it must not be empty")
    if not isinstance(value, Affine):
        if node.kind == "ReduceProd" and value.dtype.kind in "iu":
            return np.asarray(np.prod(value, axis=chosen, keepdims=keep))
        raise node.error("it reduces a constant; a value of the network is needed")
    if node.kind == "ReduceSum":
        return value.mapped(lambda terms: summed(terms, tuple(a + 1 for a in chosen), keep))
    if node.kind == "ReduceMean":
        return averaged(value, chosen, keep=keep)
    raise node.error("it multiplies values of the network")
