"""Plans: how many random neurons to sample, from which distribution, before the weights of F are used.

A plan fixes everything about G that the theorems let depend on F: the architecture, w_max, F_max and
bounds of the norms.  It is where a probability is promised; the certificate does not rest on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from certify.errors import InputError, as_read, counted, shown
from certify.exact.rationals import approximately
from certify.kernel.domain import Domain
from certify.kernel.network import Network
from certify.kernel.propagation import never_negative
from certify.tickets.accuracy import ACCURACIES, halved, lemma_eps_w, promise_of, recursion_eps_w
from certify.tickets.intervals import GAMMAS, Intervals, intervals
from certify.tickets.methods import METHODS
from certify.tickets.methods.method import Sample, Shape, Task
from certify.tickets.quantities import Quantities, quantities, squared_suprema


@dataclass(frozen=True)
class Plan:
    """A plan for a target: accuracy per weight, intervals, sample sizes, and what it promises.

    Attributes
    ----------
    method, epsilon, delta
        As asked.
    quantities
        The sizes of the target that the plan uses.
    accuracy
        Where ``eps_w`` is from: ``recursion`` or ``lemma-01``.
    eps_w
        The error allowed per weight and branch.  ``recursion``: the largest for which the promise is at most ε,
        and ``w_max`` where no weight is needed.  ``lemma-01``: Lemma 1's, halved until the promise is at most ε.
    lemma_01_eps_w
        What Lemma 1 asks for, whichever was used.
    intervals
        The categories of products.
    layers
        Per layer, the neurons to sample.
    known
        Per layer and input, whether it is never negative.
    suprema
        Per layer a bound of ``sup ‖(F_{i−1}, 1)‖₂²`` over the domain.
    promise
        A bound of ``sup ‖F − Ĝ‖₂`` whenever every weight is decomposed within ``eps_w`` per branch,
        which happens with probability at least 1 − δ.
    lemma_01
        Whether Lemma 1 applies as printed (no input of any layer is ever negative, so that Ĝ has a
        virtual weight matrix).
    assumed, notes
        How the target was read: what its file does not say, what was rounded or cut off.
    epsilon_from
        In words what ε is a share of, where it was asked for so.
    """

    method: str
    epsilon: Fraction
    delta: Fraction
    quantities: Quantities
    accuracy: str
    eps_w: Fraction
    lemma_01_eps_w: Fraction
    intervals: Intervals
    layers: tuple[Sample, ...]
    known: tuple[tuple[bool, ...], ...]
    suprema: tuple[Fraction, ...]
    promise: Fraction
    lemma_01: bool
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    epsilon_from: str | None = None

    def __repr__(self) -> str:
        numbers = f"epsilon={approximately(self.epsilon)}", f"promise={approximately(self.promise)}"
        read = as_read(self.assumed, self.notes)
        return shown("Plan", *numbers, f"neurons={self.neurons}", f"method={self.method}", *read)

    @property
    def neurons(self) -> int:
        """ΣM_i."""
        return sum(layer.neurons for layer in self.layers)

    def task(self, network: Network, number: int, seed: int) -> Task:
        """What a method is given to find the mask of layer ``number``, from 1."""
        i = number - 1
        return Task(network.layers[i], number, self.known[i], self.intervals, self.layers[i], seed)


def make_plan(
    network: Network,
    domain: Domain,
    epsilon: Fraction,
    delta: Fraction,
    *,
    method: str,
    gamma: str,
    accuracy: str = "recursion",
) -> Plan:
    """Plan a ticket.

    Parameters
    ----------
    epsilon, delta
        The accuracy of the network and the failure probability allowed.
    method
        One of :data:`certify.tickets.methods.METHODS`.
    gamma
        ``2/3`` or ``1/phi``.
    accuracy
        ``recursion`` or ``lemma-01``: see :class:`Plan`.

    Raises
    ------
    InputError
        When the generator cannot hold the plan.

    Source
    ------
    Room ``certificate``, or Lemma 1 (the accuracy of a weight); the method's count.
    """
    check_parameters(network, domain, epsilon, delta, method, gamma, accuracy)
    found = quantities(network, domain)
    known = tuple(tuple(row) for row in never_negative(network, domain))
    suprema = tuple(squared_suprema(network, domain))
    promise = promise_of(network, known, suprema, found)
    lemma = lemma_eps_w(network, epsilon, found)
    if accuracy == "recursion":
        eps_w = recursion_eps_w(promise, found.w_max, epsilon)
    else:
        eps_w = halved(promise, lemma, epsilon)
    categories = intervals(found.w_max, eps_w, gamma)
    return Plan(
        method=method,
        epsilon=epsilon,
        delta=delta,
        quantities=found,
        accuracy=accuracy,
        eps_w=eps_w,
        lemma_01_eps_w=lemma,
        intervals=categories,
        layers=_samples(network, known, categories, delta, method),
        known=known,
        suprema=suprema,
        promise=promise(eps_w),
        lemma_01=all(all(row) for row in known),
    )


def check_parameters(
    network: Network, domain: Domain, epsilon: Fraction, delta: Fraction, method: str, gamma: str, accuracy: str
) -> None:
    """Raise :class:`InputError` unless a ticket can be planned with these."""
    if epsilon <= 0:
        raise InputError(f"epsilon: {epsilon}; a number > 0 is needed")
    if not 0 < delta < 1:
        raise InputError(f"delta: {delta}; a number between 0 and 1 is needed")
    choices = ("method", method, tuple(METHODS)), ("gamma", gamma, GAMMAS), ("accuracy", accuracy, ACCURACIES)
    for name, value, allowed in choices:
        if value not in allowed:
            raise InputError(f"{name}: {value!r}; one of {', '.join(allowed)} is needed")
    if domain.dimension != network.widths[0]:
        raise InputError(
            f"domain: dimension {domain.dimension}; the network has {counted(network.widths[0], 'input')}"
        )


def _samples(
    network: Network, known: tuple[tuple[bool, ...], ...], categories: Intervals, delta: Fraction, method: str
) -> tuple[Sample, ...]:
    if categories.k == 0:
        return tuple(Sample(0) for _ in network.layers)
    shapes = [
        Shape(layer.outputs, layer.extended_inputs, 1 if all(row) else 2)
        for layer, row in zip(network.layers, known, strict=True)
    ]
    return METHODS[method].samples(shapes, categories, delta)
