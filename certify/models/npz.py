"""``.npz`` targets: ``W1, b1, W2, b2, …``, each W of shape (outputs, inputs), biases where there are any."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError
from certify.kernel.network import Layer, Network
from certify.models.arrays import Arrays, read_npz
from certify.models.files import Affine, Stored, matrix, quoted, vector

_NAME = re.compile(r"[Wb][1-9][0-9]{0,5}")


def read(path: Path) -> Stored:
    """Read the affine maps of an ``.npz`` file, and its activations where it has an array of that name.

    Raises
    ------
    InputError
        When an array has another name, one is missing from the sequence, or its type, shape or values
        cannot be a layer's.
    """
    return from_arrays(read_npz(path))


def from_arrays(arrays: Arrays) -> Stored:
    """As :func:`read`, from arrays already in memory."""
    says = arrays.get("activations")
    arrays = {name: values for name, values in arrays.items() if name != "activations"}
    for name in arrays:
        if not _NAME.fullmatch(name):
            raise InputError(f"unknown array {quoted(name)}; W1, b1, W2, b2, … and activations are read")
    count = max((int(name[1:]) for name in arrays), default=0)
    maps = [_affine(arrays, layer) for layer in range(1, count + 1)]
    names = tuple(f"W{layer}" for layer in range(1, count + 1))
    return Stored(maps, None if says is None else _activations(says, count), names)


def _affine(arrays: Arrays, layer: int) -> Affine:
    weights, bias = arrays.get(f"W{layer}"), arrays.get(f"b{layer}")
    if weights is None:
        names = ", ".join(sorted(arrays)[:12])
        raise InputError(f"array W{layer} is missing; it has {names}, and layers are numbered from 1 without gaps")
    return matrix(weights, f"W{layer}"), None if bias is None else vector(bias, f"b{layer}")


def _activations(says: NDArray[Any], count: int) -> list[str]:
    if says.dtype.kind != "U" or says.shape != (count,):
        raise InputError(
            f"activations: type {says.dtype}, shape {says.shape}; unicode strings of shape ({count},) are needed"
        )
    return [str(name) for name in says]


def to_bytes(network: Network) -> bytes:
    """A file from which :func:`read` gets the same values and activations: nothing is left to assume."""
    stream = io.BytesIO()
    np.savez(stream, **arrays_of(network.layers))  # type: ignore[arg-type]
    return stream.getvalue()


def arrays_of(layers: Sequence[Layer]) -> Arrays:
    """What such a file holds of layers: ``W1``, ``b1``, … and ``activations``."""
    arrays: Arrays = {}
    for number, layer in enumerate(layers, 1):
        arrays[f"W{number}"] = layer.weights
        if layer.bias is not None:
            arrays[f"b{number}"] = layer.bias
    return {"activations": np.array([layer.activation for layer in layers]), **arrays}
