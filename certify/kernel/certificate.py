"""The certificate: from a network, a mask and verified claims to a bound of ``sup ‖F − Ĝ‖₂``.

This module is the statement ``certificate`` of the ledger put to work: which matrices a layer's claims
speak of, and the recursion that is run on the claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from certify.errors import Rejected, Undecided, shown
from certify.exact.dyadic import Dyadic
from certify.exact.rationals import approximately
from certify.kernel.domain import Domain
from certify.kernel.generator import Cells
from certify.kernel.mask import Mask, check_mask, virtual_weights
from certify.kernel.network import Layer, Network
from certify.kernel.norms import SPECTRAL_SIDE, claim_holds
from certify.kernel.propagation import never_negative, squared_suprema

MAX_BOUND_BITS = 1 << 20
RULES = ("frobenius", "schur", "spectral")
METHODS = {"recycle": True, "batch": True, "shared": False}  # method: whether a neuron has one output

Claims = Mapping[str, Mapping[str, Fraction]]  # matrix name: rule: claim


@dataclass(frozen=True)
class LayerTicket:
    """What a ticket states about one layer: its random weights, its mask, and claims.

    Attributes
    ----------
    cells
        The distribution of the layer's weights.
    neurons
        M_i, the number of intermediate neurons of G.
    mask
        The weights kept.
    supremum
        Claim of ``sup ‖(F_{i−1}, 1)‖₂``.
    norms
        Claims about the layer's matrices (see :func:`matrices`).
    """

    cells: Cells
    neurons: int
    mask: Mask
    supremum: Fraction
    norms: Claims


@dataclass(frozen=True)
class Ticket:
    """A ticket: F, the domain X, ε, and the pruned network Ĝ that is claimed to be within ε of F on X."""

    network: Network
    domain: Domain
    epsilon: Fraction
    seed: int
    method: str
    layers: tuple[LayerTicket, ...]
    provenance: Mapping[str, str]


@dataclass(frozen=True)
class Branches:
    """The virtual weights of one layer and their exact errors.

    Attributes
    ----------
    plus, minus
        Ŵ⁺ and Ŵ⁻ with the bias column, shape (n_i, extended inputs).
    errors
        ``|w* − ŵ|`` of the branches that can act: the larger of the two, or that of Ŵ⁺ alone where the
        input is never negative.
    unsigned
        Whether no input of the layer is ever negative.
    """

    plus: Dyadic
    minus: Dyadic
    errors: Dyadic
    unsigned: bool


def branches(layer: Layer, known: list[bool], plus: Dyadic, minus: Dyadic) -> Branches:
    """Compare virtual weights with the target's, exactly."""
    target = Dyadic.from_floats(layer.extended_weights)
    errors = abs(target - plus)
    if not all(known):
        larger = errors.maximum(abs(target - minus)).numerators.copy()
        scale = max(target.scale, plus.scale, minus.scale)
        larger[:, known] = (errors.numerators << (scale - errors.scale))[:, known]
        errors = Dyadic(larger, scale)
    return Branches(plus, minus, errors, all(known))


def matrices(layer: Layer, found: Branches) -> dict[str, Dyadic]:
    """The matrices that a layer's norm claims speak of, by name.

    Source
    ------
    FORMATS.md, section 4.3, Norms.
    """
    inputs = slice(None), slice(layer.inputs)
    if found.unsigned:
        error = Dyadic.from_floats(layer.extended_weights) - found.plus
        return {"virtual": found.plus[inputs], "error": error}
    return {
        "target": Dyadic.from_floats(layer.weights),
        "delta": found.errors[inputs],
        "error": found.errors,
    }


def step(layer: Layer, claims: Claims, supremum: Fraction, before: Fraction) -> Fraction:
    """One step ``E_{i−1} ↦ E_i`` of the recursion, on the least claim about each matrix.

    Source
    ------
    Room ``certificate``: rule ``unsigned`` and rule ``signed``.
    """
    least = {name: min(norm.values()) for name, norm in claims.items()}
    gain = least["virtual"] if "virtual" in least else least["target"] + least["delta"]
    return layer.sigma.lipschitz * (gain * before + least["error"] * supremum)


def recursion(network: Network, layers: Iterable[LayerTicket]) -> Fraction:
    """E_ℓ, the bound of ``sup ‖F − Ĝ‖₂`` that the claims give."""
    bound = Fraction(0)
    for layer, stated in zip(network.layers, layers, strict=True):
        bound = step(layer, stated.norms, stated.supremum, bound)
        if bound.denominator.bit_length() + bound.numerator.bit_length() > MAX_BOUND_BITS:
            raise Undecided(f"the bound takes more than {MAX_BOUND_BITS} bits")
    return bound


@dataclass(frozen=True)
class Bound:
    """What the verified claims prove.

    Attributes
    ----------
    proved
        A bound of ``sup ‖F − Ĝ‖₂`` over the domain.
    hoped
        The same with the spectral claims too large to look at; equal to ``proved`` if there are none.
    verified
        The layers with the claims that were verified.
    largest
        Per layer the target weight (o, d) with the largest error.
    """

    proved: Fraction
    hoped: Fraction
    verified: tuple[LayerTicket, ...]
    largest: tuple[tuple[int, int], ...]


def verify(ticket: Ticket) -> Bound:
    """Check every mask and every claim of a ticket and run the recursion.

    Raises
    ------
    Rejected
        With the place, when a mask is none or a claim is false.

    Guarantee
    ---------
    For every x of the domain ``‖F(x) − Ĝ(x)‖₂ <= proved``, where Ĝ is the random network G with all
    weights zero but those of the masks.

    Source
    ------
    Ledger, statement ``certificate``.
    """
    known = never_negative(ticket.network, ticket.domain)
    suprema = squared_suprema(ticket.network, ticket.domain)
    verified, largest = [], []
    for number, (layer, stated) in enumerate(zip(ticket.network.layers, ticket.layers, strict=True), 1):
        if stated.supremum < 0 or stated.supremum**2 < suprema[number - 1]:
            raise Rejected(
                f"claim {approximately(stated.supremum)} is below the bound of sup |F_{number - 1}| "
                "that the domain gives",
                layer=number,
                field=f"layers.{number - 1}.supremum",
            )
        found = layer_branches(ticket, number, known[number - 1])
        verified.append(replace(stated, norms=_verified(matrices(layer, found), stated.norms, number)))
        largest.append(divmod(int(np.argmax(found.errors.numerators)), layer.extended_inputs))
    return Bound(
        proved=recursion(ticket.network, verified),
        hoped=recursion(ticket.network, ticket.layers),
        verified=tuple(verified),
        largest=tuple(largest),
    )


def heaviest(network: Network, layers: Sequence[LayerTicket]) -> int:
    """The layer whose own errors contribute most to E_ℓ: the recursion is linear in them."""
    gain, nothing, contributions = Fraction(1), Fraction(0), []
    for layer, stated in zip(reversed(network.layers), reversed(layers), strict=True):
        contributions.append(gain * step(layer, stated.norms, stated.supremum, nothing))
        gain *= step(layer, stated.norms, nothing, Fraction(1))
    return len(layers) - contributions.index(max(contributions))


def layer_branches(ticket: Ticket, number: int, known: list[bool]) -> Branches:
    """Check one layer's mask, regenerate its virtual weights, and compare them with the target's."""
    check_layer_mask(ticket, number)
    layer, stated = ticket.network.layers[number - 1], ticket.layers[number - 1]
    plus, minus = virtual_weights(
        stated.mask,
        seed=ticket.seed,
        layer=number,
        cells=stated.cells,
        inputs=layer.extended_inputs,
        outputs=layer.outputs,
    )
    return branches(layer, known, plus, minus)


def check_layer_mask(ticket: Ticket, number: int) -> None:
    """Raise :class:`Rejected` unless the mask of a layer is one."""
    layer, stated = ticket.network.layers[number - 1], ticket.layers[number - 1]
    check_mask(
        stated.mask,
        neurons=stated.neurons,
        inputs=layer.extended_inputs,
        outputs=layer.outputs,
        one_output=METHODS[ticket.method],
        layer=number,
    )


def _verified(found: dict[str, Dyadic], norms: Claims, number: int) -> Claims:
    """The claims that are true; a false one is rejected, one too large to look at is left out."""
    if set(norms) != set(found):
        raise Rejected(
            f"claims about {', '.join(map(shown, norms)) or 'nothing'}; its norms must be {', '.join(found)}",
            layer=number,
            field=f"layers.{number - 1}.norms",
        )
    verified: dict[str, dict[str, Fraction]] = {name: {} for name in found}
    for name, matrix in found.items():
        for rule in (rule for rule in RULES if rule in norms[name]):
            claim = norms[name][rule]
            # A spectral claim above a true one about the same norm is true, whatever its size.
            known = rule == "spectral" and claim >= min(verified[name].values())
            truth = known or claim_holds(rule, claim, matrix)
            if truth is False:
                message = f"claim {approximately(claim)} is below what the rule {rule} gives"
                raise Rejected(message, layer=number, field=f"layers.{number - 1}.norms.{name}.{rule}")
            if truth is None and min(matrix.shape) <= SPECTRAL_SIDE:
                place = f"layer {number}, norms.{name}.{rule}"
                raise Undecided(f"{place}: claim {approximately(claim)} is too close to the norm to settle")
            if truth:
                verified[name][rule] = claim
    return verified
