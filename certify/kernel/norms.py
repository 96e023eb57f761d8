"""Claims about operator norms, decided in exact arithmetic.

A claim ``c`` about a matrix A is true or false; no tolerance and no float stands between.  Floats
propose a Cholesky factor or a vector; exact integers decide what these prove.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from flint import fmpz_mat

from certify.exact.dyadic import Dyadic

# Beyond this size of the smaller side a spectral claim is not looked at.
SPECTRAL_SIDE = 256
# A claim that the filters leave open is decided by elimination up to this size, and up to this product of
# side and bits; beyond them it is not settled.
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
        True and False are certain; None only for ``spectral``, where the size is beyond the limits.

    Guarantee
    ---------
    True implies ``‖A v‖₂ <= claim · ‖v‖₂`` for every real vector v.

    Source
    ------
    FORMATS.md, section 4.3; room ``certificate`` (the three rules).
    """
    if claim < 0:
        return False
    if rule == "frobenius":
        return claim**2 >= squared_frobenius(matrix)
    if rule == "schur":
        return claim**2 >= schur_product(matrix)
    return _spectral_holds(claim, matrix)


def squared_frobenius(matrix: Dyadic) -> Fraction:
    """``Σ a²``."""
    return Fraction(int((matrix.numerators**2).sum()), 1 << 2 * matrix.scale)


def schur_product(matrix: Dyadic) -> Fraction:
    """The largest absolute row sum times the largest absolute column sum; it bounds ``‖A‖₂²``."""
    sizes = abs(matrix.numerators)
    return Fraction(int(sizes.sum(axis=1).max()) * int(sizes.sum(axis=0).max()), 1 << 2 * matrix.scale)


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
    t = claim.numerator**2 << 2 * matrix.scale
    if any(int(g[i, i]) > t for i in range(side)):
        return False
    if t == 0:
        return True  # a zero diagonal: the matrix is zero
    floats = np.array([(int(x) << 80) // t for x in g.entries()], dtype=np.float64).reshape(side, side) / 2.0**80
    if _factor_proves(g, t, floats):
        return True
    if _vector_disproves(g, t, floats):
        return False
    return _settled([[t * (i == j) - int(g[i, j]) for j in range(side)] for i in range(side)])


def _settled(rows: list[list[int]]) -> bool | None:
    """Whether a symmetric matrix is positive semidefinite, where elimination is not too much work."""
    common = math.gcd(*(x for row in rows for x in row)) or 1
    reduced = [[x // common for x in row] for row in rows]
    bits = max(x.bit_length() for row in reduced for x in row)
    if len(rows) > EXACT_SIDE or len(rows) * bits > EXACT_SIZE:
        return None
    return _is_psd(reduced)


def _factor_proves(g: fmpz_mat, t: int, floats: np.typing.NDArray[np.float64]) -> bool:
    """Find L with ``(1−τ) t I − G = t L Lᵀ + R`` and absolute row sums of R at most ``τ t``."""
    side = len(floats)
    try:
        factor = np.linalg.cholesky(np.eye(side) * (1.0 - 2.0**-_TAU_BITS) - floats)
    except np.linalg.LinAlgError:
        return False
    if not np.isfinite(factor).all():
        return False
    lower = fmpz_mat(np.rint(factor * 2.0**_FACTOR_BITS).astype(np.int64).tolist())
    unit = 1 << 2 * _FACTOR_BITS
    tau = unit >> _TAU_BITS
    known = (lower * lower.transpose()) * t + g * unit
    rest = np.array([-int(x) for x in known.entries()], dtype=object).reshape(side, side)
    rest[np.diag_indices(side)] += (unit - tau) * t
    return bool(max(abs(rest).sum(axis=1)) <= tau * t)


def _vector_disproves(g: fmpz_mat, t: int, floats: np.typing.NDArray[np.float64]) -> bool:
    """Find v with ``vᵀ G v > t vᵀ v``."""
    vector = np.linalg.eigh(floats)[1][:, -1]
    v = fmpz_mat([[int(x)] for x in np.rint(vector * 2.0**_FACTOR_BITS)])
    return bool((v.transpose() * g * v)[0, 0] > (v.transpose() * v)[0, 0] * t)


def _is_psd(rows: list[list[int]]) -> bool:
    """Whether a symmetric integer matrix is positive semidefinite, by fraction-free elimination.

    Sylvester: eliminate with each positive pivot; a zero pivot needs a zero row; a negative one refutes.
    The divisions are exact (Bareiss) as long as pivots are taken from the diagonal in any order.
    """
    previous = 1
    while rows:
        pivot, *tail = rows[0]
        if pivot < 0 or (pivot == 0 and any(tail)):
            return False
        column = [row[0] for row in rows[1:]]
        if pivot == 0:
            rows = [row[1:] for row in rows[1:]]
            continue
        rows = [
            [(pivot * a - c * b) // previous for a, b in zip(row[1:], tail, strict=True)]
            for row, c in zip(rows[1:], column, strict=True)
        ]
        previous = pivot
    return True
