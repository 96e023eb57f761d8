"""``certify-bounds certify``: find a ticket for a trained network and write it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from certify.cli.options import (
    EPSILON,
    EPSILON_HELP,
    RATIONAL,
    chosen_target,
    exact,
    force_option,
    format_option,
    print_json,
    program,
    progress_bar,
    ratio_in_words,
    reading_options,
    reading_words,
    save_target_option,
    short,
    short_down,
    target_fields,
    target_lines,
)
from certify.errors import InputError, counted

if TYPE_CHECKING:
    from certify.exact.doubles import Floats
    from certify.kernel.domain import Domain
    from certify.models.targets import Target
    from certify.tickets.finding import Found


@dataclass(frozen=True)
class Job:
    """What is to be certified.

    Attributes
    ----------
    target, domain
        The network, and the inputs that the certificate speaks of.
    inputs
        Inputs of which the classes are counted; None where there are none.
    words
        How to name the target on the command line again.
    stem
        The name of the ticket file without its suffix.
    """

    target: Target
    domain: Domain
    inputs: Floats | None
    words: list[str]
    stem: str


@click.command("certify")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--epsilon", type=EPSILON, default="0.01", show_default=True, help=EPSILON_HELP)
@click.option("--delta", type=RATIONAL, default="0.01", show_default=True, help="How often the draw may fail.")
@click.option(
    "--domain", "domain_text", metavar="box:LO,HI|ball:R|FILE", help="Inputs that the certificate speaks of."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the random network.")
@click.option(
    "--method",
    type=click.Choice(["recycle", "batch", "fan-out"]),
    default="recycle",
    show_default=True,
    help="recycle, batch: the paper's.  fan-out: ours, one pool of neurons per input for all outputs.",
)
@click.option("--gamma", type=click.Choice(["2/3", "1/phi"]), default="2/3", show_default=True)
@click.option(
    "--accuracy",
    type=click.Choice(["recursion", "lemma-01"]),
    default="recursion",
    show_default=True,
    help="Per weight: as the certificate's own recursion needs it, or as Lemma 1 asks (more neurons).",
)
@click.option(
    "--arithmetic",
    type=click.Choice(["auto", "numpy", "mpmath"]),
    default="auto",
    show_default=True,
    help="auto: mpmath decomposes every weight again (a sample of 100000 above that).",
)
@click.option("--redraw", is_flag=True, help="If the draw fails, try the following seeds.")
@click.option("--attack", "attacked", is_flag=True, help="Search for the input where the pruned network is worst.")
@click.option(
    "--data",
    "data_file",
    type=click.Path(path_type=Path),
    help="Inputs of a classifier: count the classes kept.  The class is the largest output; of one output alone, "
    "whether it is > 0 (> 1/2 after a sigmoid or a clip to [0, 1]).",
)
@click.option("--out", type=click.Path(path_type=Path), help="The ticket file  [default: NAME.ticket]")
@save_target_option
@force_option
@reading_options
@click.option("-v", "--verbose", is_flag=True, help="Print the layers, the promise and the evidence at length.")
@format_option
def command(
    target: Path | None,
    epsilon: Fraction | str,
    delta: Fraction,
    domain_text: str | None,
    seed: int,
    method: str,
    gamma: str,
    accuracy: str,
    arithmetic: str,
    redraw: bool,
    attacked: bool,
    data_file: Path | None,
    out: Path | None,
    save_target: Path | None,
    force: bool,
    reading: dict[str, Any],
    verbose: bool,
    output_format: str,
) -> int:
    """Find a ticket for the network in TARGET (.npz, .safetensors, .onnx) and write it.

    Without TARGET the embedded network is certified: scikit-learn's digits, 64-32-10, on box:0,1.  A file that
    exists and holds something else is overwritten only with --force; the same job writes the same bytes again.
    """
    from certify import find_ticket
    from certify.models.output import check_output

    job = _job(target, domain_text, data_file, reading)
    path = out or Path(f"{job.stem}.ticket")
    for field, file in (("out", path), ("save_target", save_target)):
        if file is not None:
            check_output(field, file, data_file, domain_text)
    with progress_bar() as progress:
        found = find_ticket(
            job.target,
            job.domain,
            epsilon=epsilon,
            delta=delta,
            seed=seed,
            method=method,
            gamma=gamma,
            accuracy=accuracy,
            arithmetic=arithmetic,
            redraw=redraw,
            out=path,
            save_target=save_target,
            overwrite=force,
            progress=progress,
        )
    fields = {
        **_fields(job, found, path, attacked),
        "saved_target": None if save_target is None else str(save_target),
    }
    if output_format == "json":
        print_json(fields)
    else:
        click.echo("\n".join(_text(job, found, fields, verbose)))
    return 0 if found.certified else 1


def _job(file: Path | None, domain_text: str | None, data_file: Path | None, reading: dict[str, Any]) -> Job:
    from certify.models import embedded, parse_domain

    if file is None:
        own = embedded()
        domain = own.domain if domain_text is None else parse_domain(domain_text, own.domain.dimension)
        return Job(chosen_target(None, reading), domain, _data(data_file, 64, own.inputs), [], "digits")
    if domain_text is None:
        raise InputError(f"--domain: missing for {file}; give box:LO,HI, ball:R or a file of bounds or data")
    target = chosen_target(file, reading)
    domain = parse_domain(domain_text, target.network.widths[0])
    scores = target.network.widths[-1] > 1  # one output alone may be anything: classes are counted where asked for
    inputs = _data(data_file, domain.dimension, getattr(domain, "points", None) if scores else None)
    return Job(target, domain, inputs, [str(file), *reading_words(reading)], file.stem)


def _data(file: Path | None, dimension: int, otherwise: Floats | None) -> Floats | None:
    from certify.kernel.domain import Data
    from certify.models import parse_domain

    if file is None:
        return otherwise
    data = parse_domain(file, dimension)
    if not isinstance(data, Data):
        raise InputError(f"--data: {file} has bounds; an array of inputs (count, {dimension}) is needed")
    return data.points


def _fields(job: Job, found: Found, path: Path, attacked: bool) -> dict[str, Any]:
    """Everything that is printed, as JSON or as text."""
    from certify import attack
    from certify.tickets.classes import class_threshold
    from certify.tickets.methods import METHODS

    ticket, plan = found.ticket, found.plan
    how = METHODS[plan.method]
    fields: dict[str, Any] = {
        "schema": "certify-certify/1",
        "verdict": "certified" if found.certified else "not-certified",
        "epsilon": exact(ticket.epsilon),
        "epsilon_from": plan.epsilon_from,
        "bound": found.bound,
        "trivial": found.trivial,
        "without_weights": found.without_weights,
        "neurons": {"sampled": plan.neurons, "used": found.neurons_used},
        "method": plan.method,
        "seed": str(ticket.seed),
        "ticket": str(path) if found.certified else None,
        "domain": job.domain.describe(),
        "target_sha256": job.target.network.sha256,
        **target_fields(job.target),
        "promise": {
            "bound": plan.promise,
            "probability": f"at least 1 - {exact(plan.delta)} before a draw, for {how.SPEAKS_OF} and ideal words",
            "speaks_of": how.SPEAKS_OF,
            "delta": plan.delta,
            "accuracy": plan.accuracy,
            "eps_w": plan.eps_w,
            "lemma_01_eps_w": plan.lemma_01_eps_w,
            "intervals": plan.intervals.k,
            "gamma": plan.intervals.gamma,
            "lemma_01_applies": plan.lemma_01,
        },
        "evidence": _evidence(plan.method),
        "decomposition": str(found.reexecution),
        "layers": [
            {"neurons": layer.neurons, "supremum": layer.supremum, "norms": _least(layer.norms)}
            for layer in ticket.layers
        ],
        "classes_kept": None,
        "class_threshold": None,
    }
    if job.inputs is not None:
        fields["classes_kept"] = found.classes_kept(job.inputs)._asdict()
        fields["class_threshold"] = class_threshold(job.target.network)
    if attacked:
        worst = attack(found)
        fields["attack"] = None if worst is None else {"lower_bound": worst.lower_bound}
    return fields


def _least(norms: Any) -> dict[str, Fraction]:
    """Per matrix the least of the claims about its norm."""
    return {name: min(claims.values()) for name, claims in norms.items()}


def _evidence(method: str) -> dict[str, str]:
    """What the certificate and the promise rest on, with the ledger's verdicts (`audit` replays them)."""
    from certify.tickets.methods import METHODS
    from proofs.ledger.replay import entry

    names = ("certificate", *METHODS[method].EVIDENCE)
    return {name: entry(name, run=False).in_words("printed") for name in names}


def _text(job: Job, found: Found, fields: dict[str, Any], verbose: bool) -> Iterator[str]:
    bound, neurons = short(found.bound), fields["neurons"]
    beside = ratio_in_words(found.bound, found.ticket.epsilon)
    yield f"{fields['verdict']}: |F(x) - G(x)| <= {bound} for every x of the domain, {beside} the epsilon asked"
    share = f" = {words}" if (words := fields["epsilon_from"]) else ""
    yield f"  epsilon asked      {fields['epsilon']}{share}"
    yield f"  epsilon certified  {bound}"
    yield f"  domain             {fields['domain']}"
    if fields["ticket"] is not None:
        yield f"  next               {_next_command(job, fields['ticket'])}"
    yield from target_lines(job.target)
    if found.trivial:
        without = short(found.without_weights)
        yield f"trivial    epsilon is so large that a network without any weight does (its bound is {without})"
    if fields["saved_target"] is not None:
        yield f"written    {fields['saved_target']}, the network as it was read"
    from certify.tickets.quantities import weight_count

    widths = "-".join(str(n) for n in job.target.network.widths)
    yield f"F          the network to compute: {widths}, {counted(weight_count(job.target.network), 'weight')}"
    yield (
        f"G          a random network, pruned, never trained: {counted(neurons['sampled'], 'neuron')} sampled, "
        f"{neurons['used']} kept ({fields['method']}, seed {fields['seed']})"
    )
    yield from _slack(found, fields["ticket"])
    if kept := fields["classes_kept"]:
        threshold = fields["class_threshold"]
        above = "" if threshold is None else f", whether the output is > {threshold}"
        outside = f" ({kept['outside']} outside the domain)" if kept["outside"] else ""
        inputs = counted(kept["inputs"], "input")
        yield f"classes    {kept['kept']} of {inputs} provably keep their class{above}{outside}"
    if "attack" in fields:
        worst = fields["attack"]
        seen = "no input" if worst is None else f">= {short_down(worst['lower_bound'])}"
        yield f"attack     worst input found: {seen} (certified: at most {bound})"
    yield from _at_length(fields) if verbose else _alarms(fields)


def _slack(found: Found, ticket: str) -> Iterator[str]:
    """What can be done where the bound is far below ε."""
    bound, epsilon = short(found.bound), exact(found.ticket.epsilon)
    if not found.certified or not 0 < 10 * found.bound <= found.ticket.epsilon:
        return
    yield f"slack      the ticket holds for every epsilon down to its bound: `check {ticket} --epsilon {bound}`"
    if not found.trivial:
        yield "           fewer neurons may do: certify with a larger --epsilon,"
        yield f"           and `check` with `--epsilon {epsilon}` says if that ticket is still good enough"


def _at_length(fields: dict[str, Any]) -> Iterator[str]:
    promise = fields["promise"]
    yield f"exactness  decomposed by {fields['decomposition']}"
    likely = f"with probability >= 1 - {exact(promise['delta'])}"
    yield f"promise    before the draw: {short(promise['bound'])} {likely},"
    yield (
        f"           for {promise['speaks_of']} and ideal random words; "
        f"eps_w >= {short_down(promise['eps_w'])} per weight, "
        f"{counted(promise['intervals'], 'interval')}, gamma = {promise['gamma']}"
    )
    lemma = short_down(promise["lemma_01_eps_w"])
    if promise["accuracy"] == "recursion":
        yield f"           (by the certificate's own recursion; Lemma 1 asks for {lemma}: --accuracy lemma-01)"
    else:
        yield f"           (by Lemma 1, which asks for {lemma}; without --accuracy it may be larger)"
    yield f"evidence   {', '.join(f'{name}: {verdict}' for name, verdict in fields['evidence'].items())}"
    if not promise["lemma_01_applies"]:
        yield "           (some inputs may be negative: Lemma 1 as printed does not apply, the certificate does)"
    for number, layer in enumerate(fields["layers"], 1):
        norms = ", ".join(f"{name} {short(norm)}" for name, norm in layer["norms"].items())
        yield f"layer {number}    M = {layer['neurons']}, sup of inputs {short(layer['supremum'])}; norms: {norms}"


def _alarms(fields: dict[str, Any]) -> Iterator[str]:
    """Evidence that was replayed and does not say *proved*; what is only not re-checked here is no alarm."""
    for name, verdict in fields["evidence"].items():
        if not verdict.startswith("proved") and "not re-checked here" not in verdict:
            yield f"evidence   {name}: {verdict}"


def _next_command(job: Job, ticket: str) -> str:
    words = [program(), "check", ticket]
    if job.words:
        words += ["--target", *job.words]
    return shlex.join(words)
