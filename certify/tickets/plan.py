"""Plans: how many random neurons to sample, from which distribution, before the weights of F are used.

A plan fixes everything about G that the theorems let depend on F: the architecture, w_max, F_max and
bounds of the norms.  It is where a probability is promised; the certificate does not rest on it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify.bounds.accuracy import eps_w as lemma_01_eps_w
from certify.errors import InputError
from certify.exact.doubles import Ints
from certify.exact.dyadic import Dyadic
from certify.exact.enclosure import Enclosure, ceiling
from certify.exact.golden import GOLDEN, log_ceiling
from certify.exact.rationals import approximately
from certify.kernel.certificate import step
from certify.kernel.domain import Domain
from certify.kernel.generator import CELL_LIMIT, CELLS_PER_OCTAVE, Cells
from certify.kernel.network import Layer, Network
from certify.kernel.propagation import never_negative, squared_suprema
from certify.tickets.f_max import maximal_activation
from certify.tickets.norms import best_claim, root_above

GAMMAS = ("2/3", GOLDEN)
METHODS = ("recycle", "batch")
# Cells of two weights that add up to S have a product within 2^-30 (relative) of [2^(S/256), 2^((S+2)/256)):
# the table is rounded to 32 bits.  256·log2(1 + 2^-30) < 10^-6.
_TABLE_SLACK = Fraction(1, 10**6)


@dataclass(frozen=True)
class Quantities:
    """What the theorems use of a target: sizes, never single weights.

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


@dataclass(frozen=True)
class Intervals:
    """The golden-ratio intervals ``(γ^{u+1} w_max, γ^u w_max]``, u = 1…k, as categories of random products.

    Attributes
    ----------
    gamma, w_max, k
        γ as text, the scale, and the number of intervals.
    cells
        The distribution of the random weights.
    category
        int16, index S − 2·first: the interval in which a product of weights from cells g and h with
        g + h = S certainly lies, or 0.
    probability
        A lower bound of the probability that a neuron's two weights have given signs and a product in a
        given interval, for the least likely interval and ideal random words.
    """

    gamma: str
    w_max: Fraction
    k: int
    cells: Cells
    category: np.typing.NDArray[np.int16]
    probability: Fraction


def intervals(w_max: Fraction, eps_w: Fraction, gamma: str) -> Intervals:
    """The categories that decompose every weight up to ``w_max`` within ``eps_w``; k may be 0.

    Raises
    ------
    InputError
        When the weights needed leave the range of the generator.

    Guarantee
    ---------
    ``γ^k w_max <= eps_w``; ``probability`` is computed by counting pairs of cells, exactly.

    Source
    ------
    Corollary 10 (intervals and range), Lemma 28 (the product of two weights), Theorem 3 (signs); ledger,
    statement ``sampler``.
    """
    k = max(0, log_ceiling(gamma, w_max / eps_w)) if w_max else 0
    if k == 0:
        return Intervals(gamma, w_max, 0, Cells(0, 1), np.zeros(1, np.int16), Fraction(1))
    edges = [_edge(w_max, gamma, u) for u in range(1, k + 2)]  # in cells, falling
    lowest, highest = edges[-1].lower, edges[0].upper
    quarter = (lowest + highest) / 4
    first, last = _floor(lowest - quarter), -_floor(quarter - highest)
    if first < -CELL_LIMIT or last > CELL_LIMIT:
        raise InputError(
            f"network: weights up to {approximately(w_max)} within {approximately(eps_w)} need random weights "
            "outside 2^-480 … 2^480; rescale the network, or ask less of epsilon and domain"
        )
    cells = Cells(first, last - first)
    category = np.zeros(2 * cells.count - 1, np.int16)
    for u, (upper, lower) in enumerate(itertools.pairwise(edges), 1):
        start = _floor(lower.upper + _TABLE_SLACK) + 1 - 2 * first
        stop = _floor(upper.lower - _TABLE_SLACK) - 1 - 2 * first
        category[max(0, start) : max(0, stop)] = u
    return Intervals(gamma, w_max, k, cells, category, _probability(category, cells.count, k))


def _edge(w_max: Fraction, gamma: str, u: int) -> Enclosure:
    """``256·log2(γ^u w_max)``."""
    bits = 128
    base = (1 + Enclosure.of(5, bits).sqrt()) / 2 if gamma == GOLDEN else 1 / Enclosure.of(Fraction(gamma), bits)
    log = Enclosure.of(w_max, bits).log() - u * base.log()
    return CELLS_PER_OCTAVE * log / Enclosure.of(2, bits).log()


def _floor(x: Fraction) -> int:
    return x.numerator // x.denominator


def _probability(category: np.typing.NDArray[np.int16], count: int, k: int) -> Fraction:
    """The least ``P(signs, category u)``: a quarter for the signs, times the pairs of cells."""
    sums = np.arange(len(category))
    pairs: Ints = np.minimum(sums + 1, 2 * count - 1 - sums)
    fewest = min(int(pairs[category == u].sum()) for u in range(1, k + 1))
    return Fraction(fewest, 4) * Fraction((1 << 32) // count, 1 << 32) ** 2


@dataclass(frozen=True)
class LayerPlan:
    """How the neurons of one intermediate layer are sampled.

    Attributes
    ----------
    neurons
        M_i.
    stride
        For ``recycle``: neurons set aside for each of the ``max{n_i, n_{i−1}}`` pools; 0 for ``batch``.
    """

    neurons: int
    stride: int


@dataclass(frozen=True)
class Plan:
    """A plan for a target: accuracy per weight, intervals, sample sizes, and what it promises.

    Attributes
    ----------
    method, epsilon, delta
        As asked.
    eps_w
        The error allowed per weight and branch: Lemma 1's, rounded down, and halved until the promise is
        at most ε.
    intervals
        The categories.
    pool
        m: for ``recycle`` the number of fresh neurons each decomposition may look at.
    layers
        Per layer.
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
    """

    method: str
    epsilon: Fraction
    delta: Fraction
    quantities: Quantities
    eps_w: Fraction
    intervals: Intervals
    pool: int
    layers: tuple[LayerPlan, ...]
    known: tuple[tuple[bool, ...], ...]
    suprema: tuple[Fraction, ...]
    promise: Fraction
    lemma_01: bool

    @property
    def neurons(self) -> int:
        """ΣM_i."""
        return sum(layer.neurons for layer in self.layers)

    def scale_bits(self, layer: Layer) -> int:
        """A power of two of which every weight of the layer and every product of two random ones is a multiple."""
        products = 2 * (52 - self.intervals.cells.first // CELLS_PER_OCTAVE)
        return max(products, Dyadic.from_floats(layer.extended_weights).scale)


def make_plan(
    network: Network, domain: Domain, epsilon: Fraction, delta: Fraction, *, method: str, gamma: str
) -> Plan:
    """Plan a ticket.

    Parameters
    ----------
    epsilon, delta
        The accuracy of the network and the failure probability allowed.
    method
        ``recycle`` or ``batch``.
    gamma
        ``2/3`` or ``1/phi``.

    Raises
    ------
    InputError
        When the generator cannot hold the plan.

    Source
    ------
    Theorem 30 with Algorithm 1 (``recycle``), Theorem 3 with Lemma 29 repaired (``batch``), both for a
    fixed F, with the sampler's exact category probability in place of ``1/(8k′)``.
    """
    check_parameters(network, domain, epsilon, delta, method, gamma)
    found = quantities(network, domain)
    known = tuple(tuple(row) for row in never_negative(network, domain))
    suprema = tuple(squared_suprema(network, domain))
    eps_w = _eps_w(network, epsilon, found)
    # Lemma 1 speaks of one virtual weight for both signs; where inputs may be negative it may promise too much.
    while (promise := _promise(network, suprema, known, min(eps_w, found.w_max), found.norms)) > epsilon:
        eps_w /= 2
    categories = intervals(found.w_max, eps_w, gamma)
    pool, layers = _sizes(network, known, categories, delta, method)
    return Plan(
        method=method,
        epsilon=epsilon,
        delta=delta,
        quantities=found,
        eps_w=eps_w,
        intervals=categories,
        pool=pool,
        layers=layers,
        known=known,
        suprema=suprema,
        promise=promise,
        lemma_01=all(all(row) for row in known),
    )


def check_parameters(
    network: Network, domain: Domain, epsilon: Fraction, delta: Fraction, method: str, gamma: str
) -> None:
    """Raise :class:`InputError` unless a ticket can be planned with these."""
    if epsilon <= 0:
        raise InputError(f"epsilon: {epsilon}; a number > 0 is needed")
    if not 0 < delta < 1:
        raise InputError(f"delta: {delta}; a number between 0 and 1 is needed")
    for name, value, allowed in (("method", method, METHODS), ("gamma", gamma, GAMMAS)):
        if value not in allowed:
            raise InputError(f"{name}: {value!r}; one of {', '.join(allowed)} is needed")
    if domain.dimension != network.widths[0]:
        raise InputError(f"domain: dimension {domain.dimension}; the network has {network.widths[0]} inputs")


def _eps_w(network: Network, epsilon: Fraction, found: Quantities) -> Fraction:
    if found.F_max == 0:  # every input of every layer is 0: any weights do
        return max(found.w_max, Fraction(1))
    return lemma_01_eps_w(
        network.widths,
        [layer.bias is not None for layer in network.layers],
        epsilon,
        [layer.sigma.lipschitz for layer in network.layers],
        found.F_max,
        found.norms,
    )


def _sizes(
    network: Network, known: tuple[tuple[bool, ...], ...], categories: Intervals, delta: Fraction, method: str
) -> tuple[int, tuple[LayerPlan, ...]]:
    k, p = categories.k, categories.probability
    if k == 0:
        return 0, tuple(LayerPlan(0, 0) for _ in network.layers)
    sizes = [
        (layer.outputs, layer.extended_inputs, 1 if all(row) else 2)
        for layer, row in zip(network.layers, known, strict=True)
    ]
    if method == "batch":
        # Lemma 29 per layer, with every (weight, branch, interval) a category to be filled n_i·n_{i−1} times.
        failures = [len(sizes) * both * k * (n * m) / delta for n, m, both in sizes]
        counts = [_ceiling_of(2 / p, failure, n * m) for failure, (n, m, _) in zip(failures, sizes, strict=True)]
        return 0, tuple(LayerPlan(count, 0) for count in counts)
    # (1 − p)^pool <= δ / (weights · branches · k), by ln(1 − p) <= −p.
    pool = _ceiling_of(1 / p, sum(both * k * n * m for n, m, both in sizes) / delta, 0)
    # Rounded up to whole Philox blocks.
    strides = [-(-(pool + both * k * min(n, m)) // 4) * 4 for n, m, both in sizes]
    return pool, tuple(
        LayerPlan(max(n, m) * stride, stride) for stride, (n, m, _) in zip(strides, sizes, strict=True)
    )


def _ceiling_of(factor: Fraction, ratio: Fraction, plus: int) -> int:
    """``⌈factor · (plus + ln ratio)⌉``."""

    def value(bits: int) -> Enclosure:
        return (Enclosure.of(ratio, bits).log() + plus) * factor

    return max(1, ceiling(value))


def _promise(
    network: Network,
    suprema: tuple[Fraction, ...],
    known: tuple[tuple[bool, ...], ...],
    eps_w: Fraction,
    norms: tuple[Fraction, ...],
) -> Fraction:
    """The certificate's recursion on bounds known before the draw: errors at most ``eps_w`` everywhere."""
    bound = Fraction(0)
    for layer, row, norm, square in zip(network.layers, known, norms, suprema, strict=True):
        error = eps_w * root_above(Fraction(layer.outputs * layer.extended_inputs))
        delta = eps_w * root_above(Fraction(layer.outputs * layer.inputs))
        gain = {"virtual": norm} if all(row) else {"target": norm, "delta": delta}
        claims = {name: {"frobenius": c} for name, c in {**gain, "error": error}.items()}
        bound = step(layer, claims, root_above(square), bound)
    return bound
