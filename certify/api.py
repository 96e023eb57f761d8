"""The public functions; each verb of the command line is hardly more than one call of these.

Networks and domains may be given as objects, or as the file names and text of the command line.  Exact
numbers are ``Fraction`` or text (``"0.01"``, ``"1/3"``); a float is refused, for it is hardly ever the
number meant.

What a function needs is imported when it is called, so that checking a ticket loads the kernel and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certify.errors import InputError, shown

if TYPE_CHECKING:
    from certify.bounds.setting import Setting
    from certify.bounds.theorems import Bounds
    from certify.kernel.certificate import Ticket
    from certify.kernel.domain import Domain
    from certify.kernel.mask import Mask
    from certify.kernel.network import Network
    from certify.models.targets import Target
    from certify.tickets.attack import Attack
    from certify.tickets.finding import Found, Progress
    from certify.tickets.plan import Plan
    from certify.tickets.pruned import PrunedNetwork
    from certify.verdict import Verdict
    from proofs.ledger.replay import Entry

__all__ = ["Loaded", "attack", "audit", "check", "export", "find_ticket", "load", "plan", "theorem_bounds"]

Number = Fraction | int | str
"""An exact number, or its text."""


def _number(value: Number, field: str) -> Fraction:
    from certify.exact.given import as_rational

    return as_rational(value, field)


def _target(target: object, **reading: Any) -> Target:
    from certify.models.given import as_target

    return as_target(target, **reading)


def _domain(domain: object, dimension: int) -> Domain:
    from certify.models.given import as_domain

    return as_domain(domain, dimension)


def _epsilon(value: Number, network: Network, domain: Domain) -> tuple[Fraction, str | None]:
    """ε, and in words where it comes from if it is a share: ``1%``."""
    if not isinstance(value, str) or not value.endswith("%"):
        return _number(value, "epsilon"), None
    from certify.tickets.relative import relative_epsilon

    return relative_epsilon(value, network, domain)


def theorem_bounds(
    target: object = None,
    domain: object = None,
    *,
    widths: Sequence[int] | None = None,
    epsilon: Number = "0.01",
    delta: Number = "0.01",
    w_max: Number = 1,
    F_max: Number = 1,
    norms: str | Sequence[Fraction] = "1",
    bias: bool | Sequence[bool] = False,
    activation: str | None = None,
    output: str | None = None,
    order: Sequence[str] = (),
    output_node: str | None = None,
    gamma: str = "2/3",
    replace: Mapping[str, str] | None = None,
) -> Bounds:
    """Evaluate every theorem's bound for an architecture, or for a target on a domain.

    Parameters
    ----------
    target, domain
        A target says its widths, biases, activations, weights and norms itself; it needs a domain.  Both as in
        :func:`find_ticket`.
    widths, w_max, F_max, norms, bias
        Without a target: an architecture and what is known of it, as in :meth:`Setting.of`.
    activation, output, order, output_node
        Of a target, where its file does not say them: see :func:`certify.load_target`.  Of an architecture, the
        activations of hidden layers and of the last one, by default ``relu``.
    epsilon, delta
        The accuracy of the whole network, as in :func:`find_ticket`, and the probability with which the draw may
        fail.
    gamma
        The base of the intervals: ``2/3`` or ``1/phi``.
    replace
        Quantities to replace, by name, with expressions of the closed grammar.

    Returns
    -------
    Bounds
        A dictionary by the ids of the ledger: ``theorem-30``; ``assumed`` and ``notes`` say how a target was read.

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

    chance = _number(delta, "delta")
    if target is not None:
        if widths is not None or domain is None:
            raise InputError("domain: a target needs one, and says its widths itself")
        read = _target(target, activation=activation, output=output, order=order, output_node=output_node)
        inputs = _domain(domain, read.network.widths[0])
        accuracy, words = _epsilon(epsilon, read.network, inputs)
        setting = _setting(read.network, inputs, accuracy, chance)
        how: dict[str, Any] = {"assumed": read.assumed, "notes": read.notes, "epsilon_from": words}
        return all_bounds(setting, gamma=gamma, replace=replace, **how)
    if widths is None or domain is not None:
        raise InputError("widths: an architecture is needed: widths, or a target and a domain")
    for name, value in (("order", order), ("output_node", output_node)):
        if value:
            raise InputError(f"{name}: it belongs to a target; give one, or leave it out")
    setting = Setting.of(
        widths,
        epsilon=_number(epsilon, "epsilon"),
        delta=chance,
        w_max=_number(w_max, "w_max"),
        F_max=_number(F_max, "F_max"),
        norms=norms,
        bias=bias,
        activation=activation or "relu",
        output=output or "relu",
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
    target: object,
    domain: object,
    *,
    epsilon: Number = "0.01",
    delta: Number = "0.01",
    method: str = "recycle",
    gamma: str = "2/3",
    accuracy: str = "recursion",
    activation: str | None = None,
    output: str | None = None,
    order: Sequence[str] = (),
    output_node: str | None = None,
) -> Plan:
    """Say how many random neurons a ticket for a target would need, and what they promise.

    The parameters are those of :func:`find_ticket`.

    Raises
    ------
    InputError
        When something given cannot be used.

    Source
    ------
    Theorem 30 (``recycle``), Theorem 3 (``batch``), for a fixed F; a union bound (``fan-out``), for every F.
    """
    from certify.tickets.plan import make_plan

    read = _target(target, activation=activation, output=output, order=order, output_node=output_node)
    inputs = _domain(domain, read.network.widths[0])
    wanted, words = _epsilon(epsilon, read.network, inputs)
    how = {"method": method, "gamma": gamma, "accuracy": accuracy}
    found = make_plan(read.network, inputs, wanted, _number(delta, "delta"), **how)
    return replaced(found, assumed=read.assumed, notes=read.notes, epsilon_from=words)


def find_ticket(
    target: object,
    domain: object,
    *,
    epsilon: Number = "0.01",
    delta: Number = "0.01",
    seed: int = 0,
    method: str = "recycle",
    gamma: str = "2/3",
    accuracy: str = "recursion",
    arithmetic: str = "auto",
    redraw: bool = False,
    activation: str | None = None,
    output: str | None = None,
    order: Sequence[str] = (),
    output_node: str | None = None,
    out: str | Path | None = None,
    save_target: str | Path | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Found:
    """Find a pruned random network within ``epsilon`` of a target, and write its ticket to ``out`` if given.

    Parameters
    ----------
    target
        A file or a model that :func:`certify.load_target` reads, what it returned, or a network.
    domain
        The inputs that the certificate speaks of: ``"box:0,1"``, ``"ball:1"``, a file of bounds or data, a pair
        ``(lower, upper)`` of numbers or of sequences, an array of points, or a domain.
    epsilon
        The accuracy: a number, or ``"1%"`` of the largest range of an output at some fixed inputs of the domain
        (see :func:`certify.tickets.relative.relative_epsilon`); then the ticket holds the number that this is.
    delta, seed, method, gamma, accuracy, arithmetic, redraw
        See :func:`certify.tickets.finding.find_ticket`.
    activation, output, order, output_node
        What a file or a state dictionary does not say: see :func:`certify.load_target`.
    out
        The ticket file to write.
    save_target
        An ``.npz`` file to which F is written as it was read, with nothing left to assume.
    overwrite
        Whether these may replace files that hold something else; never one that is read.
    progress
        Is told how far the search has got.

    Returns
    -------
    Found
        The ticket with its bound; ``assumed`` and ``notes`` say how the target was read.

    Raises
    ------
    InputError
        When something given cannot be used.
    DrawFailed
        When the random network holds no ticket under the plan.

    Guarantee
    ---------
    The kernel verified the bound, and a file is written only if it was checked and is valid.  Both are about the
    network *as it was read*.
    """
    from certify.kernel.verification import verify
    from certify.models.output import check_distinct, check_output, refuse_existing
    from certify.tickets import finding
    from certify.tickets.again import is_of

    read = _target(target, activation=activation, output=output, order=order, output_node=output_node)
    inputs = _domain(domain, read.network.widths[0])
    wanted, words = _epsilon(epsilon, read.network, inputs)
    asked: dict[str, Any] = {
        "epsilon": wanted,
        "delta": _number(delta, "delta"),
        "seed": seed,
        "method": method,
        "gamma": gamma,
        "accuracy": accuracy,
        "redraw": redraw,
    }
    ticket, copy = (None if name is None else Path(name) for name in (out, save_target))
    check_distinct(out=ticket, save_target=copy)
    if copy is not None:
        read.check_save(copy, domain, overwrite=overwrite)
    if ticket is not None:
        check_output("out", ticket, read.source, *read.files, domain)
        if ticket.exists() and not overwrite and not is_of(ticket, read.network, inputs, **asked):
            refuse_existing("out", ticket)
    found = finding.find_ticket(
        read.network, inputs, **asked, arithmetic=arithmetic, progress=progress or finding.silent
    )
    if ticket is not None and found.certified:
        finding.save(found, ticket, overwrite=overwrite)
    else:
        verify(found.ticket, found.bound)
    if copy is not None:
        read.save(copy, overwrite=overwrite)
    how: dict[str, Any] = {"assumed": read.assumed, "notes": read.notes, "epsilon_from": words}
    return replaced(found, plan=replaced(found.plan, **how))


def check(
    file: str | Path,
    *,
    target: object = None,
    domain: object = None,
    epsilon: Number | None = None,
) -> Verdict:
    """Check a ticket, and that it implies the statement about what *you* hold; or check a witness.

    Parameters
    ----------
    file
        The ticket, or the witness: a witness is a JSON object.
    target
        Your network, as in :func:`find_ticket`: the ticket must be about the same values.  A file that does not
        say its activations is read with ReLU and a linear output, and the verdict is about the network read so,
        which ``assumed`` and ``notes`` of the verdict say; :func:`certify.load_target` takes other activations.
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
    if _may_be_witness(_path(file)):
        from certify.catalogue import of_ledger
        from certify.claims.witness import check_witness, looks_like_witness

        if looks_like_witness(file):
            _refuse_bindings(target=target, domain=domain, epsilon=epsilon)
            return check_witness(file, ledger=of_ledger)
    from certify.kernel.check import check_file

    read = None if target is None else _target(target)
    verdict = check_file(
        file,
        target_sha256=None if read is None else read.network.sha256,
        domain=None if domain is None else lambda dimension: _domain(domain, dimension),
        epsilon=None if epsilon is None else _number(epsilon, "epsilon"),
    )
    return verdict if read is None else replaced(verdict, assumed=read.assumed, notes=read.notes)


def _path(file: object) -> Path:
    """The name of a file; what is in memory has no evidence of its own to check."""
    if not isinstance(file, str | os.PathLike):
        raise InputError(
            f"file: a {type(file).__name__}; the name of a file is needed (find_ticket writes one: out=)"
        )
    return Path(file)


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

    def __repr__(self) -> str:
        return shown("Loaded", repr(self.target), repr(self.domain), repr(self.pruned))


def load(file: str | Path) -> Loaded:
    """Load a ticket: F, the masks, and Ĝ.  This does not check it; :func:`check` does.

    Raises
    ------
    InputError, Rejected
        When the file is not a ticket, or is damaged.
    """
    from certify.kernel.ticket import read_ticket
    from certify.tickets.pruned import pruned_network

    ticket = read_ticket(_path(file))
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


def export(
    file: str | Path,
    out: str | Path,
    *,
    to: str | None = None,
    form: str = "masked",
    overwrite: bool = False,
) -> list[tuple[int, int]]:
    """Write the pruned network of a ticket as an ordinary network file.

    Parameters
    ----------
    file
        The ticket.
    out
        The file to write; its suffix, ``.npz`` or ``.onnx``, says the format.
    to
        ``npz`` or ``onnx``, where the suffix does not say it; it may not contradict the suffix.
    overwrite
        Whether ``out`` may be replaced where it holds something else; the ticket itself never is.
    form
        ``masked``: the random weights and zeros; ``sparse``: those that are kept, by index; ``virtual``: Ŵ
        rounded to doubles, with one layer more where its branches differ.

    Returns
    -------
    The shapes (outputs, inputs) of the layers written.

    Raises
    ------
    InputError, Rejected
        When the ticket cannot be read, its dense form does not fit the memory, or the file cannot be written.
    """
    from certify.kernel.ticket import read_ticket
    from certify.models.output import check_output
    from certify.tickets.exporting import export_ticket

    check_output("out", Path(out), file)
    return export_ticket(read_ticket(_path(file)), out, to=to, form=form, overwrite=overwrite)


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
