"""Looking through pools of random neurons, fast.

Nothing here is trusted: what is found is executed again in exact arithmetic and checked by the kernel.
Words come from NumPy's Philox, whose raw words are those of the format page.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from certify.exact.doubles import Ints
from certify.kernel.generator import IN, OUT, VERSION, Words, magnitudes
from certify.tickets.decomposition import Product
from certify.tickets.intervals import Intervals
from certify.tickets.methods.demands import Demand

CHUNK = 2048  # neurons looked at together; a multiple of the four words of a Philox block


class Stream:
    """The words of one layer of G, read for consecutive neurons."""

    def __init__(self, seed: int, layer: int) -> None:
        self._layer = layer
        self._philox = np.random.Philox(key=np.array([seed % (1 << 64), seed >> 64], dtype=np.uint64))
        self._state = self._philox.state

    def words(self, side: int, index: int, start: int, count: int) -> Words:
        """The words of the neurons ``start``…, ``start`` a multiple of 4; uint64, shape (count,)."""
        counter = [start // 4, index, 2 * self._layer + side, VERSION]
        self._state["state"]["counter"] = np.array(counter, dtype=np.uint64)
        self._philox.state = self._state
        return self._philox.random_raw(count)


class Neurons:
    """The neurons of one layer of G, looked at for one demand at a time."""

    def __init__(self, stream: Stream, intervals: Intervals) -> None:
        self._stream, self._intervals = stream, intervals

    def hits(self, demand: Demand, start: int, count: int) -> tuple[NDArray[np.int16], Words, Words]:
        """Of the neurons ``start``…, ``start`` a multiple of 4: the interval hit or 0, and both words."""
        ins = self._stream.words(IN, demand.d, start, count)
        outs = self._stream.words(OUT, demand.o, start, count)
        category = self._intervals.category[self._cells(ins) + self._cells(outs)]
        # The lowest bit of a word is the sign.
        signs = ((ins & np.uint64(1)) << np.uint64(1)) | (outs & np.uint64(1))
        category[signs != 2 * (demand.branch < 0) + (demand.sign * demand.branch < 0)] = 0
        return category, ins, outs

    def products(self, neurons: Ints, ins: Words, outs: Words) -> list[Product]:
        """The magnitudes of the products of some neurons, from their words."""
        (n_in, e_in), (n_out, e_out) = (magnitudes(w, self._intervals.cells) for w in (ins, outs))
        rows = zip(neurons.tolist(), n_in.tolist(), n_out.tolist(), (e_in + e_out).tolist(), strict=True)
        return [Product(neuron, abs(a * b), exponent) for neuron, a, b, exponent in rows]

    def _cells(self, words: Words) -> Ints:
        cells: Ints = ((words >> np.uint64(32)) * np.uint64(self._intervals.cells.count) >> np.uint64(32)).astype(
            np.int64
        )
        return cells


class Pool:
    """A range of neurons from which decompositions may take; a neuron taken is gone for the others.

    Parameters
    ----------
    stream, intervals
        Where the words come from and what is looked for.
    start, size
        The range of neurons; ``start`` is a multiple of 4.
    fresh
        How many neurons that are not taken a search may look at: the pool's first ``fresh`` ones.
    """

    def __init__(self, stream: Stream, intervals: Intervals, start: int, size: int, fresh: int) -> None:
        self._neurons = Neurons(stream, intervals)
        self._start, self._size, self._fresh = start, size, fresh
        self._free = np.ones(size, dtype=bool)
        self._free_in = np.minimum(CHUNK, size - np.arange(0, size, CHUNK))

    def take(self, product: Product) -> None:
        """Take a neuron out of the pool."""
        place = product.neuron - self._start
        self._free[place] = False
        self._free_in[place // CHUNK] -= 1

    def scan(self, demand: Demand, *, free: bool = True) -> Iterator[tuple[NDArray[np.int16], list[Product]]]:
        """Go through the pool by chunks: fuller chunks first, so that a used-up front costs nothing.

        Parameters
        ----------
        free
            Whether to look at the neurons that are free, or at those that are taken.

        Yields
        ------
        The intervals hit in a chunk, and a product for each.
        """
        limit = min(self._size, self._fresh + self._size - int(self._free_in.sum())) if free else self._size
        chunks = np.arange(-(-limit // CHUNK))
        sparse = self._free_in[: len(chunks)] < CHUNK // 2
        for chunk in np.concatenate([chunks[~sparse], chunks[sparse]]):
            offset = int(chunk) * CHUNK
            yield self._hits(demand, offset, min(CHUNK, limit - offset), free)

    def _hits(
        self, demand: Demand, offset: int, count: int, free: bool
    ) -> tuple[NDArray[np.int16], list[Product]]:
        category, ins, outs = self._neurons.hits(demand, self._start + offset, count)
        category[self._free[offset : offset + count] != free] = 0
        useful = np.flatnonzero(category)
        if free:
            found, first = np.unique(category[useful], return_index=True)
            useful = useful[first]
        else:
            found = category[useful]
        return found, self._neurons.products(useful + self._start + offset, ins[useful], outs[useful])


class Search:
    """The search for one demand: per interval, the first neuron that the scan of the pool comes to."""

    def __init__(self, pool: Pool, demand: Demand) -> None:
        self._scan = pool.scan(demand)
        self._found: dict[int, Product] = {}

    def pick(self, u: int) -> Product | None:
        """A product in interval u, or None if the pool has none."""
        while u not in self._found:
            chunk = next(self._scan, None)
            if chunk is None:
                return None
            for hit, product in zip(chunk[0].tolist(), chunk[1], strict=True):
                self._found.setdefault(hit, product)
        return self._found[u]


class SharedPool:
    """A range of neurons that all outputs share; those that are kept already come first.

    Parameters
    ----------
    neurons
        What the layer's neurons are.
    start, size
        The range; ``start`` is a multiple of 4.
    """

    def __init__(self, neurons: Neurons, start: int, size: int) -> None:
        self._neurons, self._start = neurons, start
        self._kept = np.zeros(size, dtype=bool)

    def keep(self, product: Product) -> None:
        """Note that a neuron is kept."""
        self._kept[product.neuron - self._start] = True

    def products(self, demand: Demand) -> dict[int, Product]:
        """Per interval that the pool hits, the first product of a neuron kept, else the first product."""
        category, ins, outs = self._neurons.hits(demand, self._start, len(self._kept))
        useful = np.flatnonzero(category)
        useful = useful[np.argsort(~self._kept[useful], kind="stable")]
        found, first = np.unique(category[useful], return_index=True)
        useful = useful[first]
        products = self._neurons.products(useful + self._start, ins[useful], outs[useful])
        return dict(zip(found.tolist(), products, strict=True))
