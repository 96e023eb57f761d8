"""The method ``recycle``: Algorithm 1 of the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from certify.errors import DrawFailed
from certify.kernel.network import Layer
from certify.tickets.decomposition import Integers, decompose
from certify.tickets.methods.pools import Demand, Pool, Search, Stream
from certify.tickets.methods.weights import Row, demands
from certify.tickets.plan import Plan

Progress = Callable[[int], None]


def recycle(layer: Layer, number: int, plan: Plan, seed: int, progress: Progress) -> list[Row]:
    """Find the mask of one layer by recycling samples.

    Along the longer side of the weight matrix runs a pool of fresh neurons each; within a pool every
    input and every output index is looked at once, so that each look sees independent products.

    Parameters
    ----------
    layer, number
        The target layer and its number, from 1.
    progress
        Told of each branch of a target weight that is done.

    Raises
    ------
    DrawFailed
        When a pool has no product in an interval that is needed.

    Returns
    -------
    Rows (neuron, d, o), one per neuron.

    Source
    ------
    Algorithm 1, indices repaired to run from 0 and exchanged where ``n_i < n_{i−1}``.
    """
    steps = Integers(plan.intervals.gamma, plan.intervals.w_max, plan.intervals.k, plan.scale_bits(layer))
    stream, sizes = Stream(seed, number), plan.layers[number - 1]
    rows: list[Row] = []
    for j, weights in enumerate(_diagonals(layer.outputs, layer.extended_inputs)):
        pool = Pool(stream, plan.intervals, j * sizes.stride, sizes.stride, plan.pool)
        for d, o in weights:
            for demand, significand, exponent in demands(layer, plan.known[number - 1], d, o):
                found = decompose(steps, significand, exponent, Search(pool, demand).pick)
                if found is None:
                    raise DrawFailed(_failure(number, demand))
                for _, product in found.kept:
                    pool.take(product)
                    rows.append((product.neuron, d, o))
                progress(1)
    return rows


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
