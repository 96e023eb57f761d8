"""Corollary 27: its factor e is not needed, its factor T is."""

import pytest

pytestmark = pytest.mark.statement(id="corollary-27")

LAST, FACTORS = "if(T <= 0, x_0, x[T])", "largest(t, 1, T, b[t])*prod(t, 1, T, max(1, a[t]))"
FALSE = [
    {"put": {"bound": f"{LAST} <= e*{FACTORS}"}},
    {"put": {"bound": f"{LAST} <= 0.99*T*{FACTORS}"}},
    {"put": {"bound": f"{LAST} <= e*T*largest(t, 1, T, b[t])"}},
    {"without": ["start-high"]},
    {"without": ["recursion"]},
    {"without": ["b"]},
]


@pytest.mark.parametrize("wording", ["printed", "tightest"])
def test_it_stands(falsify, wording):
    falsify.stands("corollary-27", wording)


@pytest.mark.parametrize("edits", FALSE)
def test_false_mutants_fall(falsify, edits):
    falsify.kills("corollary-27", **edits)
