"""``.safetensors`` targets: the linear layers of a PyTorch module."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from certify.errors import InputError
from certify.models.arrays import Arrays
from certify.models.files import Stored, check_fits, optional, quoted
from certify.models.named import from_tensors, layer_of


def read(path: Path, order: Sequence[str] = ()) -> Stored:
    """Read the linear layers of a ``.safetensors`` file; see :func:`certify.models.named.ordered` for their order.

    Raises
    ------
    InputError
        When a tensor is not the weight or the bias of a linear layer, or not of type F16, F32 or F64; or the
        order of the layers is not known.
    MissingExtra
        When the package safetensors is not installed.
    """
    library = optional("safetensors")
    with library.safe_open(str(path), framework="np") as file:
        _check_header(file)
        tensors: Arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    return from_tensors(tensors, order)


def _check_header(file: Any) -> None:
    total = 0
    for name in file.keys():  # noqa: SIM118 - not a mapping
        header = file.get_slice(name)
        layer_of(name)
        if header.get_dtype() not in ("F16", "F32", "F64"):
            raise InputError(f"tensor {quoted(name)}: type {header.get_dtype()}; F16, F32 or F64 is needed")
        total += 8 * math.prod(header.get_shape())
    check_fits(total)
