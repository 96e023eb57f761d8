"""How accurate each weight has to be: what the certificate's own recursion needs, or what Lemma 1 asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from certify.bounds.accuracy import eps_w as lemma_01_eps_w
from certify.exact.dyadic import Dyadic
from certify.kernel.certificate import step
from certify.kernel.network import Network
from certify.tickets.norms import best_claim, root_above
from certify.tickets.quantities import Quantities

ACCURACIES = ("recursion", "lemma-01")
BITS = 16  # of ε_w: what more would give is less than an interval


@dataclass(frozen=True)
class Promise:
    """What accuracies per weight promise, by the certificate's recursion on bounds known before the draw.

    Calling it with ``eps_w`` gives a bound of ``sup ‖F − Ĝ‖₂`` for every Ĝ whose virtual weights have
    ``0 <= ŵ/w* <= 1`` and ``|w* − ŵ| <= eps_w`` in each branch; it never falls as ``eps_w`` grows.

    Attributes
    ----------
    network
        F.
    known
        Per layer and input, whether it is never negative.
    suprema
        Per layer a bound of ``sup ‖(F_{i−1}, 1)‖₂²``.
    absolute, target
        Per layer bounds of ``‖ |W*_i| ‖₂`` and of ``‖W*_i‖₂``.
    w_max
        No error of a weight exceeds it.

    Source
    ------
    Room ``certificate``, as :func:`certify.kernel.certificate.step`.
    """

    network: Network
    known: tuple[tuple[bool, ...], ...]
    suprema: tuple[Fraction, ...]
    absolute: tuple[Fraction, ...]
    target: tuple[Fraction, ...]
    w_max: Fraction

    def __call__(self, eps_w: Fraction) -> Fraction:
        worst = min(eps_w, self.w_max)
        bound = Fraction(0)
        for i, layer in enumerate(self.network.layers):
            # Rounded as the claims of a ticket are, so that no Frobenius claim can exceed these.
            error = root_above(worst**2 * layer.outputs * layer.extended_inputs)
            delta = root_above(worst**2 * layer.outputs * layer.inputs)
            if all(self.known[i]):
                gain = {"virtual": min(self.absolute[i], self.target[i] + delta)}
            else:
                gain = {"target": self.target[i], "delta": delta}
            claims = {name: {"frobenius": claim} for name, claim in {**gain, "error": error}.items()}
            bound = step(layer, claims, root_above(self.suprema[i]), bound)
        return bound


def promise_of(
    network: Network, known: tuple[tuple[bool, ...], ...], suprema: tuple[Fraction, ...], found: Quantities
) -> Promise:
    """The promise for a target; the first layer's norm multiplies an error 0 and is not looked for."""
    later = (best_claim(Dyadic.from_floats(layer.weights)) for layer in network.layers[1:])
    return Promise(network, known, suprema, found.norms, (found.norms[0], *later), found.w_max)


def recursion_eps_w(promise: Callable[[Fraction], Fraction], w_max: Fraction, epsilon: Fraction) -> Fraction:
    """The largest number of :data:`BITS` bits that promises at most ``epsilon``.

    Returns
    -------
    ``w_max`` where that promises ε already: then no weight is needed (1 for a network without weights).

    Guarantee
    ---------
    ``promise(eps_w) <= epsilon``; where it is below ``w_max``, its last bit cannot be raised.
    """
    if promise(w_max) <= epsilon:
        return w_max or Fraction(1)
    unit = Fraction(2) ** (w_max.numerator.bit_length() - w_max.denominator.bit_length())
    while promise(unit) > epsilon:
        unit /= 2
    while promise(2 * unit) <= epsilon:
        unit *= 2
    found = unit
    for _ in range(BITS - 1):
        unit /= 2
        if promise(found + unit) <= epsilon:
            found += unit
    return found


def lemma_eps_w(network: Network, epsilon: Fraction, found: Quantities) -> Fraction:
    """Lemma 1's ε_w, rounded down."""
    if found.F_max == 0:  # every input of every layer is 0: any weights will do
        return max(found.w_max, Fraction(1))
    return lemma_01_eps_w(
        network.widths,
        [layer.bias is not None for layer in network.layers],
        epsilon,
        [layer.sigma.lipschitz for layer in network.layers],
        found.F_max,
        found.norms,
    )


def halved(promise: Callable[[Fraction], Fraction], eps_w: Fraction, epsilon: Fraction) -> Fraction:
    """An ε_w, halved until it promises ε.

    Lemma 1 speaks of one virtual weight for both signs; where inputs may be negative it may promise too much.
    """
    while promise(eps_w) > epsilon:
        eps_w /= 2
    return eps_w
