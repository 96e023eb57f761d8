"""Norm claims, decided in exact arithmetic.

A claim ``c`` about ``‖A‖₂`` is true or false; no tolerance and no float stands between.  Floats propose a
Cholesky factor or a vector; exact integers decide what these prove.

*Slack.*  A claim ``c >= (1 + SLACK) ‖A‖₂`` is always found true.  With H the Gram matrix of A divided by c² and
``τ = 2^-20``, the least eigenvalue of ``B = (1−τ) I − H`` is then at least ``1 − τ − (1 + 2^-20)^-2 > 2^-21``, and
its diagonal is at most 1.  Let n <= 256 be its side, ``u = 2^-53`` and ``γ = (n+1) u / (1 − (n+1) u) < 2^-44``.
Cholesky's algorithm in doubles succeeds, for every order of summation and with FMA, where that eigenvalue exceeds
``nγ/(1−γ) < 2^-36`` (Higham, *Accuracy and Stability of Numerical Algorithms*, Theorem 10.7), and its factor
satisfies ``|B − LLᵀ| <= γ |L| |Lᵀ|`` entrywise (Theorem 10.3).  The rows of L have norms of at most about 1, so
the rows of the residual have sums below ``2^-36``.  Writing H in doubles adds at most ``n 2^-52`` to a row sum,
and rounding L to multiples of ``2^-50`` at most ``2 n √n 2^-51 + n² 2^-102 < 2^-37``.  Together this is less than
``2^-35``, and τ is allowed: a factor of 2^15 is left for implementations that round more often.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpz, fmpz_mat

from certify.exact.doubles import Floats
from certify.exact.dyadic import Dyadic
from certify.exact.integers import entry_bytes, entry_work, largest_bits, product_work

# Beyond this size of the smaller side a spectral claim is not looked at.
SPECTRAL_SIDE = 256
# A spectral claim is found true if it is the norm times 1 + this or more.
SLACK = Fraction(1, 1 << 20)
# A claim that factor and vector leave open is decided by the characteristic polynomial up to this size, and up to
# this product of side and bits; beyond them it is not settled.
EXACT_SIDE = 48
EXACT_SIZE = 1 << 15

_TAU_BITS = 20
_FACTOR_BITS = 50


def claim_holds(rule: str, claim: Fraction, matrix: Dyadic) -> bool | None:
    """Whether ``claim`` is a true bound of ``‖matrix‖₂`` under the rule.

    Parameters
    ----------
    rule
        ``frobenius``, ``schur`` or ``spectral``.
    claim
        The bound claimed.
    matrix
        A, exactly.

    Returns
    -------
    bool or None
        True and False are certain; None only for ``spectral``, where the side is beyond the limit or the
        claim too close to the norm.

    Guarantee
    ---------
    True implies ``‖A v‖₂ <= claim · ‖v‖₂`` for every real vector v.

    Source
    ------
    FORMATS.md, section 4.3; room ``certificate`` (the three rules).
    """
    if rule == "spectral":
        return claim >= 0 and _spectral_holds(claim, matrix)
    square = squared_frobenius(matrix) if rule == "frobenius" else schur_product(matrix)
    return claim >= 0 and claim**2 >= square


def squared_frobenius(matrix: Dyadic) -> Fraction:
    """``Σ a²``."""
    return Fraction(int((matrix.numerators**2).sum()), 1 << 2 * matrix.scale)


def schur_product(matrix: Dyadic) -> Fraction:
    """The largest absolute row sum times the largest absolute column sum; it bounds ``‖A‖₂²``."""
    sizes = abs(matrix.numerators)
    return Fraction(int(sizes.sum(axis=1).max()) * int(sizes.sum(axis=0).max()), 1 << 2 * matrix.scale)


def claim_work(rule: str, claim: Fraction, matrix: Dyadic) -> int:
    """About the nanoseconds that :func:`claim_holds` takes."""
    own, (side, other) = largest_bits(matrix.numerators), sorted(matrix.shape)
    if rule != "spectral":
        return side * other * (entry_work(own) + product_work(own, own))
    bits = _bits_compared(claim, matrix)
    gram_work = side * side * other * product_work(own, own) + side * other * entry_work(own)
    factor_work = 8 * side**3 + 4 * side * side * (entry_work(bits) + product_work(bits, 2 * _FACTOR_BITS))
    exact = side <= EXACT_SIDE and side * bits <= 2 * EXACT_SIZE
    return gram_work + factor_work + (side**4 * bits // 4 if exact else 0)


def claim_bytes(rule: str, claim: Fraction, matrix: Dyadic) -> int:
    """About the memory that :func:`claim_holds` takes."""
    if rule != "spectral":
        return matrix.numerators.size * entry_bytes(2 * largest_bits(matrix.numerators))
    return 6 * min(matrix.shape) ** 2 * entry_bytes(_bits_compared(claim, matrix) + 2 * _FACTOR_BITS)


def _bits_compared(claim: Fraction, matrix: Dyadic) -> int:
    """The bits of ``t I − q² G``."""
    root = largest_bits(matrix.numerators) + claim.denominator.bit_length() + max(matrix.shape).bit_length()
    return 2 * max(root, claim.numerator.bit_length() + matrix.scale)


def gram(matrix: Dyadic) -> fmpz_mat:
    """``N Nᵀ`` for the numerators N, transposed so that the result is the smaller of the two."""
    rows = matrix.numerators if matrix.shape[0] <= matrix.shape[1] else matrix.numerators.T
    n = fmpz_mat(rows.tolist())
    return n * n.transpose()


def _spectral_holds(claim: Fraction, matrix: Dyadic) -> bool | None:
    """Decide ``t I − q² G ⪰ 0`` with ``claim = p/q``, ``t = p² 4^scale`` and G the Gram matrix."""
    side = min(matrix.shape)
    if side > SPECTRAL_SIDE:
        return None
    g = gram(matrix) * (claim.denominator**2)
    t = fmpz(claim.numerator**2) << 2 * matrix.scale
    if any(g[i, i] > t for i in range(side)):
        return False
    if t == 0:
        return True  # a zero diagonal: the matrix is zero
    # The entries are at most t, by Cauchy and Schwarz.
    ratios = [int((x << 80) // t) for x in g.entries()]
    floats = np.array(ratios, dtype=np.float64).reshape(side, side) / 2.0**80
    if _factor_proves(g, t, floats):
        return True
    return False if _vector_disproves(g, t, floats) else _settled(_multiple_of_identity(side, t) - g)


def _multiple_of_identity(side: int, t: fmpz) -> fmpz_mat:
    return fmpz_mat([[t * (i == j) for j in range(side)] for i in range(side)])


def _factor_proves(g: fmpz_mat, t: fmpz, floats: Floats) -> bool:
    """Find L with ``(1−τ) t I − G = t L Lᵀ + R`` and absolute row sums of R at most ``τ t``."""
    side = len(floats)
    try:
        factor = np.linalg.cholesky(np.eye(side) * (1.0 - 2.0**-_TAU_BITS) - floats)
    except np.linalg.LinAlgError:
        return False
    lower = fmpz_mat(_on_grid(factor))
    unit, tau = 1 << 2 * _FACTOR_BITS, 1 << 2 * _FACTOR_BITS - _TAU_BITS
    rest = _multiple_of_identity(side, t * (unit - tau)) - (lower * lower.transpose()) * t - g * unit
    return all(sum(abs(rest[i, j]) for j in range(side)) <= tau * t for i in range(side))


def _on_grid(values: Any) -> Any:
    """Integers near ``2^50`` times some proposed numbers of size at most 1; any others for nonsense."""
    return np.rint(np.clip(np.nan_to_num(values), -2, 2) * 2.0**_FACTOR_BITS).astype(np.int64).tolist()


def _vector_disproves(g: fmpz_mat, t: fmpz, floats: Floats) -> bool:
    """Find v with ``vᵀ G v > t vᵀ v``."""
    try:
        vector = np.linalg.eigh(floats)[1][:, -1:]
    except np.linalg.LinAlgError:
        return False
    v = fmpz_mat(_on_grid(vector))
    return bool((v.transpose() * g * v)[0, 0] > (v.transpose() * v)[0, 0] * t)


def _settled(matrix: fmpz_mat) -> bool | None:
    """Whether a symmetric matrix is positive semidefinite, where deciding it is not too much work.

    All its eigenvalues are real; none is negative iff the coefficients of the characteristic polynomial
    ``Π (x − λ)`` alternate in sign (Descartes).
    """
    entries = matrix.entries()
    common = math.gcd(*map(int, entries)) or 1
    side, bits = matrix.nrows(), max(int(x).bit_length() for x in entries) - common.bit_length()
    if side > EXACT_SIDE or side * bits > EXACT_SIZE:
        return None
    coefficients = fmpz_mat(side, side, [x // common for x in entries]).charpoly().coeffs()
    return all(c * (-1) ** (side - k) >= 0 for k, c in enumerate(coefficients))
