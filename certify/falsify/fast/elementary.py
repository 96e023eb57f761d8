"""Vectorised ``ln`` and ``exp`` with proved bounds: IEEE ``+ − × ÷``, bit patterns and a table.

Throughout ``u = 2⁻⁵³``; a rounded result differs from the exact one by at most u times its magnitude.  The
tables are floats nearest to values that python-flint encloses.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from certify.falsify.fast.rounding import LARGEST, SMALLEST_NORMAL, TINIEST, Floats

Int64s = NDArray[np.int64]
Bounds = tuple[Floats, Floats]

_CELLS = 256
_GRID = 2.0**-42  # leading parts are multiples of it: k·LN2 and n·STEP are then exact
_ERROR = 1.125 * 2.0**-52  # relative: two roundings, and some more
_LN_ERROR = 1.25 * 2.0**-61  # absolute, without the two last roundings
NARROW = 2.0**-10  # relative for ln, absolute for exp: one value then serves both ends of an interval
OUTWARD = 1 + 2.0**-49
_SIGNIFICAND = 52
_LN2 = 0.6931471805599453  # rounded to nearest
_CELL_BITS = _SIGNIFICAND - 8
_START = int(np.float64(0.5 * (1 + 106 / 256)).view(np.int64))  # of the reduced range, near √½
_HALF_CELL = 1 << (_CELL_BITS - 1)

NEAR = 2.0**-44  # relative, of near_ln and near_exp
NEAR_EXPONENT = 2.5 * 2.0**-53  # times |x|: what near_exp may be wrong in the exponent besides
_NEAR_BITS = 9
_NEAR_CELLS = 1 << _NEAR_BITS
_NEAR_SHIFT = _SIGNIFICAND - _NEAR_BITS
_NEAR_HALF = 1 << (_NEAR_SHIFT - 1)
_NEAR_REACH = 1000 * _NEAR_CELLS


def ln(x: Floats, width: Floats | None = None) -> Bounds:
    r"""Bounds on ``ln`` of x, or of everything from x to ``x + width``, for x > 0; nan or infinite as x is.

    Parameters
    ----------
    x
        Shape (N,).
    width
        At most :data:`NARROW` times x; computed, and times :data:`OUTWARD`.

    Guarantee
    ---------
    Containment, with ``ln 1 = 0`` exactly, and for a point x a width of at most ``2⁻⁵⁰ |ln x| + 2⁻⁵⁹``,
    without the second term where x is within 2⁻¹⁰ of 1.

    Proof.  x is ``2ᵏ·m`` with m, by its bits, in the cell of a table point F: the points divide ``[1/2, 1)``
    and ``[1, 2)`` into 256 parts each, a cell reaches half a part to both sides of F, and m is in about [√½,
    √2). ``f = m − F`` is exact (Sterbenz) and ``r = fl(f/F)``; ``|r| <= 2⁻⁹``.  Then ``ln x = H + L + ln(1 +
    f/F)`` with ``H = k·A + T`` exact, since A ≈ ln 2 and T ≈ ln F are multiples of 2⁻⁴² below 1, so that ``|H|
    < 2¹⁰`` is one below 2⁵² units; ``L = k·A' + T'`` has the remainders, below 2⁻⁴³ each, ``|k| < 2¹¹``, so
    its three roundings and those of A' and T' come to less than 2⁻⁸³.

    ``ln(1 + r) = r + q``, ``q = r²·(−1/2 + r/3 − r²/4 + r³/5 − r⁴/6)`` up to ``|r|⁷/7·(1 + 2⁻⁸) < 2⁻⁶⁵``; q is
    below 2⁻¹⁸ and computed with a relative error below 6u, so to 2⁻⁶⁸.  r itself is wrong by ``u·2⁻⁹ = 2⁻⁶²``
    at most, which enters times 1 + 2⁻⁸; and ``l = fl(fl(L + q) + r)``, below 2⁻⁸·⁹, rounds by less than 2⁻⁶¹·⁹
    + 2⁻⁷⁰.  Together: ``|ln x − (H + l)| < 2⁻⁶⁰·⁸``.

    ``v = fl(H + l)`` and ``fl(v ± e)`` round by ``u|v|`` and ``u(|v| + e)`` at most: ``e = fl(2.25u|v| +
    2⁻⁶⁰·⁷)`` covers all three.  Where H = 0 (k = 0, F = 1: otherwise ``|H| > 2⁻⁹·¹``), r = x − 1 is exact, L =
    0, the truncation is below ``2⁻⁵⁶·⁷|r|``, q rounds by ``6u·2⁻⁹·⁹|r|``, l by ``u|l|``, ``|r| <= 1.01|l|``
    and v = l: ``1.1u|v|`` for these and ``1.0001u|v|`` for the last rounding make less than 2.25u|v|.  The
    second term is ``min(|H|, 2⁻⁶⁰·⁷)``.  Nothing underflows, as ``|r| >= u`` or r = 0; then x = 1 and
    everything is 0.

    For an interval: ``ln(b) <= ln(a) + (b − a)/a``; that is used where ``b − a <= 2⁻¹⁰ a`` (b − a is exact).
    Its roundings are covered by the factor 1 + 2⁻⁴⁹.
    """
    table = _ln_table()
    finite = np.isfinite(x)
    bits, k = _normal(x)
    shifted = bits - (_START - _HALF_CELL)
    octave = shifted >> _SIGNIFICAND
    cell = (shifted >> _CELL_BITS) & (_CELLS - 1)
    k = octave + k
    m = (bits - (octave << _SIGNIFICAND)).view(np.float64)
    point = table.point[cell]
    r = (m - point) / point
    high = k * table.ln2
    high += table.high[cell]
    low = k * table.ln2_rest
    low += table.rest[cell]
    low += _polynomial(r, (-1 / 2, 1 / 3, -1 / 4, 1 / 5, -1 / 6)) * (r * r)
    low += r
    value = high + low
    error = np.abs(value)
    error *= _ERROR
    error += np.minimum(np.abs(high), _LN_ERROR)
    lower, upper = value - error, value + error if width is None else value + (error + width / x * OUTWARD)
    return (lower, upper) if finite.all() else (np.where(finite, lower, x), np.where(finite, upper, x))


def exp(x: Floats, width: Floats | None = None) -> Bounds:
    r"""Bounds on ``eˣ``, or on everything from there to ``e^(x + width)``; nan where x is.

    Parameters
    ----------
    x
        Shape (N,).
    width
        At most :data:`NARROW`; computed, and times :data:`OUTWARD`.

    Guarantee
    ---------
    Containment, with ``exp 0 = 1`` exactly, and for a point x a width of at most ``2⁻⁵⁰ eˣ + 2⁻¹⁰⁷²``, unless
    eˣ overflows: then from the largest float to ∞.  The lower bound is never negative.

    Proof.  x is first brought into [−746, 710]: eˣ is below 2⁻¹⁰⁷⁴ before, and beyond the largest float after,
    and so are the bounds found there.  n is an integer with ``|x − n·s| <= 0.51 s`` for ``s = ln(2)/256``
    (``fl(x·256/ln 2)`` is wrong by less than 2⁻³⁰, ``rint`` is exact); ``|n| < 2¹⁹``.  ``s ≈ S + S'`` with S a
    multiple of 2⁻⁴² below 2⁻⁸, so ``n·S`` is exact; ``d = x − n·S`` is exact: for n ≠ 0 x is a multiple of
    2⁻⁶², n·S of 2⁻⁴², and the difference is below 2⁻⁹.  ``|S'| < 2⁻⁴³``: ``n·S'`` and S' are wrong by less
    than 2⁻⁷⁶ together. ``r = fl(d − n·S')``, below 2⁻⁹·⁵, rounds by 2⁻⁶²·⁵.

    ``eʳ − 1 = r + r²(1/2 + r/6 + r²/24 + r³/120)`` up to ``|r|⁶/720·(1 + 2⁻⁹) < 2⁻⁶⁶``; the second part, below
    2⁻¹⁹·⁹, is computed to 2⁻⁷⁰, the sum p rounds by 2⁻⁶²·⁴: p is wrong by less than 2⁻⁶¹·³.  With ``n = 256k +
    j`` and ``2^(j/256) ≈ T + T'``, 1 <= T < 2, ``|T'| <= 2⁻⁵³``: ``q = fl(T' + fl(T·p))``, below 2⁻⁸·⁴, is
    wrong by ``2·2⁻⁶¹·³ + 2·2⁻⁶¹·⁴ + 2⁻⁶²·⁵ < 2⁻⁵⁹`` (the last for T'·p, left out).  ``v = fl(T + q)`` and
    ``fl(v ± e)`` round by ``u·v`` and ``u(v + e)``; v > 0.99: ``e = fl(2.25u·v)`` covers all three.  Where x =
    0, v = 1 and e is made 0 by ``min(2¹⁰²³|x|, ·)``, which changes nothing elsewhere.  Scaling by 2ᵏ is exact,
    or the bounds step outwards.

    For an interval, ``exp(b) <= exp(a)(1 + t + t²)`` where ``t = b − a <= 2⁻¹⁰``, with factors 1 + 2⁻⁴⁹ for
    rounding; e is made 0 where a = b = 0 only.
    """
    table = _exp_table()
    x = np.minimum(np.maximum(x, -746.0), 710.0)
    n = np.rint(x * table.per_step)
    r = (x - n * table.step) - n * table.step_rest
    p = _polynomial(r, (1 / 2, 1 / 6, 1 / 24, 1 / 120)) * (r * r)
    p += r
    index = n.astype(np.int64)
    cell = index & (_CELLS - 1)
    value = table.high[cell]
    value = value + (table.rest[cell] + value * p)
    error = value * _ERROR
    far = np.abs(x)
    down = up = np.minimum(far * 2.0**1023, error)
    if width is not None:
        up = np.minimum((far + width) * 2.0**1023, error) + value * (width + width * width) * OUTWARD
    return _shifted(value - down, value + up, index >> 8)


def near_ln(x: Floats) -> Floats:
    r"""``ln x`` for x in [2⁻¹⁰⁰⁰, 2¹⁰⁰⁰], or nan, up to a relative error of :data:`NEAR`.

    Notes
    -----
    F is x rounded to 9 bits behind its leading one: x − F is exact and ``s = (x − F)/(x + F)``, ``|s| <
    2⁻¹⁰·⁹⁹``, is computed up to ``2.1u|s|``.  ``ln(x/F) = 2s + 2s³/3 + …``, up to ``s⁴/5·(1 + 2⁻¹⁸) < 2⁻⁴⁶·²`` of
    it, and 6u for rounding.  Where F = 1 that is all.  Else ``|ln F| < 3.1 |ln x|`` and ``|ln(x/F)| < 2.1 |ln
    x|``, with equality near F = 1 only: the table is wrong by ``1.1u|ln F|``, the sum rounds by u, which makes
    less than 2⁻⁴⁵ with the truncation times 2.1.
    """
    bits = x.view(np.int64) + _NEAR_HALF
    value = _near_ln_table().take(bits >> _NEAR_SHIFT, mode="clip")
    bits &= -2 * _NEAR_HALF
    point = bits.view(np.float64)
    s = x - point
    s /= x + point
    further = s * s
    further *= 2 / 3
    further += 2
    further *= s
    value += further
    return value


def near_exp(x: Floats) -> Floats:
    r"""``eˣ`` for x in [−690, 690], or nan: e to the ``x(1 + d)`` up to a relative error of :data:`NEAR`.

    Notes
    -----
    ``y = fl(x·fl(512/ln 2))`` is wrong by ``2.1u|y|``: ``|d| <= 2.1u``, below :data:`NEAR_EXPONENT`.  n is the
    nearest integer, ``t = y − n`` exact.  ``2^(t/512) = e^z`` with ``|z| < 2⁻¹⁰·⁵``: the polynomial leaves out
    ``z⁴/24·(1 + 2⁻¹²) < 2⁻⁴⁶·⁵``; its roundings, the table's and the last product's are below 6u.
    """
    t = x * (_NEAR_CELLS / _LN2)
    n = np.rint(t)
    t -= n
    index = n.astype(np.int64)
    index += _NEAR_REACH
    z = _LN2 / _NEAR_CELLS
    value = t * (z**3 / 6)
    value += z**2 / 2
    value *= t
    value += z
    value *= t
    value += 1
    value *= _near_exp_table().take(index, mode="clip")
    return value


def _normal(x: Floats) -> tuple[Int64s, Floats]:
    """The bit pattern of ``x·2^−k`` and k, which is 0 but for subnormal numbers."""
    subnormal = x < SMALLEST_NORMAL
    if not subnormal.any():
        return x.view(np.int64), np.zeros(1)
    return np.where(subnormal, x * 2.0**54, x).view(np.int64), np.where(subnormal, -54.0, 0.0)


def _polynomial(x: Floats, coefficients: tuple[float, ...]) -> Floats:
    """Horner's scheme in place; coefficients from the constant one on."""
    *others, last = coefficients
    value = x * last
    for coefficient in reversed(others[1:]):
        value += coefficient
        value *= x
    value += others[0]
    return value


def _shifted(lower: Floats, upper: Floats, k: Int64s) -> Bounds:
    """``lower·2ᵏ`` and ``upper·2ᵏ``, for bounds in (1/2, 4): exact where the result is normal, else outwards."""
    if k.min() > -1020 and k.max() < 1020:
        scale = _power_of_two(k)
        return lower * scale, upper * scale
    half = _power_of_two(k >> 1)
    rest = _power_of_two(k - (k >> 1))
    lower, upper = lower * half * rest, upper * half * rest
    lower = np.where(lower < 2.0**-1020, np.maximum(lower - TINIEST, 0.0), np.minimum(lower, LARGEST))
    return lower, np.where(upper < 2.0**-1020, upper + TINIEST, upper)


def _power_of_two(k: Int64s) -> Floats:
    return ((k + 1023) << _SIGNIFICAND).view(np.float64)


class _LnTable(NamedTuple):
    point: Floats
    high: Floats
    rest: Floats
    ln2: float
    ln2_rest: float


class _ExpTable(NamedTuple):
    high: Floats
    rest: Floats
    step: float
    step_rest: float
    per_step: float


@cache
def _ln_table() -> _LnTable:
    """The points F, and ``T + T' ≈ ln F`` with T a multiple of 2⁻⁴²."""
    points = (_START + (np.arange(_CELLS) << _CELL_BITS)).view(np.float64)
    with ctx.workprec(300):
        pairs = [_split(arb(point).log()) for point in points.tolist()]
        ln2, ln2_rest = _split(arb(2).log())
    high, rest = np.array(pairs).T.copy()
    return _LnTable(points, high, rest, ln2, ln2_rest)


@cache
def _exp_table() -> _ExpTable:
    """``T + T' ≈ 2^(j/256)``, T the nearest float; ``S + S' ≈ ln(2)/256``, S a multiple of 2⁻⁴²."""
    with ctx.workprec(300):
        powers = [_middle((arb(j) / _CELLS * arb(2).log()).exp()) for j in range(_CELLS)]
        step, step_rest = _split(arb(2).log() / _CELLS)
        per_step = float(_middle(_CELLS / arb(2).log()))
    high = np.array([float(x) for x in powers])
    rest = np.array([float(x - Fraction(float(x))) for x in powers])
    return _ExpTable(high, rest, step, step_rest, per_step)


@cache
def _near_ln_table() -> Floats:
    """``ln F`` for every F of 9 bits behind its leading one, by its leading bits: wrong by at most 1.1u.

    ``H = k·A + T`` is exact (as in :func:`ln`), the remainders are below 2⁻³² and rounded to 2⁻⁸⁴; an H that is
    not 0 is at least 2⁻¹⁰.
    """
    with ctx.workprec(300):
        high, rest = np.array([_split((1 + arb(j) / _NEAR_CELLS).log()) for j in range(_NEAR_CELLS)]).T
        ln2, ln2_rest = _split(arb(2).log())
    k = np.arange(-1023.0, 1025.0)[:, None]
    found: Floats = ((k * ln2 + high) + (k * ln2_rest + rest)).ravel()
    return found


@cache
def _near_exp_table() -> Floats:
    """``2^(n/512)`` for ``|n| <= 512000``, rounded: scaling is exact."""
    with ctx.workprec(300):
        powers = [float(_middle((arb(j) / _NEAR_CELLS * arb(2).log()).exp())) for j in range(_NEAR_CELLS)]
    k = np.arange(-1000, 1001)[:, None]
    found: Floats = np.ldexp(np.array(powers), k).ravel()
    return found


def _split(x: arb) -> tuple[float, float]:
    """A number as a multiple of 2⁻⁴² and the float nearest to the rest."""
    exact = _middle(x)
    grid = Fraction(_GRID)
    units = round(exact / grid)
    return float(units * grid), float(exact - units * grid)


def _middle(x: arb) -> Fraction:
    """The midpoint of a ball of 300 bits: within 2⁻²⁸⁰ of the number, for numbers below 2¹⁰."""
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
