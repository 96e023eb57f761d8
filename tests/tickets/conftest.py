"""What the tests of tickets share: tickets found once."""

import functools
from collections import namedtuple
from fractions import Fraction

import numpy as np
import pytest

from certify.kernel.domain import Ball, Box, Data
from certify.kernel.network import Layer, Network
from certify.models import embedded
from certify.tickets.finding import find_ticket, save

Saved = namedtuple("Saved", "found path")


def box(*sides):
    return Box(tuple(Fraction(a) for a, _ in sides), tuple(Fraction(b) for _, b in sides))


def layer(weights, bias=None, activation="relu"):
    return Layer(np.array(weights, dtype=float), None if bias is None else np.array(bias, dtype=float), activation)


TWO = (layer([[0.75, -1.5], [0.3, 1.1]], [0.5, -0.25]), layer([[1.25, -0.6]], [0.1], "identity"))
BARE = (layer([[0.75, -1.5], [0.3, 1.1]]), layer([[1.25, -0.6]], None, "identity"))
WIDE = (
    layer([[0.75, -0.5, 0.25], [0.3, 1.0, 0.0]]),
    layer([[1.0, -1.0], [0.5, 0.5], [2.0, 0.1]], [0.0, 1.0, -1.0]),
)
CASES = {
    "signed": (TWO, box((-1, 1), (-1, 1))),
    "unsigned": (TWO, box((0, 1), (0, 2))),
    "mixed": (TWO, box((0, 1), (-1, 1))),
    "no biases": (BARE, box((-1, 1), (0, 1))),
    "ball": (TWO, Ball(Fraction(3, 2), 2)),
    "data": (TWO, Data(np.array([[0.5, -0.25], [0.0, 1.0]]))),
    "wide": (WIDE, box((0, 1), (-1, 1), (-2, 3))),
    "linear and deep": ((layer([[0.5]], [0.25], "identity"),) * 4, box((-1, 1))),
    "bent": (
        (
            layer([[0.75, -1.5], [0.3, 1.1]], [0.5, -0.25], "leaky-relu(1/8)"),
            layer([[1.25, -0.6]], [0.1], f"clip(-1/2,{Fraction(0.7)})"),
        ),
        box((-1, 1), (0, 1)),
    ),
    "curved": ((layer([[0.5, 2.0]], [0.25], "tanh"), layer([[-3.0]], None, "sigmoid")), box((-1, 1), (0, 1))),
}


@functools.cache
def found(name, method="recycle", gamma="2/3", seed=0):
    layers, domain = CASES[name]
    numbers = {"epsilon": Fraction(1, 20), "delta": Fraction(1, 100), "seed": seed}
    return find_ticket(Network(layers), domain, method=method, gamma=gamma, **numbers)


@pytest.fixture(scope="session")
def cases():
    """Names of small targets with domains; the two of each are ``CASES[name]``."""
    return CASES


@pytest.fixture(scope="session")
def find():
    """``find(name, method, gamma, seed)``: the ticket of a small case, each found once."""
    return found


@pytest.fixture(scope="session")
def digits(tmp_path_factory):
    """The ticket of the embedded network, and its file."""
    own = embedded()
    got = find_ticket(own.network, own.domain, epsilon=Fraction(1, 100), delta=Fraction(1, 100))
    path = tmp_path_factory.mktemp("digits") / "digits.ticket"
    save(got, path)
    return Saved(got, path)
