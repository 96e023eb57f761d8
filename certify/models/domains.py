"""Domains of inputs as text or files: ``box:LO,HI``, ``ball:R``, bounds or data in ``.npz`` and ``.npy``."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

from certify.errors import InputError, counted
from certify.exact.doubles import Floats
from certify.exact.rationals import parse_rational
from certify.kernel.domain import Ball, Box, Data, Domain
from certify.models.arrays import Arrays, read_npy, read_npz
from certify.models.files import exact, quoted, reading, regular_file, vector

_FORMS = "box:LO,HI, ball:R, or a .npz or .npy file"


def parse_domain(text: str | os.PathLike[str], dimension: int) -> Domain:
    """Read a domain of inputs.

    Parameters
    ----------
    text
        ``box:LO,HI`` (the same bounds for every input) or ``ball:R``, numbers as rational text; or the name
        of a file: ``.npz`` with ``lower`` and ``upper``, each of shape (dimension,), or ``.npz`` or ``.npy``
        with one data array of shape (count, dimension).
    dimension
        n_0, the number of inputs of the network.

    Raises
    ------
    InputError
        When the text is none of these, a number is not in the grammar, a bound is missing or infinite, or a
        size does not fit the network.

    Guarantee
    ---------
    The bounds are exactly the numbers written, the points exactly the numbers stored.
    """
    form, colon, numbers = os.fspath(text).partition(":")
    if colon and form == "box":
        return _box(numbers, dimension)
    if colon and form == "ball":
        return Ball(parse_rational(numbers, "domain, radius of the ball"), dimension)
    if Path(text).suffix.lower() not in (".npz", ".npy"):
        raise InputError(f"domain: {quoted(os.fspath(text))} is not a domain; {_FORMS} is needed")
    file = regular_file(text, (".npz", ".npy"))
    with reading(file):
        return _from_file(file, dimension)


def _box(numbers: str, dimension: int) -> Box:
    bounds = numbers.split(",")
    if len(bounds) != 2:
        raise InputError(
            f"domain: {quoted('box:' + numbers)} has {counted(len(bounds), 'bound')}; box:LO,HI is needed"
        )
    lower, upper = (
        parse_rational(bound, f"domain, {side} bound of the box")
        for bound, side in zip(bounds, ("lower", "upper"), strict=True)
    )
    return Box((lower,) * dimension, (upper,) * dimension)


def _from_file(file: Path, dimension: int) -> Domain:
    arrays = {"array": read_npy(file)} if file.suffix.lower() == ".npy" else read_npz(file)
    if arrays.keys() == {"lower", "upper"}:
        return Box(_bounds(arrays, "lower", dimension), _bounds(arrays, "upper", dimension))
    if len(arrays) != 1 or arrays.keys() & {"lower", "upper"}:
        names = ", ".join(quoted(name) for name in sorted(arrays)[:12]) or "none"
        raise InputError(f"its arrays are {names}; 'lower' and 'upper', or one array of data, are needed")
    ((name, values),) = arrays.items()
    if values.ndim != 2 or values.shape[0] == 0 or values.shape[1] != dimension:
        raise InputError(
            f"{quoted(name)}: shape {values.shape}; (count, {dimension}) is needed, one row per input"
        )
    return Data(exact(values, quoted(name)))


def _bounds(arrays: Arrays, name: str, dimension: int) -> tuple[Fraction, ...]:
    if arrays[name].shape != (dimension,):
        raise InputError(f"{name}: shape {arrays[name].shape}; ({dimension},) is needed, one bound per input")
    values: Floats = vector(arrays[name], name)
    return tuple(Fraction(value) for value in values.tolist())
