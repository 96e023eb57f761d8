"""Checking the claims of a ticket, and what they prove.

Everything within the limits is checked before a limit is spoken of: a false claim found anywhere wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from certify.errors import Rejected, Undecided, escaped
from certify.exact.dyadic import Dyadic
from certify.exact.integers import entry_bytes, entry_work
from certify.exact.rationals import approximately
from certify.kernel import certificate
from certify.kernel.certificate import RULES, LayerTicket, NormClaims, Ticket
from certify.kernel.domain import Data
from certify.kernel.generator import CELLS_PER_OCTAVE
from certify.kernel.limits import Allowance, put_off
from certify.kernel.mask import product_scale
from certify.kernel.network import Layer
from certify.kernel.norms import SPECTRAL_SIDE, claim_bytes, claim_holds, claim_work
from certify.kernel.propagation import check_suprema, never_negative

SPECTRAL = RULES[2]
_MATRICES = 8  # of a layer, that are held at a time


def verify(ticket: Ticket, epsilon: Fraction | None = None) -> Fraction:
    """Check every mask and every claim of a ticket and run the recursion.

    Parameters
    ----------
    epsilon
        What the bound must not exceed; the ticket's where it is None.

    Returns
    -------
    The bound that the verified claims give.

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
    known, size = never_negative(ticket.network, ticket.domain), _array_bytes(ticket)
    met: list[Undecided] = []
    for number, stated in enumerate(ticket.layers, 1):
        _check_names(stated.norms, certificate.UNSIGNED if all(known[number - 1]) else certificate.SIGNED, number)
    with put_off(met):
        claims = [stated.supremum for stated in ticket.layers]
        check_suprema(ticket.network, ticket.domain, claims, Allowance.of("suprema-work", size))
    norms = _Norms(ticket, Allowance.of("norm-work", size))
    for number in range(1, len(ticket.layers) + 1):
        with put_off(met):
            certificate.check_layer_mask(ticket, number)
            norms.check_layer(number, known[number - 1])
    for claim in sorted(norms.spectral, key=lambda claim: claim.work):
        with put_off(met):
            claim.check(norms.allowance)
    with put_off(met):
        hoped = certificate.recursion(ticket.network, ticket.layers)
        if hoped > epsilon:
            raise _exceeds(ticket, norms, hoped, epsilon)
    if met:
        raise met[0]
    verified = [replace(stated, norms=norms.verified[i]) for i, stated in enumerate(ticket.layers, 1)]
    bound = certificate.recursion(ticket.network, verified)
    if bound > epsilon:
        which = f"the spectral claims about matrices whose smaller side exceeds {SPECTRAL_SIDE}"
        raise Undecided(f"the bound {approximately(bound)} exceeds epsilon without {which}", code="spectral-side")
    return bound


def _array_bytes(ticket: Ticket) -> int:
    weights = sum(layer.extended_weights.nbytes for layer in ticket.network.layers)
    points = ticket.domain.points.nbytes if isinstance(ticket.domain, Data) else 0
    return weights + points + sum(stated.mask.rows.nbytes for stated in ticket.layers)


def _check_names(norms: NormClaims, names: tuple[str, ...], number: int) -> None:
    if set(norms) != set(names):
        found = ", ".join(map(escaped, norms)) or "nothing"
        reason = f"norm claims about {found}; its norms must be {', '.join(names)}"
        raise Rejected(reason, code="norm-names", layer=number, field=f"layers.{number - 1}.norms")


def _exceeds(ticket: Ticket, norms: _Norms, bound: Fraction, epsilon: Fraction) -> Rejected:
    """The claims do not prove the bound, true or not: reported where most of it comes from."""
    layer = certificate.heaviest(ticket.network, ticket.layers)
    weight = norms.largest.get(layer)
    most = f"layer {layer} contributes most{', and this weight has its largest error' if weight else ''}"
    reason = f"the bound {approximately(bound)} exceeds epsilon, {approximately(epsilon)}; {most}"
    return Rejected(reason, code="bound-exceeds", layer=layer, weight=weight)


@dataclass(frozen=True)
class _NormClaim:
    """One norm claim: the value bounds ``‖matrix‖₂`` under the rule."""

    rule: str
    value: Fraction
    matrix: Dyadic
    number: int
    name: str

    @property
    def work(self) -> int:
        """About the nanoseconds that checking it takes."""
        return claim_work(self.rule, self.value, self.matrix)

    def check(self, allowance: Allowance) -> None:
        """Raise unless it is found true within the allowance."""
        field = f"layers.{self.number - 1}.norms.{self.name}.{self.rule}"
        allowance.hold(claim_bytes(self.rule, self.value, self.matrix), self.number, field)
        allowance.spend(self.work, self.number, field)
        truth = claim_holds(self.rule, self.value, self.matrix)
        if truth is False:
            reason = f"the norm claim {approximately(self.value)} is below what the rule {self.rule} gives"
            raise Rejected(reason, code="norm-false", layer=self.number, field=field)
        if truth is None:
            reason = f"the norm claim {approximately(self.value)} is too close to the norm to settle"
            raise Undecided(reason, code="spectral-slack", layer=self.number, field=field)


class _Norms:
    """The norm claims of a ticket: the cheap ones are checked with their layer, the spectral ones collected.

    Attributes
    ----------
    spectral
        The spectral claims, of the layers checked, that are still to be checked.
    verified
        Per layer the claims that count: spectral claims about large matrices are left out.
    largest
        Per layer the target weight (o, d) with the largest error.
    """

    def __init__(self, ticket: Ticket, allowance: Allowance) -> None:
        self._ticket = ticket
        self.allowance = allowance
        self.spectral: list[_NormClaim] = []
        self.verified: dict[int, dict[str, Mapping[str, Fraction]]] = {}
        self.largest: dict[int, tuple[int, int]] = {}

    def check_layer(self, number: int, known: list[bool]) -> None:
        """Check the claims ``frobenius`` and ``schur`` about a layer's matrices."""
        layer, stated = self._ticket.network.layers[number - 1], self._ticket.layers[number - 1]
        count, bits = _MATRICES * layer.outputs * layer.extended_inputs, _numerator_bits(layer, stated)
        self.allowance.hold(count * entry_bytes(bits), number, f"layers.{number - 1}.norms")
        self.allowance.spend(count * entry_work(bits), number, f"layers.{number - 1}.norms")
        found = certificate.layer_branches(self._ticket, number, known)
        self.largest[number] = divmod(int(np.argmax(found.errors.numerators)), layer.extended_inputs)
        self.verified[number] = {}
        for name, matrix in certificate.matrices(layer, found).items():
            cheap = {rule: stated.norms[name][rule] for rule in RULES[:2]}
            for rule, value in cheap.items():
                _NormClaim(rule, value, matrix, number, name).check(self.allowance)
            self.verified[number][name] = stated.norms[name]
            spectral = stated.norms[name].get(SPECTRAL)
            # A spectral claim that is not below a true claim about the same norm is true.
            if spectral is None or spectral >= min(cheap.values()):
                continue
            if min(matrix.shape) > SPECTRAL_SIDE and spectral >= 0:
                self.verified[number][name] = cheap
            else:
                self.spectral.append(_NormClaim(SPECTRAL, spectral, matrix, number, name))


def _numerator_bits(layer: Layer, stated: LayerTicket) -> int:
    """How long the numerators of a layer's matrices may be, before any is computed."""
    cells = stated.cells
    scale, size = layer.extent
    largest = 2 * ((cells.first + cells.count) // CELLS_PER_OCTAVE + 1) + len(stated.mask.rows).bit_length()
    return max(scale, product_scale(cells)) + max(size - scale, largest, 0) + 1
