"""``certify-bounds bounds``: every bound for an architecture, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from certify.cli.options import (
    EPSILON,
    EPSILON_HELP,
    RATIONAL,
    exact,
    format_option,
    print_json,
    short,
    target_fields,
    target_lines,
)
from certify.errors import InputError
from certify.exact.rationals import parse_natural

if TYPE_CHECKING:
    from rich.console import Console

    from certify.bounds.setting import Setting
    from certify.bounds.theorems import Bounds, TheoremBound
    from certify.models.targets import Target

_SAID_BY_TARGET = ("widths", "layers", "width", "bias", "w_max", "f_max", "norm")
_WIDTH_OF_A_FILE = 150


@click.command("bounds")
@click.argument("target", required=False)
@click.option("--widths", metavar="N0,N1,…", help="Widths of all layers, inputs first: 784,100,10.")
@click.option("--layers", metavar="L", help="Number of layers, all of one --width.")
@click.option("--width", metavar="N", help="Width of every layer, inputs too.")
@click.option("--bias", is_flag=True, help="Every layer has biases.")
@click.option("--epsilon", type=EPSILON, default="0.01", show_default=True, help=EPSILON_HELP)
@click.option("--delta", type=RATIONAL, default="0.01", show_default=True, help="How often the draw may fail.")
@click.option("--w-max", type=RATIONAL, help="Largest weight in absolute value.  [default: 1]")
@click.option("--f-max", type=RATIONAL, help="Largest activation but the outputs.  [default: 1]")
@click.option("--norm", metavar="1|worst-case", help="Bound of every spectral norm.  [default: 1]")
@click.option(
    "--activation",
    metavar="NAME",
    help="Hidden activations, where TARGET does not say.  [default: relu]",
)
@click.option(
    "--output", metavar="NAME", help="Last activation, where TARGET does not say.  [default: linear; else relu]"
)
@click.option("--order", metavar="NAME,NAME,…", help="Order of the layers, where TARGET does not say.")
@click.option("--output-node", metavar="NAME", help="Node or value of an ONNX graph whose output is the scores.")
@click.option("--domain", metavar="box:LO,HI|ball:R|FILE", help="The inputs of TARGET.")
@click.option("--gamma", default="2/3", metavar="2/3|1/phi", show_default=True, help="The base of the intervals.")
@click.option("--set", "replace", multiple=True, metavar="NAME=EXPR", help="Replace a quantity and re-derive.")
@click.option("--show", metavar="STATEMENT", help="Print a symbolic bound and its derivation: theorem-30.")
@click.option("--latex", is_flag=True, help="With --show: formulas in LaTeX.")
@format_option
def command(output_format: str, show: str | None, latex: bool, **options: Any) -> None:
    """Every bound for an architecture or a TARGET, from Malach et al. to the tightest here, side by side.

    --widths and --layers describe networks without biases, all ReLU, as the paper; --bias adds biases.
    """
    gamma, replace = options["gamma"], _replacements(options["replace"])
    if latex and show is None:
        raise InputError("--latex: it belongs to --show STATEMENT")
    if show is not None:
        _show(show, gamma, replace, latex, output_format)
        return
    from certify import theorem_bounds

    target = _target(options)
    about = _architecture(options) if target is None else {"target": target, "domain": options["domain"]}
    found = theorem_bounds(
        **about, epsilon=options["epsilon"], delta=options["delta"], gamma=gamma, replace=replace
    )
    if output_format == "json":
        read = {} if target is None else target_fields(target)
        print_json({"schema": "certify-bounds/1", **_as_json(gamma, replace, found), **read})
        return
    for line in target_lines(target) if target is not None else ():
        click.echo(line)
    _print(gamma, replace, found)


# what is asked ----------------------------------------------------------------------------------


def _replacements(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, expression = text.partition("=")
        if not equals or not name.strip() or not expression.strip():
            raise InputError(f"--set: {text!r}; NAME=EXPR is needed")
        if name.strip() == "gamma":
            raise InputError("--set gamma: use --gamma")
        if name.strip() in found:
            raise InputError(f"--set: {name.strip()} is set twice")
        found[name.strip()] = expression
    return found


def _architecture(options: dict[str, Any]) -> dict[str, Any]:
    for name in ("domain", "order", "output_node"):
        if options[name] is not None:
            raise InputError(f"--{name.replace('_', '-')}: it belongs to a TARGET; give one, or leave it out")
    activation = options["activation"] or "relu"
    return {
        "widths": _widths(options),
        "w_max": Fraction(1) if options["w_max"] is None else options["w_max"],
        "F_max": Fraction(1) if options["f_max"] is None else options["f_max"],
        "norms": options["norm"] or "1",
        "bias": options["bias"],
        "activation": _known(activation),
        "output": _known(options["output"] or activation),
    }


def _known(activation: str) -> str:
    return "identity" if activation == "linear" else activation


def _widths(options: dict[str, Any]) -> list[int]:
    from certify.bounds.setting import MAX_LAYERS, MAX_WIDTH

    widths, layers, width = (options[name] for name in ("widths", "layers", "width"))
    if widths is not None and layers is None and width is None:
        return [parse_natural(part.strip(), "--widths", below=MAX_WIDTH) for part in widths.split(",")]
    if widths is None and layers is not None and width is not None:
        count = parse_natural(layers, "--layers", below=MAX_LAYERS + 1)
        return [parse_natural(width, "--width", below=MAX_WIDTH)] * (count + 1)
    raise InputError("bounds: an architecture is needed: TARGET, or --widths, or --layers and --width")


def _target(options: dict[str, Any]) -> Target | None:
    if options["target"] is None:
        return None
    given = [name for name in _SAID_BY_TARGET if options[name]]
    if given:
        raise InputError(f"--{given[0].replace('_', '-')}: TARGET says this; leave it out")
    if options["domain"] is None:
        raise InputError("--domain: a TARGET needs one: box:LO,HI, ball:R or a file")
    from certify import load_target

    reading: dict[str, Any] = {name: options[name] for name in ("activation", "output", "output_node")}
    if options["order"] is not None:
        reading["order"] = tuple(options["order"].split(","))
    return load_target(options["target"], **reading)


# what is answered -------------------------------------------------------------------------------


def _as_json(gamma: str, replace: dict[str, str], found: Bounds) -> dict[str, Any]:
    setting = _setting(found)
    return {
        "setting": {
            "widths": list(setting.widths),
            "biases": list(setting.has_bias),
            "activations": list(setting.activations),
            "epsilon": exact(setting.epsilon),
            "epsilon_from": found.epsilon_from,
            "delta": exact(setting.delta),
            "w_max": str(setting.w_max),
            "F_max": str(setting.F_max),
            "norms": [str(norm) for norm in setting.norms],
            "gamma": gamma,
            "set": replace,
        },
        "theorems": {name: _fields(bound) for name, bound in found.items()},
    }


def _setting(found: Bounds) -> Setting:
    """What all of the bounds were evaluated for."""
    return next(iter(found.values())).setting


def _fields(bound: TheoremBound) -> dict[str, Any]:
    from certify.bounds.decimals import decimal_down, decimal_up
    from proofs.ledger.rooms import load

    k = bound.k_prime
    return {
        "label": bound.label,
        "M": None if bound.M is None else list(bound.M),
        "neurons_per_weight": _text(bound.neurons_per_weight),
        "weight_ratio": _text(bound.weight_ratio),
        "applies": bound.applies,
        "assumptions": [{"name": a.name, "text": a.text, "holds": a.holds} for a in bound.assumptions],
        "breaks": list(bound.breaks),
        "unused": list(bound.unused),
        "status": bound.status,
        "quantifier": bound.quantifier,
        "delta_total": _text(bound.delta_total),
        "eps_w": None if bound.eps_w is None else decimal_down(bound.eps_w.lower),
        "k_prime": None if k is None else [decimal_down(k.lower), decimal_up(k.upper)],
        "k": bound.k,
        "m": bound.m,
        "as_printed": load(bound.id).fails,
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _print(gamma: str, replace: dict[str, str], found: Bounds) -> None:
    from rich.table import Table

    setting = _setting(found)
    out = _console()
    out.print(_described(setting, gamma, replace), highlight=False)
    if found.epsilon_from is not None:
        out.print(f"epsilon = {found.epsilon_from}", highlight=False, markup=False)
    titles = ("M per layer", "neurons/weight", "weights G/F", "fails with P <=", "for", "applies", "status")
    rows = [_row(bound, setting.delta) for bound in found.values()]
    table = Table("theorem", *titles)
    for row in rows:
        table.add_row(*row)
    if table.__rich_measure__(out, out.options.update(max_width=1000)).maximum <= out.width:
        out.print(table)
    else:  # no integer is ever cut: a line for each field
        for name, *values in rows:
            out.print(name, highlight=False)
            for title, value in zip(titles, values, strict=True):
                out.print(f"  {title:<16}{value}", highlight=False, soft_wrap=True)
    for line in _remarks(found, setting.delta):
        out.print(line, highlight=False, markup=False)


def _console() -> Console:
    """Rich on a terminal; plain and wide elsewhere.  Rich itself respects NO_COLOR."""
    from rich.console import Console

    out = Console()
    return out if out.is_terminal else Console(width=_WIDTH_OF_A_FILE)


def _described(setting: Setting, gamma: str, replace: dict[str, str]) -> str:
    from certify.bounds.decimals import decimal_up

    norms = sorted({decimal_up(norm, 6) for norm in setting.norms})
    range_of_norms = norms[0] if len(norms) == 1 else f"{norms[0]} … {norms[-1]}"
    bias = "with biases" if any(setting.has_bias) else "no biases"
    lines = [
        f"widths {_grouped(setting.widths)}, {bias}, activations {_grouped(setting.activations)}",
        f"epsilon {short(setting.epsilon)}, delta {short(setting.delta)}, w_max {decimal_up(setting.w_max, 8)}, "
        f"F_max {decimal_up(setting.F_max, 8)}, norms {range_of_norms}, gamma {gamma}",
    ]
    return "\n".join(lines + [f"set {name} = {text}" for name, text in replace.items()])


def _row(bound: TheoremBound, delta: Fraction) -> list[str]:
    from certify.bounds.decimals import decimal_up

    counts = [_grouped(bound.M)] if bound.M is not None else ["does not apply"]
    for value in (bound.neurons_per_weight, bound.weight_ratio):
        counts.append("-" if value is None else decimal_up(value, 8))
    total = "-" if bound.delta_total is None else f"{decimal_up(bound.delta_total / delta, 4)} δ"
    return [bound.id, *counts, total, bound.quantifier, "yes" if bound.applies else "no", bound.status]


def _grouped(values: Sequence[object] | None) -> str:
    """``10 × 6286927``, or at most eight groups."""
    groups: list[tuple[object, int]] = []
    for value in values or ():
        if groups and groups[-1][0] == value:
            groups[-1] = (value, groups[-1][1] + 1)
        else:
            groups.append((value, 1))
    texts = [str(value) if count == 1 else f"{count} × {value}" for value, count in groups]
    return ", ".join(texts if len(texts) <= 8 else [*texts[:7], f"… ({len(values or ())} in all)"])


def _remarks(found: Bounds, delta: Fraction) -> list[str]:
    from certify.bounds.decimals import decimal_down, decimal_up

    lines = []
    ours = found["combined"]
    if ours.eps_w is not None and ours.k_prime is not None:
        low, high = decimal_down(ours.k_prime.lower, 10), decimal_up(ours.k_prime.upper, 10)
        k_and_m = f"k = {ours.k}, m = {ours.m}" if ours.M is not None else "no k, no m"
        lines.append(f"eps_w >= {decimal_down(ours.eps_w.lower, 10)}, k' in [{low}, {high}], {k_and_m}")
    noted: dict[str, list[str]] = {}
    for bound in found.values():
        for remark in _remarks_on(bound, delta):
            noted.setdefault(remark, []).append(bound.id)
    return lines + [f"{', '.join(theorems)}: {remark}" for remark, theorems in noted.items()]


def _remarks_on(bound: TheoremBound, delta: Fraction) -> Iterator[str]:
    for a in bound.failing:
        yield f"{'fails' if a.holds is False else 'not known here'}: {a.text}"
    for broken in bound.breaks:
        yield f"--set breaks {broken}"
    for name in bound.unused:
        yield f"--set {name} changes nothing here"
    if bound.delta_total is not None and bound.delta_total > delta:
        yield "as printed it mixes two failure budgets, which add up to more than delta; combined does not"


# --show -----------------------------------------------------------------------------------------


def _show(identifier: str, gamma: str, replace: dict[str, str], latex: bool, output_format: str) -> None:
    from certify.bounds.presentation import present

    shown = present(identifier, {"gamma": gamma, **replace}, latex=latex)
    if output_format == "json":
        print_json({"schema": "certify-bounds/1", "show": shown})
        return
    click.echo("\n".join(_lines(shown)))


def _lines(shown: dict[str, Any]) -> list[str]:
    lines = [f"{shown['label']}: {shown['title']}   [{shown['status']}]", "", shown["quote"]]
    for heading, key in (
        ("Bound", "bound"),
        ("where", "definitions"),
        ("Broken or idle among --gamma and --set", "breaks"),
    ):
        if shown[key]:
            lines += ["", heading, *(f"  {line}" for line in shown[key])]
    for part in shown["derivation"]:
        lines += ["", f"Derivation of {part['statement']}"]
        for step in part["steps"]:
            lines += [f"  {step['name']}: {step['because']}", f"      {step['claim']}", f"      [{step['shown']}]"]
    return lines
