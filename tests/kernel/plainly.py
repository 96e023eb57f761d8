"""The weights of G, the networks F and Ĝ, and norms' squares, computed plainly: Python integers and fractions.

Shares no code with certify: the tests hold what certify computes against this.
"""

from fractions import Fraction

import mpmath
import numpy as np

WORD = (1 << 64) - 1


def word(seed, layer, side, index, neuron):
    """Philox4x64-10, straight from the paper of Salmon et al. and the format page."""
    key = [seed & WORD, seed >> 64]
    counter = [1 + neuron // 4, index, 2 * layer + side, 1]
    for _ in range(10):
        a, b = 0xD2E7470EE14C6C93 * counter[0], 0xCA5A826395121157 * counter[2]
        counter = [(b >> 64) ^ counter[1] ^ key[0], b & WORD, (a >> 64) ^ counter[3] ^ key[1], a & WORD]
        key = [(key[0] + 0x9E3779B97F4A7C15) & WORD, (key[1] + 0xBB67AE8584CAA73B) & WORD]
    return counter[neuron % 4]


with mpmath.workdps(60):
    TABLE = [int(mpmath.nint(mpmath.mpf(2) ** (31 + mpmath.mpf(j) / 256))) for j in range(257)]


def weight_of(w, first, cells):
    """The weight that a word stands for."""
    high, fraction, cell = w >> 32, (w >> 1) % (1 << 21), first
    cell += high * cells >> 32
    octave, j = cell // 256, cell % 256
    magnitude = Fraction(2) ** (octave - 52) * (TABLE[j] * (1 << 21) + (TABLE[j + 1] - TABLE[j]) * fraction)
    return -magnitude if w & 1 else magnitude


def weight(seed, layer, side, index, neuron, cells):
    return weight_of(word(seed, layer, side, index, neuron), cells.first, cells.count)


def rational(values):
    """A float array as nested lists of fractions."""
    return [rational(v) for v in values] if np.ndim(values) else Fraction(float(values))


def activated(name, x):
    return {"relu": max(x, Fraction(0)), "identity": x}[name]


def target(network, point):
    """F(x), exactly, for relu and identity."""
    values = list(point)
    for layer in network.layers:
        bias = [0] * layer.outputs if layer.bias is None else rational(layer.bias)
        sums = [sum(w * x for w, x in zip(row, values, strict=True)) for row in rational(layer.weights)]
        values = [activated(layer.activation, s + b) for s, b in zip(sums, bias, strict=True)]
    return values


def pruned(ticket, point):
    """Ĝ(x), exactly, for relu and identity: neuron by neuron."""
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
