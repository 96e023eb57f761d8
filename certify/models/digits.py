"""The embedded network: scikit-learn's digits, 64-32-10, ReLU, linear output, with biases.

The weights in ``digits.npz`` are the authority; ``train_digits.py`` shows where they came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from certify.exact.doubles import Floats
from certify.kernel.domain import Box
from certify.kernel.network import Network
from certify.models.arrays import read_npz
from certify.models.files import reading
from certify.models.npz import from_arrays
from certify.models.targets import network_of

FILE = Path(__file__).with_name("digits.npz")


@dataclass(frozen=True)
class Embedded:
    """The embedded network and what belongs to it.

    Attributes
    ----------
    network
        F, 64-32-10.
    domain
        ``box:0,1``: every input is a pixel divided by 16.
    inputs
        The held-out images, float64, shape (count, 64), inside the domain.
    labels
        Their digits, int64, shape (count,).
    """

    network: Network
    domain: Box
    inputs: Floats
    labels: NDArray[np.int64]


def embedded() -> Embedded:
    """Return the embedded network with its domain and its held-out data.

    Guarantee
    ---------
    The same weights on every machine; the held-out images were not used in training.
    """
    with reading(FILE):
        arrays = read_npz(FILE)
        pixels, labels = arrays.pop("inputs"), arrays.pop("labels")
        network = network_of(from_arrays(arrays))
    n = network.widths[0]
    box = Box((Fraction(0),) * n, (Fraction(1),) * n)
    return Embedded(network, box, pixels / np.float64(16), labels.astype(np.int64))
