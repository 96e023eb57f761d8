"""What a way of finding masks has to provide; to add one, see :class:`Method`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

from certify.exact.dyadic import Dyadic
from certify.exact.enclosure import Enclosure, ceiling
from certify.kernel.generator import CELLS_PER_OCTAVE
from certify.kernel.network import Layer
from certify.tickets.intervals import Intervals
from certify.tickets.methods.demands import Row

Advance = Callable[[int], None]
"""Called with the number of branches of target weights finished since the last call."""


class Shape(NamedTuple):
    """What the number of neurons of a layer may depend on.

    Attributes
    ----------
    outputs, inputs
        n_i, and n_{i−1} with the constant unit where the layer has biases.
    branches
        Branches per target weight: 1 where no input of the layer is ever negative, otherwise 2.
    """

    outputs: int
    inputs: int
    branches: int

    @property
    def weights(self) -> int:
        """N_i."""
        return self.outputs * self.inputs


@dataclass(frozen=True)
class Sample:
    """The neurons of one intermediate layer of G, and how a method divides them.

    Attributes
    ----------
    neurons
        M_i.
    stride
        ``recycle``: the neurons set aside for each of the ``max{n_i, n_{i−1}}`` pools; ``fan-out``: those of
        each input's pool.
    fresh
        ``recycle``: m, the neurons not yet taken that each decomposition may look at.
    """

    neurons: int
    stride: int = 0
    fresh: int = 0


@dataclass(frozen=True)
class Task:
    """One layer whose mask is to be found.

    Attributes
    ----------
    layer, number
        The target layer, and its number from 1.
    known
        Per input, whether it is never negative.
    intervals
        The categories of products; there is at least one.
    sample
        The neurons planned for the layer.
    seed
        Of the random network.
    """

    layer: Layer
    number: int
    known: tuple[bool, ...]
    intervals: Intervals
    sample: Sample
    seed: int

    @property
    def scale_bits(self) -> int:
        """The b such that every weight of the layer and every product of two random ones is a multiple of 2^−b."""
        products = 2 * (52 - self.intervals.cells.first // CELLS_PER_OCTAVE)
        return max(products, Dyadic.from_floats(self.layer.extended_weights).scale)


class Method(Protocol):
    """A way of finding masks: a module of this folder with these names, listed in ``methods.METHODS``.

    A method is not trusted: a ticket is checked without knowing how it was found.  To add one, write its module
    and list it; offer it as ``--method`` of ``certify-bounds certify``;
    and prove what :meth:`samples` promises as a statement of the ledger.
    """

    EVIDENCE: tuple[str, ...]
    """The ledger's statements on which the promise rests."""

    SPEAKS_OF: str
    """The networks for which one draw keeps the promise, in words."""

    TICKET_METHOD: str
    """The name that tickets give the method: one of the kernel's table (``certify.kernel.certificate.METHODS``),
    which says whether masks of that name keep one output per neuron."""

    def samples(self, shapes: Sequence[Shape], intervals: Intervals, delta: Fraction) -> tuple[Sample, ...]:
        """Per layer, how many neurons to sample.

        Guarantee
        ---------
        With probability at least ``1 − delta`` over ideal random words, :meth:`mask` succeeds for all layers
        of a fixed target, or of every target: see :attr:`SPEAKS_OF`.
        """

    def mask(self, task: Task, advance: Advance) -> list[Row]:
        """Find the mask of one layer.

        Raises
        ------
        DrawFailed
            When the neurons sampled do not hold one.
        """

    def search_bytes(self, branches: int, intervals: int, sample: Sample) -> int:
        """An estimate of the memory that finding one layer's mask takes, beside the mask itself."""


def count(factor: Fraction, ratio: Fraction, plus: int = 0) -> int:
    """``⌈factor · (plus + ln ratio)⌉``, and at least 1: the form of every count in the paper."""

    def value(bits: int) -> Enclosure:
        return (Enclosure.of(ratio, bits).log() + plus) * factor

    return max(1, ceiling(value))
