"""How many inputs of a classifier provably keep their predicted class."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from certify.exact.doubles import Floats
from certify.kernel.domain import Data, Domain, contains
from certify.kernel.network import Network
from certify.tickets.evaluation import leaves, margin_exceeds, target_values


class Kept(NamedTuple):
    """``kept`` of ``inputs`` inputs keep their class; ``outside`` lie outside the domain."""

    kept: int
    inputs: int
    outside: int


def class_threshold(network: Network) -> Fraction | None:
    """What the output exceeds or not, where there is only one; None where there are more.

    The middle of the values that its activation can have where they are bounded (1/2 after a sigmoid), else 0.
    """
    last = network.layers[-1]
    if last.outputs > 1:
        return None
    least, most = last.sigma.below[0], last.sigma.above[1]
    return Fraction(0) if least is None or most is None else (least + most) / 2


def classes_kept(network: Network, domain: Domain, points: Floats, bound: Fraction) -> Kept:
    """Count the inputs whose predicted class cannot change.

    The class is the largest output; with one output, whether it exceeds :func:`class_threshold`.

    Parameters
    ----------
    points
        Inputs, float64, shape (count, n_0); those outside the domain are not kept.
    bound
        A certified bound of ``‖F − Ĝ‖₂``.

    Guarantee
    ---------
    For each input counted the two largest outputs of F differ by more than ``√2 · bound``, in rigorous
    arithmetic, so that the largest output of Ĝ is the same; the only output is farther than ``bound`` from the
    threshold, so that Ĝ's is on the same side.
    """
    exact = [[Fraction(x) for x in row] for row in points.tolist()]
    values = target_values(network, exact)
    own = isinstance(domain, Data) and points is domain.points
    inside = [own or contains(domain, Data(points[i : i + 1])) for i in range(len(points))]
    threshold = class_threshold(network)

    def keeps(i: int) -> bool:
        if threshold is None:
            return margin_exceeds(values, i, 2 * bound**2)
        return leaves(values, i, threshold, bound)

    kept = sum(inside[i] and keeps(i) for i in range(len(points)))
    return Kept(kept, len(points), len(points) - sum(inside))
