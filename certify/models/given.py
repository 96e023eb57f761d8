"""Targets and domains as a caller may give them: read already, as files, or as objects in memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from certify.errors import InputError, counted
from certify.exact.given import as_rational
from certify.kernel.domain import Ball, Box, Data, Domain
from certify.kernel.network import Network
from certify.models.domains import parse_domain
from certify.models.files import exact, quoted, vector
from certify.models.targets import Target, load_target


def as_target(target: object, **reading: Any) -> Target:
    """A target network, with what was assumed about it.

    Parameters
    ----------
    target
        A :class:`Target`, a :class:`Network`, or whatever :func:`load_target` reads.
    reading
        What the file or the model does not say: the keyword arguments of :func:`load_target`; None and empty
        ones are not given.

    Raises
    ------
    InputError
        When it cannot be read, or was read already and ``reading`` says more about it.
    """
    given = {name: value for name, value in reading.items() if value is not None and value != ()}
    if not isinstance(target, Target | Network):
        return load_target(target, **given)
    for name, value in given.items():
        raise InputError(
            f"{name}: {quoted(value)} was asked for, but the target is a {type(target).__name__} that was read "
            f"already; give {name} to load_target"
        )
    return target if isinstance(target, Target) else Target(target, "a network in memory")


def as_domain(domain: object, dimension: int) -> Domain:
    """A domain of inputs.

    Parameters
    ----------
    domain
        A box, a ball or data; the text or the file of :func:`parse_domain`; a pair ``(lower, upper)``, each of
        them a number for all inputs or a sequence of numbers; or an array of points, shape (count, dimension).
    dimension
        n_0.

    Raises
    ------
    InputError
        When it is none of these, or does not fit the network.

    Guarantee
    ---------
    The numbers are exact: text, whole numbers, fractions, or the doubles of an array; a float is refused.
    """
    if isinstance(domain, Box | Ball | Data):
        return domain
    if isinstance(domain, str | os.PathLike):
        return parse_domain(domain, dimension)
    if isinstance(domain, np.ndarray):
        if domain.ndim != 2 or domain.shape[0] == 0 or domain.shape[1] != dimension:
            raise InputError(
                f"domain: an array of shape {domain.shape}; (count, {dimension}) is needed, one row per input"
            )
        return Data(exact(domain, "domain"))
    if not isinstance(domain, Sequence) or len(domain) != 2:
        raise InputError(
            f"domain: {quoted(domain)}; text (box:0,1), a file, a pair (lower, upper) or an array of points is "
            "needed"
        )
    lower, upper = (
        _bounds(value, f"domain, {side}", dimension)
        for value, side in zip(domain, ("lower", "upper"), strict=True)
    )
    return Box(lower, upper)


def _bounds(value: object, place: str, dimension: int) -> tuple[Fraction, ...]:
    """One number for every input, or one for each."""
    if isinstance(value, np.ndarray):
        bounds = tuple(Fraction(x) for x in vector(value, place).tolist())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        bounds = tuple(as_rational(x, f"{place}[{i}]") for i, x in enumerate(value))
    else:
        bounds = (as_rational(value, place),) * dimension
    if len(bounds) != dimension:
        raise InputError(f"{place}: {counted(len(bounds), 'number')}; {dimension} needed, one per input")
    return bounds
