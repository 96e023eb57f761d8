"""The closed expression grammar: text that people and files give is parsed here and never evaluated as code.

::

    statement  = disjunct ("=>" statement)?         disjunct = conjunct ("or" conjunct)*
    conjunct   = negation ("and" negation)*         negation = "not" negation | comparison
    comparison = sum (("<"|"<="|">"|">="|"="|"=="|"!=") sum)*
    sum        = term (("+"|"-") term)*             term = factor (("*"|"/") factor)*
    factor     = ("+"|"-") factor | power           power = atom ("^" factor)?
    atom       = NUMBER | NAME | NAME "[" sum "]" | "(" statement ")" | FUNCTION "(" sum ("," sum)* ")"
               | "if" "(" statement "," sum "," sum ")"
               | REPEATED "(" NAME "," sum "," sum "," (sum|statement) ")"
               | REPEATED "_mask" "(" NAME "," sum "," (sum|statement) ")"

``phi`` is (1 + √5)/2, ``e`` is exp(1), ``log`` is ``ln``, ``=`` is ``==``.  ``a < b <= c`` means both.
``sum(i, 1, k, v[i])`` runs over the integers i from 1 to k, ``exists_mask(b, k, b[1] = 1)`` over all b in
{0,1}^k.  The words of functions are words only before a parenthesis: ``sum`` alone is a name like another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from certify.claims.trees import (
    COMPARISONS,
    CONSTANTS,
    FUNCTIONS,
    MASKED,
    QUANTIFIERS,
    REPEATED,
    RESERVED,
    UNARY,
    VARIADIC,
    WORDS,
    Apply,
    Call,
    Constant,
    Expression,
    Masked,
    Name,
    Number,
    Ranged,
    is_statement,
)
from certify.errors import InputError
from certify.exact.rationals import parse_rational

MAX_LENGTH = 20_000
MAX_TOKENS = 600
MAX_DEPTH = 60

_ARGUMENTS = {**dict.fromkeys(UNARY, (1, 1)), **dict.fromkeys(VARIADIC, (1, MAX_TOKENS))}
_ARGUMENTS |= {"binomial_cdf": (3, 3), "multinomial_tail": (3, MAX_TOKENS)}
_NO_DEFINITIONS: Mapping[str, int] = MappingProxyType({})

# how tightly operators bind; _FACTOR is above all of them
_STATEMENT, _NOT, _COMPARISON, _SUM, _FACTOR = 1, 4, 5, 6, 8
_LEVELS = {"=>": _STATEMENT, "or": 2, "and": 3, "=": _COMPARISON, "+": _SUM, "-": _SUM, "*": 7, "/": 7}
_LEVELS |= dict.fromkeys(COMPARISONS, _COMPARISON)

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<symbol>=>|<=|>=|==|!=|[-+*/^()<>,\[\]=]))"
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_expression(text: str, field: str, definitions: Mapping[str, int] = _NO_DEFINITIONS) -> Expression:
    """Read an arithmetic expression.

    Parameters
    ----------
    text
        For example ``"ln(1/delta) + 2*k_prime"``.
    field
        What it is, for the error message.
    definitions
        The names that may be applied, with their numbers of arguments.

    Raises
    ------
    InputError
        When the text is not in the grammar, with the position (from 1).

    Guarantee
    ---------
    Nothing is evaluated; parentheses nest at most :data:`MAX_DEPTH` deep, so the tree is safe to recurse into.
    """
    parser = _Parser(text, field, definitions)
    return parser.number(parser.whole(_SUM))


def parse_statement(text: str, field: str, definitions: Mapping[str, int] = _NO_DEFINITIONS) -> Expression:
    """Read a statement: comparisons and quantified statements joined by ``and``, ``or``, ``not``, ``=>``.

    Raises
    ------
    InputError
        When the text is not in the grammar, or is a number rather than a statement.
    """
    parser = _Parser(text, field, definitions)
    tree = parser.whole(_STATEMENT)
    if not is_statement(tree):
        raise parser.error("a comparison was expected, not a number", 0)
    return tree


class _Parser:
    def __init__(self, text: str, field: str, definitions: Mapping[str, int]) -> None:
        if not isinstance(text, str):
            raise InputError(f"{field}: {str(text)[:40]!r} is not text")
        self.text = text
        self.field = field
        self.definitions = definitions
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

    def whole(self, level: int) -> Expression:
        tree = self.binary(level)
        if self.token.kind != "end":
            hint = "; write ^ for powers" if self.token.text == "*" else ""
            raise self.error(f"{self.token.text!r} was not expected{hint}", self.token.position)
        return tree

    def binary(self, level: int) -> Expression:
        """What is joined by operators that bind at least as tightly as ``level``."""
        left = self.operand(level)
        while (found := _LEVELS.get(self.token.text, 0)) >= level:
            left = self.compared(left) if found == _COMPARISON else self.joined(left, found)
        return left

    def joined(self, left: Expression, level: int) -> Expression:
        token = self.token
        self.next += 1
        check = self.number if level > _COMPARISON else self.truth
        checked = check(left)
        right = self.nested(level) if token.text == "=>" else self.binary(level + 1)
        return Apply(token.text, (checked, check(right)), token.position)

    def compared(self, left: Expression) -> Expression:
        result = left
        while token := self.take(*COMPARISONS, "="):
            right = self.binary(_SUM)
            operator = "==" if token.text == "=" else token.text
            here = Apply(operator, (self.number(left), self.number(right)), token.position)
            result = here if result is left else Apply("and", (result, here), token.position)
            left = right
        return result

    def operand(self, level: int) -> Expression:
        if level <= _NOT and (token := self.take("not")):
            return Apply("not", (self.truth(self.nested(_NOT)),), token.position)
        if token := self.take("-", "+"):
            inner = self.number(self.nested(_FACTOR))
            return Apply("neg", (inner,), token.position) if token.text == "-" else inner
        base = self.atom()
        if token := self.take("^"):
            exponent = self.nested(_FACTOR)
            return Apply("^", (self.number(base), self.number(exponent)), token.position)
        return base

    def atom(self) -> Expression:
        token = self.token
        if token.kind == "number":
            self.next += 1
            return Number(self.rational(token), token.position)
        if self.take("("):
            inner = self.nested(_STATEMENT)
            self.expect(")")
            return inner
        if token.kind == "name" and token.text not in WORDS:
            self.next += 1
            return self.named(token)
        raise self.error(f"a number or a name was expected, not {token.text or 'the end'!r}", token.position)

    def named(self, token: _Token) -> Expression:
        if self.take("["):
            index = self.nested(_SUM)
            self.expect("]")
            return Name(token.text, self.number(index), token.position)
        if token.text in CONSTANTS:
            return Constant(token.text, token.position)
        if token.text in UNARY or token.text in VARIADIC or self.applied(token):
            return self.application(token)
        if self.definitions.get(token.text):
            raise self.error(f"{token.text!r} needs its arguments: {token.text}(…)", token.position)
        return Name(token.text, None, token.position)

    def applied(self, token: _Token) -> bool:
        if self.token.text != "(" or self.token.kind != "symbol":
            return False
        if token.text not in FUNCTIONS and token.text not in self.definitions:
            known = ", ".join((*FUNCTIONS, *self.definitions))
            raise self.error(f"{token.text!r} is not a function; known are {known}", token.position)
        return True

    def application(self, token: _Token) -> Expression:
        self.expect("(")
        if token.text in self.definitions:
            tree = self.call(token)
        elif token.text == "if":
            tree = self.choice(token)
        elif token.text in REPEATED or token.text in MASKED:
            tree = self.repeated(token)
        else:
            tree = Apply(token.text, self.arguments(token, *_ARGUMENTS[token.text]), token.position)
        self.expect(")")
        return tree

    def call(self, token: _Token) -> Expression:
        count = self.definitions[token.text]
        if count == 0:
            raise self.error(f"{token.text!r} takes no arguments", token.position)
        return Call(token.text, self.arguments(token, count, count), token.position)

    def choice(self, token: _Token) -> Expression:
        condition = self.truth(self.nested(_STATEMENT))
        return Apply("if", (condition, self.argument(), self.argument()), token.position)

    def repeated(self, token: _Token) -> Expression:
        word = token.text.removesuffix("_mask")
        variable = self.variable()
        ends = [self.argument() for _ in range(2 if word == token.text else 1)]
        self.expect(",")
        body = self.nested(_STATEMENT)
        body = self.truth(body) if word in QUANTIFIERS else self.number(body)
        if len(ends) == 1:
            return Masked(word, variable, ends[0], body, token.position)
        return Ranged(word, variable, ends[0], ends[1], body, token.position)

    def variable(self) -> str:
        token = self.token
        if token.kind != "name" or token.text in RESERVED:
            raise self.error(f"a variable was expected, not {token.text or 'the end'!r}", token.position)
        self.next += 1
        return token.text

    def argument(self) -> Expression:
        self.expect(",")
        return self.number(self.nested(_SUM))

    def arguments(self, token: _Token, least: int, most: int) -> tuple[Expression, ...]:
        found = [self.number(self.nested(_SUM))]
        while self.take(","):
            found.append(self.number(self.nested(_SUM)))
        if not least <= len(found) <= most:
            wanted = {1: "one argument", MAX_TOKENS: f"at least {least}"}.get(most, f"{most} arguments")
            raise self.error(f"{token.text!r} takes {wanted}, not {len(found)}", token.position)
        return tuple(found)

    def rational(self, token: _Token) -> Fraction:
        try:
            return parse_rational(token.text, "number")
        except InputError as error:
            raise self.error(str(error), token.position) from None

    def nested(self, level: int) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH}", self.token.position)
        tree = self.binary(level)
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
