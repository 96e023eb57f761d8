"""What has to be decomposed: the branches of the target weights."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from certify.kernel.network import Layer
from certify.tickets.methods.pools import Demand

Row = tuple[int, int, int]  # neuron, input d, output o


def demands(layer: Layer, known: Sequence[bool], d: int, o: int) -> Iterator[tuple[Demand, int, int]]:
    """The branches of target weight (o, d), each with the weight's magnitude ``significand · 2^exponent``.

    Yields
    ------
    Nothing for a weight 0; the branch S⁺ where the input is never negative; else S⁺ and S⁻.
    """
    weight = float(layer.weights[o, d]) if d < layer.inputs or layer.bias is None else float(layer.bias[o])
    if weight == 0:
        return
    fraction, exponent = math.frexp(abs(weight))
    sign = 1 if weight > 0 else -1
    for branch in (1,) if known[d] else (1, -1):
        yield Demand(d, o, sign, branch), int(fraction * 2**53), exponent - 53


def branch_count(layer: Layer, known: Sequence[bool]) -> int:
    """How many branches :func:`demands` yields for a layer."""
    used = (layer.extended_weights != 0).sum(axis=0)
    return int(sum(int(n) * (1 if never else 2) for n, never in zip(used, known, strict=True)))
