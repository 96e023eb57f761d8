"""The rooms from Malach et al. to Remark 17: witnesses, points without a value, repairs, cited theorems."""

import importlib
import re
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from certify.exact.enclosure import IllDefined
from proofs.ledger import rooms
from proofs.wording.derivation import Derivation, Shown, StepRejected, check_step
from proofs.wording.evaluate import enclosure, holds, integer
from proofs.wording.statement import CoqProof, Point, Statement, Wording
from proofs.wording.symbols import gamma

FOLDER = rooms.FOLDER
ROOMS = (
    "malach-a6",
    "lemma-01",
    "example-02",
    "theorem-03",
    "remark-04",
    "example-05",
    "example-06",
    "corollary-07",
    "remark-08",
    "lemma-09",
    "corollary-10",
    *(f"remark-{number}" for number in range(11, 18)),
)


def load(room: str) -> Statement:
    """The statement of a room."""
    statement: Statement = importlib.import_module(
        f"proofs.statements.{room.replace('-', '_')}.statement"
    ).STATEMENT
    return statement


def derive(room: str) -> Derivation:
    """The derivation of a room, not yet checked."""
    derivation: Derivation = importlib.import_module(
        f"proofs.statements.{room.replace('-', '_')}.derivation"
    ).derive()
    return derivation


def admitted(wording: Wording, point: Point) -> bool:
    """Whether every hypothesis is formal and holds at the point."""
    values = {**wording.definitions, **point.values}
    return all(c.relation is not None and holds(c.relation, values) is True for c in wording.hypotheses)


def fails(wording: Wording, point: Point) -> bool:
    """Whether the conclusion named is formal and certainly fails at the point."""
    (clause,) = [c for c in wording.conclusions if c.name == point.conclusion]
    return clause.relation is not None and holds(clause.relation, {**wording.definitions, **point.values}) is False


def of(room: str, *others: object) -> object:
    """A parameter set of a test, marked as one of the room's statement."""
    return pytest.param(room, *others, marks=pytest.mark.statement(id=room))


WITNESSES = [of(room, point) for room in ROOMS for point in load(room).witnesses]
UNDEFINED = [of(room, point) for room in ROOMS for point in load(room).undefined]


@pytest.mark.parametrize("room", [of(room) for room in ROOMS])
def test_the_room_says_what_it_judges(room: str) -> None:
    statement = load(room)
    assert statement.id == room
    assert len(statement.printed.quote) > 100
    assert statement.printed.conclusions
    for wording in (statement.printed, statement.repaired, statement.tightest and statement.tightest.wording):
        if wording:
            for clauses in (wording.hypotheses, wording.conclusions):
                names = [clause.name for clause in clauses]
                assert len(set(names)) == len(names)


@pytest.mark.parametrize(("room", "point"), WITNESSES)
def test_a_witness_satisfies_the_hypotheses_and_fails_the_conclusion(room: str, point: Point) -> None:
    printed = load(room).printed
    assert admitted(printed, point)
    assert fails(printed, point)
    assert not set(point.values) & set(printed.definitions)  # a definition is not a parameter


# the witness with a value changed, so that the conclusion holds
TWINS = [
    ("example-02", "exponential", {"n_max": Fraction(2)}),
    ("remark-04", "per weight", {"n_max": Fraction(2), "conclusion": "eps_w", "epsilon": Fraction(1, 2)}),
    ("remark-08", "requires", {"w_star": Fraction(1)}),
    ("remark-08", "constant", {"w_star": Fraction(1)}),
    ("remark-12", "density", {"a": Fraction(1, 2)}),
    ("remark-13", "second order", {"n_larger": Fraction(2), "N_i": Fraction(2), "N_star": Fraction(2)}),
    ("remark-14", "total", {"w_star_max": Fraction(1)}),
    ("remark-14", "total", {"w_star_max": Fraction(5, 4)}),
    ("remark-15", "most", {"n_max": Fraction(100)}),
    ("remark-17", "twice", {"N": Fraction(1), "delta": Fraction(1, 2)}),
]


@pytest.mark.parametrize(("room", "conclusion", "changes"), [of(*twin) for twin in TWINS])
def test_a_nearby_point_does_not_refute(room: str, conclusion: str, changes: dict[str, Fraction]) -> None:
    statement = load(room)
    point = next(p for p in statement.witnesses if p.conclusion == conclusion)
    judged = str(changes.get("conclusion", conclusion))
    values = {**point.values, **{name: value for name, value in changes.items() if name != "conclusion"}}
    twin = Point(judged, values)
    assert admitted(statement.printed, twin)
    assert not fails(statement.printed, twin)


@pytest.mark.parametrize(("room", "point"), UNDEFINED)
def test_a_point_without_a_value_satisfies_the_printed_hypotheses(room: str, point: Point) -> None:
    statement = load(room)
    printed = statement.printed
    assert admitted(printed, point)
    with pytest.raises(IllDefined):
        enclosure(printed.definitions[point.conclusion], {**printed.definitions, **point.values})
    assert statement.repaired is not None
    values = {**statement.repaired.definitions, **point.values, "gamma": point.values.get("gamma", Fraction(2, 3))}
    hypotheses = [c.relation for c in statement.repaired.hypotheses if c.relation is not None]
    assert any(holds(relation, values) is False for relation in hypotheses)


INSIDE = {
    "lemma-01": {"F_max": Fraction(1), "lambda_max": Fraction(1)},
    "theorem-03": {"epsilon": Fraction(8)},
    "lemma-09": {"eps": Fraction(4, 3)},
    "corollary-10": {"eps": Fraction(4, 3)},
}


@pytest.mark.parametrize(("room", "point"), UNDEFINED)
def test_nearby_the_definition_has_a_value(room: str, point: Point) -> None:
    printed = load(room).printed
    enclosure(printed.definitions[point.conclusion], {**printed.definitions, **point.values, **INSIDE[room]})


@pytest.mark.parametrize(("room", "point"), WITNESSES)
def test_the_witness_does_not_refute_the_repair(room: str, point: Point) -> None:
    repaired = load(room).repaired
    assert repaired is not None
    if point.conclusion not in {clause.name for clause in repaired.conclusions}:
        return
    known = {**repaired.definitions, **point.values}
    formal = [c.relation for c in repaired.hypotheses if c.relation is not None]
    if all({s.name for s in r.free_symbols} <= set(known) and holds(r, known) is True for r in formal):
        assert not fails(repaired, point)


CITED = [of(room, proof) for room in ROOMS for proof in load(room).coq]


@pytest.mark.parametrize(("room", "proof"), CITED)
def test_a_cited_theorem_stands_in_its_file(room: str, proof: CoqProof) -> None:
    package, *module, theorem = proof.theorem.split(".")
    assert package == "Certify"
    text = FOLDER.joinpath(*module).with_suffix(".v").read_text(encoding="utf-8")
    assert re.search(rf"^ *(Theorem|Lemma|Corollary|Example) {theorem}\b", text, re.MULTILINE)
    statement = load(room)
    wordings = {"printed": statement.printed, "repaired": statement.repaired}
    wordings["tightest"] = statement.tightest.wording if statement.tightest else None
    wording = wordings[proof.wording]
    assert wording is not None
    assert set(proof.conclusions) <= {clause.name for clause in wording.conclusions}


@pytest.mark.parametrize(
    "room", [of(room) for room in ROOMS if (FOLDER / room.replace("-", "_") / "derivation.py").is_file()]
)
def test_the_derivation_is_accepted(room: str) -> None:
    assert all(check_step(step) is not Shown.OBLIGATION for step in derive(room).steps)


CHANGED = [
    ("example-02", "worst case", (sp.Rational(-3, 2), sp.Rational(-1, 2))),
    ("theorem-03", "all pairs", (2, 3)),
    ("theorem-03", "expected", (2, 3)),
    ("theorem-03", "room", (sp.Rational(3, 4), sp.Rational(1, 2))),
    ("example-06", "in the width", (sp.Rational(3, 2), 2)),
    ("corollary-07", "one width", (32, 16)),
    ("remark-11", "density", (-1, -2)),
    ("remark-12", "interval", (1, 2)),
    ("remark-12", "claimed", (2, 1)),
    ("remark-13", "second, Theorem 30", (8, 16)),
    ("remark-14", "position", (2, 3)),
    ("remark-15", "limit", (sp.Rational(7, 12), sp.Rational(1, 2))),
    ("remark-17", "two copies", (sp.Rational(3, 4), sp.Rational(1, 2))),
]


@pytest.mark.parametrize(("room", "name", "change"), [of(*change) for change in CHANGED])
def test_a_step_with_a_changed_constant_is_rejected(room: str, name: str, change: tuple[object, object]) -> None:
    (step,) = [s for s in derive(room).steps if s.name == name]
    before, after = (sp.sympify(n) for n in change)
    claim = step.claim.func(step.claim.lhs, step.claim.rhs.replace(before, after), evaluate=False)
    assert claim.rhs != step.claim.rhs
    with pytest.raises(StepRejected):
        check_step(replace(step, claim=claim))


@pytest.mark.parametrize(
    ("room", "name"),
    [of("corollary-07", "second part"), of("remark-12", "c, repaired"), of("remark-14", "total")],
)
def test_a_bound_made_smaller_is_not_shown(room: str, name: str) -> None:
    (step,) = [s for s in derive(room).steps if s.name == name]
    claim = sp.Le(step.claim.lhs, step.claim.rhs - 2, evaluate=False)
    with suppress(StepRejected):
        assert check_step(replace(step, claim=claim)) is Shown.OBLIGATION


@pytest.mark.statement(id="theorem-03")
def test_theorem_3_needs_k_prime_at_least_1_for_every_pair() -> None:
    """With L = 0 instead of L >= ln 2 the room is negative: the hypothesis is used."""
    (step,) = [s for s in derive("theorem-03").steps if s.name == "room"]
    at_zero = step.claim.lhs.subs({s: -sp.log(2) if s.name == "r" else 3 for s in step.claim.lhs.free_symbols})
    assert at_zero.evalf() < 0


def test_the_numbers_quoted_where_proofs_fail() -> None:
    theorem = load("theorem-03").printed.definitions
    at = {**theorem, "w_max": Fraction(1), "eps_w": Fraction(1, 2)}
    printed_k = sp.ceiling(sp.log(sp.Rational(1)) / sp.log(sp.Rational(3, 2)))
    assert integer(printed_k, {}) == 0
    assert integer(theorem["k"], at) == 4
    negative = {"k_prime": Fraction(1, 16), "N_i": Fraction(1), "ell": Fraction(1), "delta": Fraction(99, 100)}
    assert integer(theorem["M"], {**theorem, **negative}) == -1
    lemma = load("lemma-09").printed.definitions
    slip = {**lemma, "gamma": Fraction(2, 3), "eps": Fraction(99, 100), "delta": Fraction(99, 100)}
    assert [integer(lemma[name], slip) for name in ("k", "m")] == [1, 1]


def test_rounding_a_weight_down_may_raise_the_norm() -> None:
    """Remark 4's note: [[3/5, 4/5], [4/5, −3/5 + t]] has a larger norm than 1."""
    t = sp.Rational(1, 10)
    matrix = sp.Matrix([[3, 4], [4, -3]]) / 5
    assert matrix.T * matrix == sp.eye(2)
    rounded = matrix + sp.Matrix([[0, 0], [0, t]])
    assert (sp.eye(2) - rounded.T * rounded).det() < 0


def test_gamma_is_lemma_9s_symbol() -> None:
    assert gamma.name in {s.name for c in load("lemma-09").printed.hypotheses for s in c.relation.free_symbols}
