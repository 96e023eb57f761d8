"""The method ``recycle``: Algorithm 1 of the paper, with Theorem 30's count for a fixed F."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from certify.errors import DrawFailed
from certify.tickets.decomposition import Integers, decompose
from certify.tickets.intervals import Intervals
from certify.tickets.methods.demands import Demand, Row, demands
from certify.tickets.methods.method import Advance, Sample, Shape, Task, count
from certify.tickets.methods.pools import Pool, Search, Stream

EVIDENCE: tuple[str, ...] = ("sampler", "combined")
SPEAKS_OF = "this network"
TICKET_METHOD = "recycle"


def samples(shapes: Sequence[Shape], intervals: Intervals, delta: Fraction) -> tuple[Sample, ...]:
    """Per layer a pool for each index of the longer side, with m fresh neurons for every decomposition.

    Source
    ------
    Theorem 30 for a fixed F, with the sampler's exact category probability in place of ``1/(8k′)``.
    """
    k, p = intervals.k, intervals.probability
    # (1 − p)^m <= δ / (branches of all weights · k), by ln(1 − p) <= −p.
    fresh = count(1 / p, sum(shape.branches * k * shape.weights for shape in shapes) / delta)
    found = []
    for shape in shapes:
        shorter, longer = sorted((shape.outputs, shape.inputs))
        stride = -(-(fresh + shape.branches * k * shorter) // 4) * 4  # whole Philox blocks
        found.append(Sample(longer * stride, stride, fresh))
    return tuple(found)


def mask(task: Task, advance: Advance) -> list[Row]:
    """Find the mask of one layer by recycling samples.

    Along the longer side of the weight matrix every index has a pool of its own; within a pool every input
    and every output index is looked at once, so that each look sees independent products.

    Raises
    ------
    DrawFailed
        When a pool has no product in an interval that is needed.

    Returns
    -------
    Rows (neuron, d, o), one per neuron.

    Source
    ------
    Algorithm 1, with indices that run from 0 and are exchanged where ``n_i < n_{i−1}``.
    """
    layer, categories, sample = task.layer, task.intervals, task.sample
    steps = Integers(categories.gamma, categories.w_max, categories.k, task.scale_bits)
    stream = Stream(task.seed, task.number)
    rows: list[Row] = []
    for j, weights in enumerate(_diagonals(layer.outputs, layer.extended_inputs)):
        pool = Pool(stream, categories, j * sample.stride, sample.stride, sample.fresh)
        for d, o in weights:
            for demand, significand, exponent in demands(layer, task.known, d, o):
                found = decompose(steps, significand, exponent, Search(pool, demand).pick)
                if found is None:
                    raise DrawFailed(_failure(task.number, demand))
                for _, product in found.kept:
                    pool.take(product)
                    rows.append((product.neuron, d, o))
                advance(1)
    return rows


def search_bytes(branches: int, intervals: int, sample: Sample) -> int:
    """One pool at a time: nothing worth counting."""
    return 0


def _diagonals(outputs: int, inputs: int) -> Iterator[list[tuple[int, int]]]:
    """The target weights (d, o) of each pool: every pair once, no index twice within a pool."""
    if outputs >= inputs:
        yield from ([(d, (d + j) % outputs) for d in range(inputs)] for j in range(outputs))
    else:
        yield from ([((o + j) % inputs, o) for o in range(outputs)] for j in range(inputs))


def _failure(number: int, demand: Demand) -> str:
    return (
        f"layer {number}, weight ({demand.o}, {demand.d}): the pool holds no product for an interval that is "
        "needed; this happens with probability at most delta: try another seed (--redraw)"
    )
