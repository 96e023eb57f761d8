"""Values of F and Ĝ as balls: they contain the exact values, and are narrow."""

import itertools
from fractions import Fraction

import mpmath
import numpy as np
from flint import arb, arb_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.kernel.certificate import LayerTicket, Ticket
from certify.kernel.domain import Ball
from certify.kernel.generator import Cells
from certify.kernel.mask import Mask
from certify.kernel.network import Layer, Network
from certify.tickets.evaluation import margin_exceeds, pruned_values, squared_distance, target_values
from reference import plainly

COORDINATES = st.fractions(-3, 3, max_denominator=30)


def random_ticket(seed, names=("relu", "identity", "leaky-relu(1/8)", "clip(-1/2,3/4)")):
    random = np.random.default_rng(seed)
    widths, layers, stated = random.integers(1, 4, 3), [], []
    for m, n in itertools.pairwise(widths):
        bias = random.normal(size=n) if random.random() < 0.6 else None
        layers.append(Layer(random.normal(size=(n, m)), bias, str(random.choice(names))))
        neurons = random.choice(1 << 20, 6, replace=False)
        inputs = m + (bias is not None)
        rows = [(z, random.integers(inputs), random.integers(n)) for z in neurons]
        stated.append(LayerTicket(Cells(-900, 1500), 1 << 20, Mask(np.array(rows)), Fraction(0), {}))
    domain = Ball(Fraction(9), int(widths[0]))
    return Ticket(Network(tuple(layers)), domain, Fraction(1), seed, "recycle", tuple(stated), {})


def rational(x):
    mantissa, exponent = x.man_exp()
    return int(mantissa) * Fraction(2) ** int(exponent)


def holds(ball, x):
    radius = rational(ball.rad())
    return abs(rational(ball.mid()) - x) <= radius <= Fraction(1, 10**100)


@given(st.integers(0, 10**6), st.lists(COORDINATES, min_size=6, max_size=6))
@settings(deadline=None, max_examples=60)
def test_values_contain_the_exact_ones_and_are_narrow(seed, coordinates):
    ticket = random_ticket(seed)
    n = ticket.network.widths[0]
    points = [coordinates[:n], coordinates[3 : 3 + n]]
    values, pruned = target_values(ticket.network, points), pruned_values(ticket, points)
    for column, point in enumerate(points):
        f, g = plainly.target(ticket.network, point), plainly.pruned(ticket, point)
        assert all(holds(values[o, column], x) for o, x in enumerate(f))
        assert all(holds(pruned[o, column], x) for o, x in enumerate(g))
        below, above = squared_distance(values, pruned, column)
        truth = plainly.squared_distance(f, g)
        assert below <= truth <= above < below + Fraction(1, 10**90)


@given(st.integers(0, 10**6), st.lists(COORDINATES, min_size=3, max_size=3))
@settings(deadline=None, max_examples=40)
def test_curved_activations_agree_with_mpmath(seed, coordinates):
    network = random_ticket(seed, ("tanh", "sigmoid")).network
    point = coordinates[: network.widths[0]]
    values = target_values(network, [point])
    with mpmath.workdps(60):
        current = [mpmath.mpf(x.numerator) / x.denominator for x in point]
        for layer in network.layers:
            sigma = mpmath.tanh if layer.activation == "tanh" else lambda x: 1 / (1 + mpmath.exp(-x))
            bias = [0.0] * layer.outputs if layer.bias is None else layer.bias.tolist()
            sums = [mpmath.fsum(w * x for w, x in zip(r, current, strict=True)) for r in layer.weights.tolist()]
            current = [sigma(s + b) for s, b in zip(sums, bias, strict=True)]
        for o, x in enumerate(current):
            shown = mpmath.mpf(values[o, 0].str(50, radius=False))
            assert abs(shown - x) < mpmath.mpf(10) ** -45


def columns(*values):
    return arb_mat([[arb(v.numerator) / v.denominator] for v in map(Fraction, values)])


def test_margins_are_strict_and_rigorous():
    assert margin_exceeds(columns(3, 1, 0), 0, Fraction(4) - Fraction(1, 10**30))
    assert not margin_exceeds(columns(3, 1, 0), 0, Fraction(4))
    assert margin_exceeds(columns(-3, -5), 0, Fraction(3))
    assert not margin_exceeds(columns(2, 2), 0, Fraction(0))
    wide = arb_mat([[arb(3, 1)], [arb(1)]])
    assert margin_exceeds(wide, 0, Fraction(9, 10) ** 2)
    assert not margin_exceeds(wide, 0, Fraction(11, 10) ** 2)


@given(st.integers(-300, 300), st.integers(-300, 300))
@settings(deadline=None)
def test_distances_of_tiny_and_huge_values(a, b):
    x, y = Fraction(2) ** a, Fraction(2) ** b
    below, above = squared_distance(columns(x, 0), columns(0, y), 0)
    assert below <= x * x + y * y <= above <= below * (1 + Fraction(1, 2**400)) + Fraction(1, 2**900)
