"""Resize and Upsample: neighbours chosen, or weighed, at places that are computed exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from certify.models.affine import Affine
from certify.models.exactly import Array, contracted, fractions, reduced
from certify.models.files import quoted
from certify.models.operators.values import Node, Value

_HALF = Fraction(1, 2)
# Where output i lies among n inputs, for m outputs, a scale s and a half h: exact ones, or those of a program.
_PLACES: dict[bytes, Callable[[Any, Any, Any, Any, Any], Any]] = {
    b"asymmetric": lambda i, n, m, s, h: i / s,
    b"half_pixel": lambda i, n, m, s, h: (i + h) / s - h,
    b"pytorch_half_pixel": lambda i, n, m, s, h: (i + h) / s - h if m > 1 else 0 * i,
    b"align_corners": lambda i, n, m, s, h: i * (n - 1) / (m - 1) if m > 1 else 0 * i,
    b"tf_half_pixel_for_nn": lambda i, n, m, s, h: (i + h) / s,
}
_NEAREST: dict[bytes, Callable[[Fraction], int]] = {
    b"round_prefer_floor": lambda x: math.ceil(x - _HALF),
    b"round_prefer_ceil": lambda x: math.floor(x + _HALF),
    b"floor": math.floor,
    b"ceil": math.ceil,
}


def resize(node: Node) -> Value:
    value = node.affine(0)
    older = node.kind == "Upsample" or len(node.inputs) < 3  # before opset 11 the mode is the only attribute
    node.expect(mode=(b"nearest", b"linear"), keep_aspect_ratio_policy=(b"stretch",), antialias=(0,))
    how = node.attributes.get("coordinate_transformation_mode", b"asymmetric" if older else b"half_pixel")
    nearest = node.attributes.get("nearest_mode", b"floor" if older else b"round_prefer_floor")
    for name, known in ((how, [*_PLACES]), (nearest, [*_NEAREST])):
        if name not in known:
            raise node.error(f"{quoted(name)}; one of {', '.join(n.decode() for n in known)} is needed")
    linear = node.attributes.get("mode", b"nearest") == b"linear"
    targets = _targets(node, value.shape, 1 if older else 2)
    for axis, (size, scale) in enumerate(targets):
        if size == value.shape[axis]:
            if scale != 1:  # some programs then leave the value as it is
                raise node.error(
                    f"a scale of {float(scale)} keeps {size} entries; sizes or another scale are needed"
                )
            continue
        node.check_size([len(value.terms), *value.shape[:axis], size, *value.shape[axis + 1 :]])
        places = _places(how, value.shape[axis], size, scale)
        if linear:
            value = _weighed(value, axis, places)
            continue
        if older and scale < 1 and (1 / scale).denominator > 1:
            raise node.error(f"it shrinks by {float(scale)}; the inverse of a whole number is needed")
        others = [places, *_as_programs(how, value.shape[axis], size, scale)]
        value = _taken(node, value, axis, [[_NEAREST[nearest](x) for x in p] for p in others])
    return value


def _places(how: bytes, old: int, new: int, scale: Fraction) -> list[Fraction]:
    """Where the outputs lie among the inputs, exactly."""
    return [_PLACES[how](Fraction(i), Fraction(old), Fraction(new), scale, _HALF) for i in range(new)]


def _as_programs(how: bytes, old: int, new: int, scale: Fraction) -> list[list[Fraction]]:
    """The same as programs have it, which hold the scale in float32, and most of which compute so too."""
    close = np.float32(float(scale))
    single = [
        _PLACES[how](np.float32(i), np.float32(old), np.float32(new), close, np.float32(0.5)) for i in range(new)
    ]
    return [_places(how, old, new, Fraction(float(close))), [Fraction(float(x)) for x in single]]


def _targets(node: Node, shape: Sequence[int], position: int) -> list[tuple[int, Fraction]]:
    """The new size along each axis, and the scale."""
    found = [(n, Fraction(1)) for n in shape]
    axes = [node.axis(int(a), len(shape)) for a in node.attributes.get("axes", range(len(shape)))]
    sizes = node.integers(position + 1, "sizes") if position > 1 else None
    if sizes:
        if len(sizes) != len(axes) or min(sizes) < 1:
            raise node.error(f"sizes {sizes} for a value of shape {list(shape)}")
        for axis, size in zip(axes, sizes, strict=True):
            found[axis] = (size, Fraction(size, shape[axis]))
        return found
    older = node.attributes.get("scales")
    node.check_exact(position)
    given = node.constant(position, "scales") if older is None else np.array(older)
    scales = fractions(node.numbers(given)).reshape(-1)
    if len(scales) != len(axes) or min(scales) <= 0:
        raise node.error(f"{len(scales)} scales for a value of shape {list(shape)}; positive numbers are needed")
    for axis, scale in zip(axes, scales, strict=True):
        size = math.floor(shape[axis] * scale)
        if size < 1 or size != int(np.float32(shape[axis]) * np.float32(float(scale))):
            raise node.error(f"a scale makes {size} of {shape[axis]} entries, or what float32 rounds it to")
        found[axis] = (size, Fraction(scale))
    return found


def _taken(node: Node, value: Affine, axis: int, indices: list[list[int]]) -> Affine:
    """One neighbour each, the same however a program computes which."""
    last = value.shape[axis] - 1
    chosen, *others = ([min(max(i, 0), last) for i in places] for places in indices)
    if any(other != chosen for other in others):
        raise node.error("rounding to float32 decides which neighbours it takes; not read")
    return value.mapped(lambda terms: np.take(terms, chosen, axis=axis + 1))


def _weighed(value: Affine, axis: int, places: list[Fraction]) -> Affine:
    """Two neighbours each, weighed by how near they are; beyond the ends the last ones."""
    last = value.shape[axis] - 1
    weights = np.full((last + 1, len(places)), Fraction(0), dtype=object)
    for i, place in enumerate(places):
        at = min(max(place, Fraction(0)), Fraction(last))
        low = math.floor(at)
        weights[low, i] = 1 - (at - low)
        if at > low:
            weights[low + 1, i] = at - low
    matrix = reduced(weights)

    def step(terms: Array) -> Array:
        moved = np.moveaxis(terms, axis + 1, -1)
        made = contracted(moved.reshape(-1, last + 1), matrix).reshape(*moved.shape[:-1], len(places))
        return np.moveaxis(made, -1, axis + 1)

    return value.mapped(step)
