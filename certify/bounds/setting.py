"""What bounds are computed for: an architecture, an accuracy, and what is known of the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from certify.bounds.accuracy import extended_inputs, lemma_01_values
from certify.errors import InputError
from certify.kernel.activations import activation as sigma

MAX_LAYERS = 10_000
MAX_WIDTH = 1 << 40
Norms = str | Sequence[Fraction]


@dataclass(frozen=True)
class Setting:
    """An architecture and the quantities that the theorems plan with.  Make one with :meth:`of`.

    Attributes
    ----------
    widths
        (n_0, …, n_ℓ).
    has_bias, activations, norms
        Per layer: whether it has biases; its activation's name; an upper bound of ‖Ŵ_i‖₂.
    epsilon, delta
        ε > 0 and δ in (0, 1).
    w_max, F_max
        Bounds of the weights (biases too) and of the activations (the constant unit too).
    squared_input
        An upper bound of ‖x‖₂² over the domain; None where none is given.
    """

    widths: tuple[int, ...]
    has_bias: tuple[bool, ...]
    activations: tuple[str, ...]
    norms: tuple[Fraction, ...]
    epsilon: Fraction
    delta: Fraction
    w_max: Fraction
    F_max: Fraction
    squared_input: Fraction | None = None

    @classmethod
    def of(
        cls,
        widths: Sequence[int],
        *,
        epsilon: Fraction,
        delta: Fraction,
        w_max: Fraction = Fraction(1),
        F_max: Fraction = Fraction(1),
        norms: Norms = "1",
        bias: bool | Sequence[bool] = False,
        activation: str = "relu",
        output: str = "relu",
        activations: Sequence[str] | None = None,
        squared_input: Fraction | None = None,
    ) -> Setting:
        """Check the values and fill in one entry per layer.

        Parameters
        ----------
        widths, epsilon, delta, w_max, F_max, squared_input
            As the attributes; where a layer has biases F_max is raised to at least 1.
        norms
            ``"1"``: 1 for every layer; ``"worst-case"``: ``w_max n_max`` as in Example 2; or one per layer.
        bias
            For all layers, or per layer.
        activation, output
            Those of the hidden layers and of the last one, as text: see :mod:`certify.kernel.activations`.
        activations
            One name per layer, instead of the two.

        Raises
        ------
        InputError
            When a value is out of range; the message names it.
        """
        layers = len(widths) - 1
        if not 1 <= layers <= MAX_LAYERS or not all(1 <= n <= MAX_WIDTH for n in widths):
            raise InputError(f"widths: {_shown(widths)}; 2 to {MAX_LAYERS + 1} integers from 1 to 2^40 are needed")
        _positive("epsilon", epsilon)
        _positive("w_max", w_max)
        _positive("F_max", F_max)
        if not 0 < delta < 1:
            raise InputError(f"delta: {delta}; a number between 0 and 1 is needed")
        has_bias = (bias,) * layers if isinstance(bias, bool) else tuple(bias)
        names = (activation,) * (layers - 1) + (output,) if activations is None else tuple(activations)
        for field, entries in (("bias", has_bias), ("activations", names)):
            if len(entries) != layers:
                raise InputError(f"{field}: {len(entries)} entries; {layers}, one per layer, are needed")
        names = tuple(sigma(name).name for name in names)
        return cls(
            tuple(widths),
            has_bias,
            names,
            _norms(norms, layers, w_max * max(*widths, *extended_inputs(widths, has_bias))),
            epsilon,
            delta,
            w_max,
            max(F_max, Fraction(1)) if any(has_bias) else F_max,
            squared_input,
        )

    @property
    def layers(self) -> int:
        """ℓ."""
        return len(self.widths) - 1

    @property
    def inputs(self) -> tuple[int, ...]:
        """Per layer n_{i−1}, plus one where it has biases."""
        return extended_inputs(self.widths, self.has_bias)

    @property
    def weights(self) -> tuple[int, ...]:
        """Per layer N_i, the number of its target weights, biases included."""
        return tuple(n * d for n, d in zip(self.widths[1:], self.inputs, strict=True))

    def values(self) -> dict[str, Any]:
        """The symbols that are the same for every layer."""
        lipschitz = [sigma(name).lipschitz for name in self.activations]
        known = lemma_01_values(self.widths, self.has_bias, self.epsilon, lipschitz, self.F_max, self.norms)
        return {
            **known,
            "delta": self.delta,
            "w_max": self.w_max,
            "N_star": Fraction(sum(self.weights)),
            "norm_max": max(self.norms),
        }

    def layer_values(self, i: int) -> dict[str, Fraction]:
        """The symbols of layer i, from 1."""
        n_out, n_in = self.widths[i], self.widths[i - 1] + self.has_bias[i - 1]
        named = {"n_out": n_out, "n_in": n_in, "N_i": n_out * n_in, "n_larger": max(n_out, n_in)}
        return {name: Fraction(value) for name, value in named.items()}


def _norms(norms: Norms, layers: int, worst: Fraction) -> tuple[Fraction, ...]:
    if norms == "1":
        return (Fraction(1),) * layers
    if norms == "worst-case":
        return (worst,) * layers
    if isinstance(norms, str):
        raise InputError(f"norm: {norms!r}; 1 or worst-case is needed")
    if len(norms) != layers or any(n < 0 for n in norms):
        raise InputError(f"norms: {_shown(norms)}; {layers} numbers >= 0, one per layer, are needed")
    return tuple(Fraction(n) for n in norms)


def _positive(name: str, value: Fraction) -> None:
    if value <= 0:
        raise InputError(f"{name}: {value}; a number > 0 is needed")


def _shown(values: Sequence[object]) -> str:
    text = ",".join(str(v) for v in values[:8])
    return text + ",..." if len(values) > 8 else text
