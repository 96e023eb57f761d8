"""Lemma 1's accuracy per weight, as a rational that is safe to use."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from certify.errors import InputError

BITS = 64


def eps_w(
    widths: Sequence[int],
    has_bias: Sequence[bool],
    epsilon: Fraction,
    lipschitz: Sequence[Fraction],
    F_max: Fraction,
    norms: Sequence[Fraction],
) -> Fraction:
    """A rational lower bound of Lemma 1's ε_w.

    Parameters
    ----------
    widths
        (n_0, …, n_ℓ).
    has_bias
        Per layer, whether it has biases: the constant unit is then one more input.
    epsilon
        ε > 0.
    lipschitz
        λ_1, …, λ_ℓ.
    F_max
        Upper bound of every activation but the outputs'; raised to 1 where some layer has biases.
    norms
        Upper bounds of ‖Ŵ_1‖₂, …, ‖Ŵ_ℓ‖₂.

    Raises
    ------
    InputError
        When a length or a sign is wrong.

    Guarantee
    ---------
    At most Lemma 1's ε_w for these numbers, with :data:`BITS` significant bits.

    Source
    ------
    Lemma 1, derived in ``proofs/lemma_01``.
    """
    from certify.exact.enclosure import decide
    from proofs.statements.lemma_01.derivation import derive
    from proofs.wording.evaluate import evaluate

    values = lemma_01_values(widths, has_bias, epsilon, lipschitz, F_max, norms)
    expression = derive().results["eps_w"]
    return round_down(decide(lambda bits: evaluate(expression, values, bits)).lower)


def lemma_01_values(
    widths: Sequence[int],
    has_bias: Sequence[bool],
    epsilon: Fraction,
    lipschitz: Sequence[Fraction],
    F_max: Fraction,
    norms: Sequence[Fraction],
) -> dict[str, Fraction | tuple[Fraction, ...]]:
    """The values of the symbols of Lemma 1's expression, checked."""
    layers = len(widths) - 1
    whole = layers >= 1 and all(n >= 1 for n in widths)
    _require(whole, "widths", tuple(widths), "two or more positive integers are")
    for name, items in (("has_bias", has_bias), ("lipschitz", lipschitz), ("norms", norms)):
        _require(len(items) == layers, name, f"{len(items)} entries", f"{layers}, one per layer, are")
    _require(epsilon > 0, "epsilon", epsilon, "a number > 0 is")
    _require(F_max > 0, "F_max", F_max, "a number > 0 is")
    _require(min(norms) >= 0, "norms", min(norms), "a number >= 0 is")
    _require(
        min(lipschitz) >= 0 and max(lipschitz) > 0, "lipschitz", min(lipschitz), "numbers >= 0, not all 0, are"
    )
    inputs = extended_inputs(widths, has_bias)
    return {
        "ell": Fraction(layers),
        "n_max": Fraction(max(*widths, *inputs)),
        "epsilon": epsilon,
        "F_max": max(F_max, Fraction(1)) if any(has_bias) else F_max,
        "lambda_max": max(lipschitz),
        "lambda": tuple(lipschitz),
        "norm_W": tuple(norms),
    }


def extended_inputs(widths: Sequence[int], has_bias: Sequence[bool]) -> tuple[int, ...]:
    """Per layer n_{i−1}, plus one where it has biases."""
    return tuple(n + int(bias) for n, bias in zip(widths, has_bias, strict=False))


def round_down(value: Fraction) -> Fraction:
    """The largest rational with :data:`BITS` significant bits that is at most a positive value."""
    scale = Fraction(2) ** (value.numerator.bit_length() - value.denominator.bit_length() - BITS)
    return (value // scale) * scale


def _require(condition: bool, field: str, value: object, right: str) -> None:
    if not condition:
        raise InputError(f"{field}: {value}; {right} needed")
