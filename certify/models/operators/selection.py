"""Operators that select, repeat or join entries."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from certify.errors import InputError
from certify.models.affine import Affine
from certify.models.exactly import Array, alike, fractions, multiplied, reduced
from certify.models.files import check_fits
from certify.models.operators.values import Bounded, Compared, Node, Value, along, joined


def slice_(node: Node) -> Value:
    value = node.take(0, "input")
    starts, ends = node.integers(1, "starts") or [], node.integers(2, "ends") or []
    axes = node.integers(3, "axes", range(len(starts))) or []
    steps = node.integers(4, "steps", [1] * len(starts)) or []
    if not len(starts) == len(ends) == len(axes) == len(steps) or 0 in steps:
        raise node.error("its starts, ends, axes and steps do not fit each other")
    window = [slice(None)] * len(value.shape)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        axis = node.axis(axis, len(window))
        window[axis] = _window(value.shape[axis], start, end, step)
    return along(value, lambda a, lead: a[(slice(None),) * lead + tuple(window)])


def _window(size: int, start: int, end: int, step: int) -> slice:
    """Backwards, ONNX keeps a start in the value where NumPy finds nothing."""
    if step > 0:
        return slice(start, end, step)
    first, last = (n + size if n < 0 else n for n in (start, end))
    first, last = min(max(first, 0), size - 1), min(max(last, -1), size - 1)
    return slice(first, last if last >= 0 else None, step) if size else slice(0)


def gather(node: Node) -> Value:
    value = node.take(0, "input")
    indices = node.constant(1, "indices")
    axis = node.axis(node.attributes.get("axis", 0), len(value.shape))
    size = value.shape[axis]
    if indices.dtype.kind not in "iu" or (indices < -size).any() or (indices >= size).any():
        raise node.error(f"indices must be integers from {-size} to {size - 1}")
    lead = [len(value.terms)] if isinstance(value, Affine) else []
    node.check_size([*lead, *value.shape[:axis], *indices.shape, *value.shape[axis + 1 :]])
    return along(value, lambda a, lead: np.take(a, indices, axis=axis + lead))


def concat(node: Node) -> Value:
    parts = [node.take(i, f"input {i + 1}") for i in range(max(1, len(node.inputs)))]
    rank = len(parts[0].shape)
    axis = node.axis(node.attributes.get("axis", 1), rank)
    if len({(*p.shape[:axis], *p.shape[axis + 1 :]) if len(p.shape) == rank else None for p in parts}) > 1:
        listed = " and ".join(str(list(p.shape)) for p in parts[:4])
        raise node.error(f"values of shapes {listed} do not fit each other along axis {axis}")
    node.check_size([sum(p.shape[axis] for p in parts), *parts[0].shape[:axis], *parts[0].shape[axis + 1 :]])
    if not any(isinstance(part, Affine) for part in parts):
        return np.concatenate(alike([np.asarray(part) for part in parts]), axis=axis)
    spread = joined(node, parts)
    check_fits(8 * sum(part.terms.size for part in spread))
    terms = np.concatenate([part.terms for part in spread], axis=axis + 1)
    return Affine(spread[0].layer, reduced(terms), any(part.biased for part in spread))


def split(node: Node) -> tuple[Value, ...]:
    """Parts along an axis: of sizes that are given, else equal ones, of which the last may be smaller."""
    value = node.take(0, "input")
    axis = node.axis(node.attributes.get("axis", 0), len(value.shape))
    size, count = value.shape[axis], node.attributes.get("num_outputs", node.outputs)
    sizes = node.integers(1, "split")
    if sizes is None:
        if size % max(1, count) and node.opset < 18:
            raise node.error(f"{size} entries along axis {axis} are not divided equally among {count} outputs")
        each = -(-size // max(1, count))
        sizes = [min(each, size - i * each) for i in range(min(count, node.outputs))]
    if len(sizes) != node.outputs or count != node.outputs or sum(sizes) != size or min(sizes, default=0) < 0:
        raise node.error(f"{size} entries along axis {axis} cannot be divided so among {node.outputs} outputs")
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    return tuple(
        along(value, lambda a, lead, i=i, n=n: a[(slice(None),) * (lead + axis) + (slice(i, i + n),)])  # type: ignore[misc]
        for i, n in zip(starts, sizes, strict=True)
    )


def pad(node: Node) -> Value:
    """Padding by a constant, or by entries of the value itself."""
    value = node.affine(0)
    node.expect(mode=(b"constant", b"reflect", b"edge"))
    mode = node.attributes.get("mode", b"constant").decode()
    pads = node.integers(1, "pads") or []
    axes = node.integers(3, "axes", range(len(value.shape))) or []
    filling = node.numbers(node.constant(2, "constant_value", np.array(node.attributes.get("value", 0.0))))
    if min(pads, default=0) < 0 or len(pads) != 2 * len(axes) or filling.size != 1:
        raise node.error("two non-negative numbers per axis, and one number to pad with, are needed")
    widths = [(0, 0)] * len(value.shape)
    for i, axis in enumerate(axes):
        widths[node.axis(axis, len(value.shape))] = (pads[i], pads[i + len(axes)])
    if mode == "reflect" and any(max(w) >= n for w, n in zip(widths, value.shape, strict=True) if any(w)):
        raise node.error(f"pads {pads} of a value of shape {list(value.shape)}; less than its sizes are needed")
    shape = [n + sum(w) for n, w in zip(value.shape, widths, strict=True)]
    node.check_size([len(value.terms), *shape])
    made = value.mapped(lambda terms: np.pad(terms, [(0, 0), *widths], mode=mode))
    if mode != "constant" or not filling.any():
        return made
    around = np.pad(np.zeros(value.shape), widths, constant_values=1)
    return made.plus(multiplied(around, filling.reshape(())))


def expand(node: Node) -> Value:
    value = node.take(0, "input")
    shape = node.joint(value.shape, tuple(node.integers(1, "shape") or []))
    return _broadcast(value, shape)


def _broadcast(value: Array | Affine, shape: tuple[int, ...]) -> Array | Affine:
    return value.times(np.ones(shape)) if isinstance(value, Affine) else np.broadcast_to(value, shape)


def tile(node: Node) -> Value:
    value, repeats = node.take(0, "input"), node.integers(1, "repeats") or []
    if len(repeats) != len(value.shape) or min(repeats, default=1) < 0:
        raise node.error(f"repeats {repeats} of a value of shape {list(value.shape)}; one per axis is needed")
    lead = [len(value.terms)] if isinstance(value, Affine) else []
    node.check_size([*lead, *(n * m for n, m in zip(value.shape, repeats, strict=True))])
    return along(value, lambda a, lead: np.tile(a, [1] * lead + repeats))


def constant_of_shape(node: Node) -> Value:
    shape = node.integers(0, "input") or []
    node.check_size(shape)
    filling = np.asarray(node.attributes.get("value", np.zeros(1, np.float32)))
    if filling.size != 1:
        raise node.error(f"a value of shape {filling.shape}; one number is needed")
    return np.full(shape, filling.reshape(-1)[0])


def depth_to_space(node: Node) -> Value:
    node.expect(mode=(b"DCR", b"CRD"))
    value, size = _blocks(node)
    batch, channels, height, width = value.shape
    if channels % size**2:
        raise node.error(f"{channels} channels for blocks of {size} by {size}")
    depth = channels // size**2
    if node.attributes.get("mode", b"DCR") == b"DCR":
        shape, order = (batch, size, size, depth, height, width), (0, 3, 4, 1, 5, 2)
    else:
        shape, order = (batch, depth, size, size, height, width), (0, 1, 4, 2, 5, 3)
    return _moved(node, value, shape, order, (batch, depth, height * size, width * size))


def space_to_depth(node: Node) -> Value:
    value, size = _blocks(node)
    batch, channels, height, width = value.shape
    if height % size or width % size:
        raise node.error(f"images of {height} by {width} for blocks of {size} by {size}")
    height, width = height // size, width // size
    shape = (batch, channels, height, size, width, size)
    return _moved(node, value, shape, (0, 3, 5, 1, 2, 4), (batch, channels * size**2, height, width))


def _blocks(node: Node) -> tuple[Affine, int]:
    value, size = node.affine(0), node.attributes.get("blocksize", 0)
    if len(value.shape) != 4 or size < 1:
        raise node.error(f"blocksize {size} for a value of shape {list(value.shape)}; four axes are needed")
    return value, size


def _moved(node: Node, value: Affine, shape: Sequence[int], order: Sequence[int], after: Sequence[int]) -> Value:
    def step(terms: Array) -> Array:
        parts = terms.reshape(len(terms), *shape)
        return parts.transpose(0, *(1 + n for n in order)).reshape(len(terms), *after)

    return value.mapped(step)


def where(node: Node) -> Value:
    """A selection by a constant condition; or the larger or smaller of a value and a constant."""
    condition = node.inputs[0] if node.inputs else None
    if isinstance(condition, Compared):
        return _cut(node, condition)
    chosen = node.constant(0, "condition")
    a, b = node.take(1, "input 2"), node.take(2, "input 3")
    if chosen.dtype != np.bool_:
        raise node.error(f"a condition of type {chosen.dtype}; truth values are needed")
    shape = node.joint(chosen.shape, a.shape, b.shape)
    if isinstance(a, Affine) or isinstance(b, Affine):
        chosen = np.broadcast_to(chosen, shape)
        first, second = joined(node, [_where_used(a, chosen), _where_used(b, ~chosen)])
        check_fits(8 * len(first.terms) * math.prod(shape))
        first, second = (part.times(np.ones(shape)) for part in (first, second))
        return Affine(first.layer, np.where(chosen, first.terms, second.terms), first.biased or second.biased)
    a, b = alike([np.asarray(a), np.asarray(b)])
    return np.where(chosen, a, b)


def _where_used(value: Array | Affine, chosen: Array) -> Array | Affine:
    """A constant where it is chosen, else 0: what is not chosen may be infinite."""
    return value if isinstance(value, Affine) else np.where(chosen, value, value.dtype.type(0))


def _cut(node: Node, condition: Compared) -> Value:
    """The value itself on one side of the constant, and the constant on the other."""
    a, b = node.take(1, "input 2"), node.take(2, "input 3")
    constant, value, below = (a, b, condition.above) if isinstance(b, Affine) else (b, a, not condition.above)
    if not isinstance(value, Affine) or isinstance(constant, Affine) or not _is(value, condition.value):
        raise InputError(condition.reason)
    ends = {*fractions(node.numbers(constant)).flat, *fractions(condition.constant).flat}
    if len(ends) != 1 or node.joint(constant.shape, value.shape) != value.shape:
        raise InputError(condition.reason)
    (end,) = ends
    return Bounded(value, None if below else end, end if below else None, node.place, node.layers)


def _is(value: Affine, other: Affine) -> bool:
    same = value.layer == other.layer and value.shape == other.shape
    return same and bool((value.terms == other.terms).all())
