"""The fixed table of activations: what the certificate may use of each, and nothing else.

A ticket names an activation; its Lipschitz constant, whether its values are ever negative, and how it
carries an interval come from here.  The two curved activations carry intervals by rational bounds
(``0 <= tanh x <= min(1, x)`` and ``1/2 <= sigmoid x <= min(1, 1/2 + x/4)`` for ``x >= 0``, and symmetry),
so that the certificate needs no transcendental function and two checkers never differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

Bound = Callable[[Fraction], Fraction]
_ZERO, _HALF, _ONE = Fraction(0), Fraction(1, 2), Fraction(1)


@dataclass(frozen=True)
class Activation:
    """One activation function σ, as far as the certificate needs it.

    Attributes
    ----------
    name
        The name used in files.
    lipschitz
        λ with ``|σ(x) − σ(y)| <= λ |x − y|`` for all real x, y.
    non_negative
        Whether ``σ(x) >= 0`` for all real x.
    piecewise_linear
        Whether ``below`` and ``above`` are σ itself.
    below, above
        Non-decreasing functions with ``below(x) <= σ(x) <= above(x)`` for every rational x.

    Source
    ------
    Section 2 of the paper (λ of ReLU, tanh and the logistic sigmoid); room ``certificate``.
    """

    name: str
    lipschitz: Fraction
    non_negative: bool
    piecewise_linear: bool
    below: Bound
    above: Bound


def _relu(x: Fraction) -> Fraction:
    return max(_ZERO, x)


def _same(x: Fraction) -> Fraction:
    return x


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation("identity", _ONE, False, True, _same, _same),
        Activation("relu", _ONE, True, True, _relu, _relu),
        Activation(
            "tanh", _ONE, False, False, lambda x: min(_ZERO, max(-_ONE, x)), lambda x: max(_ZERO, min(_ONE, x))
        ),
        Activation(
            "sigmoid",
            Fraction(1, 4),
            True,
            False,
            lambda x: min(_HALF, max(_ZERO, _HALF + x / 4)),
            lambda x: max(_HALF, min(_ONE, _HALF + x / 4)),
        ),
    )
}
