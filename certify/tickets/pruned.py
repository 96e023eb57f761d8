"""The pruned random network Ĝ as the sparse ReLU network that it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError, counted, shown
from certify.exact.doubles import Floats
from certify.kernel.activations import Activation, activation
from certify.kernel.certificate import Ticket, check_layer_mask
from certify.kernel.mask import Mask, kept_weights
from certify.kernel.network import Network
from certify.tickets.sparse import Sparse

_BATCH = 1 << 24  # products held at a time


@dataclass(frozen=True)
class PrunedLayer:
    """An intermediate layer of Ĝ and the layer that it feeds: ``h ↦ σ(outward · relu(inward · (h, 1)))``.

    Attributes
    ----------
    neurons
        The neurons of G that are kept, int64, shape (K,).
    inward
        In-weights, sparse, shape (K, inputs): one entry per row; the last column is the constant unit's
        where the layer has biases.
    outward
        Out-weights, sparse, shape (outputs, K).
    has_bias, activation
        As in the target layer.
    """

    neurons: NDArray[np.int64]
    inward: Sparse
    outward: Sparse
    has_bias: bool
    activation: str


@dataclass(frozen=True)
class PrunedNetwork:
    """Ĝ.  Its weights are doubles, exactly; calling it computes in floating point, which proves nothing."""

    layers: tuple[PrunedLayer, ...]

    def __repr__(self) -> str:
        neurons = ", ".join(str(len(layer.neurons)) for layer in self.layers)
        return shown("PrunedNetwork", counted(self.inputs, "input"), f"intermediate neurons per layer: {neurons}")

    @property
    def inputs(self) -> int:
        """n_0."""
        return self.layers[0].inward.shape[1] - self.layers[0].has_bias

    @property
    def batch(self) -> int:
        """How many inputs to evaluate together, so that the products of weights and values take little memory."""
        return max(1, _BATCH // max(1, *(len(layer.outward.values) for layer in self.layers)))

    def __call__(self, points: Floats) -> Floats:
        """Values at inputs of shape (count, n_0), as floats of shape (count, n_ℓ); or at one, of shape (n_0,)."""
        points = np.asarray(points, dtype=np.float64)
        if points.ndim not in (1, 2) or points.shape[-1] != self.inputs:
            raise InputError(f"points: shape {points.shape}; (count, {self.inputs}) or ({self.inputs},) is needed")
        if points.ndim == 1:
            return self._values(points[None]).reshape(-1)
        parts = [self._values(points[i : i + self.batch]) for i in range(0, len(points), self.batch)]
        return np.concatenate(parts) if parts else np.zeros((0, self.layers[-1].outward.shape[0]))

    def _values(self, points: Floats) -> Floats:
        values = points.T
        for layer in self.layers:
            hidden = np.maximum(layer.inward @ extended(values, layer.has_bias), 0.0)
            values = activate(layer.activation, layer.outward @ hidden)
        return values.T


def extended(values: Floats, has_bias: bool) -> Floats:
    """Append the constant unit as a last row, where there is one."""
    return np.vstack([values, np.ones((1, values.shape[1]))]) if has_bias else values


def activate(name: str, values: Floats) -> Floats:
    """An activation in floating point."""
    if name == "tanh":
        return np.tanh(values)
    if name == "sigmoid":
        return 0.5 * (1.0 + np.tanh(0.5 * values))
    sigma = activation(name)
    if sigma.leak is not None:
        return np.maximum(values, float(sigma.leak) * values)
    low, high = float_ends(sigma)
    return np.clip(values, low, high)


def float_ends(sigma: Activation) -> tuple[float, float]:
    """Between which values a piecewise linear activation clips; infinite where it does not."""
    low, high = sigma.below
    return -np.inf if low is None else float(low), np.inf if high is None else float(high)


def target_floats(network: Network, points: Floats) -> Floats:
    """F in floating point at inputs of shape (count, n_0)."""
    values = points.T
    for layer in network.layers:
        values = activate(layer.activation, layer.extended_weights @ extended(values, layer.bias is not None))
    return values.T


def kept_neurons(mask: Mask) -> NDArray[np.int64]:
    """The neurons of G that a mask keeps, in ascending order."""
    return np.unique(mask.rows[:, 0])


def pruned_network(ticket: Ticket) -> PrunedNetwork:
    """Build Ĝ from a ticket that was read or found.

    Raises
    ------
    Rejected
        When a mask breaks the rules of masks.

    Guarantee
    ---------
    Every weight is exactly the one that the generator gives.
    """
    layers = []
    for number, (layer, stated) in enumerate(zip(ticket.network.layers, ticket.layers, strict=True), 1):
        mask = stated.mask
        check_layer_mask(ticket, number)
        weights = kept_weights(mask, seed=ticket.seed, layer=number, cells=stated.cells)
        z_in, z_out = (np.ldexp(n.astype(np.float64), e.astype(np.int32)) for n, e in weights)
        neurons, first, position = np.unique(mask.rows[:, 0], return_index=True, return_inverse=True)
        count, kept = len(neurons), np.arange(len(neurons))
        inward = Sparse.of(kept, mask.rows[first, 1], z_in[first], (count, layer.extended_inputs))
        outward = Sparse.of(mask.rows[:, 2], position, z_out, (layer.outputs, count))
        layers.append(PrunedLayer(neurons, inward, outward, layer.bias is not None, layer.activation))
    return PrunedNetwork(tuple(layers))
