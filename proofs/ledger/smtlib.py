"""SymPy relations as SMT-LIB 2: one text, read by every solver.

Reals stay reals.  Min, Max, Abs, roots, the golden ratio, floor and ceiling are written exactly; a product of
factors max{1, …} is at least 1.  A logarithm or an exponential becomes a constant about which only instances of
the named facts of :mod:`proofs.wording.facts` are asserted; anything else (a sum over an index, …) becomes a
constant about which nothing is asserted.  So *unsat* holds for the real functions too; *sat* is a suggestion.

Signs that SymPy's symbols assume are dropped: a hypothesis counts when the statement states it.  That a
number is natural is its type and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import sympy as sp

from proofs.wording.facts import FACTS
from proofs.wording.quantified import ForAll, Largest

MAX_TERMS = 40  # logarithms and exponentials that facts are instantiated for
MAX_POWER = 24
_BINDERS = (Largest, ForAll)
_RELATIONS = {sp.Le: "<=", sp.Lt: "<", sp.Ge: ">=", sp.Gt: ">", sp.Eq: "="}
_JUNCTIONS = {sp.And: "and", sp.Or: "or", sp.Not: "not", sp.Implies: "=>"}


@dataclass(frozen=True)
class Script:
    """A question to a solver.

    Attributes
    ----------
    heading
        The logic and the constants.
    assertions
        Pairs of a comment and a text; the comment of an instance of a fact is the fact's name.
    whole
        Whether something in it has to be a whole number.
    """

    heading: tuple[str, ...]
    assertions: tuple[tuple[str, str], ...]
    whole: bool

    @property
    def text(self) -> str:
        """SMT-LIB 2, up to ``(check-sat)``."""
        lines = [f"(assert {text}) ; {comment}" for comment, text in self.assertions]
        return "\n".join([*self.heading, *lines, "(check-sat)"]) + "\n"

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts with instances in it."""
        return tuple(sorted({comment for comment, _ in self.assertions} & set(FACTS)))

    def only(self, assertions: Iterable[tuple[str, str]]) -> Script:
        """The same with some of its assertions: where these are unsat, all of them are."""
        return replace(self, assertions=tuple(assertions))


def script(
    assertions: Iterable[tuple[str, sp.Basic]],
    definitions: Mapping[str, sp.Basic],
    *,
    integral: bool = True,
) -> Script:
    """Write assertions as a script.

    Parameters
    ----------
    assertions
        Pairs of a comment and a relation.
    definitions
        Name to expression: those that are reached are asserted as equations.
    integral
        Whether to ask for whole numbers, or for reals in their place (which *unsat* does not mind).
    """
    writer = _Writer(definitions)
    body = [(comment, writer.relation(plain(relation))) for comment, relation in assertions]
    writer.open()
    writer.instantiate()
    whole = bool(writer.integers)
    logic = "QF_NIRA" if whole and integral else "QF_NRA"
    constants = [f"(declare-const {name} {sort})" for name, sort in writer.constants.items()]
    if integral:
        constants += [f"(assert (is_int {name}))" for name in writer.integers]
    return Script((f"(set-logic {logic})", *constants), (*writer.known, *body), whole)


def plain(node: sp.Basic) -> sp.Basic:
    """The same with symbols of which only this is assumed: that they are real, or integers."""
    return node.xreplace({s: _plain(s) for s in node.atoms(sp.Symbol)})


def _plain(symbol: sp.Symbol) -> sp.Symbol:
    if symbol.is_integer:
        return sp.Symbol(symbol.name, integer=True)
    return sp.Symbol(symbol.name, real=True)


def inlined(node: sp.Basic, definitions: Mapping[str, sp.Basic]) -> sp.Basic:
    """The same with names replaced by their definitions, where these only add, multiply and take powers.

    What remains is weaker, for the other names may then stand for anything.
    """
    simple = {_plain(sp.Symbol(n)): plain(e) for n, e in definitions.items() if _is_algebraic(e)}
    node = plain(node).xreplace({s: sp.Symbol(s.name, real=True) for s in _named(node, definitions)})
    while met := simple.keys() & node.free_symbols:
        node = node.xreplace({name: simple[name] for name in met})
        node = node.xreplace({s: sp.Symbol(s.name, real=True) for s in _named(node, definitions)})
    return node


def _named(node: sp.Basic, definitions: Mapping[str, sp.Basic]) -> set[sp.Symbol]:
    """Defined names, as the symbols by which :func:`plain` writes them."""
    return {_plain(s) for s in node.atoms(sp.Symbol) if s.name in definitions}


def _is_algebraic(expression: sp.Basic) -> bool:
    nodes = sp.preorder_traversal(expression) if isinstance(expression, sp.Expr) else [expression]
    return all(isinstance(n, sp.Symbol | sp.Rational | sp.Add | sp.Mul | sp.Pow) for n in nodes)


def has_value(node: sp.Basic) -> tuple[sp.Basic, ...]:
    """Conditions under which the terms of a relation have values, but for those under a bound variable.

    A logarithm needs a positive argument, a quotient a divisor that is not 0, a root a base >= 0.
    """
    if isinstance(node, sp.Sum | sp.Product) or node.func in _BINDERS:
        return ()
    found = tuple(condition for argument in node.args for condition in has_value(argument))
    if isinstance(node, sp.log):
        return (*found, sp.Gt(node.args[0], 0, evaluate=False))
    if isinstance(node, sp.Pow):
        return (*found, *_power_has_value(*node.args))
    return found


def _power_has_value(base: sp.Expr, exponent: sp.Expr) -> tuple[sp.Basic, ...]:
    if base == sp.E or (base.is_Rational and base > 0) or exponent in (0, 1):
        return ()
    if not isinstance(exponent, sp.Rational):
        return (sp.Gt(base, 0, evaluate=False),)
    if exponent.q == 1:
        return (sp.Ne(base, 0, evaluate=False),) if exponent < 0 else ()
    return (sp.Gt(base, 0, evaluate=False) if exponent < 0 or exponent.q > 2 else sp.Ge(base, 0, evaluate=False),)


def reached(node: sp.Basic, definitions: Mapping[str, sp.Basic]) -> tuple[str, ...]:
    """The names of definitions that a relation uses, directly or through others."""
    waiting, found = [node], dict[str, None]()
    while waiting:
        names = {s.name for s in waiting.pop().atoms(sp.Symbol)} & definitions.keys()
        new = sorted(name for name in names if name not in found)
        found |= dict.fromkeys(new)
        waiting += [definitions[name] for name in new if isinstance(definitions[name], sp.Basic)]
    return tuple(found)


def natural(symbols: Iterable[sp.Symbol]) -> tuple[tuple[str, sp.Rel], ...]:
    """What the types of symbols say: a natural number is at least 1, or at least 0."""
    found = {}
    for s in symbols:
        if s.is_integer and s.is_nonnegative:
            least = 1 if s.is_positive else 0
            found[s.name] = (f"{s.name} is a natural number", sp.Ge(_plain(s), least, evaluate=False))
    return tuple(found.values())


class _Writer:
    def __init__(self, definitions: Mapping[str, sp.Basic]) -> None:
        self.definitions = {name: plain(e) for name, e in definitions.items() if isinstance(e, sp.Expr)}
        self.constants: dict[str, str] = {}
        self.integers: list[str] = []
        self.known: list[tuple[str, str]] = []  # comment and assertion
        self.opaque: dict[sp.Basic, str] = {}
        self.functions: list[sp.Basic] = []  # logarithms and exponentials
        self.unopened: list[str] = []

    def open(self) -> None:
        """Assert the definitions of the names that occur, and of those that occur in these definitions."""
        while self.unopened:
            name = self.unopened.pop(0)
            self.known.append((f"definition of {name}", f"(= |{name}| {self.term(self.definitions[name])})"))

    # terms ----------------------------------------------------------------------------------------

    def term(self, node: sp.Basic) -> str:
        if isinstance(node, sp.Rational):
            return _number(node)
        if isinstance(node, sp.Symbol):
            return self.symbol(node)
        if isinstance(node, sp.Add | sp.Mul):
            first, rest = node.as_two_terms()
            return f"({'+' if isinstance(node, sp.Add) else '*'} {self.term(first)} {self.term(rest)})"
        if isinstance(node, sp.Max | sp.Min):
            return self.extremum(node)
        if isinstance(node, sp.Abs):
            inner = self.term(node.args[0])
            return f"(ite (>= {inner} 0.0) {inner} (- {inner}))"
        if isinstance(node, sp.Pow):
            return self.power(node)
        if isinstance(node, sp.Piecewise):
            return self.piecewise(node)
        return self.constant(node)

    def symbol(self, node: sp.Symbol) -> str:
        name = f"|{node.name}|"
        if name not in self.constants:
            self.constants[name] = "Real"
            if node.is_integer:
                self.integers.append(name)
            if node.name in self.definitions:
                self.unopened.append(node.name)
        return name

    def extremum(self, node: sp.Max | sp.Min) -> str:
        comparison = ">=" if isinstance(node, sp.Max) else "<="
        first, *rest = (self.term(argument) for argument in node.args)
        for other in rest:
            first = f"(ite ({comparison} {first} {other}) {first} {other})"
        return first

    def power(self, node: sp.Pow) -> str:
        base, exponent = node.args
        if not isinstance(exponent, sp.Rational):
            return self.term(sp.exp(exponent * sp.log(base)))  # the definition of a real power
        if abs(exponent.p) > MAX_POWER or exponent.q > MAX_POWER:
            return self.constant(node)
        if exponent < 0:
            return f"(/ 1.0 {self.term(base ** (-exponent))})"
        return _product(self.term(base) if exponent.q == 1 else self.root(base, int(exponent.q)), int(exponent.p))

    def root(self, base: sp.Expr, degree: int) -> str:
        node = sp.Pow(base, sp.Rational(1, degree), evaluate=False)
        if node in self.opaque:
            return self.opaque[node]
        name, inner = self.new(node, "root"), self.term(base)
        defined = f"(and (>= {name} 0.0) (= {_product(name, degree)} {inner}))"
        self.known.append((f"root of degree {degree}", f"(=> (>= {inner} 0.0) {defined})"))
        return name

    def piecewise(self, node: sp.Piecewise) -> str:
        (last, condition), *others = reversed(node.args)
        if condition != sp.true:
            return self.constant(node)
        text = self.term(last)
        for value, when in others:
            text = f"(ite {self.relation(when)} {self.term(value)} {text})"
        return text

    def constant(self, node: sp.Basic) -> str:
        """A constant in the place of a term, with what defines it."""
        if node in self.opaque:
            return self.opaque[node]
        if node == sp.GoldenRatio:
            name = self.new(node, "phi")
            self.known.append(("the golden ratio", f"(and (> {name} 0.0) (= (* {name} {name}) (+ {name} 1.0)))"))
            return name
        if isinstance(node, sp.ceiling | sp.floor):
            return self.rounded(node)
        if isinstance(node, sp.log | sp.exp) or node == sp.E:
            self.functions.append(node)
            self.term(_argument(node))  # the names in it are met too
            return self.new(node, "ln" if isinstance(node, sp.log) else "exp")
        return self.product(node) if isinstance(node, sp.Product) else self.new(node, "term")

    def product(self, node: sp.Product) -> str:
        name = self.new(node, "product")
        if isinstance(node.function, sp.Max) and sp.S.One in node.function.args:
            self.known.append(("factors max{1, …}", f"(>= {name} 1.0)"))
        return name

    def rounded(self, node: sp.Basic) -> str:
        name, inner = self.new(node, "whole"), self.term(node.args[0])
        self.integers.append(name)
        low, high = (
            (f"(< (- {name} 1.0) {inner})", f"(<= {inner} {name})")
            if isinstance(node, sp.ceiling)
            else (f"(<= {name} {inner})", f"(< {inner} (+ {name} 1.0))")
        )
        self.known.append((f"{node.func.__name__}", f"(and {low} {high})"))
        return name

    def new(self, node: sp.Basic, kind: str, sort: str = "Real") -> str:
        name = f"{kind}!{len(self.opaque)}"
        self.opaque[node] = name
        self.constants[name] = sort
        return name

    # relations ------------------------------------------------------------------------------------

    def relation(self, node: sp.Basic) -> str:
        if node in (sp.true, sp.false):
            return "true" if node == sp.true else "false"
        for kind, word in _JUNCTIONS.items():
            if isinstance(node, kind):
                return f"({word} {' '.join(self.relation(part) for part in node.args)})"
        if isinstance(node, sp.Ne):
            return f"(not (= {self.term(node.lhs)} {self.term(node.rhs)}))"
        for kind, word in _RELATIONS.items():
            if isinstance(node, kind):
                return f"({word} {self.term(node.lhs)} {self.term(node.rhs)})"
        return self.opaque.get(node) or self.new(node, "claim", "Bool")

    # facts ----------------------------------------------------------------------------------------

    def instantiate(self) -> None:
        """Assert the facts about the logarithms and exponentials that occur, in these facts too."""
        done, original = 0, len(self.functions)
        while done < len(self.functions) and done < MAX_TERMS:
            node = self.functions[done]
            for other in self.functions[: done if done < original else 0]:
                self.compare(node, other)
            (self.of_log if isinstance(node, sp.log) else self.of_exp)(node)
            done += 1

    def compare(self, node: sp.Basic, other: sp.Basic) -> None:
        if isinstance(node, sp.log) is isinstance(other, sp.log):
            name = "ln increases" if isinstance(node, sp.log) else "exp increases"
            a, b = _argument(node), _argument(other)
            self.fact(name, a, b)
            self.fact(name, b, a)
            same = f"(= {self.term(node)} {self.term(other)})"
            self.known.append(("equal arguments", f"(=> (= {self.term(a)} {self.term(b)}) {same})"))

    def of_log(self, node: sp.log) -> None:
        u = node.args[0]
        self.fact("ln(x) <= x - 1", u)
        self.fact("1 - 1/x <= ln(x)", u)
        if isinstance(u, sp.Mul):
            self.fact("ln(x y) = ln(x) + ln(y)", *u.as_two_terms())
        elif isinstance(u, sp.Pow):
            self.fact("ln(x^y) = y ln(x)", *u.args)
        elif isinstance(u, sp.Rational) and u.p != 1 and u.q != 1:
            self.fact("ln(x y) = ln(x) + ln(y)", sp.Integer(u.p), sp.Rational(1, u.q))

    def of_exp(self, node: sp.Basic) -> None:
        u = _argument(node)
        self.fact("1 + x <= exp(x)", u)
        self.fact("0 < exp(x)", u)
        if node == sp.E:
            self.fact("exp(1) <= 3")
        if isinstance(u, sp.Add):
            self.fact("exp(x + y) = exp(x) exp(y)", *u.as_two_terms())

    def fact(self, name: str, *at: sp.Expr) -> None:
        premises, relation = FACTS[name].at(*at)
        if relation in (sp.true, sp.false):
            return
        text = self.relation(relation)
        for premise in premises:
            text = f"(=> {self.relation(premise)} {text})"
        self.known.append((name, text))


def _argument(node: sp.Basic) -> sp.Expr:
    return sp.S.One if node == sp.E else node.args[0]


def _number(value: sp.Rational) -> str:
    size = f"{abs(value.p)}.0" if value.q == 1 else f"(/ {abs(value.p)}.0 {value.q}.0)"
    return f"(- {size})" if value < 0 else size


def _product(factor: str, count: int) -> str:
    return "1.0" if count == 0 else factor if count == 1 else f"(* {' '.join([factor] * count)})"
