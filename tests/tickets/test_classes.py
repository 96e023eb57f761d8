"""Classes kept: counted only where no network within the bound can change them."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.kernel.domain import Ball, Box
from certify.kernel.network import Layer, Network
from certify.tickets.classes import Kept, classes_kept

IDENTITY = Network((Layer(np.eye(2), None, "identity"),))
EVERYWHERE = Ball(Fraction(1000), 2)


@given(st.integers(-50, 50), st.integers(-50, 50), st.fractions(0, 50, max_denominator=20))
@settings(deadline=None)
def test_the_margin_is_root_two_times_the_bound(a, b, bound):
    kept = classes_kept(IDENTITY, EVERYWHERE, np.array([[a, b]], dtype=float), bound)
    assert kept == Kept(int((a - b) ** 2 > 2 * bound**2), 1, 0)


def test_a_pair_at_the_margin_could_be_exchanged():
    # (1, 0) moved by (-1/2, 1/2), which has length √(1/2): just too far for 7071/10000, not for 7072/10000.
    x = np.array([[1.0, 0.0]])
    assert classes_kept(IDENTITY, EVERYWHERE, x, Fraction(7071, 10000)).kept == 1
    assert classes_kept(IDENTITY, EVERYWHERE, x, Fraction(7072, 10000)).kept == 0


def test_inputs_outside_the_domain_are_not_kept():
    box = Box((Fraction(0),) * 2, (Fraction(1),) * 2)
    inputs = np.array([[1.0, 0.0], [1.5, 0.0]])
    assert classes_kept(IDENTITY, box, inputs, Fraction(1, 100)) == Kept(1, 2, 1)
