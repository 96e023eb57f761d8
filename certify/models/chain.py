"""A chain of dense layers, built operator by operator as a graph is followed from its input."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError
from certify.exact.doubles import Floats
from certify.models.files import Stored, check_fits, exact, matrix, quoted

Constant = NDArray[Any]
Axes = tuple[int | None, ...]
"""Sizes of a value's axes without the batch axis; None where the graph leaves one open."""


@dataclass
class _Dense:
    weights: Floats
    bias: Floats | None = None
    activation: str | None = None


class Chain:
    """The walk so far: the name of the value reached, its axes, and the layers passed.

    The other methods follow one operator each; they are given the node's constants and attributes, and its
    name for errors.

    Parameters
    ----------
    value
        The name of the graph's input.
    batch
        The size of its batch axis; None where it is open.
    axes
        Its other axes; None where the graph does not declare them.
    """

    def __init__(self, value: str, batch: int | None, axes: Axes | None) -> None:
        self.value = value
        self._layers: list[_Dense] = []
        self._batch = batch
        self._axes = axes

    def stored(self) -> Stored:
        """The layers passed; where no activation followed one, it is the identity."""
        return Stored(
            [(layer.weights, layer.bias) for layer in self._layers],
            [layer.activation or "identity" for layer in self._layers],
        )

    def gemm(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        weights, *bias = constants
        self._dense(weights if attributes["transB"] else weights.T, place)
        if bias:
            self.add(bias, attributes, place)

    def matmul(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        self._dense(constants[0].T, place)

    def _dense(self, weights: Constant, place: str) -> None:
        self._check_row(place)
        check_fits(8 * (weights.size + sum(layer.weights.size for layer in self._layers)))
        layer = _Dense(matrix(weights, f"{place}, weights"))
        outputs, inputs = layer.weights.shape
        if self._axes not in (None, (None,), (inputs,)):
            raise InputError(f"{place}: its weights take {inputs} inputs, but {self._described} goes in")
        self._layers.append(layer)
        self._axes = (outputs,)

    def add(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        self._check_row(place)
        layer = self._last(place)
        if layer.bias is not None:
            raise InputError(f"{place}: the layer has a bias already; one is needed")
        outputs, shape = len(layer.weights), constants[0].shape
        if shape[:-1] not in ((), (1,)) or shape[-1:] not in ((), (1,), (outputs,)):
            raise InputError(f"{place}: bias of shape {shape}; ({outputs},) is needed")
        row = constants[0].reshape(shape[-1:])
        layer.bias = exact(np.broadcast_to(row, (outputs,)), f"{place}, bias")

    def relu(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        self._last(place).activation = "relu"

    def tanh(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        self._last(place).activation = "tanh"

    def sigmoid(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        self._last(place).activation = "sigmoid"

    def identity(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        pass

    def flatten(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        rank = None if self._axes is None else len(self._axes)
        if attributes["axis"] not in (1, None if rank is None else -rank):
            raise InputError(f"{place}: axis {attributes['axis']}; 1 is needed, which keeps the batch axis apart")
        self._axes = None if self._axes is None else (_product(self._axes),)

    def reshape(self, constants: list[Constant], attributes: Mapping[str, Any], place: str) -> None:
        shape = constants[0]
        if shape.dtype != np.int64 or shape.ndim != 1:
            raise InputError(f"{place}: shape given as {shape.dtype}{shape.shape}; a vector of int64 is needed")
        axes = self._reshaped(shape.tolist(), bool(attributes["allowzero"]))
        if axes is None:
            asked = quoted(shape.tolist())
            raise InputError(f"{place}: shape {asked} for {self._described}; the batch axis must stay apart")
        self._axes = axes

    def _reshaped(self, shape: list[int], zero_is_zero: bool) -> Axes | None:
        """The axes after a Reshape; None where it does anything but regroup the axes after the batch."""
        batch, axes = shape[:1], shape[1:]
        if not axes or 0 in axes or min(shape) < -1 or shape.count(-1) > 1:
            return None
        if batch not in ([-1], [self._batch or 1]) and (batch != [0] or zero_is_zero):
            return None
        size = None if self._axes is None else _product(self._axes)
        rest = None if size is None else size // math.prod(n for n in axes if n != -1)
        regrouped = tuple(rest if n == -1 else n for n in axes)
        return regrouped if size is None or _product(regrouped) == size else None

    def _last(self, place: str) -> _Dense:
        """The layer that an Add or an activation belongs to."""
        if not self._layers:
            raise InputError(f"{place}: it comes before the first Gemm or MatMul; a layer starts with one of them")
        layer = self._layers[-1]
        if layer.activation is not None:
            raise InputError(f"{place}: it follows {layer.activation}; a Gemm or MatMul is needed between")
        return layer

    def _check_row(self, place: str) -> None:
        if self._axes is not None and len(self._axes) != 1:
            raise InputError(f"{place}: {self._described} goes in; (batch, n) is needed, as Flatten makes it")

    @property
    def _described(self) -> str:
        axes = ["?"] if self._axes is None else ["?" if n is None else str(n) for n in self._axes]
        return f"a value of shape (batch, {', '.join(axes)})"


def _product(axes: Axes) -> int | None:
    return None if None in axes else math.prod(n for n in axes if n is not None)
