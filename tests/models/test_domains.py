"""Domains as text and as files: exactly what was written, or one clear line."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from certify.errors import InputError
from certify.kernel.domain import Ball, Box, Data
from certify.models import parse_domain

LO, HI = np.array([-1.0, 0.1]), np.array([1.0, 0.3])
POINTS = np.array([[0.0, 0.5], [1.0, -2.0], [3.0, 4.0]])


@settings(deadline=None)  # files on a loaded machine
@given(st.fractions(max_denominator=10**6), st.fractions(max_denominator=10**6), st.integers(1, 5))
def test_a_box_is_exact(a, b, dimension):
    lower, upper = sorted((a, b))
    assert parse_domain(f"box:{lower},{upper}", dimension) == Box((lower,) * dimension, (upper,) * dimension)


def test_decimals_are_the_rationals_written():
    assert parse_domain("box:-0.1,1e-1", 1) == Box((Fraction(-1, 10),), (Fraction(1, 10),))
    assert parse_domain("ball:0.1", 3) == Ball(Fraction(1, 10), 3)
    assert parse_domain("ball:1/3", 3) == Ball(Fraction(1, 3), 3)


BAD_TEXT = {
    "box": "'box' is not a domain; box:LO,HI, ball:R, or a .npz or .npy file is needed",
    "": "'' is not a domain",
    "sphere:1": "'sphere:1' is not a domain",
    "data.csv": "'data.csv' is not a domain",
    "box:1": "'box:1' has 1 bound; box:LO,HI is needed",
    "box:0,1,2": "has 3 bounds",
    "box:1,0": "lower bound 1 exceeds upper bound 0",
    "box:a,1": "domain, lower bound of the box: 'a' is not a number",
    "box:0,": "domain, upper bound of the box: '' is not a number",
    "box:-inf,inf": "domain, lower bound of the box: '-inf' is not a number",
    "box:0,1e30000000": "upper bound of the box",
    "box:0,nan": "upper bound of the box: 'nan' is not a number",
    "ball:": "domain, radius of the ball: '' is not a number",
    "ball:-1": "ball of radius -1; a radius >= 0 is needed",
    "ball:inf": "domain, radius of the ball: 'inf' is not a number",
    "ball:1/0": "divides by zero",
    "absent.npz": "absent.npz: No such file or directory; a .npz or .npy file is needed",
}


@pytest.mark.parametrize(("text", "message"), BAD_TEXT.items())
def test_bad_text_is_refused(text, message):
    with pytest.raises(InputError) as caught:
        parse_domain(text, 2)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bounds_from_a_file_are_exact(tmp_path):
    np.savez(tmp_path / "box.npz", lower=LO.astype(np.float32), upper=HI)
    domain = parse_domain(str(tmp_path / "box.npz"), 2)
    assert domain == Box((Fraction(-1), Fraction(float(np.float32(0.1)))), (Fraction(1), Fraction(0.3)))


@settings(deadline=None)  # files on a loaded machine
@given(
    st.sampled_from([np.float32, np.float64]).flatmap(
        lambda kind: arrays.arrays(
            kind,
            arrays.array_shapes(min_dims=2, max_dims=2, max_side=4),
            elements=st.floats(width=8 * np.dtype(kind).itemsize, allow_nan=False, allow_infinity=False),
        )
    ),
    st.sampled_from([".npz", ".npy"]),
)
def test_data_are_exact(tmp_path_factory, points, suffix):
    path = tmp_path_factory.getbasetemp() / f"data{suffix}"
    np.save(path, points) if suffix == ".npy" else np.savez(path, X=points)
    domain = parse_domain(path, points.shape[1])
    assert isinstance(domain, Data)
    assert domain.points.dtype == np.float64
    assert domain.points.tolist() == points.tolist()


BAD_FILES = {
    "lower alone": ({"lower": LO}, "its arrays are 'lower'; 'lower' and 'upper', or one array of data"),
    "two arrays": ({"X": POINTS, "y": HI}, "its arrays are 'X', 'y'"),
    "bounds and data": ({"lower": LO, "upper": HI, "X": POINTS}, "its arrays are 'X', 'lower', 'upper'"),
    "nothing": ({}, "its arrays are none"),
    "bounds too short": ({"lower": LO[:1], "upper": HI}, "lower: shape (1,); (2,) is needed"),
    "bounds as a scalar": ({"lower": LO, "upper": np.float64(1)}, "upper: shape (); (2,) is needed"),
    "bounds crossed": ({"lower": HI, "upper": LO}, "lower bound 1 exceeds upper bound -1 at input 0"),
    "unbounded": ({"lower": LO, "upper": HI * np.inf}, "upper[0] is inf; finite numbers"),
    "bounds NaN": ({"lower": LO * np.nan, "upper": HI}, "lower[0] is nan"),
    "bounds as integers": ({"lower": np.zeros(2, int), "upper": HI}, "lower: type int64"),
    "data too wide": ({"X": np.ones((3, 4))}, "'X': shape (3, 4); (count, 2) is needed"),
    "one point as a vector": ({"X": LO}, "'X': shape (2,); (count, 2) is needed"),
    "images": ({"X": np.ones((5, 2, 2))}, "'X': shape (5, 2, 2)"),
    "no points": ({"X": np.ones((0, 2))}, "'X': shape (0, 2)"),
    "data infinite": ({"X": POINTS / np.array([[1, 1], [1, 1], [1, np.inf]]) + [0, -np.inf]}, "'X'[0, 1] is -inf"),
    "data as integers": (
        {"X": np.ones((3, 2), np.uint8)},
        "'X': type uint8; float16, float32 or float64 is needed",
    ),
    "data as objects": (
        {"X": np.array([[1.0, None]], object)},
        "'X': type object; plain numbers are needed, pickled",
    ),
}


@pytest.mark.parametrize(("stored", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_files_are_named(tmp_path, stored, message):
    path = tmp_path / "domain.npz"
    np.savez(path, **stored)
    refused(path, message)


def refused(path, message):
    with pytest.raises(InputError) as caught:
        parse_domain(str(path), 2)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bad_npy_files_are_refused(tmp_path):
    path = tmp_path / "x.npy"
    np.save(path, np.array([[1.0, None]], object))
    refused(path, "pickled objects are never read")
    path.write_bytes(b"")
    refused(path, "not a readable .npy file")
    np.save(path, POINTS)
    path.write_bytes(path.read_bytes()[:-1])
    refused(path, "does not fit its")
    path.unlink()
    path.mkdir()
    refused(path, "not a regular file; a .npz or .npy file is needed")
