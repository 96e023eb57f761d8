"""Options and small output helpers that verbs share."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from certify.errors import InputError
from certify.exact.rationals import approximately, format_rational, parse_rational

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certify.models.targets import Target
    from certify.tickets.finding import Progress

Function = TypeVar("Function", bound=Callable[..., Any])


class RationalType(click.ParamType[Fraction]):
    """An exact number: ``1/3``, ``0.01``, ``1e-6``, ``0x1p-3``."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        if isinstance(value, Fraction):
            return value
        return parse_rational(value, param.opts[0] if param else "number")


RATIONAL = RationalType()


class EpsilonType(click.ParamType["Fraction | str"]):
    """An exact number, or a share of the outputs' range as text: ``0.01``, ``1%``."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction | str:
        if isinstance(value, str) and value.endswith("%"):
            parse_rational(value[:-1], param.opts[0] if param else "number")
            return value
        return RATIONAL.convert(value, param, ctx)


EPSILON = EpsilonType()
EPSILON_HELP = "Accuracy of the whole network; N% means of the largest range of an output at some fixed inputs."


def format_option(function: Function) -> Function:
    """``--format text|json``."""
    decorate: Callable[[Function], Function] = click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How results are printed.",
    )
    return decorate(function)


def force_option(function: Function) -> Function:
    """``--force``."""
    help_text = "Overwrite files that exist and hold something else; one that is read never is."
    decorate: Callable[[Function], Function] = click.option("--force", is_flag=True, help=help_text)
    return decorate(function)


def save_target_option(function: Function) -> Function:
    """``--save-target FILE``."""
    decorate: Callable[[Function], Function] = click.option(
        "--save-target",
        type=click.Path(path_type=Path),
        metavar="FILE.npz",
        help="Write the network as it was read, with nothing left to assume.",
    )
    return decorate(function)


_READING = (
    (
        "--activation",
        "NAME",
        "Of hidden layers, where the file does not say: 'clip(0,1)'.  [default: relu]",
    ),
    ("--output", "NAME", "Activation of the last layer, likewise.  [default: linear]"),
    ("--order", "NAME,NAME,…", "Names of the layers in the order in which they are applied, likewise."),
    ("--output-node", "NAME", "Node or value of an ONNX graph whose output is the scores."),
)


def reading_options(function: Function) -> Function:
    """What a target file does not say; the verb gets all of it as ``reading``, for :func:`certify.load_target`."""

    @wraps(function)
    def verb(*args: Any, order: str | None, **options: Any) -> Any:
        reading = {name: options.pop(name) for name in ("activation", "output", "output_node")}
        reading["order"] = None if order is None else tuple(order.split(","))
        given = {name: value for name, value in reading.items() if value is not None}
        return function(*args, reading=given, **options)

    decorated: Any = verb
    for name, metavar, words in reversed(_READING):
        decorated = click.option(name, metavar=metavar, help=words)(decorated)
    return cast(Function, decorated)


def reading_words(reading: dict[str, Any]) -> list[str]:
    """The options that give this ``reading``, to be typed again."""
    return [
        word
        for name, value in reading.items()
        for word in (f"--{name.replace('_', '-')}", value if isinstance(value, str) else ",".join(value))
    ]


def held_target(file: Path | None, reading: dict[str, Any]) -> Target | None:
    """The network of ``--target``; None without it."""
    if file is not None:
        from certify import load_target

        return load_target(file, **reading)
    if reading:
        raise InputError(f"{reading_words(reading)[0]}: it belongs to --target FILE; give one, or leave it out")
    return None


def chosen_target(file: Path | None, reading: dict[str, Any]) -> Target:
    """The network in a file; without one, the embedded network."""
    if file is not None:
        from certify import load_target

        return load_target(file, **reading)
    from certify.models import Target, as_target, embedded

    return as_target(Target(embedded().network, "the embedded network: scikit-learn's digits"), **reading)


def target_lines(target: Target) -> list[str]:
    """What was read from a network file, and what was assumed: the first lines of a text about it."""
    names = target.names or tuple(str(i) for i in range(1, len(target.activations) + 1))
    chain = ", ".join(
        f"{_safe(name)} ({layer.outputs}x{layer.inputs}, {layer.activation})"
        for name, layer in zip(names, target.network.layers, strict=True)
    )
    lines = [f"target     {_safe(target.source)}, read as {chain}"]
    if target.assumed:
        lines.append(f"assumed    not in the file: {'; '.join(map(_safe, target.assumed))}")
    lines += [f"note       {_safe(note)}" for note in target.notes]
    return lines


def target_fields(target: Target) -> dict[str, Any]:
    """The same in JSON."""
    return {"target": target.fields(), "assumed": list(target.assumed), "notes": list(target.notes)}


def _safe(text: str) -> str:
    """Text from a file or a name, for a terminal."""
    return ascii(text)[1:-1]


def change_options(function: Function) -> Function:
    """``--with "NAME: EXPRESSION"`` and ``--without NAME``, for statements and claims; see :func:`changes`."""
    replaced = "Replace a definition, conclusion or hypothesis, or add a hypothesis."
    for names, metavar, text in (
        (("--without",), "NAME", "Leave a hypothesis out."),
        (("--with", "put"), '"NAME: EXPRESSION"', replaced),
    ):
        decorate: Callable[[Function], Function] = click.option(*names, multiple=True, metavar=metavar, help=text)
        function = decorate(function)
    return function


def changes(texts: Sequence[str]) -> dict[str, str]:
    """What ``--with`` says, by name."""
    found: dict[str, str] = {}
    for text in texts:
        name, colon, expression = (part.strip() for part in text.partition(":"))
        if not colon or not name or not expression:
            raise InputError(f'--with: {text!r}; "NAME: EXPRESSION" is needed')
        if name in found:
            raise InputError(f"--with: {name} is given twice")
        found[name] = expression
    return found


def print_json(fields: dict[str, Any]) -> None:
    """Print the result of a verb as JSON; rationals as text, exactly."""
    click.echo(json.dumps(fields, indent=1, sort_keys=True, default=_written))


def _written(value: object) -> str:
    if isinstance(value, Fraction):
        return format_rational(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def program() -> str:
    """How to call this command again from here: by name, or by path where the name would not find it."""
    name, called = "certify-bounds", Path(sys.argv[0])
    if called.name != name or shutil.which(name) == str(called):
        return name
    return str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)


def exact(value: Fraction) -> str:
    """A rational, exactly: as a decimal where that is short, else as ``p/q``."""
    places = next((n for n in range(1, 9) if 10**n % value.denominator == 0), None)
    if places is None or value.denominator == 1:
        return format_rational(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' * (value < 0)}{digits[:-places]}.{digits[-places:]}"


def ratio_in_words(value: Fraction, limit: Fraction) -> str:
    """How a value >= 0 compares with a limit > 0: ``5903 times below``; the number is rounded down."""
    if value == 0:
        return "nothing beside"
    side, ratio = ("below", limit / value) if value <= limit else ("above", value / limit)
    if ratio < 2:
        return "equal to" if ratio == 1 else f"{'just ' * (ratio < Fraction(11, 10))}{side}"
    return f"{approximately(Fraction(int(ratio)), down=True)} times {side}"


def short(value: Fraction) -> str:
    """An upper bound for reading: rounded up; the exact one is in the JSON."""
    return exact(value) if len(exact(value)) <= 8 else approximately(value)


def short_down(value: Fraction) -> str:
    """A lower bound for reading: rounded down."""
    return exact(value) if len(exact(value)) <= 8 else approximately(value, down=True)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on standard error if that is a terminal, nothing otherwise."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def show(task: str, done: int, total: int) -> None:
            if task not in tasks:
                tasks[task] = bar.add_task(task, total=total)
            bar.update(tasks[task], completed=done)

        yield show
