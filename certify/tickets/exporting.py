"""Exporting Ĝ as an ordinary network: with its random weights, or with its virtual ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from certify.errors import InputError
from certify.exact.doubles import Floats
from certify.exact.dyadic import Dyadic
from certify.kernel.certificate import Ticket, layer_branches
from certify.kernel.network import Layer
from certify.kernel.propagation import never_negative
from certify.models.output import check_output, replacing
from certify.tickets.memory import require
from certify.tickets.network_files import write_dense, write_sparse
from certify.tickets.pruned import kept_neurons, pruned_network

FORMATS = ("npz", "onnx")
FORMS = ("masked", "sparse", "virtual")


def masked_layers(ticket: Ticket) -> list[Layer]:
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
    require(24 * entries, "export: the masked network as dense matrices", "use --as sparse or --as virtual")
    layers = []
    for layer in pruned_network(ticket).layers:
        inward, outward = layer.inward.toarray(), layer.outward.toarray()
        if not len(inward):  # readers do not take empty matrices: one neuron without weights
            inward, outward = np.zeros((1, inward.shape[1])), np.zeros((len(outward), 1))
        weights, bias = (inward[:, :-1], inward[:, -1]) if layer.has_bias else (inward, None)
        layers.append(Layer(weights, bias, "relu"))
        layers.append(Layer(outward, None, layer.activation))
    return layers


def virtual_layers(ticket: Ticket) -> list[Layer]:
    """The virtual network: F's architecture with the weights Ŵ, each rounded to the nearest double.

    Where a layer's branches differ on inputs that may be negative, two layers take its place: the first
    separates ``max(0, t)`` and ``max(0, −t)``, the second has ``[Ŵ⁺ | −Ŵ⁻]``.

    Guarantee
    ---------
    But for that rounding it computes Ĝ on the domain.
    """
    layers = []
    known = never_negative(ticket.network, ticket.domain)
    for number, (layer, positive) in enumerate(zip(ticket.network.layers, known, strict=True), 1):
        found = layer_branches(ticket, number, positive)
        weights, bias = nearest_floats(found.plus), None
        if layer.bias is not None:
            weights, bias = weights[:, :-1], weights[:, -1]
        differs = (found.plus - found.minus).numerators.any(axis=0) & ~np.array(positive)
        if differs.any():
            signed = np.flatnonzero(differs[: layer.inputs])
            unit = np.eye(layer.inputs)
            layers.append(Layer(np.vstack([unit, -unit[signed]]), None, "relu"))
            weights = np.hstack([weights, -nearest_floats(found.minus)[:, signed]])
        layers.append(Layer(weights, bias, layer.activation))
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


Shape = tuple[int, int]


def export_ticket(
    ticket: Ticket,
    path: str | Path,
    *,
    to: str | None = None,
    form: str = "masked",
    overwrite: bool = False,
) -> list[Shape]:
    """Write the pruned network of a ticket as an ordinary network file.

    Parameters
    ----------
    to
        ``npz`` or ``onnx`` (float64); by default as the suffix says.
    form
        ``masked``: random weights and zeros; ``sparse``: the random weights that are kept, by index;
        ``virtual``: their sums, rounded to doubles.
    overwrite
        Whether a file that holds other bytes may be replaced.

    Returns
    -------
    The shapes (outputs, inputs) of the layers written.

    Raises
    ------
    InputError
        When the dense matrices do not fit the memory, or the file cannot be written.
    """
    if form not in FORMS:
        raise InputError(f"--as: {form!r}; one of {', '.join(FORMS)} is needed")
    suffix = format_of(Path(path), to)
    check_output("out", Path(path))
    write: Callable[[Path, str], None]
    if form == "sparse":
        kept = pruned_network(ticket).layers
        write = partial(write_sparse, kept)
        shapes = [shape for layer in kept for shape in (layer.inward.shape, layer.outward.shape)]
    else:
        layers = masked_layers(ticket) if form == "masked" else virtual_layers(ticket)
        write = partial(write_dense, layers)
        shapes = [(len(layer.weights), layer.weights.shape[1]) for layer in layers]
    with replacing(Path(path), overwrite=overwrite) as temporary:
        write(temporary, suffix)
    return shapes
