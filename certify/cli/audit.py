"""``certify-bounds audit``: replay the ledger's evidence and print what it shows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from certify.cli.options import change_options, changes, format_option, print_json
from certify.errors import InputError

if TYPE_CHECKING:
    from proofs.ledger.replay import Entry
    from proofs.ledger.verdict import Evidence
    from proofs.wording.statement import Point, Wording

_WIDTH_OF_A_FILE = 150


@click.command("audit")
@click.argument("statements", nargs=-1, metavar="[STATEMENT]...")
@change_options
@click.option(
    "--wording",
    type=click.Choice(["printed", "repaired", "tightest"]),
    default="printed",
    show_default=True,
    help="With --with, --without: which wording is changed.",
)
@click.option(
    "--smt2", type=click.Path(path_type=Path), metavar="DIR", help="Write the obligations, for any solver."
)
@click.option("--coqchk", is_flag=True, help="Check the compiled proofs and all that they use with coqchk too.")
@format_option
def command(
    statements: tuple[str, ...],
    put: tuple[str, ...],
    without: tuple[str, ...],
    wording: str,
    smt2: Path | None,
    coqchk: bool,
    output_format: str,
) -> int:
    """Replay the evidence on every STATEMENT (default: all) and print the ledger; explain a single one."""
    from certify import audit

    start = time.monotonic()
    changed = changes(put)
    if (changed or without) and len(statements) != 1:
        raise InputError("--with, --without: exactly one STATEMENT is needed")
    if wording != "printed" and not (changed or without):
        raise InputError("--wording: it belongs to --with and --without")
    found = audit(*statements, changes=changed, without=without, wording=wording)
    if smt2 is not None:
        _write_obligations(found, smt2)
    if output_format == "json":
        print_json({"schema": "certify-audit/1", **_as_json(found)})
    elif len(statements) == 1:
        click.echo("\n".join(_explained(found[0])))
    else:
        _print_table(found, time.monotonic() - start)
    if changed or without:
        return _code_of_changed(found[0])
    return max(_code(found), _coqchk() if coqchk else 0)


def _code(found: Sequence[Entry]) -> int:
    from proofs.ledger.verdict import State

    if any(entry.count(State.FAILS) for entry in found):
        return 1
    return 3 if any(entry.count(State.NOT_CHECKED) for entry in found) else 0


def _code_of_changed(entry: Entry) -> int:
    return {"proved": 0, "refuted": 1, "ill-defined": 1}.get(entry.status.value, 3)


def _coqchk() -> int:
    from proofs.ledger.coq import coqchk
    from proofs.ledger.replay import library

    if library().version is None:
        click.echo("coqchk: not re-checked here, coqc is not installed", err=True)
        return 3
    failure = coqchk(library(), whole=True)
    click.echo(failure.reason if failure else "coqchk: accepts every file and all that it uses", err=True)
    return 1 if failure else 0


def _write_obligations(found: Sequence[Entry], folder: Path) -> None:
    from proofs.ledger.solvers import obligations

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for entry in found:
            for name, wording in entry.statement.wordings.items():
                for asked in obligations(entry.statement.id, name, wording):
                    (folder / f"{asked.name}.smt2").write_text(asked.negated.text, encoding="utf-8")
                    (folder / f"{asked.name}.hypotheses.smt2").write_text(asked.hypotheses.text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"--smt2 {folder}: {error.strerror}") from None


# the table --------------------------------------------------------------------------------------


def _print_table(found: Sequence[Entry], seconds: float) -> None:
    from rich.console import Console
    from rich.table import Table

    from proofs.ledger.kind import Kind
    from proofs.ledger.page import evidence_kinds, kind_in_words
    from proofs.ledger.verdict import State

    out = Console()
    out = out if out.is_terminal else Console(width=_WIDTH_OF_A_FILE)
    table = Table("statement", "as printed", "kind", "evidence", "axioms", "repair", "tightening", "s")
    for entry in found:
        others = [entry.of(w).value if w in entry.statement.wordings else "-" for w in ("repaired", "tightest")]
        axioms = str(len(entry.axioms)) if entry.axioms else "-"
        verdict = entry.in_words(), kind_in_words(entry) or "-"
        table.add_row(entry.statement.id, *verdict, evidence_kinds(entry), axioms, *others, f"{entry.seconds:.1f}")
    out.print(table)
    counts = {state: sum(entry.count(state) for entry in found) for state in State}
    told = ", ".join(f"{counts[state]} {state.value}" for state in State)
    for kind in Kind:
        if any(entry.kind is kind for entry in found):
            click.echo(f"{kind.value}: {kind.meaning}")
    click.echo(f"{len(found)} statements; pieces of evidence: {told}; {seconds:.0f} s")
    for entry in found:
        for piece in entry.pieces:
            if piece.state is State.FAILS:
                click.echo(f"does not replay: {entry.statement.id}, {piece.wording}, {piece.kind}: {piece.text}")


# one statement at length ------------------------------------------------------------------------


def _explained(entry: Entry) -> Iterator[str]:
    from proofs.ledger.page import edges_in_words
    from proofs.wording.statement import EDITION

    statement = entry.statement
    yield f"{statement.id}: {statement.label}, {statement.title}   [{entry.in_words()}]"
    yield f"judged as printed in {EDITION}"
    if entry.kind is not None:
        yield f"kind: {entry.kind.value}: {entry.kind.meaning}"
    if entry.edges:
        yield f"  as printed it is {entry.of('repaired').value} where {edges_in_words(entry)}"
    for name, wording in statement.wordings.items():
        yield f"\n{name.upper()}: {entry.in_words(name)}"
        yield from _wording(entry, name, wording)
        if name == "printed" and statement.fails:
            yield f"  the printed proof fails at: {statement.fails}"
        if name == "tightest" and statement.tightest is not None:
            yield f"  attained: {statement.tightest.attained}"
            yield from (f"  not needed: {text}" for text in statement.tightest.unneeded)
    if statement.rests_on:
        yield f"\nrests on {', '.join(statement.rests_on)}"


def _wording(entry: Entry, name: str, wording: Wording) -> Iterator[str]:
    yield f"  {wording.quote}"
    if wording.note:
        yield f"  note: {wording.note}"
    yield from (f"  setting {clause.name}: {clause.text}" for clause in wording.setting)
    for clause in wording.hypotheses:
        yield f"  hypothesis {clause.name}: {clause.text}{_formal(clause.relation)}"
    for symbol, expression in wording.definitions.items():
        yield f"  definition {symbol} = {expression}"
    verdicts = entry.per_conclusion(name)
    for clause in wording.conclusions:
        found = verdicts[clause.name].value
        yield f"  conclusion {clause.name} [{found}]: {clause.text}{_formal(clause.relation)}"
    for piece in entry.pieces:
        if piece.wording == name:
            yield from _piece(piece)
    if name == "printed":
        for point in entry.statement.witnesses:
            yield from _evaluated(wording, point)


def _formal(relation: object) -> str:
    return "" if relation is None else f"    [{relation}]"


def _piece(piece: Evidence) -> Iterator[str]:
    from proofs.ledger.review import shortened

    yield f"  evidence, {piece.kind} ({piece.state.value}): {piece.text}"
    yield from (f"    premise not in the wording: {premise}" for premise in piece.needs)
    if piece.remark:
        yield f"    remark: {piece.remark}"
    if piece.closed is not None:
        yield "    Coq's closed statement:"
        yield from (f"      {line}" for line in piece.closed.statement.splitlines())
        for definition in map(shortened, piece.closed.definitions):
            yield from (f"        {line}" for line in definition.splitlines())
        yield f"    axioms: {', '.join(piece.closed.axioms) or 'none'}"


def _evaluated(wording: Wording, point: Point) -> Iterator[str]:
    """The sides of the conclusion that fails at a witness, enclosed."""
    import sympy as sp

    from certify.errors import CertifyError
    from proofs.ledger.points import written
    from proofs.wording.evaluate import enclosure

    for clause in wording.conclusions:
        if clause.name == point.conclusion and isinstance(clause.relation, sp.Rel):
            try:
                sides = [enclosure(side, {**wording.definitions, **point.values}) for side in clause.relation.args]
            except CertifyError:
                continue
            yield f"  witness {written(point)}"
            yield f"    left side {sides[0]}, right side {sides[1]}"


# JSON -------------------------------------------------------------------------------------------


def _as_json(found: Sequence[Entry]) -> dict[str, Any]:
    from proofs.ledger.verdict import State

    return {
        "statements": [_fields(entry) for entry in found],
        "not_checked": sum(entry.count(State.NOT_CHECKED) for entry in found),
        "failing": sum(entry.count(State.FAILS) for entry in found),
    }


def _fields(entry: Entry) -> dict[str, Any]:

    statement = entry.statement
    tightest = statement.tightest
    others = {name: _other(entry, name) for name in statement.wordings if name != "printed"}
    if tightest is not None:
        others["tightest"] |= {"attained": tightest.attained, "unneeded": list(tightest.unneeded)}
    return {
        "id": statement.id,
        "label": statement.label,
        "title": statement.title,
        "verdict": entry.status.value,
        "kind": None if entry.kind is None else entry.kind.value,
        "edges": [edge.text for edge in entry.edges],
        "where_it_applies": entry.where_it_applies,
        "conclusions": {name: status.value for name, status in entry.per_conclusion("printed").items()},
        "quote": statement.printed.quote,
        "evidence": [_evidence(piece) for piece in entry.pieces],
        "axioms": list(entry.axioms),
        "fails": statement.fails,
        "repair": others.get("repaired"),
        "tightest": others.get("tightest"),
        "rests_on": list(statement.rests_on),
        "seconds": f"{entry.seconds:.2f}",
    }


def _other(entry: Entry, name: str) -> dict[str, Any]:

    wording = entry.statement.wordings[name]
    return {
        "verdict": entry.of(name).value,
        "quote": wording.quote,
        "note": wording.note,
        "conclusions": {clause: status.value for clause, status in entry.per_conclusion(name).items()},
    }


def _evidence(piece: Evidence) -> dict[str, Any]:
    closed = piece.closed
    return {
        "kind": piece.kind,
        "wording": piece.wording,
        "conclusions": list(piece.conclusions),
        "shows": None if piece.shows is None else piece.shows.value,
        "state": piece.state.value,
        "text": piece.text,
        "premises": list(piece.needs),
        "remark": piece.remark,
        "coq": None if closed is None else asdict(closed),
    }
