"""The statements that can be searched, as their tables say: what is false falls, what is true stands.

A plain run takes one false mutant of each statement; the thorough part takes all mutants, what is false as
printed, and all cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from certify.claims.witness import check_witness
from certify.falsify import engine
from certify.falsify.edits import edited
from certify.falsify.engine import Result, search
from certify.falsify.judging import Status, judge
from certify.falsify.shrink.shrinking import shrink
from proofs.ledger.claims import identifiers, of_ledger, of_statement, worded
from statements.table import At, Edits, Table

TO_REFUTE = 3_000_000  # cases; nearly all mutants need fewer than a hundredth
FEW = 100  # cases of a short search, where nothing is to be found
EXACT = 2  # of them in rationals, in a round
SHRINKING = 300  # how simple witnesses are is tested elsewhere
LONG = {"lemma-01", "remark-13", "closing-minimum", "theorem-30", "corollary-27"}  # seconds a mutant
TABLES: dict[str, Table] = {
    file.stem.replace("_", "-"): import_module(f"statements.tables.{file.stem}").table
    for file in sorted((Path(__file__).parent / "tables").glob("*.py"))
}


@pytest.fixture(autouse=True)
def _short_shrinking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "shrink", partial(shrink, work=SHRINKING))


@pytest.fixture
def few_in_rationals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches that take few of their cases in rationals, which take most of the time of a short one."""
    monkeypatch.setattr(engine, "EXACT_CASES", EXACT)


# what is tried -------------------------------------------------------------------------------------------------


def identifier(statement: str, part: str | None) -> str:
    """The claim of a part of a statement, or of the statement."""
    return f"{statement}/{part}" if part else statement


def case(statement: str, *values: Any, name: object, marks: Any = ()) -> Any:
    """Parameters of a test, marked with the statement."""
    return pytest.param(
        statement, *values, id=f"{statement}-{name}", marks=[pytest.mark.statement(id=statement), *marks]
    )


def of_tables(field: str, marks: Any = ()) -> list[Any]:
    """What the tables have in one field, a parameter set each."""
    return [
        case(statement, each, name=n, marks=marks)
        for statement, table in TABLES.items()
        for n, each in enumerate(getattr(table, field))
    ]


def false_mutants() -> Iterator[Any]:
    """The false mutants; a plain run takes the first of every table, unless its search is long."""
    for statement, table in TABLES.items():
        for n, each in enumerate(table.false):
            plain = n == 0 and statement not in LONG
            yield case(statement, each, name=n, marks=[] if plain else [pytest.mark.thorough])


def other_claims() -> Iterator[Any]:
    """Every claim of the ledger in every wording, but what is false as printed."""
    for claim in identifiers():
        statement, _, part = claim.partition("/")
        table = TABLES.get(statement, Table((), ()))
        for wording in of_statement(statement)[claim]:
            if wording != "printed" or not table.false_as_printed or claim != identifier(statement, table.part):
                yield case(statement, part, wording, name=f"{part}-{wording}" if part else wording)


def searched(statement: str, said: Edits, *, budget: int | None = None, seed: int | None = None) -> Result:
    """Search what a table says; a witness has to be valid."""
    table, edits = TABLES.get(statement, Table((), ())), dict(said)
    claim = identifier(statement, edits.pop("part", table.part))
    wording = edits.pop("wording", worded(claim))
    cases = edits.pop("cases", table.cases)
    unedited = of_ledger(claim, wording)
    found = search(
        edited(unedited, **edits),
        cases if budget is None else budget,
        table.seed if seed is None else seed,
        unedited=unedited if edits else None,
        statement=None if edits else (claim, wording),
    )
    if found.witness is not None:
        verdict = check_witness(found.witness.text().encode(), ledger=of_ledger)
        assert verdict.verdict == "valid", verdict.reason
    return found


# and has to happen ---------------------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("statement", [case(s, name=t.falls) for s, t in TABLES.items() if t.falls])
def test_what_is_false_as_printed_falls(statement: str) -> None:
    found = searched(statement, {"wording": "printed"}, budget=TO_REFUTE, seed=7)
    assert (found.verdict, found.conclusion) == ("refuted", TABLES[statement].falls)
    assert found.witness is not None
    assert TABLES[statement].where(found.witness.values)


@pytest.mark.thorough
@pytest.mark.usefixtures("few_in_rationals")
@pytest.mark.parametrize(("statement", "part", "wording"), list(other_claims()))
def test_every_other_claim_survives_a_few_cases(statement: str, part: str, wording: str) -> None:
    """More cases are drawn only where none of the few satisfies the hypotheses."""
    said = {"part": part, "wording": wording}
    found = searched(statement, said, budget=FEW, seed=0)
    if found.verdict == "vacuous":
        found = searched(statement, said, seed=0)
    assert found.verdict not in ("refuted", "vacuous"), found


@pytest.mark.thorough
@pytest.mark.parametrize(("statement", "said"), of_tables("stands"))
def test_what_is_true_stands(statement: str, said: str | Edits) -> None:
    said = {"wording": said} if isinstance(said, str) else said
    found = searched(statement, said)
    assert found.verdict == "not-refuted", found
    assert found.cases > said.get("cases", TABLES[statement].cases) // 100
    if said.get("wording") in TABLES[statement].tight:
        assert found.margin is not None
        assert found.margin < 1e-9


@pytest.mark.parametrize(("statement", "edits"), list(false_mutants()))
def test_a_false_mutant_falls(statement: str, edits: Edits) -> None:
    """Within the number of cases, and because of the edit."""
    found = searched(statement, edits, budget=TO_REFUTE, seed=7)
    assert found.verdict == "refuted", f"{edits} survives {found.cases} cases, margin {found.margin}"
    assert found.because is not None


@pytest.mark.thorough
@pytest.mark.parametrize(("statement", "edits"), of_tables("true"))
def test_a_true_mutant_survives(statement: str, edits: Edits) -> None:
    found = searched(statement, edits)
    assert found.verdict == "not-refuted", found
    assert found.cases > edits.get("cases", TABLES[statement].cases) // 100


@pytest.mark.parametrize(("statement", "at"), of_tables("at"))
def test_a_point_judged_exactly(statement: str, at: At) -> None:
    found = judge(of_ledger(identifier(statement, TABLES[statement].part), at.wording), dict(at.values))
    assert found.status is (Status.VIOLATES if at.fails else Status.SATISFIES)
    assert not at.fails or found.conclusion == at.fails


# the tables themselves -----------------------------------------------------------------------------------------


def test_every_statement_that_can_be_searched_has_a_table() -> None:
    assert sorted({claim.partition("/")[0] for claim in identifiers()}) == sorted(TABLES)


@pytest.mark.parametrize("statement", TABLES)
def test_a_table_has_what_falls_and_what_survives(statement: str) -> None:
    assert TABLES[statement].false or TABLES[statement].falls
    assert TABLES[statement].true
