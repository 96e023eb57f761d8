"""The method ``batch``: one sample per layer, every neuron matched to at most one piece of one weight."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from certify.errors import DrawFailed
from certify.tickets.decomposition import Integers, Product, decompose
from certify.tickets.intervals import Intervals
from certify.tickets.methods.demands import Demand, Row, demands
from certify.tickets.methods.method import Advance, Sample, Shape, Task, count
from certify.tickets.methods.pools import Pool, Search, Stream

EVIDENCE: tuple[str, ...] = ("sampler", "combined", "batch-hall")
SPEAKS_OF = "this network"
TICKET_METHOD = "batch"
_BYTES_PER_PIECE = 640  # measured: a piece, its product and its owner in the two tables of a matching

Piece = tuple[Demand, int]  # a branch of a target weight, and an interval


class Matching:
    """An injective assignment of neurons to pieces, grown one piece at a time.

    Source
    ------
    Ledger, statement ``batch-hall``: it can be completed if every category of every (d, o) holds as many
    neurons as the layer has weights.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._product: dict[Piece, Product] = {}
        self._owner: dict[int, Piece] = {}

    def add(self, demand: Demand, intervals: int) -> bool:
        """Assign a neuron to every interval of a branch; say whether that was possible."""
        search = Search(self._pool, demand)
        for u in range(1, intervals + 1):
            product = search.pick(u)
            if product is not None:
                self._assign((demand, u), product)
                self._pool.take(product)
            elif self._augment((demand, u)):
                search = Search(self._pool, demand)  # the chain may have taken what the old search had found
            else:
                return False
        return True

    def product(self, demand: Demand, u: int) -> Product:
        """The product assigned to a piece."""
        return self._product[demand, u]

    def _assign(self, piece: Piece, product: Product) -> None:
        self._product[piece] = product
        self._owner[product.neuron] = piece

    def _augment(self, wanting: Piece) -> bool:
        """Find a chain of pieces that can each pass on their neuron, ending at a free one (breadth first)."""
        giver: dict[Piece, tuple[Piece, Product]] = {}  # piece: who wants its neuron, and which that is
        queue = deque([wanting])
        while queue:
            demand, u = piece = queue.popleft()
            free = Search(self._pool, demand).pick(u)
            if free is not None:
                self._pool.take(free)
                self._pass_along(piece, free, giver)
                return True
            for found, products in self._pool.scan(demand, free=False):
                for hit, product in zip(found.tolist(), products, strict=True):
                    owner = self._owner[product.neuron]
                    if hit == u and owner != wanting and owner not in giver:
                        giver[owner] = piece, product
                        queue.append(owner)
        return False

    def _pass_along(self, piece: Piece, product: Product, giver: dict[Piece, tuple[Piece, Product]]) -> None:
        while True:
            self._assign(piece, product)
            if piece not in giver:
                return
            piece, product = giver[piece]


def samples(shapes: Sequence[Shape], intervals: Intervals, delta: Fraction) -> tuple[Sample, ...]:
    """Per layer a batch that fills every category of every branch of a weight as often as the layer has weights.

    Source
    ------
    Theorem 3 with Lemma 29 repaired, per layer and for a fixed F; ledger, statement ``batch-hall``.
    """
    k, p = intervals.k, intervals.probability
    failures = [len(shapes) * shape.branches * k * shape.weights / delta for shape in shapes]
    return tuple(
        Sample(count(2 / p, failure, shape.weights)) for failure, shape in zip(failures, shapes, strict=True)
    )


def mask(task: Task, advance: Advance) -> list[Row]:
    """Find the mask of one layer from one batch of neurons.

    Every branch of every target weight first gets a neuron for each of its k intervals, all distinct;
    the decomposition then keeps those that it needs.

    Raises
    ------
    DrawFailed
        When the neurons cannot be matched.

    Returns
    -------
    Rows (neuron, d, o), one per neuron.

    Source
    ------
    Theorem 3, step 2′ (batch sampling), repaired: a neuron's category depends on the (d, o) looked at.
    """
    layer, categories, neurons = task.layer, task.intervals, task.sample.neurons
    steps = Integers(categories.gamma, categories.w_max, categories.k, task.scale_bits)
    matching = Matching(Pool(Stream(task.seed, task.number), categories, 0, neurons, neurons))
    branches = [
        found
        for o in range(layer.outputs)
        for d in range(layer.extended_inputs)
        for found in demands(layer, task.known, d, o)
    ]
    for demand, _, _ in branches:
        if not matching.add(demand, categories.k):
            raise DrawFailed(
                f"layer {task.number}: the batch cannot be matched to its weights; try another seed (--redraw)"
            )
        advance(1)
    rows: list[Row] = []
    for demand, significand, exponent in branches:
        found = decompose(steps, significand, exponent, partial(matching.product, demand))
        rows.extend((product.neuron, demand.d, demand.o) for _, product in (found.kept if found else ()))
    return rows


def search_bytes(branches: int, intervals: int, sample: Sample) -> int:
    """The matching of all pieces, and a flag for every neuron."""
    return branches * intervals * _BYTES_PER_PIECE + sample.neurons
