"""Witnesses made simple: no single parameter can be replaced by a simpler number and still violate the claim.

Of two rationals the simpler has the smaller denominator, then the smaller numerator, by size.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, islice
from math import ceil, floor

from certify.falsify.cases import Case, Value, entries
from certify.kernel.claims import Claim, ParameterDomain

LONG = 60  # denominators that are first shortened
LARGE = 8
MAX_TRIED = 500  # replacements of one number, in one round
ROUNDS = 20
GRIDS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 50, 100, 1000, 10**6)

Violates = Callable[[Case], bool]


def complexity(value: Value) -> tuple[tuple[int, int, bool], ...]:
    """How simple a number is, smaller for simpler; of a vector first how short."""
    return tuple((v.denominator, abs(v.numerator), v < 0) for v in entries(value))


def roughness(case: Case) -> int:
    """How far the numbers of a case are from simple ones: their bits, once rounded to denominators below 1000."""
    return sum(_bits(v) for value in case.values() for v in entries(value))


def _bits(number: Fraction) -> int:
    near = number.limit_denominator(1000)
    if abs(near - number) * 10**9 > abs(number):
        return 64 + abs(number.numerator.bit_length() - number.denominator.bit_length())
    return near.numerator.bit_length() + near.denominator.bit_length()


def shrink(claim: Claim, case: Case, violates: Violates, *, seconds: float = 20.0) -> tuple[Case, bool]:
    """A locally simplest case that still violates.

    Parameters
    ----------
    claim
        Whose parameters they are.
    case
        One that violates.
    violates
        Decides, exactly.
    seconds
        At most so long.

    Returns
    -------
    case, finished
        The second is false where time ran out first, or the search was interrupted.

    Guarantee
    ---------
    The case violates.  If finished, no number in it can be replaced alone by a simpler one, among all of no
    larger numerator than :data:`MAX_TRIED` tried, in order of simplicity.
    """
    best = dict(case)
    end = time.monotonic() + seconds
    decide = _remembered(violates)
    try:
        for _ in range(ROUNDS):
            before = dict(best)
            for move in (_grids, _smaller, _shorter, _singly, _together):
                for candidate in move(claim, best, decide):
                    best = candidate
                    if time.monotonic() > end:
                        return best, False
            if best == before:
                return best, True
    except KeyboardInterrupt:
        pass
    return best, False


def _remembered(violates: Violates) -> Violates:
    """No case is asked about twice: most are in the round that finds nothing more."""
    known: dict[tuple[Value, ...], bool] = {}

    def decide(case: Case) -> bool:
        key = tuple(case.values())
        if key not in known:
            known[key] = violates(case)
        return known[key]

    return decide


def _grids(claim: Claim, case: Case, violates: Violates) -> Iterator[dict[str, Value]]:
    """All numbers rounded to one grid, the coarsest that will do."""
    numbers = {v for value in case.values() for v in entries(value)}
    for step in GRIDS:
        for places in (
            {v: Fraction(round(v * step), step) for v in numbers},
            {v: v.limit_denominator(step) for v in numbers},
        ):
            rounded = {name: _mapped(value, places) for name, value in case.items()}
            if rounded == case:
                return
            if violates(rounded):
                yield rounded
                return


def _smaller(claim: Claim, case: Case, violates: Violates) -> Iterator[dict[str, Value]]:
    """All large numbers divided by the same number: parameters that bound each other only shrink together."""
    current = dict(case)
    for divisor in (1000, 10, 2):
        while large := {v for value in current.values() for v in entries(value) if abs(v) > LARGE}:
            places = {v: Fraction(round(v / divisor)) for v in large}
            divided = {name: _mapped(value, places) for name, value in current.items()}
            if not violates(divided):
                break
            current = divided
            yield current


def _shorter(claim: Claim, case: Case, violates: Violates) -> Iterator[dict[str, Value]]:
    """Vectors without one of their entries, and the whole number that is their length less by one."""
    current = dict(case)
    longest = max((len(value) for value in case.values() if isinstance(value, tuple)), default=0)
    for _ in range(longest):
        found = next((c for c in _dropped(claim, current) if violates(c)), None)
        if found is None:
            return
        current = found
        yield current


def _dropped(claim: Claim, case: Case) -> Iterator[dict[str, Value]]:
    lengths = {len(value) for value in case.values() if isinstance(value, tuple)}
    for length in sorted(lengths, reverse=True):
        wholes = [n for n, d in claim.domains.items() if d.integer and d.length is None and case[n] == length]
        for i in range(length):
            shorter = {
                name: value[:i] + value[i + 1 :] if isinstance(value, tuple) and len(value) == length else value
                for name, value in case.items()
            }
            for name in wholes:
                yield {**shorter, name: Fraction(length - 1)}
            if not wholes:
                yield shorter


def _singly(claim: Claim, case: Case, violates: Violates) -> Iterator[dict[str, Value]]:
    """One number after another replaced by the simplest that will do."""
    current = dict(case)
    for name in claim.parameters:
        value = current[name]
        for i, number in enumerate(entries(value)):
            for simpler in _simpler(number, claim.domains[name]):
                candidate = {**current, name: _replaced(current[name], i, simpler)}
                if violates(candidate):
                    current = candidate
                    yield current
                    break


def _together(claim: Claim, case: Case, violates: Violates) -> Iterator[dict[str, Value]]:
    """All occurrences of one number replaced at once."""
    current = dict(case)
    numbers = [v for value in case.values() for v in entries(value)]
    anything = ParameterDomain(integer=False)
    for number in sorted({v for v in numbers if numbers.count(v) > 1}):
        for simpler in islice(_simpler(number, anything), 60):
            changed = {name: _mapped(value, {number: simpler}) for name, value in current.items()}
            if violates(changed):
                current = changed
                yield current
                break


def _simpler(number: Fraction, domain: ParameterDomain) -> Iterator[Fraction]:
    """Simpler numbers of a domain: where the number is long first near ones, then all in order."""
    candidates = _in_order(number, domain.integer)
    if abs(number) > MAX_TRIED // 4:
        candidates = chain(_halfway(number), candidates)
    elif number.denominator > LONG:
        candidates = chain(_near(number), candidates)
    return islice(filter(domain.contains, candidates), MAX_TRIED)


def _in_order(number: Fraction, integer: bool) -> Iterator[Fraction]:
    """Every simpler rational of a size that matters: up to twice the number, and a little more."""
    reach = max(Fraction(4), 2 * abs(number))
    for d in range(1, 2 if integer else number.denominator + 1):
        last = floor(reach * d) if d < number.denominator else abs(number.numerator)
        for n in range(last + 1):
            for candidate in (Fraction(n, d), Fraction(-n, d)):
                if candidate.denominator == d and complexity(candidate) < complexity(number):
                    yield candidate


def _near(number: Fraction) -> Iterator[Fraction]:
    """The neighbours of a number on ever finer grids."""
    d = 1
    while d < number.denominator:
        for n in (floor(number * d), ceil(number * d)):
            if Fraction(n, d).denominator == d:
                yield Fraction(n, d)
        d = d + 1 if d < LONG else d * 5 // 4


def _halfway(number: Fraction) -> Iterator[Fraction]:
    """Whole numbers between 0 and a large one, then just below it."""
    size, sign = floor(abs(number)), 1 if number > 0 else -1
    for shift in range(size.bit_length(), 0, -1):
        yield Fraction(sign * (size >> shift))
    for shift in range(1, size.bit_length() + 1):
        yield Fraction(sign * (size - (size >> shift)))


def _replaced(value: Value, index: int, number: Fraction) -> Value:
    if not isinstance(value, tuple):
        return number
    return (*value[:index], number, *value[index + 1 :])


def _mapped(value: Value, places: Mapping[Fraction, Fraction]) -> Value:
    if isinstance(value, tuple):
        return tuple(places.get(v, v) for v in value)
    return places.get(value, value)
