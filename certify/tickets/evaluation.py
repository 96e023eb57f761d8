"""Rigorous values of F and of Ĝ at given inputs, as balls: for lower bounds and class margins."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from certify.exact import doubles
from certify.exact.doubles import Floats
from certify.kernel.activations import Activation
from certify.kernel.certificate import Ticket
from certify.kernel.mask import kept_weights
from certify.kernel.network import Layer, Network

_PRECISION = 512


def target_values(network: Network, points: Sequence[Sequence[Fraction]]) -> arb_mat:
    """Enclosures of F at some inputs.

    Parameters
    ----------
    points
        Inputs, each of length n_0.

    Returns
    -------
    Balls, shape (n_ℓ, number of points).

    Guarantee
    ---------
    Each ball contains the exact value of the real function F.
    """
    with ctx.workprec(_PRECISION):
        values = _columns(points)
        for layer in network.layers:
            values = arb_mat(_exact_matrix(layer.weights)) * values
            if layer.bias is not None:
                bias = [_ball(b) for b in doubles.fractions(layer.bias)]
                values = values + arb_mat([[b] * values.ncols() for b in bias])
            values = _activated(layer, values)
        return values


def pruned_values(ticket: Ticket, points: Sequence[Sequence[Fraction]]) -> arb_mat:
    """Enclosures of Ĝ at some inputs, through its masked neurons one by one.

    Returns
    -------
    Balls, shape (n_ℓ, number of points).

    Guarantee
    ---------
    Each ball contains the exact value of the pruned random network; virtual weights are not used.
    """
    with ctx.workprec(_PRECISION):
        columns = [_one_column(ticket, point) for point in points]
        return arb_mat([[column[o] for column in columns] for o in range(len(columns[0]))])


def _one_column(ticket: Ticket, point: Sequence[Fraction]) -> list[arb]:
    values = [_ball(x) for x in point]
    zero = arb(0)
    for number, (layer, stated) in enumerate(zip(ticket.network.layers, ticket.layers, strict=True), 1):
        inputs = [*values, arb(1)]
        sums = [zero] * layer.outputs
        weights = kept_weights(stated.mask, seed=ticket.seed, layer=number, cells=stated.cells)
        (n_in, e_in), (n_out, e_out) = ((n.tolist(), e.tolist()) for n, e in weights)
        for (_, d, o), *z in zip(stated.mask.rows.tolist(), n_in, e_in, n_out, e_out, strict=True):
            neuron = (inputs[d] * arb((z[0], z[1]))).max(zero)
            sums[o] += neuron * arb((z[2], z[3]))
        values = _activated(layer, arb_mat([[s] for s in sums])).entries()
    return values


def _activated(layer: Layer, values: arb_mat) -> arb_mat:
    sigma = layer.sigma
    return arb_mat(values.nrows(), values.ncols(), [_value(sigma, x) for x in values.entries()])


def _value(sigma: Activation, x: arb) -> arb:
    if sigma.name == "tanh":
        return x.tanh()
    if sigma.name == "sigmoid":
        return 1 / (1 + (-x).exp())
    low, high = sigma.below
    value = x if sigma.leak is None else x.max(x * _ball(sigma.leak))
    value = value if low is None else value.max(_ball(low))
    return value if high is None else value.min(_ball(high))


def _ball(x: Fraction) -> arb:
    return arb(x.numerator) / x.denominator


def _columns(points: Sequence[Sequence[Fraction]]) -> arb_mat:
    return arb_mat([[_ball(x) for x in row] for row in zip(*points, strict=True)])


def squared_distance(left: arb_mat, right: arb_mat, column: int) -> tuple[Fraction, Fraction]:
    """Bounds of the squared Euclidean distance of two columns, as exact rationals, below and above."""
    with ctx.workprec(_PRECISION):
        total = arb(0)
        for o in range(left.nrows()):
            difference = left[o, column] - right[o, column]
            total += difference * difference
        return max(Fraction(0), _rational(total.lower())), _rational(total.upper())


def margin_exceeds(values: arb_mat, column: int, squared: Fraction) -> bool:
    """Whether the largest value of a column certainly exceeds every other by more than √squared."""
    with ctx.workprec(_PRECISION):
        entries = [values[o, column] for o in range(values.nrows())]
        top = max(range(len(entries)), key=lambda o: float(entries[o].mid()))
        reach = _ball(squared).sqrt()
        return all(bool(entries[top] - x > reach) for o, x in enumerate(entries) if o != top)


def largest_range(network: Network, points: Sequence[Sequence[Fraction]]) -> Fraction:
    """The largest range of an output of F over some inputs, never too large; 0 where none is certain."""
    values = target_values(network, points)
    rows = [[values[o, i] for i in range(values.ncols())] for o in range(values.nrows())]
    ranges = (max(_rational(x.lower()) for x in row) - min(_rational(x.upper()) for x in row) for row in rows)
    return max(Fraction(0), *ranges)


def leaves(values: arb_mat, column: int, threshold: Fraction, reach: Fraction) -> bool:
    """Whether the first value of a column is certainly farther than ``reach`` from a threshold."""
    with ctx.workprec(_PRECISION):
        return bool(abs(values[0, column] - _ball(threshold)) > _ball(reach))


def _rational(x: arb) -> Fraction:
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _exact_matrix(values: Floats) -> fmpq_mat:
    """The rational matrix of exactly these doubles."""
    return fmpq_mat(*values.shape, [fmpq(x.numerator, x.denominator) for x in doubles.fractions(values)])
