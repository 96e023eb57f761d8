"""Linear layers as tensors with names: ``*.weight`` (outputs, inputs) and ``*.bias``, as PyTorch names them.

Names do not say in which order layers are applied.  Numbers in them do, where that is all in which they differ;
shapes do, where the layers chain in one order only.  Otherwise the caller has to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from certify.errors import InputError
from certify.models.files import Affine, Stored, matrix, quoted, vector

Shapes = Mapping[str, tuple[int, int]]  # per layer: outputs and inputs
_STEPS = 10_000  # of a search for orders in which layers chain


def from_tensors(tensors: Mapping[str, NDArray[Any]], order: Sequence[str] = ()) -> Stored:
    """The network of the linear layers that these tensors are.

    Parameters
    ----------
    tensors
        By name.
    order
        The names of the layers in the order in which they are applied; needed where it cannot be known.

    Raises
    ------
    InputError
        When a tensor is not the weight or the bias of a linear layer, or the order is not known.
    """
    layers = {prefix: _affine(tensors, prefix) for prefix in dict.fromkeys(map(layer_of, tensors))}
    shapes = {prefix: (w.shape[0], w.shape[1]) for prefix, (w, _) in layers.items()}
    names, known = ordered(shapes, order)
    return Stored([layers[name] for name in names], None, names, says_order=known)


def layer_of(tensor: str) -> str:
    """The layer to which a tensor belongs.

    Raises
    ------
    InputError
        When it is called neither weight nor bias.
    """
    prefix, _, kind = tensor.rpartition(".")
    if kind not in ("weight", "bias"):
        raise InputError(f"unknown tensor {quoted(tensor)}; *.weight and *.bias of linear layers are read")
    return prefix


def _affine(tensors: Mapping[str, NDArray[Any]], prefix: str) -> Affine:
    weight, bias = (f"{prefix}.{kind}" if prefix else kind for kind in ("weight", "bias"))
    if weight not in tensors:
        raise InputError(f"tensor {quoted(bias)} has no {quoted(weight)} beside it")
    place = f"tensor {quoted(weight)}"
    if tensors[weight].ndim != 2:
        raise InputError(f"{place}: shape {tensors[weight].shape}; only linear layers (outputs, inputs) are read")
    values = tensors.get(bias)
    return matrix(tensors[weight], place), None if values is None else vector(values, f"tensor {quoted(bias)}")


def ordered(shapes: Shapes, order: Sequence[str] = ()) -> tuple[tuple[str, ...], bool]:
    """The order of layers, and whether it was said; if not, it was taken from numbers in names or from shapes.

    Raises
    ------
    InputError
        When the order given does not name each layer once; or none is given, and neither the numbers nor the
        shapes decide.
    """
    if order:
        order = order.split(",") if isinstance(order, str) else order
        if sorted(order) != sorted(shapes):
            raise InputError(f"order: {', '.join(order)}; each of {', '.join(sorted(shapes))} is needed once")
        return tuple(order), True
    if len(shapes) < 2:
        return tuple(shapes), True
    if len({re.sub(r"[0-9]+", "0", name) for name in shapes}) == 1:
        return tuple(sorted(shapes, key=_numbers)), False
    chains = _chains(shapes)
    if len(chains) == 1:
        return chains[0], False
    found = "no order of the layers fits their shapes" if not chains else "the layers chain in more than one order"
    raise InputError(f"{found}: {', '.join(shapes)}; say it: --order FIRST,SECOND,…")


def _numbers(name: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"[0-9]+", name)]


def _chains(shapes: Shapes) -> list[tuple[str, ...]]:
    """Orders in which each layer takes what the one before it gives: all, or the first two."""
    found: list[tuple[str, ...]] = []
    pending: list[tuple[str, ...]] = [(name,) for name in shapes]
    for _ in range(_STEPS):
        if not pending or len(found) == 2:
            return found
        chain = pending.pop()
        if len(chain) == len(shapes):
            found.append(chain)
        pending += [(*chain, n) for n in shapes if n not in chain and shapes[n][1] == shapes[chain[-1]][0]]
    return [(), ()]  # too many to tell: not one
