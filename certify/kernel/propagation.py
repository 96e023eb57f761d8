"""What a domain implies about the layers of F: which inputs are never negative, and how large they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from flint import fmpq, fmpq_mat

from certify.errors import Undecided
from certify.exact import doubles
from certify.exact.doubles import Floats
from certify.kernel.domain import Ball, Box, Data, Domain
from certify.kernel.network import Layer, Network

_ROOT_BITS = 64
# Exact arithmetic on a box takes time with the common denominator of its bounds.
MAX_DENOMINATOR_BITS = 1 << 17


def never_negative(network: Network, domain: Domain) -> list[list[bool]]:
    """Per layer and input, whether the input is never negative in F *and* in every pruned network.

    Only facts that hold for both are used: the domain for layer 1, the activation before for the
    others, and the constant unit.

    Returns
    -------
    One list per layer, of length ``extended_inputs``.
    """
    result = []
    known = list(domain.never_negative)
    for layer in network.layers:
        result.append(known + [True] * (layer.bias is not None))
        known = [layer.sigma.non_negative] * layer.outputs
    return result


def squared_suprema(network: Network, domain: Domain) -> list[Fraction]:
    """Per layer i, an upper bound of ``sup ‖(F_{i−1}(x), 1)‖₂²`` over the domain (no 1 without biases).

    Guarantee
    ---------
    Exact rational interval arithmetic; a box is one piece, each data point is one.

    Source
    ------
    FORMATS.md, section 4.3; room ``certificate``, ``domain_propagation``.
    """
    return [
        square + (layer.bias is not None)
        for square, layer in zip(_squares(network, domain), network.layers, strict=True)
    ]


def maximal_activation(network: Network, domain: Domain) -> Fraction:
    """An upper bound of ``F_max``: the largest input of any layer over the domain, the unit included.

    Source
    ------
    Section 2, F_max(X); at least 1 where a layer has biases.
    """
    largest = Fraction(int(any(layer.bias is not None for layer in network.layers)))
    if isinstance(domain, Ball):
        largest = max(largest, domain.radius)
    for lower, upper in _intervals(network, domain):
        largest = max(largest, *(abs(_rational(x)) for m in (lower, upper) for x in m.entries()))
    return largest


def _squares(network: Network, domain: Domain) -> list[Fraction]:
    squares = [domain.radius**2] if isinstance(domain, Ball) else []
    for lower, upper in _intervals(network, domain):
        larger = [max(a * a, b * b) for a, b in zip(lower.entries(), upper.entries(), strict=True)]
        pieces = lower.ncols()
        sums = [sum(larger[piece::pieces], fmpq(0)) for piece in range(pieces)]
        squares.append(_rational(max(sums)))
    return squares


def _intervals(network: Network, domain: Domain) -> list[tuple[fmpq_mat, fmpq_mat]]:
    """Lower and upper bounds of ``F_0 … F_{ℓ−1}``, one column per piece; a ball starts at ``F_1``."""
    layers = list(network.layers[:-1])
    if isinstance(domain, Ball):
        if not layers:
            return []
        first = layers.pop(0)
        found = [_activate(first, *_ball_image(first, domain.radius))]
    else:
        found = [_pieces(domain)]
    for layer in layers:
        found.append(_activate(layer, *_affine_image(layer, *found[-1])))
    return found


def _pieces(domain: Box | Data) -> tuple[fmpq_mat, fmpq_mat]:
    if isinstance(domain, Data):
        points = exact_matrix(domain.points.T)
        return points, points
    common = 1
    for x in (*domain.lower, *domain.upper):
        common = math.lcm(common, x.denominator)
        if common.bit_length() > MAX_DENOMINATOR_BITS:
            raise Undecided(
                f"domain: its bounds have a common denominator of more than {MAX_DENOMINATOR_BITS} bits"
            )
    lower, upper = (fmpq_mat([[_exact(x)] for x in side]) for side in (domain.lower, domain.upper))
    return lower, upper


def _affine_image(layer: Layer, lower: fmpq_mat, upper: fmpq_mat) -> tuple[fmpq_mat, fmpq_mat]:
    bias = _bias_columns(layer, lower.ncols())
    if lower is upper:
        image = exact_matrix(layer.weights) * lower + bias
        return image, image
    weights = exact_matrix(layer.weights)
    positive = _entrywise(lambda w: max(Fraction(0), w), weights)
    negative = weights - positive
    return positive * lower + negative * upper + bias, positive * upper + negative * lower + bias


def _ball_image(layer: Layer, radius: Fraction) -> tuple[fmpq_mat, fmpq_mat]:
    bias = _bias_columns(layer, 1)
    reach = fmpq_mat([[_exact(radius * _root_above(_squared_length(row)))] for row in layer.weights])
    return bias - reach, bias + reach


def _squared_length(row: Floats) -> Fraction:
    return sum((w**2 for w in doubles.fractions(row)), Fraction(0))


def _root_above(square: Fraction) -> Fraction:
    """``⌈2^64 √square⌉ / 2^64``."""
    scaled = -((-square.numerator << 2 * _ROOT_BITS) // square.denominator)
    return Fraction(math.isqrt(scaled - 1) + 1 if scaled else 0, 1 << _ROOT_BITS)


def _bias_columns(layer: Layer, columns: int) -> fmpq_mat:
    if layer.bias is None:
        return fmpq_mat(layer.outputs, columns)
    return fmpq_mat([[_exact(b)] * columns for b in doubles.fractions(layer.bias)])


def _activate(layer: Layer, lower: fmpq_mat, upper: fmpq_mat) -> tuple[fmpq_mat, fmpq_mat]:
    sigma = layer.sigma
    below = _entrywise(sigma.below, lower)
    if lower is upper and sigma.piecewise_linear:
        return below, below
    return below, _entrywise(sigma.above, upper)


def _entrywise(function: Callable[[Fraction], Fraction], matrix: fmpq_mat) -> fmpq_mat:
    return fmpq_mat(matrix.nrows(), matrix.ncols(), [_exact(function(_rational(x))) for x in matrix.entries()])


def exact_matrix(values: Floats) -> fmpq_mat:
    """The rational matrix of exactly these doubles."""
    rows, columns = values.shape
    return fmpq_mat(rows, columns, [_exact(x) for x in doubles.fractions(values)])


def _exact(x: Fraction) -> fmpq:
    return fmpq(x.numerator, x.denominator)


def _rational(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))
