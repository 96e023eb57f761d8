"""Exact points of a wording: what is certain at one, and a modest choice of points to try."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction

import sympy as sp

from certify.errors import CertifyError, InputError
from certify.exact.enclosure import IllDefined
from proofs.wording.evaluate import enclosure, holds
from proofs.wording.statement import Point, Wording

COUNT = 240
_REALS = tuple(map(Fraction, ("1", "1/2", "2", "1/10", "10", "2/3", "3/2", "1/1000", "1000", "1/4", "4", "3/4")))
_WHOLE = tuple(map(Fraction, (1, 2, 3, 5, 10, 100)))
_EDGES = tuple(map(Fraction, (0, -1)))

# of a point: an exact value for each parameter
Coordinates = Mapping[str, Fraction | tuple[Fraction, ...]]


def refutes(wording: Wording, point: Point) -> bool:
    """Whether every hypothesis certainly holds at the point and the conclusion named certainly fails.

    A hypothesis that is not formal, or an expression without a value, refutes nothing.
    """
    conclusions = [clause.relation for clause in wording.conclusions if clause.name == point.conclusion]
    if len(conclusions) != 1 or conclusions[0] is None or not admits(wording, point):
        return False
    try:
        return holds(conclusions[0], {**wording.definitions, **point.values}) is False
    except (IllDefined, InputError):
        return False


def undefines(wording: Wording, point: Point) -> bool:
    """Whether every hypothesis certainly holds at the point and the definition named has no value there."""
    if point.conclusion not in wording.definitions or not admits(wording, point):
        return False
    try:
        enclosure(wording.definitions[point.conclusion], {**wording.definitions, **point.values})
    except IllDefined:
        return True
    except CertifyError:
        return False
    return False


def admits(wording: Wording, point: Point) -> bool:
    """Whether every hypothesis is formal and certainly holds at the point."""
    values = {**wording.definitions, **point.values}
    if not has_its_types(wording, point.values):
        return False
    try:
        return all(c.relation is not None and holds(c.relation, values) is True for c in wording.hypotheses)
    except (IllDefined, InputError):
        return False


def evaluates_to_true(wording: Wording, conclusion: str | None = None) -> bool:
    """Whether there are no hypotheses, and each conclusion, or the one named, is a closed relation that holds."""
    clauses = [c for c in wording.conclusions if conclusion in (None, c.name)]
    if wording.hypotheses or not clauses:
        return False
    known = set(wording.definitions)
    for clause in clauses:
        if clause.relation is None or not {s.name for s in clause.relation.free_symbols} <= known:
            return False
        if holds(clause.relation, wording.definitions) is not True:
            return False
    return True


def written(point: Point) -> str:
    """The exact values of a point: ``n = 2, lambda = (1, 1)``."""
    texts = []
    for name, value in point.values.items():
        many = isinstance(value, tuple)
        texts.append(f"{name} = {'(' + ', '.join(map(str, value)) + ')' if many else value}")  # type: ignore[arg-type]
    return ", ".join(texts)


def has_its_types(wording: Wording, values: Coordinates) -> bool:
    """Whether every parameter that has to be an integer is one, and is positive where it has to be."""
    for name, symbol in wording.parameters.items():
        value = values.get(name)
        if symbol.is_integer and isinstance(value, Fraction | int):
            least = 1 if symbol.is_positive else 0 if symbol.is_nonnegative else None
            if Fraction(value).denominator != 1 or (least is not None and value < least):
                return False
    return True


def candidates(wording: Wording, seed: str) -> Iterator[Coordinates]:
    """Points to try, the simplest first."""
    draw = random.Random(seed)
    scalars, indexed = wording.parameters, wording.sequences
    for n in range(COUNT if scalars or indexed else 1):
        values: dict[str, Fraction | tuple[Fraction, ...]] = {}
        for name, symbol in scalars.items():
            values[name] = _value(symbol, draw, n)
        length = draw.randint(1, 3) if n else 1
        for name in indexed:
            values[name] = tuple(_REALS[draw.randrange(3 if n else 1)] for _ in range(length))
        yield values


def neighbours(wording: Wording, values: Coordinates) -> Iterator[Coordinates]:
    """The same point with one parameter at a time set to each of the simple values."""
    for name, symbol in wording.parameters.items():
        for value in (*_EDGES, *(_WHOLE if symbol.is_integer else _REALS)):
            yield {**values, name: value}


def _value(symbol: sp.Symbol, draw: random.Random, n: int) -> Fraction:
    if symbol.is_integer:
        return _WHOLE[0] if n == 0 else draw.choice(_WHOLE)
    if n == 0:
        return _REALS[0]
    if n % 3 == 0:
        return Fraction(draw.randint(1, 60), draw.randint(1, 40))
    return draw.choice(_REALS if n % 5 else _EDGES)
