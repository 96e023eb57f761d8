"""What a mask has to meet: a demand is one branch of one target weight."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from certify.kernel.network import Layer

Row = tuple[int, int, int]
"""A weight that a mask keeps: neuron, input d, output o."""


class Demand(NamedTuple):
    """One branch of one target weight: input d, output o, the signs wanted of products and of in-weights."""

    d: int
    o: int
    sign: int
    branch: int


def demands(layer: Layer, known: Sequence[bool], d: int, o: int) -> Iterator[tuple[Demand, int, int]]:
    """The branches of target weight (o, d), each with the weight's magnitude ``significand · 2^exponent``.

    Parameters
    ----------
    known
        Per input of the layer, whether it is never negative.

    Yields
    ------
    Nothing for a weight 0; the branch S⁺ where the input is never negative; otherwise S⁺ and S⁻.  The
    significand is odd, so that the magnitude is an integer in every unit of which the weight is a multiple.
    """
    weight = float(layer.weights[o, d]) if d < layer.inputs or layer.bias is None else float(layer.bias[o])
    if weight == 0:
        return
    significand, denominator = abs(weight).as_integer_ratio()
    zeros = (significand & -significand).bit_length() - 1
    exponent = zeros - denominator.bit_length() + 1
    for branch in (1,) if known[d] else (1, -1):
        yield Demand(d, o, int(math.copysign(1, weight)), branch), significand >> zeros, exponent


def branch_count(layer: Layer, known: Sequence[bool]) -> int:
    """How many branches :func:`demands` yields for a layer."""
    used = (layer.extended_weights != 0).sum(axis=0)
    return int(sum(int(n) * (1 if never else 2) for n, never in zip(used, known, strict=True)))
