"""How many inputs of a classifier provably keep their predicted class."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from certify.exact.doubles import Floats
from certify.kernel.domain import Data, Domain, contains
from certify.kernel.network import Network
from certify.tickets.evaluation import margin_exceeds, target_values


class Kept(NamedTuple):
    """``kept`` of ``inputs`` inputs keep their largest output; ``outside`` lie outside the domain."""

    kept: int
    inputs: int
    outside: int


def classes_kept(network: Network, domain: Domain, points: Floats, bound: Fraction) -> Kept:
    """Count the inputs whose predicted class cannot change.

    Parameters
    ----------
    points
        Inputs, float64, shape (count, n_0); those outside the domain are not kept.
    bound
        A certified bound of ``‖F − Ĝ‖₂``.

    Guarantee
    ---------
    For each input counted the two largest outputs of F differ by more than ``√2 · bound``, in rigorous
    arithmetic, so that the largest output of Ĝ is the same.
    """
    exact = [[Fraction(x) for x in row] for row in points.tolist()]
    values = target_values(network, exact)
    own = isinstance(domain, Data) and points is domain.points
    inside = [own or contains(domain, Data(points[i : i + 1])) for i in range(len(points))]
    kept = sum(inside[i] and margin_exceeds(values, i, 2 * bound**2) for i in range(len(points)))
    return Kept(kept, len(points), len(points) - sum(inside))
