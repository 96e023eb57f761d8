"""``.safetensors`` targets, named as PyTorch names them: ``*.weight`` (outputs, inputs) and ``*.bias``."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from certify.errors import InputError
from certify.models.arrays import Arrays
from certify.models.files import Affine, Stored, check_fits, matrix, optional, quoted, vector


def read(path: Path) -> Stored:
    """Read the linear layers of a ``.safetensors`` file, in the natural order of their prefixes.

    Natural order reads runs of digits as numbers: ``net.2`` comes before ``net.10``.  The file itself does not
    say in which order its layers are applied, so this order is an assumption.

    Raises
    ------
    InputError
        When a tensor is not the weight or the bias of a linear layer, or not of type F32 or F64.
    MissingExtra
        When the package safetensors is not installed.
    """
    library = optional("safetensors")
    with library.safe_open(str(path), framework="np") as file:
        _check_header(file)
        tensors: Arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    prefixes = sorted({_split(name)[0] for name in tensors}, key=_natural)
    names = tuple(prefix.removesuffix(".") for prefix in prefixes)
    return Stored([_affine(tensors, prefix) for prefix in prefixes], None, names, says_order=len(names) < 2)


def _split(name: str) -> tuple[str, str]:
    """``net.0.weight`` → ``net.0.`` and ``weight``."""
    prefix, dot, kind = name.rpartition(".")
    return prefix + dot, kind


def _check_header(file: Any) -> None:
    total = 0
    for name in file.keys():  # noqa: SIM118 - not a mapping
        header = file.get_slice(name)
        if _split(name)[1] not in ("weight", "bias"):
            raise InputError(f"unknown tensor {quoted(name)}; *.weight and *.bias of linear layers are read")
        if header.get_dtype() not in ("F32", "F64"):
            raise InputError(f"tensor {quoted(name)}: type {header.get_dtype()}; F32 or F64 is needed")
        total += 8 * math.prod(header.get_shape())
    check_fits(total)


def _affine(tensors: Arrays, prefix: str) -> Affine:
    weight, bias = f"{prefix}weight", f"{prefix}bias"
    if weight not in tensors:
        raise InputError(f"tensor {quoted(bias)} has no {quoted(weight)} beside it")
    place = f"tensor {quoted(weight)}"
    if tensors[weight].ndim != 2:
        raise InputError(f"{place}: shape {tensors[weight].shape}; only linear layers (outputs, inputs) are read")
    values = tensors.get(bias)
    return matrix(tensors[weight], place), None if values is None else vector(values, f"tensor {quoted(bias)}")


def _natural(prefix: str) -> tuple[list[str | int], str]:
    parts = re.split(r"([0-9]{1,18})", prefix.removesuffix("."))
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], prefix
