"""Finding a ticket: plan, draw, decompose, propose claims, execute again, write, check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import numpy as np

from certify import __version__
from certify.errors import CertifyError, DrawFailed, InputError, as_read, counted, shown
from certify.exact.doubles import Floats
from certify.exact.dyadic import Dyadic
from certify.exact.rationals import approximately, format_rational
from certify.kernel.certificate import LayerTicket, Ticket, branches, matrices, recursion, step
from certify.kernel.check import check_file
from certify.kernel.domain import Domain
from certify.kernel.generator import SEED_LIMIT, Cells
from certify.kernel.mask import Mask, virtual_weights
from certify.kernel.network import Network
from certify.models.output import replacing
from certify.tickets.classes import Kept, classes_kept
from certify.tickets.memory import require
from certify.tickets.methods import METHODS
from certify.tickets.methods.demands import branch_count
from certify.tickets.norms import propose, root_above
from certify.tickets.plan import Plan, make_plan
from certify.tickets.pruned import kept_neurons
from certify.tickets.quantities import weight_count
from certify.tickets.reexecution import SAMPLE, Reexecution, reexecute
from certify.tickets.writing import write_ticket

ARITHMETICS = ("auto", "numpy", "mpmath")

# Measured at the peak: a row of a mask, as Python objects and as arrays, and a dense entry of exact matrices.
_BYTES_PER_ROW = 320
_BYTES_PER_WEIGHT = 1200


class Progress(Protocol):
    """Is told what is being done, and how far it has got."""

    def __call__(self, task: str, done: int, total: int) -> None:
        """``done`` of ``total`` steps of ``task``."""


def silent(task: str, done: int, total: int) -> None:
    """A :class:`Progress` that does nothing."""


@dataclass(frozen=True)
class Found:
    """A ticket with what led to it.

    Attributes
    ----------
    ticket
        The ticket; ``bound`` is what its claims give, to be believed once a check has verified them.
    bound
        E_ℓ.
    plan
        What was planned and promised before the draw.
    reexecution
        How many weights mpmath decomposed again.
    without_weights
        The bound that the same rules give for a network that keeps no weight at all.
    """

    ticket: Ticket
    bound: Fraction
    plan: Plan
    reexecution: Reexecution
    without_weights: Fraction

    def __repr__(self) -> str:
        verdict = "certified" if self.certified else "not certified"
        verdict += " (trivial: no weight is needed for this epsilon)" * self.trivial
        numbers = f"bound={approximately(self.bound)}", f"epsilon={approximately(self.ticket.epsilon)}"
        kept = f"{self.neurons_used} of {counted(self.plan.neurons, 'neuron')} kept"
        return shown("Found", verdict, *numbers, kept, *as_read(self.assumed, self.notes))

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the target's file does not say, with what was assumed instead."""
        return self.plan.assumed

    @property
    def notes(self) -> tuple[str, ...]:
        """What was rounded or cut off when the target was read."""
        return self.plan.notes

    @property
    def certified(self) -> bool:
        """Whether the bound is at most ε."""
        return self.bound <= self.ticket.epsilon

    @property
    def trivial(self) -> bool:
        """Whether ε is so large that a network without any weight does: then the ticket says little about F."""
        return self.without_weights <= self.ticket.epsilon

    @property
    def neurons_used(self) -> int:
        """How many intermediate neurons the masks keep."""
        return sum(len(kept_neurons(layer.mask)) for layer in self.ticket.layers)

    def classes_kept(self, inputs: Floats) -> Kept:
        """How many of some inputs provably keep their class: see :func:`certify.tickets.classes.classes_kept`."""
        return classes_kept(self.ticket.network, self.ticket.domain, inputs, self.bound)


def find_ticket(
    network: Network,
    domain: Domain,
    *,
    epsilon: Fraction,
    delta: Fraction,
    seed: int = 0,
    method: str = "recycle",
    gamma: str = "2/3",
    accuracy: str = "recursion",
    arithmetic: str = "auto",
    redraw: bool = False,
    progress: Progress = silent,
) -> Found:
    """Find a pruned random network within ε of a target.

    Parameters
    ----------
    network, domain
        F and X.
    epsilon, delta
        The accuracy wanted, and the probability with which the draw may fail.
    seed
        Of the random network; ``redraw`` tries the following ones when a draw fails.
    method
        One of :data:`certify.tickets.methods.METHODS`.
    gamma
        ``2/3`` or ``1/phi``.
    accuracy
        How close each weight has to come: ``recursion``, as the certificate needs it, or ``lemma-01``.
    arithmetic
        ``auto``: every weight (a sample of 10⁵ beyond that many) is decomposed again with mpmath;
        ``mpmath``: all of them; ``numpy``: none.

    Raises
    ------
    InputError
        When a parameter is out of range or the job does not fit the memory.
    DrawFailed
        When the random network holds no ticket under this plan.

    Guarantee
    ---------
    None: the ticket is evidence, to be checked.  :func:`certify.check` does.
    """
    if not 0 <= seed < SEED_LIMIT:
        raise InputError(f"seed: {seed}; a number from 0 to 2^128 - 1 is needed")
    if arithmetic not in ARITHMETICS:
        raise InputError(f"arithmetic: {arithmetic!r}; one of {', '.join(ARITHMETICS)} is needed")
    plan = make_plan(network, domain, epsilon, delta, method=method, gamma=gamma, accuracy=accuracy)
    check_memory(network, plan)
    while True:
        try:
            masks = [_draw(network, i, plan, seed, progress) for i in range(1, len(network.layers) + 1)]
            break
        except DrawFailed:
            if not redraw or seed + 1 >= SEED_LIMIT:
                raise
            seed += 1
    layers = _claims(network, plan, masks, seed, progress)
    pairs = list(zip(network.layers, layers, strict=True))
    sample = {"auto": SAMPLE, "numpy": 0, "mpmath": None}[arithmetic]
    again = reexecute(
        pairs, plan, seed, sample=sample, progress=_counter("mpmath", weight_count(network), progress)
    )
    bound = recursion(network, layers)
    provenance = _provenance(plan, gamma, again)
    ticket = Ticket(network, domain, epsilon, seed, METHODS[method].TICKET_METHOD, tuple(layers), provenance)
    return Found(ticket, bound, plan, again, without_weights(network, plan))


def without_weights(network: Network, plan: Plan) -> Fraction:
    """A bound of ``sup ‖F − Ĝ‖₂`` for the Ĝ that keeps no weight.

    No weight leads to its outputs, whatever comes before them: the last step of the recursion, from an error 0,
    with Ŵ = 0.

    Source
    ------
    Room ``certificate``, as :func:`certify.kernel.certificate.step`.
    """
    last = network.layers[-1]
    nothing = Dyadic.from_floats(np.zeros_like(last.extended_weights))
    compared = matrices(last, branches(last, list(plan.known[-1]), nothing, nothing))
    norms = {name: propose(matrix) for name, matrix in compared.items()}
    return step(last, norms, root_above(plan.suprema[-1]), Fraction(0))


def check_memory(network: Network, plan: Plan) -> None:
    """Refuse a job that does not fit the memory, before it starts.

    Raises
    ------
    InputError
        With the estimate and what there is.
    """
    branches = [branch_count(layer, row) for layer, row in zip(network.layers, plan.known, strict=True)]
    k, searching = plan.intervals.k, METHODS[plan.method].search_bytes
    rows = sum(branches) * k // 2  # about half of the intervals are needed
    need = rows * _BYTES_PER_ROW + weight_count(network) * _BYTES_PER_WEIGHT
    need += max(searching(n, k, sample) for n, sample in zip(branches, plan.layers, strict=True))
    require(need, "memory: this job", "a larger epsilon or a smaller network needs less")


def _counter(task: str, total: int, progress: Progress) -> Callable[[int], None]:
    done = 0

    def count(steps: int) -> None:
        nonlocal done
        done += steps
        progress(task, done, total)

    return count


def _draw(network: Network, number: int, plan: Plan, seed: int, progress: Progress) -> Mask:
    if plan.intervals.k == 0:
        return Mask(np.zeros((0, 3), dtype=np.int64))
    task = plan.task(network, number, seed)
    count = _counter(f"layer {number}", branch_count(task.layer, task.known), progress)
    rows = METHODS[plan.method].mask(task, count)
    return Mask(np.array(sorted(rows), dtype=np.int64).reshape(-1, 3))


def _claims(network: Network, plan: Plan, masks: list[Mask], seed: int, progress: Progress) -> list[LayerTicket]:
    found = []
    cells: Cells = plan.intervals.cells
    for i, (layer, mask) in enumerate(zip(network.layers, masks, strict=True)):
        size = {"inputs": layer.extended_inputs, "outputs": layer.outputs}
        plus, minus = virtual_weights(mask, seed=seed, layer=i + 1, cells=cells, **size)
        compared = matrices(layer, branches(layer, list(plan.known[i]), plus, minus))
        norms = {name: propose(matrix) for name, matrix in compared.items()}
        found.append(LayerTicket(cells, plan.layers[i].neurons, mask, root_above(plan.suprema[i]), norms))
        progress("norms", i + 1, len(masks))
    return found


def _provenance(plan: Plan, gamma: str, again: Reexecution) -> dict[str, str]:
    return {
        "software": f"certify-bounds {__version__}",
        "method": plan.method,
        "gamma": gamma,
        "delta": format_rational(plan.delta),
        "accuracy": plan.accuracy,
        "eps_w": format_rational(plan.eps_w),
        "intervals": str(plan.intervals.k),
        "decomposition": str(again),
        "promise": format_rational(plan.promise),
    }


def save(found: Found, path: str | Path, *, overwrite: bool = False) -> None:
    """Write a ticket, check the file as anybody would, and only then move it into place.

    Raises
    ------
    InputError
        When the file cannot be written, or is there with other bytes and not to be overwritten.
    CertifyError
        When the file written does not prove what the ticket states (a defect; nothing is left behind).
    """
    with replacing(Path(path), overwrite=overwrite) as temporary:
        write_ticket(found.ticket, temporary)
        verdict = check_file(temporary)
        if verdict.verdict != "valid":
            raise CertifyError(
                f"{path}: the ticket written is {verdict.verdict}: {verdict.reason}; please report this"
            )
