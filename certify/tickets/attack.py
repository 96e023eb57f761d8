"""Searching for the input where Ĝ is farthest from F: a lower bound to hold against the certificate."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify.exact.doubles import Floats
from certify.kernel.activations import activation
from certify.kernel.certificate import Ticket
from certify.kernel.domain import Ball, Box, Data, Domain, contains
from certify.kernel.network import Network
from certify.tickets.evaluation import pruned_values, squared_distance, target_values
from certify.tickets.pruned import PrunedNetwork, activate, extended, float_ends, pruned_network, target_floats

_SAMPLES = 512
_STARTS = 16
_STEPS = 60


@dataclass(frozen=True)
class Attack:
    """The farthest input found.

    Attributes
    ----------
    point
        The input, float64, shape (n_0,).
    lower_bound
        A rational that ``‖F(point) − Ĝ(point)‖₂`` certainly is not below.
    """

    point: Floats
    lower_bound: Fraction


def attack(ticket: Ticket, seed: int = 0) -> Attack | None:
    """Search samples, corners and by projected gradient for a large ``‖F(x) − Ĝ(x)‖₂``.

    Returns
    -------
    The best point found; None if the domain holds no input with float64 coordinates.

    Guarantee
    ---------
    The point lies in the domain, and the lower bound was computed in balls through the masked neurons.
    """
    # Floats may overflow on a huge domain; they only propose.
    with np.errstate(all="ignore"):
        candidates = _candidates(ticket, seed)
    for point in candidates[np.isfinite(candidates).all(axis=1)]:
        if contains(ticket.domain, Data(point[None])):
            return Attack(point, _lower_bound(ticket, point))
    return None


def _candidates(ticket: Ticket, seed: int) -> Floats:
    """Inputs of the domain (up to rounding), the most promising first."""
    pruned = pruned_network(ticket)
    points = _starts(ticket.domain, np.random.default_rng(seed))
    points = points[np.argsort(-_distances(ticket.network, pruned, points))[:_STARTS]]
    if not isinstance(ticket.domain, Data):
        points = np.concatenate([points, _ascend(ticket, pruned, points)])
    return points[np.argsort(-_distances(ticket.network, pruned, points))]


def _lower_bound(ticket: Ticket, point: Floats) -> Fraction:
    exact = [[Fraction(float(x)) for x in point]]
    square, _ = squared_distance(target_values(ticket.network, exact), pruned_values(ticket, exact), 0)
    shift = 2 * max(0, 64 - (square.numerator.bit_length() - square.denominator.bit_length()))
    return Fraction(math.isqrt((square.numerator << shift) // square.denominator), 1 << shift // 2)


def _distances(network: Network, pruned: PrunedNetwork, points: Floats) -> Floats:
    difference = target_floats(network, points) - pruned(points)
    distances: Floats = np.nan_to_num(np.sqrt((difference**2).sum(axis=1)))
    return distances


def _starts(domain: Domain, random: np.random.Generator) -> Floats:
    if isinstance(domain, Data):
        return domain.points
    inside = random.uniform(-1.0, 1.0, (_SAMPLES, domain.dimension))
    return _project(domain, np.concatenate([_spread(domain, inside), _spread(domain, np.sign(inside))]))


def _spread(domain: Box | Ball, unit: Floats) -> Floats:
    if isinstance(domain, Ball):
        return unit * _double(domain.radius)
    lower, upper = _float_bounds(domain)
    spread: Floats = lower + (upper - lower) * (unit + 1.0) / 2.0
    return spread


def _float_bounds(domain: Box) -> tuple[Floats, Floats]:
    """The least and the greatest double of each side, as far as there are any."""
    lower = np.array([_double(x) for x in domain.lower])
    upper = np.array([_double(x) for x in domain.upper])
    below = np.array([Fraction(a) < b for a, b in zip(lower.tolist(), domain.lower, strict=True)])
    above = np.array([Fraction(a) > b for a, b in zip(upper.tolist(), domain.upper, strict=True)])
    lower[below] = np.nextafter(lower[below], np.inf)
    upper[above] = np.nextafter(upper[above], -np.inf)
    return lower, upper


def _double(x: Fraction) -> float:
    """The nearest finite double."""
    limit = Fraction(sys.float_info.max)
    return float(max(-limit, min(limit, x)))


def _project(domain: Box | Ball, points: Floats) -> Floats:
    if isinstance(domain, Box):
        clipped: Floats = np.clip(points, *_float_bounds(domain))
        return clipped
    lengths = np.sqrt((points**2).sum(axis=1, keepdims=True))
    radius = _double(domain.radius) * (1.0 - 1e-12)
    shrunk: Floats = points * np.minimum(1.0, radius / np.maximum(lengths, 1e-300))
    return shrunk


def _ascend(ticket: Ticket, pruned: PrunedNetwork, points: Floats) -> Floats:
    """Projected gradient ascent with falling steps, from several points at once."""
    domain = ticket.domain
    if isinstance(domain, Data):
        return points
    size = (
        _double(domain.radius) if isinstance(domain, Ball) else float(np.ptp(_float_bounds(domain), axis=0).max())
    )
    for step in range(_STEPS):
        parts = range(0, len(points), pruned.batch)
        gradient = np.concatenate([_gradient(ticket.network, pruned, points[i : i + pruned.batch]) for i in parts])
        length = np.abs(gradient).max(axis=1, keepdims=True)
        points = _project(domain, points + size * 0.5 / (1 + step) * gradient / np.maximum(length, 1e-300))
    return points


def _gradient(network: Network, pruned: PrunedNetwork, points: Floats) -> Floats:
    """The gradient of ``‖F − Ĝ‖²/2`` at each point (almost everywhere)."""
    difference = (target_floats(network, points) - pruned(points)).T
    return (_pull_target(network, points, difference) - _pull_pruned(pruned, points, difference)).T


def _pull_target(network: Network, points: Floats, back: Floats) -> Floats:
    values, slopes = points.T, []
    for layer in network.layers:
        before = layer.extended_weights @ extended(values, layer.bias is not None)
        slopes.append(_slope(layer.activation, before))
        values = activate(layer.activation, before)
    for layer, slope in zip(reversed(network.layers), reversed(slopes), strict=True):
        back = layer.weights.T @ (back * slope)
    return back


def _pull_pruned(pruned: PrunedNetwork, points: Floats, back: Floats) -> Floats:
    values, slopes = points.T, []
    for layer in pruned.layers:
        hidden = layer.inward @ extended(values, layer.has_bias)
        before = layer.outward @ np.maximum(hidden, 0.0)
        slopes.append((hidden > 0, _slope(layer.activation, before)))
        values = activate(layer.activation, before)
    for layer, (active, slope) in zip(reversed(pruned.layers), reversed(slopes), strict=True):
        inputs = layer.inward.shape[1] - layer.has_bias
        back = (layer.inward.T @ (active * (layer.outward.T @ (back * slope))))[:inputs]
    return back


def _slope(name: str, before: Floats) -> Floats:
    if name == "tanh":
        return 1.0 - np.tanh(before) ** 2
    if name == "sigmoid":
        half = 0.5 * np.tanh(0.5 * before)
        return 0.25 - half**2
    sigma = activation(name)
    if sigma.leak is not None:
        slope: Floats = np.where(before > 0, 1.0, float(sigma.leak))
        return slope
    low, high = float_ends(sigma)
    return np.asarray((before > low) & (before < high), dtype=np.float64)
