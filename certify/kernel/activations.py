"""The fixed table of activations: what the certificate may use of each, and nothing else.

A ticket names an activation; its Lipschitz constant, whether its values are ever negative, and how it
carries an interval come from here.  Each σ lies between two clipped lines of slope λ, rational numbers
throughout: ``max(0, x)`` is the ReLU itself, and ``0 <= tanh x <= min(1, x)`` and
``1/2 <= sigmoid x <= min(1, 1/2 + x/4)`` hold for ``x >= 0``, and symmetrically for ``x <= 0``.  So the
certificate needs no transcendental function, and two checkers never differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

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
        σ(0).
    below, above
        Ends ``(lo, hi)``, None for none, with ``clip(λx + σ(0), below) <= σ(x) <= clip(λx + σ(0), above)``
        for all real x.  Where they are the same, σ is that function.

    Source
    ------
    Section 2 of the paper (λ of ReLU, tanh and the logistic sigmoid); FORMATS.md, section 2.
    """

    name: str
    lipschitz: Fraction
    offset: Fraction
    below: Ends
    above: Ends

    @property
    def non_negative(self) -> bool:
        """Whether ``σ(x) >= 0`` for all real x."""
        return self.below[0] is not None and self.below[0] >= 0

    @property
    def stretch(self) -> int:
        """A natural number that makes integers of λ and σ(0), and of the ends."""
        return math.lcm(self.lipschitz.denominator, self.offset.denominator)

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
