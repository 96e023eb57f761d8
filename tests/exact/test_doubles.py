"""Doubles are read by their bits: also where a process flushes subnormal numbers to zero."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import textwrap
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from certify.exact import doubles

VALUES = arrays(np.float64, 5, elements=st.floats(allow_nan=False, allow_infinity=False))


@given(VALUES)
def test_values_are_exact(values: np.ndarray) -> None:
    exact = [Fraction(x) for x in values.tolist()]
    assert doubles.fractions(values) == exact
    assert doubles.negative(values).tolist() == [x < 0 for x in exact]
    assert doubles.finite(values).all()


def test_the_edges() -> None:
    values = np.array([0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308])
    assert doubles.fractions(values) == [Fraction(x) for x in values.tolist()]
    assert doubles.negative(values).tolist() == [False, False, False, True, False, False]
    assert doubles.finite(np.array([np.inf, -np.inf, np.nan, 1.0])).tolist() == [False, False, False, True]


@given(VALUES)
def test_what_a_double_is_can_be_represented_and_what_lies_between_cannot(values: np.ndarray) -> None:
    for x in map(Fraction, values.tolist()):
        assert doubles.representable(x)
        assert not doubles.representable(x + Fraction(1, 2**1075))
        assert not doubles.representable(x + Fraction(1, 3))


def test_the_edges_of_what_can_be_represented() -> None:
    assert doubles.representable(Fraction(2**1024 - 2**971))
    for x in (Fraction(2**1024), Fraction(2**53 + 1), Fraction(-(2**53) - 1, 2**60), Fraction(1, 2**1075)):
        assert not doubles.representable(x)


def test_only_the_sign_of_zero_is_lost_in_canonical_bytes() -> None:
    assert doubles.canonical_bytes(np.array([-0.0])) == doubles.canonical_bytes(np.array([0.0]))
    assert doubles.canonical_bytes(np.array([5e-324])) != doubles.canonical_bytes(np.array([0.0]))
    assert doubles.canonical_bytes(np.array([-1.5])) == np.array([-1.5]).astype("<f8").tobytes()


SCRIPT = """
import ctypes, sys
ctypes.CDLL(sys.argv[1])
import numpy as np
from fractions import Fraction
tiny = np.array([[5e-324, 2e-310]])
print(bool((tiny * 1.0 == 0).all()))  # the process does flush
from certify.kernel.domain import Data
from certify.exact.dyadic import Dyadic
from certify.kernel.network import Layer, Network
network = Network((Layer(tiny, None, "identity"),))
zero = Network((Layer(np.zeros((1, 2)), None, "identity"),))
print(Dyadic.from_floats(tiny).entry(0, 0) == Fraction(1, 1 << 1074))
print(network.sha256 != zero.sha256)
print(Data(-tiny).never_negative == (False, False))
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the switch for flushing is set as on x86-64")
@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc to build a library that flushes subnormals")
def test_subnormals_survive_a_process_that_flushes_them(tmp_path) -> None:
    source, library = tmp_path / "flush.c", tmp_path / "flush.so"
    source.write_text(
        textwrap.dedent("""
        #include <xmmintrin.h>
        #include <pmmintrin.h>
        __attribute__((constructor)) static void flush(void) {
            _MM_SET_FLUSH_ZERO_MODE(_MM_FLUSH_ZERO_ON);
            _MM_SET_DENORMALS_ZERO_MODE(_MM_DENORMALS_ZERO_ON);
        }
        """)
    )
    subprocess.run(["gcc", "-shared", "-fPIC", "-msse3", "-o", library, source], check=True)
    done = subprocess.run([sys.executable, "-c", SCRIPT, library], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 4
