"""The attack: a lower bound that is true, is large enough to be of use, and never exceeds the certificate."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest

from certify.kernel.domain import Ball, Box, Data, contains
from certify.kernel.mask import Mask
from certify.kernel.network import Layer, Network
from certify.tickets.attack import attack
from certify.tickets.finding import find_ticket
from reference import plainly

NAMES = ["signed", "unsigned", "mixed", "no biases", "ball", "data", "wide", "linear and deep", "curved", "bent"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
def test_it_finds_something_and_never_more_than_the_bound(find, name, method):
    found = find(name, method)
    worst = attack(found.ticket)
    assert 0 < worst.lower_bound <= found.bound
    assert contains(found.ticket.domain, Data(worst.point[None, :]))
    if name != "curved":
        x = [Fraction(v) for v in worst.point.tolist()]
        square = plainly.squared_distance(plainly.target(found.ticket.network, x), plainly.pruned(found.ticket, x))
        assert worst.lower_bound**2 <= square <= worst.lower_bound**2 * (1 + Fraction(1, 2**30))


@pytest.mark.parametrize("name", ["signed", "unsigned", "ball", "linear and deep"])
def test_it_is_no_weaker_than_a_coarse_grid(find, name):
    found = find(name)
    ticket, worst = found.ticket, attack(found.ticket)
    n = ticket.domain.dimension
    if isinstance(ticket.domain, Ball):
        grid = [[ticket.domain.radius * s * (d == e) for e in range(n)] for d in range(n) for s in (-1, 1)]
    else:
        sides = list(zip(ticket.domain.lower, ticket.domain.upper, strict=True))
        grid = [[a if (mask >> d) & 1 else b for d, (a, b) in enumerate(sides)] for mask in range(2**n)]
    best = max(
        plainly.squared_distance(plainly.target(ticket.network, x), plainly.pruned(ticket, x)) for x in grid
    )
    assert worst.lower_bound**2 >= best * Fraction(9, 10)


def test_it_sees_a_mask_that_was_emptied(find):
    found = find("signed")
    empty = Mask(np.zeros((0, 3), dtype=np.int64))
    layers = tuple(dataclasses.replace(layer, mask=empty) for layer in found.ticket.layers)
    assert attack(dataclasses.replace(found.ticket, layers=layers)).lower_bound > found.bound


@pytest.mark.thorough
def test_the_embedded_network(digits):
    worst = attack(digits.found.ticket)
    assert 0 < worst.lower_bound <= digits.found.bound


def one(epsilon=Fraction(1, 20), domain=None):
    network = Network((Layer(np.array([[0.7]]), None, "identity"),))
    return find_ticket(network, domain, epsilon=epsilon, delta=Fraction(1, 100))


def test_a_domain_without_doubles_has_no_attack():
    third = (Fraction(1, 3),)
    assert attack(one(domain=Box(third, third)).ticket) is None
    half = (Fraction(1, 2),)
    assert attack(one(domain=Box(half, half)).ticket).lower_bound > 0


@pytest.mark.parametrize(
    ("domain", "size"),
    [
        (Box((-(Fraction(10) ** 200),), (Fraction(10) ** 200,)), Fraction(10) ** 200),
        (Box((-(Fraction(10) ** 400),), (Fraction(10) ** 400,)), Fraction(10) ** 400),
        (Ball(Fraction(10) ** 200, 1), Fraction(10) ** 200),
        (Ball(Fraction(1, 10**320), 1), Fraction(1, 10**320)),
    ],
)
def test_huge_and_tiny_domains_give_no_warnings(domain, size):
    """Regression: RuntimeWarnings of overflow, printed at the command line."""
    found = one(size / 20, domain)
    worst = attack(found.ticket)
    assert worst is None or worst.lower_bound <= found.bound
