"""F in floats, as any program evaluates it: to compare with other programs, never to prove."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from certify.kernel.network import Network


def activated(name: str, x: np.ndarray) -> np.ndarray:
    """σ of an activation's text."""
    kind, _, rest = name.partition("(")
    given = [float(Fraction(text)) for text in rest.rstrip(")").split(",") if text]
    return {
        "relu": lambda: np.maximum(x, 0),
        "tanh": lambda: np.tanh(x),
        "sigmoid": lambda: 1 / (1 + np.exp(-x)),
        "identity": lambda: x,
        "leaky-relu": lambda: np.where(x < 0, given[0] * x, x),
        "clip": lambda: np.clip(x, *given),
    }[kind]()


def outputs(network: Network, x: np.ndarray) -> np.ndarray:
    """F of one input, or of each row."""
    for layer in network.layers:
        before = x @ layer.weights.T + (0 if layer.bias is None else layer.bias)
        x = activated(layer.activation, before)
    return x
