"""``certify-bounds export``: write the pruned network of a ticket as an ordinary one."""

from __future__ import annotations

from pathlib import Path

import click

from certify.cli.options import format_option, print_json, refuse_overwriting


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", type=click.Choice(["npz", "onnx"]), default="npz", show_default=True)
@click.option(
    "--as",
    "form",
    type=click.Choice(["masked", "virtual"]),
    default="masked",
    show_default=True,
    help="masked: random weights and zeros; virtual: their sums, where the network is linear.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write  [default: NAME-FORM.SUFFIX]")
@format_option
def command(file: Path, to: str, form: str, out: Path | None, output_format: str) -> None:
    """Write the pruned network of the ticket FILE as an ordinary network."""
    from certify import export

    path = out or file.with_name(f"{file.stem}-{form}.{to}")
    refuse_overwriting(path, file)
    layers = export(file, path, to=to, form=form)
    shapes = [list(layer.weights.shape) for layer in layers]
    if output_format == "json":
        print_json({"schema": "certify-export/1", "file": str(path), "to": to, "as": form, "shapes": shapes})
        return
    click.echo(f"written: {path}, {len(layers)} layers of shapes {', '.join(f'{n}x{m}' for n, m in shapes)}")
    if form == "virtual":
        click.echo(
            "its weights are the virtual ones rounded to doubles; what the ticket proves is about the exact ones"
        )
