"""What a domain implies about the layers of F: which inputs are never negative, and how large they are.

Interval arithmetic, exact: the bounds of a layer are integers over one common denominator, its *unit*.  The
weights' denominators are powers of two, so only a box or the radius of a ball brings in others.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
from flint import fmpz, fmpz_mat

from certify.errors import Rejected, Undecided
from certify.exact import doubles
from certify.exact.doubles import Integers
from certify.exact.integers import entry_bytes, entry_work, from_flint, product_work, root_above, to_flint
from certify.exact.rationals import approximately
from certify.kernel.activations import Activation, Ends
from certify.kernel.domain import Ball, Box, Data, Domain
from certify.kernel.limits import DENOMINATOR_BITS, Allowance, put_off
from certify.kernel.network import Layer, Network

_ROOT_BITS = 64
_CHUNK = 1 << 16  # numbers of one layer that are held at a time


def never_negative(network: Network, domain: Domain) -> list[list[bool]]:
    """Per layer and input, whether the input is never negative in F *and* in every pruned network.

    Only facts that hold for both are used: the domain for layer 1, the activation before for the
    others, and the constant unit.

    Returns
    -------
    One list per layer, of length ``extended_inputs``.
    """
    result = []
    known = list(domain.never_negative)
    for layer in network.layers:
        result.append(known + [True] * (layer.bias is not None))
        known = [layer.sigma.non_negative] * layer.outputs
    return result


class Interval(NamedTuple):
    """Bounds of F_i on pieces of the domain.

    Attributes
    ----------
    lower, upper
        Integers, shape (n_i, pieces); column p bounds F_i on piece p.  One object where the pieces are points.
    unit
        The common denominator.
    """

    lower: Integers
    upper: Integers
    unit: fmpz


def check_suprema(network: Network, domain: Domain, claims: list[Fraction], allowance: Allowance) -> None:
    """Verify the supremum claim of every layer.

    Raises
    ------
    Rejected
        Where a claim is false.
    Undecided
        Where all are true that could be verified within the allowance, but some could not.

    Source
    ------
    FORMATS.md, section 4.3, Suprema; room ``certificate``, ``domain_propagation``.
    """
    fields = [f"layers.{i}.supremum" for i in range(len(claims))]
    affordable, met = 0, list[Undecided]()
    with put_off(met):
        for work, size in _costs(network, domain):
            allowance.hold(size, affordable + 1, fields[affordable])
            allowance.spend(work, affordable + 1, fields[affordable])
            affordable += 1
    for i, (square, unit) in enumerate(squares(network, domain, affordable)):
        if claims[i] < 0 or (claims[i].numerator * unit) ** 2 < square * claims[i].denominator ** 2:
            reason = f"the claim {approximately(claims[i])} is below the bound of sup |F_{i}| over the domain"
            raise Rejected(reason, code="supremum-false", layer=i + 1, field=fields[i])
    if met:
        raise met[0]


def squares(network: Network, domain: Domain, depth: int) -> list[tuple[fmpz, fmpz]]:
    """Of the first ``depth`` layers i, upper bounds of ``sup ‖(F_{i−1}(x), 1)‖₂²`` (no 1 without biases).

    Returns
    -------
    Pairs (n, u), for ``n / u²``: lowest terms of long numbers would be the dearest step.

    Guarantee
    ---------
    Exact rational interval arithmetic; a box is one piece, each data point is one.

    Source
    ------
    FORMATS.md, section 4.3; room ``certificate``, ``domain_propagation``.
    """
    found = [(fmpz(0), fmpz(1))] * depth
    if isinstance(domain, Ball) and depth:
        found[0] = fmpz(domain.radius.numerator) ** 2, fmpz(domain.radius.denominator)
    for i, (lower, upper, unit) in carried(network, domain, depth):
        sizes = lower * lower if lower is upper else np.maximum(lower * lower, upper * upper)
        found[i] = max(found[i][0], fmpz(sizes.sum(axis=0).max())), unit
    biased = [layer.bias is not None for layer in network.layers]
    return [(n + u * u if one else n, u) for (n, u), one in zip(found, biased, strict=False)]


def carried(network: Network, domain: Domain, depth: int) -> Iterator[tuple[int, Interval]]:
    """Pairs of i and bounds of F_i, for all i < ``depth`` and for some pieces of the domain after others.

    A ball starts at F_1, for it is not a product of intervals.
    """
    if not depth:
        return
    layers = [_Affine(layer) for layer in network.layers[: depth - 1]]
    start = 0
    if isinstance(domain, Data):
        width = max(layer.extended_inputs for layer in network.layers)
        chunks = _points(domain, max(1, _CHUNK // width))
    elif isinstance(domain, Box):
        chunks = iter([_box(domain)])
    else:
        start, chunks = 1, iter([layer.of_ball(domain.radius) for layer in layers[:1]])
    for interval in chunks:
        yield start, interval
        for i in range(start, len(layers)):
            interval = layers[i](interval)
            yield i + 1, interval


def _points(domain: Data, count: int) -> Iterator[Interval]:
    scale, _ = doubles.extent(domain.points)
    for first in range(0, len(domain.points), count):
        points = doubles.integers(domain.points[first : first + count], scale).T
        yield Interval(points, points, fmpz(1) << scale)


def _box(domain: Box) -> Interval:
    unit = _common_denominator(domain)
    sides = [[unit // x.denominator * x.numerator for x in side] for side in (domain.lower, domain.upper)]
    lower, upper = (np.array(side, dtype=object).reshape(-1, 1) for side in sides)
    return Interval(lower, lower if domain.lower == domain.upper else upper, unit)


def _common_denominator(domain: Box) -> fmpz:
    common = fmpz(1)
    for denominator in {x.denominator for x in (*domain.lower, *domain.upper)}:
        common = common.lcm(denominator)
        if common.bit_length() > DENOMINATOR_BITS:
            reason = f"its bounds have a common denominator of more than {DENOMINATOR_BITS} bits"
            raise Undecided(reason, code="denominator-bits", field="domain")
    return common


class _Affine:
    """A layer of F on intervals: ``σ(W y + b)``."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._scale, _ = layer.extent
        numbers = doubles.integers(layer.extended_weights, self._scale)
        self._weights = numbers[:, : layer.inputs]
        self._bias = numbers[:, layer.inputs :].sum(axis=1).reshape(-1, 1)  # 0 where there is none

    @cached_property
    def _whole(self) -> fmpz_mat:
        return to_flint(self._weights)

    @cached_property
    def _positive(self) -> fmpz_mat:
        return to_flint(np.maximum(self._weights, 0))

    def __call__(self, interval: Interval) -> Interval:
        """Bounds of F_i from bounds of F_{i−1}."""
        bias, lower = self._bias * interval.unit, to_flint(interval.lower)
        if interval.lower is interval.upper:
            below = above = from_flint(self._whole * lower) + bias
        else:
            # The lower ends take the lower ends of inputs with weights >= 0, and the upper ends of the others.
            upper, negative = to_flint(interval.upper), self._whole - self._positive
            below = from_flint(self._positive * lower + negative * upper) + bias
            above = from_flint(self._positive * upper + negative * lower) + bias
        return self._activated(Interval(below, above, interval.unit << self._scale))

    def of_ball(self, radius: Fraction) -> Interval:
        """Bounds of F_1 over ``‖x‖₂ <= radius``: ``b ± radius · ⌈2^64 ‖w‖₂⌉ / 2^64`` before the activation."""
        squares = (self._weights * self._weights).sum(axis=1)
        roots = [[root_above(square << 2 * _ROOT_BITS, 2 * self._scale)] for square in squares]
        reach = np.array(roots, dtype=object) * (radius.numerator << self._scale)
        centre = self._bias * (radius.denominator << _ROOT_BITS)
        unit = fmpz(radius.denominator) << (_ROOT_BITS + self._scale)
        return self._activated(Interval(centre - reach, centre + reach, unit))

    def _activated(self, x: Interval) -> Interval:
        """Through σ, over a unit in which its numbers are integers."""
        sigma, unit = self._layer.sigma, x.unit * self._layer.sigma.stretch
        below = _bound(x.lower, sigma, sigma.below, x.unit)
        if x.lower is x.upper and sigma.piecewise_linear:
            return Interval(below, below, unit)
        return Interval(below, _bound(x.upper, sigma, sigma.above, x.unit), unit)


def _bound(values: Integers, sigma: Activation, ends: Ends, unit: fmpz) -> Integers:
    """One of the clipped lines of σ at values over a unit, over that unit times the stretch."""

    def over(number: Fraction) -> fmpz:
        return fmpz(int(number * sigma.stretch))

    found: Integers = values * over(sigma.lipschitz) + over(sigma.offset) * unit
    found = found if sigma.leak is None else np.maximum(found, values * over(sigma.leak))
    found = found if ends[0] is None else np.maximum(found, over(ends[0]) * unit)
    return found if ends[1] is None else np.minimum(found, over(ends[1]) * unit)


def _costs(network: Network, domain: Domain) -> Iterator[tuple[int, int]]:
    """About the work and the memory that the squared supremum of each layer takes, after those before."""
    pieces, bits = _start(domain)
    work = held = 0
    for layer in network.layers:
        numbers, (_, own), count = pieces * layer.inputs, layer.extent, layer.outputs * layer.extended_inputs
        work += numbers * (entry_work(bits) + product_work(bits, bits))
        yield work, held + 4 * min(numbers, 2 * _CHUNK) * entry_bytes(bits)
        # Carrying the bounds on to the next layer.
        work = 4 * count * entry_work(own) + 2 * pieces * count * product_work(bits, own)
        held += 4 * count * entry_bytes(own)
        bits += own + layer.extended_inputs.bit_length() + layer.sigma.growth + 1
        work += 3 * pieces * layer.outputs * (entry_work(bits) + product_work(bits, layer.sigma.growth))


def _start(domain: Domain) -> tuple[int, int]:
    """The number of vectors that are carried, and about the bits of their entries."""
    if isinstance(domain, Data):
        return len(domain.points), doubles.extent(domain.points)[1]
    if isinstance(domain, Ball):
        return 2, 2 * _ROOT_BITS + domain.radius.numerator.bit_length() + domain.radius.denominator.bit_length()
    largest = max(abs(x) for x in (*domain.lower, *domain.upper))
    return 2, _common_denominator(domain).bit_length() + int(largest).bit_length()
