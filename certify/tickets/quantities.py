"""What the theorems use of a target: its sizes, never single weights."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from certify.exact.dyadic import Dyadic
from certify.kernel.domain import Ball, Domain
from certify.kernel.network import Network
from certify.kernel.propagation import carried, squares
from certify.tickets.norms import best_claim


@dataclass(frozen=True)
class Quantities:
    """The sizes of a target over a domain.

    Attributes
    ----------
    w_max
        The largest magnitude of a weight or bias.
    F_max
        A bound of the inputs of all layers over the domain (the constant unit counts).
    norms
        Per layer a bound of ``‖ |W*_i| ‖₂``, hence of ``‖Ŵ_i‖₂`` for every golden-ratio decomposition.
    """

    w_max: Fraction
    F_max: Fraction
    norms: tuple[Fraction, ...]


def quantities(network: Network, domain: Domain) -> Quantities:
    """Rigorous upper bounds of the quantities that Theorems 3 and 30 take from a target."""
    largest = max(float(abs(layer.extended_weights).max()) for layer in network.layers)
    norms = tuple(best_claim(abs(Dyadic.from_floats(layer.weights))) for layer in network.layers)
    return Quantities(Fraction(largest), maximal_activation(network, domain), norms)


def weight_count(network: Network) -> int:
    """N*: the number of weights, biases included."""
    return sum(layer.outputs * layer.extended_inputs for layer in network.layers)


def squared_suprema(network: Network, domain: Domain) -> list[Fraction]:
    """Per layer i, an upper bound of ``sup ‖(F_{i−1}(x), 1)‖₂²`` over the domain (no 1 without biases)."""
    return [Fraction(int(n), int(u) ** 2) for n, u in squares(network, domain, len(network.layers))]


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
