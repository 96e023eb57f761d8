"""Hypothesis strategies for the cases of a claim, in exact rationals.

What hypotheses say about one parameter is respected by construction, within the bounds that the parameters
chosen before it give (:mod:`certify.falsify.generate.order`); the other hypotheses are left to ``assume``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import TypeGuard

from hypothesis import assume
from hypothesis import strategies as st

from certify.claims.claim import Claim, ParameterDomain
from certify.claims.expressions import evaluate, truth, whole_number
from certify.claims.reals import Real
from certify.claims.scope import Case, Value, entries
from certify.errors import CertifyError
from certify.exact.enclosure import Enclosure
from certify.exact.surd import Surd
from certify.falsify.generate.constraints import Constraint
from certify.falsify.generate.order import Order, order_of
from certify.falsify.judging import Status, judge

MAX_LENGTH = 64
LONG = 60  # bits of a denominator, from which on a tie is not used
FAR = 60  # how far whole numbers without a second bound reach
_SPECIAL = (
    "0 1 1/2 2 2/3 3/2 3/5 1/3 3/4 1/4 3 4 -1 1/10 9/10 99/100 1/100 1/1000 1/1000000 1000000 "
    "1/1000000000000 1000000000000 10 100"
)
SPECIAL = tuple(map(Fraction, _SPECIAL.split()))
SPECIAL += (Fraction(317811, 514229), Fraction(196418, 317811))  # just below and just above 1/φ

_BITS, _STEPS = 256, 2_000


def values(domain: ParameterDomain) -> st.SearchStrategy[Fraction]:
    """Numbers of a domain: corners, special values, simple rationals, and anything between.

    Parameters
    ----------
    domain
        From :attr:`certify.claims.claim.Claim.domains`; its length is ignored.
    """
    if domain.integer:
        return _wholes(domain)
    ends = [end for end in (domain.lower, domain.upper) if end is not None]
    special = [v for v in (*ends, *SPECIAL) if domain.contains(v)]
    numbers = [_rationals(domain), *([st.sampled_from(special)] if special else [])]
    return st.one_of(*reversed(numbers))


def cases(claim: Claim, *, admitted: bool = True) -> st.SearchStrategy[Case]:
    """Cases of a claim: per parameter a ``Fraction``, or a tuple of them.

    Parameters
    ----------
    claim
        The claim.
    admitted
        Whether only cases that certainly satisfy every hypothesis.

    Guarantee
    ---------
    Every value lies in its domain and every vector has its length.
    """
    found = _cases(claim, order_of(claim))
    return found.filter(lambda case: judge(claim, case).status is not Status.OUTSIDE) if admitted else found


@st.composite
def _cases(draw: st.DrawFn, claim: Claim, order: Order) -> Case:
    found: dict[str, Value] = {}
    for name in order.parameters:
        domain = claim.domains[name]
        if domain.length is None:
            found[name] = draw(_entry(claim, order, name, 0, found))
        else:
            length = _length(claim, domain, found)
            assume(length is not None)
            found[name] = ()
            for i in range(1, (length or 0) + 1):
                found[name] = appended(found[name], draw(_entry(claim, order, name, i, found)))
    return found


def appended(value: Value, entry: Fraction) -> tuple[Fraction, ...]:
    """A vector with one more entry."""
    return (*entries(value), entry)


def _length(claim: Claim, domain: ParameterDomain, found: Mapping[str, Value]) -> int | None:
    if domain.length is None:
        return None
    try:
        length = whole_number(domain.length, claim.scope(found), limit=_BITS, steps=_STEPS)
    except CertifyError:
        return None
    return length if 0 <= length <= MAX_LENGTH else None


def _entry(
    claim: Claim, order: Order, name: str, index: int, found: Mapping[str, Value]
) -> st.SearchStrategy[Fraction]:
    """Numbers within the bounds, or where some comparison is a tie."""
    domain = _narrowed(claim, claim.domains[name], order.bounds[name], index, found)
    if all(bound.misses(index) for bound in order.ties[name]):
        return values(domain)
    meant = [bound for bound in order.ties[name] if not bound.misses(index)]
    ties = st.sampled_from(meant).map(lambda bound: side_of(claim, bound, index, found))
    exact = ties.filter(lambda side: _short(side) and domain.contains(side))
    return st.one_of(values(domain), values(domain), exact)


def _short(side: Real | None) -> TypeGuard[Fraction]:
    """Whether it is a rational with a short denominator: ties of ties would grow without end."""
    return isinstance(side, Fraction) and side.denominator.bit_length() < LONG


def _narrowed(
    claim: Claim, domain: ParameterDomain, bounds: tuple[Constraint, ...], index: int, found: Mapping[str, Value]
) -> ParameterDomain:
    """The part of a domain that the bounds leave; the domain itself where they leave nothing."""
    best = domain
    for bound in bounds:
        side = side_of(claim, bound, index, found)
        best = best if side is None else _cut(best, bound.relation, side)
    return best


def side_of(claim: Claim, bound: Constraint, index: int, found: Mapping[str, Value]) -> Real | None:
    """What a bound compares an entry with; None where it does not apply to the entry, or has no value."""
    if bound.misses(index):
        return None
    place, scope = bound.applies(index), claim.scope(found)
    try:
        if place is not None and not truth(place, scope, limit=_BITS, steps=_STEPS):
            return None
        return evaluate(bound.at(index), scope, limit=_BITS, steps=_STEPS)
    except CertifyError:
        return None


def _cut(domain: ParameterDomain, relation: str, side: Real) -> ParameterDomain:
    low, high = domain, domain
    if relation in (">", ">=", "=="):
        end = side if isinstance(side, Fraction) else _inwards(side, 1)
        if domain.lower is None or end > domain.lower or (end == domain.lower and relation == ">"):
            low = _domain(domain, lower=end, lower_open=relation == ">")
    if relation in ("<", "<=", "=="):
        end = side if isinstance(side, Fraction) else _inwards(side, -1)
        if low.upper is None or end < low.upper or (end == low.upper and relation == "<"):
            high = _domain(low, upper=end, upper_open=relation == "<")
            return domain if high.empty else high
    return domain if low.empty else low


def _inwards(side: Surd | Enclosure, towards: int) -> Fraction:
    """A rational of few digits on the safe side of an irrational bound."""
    ball = side.enclosed(_BITS) if isinstance(side, Surd) else side
    end = ball.upper if towards > 0 else ball.lower
    digits = 10**9
    return Fraction(ceil(end * digits) if towards > 0 else floor(end * digits), digits)


def _domain(domain: ParameterDomain, **changes: Fraction | bool) -> ParameterDomain:
    fields = {name: getattr(domain, name) for name in ("lower", "upper", "lower_open", "upper_open", "length")}
    return ParameterDomain(domain.integer, **{**fields, **changes})


def _wholes(domain: ParameterDomain) -> st.SearchStrategy[Fraction]:
    low = None if domain.lower is None else ceil(domain.lower)
    high = None if domain.upper is None else floor(domain.upper)
    if low is not None and domain.lower_open and low == domain.lower:
        low += 1
    if high is not None and domain.upper_open and high == domain.upper:
        high -= 1
    start = low if low is not None else -FAR if high is None else high - FAR
    near = min(high if high is not None else start + FAR, start + FAR)
    small = st.integers(start, min(near, start + 3)).map(Fraction)
    everything = [small, st.integers(start, near).map(Fraction)]
    return st.one_of(*everything, st.just(Fraction(high))) if high is not None else st.one_of(*everything)


def _rationals(domain: ParameterDomain) -> st.SearchStrategy[Fraction]:
    """A simple share of the way from one end to the other; or away from the only end, by powers of ten."""
    share = st.integers(1, 40).flatmap(lambda d: st.integers(0, d).map(lambda n: Fraction(n, d)))
    tiny = st.integers(1, 15).map(lambda n: Fraction(1, 10**n))
    if domain.lower is not None and domain.upper is not None:
        low, span = domain.lower, domain.upper - domain.lower
        inside = st.one_of(share, tiny, tiny.map(lambda t: 1 - t)).map(lambda s: low + span * s)
        return inside.filter(domain.contains)
    size = st.one_of(
        st.integers(1, 40).flatmap(lambda d: st.integers(0, 4 * d).map(lambda n: Fraction(n, d))),
        st.integers(-12, 12).map(lambda n: Fraction(10) ** n),
    )
    if domain.lower is not None:
        low = domain.lower
        return size.map(lambda s: low + s * max(abs(low), Fraction(1))).filter(domain.contains)
    if domain.upper is not None:
        high = domain.upper
        return size.map(lambda s: high - s * max(abs(high), Fraction(1))).filter(domain.contains)
    return st.one_of(size, size.map(lambda s: -s))
