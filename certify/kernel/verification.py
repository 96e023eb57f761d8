"""Checking the claims of a ticket, and what they prove.

Everything within the limits is checked before a limit is spoken of: a false claim found anywhere wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from certify.errors import Rejected, Undecided, escaped
from certify.exact import doubles
from certify.exact.dyadic import Dyadic
from certify.exact.rationals import approximately
from certify.kernel.certificate import (
    RULES,
    SIGNED,
    UNSIGNED,
    LayerTicket,
    NormClaims,
    Ticket,
    heaviest,
    layer_branches,
    matrices,
    recursion,
)
from certify.kernel.domain import Data
from certify.kernel.generator import CELLS_PER_OCTAVE
from certify.kernel.limits import Allowance, Place, PutOff, entry_bytes, entry_work
from certify.kernel.mask import product_scale
from certify.kernel.network import Layer
from certify.kernel.norms import SPECTRAL_SIDE, cheap_work, claim_holds, spectral_bytes, spectral_work
from certify.kernel.propagation import check_suprema, never_negative

CHEAP, SPECTRAL = RULES[:2], RULES[2]
_MATRICES = 8  # of a layer, that are held at a time


@dataclass(frozen=True)
class Verified:
    """What verified claims prove.

    Attributes
    ----------
    bound
        A bound of ``sup ‖F − Ĝ‖₂`` over the domain.
    layers
        The layers with the claims that were verified.
    """

    bound: Fraction
    layers: tuple[LayerTicket, ...]


def verify(ticket: Ticket, epsilon: Fraction | None = None) -> Verified:
    """Check every mask and every claim of a ticket and run the recursion.

    Parameters
    ----------
    epsilon
        What the bound must not exceed; the ticket's where it is None.

    Raises
    ------
    Rejected
        With the place, when a mask is not one, a claim is false, or the claims do not prove the bound.
    Undecided
        When there is no defect within the limits, but something is beyond them.

    Guarantee
    ---------
    For every x of the domain ``‖F(x) − Ĝ(x)‖₂ <= bound <= epsilon``, where Ĝ is the random network G with all
    weights zero but those of the masks.

    Source
    ------
    Ledger, statement ``certificate``.
    """
    epsilon = ticket.epsilon if epsilon is None else epsilon
    known, size, put_off = never_negative(ticket.network, ticket.domain), _array_bytes(ticket), PutOff()
    for number, stated in enumerate(ticket.layers, 1):
        _check_names(stated.norms, UNSIGNED if all(known[number - 1]) else SIGNED, number)
    with put_off.limits():
        claims = [stated.supremum for stated in ticket.layers]
        check_suprema(ticket.network, ticket.domain, claims, Allowance.of("suprema-work", size))
    norms = _Norms(ticket, Allowance.of("norm-work", size))
    for number in range(1, len(ticket.layers) + 1):
        with put_off.limits():
            norms.check_layer(number, known[number - 1])
    for claim in sorted(norms.spectral, key=lambda claim: claim.work):
        with put_off.limits():
            norms.check_spectral(claim)
    with put_off.limits():
        hoped = recursion(ticket.network, ticket.layers)
        if hoped > epsilon:
            raise _exceeds(ticket, norms, hoped, epsilon)
    put_off.say()
    verified = tuple(replace(stated, norms=norms.verified[i]) for i, stated in enumerate(ticket.layers, 1))
    bound = recursion(ticket.network, verified)
    if bound > epsilon:
        raise Undecided(
            f"{_comparison(bound, epsilon)} without the spectral claims about matrices whose smaller side exceeds "
            f"{SPECTRAL_SIDE}",
            code="spectral-side",
        )
    return Verified(bound, verified)


def _array_bytes(ticket: Ticket) -> int:
    weights = sum(layer.extended_weights.nbytes for layer in ticket.network.layers)
    points = ticket.domain.points.nbytes if isinstance(ticket.domain, Data) else 0
    return weights + points + sum(stated.mask.rows.nbytes for stated in ticket.layers)


def _check_names(norms: NormClaims, names: tuple[str, ...], number: int) -> None:
    if set(norms) != set(names):
        raise Rejected(
            f"claims about {', '.join(map(escaped, norms)) or 'nothing'}; its norms must be {', '.join(names)}",
            code="norm-names",
            layer=number,
            field=f"layers.{number - 1}.norms",
        )


def _comparison(bound: Fraction, epsilon: Fraction) -> str:
    return f"the bound {approximately(bound)} exceeds epsilon, {approximately(epsilon)},"


def _exceeds(ticket: Ticket, norms: _Norms, bound: Fraction, epsilon: Fraction) -> Rejected:
    """The claims do not prove the bound, true or not: reported where most of it comes from."""
    layer = heaviest(ticket.network, ticket.layers)
    reason = f"{_comparison(bound, epsilon)} and layer {layer} contributes most"
    weight = norms.largest.get(layer)
    if weight is not None:
        reason += "; this weight has its largest error"
    return Rejected(reason, code="bound-exceeds", layer=layer, weight=weight)


@dataclass(frozen=True)
class _SpectralClaim:
    """A spectral claim that is left for later, with the work that it takes."""

    claim: Fraction
    matrix: Dyadic
    name: str
    number: int
    work: int


class _Norms:
    """The norm claims of a ticket: the cheap ones are checked with their layer, the spectral ones on call.

    Attributes
    ----------
    spectral
        The spectral claims of the layers checked that are still to be checked.
    verified
        Per layer the claims that count: spectral claims about large matrices are left out.
    largest
        Per layer the target weight (o, d) with the largest error.
    """

    def __init__(self, ticket: Ticket, allowance: Allowance) -> None:
        self._ticket = ticket
        self._allowance = allowance
        self.spectral: list[_SpectralClaim] = []
        self.verified: dict[int, dict[str, Mapping[str, Fraction]]] = {}
        self.largest: dict[int, tuple[int, int]] = {}

    def check_layer(self, number: int, known: list[bool]) -> None:
        """Check the mask of a layer and the claims ``frobenius`` and ``schur`` about its matrices."""
        layer, stated = self._ticket.network.layers[number - 1], self._ticket.layers[number - 1]
        place: Place = {"layer": number, "field": f"layers.{number - 1}.norms"}
        count, bits = _MATRICES * layer.outputs * layer.extended_inputs, _numerator_bits(layer, stated)
        self._allowance.hold(count * entry_bytes(bits), "comparing its weights", place)
        self._allowance.spend(count * entry_work(bits), "comparing its weights", place)
        found = layer_branches(self._ticket, number, known)
        self.largest[number] = divmod(int(np.argmax(found.errors.numerators)), layer.extended_inputs)
        self.verified[number] = {}
        for name, matrix in matrices(layer, found).items():
            claims = stated.norms[name]
            self._allowance.spend(cheap_work(matrix), "a norm claim", place)
            for rule in CHEAP:
                _require(rule, claims[rule], matrix, name, number)
            self.verified[number][name] = claims
            # A spectral claim that is not below a true claim about the same norm is true.
            if SPECTRAL in claims and claims[SPECTRAL] < min(claims[rule] for rule in CHEAP):
                self._put_aside(claims, matrix, name, number)

    def _put_aside(self, claims: Mapping[str, Fraction], matrix: Dyadic, name: str, number: int) -> None:
        claim = claims[SPECTRAL]
        if claim >= 0 and min(matrix.shape) > SPECTRAL_SIDE:
            self.verified[number][name] = {rule: claims[rule] for rule in CHEAP}
        else:
            self.spectral.append(_SpectralClaim(claim, matrix, name, number, spectral_work(claim, matrix)))

    def check_spectral(self, claim: _SpectralClaim) -> None:
        """Check a spectral claim."""
        place: Place = {"layer": claim.number, "field": _field(claim.number, claim.name, SPECTRAL)}
        self._allowance.hold(spectral_bytes(claim.claim, claim.matrix), "a spectral claim", place)
        self._allowance.spend(claim.work, "a spectral claim", place)
        _require(SPECTRAL, claim.claim, claim.matrix, claim.name, claim.number)


def _field(number: int, name: str, rule: str) -> str:
    return f"layers.{number - 1}.norms.{name}.{rule}"


def _require(rule: str, claim: Fraction, matrix: Dyadic, name: str, number: int) -> None:
    """Raise unless a norm claim is found true."""
    truth = claim_holds(rule, claim, matrix)
    if truth is False:
        reason = f"the claim {approximately(claim)} is below what the rule {rule} gives"
        raise Rejected(reason, code="norm-false", layer=number, field=_field(number, name, rule))
    if truth is None:
        reason = f"the claim {approximately(claim)} is too close to the norm to settle"
        raise Undecided(reason, code="spectral-slack", layer=number, field=_field(number, name, rule))


def _numerator_bits(layer: Layer, stated: LayerTicket) -> int:
    """How long the numerators of a layer's matrices may be, before any is computed."""
    cells = stated.cells
    scale, size = doubles.extent(layer.extended_weights)
    largest = 2 * ((cells.first + cells.count) // CELLS_PER_OCTAVE + 1) + len(stated.mask.rows).bit_length()
    return max(scale, product_scale(cells)) + max(size - scale, largest, 0) + 1
