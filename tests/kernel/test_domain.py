"""Domains: what they contain, and their digests."""

import hashlib
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import InputError
from certify.kernel.domain import Ball, Box, Data, contains

NUMBERS = st.fractions(-4, 4, max_denominator=6)
DOUBLES = st.integers(-16, 16).map(lambda n: n / 8.0)


@st.composite
def domains(draw, n=2):
    kind = draw(st.sampled_from(["box", "ball", "data", "point"]))
    if kind == "box":
        sides = [sorted(draw(st.tuples(NUMBERS, NUMBERS))) for _ in range(n)]
        return Box(tuple(a for a, _ in sides), tuple(b for _, b in sides))
    if kind == "ball":
        return Ball(abs(draw(NUMBERS)), n)
    if kind == "point":
        point = tuple(draw(NUMBERS | DOUBLES.map(Fraction)) for _ in range(n))
        return Box(point, point)
    count = draw(st.integers(1, 3))
    return Data(np.array([[draw(DOUBLES) for _ in range(n)] for _ in range(count)]))


def inside(domain, x):
    if isinstance(domain, Box):
        return all(a <= v <= b for a, v, b in zip(domain.lower, x, domain.upper, strict=True))
    if isinstance(domain, Ball):
        return sum(v * v for v in x) <= domain.radius**2
    return list(x) in [[Fraction(v) for v in row] for row in domain.points.tolist()]


def extremes(domain):
    """Points of a domain in two dimensions that decide whether it lies in a box or a ball, and inner ones."""
    if isinstance(domain, Data):
        return [tuple(Fraction(v) for v in row) for row in domain.points.tolist()]
    if isinstance(domain, Ball):
        r = domain.radius
        return [
            (r, 0 * r),
            (-r, 0 * r),
            (0 * r, r),
            (0 * r, -r),
            (r * Fraction(3, 5), r * Fraction(4, 5)),
            (r / 7, r / 9),
        ]
    (a, b), (c, d) = zip(domain.lower, domain.upper, strict=True)
    return [(x, y) for x in (a, (a + b) / 2, b) for y in (c, (2 * c + d) / 3, d)]


@given(domains(), domains())
@settings(deadline=None, max_examples=150)
def test_containment_is_that_of_the_points_that_decide_it(outer, inner):
    assert contains(outer, inner) is all(inside(outer, x) for x in extremes(inner))


@given(domains())
@settings(deadline=None)
def test_every_domain_contains_itself_where_that_can_be_said(domain):
    assert contains(domain, domain)
    assert not contains(domain, Ball(Fraction(100), 2))
    assert not contains(domain, Box((Fraction(0),), (Fraction(0),)))


def test_the_border_counts_and_one_step_beyond_does_not():
    ball, step = Ball(Fraction(5), 2), Fraction(1, 10**50)
    corner = (Fraction(3), Fraction(4))
    assert contains(ball, Box(corner, corner))
    assert not contains(ball, Box(corner, (Fraction(3), 4 + step)))
    box = Box((Fraction(-5),) * 2, (Fraction(5),) * 2)
    assert contains(box, ball)
    assert not contains(box, Ball(5 + step, 2))
    assert contains(box, Data(np.array([[5.0, -5.0]])))
    assert not contains(box, Data(np.array([[np.nextafter(5.0, 6.0), -5.0]])))


def test_zeros_of_both_signs_are_one_point():
    data = Data(np.array([[0.0, -0.0]]))
    assert contains(data, Data(np.array([[-0.0, 0.0]])))
    assert contains(data, Ball(Fraction(0), 2))
    assert contains(data, Box((Fraction(0),) * 2, (Fraction(0),) * 2))
    assert not contains(data, Box((Fraction(1, 3),) * 2, (Fraction(1, 3),) * 2))
    assert data.sha256 == Data(np.array([[-0.0, 0.0]])).sha256


@given(domains(), domains())
@settings(deadline=None)
def test_never_negative_is_the_truth_per_coordinate(domain, other):
    for d, known in enumerate(domain.never_negative):
        assert known is all(x[d] >= 0 for x in extremes(domain))


def test_digests_are_those_of_the_format_page():
    box = Box((Fraction(-1, 3), Fraction(0)), (Fraction(2), Fraction(10, 4)))
    ball = Ball(Fraction(6, 4), 3)
    data = Data(np.array([[1.5, -0.0]]))
    texts = {
        box: b"certify domain 1\nbox 2\n-1/3 2\n0 5/2\n",
        ball: b"certify domain 1\nball 3\n3/2\n",
    }
    for domain, text in texts.items():
        assert domain.sha256 == hashlib.sha256(text).hexdigest()
    raw = bytes.fromhex("000000000000f83f0000000000000000")
    assert data.sha256 == hashlib.sha256(b"certify domain 1\ndata 1 2\n" + raw).hexdigest()


@given(domains(), domains())
@settings(deadline=None)
def test_domains_with_one_digest_are_the_same(a, b):
    same = type(a) is type(b) and contains(a, b) and contains(b, a)
    if isinstance(a, Data) and isinstance(b, Data):
        same = (a.points == b.points).all() if a.points.shape == b.points.shape else False
    assert (a.sha256 == b.sha256) is bool(same)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Box((Fraction(1),), (Fraction(0),)),
        lambda: Box((Fraction(1),), (Fraction(2), Fraction(3))),
        lambda: Box((), ()),
        lambda: Ball(Fraction(-1), 2),
        lambda: Ball(Fraction(1), 0),
        lambda: Data(np.zeros((0, 2))),
        lambda: Data(np.zeros(2)),
        lambda: Data(np.zeros((1, 2), dtype=np.float32)),
        lambda: Data(np.array([[0.0, np.nan]])),
        lambda: Data(np.array([[np.inf, 0.0]])),
    ],
)
def test_what_is_no_domain_is_refused(make):
    with pytest.raises(InputError, match=r"domain: .+"):
        make()


def test_descriptions_say_what_the_certificate_speaks_of():
    assert Box((Fraction(0),) * 2, (Fraction(1, 2),) * 2).describe() == "box [0, 1/2]^2"
    assert "bounds per input" in Box((Fraction(0), Fraction(1)), (Fraction(1),) * 2).describe()
    assert "only" in Data(np.zeros((3, 2))).describe()
    assert Ball(Fraction(1, 3), 4).describe() == "ball of radius 1/3 in dimension 4"


def test_a_point_that_is_no_double_is_in_no_data_set():
    """Regression: OverflowError from float() in _data_contains."""
    data = Data(np.array([[sys.float_info.max]]))
    far = Fraction(10) ** 400
    assert contains(data, Box((far,), (far,))) is False


def test_one_input_is_no_inputs() -> None:
    assert Data(np.zeros((1, 2))).describe() == "1 given input of dimension 2 only"
    assert Data(np.zeros((2, 2))).describe() == "2 given inputs of dimension 2 only"
