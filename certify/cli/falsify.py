"""``certify-bounds falsify``: search for a counterexample and print the simplest one, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from certify.cli.options import (
    change_options,
    changes,
    force_option,
    format_option,
    print_json,
    progress_bar,
    short,
)
from certify.errors import InputError

if TYPE_CHECKING:
    from certify.catalogue import Chosen
    from certify.claims.claim import Claim
    from certify.falsify.budget import Budget
    from certify.falsify.engine import Result

EXIT_CODES = {"not-refuted": 0, "refuted": 1, "vacuous": 2, "undecided": 3}
INTERRUPTED = 130
_PARTS = ("parameters", "definitions", "hypotheses", "conclusions")


@click.command("falsify")
@click.argument("claim")
@click.option("--show", is_flag=True, help="List parameters, definitions, hypotheses and conclusions by name.")
@click.option(
    "--wording",
    type=click.Choice(["repaired", "printed", "tightest"]),
    help="Of a statement of the ledger.  [default: repaired, where there is one]",
)
@change_options
@click.option(
    "--budget",
    default="60s",
    show_default=True,
    metavar="60s|100000",
    help="Time, which the claims of `all` share, or cases drawn of each claim.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Makes a run repeatable.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the witness, for `check`.")
@force_option
@format_option
def command(
    claim: str,
    show: bool,
    wording: str | None,
    put: tuple[str, ...],
    without: tuple[str, ...],
    budget: str,
    seed: int,
    out: Path | None,
    force: bool,
    output_format: str,
) -> int:
    """Search for a case that satisfies the hypotheses of CLAIM and violates a conclusion.

    CLAIM is an id of the ledger (lemma-29, lemma-09/greedy), `all`, or path/to/claims.py::name.
    """
    from certify.falsify.budget import Budget
    from certify.models.output import replacing

    spent = Budget.of(budget)
    if claim == "all":
        if show or put or without or out is not None:
            raise InputError("all: --show, --with, --without and --out need one CLAIM")
        return _all(wording, spent, seed, output_format)
    chosen = _chosen(claim, wording)
    changed = _changed(chosen, put, without)
    if show:
        _show(changed, output_format)
        return 0
    if out is not None:
        _check_out(out, claim, force)
    found = _search(chosen, changed, spent, seed)
    if found.witness is not None and out is not None:
        with replacing(out, overwrite=force) as temporary:
            temporary.write_text(found.witness.text(), encoding="utf-8")
    if output_format == "json":
        print_json({"schema": "certify-falsify/1", **_fields(claim, chosen, found)})
    else:
        click.echo("\n".join(_in_words(chosen, changed, found, out)))
    return _code(found)


def _check_out(out: Path, claim: str, force: bool) -> None:
    """Refuse a file that could not be written after the search; a witness that is there may be the same one."""
    from certify.claims.witness import looks_like_witness
    from certify.models.output import check_output, refuse_existing

    check_output("out", out, claim.partition("::")[0])
    if out.exists() and not force and not looks_like_witness(out):
        refuse_existing("out", out)


def _chosen(claim: str, wording: str | None) -> Chosen:
    from certify.catalogue import choose

    return choose(claim, wording)


def _changed(chosen: Chosen, put: tuple[str, ...], without: tuple[str, ...]) -> Claim:
    from certify.falsify.edits import edited

    return edited(chosen.claim, changes(put), without)


def _search(chosen: Chosen, changed: Claim, budget: Any, seed: int) -> Result:
    from certify import search

    edited = changed is not chosen.claim and not changed.same_as(chosen.claim)
    with progress_bar() as show:
        return search(
            changed,
            budget,
            seed,
            unedited=chosen.claim if edited else None,
            statement=None if edited else chosen.statement,
            progress=show,
        )


def _code(found: Result) -> int:
    return INTERRUPTED if found.interrupted and found.witness is None else EXIT_CODES[found.verdict]


# every claim -----------------------------------------------------------------------------------


def _all(wording: str | None, budget: Budget, seed: int, output_format: str) -> int:
    from certify.catalogue import every

    rows, worst, spent = [], 0, 0.0
    claims = every(wording)
    for number, chosen in enumerate(claims):
        found = _search(chosen, chosen.claim, budget.share(spent, len(claims) - number), seed)
        spent += found.seconds
        identifier, which = chosen.statement or (chosen.claim.name, "")
        rows.append(_fields(identifier, chosen, found))
        worst = max(worst, _code(found), key=_severity)
        if output_format == "text":
            at = "" if found.witness is None else f"; {found.conclusion} fails at {_values(found.witness.values)}"
            open_ = f", {found.undecided_share:.1%} undecided"
            click.echo(f"{identifier:22} {which:9} {found.verdict:12} {found.cases:>10} cases{open_}{at}")
        if found.interrupted:
            worst = INTERRUPTED
            break
    if output_format == "json":
        print_json({"schema": "certify-falsify/1", "claims": rows})
    return worst


def _severity(code: int) -> int:
    """Which of several exit codes counts: refuted before vacuous before undecided before not refuted."""
    return (0, 3, 2, 1, INTERRUPTED).index(code)


# output ----------------------------------------------------------------------------------------


def _show(claim: Claim, output_format: str) -> None:
    if output_format == "json":
        parts = {part: dict(getattr(claim, part)) for part in _PARTS}
        print_json({"schema": "certify-claim/1", "name": claim.name, **parts})
        return
    click.echo(claim.name)
    for part in _PARTS:
        texts = getattr(claim, part)
        click.echo(f"{part}{'' if texts else ': none'}")
        for name, text in texts.items():
            click.echo(f"  {name}: {text}")


def _fields(claim: str, chosen: Chosen, found: Result) -> dict[str, Any]:
    import json

    return {
        "claim": claim,
        "wording": None if chosen.statement is None else chosen.statement[1],
        "verdict": found.verdict,
        "conclusion": found.conclusion,
        "witness": None if found.witness is None else json.loads(found.witness.text()),
        "because": found.because,
        "cases": found.cases,
        "drawn": found.drawn,
        "undecided": found.undecided,
        "margin": None if found.margin is None else f"{found.margin:.17g}",
        "margin_at": {name: _value(value) for name, value in found.margin_at.items()},
        "undefined_at": None if found.undefined_at is None else _all_values(found.undefined_at),
        "simplest": found.simplest,
        "interrupted": found.interrupted,
        "seconds": f"{found.seconds:.2f}",
    }


def _all_values(values: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Fraction | tuple[Fraction, ...]) -> str | list[str]:
    return [str(entry) for entry in value] if isinstance(value, tuple) else str(value)


def _in_words(chosen: Chosen, claim: Claim, found: Result, out: Path | None) -> Iterator[str]:
    wording = f" ({chosen.statement[1]})" if chosen.statement is not None else ""
    yield f"{found.verdict}: {claim.name}{wording}{_headline(claim, found)}"
    if found.witness is not None:
        yield from _witness(claim, found)
        if out is not None:
            from certify.cli.options import program

            yield f"written    {out}"
            yield f"next       {program()} check {out}"
    elif found.margin is not None:
        yield f"margin     {found.margin:.6g}, the smallest by which a conclusion held, relative to its sides"
        yield from (f"  {name} = {_short(value)}" for name, value in found.margin_at.items())
    if found.undefined_at is not None and found.witness is None:
        yield f"no value   a conclusion has none at {_values(found.undefined_at)}"
    stopped = "; interrupted" if found.interrupted else ""
    yield f"cases      {found.cases} that satisfy the hypotheses, of {found.drawn} drawn"
    yield f"           {found.undecided} undecided ({found.undecided_share:.1%}); {found.seconds:.1f} s{stopped}"


def _headline(claim: Claim, found: Result) -> str:
    match found.verdict:
        case "refuted":
            return f", the conclusion {found.conclusion} fails"
        case "vacuous":
            return ", no case drawn satisfies its hypotheses"
        case "undecided":
            return ", exact arithmetic could not settle what was found within its limits"
    return ", no counterexample within the budget, which proves nothing"


def _witness(claim: Claim, found: Result) -> Iterator[str]:
    if found.witness is None:
        return
    yield f"  {claim.conclusions[found.witness.conclusion]}"
    for name, value in found.witness.values.items():
        yield f"  {name} = {_value(value) if isinstance(value, Fraction) else ', '.join(map(str, value))}"
    yield f"exactly    {found.reason}"
    if found.because is not None:
        yield f"the edit   {found.because}"
    if not found.simplest:
        yield "simplest   not known: shrinking did not finish"


def _values(values: Any) -> str:
    return ", ".join(f"{name} = {_short(value)}" for name, value in values.items())


def _short(value: Fraction | tuple[Fraction, ...]) -> str:
    return f"({', '.join(map(short, value))})" if isinstance(value, tuple) else short(value)
