"""The ``certify-bounds`` command: one thin module per verb, loaded when the verb is used."""

from __future__ import annotations

import importlib

import click

from certify import __version__

# verb: (module, line of help).  The lines stand here so that --help loads no verb.
VERBS = {
    "bounds": "Every bound for an architecture, side by side.",
    "certify": "Find a ticket for a trained network and write it.",
    "check": "Check a ticket; print the statement that it proves.",
    "export": "Write the pruned network as an ordinary one.",
}


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"certify.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="certify-bounds")
def main() -> None:
    """Certified pruning of random networks: bounds, tickets, certificates, checks."""
