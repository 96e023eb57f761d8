"""Proposing the norm claims of a ticket: tight rational bounds, with slack enough for every checker.

Estimates are made in integers, so that they are the same on every machine.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from flint import fmpz_mat

from certify.exact.dyadic import Dyadic
from certify.kernel.certificate import RULES
from certify.kernel.norms import SPECTRAL_SIDE, claim_holds, gram, schur_product, squared_frobenius

_CLAIM_BITS = 16
_FINEST = -4000  # no claim is finer than 2^-4000: it has to fit a ticket
_VECTOR_BITS = 64
_ITERATIONS = 120
# Factors tried above the Rayleigh quotient, which bounds the spectral norm from below.
_MARGINS = tuple(1 + Fraction(1, 1 << bits) for bits in (9, 8, 7, 6, 4, 2))
# A spectral claim that exceeds the norm by this factor is verified by every checker, whatever the rounding of
# its linear algebra (FORMATS.md, section 4.3, Slack).
SLACK = 1 + Fraction(1, 1 << 20)


def round_up(x: Fraction, bits: int = _CLAIM_BITS) -> Fraction:
    """The least number with so many significant bits (and no finer than 2^-4000) that is not below ``x >= 0``."""
    if x == 0:
        return x
    exponent = max(_FINEST, x.numerator.bit_length() - x.denominator.bit_length() - bits)
    unit = Fraction(2) ** exponent
    return -(-x // unit) * unit


def root_above(square: Fraction) -> Fraction:
    """A claim c with ``c² >= square``, at most one part in 2^15 too large."""
    if square == 0:
        return square
    shift = max(0, 2 * _VECTOR_BITS - (square.numerator.bit_length() - square.denominator.bit_length()))
    shift += shift % 2
    scaled = -(-(square.numerator << shift) // square.denominator)
    return round_up(Fraction(isqrt(scaled - 1) + 1, 1 << shift // 2))


def propose(matrix: Dyadic) -> dict[str, Fraction]:
    """Claims about ``‖matrix‖₂`` under every rule that its size allows.

    Guarantee
    ---------
    Each claim is true, and the spectral one at least :data:`SLACK` times the norm.
    """
    claims = {"frobenius": root_above(squared_frobenius(matrix)), "schur": root_above(schur_product(matrix))}
    if min(matrix.shape) <= SPECTRAL_SIDE:
        claims["spectral"] = _spectral(matrix, min(claims.values()))
    return claims


def best_claim(matrix: Dyadic) -> Fraction:
    """The least of the claims that :func:`propose` makes."""
    return min(propose(matrix).values())


def _spectral(matrix: Dyadic, cheap: Fraction) -> Fraction:
    """A spectral claim: near the norm if that can be verified, else just above the cheap claim, which is true."""
    estimate = root_above(_rayleigh(matrix))
    for margin in _MARGINS:
        bound = round_up(estimate * margin)
        if bound >= cheap:
            break
        if claim_holds(RULES[-1], bound, matrix):
            return round_up(bound * SLACK)
    return round_up(cheap * _MARGINS[0])


def _rayleigh(matrix: Dyadic) -> Fraction:
    """A lower bound of ``‖matrix‖₂²``, usually close: power iteration with truncated integers."""
    g = gram(matrix)
    size = max((abs(int(x)) for x in g.entries()), default=0)
    if size == 0:
        return Fraction(0)
    small = _shifted(g, max(0, size.bit_length() - _VECTOR_BITS))
    vector = fmpz_mat([[int(abs(x)) + 1] for x in (small * fmpz_mat([[1]] * g.ncols())).entries()])
    for _ in range(_ITERATIONS):
        vector = small * vector
        longest = max(abs(int(x)) for x in vector.entries())
        vector = _shifted(vector, max(0, longest.bit_length() - _VECTOR_BITS))
    numerator, denominator = (vector.transpose() * g * vector)[0, 0], (vector.transpose() * vector)[0, 0]
    return Fraction(int(numerator), int(denominator) << 2 * matrix.scale)


def _shifted(matrix: fmpz_mat, bits: int) -> fmpz_mat:
    return fmpz_mat(matrix.nrows(), matrix.ncols(), [int(x) >> bits for x in matrix.entries()])
