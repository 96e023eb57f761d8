"""The public functions; each verb of the command line is hardly more than one call of these.

Networks and domains may be given as objects, or as the file names and text of the command line.  Exact
numbers are ``Fraction`` or text (``"0.01"``, ``"1/3"``); a float is refused, for it is hardly ever the
number meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from certify.claims.claim import Claim
from certify.claims.witness import check_witness, looks_like_witness
from certify.errors import InputError
from certify.exact.rationals import parse_rational
from certify.kernel.certificate import Ticket
from certify.kernel.check import check_file
from certify.kernel.domain import Domain
from certify.kernel.mask import Mask
from certify.kernel.network import Network
from certify.kernel.ticket import read_ticket
from certify.models import load_target, parse_domain
from certify.tickets import finding
from certify.tickets.exporting import export_ticket
from certify.tickets.finding import Found
from certify.tickets.plan import Plan, make_plan
from certify.tickets.pruned import PrunedNetwork, pruned_network
from certify.verdict import Verdict

if TYPE_CHECKING:
    from proofs.ledger.replay import Entry

__all__ = ["Loaded", "audit", "check", "export", "find_ticket", "load", "load_target", "plan"]

Exact = Fraction | int | str


def _exact(value: Exact, field: str) -> Fraction:
    if isinstance(value, str):
        return parse_rational(value, field)
    if isinstance(value, (Fraction, int)):
        return Fraction(value)
    raise InputError(f"{field}: {value!r} is a {type(value).__name__}; give text or a Fraction, which are exact")


def _network(target: Network | str | Path) -> Network:
    return target if isinstance(target, Network) else load_target(target).network


def _domain(domain: Domain | str | Path, dimension: int) -> Domain:
    return parse_domain(domain, dimension) if isinstance(domain, (str, Path)) else domain


def plan(
    target: Network | str | Path,
    domain: Domain | str | Path,
    *,
    epsilon: Exact = "0.01",
    delta: Exact = "0.01",
    method: str = "recycle",
    gamma: str = "2/3",
) -> Plan:
    """Say how many random neurons a ticket for a target would need, and what they promise.

    Raises
    ------
    InputError
        When something given cannot be used.

    Source
    ------
    Theorem 30 (``recycle``), Theorem 3 (``batch``), for a fixed F.
    """
    network = _network(target)
    numbers = _exact(epsilon, "epsilon"), _exact(delta, "delta")
    return make_plan(network, _domain(domain, network.widths[0]), *numbers, method=method, gamma=gamma)


def find_ticket(
    target: Network | str | Path,
    domain: Domain | str | Path,
    *,
    epsilon: Exact = "0.01",
    delta: Exact = "0.01",
    seed: int = 0,
    method: str = "recycle",
    gamma: str = "2/3",
    arithmetic: str = "auto",
    redraw: bool = False,
    out: str | Path | None = None,
) -> Found:
    """Find a pruned random network within ``epsilon`` of a target, and write its ticket to ``out`` if given.

    Raises
    ------
    InputError
        When something given cannot be used.
    DrawFailed
        When the random network holds no ticket under the plan.

    Guarantee
    ---------
    A file is written only if it was checked and is valid.  See
    :func:`certify.tickets.finding.find_ticket` for the parameters.
    """
    network = _network(target)
    found = finding.find_ticket(
        network,
        _domain(domain, network.widths[0]),
        epsilon=_exact(epsilon, "epsilon"),
        delta=_exact(delta, "delta"),
        seed=seed,
        method=method,
        gamma=gamma,
        arithmetic=arithmetic,
        redraw=redraw,
    )
    if out is not None and found.certified:
        finding.save(found, out)
    return found


def check(
    file: str | Path,
    *,
    target: Network | str | Path | None = None,
    domain: Domain | str | Path | None = None,
    epsilon: Exact | None = None,
) -> Verdict:
    """Check a ticket, and that it implies the statement about what *you* hold; or check a witness.

    Parameters
    ----------
    file
        The ticket, or the witness: a witness is a JSON object.
    target
        Your network: the ticket must be about the same values.
    domain
        Your domain: the ticket's must contain it.
    epsilon
        Your accuracy: the bound proved must be at most this.

    Raises
    ------
    InputError
        When a file cannot be read.

    Guarantee
    ---------
    ``valid`` means that what the ticket proves implies the statement about what you gave; of a witness, that
    the claim in it fails, and is the ledger's where it names a statement of the ledger.
    """
    if looks_like_witness(file):
        _refuse_bindings(target=target, domain=domain, epsilon=epsilon)
        return check_witness(file, ledger=_ledger_claim)
    return check_file(
        file,
        target_sha256=None if target is None else _network(target).sha256,
        domain=None if domain is None else lambda dimension: _domain(domain, dimension),
        epsilon=None if epsilon is None else _exact(epsilon, "epsilon"),
    )


def _refuse_bindings(**given: object) -> None:
    for name, value in given.items():
        if value is not None:
            raise InputError(f"{name}: a witness is about a claim, not about a network; it takes no {name}")


def _ledger_claim(identifier: str, wording: str) -> Claim:
    """The claim of a statement of the ledger: what a witness that names the statement has to contain."""
    from proofs.ledger.claims import of_ledger

    return of_ledger(identifier, wording)


@dataclass(frozen=True)
class Loaded:
    """What is in a ticket file.

    Attributes
    ----------
    target
        F.
    domain
        X.
    masks
        Per layer the rows (neuron, input d, output o) that are kept.
    pruned
        Ĝ, the sparse ReLU network.
    ticket
        All of it.
    """

    target: Network
    domain: Domain
    masks: tuple[Mask, ...]
    pruned: PrunedNetwork
    ticket: Ticket


def load(file: str | Path) -> Loaded:
    """Load a ticket: F, the masks, and Ĝ.  It is not checked by this; :func:`check` does that.

    Raises
    ------
    InputError, Rejected
        When the file is no ticket, or a damaged one.
    """
    ticket = read_ticket(file)
    masks = tuple(layer.mask for layer in ticket.layers)
    return Loaded(ticket.network, ticket.domain, masks, pruned_network(ticket), ticket)


def export(file: str | Path, out: str | Path, *, to: str = "npz", form: str = "masked") -> None:
    """Write the pruned network of a ticket as an ordinary network file.

    Parameters
    ----------
    to
        ``npz`` or ``onnx``.
    form
        ``masked``: the random weights and zeros; ``virtual``: Ŵ rounded to doubles, where Ĝ is linear
        between its layers.

    Raises
    ------
    InputError, Rejected
        When the ticket cannot be read, the form does not exist for it, or the file cannot be written.
    """
    export_ticket(read_ticket(file), out, to=to, form=form)


def audit(
    *statements: str,
    changes: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    wording: str = "printed",
) -> tuple[Entry, ...]:
    """Replay the evidence on statements of the ledger, and compute their verdicts.

    Parameters
    ----------
    statements
        Their ids; all where none is given.
    changes, without
        For one statement: parts replaced by expressions or added, and hypotheses left out.  Evidence by Coq
        is about the unchanged statement and does not count.
    wording
        Which wording is changed.

    Returns
    -------
    tuple of Entry
        ``status`` is the verdict as printed, ``pieces`` the evidence with what became of each.

    Raises
    ------
    InputError
        When a statement or a name is unknown, or an expression cannot be read.

    Guarantee
    ---------
    A verdict follows from evidence that was replayed here; evidence that could not be is counted, not passed.
    """
    from proofs.ledger import replay as ledger
    from proofs.ledger import rooms
    from proofs.ledger.changes import judge

    if not (changes or tuple(without)):
        return ledger.entries(statements or rooms.ROOMS)
    (identifier,) = statements
    return (judge(rooms.load(identifier), changes or {}, without, wording),)
