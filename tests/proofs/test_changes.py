"""``audit --with`` reads what ``falsify --show`` prints, and judges what is really changed anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sympy as sp

from certify.claims.claim import Claim
from certify.claims.grammar import parse_expression, parse_statement
from certify.errors import InputError
from proofs.ledger import rooms
from proofs.ledger.changes import changed, judge
from proofs.ledger.claims import of_statement
from proofs.ledger.coq import coq_version
from proofs.ledger.replay import entry
from proofs.ledger.solvers import installed
from proofs.wording.evaluate import evaluate, holds
from proofs.wording.expression import to_relation, to_sympy

needs_all = pytest.mark.skipif(
    coq_version() is None or not installed(), reason="coqc, or z3 and cvc5, are not installed"
)


def searched() -> Iterator[tuple[str, str, Claim]]:
    """Every claim whose statement ``audit`` takes: those of parts, ``lemma-09/greedy``, it does not."""
    for room in rooms.ROOMS:
        for wording, claim in of_statement(room).get(room, {}).items():
            yield room, wording, claim


def texts(claim: Claim) -> list[tuple[str, str]]:
    """What ``falsify --show`` prints of a claim, but for the domains of its parameters."""
    return [pair for part in (claim.definitions, claim.hypotheses, claim.conclusions) for pair in part.items()]


@pytest.mark.parametrize(("room", "wording", "claim"), [pytest.param(*c, id=f"{c[0]}-{c[1]}") for c in searched()])
def test_what_falsify_shows_is_accepted_and_changes_nothing(room: str, wording: str, claim: Claim) -> None:
    statement = rooms.load(room)
    for name, text in texts(claim):
        assert changed(statement, wording, {name: text}, ()) is statement.wordings[wording], (name, text)
        assert changed(statement, wording, {name: f"  {text} "}, ()) is statement.wordings[wording]
    assert changed(statement, wording, dict(texts(claim)), ()).says_what(statement.wordings[wording])


@needs_all
@pytest.mark.parametrize("room", ["lemma-28", "lemma-29", "remark-08", "remark-25", "lemma-18"])
def test_an_unchanged_statement_keeps_its_verdict_and_its_evidence(room: str) -> None:
    for wording, claim in of_statement(room)[room].items():
        name, text = texts(claim)[-1]
        found = judge(rooms.load(room), {name: text}, (), wording)
        assert found.status is entry(room).of(wording)
        assert {piece.wording for piece in found.pieces} >= {"printed"}


@needs_all
def test_a_wording_that_the_ledger_knows_is_judged_as_that_one() -> None:
    printed, repaired = rooms.load("lemma-29"), {"c": "c > 0"}
    assert judge(printed, repaired, (), "printed").status is entry("lemma-29").of("repaired")
    assert judge(printed, {}, ["c"], "repaired").status is entry("lemma-29").of("printed")


@needs_all
@pytest.mark.parametrize(
    ("room", "put", "verdict"),
    [
        ("lemma-28", {"density": "P_w(w) >= c/w"}, "refuted"),
        ("lemma-28", {"P_w(w)": "c^2/w"}, "refuted"),
        ("lemma-28", {"density": "P_w(a_prime) >= c/w"}, "refuted"),
        ("remark-08", {"kept_i": "N_i*if(abs(w_star) <= eps_w, 0, 2*k_prime)"}, "refuted"),
        ("remark-25", {"tau": "sum(t, 1, T, if(a[t] < phi, 1, 0))"}, "ill-defined"),
        ("remark-21", {"feasible": "forall(s, 1, T, a[s] >= 3)"}, "refuted"),
        ("example-05", {"M": "ceiling(17*k_prime*(N_i + ln(2*ell*k_prime/delta)))"}, "refuted"),
        ("example-05", {"M": "ceiling(16*k_prime*(N_i + ln(2*ell*k_prime/delta)))"}, "proved"),
    ],
)
@pytest.mark.thorough
def test_a_changed_text_is_read_and_judged(room: str, put: dict[str, str], verdict: str) -> None:
    assert judge(rooms.load(room), put, (), "printed").status.value == verdict


@pytest.mark.parametrize(
    ("room", "put", "message"),
    [
        ("lemma-29", {"statement": "1 - multinomial_tail(9, n - 1, 1/2, 1/2) >= 1/2"}, "only falsify evaluates"),
        ("lemma-29", {"n": "p >= 1"}, r"write p\[1\]"),
        ("lemma-29", {"n": "k[1] >= 1"}, "it has no entries"),
        ("lemma-29", {"delta": "delta < 1/2"}, "delta is a parameter; bound it by a hypothesis of another name"),
        ("lemma-29", {"M": "M >= 1"}, "M is a definition; a number is needed"),
        ("lemma-29", {"statement": "n + 1"}, "a comparison is needed"),
        ("lemma-29", {"more": "forall(n, 1, k, p[n] > 0)"}, "has a meaning already"),
        ("remark-04", {"k_prime": "k_prime > 1"}, "a hypothesis and a conclusion have this name"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(room: str, put: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        changed(rooms.load(room), "printed", put, ())
    assert "\n" not in str(caught.value)


# the grammar in SymPy -----------------------------------------------------------------------------

NAMES = {"x": sp.Symbol("x", real=True), "n": sp.Symbol("n", integer=True), "v": sp.IndexedBase("v")}
VALUES = {"x": 3, "n": 3, "v": (1, 5, 2)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("if(x < 3, 1, 2)", 2),
        ("sum(i, 1, n, i*v[i])", 17),
        ("prod(i, 2, n, v[i])", 10),
        ("largest(i, 1, n, v[i])", 5),
        ("smallest(i, 1, n, v[i] - x)", -2),
        ("sum(i, 1, n, if(v[i] < 2, 1, 0))", 1),
        ("sum(i, 1, n, if(v[1] < 2, i, 0))", 6),
    ],
)
def test_numbers(text: str, value: int) -> None:
    assert evaluate(to_sympy(parse_expression(text, "t"), NAMES, "t"), VALUES, 64).certainly_le(value)
    assert evaluate(to_sympy(parse_expression(text, "t"), NAMES, "t"), VALUES, 64).certainly_ge(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("forall(i, 1, n, v[i] >= 1)", True),
        ("forall(i, 1, n, v[i] >= 2)", False),
        ("exists(i, 1, n, v[i] >= 5)", True),
        ("exists(i, 1, n, v[i] > 5)", False),
        ("x < 2 => x > 7", True),
        ("x < 4 => x > 7", False),
        ("1 < x <= 3", True),
        ("not x = 3", False),
    ],
)
def test_statements(text: str, value: bool) -> None:
    assert holds(to_relation(parse_statement(text, "t"), NAMES, "t"), VALUES) is value


def test_equal_entries_are_not_equal_terms_where_the_index_occurs_in_a_case() -> None:
    body = sp.Piecewise((sp.Symbol("i", integer=True), NAMES["v"][sp.Symbol("i", integer=True)] > 1), (0, True))
    total = sp.Sum(body, (sp.Symbol("i", integer=True), 1, 3))
    assert evaluate(total, {"v": (2, 2, 2)}, 64).certainly_ge(6)


def test_a_range_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="terms"):
        evaluate(to_sympy(parse_expression("sum(i, 1, 10^12, i)", "t"), NAMES, "t"), VALUES, 64)
