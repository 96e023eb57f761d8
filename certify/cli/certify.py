"""``certify-bounds certify``: find a ticket for a trained network and write it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from certify.cli.options import (
    RATIONAL,
    activation_options,
    exact,
    format_option,
    print_json,
    program,
    progress_bar,
    refuse_overwriting,
    short,
)
from certify.errors import InputError

if TYPE_CHECKING:
    from certify.exact.doubles import Floats
    from certify.kernel.domain import Domain
    from certify.kernel.network import Network
    from certify.tickets.finding import Found


@dataclass(frozen=True)
class Job:
    """What is to be certified: the network, the domain, and the inputs whose classes are counted."""

    network: Network
    domain: Domain
    source: list[str]
    note: str
    inputs: Floats | None
    stem: str


@click.command("certify")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--epsilon", type=RATIONAL, default="0.01", show_default=True, help="Accuracy of the whole network.")
@click.option("--delta", type=RATIONAL, default="0.01", show_default=True, help="How often the draw may fail.")
@click.option(
    "--domain", "domain_text", metavar="box:LO,HI|ball:R|FILE", help="Inputs that the certificate speaks of."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the random network.")
@click.option("--method", type=click.Choice(["recycle", "batch"]), default="recycle", show_default=True)
@click.option("--gamma", type=click.Choice(["2/3", "1/phi"]), default="2/3", show_default=True)
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
    "--data", "data_file", type=click.Path(path_type=Path), help="Inputs of a classifier: count the classes kept."
)
@click.option("--out", type=click.Path(path_type=Path), help="The ticket file  [default: NAME.ticket]")
@activation_options
@format_option
def command(
    target: Path | None,
    epsilon: Fraction,
    delta: Fraction,
    domain_text: str | None,
    seed: int,
    method: str,
    gamma: str,
    arithmetic: str,
    redraw: bool,
    attacked: bool,
    data_file: Path | None,
    out: Path | None,
    activation: str,
    output: str,
    output_format: str,
) -> int:
    """Find a ticket for the network in TARGET (.npz, .safetensors, .onnx) and write it.

    Without TARGET the embedded network is certified: scikit-learn's digits, 64-32-10, on box:0,1.
    """
    from certify.tickets.finding import find_ticket, save

    job = _job(target, domain_text, data_file, activation, output)
    path = out or Path(f"{job.stem}.ticket")
    if not path.parent.is_dir() or (path.exists() and not path.is_file()):
        raise InputError(f"--out: {path} is no file in a folder that exists")
    refuse_overwriting(path, target, data_file, domain_text)
    with progress_bar() as progress:
        found = find_ticket(
            job.network,
            job.domain,
            epsilon=epsilon,
            delta=delta,
            seed=seed,
            method=method,
            gamma=gamma,
            arithmetic=arithmetic,
            redraw=redraw,
            progress=progress,
        )
        if found.certified:
            save(found, path)
    fields = _fields(job, found, path, attacked)
    if output_format == "json":
        print_json(fields)
    else:
        _print(job, found, path, fields)
    return 0 if found.certified else 1


def _job(
    target: Path | None, domain_text: str | None, data_file: Path | None, activation: str, output: str
) -> Job:
    from certify.models import embedded, load_target, parse_domain

    if target is None:
        own = embedded()
        domain = own.domain if domain_text is None else parse_domain(domain_text, own.domain.dimension)
        note = "the embedded network: scikit-learn's digits"
        return Job(own.network, domain, [], note, _data(data_file, 64, own.inputs), "digits")
    if domain_text is None:
        raise InputError(f"--domain: missing for {target}; give box:LO,HI, ball:R or a file of bounds or data")
    loaded = load_target(target, activation=activation, output=output)
    domain = parse_domain(domain_text, loaded.network.widths[0])
    inputs = _data(data_file, domain.dimension, getattr(domain, "points", None))
    said = "in the file" if loaded.says_activations else "by --activation and --output"
    note = f"{target} (activations {said}: {', '.join(layer.activation for layer in loaded.network.layers)})"
    if loaded.order:
        note += f", layers in the order {', '.join(loaded.order)}"
    options = (
        []
        if loaded.says_activations
        else _changed({"--activation": (activation, "relu"), "--output": (output, "linear")})
    )
    return Job(loaded.network, domain, [str(target), *options], note, inputs, target.stem)


def _changed(options: dict[str, tuple[str, str]]) -> list[str]:
    """The options that are not at their defaults, as words."""
    return [word for name, (value, default) in options.items() if value != default for word in (name, value)]


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
    from certify.exact.rationals import format_rational
    from certify.tickets.attack import attack
    from certify.tickets.classes import classes_kept

    ticket, plan = found.ticket, found.plan
    fields: dict[str, Any] = {
        "schema": "certify-certify/1",
        "verdict": "certified" if found.certified else "not-certified",
        "epsilon": exact(ticket.epsilon),
        "bound": format_rational(found.bound),
        "neurons": {"sampled": plan.neurons, "used": found.neurons_used},
        "method": ticket.method,
        "seed": str(ticket.seed),
        "ticket": str(path) if found.certified else None,
        "domain": job.domain.describe(),
        "target_sha256": job.network.sha256,
        "promise": {
            "bound": format_rational(plan.promise),
            "probability": f"at least 1 - {exact(plan.delta)} before a draw, for this network and ideal words",
            "delta": format_rational(plan.delta),
            "eps_w": format_rational(plan.eps_w),
            "intervals": plan.intervals.k,
            "gamma": plan.intervals.gamma,
            "lemma_01_applies": plan.lemma_01,
        },
        "evidence": _evidence(ticket.method),
        "decomposition": str(found.reexecution),
        "classes_kept": None,
    }
    if job.inputs is not None and len(job.network.layers[-1].weights) > 1:
        kept = classes_kept(job.network, job.domain, job.inputs, found.bound)
        fields["classes_kept"] = kept._asdict()
    if attacked:
        worst = attack(ticket)
        fields["attack"] = (
            None
            if worst is None
            else {"lower_bound": format_rational(worst.lower_bound), "shown": short(worst.lower_bound)}
        )
    return fields


def _evidence(method: str) -> dict[str, str]:
    """What the certificate and the promise rest on, with the ledger's verdicts (`audit` replays them)."""
    from proofs.ledger.replay import entry

    names = ("certificate", "sampler", "combined") + (("batch-hall",) if method == "batch" else ())
    return {name: entry(name, run=False).in_words("printed") for name in names}


def _print(job: Job, found: Found, path: Path, fields: dict[str, Any]) -> None:
    ticket, plan = found.ticket, found.plan
    click.echo(f"{fields['verdict']}: |F(x) - G(x)| <= {short(found.bound)} for every x of the domain")
    click.echo(f"  epsilon asked      {exact(ticket.epsilon)}")
    click.echo(f"  epsilon certified  {short(found.bound)}")
    click.echo(f"  domain             {job.domain.describe()}")
    if found.certified:
        click.echo(f"  next               {_next_command(job, path)}")
    click.echo(f"target         {job.note}")
    click.echo(
        f"network        {'-'.join(str(n) for n in job.network.widths)}, {job.network.weight_count} weights"
    )
    neurons = fields["neurons"]
    drawn = f"{ticket.method}, seed {ticket.seed}"
    click.echo(f"random neurons {neurons['sampled']} sampled, {neurons['used']} kept ({drawn})")
    click.echo(f"decomposition  {found.reexecution}")
    click.echo(
        f"promise        before the draw: {short(plan.promise)} with probability >= 1 - {exact(plan.delta)}, "
        "for this network"
    )
    click.echo(
        f"               and ideal random words; every weight within {short(plan.eps_w)}, "
        f"{plan.intervals.k} intervals, gamma = {plan.intervals.gamma}"
    )
    click.echo(f"evidence       {', '.join(f'{name}: {verdict}' for name, verdict in fields['evidence'].items())}")
    if not plan.lemma_01:
        click.echo(
            "               (some inputs may be negative: Lemma 1 as printed does not apply, the certificate does)"
        )
    for number, layer in enumerate(ticket.layers, 1):
        norms = ", ".join(f"{name} {short(min(claims.values()))}" for name, claims in layer.norms.items())
        click.echo(
            f"layer {number}        M = {layer.neurons}, sup of its inputs {short(layer.supremum)}; norms: {norms}"
        )
    if fields["classes_kept"]:
        kept = fields["classes_kept"]
        outside = f" ({kept['outside']} lie outside the domain)" if kept["outside"] else ""
        click.echo(f"classes        {kept['kept']} of {kept['inputs']} inputs provably keep their class{outside}")
    if "attack" in fields:
        found_at = fields["attack"]["shown"] if fields["attack"] else "no input"
        click.echo(f"attack         worst input found: {found_at} (certified: at most {short(found.bound)})")


def _next_command(job: Job, path: Path) -> str:
    words = [program(), "check", str(path)]
    if job.source:
        words += ["--target", *job.source]
    return shlex.join(words)
