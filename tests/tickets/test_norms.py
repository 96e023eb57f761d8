"""Claims proposed are true and tight."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.exact.dyadic import Dyadic
from certify.kernel.certificate import branches, matrices
from certify.kernel.mask import virtual_weights
from certify.kernel.norms import claim_holds
from certify.tickets.exporting import nearest_floats
from certify.tickets.norms import SLACK, best_claim, propose, root_above, round_up
from reference import plainly

NUMBERS = st.fractions(min_value=0, max_value=10**6, max_denominator=10**9)
SCALES = st.integers(-1000, 1000).map(lambda e: Fraction(2) ** e)


@given(NUMBERS, SCALES)
@settings(deadline=None)
def test_rounding_up_is_up_and_little(x, scale):
    x *= scale
    assert x <= round_up(x) <= x * (1 + Fraction(1, 2**14))
    assert round_up(round_up(x)) <= round_up(x) * (1 + Fraction(1, 2**14))
    numerator = round_up(x).numerator
    assert numerator == 0 or (numerator >> ((numerator & -numerator).bit_length() - 1)).bit_length() <= 18


@given(NUMBERS, SCALES)
@settings(deadline=None)
def test_roots_are_above_and_within_a_part_in_thousands(x, scale):
    x *= scale
    assert x <= root_above(x) ** 2 <= x * (1 + Fraction(1, 2**13))


@pytest.mark.parametrize("scale", [1, 2**60, Fraction(1, 2**60)])
@pytest.mark.parametrize("bits", [60, 64, 65, 90, 300])
def test_a_root_a_trace_above_a_short_number_is_not_rounded_to_it(scale, bits):
    short = 1 + Fraction(1, 2**15)
    square = ((short + Fraction(1, 2**bits)) * scale) ** 2
    assert root_above(square) ** 2 >= square
    assert root_above((short * scale) ** 2) == short * scale


SHAPES = [(1, 1), (1, 7), (6, 1), (5, 5), (12, 30), (80, 70)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["random", "rank one", "zero", "tiny", "huge", "one entry"])
def test_every_claim_is_true_and_the_spectral_one_is_close(shape, kind):
    random = np.random.default_rng(shape[0])
    values = random.normal(size=shape)
    if kind == "rank one":
        values = np.outer(random.integers(-5, 6, shape[0]), random.integers(-5, 6, shape[1])).astype(float)
    if kind in ("zero", "one entry"):
        values = np.zeros(shape)
        values[0, 0] = kind == "one entry"
    values = np.ldexp(values, {"tiny": -1060, "huge": 1000}.get(kind, 0))
    matrix = Dyadic.from_floats(values)
    claims = propose(matrix)
    assert set(claims) == {"frobenius", "schur", "spectral"}
    assert all(claim_holds(rule, c, matrix) for rule, c in claims.items())
    size = np.ldexp(values, {"tiny": 1060, "huge": -1000}.get(kind, 0))
    truth = Fraction(float(np.linalg.norm(size, 2))) * Fraction(2) ** {"tiny": -1060, "huge": 1000}.get(kind, 0)
    assert truth * (1 - Fraction(1, 10**9)) <= claims["spectral"] <= truth * Fraction(101, 100)
    assert best_claim(matrix) == min(claims.values())
    assert claim_holds("spectral", claims["spectral"] / SLACK, matrix)  # no checker leaves the claim open
    if truth:
        assert claim_holds("spectral", truth * Fraction(99, 100), matrix) is False


@pytest.mark.parametrize("side", [1, 2, 7])
def test_where_the_cheap_claim_is_the_norm_the_spectral_one_keeps_its_slack(side):
    """The norm of an orthogonal matrix of 1s is its Schur claim."""
    matrix = Dyadic.from_floats(np.eye(side)[::-1].copy())
    claims = propose(matrix)
    assert claims["schur"] == 1
    assert 1 * SLACK <= claims["spectral"] <= 1 + Fraction(1, 256)


@pytest.mark.parametrize("number", [1, 2])
def test_the_embedded_networks_norms_are_within_one_percent(digits, number):
    ticket = digits.found.ticket
    layer, stated = ticket.network.layers[number - 1], ticket.layers[number - 1]
    size = {"inputs": layer.extended_inputs, "outputs": layer.outputs}
    plus, minus = virtual_weights(stated.mask, seed=ticket.seed, layer=number, cells=stated.cells, **size)
    compared = matrices(layer, branches(layer, [True] * layer.extended_inputs, plus, minus))
    assert set(stated.norms) == set(compared) == {"virtual", "error"}
    for name, matrix in compared.items():
        truth = float(np.linalg.norm(nearest_floats(matrix), 2))
        assert truth * (1 - 1e-9) <= float(min(stated.norms[name].values())) <= truth * 1.01
        assert float(stated.norms[name]["frobenius"]) > truth * 1.01


@given(st.lists(st.fractions(-9, 9, max_denominator=8), min_size=6, max_size=6))
@settings(deadline=None, max_examples=40)
def test_cheap_claims_are_the_formulas_rounded_up(entries):
    values = np.array([float(round(x * 8) / 8) for x in entries]).reshape(2, 3)
    rows = plainly.rational(values)
    claims = propose(Dyadic.from_floats(values))
    square = sum(x * x for row in rows for x in row)
    assert square <= claims["frobenius"] ** 2 <= square * (1 + Fraction(1, 2**13))
    product = max(sum(map(abs, r)) for r in rows) * max(sum(map(abs, c)) for c in zip(*rows, strict=True))
    assert product <= claims["schur"] ** 2 <= product * (1 + Fraction(1, 2**13))
