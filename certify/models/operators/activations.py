"""Activations, which close a layer."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from functools import reduce

import numpy as np

from certify.exact.rationals import readable
from certify.models.affine import Affine
from certify.models.exactly import fractions, reduced
from certify.models.operators.hints import hint
from certify.models.operators.values import Bounded, Node, Value


def activation(node: Node) -> Value:
    return node.layers.close(node.affine(0), node.kind.lower(), node.place)


def leaky_relu(node: Node) -> Value:
    return _leaky(node, float(node.attributes.get("alpha", np.float32(0.01))))


def parametric_relu(node: Node) -> Value:
    value, slopes = node.affine(0), node.numbers(node.constant(1, "slope"))
    fits = all(n in (1, m) for n, m in zip(reversed(slopes.shape), reversed(value.shape), strict=False))
    if not fits or slopes.ndim > len(value.shape):
        raise node.error(f"slopes of shape {slopes.shape} for a value of shape {list(value.shape)}")
    if len(set(slopes.flat)) != 1:
        raise node.error("its slopes differ from each other; one for all is read")
    return _leaky(node, slopes.flat[0])


def _leaky(node: Node, slope: float | Fraction) -> Value:
    if not 0 <= slope <= 1:
        raise node.error(f"slope {_short(slope)} of negative values; a number from 0 to 1 is needed")
    if slope == 1:
        return node.affine(0)
    if not slope:
        return relu(replace(node, inputs=node.inputs[:1]))
    text = f"leaky-relu({Fraction(slope)})"
    return node.layers.close(node.affine(0), text, node.place)


def relu(node: Node) -> Value:
    return _cut(node, Fraction(0), None)


def clip(node: Node) -> Value:
    low, high = _end(node, 1, "min"), _end(node, 2, "max")
    if low is not None and high is not None and low >= high:
        ends = f"min {_short(low)}, max {_short(high)}"
        raise node.error(f"its ends are {ends}; min below max is needed")
    return _cut(node, *(None if end is None else Fraction(end) for end in (low, high)))


def _cut(node: Node, low: Fraction | None, high: Fraction | None) -> Value:
    """The first value, no lower and no higher than these; a cut of a cut whose layer is open is one cut."""
    before = node.inputs[0] if node.inputs else None
    if isinstance(before, Bounded) and before.is_open:
        lows = [end for end in (before.low, low) if end is not None]
        highs = [end for end in (before.high, high) if end is not None]
        if not lows or not highs or max(lows) < min(highs):
            ends = max(lows, default=None), min(highs, default=None)
            return Bounded(before.value, *ends, node.place, node.layers)
    return Bounded(node.affine(0), low, high, node.place, node.layers)


def extreme(node: Node) -> Value:
    """Max and Min: of constants, or of one value and constants, each the same for all neurons."""
    values = [v.closed() if isinstance(v, Bounded) and not v.is_open else v for v in node.inputs]
    network = [i for i, value in enumerate(values) if isinstance(value, Affine | Bounded)]
    if not network:
        return _extreme_constant(node)
    constants = [node.numbers(node.constant(i, f"input {i + 1}")) for i in range(len(values)) if i not in network]
    if len(network) > 1:
        raise node.error(f"of several values of the network it is not read; {hint(node.kind)}")
    numbers = [set(fractions(constant).flat) for constant in constants]
    if any(len(found) != 1 for found in numbers):
        raise node.error("a constant with several numbers; one for all neurons is read")
    ends = [end for found in numbers for end in found]
    first = values[network[0]]
    shape = first.value.shape if isinstance(first, Bounded) else node.affine(network[0]).shape
    if node.joint(shape, *(constant.shape for constant in constants)) != shape:
        raise node.error(f"a constant that is larger than the value of shape {list(shape)}")
    low = max(ends, default=None) if node.kind == "Max" else None
    return _cut(replace(node, inputs=(first,)), low, min(ends, default=None) if node.kind == "Min" else None)


def _extreme_constant(node: Node) -> Value:
    """Of constants: integers as they are, other numbers exactly."""
    values = [node.constant(i, f"input {i + 1}") for i in range(max(1, len(node.inputs)))]
    node.joint(*(value.shape for value in values))
    step = np.maximum if node.kind == "Max" else np.minimum
    if all(value.dtype.kind in "iu" for value in values):
        return np.asarray(reduce(step, values))
    return reduced(np.asarray(reduce(step, [fractions(node.numbers(value)) for value in values])))


def _end(node: Node, position: int, name: str) -> float | None:
    """An end of a clip, in older operator sets an attribute; None where no number of its type is beyond it."""
    if name in node.attributes:
        found, largest = np.array(float(node.attributes[name])), np.finfo(np.float32).max
    elif position < len(node.inputs) and node.inputs[position] is not None:
        found = node.constant(position, name)
        if found.size != 1 or found.dtype.kind != "f":
            raise node.error(f"{name} of shape {found.shape}, type {found.dtype}; one float is needed")
        largest = np.finfo(found.dtype).max
    else:
        return None
    value = float(found.reshape(()))
    if math.isnan(value):
        raise node.error(f"{name} is nan; a number is needed")
    if (value if name == "max" else -value) < largest:
        return value
    if math.isfinite(value):
        node.layers.notes.append(
            f"{node.place}: its {name} {value:g} is left away, as no number of its type is beyond"
        )
    return None


def hard_sigmoid(node: Node) -> Value:
    """``clip(0,1)`` of ``alpha x + beta``, which is one more step of the affine map before it."""
    numbers = [node.attributes.get(name, float(np.float32(x))) for name, x in (("alpha", 0.2), ("beta", 0.5))]
    if not all(map(math.isfinite, numbers)):
        raise node.error(f"alpha and beta are {numbers}; finite numbers are needed")
    slope, offset = (np.array(Fraction(x)) for x in numbers)
    return node.layers.close(node.affine(0).times(slope).plus(offset), "clip(0,1)", node.place)


def _short(number: float | Fraction) -> str:
    return readable(Fraction(number)) if math.isfinite(number) else str(number)
