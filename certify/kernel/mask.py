"""Virtual weights: what a mask makes of the random network, in exact arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from certify.errors import Rejected
from certify.exact.dyadic import Dyadic, Integers
from certify.kernel.generator import IN, OUT, Cells, Ints, magnitudes, words

# Rows per chunk: bounds the memory that products of Python integers take.
_CHUNK = 1 << 17


@dataclass(frozen=True)
class Mask:
    """The mask of one layer: which weights of G are kept.

    Attributes
    ----------
    rows
        int64, shape (K, 3): neuron, input d, output o.  The constant unit is the last input.
    """

    rows: Ints

    @property
    def neurons(self) -> int:
        """The number of distinct neurons kept."""
        return int(np.unique(self.rows[:, 0]).size)


def check_mask(mask: Mask, *, neurons: int, inputs: int, outputs: int, one_output: bool, layer: int) -> None:
    """Raise :class:`Rejected` unless the rows are a mask of a layer of G.

    Guarantee
    ---------
    On return rows are in range and distinct, every neuron has one input, and one output if
    ``one_output``.
    """
    for column, (name, limit) in enumerate((("neuron", neurons), ("input", inputs), ("output", outputs))):
        values = mask.rows[:, column]
        outside = (values < 0) | (values >= limit)
        if outside.any():
            row = int(np.argmax(outside))
            raise Rejected(
                f"mask row {row}: {name} {values[row]} is not in 0 … {limit - 1}",
                layer=layer,
                weight=_weight(mask, row),
            )
    order = np.lexsort(mask.rows.T[::-1])
    ordered = mask.rows[order]
    same = ordered[1:, 0] == ordered[:-1, 0]
    for bad, what in (
        (same & (ordered[1:, 1] != ordered[:-1, 1]), "has two inputs"),
        (same & (ordered[1:, 2] == ordered[:-1, 2]), "stands in two equal rows"),
        (same & one_output, "has two outputs, but the method promises one"),
    ):
        if bad.any():
            row = int(order[1:][np.argmax(bad)])
            raise Rejected(f"neuron {mask.rows[row, 0]} {what}", layer=layer, weight=_weight(mask, row))


def _weight(mask: Mask, row: int) -> tuple[int, int]:
    return int(mask.rows[row, 2]), int(mask.rows[row, 1])


def kept_weights(
    mask: Mask, *, seed: int, layer: int, cells: Cells
) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """The in-weight and the out-weight of every row, each as significands and exponents."""
    neuron, d, o = mask.rows.T
    z_in = magnitudes(words(seed, layer, IN, d, neuron), cells)
    z_out = magnitudes(words(seed, layer, OUT, o, neuron), cells)
    return z_in, z_out


def virtual_weights(
    mask: Mask, *, seed: int, layer: int, cells: Cells, inputs: int, outputs: int
) -> tuple[Dyadic, Dyadic]:
    """The two branches Ŵ⁺ and Ŵ⁻ of a layer, exactly.

    Parameters
    ----------
    mask
        A checked mask.
    inputs, outputs
        The shape of the result is (outputs, inputs), the constant unit counted among the inputs.

    Returns
    -------
    plus, minus
        ``Σ z_out z_in`` over the rows of each target weight with ``z_in > 0``, and with ``z_in < 0``.

    Source
    ------
    Section 5, Eq. (1), with the branches by the sign of ``z_in``; room ``certificate``, ``gadget``.
    """
    # The smallest exponent of a product fixes the common denominator.
    floor = 2 * (cells.first // 256 - 52)
    scale = max(0, -floor)
    sums: Integers = np.zeros((2, outputs * inputs), dtype=object)
    for start in range(0, len(mask.rows), _CHUNK):
        part = Mask(mask.rows[start : start + _CHUNK])
        (n_in, e_in), (n_out, e_out) = kept_weights(part, seed=seed, layer=layer, cells=cells)
        products = (n_in.astype(object) * n_out.astype(object)) << (e_in + e_out + scale).astype(object)
        branch = (n_in < 0).astype(np.int64)
        position = (branch * outputs + part.rows[:, 2]) * inputs + part.rows[:, 1]
        order = np.argsort(position, kind="stable")
        places, starts = np.unique(position[order], return_index=True)
        sums.reshape(-1)[places] += np.add.reduceat(products[order], starts)
    shape = (outputs, inputs)
    return Dyadic(sums[0].reshape(shape), scale), Dyadic(sums[1].reshape(shape), scale)
