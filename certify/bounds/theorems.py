"""The theorems' counts for one setting: every integer exact, every other number enclosed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from certify.bounds import replacements
from certify.bounds.assumptions import Assumption, assumptions
from certify.bounds.setting import Setting
from certify.errors import as_read, shown
from certify.exact.enclosure import Enclosure, IllDefined
from proofs.ledger import rooms
from proofs.ledger.replay import entry
from proofs.ledger.rooms import THEOREMS, formula
from proofs.statements.corollary_07.derivation import ratio
from proofs.wording.definitions import Formula
from proofs.wording.evaluate import enclosure, evaluate, integer, rational

SymbolValues = Mapping[str, Any]
"""A value for each symbol: exact, an expression of other symbols, or a function of the precision."""


@dataclass(frozen=True)
class TheoremBound:
    """What one theorem gives for a setting.

    Attributes
    ----------
    id
        ``theorem-30``.
    label
        As the paper prints it.
    setting
        What it was evaluated for.
    M
        Intermediate neurons per layer; None where the formula has no value.
    assumptions, breaks, unused
        Each assumption; the hypotheses that ``--set`` broke; the names set that this M does not use.
    status
        The ledger's verdict on the theorem as printed, where it applies: ``proved (away from edges)``.  Evidence
        that needs Coq or the solvers counts as *not re-checked here* unless an audit on this machine left
        their answers.
    quantifier
        ``"every F"`` or ``"a fixed F"``.
    delta_total
        The failure probability that the counts really spend, at the theorems' own budgets (an upper bound
        where it is not rational).
    eps_w, k_prime
        Enclosures.
    k, m
        Pieces per branch, and samples per piece, both exact.

    Guarantee
    ---------
    M, k and m are the integers that the printed formulas define for these exact parameters.
    """

    id: str
    label: str
    setting: Setting
    M: tuple[int, ...] | None
    assumptions: tuple[Assumption, ...]
    breaks: tuple[str, ...]
    unused: tuple[str, ...]
    status: str
    quantifier: str
    delta_total: Fraction | None
    eps_w: Enclosure | None
    k_prime: Enclosure | None
    k: int | None
    m: int | None

    @property
    def neurons_per_weight(self) -> Fraction | None:
        """``Σ M_i / N*``, exactly."""
        return None if self.M is None else Fraction(sum(self.M), sum(self.setting.weights))

    @property
    def weight_ratio(self) -> Fraction | None:
        """Corollary 7's ``N_G / N*`` for these M_i, exactly."""
        return None if self.M is None else weight_ratio(self.setting, self.M)

    @property
    def applies(self) -> bool:
        """Whether the formula has a value, every assumption holds, and no replacement breaks one."""
        return self.M is not None and not self.breaks and not self.failing

    @property
    def failing(self) -> tuple[Assumption, ...]:
        """The assumptions that do not hold, or of which the input does not say whether they do."""
        return tuple(a for a in self.assumptions if a.holds is not True)


class Bounds(dict[str, TheoremBound]):
    """Every theorem's bound, by id.

    Attributes
    ----------
    assumed, notes
        How the target was read: what its file does not say, what was rounded or cut off.
    epsilon_from
        In words what ε is a share of, where it was asked for so.
    """

    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    epsilon_from: str | None = None

    def __repr__(self) -> str:
        return shown("Bounds", *as_read(self.assumed, self.notes), *self)


def all_bounds(
    setting: Setting,
    *,
    gamma: str = "2/3",
    replace: Mapping[str, str] | None = None,
    assumed: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    epsilon_from: str | None = None,
) -> Bounds:
    """Every theorem's bound, by id: see :func:`bound`."""
    found = Bounds((name, bound(name, setting, gamma=gamma, replace=replace)) for name in THEOREMS)
    found.assumed, found.notes, found.epsilon_from = assumed, notes, epsilon_from
    return found


def bound(
    identifier: str, setting: Setting, *, gamma: str = "2/3", replace: Mapping[str, str] | None = None
) -> TheoremBound:
    """Evaluate one theorem.

    Parameters
    ----------
    identifier
        One of ``proofs.ledger.rooms.THEOREMS``.
    setting
        The architecture and what is known of the target.
    gamma
        The base γ, in the closed grammar: ``"2/3"``, ``"1/phi"``.
    replace
        Quantities replaced by expressions in the closed grammar.

    Returns
    -------
    TheoremBound

    Raises
    ------
    InputError
        When γ or a replacement cannot be read.
    Undecided
        When an integer does not settle within the precision limit.

    Guarantee
    ---------
    The integers are exactly those of the expression derived in ``proofs``.

    Source
    ------
    Theorems 3 and 30, the closing formula of Appendix D, Corollary 7; Malach et al. as quoted.
    """
    new = replacements.parse({"gamma": gamma, **(replace or {})})
    whole, statement = formula(identifier), rooms.load(identifier)
    plain = replacements.apply(whole, setting.values(), new)
    common = _remembered(plain)
    layers = [common | setting.layer_values(i) for i in range(1, setting.layers + 1)]
    shapes = _shapes(setting) if set(new) & replacements.PER_LAYER else _shapes(setting)[:1]
    breaks = tuple(dict.fromkeys(line for v in shapes for line in _broken(whole, plain | v, new)))
    M = _counts(whole, layers)
    if M is not None and min(M) < 1:
        breaks += (f"M = {min(M)}, where a number of neurons >= 1 is needed",)
    return TheoremBound(
        id=identifier,
        label=statement.label,
        setting=setting,
        M=M,
        assumptions=assumptions(statement, setting, plain),
        breaks=breaks,
        unused=tuple(name for name in replacements.unused(whole, new) if name in (replace or {})),
        status=entry(identifier, run=False).where_it_applies,
        quantifier=whole.quantifier,
        delta_total=_spent(whole, layers) if M is not None else None,
        eps_w=_value("eps_w", whole, common, enclosure),
        k_prime=_value("k_prime", whole, common, enclosure),
        k=_value("k", whole, common, integer),
        m=_value("m", whole, common, integer),
    )


def weight_ratio(setting: Setting, M: tuple[int, ...]) -> Fraction:
    """Corollary 7's ratio for given counts, exactly."""
    sequences = {"n_out": setting.widths[1:], "n_in": setting.inputs, "M": M}
    values = {name: tuple(Fraction(n) for n in entries) for name, entries in sequences.items()}
    top, bottom = sp.fraction(ratio())
    ell = {"ell": Fraction(setting.layers)}
    return Fraction(integer(top, values | ell), integer(bottom, values | ell))


def _remembered(plain: SymbolValues) -> dict[str, Any]:
    """The same values; irrational definitions that all layers share are enclosed once per precision."""
    values = dict(plain)

    def remember(expression: sp.Expr) -> Callable[[int], Enclosure]:
        return cache(lambda bits: evaluate(expression, values, bits))

    for name, expression in plain.items():
        per_layer = name.removeprefix(replacements.DERIVED) in replacements.PER_LAYER
        if per_layer or not isinstance(expression, sp.Basic) or not expression.free_symbols:
            continue
        if rational(expression, plain) is None:
            values[name] = remember(expression)
    return values


def _shapes(setting: Setting) -> list[dict[str, Fraction]]:
    """The values that differ between layers, once per shape."""
    every = (setting.layer_values(i) for i in range(1, setting.layers + 1))
    return list({(v["n_out"], v["n_in"]): v for v in every}.values())


def _broken(whole: Formula, values: SymbolValues, new: Mapping[str, sp.Expr]) -> tuple[str, ...]:
    try:
        return replacements.broken(whole, values, new)
    except IllDefined as error:
        return (str(error),)


def _counts(whole: Formula, layers: list[dict[str, Any]]) -> tuple[int, ...] | None:
    def count(values: SymbolValues) -> int:
        return integer(whole.M, values)

    try:
        return tuple(_per_shape(count, layers))
    except IllDefined:
        return None


def _spent(whole: Formula, layers: list[dict[str, Any]]) -> Fraction:
    """The sum of the layers' failure budgets."""

    def budget(values: SymbolValues) -> Fraction:
        exact = rational(whole.budget, values)
        return enclosure(whole.budget, values).upper if exact is None else exact

    return sum(_per_shape(budget, layers), Fraction(0))


def _per_shape(compute: Callable[[SymbolValues], Any], layers: list[dict[str, Any]]) -> list[Any]:
    """``compute`` for every layer, once for layers of one shape."""
    known: dict[tuple[Fraction, Fraction], Any] = {}
    for values in layers:
        shape = values["n_out"], values["n_in"]
        if shape not in known:
            known[shape] = compute(values)
    return [known[values["n_out"], values["n_in"]] for values in layers]


def _value(
    name: str, whole: Formula, values: SymbolValues, compute: Callable[[sp.Expr, SymbolValues], Any]
) -> Any:
    if name not in whole.names:
        return None
    try:
        return compute(sp.Symbol(name), values)
    except IllDefined:
        return None
