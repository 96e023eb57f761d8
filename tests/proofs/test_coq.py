"""Coq is asked, not believed: what compiles, what a theorem says, which axioms it uses; and what is refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp

from proofs.ledger import coq, review, rooms
from proofs.ledger.coq import Closed, Failed, Library, NotChecked, coqchk
from proofs.ledger.replay import library
from proofs.ledger.rooms import ROOMS, load
from proofs.wording.facts import FACTS
from proofs.wording.statement import CoqProof, Wording

needs_coq = pytest.mark.skipif(coq.coq_version() is None, reason="coqc is not installed")

BASE = """Require Import Reals Lra.
Open Scope R_scope.
Definition half (x : R) := x / 2.
"""
THEOREMS = """From Certify.base Require Import Base.
Require Import Reals Lra Classical_Prop.
Open Scope R_scope.
Section S.
Variable y : R.
Hypothesis positive : 0 < y.
Theorem halved : let m := 2 * y in half m < m.
Proof. unfold half. lra. Qed.
End S.
Theorem middle : forall P : Prop, P \\/ ~ P.
Proof. exact classic. Qed.
Theorem gap : 0 < 1.
Proof. Admitted.
Axiom classic : 1 < 0.
Theorem from_nothing : 2 < 0.
Proof. pose proof classic. lra. Qed.
Definition number : nat := 3.
Definition claim : Prop := 1 < 0.
"""
ROOM = "Certify.room.Room."


def write(root: Path, base: str = BASE, room: str = THEOREMS) -> Path:
    """A small development of two files."""
    for folder, text in (("base/Base.v", base), ("room/Room.v", room)):
        (root / folder).parent.mkdir(parents=True, exist_ok=True)
        (root / folder).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small development, compiled elsewhere."""
    return Library({"": write(tmp_path_factory.mktemp("small"))}, tmp_path_factory.mktemp("kept"))


def ask(library: Library, name: str) -> coq.Replay:
    """What Coq says of one theorem of the room."""
    return library.replay([ROOM + name])[ROOM + name]


def test_files_are_ordered_by_what_they_require(tmp_path: Path) -> None:
    names = [module.name for module in Library({"": write(tmp_path)}, tmp_path / "kept").order()]
    assert names == ["base.Base", "room.Room"]
    circular = "From Certify.room Require Import Room.\n"
    with pytest.raises(coq.CircularError, match="require each other"):
        Library({"": write(tmp_path, base=circular)}, tmp_path / "kept").order()


@needs_coq
def test_section_hypotheses_become_premises_of_the_closed_statement(small: Library) -> None:
    found = ask(small, "halved")
    assert isinstance(found, Closed)
    assert found.statement == "forall y : R, 0 < y -> let m := 2 * y in half m < m"
    assert [text.split()[0] for text in found.definitions] == ["half"]
    assert set(found.axioms) <= set(coq.AXIOMS)


@needs_coq
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gap", "assumes Room.gap"),
        ("from_nothing", "assumes Room.classic"),
        ("classic", "assumes Room.classic"),
        ("number", "not a theorem"),
        ("claim", "not a theorem"),
        ("absent", "no such theorem"),
    ],
)
@pytest.mark.thorough
def test_admitted_axioms_of_ours_and_things_that_are_no_theorems_are_refused(
    small: Library, name: str, reason: str
) -> None:
    found = ask(small, name)
    assert isinstance(found, Failed)
    assert reason in found.reason


@needs_coq
def test_an_axiom_of_the_standard_library_is_allowed_and_listed(small: Library) -> None:
    found = ask(small, "middle")
    assert isinstance(found, Closed)
    assert found.axioms == ("Classical_Prop.classic",)


def test_names_that_are_no_full_names_of_a_file_are_refused(small: Library) -> None:
    for name in ("halved", "Certify.nowhere.File.theorem", 'Certify.room.Room.x". Quit'):
        assert isinstance(small.replay([name])[name], Failed)


@pytest.mark.thorough
@needs_coq
def test_an_edited_source_is_compiled_again_and_a_broken_one_fails(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    root = write(tmp_path / "proofs")
    assert isinstance(ask(Library({"": root}, kept), "halved"), Closed)
    assert isinstance(Library({"": root}, kept).replay([ROOM + "halved"], run=False)[ROOM + "halved"], Closed)
    write(root, base=BASE.replace("x / 2", "x / 4"))
    edited = Library({"": root}, kept)
    assert isinstance(edited.replay([ROOM + "halved"], run=False)[ROOM + "halved"], NotChecked)
    found = ask(edited, "halved")
    assert isinstance(found, Closed)
    assert "x / 4" in found.definitions[0]
    write(root, base=BASE.replace("x / 2", "x * 2"))
    broken = ask(Library({"": root}, kept), "halved")
    assert isinstance(broken, Failed)
    assert broken.reason.startswith("room/Room.v")
    assert not list(root.rglob("*.vo"))


def test_without_coq_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(coq, "coq_version", lambda: None)
    found = Library({"": write(tmp_path)}, tmp_path / "kept").replay([ROOM + "halved"])[ROOM + "halved"]
    assert found == NotChecked("coqc is not installed")


# a theorem that bears the name and says less ----------------------------------------------------

y = sp.Symbol("y", real=True)
WORDING = Wording("q", definitions={"m": 2 * y})
PROOF = CoqProof(ROOM + "halved")


def closed(statement: str) -> Closed:
    """A closed statement as if Coq had printed it."""
    return Closed(ROOM + "halved", statement, (), ())


def recorded(place: Path, proof: CoqProof, answer: Closed, wording: Wording) -> Path:
    """A room whose page records a theorem."""
    room = place / "room"
    room.mkdir(exist_ok=True)
    section = review.record(answer, [review.use(proof, wording)])
    (room / review.PAGE).write_text(f"# Room\n\n{section}\n", encoding="utf-8")
    return room


def test_a_constant_is_compared_with_the_statements_data(tmp_path: Path) -> None:
    good, weak = (closed(f"forall y : R, let m := {n} * y in m <= y") for n in (2, 3))
    assert review.objection(recorded(tmp_path, PROOF, good, WORDING), PROOF, WORDING, good) is None
    found = review.objection(recorded(tmp_path, PROOF, weak, WORDING), PROOF, WORDING, weak)
    assert found is not None
    assert "m is 3 * y" in found


def test_a_constant_that_is_listed_has_to_occur_and_to_agree(tmp_path: Path) -> None:
    says = closed("forall y : R, f (2 * y) <= y")
    for text, wrong in (("2 * y", False), ("y + y", True), ("f (2 * y)", True)):
        proof = replace(PROOF, constants={"m": text})
        room = recorded(tmp_path, proof, says, WORDING)
        assert (review.objection(room, proof, WORDING, says) is not None) is wrong


@pytest.mark.thorough
@needs_coq
def test_a_weakened_copy_of_a_theorem_is_rejected(tmp_path: Path, small: Library) -> None:
    good = ask(small, "halved")
    assert isinstance(good, Closed)
    page = recorded(tmp_path, PROOF, good, Wording("q"))
    assert review.objection(page, PROOF, Wording("q"), good) is None
    for name, base, room in (
        ("statement", BASE, THEOREMS.replace("half m < m", "half m < m + 1")),
        ("definition", BASE.replace("x / 2", "x / 4"), THEOREMS),
        ("premise", BASE, THEOREMS.replace("0 < y", "1 < y")),
    ):
        weak = ask(Library({"": write(tmp_path / name, base, room)}, tmp_path / "kept"), "halved")
        assert isinstance(weak, Closed)
        found = review.objection(page, PROOF, Wording("q"), weak)
        assert found is not None, name
        assert "no longer says" in found


@needs_coq
@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_has_a_theorem_that_says_it(fact: str) -> None:
    answers = library().replay([each.theorem for each in FACTS.values()])  # all at once: the answers are kept
    found = answers[FACTS[fact].theorem]
    assert isinstance(found, Closed)
    assert review.says(found.statement, FACTS[fact])
    others = [other for other in FACTS.values() if other.name != fact]
    assert not any(review.says(found.statement, other) for other in others)


@pytest.mark.parametrize("room", ROOMS)
def test_every_theorem_named_has_its_recorded_statement(room: str) -> None:
    page = review.recorded(rooms.folder(room) / review.PAGE)
    assert {proof.theorem for proof in load(room).coq} == set(page)


@pytest.mark.thorough
@needs_coq
@pytest.mark.skipif(shutil.which("coqchk") is None, reason="coqchk is not installed")
def test_coqchk_accepts_our_modules_and_not_damaged_ones(tmp_path: Path) -> None:
    assert coqchk(library()) is None
    mine = Library({"": write(tmp_path / "proofs")}, tmp_path / "kept")
    mine.compile(["room.Room"])
    compiled = mine.folder("base.Base") / "base" / "Base.vo"
    data = bytearray(compiled.read_bytes())
    data[len(data) // 2] ^= 255
    compiled.write_bytes(bytes(data))
    assert coqchk(mine) is not None
