"""Target networks from files: what the file says, what had to be assumed, and the network that this makes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certify.errors import InputError, as_read, shown
from certify.kernel.activations import activation
from certify.kernel.network import Layer, Network
from certify.models import npz, onnx, safetensors
from certify.models.files import Stored, quoted, reading, regular_file
from certify.models.objects import from_object
from certify.models.output import check_output, refuse_existing, replacing

SUFFIXES = (".npz", ".safetensors", ".onnx")
HIDDEN, LAST = "relu", "linear"
"""The activations of hidden layers and of the last one where neither the file nor the caller says them."""


@dataclass(frozen=True)
class Target:
    """A network read from a file: a verdict about it is about the network *as read so*.

    Attributes
    ----------
    network
        F, the real function of the stored weights.
    source
        The name of the file.
    says_activations
        Whether the activations come from the file; if not, they were assumed.
    names
        The names of the layers, in the order in which they are applied; empty where the file does not name them.
    says_order
        Whether that order comes from the file or the caller; if not, numbers in the names or the shapes decided.
    notes
        What was rounded to float64, and what was cut off after the scores.
    files
        Other files that it was read from: an ONNX model may keep its weights beside it.
    """

    network: Network
    source: str
    says_activations: bool = True
    names: tuple[str, ...] = ()
    says_order: bool = True
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    def __repr__(self) -> str:
        widths = "-".join(str(n) for n in self.network.widths)
        return shown(
            "Target", quoted(self.source), widths, "/".join(self.activations), *as_read(self.assumed, self.notes)
        )

    @property
    def activations(self) -> tuple[str, ...]:
        """Per layer the name of its activation."""
        return tuple(layer.activation for layer in self.network.layers)

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the file does not say, with what was assumed instead."""
        order = f"order: {', '.join(self.names)} (by numbers in the names or by shapes)"
        found = [] if self.says_order else [order]
        if not self.says_activations:
            *hidden, last = self.activations
            found += [f"activation: {name}" for name in dict.fromkeys(hidden)] + [f"output: {last}"]
        return tuple(found)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write F as it was read to an ``.npz`` file that :func:`load_target` reads with nothing to assume.

        Raises
        ------
        InputError
            When it has another suffix, is the file that was read, cannot be written, or is there with other bytes
            and not to be overwritten.
        """
        file = Path(path)
        self.check_save(file, overwrite=overwrite)
        with replacing(file, overwrite=overwrite, field="save_target") as temporary:
            temporary.write_bytes(npz.to_bytes(self.network))

    def check_save(self, file: Path, *inputs: object, overwrite: bool = False) -> None:
        """Raise :class:`InputError` where :meth:`save` could not write to ``file``, or should not.

        Parameters
        ----------
        inputs
            Other files that are read.
        """
        if file.suffix.lower() != ".npz":
            raise InputError(f"--save-target: {file}; a .npz file is needed")
        check_output("save_target", file, self.source, *self.files, *inputs)
        if file.exists() and not overwrite and file.read_bytes() != npz.to_bytes(self.network):
            refuse_existing("save_target", file)

    def fields(self) -> dict[str, Any]:
        """What was read, as every verb prints it in JSON."""
        layers = self.network.layers
        names = self.names or (None,) * len(layers)
        return {
            "file": self.source,
            "sha256": self.network.sha256,
            "layers": [
                {
                    "name": name,
                    "outputs": layer.outputs,
                    "inputs": layer.inputs,
                    "bias": layer.bias is not None,
                    "activation": layer.activation,
                }
                for name, layer in zip(names, layers, strict=True)
            ],
            "activations": list(self.activations),
            "assumed": list(self.assumed),
            "notes": list(self.notes),
        }


def load_target(
    model: str | os.PathLike[str] | object,
    *,
    activation: str | None = None,
    output: str | None = None,
    order: Sequence[str] = (),
    output_node: str | None = None,
) -> Target:
    """Read a target network from a file, or from a trained model in memory.

    Parameters
    ----------
    model
        An ``.npz``, ``.safetensors`` or ``.onnx`` file, or a model: see
        :func:`certify.models.objects.from_object`.
    activation, output
        Activations of the hidden layers and of the last one, where nothing says them: ``linear`` (the
        kernel's ``identity``), ``relu``, ``tanh``, ``sigmoid``, ``leaky-relu(A)`` or ``clip(LO,HI)``; by default
        ``relu`` and ``linear``.  Where the file says its activations, they must agree.
    order
        The names of the layers in the order in which they are applied, for tensors with names.
    output_node
        The node or value of an ``.onnx`` graph whose output are the scores.

    Raises
    ------
    InputError
        When it cannot be read as a chain of layers with finite weights that fit each other, says other
        activations, or does not say what is needed.
    MissingExtra
        When the format needs an optional package that is not installed.

    Guarantee
    ---------
    Every weight is exactly the number stored, or :attr:`Target.notes` says that it was rounded; nothing was
    guessed in silence: what was assumed is in :attr:`Target.assumed`.
    """
    asked = tuple(
        None if name is None else activation_name(name, field)
        for name, field in ((activation, "activation"), (output, "output"))
    )
    if not isinstance(model, str | os.PathLike):
        _refuse("output_node", output_node, "a model in memory")
        return _target(from_object(model, order), type(model).__name__, asked)
    file = regular_file(model, SUFFIXES)
    with reading(file):
        return _target(_read(file, order, output_node), str(file), asked)


def _read(file: Path, order: Sequence[str], output_node: str | None) -> Stored:
    suffix = file.suffix.lower()
    if suffix != ".onnx":
        _refuse("output_node", output_node, f"{suffix} files")
    if suffix == ".safetensors":
        return safetensors.read(file, order)
    _refuse("order", order, f"{suffix} files, which say it")
    return onnx.read(file, output_node) if suffix == ".onnx" else npz.read(file)


def _refuse(name: str, value: object, what: str) -> None:
    if value:
        raise InputError(f"{name}: {quoted(value)} says nothing of {what}")


def _target(stored: Stored, source: str, asked: tuple[str | None, ...]) -> Target:
    network = network_of(stored, *asked)
    if stored.activations is not None:
        _check_agree(network, *asked)
    says = stored.activations is not None
    return Target(network, source, says, stored.names, stored.says_order, stored.notes, stored.files)


def _check_agree(network: Network, hidden: str | None, last: str | None) -> None:
    """Refuse activations that contradict those in the file."""
    *before, end = network.layers
    for field, asked, layers, first in (
        ("activation", hidden, before, 1),
        ("output", last, [end], len(before) + 1),
    ):
        for number, layer in enumerate(layers, first):
            if asked is not None and layer.activation != asked:
                raise InputError(
                    f"{field}: {asked} was asked for, but the file says {layer.activation} for layer {number}; "
                    "what the file says holds"
                )


def network_of(stored: Stored, hidden: str | None = None, last: str | None = None) -> Network:
    """Build the network of what a file stores; ``hidden`` and ``last`` where it does not say."""
    if not stored.maps:
        raise InputError("it has no layers; at least one weight matrix is needed")
    names = stored.activations
    if names is None:
        names = [hidden or HIDDEN] * (len(stored.maps) - 1) + [last or LAST]
    layers = (
        Layer(weights, bias, activation_name(name, f"activations[{i}]"))
        for i, ((weights, bias), name) in enumerate(zip(stored.maps, names, strict=True))
    )
    return Network(tuple(layers))


def activation_name(name: str, field: str) -> str:
    """Return the kernel's text of an activation; ``linear`` is its ``identity``, parameters may be any rationals.

    Raises
    ------
    InputError
        When there is none of that name, or a parameter is not exactly a float64.
    """
    return "identity" if name == "linear" else activation(name, field).name
