"""``certify-bounds audit``: what it prints, its exit codes, and one line for every bad input."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import certify
from certify.cli import main
from certify.errors import InputError
from proofs.ledger import replay as ledger
from proofs.ledger import rooms
from proofs.ledger.coq import NotChecked, coq_version
from proofs.ledger.solvers import installed
from proofs.ledger.verdict import State

pytestmark = pytest.mark.skipif(
    coq_version() is None or not installed(), reason="coqc, or z3 and cvc5, are not installed"
)
FIELDS = {"id", "verdict", "evidence", "axioms", "repair", "tightest"}


def run(*words: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, ["audit", *words])


def answer(*words: str) -> dict[str, Any]:
    """Run with JSON output and read it."""
    result = run(*words, "--format", "json")
    fields: dict[str, Any] = json.loads(result.stdout)
    return fields


@pytest.mark.thorough
def test_every_statement_as_json() -> None:
    fields = answer()
    assert fields["schema"] == "certify-audit/1"
    assert [s["id"] for s in fields["statements"]] == list(rooms.ROOMS)
    for statement in fields["statements"]:
        assert set(statement) >= FIELDS
        assert statement["verdict"] in ("proved", "refuted", "ill-defined", "conditional", "open")
        assert statement["kind"] in (None, "edge", "constant", "proof only", "false")
        assert bool(statement["edges"]) is (statement["kind"] == "edge")
    found = {statement["id"]: statement for statement in fields["statements"]}
    assert found["lemma-29"]["edges"] == ["c > 0"]
    assert found["lemma-18"]["kind"] == "false"
    for theorem in ("theorem-03", "theorem-30"):
        assert len(found[theorem]["axioms"]) == 4
        assert found[theorem]["kind"] == "edge"


def test_the_table_and_its_exit_code() -> None:
    result = run("remark-31", "lemma-18", "example-05")
    assert result.exit_code == 0, result.output
    for word in ("remark-31", "refuted", "example-05", "proved", "witness", "3 statements"):
        assert word in result.output


@pytest.mark.thorough
def test_the_kind_is_in_the_table_and_explained_below_it() -> None:
    text = run("lemma-29", "lemma-18").output
    for part in ("kind", "edge, else proved", "edge: all that speaks against it", "false: refuted"):
        assert part in text


@pytest.mark.thorough
def test_a_remark_and_an_edge_are_told() -> None:
    text = run("lemma-01").output
    assert "as printed it is proved where λ_max > 0; F_max(X) > 0" in text
    assert "    remark: Heaviside" in text


def test_what_falsify_shows_is_what_audit_takes() -> None:
    shown = json.loads(CliRunner().invoke(main, ["falsify", "lemma-28", "--show", "--format", "json"]).stdout)
    for part in ("definitions", "hypotheses", "conclusions"):
        for name, text in shown[part].items():
            result = run("lemma-28", "--with", f"{name}: {text}")
            assert (result.exit_code, "[proved]" in result.output.splitlines()[0]) == (0, True), result.output


def test_one_statement_at_length() -> None:
    text = run("lemma-18").output
    for part in (
        "hypothesis start: x_0 >= 0",
        "conclusion bound [refuted]",
        "left side 1.0000000000000000000, right side [-5.43656",
        "the printed proof fails at:",
        "REPAIRED: proved",
        "Coq's closed statement:",
        "positive_sequence x a b T ->",
        "axioms: ClassicalDedekindReals.sig_forall_dec",
    ):
        assert part in text


def test_the_definitions_of_a_closed_statement_are_shown() -> None:
    assert "Lemma_18_as_printed =" in run("lemma-18").output


@pytest.mark.parametrize(
    ("words", "code", "verdict"),
    [
        (("remark-31", "--wording", "repaired", "--without", "k_prime"), 1, "refuted"),
        (("remark-31", "--wording", "repaired", "--with", "width: n_larger > 3"), 0, "proved"),
        (("remark-31", "--wording", "repaired", "--with", "width: n_larger > 1"), 1, "refuted"),
        (("remark-31", "--with", "contradiction: k_prime < 0"), 3, "open"),
        (("example-05", "--with", "theorem 3: 3 <= 2"), 1, "refuted"),
        pytest.param(
            *(("theorem-30", "--with", "M: 10^30 + 1/(delta - 1/2)"), 1, "ill-defined"), marks=pytest.mark.thorough
        ),
        (("lemma-18", "--wording", "repaired", "--without", "tau-positive"), 3, "open"),
        (("lemma-09", "--wording", "tightest", "--with", "more: delta > 0"), 3, "open"),
    ],
)
@pytest.mark.thorough
def test_a_changed_statement_is_judged_anew(words: tuple[str, ...], code: int, verdict: str) -> None:
    result = run(*words)
    assert (result.exit_code, verdict in result.output.splitlines()[0]) == (code, True), result.output
    assert "Coq (replays)" not in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lemma-99",), "'lemma-99' has no room"),
        (("remark-31", "--with", "nonsense"), "NAME: EXPRESSION"),
        (("remark-31", "--with", "k_prime: 1/("), "position"),
        (("remark-31", "--with", "k_prime: k_prime"), "comparison"),
        (("remark-31", "--with", "k_prime: os > 1"), "'os' is not known"),
        (("remark-04", "--with", "k_prime: 1 > 0"), "--with k_prime"),
        (("remark-04", "--with", "c: k_prime", "--with", "k_prime: c"), "--with k_prime"),
        (("remark-31", "--without", "another"), "'another' is not a hypothesis"),
        (("remark-31", "--without", "gain"), "'gain' is not a hypothesis"),
        (("--without", "k_prime"), "exactly one STATEMENT"),
        (("remark-31", "lemma-18", "--without", "k_prime"), "exactly one STATEMENT"),
        (("remark-31", "--wording", "repaired"), "belongs to --with"),
        (("remark-21", "--wording", "repaired", "--without", "steps"), "no repaired wording"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_obligations_are_written_for_a_third_solver(tmp_path: Path) -> None:
    assert run("remark-31", "--smt2", str(tmp_path / "out")).exit_code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert "remark-31.printed.larger.smt2" in names
    assert "remark-31.printed.larger.hypotheses.smt2" in names
    text = (tmp_path / "out" / "remark-31.printed.larger.smt2").read_text()
    assert text.endswith("(check-sat)\n")
    (tmp_path / "file").write_text("")
    assert run("remark-31", "--smt2", str(tmp_path / "file")).exit_code == 2


def test_evidence_not_re_checked_is_exit_3_and_evidence_that_fails_exit_1(monkeypatch: pytest.MonkeyPatch) -> None:
    room = "remark-24"
    unchecked = NotChecked("coqc is not installed")
    monkeypatch.setattr(ledger.library(), "replay", lambda theorems, run: dict.fromkeys(theorems, unchecked))
    monkeypatch.setattr(ledger, "_entry", ledger._entry.__wrapped__)  # the replay that other tests share stays
    result = run(room)
    assert result.exit_code == 3
    assert "not re-checked here" in result.output
    statement = rooms.load(room)
    found = ledger.replayed(statement, run=True)
    failing = replace(found, pieces=tuple(replace(p, state=State.FAILS) for p in found.pieces))
    monkeypatch.setattr(ledger, "entries", lambda chosen: (failing,))
    assert run(room).exit_code == 1


def test_the_public_function() -> None:
    (found,) = certify.audit("remark-31")
    assert found.status.value == "refuted"
    (changed,) = certify.audit("remark-31", without=["k_prime"], wording="repaired")
    assert changed.status.value == "refuted"
    with pytest.raises(InputError, match="no room"):
        certify.audit("lemma-99")
