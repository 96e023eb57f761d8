"""F_max, a quantity of planning: the largest input of any layer of F over a domain."""

from __future__ import annotations

from fractions import Fraction

from certify.kernel.domain import Ball, Domain
from certify.kernel.network import Network
from certify.kernel.propagation import carried


def maximal_activation(network: Network, domain: Domain) -> Fraction:
    """An upper bound of ``F_max``: the largest input of any layer over the domain, the unit included.

    Source
    ------
    Section 2, F_max(X); at least 1 where a layer has biases.
    """
    largest = Fraction(int(any(layer.bias is not None for layer in network.layers)))
    if isinstance(domain, Ball):
        largest = max(largest, domain.radius)
    for _, (lower, upper, unit) in carried(network, domain, len(network.layers)):
        largest = max(largest, Fraction(int(max(-lower.min(), upper.max())), int(unit)))
    return largest
