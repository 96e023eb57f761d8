"""The ``certify-bounds`` command: one thin module per verb, loaded when the verb is used."""

from __future__ import annotations

import importlib
import itertools
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from certify import __version__
from certify.cli.streams import OutputLost, guarded
from certify.errors import (
    CertifyError,
    DrawFailed,
    InputError,
    Rejected,
    Undecided,
    escaped,
)

# Per verb its line of help, kept here so that --help loads none of the verbs.
VERBS = {
    "bounds": "Every bound for an architecture, side by side.",
    "certify": "Find a ticket for a trained network and write it.",
    "check": "Check a ticket or a witness and print what it proves.",
    "audit": "Replay proofs and refutations and print the ledger.",
    "falsify": "Search for a counterexample to a lemma and print the simplest one.",
    "export": "Write the pruned network as an ordinary one.",
    "digest": "Print the digests of a network and a domain, for checkers.",
}


class _Defect(Undecided):
    """An error that nobody foresaw; nothing was decided."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"a defect of certify, please report it: {type(error).__name__}: {escaped(error, 200)} "
            "(CERTIFY_TRACEBACK=1 shows where)"
        )


# The kinds of errors that do not say it themselves; subclasses come before their bases.
_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (click.ClickException, "usage"),
    (_Defect, "defect"),
    (Undecided, "undecided"),
    (DrawFailed, "draw-failed"),
    (Rejected, "rejected"),
    (MemoryError, "memory"),
)


class _Verbs(click.Group):
    """The group of verbs, and the one place where errors become exit codes.

    A verb returns its exit code (None for 0): 0 it holds, 1 it does not, 2 bad usage or input,
    3 undecided, 130 interrupted.
    """

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

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        words = list(sys.argv[1:] if args is None else args)
        if not words:
            words = ["--help"]
        extra["standalone_mode"] = False
        with guarded():
            code = self._code(words, prog_name or "certify-bounds", extra)
        sys.exit(code)

    def _code(self, words: list[str], name: str, extra: dict[str, Any]) -> int:
        """Run a verb, say its error if it has one, and return its exit code."""
        try:
            code = super().main(words, name, **extra)
            if sys.stdout is None:
                raise OutputLost("standard output: it is closed")
            sys.stdout.flush()
            return int(code or 0)
        except (click.ClickException, CertifyError, MemoryError) as error:
            return _report(error, words)
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            return 130
        except Exception as error:
            if os.environ.get("CERTIFY_TRACEBACK"):
                raise
            return _report(_Defect(error), words)


def _report(error: Exception, words: list[str]) -> int:
    """Say an error in one line (as JSON where that was asked for) and give its exit code."""
    message = error.format_message() if isinstance(error, click.ClickException) else str(error)
    if isinstance(error, MemoryError):
        message = "memory: the job does not fit this machine"
    message = " ".join(message.split())
    bad_input = isinstance(error, (click.ClickException, InputError, MemoryError))
    code = 2 if bad_input else 3 if isinstance(error, Undecided) else 1
    as_json = "--format=json" in words or ("--format", "json") in itertools.pairwise(words)
    if as_json and not isinstance(error, OutputLost):
        fields = {"message": message, "exit_code": code, "kind": _kind(error)}
        click.echo(json.dumps({"schema": "certify-error/1", "error": fields}, indent=1))
    else:
        click.echo(f"certify-bounds: {message}", err=True)
    return code


def _kind(error: Exception) -> str:
    """The kind of an error in JSON (FORMATS.md, section 4.5)."""
    if isinstance(error, InputError):
        return error.kind
    return next((kind for cls, kind in _KINDS if isinstance(error, cls)), "other")


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="certify-bounds")
def main() -> None:
    """Certified pruning of random networks: bounds, tickets, certificates, checks."""
