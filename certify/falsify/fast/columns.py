"""Parameters as columns of numbers: one number, which broadcasts, where all cases have the same."""

from __future__ import annotations

import numpy as np

from certify.falsify.fast.arithmetic import N
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.rounding import Floats


def entered(values: Floats | Intervals, numbers: type[N]) -> N | tuple[N, ...]:
    """A parameter in an arithmetic: numbers case by case, or per entry of a vector."""
    if isinstance(values, Intervals):
        return _enclosed(values, numbers)
    if values.ndim == 1:
        return numbers.exactly(_column(values))
    return tuple(numbers.exactly(_column(column)) for column in values.T)


def _enclosed(values: Intervals, numbers: type[N]) -> N | tuple[N, ...]:
    if values.lower.ndim == 1:
        return numbers.enclosed(_narrowed(values))
    columns = zip(values.lower.T, values.upper.T, strict=True)
    return tuple(numbers.enclosed(_narrowed(Intervals(low, high))) for low, high in columns)


def _narrowed(values: Intervals) -> Intervals:
    """The intervals; one, which broadcasts, where all are equal; floats where all are exact."""
    lower, upper = _column(values.lower), _column(values.upper)
    if len(lower) == len(upper) and (lower == upper).all():
        return Intervals(lower, lower)
    return Intervals(lower, upper)


def _column(values: Floats) -> Floats:
    """The values; one, which broadcasts, where all are equal."""
    same = values.size > 1 and values[0] == values[-1] and (values == values[0]).all()
    return values[:1] if same else np.ascontiguousarray(values)
