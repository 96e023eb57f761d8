"""Tickets of earlier releases are valid in every later one.  The tickets are never regenerated."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from certify.kernel.check import check_file

GOLDEN = Path(__file__).parents[1] / "golden"
CHECKER = Path(__file__).parents[2] / "certify" / "checker.py"
TICKETS = sorted(GOLDEN.glob("*.ticket"))


def standalone(path: Path) -> dict[str, object]:
    command = [sys.executable, "-I", str(CHECKER), str(path), "--format", "json"]
    return dict(json.loads(subprocess.run(command, capture_output=True, check=False).stdout))


@pytest.mark.parametrize("path", TICKETS, ids=lambda path: path.stem)
def test_both_checkers_still_prove_the_statement(path: Path) -> None:
    statement = json.loads(path.with_suffix(".json").read_text())
    found = check_file(path)
    assert (found.verdict, found.statement) == ("valid", statement)
    other = standalone(path)
    assert (other["verdict"], other["statement"]) == ("valid", statement)


@pytest.mark.parametrize("path", TICKETS, ids=lambda path: path.stem)
def test_a_damaged_one_is_rejected_by_both(path: Path, tmp_path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    damaged = tmp_path / path.name
    damaged.write_bytes(data)
    assert check_file(damaged).verdict == "invalid"
    assert standalone(damaged)["verdict"] == "invalid"


def test_there_are_golden_tickets() -> None:
    assert len(TICKETS) >= 3
