"""Target networks: real functions given by stored float64 weights."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from certify.errors import InputError, Shown, counted
from certify.exact import doubles
from certify.exact.doubles import Floats, canonical_bytes
from certify.kernel.activations import Activation, activation, check_canonical


@dataclass(frozen=True, repr=False)
class Layer(Shown):
    """One layer ``y ↦ σ(W y + b)``.

    Attributes
    ----------
    weights
        W, float64, shape (outputs, inputs).
    bias
        b, float64, shape (outputs,), or None where the layer has no biases.
    activation
        In the canonical text, see :func:`certify.kernel.activations.activation`.
    """

    weights: Floats
    bias: Floats | None
    activation: str

    @property
    def outputs(self) -> int:
        """n_i."""
        return int(self.weights.shape[0])

    @property
    def inputs(self) -> int:
        """n_{i-1}, without the constant unit."""
        return int(self.weights.shape[1])

    @property
    def extended_inputs(self) -> int:
        """n_{i-1}, plus one where the layer has biases: the constant-1 unit is an input too."""
        return self.inputs + (self.bias is not None)

    @cached_property
    def sigma(self) -> Activation:
        """What the certificate knows of the activation."""
        return activation(self.activation)

    @property
    def extended_weights(self) -> Floats:
        """``[W | b]``, shape (outputs, extended_inputs)."""
        if self.bias is None:
            return self.weights
        return np.concatenate([self.weights, self.bias[:, None]], axis=1)

    @cached_property
    def extent(self) -> tuple[int, int]:
        """A scale and the bits of the integers that the weights times ``2^scale`` are, biases included."""
        return doubles.extent(self.extended_weights)


@dataclass(frozen=True, repr=False)
class Network(Shown):
    """A feed-forward network F: the real function of its stored weights, not a float program.

    Raises
    ------
    InputError
        When there is no layer, a shape does not fit, a weight is NaN or infinite, or an activation
        is none of ours.

    Source
    ------
    Section 2 of the paper; biases as the constant-1 unit of each layer.
    """

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if not self.layers:
            raise InputError("network: it has no layers; at least one is needed")
        for number, layer in enumerate(self.layers, 1):
            check_layer(layer, f"layer {number}")
        for number, (below, above) in enumerate(zip(self.layers, self.layers[1:], strict=False), 2):
            if above.inputs != below.outputs:
                taken, there = counted(above.inputs, "input"), counted(below.outputs, "output")
                raise InputError(f"layer {number}: its weights take {taken}, but layer {number - 1} has {there}")

    @property
    def widths(self) -> tuple[int, ...]:
        """(n_0, …, n_ℓ)."""
        return (self.layers[0].inputs, *(layer.outputs for layer in self.layers))

    @property
    def sha256(self) -> str:
        """Digest of the values: shapes, activations, float64 little-endian (FORMATS.md)."""
        digest = hashlib.sha256(b"certify network 1\n")
        for layer in self.layers:
            has_bias = int(layer.bias is not None)
            digest.update(f"{layer.outputs} {layer.inputs} {layer.activation} {has_bias}\n".encode())
            for values in (layer.weights, layer.bias):
                digest.update(b"" if values is None else canonical_bytes(values))
        return digest.hexdigest()


def check_layer(layer: Layer, place: str) -> None:
    """Raise :class:`InputError`, naming the place, unless arrays and activation are fit for a network."""
    if layer.weights.ndim != 2 or layer.weights.size == 0:
        wanted = "a non-empty matrix (outputs, inputs) is needed"
        raise InputError(f"{place}: weights of shape {layer.weights.shape}; {wanted}")
    if layer.bias is not None and layer.bias.shape != (layer.outputs,):
        raise InputError(f"{place}: bias of shape {layer.bias.shape}; ({layer.outputs},) is needed")
    for name, values in (("weights", layer.weights), ("bias", layer.bias)):
        if values is None:
            continue
        if values.dtype != np.float64:
            raise InputError(f"{place}: {name} of type {values.dtype}; float64 is needed")
        if not doubles.finite(values).all():
            bad = tuple(int(i) for i in np.argwhere(~doubles.finite(values))[0])
            raise InputError(f"{place}: {name}{list(bad)} is {values[bad]}; finite numbers are needed")
    check_canonical(layer.activation, f"{place}: activation")
