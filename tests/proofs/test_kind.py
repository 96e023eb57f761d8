"""The kind of a verdict is computed: each kind, and what comes close to it and is not it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from proofs.ledger.kind import Kind, edges, kind, shape
from proofs.ledger.replay import entry
from proofs.ledger.verdict import Evidence, State, Status
from proofs.wording.statement import Clause, Point, Statement, Wording

x, y = sp.Symbol("x", real=True), sp.Symbol("y", real=True)
BASE = Wording(
    "q",
    (Clause("x", "x >= 0", sp.Ge(x, 0, evaluate=False)),),
    {"d": 3 / x},
    (Clause("c", "d y <= 2", sp.Le(sp.Symbol("d") * y, 2, evaluate=False)), Clause("w", "in words")),
)
EDGE = replace(BASE, hypotheses=(*BASE.hypotheses, Clause("positive", "x > 0", sp.Gt(x, 0, evaluate=False))))


def statement(repaired: Wording | None, fails: str = "") -> Statement:
    """A statement with these two wordings."""
    return Statement("remark-21", "Remark", "t", BASE, repaired, fails)


def at(value: int, shows: Status = Status.ILL_DEFINED) -> Evidence:
    """A piece of evidence at a point."""
    point = Point("d", {"x": Fraction(value), "y": Fraction(1)})
    return Evidence("undefined", "printed", (), shows, State.REPLAYS, "", point=point)


COQ = Evidence("Coq", "printed", ("c",), Status.REFUTED, State.REPLAYS, "")


@pytest.mark.parametrize(
    ("repaired", "status", "against", "expected"),
    [
        (EDGE, Status.PROVED, [at(0)], Kind.EDGE),
        (EDGE, Status.PROVED, [at(0), COQ], Kind.EDGE),
        (EDGE, Status.CONDITIONAL, [at(0)], Kind.EDGE),
        (EDGE, Status.OPEN, [at(0)], None),  # nothing is proved away from the edge
        (EDGE, Status.PROVED, [at(0), at(1)], None),  # it has no value inside either
        (EDGE, Status.PROVED, [], None),
        (None, None, [at(0)], None),
        (BASE, Status.PROVED, [at(0)], None),  # nothing added
        (replace(EDGE, definitions={"d": 4 / x}), Status.PROVED, [at(0)], None),
        (replace(EDGE, conclusions=EDGE.conclusions[:1]), Status.PROVED, [at(0)], None),
        (
            replace(EDGE, conclusions=(*EDGE.conclusions, Clause("more", "more"))),
            Status.PROVED,
            [at(0)],
            Kind.EDGE,
        ),
        (replace(EDGE, hypotheses=EDGE.hypotheses[1:]), Status.PROVED, [at(0)], Kind.EDGE),  # x > 0 says x >= 0
        (replace(EDGE, hypotheses=(*EDGE.hypotheses, Clause("f", "F is fixed"))), Status.PROVED, [at(0)], None),
        (replace(EDGE, setting=(Clause("f", "F is fixed"),)), Status.PROVED, [at(0)], None),
    ],
)
def test_an_edge(
    repaired: Wording | None, status: Status | None, against: list[Evidence], expected: Kind | None
) -> None:
    assert kind(statement(repaired), Status.ILL_DEFINED, status, against) is expected
    refuted = Kind.FALSE if expected is None else expected
    assert kind(statement(repaired), Status.REFUTED, status, against) in (refuted, Kind.CONSTANT)


def test_a_hypothesis_reversed_is_no_edge() -> None:
    reversed_ = replace(BASE, hypotheses=(Clause("x", "x <= 0", sp.Le(x, 0, evaluate=False)),))
    assert kind(statement(reversed_), Status.REFUTED, Status.PROVED, [at(1)]) is Kind.FALSE


def test_a_hypothesis_on_numbers_alone_is_no_edge() -> None:
    fixed = Clause("g", "γ < 1", sp.Lt(sp.Symbol("gamma"), 1, evaluate=False))
    base = replace(BASE, definitions={**BASE.definitions, "gamma": sp.Rational(2, 3)})
    repaired = replace(EDGE, definitions=base.definitions, hypotheses=(*EDGE.hypotheses, fixed))
    assert [c.name for c in edges(replace(statement(repaired), printed=base))] == ["positive"]


@pytest.mark.parametrize(
    ("definition", "limit", "hypotheses", "status", "expected"),
    [
        (3 / x, 5, BASE.hypotheses, Status.PROVED, Kind.CONSTANT),
        (7 / x, 2, BASE.hypotheses, Status.PROVED, Kind.CONSTANT),
        (3 / x + 1, 2, (), Status.PROVED, Kind.CONSTANT),
        (3 / x**2, 2, BASE.hypotheses, Status.PROVED, Kind.FALSE),
        (-3 / x, 2, BASE.hypotheses, Status.PROVED, Kind.FALSE),
        (7 / x, 2, BASE.hypotheses, Status.OPEN, Kind.FALSE),
        (7 / x, 2, EDGE.hypotheses, Status.PROVED, Kind.FALSE),  # more than a constant is changed
    ],
)
def test_a_constant(
    definition: sp.Expr, limit: int, hypotheses: tuple[Clause, ...], status: Status, expected: Kind
) -> None:
    bound = Clause("c", "other", sp.Le(sp.Symbol("d") * y, limit, evaluate=False))
    repaired = replace(
        BASE, definitions={"d": definition}, hypotheses=hypotheses, conclusions=(bound, BASE.conclusions[1])
    )
    assert kind(statement(repaired), Status.REFUTED, status, [at(1)]) is expected


def test_a_failing_proof_of_a_statement_that_nothing_speaks_against() -> None:
    for status in (Status.PROVED, Status.CONDITIONAL, Status.OPEN):
        assert kind(statement(None, "step 2"), status, None, []) is Kind.PROOF_ONLY
        assert kind(statement(None), status, None, []) is None
    assert kind(statement(None, "step 2"), Status.REFUTED, None, [at(1)]) is Kind.FALSE


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (2 * x * (y - 1), x * y, True),
        (x + 3, x, True),
        (sp.log(2 * x), sp.log(x), True),
        (x**2, x**3, False),
        (2**x, 3**x, False),
        (-x, x, False),
        (x + y, x, False),
        (sp.ceiling(x), x, False),
    ],
)
def test_the_shape_of_a_formula(a: sp.Expr, b: sp.Expr, same: bool) -> None:
    assert (shape(a) == shape(b)) is same


@pytest.mark.thorough
@pytest.mark.parametrize("room", ["lemma-01", "lemma-29", "theorem-03", "theorem-30", "remark-20"])
def test_an_edge_does_not_make_a_statement_look_broken(room: str) -> None:
    found = entry(room)
    if found.count(State.NOT_CHECKED):
        pytest.skip("coqc, or z3 and cvc5, are not installed")
    assert found.status is Status.ILL_DEFINED
    assert found.kind is Kind.EDGE
    assert found.edges
    assert found.where_it_applies == f"{found.of('repaired').value} (away from edges)"


def test_what_is_false_is_not_called_an_edge() -> None:
    assert entry("lemma-18").kind is Kind.FALSE
    assert entry("lemma-18").where_it_applies == "refuted"


def names(clauses: Iterable[Clause]) -> list[str]:
    """The names of clauses."""
    return [clause.name for clause in clauses]


def test_the_edges_of_lemma_1() -> None:
    assert names(edges(entry("lemma-01", run=False).statement)) == ["lambda_max", "F_max"]
