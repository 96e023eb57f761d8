"""Writing a ticket file: FORMATS.md, section 4."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from certify.errors import InputError
from certify.exact.rationals import MAX_WRITTEN_LENGTH, approximately, format_rational
from certify.kernel.activations import ACTIVATIONS
from certify.kernel.certificate import LayerTicket, Ticket
from certify.kernel.domain import Data
from certify.kernel.generator import VERSION
from certify.kernel.network import Layer
from certify.kernel.ticket import MANIFEST, SCHEMAS

_DATE = (1980, 1, 1, 0, 0, 0)


def write_ticket(ticket: Ticket, path: Path) -> None:
    """Write a ticket to ``path`` (not atomically: see :func:`certify.models.output.replacing`)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        digests = {name: _write(archive, name, _npy(values)) for name, values in _arrays(ticket)}
        text = json.dumps(_manifest(ticket, digests), indent=1, sort_keys=True) + "\n"
        _write(archive, MANIFEST, text.encode())


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> str:
    archive.writestr(zipfile.ZipInfo(name, _DATE), data)
    return hashlib.sha256(data).hexdigest()


def _npy(values: NDArray[Any]) -> bytes:
    stream: IO[bytes] = io.BytesIO()
    np.lib.format.write_array(stream, np.ascontiguousarray(values), version=(1, 0), allow_pickle=False)
    stream.seek(0)
    return stream.read()


def _arrays(ticket: Ticket) -> Iterator[tuple[str, NDArray[Any]]]:
    for number, (layer, stated) in enumerate(zip(ticket.network.layers, ticket.layers, strict=True), 1):
        yield f"target/{number}/weights.npy", layer.weights.astype("<f8")
        if layer.bias is not None:
            yield f"target/{number}/bias.npy", layer.bias.astype("<f8")
        yield f"mask/{number}.npy", stated.mask.rows.astype("<i8")
    if isinstance(ticket.domain, Data):
        yield "domain/points.npy", ticket.domain.points.astype("<f8")


def _manifest(ticket: Ticket, digests: dict[str, str]) -> dict[str, Any]:
    return {
        "schema": SCHEMAS[any(layer.activation not in ACTIVATIONS for layer in ticket.network.layers)],
        "epsilon": written(ticket.epsilon, "epsilon"),
        "domain": ticket.domain.fields(),
        "generator": {"version": str(VERSION), "seed": str(ticket.seed)},
        "method": ticket.method,
        "layers": [
            _layer(layer, stated) for layer, stated in zip(ticket.network.layers, ticket.layers, strict=True)
        ],
        "members": digests,
        "provenance": dict(ticket.provenance),
    }


def _layer(layer: Layer, stated: LayerTicket) -> dict[str, Any]:
    return {
        "outputs": str(layer.outputs),
        "inputs": str(layer.inputs),
        "bias": "no" if layer.bias is None else "yes",
        "activation": layer.activation,
        "first_cell": str(stated.cells.first),
        "cells": str(stated.cells.count),
        "neurons": str(stated.neurons),
        "supremum": written(stated.supremum, "supremum"),
        "norms": {
            name: {rule: written(c, f"norm of {name}") for rule, c in norm.items()}
            for name, norm in stated.norms.items()
        },
    }


def written(value: Fraction, name: str) -> str:
    """A rational as a ticket writes it.

    Raises
    ------
    InputError
        When it is longer than the format allows.
    """
    text = format_rational(value)
    if len(text) > MAX_WRITTEN_LENGTH:
        raise InputError(
            f"{name}: {approximately(value)} takes {len(text)} characters; a ticket holds {MAX_WRITTEN_LENGTH}"
        )
    return text
