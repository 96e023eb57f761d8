"""Whether a file holds the ticket that is about to be found: then finding it once more overwrites nothing."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from certify import __version__
from certify.errors import CertifyError
from certify.exact.rationals import format_rational
from certify.kernel.domain import Domain
from certify.kernel.network import Network
from certify.kernel.ticket import read_ticket


def is_of(
    path: Path,
    network: Network,
    domain: Domain,
    *,
    epsilon: Fraction,
    delta: Fraction,
    seed: int,
    method: str,
    gamma: str,
    accuracy: str,
    redraw: bool,
) -> bool:
    """Whether the ticket in a file seems to be the answer to the same question.

    This spares a search whose result could not be written; what is written in the end is compared byte by byte.
    """
    try:
        ticket = read_ticket(path)
    except CertifyError:
        return False
    asked = {
        "software": f"certify-bounds {__version__}",
        "method": method,
        "gamma": gamma,
        "accuracy": accuracy,
        "delta": format_rational(delta),
    }
    return (
        ticket.epsilon == epsilon
        and (ticket.seed == seed or (redraw and ticket.seed > seed))
        and asked.items() <= dict(ticket.provenance).items()
        and ticket.network.sha256 == network.sha256
        and ticket.domain.sha256 == domain.sha256
    )
