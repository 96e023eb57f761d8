"""Exporting Ĝ as an ordinary network: with its random weights, or with its virtual ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from certify.errors import InputError, MissingExtra
from certify.exact.doubles import Floats
from certify.exact.dyadic import Dyadic
from certify.kernel.activations import Activation, activation
from certify.kernel.certificate import Ticket, layer_branches
from certify.kernel.propagation import never_negative
from certify.models.output import check_output, replacing
from certify.tickets.memory import require
from certify.tickets.pruned import float_ends, kept_neurons, pruned_network

FORMATS = ("npz", "onnx")
FORMS = ("masked", "virtual")


class DenseLayer(NamedTuple):
    """``y ↦ σ(W y + b)`` with W of shape (outputs, inputs)."""

    weights: Floats
    bias: Floats | None
    activation: str


def masked_layers(ticket: Ticket) -> list[DenseLayer]:
    """Ĝ with its random weights: two layers for each of F, neurons without a kept weight left out.

    Raises
    ------
    InputError
        When the dense matrices do not fit the memory.

    Guarantee
    ---------
    Every weight is exactly the random one or zero.
    """
    entries = sum(
        len(kept_neurons(stated.mask)) * (layer.outputs + layer.extended_inputs)
        for layer, stated in zip(ticket.network.layers, ticket.layers, strict=True)
    )
    require(24 * entries, "export: the masked network as dense matrices", "use --as virtual")
    layers = []
    for layer in pruned_network(ticket).layers:
        inward, outward = layer.inward.toarray(), layer.outward.toarray()
        if not len(inward):  # readers do not take empty matrices: one neuron without weights
            inward, outward = np.zeros((1, inward.shape[1])), np.zeros((len(outward), 1))
        weights, bias = (inward[:, :-1], inward[:, -1]) if layer.has_bias else (inward, None)
        layers.append(DenseLayer(weights, bias, "relu"))
        layers.append(DenseLayer(outward, None, layer.activation))
    return layers


def virtual_layers(ticket: Ticket) -> list[DenseLayer]:
    """The virtual network: F's architecture with the weights Ŵ, each rounded to the nearest double.

    Raises
    ------
    InputError
        When Ĝ is not linear between its layers: some input may be negative, and its branches differ.
    """
    layers = []
    known = never_negative(ticket.network, ticket.domain)
    for number, layer in enumerate(ticket.network.layers, 1):
        found = layer_branches(ticket, number, known[number - 1])
        differs = (found.plus - found.minus).numerators != 0
        differs[:, known[number - 1]] = False
        if differs.any():
            o, d = (int(i) for i in np.argwhere(differs)[0])
            raise InputError(
                f"export: layer {number} has no virtual weights: input {d} may be negative and weight ({o}, {d}) "
                "then has another value; use --as masked"
            )
        weights = nearest_floats(found.plus)
        bias = weights[:, layer.inputs] if layer.bias is not None else None
        layers.append(DenseLayer(weights[:, : layer.inputs], bias, layer.activation))
    return layers


def nearest_floats(matrix: Dyadic) -> Floats:
    """The entries, each rounded to the nearest double."""
    denominator = 1 << matrix.scale
    floats = [int(n) / denominator for n in matrix.numerators.flat]
    return np.array(floats, dtype=np.float64).reshape(matrix.shape)


def format_of(out: Path, to: str | None) -> str:
    """The format of a file to write: its suffix says it, or ``to``.

    Raises
    ------
    InputError
        When neither says it, or they contradict each other.
    """
    if to is not None and to not in FORMATS:
        raise InputError(f"--to: {to!r}; one of {', '.join(FORMATS)} is needed")
    suffix = out.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        if to is None:
            raise InputError(
                f"--out: {out} does not say its format; name it .npz or .onnx, or say --to npz or onnx"
            )
        return to
    if to not in (None, suffix):
        raise InputError(f"--to: {to} was asked for, but --out is {out}; leave --to away, or name a .{to} file")
    return suffix


def export_ticket(
    ticket: Ticket,
    path: str | Path,
    *,
    to: str | None = None,
    form: str = "masked",
    overwrite: bool = False,
) -> list[DenseLayer]:
    """Write the pruned network of a ticket as an ordinary network file.

    Parameters
    ----------
    to
        ``npz`` (``W1``, ``b1``, … and ``activations``) or ``onnx`` (float64); by default as the suffix says.
    form
        ``masked`` or ``virtual``.
    overwrite
        Whether a file that holds other bytes may be replaced.

    Raises
    ------
    InputError
        When the form does not exist for this ticket, or the file cannot be written.
    """
    if form not in FORMS:
        raise InputError(f"--as: {form!r}; one of {', '.join(FORMS)} is needed")
    write = {"npz": _write_npz, "onnx": _write_onnx}[format_of(Path(path), to)]
    check_output("out", Path(path))
    layers = masked_layers(ticket) if form == "masked" else virtual_layers(ticket)
    with replacing(Path(path), overwrite=overwrite) as temporary:
        write(layers, temporary)
    return layers


def _write_npz(layers: list[DenseLayer], path: Path) -> None:
    arrays: dict[str, Any] = {"activations": np.array([layer.activation for layer in layers])}
    for number, layer in enumerate(layers, 1):
        arrays[f"W{number}"] = layer.weights
        if layer.bias is not None:
            arrays[f"b{number}"] = layer.bias
    with path.open("wb") as stream:
        np.savez_compressed(stream, **arrays)


def _operator(sigma: Activation) -> tuple[str, list[Any]]:
    """The ONNX operator of an activation, and the constants that go into it."""
    if sigma.leak is not None:  # LeakyRelu has its slope as a float32
        return "PRelu", [[float(sigma.leak)]]
    if sigma.name.startswith("clip"):
        return "Clip", list(float_ends(sigma))
    return sigma.name.capitalize(), []


def _write_onnx(layers: list[DenseLayer], path: Path) -> None:
    try:
        import onnx
        from onnx import TensorProto, helper, numpy_helper
    except ImportError:
        raise MissingExtra("export: the package onnx is not installed: pip install onnx") from None
    nodes, tensors, value = [], [], "x"
    for number, layer in enumerate(layers, 1):
        names = [f"W{number}"] + [f"b{number}"] * (layer.bias is not None)
        arrays = [layer.weights] + ([layer.bias] if layer.bias is not None else [])
        tensors += [numpy_helper.from_array(a, n) for a, n in zip(arrays, names, strict=True)]
        nodes.append(helper.make_node("Gemm", [value, *names], [f"z{number}"], transB=1))
        value = f"z{number}"
        if layer.activation != "identity":
            kind, constants = _operator(activation(layer.activation))
            names = [f"a{number}_{i}" for i in range(len(constants))]
            tensors += [numpy_helper.from_array(np.array(c), n) for c, n in zip(constants, names, strict=True)]
            nodes.append(helper.make_node(kind, [value, *names], [f"y{number}"]))
            value = f"y{number}"
    sizes = layers[0].weights.shape[1], layers[-1].weights.shape[0]
    first, last = (
        helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["batch", size])
        for name, size in zip(("x", value), sizes, strict=True)
    )
    graph = helper.make_graph(nodes, "pruned", [first], [last], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="certify-bounds")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, path)
