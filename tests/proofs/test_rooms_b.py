"""The rooms from Lemma 18 to Algorithm 1 and our own claims: every point is evaluated, every name looked up."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp

from certify.errors import InputError
from certify.exact.enclosure import Enclosure, IllDefined
from proofs.ledger import rooms
from proofs.ledger.points import refutes
from proofs.ledger.rooms import derivation, formula, load
from proofs.statements.closing_minimum.statement import DEDUCTION, total_budget, widths
from proofs.wording.evaluate import enclosure, evaluate, holds, integer
from proofs.wording.quantified import ForAll, Largest, smallest
from proofs.wording.statement import Point, Statement, Wording
from proofs.wording.symbols import delta

FOLDER = rooms.FOLDER
PRINTED = (
    "lemma-18",
    "remark-19",
    "remark-20",
    "remark-21",
    "corollary-22",
    "remark-23",
    "remark-24",
    "remark-25",
    "remark-26",
    "corollary-27",
    "lemma-28",
    "lemma-28-half",
    "lemma-29",
    "theorem-30",
    "theorem-30-sharing",
    "remark-31",
    "example-32",
    "closing-minimum",
    "algorithm-1",
)
OURS = ("certificate", "sampler", "batch-hall", "combined", "fan-out")
Numbers = dict[str, Fraction | tuple[Fraction, ...]]


def _of(room: str, *others: object, name: str | None = None) -> object:
    """A parameter set of a test, marked as one of the room's statement."""
    return pytest.param(room, *others, id=name, marks=pytest.mark.statement(id=room))


def _points(kind: str) -> list[object]:
    return [
        _of(room, point, name=f"{room} {n}: {point.conclusion}")
        for room in PRINTED
        for n, point in enumerate(getattr(load(room), kind))
    ]


def _all(wording: Wording, values: Numbers) -> dict[str, bool | None]:
    """Hypotheses and conclusions that are formal, evaluated."""
    known = {**wording.definitions, **values}
    clauses = (*wording.hypotheses, *wording.conclusions)
    return {c.name: holds(c.relation, known) for c in clauses if c.relation is not None}


@pytest.mark.parametrize("room", [_of(room) for room in (*PRINTED, *OURS)])
def test_a_room_states_its_wording(room: str) -> None:
    statement = load(room)
    assert statement.id == room
    assert len(statement.printed.quote) > 25
    for wording in statement.wordings.values():
        assert wording.conclusions
        clauses = (*wording.hypotheses, *wording.conclusions)
        names = [clause.name for clause in clauses]
        assert len(names) == len(set(names)), "a clause's name is unique"


@pytest.mark.parametrize("room", [_of(room) for room in PRINTED])
def test_what_fails_as_printed_has_a_repair_and_a_reason(room: str) -> None:
    statement = load(room)
    if statement.witnesses or statement.undefined:
        assert statement.repaired is not None
        assert statement.fails


@pytest.mark.parametrize(("room", "point"), _points("witnesses"))
def test_a_witness_refutes_the_printed_wording_and_not_the_repaired_one(room: str, point: Point) -> None:
    statement = load(room)
    known = {**statement.printed.definitions, **point.values}
    for clause in statement.printed.hypotheses:
        assert clause.relation is not None
        assert holds(clause.relation, known) is True, clause.name
    (conclusion,) = [c for c in statement.printed.conclusions if c.name == point.conclusion]
    assert conclusion.relation is not None
    assert holds(conclusion.relation, known) is False
    assert refutes(statement.printed, point)
    assert statement.repaired is not None
    assert not refutes(statement.repaired, point)


@pytest.mark.parametrize(("room", "point"), _points("undefined"))
def test_at_an_undefined_point_the_hypotheses_hold_and_the_definition_has_no_value(
    room: str, point: Point
) -> None:
    printed = load(room).printed
    known = {**printed.definitions, **point.values}
    for clause in printed.hypotheses:
        assert clause.relation is not None
        assert holds(clause.relation, known) is True, clause.name
    with pytest.raises(IllDefined):
        enclosure(printed.definitions[point.conclusion], known)


F = Fraction
# a point near each witness or undefined point at which the printed wording holds
TWINS: list[tuple[str, str, Numbers]] = [
    ("lemma-18", "bound", {"T": F(1), "tau": F(1), "x_0": F(0), "x": (F(1),), "a": (F(3, 2),), "b": (F(1),)}),
    ("remark-23", "feasible", {"T": F(1), "x": F(2), "a": (F(2),)}),
    ("remark-31", "larger", {"k_prime": F(1), "n_larger": F(3)}),
    ("remark-26", "useful", {"T": F(3), "x_0": F(1), "a": (F(6, 5),) * 3, "b": (F(10),) * 3}),
    (
        "theorem-30-sharing",
        "one at a time",
        {
            "eps_w": F(1, 10),
            "w_max": F(1),
            "w_1": F(1, 2),
            "w_2": F(1, 3),
            "z_in": F(1),
            "z_1": F(49, 100),
            "z_2": F(39, 100),
        },
    ),
    (
        "algorithm-1",
        "indices",
        {
            name: F(v)
            for name, v in {"n_out": 3, "n_in": 1, "j": 1, "d": 1, "o": 1, "k": 1, "m": 2, "first": 1}.items()
        },
    ),
    (
        "algorithm-1",
        "coverage",
        {
            name: F(v)
            for name, v in {"n_out": 2, "n_in": 2, "j": 1, "d": 2, "o": 1, "k": 1, "m": 2, "first": 1}.items()
        },
    ),
    (
        "algorithm-1",
        "count",
        {
            name: F(v)
            for name, v in {"n_out": 2, "n_in": 2, "j": 1, "d": 1, "o": 1, "k": 2, "m": 4, "first": 1}.items()
        },
    ),
]


@pytest.mark.parametrize(("room", "conclusion", "values"), [_of(*twin) for twin in TWINS])
def test_a_nearby_point_refutes_nothing(room: str, conclusion: str, values: Numbers) -> None:
    printed = load(room).printed
    found = _all(printed, values)
    assert all(found[clause.name] for clause in printed.hypotheses)
    assert found[conclusion] is True
    assert not refutes(printed, Point(conclusion, values))


# in our own words of a hypothesis, a point at which it fails
OUTSIDE: list[tuple[str, str, Numbers]] = [
    ("lemma-18", "feasible", {"T": F(1), "tau": F(1, 2), "x_0": F(0), "x": (F(1),), "a": (F(0),), "b": (F(1),)}),
    ("lemma-18", "recursion", {"T": F(1), "tau": F(1), "x_0": F(0), "x": (F(2),), "a": (F(0),), "b": (F(1),)}),
    ("lemma-18", "b", {"T": F(1), "tau": F(1), "x_0": F(0), "x": (F(-1),), "a": (F(0),), "b": (F(-1),)}),
    ("remark-23", "min-high", {"T": F(1), "x": F(3), "a": (F(4),)}),
    ("remark-31", "width", {"k_prime": F(1), "n_larger": F(1, 2)}),
]


@pytest.mark.parametrize(("room", "hypothesis", "values"), [_of(*outside) for outside in OUTSIDE])
def test_a_point_outside_the_hypotheses_refutes_nothing(room: str, hypothesis: str, values: Numbers) -> None:
    printed = load(room).printed
    assert _all(printed, values)[hypothesis] is False
    assert not any(refutes(printed, Point(clause.name, values)) for clause in printed.conclusions)


# near an undefined point there is a value
DEFINED: list[tuple[str, str, Numbers]] = [
    ("lemma-18", "c", {"T": F(1), "tau": F(1), "x_0": F(0), "x": (F(1),), "a": (F(3, 2),), "b": (F(1),)}),
    ("remark-20", "threshold", {"T": F(1), "a": (F(0),)}),
    ("lemma-29", "M", {"c": F(1, 100), "k": F(1), "n": F(1), "delta": F(1, 2), "p": (F(1, 2),)}),
]


@pytest.mark.parametrize(("room", "definition", "values"), [_of(*defined) for defined in DEFINED])
def test_nearby_the_definition_has_a_value(room: str, definition: str, values: Numbers) -> None:
    printed = load(room).printed
    enclosure(printed.definitions[definition], {**printed.definitions, **values})


def test_the_counts_of_theorem_30_have_a_value_at_a_smaller_epsilon() -> None:
    printed = load("theorem-30").printed
    (point,) = load("theorem-30").undefined
    smaller = {**point.values, "epsilon": F(1)}
    assert integer(printed.definitions["M"], {**printed.definitions, **smaller}) > 0
    assert _all(printed, smaller)["count"] is True


@pytest.mark.parametrize(
    ("room", "values"),
    [
        # each drops one change of a repair
        ("lemma-18", {"T": F(0), "tau": F(1), "x_0": F(0), "x": (), "a": (), "b": ()}),
        ("remark-20", {"T": F(0), "a": ()}),
        ("lemma-29", {"c": F(0), "k": F(1), "n": F(1), "delta": F(1, 2), "p": (F(1, 2),)}),
    ],
)
def test_the_added_hypothesis_excludes_what_has_no_value(room: str, values: Numbers) -> None:
    repaired = load(room).repaired
    assert repaired is not None
    known = {**repaired.definitions, **values}
    assert any(
        clause.relation is not None and holds(clause.relation, known) is False for clause in repaired.hypotheses
    )


def test_reading_a_negative_c_as_zero_does_not_repair_lemma_18() -> None:
    printed = load("lemma-18").printed
    (_, second) = load("lemma-18").witnesses
    at_least_zero = {"c": sp.Max(0, printed.definitions["c"], evaluate=False)}
    assert refutes(replace(printed, definitions=at_least_zero), second)


def test_the_tightest_form_of_lemma_18_without_e_is_attained() -> None:
    statement = load("lemma-18")
    assert statement.tightest is not None
    values: Numbers = {"T": F(1), "tau": F(1), "x_0": F(0), "x": (F(1),), "a": (F(2),), "b": (F(1),)}
    assert all(_all(statement.tightest.wording, values).values())
    (larger,) = [{**values, "x": (F(1001, 1000),)}]
    assert _all(statement.tightest.wording, larger)["recursion"] is False


def test_the_repair_of_remark_26_holds_at_its_witnesses() -> None:
    statement = load("remark-26")
    assert statement.repaired is not None
    for point in statement.witnesses:
        assert _all(statement.repaired, dict(point.values))["useful with e"] is True


STEPS = [
    _of(room, point, name=f"{room}: {point.conclusion} {n}")
    for room in ("lemma-01", "closing-minimum")
    for step in load(room).steps
    for n, point in enumerate(step.points)
]


@pytest.mark.parametrize(("room", "point"), STEPS)
def test_a_step_of_a_proof_fails_where_the_statement_is_not_refuted(room: str, point: Point) -> None:
    statement = load(room)
    (step,) = statement.steps
    assert refutes(step.wording, point)
    assert not refutes(statement.printed, point)
    assert not statement.witnesses


def test_the_step_of_lemma_1_holds_for_fewer_layers() -> None:
    (step,) = load("lemma-01").steps
    values = {**step.points[0].values, "ell": F(2)}
    assert all(_all(step.wording, values).values())


def test_the_budgets_are_those_that_the_room_quotes() -> None:
    (step,) = load("closing-minimum").steps
    for point, share in zip(step.points, (sp.Rational(7, 6), sp.Rational(1181, 794)), strict=True):
        known = {**DEDUCTION.definitions, **point.values}
        small = sp.Rational(1, 10**9)
        assert holds(sp.Lt(total_budget(), delta * (share + small), evaluate=False), known) is True
        assert holds(sp.Gt(total_budget(), delta * (share - small), evaluate=False), known) is True
    alike = {**widths(200, 6, 6), "epsilon": F(1), "delta": F(1, 2)}
    assert all(_all(DEDUCTION, alike).values())


def _fewer(samples: int, c: Enclosure, needed: int) -> Enclosure:
    """P(fewer than ``needed`` of the samples are in a category of probability c)."""
    term = (1 - c) ** samples
    found = term * 0
    for j in range(needed):
        found += term
        term = term * (samples - j) / (j + 1) * c / (1 - c)
    return found


@pytest.mark.statement(id="closing-minimum")
@pytest.mark.parametrize(
    ("n", "share"), [((2, 3, 1), F("0.5899")), ((784, 100, 10), F("0.9361"))], ids=["2-3-1", "784-100-10"]
)
def test_the_exact_tails_stay_below_delta(n: tuple[int, ...], share: Fraction) -> None:
    """The note's numbers: a union bound over the pieces, but with their binomial tails."""
    (step,) = load("closing-minimum").steps
    (point,) = [p for p in step.points if p.values["n_max"] == max(n)]
    layers = list(pairwise(n))
    total = Enclosure.of(0, 200)
    for p, q in layers:
        values = {**DEDUCTION.definitions, **point.values, "N_i": F(p * q), "n_larger": F(max(p, q))}
        values["N_star"] = F(sum(a * b for a, b in layers))
        three, thirty = (integer(formula(id).M, values) for id in ("theorem-03", "theorem-30"))
        pieces = 2 * p * q * integer(DEDUCTION.definitions["k"], values)
        c = 1 / (8 * evaluate(DEDUCTION.definitions["k_prime"], values, 200))
        if thirty < three:
            total += pieces * (1 - c) ** integer(DEDUCTION.definitions["m"], values)
        else:
            total += pieces * _fewer(three, c, p * q)
    spent = total / point.values["delta"]  # type: ignore[operator]
    assert spent.certainly_lt(share)
    assert spent.certainly_gt(share - F("0.0002"))


@pytest.mark.parametrize(("room", "wrong"), [_of("example-32", 143), _of("example-32", 142)])
def test_the_numbers_of_example_32_are_close(room: str, wrong: int) -> None:
    printed = load(room).printed
    first = printed.conclusions[0].relation
    assert first is not None
    changed = sp.Le(first.lhs, wrong, evaluate=False)
    assert holds(changed, printed.definitions) is (wrong >= 143)


@pytest.mark.statement(id="algorithm-1")
@pytest.mark.parametrize("n_out", [1, 2, 3, 5])
@pytest.mark.parametrize("n_in", [1, 2, 3, 5])
def test_the_repaired_indices_by_exhaustion(n_out: int, n_in: int) -> None:
    if n_in > n_out:
        return
    met = {(d, (d + j) % n_out + 1) for j in range(1, n_out + 1) for d in range(1, n_in + 1)}
    assert met == {(d, o) for d in range(1, n_in + 1) for o in range(1, n_out + 1)}
    repaired = load("algorithm-1").repaired
    assert repaired is not None
    for j, d in ((1, 1), (n_out, n_in)):
        numbers = {"n_out": n_out, "n_in": n_in, "j": j, "d": d, "o": n_out, "k": 1, "m": 2, "first": 1}
        assert all(_all(repaired, {name: F(value) for name, value in numbers.items()}).values())


@pytest.mark.statement(id="sampler")
def test_the_words_of_a_cell_by_exhaustion() -> None:
    """The formula of the room sampler, with 2^5 words in place of 2^32."""
    for cells in range(1, 33):
        hits = [u * cells // 32 for u in range(32)]
        for g in range(cells):
            formula = -(-((g + 1) * 32) // cells) - -(-(g * 32) // cells)
            assert hits.count(g) == formula >= 32 // cells


@pytest.mark.parametrize("room", [_of(room) for room in (*PRINTED, *OURS)])
def test_each_cited_theorem_is_in_its_file(room: str) -> None:
    statement = load(room)
    for proof in statement.coq:
        prefix, *folders, module, name = proof.theorem.split(".")
        assert prefix == "Certify"
        text = FOLDER.joinpath(*folders, f"{module}.v").read_text(encoding="utf-8")
        assert re.search(rf"^\s*(?:Theorem|Lemma|Corollary|Example)\s+{name}\b", text, re.MULTILINE), proof.theorem
        assert proof.wording in statement.wordings
        known = {clause.name for clause in statement.wordings[proof.wording].conclusions}
        assert set(proof.conclusions) <= known, proof.theorem


def wordings(statement: Statement) -> dict[str, Wording]:
    """The wordings of a statement that exist."""
    tightest = statement.tightest.wording if statement.tightest else None
    found = {"printed": statement.printed, "repaired": statement.repaired, "tightest": tightest}
    return {name: wording for name, wording in found.items() if wording is not None}


@pytest.mark.parametrize(
    "room", [_of(room) for room in ("lemma-18", "corollary-22", "lemma-28-half", "remark-31")]
)
def test_the_new_derivations_leave_nothing_open(room: str) -> None:
    checked = derivation(room)
    assert checked is not None
    assert checked.obligations == ()


# quantified.py ------------------------------------------------------------------------------------

t, T = sp.Symbol("t", integer=True), sp.Symbol("T", integer=True)
a = sp.IndexedBase("a")


def test_the_largest_of_no_numbers_has_no_value_and_for_all_of_none_is_true() -> None:
    none: Numbers = {"T": F(0), "a": ()}
    with pytest.raises(IllDefined, match="maximum of no numbers"):
        enclosure(Largest(a[t], (t, 1, T)), none)
    assert holds(ForAll(sp.Lt(a[t], 0, evaluate=False), (t, 1, T)), none) is True


def test_quantifiers_are_evaluated_entry_by_entry() -> None:
    values: Numbers = {"T": F(3), "a": (F(1, 3), F(5, 3), F(2, 3))}
    assert holds(sp.Eq(Largest(a[t], (t, 1, T)), sp.Rational(5, 3), evaluate=False), values) is not False
    assert holds(sp.Lt(Largest(a[t], (t, 1, T)), sp.Rational(501, 300), evaluate=False), values) is True
    assert holds(sp.Gt(smallest(a[t], (t, 1, T)), sp.Rational(99, 300), evaluate=False), values) is True
    assert holds(ForAll(sp.Ge(a[t], sp.Rational(1, 3), evaluate=False), (t, 1, T)), values) is True
    assert holds(ForAll(sp.Gt(a[t], sp.Rational(1, 3), evaluate=False), (t, 1, T)), values) is False
    assert holds(ForAll(sp.Le(a[t], a[t - 1] + 2, evaluate=False), (t, 2, T)), values) is True


def test_the_index_is_bound() -> None:
    assert t not in Largest(a[t], (t, 1, T)).free_symbols
    assert t not in ForAll(sp.Ge(a[t], 0, evaluate=False), (t, 1, T)).free_symbols
    assert T in Largest(a[t], (t, 1, T)).free_symbols


def test_an_index_outside_a_sequence_has_no_value() -> None:
    with pytest.raises((IllDefined, InputError)):
        enclosure(Largest(a[t - 1], (t, 1, T)), {"T": F(1), "a": (F(1),)})


def test_quantifiers_are_written() -> None:
    assert sp.latex(Largest(a[t], (t, 1, T))) == r"\max_{t=1}^{T} {a}_{t}"
    assert sp.latex(ForAll(sp.Ge(a[t], 0, evaluate=False), (t, 1, T))).startswith(r"\forall t=1")
