"""SymPy written in the grammar: read again it has the same value, at exact points."""

from fractions import Fraction

import pytest
import sympy as sp

from certify.claims.expressions import evaluate, truth
from certify.claims.grammar import parse_expression, parse_statement
from certify.claims.scope import Scope
from certify.errors import InputError
from certify.exact.enclosure import Enclosure
from certify.exact.surd import Surd
from proofs.wording.evaluate import enclosure, holds
from proofs.wording.quantified import ForAll, Largest
from proofs.wording.written import written_number, written_statement

x, y = sp.symbols("x y", real=True)
n, i = sp.Symbol("n", integer=True), sp.Symbol("i", integer=True)
v = sp.IndexedBase("v")
VALUES = {
    "x": Fraction(3, 7),
    "y": Fraction(5, 2),
    "n": Fraction(3),
    "v": (Fraction(1), Fraction(2, 3), Fraction(4)),
}

NUMBERS = [
    x - y,
    -x,
    x * (y + 1),
    -(x + y) / 3,
    sp.Rational(-2, 3) * x,
    x / (y * (x + y)),
    x ** (-2),
    (x * y) ** sp.Rational(3, 2),
    x ** (y**2),
    sp.Pow(sp.Pow(x, y, evaluate=False), n, evaluate=False),
    2 ** (-x),
    sp.exp(-1) * x,
    sp.exp(-x),
    sp.E**2,
    sp.sqrt(x) / 2,
    1 / sp.sqrt(y),
    sp.log(y) / sp.log(2),
    sp.ceiling(y / 2) - sp.floor(x, evaluate=False),
    sp.Max(x, y, 1, evaluate=False) + sp.Min(x, y, evaluate=False),
    sp.Abs(x - y),
    sp.GoldenRatio - 1,
    sp.Piecewise((x, sp.Lt(y, 1, evaluate=False)), (y, sp.Gt(x, 1, evaluate=False)), (n, True)),
    2 * sp.Piecewise((x, sp.Lt(y, 1, evaluate=False)), (x + y, True)),
    sp.Sum(v[i] * i, (i, 1, n)),
    sp.Product(1 - v[i], (i, 2, n)) ** 2,
    Largest(-v[i], (i, 1, n)),
]
STATEMENTS = [
    sp.Le(x, y, evaluate=False),
    sp.And(sp.Gt(x, y, evaluate=False), sp.Ge(n, 3, evaluate=False), evaluate=False),
    sp.Or(sp.Gt(x, y, evaluate=False), sp.Ge(n, 3, evaluate=False), evaluate=False),
    sp.Not(sp.And(x > y, n > 3), evaluate=False),
    ForAll(sp.Ge(v[i], sp.Rational(2, 3), evaluate=False), (i, 1, n)),
    ForAll(sp.Gt(v[i], sp.Rational(2, 3), evaluate=False), (i, 1, n)),
]


@pytest.mark.parametrize("node", NUMBERS, ids=str)
def test_numbers(node):
    read = evaluate(parse_expression(written_number(node), "text"), Scope(VALUES))
    meant = enclosure(node, VALUES)
    found = read.enclosed(128) if isinstance(read, Surd) else Enclosure.of(read, 128)
    assert not found.certainly_lt(meant)
    assert not found.certainly_gt(meant)
    assert meant.upper - meant.lower < Fraction(1, 10**12)


@pytest.mark.parametrize("node", STATEMENTS, ids=str)
def test_statements(node):
    assert truth(parse_statement(written_statement(node), "text"), Scope(VALUES)) is holds(node, VALUES)


def test_what_the_grammar_lacks_is_refused():
    with pytest.raises(InputError, match="no such operation"):
        written_number(sp.sin(x))
    with pytest.raises(InputError, match="no such statement"):
        written_statement(sp.Xor(x > 1, y > 1))
