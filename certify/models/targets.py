"""Target networks from files: which reader, and which activations where the file does not say."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from certify.errors import InputError
from certify.kernel.activations import ACTIVATIONS
from certify.kernel.network import Layer, Network
from certify.models import npz, onnx, safetensors
from certify.models.files import Stored, reading, regular_file, shown

READERS: dict[str, Callable[[Path], Stored]] = {
    ".npz": npz.read,
    ".safetensors": safetensors.read,
    ".onnx": onnx.read,
}


@dataclass(frozen=True)
class Target:
    """A network read from a file.

    Attributes
    ----------
    network
        F, the real function of the stored weights.
    source
        The name of the file.
    says_activations
        Whether the activations come from the file; if not, they are those that the caller named.
    order
        The names of the layers, in the order in which they were taken, where the file names them.
    """

    network: Network
    source: str
    says_activations: bool
    order: tuple[str, ...] = ()


def load_target(path: str | os.PathLike[str], *, activation: str = "relu", output: str = "linear") -> Target:
    """Read a target network from an ``.npz``, ``.safetensors`` or ``.onnx`` file.

    Parameters
    ----------
    path
        A regular file; its suffix tells the format.
    activation, output
        Activations of the hidden layers and of the last one, used only where the file does not say:
        ``linear`` (the kernel's ``identity``), ``relu``, ``tanh`` or ``sigmoid``.

    Raises
    ------
    InputError
        When the file cannot be read as a chain of dense layers with finite weights that fit each other.
    MissingExtra
        When the format needs an optional package that is not installed.

    Guarantee
    ---------
    Every weight is exactly the number stored; nothing in the file was guessed, skipped or executed.
    """
    hidden, last = activation_name(activation, "activation"), activation_name(output, "output")
    file = regular_file(path, READERS)
    with reading(file):
        stored = READERS[file.suffix.lower()](file)
        return Target(network_of(stored, hidden, last), str(file), stored.activations is not None, stored.names)


def network_of(stored: Stored, hidden: str = "relu", last: str = "identity") -> Network:
    """Build the network of what a file stores; ``hidden`` and ``last`` where it does not say."""
    if not stored.maps:
        raise InputError("it has no layers; at least one weight matrix is needed")
    names = stored.activations
    if names is None:
        names = [hidden] * (len(stored.maps) - 1) + [last]
    layers = (
        Layer(weights, bias, activation_name(name, f"activations[{i}]"))
        for i, ((weights, bias), name) in enumerate(zip(stored.maps, names, strict=True))
    )
    return Network(tuple(layers))


def activation_name(name: str, field: str) -> str:
    """Return the kernel's name of an activation; ``linear`` is its ``identity``.

    Raises
    ------
    InputError
        When the table of activations does not have it.
    """
    known = "identity" if name == "linear" else name
    if known not in ACTIVATIONS:
        raise InputError(f"{field}: {shown(name)}; one of linear, {', '.join(ACTIVATIONS)} is needed")
    return known
