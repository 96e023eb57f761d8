"""The verdict on a ticket file: valid, invalid or undecided, and the statement that it proves."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from certify.errors import InputError, Rejected, Undecided, shown
from certify.exact.rationals import approximately, format_rational
from certify.kernel.certificate import Bound, Ticket, heaviest, verify
from certify.kernel.domain import Domain, contains
from certify.kernel.generator import VERSION
from certify.kernel.ticket import read_ticket
from certify.verdict import Verdict


def check_file(
    path: str | Path,
    *,
    target_sha256: str | None = None,
    domain: Callable[[int], Domain] | None = None,
    domain_sha256: str | None = None,
    epsilon: Fraction | None = None,
) -> Verdict:
    """Check a ticket file, and that it says something about what *you* hold.

    Parameters
    ----------
    path
        The ticket.
    target_sha256
        The ticket must be about the network with this digest.
    domain, domain_sha256
        The ticket's domain must contain this one (given the number of inputs); or be the one with this
        digest.
    epsilon
        The bound proved must be at most this.

    Raises
    ------
    InputError
        When the file is no ticket, or of an unknown version.

    Guarantee
    ---------
    ``valid`` implies ``‖F(x) − Ĝ(x)‖₂ <= statement["bound"]`` for every x of the domain.

    Source
    ------
    FORMATS.md, section 4.3; ledger, statement ``certificate``.
    """
    _check_arguments(target_sha256, domain_sha256, epsilon)
    try:
        ticket = read_ticket(path)
        held = domain(ticket.network.widths[0]) if domain is not None else None
        _check_bindings(ticket, target_sha256, held, domain_sha256)
        bound = verify(ticket)
        _check_bound(ticket, bound, ticket.epsilon, "the ticket's epsilon")
        if epsilon is not None:
            _check_bound(ticket, bound, epsilon, "the epsilon asked")
    except Rejected as error:
        return Verdict("invalid", error.reason, error.where)
    except Undecided as error:
        return Verdict("undecided", str(error))
    except MemoryError:
        return Verdict("undecided", "it does not fit the memory of this machine")
    reason = f"the bound {approximately(bound.proved)} is at most {approximately(epsilon or ticket.epsilon)}"
    return Verdict("valid", reason, {}, statement(ticket, bound.proved), bound.proved)


def _check_arguments(target: str | None, domain: str | None, epsilon: Fraction | None) -> None:
    for name, digest in (("target_sha256", target), ("domain_sha256", domain)):
        if digest is not None and re.fullmatch("[0-9a-f]{64}", digest) is None:
            raise InputError(f"{name}: {digest[:80]!r}; 64 lower-case hexadecimal digits are needed")
    if epsilon is not None and epsilon <= 0:
        raise InputError(f"epsilon: {epsilon}; a number > 0 is needed")


def _check_bindings(ticket: Ticket, target: str | None, domain: Domain | None, domain_sha256: str | None) -> None:
    if target is not None and ticket.network.sha256 != target:
        raise Rejected(
            f"the ticket is about the network {ticket.network.sha256}, not {shown(target)}", field="target"
        )
    if domain is not None and not contains(ticket.domain, domain):
        raise Rejected(
            f"the ticket's domain, {ticket.domain.describe()}, does not contain {domain.describe()}",
            field="domain",
        )
    if domain_sha256 is not None and ticket.domain.sha256 != domain_sha256:
        raise Rejected(
            f"the ticket's domain is {ticket.domain.sha256}, not {shown(domain_sha256)}", field="domain"
        )


def _check_bound(ticket: Ticket, bound: Bound, epsilon: Fraction, name: str) -> None:
    if bound.proved <= epsilon:
        return
    comparison = f"the bound {approximately(bound.proved)} exceeds {name}, {approximately(epsilon)}"
    if bound.hoped <= epsilon:
        raise Undecided(f"{comparison}, without the spectral claims that are too large to verify here")
    layer = heaviest(ticket.network, bound.verified)
    weight = bound.largest[layer - 1]
    raise Rejected(
        f"{comparison}; layer {layer} contributes most, and this weight has its largest error",
        layer=layer,
        weight=weight,
    )


def statement(ticket: Ticket, bound: Fraction) -> dict[str, Any]:
    """The statement of a ticket with this bound, in the fields of FORMATS.md, section 4.4."""
    return {
        "target_sha256": ticket.network.sha256,
        "domain_sha256": ticket.domain.sha256,
        "domain": ticket.domain.fields(),
        "epsilon": format_rational(ticket.epsilon),
        "bound": format_rational(bound),
        "generator": {"version": str(VERSION), "seed": str(ticket.seed)},
        "method": ticket.method,
        "layers": [
            {
                "outputs": str(layer.outputs),
                "inputs": str(layer.inputs),
                "bias": "no" if layer.bias is None else "yes",
                "activation": layer.activation,
                "alpha": float(stated.cells.alpha).hex(),
                "beta": float(stated.cells.beta).hex(),
                "neurons": str(stated.neurons),
            }
            for layer, stated in zip(ticket.network.layers, ticket.layers, strict=True)
        ],
    }
