"""What is derived of a domain contains what F really does on it."""

import itertools
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import InputError, Undecided
from certify.kernel import propagation
from certify.kernel.activations import ACTIVATIONS, activation, check_canonical
from certify.kernel.domain import Ball, Box, Data
from certify.kernel.network import Layer, Network
from certify.kernel.propagation import carried, never_negative
from certify.tickets.quantities import maximal_activation, squared_suprema
from reference import plainly

LINEAR = ("relu", "identity", "leaky-relu(1/8)", "leaky-relu(3/4)", "clip(0,1)", "clip(-3/2,1/4)", "clip(1/2,6)")
NAMES = [*LINEAR, "tanh", "sigmoid"]
TINY = f"1/{2**1074}"
WEIGHTS = st.integers(-24, 24).map(lambda n: n / 8.0) | st.sampled_from([0.0, 1e-300, 5e-324, 50.0])
BOUNDS = st.fractions(-3, 3, max_denominator=12)


@st.composite
def networks(draw, names=tuple(NAMES)):
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    layers = []
    for m, n in itertools.pairwise(widths):
        weights = draw(st.lists(WEIGHTS, min_size=n * m, max_size=n * m))
        bias = draw(st.none() | st.lists(WEIGHTS, min_size=n, max_size=n).map(np.array))
        layers.append(Layer(np.array(weights).reshape(n, m), bias, draw(st.sampled_from(names))))
    return Network(tuple(layers))


@st.composite
def domains(draw, n, kinds=("box", "ball", "data")):
    kind = draw(st.sampled_from(kinds))
    if kind == "box":
        sides = [sorted(draw(st.tuples(BOUNDS, BOUNDS))) for _ in range(n)]
        return Box(tuple(s[0] for s in sides), tuple(s[1] for s in sides))
    if kind == "ball":
        return Ball(abs(draw(BOUNDS)), n)
    count = draw(st.integers(1, 3))
    return Data(np.array(draw(st.lists(WEIGHTS, min_size=n * count, max_size=n * count))).reshape(count, n))


@st.composite
def points(draw, domain):
    """A rational point of the domain, often at its border."""
    n = domain.dimension
    if isinstance(domain, Data):
        return plainly.rational(domain.points[draw(st.integers(0, len(domain.points) - 1))])
    shares = draw(
        st.lists(st.sampled_from([Fraction(0), Fraction(1)]) | st.fractions(0, 1), min_size=n, max_size=n)
    )
    if isinstance(domain, Box):
        return [a + (b - a) * t for a, b, t in zip(domain.lower, domain.upper, shares, strict=True)]
    # A Pythagorean direction in the first two coordinates, inside the ball or on its border.
    t, size = shares[0], domain.radius * draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(-1)]))
    if n == 1:
        return [size]
    return [size * (1 - t * t) / (1 + t * t), size * 2 * t / (1 + t * t)] + [Fraction(0)] * (n - 2)


def values(network, point):
    """F_0 … F_{ℓ−1} at a point as pairs of rational bounds, 10^-60 apart where they are not exact."""
    slack = Fraction(1, 10**60)
    current, found = [(x, x) for x in point], []
    for layer in network.layers:
        found.append(current)
        sums = [Fraction(0)] * layer.outputs if layer.bias is None else plainly.rational(layer.bias)
        lower, upper = list(sums), list(sums)
        for o, row in enumerate(plainly.rational(layer.weights)):
            lower[o] += sum(w * x[w < 0] for w, x in zip(row, current, strict=True))
            upper[o] += sum(w * x[w >= 0] for w, x in zip(row, current, strict=True))
        both = list(zip(lower, upper, strict=True))
        if layer.activation in LINEAR:
            current = [tuple(plainly.activated(layer.activation, x) for x in pair) for pair in both]
        else:
            with mpmath.workdps(80):
                sigma = mpmath.tanh if layer.activation == "tanh" else logistic
                curved = [tuple(to_fraction(sigma(to_mpf(x))) for x in pair) for pair in both]
            current = [(a - slack, b + slack) for a, b in curved]
    return found


def rational(numerator, unit):
    return Fraction(int(numerator), int(unit))


def logistic(x):
    return 1 / (1 + mpmath.exp(-x))


def to_mpf(x):
    return mpmath.mpf(x.numerator) / x.denominator


def to_fraction(x):
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


MARGIN = Fraction(1, 10**40)  # more than the rounding of the curved activations can grow to


@given(st.data(), networks())
@settings(deadline=None, max_examples=100)
def test_intervals_suprema_and_signs_hold_at_every_point(data, network):
    domain = data.draw(domains(network.widths[0]))
    found = values(network, data.draw(points(domain)))
    reached = dict(carried(network, domain, len(network.layers)))
    assert sorted(reached) == list(range(isinstance(domain, Ball), len(network.layers)))
    for i, (lower, upper, unit) in reached.items():
        inside = [
            all(
                rational(lower[d, c], unit) <= b and a <= rational(upper[d, c], unit)
                for d, (a, b) in enumerate(found[i])
            )
            for c in range(lower.shape[1])
        ]
        assert any(inside)
    for layer, values_, square in zip(network.layers, found, squared_suprema(network, domain), strict=True):
        least = sum((max(a, -b, 0) ** 2 for a, b in values_), Fraction(layer.bias is not None))
        assert least <= square + MARGIN
    largest = maximal_activation(network, domain)
    assert all(max(a, -b) <= largest + MARGIN for layer in found for a, b in layer)
    if any(layer.bias is not None for layer in network.layers):
        assert largest >= 1
    for known, values_ in zip(never_negative(network, domain), found, strict=True):
        assert all(b >= 0 for sure, (_, b) in zip(known, values_, strict=False) if sure)


@given(st.data(), networks(names=LINEAR))
@settings(deadline=None, max_examples=50)
def test_data_is_carried_exactly(data, network):
    domain = data.draw(domains(network.widths[0], kinds=("data",)))
    exact = [values(network, point) for point in plainly.rational(domain.points)]
    for i, (layer, square) in enumerate(zip(network.layers, squared_suprema(network, domain), strict=True)):
        assert square == max(sum(x * x for x, _ in found[i]) for found in exact) + (layer.bias is not None)


def one(weights, bias=None, activation="relu"):
    return Layer(np.array(weights, dtype=float), None if bias is None else np.array(bias, dtype=float), activation)


def test_the_suprema_of_a_box_are_reached_for_one_layer():
    network = Network((one([[1, -2], [3, 0]]), one([[1, 1]], [0.5])))
    box = Box((Fraction(-1), Fraction(-1, 2)), (Fraction(1), Fraction(2)))
    # inputs: 1 and 4; then max(0, 1 + 1) = 2 and 3, and the unit
    assert squared_suprema(network, box) == [1 + 4, 4 + 9 + 1]
    assert maximal_activation(network, box) == 3


def test_the_ball_is_carried_by_the_lengths_of_the_rows():
    network = Network((one([[3, 4], [0, 0]], [1, -7], "identity"), one([[1, 1]])))
    assert squared_suprema(network, Ball(Fraction(2), 2)) == [4 + 1, 11**2 + 7**2]
    irrational = Network((one([[1, 1]], None, "identity"), one([[1]])))
    (_, square) = squared_suprema(irrational, Ball(Fraction(1), 2))
    assert 2 < square < 2 + Fraction(1, 2**62)
    scaled = math.isqrt(2 << 128) + 1
    assert square == Fraction(scaled, 1 << 64) ** 2


@pytest.mark.parametrize(
    ("domain", "first"),
    [
        (Box((Fraction(0), Fraction(-1)), (Fraction(1), Fraction(1))), [True, False]),
        (Box((Fraction(1), Fraction(0)), (Fraction(1), Fraction(0))), [True, True]),
        (Box((Fraction(-1, 10**400), Fraction(0)), (Fraction(1), Fraction(0))), [False, True]),
        (Ball(Fraction(1, 10**400), 2), [False, False]),
        (Ball(Fraction(0), 2), [True, True]),
        (Data(np.array([[0.0, 1.0], [-0.0, -5e-324]])), [True, False]),
    ],
)
@pytest.mark.parametrize("name", [*NAMES, f"clip(-{TINY},1)"])
def test_never_negative_says_no_more_than_it_may(domain, first, name):
    after = name in ("relu", "sigmoid", "clip(0,1)", "clip(1/2,6)")
    network = Network((one([[1, 1], [1, 1]], [5, 5], name), one([[1, 1]], None, "relu")))
    assert never_negative(network, domain) == [[*first, True], [after, after]]


def line(sigma, x, ends):
    """The clipped line of the table, plainly."""
    value, (low, high) = sigma.lipschitz * x + sigma.offset, ends
    value = value if sigma.leak is None else max(value, sigma.leak * x)
    value = value if low is None else max(low, value)
    return value if high is None else min(high, value)


@given(st.fractions(-30, 30), st.sampled_from(NAMES))
@settings(deadline=None)
def test_the_bounds_of_activations_enclose_them(x, name):
    sigma = activation(name)
    with mpmath.workdps(60):
        y, slack = to_mpf(x), mpmath.mpf(10) ** -50
        curve = {"tanh": mpmath.tanh, "sigmoid": logistic}.get(name)
        truth = curve(y) if curve else to_mpf(plainly.activated(name, x))
        below, above = to_mpf(line(sigma, x, sigma.below)), to_mpf(line(sigma, x, sigma.above))
        assert below - slack <= truth <= above + slack
        assert not sigma.non_negative or below >= 0
        assert not sigma.piecewise_linear or below == above == truth


@given(st.fractions(-30, 30), st.fractions(-30, 30), st.sampled_from(NAMES))
@settings(deadline=None)
def test_lipschitz_constants_and_monotony(x, y, name):
    sigma = activation(name)
    x, y = min(x, y), max(x, y)
    assert line(sigma, x, sigma.below) <= line(sigma, y, sigma.below)
    assert line(sigma, x, sigma.above) <= line(sigma, y, sigma.above)
    with mpmath.workdps(60):
        a, b = to_mpf(x), to_mpf(y)
        curve = {"tanh": mpmath.tanh, "sigmoid": logistic}.get(name, lambda v: v)
        reach = to_mpf(sigma.lipschitz) * (b - a)
        assert curve(b) - curve(a) <= reach + mpmath.mpf(10) ** -50


@pytest.mark.parametrize("name", ["leaky-relu(" + TINY + ")", f"clip(-{TINY},{TINY})", f"clip({TINY},{2**1023})"])
def test_long_parameters_are_carried_exactly_and_paid_for(name):
    layer = one([[-1.0]], [0.75], name)
    deep, box = Network((layer,) * 4), Box((Fraction(-1, 3),), (Fraction(2, 7),))
    ends = [(box.lower[0], box.upper[0])]
    for _ in range(3):
        low, high = ends[-1]
        ends.append(tuple(plainly.activated(name, Fraction(3, 4) - x) for x in (high, low)))
    assert squared_suprema(deep, box) == [max(low**2, high**2) + 1 for low, high in ends]
    (*_, dear), (*_, cheap) = (
        [work for work, _ in propagation._costs(Network((one([[-1.0]], [0.75], n),) * 400), box)]
        for n in (name, "relu")
    )
    assert dear > 2 * cheap


ACCEPTED = {
    "leaky-relu(1/8)": "leaky-relu(1/8)",
    "leaky-relu(0.125)": "leaky-relu(1/8)",
    "clip(-0x1p3,2/4)": "clip(-8,1/2)",
    f"leaky-relu({TINY})": f"leaky-relu({TINY})",
    f"clip(0,{2**1024 - 2**971})": f"clip(0,{2**1024 - 2**971})",
    **{name: name for name in ACTIVATIONS},
}
REFUSED = [
    *["", "linear", "relu()", "relu(1)", "clip", "clip()", "clip(1)", "clip(1,2,3)", "clip(1,1)", "clip(2,1)"],
    *["leaky-relu", "leaky-relu()", "leaky-relu(0)", "leaky-relu(1)", "leaky-relu(3/2)", "leaky-relu(-1/2)"],
    *["leaky-relu(1/2,1/4)", "leaky-relu(1/3)", "leaky-relu(0.1)", "leaky-relu(1/2", "leaky-relu(1/2))"],
    *["clip(0, 1)", "clip(0,nan)", "clip(0,1e30000000)", f"leaky-relu(1/{2**1075})", f"clip(0,{2**1024})"],
    *[f"clip(0,{2**53 + 1})", "leaky_relu(1/2)", "Clip(0,1)", "clip(" + "1," * 100_000 + ")"],
]


@pytest.mark.parametrize(("text", "name"), ACCEPTED.items())
def test_texts_of_activations(text, name):
    assert activation(text).name == name
    check_canonical(name, "layer 1")
    if text != name:
        with pytest.raises(InputError, match=r"layer 1: .*; it is written"):
            check_canonical(text, "layer 1")


@pytest.mark.parametrize("text", REFUSED)
def test_texts_of_no_activation(text):
    with pytest.raises(InputError) as caught:
        activation(text, "layer 1")
    assert str(caught.value).startswith("layer 1: ")
    assert len(str(caught.value)) < 300


def test_a_box_with_a_huge_common_denominator_is_left_undecided():
    network = Network((Layer(np.ones((1, 40)), None, "identity"),))
    fine = Box((Fraction(0),) * 40, tuple(Fraction(1, 10**1000 + i) for i in range(30)) + (Fraction(1),) * 10)
    assert squared_suprema(network, fine)[0] > 10
    coarse = Box((Fraction(0),) * 40, tuple(Fraction(1, 10**1900 + i) for i in range(40)))
    with pytest.raises(Undecided, match="common denominator"):
        squared_suprema(network, coarse)
