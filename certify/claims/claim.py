"""Claims as plain text: parameters with domains, definitions, hypotheses, conclusions, all named.

::

    Claim(
        "decomposition",
        parameters={"gamma": "real (0, 1)", "k": "integer [1, 20]", "v": "real^k (0, 1)", "w": "real [0, 1]"},
        definitions={"power(i)": "gamma^i"},
        hypotheses={"low": "1/phi <= gamma", "inside": "forall(i, 1, k, power(i + 1) < v[i] <= power(i))"},
        conclusions={"close": "exists_mask(b, k, w - gamma^k <= sum(i, 1, k, b[i]*v[i]) <= w)"},
    )
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from certify.claims.grammar import parse_expression, parse_statement
from certify.claims.scope import Definition, Scope
from certify.claims.trees import RESERVED, Expression, bound_variables, names, positions
from certify.errors import InputError
from certify.exact.rationals import parse_rational

MAX_NAMES = 200
MAX_NAME = 80
MAX_DOMAIN = 200

_NAME = r"[A-Za-z_][A-Za-z_0-9]*"
_HEAD = re.compile(rf"\s*({_NAME})\s*(?:\(\s*({_NAME}(?:\s*,\s*{_NAME})*)\s*\))?\s*")
_INTERVAL = r"([\[(])\s*([^,()\[\]]+?)\s*,\s*([^,()\[\]]+?)\s*([\])])"
_DOMAIN = re.compile(rf"\s*(real|integer)\s*(?:\^\s*(\S.*?))?\s*(?:{_INTERVAL})?\s*")
_INFINITE = {"-inf": -1, "inf": 1, "+inf": 1}


@dataclass(frozen=True)
class ParameterDomain:
    """The numbers, or vectors of numbers, that a parameter may be.

    Attributes
    ----------
    integer
        Whether it contains integers only.
    lower, upper
        The ends; None where there is none.
    lower_open, upper_open
        Whether that end itself is excluded.
    length
        The length of a vector, in other parameters and definitions; None for a number.
    """

    integer: bool
    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = True
    upper_open: bool = True
    length: Expression | None = None

    def contains(self, value: Fraction) -> bool:
        """Whether a number (an entry, for a vector) lies in the domain, exactly."""
        above = self.lower is None or value > self.lower or (value == self.lower and not self.lower_open)
        below = self.upper is None or value < self.upper or (value == self.upper and not self.upper_open)
        return above and below and not (self.integer and value.denominator != 1)

    @property
    def empty(self) -> bool:
        """Whether it contains no number."""
        if self.lower is None or self.upper is None:
            return False
        if not self.integer:
            return self.lower > self.upper or (self.lower == self.upper and (self.lower_open or self.upper_open))
        first, last = ceil(self.lower), floor(self.upper)
        first += self.lower_open and first == self.lower
        last -= self.upper_open and last == self.upper
        return first > last


@dataclass(frozen=True)
class Claim:
    """A claim: for all parameters in their domains, the hypotheses imply every conclusion.

    Parameters
    ----------
    name
        For people: ``"lemma-09/greedy"``.
    parameters
        Name to domain: ``real`` or ``integer``, perhaps ``^LENGTH`` for vectors, perhaps an interval with
        rational or infinite ends: ``"real (0, 1]"``, ``"integer [1, inf)"``, ``"real^k (0, 1)"``.
    definitions
        Name, or name with arguments, to expression: ``{"m": "ceiling(2*k)", "P_w(w)": "c/w"}``, in any order.
    hypotheses, conclusions
        Name to statement; at least one conclusion.

    Raises
    ------
    InputError
        When a text is not in the grammar, a symbol is unknown, a name has two meanings, or definitions form
        a circle: one line with the field and the position.

    Guarantee
    ---------
    Every text has been parsed and every symbol in it is known; nothing has been evaluated.
    """

    name: str
    parameters: Mapping[str, str]
    definitions: Mapping[str, str] = field(default_factory=dict)
    hypotheses: Mapping[str, str] = field(default_factory=dict)
    conclusions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in ("parameters", "definitions", "hypotheses", "conclusions"):
            object.__setattr__(self, part, _texts(getattr(self, part), part))
        _check_label(self.name, "name")
        if not self.conclusions:
            raise InputError("conclusions: there are none; at least one is needed")
        self._check_names()
        self._check_circles()
        for label in (*self.hypotheses, *self.conclusions):
            _check_label(label, "name of a hypothesis or conclusion")
        for part, trees in (("hypotheses", self.assumed), ("conclusions", self.concluded)):
            for label, tree in trees.items():
                self._check_symbols(tree, f"{part}.{label}")

    @cached_property
    def signatures(self) -> dict[str, tuple[str, ...]]:
        """Per definition the names of its arguments."""
        found: dict[str, tuple[str, ...]] = {}
        for head in self.definitions:
            match = _HEAD.fullmatch(head)
            if match is None:
                raise InputError(f"definitions: {head[:40]!r} is not a name, or a name with arguments: f(x, y)")
            if match[1] in found:
                raise InputError(f"definitions.{match[1]}: defined twice")
            found[match[1]] = tuple(re.findall(_NAME, match[2] or ""))
        return found

    @cached_property
    def domains(self) -> dict[str, ParameterDomain]:
        """Per parameter its domain."""
        return {name: self._domain(text, f"parameters.{name}") for name, text in self.parameters.items()}

    @cached_property
    def functions(self) -> dict[str, Definition]:
        """Per definition its arguments and its tree."""
        named = zip(self.signatures.items(), self.definitions.values(), strict=True)
        return {
            name: Definition(arguments, parse_expression(text, f"definitions.{name}", self._arities))
            for (name, arguments), text in named
        }

    @cached_property
    def assumed(self) -> dict[str, Expression]:
        """Per hypothesis its tree."""
        return {n: parse_statement(t, f"hypotheses.{n}", self._arities) for n, t in self.hypotheses.items()}

    @cached_property
    def concluded(self) -> dict[str, Expression]:
        """Per conclusion its tree."""
        return {n: parse_statement(t, f"conclusions.{n}", self._arities) for n, t in self.conclusions.items()}

    def scope(self, values: Mapping[str, Fraction | int | tuple[Fraction | int, ...]]) -> Scope:
        """What the names stand for at these values of the parameters."""
        return Scope(values, self.functions)

    def same_as(self, other: Claim) -> bool:
        """Whether two claims are the same but for name, spaces and parentheses."""
        mine = (self.domains, self.functions, self.assumed, self.concluded)
        return mine == (other.domains, other.functions, other.assumed, other.concluded)

    @property
    def _arities(self) -> dict[str, int]:
        return {name: len(arguments) for name, arguments in self.signatures.items()}

    def _domain(self, text: str, place: str) -> ParameterDomain:
        match = _DOMAIN.fullmatch(text) if len(text) <= MAX_DOMAIN else None
        if match is None:
            raise InputError(f"{place}: {text[:40]!r} is not a domain; write for example real^k (0, 1] or integer")
        kind, length, opening, low, high, closing = match.groups()
        domain = ParameterDomain(
            kind == "integer",
            _end(low, -1, opening == "[", place),
            _end(high, 1, closing == "]", place),
            opening != "[",
            closing != "]",
            None if length is None else parse_expression(length, place, self._arities),
        )
        if domain.empty:
            raise InputError(f"{place}: {text!r} is empty; a domain contains a number")
        return domain

    def _check_names(self) -> None:
        known = [*self.parameters, *self.signatures]
        if len(known) + len(self.hypotheses) + len(self.conclusions) > MAX_NAMES:
            raise InputError(f"name: the claim has more than {MAX_NAMES} names")
        for name in [*known, *(x for arguments in self.signatures.values() for x in arguments)]:
            if re.fullmatch(_NAME, name) is None or name in RESERVED or len(name) > MAX_NAME:
                raise InputError(
                    f"{name[:40]!r} cannot be a name: use letters, digits and _, and no word of the grammar"
                )
        for name in self.signatures:
            if name in self.parameters:
                raise InputError(f"definitions.{name}: it is the name of a parameter; choose another")
            if len(set(self.signatures[name])) < len(self.signatures[name]):
                raise InputError(f"definitions.{name}: two arguments have the same name")

    def _check_symbols(self, tree: Expression, place: str, local: Iterable[str] = ()) -> None:
        known = {*self.parameters, *self.signatures}
        for name, position in positions(tree).items():
            if name not in known and name not in local:
                listed = ", ".join(sorted(known.union(local)))
                raise InputError(f"{place}, position {position + 1}: {name!r} is not known; known are {listed}")
        for name in bound_variables(tree):
            if name in known or name in local:
                raise InputError(f"{place}: {name!r} is a bound variable, but it already has a meaning; rename it")

    def _check_circles(self) -> None:
        uses: dict[str, frozenset[str]] = {}
        for name, function in self.functions.items():
            self._check_symbols(function.body, f"definitions.{name}", function.arguments)
            uses[name] = names(function.body) - set(function.arguments)
        for name, domain in self.domains.items():
            if domain.length is not None:
                self._check_symbols(domain.length, f"parameters.{name}")
                uses[name] = names(domain.length)
        done: set[str] = set()
        for name in uses:
            _follow(name, uses, (), done)


def _follow(name: str, uses: Mapping[str, frozenset[str]], path: tuple[str, ...], done: set[str]) -> None:
    if name in path:
        circle = " uses ".join((*path[path.index(name) :], name))
        raise InputError(f"{circle}: definitions and lengths must not form a circle")
    if name not in done:
        for other in sorted(uses.get(name, ())):
            _follow(other, uses, (*path, name), done)
        done.add(name)


def _texts(value: object, place: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise InputError(f"{place}: {str(value)[:40]!r} is not a mapping from names to text")
    for key, text in value.items():
        if not isinstance(key, str) or not isinstance(text, str):
            raise InputError(f"{place}: {str(key)[:40]!r}: {str(text)[:40]!r} is not text")
    return dict(value)


def _check_label(text: object, place: str) -> None:
    fine = isinstance(text, str) and 0 < len(text) <= MAX_NAME and text.isprintable() and ":" not in text
    if not fine:
        raise InputError(
            f"{place}: {str(text)[:40]!r}; 1 to {MAX_NAME} printable characters without ':' are needed"
        )


def _end(text: str | None, side: int, closed: bool, place: str) -> Fraction | None:
    if text is None:
        return None
    if text not in _INFINITE:
        return parse_rational(text, place)
    if _INFINITE[text] != side or closed:
        raise InputError(f"{place}: {text} cannot be this end; write (-inf, … or …, inf)")
    return None
