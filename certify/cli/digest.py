"""``certify-bounds digest``: the digests of a network and a domain that a checker can be given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from certify.cli.options import (
    chosen_target,
    force_option,
    format_option,
    print_json,
    reading_options,
    save_target_option,
    target_fields,
    target_lines,
)
from certify.errors import InputError


@click.command("digest")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--domain", "domain_text", metavar="box:LO,HI|ball:R|FILE", help="A domain of its inputs.")
@save_target_option
@force_option
@reading_options
@format_option
def command(
    file: Path | None,
    domain_text: str | None,
    save_target: Path | None,
    force: bool,
    reading: dict[str, Any],
    output_format: str,
) -> None:
    """Print the digest of the network in FILE (.npz, .safetensors, .onnx), and of a domain.

    They are what `certify/checker.py --target-sha256 … --domain-sha256 …` compares with those of a ticket.
    `digest --save-target net.npz` without FILE makes a file of the embedded network, scikit-learn's digits.
    """
    if file is None and save_target is None:
        raise InputError("FILE: missing; name a network, or the file for the embedded one with --save-target")
    target = chosen_target(file, reading)
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
    if save_target is not None:
        target.check_save(save_target, domain_text, overwrite=force)
        target.save(save_target, overwrite=force)
    fields["saved_target"] = None if save_target is None else str(save_target)
    if output_format == "json":
        print_json(fields)
        return
    click.echo(f"target-sha256 {fields['target_sha256']}")
    if domain_text is not None:
        click.echo(f"domain-sha256 {fields['domain_sha256']}")
    click.echo("\n".join(target_lines(target)))
    if domain_text is not None:
        click.echo(f"domain     {fields['domain']}")
    if save_target is not None:
        click.echo(f"written    {save_target}, the network as it was read")
