"""``certify-bounds digest``: the digests of a network and a domain that a checker can be given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from certify.cli.options import format_option, print_json, reading_options, target_fields, target_lines


@click.command("digest")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--domain", "domain_text", metavar="box:LO,HI|ball:R|FILE", help="A domain of its inputs.")
@reading_options
@format_option
def command(file: Path, domain_text: str | None, reading: dict[str, Any], output_format: str) -> None:
    """Print the digest of the network in FILE (.npz, .safetensors, .onnx), and of a domain.

    They are what `certify/checker.py --target-sha256 … --domain-sha256 …` compares with those of a ticket.
    """
    from certify import load_target

    target = load_target(file, **reading)
    fields: dict[str, Any] = {
        "schema": "certify-digest/1",
        "target_sha256": target.network.sha256,
        "domain_sha256": None,
        **target_fields(target),
    }
    if domain_text is not None:
        from certify.models import parse_domain

        domain = parse_domain(domain_text, target.network.widths[0])
        fields["domain_sha256"], fields["domain"] = domain.sha256, domain.describe()
    if output_format == "json":
        print_json(fields)
        return
    click.echo(f"target-sha256 {fields['target_sha256']}")
    if domain_text is not None:
        click.echo(f"domain-sha256 {fields['domain_sha256']}")
    click.echo("\n".join(target_lines(target)))
    if domain_text is not None:
        click.echo(f"domain     {fields['domain']}")
