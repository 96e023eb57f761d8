"""Lemma 18: false as printed; its repair, and what the repair needs."""

import pytest

pytestmark = pytest.mark.statement(id="lemma-18")

LARGE = "prod(t, 1, T, if(a[t] >= 1 + 1/tau, a[t], 1))"
LAST = "if(T <= 0, x_0, x[T])"
FALSE = [
    {"put": {"bound": f"{LAST} <= (c + x_0)*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*c*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*x_0*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*(c + x_0)"}},
    {"put": {"c": "min(tau*largest(t, 1, T, b[t]), largest(t, 1, T, b[t]/(a[t] - 1)))"}},
    {"without": ["feasible"]},
    {"without": ["recursion"]},
]
TRUE = [
    {"put": {"bound": f"{LAST} <= 3*(c + x_0)*{LARGE}"}},
    {"put": {"bound": f"{LAST} <= e*(c + x_0)*{LARGE} - c"}},
    {"put": {"c": "tau*largest(t, 1, T, b[t])"}},
]


def test_printed_falls(falsify):
    falsify.falls("lemma-18", "bound")


@pytest.mark.parametrize("wording", ["repaired", "tightest"])
def test_others_stand(falsify, wording):
    falsify.stands("lemma-18", wording)


@pytest.mark.parametrize("edits", FALSE)
def test_false_mutants_fall(falsify, edits):
    falsify.kills("lemma-18", **edits)


@pytest.mark.parametrize("edits", TRUE)
def test_true_mutants_survive(falsify, edits):
    falsify.stands("lemma-18", **edits)
