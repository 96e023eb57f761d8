"""Operators that exporters write on constants, for shapes and for weights: folded, of constants only.

Integers and truth values are computed as the program computes them.  Of other numbers the result is the real one;
where it is not rational, it is a root of 200 bits, and the weights made of it are rounded once, and that is noted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from certify.models.affine import Affine
from certify.models.exactly import Array, divided, fractions, reduced, root
from certify.models.operators.arithmetic import whole
from certify.models.operators.hints import hint
from certify.models.operators.values import Compared, Node, Value

_MOST_POWER = 64
_LONGEST = 1 << 20  # range of numbers that are no integers
_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "Equal": np.equal,
    "Greater": np.greater,
    "GreaterOrEqual": np.greater_equal,
    "Less": np.less,
    "LessOrEqual": np.less_equal,
}
_LOGIC: dict[str, Callable[..., Any]] = {
    "And": np.logical_and,
    "Or": np.logical_or,
    "Xor": np.logical_xor,
    "Not": np.logical_not,
}
_STEPS: dict[str, Callable[[Fraction], Fraction | int]] = {
    "Floor": math.floor,
    "Ceil": math.ceil,
    "Round": round,  # ties to even, both here and there
    "Abs": abs,
    "Sqrt": root,
}


def _constant(node: Node, position: int) -> Array:
    """A constant; a value of the network is refused with the operator's hint."""
    value = node.take(position, f"input {position + 1}")
    if isinstance(value, Affine):
        raise node.error(f"of values of the network it is not read; {hint(node.kind)}")
    return value


def entrywise(node: Node) -> Value:
    """Floor, Ceil, Round, Abs and Sqrt."""
    value = _constant(node, 0)
    if node.kind == "Abs" and value.dtype.kind in "iu":
        return np.abs(value)
    exact = fractions(node.numbers(value))
    if node.kind == "Sqrt" and any(x < 0 for x in exact.flat):
        raise node.error("a root of a negative number")
    if node.kind in ("Floor", "Ceil", "Round"):
        node.check_exact(0)
    return reduced(_each(exact, _STEPS[node.kind]))


def _each(values: Array, step: Callable[[Fraction], Fraction | int]) -> Array:
    found = np.empty(values.shape, dtype=object)
    found.reshape(-1)[:] = [Fraction(step(x)) for x in values.flat]
    return found


def power(node: Node) -> Value:
    """Powers with whole and half exponents."""
    base, exponent = _constant(node, 0), _constant(node, 1)
    node.joint(base.shape, exponent.shape)
    if base.dtype.kind in "iu" and exponent.dtype.kind in "iu" and (exponent >= 0).all():
        return np.power(base, exponent).astype(base.dtype)
    if base.dtype.kind in "iu":  # the result has the base's type, and what is no integer is cut off
        raise node.error("integers to powers that are no integers from 0; they are not read")
    pairs = np.broadcast_arrays(fractions(node.numbers(base)), fractions(node.numbers(exponent)))
    found = np.empty(pairs[0].shape, dtype=object)
    found.reshape(-1)[:] = [_power(node, x, y) for x, y in zip(pairs[0].flat, pairs[1].flat, strict=True)]
    return reduced(found)


def _power(node: Node, base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator > 2 or abs(exponent) > _MOST_POWER:
        raise node.error(f"exponent {float(exponent)}; whole and half ones up to {_MOST_POWER} are read")
    if (exponent < 0 and base == 0) or (exponent.denominator == 2 and base < 0):
        raise node.error("a power that is no real number")
    raised: Fraction = base**exponent.numerator
    return root(raised) if exponent.denominator == 2 else raised


def reciprocal(node: Node) -> Value:
    value = node.numbers(_constant(node, 0))
    if (value == 0).any():
        raise node.error("it divides by zero")
    return divided(np.ones(value.shape), value)


def modulo(node: Node) -> Value:
    """The remainder of integers: with the divisor's sign, or with fmod = 1 the dividend's."""
    for position in (0, 1):
        _constant(node, position)
    integers = whole(node)
    if not integers:
        raise node.error("constants that are no integers; integers are needed")
    if (integers[1] == 0).any():
        raise node.error("it divides by zero")
    return np.fmod(*integers) if node.attributes.get("fmod", 0) else np.mod(*integers)


def compare(node: Node) -> Value:
    """A comparison of constants; one of a value with a constant is kept for the selection that takes it."""
    a, b = node.take(0, "input 1"), node.take(1, "input 2")
    shape = node.joint(a.shape, b.shape)
    if isinstance(a, Affine) or isinstance(b, Affine):
        return _kept(node, a, b, shape)
    if all(v.dtype.kind in "iub" for v in (a, b)):
        return np.asarray(_COMPARED[node.kind](a, b), dtype=np.bool_)
    node.check_exact(0, 1)
    exact = (fractions(node.numbers(v)) for v in (a, b))
    return np.asarray(_COMPARED[node.kind](*exact), dtype=np.bool_)


def _kept(node: Node, a: Array | Affine, b: Array | Affine, shape: tuple[int, ...]) -> Value:
    reason = f"{node.place}: of values of the network it is not read; {hint(node.kind)}"
    value, constant = (a, b) if isinstance(a, Affine) else (b, a)
    fits = isinstance(value, Affine) and not isinstance(constant, Affine) and value.shape == shape
    if node.kind == "Equal" or not fits or not isinstance(value, Affine) or isinstance(constant, Affine):
        raise node.error(reason.removeprefix(f"{node.place}: "))
    above = node.kind.startswith("Greater") == (value is a)
    return Compared(reason, value, node.numbers(constant), above)


def logic(node: Node) -> Value:
    """And, Or, Xor and Not."""
    values = [_constant(node, i) for i in range(1 if node.kind == "Not" else 2)]
    if any(value.dtype != np.bool_ for value in values):
        raise node.error("constants that are no truth values; truth values are needed")
    node.joint(*(value.shape for value in values))
    return np.asarray(_LOGIC[node.kind](*values))


def _check_count(node: Node, values: list[Array], count: int) -> None:
    """Refuse where the program's difference and quotient give another number of entries."""
    start, limit, delta = (v.reshape(-1)[0] for v in values)
    with np.errstate(all="ignore"):
        quotients = [(limit - start) / delta, np.float64(limit - start) / np.float64(delta)]
    if any(not np.isfinite(q) or max(0, math.ceil(q)) != count for q in quotients):
        raise node.error("how a program rounds its inputs' quotient may decide the result; not read")


def range_(node: Node) -> Value:
    values = [_constant(node, i) for i in range(3)]
    if any(v.size != 1 for v in values):
        raise node.error("start, limit and delta must be one number each")
    node.check_exact(0, 1, 2)
    whole_ = all(v.dtype.kind in "iu" for v in values)
    start, limit, delta = (fractions(node.numbers(v)).reshape(-1)[0] for v in values)
    if delta == 0:
        raise node.error("delta is 0")
    count = max(0, math.ceil((limit - start) / delta))
    node.check_size([count])
    if whole_:
        return int(start) + int(delta) * np.arange(count, dtype=np.int64)
    _check_count(node, values, count)
    if count > _LONGEST:
        raise node.error(f"{count} numbers that are no integers; at most {_LONGEST} are read")
    made = np.empty(count, dtype=object)
    made[:] = [start + i * delta for i in range(count)]
    return reduced(made)
