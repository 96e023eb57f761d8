"""``digest``: what it prints is what the checkers compare."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import certify
from certify.cli import main

CHECKER = Path(certify.__file__).with_name("checker.py")


def run(*words):
    return CliRunner().invoke(main, ["digest", *(str(w) for w in words)])


@pytest.fixture
def net(tmp_path):
    np.savez(tmp_path / "net.npz", W1=np.array([[0.5, -1.0], [0.25, 0.75]]), W2=np.array([[-0.75, 0.5]]))
    return tmp_path / "net.npz"


def test_the_standalone_checker_takes_the_digests(net, tmp_path):
    certify.find_ticket(net, "box:-1,1", out=tmp_path / "t")
    fields = json.loads(run(net, "--domain", "box:-1,1", "--format", "json").stdout)

    def judged(target, domain):
        words = [CHECKER, tmp_path / "t", "--target-sha256", target, "--domain-sha256", domain]
        return subprocess.run(
            [sys.executable, "-I", *map(str, words)], capture_output=True, check=False
        ).returncode

    assert judged(fields["target_sha256"], fields["domain_sha256"]) == 0
    other = json.loads(run(net, "--domain", "box:0,1", "--activation", "tanh", "--format", "json").stdout)
    assert judged(other["target_sha256"], fields["domain_sha256"]) == 1
    assert judged(fields["target_sha256"], other["domain_sha256"]) == 1


def test_the_text_says_digests_and_what_was_assumed(net):
    result = run(net, "--domain", "ball:1/3", "--output", "tanh")
    assert result.exit_code == 0
    first, second, target, assumed, domain = result.stdout.splitlines()
    assert first == f"target-sha256 {certify.load_target(net, output='tanh').network.sha256}"
    assert second.startswith("domain-sha256 ")
    assert target.endswith("read as W1 (2x2, relu), W2 (1x2, tanh)")
    assert assumed == "assumed    not in the file: activation: relu; output: tanh"
    assert domain.startswith("domain     ball")
    assert run(net).stdout.splitlines()[1].startswith("target ")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["missing.npz"], "missing.npz"),
        (["net.npz", "--domain", "box:1,0"], "domain"),
        (["net.npz", "--activation", "gelu"], "gelu"),
        ([], "FILE"),
    ],
)
def test_bad_input_is_exit_code_2_and_one_line(net, monkeypatch, words, named):
    monkeypatch.chdir(net.parent)
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert named in result.stderr
