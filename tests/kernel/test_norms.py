"""Claims about norms are decided right on either side of the truth, however close."""

from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.exact.dyadic import Dyadic
from certify.kernel.norms import EXACT_SIDE, SPECTRAL_SIDE, claim_holds, schur_product, squared_frobenius

TINY = Fraction(1, 2**60)
SPECTRAL = "spectral"


def dyadic(rows):
    return Dyadic.from_floats(np.array(rows, dtype=np.float64))


def integers(rows):
    return Dyadic(np.array(rows, dtype=object), 0)


def just_right(matrix, norm, step=TINY):
    """True at the norm and above it, False below it."""
    return [claim_holds(SPECTRAL, c, matrix) for c in (norm, norm + step, norm - step)] == [True, True, False]


@pytest.mark.parametrize(
    ("rows", "norm"),
    [
        ([[3, 4]], 5),
        ([[3], [4]], 5),
        ([[7]], 7),
        ([[-7]], 7),
        ([[1, 0, 0], [0, -9, 0], [0, 0, 4]], 9),
        ([[3, 4], [6, 8], [6, 8]], 15),  # rank one: |(1, 2, 2)| |(3, 4)|
        ([[2, 1], [1, 2]], 3),
        ([[1, 1], [1, 1]], 2),
        ([[4, 0], [3, 0]], 5),
        ([[0, 2], [-2, 0]], 2),
        ([[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0], [0, 0, 0, 2]], 2),
    ],
)
def test_exact_ties_of_known_norms(rows, norm):
    for scale in (Fraction(1), Fraction(1, 2**1000), Fraction(2) ** 1000):
        scaled = dyadic(rows)
        if scale < 1:
            scaled = Dyadic(scaled.numerators, scaled.scale + 1000)
        elif scale > 1:
            scaled = Dyadic(scaled.numerators << 1000, scaled.scale)
        assert just_right(scaled, norm * scale, TINY * scale)


def test_an_irrational_norm_is_told_from_its_neighbours():
    matrix = dyadic([[6, 8], [12, 16]])  # rank one: the norm is √500
    root = Fraction(isqrt(500 * 4**300), 2**300)
    assert root**2 < 500 < (root + Fraction(1, 2**300)) ** 2
    assert claim_holds(SPECTRAL, root, matrix) is False
    assert claim_holds(SPECTRAL, root + Fraction(1, 2**300), matrix) is True


@pytest.mark.parametrize("rule", ["frobenius", "schur", SPECTRAL])
def test_the_zero_matrix(rule):
    for shape in ((1, 1), (1, 5), (5, 1), (3, 4)):
        zero = dyadic(np.zeros(shape))
        assert claim_holds(rule, Fraction(0), zero) is True
        assert claim_holds(rule, -TINY, zero) is False


@pytest.mark.parametrize("rule", ["frobenius", "schur", SPECTRAL])
def test_zero_and_negative_claims_about_another_matrix(rule):
    for x in (5e-324, 1.0, 1e308):
        assert claim_holds(rule, Fraction(0), dyadic([[x]])) is False
        assert claim_holds(rule, -(Fraction(10) ** 400), dyadic([[x]])) is False
        assert claim_holds(rule, Fraction(x), dyadic([[x]])) is True
        assert claim_holds(rule, Fraction(x) * (1 - TINY), dyadic([[x]])) is False


def test_subnormal_and_huge_entries_in_one_matrix():
    matrix = dyadic([[1e300, 0], [0, 5e-324]])
    assert just_right(matrix, Fraction(1e300), Fraction(1, 2**1074))
    # The small entry beside the large one in a row counts, exactly.
    row = dyadic([[1e300, 5e-324]])
    assert claim_holds(SPECTRAL, Fraction(1e300), row) is False
    assert claim_holds("frobenius", Fraction(1e300), row) is False
    assert claim_holds(SPECTRAL, Fraction(1e300) + Fraction(5e-324), row) is True


def test_rank_one_with_long_vectors():
    u, v = [1, 2, 2] * 4, [2, 3, 6] * 9  # lengths 3·2 and 7·3
    matrix = integers([[a * b for b in v] for a in u])
    assert just_right(matrix, Fraction(6 * 21))


def test_ties_of_singular_matrices_of_the_largest_exact_size():
    n = EXACT_SIDE
    ones = integers([[1] * n for _ in range(n)])
    assert just_right(ones, Fraction(n))
    identity = integers([[int(i == j) for j in range(n // 2)] for i in range(n // 2)])
    assert just_right(identity, Fraction(1))


RULES = {
    "frobenius": lambda rows: sum(Fraction(x) ** 2 for row in rows for x in row),
    "schur": lambda rows: (
        max(sum(abs(x) for x in row) for row in rows)
        * max(sum(abs(x) for x in column) for column in zip(*rows, strict=True))
    ),
}
SMALL = st.integers(-30, 30)
MATRICES = st.integers(1, 5).flatmap(
    lambda m: st.lists(st.lists(SMALL, min_size=m, max_size=m), min_size=1, max_size=5)
)


@given(MATRICES, st.fractions(0, 300, max_denominator=10**6), st.sampled_from(sorted(RULES)))
@settings(deadline=None)
def test_cheap_rules_are_their_formulas(rows, claim, rule):
    square = RULES[rule](rows)
    assert {"frobenius": squared_frobenius, "schur": schur_product}[rule](integers(rows)) == square
    assert claim_holds(rule, claim, integers(rows)) is (claim**2 >= square)


def image_squared(rows, v):
    return sum(sum(a * x for a, x in zip(row, v, strict=True)) ** 2 for row in rows)


@given(st.data(), MATRICES)
@settings(deadline=None)
def test_a_claim_that_holds_bounds_every_image(data, rows):
    top = float(np.linalg.svd(np.array(rows, dtype=float), compute_uv=False)[0])
    near = Fraction(top) * (
        1 + data.draw(st.sampled_from([-1, 1])) * Fraction(1, 2 ** data.draw(st.integers(1, 60)))
    )
    claim = data.draw(st.just(abs(near)) | st.fractions(0, 200, max_denominator=1000))
    rule = data.draw(st.sampled_from(["frobenius", "schur", SPECTRAL]))
    v = data.draw(st.lists(st.fractions(-5, 5, max_denominator=50), min_size=len(rows[0]), max_size=len(rows[0])))
    held = claim_holds(rule, claim, integers(rows))
    if held:
        assert image_squared(rows, v) <= claim**2 * sum(x * x for x in v)
    if rule == SPECTRAL and abs(claim - Fraction(top)) > Fraction(1, 10**6):
        assert held is (claim > top)


@given(MATRICES, st.integers(20, 200))
@settings(deadline=None, max_examples=40)
def test_claims_below_a_rayleigh_quotient_are_refuted(rows, bits):
    gram = [[sum(a * b for a, b in zip(p, q, strict=True)) for q in rows] for p in rows]
    v = [Fraction(i + 1) for i in range(len(gram))]
    for _ in range(30):
        v = [sum(a * x for a, x in zip(row, v, strict=True)) for row in gram]
    length = sum(x * x for x in v)
    if length:
        quotient = sum(x * sum(a * y for a, y in zip(row, v, strict=True)) for x, row in zip(v, gram, strict=True))
        square = quotient / length * (1 - Fraction(1, 2**bits))
        root = Fraction(isqrt(square.numerator * 4**300 // square.denominator), 2**300)
        assert claim_holds(SPECTRAL, root, integers(rows)) is False


@pytest.mark.parametrize("shape", [(70, 70), (100, 40), (70, 90), (1, 300), (200, 2)])
@pytest.mark.parametrize("kind", ["random", "rank one", "repeated"])
def test_separated_claims_of_any_size_agree_with_the_svd(shape, kind):
    random = np.random.default_rng(shape[0])
    values = random.normal(size=shape)
    if kind == "rank one":
        values = np.outer(values[:, 0], values[0])
    if kind == "repeated":
        values = np.repeat(values[:1], shape[0], axis=0)
    top = Fraction(float(np.linalg.svd(values, compute_uv=False)[0]))
    matrix = Dyadic.from_floats(values)
    assert claim_holds(SPECTRAL, top * (1 + Fraction(1, 2**16)), matrix) is True
    assert claim_holds(SPECTRAL, top * (1 - Fraction(1, 2**16)), matrix) is False


@pytest.mark.parametrize("side", [EXACT_SIDE + 6, 100])
@pytest.mark.thorough
def test_near_ties_of_large_matrices_are_never_decided_wrong(side):
    ones, diagonal = integers([[1] * side] * side), integers(np.diag([*range(1, side + 1)]).tolist())
    for matrix, norm in ((ones, side), (diagonal, side)):
        for bits in (25, 40, 52, 60, 200):
            assert claim_holds(SPECTRAL, norm + Fraction(1, 2**bits), matrix) in (True, None)
            assert claim_holds(SPECTRAL, norm - Fraction(1, 2**bits), matrix) in (False, None)
        assert claim_holds(SPECTRAL, Fraction(norm), matrix) in (True, None)
    assert claim_holds(SPECTRAL, Fraction(side), ones) is None


def test_beyond_the_limit_only_the_cheap_rules_are_looked_at():
    side = SPECTRAL_SIDE + 1
    matrix = Dyadic(np.zeros((side, side), dtype=object), 0)
    assert claim_holds(SPECTRAL, Fraction(1), matrix) is None
    assert claim_holds("frobenius", Fraction(0), matrix) is True
    row = Dyadic(np.ones((1, side), dtype=object), 0)
    assert claim_holds(SPECTRAL, Fraction(16), row) is False  # side counts, not size: 16² < 257
    assert claim_holds(SPECTRAL, Fraction(17), row) is True


def test_a_row_as_long_as_the_claim_with_a_trace_of_another():
    # 1 − G has a zero on its diagonal beside 2^-80: the norm exceeds 1 by about 2^-161.
    matrix = dyadic([[1, 0], [2.0**-80, 0.5]])
    assert claim_holds(SPECTRAL, Fraction(1), matrix) is False
    assert claim_holds(SPECTRAL, 1 + Fraction(1, 2**165), matrix) is False
    assert claim_holds(SPECTRAL, 1 + Fraction(1, 2**155), matrix) is True


@pytest.mark.parametrize("garbage", [0.0, 1.0, 2.0, np.nan, np.inf])
def test_floats_that_propose_nonsense_prove_nothing(monkeypatch, garbage):
    monkeypatch.setattr(np.linalg, "cholesky", lambda a: np.full_like(a, garbage))
    monkeypatch.setattr(np.linalg, "eigh", lambda a: (np.ones(len(a)), np.eye(len(a))))
    assert just_right(dyadic([[2, 1], [1, 2]]), 3)
    ones = integers([[1] * 70] * 70)
    assert claim_holds(SPECTRAL, Fraction(69), ones) in (False, None)
    assert claim_holds(SPECTRAL, Fraction(71), ones) in (True, None)


@pytest.mark.parametrize(("missing", "proved"), [(0.5, True), (1.5, None), (-0.5, True), (-1.5, None)])
def test_a_factor_proves_only_within_its_slack(monkeypatch, missing, proved):
    side, slack = 70, 2.0**-20
    monkeypatch.setattr(np.linalg, "cholesky", lambda a: np.eye(len(a)) * np.sqrt(1 - slack - missing * slack))
    tiny = Dyadic(np.diag([1] * side).astype(object), 40)
    assert claim_holds(SPECTRAL, Fraction(1), tiny) is proved
