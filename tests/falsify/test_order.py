"""Comparisons solved for parameters: what has to hold bounds them, what only changes something is a tie."""

from fractions import Fraction

import numpy as np
import pytest

from certify.claims.claim import Claim
from certify.claims.expressions import evaluate, truth
from certify.claims.grammar import parse_expression
from certify.falsify.fast.compile import Compiled
from certify.falsify.fast.filtering import Filter
from certify.falsify.generate.batches import Batches
from certify.falsify.generate.coordinates import fresh
from certify.falsify.generate.order import order_of
from certify.falsify.generate.solving import TIE


def claim(hypothesis: str, conclusion: str = "x > 0", **parameters: str) -> Claim:
    return Claim("c", parameters or {"y": "real", "x": "real"}, {}, {"h": hypothesis}, {"c": conclusion})


SOLVED = [
    ("x + y <= 1", "<=", "1 - y"),
    ("y - x < 1", ">", "y - 1"),
    ("1 >= 2*x", "<=", "1/2"),
    ("-3*x <= y", ">=", "y/(-3)"),
    ("x/4 > y", ">", "y*4"),
    ("exp(x) <= y", "<=", "ln(y)"),
    ("y*x == 1", "==", "1/y"),
    ("max(x, y) <= 3", "<=", "3"),
    ("min(2, x) >= y", ">=", "y"),
    ("abs(x) <= y", "<=", "y"),
    ("y*x <= 1", TIE, "1/y"),
    ("x <= 1 or x >= y", TIE, "y"),
]


@pytest.mark.parametrize(("text", "relation", "side"), SOLVED)
def test_solved_for_x(text, relation, side) -> None:
    order = order_of(claim(text))
    found = [b.side for b in (*order.bounds["x"], *order.ties["x"]) if b.relation == relation]
    assert parse_expression(side, "test") in found
    assert order.parameters.index("x") > order.parameters.index("y") or side == "3"


VECTOR = {"k": "integer [1, 9]", "v": "real^k"}


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("forall(i, 1, k, v[i] <= 1)", [1, 2, 5], []),
        ("forall(i, 3, k, v[i] <= 1)", [3, 4, 5], [1, 2]),
        ("forall(i, 1, k - 2, v[i] <= 1)", [1, 2, 3], [4, 5]),
        ("forall(i, 1, k - 1, v[i + 1] <= 1)", [2, 5], [1]),
        ("v[3] <= 1", [3], [1, 2, 4]),
        ("v[k] <= 1", [5], [1, 4]),
        ("largest(i, 2, k, v[i]) <= 1", [2, 5], [1]),
        ("sum(i, 1, k, v[i]) == 1", [5], [1, 4]),
    ],
)
def test_of_which_entries(text, inside, outside) -> None:
    made = claim(text, "v[1] > 0", **VECTOR)
    scope = made.scope({"k": Fraction(5), "v": (Fraction(0),) * 5})
    bounds = order_of(made).bounds["v"]

    def meant(index: int) -> bool:
        places = [b.applies(index) for b in bounds if not b.misses(index)]
        return any(place is None or truth(place, scope) for place in places)

    assert all(map(meant, inside))
    assert not any(map(meant, outside))


def test_ties_come_from_conclusions_and_definitions() -> None:
    made = Claim(
        "c",
        {"T": "integer [1, 3]", "a": "real^T"},
        {"count": "sum(t, 1, T, if(a[t] <= 7/3, 1, 0))"},
        {},
        {"c": "count <= 1", "d": "max(a[1], 11) > 0"},
    )
    scope = made.scope({"T": Fraction(2), "a": ()})
    assert {evaluate(b.at(1), scope) for b in order_of(made).ties["a"]} >= {Fraction(7, 3), Fraction(11)}


HARD = [
    claim(
        "forall(i, 1, k, v[i] >= 0) and sum(i, 1, k, v[i]) == 1", "v[1] > 0", k="integer [1, 9]", v="real^k [0, 1]"
    ),
    claim("forall(i, 2, k, v[i] >= v[i - 1])", "v[1] > 0", **VECTOR),
    claim("sum(i, 1, k, v[i]) <= 1", "v[1] > 0", k="integer [1, 9]", v="real^k (0, 1)"),
    claim("x*y*z == 1", "x > 0", x="real [1/2, 2]", y="real [1/2, 2]", z="real [1/8, 8]"),
    claim("a < b and b < c and c < d", "a > 0", a="real", b="real", c="real", d="real"),
]


@pytest.mark.parametrize("made", HARD)
def test_hypotheses_are_met_by_construction(made) -> None:
    batches, rng = Batches(made), np.random.default_rng(5)
    shape = batches.shape_of(dict.fromkeys(batches.order.fixed, 3.0))
    cases = batches.cases(shape, fresh(rng, 3000, batches.size(shape)), 10.0)
    assert Filter(made).judge(cases).admitted.mean() > (0.03 if "z" in made.parameters else 0.3)


def test_bounds_that_are_not_read_are_left_to_rejection() -> None:
    made = claim("sin_like >= 1", "x > 0", x="real", sin_like="real")
    assert order_of(made).bounds["x"] == ()
    tree = made.assumed["h"]
    assert Compiled(tree).judge({"sin_like": np.array([0.5, 1.0])}).true.tolist() == [False, True]
