"""The method ``fan-out``: one pool of neurons per input, shared by all outputs.

A neuron with a single input may keep several out-edges: what it adds to one output does not change what it adds to
another.  So the pool of input d serves the target weights (o, d) of every output o.

The promise, by a union bound.  For each input d, output o, pattern of the signs of z_in and z_out, and interval,
the *event* is that no neuron of pool d has these signs and a product z_in z_out[o] in this interval.  The m
neurons of a pool are independent, and each has the pattern and the interval with probability at least c; so an
event has probability at most ``(1 − c)^m <= exp(−c m)``, and one of a layer's 4 k n_i n_{i−1} events happens with
probability at most δ/ℓ where ``m >= (1/c) ln(4 k n_i n_{i−1} ℓ / δ)``.  If none happens, the decomposition of
Lemma 9 finds a product wherever it looks for one; intervals are disjoint, and the branches differ in the sign of
z_in, so no neuron is asked for twice by one weight.  The events do not depend on F: one draw does for every F.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from certify.errors import DrawFailed
from certify.tickets.decomposition import Integers, decompose
from certify.tickets.intervals import Intervals
from certify.tickets.methods.demands import Demand, Row, demands
from certify.tickets.methods.method import Advance, Sample, Shape, Task, count
from certify.tickets.methods.pools import Neurons, SharedPool, Stream

EVIDENCE: tuple[str, ...] = ("sampler", "fan-out")
SPEAKS_OF = "every network of these sizes at once"
TICKET_METHOD = "shared"


def samples(shapes: Sequence[Shape], intervals: Intervals, delta: Fraction) -> tuple[Sample, ...]:
    """Per layer a pool for each input.

    Source
    ------
    Room ``fan-out``, tightest form, with the sampler's exact category probability for c.
    """
    found = []
    for shape in shapes:
        events = 4 * intervals.k * shape.weights
        needed = count(1 / intervals.probability, len(shapes) * events / delta)
        stride = -(-needed // 4) * 4  # whole Philox blocks
        found.append(Sample(shape.inputs * stride, stride, stride))
    return tuple(found)


def mask(task: Task, advance: Advance) -> list[Row]:
    """Find the mask of one layer from one pool per input.

    Of the products in an interval one of a neuron that is kept already is preferred, so that fewer are kept.

    Raises
    ------
    DrawFailed
        When a pool has no product in an interval that is needed.

    Returns
    -------
    Rows (neuron, d, o): one input per neuron, one row per output that it serves.

    Source
    ------
    Lemma 9, for each branch.
    """
    layer, categories, size = task.layer, task.intervals, task.sample.stride
    steps = Integers(categories.gamma, categories.w_max, categories.k, task.scale_bits)
    neurons = Neurons(Stream(task.seed, task.number), categories)
    rows: list[Row] = []
    for d in range(layer.extended_inputs):
        pool = SharedPool(neurons, d * size, size)
        for o in range(layer.outputs):
            for demand, significand, exponent in demands(layer, task.known, d, o):
                found = decompose(steps, significand, exponent, pool.products(demand).get)
                if found is None:
                    raise DrawFailed(_failure(task.number, demand))
                for _, product in found.kept:
                    pool.keep(product)
                    rows.append((product.neuron, d, o))
                advance(1)
    return rows


def search_bytes(branches: int, intervals: int, sample: Sample) -> int:
    """One pool at a time: nothing worth counting."""
    return 0


def _failure(number: int, demand: Demand) -> str:
    return (
        f"layer {number}, weight ({demand.o}, {demand.d}): the pool of input {demand.d} holds no product for an "
        "interval that is needed; this happens with probability at most delta: try another seed (--redraw)"
    )
