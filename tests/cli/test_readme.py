"""The README's commands on a network, typed in order, in an empty folder; then its Python."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import certify

README = Path(__file__).parents[2] / "README.md"
CALL = [sys.executable, "-W", "error", "-c", "from certify.cli import main; main()"]
CHECKER = [sys.executable, "-I", str(Path(certify.__file__).with_name("checker.py"))]


def typed(heading):
    """The lines to type under a heading of the README, without those that have a gap to fill in."""
    section = README.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line[4:] for line in section.splitlines() if re.match("    [^ ]", line) and "…" not in line]


def words(line):
    found = shlex.split(line, comments=True)
    if found[0] == "certify-bounds":
        return CALL + found[1:]
    assert found[:3] == ["python3", "-I", "certify/checker.py"]
    return CHECKER + found[3:]


def test_there_is_something_to_type():
    lines = typed("A certificate for a trained network")
    verbs = [line.split()[1] for line in lines]
    assert [verb for verb in verbs if verb in ("certify", "check", "export")] == ["certify", "check", "export"]
    assert typed("Words that no heading has") == []
    with pytest.raises(AssertionError):
        words("rm net.npz")


@pytest.mark.thorough
def test_every_command_can_be_typed_in_order_and_once_more(tmp_path):
    lines = [*typed("A certificate for a trained network"), *typed("The theorems' numbers")]
    for line in [*lines, *lines]:
        done = subprocess.run(words(line), cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    script = "\n".join(typed("In Python"))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("() ()\n")
