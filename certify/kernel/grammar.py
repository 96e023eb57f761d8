"""The closed expression grammar: text that people and files give is parsed here and never evaluated as code.

::

    statement  = conjunct ("or" conjunct)*          conjunct = negation ("and" negation)*
    negation   = "not" negation | comparison        comparison = sum (("<"|"<="|">"|">="|"=="|"!=") sum)*
    sum        = term (("+"|"-") term)*             term = factor (("*"|"/") factor)*
    factor     = ("+"|"-") factor | power           power = atom ("^" factor)?
    atom       = NUMBER | NAME | NAME "[" sum "]" | FUNCTION "(" sum ("," sum)* ")" | "(" statement ")"

``phi`` is (1 + √5)/2, ``e`` is exp(1), ``log`` is ``ln``.  ``a < b <= c`` means both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from certify.kernel.errors import InputError
from certify.kernel.rationals import parse_rational

MAX_LENGTH = 20_000
MAX_TOKENS = 600
MAX_DEPTH = 60
CONSTANTS = ("phi", "e")
UNARY = ("ln", "log", "exp", "sqrt", "abs", "floor", "ceiling")
VARIADIC = ("min", "max")
WORDS = ("and", "or", "not")
COMPARISONS = ("<=", ">=", "==", "!=", "<", ">")

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<symbol><=|>=|==|!=|[-+*/^()<>,\[\]]))"
)


@dataclass(frozen=True)
class Number:
    """An exact rational."""

    value: Fraction
    position: int


@dataclass(frozen=True)
class Name:
    """A parameter, or one entry of an indexed parameter."""

    name: str
    index: Expression | None
    position: int


@dataclass(frozen=True)
class Constant:
    """``phi`` or ``e``."""

    name: str
    position: int


@dataclass(frozen=True)
class Apply:
    """An operator or function and its arguments: ``+ - * / ^ neg``, comparisons, ``and or not``, functions."""

    operator: str
    arguments: tuple[Expression, ...]
    position: int


Expression = Number | Name | Constant | Apply


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_expression(text: str, field: str) -> Expression:
    """Read an arithmetic expression.

    Parameters
    ----------
    text
        For example ``"ln(1/delta) + 2*k_prime"``.
    field
        What it is, for the error message.

    Raises
    ------
    InputError
        When the text is not in the grammar, with the position (from 1).

    Guarantee
    ---------
    Nothing is evaluated; parentheses nest at most :data:`MAX_DEPTH` deep, so the tree is safe to recurse into.
    """
    parser = _Parser(text, field)
    return parser.number(parser.whole(_Parser.sum))


def parse_statement(text: str, field: str) -> Expression:
    """Read a statement: comparisons joined by ``and``, ``or``, ``not``.

    Raises
    ------
    InputError
        When the text is not in the grammar, or is a number rather than a statement.
    """
    parser = _Parser(text, field)
    tree = parser.whole(_Parser.statement)
    if not is_statement(tree):
        raise parser.error("a comparison was expected, not a number", 0)
    return tree


def is_statement(tree: Expression) -> bool:
    """Whether the tree is true or false rather than a number."""
    return isinstance(tree, Apply) and tree.operator in (*COMPARISONS, *WORDS)


def names(tree: Expression) -> frozenset[str]:
    """The names of the parameters that occur."""
    if isinstance(tree, Name):
        return frozenset({tree.name}) | (names(tree.index) if tree.index else frozenset())
    if isinstance(tree, Apply):
        return frozenset().union(*[names(argument) for argument in tree.arguments])
    return frozenset()


class _Parser:
    def __init__(self, text: str, field: str) -> None:
        self.text = text
        self.field = field
        self.depth = 0
        if len(text) > MAX_LENGTH:
            raise InputError(f"{field}: {len(text)} characters; at most {MAX_LENGTH} are read")
        self.tokens = list(self.tokenize())
        if len(self.tokens) > MAX_TOKENS:
            raise self.error(f"{len(self.tokens)} tokens; at most {MAX_TOKENS} are read", 0)
        self.next = 0

    def error(self, message: str, position: int) -> InputError:
        shown = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        return InputError(f"{self.field}: {shown!r}, position {position + 1}: {message}")

    def tokenize(self) -> Iterator[_Token]:
        end = len(self.text.rstrip())
        position = 0
        while position < end:
            match = _TOKEN.match(self.text, position)
            if match is None:
                start = position + len(self.text[position:]) - len(self.text[position:].lstrip())
                raise self.error(f"{self.text[start]!r} is not in the grammar", start)
            kind = str(match.lastgroup)
            yield _Token(kind, match[kind], match.start(kind))
            position = match.end()
        yield _Token("end", "", end)

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self, *texts: str) -> _Token | None:
        token = self.token
        if token.kind == "number" or token.text not in texts:
            return None
        self.next += 1
        return token

    def expect(self, text: str) -> None:
        if self.take(text) is None:
            raise self.error(f"{text!r} was expected, not {self.token.text or 'the end'!r}", self.token.position)

    def whole(self, rule: Callable[[_Parser], Expression]) -> Expression:
        tree = rule(self)
        if self.token.kind != "end":
            hint = "; write ^ for powers" if self.token.text == "*" else ""
            raise self.error(f"{self.token.text!r} was not expected{hint}", self.token.position)
        return tree

    def statement(self) -> Expression:
        return self.joined("or", lambda: self.joined("and", self.negation))

    def joined(self, word: str, part: Callable[[], Expression]) -> Expression:
        left = part()
        while token := self.take(word):
            left = Apply(word, (self.truth(left), self.truth(part())), token.position)
        return left

    def negation(self) -> Expression:
        if token := self.take("not"):
            return self.nested(lambda: Apply("not", (self.truth(self.negation()),), token.position))
        return self.comparison()

    def comparison(self) -> Expression:
        left, result = self.sum(), None
        while token := self.take(*COMPARISONS):
            right = self.sum()
            here = Apply(token.text, (self.number(left), self.number(right)), token.position)
            result = here if result is None else Apply("and", (result, here), token.position)
            left = right
        return left if result is None else result

    def sum(self) -> Expression:
        return self.left_associative(("+", "-"), lambda: self.left_associative(("*", "/"), self.factor))

    def left_associative(self, operators: tuple[str, ...], part: Callable[[], Expression]) -> Expression:
        left = part()
        while token := self.take(*operators):
            left = Apply(token.text, (self.number(left), self.number(part())), token.position)
        return left

    def factor(self) -> Expression:
        if token := self.take("-", "+"):
            inner = self.nested(lambda: self.number(self.factor()))
            return Apply("neg", (inner,), token.position) if token.text == "-" else inner
        base = self.atom()
        if token := self.take("^"):
            exponent = self.nested(self.factor)
            return Apply("^", (self.number(base), self.number(exponent)), token.position)
        return base

    def atom(self) -> Expression:
        token = self.token
        if token.kind == "number":
            self.next += 1
            return Number(parse_rational(token.text, self.field), token.position)
        if self.take("("):
            inner = self.nested(self.statement)
            self.expect(")")
            return inner
        if token.kind == "name" and token.text not in WORDS:
            self.next += 1
            return self.named(token)
        raise self.error(f"a number or a name was expected, not {token.text or 'the end'!r}", token.position)

    def named(self, token: _Token) -> Expression:
        if self.take("["):
            index = self.nested(self.sum)
            self.expect("]")
            return Name(token.text, self.number(index), token.position)
        if token.text in CONSTANTS:
            return Constant(token.text, token.position)
        if token.text in UNARY or token.text in VARIADIC:
            return Apply(token.text, self.arguments(token), token.position)
        if self.token.text == "(" and self.token.kind == "symbol":
            known = ", ".join(UNARY + VARIADIC)
            raise self.error(f"{token.text!r} is not a function; known are {known}", token.position)
        return Name(token.text, None, token.position)

    def arguments(self, token: _Token) -> tuple[Expression, ...]:
        self.expect("(")
        found = [self.number(self.nested(self.sum))]
        while self.take(","):
            found.append(self.number(self.nested(self.sum)))
        self.expect(")")
        if token.text in UNARY and len(found) != 1:
            raise self.error(f"{token.text!r} takes one argument, not {len(found)}", token.position)
        return tuple(found)

    def nested(self, rule: Callable[[], Expression]) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH}", self.token.position)
        tree = rule()
        self.depth -= 1
        return tree

    def number(self, tree: Expression) -> Expression:
        if is_statement(tree):
            raise self.error("a number was expected, not a comparison", tree.position)
        return tree

    def truth(self, tree: Expression) -> Expression:
        if not is_statement(tree):
            raise self.error("a comparison was expected, not a number", tree.position)
        return tree
