"""``falsify``: the examples of the issue, exit codes, fields, files, bad input."""

import json
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from certify.cli import main
from certify.falsify.edits import edited
from proofs.ledger.claims import of_ledger

MINE = """
from certify import Claim
false = Claim("mine", parameters={"x": "real [0, 1]"}, conclusions={"c": "x^2 >= x"})
true = Claim("mine", parameters={"x": "real [0, 1]"}, conclusions={"c": "x^2 <= x"})
number = 3
"""


def run(*words):
    return CliRunner().invoke(main, ["falsify", *map(str, words)])


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "claims.py"
    path.write_text(MINE)
    return path


@pytest.mark.parametrize(
    ("claim", "edit", "why"),
    [
        pytest.param(
            *("lemma-09/greedy", "gamma_lower: gamma >= 0.6", "outside the hypotheses"), marks=pytest.mark.thorough
        ),
        pytest.param(
            *("lemma-29", "M: ceiling((1/c)*(n + log(k/delta)))", "satisfies the unedited"),
            marks=pytest.mark.thorough,
        ),
        ("lemma-28", "density: P_w(w) >= c/w", "satisfies the unedited"),
    ],
)
def test_examples_of_the_issue(tmp_path, claim, edit, why):
    file = tmp_path / "w.json"
    result = run(claim, "--with", edit, "--out", file, "--format", "json")
    assert result.exit_code == 1, result.output
    fields = json.loads(result.stdout)
    assert {"verdict", "conclusion", "witness", "cases", "margin"} <= set(fields)
    assert fields["verdict"] == "refuted"
    assert why in fields["because"]
    name, _, text = edit.partition(": ")
    stated = json.loads(file.read_text())["claim"]
    assert text in [
        part.get(name) for part in (stated["hypotheses"], stated["definitions"], stated["conclusions"])
    ]
    checked = CliRunner().invoke(main, ["check", str(file)])
    assert (checked.exit_code, checked.stdout[:6]) == (0, "valid:")


def test_slack_hides_an_edit():
    result = run("lemma-09/statement", "--with", "gamma_lower: gamma >= 0.6", "--budget", 5000)
    assert result.exit_code == 0
    assert result.stdout.startswith("not-refuted")


@pytest.mark.thorough
def test_a_witness_of_the_ledger_names_it_and_is_checked(tmp_path):
    file = tmp_path / "w.json"
    assert run("lemma-18", "--wording", "printed", "--out", file).exit_code == 1
    assert json.loads(file.read_text())["statement"] == {"id": "lemma-18", "wording": "printed"}
    assert CliRunner().invoke(main, ["check", str(file)]).exit_code == 0
    text = file.read_text().replace('"lemma-18"', '"lemma-28"')
    file.write_text(text)
    assert CliRunner().invoke(main, ["check", str(file)]).exit_code == 1


def test_show():
    result = run("lemma-09/greedy", "--show")
    assert result.exit_code == 0
    for name in ("gamma_lower", "intervals", "parameters", "conclusions", "exists_mask"):
        assert name in result.stdout
    assert json.loads(run("lemma-28", "--show", "--format", "json").stdout)["definitions"]["P_w(w)"]


def test_a_claim_of_ones_own(mine):
    assert run(f"{mine}::false").exit_code == 1
    assert run(f"{mine}::true", "--budget", 3000).exit_code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing"], "no such statement"),
        (["lemma-09"], "lemma-09/greedy"),
        (["lemma-09/nothing"], "no such claim"),
        (["theorem-03"], "in words only|no conclusion is formal"),
        (["lemma-28", "--budget", "0"], "--budget"),
        (["lemma-28", "--without", "nothing"], "not a hypothesis"),
        (["lemma-28", "--with", "density"], "NAME: EXPRESSION"),
        (["lemma-28", "--with", "density: q > 0"], "'q' is not known"),
        (["lemma-28", "--with", "density: __import__('os').system('true') > 0"], "position"),
        (["lemma-28", "--with", "density: w >"], "position 4"),
        (["lemma-28", "--with", "c: c + 1"], "circle"),
        (["lemma-28", "--wording", "repaired"], "no repaired claim"),
        (["all", "--with", "a: b > 0"], "one CLAIM"),
        (["no/such/file.py::x"], "no such file"),
        (["lemma-28", "--with", "density: " + "(" * 500], "nested"),
    ],
)
def test_bad_input_is_one_line(words, told):
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert any(part in result.stderr for part in told.split("|")), result.stderr


def test_bad_files(mine, tmp_path):
    assert "not a claim in it" in run(f"{mine}::number").stderr
    broken = tmp_path / "broken.py"
    broken.write_text("1/0")
    result = run(f"{broken}::x")
    assert (result.exit_code, "ZeroDivisionError" in result.stderr) == (2, True)


def test_a_vacuous_claim_is_2():
    result = run("remark-31", "--with", "k_prime: k_prime < k_prime", "--budget", 3000)
    assert (result.exit_code, result.stdout[:7]) == (2, "vacuous")


def test_hypothetical_edits_do_not_change_the_ledger():
    claim = of_ledger("lemma-28", "printed")
    edited(claim, {"density": "P_w(w) >= c/w"})
    assert of_ledger("lemma-28", "printed") is claim


@pytest.mark.thorough
def test_all_shares_the_time():
    start = time.monotonic()
    result = run("all", "--budget", "1s", "--format", "json")
    assert result.exit_code in (0, 1, 3)  # a tenth of a second may settle nothing
    found = json.loads(result.stdout)["claims"]
    assert len(found) > 25
    assert max(float(claim["seconds"]) for claim in found) < time.monotonic() - start


def test_interrupted(mine):
    """What was found until then is told, and the exit code says so."""
    mine.write_text("import certify.falsify.engine\nprint('ready', flush=True)\n" + MINE)
    words = ["falsify", f"{mine}::true", "--budget", "300s"]
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{heard}; from certify.cli import main; main({words!r})"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in out
