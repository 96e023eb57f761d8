"""The binomial distribution function and the multinomial tail on batches, in either arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from certify.falsify.fast.arithmetic import N
from certify.falsify.fast.rounding import Floats

MAX_TERMS = 512


def binomial_cdf(n: Floats, k: Floats, p: N) -> N:
    """``P(X <= k)`` for X the number of successes in n independent trials of probability p.

    Parameters
    ----------
    n, k
        Whole numbers, at most 2⁵³; nan where they are not known.
    p
        Probabilities.

    Guarantee
    ---------
    Contains the probability.  Nothing is known where p may be outside (0, 1), where n < 0, or where k would
    need more than :data:`MAX_TERMS` terms.

    Notes
    -----
    ``(1 − p)^n`` comes from its logarithm, the other terms from ``t_{i+1} = t_i · (n − i)/(i + 1) · p/(1 − p)``:
    all are positive, so that relative errors only add up; where the first is nearly 0 they are absolute ones.
    """
    numbers = type(p)
    inside = p.gt(0).true & p.lt(1).true & (n >= 0)
    known = inside & ((k < 0) | (k >= n) | (k < MAX_TERMS))
    summed = known & (k >= 0) & (k < n)
    certain = numbers.exactly(np.where(k >= n, 1.0, 0.0))
    if not summed.any():
        return certain.unless(~known)
    n, k = np.where(summed, n, 1.0), np.where(summed, k, 0.0)
    trials, failure = numbers.exactly(n), 1 - p
    odds = p / failure
    term = total = (trials * failure.ln()).exp()
    for i in range(1, int(k.max()) + 1):
        term = term * (trials - (i - 1)) * (odds / i)
        total = total + term * numbers.exactly((i <= k).astype(float))
    found = total.maximum(0).minimum(1)
    return found.where(summed, certain).unless(~known)


def multinomial_tail(samples: Floats, n: Floats, p: Sequence[N], numbers: type[N]) -> N:
    """The probability that each of the categories listed holds at least n of the samples.

    Parameters
    ----------
    samples, n
        Whole numbers; nan where they are not known.
    p
        The probabilities of the categories; what is left of 1 is one more category, which may hold any number.
    numbers
        The arithmetic.

    Guarantee
    ---------
    Contains the probability: at least ``1 − Σ_j P(X_j < n)``, the union bound, and at most ``Π_j P(X_j >= n)``,
    since the counts are negatively associated.  Nothing is known where the probabilities may be outside
    (0, 1) or may add up to more than 1.

    Source
    ------
    K. Joag-Dev, F. Proschan, Negative association of random variables, Ann. Statist. 11 (1983).
    """
    least = most = numbers.of(1)
    total = numbers.of(0)
    inside = (samples >= 0) & ~np.isnan(n)
    for q in p:
        fewer = binomial_cdf(samples, n - 1, q)
        least, most, total = least - fewer, most * (1 - fewer), total + q
        inside = inside & q.ge(0).true
    least, most = least.maximum(0).minimum(1), most.maximum(0).minimum(1)
    certain = np.where(n <= 0, 1.0, np.where(len(p) * n > samples, 0.0, np.nan))
    found = numbers.exactly(certain).where(~np.isnan(certain), least.upto(most))
    return found.unless(~(inside & total.le(1).true))
