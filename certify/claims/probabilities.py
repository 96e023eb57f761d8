"""Probabilities computed, never simulated: the binomial distribution function and the multinomial tail.

Small rational cases are exact; larger ones are enclosed, by flint's regularised incomplete beta function, by
power series with balls for coefficients, and beyond those by two inequalities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import comb, lcm
from typing import TypeVar

from flint import arb, arb_poly, ctx, fmpq, fmpq_poly, fmpz

from certify.errors import Undecided
from certify.exact.enclosure import Enclosure, IllDefined, Unsettled

MAX_SAMPLES = 10**9
EXACT_BITS = 1 << 14  # of q^n, for probabilities with common denominator q
EXACT_COEFFICIENTS = 4000  # samples times categories
SERIES_COEFFICIENTS = 100_000
SERIES_DEGREE = 4000

Probability = Fraction | Enclosure
Coefficient = TypeVar("Coefficient", arb, fmpq)


def binomial_cdf(n: int, k: int, p: Probability, bits: int) -> Probability:
    """``P(X <= k)`` for X the number of successes in n independent trials of probability p.

    Parameters
    ----------
    n
        At least 0.
    k
        Any integer: 0 below 0, 1 from n on.
    p
        In [0, 1].
    bits
        The working precision, where the result is an enclosure.

    Raises
    ------
    IllDefined
        When n or p is out of range.
    Undecided
        When n exceeds :data:`MAX_SAMPLES`, or (Unsettled) when p may be out of range.

    Guarantee
    ---------
    Exact where p is rational and ``q^n``, q its denominator, has at most :data:`EXACT_BITS` bits; else an
    enclosure, from ``P(X <= k) = I_{1−p}(n − k, k + 1)`` at both ends of p, in which it is monotone.
    """
    _check(n, [p])
    if k < 0 or k >= n:
        return Fraction(int(k >= n))
    if isinstance(p, Fraction):
        if n * p.denominator.bit_length() <= EXACT_BITS:
            return _exact_cdf(n, k, p)
        return _beta(n, k, p, bits)
    ends = [_beta(n, k, end, bits) for end in (p.upper, p.lower)]
    return Enclosure.between(max(ends[0].lower, Fraction(0)), min(ends[1].upper, Fraction(1)), bits)


def multinomial_tail(M: int, n: int, p: Sequence[Probability], bits: int) -> Probability:
    """The probability that each of the categories listed holds at least n of M independent samples.

    Parameters
    ----------
    M
        The number of samples, at least 0.
    n
        Any integer; the probability is 1 for n <= 0.
    p
        The probabilities of the categories, each in [0, 1], of sum at most 1; what is left of 1 is one
        more category, which may hold any number.
    bits
        The working precision, where the result is an enclosure.

    Raises
    ------
    IllDefined
        When M or p is out of range.
    Undecided
        When M exceeds :data:`MAX_SAMPLES`, or (Unsettled) when p may be out of range.

    Guarantee
    ---------
    It is the coefficient of ``x^M`` in ``M! e^{(1 − Σp) x} Π_j Σ_{t >= n} (p_j x)^t / t!``: exact for few
    samples and rational p, by balls for more.  Beyond :data:`SERIES_DEGREE` it lies between
    ``1 − Σ_j P(X_j < n)``, the union bound, and ``Π_j P(X_j >= n)``, for the counts are negatively associated;
    that enclosure does not shrink with the precision.

    Source
    ------
    K. Joag-Dev, F. Proschan, Negative association of random variables, Ann. Statist. 11 (1983).
    """
    _check(M, p)
    if n <= 0 or len(p) * n > M:
        return Fraction(int(n <= 0))
    exact = [q for q in p if isinstance(q, Fraction)]
    work = M * len(p)
    if len(exact) == len(p) and work <= EXACT_COEFFICIENTS and _power_bits(M, exact) <= EXACT_BITS:
        return _exact_tail(M, n, exact)
    if work <= SERIES_COEFFICIENTS and M <= SERIES_DEGREE:
        return _unit(_series_tail(M, n, p, bits), bits)
    return _bounded_tail(M, n, p, bits)


def _check(samples: int, p: Sequence[Probability]) -> None:
    if samples < 0:
        raise IllDefined(f"{samples} samples; a number >= 0 is needed")
    if samples > MAX_SAMPLES:
        raise Undecided(f"{samples} samples; at most {MAX_SAMPLES} are computed")
    for q in p:
        _require(q, "a probability is not in [0, 1]")
    _require(_total(p), "the probabilities add up to more than 1")


def _require(q: Probability, problem: str) -> None:
    low, high = (q, q) if isinstance(q, Fraction) else (q.lower, q.upper)
    if high < 0 or low > 1:
        raise IllDefined(f"{problem}: {Enclosure.of(q)}")
    if low < 0 or high > 1:
        raise Unsettled(f"perhaps {problem}: {Enclosure.of(q)}")


def _total(p: Sequence[Probability]) -> Probability:
    total: Probability = Fraction(0)
    for q in p:
        total = total + q
    return total


def _exact_cdf(n: int, k: int, p: Fraction) -> Fraction:
    a, q = p.numerator, p.denominator
    return Fraction(sum(comb(n, i) * a**i * (q - a) ** (n - i) for i in range(k + 1)), q**n)


def _beta(n: int, k: int, p: Fraction, bits: int) -> Enclosure:
    with ctx.workprec(bits):
        x = arb(fmpq((1 - p).numerator, p.denominator))
        ball = x.beta_lower(arb(n - k), arb(k + 1), regularized=True)
        return _unit(ball, bits)


def _unit(ball: arb, bits: int) -> Enclosure:
    """A probability that lies in the ball."""
    value = Enclosure(ball, bits)
    return value.max(0).min(1)


def _power_bits(samples: int, p: Sequence[Fraction]) -> int:
    return samples * lcm(*(q.denominator for q in p)).bit_length()


def _exact_tail(M: int, n: int, p: Sequence[Fraction]) -> Fraction:
    numbers = [fmpq(q.numerator, q.denominator) for q in p]
    rest = fmpq_poly(_terms(1 - sum(numbers, fmpq(0)), 0, M, fmpq(1)))
    factors = [rest, *(fmpq_poly(_terms(q, n, M, fmpq(1))) for q in numbers)]
    value = reduce(lambda a, b: a.mul_low(b, M + 1), factors)[M] * fmpz.fac_ui(M)
    return Fraction(int(value.p), int(value.q))


def _series_tail(M: int, n: int, p: Sequence[Probability], bits: int) -> arb:
    with ctx.workprec(bits):
        rest = _ball(1 - _total(p), bits).max(arb(0))
        product = arb_poly(_terms(rest, 0, M, arb(1)))
        for ball, count in _grouped(p, bits):
            factor = _truncated_power(arb_poly(_terms(ball, n, M, arb(1))), count, M + 1)
            product = (product * factor).truncate(M + 1)
        return product[M] * arb(fmpz.fac_ui(M))


def _grouped(p: Sequence[Probability], bits: int) -> list[tuple[arb, int]]:
    """The balls and how often each occurs; only exact probabilities can be known to be equal."""
    exact = Counter(q for q in p if isinstance(q, Fraction))
    found = [(_ball(q, bits), count) for q, count in exact.items()]
    return found + [(_ball(q, bits), 1) for q in p if isinstance(q, Enclosure)]


def _truncated_power(base: arb_poly, n: int, length: int) -> arb_poly:
    if n == 1:
        return base
    half = _truncated_power(base, n // 2, length)
    square = (half * half).truncate(length)
    return (square * base).truncate(length) if n % 2 else square


def _terms(q: Coefficient, first: int, last: int, one: Coefficient) -> list[Coefficient]:
    """The coefficients of ``Σ_{t=first}^{last} (q x)^t / t!``."""
    terms, term = [], one
    for t in range(last + 1):
        terms.append(term if t >= first else one * 0)
        term = term * q / (t + 1)
    return terms


def _ball(q: Probability, bits: int) -> arb:
    """The ball of an enclosure, between its exact bounds."""
    if isinstance(q, Fraction):
        return arb(fmpq(q.numerator, q.denominator))
    low, high = (arb(fmpq(end.numerator, end.denominator)) for end in (q.lower, q.upper))
    return low.union(high)


def _bounded_tail(M: int, n: int, p: Sequence[Probability], bits: int) -> Enclosure:
    counts: dict[Fraction, Enclosure] = {}
    total, product = Enclosure.of(1, bits), Enclosure.of(1, bits)
    for q in p:
        fewer = counts.get(q) if isinstance(q, Fraction) else None
        if fewer is None:
            fewer = Enclosure.of(binomial_cdf(M, n - 1, q, bits), bits)
        if isinstance(q, Fraction):
            counts[q] = fewer
        total, product = total - fewer, product * (1 - fewer)
    return Enclosure.between(max(total.lower, Fraction(0)), max(product.upper, Fraction(0)), bits)
