"""Verdicts follow from evidence: each kind of evidence, and its absence."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

from certify.errors import InputError
from proofs.ledger import page, review, rooms
from proofs.ledger import replay as ledger
from proofs.ledger.coq import Failed, NotChecked, coq_version
from proofs.ledger.points import admits, evaluates_to_true, refutes, undefines
from proofs.ledger.replay import entry
from proofs.ledger.rooms import ROOMS, formula, load
from proofs.ledger.solvers import installed
from proofs.ledger.verdict import Evidence, Inconsistent, State, Status, verdict
from proofs.wording.evaluate import holds
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Wording

x = sp.Symbol("x", real=True)
needs_coq = pytest.mark.skipif(coq_version() is None, reason="coqc is not installed")
needs_solvers = pytest.mark.skipif(not installed(), reason="z3 and cvc5 are not installed")
EXAMPLES = [pytest.param(room, marks=pytest.mark.statement(id=room)) for room in ("example-05", "example-06")]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_statement_with_its_quote(room: str) -> None:
    statement = load(room)
    assert statement.id == room
    assert len(statement.printed.quote) > 40
    assert statement.printed.conclusions
    assert set(statement.rests_on) <= set(ROOMS)


def test_every_room_on_disk_with_a_statement_is_in_the_ledger() -> None:
    folder = rooms.FOLDER
    on_disk = {path.parent.name.replace("_", "-") for path in folder.glob("*/statement.py")}
    assert set(ROOMS) == on_disk
    assert [room for room in ROOMS if room.startswith("lemma")][:2] == ["lemma-01", "lemma-09"]
    assert ROOMS.index("lemma-29") < ROOMS.index("theorem-30") < ROOMS.index("closing-minimum")


def test_no_room_types_its_own_verdict() -> None:
    folder = rooms.FOLDER
    for path in folder.glob("*/statement.py"):
        assert "Status" not in path.read_text(), path


@pytest.mark.parametrize("room", EXAMPLES)
def test_the_papers_numbers_are_proved_by_evaluation(room: str) -> None:
    assert entry(room).status is Status.PROVED


@pytest.mark.parametrize("room", EXAMPLES)
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


@pytest.mark.thorough
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


# the verdict follows from the evidence ----------------------------------------------------------

TWO = Wording("q", conclusions=(Clause("a", "first"), Clause("b", "second")))


def piece(shows: Status | None, *conclusions: str, state: State = State.REPLAYS) -> Evidence:
    """A piece of evidence on conclusions."""
    return Evidence("Coq", "printed", conclusions, shows, state, "")


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([], Status.OPEN),
        ([piece(Status.PROVED, "a")], Status.OPEN),
        ([piece(None, "a", "b")], Status.OPEN),
        ([piece(Status.PROVED, "a"), piece(Status.PROVED, "b")], Status.PROVED),
        ([piece(Status.PROVED, "a"), piece(Status.CONDITIONAL, "b")], Status.CONDITIONAL),
        ([piece(Status.CONDITIONAL, "a", "b"), piece(Status.PROVED, "a", "b")], Status.PROVED),
        ([piece(Status.PROVED, "a", "b"), piece(Status.ILL_DEFINED)], Status.ILL_DEFINED),
        ([piece(Status.PROVED, "a"), piece(Status.REFUTED, "b"), piece(Status.ILL_DEFINED)], Status.REFUTED),
    ],
)
def test_the_verdict(evidence: list[Evidence], expected: Status) -> None:
    assert verdict(TWO, evidence) is expected
    assert verdict(Wording("q"), [p for p in evidence if p.shows is Status.PROVED]) is Status.OPEN


def test_one_conclusion_both_proved_and_refuted_is_an_error() -> None:
    with pytest.raises(Inconsistent, match="'a'"):
        verdict(TWO, [piece(Status.PROVED, "a"), piece(Status.REFUTED, "a")])


def small(*, conclusion: sp.Basic, hypotheses: tuple[sp.Basic, ...] = (), **fields: object) -> Statement:
    """A statement in one variable, in the place of a room that has no derivation."""
    clauses = tuple(Clause(f"h{n}", "", h) for n, h in enumerate(hypotheses))
    printed = Wording("q" * 50, clauses, {"d": 1 / x}, (Clause("c", "", conclusion),))
    return Statement("remark-21", "Remark", "t", printed, **fields)  # type: ignore[arg-type]


def status(statement: Statement) -> Status:
    """The verdict on a statement given as data."""
    return ledger.replayed(statement, run=True).status


@needs_solvers
def test_solvers_prove_and_their_models_refute() -> None:
    assert status(small(conclusion=x**2 >= 0)) is Status.PROVED
    assert status(small(conclusion=x**2 >= x)) is Status.REFUTED
    assert status(small(conclusion=x**2 >= x, hypotheses=(x >= 1,))) is Status.PROVED


@needs_solvers
def test_contradictory_hypotheses_prove_nothing() -> None:
    assert status(small(conclusion=x >= 5, hypotheses=(x > 1, x < 0))) is Status.OPEN


def test_a_witness_that_does_not_refute_is_evidence_that_does_not_replay() -> None:
    wrong = small(conclusion=x**2 >= 0, witnesses=(Point("c", {"x": Fraction(1)}),))
    found = ledger.replayed(wrong, run=True)
    assert found.count(State.FAILS) == 1
    assert found.status is not Status.REFUTED


def test_a_point_without_a_value_is_ill_defined_and_one_with_a_value_is_not() -> None:
    printed = small(conclusion=sp.Symbol("d") >= 0, hypotheses=(x >= 0,)).printed
    assert undefines(printed, Point("d", {"x": Fraction(0)}))
    assert not undefines(printed, Point("d", {"x": Fraction(1)}))
    assert not undefines(printed, Point("d", {"x": Fraction(-1)}))
    assert not undefines(printed, Point("e", {"x": Fraction(0)}))


def test_a_whole_number_has_to_be_one() -> None:
    n = sp.Symbol("n", integer=True, positive=True)
    wording = Wording("q", conclusions=(Clause("c", "", sp.Ge(n, 1, evaluate=False)),))
    assert admits(wording, Point("c", {"n": Fraction(2)}))
    assert not refutes(wording, Point("c", {"n": Fraction(1, 2)}))
    assert not refutes(wording, Point("c", {"n": Fraction(0)}))


THEOREM = "Certify.coq.Facts.exp_positive"


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Statement], None]:
    """Write the page of Coq's theorems of a statement given as data, and have the judge read that page."""

    def write(statement: Statement) -> None:
        answers = ledger.library().replay([proof.theorem for proof in statement.coq])
        (tmp_path / review.PAGE).write_text(review.page(statement, answers), encoding="utf-8")
        monkeypatch.setattr(ledger, "folder", lambda identifier: tmp_path)

    return write


def in_words(*, coq: tuple[CoqProof, ...]) -> Statement:
    """A statement whose conclusion is in words, so that only Coq can prove it."""
    statement = small(conclusion=x > 0, coq=coq)
    return replace(statement, printed=replace(statement.printed, conclusions=(Clause("c", "in words"),)))


@needs_coq
@pytest.mark.parametrize(
    ("proof", "expected"),
    [
        (CoqProof(THEOREM), Status.PROVED),
        (CoqProof(THEOREM, premises=("another",)), Status.CONDITIONAL),
        (CoqProof(THEOREM, remark="R is Coq's"), Status.PROVED),
        (CoqProof(THEOREM, remark="the pools are independent pairs"), Status.CONDITIONAL),
        (CoqProof(THEOREM, "refutes"), Status.REFUTED),
        (CoqProof(THEOREM, "undefines"), Status.ILL_DEFINED),
        (CoqProof(THEOREM, conclusions=("another",)), Status.OPEN),
        (CoqProof(THEOREM, wording="repaired"), Status.OPEN),
        (CoqProof("Certify.coq.Facts.absent"), Status.OPEN),
    ],
)
def test_what_a_coq_theorem_counts_for(
    proof: CoqProof, expected: Status, recorded: Callable[[Statement], None]
) -> None:
    statement = in_words(coq=(proof,))
    recorded(statement)
    found = ledger.replayed(statement, run=True)
    assert found.status is expected
    for piece in found.pieces:
        assert bool(piece.needs) is (piece.shows is Status.CONDITIONAL)
        assert bool(piece.remark) is (proof.remark == "R is Coq's")


# only recorded theorems count -------------------------------------------------------------------


def only_failure(statement: Statement) -> str:
    """Why the one theorem of a statement is no evidence."""
    found = ledger.replayed(statement, run=True)
    assert found.status is not Status.PROVED
    (reason,) = [piece.text for piece in found.pieces if piece.kind == "Coq" and piece.state is State.FAILS]
    return reason


@needs_coq
def test_a_theorem_of_another_statement_proves_nothing() -> None:
    theorem = CoqProof("Certify.lemma_18.Lemma18.corollary_22")
    assert "does not record it" in only_failure(replace(load("theorem-03"), coq=(theorem,)))
    assert entry("corollary-22").status is Status.PROVED


@needs_coq
def test_a_theorem_counts_for_what_it_is_recorded_for_only(recorded: Callable[[Statement], None]) -> None:
    statement = in_words(coq=(CoqProof(THEOREM),))
    recorded(statement)
    assert status(statement) is Status.PROVED
    other = replace(statement, printed=replace(statement.printed, conclusions=(Clause("c", "other words"),)))
    assert "does not record that it proves, printed: *c* (other words)" in only_failure(other)
    moved = replace(statement, repaired=statement.printed, coq=(CoqProof(THEOREM, wording="repaired"),))
    assert "does not record that it proves, repaired" in only_failure(moved)
    dropped = replace(statement, coq=(CoqProof(THEOREM, premises=("more",)),))
    recorded(dropped)
    assert "does not record" in only_failure(statement)


@needs_coq
def test_a_theorem_that_says_something_else_by_now_proves_nothing(
    recorded: Callable[[Statement], None], tmp_path: Path
) -> None:
    statement = in_words(coq=(CoqProof(THEOREM),))
    recorded(statement)
    page_of_coq = tmp_path / review.PAGE
    page_of_coq.write_text(page_of_coq.read_text().replace("0 <", "1 <"))
    assert "no longer says" in only_failure(statement)


def test_the_writer_tells_what_has_to_be_read() -> None:
    before = {"A": "## A\n\nold", "B": "## B", "C": "## C"}
    after = {"A": "## A\n\nnew", "B": "## B", "D": "## D"}
    assert review.news(before, after) == ["changed: A", "new: D", "gone: C"]
    assert review.news(after, after) == []


@pytest.mark.parametrize(
    ("answer", "counted"), [(NotChecked("no coqc"), State.NOT_CHECKED), (Failed("no"), State.FAILS)]
)
def test_coq_that_was_not_run_or_refuses_is_counted_and_never_passed(
    monkeypatch: pytest.MonkeyPatch, answer: NotChecked | Failed, counted: State
) -> None:
    monkeypatch.setattr(ledger.library(), "replay", lambda theorems, run: dict.fromkeys(theorems, answer))
    found = ledger.replayed(in_words(coq=(CoqProof(THEOREM),)), run=True)
    assert found.status is Status.OPEN
    assert found.count(counted) == 1
    assert ("not re-checked" in found.in_words("printed")) is (counted is State.NOT_CHECKED)


@pytest.mark.thorough
@needs_coq
@needs_solvers
@pytest.mark.parametrize("room", ROOMS)
def test_all_evidence_replays(room: str) -> None:
    failing = [piece.text for piece in entry(room).pieces if piece.state is not State.REPLAYS]
    assert failing == []


@pytest.mark.thorough
@needs_coq
@needs_solvers
@pytest.mark.parametrize("room", ROOMS)
def test_what_is_not_proved_as_printed_has_a_repair_that_is(room: str) -> None:
    statement = load(room)
    if entry(room).status in (Status.REFUTED, Status.ILL_DEFINED):
        assert statement.repaired is not None
        assert statement.fails
    for name in set(statement.wordings) - {"printed"}:
        assert entry(room).of(name) is not Status.REFUTED


@pytest.mark.thorough
@needs_coq
@needs_solvers
def test_the_page_is_current() -> None:
    assert page.README.read_text(encoding="utf-8") == page.markdown(map(entry, ROOMS))
