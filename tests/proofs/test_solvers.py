"""Obligations: generated from data, asked twice; what is true is shown, what is false or has no value is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from proofs.ledger import solvers
from proofs.ledger.replay import replayed
from proofs.ledger.rooms import load
from proofs.ledger.smtlib import has_value, inlined, script
from proofs.ledger.solvers import Answer, Obligation, ask, installed, obligations, z3_says
from proofs.ledger.verdict import Status
from proofs.wording.facts import FACTS
from proofs.wording.statement import Clause, Statement, Wording
from proofs.wording.symbols import natural, positive

pytestmark = pytest.mark.skipif(not installed(), reason="z3 and cvc5 are not installed")

x, y, d = (sp.Symbol(name, real=True) for name in "xyd")
n = natural("n")


def obligation(conclusion: sp.Basic, *hypotheses: sp.Basic, **definitions: sp.Expr) -> Obligation:
    """The obligation of a small wording."""
    clauses = tuple(Clause(f"h{k}", "", h) for k, h in enumerate(hypotheses))
    (found,) = obligations("s", "printed", Wording("q", clauses, definitions, (Clause("c", "", conclusion),)))
    return found


def shown(conclusion: sp.Basic, *hypotheses: sp.Basic, **definitions: sp.Expr) -> bool:
    """Whether both solvers show it."""
    answer = ask(obligation(conclusion, *hypotheses, **definitions))
    return answer is not None and answer.agreed


def le(a: sp.Expr, b: sp.Expr) -> sp.Rel:
    """``a <= b``, as written."""
    return sp.Le(a, b, evaluate=False)


TRUE = [
    ((le(2 * x, x**2 + 1),), {}),
    ((le(sp.Max(x, y, evaluate=False) + sp.Min(x, y, evaluate=False), x + y),), {}),
    ((le(x, sp.Abs(x, evaluate=False)),), {}),
    ((sp.Lt(sp.ceiling(x), x + 1, evaluate=False),), {}),
    ((le(sp.floor(x), x),), {}),
    ((le(sp.ceiling(n / 2), n),), {}),
    ((le(sp.sqrt(x), x), x >= 1), {}),
    ((le(sp.GoldenRatio, sp.Rational(81, 50)),), {}),
    ((le(sp.log(x), x - 1), x > 0), {}),
    ((le(sp.log(x * y, evaluate=False), x + y - 2), x > 0, y > 0), {}),
    ((le(sp.log(x), sp.log(y)), x > 0, x <= y), {}),
    ((le(1 + x, sp.exp(x)),), {}),
    ((le(d, x), x >= 1), {"d": 1 / x}),
    ((sp.Eq(n * d, x, evaluate=False),), {"d": x / n}),
]
FALSE = [
    ((le(2 * x + 1, x**2 + 1),), {}),
    ((le(sp.ceiling(x), x),), {}),
    ((le(n, sp.ceiling(n / 2)),), {}),
    ((le(sp.sqrt(x), x), x >= 0), {}),
    ((le(sp.GoldenRatio, sp.Rational(80, 50)),), {}),
    ((le(x - 1, sp.log(x)), x > 0), {}),
    ((le(2 + x, sp.exp(x)),), {}),
    ((le(d, x), x > 0), {"d": 1 / x}),
]
WITHOUT_VALUE = [
    ((le(sp.log(x), x - 1),), {}),
    ((sp.Ge(sp.sqrt(x), 0, evaluate=False),), {}),
    ((sp.Ge(d**2, 0, evaluate=False),), {"d": 1 / x}),
]


@pytest.mark.parametrize(("relations", "definitions"), TRUE)
def test_what_holds_is_shown(relations: tuple[sp.Rel, ...], definitions: dict[str, sp.Expr]) -> None:
    assert shown(*relations, **definitions)


@pytest.mark.parametrize(("relations", "definitions"), FALSE)
def test_what_fails_is_not(relations: tuple[sp.Rel, ...], definitions: dict[str, sp.Expr]) -> None:
    assert not shown(*relations, **definitions)


@pytest.mark.parametrize(("relations", "definitions"), WITHOUT_VALUE)
def test_what_has_no_value_somewhere_is_not(
    relations: tuple[sp.Rel, ...], definitions: dict[str, sp.Expr]
) -> None:
    assert not shown(*relations, **definitions)


def test_a_sign_that_a_symbol_assumes_is_no_hypothesis() -> None:
    p = positive("p")
    assert not shown(sp.Gt(p, 0, evaluate=False))
    assert shown(sp.Gt(p, 0, evaluate=False), sp.Gt(p, sp.Rational(1, 2), evaluate=False))
    assert shown(sp.Ge(n, 1, evaluate=False))


def test_facts_that_are_needed_are_named_and_only_those() -> None:
    answer = ask(obligation(le(sp.log(x), x - 1), x > 0))
    assert answer is not None
    assert answer.facts == ("ln(x) <= x - 1",)
    plain = ask(obligation(le(2 * x, x**2 + 1)))
    assert plain is not None
    assert plain.facts == ()
    assert set(answer.facts) <= set(FACTS)


def test_one_solver_alone_or_unknown_is_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = obligation(le(2 * x, x**2 + 1))
    monkeypatch.setattr(solvers, "cvc5_says", lambda text: "unknown")
    alone = ask(asked)
    assert alone is not None
    assert alone.unsat == ("z3",)
    assert not alone.agreed
    monkeypatch.setattr(solvers, "z3_says", lambda text, resources=0: ("unknown", {}))
    assert ask(asked) == Answer(asked)


def test_answers_are_kept_under_their_question(tmp_path_factory: pytest.TempPathFactory) -> None:
    k = sp.Rational(len(str(tmp_path_factory.getbasetemp())), 7)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        asked = obligation(le(2 * k * x, x**2 + k**2))
        assert ask(asked, run=False) is None
        answer = ask(asked)
        assert answer is not None
        assert answer.agreed
        assert ask(asked, run=False) == answer
        assert ask(obligation(le(2 * k * x, x**2 + k**2), x > 0), run=False) is None


def test_unknown_terms_become_anything() -> None:
    total = sp.Sum(sp.IndexedBase("v")[sp.Symbol("i")], (sp.Symbol("i"), 1, 3))
    assert shown(le(total, total + 1))
    assert not shown(le(0, total))


def test_a_script_reads_as_the_relations_it_was_made_of() -> None:
    said, model = z3_says(script([("a", sp.Eq(x, sp.Rational(-3, 2))), ("b", le(y, x))], {}).text)
    assert said == "sat"
    assert model["x"] == Fraction(-3, 2)
    assert model["y"] <= model["x"]


def test_definitions_are_inlined_only_where_they_are_algebraic() -> None:
    definitions = {"d": 2 * y, "y": sp.log(x)}
    assert inlined(le(d, x), definitions) == le(2 * y, x)


def test_conditions_for_a_value() -> None:
    assert has_value(le(sp.log(x) / y, sp.sqrt(x))) != ()
    assert has_value(le(x * y, x**2)) == ()


# the paper's statements, perturbed --------------------------------------------------------------


def changed(room: str, conclusion: str, wrong: tuple[sp.Expr, sp.Expr]) -> Statement:
    """A room whose repaired wording, with one constant of one conclusion changed, is the printed one."""
    statement = load(room)
    assert statement.repaired is not None
    clauses = []
    for clause in statement.repaired.conclusions:
        if clause.name == conclusion and clause.relation is not None:
            relation = clause.relation.func(*[a.replace(*wrong) for a in clause.relation.args], evaluate=False)
            assert relation != clause.relation
            clause = replace(clause, relation=relation)
        clauses.append(clause)
    printed = replace(statement.repaired, conclusions=tuple(clauses))
    return replace(statement, printed=printed, repaired=None, tightest=None, witnesses=(), undefined=(), coq=())


@pytest.mark.parametrize(
    ("room", "conclusion", "wrong"),
    [
        pytest.param(*("remark-04", "per weight", (sp.Integer(16), sp.Integer(15))), marks=pytest.mark.thorough),
        ("remark-31", "larger", (sp.Integer(16), sp.Integer(33))),
    ],
)
def test_a_changed_constant_is_not_proved(room: str, conclusion: str, wrong: tuple[sp.Expr, sp.Expr]) -> None:
    found = replayed(changed(room, conclusion, wrong), run=True)
    assert found.per_conclusion("printed")[conclusion] in (Status.OPEN, Status.REFUTED)
