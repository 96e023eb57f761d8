"""Coq's printed real arithmetic as SymPy: a closed list of functions, everything else is unreadable.

It serves to compare what a theorem says with a statement's data, never to prove anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

import sympy as sp

from certify.errors import CertifyError

T = TypeVar("T")

_TOKEN = re.compile(r"\s*(?:([A-Za-z_][\w']*(?:\.[A-Za-z_][\w']*)*)|(\d+)|(<=|>=|<>|->|%\w+|[-+*/^()<>=²]))")
_RELATIONS = {"<=": sp.Le, ">=": sp.Ge, "<": sp.Lt, ">": sp.Gt, "=": sp.Eq}
FUNCTIONS: Mapping[str, tuple[int, Callable[..., sp.Expr]]] = MappingProxyType(
    {
        "ln": (1, lambda x: sp.log(x, evaluate=False)),
        "exp": (1, lambda x: sp.exp(x, evaluate=False)),
        "sqrt": (1, sp.sqrt),
        "Rabs": (1, sp.Abs),
        "INR": (1, lambda x: x),
        "IZR": (1, lambda x: x),
        "ceiling": (1, sp.ceiling),
        "Rlog": (2, lambda b, x: sp.log(x, evaluate=False) / sp.log(b, evaluate=False)),
        "Rmax": (2, sp.Max),
        "Rmin": (2, sp.Min),
        "Nat.max": (2, sp.Max),
        "Nat.min": (2, sp.Min),
        "Rpower": (2, lambda x, y: x**y),
    }
)


class Unreadable(CertifyError):
    """A text of Coq that this small reader does not know."""


def symbol(name: str) -> sp.Symbol:
    """Coq's name as a symbol, a prime written out; positive, so that logarithms expand."""
    return sp.Symbol(name.replace("'", "_prime"), positive=True)


def read_number(text: str) -> sp.Expr:
    """A term: ``k' * ln (k' / delta)``.

    Raises
    ------
    Unreadable
        When the text is not in the small language read here.
    """
    reader = _Reader(text)
    return reader.whole(reader.sum())


def read_relation(text: str) -> tuple[sp.Rel, ...]:
    """A comparison, or a chain of them: ``0 < x <= y`` is two.

    Raises
    ------
    Unreadable
        When the text is not in the small language read here.
    """
    reader = _Reader(text)
    return reader.whole(reader.chain())


def read_theorem(text: str) -> tuple[tuple[sp.Rel, ...], sp.Rel]:
    """The premises and the conclusion of ``forall x y : R, P -> Q -> C``.

    Raises
    ------
    Unreadable
        When the text is not in the small language read here.
    """
    body = re.sub(r"^\s*forall [\w' ]+ : R,", "", text)
    *premises, conclusion = [read_relation(part) for part in body.split("->")]
    if len(conclusion) != 1:
        raise Unreadable(f"{text!r}: one comparison is needed at the end")
    return tuple(relation for chain in premises for relation in chain), conclusion[0]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [*self.tokenize(text), ""]
        self.next = 0

    @staticmethod
    def tokenize(text: str) -> list[str]:
        tokens, position = [], 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if match is None:
                raise Unreadable(f"{text!r}: {text[position]!r} is not read")
            tokens.append(match[0].strip())
            position = match.end()
        return [token for token in tokens if not token.startswith("%")]

    @property
    def token(self) -> str:
        return self.tokens[self.next]

    def take(self, *tokens: str) -> str | None:
        if self.token not in tokens:
            return None
        self.next += 1
        return self.tokens[self.next - 1]

    def whole(self, result: T) -> T:
        if self.token:
            raise Unreadable(f"{self.text!r}: {self.token!r} is not read")
        return result

    def chain(self) -> tuple[sp.Rel, ...]:
        sides, relations = [self.sum()], []
        while relation := self.take(*_RELATIONS):
            relations.append(relation)
            sides.append(self.sum())
        if not relations:
            raise Unreadable(f"{self.text!r}: a comparison is needed")
        pairs = zip(relations, pairwise(sides), strict=True)
        return tuple(_RELATIONS[r](a, b, evaluate=False) for r, (a, b) in pairs)

    def sum(self) -> sp.Expr:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self) -> sp.Expr:
        value = self.signed()
        while sign := self.take("*", "/"):
            other = self.signed()
            value = value * other if sign == "*" else value / other
        return value

    def signed(self) -> sp.Expr:
        if self.take("-"):
            return -self.signed()
        if self.take("/"):
            return 1 / self.signed()
        return self.power()

    def power(self) -> sp.Expr:
        base = self.application()
        if self.take("²"):
            return base**2
        return base ** self.signed() if self.take("^") else base

    def application(self) -> sp.Expr:
        if self.token in FUNCTIONS:
            name = self.tokens[self.next]
            self.next += 1
            count, function = FUNCTIONS[name]
            return function(*[self.atom() for _ in range(count)])
        value = self.atom()
        if isinstance(value, sp.Symbol) and (self.token == "(" or self.token[:1].isalnum()):
            raise Unreadable(f"{self.text!r}: the function {value} is not known")
        return value

    def atom(self) -> sp.Expr:
        token = self.token
        self.next += 1
        if token == "(":
            inner = self.sum()
            if not self.take(")"):
                raise Unreadable(f"{self.text!r}: a closing parenthesis is needed, not {self.token!r}")
            return inner
        if token.isdigit():
            return sp.Integer(token)
        if not token or not (token[0].isalpha() or token[0] == "_") or token in FUNCTIONS:
            raise Unreadable(f"{self.text!r}: {token or 'the end'!r} is not read here")
        return symbol(token)
