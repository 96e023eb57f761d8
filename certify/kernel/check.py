"""The verdict on a ticket file: valid, invalid or undecided, and the statement that it proves."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from certify.errors import InputError, Rejected, Undecided, escaped
from certify.exact.rationals import approximately, format_rational
from certify.kernel.certificate import Ticket
from certify.kernel.domain import Domain, contains
from certify.kernel.generator import VERSION
from certify.kernel.mask import masks_sha256
from certify.kernel.ticket import read_ticket
from certify.kernel.verification import verify
from certify.verdict import Verdict


def check_file(
    path: str | Path,
    *,
    target_sha256: str | None = None,
    domain: Callable[[int], Domain] | None = None,
    epsilon: Fraction | None = None,
) -> Verdict:
    """Check a ticket file, and that it says something about what *you* hold.

    Parameters
    ----------
    path
        The ticket.
    target_sha256
        The ticket must be about the network with this digest.
    domain
        The ticket's domain must contain this one (given the number of inputs).
    epsilon
        The bound proved must be at most this.

    Raises
    ------
    InputError
        When the file cannot be read, is not a ticket, or is of an unknown version.

    Guarantee
    ---------
    ``valid`` implies ``‖F(x) − Ĝ(x)‖₂ <= statement["bound"]`` for every x of the domain.

    Source
    ------
    FORMATS.md, sections 4.3 to 4.5; ledger, statement ``certificate``.
    """
    _check_arguments(target_sha256, epsilon)
    try:
        ticket = read_ticket(path)
        limit = ticket.epsilon if epsilon is None else min(epsilon, ticket.epsilon)
        _check_bindings(ticket, target_sha256, domain)
        bound = verify(ticket, limit)
        proved = statement(ticket, bound)
    except (Rejected, Undecided) as error:
        verdict = "invalid" if isinstance(error, Rejected) else "undecided"
        return Verdict(verdict, error.reason, error.where, code=error.code)
    except MemoryError:
        return Verdict("undecided", "it does not fit the memory of this machine", code="memory")
    reason = f"the bound {approximately(bound)} is at most {approximately(limit)}"
    return Verdict("valid", reason, {}, proved, bound, provenance={"method": ticket.method})


def _check_arguments(target: str | None, epsilon: Fraction | None) -> None:
    if target is not None and re.fullmatch("[0-9a-f]{64}", target) is None:
        raise InputError(f"target_sha256: {escaped(target)}; 64 lower-case hexadecimal digits are needed")
    if epsilon is not None and epsilon <= 0:
        raise InputError(f"epsilon: {approximately(epsilon)}; a number > 0 is needed")


def _check_bindings(ticket: Ticket, target: str | None, domain: Callable[[int], Domain] | None) -> None:
    if target is not None and ticket.network.sha256 != target:
        reason = f"the ticket is about the network {ticket.network.sha256}, not {target}"
        raise Rejected(reason, code="other-target", field="target")
    held = None if domain is None else domain(ticket.network.widths[0])
    if held is not None and not contains(ticket.domain, held):
        reason = f"the ticket's domain, {ticket.domain.describe()}, does not contain {held.describe()}"
        raise Rejected(reason, code="other-domain", field="domain")


def statement(ticket: Ticket, bound: Fraction) -> dict[str, Any]:
    """The statement of a ticket with this bound, in the fields of FORMATS.md, section 4.5."""
    return {
        "target_sha256": ticket.network.sha256,
        "domain_sha256": ticket.domain.sha256,
        "mask_sha256": masks_sha256(stated.mask for stated in ticket.layers),
        "domain": ticket.domain.fields(),
        "epsilon": format_rational(ticket.epsilon),
        "bound": format_rational(bound),
        "generator": {"version": str(VERSION), "seed": str(ticket.seed)},
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
