"""``certify-bounds export``: write the pruned network of a ticket as an ordinary one."""

from __future__ import annotations

from pathlib import Path

import click

from certify.cli.options import force_option, format_option, print_json
from certify.errors import counted


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", type=click.Choice(["npz", "onnx"]), help="The format  [default: as --out says, else npz]")
@click.option(
    "--as",
    "form",
    type=click.Choice(["masked", "sparse", "virtual"]),
    default="masked",
    show_default=True,
    help="masked: random weights and zeros; sparse: the weights kept, by index; virtual: their sums.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="The .npz or .onnx file to write  [default: NAME-FORM.SUFFIX]"
)
@force_option
@format_option
def command(file: Path, to: str | None, form: str, out: Path | None, force: bool, output_format: str) -> None:
    """Write the pruned network of the ticket FILE as an ordinary network.

    A file that exists and holds something else is overwritten only with --force.
    """
    from certify import export

    path = out or file.parent / f"{file.stem}-{form}.{to or 'npz'}"
    shapes = export(file, path, to=to, form=form, overwrite=force)
    if output_format == "json":
        written = {
            "file": str(path),
            "to": to or path.suffix[1:].lower(),
            "as": form,
            "shapes": [list(shape) for shape in shapes],
        }
        print_json({"schema": "certify-export/1", **written})
        return
    click.echo(
        f"written: {path}, {counted(len(shapes), 'layer')} of shapes {', '.join(f'{n}x{m}' for n, m in shapes)}"
    )
    if form == "virtual":
        click.echo(
            "its weights are the virtual ones rounded to doubles; what the ticket proves is about the exact ones"
        )
