"""The engine: verdicts, determinism, simple witnesses, edits, budgets, interruption."""

from dataclasses import replace
from fractions import Fraction

import pytest

import certify
from certify import Claim, search
from certify.claims.witness import check_witness
from certify.errors import InputError
from certify.falsify import engine
from certify.falsify.batching import LARGEST_SIZE
from certify.falsify.budget import Budget
from certify.falsify.edits import because, edited
from certify.falsify.judging import Status, judge
from certify.falsify.shrink.shrinking import shrink
from certify.falsify.shrink.simplicity import complexity

F = Fraction

SQUARES = Claim(
    "squares",
    parameters={"x": "real", "y": "real (0, inf)"},
    hypotheses={"order": "x > y"},
    conclusions={"larger": "x^2 >= y^2", "gap": "x^2 - y^2 >= x - y"},
)
MEANS = Claim(
    "means",
    parameters={"n": "integer [1, 12]", "v": "real^n (0, inf)"},
    conclusions={"means": "sum(i, 1, n, v[i])^2 <= n*sum(i, 1, n, v[i]^2)"},
)


def test_false_is_refuted_with_a_witness_that_check_accepts():
    found = search(SQUARES, "20s", seed=3)
    assert (found.verdict, found.conclusion) == ("refuted", "gap")
    assert check_witness(found.witness.text().encode()).verdict == "valid"
    assert found.simplest


def test_true_is_not_refuted_and_its_margin_says_tight():
    found = search(MEANS, 20_000, seed=1)
    assert (found.verdict, found.witness) == ("not-refuted", None)
    assert 0 <= found.margin < 1e-9
    assert judge(MEANS, found.margin_at).status in (Status.SATISFIES, Status.OPEN)


@pytest.mark.thorough
def test_deterministic_for_a_seed():
    one, two = (search(SQUARES, 20_000, seed=5) for _ in range(2))
    assert replace(one, seconds=0) == replace(two, seconds=0)
    one, two = (search(MEANS, 3_000, seed=5) for _ in range(2))
    assert replace(one, seconds=0) == replace(two, seconds=0)


def test_unsatisfiable_hypotheses_are_vacuous():
    claim = edited(SQUARES, {"order": "x > y and x < 0"})
    assert search(claim, 3_000).verdict == "vacuous"
    assert search(SQUARES, 3_000).verdict != "vacuous"


def test_what_never_settles_is_undecided():
    claim = Claim("tie", parameters={"x": "real [2, 3]"}, conclusions={"tie": "ln(x)*sqrt(2) = sqrt(2)*ln(x)"})
    assert search(claim, 600).verdict == "undecided"


def test_no_value_is_no_counterexample_but_told():
    claim = Claim("pole", parameters={"x": "real [0, 1]"}, conclusions={"positive": "1/x > 0"})
    found = search(claim, 3_000)
    assert (found.verdict, found.undefined_at) == ("not-refuted", {"x": F(0)})


@pytest.mark.parametrize(
    ("text", "budget"), [("60s", Budget(60)), ("2m", Budget(120)), ("0.5s", Budget(0.5)), (700, Budget(cases=700))]
)
def test_budgets(text, budget):
    assert Budget.of(text) == budget


@pytest.mark.parametrize("text", ["0", "0s", 0, "-1", "1.5", "s", "1h", "1e9", "", "9" * 20, "__import__('os')"])
def test_bad_budgets(text):
    with pytest.raises(InputError, match="--budget"):
        Budget.of(text)


def test_a_budget_of_cases_is_kept():
    assert search(MEANS, 1_000).drawn >= 1_000
    assert search(MEANS, 100).drawn <= 100 + LARGEST_SIZE


# edits -----------------------------------------------------------------------------------------


def test_edited_replaces_adds_and_drops():
    claim = edited(SQUARES, {"gap": "x > 0", "small": "y < 1"}, without=["order"])
    assert dict(claim.hypotheses) == {"small": "y < 1"}
    assert claim.conclusions["gap"] == "x > 0"
    with_function = Claim("f", {"x": "real"}, {"f(t)": "t"}, {}, {"c": "f(x) = x"})
    assert dict(edited(with_function, {"f": "2*t"}).definitions) == {"f(t)": "2*t"}


@pytest.mark.parametrize(
    ("put", "without"),
    [({}, ["nothing"]), ({"x": "1"}, []), ({"gap": "z > 0"}, []), ({"gap": "x >"}, []), ({"gap": "x + 1"}, [])],
)
def test_bad_edits(put, without):
    with pytest.raises(InputError):
        edited(SQUARES, put, without)


def test_a_witness_counts_only_because_of_the_edit():
    loose = edited(SQUARES, {"larger": "x^2 >= 2*y^2"})
    found = search(loose, "20s", unedited=SQUARES, seed=2)
    assert (found.verdict, found.conclusion) == ("refuted", "larger")
    assert because(SQUARES, found.witness.values) == found.because == "the case satisfies the unedited claim"
    # a case at which the unedited claim fails too is none
    assert because(SQUARES, {"x": F(1, 2), "y": F(1, 4)}) is None
    assert because(SQUARES, {"x": F(1, 4), "y": F(1, 2)}) == (
        "the case lies outside the hypotheses of the unedited claim"
    )


def test_an_edit_that_changes_nothing_finds_nothing():
    assert search(SQUARES, 3_000, unedited=SQUARES).verdict == "not-refuted"


# witnesses -------------------------------------------------------------------------------------


def test_shrinking_is_locally_simplest():
    def violates(case):
        return judge(SQUARES, case).status is Status.VIOLATES

    case, finished = shrink(SQUARES, {"x": F(655_321, 999_983), "y": F(1, 9_973)}, violates)
    assert finished
    assert violates(case)
    for name, value in case.items():
        for d in range(1, value.denominator + 1):
            for n in range(-40, 40):
                simpler = F(n, d)
                if complexity(simpler) < complexity(value):
                    assert not violates({**case, name: simpler})


def test_an_interrupt_keeps_what_was_found(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(engine._Search, "batch_round", interrupted)
    found = search(MEANS, "60s")
    assert (found.interrupted, found.verdict) == (True, "not-refuted")
    monkeypatch.setattr(engine, "shrink", lambda claim, case, violates: (case, False))
    found = search(SQUARES, "60s", seed=3)
    if found.witness is not None:
        assert not found.simplest


def test_public_names():
    assert certify.search is search
    assert certify.strategies.cases
    assert {"Claim", "search", "Witness", "strategies"} <= set(certify.__all__)
    with pytest.raises(AttributeError):
        certify.nothing  # noqa: B018


PARTIAL = Claim(
    "partial",
    parameters={"T": "integer [1, 8]", "a": "real^T [0, 3]"},
    hypotheses={"large": "forall(t, 3, T, a[t] >= 2)"},
    conclusions={"few": "sum(t, 1, T, if(a[t] < 1.9999999, 1, 0)) <= 1"},
)
PLANE = Claim(
    "plane",
    parameters={"x": "real [11/10, 3]", "y": "real [1/10, 3]", "z": "real [1/10, 3]"},
    hypotheses={"product": "x*y*z == 1"},
    conclusions={"sum": "x + y + z >= 3.007"},
)
THIN = Claim(
    "thin",
    parameters={"a": "real [0, 10]", "b": "real [0, 10]"},
    conclusions={"never": "not (1.2345678 <= a and a < 1.2345679 and b > 2*a)"},
)


@pytest.mark.parametrize("claim", [PARTIAL, PLANE, THIN], ids=lambda claim: claim.name)
@pytest.mark.thorough
def test_rare_counterexamples(claim):
    """Entries that a quantifier leaves out; equations that floats do not satisfy; strips as thin as 10⁻⁷."""
    assert search(claim, 300_000, seed=2).verdict == "refuted"


@pytest.mark.parametrize(
    ("claim", "part", "text"),
    [
        (PARTIAL, "large", "forall(t, 2, T, a[t] >= 2)"),
        (PLANE, "sum", "x + y + z >= 3"),
        (THIN, "never", "not (1.2345678 <= a and a < 1.2345678 and b > 2*a)"),
    ],
)
def test_their_true_twins_stand(claim, part, text):
    assert search(edited(claim, {part: text}), 20_000, seed=2).verdict == "not-refuted"


@pytest.mark.thorough
def test_lengths_beyond_the_strategies_and_nothing_to_draw_do_not_stop_a_search():
    claim = Claim("long", parameters={"v": "real^24 [0, 1]"}, conclusions={"c": "sum(i, 1, 24, v[i]) <= 23"})
    assert search(claim, 20_000).verdict == "refuted"
    assert search(edited(claim, {"large": "v[1] > 1"}), 3_000).verdict == "vacuous"
