"""ln, exp and powers against python-flint's balls at many points, the awkward ones among them."""

import math
import os
from collections.abc import Callable

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from certify.falsify.fast import elementary
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.rounding import LARGEST, SMALLEST_NORMAL, TINIEST, Floats

COUNT = 300_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 20_000
LN2 = math.log(2)


def neighbours(values: Floats) -> Floats:
    """The values and the two floats next to each on either side."""
    up, down = np.nextafter(values, np.inf), np.nextafter(values, -np.inf)
    return np.concatenate([values, up, down, np.nextafter(up, np.inf), np.nextafter(down, -np.inf)])


def positive(rng: np.random.Generator) -> dict[str, Floats]:
    """Arguments of ln."""
    edges = 0.5 + np.arange(1024) / 2048
    return {
        "all magnitudes": np.ldexp(rng.uniform(0.5, 1, COUNT), rng.integers(-1021, 1025, COUNT)),
        "around 1": rng.uniform(0.7, 1.42, COUNT),
        "near 1": 1 + rng.uniform(-1, 1, COUNT) * 2.0 ** -rng.integers(1, 53, COUNT),
        "edges of cells": neighbours(np.concatenate([edges, 2 * edges, 1024 * edges])),
        "powers of 2": neighbours(2.0 ** np.arange(-1022, 1024)),
        "subnormal": rng.integers(1, 2**52, COUNT).astype(float) * TINIEST,
        "ends": np.array([TINIEST, 2 * TINIEST, SMALLEST_NORMAL, LARGEST, 1.0, np.e]),
    }


def real(rng: np.random.Generator) -> dict[str, Floats]:
    """Arguments of exp."""
    return {
        "all results": rng.uniform(-746, 710, COUNT),
        "moderate": rng.uniform(-2, 2, COUNT),
        "tiny": rng.uniform(-1, 1, COUNT) * 2.0 ** -rng.integers(0, 1074, COUNT),
        "multiples of ln 2": neighbours(np.arange(-1075, 1025) * LN2),
        "between cells": neighbours((np.arange(-(2**14), 2**14) + 0.5) * (LN2 / 256)),
        "subnormal results": rng.uniform(-746, -707, COUNT),
        "overflow": neighbours(np.array([709.782712893384, 710.0, 746.0, 1e6])),
        "ends": np.array([0.0, -0.0, TINIEST, -TINIEST, -745.2, -1e9, -LARGEST]),
    }


def check(found: Intervals, balls: list[arb]) -> None:
    """Every ball lies within its bounds; a ball that is one float may be one."""
    for low, high, ball in zip(found.lower.tolist(), found.upper.tolist(), balls, strict=True):
        assert low == -math.inf or ball >= arb(low), (low, ball)
        assert high == math.inf or ball <= arb(high), (high, ball)


def balls_of(function: Callable[[arb], arb], values: Floats) -> list[arb]:
    with ctx.workprec(128):
        return [function(arb(value)) for value in values.tolist()]


CASES = [
    *((Intervals.ln, arb.log, name) for name in positive(np.random.default_rng(0))),
    *((Intervals.exp, arb.exp, name) for name in real(np.random.default_rng(0))),
]


def arguments(function: Callable, name: str, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    return (positive(rng) if function is Intervals.ln else real(rng))[name]


@pytest.mark.parametrize(("function", "reference", "name"), CASES)
def test_points(function, reference, name) -> None:
    values = arguments(function, name, 1)
    check(function(Intervals.exactly(values)), balls_of(reference, values))


@pytest.mark.parametrize(("function", "reference", "name"), CASES)
@pytest.mark.parametrize("spread", [1e-15, 1e-6, 0.5])
def test_intervals(function, reference, name, spread) -> None:
    values = arguments(function, name, 2)[:4000]
    with np.errstate(over="ignore"):
        upper = np.minimum(values + np.maximum(np.abs(values), TINIEST) * spread, LARGEST)
    found = function(Intervals(values, upper))
    check(found, balls_of(reference, values))
    check(found, balls_of(reference, upper))


@pytest.mark.parametrize(("function", "reference", "name"), CASES)
def test_widths_are_as_promised(function, reference, name) -> None:
    values = arguments(function, name, 3)
    found = function(Intervals.exactly(values))
    width = found.upper - found.lower
    size = np.minimum(np.abs(found.lower), np.abs(found.upper))
    if function is Intervals.exp:
        usual = found.upper < np.inf
        assert (width <= 2.0**-50 * found.upper + 4 * TINIEST)[usual].all()
        assert (found.lower[~usual] > LARGEST * (1 - 1e-12)).all()
    else:
        near = np.abs(values - 1) < 2.0**-10
        assert (width <= 2.0**-50 * size + np.where(near, 0, 2.0**-59)).all()


def broken(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Break a constant or a table by less than it would take to see it in print."""
    match how:
        case "rounding":
            monkeypatch.setattr(elementary, "_ERROR", 2.0**-54)
            monkeypatch.setattr(elementary, "_LN_ERROR", 0.0)
        case "table":
            ln_table, exp_table = elementary._ln_table(), elementary._exp_table()
            wrong = ln_table._replace(rest=ln_table.rest + 2.0**-52)
            monkeypatch.setattr(elementary, "_ln_table", lambda: wrong)
            monkeypatch.setattr(
                elementary, "_exp_table", lambda: exp_table._replace(rest=exp_table.rest + 2.0**-52)
            )
        case "argument":
            ln_table, exp_table = elementary._ln_table(), elementary._exp_table()
            monkeypatch.setattr(elementary, "_ln_table", lambda: ln_table._replace(ln2_rest=0.0))
            monkeypatch.setattr(elementary, "_exp_table", lambda: exp_table._replace(step_rest=0.0))


@pytest.mark.parametrize("how", ["rounding", "table", "argument"])
@pytest.mark.parametrize(
    ("function", "reference", "name"),
    [(Intervals.ln, arb.log, "all magnitudes"), (Intervals.exp, arb.exp, "all results")],
)
def test_what_is_broken_is_caught(function, reference, name, how, monkeypatch) -> None:
    values = arguments(function, name, 4)
    broken(monkeypatch, how)
    with pytest.raises(AssertionError):
        check(function(Intervals.exactly(values)), balls_of(reference, values))


def test_exact_values() -> None:
    one, zero = Intervals.of([1, 1]), Intervals.of([0, 0])
    for found, value in ((one.ln(), 0.0), (zero.exp(), 1.0)):
        assert found.lower.tolist() == found.upper.tolist() == [value, value]
    assert one.power(Intervals.of([3, -7])).eq(1).true.all()


def test_just_beside_the_exact_values() -> None:
    found = Intervals(np.zeros(1), np.full(1, TINIEST)).exp()
    assert found.lower[0] <= 1 < found.upper[0]
    found = Intervals(np.ones(1), np.full(1, 1 + 2.0**-52)).ln()
    assert found.lower[0] <= 0 < 2.0**-52 * (1 - 2.0**-53) <= found.upper[0]


@pytest.mark.parametrize("values", [[0.0, 1.0], [-1.0, 1.0], [-TINIEST, 1.0], [math.nan, 1.0], [-math.inf, 1.0]])
def test_ln_is_unknown_where_it_may_be_undefined(values) -> None:
    assert Intervals.exactly(np.array(values)).ln().known.tolist() == [False, True]
    below_zero = Intervals(np.array([-1.0, 1.0]), np.array([2.0, 2.0]))
    assert below_zero.ln().known.tolist() == [False, True]


def test_unbounded_arguments() -> None:
    whole = Intervals(np.array([-np.inf, 1.0]), np.array([0.0, np.inf]))
    found = whole.exp()
    assert found.lower[0] == 0.0
    assert found.upper[1] == np.inf
    assert whole[1:].ln().upper.tolist() == [np.inf]


@given(x=st.floats(1e-300, 1e300), y=st.floats(-200, 200))
def test_powers(x, y) -> None:
    found = Intervals.exactly(np.array([x])).power(Intervals.exactly(np.array([y])))
    if not np.isnan(found.lower[0]):
        check(found, balls_of(lambda t: t ** arb(y), np.array([x])))


def test_tables_are_the_same_each_time() -> None:
    before = elementary._exp_table()
    elementary._exp_table.cache_clear()
    after = elementary._exp_table()
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
