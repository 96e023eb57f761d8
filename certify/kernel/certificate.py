"""The certificate: the rules that lead from F, a mask and true claims to a bound of ``sup ‖F − Ĝ‖₂``.

This module is the statement ``certificate`` of the ledger put to work.  In reading order: what a ticket states
(:class:`Ticket`); the errors of virtual weights, by the signs that an input can have (:func:`branches`); the
matrices whose norms are claimed (:func:`matrices`); the rules for unsigned and for signed inputs (:func:`step`);
the recursion.  :mod:`certify.kernel.verification` checks the claims of a ticket and runs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from certify.errors import Shown, Undecided
from certify.exact.dyadic import Dyadic
from certify.kernel.domain import Domain
from certify.kernel.generator import Cells
from certify.kernel.limits import BOUND_BITS
from certify.kernel.mask import Mask, check_mask, virtual_weights
from certify.kernel.network import Layer, Network

RULES = ("frobenius", "schur", "spectral")
METHODS = {"recycle": True, "batch": True, "shared": False}  # method: whether a neuron has one output
# The matrices that the norm claims of a layer speak of: no input of it is ever negative, or some may be.
UNSIGNED = ("virtual", "error")
SIGNED = ("target", "delta", "error")

NormClaims = Mapping[str, Mapping[str, Fraction]]  # matrix name: rule: claim


@dataclass(frozen=True)
class LayerTicket:
    """What a ticket states about one layer: its random weights, its mask, and its claims.

    Attributes
    ----------
    cells
        The distribution of the layer's weights.
    neurons
        M_i, the number of intermediate neurons of G.
    mask
        The weights kept.
    supremum
        The supremum claim, of ``sup ‖(F_{i−1}, 1)‖₂``.
    norms
        The norm claims, about the layer's matrices (see :func:`matrices`).
    """

    cells: Cells
    neurons: int
    mask: Mask
    supremum: Fraction
    norms: NormClaims


@dataclass(frozen=True, repr=False)
class Ticket(Shown):
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
    """The matrices that a layer's norm claims speak of, by name: those of :data:`UNSIGNED` or :data:`SIGNED`.

    Source
    ------
    FORMATS.md, section 4.3, Norms.
    """
    inputs = slice(None), slice(layer.inputs)
    if found.unsigned:
        error = Dyadic.from_floats(layer.extended_weights) - found.plus
        return {"virtual": found.plus[inputs], "error": error}
    target = Dyadic.from_floats(layer.weights)
    return {"target": target, "delta": found.errors[inputs], "error": found.errors}


def step(layer: Layer, claims: NormClaims, supremum: Fraction, before: Fraction) -> Fraction:
    """One step ``E_{i−1} ↦ E_i`` of the recursion, on the least claim about each matrix.

    The rule for unsigned inputs is ``E_i = λ_i (‖Ŵ⁺‖ E_{i−1} + ‖W* − Ŵ⁺‖ s_i)``; the rule for signed inputs is
    ``E_i = λ_i ((‖W*‖ + ‖Δ‖) E_{i−1} + ‖Δ‖ s_i)`` with the matrix Δ of the larger branch errors, in the last term
    with its bias column.

    Source
    ------
    Room ``certificate``: rule ``unsigned`` and rule ``signed``.
    """
    least = {name: min(norm.values()) for name, norm in claims.items()}
    gain = least["virtual"] if "virtual" in least else least["target"] + least["delta"]
    return layer.sigma.lipschitz * (gain * before + least["error"] * supremum)


def recursion(network: Network, layers: Sequence[LayerTicket]) -> Fraction:
    """E_ℓ, the bound of ``sup ‖F − Ĝ‖₂`` that the claims give.

    Raises
    ------
    Undecided
        When it might be too long a number.
    """
    claims = [stated.supremum for stated in layers]
    claims += [min(norm.values()) for stated in layers for norm in stated.norms.values()]
    if sum(c.numerator.bit_length() + c.denominator.bit_length() for c in claims) > BOUND_BITS:
        raise Undecided(f"the claims have more than {BOUND_BITS} bits together", code="bound-bits")
    bound = Fraction(0)
    for layer, stated in zip(network.layers, layers, strict=True):
        bound = step(layer, stated.norms, stated.supremum, bound)
    return bound


def heaviest(network: Network, layers: Sequence[LayerTicket]) -> int:
    """The layer whose own errors contribute most to E_ℓ: the recursion is linear in them."""
    gain, nothing, contributions = Fraction(1), Fraction(0), []
    for layer, stated in zip(reversed(network.layers), reversed(layers), strict=True):
        contributions.append(gain * step(layer, stated.norms, stated.supremum, nothing))
        gain *= step(layer, stated.norms, nothing, Fraction(1))
    return len(layers) - contributions.index(max(contributions))


def layer_branches(ticket: Ticket, number: int, known: list[bool]) -> Branches:
    """Check one layer's mask, regenerate its virtual weights, and compare them with the target's.

    Raises
    ------
    Rejected, Undecided
        When the mask is not one, or beyond a limit.
    """
    check_layer_mask(ticket, number)
    layer, stated = ticket.network.layers[number - 1], ticket.layers[number - 1]
    size = {"layer": number, "inputs": layer.extended_inputs, "outputs": layer.outputs}
    plus, minus = virtual_weights(stated.mask, seed=ticket.seed, cells=stated.cells, **size)
    return branches(layer, known, plus, minus)


def check_layer_mask(ticket: Ticket, number: int) -> None:
    """Raise :class:`Rejected` unless the mask of a layer is a mask of its part of G."""
    layer, stated = ticket.network.layers[number - 1], ticket.layers[number - 1]
    size = {"neurons": stated.neurons, "inputs": layer.extended_inputs, "outputs": layer.outputs}
    check_mask(stated.mask, layer=number, one_output=METHODS[ticket.method], **size)
