"""An accuracy relative to the outputs: ``1%`` of the range that they have at some inputs of the domain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from certify.errors import InputError, counted
from certify.exact import doubles
from certify.exact.rationals import approximately, format_rational, parse_rational
from certify.kernel.domain import Ball, Box, Data, Domain
from certify.kernel.network import Network
from certify.tickets.evaluation import largest_range
from certify.tickets.norms import root_above

_POINTS = 64
_BITS = 16


class Relative(NamedTuple):
    """ε, and in words where it comes from."""

    epsilon: Fraction
    words: str


def relative_epsilon(text: str, network: Network, domain: Domain) -> Relative:
    """ε for a share of the outputs' range: of the largest ``max F_o(x) − min F_o(x)`` of an output o.

    The inputs x looked at are those of :func:`sample`, always the same ones of a domain.  The range is rounded
    down to four digits; over the whole domain it can only be larger, so ε is at most this share of that too.

    Parameters
    ----------
    text
        ``1%``.

    Raises
    ------
    InputError
        When the share is not a number > 0, or the outputs do not vary.
    """
    share = parse_rational(text.removesuffix("%"), "epsilon") / 100
    if share <= 0:
        raise InputError(f"epsilon: {text}; a share > 0% is needed")
    if domain.dimension != network.widths[0]:
        inputs = counted(network.widths[0], "input")
        raise InputError(f"domain: dimension {domain.dimension}; the network has {inputs}")
    points = list(sample(domain))
    found = Fraction(approximately(largest_range(network, points), down=True))
    looked_at = counted(len(points), "input")
    if found <= 0:
        raise InputError(
            f"epsilon: {text} of the range of the outputs, which is 0 at the {looked_at} looked at; give a number"
        )
    where = f"the largest range of an output at {looked_at} of the domain"
    return Relative(share * found, f"{text} of {_decimal(found)}, {where}")


def _decimal(value: Fraction) -> str:
    """A number of few digits, exactly."""
    text = approximately(value, down=True)
    return text if Fraction(text) == value else format_rational(value)


def sample(domain: Domain) -> Iterator[tuple[Fraction, ...]]:
    """Some inputs of a domain, the same ones on every machine.

    Of data at most 64 rows, evenly spaced; of a box its lowest and its highest corner and 64 inputs inside; of a
    ball its centre and 64 inputs close to its surface.
    """
    if isinstance(domain, Data):
        count = min(_POINTS, len(domain.points))
        for i in range(count):
            yield tuple(doubles.fractions(domain.points[i * len(domain.points) // count]))
    elif isinstance(domain, Box):
        yield domain.lower
        yield domain.upper
        for number in range(_POINTS):
            shares = _shares(number, domain.dimension)
            sides = zip(domain.lower, domain.upper, shares, strict=True)
            yield tuple(lo + (hi - lo) * share for lo, hi, share in sides)
    else:
        yield (Fraction(0),) * domain.dimension
        for number in range(_POINTS):
            yield _near_surface(domain, _shares(number, domain.dimension))


def _near_surface(ball: Ball, shares: list[Fraction]) -> tuple[Fraction, ...]:
    centred = [2 * share - 1 for share in shares]
    length = root_above(sum((x * x for x in centred), Fraction(0)))
    return tuple(ball.radius * x / length for x in centred)


def _shares(number: int, count: int) -> list[Fraction]:
    """Numbers strictly between 0 and 1, by SHA-256 of a counter; never 1/2, so that not all of them are."""
    words = (hashlib.sha256(f"certify range 1 {number} {d}".encode()).digest() for d in range(count))
    return [Fraction(2 * int.from_bytes(word[: _BITS // 8]) + 1, 2 << _BITS) for word in words]
