"""The networks F and Ĝ, and norms' squares, computed plainly: Python integers and fractions.

Shares no code with certify: the tests hold what certify computes against this.
"""

from fractions import Fraction

import numpy as np

from reference import generator


def weight(seed, layer, side, index, neuron, cells):
    """The weight of G at a place; ``cells`` is what the ticket says of its range."""
    return generator.weight(seed, layer, side, index, neuron, cells.first, cells.count)


def rational(values):
    """A float array as nested lists of fractions."""
    return [rational(v) for v in values] if np.ndim(values) else Fraction(float(values))


def activated(name, x):
    """σ(x), exactly, where σ is piecewise linear."""
    kind, _, rest = name.partition("(")
    given = [Fraction(text) for text in rest.rstrip(")").split(",") if text]
    if kind == "clip":
        return min(given[1], max(given[0], x))
    slope = {"relu": Fraction(0), "identity": Fraction(1)}[kind] if not given else given[0]
    return x if x >= 0 else slope * x


def target(network, point):
    """F(x), exactly, for activations that are piecewise linear."""
    values = list(point)
    for layer in network.layers:
        bias = [0] * layer.outputs if layer.bias is None else rational(layer.bias)
        sums = [sum(w * x for w, x in zip(row, values, strict=True)) for row in rational(layer.weights)]
        values = [activated(layer.activation, s + b) for s, b in zip(sums, bias, strict=True)]
    return values


def pruned(ticket, point):
    """Ĝ(x), exactly, for activations that are piecewise linear: neuron by neuron."""
    values = list(point)
    for i, (layer, stated) in enumerate(zip(ticket.network.layers, ticket.layers, strict=True), 1):
        inputs, sums = [*values, Fraction(1)], [Fraction(0)] * layer.outputs
        for neuron, d, o in stated.mask.rows.tolist():
            z_in = weight(ticket.seed, i, 0, d, neuron, stated.cells)
            sums[o] += weight(ticket.seed, i, 1, o, neuron, stated.cells) * max(Fraction(0), z_in * inputs[d])
        values = [activated(layer.activation, s) for s in sums]
    return values


def squared_distance(a, b):
    return sum((x - y) ** 2 for x, y in zip(a, b, strict=True))
