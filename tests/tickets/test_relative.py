"""ε as a share of the outputs' range: exact, the same everywhere, never more than the share of the true range."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import certify
from certify.errors import InputError
from certify.kernel.domain import Ball, Box, Data, Domain, contains
from certify.kernel.network import Layer, Network
from certify.tickets.relative import relative_epsilon, sample

ZERO, ONE = Fraction(0), Fraction(1)
SQUARE = Box((ZERO, ZERO), (ONE, ONE))
DOMAINS: list[Domain] = [
    SQUARE,
    Box((Fraction(-1, 3), ZERO), (Fraction(1, 7), ZERO)),
    Ball(Fraction(2, 3), 2),
    Ball(ZERO, 2),
    Data(np.arange(300.0).reshape(150, 2)),
    Data(np.array([[1.0, 2.0]])),
]


def linear(rows: list[list[float]], activation: str = "identity") -> Network:
    return Network((Layer(np.array(rows), None, activation),))


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_inputs_looked_at_lie_in_the_domain(domain: Domain) -> None:
    points = list(sample(domain))
    assert points == list(sample(domain))
    for point in points:
        if isinstance(domain, Ball):
            assert sum(x * x for x in point) <= domain.radius**2
        elif isinstance(domain, Box):
            assert contains(domain, Box(point, point))
        else:
            assert contains(domain, Data(np.array([[float(x) for x in point]])))
    if isinstance(domain, Data):
        assert len(points) == min(64, len(domain.points))


def test_the_range_is_that_of_the_widest_output() -> None:
    found = relative_epsilon("1%", linear([[1.0, 1.0], [-3.0, -1.0]]), SQUARE)
    assert found.epsilon == Fraction(4, 100)
    assert found.words == "1% of 4, the largest range of an output at 66 inputs of the domain"
    assert relative_epsilon("1/3%", linear([[1.0, 1.0]]), SQUARE).epsilon == Fraction(2, 300)
    points = Data(np.array([[0.0, 0.0], [0.5, 0.25], [0.25, 0.0]]))
    assert relative_epsilon("10%", linear([[1.0, 1.0]]), points).epsilon == Fraction(75, 1000)


@pytest.mark.parametrize("activation", ["identity", "tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("domain", [SQUARE, Ball(ONE, 2)])
def test_it_is_at_most_the_share_of_the_true_range(activation: str, domain: Domain) -> None:
    root = 2.0**0.5  # over the unit ball x + y goes from -√2 to √2
    sigma = {"identity": lambda x: x, "relu": lambda x: max(x, 0), "tanh": np.tanh}.get(activation, logistic)
    found = relative_epsilon("100%", linear([[1.0, 1.0]], activation), domain).epsilon
    lower, upper = (-root, root) if isinstance(domain, Ball) else (0.0, 2.0)
    true = sigma(upper) - sigma(lower)
    assert 0.9 * true < found <= true
    assert len(str(found.numerator)) <= 5  # four digits


def logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


@pytest.mark.parametrize(
    ("text", "rows", "named"),
    [
        ("0%", [[1.0, 1.0]], "a share > 0%"),
        ("-1%", [[1.0, 1.0]], "a share > 0%"),
        ("%", [[1.0, 1.0]], "not a number"),
        ("1%%", [[1.0, 1.0]], "not a number"),
        ("1 %", [[1.0, 1.0]], "not a number"),
        ("1%", [[0.0, 0.0]], "which is 0 at the 66 inputs looked at; give a number"),
        ("1%", [[1.0]], "the network has 1 input"),
    ],
)
def test_shares_that_are_refused(text: str, rows: list[list[float]], named: str) -> None:
    with pytest.raises(InputError, match=named):
        relative_epsilon(text, linear(rows), SQUARE)


def test_the_functions_take_a_share_and_say_what_it_was(tmp_path) -> None:
    network = linear([[1.0, 1.0], [-3.0, -1.0]])
    found = certify.find_ticket(network, (0, 1), epsilon="1%", out=tmp_path / "t")
    words = "1% of 4, the largest range of an output at 66 inputs of the domain"
    assert (found.ticket.epsilon, found.plan.epsilon_from) == (Fraction(1, 25), words)
    assert certify.load(tmp_path / "t").ticket.epsilon == Fraction(1, 25)
    assert certify.plan(network, (0, 1), epsilon="1%").epsilon == Fraction(1, 25)
    bounds = certify.theorem_bounds(network, (0, 1), epsilon="1%")
    assert (bounds["combined"].setting.epsilon, bounds.epsilon_from) == (Fraction(1, 25), words)
    assert certify.plan(network, (0, 1), epsilon="1/25").epsilon_from is None
    for refused in (
        lambda: certify.theorem_bounds(widths=[2, 1], epsilon="1%"),
        lambda: certify.check(tmp_path / "t", epsilon="1%"),
        lambda: certify.find_ticket(network, (0, 1), delta="1%"),
    ):
        with pytest.raises(InputError, match="'1%' is not a number"):
            refused()


def test_a_range_that_only_rounding_makes_is_none():
    """Regression: the midpoints of enclosures differ where the function is constant."""
    layers = (
        Layer(np.array([[1e300], [1e300]]), None, "identity"),
        Layer(np.array([[1.0, -1.0]]), np.ones(1), "identity"),
    )
    domain = Box((Fraction(0),), (Fraction(10) ** 300,))
    with pytest.raises(InputError, match="which is 0 at the"):
        relative_epsilon("1%", Network(layers), domain)


def test_a_range_of_any_size():
    """Regression: the range was read as if somebody had typed it."""
    layers = tuple(Layer(np.array([[1e300]]), None, "identity") for _ in range(3))
    found = relative_epsilon("1%", Network(layers), Box((Fraction(0),), (Fraction(1),)))
    assert Fraction(10) ** 897 < found.epsilon <= Fraction(1001, 1000) * Fraction(10) ** 898
