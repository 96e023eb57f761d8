"""What goes through a graph: constants, affine tensors, what is not read; and a node as its operator sees it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from certify.errors import InputError
from certify.kernel.activations import activation as sigma
from certify.models.affine import Affine
from certify.models.exactly import Array, fractions, rounded
from certify.models.files import Stored, check_fits, quoted


@dataclass(frozen=True)
class Unread:
    """A value that no network of ours has, and why: the line that is printed where the value is needed."""

    reason: str


@dataclass(frozen=True)
class Compared(Unread):
    """Where a value of the network is above a constant, or else below: a condition that a selection may read."""

    value: Affine
    constant: Array
    above: bool


@dataclass
class Layers:
    """The layers closed so far, and what was rounded or left away on the way."""

    maps: list[tuple[Any, Any]] = field(default_factory=list)
    activations: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def close(self, value: Affine, activation: str, place: str) -> Affine:
        """Make a layer of an affine tensor and an activation; the result is the next layer's input."""
        if value.layer != len(self.maps):
            raise InputError(f"{place}: {activation} on a branch of its own; the layers must form a chain")
        if activation == "relu" and value.is_input and any(sigma(a).non_negative for a in self.activations[-1:]):
            return value  # what is never negative is not changed
        terms = value.terms.reshape(len(value.terms), -1).T
        if terms.size == 0:
            raise InputError(f"{place}: a tensor of shape {value.shape} goes in; it must not be empty")
        weights, bias = rounded(terms[:, :-1]), rounded(terms[:, -1])
        activation = sigma(activation, place).name
        if terms.dtype == object:
            count = int((fractions(weights) != terms[:, :-1]).sum() + (fractions(bias) != terms[:, -1]).sum())
            if count:
                self.notes.append(f"layer {len(self.maps) + 1}: {count} weights and biases are rounded to float64")
        check_fits(8 * (weights.size + sum(w.size for w, _ in self.maps)))
        self.maps.append((np.ascontiguousarray(weights), np.ascontiguousarray(bias) if value.biased else None))
        self.activations.append(activation)
        return Affine.identity(len(self.maps), value.shape)

    def stored(self, value: Affine, place: str) -> Stored:
        """The network whose scores are this value."""
        if not (self.maps and value.layer == len(self.maps) and value.is_input and _in_order(value)):
            self.close(value, "identity", place)
        outputs, entries = len(self.maps[-1][0]), math.prod(value.shape)
        if outputs != entries:
            raise InputError(f"{place}: {outputs} scores for a value of shape {list(value.shape)}")
        return Stored(self.maps, self.activations, notes=tuple(self.notes))


def _in_order(value: Affine) -> bool:
    size = len(value.terms) - 1
    return np.array_equal(value.terms.reshape(size + 1, -1)[:-1], np.eye(size))


@dataclass
class Bounded:
    """An affine tensor cut at one end or two; its layer is closed where something else than another cut takes it.

    So a maximum and the minimum behind it become one clip.  A layer closed elsewhere in between makes a branch of
    this one, which :meth:`Layers.close` refuses.
    """

    value: Affine
    low: Fraction | None
    high: Fraction | None
    place: str
    layers: Layers
    _made: Affine | None = None

    @property
    def is_open(self) -> bool:
        """Whether its layer is not closed yet."""
        return self._made is None

    def closed(self) -> Affine:
        """The value, its layer closed."""
        if self._made is None:
            self._made = self._close()
        return self._made

    def _close(self) -> Affine:
        low, high = self.low, self.high
        if low is not None and high is not None:
            return self.layers.close(self.value, f"clip({low},{high})", self.place)
        if low is not None:  # low + relu(x - low)
            return _shifted(self.layers.close(_shifted(self.value, -low), "relu", self.place), low)
        if high is not None:  # high - relu(high - x)
            turned = _shifted(self.value.mapped(np.negative), high)
            return _shifted(self.layers.close(turned, "relu", self.place).mapped(np.negative), high)
        return self.value


def _shifted(value: Affine, by: Fraction) -> Affine:
    return value.plus(exactly(by)) if by else value


def exactly(number: Fraction) -> Array:
    """One number as an array of the type in which constants are kept: float64 where that holds it."""
    found = np.empty((), dtype=object)
    found[()] = number
    try:
        floats = rounded(found)
    except InputError:
        return found
    return floats if Fraction(float(floats)) == number else found


Value = Array | Affine | Unread | Bounded
Attributes = Mapping[str, Any]


@dataclass(frozen=True)
class Node:
    """A node as its operator sees it.

    Attributes
    ----------
    place
        Its name and operator, for messages.
    kind
        The operator.
    inputs
        The values that go in; None for optional ones that are absent.
    attributes
        By name.
    layers
        Where activations close layers.
    outputs
        How many values come out.
    opset
        The version of the operators.
    inexact
        The positions of constants that a program which runs the graph may have rounded otherwise.
    """

    place: str
    kind: str
    inputs: tuple[Value | None, ...]
    attributes: Attributes
    layers: Layers
    outputs: int = 1
    opset: int = 24
    inexact: frozenset[int] = frozenset()

    def error(self, reason: str) -> InputError:
        """The error of this node."""
        return InputError(f"{self.place}: {reason}")

    def has(self, position: int) -> bool:
        """Whether a value goes in at a position."""
        return position < len(self.inputs) and self.inputs[position] is not None

    def take(self, position: int, what: str) -> Array | Affine:
        """The value at a position."""
        value = self.inputs[position] if self.has(position) else None
        if value is None:
            raise self.error(f"its {what} is missing")
        if isinstance(value, Unread):
            raise InputError(value.reason)
        return value.closed() if isinstance(value, Bounded) else value

    def affine(self, position: int) -> Affine:
        """The value at a position, which must depend on the network's input."""
        value = self.take(position, f"input {position + 1}")
        if not isinstance(value, Affine):
            raise self.error(f"its input {position + 1} is a constant; a value of the network is needed")
        return value

    def constant(self, position: int, what: str, default: Array | None = None) -> Array:
        """The constant at a position; the default where it is absent."""
        if default is not None and not self.has(position):
            return default
        value = self.take(position, what)
        if isinstance(value, Affine):
            raise self.error(f"its {what} depends on the network's input; a constant is needed")
        return value

    def check_exact(self, *positions: int) -> None:
        """Refuse constants that a program may have rounded otherwise, before a step that jumps."""
        for position in positions:
            if position in self.inexact:
                raise self.error(f"how a program rounds its input {position + 1} may decide the result; not read")

    def integers(self, position: int, attribute: str, default: Sequence[int] | None = None) -> list[int] | None:
        """Integers that older operator sets have as an attribute, and newer ones as an input."""
        if attribute in self.attributes:
            return [int(n) for n in self.attributes[attribute]]
        if not self.has(position):
            return None if default is None else list(default)
        value = self.constant(position, attribute)
        if value.dtype.kind not in "iu" or value.ndim > 1:
            raise self.error(f"{attribute} of type {value.dtype}, shape {value.shape}; integers are needed")
        return [int(n) for n in value.reshape(-1)]

    def expect(self, **values: Any) -> None:
        """Refuse attributes with values other than these."""
        for name, allowed in values.items():
            value = self.attributes.get(name, allowed[0])
            if value not in allowed:
                needed = " or ".join(str(v) for v in allowed)
                raise self.error(f"attribute {name} is {quoted(value)}; {needed} is needed")

    def axis(self, axis: int, rank: int) -> int:
        """An axis of a value with so many, counted from the front."""
        if not -rank <= axis < rank:
            raise self.error(f"axis {axis} of a value with {rank} axes; one of {-rank} … {rank - 1} is needed")
        return axis % rank

    def numbers(self, value: Array) -> Array:
        """A constant as exact numbers: float64 or fractions."""
        if value.dtype.kind in "iu":
            small = np.all(np.abs(value.astype(object)) < 2**53)
            return value.astype(np.float64) if small else value.astype(object) + Fraction(0)
        if value.dtype == object:
            return value
        if value.dtype.kind != "f":
            raise self.error(f"a constant of type {value.dtype}; numbers are needed")
        with np.errstate(invalid="ignore"):  # a signalling NaN is refused below, like any other
            found = value.astype(np.float64)
        if not np.isfinite(found).all():
            at = tuple(int(i) for i in np.argwhere(~np.isfinite(found))[0])
            raise self.error(f"the constant at {list(at)} is {found[at]}; finite numbers are needed")
        return found

    def joint(self, *shapes: tuple[int, ...]) -> tuple[int, ...]:
        """The shape to which these are broadcast, looked at before anything of this size is made."""
        try:
            shape = np.broadcast_shapes(*shapes)
        except ValueError:
            listed = " and ".join(str(list(s)) for s in shapes)
            raise self.error(f"values of shapes {listed} do not fit each other") from None
        self.check_size(shape)
        return shape

    def check_size(self, shape: Sequence[int]) -> None:
        """Refuse a shape before a tensor of it is made."""
        if min(shape, default=0) < 0:
            raise self.error(f"shape {list(shape)}; no size may be negative")
        try:
            check_fits(8 * math.prod(shape))
        except InputError as error:
            raise self.error(str(error)) from None


def along(value: Array | Affine, step: Callable[[Array, int], Array]) -> Array | Affine:
    """Apply a step that is told how many axes stand before the tensor's own."""
    if isinstance(value, Affine):
        return value.mapped(lambda terms: step(terms, 1))
    return step(value, 0)


def same_layer(node: Node, values: Sequence[Affine]) -> Affine:
    """The first of these values, which must all be affine in the same layer's inputs."""
    if len({value.layer for value in values}) > 1:
        layers = ", ".join(str(value.layer) for value in values)
        raise node.error(f"it joins values of different layers ({layers}); the construction carries chains only")
    return values[0]


def joined(node: Node, parts: Sequence[Array | Affine]) -> list[Affine]:
    """Values of which one or more depend on the input as affine tensors with terms of one type."""
    first = same_layer(node, [part for part in parts if isinstance(part, Affine)])
    zero = Affine(first.layer, np.zeros((len(first.terms), *(1,) * len(first.shape))))
    spread = [part if isinstance(part, Affine) else zero.plus(node.numbers(part)) for part in parts]
    if any(part.terms.dtype == object for part in spread):
        return [part.mapped(fractions) for part in spread]
    return spread
