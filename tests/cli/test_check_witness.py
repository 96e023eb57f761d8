"""``check`` of witness files at the command line: dispatch by content, exit codes, fields."""

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

from certify import check
from certify.claims.claim import Claim
from certify.claims.witness import Witness
from certify.cli import main
from certify.errors import InputError

CLAIM = Claim(
    "golden",
    parameters={"gamma": "real (0, 1)"},
    hypotheses={"low": "gamma >= 0.6"},
    conclusions={"step": "1/gamma - gamma <= 1", "tie": "sqrt(2)^2 = 2"},
)


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def file(tmp_path):
    def write(conclusion="step", gamma="3/5", statement=None, name="any-name.bin"):
        path = tmp_path / name
        path.write_text(Witness(CLAIM, conclusion, {"gamma": Fraction(gamma)}, statement).text())
        return path

    return write


def test_valid_is_0(file):
    result = run("check", file(), "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    fields = json.loads(result.stdout)
    assert set(fields) == {"schema", "verdict", "code", "reason", "where", "statement", "provenance"}
    assert (fields["schema"], fields["verdict"], fields["where"]) == ("certify-check/2", "valid", {})
    assert (fields["code"], fields["provenance"]) == (None, None)
    assert fields["statement"] == {
        "id": None,
        "wording": None,
        "claim": "golden",
        "conclusion": "step",
        "text": "1/gamma - gamma <= 1",
        "parameters": {"gamma": "3/5"},
        "sides": [{"left": "16/15", "relation": "<=", "right": "1"}],
    }
    text = run("check", file())
    assert text.exit_code == 0
    assert text.stdout.startswith("valid: ")
    assert "16/15 <= 1" in text.stdout
    assert "gamma = 3/5" in text.stdout


@pytest.mark.parametrize(
    ("gamma", "place", "code"),
    [
        ("1/2", "claim.hypotheses.low", "hypothesis-false"),
        ("2/3", "claim.conclusions.step", "conclusion-true"),
        ("1", "values.gamma", "value-domain"),
    ],
)
def test_invalid_is_1(file, gamma, place, code):
    result = run("check", file(gamma=gamma), "--format", "json")
    fields = json.loads(result.stdout)
    assert (result.exit_code, fields["verdict"], fields["statement"]) == (1, "invalid", None)
    assert (fields["where"], fields["code"]) == ({"field": place}, code)
    text = run("check", file(gamma=gamma))
    assert text.exit_code == 1
    assert text.stdout.startswith(f"invalid: {place}: ")
    assert len(text.stdout.splitlines()) == 1


def test_undecided_is_3(file):
    assert run("check", file("tie")).exit_code == 3
    assert run("check", file("tie")).stdout.startswith("undecided: ")


@pytest.mark.parametrize("content", ["{", "{}", '{"schema": "certify-witness/2"}', '{"schema": 1}', " \n{]"])
def test_what_is_no_witness_is_2(tmp_path, content):
    (tmp_path / "w.json").write_text(content)
    result = run("check", tmp_path / "w.json")
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    as_json = run("check", tmp_path / "w.json", "--format", "json")
    assert (as_json.exit_code, as_json.stderr) == (2, "")
    assert json.loads(as_json.stdout)["error"]["message"]


@pytest.mark.parametrize("words", [("--epsilon", "1/2"), ("--domain", "box:0,1")])
def test_options_about_a_network_are_refused(file, words):
    result = run("check", file(), *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not about a network" in result.stderr


def test_a_statement_of_the_ledger_is_never_valid_without_comparison(file):
    """No claim may pass under a statement's name unless its wording was compared."""
    result = run("check", file(statement=("lemma-09", "printed")))
    assert result.exit_code != 0
    assert not result.stdout.startswith("valid")


def test_the_public_function(file):
    assert check(file()).verdict == "valid"
    with pytest.raises(InputError, match="epsilon"):
        check(file(), epsilon="1/2")
