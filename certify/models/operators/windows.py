"""Convolutions and pools: windows over images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from certify.models.affine import Affine
from certify.models.exactly import Array, alike, contracted, divided, summed
from certify.models.files import check_fits, quoted
from certify.models.operators.arithmetic import averaged
from certify.models.operators.values import Node, Value


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
        lead = math.prod(images.shape[:-axes])
        check_fits(8 * lead * math.prod(count) * math.prod(self.kernel))
        sizes = zip(images.shape[-axes:], self.before, self.after, strict=True)
        check_fits(8 * lead * math.prod(n + b + e for n, b, e in sizes))
        widths = [(0, 0)] * (images.ndim - axes) + list(zip(self.before, self.after, strict=True))
        padded = np.pad(images, widths)
        reach = [d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilations, strict=True)]
        views = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=tuple(range(-axes, 0)))
        every: tuple[Any, ...] = tuple(slice(None, None, n) for n in [*self.strides, *self.dilations])
        return np.asarray(views[(..., *every)])


def _windows(node: Node, sizes: Sequence[int], kernel: Sequence[int]) -> _Windows:
    axes = len(sizes)
    if len(kernel) != axes or min(kernel) < 1:
        raise node.error(f"kernel {list(kernel)} for images of {axes} axes")
    strides = list(node.attributes.get("strides", [1] * axes))
    dilations = list(node.attributes.get("dilations", [1] * axes))
    pads = list(node.attributes.get("pads", [0] * 2 * axes))
    how = _auto_pad(node, pads)
    if how in (b"SAME_UPPER", b"SAME_LOWER"):
        if min([*strides, *dilations], default=1) < 1 or not len(strides) == len(dilations) == axes:
            raise node.error("its strides and dilations do not fit the kernel")
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


def _auto_pad(node: Node, pads: Sequence[int]) -> Any:
    """Who chooses the padding; where it is not ``pads``, they must be 0, because programs do not agree on them."""
    how = node.attributes.get("auto_pad", b"NOTSET")
    if how != b"NOTSET" and any(pads):
        raise node.error(
            f"attribute auto_pad is {quoted(how)} and pads are {list(pads)}; one of the two is needed"
        )
    return how


def _images(node: Node) -> Affine:
    value = node.affine(0)
    if len(value.shape) < 3:
        raise node.error(f"a value of shape {list(value.shape)} goes in; (batch, channels, …) is needed")
    return value


def convolve(node: Node) -> Value:
    value, kernels = _images(node), node.numbers(node.constant(1, "W"))
    groups = node.attributes.get("group", 1)
    outputs, per_group = kernels.shape[:2] if kernels.ndim > 2 else (0, 0)
    if groups < 1 or not outputs or per_group * groups != value.shape[1] or outputs % groups:
        raise node.error(f"kernels of shape {kernels.shape}, group {groups}, for a value of {list(value.shape)}")
    _check_kernel(node, kernels)
    windows = _windows(node, value.shape[2:], kernels.shape[2:])
    return _biased(node, value.mapped(lambda terms: _correlated(windows.taken(terms), kernels, groups)))


def _check_kernel(node: Node, kernels: Array) -> None:
    shape = list(node.attributes.get("kernel_shape", kernels.shape[2:]))
    if shape != list(kernels.shape[2:]):
        raise node.error(f"attribute kernel_shape is {shape}; its kernels are of shape {kernels.shape}")


def _correlated(views: Array, kernels: Array, groups: int) -> Array:
    """Windows (k + 1, batch, channels, *count, *kernel) times kernels, the channels in groups."""
    spatial, outputs, per_group = kernels.ndim - 2, len(kernels), kernels.shape[1]
    count, size = views.shape[3 : 3 + spatial], outputs // groups
    found = []
    for group in range(groups):
        part = views[:, :, group * per_group : (group + 1) * per_group]
        rows = np.moveaxis(part, 2, 2 + spatial).reshape(-1, math.prod(kernels.shape[1:]))
        matrix = kernels[group * size : (group + 1) * size].reshape(size, -1).T
        made = contracted(rows, matrix).reshape(*views.shape[:2], *count, size)
        found.append(np.moveaxis(made, -1, 2))
    return np.concatenate(alike(found), axis=2)


def _biased(node: Node, made: Affine) -> Affine:
    if not node.has(2):
        return made
    bias = node.numbers(node.constant(2, "B"))
    outputs = made.shape[1]
    if bias.shape != (outputs,):
        raise node.error(f"bias of shape {bias.shape}; ({outputs},) is needed")
    return made.plus(bias.reshape(-1, *(1,) * (len(made.shape) - 2)))


def convolve_transposed(node: Node) -> Value:
    """A convolution of the images with zeros between their pixels, by the kernels turned round."""
    value, kernels = _images(node), node.numbers(node.constant(1, "W"))
    groups = node.attributes.get("group", 1)
    if kernels.ndim != len(value.shape) or len(kernels) != value.shape[1] or groups < 1 or len(kernels) % groups:
        raise node.error(f"kernels of shape {kernels.shape}, group {groups}, for a value of {list(value.shape)}")
    _check_kernel(node, kernels)
    planted = _planted(node, value.shape[2:], kernels.shape[2:])
    per_group, spatial = len(kernels) // groups, tuple(range(2, kernels.ndim))
    parts = kernels.reshape(groups, per_group, *kernels.shape[1:]).swapaxes(1, 2)
    turned = np.flip(parts.reshape(-1, per_group, *kernels.shape[2:]), spatial)
    ones = [1] * len(spatial)
    dilations = list(node.attributes.get("dilations", ones))
    windows = _Windows(list(kernels.shape[2:]), ones, dilations, [0] * len(ones), [0] * len(ones))
    return _biased(node, value.mapped(lambda t: _correlated(windows.taken(planted.made(t)), turned, groups)))


@dataclass(frozen=True)
class _Planted:
    """Images with zeros between their pixels: per axis stride, and how many zeros before and after, or cut off."""

    strides: list[int]
    before: list[int]
    after: list[int]

    def sizes(self, sizes: Sequence[int]) -> list[int]:
        """The new sizes."""
        return [
            (n - 1) * s + 1 + b + e
            for n, s, b, e in zip(sizes, self.strides, self.before, self.after, strict=True)
        ]

    def made(self, images: Array) -> Array:
        """The images of shape (…, *sizes) so."""
        axes = len(self.strides)
        lead, old = images.shape[:-axes], images.shape[-axes:]
        new = self.sizes(old)
        check_fits(8 * math.prod(lead) * math.prod(new))
        found = np.zeros((*lead, *new), dtype=images.dtype)
        at = [  # of the old pixels along each axis, those that are not cut off, and where they go
            [(i, b + i * s) for i in range(n) if 0 <= b + i * s < m]
            for n, m, s, b in zip(old, new, self.strides, self.before, strict=True)
        ]
        if all(at):
            source, goal = (np.ix_(*([pair[k] for pair in pairs] for pairs in at)) for k in (0, 1))
            here: tuple[Any, ...] = (..., *source)
            there: tuple[Any, ...] = (..., *goal)
            found[there] = images[here]
        return found


def _planted(node: Node, sizes: Sequence[int], kernel: Sequence[int]) -> _Planted:
    axes = len(sizes)
    node.expect(auto_pad=(b"NOTSET", b"VALID"))
    names = ("strides", "dilations", "output_padding", "pads")
    usual = ([1] * axes, [1] * axes, [0] * axes, [0] * 2 * axes)
    strides, dilations, extra, pads = (
        list(node.attributes.get(n, default)) for n, default in zip(names, usual, strict=True)
    )
    if not len(strides) == len(dilations) == len(extra) == len(pads) // 2 == axes or len(pads) % 2:
        raise node.error("its strides, dilations, output_padding and pads do not fit the kernel")
    _auto_pad(node, pads)
    if min(strides + dilations) < 1 or min(pads + extra) < 0:
        raise node.error("strides and dilations from 1, output_padding and pads from 0 are needed")
    reach = [d * (k - 1) for d, k in zip(dilations, kernel, strict=True)]
    before = [r - p for r, p in zip(reach, pads[:axes], strict=True)]
    after = [r - p + x for r, p, x in zip(reach, pads[axes:], extra, strict=True)]
    found = _Planted(strides, before, after)
    made = [n - r for n, r in zip(found.sizes(sizes), reach, strict=True)]
    if min(made) < 1 or min(kernel) < 1:
        raise node.error(f"its kernel {list(kernel)} and pads leave nothing of images of {list(sizes)}")
    return found


def average_pool(node: Node) -> Value:
    value = _images(node)
    kernel = list(node.attributes.get("kernel_shape", ()))
    windows = _windows(node, value.shape[2:], kernel)
    _check_same(node, windows, value.shape[2:])
    axes = tuple(range(-len(kernel), 0))
    sums = value.mapped(lambda terms: summed(windows.taken(terms), axes))
    if node.attributes.get("count_include_pad", 0):
        counts = np.full(windows.count(value.shape[2:]), float(math.prod(kernel)))
    else:
        counts = windows.taken(np.ones(value.shape[2:])).sum(axis=axes)
    return sums.times(divided(np.ones(counts.shape), counts))


def _check_same(node: Node, windows: _Windows, sizes: Sequence[int]) -> None:
    """Refuse padding to the same size where a pool computes it otherwise than a convolution, or cannot."""
    if node.attributes.get("auto_pad", b"NOTSET") not in (b"SAME_UPPER", b"SAME_LOWER"):
        return
    if any(d != 1 for d in windows.dilations):
        raise node.error("attribute auto_pad with dilations; pads are needed")
    for n, k, s in zip(sizes, windows.kernel, windows.strides, strict=True):
        if (-(-n // s) - 1) * s + k < n:
            raise node.error(
                f"kernel {windows.kernel} and strides {windows.strides} leave entries out; pads are needed"
            )


def global_average_pool(node: Node) -> Value:
    value = _images(node)
    return averaged(value, tuple(range(2, len(value.shape))), keep=True)
