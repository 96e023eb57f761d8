"""The activations: what the certificate may use of each, and nothing else.

A ticket names an activation; its Lipschitz constant, whether its values are ever negative, and how it
carries an interval come from here.  Four have a name, and two kinds have parameters (:func:`activation`).
Each σ lies between two clipped lines of slope λ, rational numbers throughout: ``max(0, x)`` is the ReLU itself,
and ``0 <= tanh x <= min(1, x)`` and ``1/2 <= sigmoid x <= min(1, 1/2 + x/4)`` hold for ``x >= 0``, and
symmetrically for ``x <= 0``.  So the certificate needs no transcendental function, and two checkers never differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from certify.errors import InputError, escaped
from certify.exact import doubles
from certify.exact.rationals import parse_rational

_ZERO, _HALF, _ONE = Fraction(0), Fraction(1, 2), Fraction(1)

Ends = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class Activation:
    """One activation function σ, as far as the certificate needs it.

    Attributes
    ----------
    name
        The name used in files.
    lipschitz
        λ with ``|σ(x) − σ(y)| <= λ |x − y|`` for all real x, y.
    offset
        The constant c of the line ``λx + c``.
    below, above
        Ends ``(lo, hi)``, None for none, with ``clip(λx + c, below) <= σ(x) <= clip(λx + c, above)``
        for all real x.  Where they are the same, σ is that function.
    leak
        Where it is not None, the line is ``max(λx, leak · x)`` instead; less than λ.

    Source
    ------
    Section 2 of the paper (λ of ReLU, tanh and the logistic sigmoid); FORMATS.md, section 2.
    """

    name: str
    lipschitz: Fraction
    offset: Fraction
    below: Ends
    above: Ends
    leak: Fraction | None = None

    @property
    def non_negative(self) -> bool:
        """Whether ``σ(x) >= 0`` for all real x."""
        return self.below[0] is not None and self.below[0] >= 0

    @property
    def stretch(self) -> int:
        """A natural number that makes integers of λ, c and the leak, and of the ends."""
        return math.lcm(*(x.denominator for x in self._numbers))

    @property
    def growth(self) -> int:
        """At most how many bits longer the bounds of an interval are after σ than before."""
        return self.stretch.bit_length() + max(math.ceil(abs(x)).bit_length() for x in self._numbers)

    @property
    def _numbers(self) -> list[Fraction]:
        return [x for x in (self.lipschitz, self.offset, self.leak, *self.below, *self.above) if x is not None]

    @property
    def piecewise_linear(self) -> bool:
        """Whether the two bounds of σ are σ itself."""
        return self.below == self.above


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation("identity", _ONE, _ZERO, (None, None), (None, None)),
        Activation("relu", _ONE, _ZERO, (_ZERO, None), (_ZERO, None)),
        Activation("tanh", _ONE, _ZERO, (-_ONE, _ZERO), (_ZERO, _ONE)),
        Activation("sigmoid", Fraction(1, 4), _HALF, (_ZERO, _HALF), (_HALF, _ONE)),
    )
}


def activation(text: str, place: str = "activation") -> Activation:
    """The activation that a text says: a name of the table, ``leaky-relu(A)`` or ``clip(LO,HI)``.

    Parameters
    ----------
    text
        Parameters may be written as any rational; files have only the canonical text, ``name`` of the result.
    place
        Where it stands, for the error message.

    Raises
    ------
    InputError
        When it is none, a parameter is not a float64, or they are not ``0 < A < 1``, ``LO < HI``: each function
        is written in one way, and A = 0 is ``relu``, A = 1 is ``identity``.

    Source
    ------
    FORMATS.md, section 2.
    """
    kind, _, rest = text.partition("(")
    if not rest and kind in ACTIVATIONS:
        return ACTIVATIONS[kind]
    if kind in ("leaky-relu", "clip") and rest.endswith(")"):
        values = [parse_rational(x, f"{place}: {kind}") for x in rest[:-1].split(",", 2)]
        name, exact = f"{kind}({','.join(map(str, values))})", all(map(doubles.representable, values))
        if exact and kind == "leaky-relu" and len(values) == 1 and 0 < values[0] < 1:
            return Activation(name, _ONE, _ZERO, (None, None), (None, None), values[0])
        if exact and kind == "clip" and len(values) == 2 and values[0] < values[1]:
            return Activation(name, _ONE, _ZERO, (values[0], values[1]), (values[0], values[1]))
    forms = "leaky-relu(A) with 0 < A < 1, clip(LO,HI) with LO < HI is needed; A, LO and HI are float64 numbers"
    hint = f"{forms}: 0.1 is not, the nearest is {(0.1).hex()}"
    raise InputError(f"{place}: {escaped(text)!r}; one of {', '.join(ACTIVATIONS)}, {hint}")


def check_canonical(text: str, place: str) -> None:
    """Raise :class:`InputError` unless it says an activation in the one way in which files write it."""
    if (name := activation(text, place).name) != text:
        raise InputError(f"{place}: {escaped(text)!r}; it is written {escaped(name)!r}")
