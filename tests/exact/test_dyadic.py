"""Dyadic matrices against fractions, over the whole range of doubles."""

import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from certify.exact.dyadic import Dyadic
from reference.plainly import rational

EDGES = [0.0, -0.0, 5e-324, -5e-324, sys.float_info.min, sys.float_info.max, -sys.float_info.max, 1e300, 1e-300]
DOUBLES = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(EDGES)
SHAPES = array_shapes(min_dims=2, max_dims=2, max_side=4)


def fractions(matrix):
    rows, columns = matrix.shape
    return [[matrix.entry(i, j) for j in range(columns)] for i in range(rows)]


@st.composite
def pairs(draw):
    shape = draw(SHAPES)
    return tuple(draw(arrays(np.float64, shape, elements=DOUBLES)) for _ in range(2))


@given(pairs())
@settings(deadline=None)
def test_arithmetic_is_that_of_fractions(pair):
    a, b = pair
    x, y, left, right = Dyadic.from_floats(a), Dyadic.from_floats(b), rational(a), rational(b)
    both = [list(zip(p, q, strict=True)) for p, q in zip(left, right, strict=True)]
    assert fractions(x) == left
    assert fractions(x - y) == [[p - q for p, q in row] for row in both]
    assert fractions(x.maximum(y)) == [[max(p, q) for p, q in row] for row in both]
    assert fractions(abs(x)) == [[abs(p) for p in row] for row in left]
    assert fractions(x[:, :1]) == [row[:1] for row in left]
    assert x.scale >= 0


@pytest.mark.parametrize("x", [1.0, 1e300, 1e-300, 5e-324, 2.0**-1022])
def test_one_ulp_is_a_difference(x):
    near = np.nextafter(x, 2 * x)
    a, b = Dyadic.from_floats(np.array([[x]])), Dyadic.from_floats(np.array([[near]]))
    assert (b - a).entry(0, 0) == Fraction(float(near)) - Fraction(x) > 0
    assert (a - a).entry(0, 0) == 0
    assert a.maximum(b).entry(0, 0) == Fraction(float(near))
