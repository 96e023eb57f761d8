"""The public functions; each verb of the command line is hardly more than one call of these.

Networks and domains may be given as objects, or as the file names and text of the command line.  Exact
numbers are ``Fraction`` or text (``"0.01"``, ``"1/3"``); a float is refused, for it is hardly ever the
number meant.

What a function needs is imported when it is called, so that checking a ticket loads the kernel and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from certify.errors import InputError

if TYPE_CHECKING:
    from certify.bounds.setting import Setting
    from certify.bounds.theorems import TheoremBound
    from certify.kernel.certificate import Ticket
    from certify.kernel.domain import Domain
    from certify.kernel.mask import Mask
    from certify.kernel.network import Network
    from certify.models.targets import Target
    from certify.tickets.attack import Attack
    from certify.tickets.exporting import DenseLayer
    from certify.tickets.finding import Found, Progress
    from certify.tickets.plan import Plan
    from certify.tickets.pruned import PrunedNetwork
    from certify.verdict import Verdict
    from proofs.ledger.replay import Entry

__all__ = ["Loaded", "attack", "audit", "check", "export", "find_ticket", "load", "plan", "theorem_bounds"]

Number = Fraction | int | str
"""An exact number, or its text."""


def _number(value: Number, field: str) -> Fraction:
    if isinstance(value, str):
        from certify.exact.rationals import parse_rational

        return parse_rational(value, field)
    if isinstance(value, (Fraction, int)):
        return Fraction(value)
    raise InputError(f"{field}: {value!r} is a {type(value).__name__}; give text or a Fraction, which are exact")


def _network(target: Network | Target | str | Path) -> Network:
    from certify.kernel.network import Network

    if isinstance(target, Network):
        return target
    if isinstance(target, (str, Path)):
        from certify.models.targets import load_target

        target = load_target(target)
    return target.network


def _domain(domain: Domain | str | Path, dimension: int) -> Domain:
    if not isinstance(domain, (str, Path)):
        return domain
    from certify.models.domains import parse_domain

    return parse_domain(domain, dimension)


def theorem_bounds(
    target: Network | Target | str | Path | None = None,
    domain: Domain | str | Path | None = None,
    *,
    widths: Sequence[int] | None = None,
    epsilon: Number = "0.01",
    delta: Number = "0.01",
    w_max: Number = 1,
    F_max: Number = 1,
    norms: str | Sequence[Fraction] = "1",
    bias: bool | Sequence[bool] = False,
    activation: str = "relu",
    output: str = "relu",
    gamma: str = "2/3",
    replace: Mapping[str, str] | None = None,
) -> dict[str, TheoremBound]:
    """Evaluate every theorem's bound for an architecture, or for a target on a domain.

    Parameters
    ----------
    target, domain
        A target says its widths, biases, activations, weights and norms itself; it needs a domain.
    widths, w_max, F_max, norms, bias, activation, output
        Without a target: an architecture and what is known of it, as in :meth:`Setting.of`.
    epsilon, delta
        The accuracy of the whole network, and the probability with which the draw may fail.
    gamma
        The base of the intervals: ``2/3`` or ``1/phi``.
    replace
        Quantities to replace, by name, with expressions of the closed grammar.

    Returns
    -------
    dict
        By the ids of the ledger: ``theorem-30``.

    Raises
    ------
    InputError
        When something given cannot be used.

    Guarantee
    ---------
    The integers are exactly those of the expressions derived in ``proofs``.
    """
    from certify.bounds.setting import Setting
    from certify.bounds.theorems import all_bounds

    asked = _number(epsilon, "epsilon"), _number(delta, "delta")
    if target is not None:
        if widths is not None or domain is None:
            raise InputError("domain: a target needs one, and says its widths itself")
        network = _network(target)
        setting = _setting(network, _domain(domain, network.widths[0]), *asked)
    elif widths is None or domain is not None:
        raise InputError("widths: an architecture is needed: widths, or a target and a domain")
    else:
        setting = Setting.of(
            widths,
            epsilon=asked[0],
            delta=asked[1],
            w_max=_number(w_max, "w_max"),
            F_max=_number(F_max, "F_max"),
            norms=norms,
            bias=bias,
            activation=activation,
            output=output,
        )
    return all_bounds(setting, gamma=gamma, replace=replace)


def _setting(network: Network, domain: Domain, epsilon: Fraction, delta: Fraction) -> Setting:
    """What the theorems use of a target on a domain."""
    from certify.bounds.setting import Setting
    from certify.tickets.quantities import quantities, squared_suprema

    found = quantities(network, domain)
    has_bias = [layer.bias is not None for layer in network.layers]
    return Setting.of(
        network.widths,
        epsilon=epsilon,
        delta=delta,
        w_max=found.w_max,
        F_max=found.F_max,
        norms=found.norms,
        bias=has_bias,
        activations=[layer.activation for layer in network.layers],
        squared_input=squared_suprema(network, domain)[0] - has_bias[0],
    )


def plan(
    target: Network | Target | str | Path,
    domain: Domain | str | Path,
    *,
    epsilon: Number = "0.01",
    delta: Number = "0.01",
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
    from certify.tickets.plan import make_plan

    network = _network(target)
    numbers = _number(epsilon, "epsilon"), _number(delta, "delta")
    return make_plan(network, _domain(domain, network.widths[0]), *numbers, method=method, gamma=gamma)


def find_ticket(
    target: Network | Target | str | Path,
    domain: Domain | str | Path,
    *,
    epsilon: Number = "0.01",
    delta: Number = "0.01",
    seed: int = 0,
    method: str = "recycle",
    gamma: str = "2/3",
    arithmetic: str = "auto",
    redraw: bool = False,
    out: str | Path | None = None,
    progress: Progress | None = None,
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
    from certify.tickets import finding

    network = _network(target)
    found = finding.find_ticket(
        network,
        _domain(domain, network.widths[0]),
        epsilon=_number(epsilon, "epsilon"),
        delta=_number(delta, "delta"),
        seed=seed,
        method=method,
        gamma=gamma,
        arithmetic=arithmetic,
        redraw=redraw,
        progress=progress or finding.silent,
    )
    if out is not None and found.certified:
        finding.save(found, out)
    return found


def check(
    file: str | Path,
    *,
    target: Network | Target | str | Path | None = None,
    domain: Domain | str | Path | None = None,
    epsilon: Number | None = None,
) -> Verdict:
    """Check a ticket, and that it implies the statement about what *you* hold; or check a witness.

    Parameters
    ----------
    file
        The ticket, or the witness: a witness is a JSON object.
    target
        Your network: the ticket must be about the same values.  A file that does not say its activations is
        read with ReLU and a linear output, and the verdict is about the network read so;
        :func:`certify.load_target` takes other activations and records what was assumed.
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
    if _may_be_witness(Path(file)):
        from certify.catalogue import of_ledger
        from certify.claims.witness import check_witness, looks_like_witness

        if looks_like_witness(file):
            _refuse_bindings(target=target, domain=domain, epsilon=epsilon)
            return check_witness(file, ledger=of_ledger)
    from certify.kernel.check import check_file

    return check_file(
        file,
        target_sha256=None if target is None else _network(target).sha256,
        domain=None if domain is None else lambda dimension: _domain(domain, dimension),
        epsilon=None if epsilon is None else _number(epsilon, "epsilon"),
    )


def _may_be_witness(file: Path) -> bool:
    """Whether it is a regular file and not a zip: pipes and devices are not opened here."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as stream:
            return stream.read(2) != b"PK"
    except (OSError, ValueError):
        return False


def _refuse_bindings(**given: object) -> None:
    for name, value in given.items():
        if value is not None:
            raise InputError(f"{name}: a witness is about a claim, not about a network; it takes no {name}")


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
    """Load a ticket: F, the masks, and Ĝ.  This does not check it; :func:`check` does.

    Raises
    ------
    InputError, Rejected
        When the file is not a ticket, or is damaged.
    """
    from certify.kernel.ticket import read_ticket
    from certify.tickets.pruned import pruned_network

    ticket = read_ticket(file)
    masks = tuple(layer.mask for layer in ticket.layers)
    return Loaded(ticket.network, ticket.domain, masks, pruned_network(ticket), ticket)


def attack(ticket: Found | Loaded | Ticket | str | Path, *, seed: int = 0) -> Attack | None:
    """Search for the input of the domain where Ĝ is farthest from F.

    Parameters
    ----------
    ticket
        A ticket that was found or loaded, or its file.
    seed
        Of the search.

    Returns
    -------
    The farthest input found, with a rigorous lower bound of the distance there; None if the domain holds no
    input with float64 coordinates.

    Raises
    ------
    InputError, Rejected
        When the file is not a ticket, or is damaged.
    """
    from certify.kernel.certificate import Ticket
    from certify.tickets import attack as searching

    if isinstance(ticket, (str, Path)):
        ticket = load(ticket)
    return searching.attack(ticket if isinstance(ticket, Ticket) else ticket.ticket, seed)


def export(file: str | Path, out: str | Path, *, to: str = "npz", form: str = "masked") -> list[DenseLayer]:
    """Write the pruned network of a ticket as an ordinary network file.

    Parameters
    ----------
    to
        ``npz`` or ``onnx``.
    form
        ``masked``: the random weights and zeros; ``virtual``: Ŵ rounded to doubles, where Ĝ is linear
        between its layers.

    Returns
    -------
    The layers written.

    Raises
    ------
    InputError, Rejected
        When the ticket cannot be read, the form does not exist for it, or the file cannot be written.
    """
    from certify.kernel.ticket import read_ticket
    from certify.tickets.exporting import export_ticket

    return export_ticket(read_ticket(file), out, to=to, form=form)


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
        Their ids; all of them by default.
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
