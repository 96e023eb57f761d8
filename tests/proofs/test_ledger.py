"""Verdicts follow from evidence: each kind of evidence, and its absence."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

import proofs
from certify.kernel.errors import InputError
from proofs.evaluate import holds
from proofs.ledger import ROOMS, Status, entry, evaluates_to_true, load, refutes
from proofs.statement import Clause, Point, Wording
from proofs.theorems import THEOREMS, formula


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_statement_with_its_quote(room: str) -> None:
    statement = load(room)
    assert statement.id == room
    assert len(statement.printed.quote) > 40
    assert statement.printed.conclusions
    assert set(statement.rests_on) <= set(ROOMS)


def test_every_room_on_disk_with_a_statement_is_in_the_ledger() -> None:
    folder = Path(proofs.__file__).parent
    on_disk = {path.parent.name.replace("_", "-") for path in folder.glob("*/statement.py")}
    assert set(ROOMS) <= on_disk


def test_no_room_types_its_own_verdict() -> None:
    folder = Path(proofs.__file__).parent
    for path in folder.glob("*/statement.py"):
        assert "Status" not in path.read_text(), path


@pytest.mark.parametrize("room", ["example-05", "example-06"])
def test_the_papers_numbers_are_proved_by_evaluation(room: str) -> None:
    assert entry(room).status is Status.PROVED


@pytest.mark.parametrize("room", ["example-05", "example-06"])
def test_a_smaller_number_is_not_proved(room: str) -> None:
    printed = load(room).printed
    (last,) = printed.conclusions[-1:]
    assert last.relation is not None
    smaller = replace(last, relation=sp.Le(last.relation.lhs, last.relation.rhs - 3, evaluate=False))
    assert not evaluates_to_true(replace(printed, conclusions=(smaller,)))


def test_a_conclusion_with_hypotheses_left_is_not_proved_by_evaluation() -> None:
    printed = load("example-05").printed
    assert not evaluates_to_true(replace(printed, hypotheses=(Clause("some", "something"),)))
    assert not evaluates_to_true(replace(printed, conclusions=()))
    assert not evaluates_to_true(replace(printed, conclusions=(Clause("informal", "words"),)))


def test_remark_4_is_refuted_by_its_witness_and_its_repair_is_not() -> None:
    found, statement = entry("remark-04"), load("remark-04")
    assert found.status is Status.REFUTED
    assert statement.repaired is not None
    assert not any(refutes(statement.repaired, point) for point in statement.witnesses)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("delta", Fraction(3, 2)),  # a hypothesis fails: no witness
        ("epsilon", Fraction(10**6)),  # k' < 0: a hypothesis fails
        ("n_max", Fraction(1)),  # n_max² > log(lk'/delta) fails
    ],
)
def test_a_point_outside_the_hypotheses_refutes_nothing(name: str, value: Fraction) -> None:
    statement = load("remark-04")
    (point,) = statement.witnesses
    assert not refutes(statement.printed, Point(point.conclusion, {**point.values, name: value}))


def test_an_informal_hypothesis_or_an_unknown_conclusion_refutes_nothing() -> None:
    statement = load("remark-04")
    (point,) = statement.witnesses
    informal = replace(statement.printed, hypotheses=(Clause("words", "something"),))
    assert not refutes(informal, point)
    assert not refutes(statement.printed, Point("another", point.values))
    assert not refutes(Wording("q"), point)


@pytest.mark.parametrize("theorem", THEOREMS)
def test_a_theorem_without_evidence_is_open(theorem: str) -> None:
    assert entry(theorem).status is Status.OPEN


def test_unknown_rooms_and_theorems_are_refused() -> None:
    with pytest.raises(InputError, match="lemma-99"):
        entry("lemma-99")
    with pytest.raises(InputError, match="lemma-09"):
        formula("lemma-09")


def test_relations_are_decided_or_left_open() -> None:
    a = sp.Symbol("a")
    assert holds(sp.Le(a, sp.E), {"a": Fraction(271, 100)}) is True
    assert holds(sp.Lt(a, sp.E), {"a": Fraction(272, 100)}) is False
    assert holds(sp.Le(1 / sp.GoldenRatio, a, evaluate=False), {"a": 1 / sp.GoldenRatio}) is True
    equal = sp.Le(sp.log(8, evaluate=False), 3 * sp.log(a, evaluate=False), evaluate=False)
    assert holds(equal, {"a": Fraction(2)}) is None
