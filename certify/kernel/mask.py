"""The pruned network Ĝ: which weights of the random network G a mask keeps, and the virtual weights they make.

Ĝ is ``ĝ_ℓ ∘ … ∘ ĝ_1`` with ``ĝ_i(y)_o = σ_i(Σ z_out[o] · max(0, z_in[d] · (y, 1)_d))``, summed over the rows
(z, d, o) of the mask of layer i (FORMATS.md, section 3.2).  Where ``t = (y, 1)_d`` keeps its sign, a term is
linear in t: the terms of a target weight (o, d) with ``z_in > 0`` add up to ``ŵ⁺ t`` where t >= 0 and to 0
elsewhere, those with ``z_in < 0`` to ``ŵ⁻ t`` where t <= 0 and to 0 elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from certify.errors import Code, Rejected, Shown, Undecided
from certify.exact.doubles import Integers, Ints
from certify.exact.dyadic import Dyadic
from certify.kernel.generator import CELLS_PER_OCTAVE, IN, OUT, Cells, magnitudes, words
from certify.kernel.limits import MASK_ROWS

Weights = tuple[Ints, Ints]  # significands and exponents

# Rows per chunk: bounds the memory that products of Python integers take.
_CHUNK = 1 << 17


@dataclass(frozen=True, repr=False)
class Mask(Shown):
    """The mask of one layer: which weights of G are kept.

    Attributes
    ----------
    rows
        int64, shape (K, 3): neuron, input d, output o.  The constant unit is the last input.
    """

    rows: Ints

    def ordered(self) -> Ints:
        """The rows in ascending order of (neuron, input, output)."""
        found: Ints = self.rows[np.lexsort(self.rows.T[::-1])]
        return found


def masks_sha256(masks: Iterable[Mask]) -> str:
    """Digest of the masks of all layers (FORMATS.md, section 3.3); the order of the rows does not matter."""
    digest = hashlib.sha256(b"certify mask 1\n")
    for number, mask in enumerate(masks, 1):
        digest.update(f"{number} {len(mask.rows)}\n".encode())
        digest.update(mask.ordered().astype("<i8").tobytes())
    return digest.hexdigest()


def check_mask(mask: Mask, *, neurons: int, inputs: int, outputs: int, one_output: bool, layer: int) -> None:
    """Raise :class:`Rejected` unless the rows are a mask of a layer of G.

    Raises
    ------
    Undecided
        When there are more rows than the limit.

    Guarantee
    ---------
    On return rows are in range and distinct, every neuron has one input, and one output if
    ``one_output``.
    """
    if len(mask.rows) > MASK_ROWS:
        reason = f"its mask has {len(mask.rows)} rows; at most {MASK_ROWS} are checked"
        raise Undecided(reason, code="mask-rows", layer=layer)
    for column, (name, limit) in enumerate((("neuron", neurons), ("input", inputs), ("output", outputs))):
        values = mask.rows[:, column]
        outside = (values < 0) | (values >= limit)
        if outside.any():
            row = int(np.argmax(outside))
            reason = f"mask row {row}: {name} {values[row]} is not in 0 … {limit - 1}"
            weight = int(mask.rows[row, 2]), int(mask.rows[row, 1])
            raise Rejected(reason, code="mask-range", layer=layer, weight=weight)
    rows = mask.ordered()
    same = rows[1:, 0] == rows[:-1, 0]
    defects: tuple[tuple[Ints, Code, str], ...] = (
        (same & (rows[1:, 1] != rows[:-1, 1]), "mask-inputs", "has two inputs"),
        (same & (rows[1:, 2] == rows[:-1, 2]), "mask-repeated", "has two equal rows"),
        (same & one_output, "mask-outputs", "has two outputs, but the method promises one"),
    )
    for bad, code, what in defects:
        if bad.any():
            neuron, d, o = (int(x) for x in rows[1:][np.argmax(bad)])
            raise Rejected(f"neuron {neuron} {what}", code=code, layer=layer, weight=(o, d))


def kept_weights(mask: Mask, *, seed: int, layer: int, cells: Cells) -> tuple[Weights, Weights]:
    """The in-weight and the out-weight of every row."""
    neuron, d, o = mask.rows.T
    z_in = magnitudes(words(seed, layer, IN, d, neuron), cells)
    z_out = magnitudes(words(seed, layer, OUT, o, neuron), cells)
    return z_in, z_out


def product_scale(cells: Cells) -> int:
    """A scale: every product of two weights times ``2^scale`` is an integer."""
    return max(0, -2 * (cells.first // CELLS_PER_OCTAVE - 52))


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
    scale = product_scale(cells)
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
