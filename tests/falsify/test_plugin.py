"""The pytest plugin, in a pytest of its own: a claim as a test, its witness as the failure."""

import subprocess
import sys

import pytest

from certify import Claim
from certify.falsify.plugin import Refuted, stands

TESTS = """
import pytest
from certify import Claim

@pytest.fixture
def low():
    return "0"

@pytest.mark.claim(budget=2000)
def test_false(low):
    return Claim("mine", parameters={"x": f"real [{low}, 1]"}, conclusions={"c": "x^2 >= x"})

@pytest.mark.claim(budget=2000)
def test_true():
    return Claim("mine", parameters={"x": "real [0, 1]"}, conclusions={"c": "x^2 <= x"})

@pytest.mark.claim(budget=2000)
def test_no_claim():
    return None

@pytest.mark.statement(id="lemma-09")
def test_other():
    pass
"""


@pytest.fixture
def pytest_of_its_own(tmp_path):
    (tmp_path / "test_mine.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n")

    def run(*words):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout

    return run


def test_claims_are_tests(pytest_of_its_own):
    output = pytest_of_its_own()
    assert "2 failed, 2 passed" in output
    assert "mine is refuted: c fails" in output
    assert "x = 1/2" in output
    assert "returns a certify.Claim, not NoneType" in output


@pytest.mark.thorough
def test_tests_of_a_statement_are_selected(pytest_of_its_own):
    assert "1 passed, 3 deselected" in pytest_of_its_own("-m", "statement(id='lemma-09')")
    assert "4 deselected" in pytest_of_its_own("-m", "statement(id='lemma-01')")


def test_vacuous_claims_fail():
    claim = Claim("v", parameters={"x": "real [0, 1]"}, hypotheses={"h": "x > 2"}, conclusions={"c": "x > 0"})
    with pytest.raises(Refuted, match="vacuous"):
        stands(claim, budget=1000)
