"""``certify-bounds check``: check a ticket or a witness and print the statement that it proves."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from certify.cli.options import (
    RATIONAL,
    format_option,
    held_target,
    print_json,
    ratio_in_words,
    reading_options,
    target_fields,
    target_lines,
)
from certify.errors import counted, place_in_words
from certify.exact.rationals import canonical, readable

if TYPE_CHECKING:
    from certify.models.targets import Target
    from certify.verdict import Verdict

EXIT_CODES = {"valid": 0, "invalid": 1, "undecided": 3}


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--target", type=click.Path(path_type=Path), help="The network that you hold: the ticket must be about it."
)
@click.option(
    "--domain", "domain_text", metavar="box:LO,HI|ball:R|FILE", help="Your domain: the ticket's must contain it."
)
@click.option("--epsilon", type=RATIONAL, help="Your accuracy: the bound proved must be at most this.")
@reading_options
@format_option
def command(
    file: Path,
    target: Path | None,
    domain_text: str | None,
    epsilon: Fraction | None,
    reading: dict[str, Any],
    output_format: str,
) -> int:
    """Check the ticket or witness FILE with exact arithmetic, believing nothing that it states."""
    from certify import check

    held = held_target(target, reading)
    result = check(file, target=held, domain=domain_text, epsilon=epsilon)
    if output_format == "json":
        print_json({**result.fields(), **(target_fields(held) if held else {})})
    else:
        place = place_in_words(result.where)
        so = " (the verdict is about your network as it was read)" if result.assumed or result.notes else ""
        click.echo(f"{result.verdict}: {place + ': ' if place else ''}{result.reason}{so}")
        for line in target_lines(held) if held else ():
            click.echo(line)
        if result.statement is not None and "conclusion" in result.statement:
            _print_witness(result.statement)
        elif result.statement is not None:
            _print_statement(result, held)
    return EXIT_CODES[result.verdict]


def _print_statement(result: Verdict, held: Target | None) -> None:
    statement, bound = result.statement or {}, result.bound or Fraction(0)
    about = "for the network inside the ticket" if held is None else "for your network"
    if result.assumed or result.notes:
        about += " as it was read"
    click.echo(f"statement  {about}: |F(x) - G(x)| <= {readable(bound)} for every x of the domain")
    click.echo(f"  F        sha256 {statement['target_sha256']}, the real function of its stored weights")
    click.echo(f"  domain   {_domain_in_words(statement)}, sha256 {statement['domain_sha256']}")
    epsilon = canonical(statement["epsilon"])
    beside = f"the bound is {ratio_in_words(bound, epsilon)} it"
    hint = f": --epsilon {readable(bound)} holds too" if 0 < 10 * bound <= epsilon else ""
    click.echo(f"  epsilon  {readable(epsilon)}; {beside}{hint}")
    generator = statement["generator"]
    seeded = f"generator version {generator['version']}, seed {generator['seed']}"
    click.echo(f"  G        a random network, pruned, never trained: {seeded}")
    click.echo(f"  mask     sha256 {statement['mask_sha256']}, all other weights of G zero")
    for number, layer in enumerate(statement["layers"], 1):
        bias = " with biases" if layer["bias"] == "yes" else ""
        click.echo(
            f"  layer {number}  {layer['inputs']} to {layer['outputs']}{bias}, {layer['activation']}; "
            f"{layer['neurons']} random neurons, |weights| in [{float.fromhex(layer['alpha']):.6g}, "
            f"{float.fromhex(layer['beta']):.6g})"
        )
    for name, value in (result.provenance or {}).items():
        click.echo(f"not proved, but stated in the ticket: {name} {value}")


def _print_witness(statement: dict[str, Any]) -> None:
    ledger = f" is {statement['id']} ({statement['wording']}) and" if statement["id"] else ""
    click.echo(
        f"statement  the claim {statement['claim']}{ledger} fails, in its conclusion {statement['conclusion']}"
    )
    click.echo(f"  {statement['text']}")
    for name, value in statement["parameters"].items():
        click.echo(f"  {name} = {value if isinstance(value, str) else ', '.join(value)}")


def _domain_in_words(statement: dict[str, Any]) -> str:
    """The domain; what is rounded is rounded inward, so that no more is said than was proved."""
    domain, inputs = statement["domain"], statement["layers"][0]["inputs"]
    if domain["kind"] == "ball":
        return f"ball of radius {readable(canonical(domain['radius']), down=True)} in dimension {inputs}"
    if domain["kind"] == "data":
        return f"the data points in the ticket only, of dimension {inputs}"
    bounds = set(zip(domain["lower"], domain["upper"], strict=True))
    if len(bounds) > 1:
        return f"box of {counted(inputs, 'input')} with bounds for each"
    ((lower, upper),) = bounds
    return f"box [{readable(canonical(lower))}, {readable(canonical(upper), down=True)}]^{inputs}"
