"""Writing ONNX: a graph in float64, from ``x`` of shape (batch, inputs) to one output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from certify.kernel.activations import activation as activation_of
from certify.models.files import optional
from certify.tickets.pruned import float_ends

_OPSET, _IR = 17, 8


class Graph:
    """A graph that is built node by node; ``node`` gives the name of its one result.

    Raises
    ------
    MissingExtra
        When the package onnx is not installed.
    """

    def __init__(self) -> None:
        self._onnx = optional("onnx")
        self._nodes: list[Any] = []
        self._tensors: list[Any] = []

    def constant(self, values: Any) -> str:
        """A stored tensor."""
        name = f"c{len(self._tensors) + 1}"
        self._tensors.append(self._onnx.numpy_helper.from_array(np.asarray(values), name))
        return name

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """A node of the operator ``kind``."""
        name = f"v{len(self._nodes) + 1}"
        self._nodes.append(self._onnx.helper.make_node(kind, inputs, [name], **attributes))
        return name

    def activated(self, value: str, activation: str) -> str:
        """σ of a value."""
        sigma = activation_of(activation)
        if sigma.name == "identity":
            return value
        if sigma.leak is not None:  # LeakyRelu has its slope as a float32
            return self.node("PRelu", value, self.constant([float(sigma.leak)]))
        if sigma.name.startswith("clip"):
            return self.node("Clip", value, *(self.constant(end) for end in float_ends(sigma)))
        return self.node(sigma.name.capitalize(), value)

    def save(self, path: Path, inputs: int, result: str, outputs: int) -> None:
        """Write the graph as a model whose output is ``result``, of shape (batch, outputs)."""
        helper = self._onnx.helper
        first, last = (
            helper.make_tensor_value_info(name, self._onnx.TensorProto.DOUBLE, ["batch", size])
            for name, size in (("x", inputs), (result, outputs))
        )
        graph = helper.make_graph(self._nodes, "pruned", [first], [last], self._tensors)
        opset = [helper.make_opsetid("", _OPSET)]
        model = helper.make_model(graph, opset_imports=opset, producer_name="certify-bounds", ir_version=_IR)
        self._onnx.checker.check_model(model)
        self._onnx.save(model, path)
