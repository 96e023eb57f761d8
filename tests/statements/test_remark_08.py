"""Remark 8: false as printed; its repair's 33 is attained at one point, and as M_i is whole it has some slack."""

import pytest

pytestmark = pytest.mark.statement(id="remark-08")

LOG = "ln(2*k_prime*ell/delta)"
COUNT = f"16*k_prime*(N_i + {LOG})"
FALSE = [
    {"put": {"constant": f"ceiling({COUNT}) <= 31*kept"}},
    {"put": {"constant": f"ceiling({COUNT}) <= 33*k_prime"}},
    {"put": {"wide": f"{LOG} <= 2*N_i"}},
    {"put": {"kept": "k_prime*N_i/2 <= kept"}},
    {"without": ["wide"]},
    {"without": ["kept"]},
    {"without": ["k_prime"]},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 0.9999 + {COUNT}"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 1 + 16*k_prime*(N_i + ln(2*k_prime*ell))"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 1 + {COUNT.replace('k_prime*', '', 1)}"}},
]
TRUE = [
    {"put": {"constant": f"ceiling({COUNT}) <= 1 + 32*kept"}},
    {"put": {"wide": f"{LOG} <= 1.001*N_i"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) < 1 + {COUNT}"}},
    {"wording": "tightest", "without": ["delta-below-1"]},
]


def test_printed_falls(falsify):
    falsify.falls("remark-08", "requires")


@pytest.mark.parametrize("wording", ["repaired", "tightest"])
def test_others_stand(falsify, wording):
    falsify.stands("remark-08", wording)


@pytest.mark.parametrize("edits", FALSE)
def test_false_mutants_fall(falsify, edits):
    falsify.kills("remark-08", **edits)


@pytest.mark.parametrize("edits", TRUE)
def test_true_mutants_survive(falsify, edits):
    falsify.stands("remark-08", **edits)
