"""``certify-bounds bounds``: what it prints, and one line for every bad input."""

import json
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from certify.cli import main


def run(*words: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, ["bounds", *words])


def answer(*words: str) -> dict[str, Any]:
    """Run with JSON output and read it."""
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    fields: dict[str, Any] = json.loads(result.stdout)
    return fields


FIELDS = {
    "M", "neurons_per_weight", "applies", "status", "quantifier", "delta_total", "eps_w", "k_prime", "k", "m",
    "weight_ratio",
}  # fmt: skip
UNIFORM = ("--layers", "10", "--width", "100")


def test_example_5_as_json() -> None:
    fields = answer(*UNIFORM, "--epsilon", "0.01", "--delta", "0.01")
    theorems = fields["theorems"]
    every = ["malach-a6", "theorem-03", "theorem-30", "closing-minimum", "combined", "fan-out"]
    assert list(theorems) == sorted(every)
    assert all(set(theorem) >= FIELDS for theorem in theorems.values())
    assert theorems["theorem-03"]["M"] == [6286927] * 10
    assert theorems["theorem-30"]["M"] == [1428075] * 10
    assert theorems["theorem-30"]["neurons_per_weight"] == "142.8075"
    assert theorems["theorem-03"]["quantifier"] == "every F"
    assert theorems["combined"]["quantifier"] == "a fixed F"
    assert theorems["fan-out"]["quantifier"] == "every F"
    assert theorems["fan-out"]["M"] == [664700] * 10
    low, high = (Fraction(x) for x in theorems["theorem-03"]["k_prime"])
    assert Fraction("39.2490562773333") < low <= high < Fraction("39.2490562773334")
    assert Fraction(theorems["theorem-03"]["eps_w"]) < Fraction("3.6787944117144233e-7")
    assert theorems["theorem-30"]["k"] == 39


def test_example_6_and_malach() -> None:
    theorems = answer(*UNIFORM, "--norm", "worst-case")["theorems"]
    assert theorems["theorem-03"]["M"] == [24483129] * 10
    assert theorems["theorem-30"]["M"] == [5726783] * 10
    assert theorems["malach-a6"]["neurons_per_weight"].startswith("10759")
    assert len(theorems["malach-a6"]["neurons_per_weight"]) == 16


def test_the_mixed_budget_is_told() -> None:
    fields = answer("--widths", "784,100,10")
    total = Fraction(fields["theorems"]["closing-minimum"]["delta_total"])
    assert total == Fraction(1, 100) * (Fraction(784, 794) + Fraction(1, 2))
    text = run("--widths", "784,100,10").stdout
    assert "1.488 δ" in text
    assert "mixes two failure budgets" in text


def test_text_says_which_assumption_fails() -> None:
    text = run("--widths", "3,2", "--epsilon", "1000").stdout
    assert "does not apply" in text
    assert "k_prime > 0" in text
    biased = run("--widths", "3,2", "--bias").stdout
    assert "the architecture has no biases" in biased


def test_gamma_and_set_say_what_they_break() -> None:
    text = run(*UNIFORM, "--gamma", "1/2", "--set", "c=2*c").stdout
    assert "greedy induction fails" in text
    assert "--set breaks c" in text
    fields = answer(*UNIFORM, "--gamma", "1/phi")
    assert fields["theorems"]["theorem-30"]["applies"] is True
    assert fields["theorems"]["theorem-30"]["M"][0] < 1428075


def test_show_prints_bound_and_derivation() -> None:
    text = run("--show", "theorem-30").stdout
    assert "Theorem 30" in text
    assert "M_i = ceiling(" in text
    assert "Derivation of lemma-09" in text
    assert "covered" in text
    latex = run("--show", "theorem-30", "--latex").stdout
    assert r"\left\lceil" in latex
    assert r"\varepsilon_w" in latex
    shown = json.loads(run("--show", "lemma-28", "--format", "json").stdout)["show"]
    assert shown["label"] == "Lemma 28"
    assert shown["derivation"][-1]["statement"] == "lemma-28"


def test_show_says_what_a_choice_breaks() -> None:
    assert "greedy induction fails" in run("--show", "theorem-30", "--gamma", "1/2").stdout
    assert "greedy induction fails" not in run("--show", "theorem-30", "--gamma", "1/phi").stdout
    assert "unless it is <= derived c" in run("--show", "theorem-30", "--set", "c=1").stdout


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A 2-2-1 network with biases."""
    path = tmp_path / "target.npz"
    W1, b1 = np.array([[0.5, -0.25], [0.125, 1.0]]), np.array([0.5, -0.5])
    np.savez(path, W1=W1, b1=b1, W2=np.array([[1.0, -0.5]]), b2=np.array([0.25]))
    return path


def test_a_target_gives_its_own_quantities(target: Path) -> None:
    fields = answer(str(target), "--domain", "box:-1,1")
    setting = fields["setting"]
    assert setting["widths"] == [2, 2, 1]
    assert setting["biases"] == [True, True]
    assert setting["activations"] == ["relu", "identity"]
    assert Fraction(setting["w_max"]) == 1
    assert Fraction(setting["F_max"]) >= Fraction(5, 4)
    assert fields["theorems"]["combined"]["applies"] is True
    assert fields["theorems"]["theorem-30"]["applies"] is False


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "an architecture is needed"),
        (("--layers", "3"), "an architecture is needed"),
        (("--widths", "3,2", "--layers", "2", "--width", "3"), "an architecture is needed"),
        (("--widths", "3"), "widths: 3"),
        (("--widths", "3,,2"), "--widths: ''"),
        (("--widths", "3,0"), "widths: 3,0"),
        (("--widths", "3,2.5"), "'2.5'"),
        (("--layers", "0", "--width", "3"), "widths"),
        (("--layers", "99999999999", "--width", "3"), "--layers"),
        (("--widths", "3,2", "--epsilon", "0"), "epsilon: 0"),
        (("--widths", "3,2", "--epsilon", "-1"), "epsilon: -1"),
        (("--widths", "3,2", "--epsilon", "nan"), "epsilon"),
        (("--widths", "3,2", "--epsilon", "1e30000000"), "--epsilon"),
        (("--widths", "3,2", "--epsilon", "1e500"), "exponent"),
        (("--widths", "3,2", "--delta", "1"), "delta: 1"),
        (("--widths", "3,2", "--delta", "0"), "delta: 0"),
        (("--widths", "3,2", "--w-max", "0"), "w_max: 0"),
        (("--widths", "3,2", "--f-max", "-2"), "F_max: -2"),
        (("--widths", "3,2", "--norm", "3"), "norm: '3'"),
        (("--widths", "3,2", "--activation", "gelu"), "'gelu'"),
        (("--widths", "3,2", "--gamma", "2/"), "--gamma"),
        (("--widths", "3,2", "--gamma", "__import__('os')"), "--gamma"),
        (("--widths", "3,2", "--set", "gamma=1/2"), "use --gamma"),
        (("--widths", "3,2", "--set", "delta=2"), "delta: 2"),
        (("--widths", "3,2", "--set", "epsilon=-1"), "epsilon: -1"),
        (("--widths", "3,2", "--set", "c"), "NAME=EXPR"),
        (("--widths", "3,2", "--set", "c=1", "--set", "c=2"), "set twice"),
        (("--widths", "3,2", "--set", "q=1"), "not known"),
        (("--widths", "3,2", "--domain", "box:0,1"), "--domain"),
        (("--widths", "3,2", "--latex"), "--latex"),
        (("--show", "theorem-99"), "theorem-99"),
        (("nowhere.npz", "--domain", "box:0,1"), "nowhere.npz"),
        (("nowhere.npz",), "--domain"),
        (("nowhere.npz", "--domain", "box:0,1", "--w-max", "2"), "--w-max"),
        (("--widths", "3,2", "--unknown"), "--unknown"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert message in result.stderr
    as_json = run(*words, "--format", "json")
    assert as_json.exit_code == 2
    assert message in json.loads(as_json.stdout)["error"]["message"]


def test_help_is_quick_and_loads_neither_sympy_nor_flint() -> None:
    code = (
        "import sys\nfrom certify.cli import main\n"
        "try: main(['bounds', '--help'])\nexcept SystemExit: pass\n"
        "loaded = {'sympy', 'flint', 'numpy', 'rich', 'scipy'} & set(sys.modules)\n"
        "sys.exit(f'loaded {loaded}' if loaded else 0)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--widths" in done.stdout
    assert time.perf_counter() - start < 5
