"""Files of networks to export: dense layers, or the kept weights of Ĝ by index, as ``.npz`` or ``.onnx``.

Each neuron of Ĝ has one input.  So the sparse ONNX graph has no matrix: it takes the inputs by index, scales
them, clips them, takes the results by index, scales them again and adds them up.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from certify.exact.doubles import Floats, Ints
from certify.kernel.network import Layer
from certify.models import npz
from certify.tickets.onnx_graph import Graph
from certify.tickets.pruned import PrunedLayer
from certify.tickets.sparse import Sparse


def write_dense(layers: Sequence[Layer], path: Path, suffix: str) -> None:
    """Write ``W1``, ``b1``, … and ``activations`` (npz), or a chain of Gemm and activations (onnx)."""
    (_dense_npz if suffix == "npz" else _dense_onnx)(layers, path)


def write_sparse(layers: Sequence[PrunedLayer], path: Path, suffix: str) -> None:
    """Write the kept weights and their indices.

    In an ``.npz`` file layer I has ``shapeI`` = (inputs, K, outputs), K the neurons kept; ``biasI``, whether the
    constant unit is one more input; of each neuron its input ``inputI`` and in-weight ``z_inI``, shape (K,); of
    each edge kept its neuron ``neuronI`` (0 … K−1), output ``outputI`` and out-weight ``z_outI``.
    """
    (_sparse_npz if suffix == "npz" else _sparse_onnx)(layers, path)


def _dense_npz(layers: Sequence[Layer], path: Path) -> None:
    with path.open("wb") as stream:
        np.savez_compressed(stream, **npz.arrays_of(layers))  # type: ignore[arg-type]


def _dense_onnx(layers: Sequence[Layer], path: Path) -> None:
    graph, value = Graph(), "x"
    for layer in layers:
        stored = [layer.weights] if layer.bias is None else [layer.weights, layer.bias]
        value = graph.node("Gemm", value, *(graph.constant(values) for values in stored), transB=1)
        value = graph.activated(value, layer.activation)
    graph.save(path, layers[0].weights.shape[1], value, layers[-1].weights.shape[0])


def _sparse_npz(layers: Sequence[PrunedLayer], path: Path) -> None:
    arrays: dict[str, Any] = {"activations": np.array([layer.activation for layer in layers])}
    for number, layer in enumerate(layers, 1):
        inward, outward = layer.inward, layer.outward
        arrays |= {
            f"shape{number}": np.array([layer.inputs, len(layer.neurons), outward.shape[0]]),
            f"bias{number}": np.array(layer.has_bias),
            f"input{number}": inward.columns,
            f"z_in{number}": inward.values,
            f"neuron{number}": outward.columns,
            f"output{number}": outward.rows,
            f"z_out{number}": outward.values,
        }
    with path.open("wb") as stream:
        np.savez_compressed(stream, **arrays)


def _sparse_onnx(layers: Sequence[PrunedLayer], path: Path) -> None:
    """Values stand in columns, one for each point, so that inputs and neurons are taken by their row."""
    graph = Graph()
    value = graph.node("Transpose", "x", perm=[1, 0])
    for layer in layers:
        if layer.has_bias:
            value = graph.node("Pad", value, graph.constant(np.array([0, 0, 1, 0])), graph.constant(np.array(1.0)))
        inputs, weights = layer.inward.columns, layer.inward.values
        if not len(inputs):  # not every runtime takes empty tensors: one neuron without weights
            inputs, weights = np.zeros(1, dtype=np.int64), np.zeros(1)
        taken = graph.node("Gather", value, graph.constant(inputs), axis=0)
        hidden = graph.node("Relu", graph.node("Mul", taken, graph.constant(weights[:, None])))
        neurons, weights = _by_output(layer.outward)
        edges = graph.node("Gather", hidden, graph.constant(neurons), axis=0)
        terms = graph.node("Mul", edges, graph.constant(weights[:, :, None]))
        value = graph.node("ReduceSum", terms, graph.constant(np.array([1])), keepdims=0)
        value = graph.activated(value, layer.activation)
    value = graph.node("Transpose", value, perm=[1, 0])
    graph.save(path, layers[0].inputs, value, layers[-1].outward.shape[0])


def _by_output(outward: Sparse) -> tuple[Ints, Floats]:
    """Per output its neurons and their weights; outputs with fewer than others get weights 0.

    Returns
    -------
    Two arrays of shape (outputs, largest number of edges of an output).
    """
    counts = np.bincount(outward.rows, minlength=outward.shape[0])
    place = np.arange(len(outward.rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = outward.shape[0], max(1, int(counts.max()))
    neurons, weights = np.zeros(shape, dtype=np.int64), np.zeros(shape)
    neurons[outward.rows, place] = outward.columns
    weights[outward.rows, place] = outward.values
    return neurons, weights
