"""ONNX's operators on tensors that are constant or affine in a layer's inputs.

Each operator is a function of the values that go into a node and of its attributes; it returns the value that
comes out.  Structural operators (Reshape, Slice, …) treat constants and affine tensors alike; operators that
multiply need a constant on one side; activations close a layer (:class:`Layers`).  Any other value is
:class:`Unread`, which hurts only where the scores of the network depend on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from certify.errors import InputError
from certify.exact.rationals import readable
from certify.kernel.activations import activation as sigma
from certify.models.affine import (
    Affine,
    Array,
    added,
    contracted,
    divided,
    fractions,
    multiplied,
    reduced,
    rounded,
)
from certify.models.files import Stored, check_fits, quoted

ROOT_BITS = 200  # of a batch norm's square root, before the weights are rounded to doubles
_INT64_MAX = (1 << 63) - 1


@dataclass(frozen=True)
class Unread:
    """A value that no network of ours has, and why: the line that is printed where the value is needed."""

    reason: str


Value = Array | Affine | Unread
Attributes = Mapping[str, Any]


@dataclass
class Layers:
    """The layers closed so far, and what was rounded or left away on the way."""

    maps: list[tuple[Any, Any]] = field(default_factory=list)
    activations: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def close(self, value: Affine, activation: str, place: str) -> Affine:
        """Make a layer of an affine tensor and an activation; the result is the next layer's input."""
        if value.layer != len(self.maps):
            raise InputError(f"{place}: {activation} on a branch of its own; the layers must form a chain")
        if activation == "relu" and value.is_input and any(sigma(a).non_negative for a in self.activations[-1:]):
            return value  # what is never negative is not changed
        terms = value.terms.reshape(len(value.terms), -1).T
        if terms.size == 0:
            raise InputError(f"{place}: a tensor of shape {value.shape} goes in; it must not be empty")
        weights, bias = rounded(terms[:, :-1]), rounded(terms[:, -1])
        activation = sigma(activation, place).name
        if terms.dtype == object:
            count = int((fractions(weights) != terms[:, :-1]).sum() + (fractions(bias) != terms[:, -1]).sum())
            self.notes.append(f"layer {len(self.maps) + 1}: {count} weights and biases are rounded to float64")
        check_fits(8 * (weights.size + sum(w.size for w, _ in self.maps)))
        self.maps.append((np.ascontiguousarray(weights), np.ascontiguousarray(bias) if value.biased else None))
        self.activations.append(activation)
        return Affine.identity(len(self.maps), value.shape)

    def stored(self, value: Affine, place: str) -> Stored:
        """The network whose scores are this value."""
        if not (self.maps and value.layer == len(self.maps) and value.is_input and _in_order(value)):
            self.close(value, "identity", place)
        return Stored(self.maps, self.activations, notes=tuple(self.notes))


def _in_order(value: Affine) -> bool:
    size = len(value.terms) - 1
    return bool((value.terms.reshape(size + 1, -1)[:-1] == np.eye(size)).all())


@dataclass(frozen=True)
class Node:
    """A node as its operator sees it.

    Attributes
    ----------
    place
        Its name and operator, for messages.
    kind
        The operator.
    inputs
        The values that go in; None for optional ones that are absent.
    attributes
        By name.
    layers
        Where activations close layers.
    """

    place: str
    kind: str
    inputs: tuple[Value | None, ...]
    attributes: Attributes
    layers: Layers

    def error(self, reason: str) -> InputError:
        return InputError(f"{self.place}: {reason}")

    def take(self, position: int, what: str) -> Array | Affine:
        """The value at a position."""
        value = self.inputs[position] if position < len(self.inputs) else None
        if value is None:
            raise self.error(f"its {what} is missing")
        if isinstance(value, Unread):
            raise InputError(value.reason)
        return value

    def affine(self, position: int) -> Affine:
        """The value at a position, which must depend on the network's input."""
        value = self.take(position, f"input {position + 1}")
        if not isinstance(value, Affine):
            raise self.error(f"its input {position + 1} is a constant; a value of the network is needed")
        return value

    def constant(self, position: int, what: str, default: Array | None = None) -> Array:
        """The constant at a position; the default where it is absent."""
        if default is not None and (position >= len(self.inputs) or self.inputs[position] is None):
            return default
        value = self.take(position, what)
        if isinstance(value, Affine):
            raise self.error(f"its {what} depends on the network's input; a constant is needed")
        return value

    def integers(self, position: int, attribute: str, default: Sequence[int] | None = None) -> list[int] | None:
        """Integers that older operator sets have as an attribute, and newer ones as an input."""
        if attribute in self.attributes:
            return [int(n) for n in self.attributes[attribute]]
        if position >= len(self.inputs) or self.inputs[position] is None:
            return None if default is None else list(default)
        value = self.constant(position, attribute)
        if value.dtype.kind not in "iu" or value.ndim > 1:
            raise self.error(f"{attribute} of type {value.dtype}, shape {value.shape}; integers are needed")
        return [int(n) for n in value.reshape(-1)]

    def expect(self, **values: Any) -> None:
        """Refuse attributes with values other than these."""
        for name, allowed in values.items():
            value = self.attributes.get(name, allowed[0])
            if value not in allowed:
                needed = " or ".join(str(v) for v in allowed)
                raise self.error(f"attribute {name} is {quoted(value)}; {needed} is needed")


# structure: constants and affine tensors alike ------------------------------------------------------


def _along(value: Array | Affine, step: Callable[[Array, int], Array]) -> Value:
    """Apply a step that is told how many axes stand before the tensor's own."""
    if isinstance(value, Affine):
        return value.mapped(lambda terms: step(terms, 1))
    return step(value, 0)


def _axis(node: Node, axis: int, rank: int) -> int:
    if not -rank <= axis < rank:
        raise node.error(f"axis {axis} of a value with {rank} axes; one of {-rank} … {rank - 1} is needed")
    return axis % rank


def _reshaped(node: Node, value: Array | Affine, shape: Sequence[int]) -> Value:
    if math.prod(shape) != math.prod(value.shape):
        raise node.error(f"shape {list(shape)} for a value of shape {list(value.shape)}")
    return _along(value, lambda a, lead: a.reshape(*a.shape[:lead], *shape))


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
    return _reshaped(node, value, [size // rest if n == -1 and rest else n for n in shape])


def flatten(node: Node) -> Value:
    value = node.take(0, "input")
    axis, rank = node.attributes.get("axis", 1), len(value.shape)
    if not -rank <= axis <= rank:
        raise node.error(f"axis {axis} of a value with {rank} axes")
    cut = axis + rank if axis < 0 else axis
    return _reshaped(node, value, (math.prod(value.shape[:cut]), math.prod(value.shape[cut:])))


def transpose(node: Node) -> Value:
    value = node.take(0, "input")
    order = node.attributes.get("perm", tuple(reversed(range(len(value.shape)))))
    if sorted(order) != list(range(len(value.shape))):
        raise node.error(f"perm {list(order)} for a value with {len(value.shape)} axes")
    return _along(value, lambda a, lead: a.transpose(*range(lead), *(lead + n for n in order)))


def squeeze(node: Node) -> Value:
    value = node.take(0, "input")
    axes = node.integers(1, "axes")
    rank = len(value.shape)
    gone = (
        {_axis(node, n, rank) for n in axes}
        if axes is not None
        else {i for i, n in enumerate(value.shape) if n == 1}
    )
    if any(value.shape[n] != 1 for n in gone):
        raise node.error(f"axes {sorted(gone)} of a value of shape {list(value.shape)}; they must have size 1")
    return _reshaped(node, value, [n for i, n in enumerate(value.shape) if i not in gone])


def unsqueeze(node: Node) -> Value:
    value = node.take(0, "input")
    axes = node.integers(1, "axes", ()) or []
    rank = len(value.shape) + len(axes)
    new = {_axis(node, n, rank) for n in axes}
    old = iter(value.shape)
    return _reshaped(node, value, [1 if i in new else next(old) for i in range(rank)])


def shape_of(node: Node) -> Value:
    shape = node.take(0, "input").shape
    start, end = node.attributes.get("start", 0), node.attributes.get("end", len(shape))
    return np.array(shape[start:end], dtype=np.int64)


def slice_(node: Node) -> Value:
    value = node.take(0, "input")
    starts, ends = node.integers(1, "starts") or [], node.integers(2, "ends") or []
    axes = node.integers(3, "axes", range(len(starts))) or []
    steps = node.integers(4, "steps", [1] * len(starts)) or []
    if not len(starts) == len(ends) == len(axes) == len(steps) or 0 in steps:
        raise node.error("its starts, ends, axes and steps do not fit each other")
    window = [slice(None)] * len(value.shape)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        stop = None if step < 0 and end < -value.shape[axis] else end
        window[_axis(node, axis, len(window))] = slice(start, stop, step)
    return _along(value, lambda a, lead: a[(slice(None),) * lead + tuple(window)])


def gather(node: Node) -> Value:
    value = node.take(0, "input")
    indices = node.constant(1, "indices")
    axis = _axis(node, node.attributes.get("axis", 0), len(value.shape))
    size = value.shape[axis]
    if indices.dtype.kind not in "iu" or (indices < -size).any() or (indices >= size).any():
        raise node.error(f"indices must be integers from {-size} to {size - 1}")
    return _along(value, lambda a, lead: np.take(a, indices, axis=axis + lead))


def concat(node: Node) -> Value:
    parts = [node.take(i, f"input {i + 1}") for i in range(len(node.inputs))]
    axis = _axis(node, node.attributes.get("axis", 1), len(parts[0].shape))
    among = [part for part in parts if isinstance(part, Affine)]
    if not among:
        return np.concatenate([np.asarray(part) for part in parts], axis=axis)
    first = _same_layer(node, among)
    zero = first.mapped(lambda terms: np.zeros((len(terms), *(1,) * len(first.shape))))
    spread = [p if isinstance(p, Affine) else zero.plus(p) for p in parts]
    if any(part.terms.dtype == object for part in spread):
        spread = [part.mapped(fractions) for part in spread]
    terms = np.concatenate([part.terms for part in spread], axis=axis + 1)
    return Affine(first.layer, reduced(terms), any(part.biased for part in spread))


def _same_layer(node: Node, values: Sequence[Affine]) -> Affine:
    if len({value.layer for value in values}) > 1:
        layers = ", ".join(str(value.layer) for value in values)
        raise node.error(f"it joins values of different layers ({layers}); the construction carries chains only")
    return values[0]


def pad(node: Node) -> Value:
    value = node.affine(0)
    node.expect(mode=(b"constant", "constant"))
    pads = node.integers(1, "pads") or []
    filling = node.constant(2, "constant_value", np.array(node.attributes.get("value", 0.0)))
    axes = node.integers(3, "axes", range(len(value.shape))) or []
    if filling.any() or min(pads, default=0) < 0 or len(pads) != 2 * len(axes):
        raise node.error("padding by zeros, two non-negative numbers per axis, is read")
    widths = [(0, 0)] * (len(value.shape) + 1)
    for i, axis in enumerate(axes):
        widths[1 + _axis(node, axis, len(value.shape))] = (pads[i], pads[i + len(axes)])
    return value.mapped(lambda terms: np.pad(terms, widths))


def expand(node: Node) -> Value:
    value = node.take(0, "input")
    shape = np.broadcast_shapes(value.shape, tuple(node.integers(1, "shape") or []))
    if isinstance(value, Affine):
        return value.times(np.ones(shape))
    return np.broadcast_to(value, shape)


def constant_of_shape(node: Node) -> Value:
    shape = node.integers(0, "input") or []
    check_fits(8 * math.prod(shape))
    filling = np.asarray(node.attributes.get("value", np.zeros(1, np.float32)))
    return np.full(shape, filling.reshape(-1)[0])


_FLOATS = {1: np.float32, 10: np.float16, 11: np.float64}
_WHOLE = {2: np.uint8, 3: np.int8, 5: np.int16, 6: np.int32, 7: np.int64}


def cast(node: Node) -> Value:
    """A value of the network keeps its real value; a constant is the number that the cast makes of it."""
    value, to = node.take(0, "input"), node.attributes.get("to")
    if to not in _FLOATS and to not in _WHOLE:
        raise node.error(f"attribute to is {to}; casts to floats and integers are read")
    if isinstance(value, Affine):
        if to not in _FLOATS:
            raise node.error("it turns a value of the network into integers; only casts between floats are affine")
        return value
    return rounded(value).astype(_FLOATS[to]).astype(np.float64) if to in _FLOATS else value.astype(_WHOLE[to])


# arithmetic -------------------------------------------------------------------------------------


def _numbers(node: Node, value: Array) -> Array:
    """A constant as exact numbers: float64 or fractions."""
    if value.dtype.kind in "iu":
        return (
            value.astype(np.float64)
            if (abs(value.astype(object)) < 2**53).all()
            else value.astype(object) + Fraction(0)
        )
    if value.dtype == object:
        return value
    if value.dtype.kind != "f":
        raise node.error(f"a constant of type {value.dtype}; numbers are needed")
    found = value.astype(np.float64)
    if not np.isfinite(found).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(found))[0])
        raise node.error(f"the constant at {list(at)} is {found[at]}; finite numbers are needed")
    return found


def _both(node: Node) -> tuple[Array | Affine, Array | Affine]:
    a, b = node.take(0, "input 1"), node.take(1, "input 2")
    return tuple(v if isinstance(v, Affine) else _numbers(node, v) for v in (a, b))  # type: ignore[return-value]


def _whole(node: Node) -> bool:
    return all(not isinstance(v, Affine | Unread) and v is not None and v.dtype.kind in "iu" for v in node.inputs)


def add(node: Node) -> Value:
    if _whole(node):
        return np.add(*node.inputs)  # type: ignore[arg-type]
    a, b = _both(node)
    if isinstance(a, Affine) and isinstance(b, Affine):
        _same_layer(node, (a, b))
        return a.joined(b)
    if isinstance(a, Affine):
        return a.plus(np.asarray(b))
    return b.plus(a) if isinstance(b, Affine) else added(*np.broadcast_arrays(a, b))


def negate(node: Node) -> Value:
    value = node.take(0, "input")
    return value.mapped(np.negative) if isinstance(value, Affine) else -value


def subtract(node: Node) -> Value:
    if _whole(node):
        return np.subtract(*node.inputs)  # type: ignore[arg-type]
    a, b = _both(node)
    minus = b.mapped(np.negative) if isinstance(b, Affine) else -b
    return add(Node(node.place, node.kind, (a, minus), {}, node.layers))


def multiply(node: Node) -> Value:
    if _whole(node):
        return np.multiply(*node.inputs)  # type: ignore[arg-type]
    a, b = _both(node)
    if isinstance(a, Affine) and isinstance(b, Affine):
        raise node.error("it multiplies two values of the network; one must be a constant")
    if isinstance(a, Affine):
        return a.times(np.asarray(b))
    return b.times(a) if isinstance(b, Affine) else multiplied(a, b)


def divide(node: Node) -> Value:
    if _whole(node):
        return np.floor_divide(*node.inputs)  # type: ignore[arg-type]
    a, b = _both(node)
    if isinstance(b, Affine):
        raise node.error("it divides by a value of the network; a constant is needed")
    if (b == 0).any():
        raise node.error("it divides by zero")
    inverse = divided(np.ones(b.shape), b)
    return a.times(inverse) if isinstance(a, Affine) else multiplied(a, inverse)


def _product(node: Node, a: Array | Affine, b: Array | Affine) -> Array | Affine:
    """The matrix product, one of the two constant."""
    _check_product(node, a.shape, b.shape)
    if isinstance(a, Affine):
        if isinstance(b, Affine):
            raise node.error("it multiplies two values of the network; one must be a constant")
        matrix = b.reshape(len(b), -1)
        made = a.mapped(lambda t: contracted(t.reshape(-1, t.shape[-1]), matrix).reshape(*t.shape[:-1], -1))
        return made if b.ndim == 2 else made.mapped(lambda t: t[..., 0])
    if isinstance(b, Affine):
        turned = _product(node, _turned(b), a.T)
        return _turned(turned) if isinstance(turned, Affine) and a.ndim == 2 else turned
    return contracted(a.reshape(-1, a.shape[-1]), b.reshape(len(b), -1)).reshape(*a.shape[:-1], *b.shape[1:])


def _turned(value: Affine) -> Affine:
    """The last two axes exchanged; a vector stays one."""
    return value.mapped(lambda t: t.swapaxes(-1, -2) if t.ndim > 2 else t)


def _check_product(node: Node, left: tuple[int, ...], right: tuple[int, ...]) -> None:
    inner = right[-2] if len(right) > 1 else right[0] if right else None
    if not left or left[-1] != inner:
        raise node.error(f"values of shapes {list(left)} and {list(right)} do not fit in a product")


def matmul(node: Node) -> Value:
    a, b = _both(node)
    for value in (a, b):
        if not isinstance(value, Affine) and value.ndim not in (1, 2):
            raise node.error(f"weights of shape {value.shape}; a matrix is needed")
    return _product(node, a, b)


def gemm(node: Node) -> Value:
    a, b = _both(node)
    node.expect(transA=(0, 1), transB=(0, 1))
    for value in (a, b):
        if len(value.shape) != 2:
            raise node.error(f"a value of shape {list(value.shape)} goes in; a matrix is needed")
    if node.attributes.get("transA", 0):
        a = a.mapped(lambda t: t.swapaxes(1, 2)) if isinstance(a, Affine) else a.T
    if node.attributes.get("transB", 0):
        b = b.mapped(lambda t: t.swapaxes(1, 2)) if isinstance(b, Affine) else b.T
    made = _scaled(_product(node, a, b), node.attributes.get("alpha", 1.0))
    if len(node.inputs) < 3 or node.inputs[2] is None:
        return made
    c = node.take(2, "C")
    beta = node.attributes.get("beta", 1.0)
    shift = _scaled(c if isinstance(c, Affine) else _numbers(node, c), beta)
    found = add(Node(node.place, node.kind, (made, shift), {}, node.layers))
    if isinstance(found, Affine) and found.shape != made.shape:  # type: ignore[union-attr]
        raise node.error(f"bias of shape {list(c.shape)} for a product of shape {list(made.shape)}")  # type: ignore[union-attr]
    return found


def _scaled(value: Value, factor: float) -> Value:
    if factor == 1 or isinstance(value, Unread):
        return value
    constant = np.array(factor, dtype=np.float64)
    return value.times(constant) if isinstance(value, Affine) else multiplied(value, constant)


# images -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Windows:
    """Where a kernel is laid: per spatial axis size, stride, dilation and padding before and after."""

    kernel: list[int]
    strides: list[int]
    dilations: list[int]
    before: list[int]
    after: list[int]

    def count(self, sizes: Sequence[int]) -> list[int]:
        """How many windows fit along each axis."""
        return [
            (n + b + e - d * (k - 1) - 1) // s + 1
            for n, k, s, d, b, e in zip(
                sizes, self.kernel, self.strides, self.dilations, self.before, self.after, strict=True
            )
        ]

    def taken(self, images: Array) -> Array:
        """The windows of images of shape (…, *sizes): shape (…, *count, *kernel); zeros outside."""
        axes = len(self.kernel)
        count = self.count(images.shape[-axes:])
        check_fits(8 * math.prod(images.shape[:-axes]) * math.prod(count) * math.prod(self.kernel))
        widths = [(0, 0)] * (images.ndim - axes) + list(zip(self.before, self.after, strict=True))
        padded = np.pad(images, widths)
        reach = [d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilations, strict=True)]
        views = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=tuple(range(-axes, 0)))
        lead = (slice(None),) * (images.ndim - axes)
        return views[
            (*lead, *(slice(None, None, s) for s in self.strides), *(slice(None, None, d) for d in self.dilations))
        ]


def _windows(node: Node, sizes: Sequence[int], kernel: Sequence[int]) -> _Windows:
    axes = len(sizes)
    if len(kernel) != axes:
        raise node.error(f"a kernel of {len(kernel)} axes for images of {axes}")
    strides = list(node.attributes.get("strides", [1] * axes))
    dilations = list(node.attributes.get("dilations", [1] * axes))
    pads = list(node.attributes.get("pads", [0] * 2 * axes))
    how = node.attributes.get("auto_pad", b"NOTSET")
    if how in (b"SAME_UPPER", b"SAME_LOWER"):
        totals = [
            max(0, (-(-n // s) - 1) * s + d * (k - 1) + 1 - n)
            for n, k, s, d in zip(sizes, kernel, strides, dilations, strict=True)
        ]
        small, large = [t // 2 for t in totals], [t - t // 2 for t in totals]
        pads = [*small, *large] if how == b"SAME_UPPER" else [*large, *small]
    elif how not in (b"NOTSET", b"VALID"):
        raise node.error(f"attribute auto_pad is {quoted(how)}; NOTSET, VALID, SAME_UPPER or SAME_LOWER is needed")
    if len(strides) != axes or len(dilations) != axes or len(pads) != 2 * axes or min(pads) < 0:
        raise node.error("its strides, dilations and pads do not fit the kernel")
    if node.attributes.get("ceil_mode", 0):
        raise node.error("attribute ceil_mode is 1; 0 is needed")
    found = _Windows(list(kernel), strides, dilations, pads[:axes], pads[axes:])
    if min(found.count(sizes)) < 1 or min(strides) < 1 or min(dilations) < 1:
        raise node.error(f"its kernel {list(kernel)} does not fit images of {list(sizes)}")
    return found


def _images(node: Node) -> Affine:
    value = node.affine(0)
    if len(value.shape) < 3:
        raise node.error(f"a value of shape {list(value.shape)} goes in; (batch, channels, …) is needed")
    return value


def convolve(node: Node) -> Value:
    value, kernels = _images(node), _numbers(node, node.constant(1, "W"))
    groups = node.attributes.get("group", 1)
    outputs, per_group = kernels.shape[:2] if kernels.ndim > 2 else (0, 0)
    if not outputs or per_group * groups != value.shape[1] or outputs % groups:
        raise node.error(f"kernels of shape {kernels.shape}, group {groups}, for a value of {list(value.shape)}")
    spatial = kernels.ndim - 2
    windows = _windows(node, value.shape[2:], kernels.shape[2:])

    def step(terms: Array) -> Array:
        views = windows.taken(terms)  # (k + 1, batch, channels, *count, *kernel)
        count = views.shape[3 : 3 + spatial]
        found = []
        for group in range(groups):
            part = views[:, :, group * per_group : (group + 1) * per_group]
            rows = np.moveaxis(part, 2, 2 + spatial).reshape(-1, math.prod(kernels.shape[1:]))
            size = outputs // groups
            matrix = kernels[group * size : (group + 1) * size].reshape(size, -1).T
            made = contracted(rows, matrix).reshape(*terms.shape[:2], *count, size)
            found.append(np.moveaxis(made, -1, 2))
        return np.concatenate(
            [fractions(f) for f in found] if any(f.dtype == object for f in found) else found, axis=2
        )

    made = value.mapped(step)
    if len(node.inputs) < 3 or node.inputs[2] is None:
        return made
    bias = _numbers(node, node.constant(2, "B"))
    if bias.shape != (outputs,):
        raise node.error(f"bias of shape {bias.shape}; ({outputs},) is needed")
    return made.plus(bias.reshape(-1, *(1,) * spatial))


def average_pool(node: Node) -> Value:
    value = _images(node)
    kernel = list(node.attributes.get("kernel_shape", ()))
    windows = _windows(node, value.shape[2:], kernel)
    axes = tuple(range(-len(kernel), 0))
    sums = value.mapped(lambda terms: _summed(windows.taken(terms), axes))
    if node.attributes.get("count_include_pad", 0):
        counts = np.full(windows.count(value.shape[2:]), float(math.prod(kernel)))
    else:
        counts = windows.taken(np.ones(value.shape[2:])).sum(axis=axes)
    return sums.times(divided(np.ones(counts.shape), counts))


def global_average_pool(node: Node) -> Value:
    value = _images(node)
    return _mean(value, tuple(range(2, len(value.shape))), keep=True)


def _summed(terms: Array, axes: tuple[int, ...], keep: bool = False) -> Array:
    """The sum along axes, exactly."""
    kept = [i for i in range(terms.ndim) if i not in {a % terms.ndim for a in axes}]
    shape = [1 if i not in kept else n for i, n in enumerate(terms.shape)]
    moved = np.moveaxis(terms, kept, range(len(kept)))
    rows = moved.reshape(math.prod(terms.shape[i] for i in kept), -1)
    found = contracted(rows, np.ones((rows.shape[1], 1)))
    return found.reshape(shape if keep else [terms.shape[i] for i in kept])


def _mean(value: Affine, axes: tuple[int, ...], *, keep: bool) -> Affine:
    count = math.prod(value.shape[a] for a in axes)
    sums = value.mapped(lambda terms: _summed(terms, tuple(a + 1 for a in axes), keep))
    return sums.times(divided(np.ones(()), np.array(float(count))))


def reduce_(node: Node) -> Value:
    """ReduceMean and ReduceSum; of constants ReduceProd too, for shapes."""
    value = node.take(0, "input")
    rank = len(value.shape)
    node.expect(noop_with_empty_axes=(0,))
    axes = node.integers(1, "axes", range(rank)) or list(range(rank))
    chosen = tuple(_axis(node, a, rank) for a in axes)
    keep = bool(node.attributes.get("keepdims", 1))
    if not isinstance(value, Affine):
        if node.kind == "ReduceProd" and value.dtype.kind in "iu":
            return np.asarray(np.prod(value, axis=chosen, keepdims=keep))
        raise node.error("it reduces a constant; a value of the network is needed")
    if node.kind == "ReduceSum":
        return value.mapped(lambda terms: _summed(terms, tuple(a + 1 for a in chosen), keep))
    if node.kind == "ReduceMean":
        return _mean(value, chosen, keep=keep)
    raise node.error("it multiplies values of the network")


def batch_norm(node: Node) -> Value:
    value = node.affine(0)
    if node.attributes.get("training_mode", 0):
        raise node.error("attribute training_mode is 1; export for inference")
    node.expect(spatial=(1,))
    names = ("scale", "B", "mean", "var")
    scale, shift, mean, variance = (_numbers(node, node.constant(i, name)) for i, name in enumerate(names, 1))
    channels = value.shape[1] if len(value.shape) > 1 else 0
    if any(v.shape != (channels,) for v in (scale, shift, mean, variance)):
        raise node.error(f"its parameters do not fit a value of shape {list(value.shape)}")
    epsilon = Fraction(float(node.attributes.get("epsilon", np.float32(1e-5))))
    squares = [Fraction(v) + epsilon for v in fractions(variance)]
    if min(squares, default=Fraction(1)) <= 0:
        raise node.error("a variance plus epsilon is not positive")
    roots = np.array([_root(v) for v in squares], dtype=object)
    factor = multiplied(scale, reduced(divided(np.ones(channels), roots)))
    offset = added(shift, -multiplied(mean, factor))
    spread = (-1, *(1,) * (len(value.shape) - 2))
    return value.times(factor.reshape(spread)).plus(offset.reshape(spread))


def _root(value: Fraction) -> Fraction:
    """The square root, with a relative error below 2^-:data:`ROOT_BITS`."""
    shift = max(0, 2 * ROOT_BITS + value.denominator.bit_length() - value.numerator.bit_length())
    shift += shift % 2
    return Fraction(math.isqrt((value.numerator << shift) // value.denominator), 1 << shift // 2)


def dequantize(node: Node) -> Value:
    """``(x − zero point) · scale`` of stored integers, exactly."""
    stored = node.constant(0, "input")
    if stored.dtype.kind not in "iu":
        raise node.error(f"a constant of type {stored.dtype}; quantized integers are needed")
    scale = _per_axis(node, _numbers(node, node.constant(1, "scale")), stored.ndim)
    zero = _per_axis(node, node.constant(2, "zero point", np.zeros((), stored.dtype)), stored.ndim)
    return multiplied(_numbers(node, stored.astype(np.int64) - zero.astype(np.int64)), scale)


def quantize(node: Node) -> Value:
    """Rounding to integers: of constants only, as the program rounds them."""
    value = node.take(0, "input")
    if isinstance(value, Affine):
        raise node.error("it rounds a value of the network to integers, which is not linear")
    zero = node.constant(2, "zero point", np.zeros((), np.uint8))
    scale = _per_axis(node, node.constant(1, "scale"), value.ndim)
    with np.errstate(over="ignore"):
        whole = np.rint(value / scale)  # IEEE division in the graph's own type, as the program has it
    low, high = np.iinfo(zero.dtype).min, np.iinfo(zero.dtype).max
    shifted = whole + _per_axis(node, zero, value.ndim)
    return np.asarray(np.clip(shifted, low, high).astype(zero.dtype))


def _per_axis(node: Node, parameter: Array, rank: int) -> Array:
    if parameter.ndim == 0 or parameter.size == 1:
        return parameter.reshape(())
    axis = _axis(node, node.attributes.get("axis", 1), rank)
    return parameter.reshape([-1 if i == axis else 1 for i in range(rank)])


def scaler(node: Node) -> Value:
    """``(x − offset) · scale`` of ai.onnx.ml."""
    value = node.affine(0)
    offset = np.array(node.attributes.get("offset", [0.0]), dtype=np.float64)
    scale = np.array(node.attributes.get("scale", [1.0]), dtype=np.float64)
    return value.plus(-offset).times(scale)


# activations ------------------------------------------------------------------------------------


def activation(node: Node) -> Value:
    return node.layers.close(node.affine(0), node.kind.lower(), node.place)


def leaky_relu(node: Node) -> Value:
    return _leaky(node, float(node.attributes.get("alpha", np.float32(0.01))))


def parametric_relu(node: Node) -> Value:
    value, slopes = node.affine(0), _numbers(node, node.constant(1, "slope"))
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
    text = f"leaky-relu({Fraction(slope)})" if slope else "relu"
    return node.layers.close(node.affine(0), text, node.place)


def clip(node: Node) -> Value:
    low, high = _end(node, 1, "min"), _end(node, 2, "max")
    value = node.affine(0)
    if low is None and high is None:
        return value
    if low == 0 and high is None:
        return node.layers.close(value, "relu", node.place)
    if low is None or high is None or low >= high:
        ends = ", ".join(f"{n} {'absent' if v is None else _short(v)}" for n, v in (("min", low), ("max", high)))
        raise node.error(f"its ends are {ends}; min below max, or min 0 without max, is needed")
    return node.layers.close(value, f"clip({Fraction(low)},{Fraction(high)})", node.place)


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
    return None if (value if name == "max" else -value) >= largest else value


def hard_sigmoid(node: Node) -> Value:
    """``clip(0,1)`` of ``alpha x + beta``, which is one more step of the affine map before it."""
    numbers = [node.attributes.get(name, float(np.float32(x))) for name, x in (("alpha", 0.2), ("beta", 0.5))]
    if not all(map(math.isfinite, numbers)):
        raise node.error(f"alpha and beta are {numbers}; finite numbers are needed")
    slope, offset = (np.array(Fraction(x)) for x in numbers)
    return node.layers.close(node.affine(0).times(slope).plus(offset), "clip(0,1)", node.place)


def _short(number: float | Fraction) -> str:
    return readable(Fraction(number)) if math.isfinite(number) else str(number)


@dataclass(frozen=True)
class Operator:
    """How an operator is followed: its step, how many values go in at most, and the attributes that are read."""

    step: Callable[[Node], Value]
    inputs: int = 1
    attributes: str = ""

    def __call__(self, node: Node) -> Value:
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
ANY = 1 << 30

OPERATORS: dict[str, Operator] = {
    "Identity": Operator(identity),
    "Dropout": Operator(dropout, 3, "ratio seed is_test"),
    "Cast": Operator(cast, 1, "to saturate round_mode"),
    "Reshape": Operator(reshape, 2, "allowzero"),
    "Flatten": Operator(flatten, 1, "axis"),
    "Transpose": Operator(transpose, 1, "perm"),
    "Squeeze": Operator(squeeze, 2, "axes"),
    "Unsqueeze": Operator(unsqueeze, 2, "axes"),
    "Shape": Operator(shape_of, 1, "start end"),
    "Slice": Operator(slice_, 5, "starts ends axes"),
    "Gather": Operator(gather, 2, "axis"),
    "Concat": Operator(concat, ANY, "axis"),
    "Pad": Operator(pad, 4, "mode pads value"),
    "Expand": Operator(expand, 2),
    "ConstantOfShape": Operator(constant_of_shape, 1, "value"),
    "Add": Operator(add, 2),
    "Sub": Operator(subtract, 2),
    "Mul": Operator(multiply, 2),
    "Div": Operator(divide, 2),
    "Neg": Operator(negate),
    "LeakyRelu": Operator(leaky_relu, 1, "alpha"),
    "PRelu": Operator(parametric_relu, 2),
    "Clip": Operator(clip, 3, "max min"),
    "HardSigmoid": Operator(hard_sigmoid, 1, "alpha beta"),
    "MatMul": Operator(matmul, 2),
    "Gemm": Operator(gemm, 3, "alpha beta transA transB"),
    "Conv": Operator(convolve, 3, f"{_WINDOW} group"),
    "AveragePool": Operator(average_pool, 1, f"{_WINDOW} ceil_mode count_include_pad"),
    "GlobalAveragePool": Operator(global_average_pool),
    "ReduceMean": Operator(reduce_, 2, "axes keepdims noop_with_empty_axes"),
    "ReduceSum": Operator(reduce_, 2, "axes keepdims noop_with_empty_axes"),
    "ReduceProd": Operator(reduce_, 2, "axes keepdims noop_with_empty_axes"),
    "BatchNormalization": Operator(batch_norm, 5, "epsilon momentum training_mode spatial"),
    "DequantizeLinear": Operator(dequantize, 3, "axis"),
    "QuantizeLinear": Operator(quantize, 3, "axis saturate"),
    "Relu": Operator(activation),
    "Tanh": Operator(activation),
    "Sigmoid": Operator(activation),
    "ai.onnx.ml.Scaler": Operator(scaler, 1, "offset scale"),
}
