"""No file costs minutes or gigabytes: what both checkers say of hostile files, and what it takes them.

Times are processor times, printed (``pytest -s``), and asserted generously: the format page promises 10 s and
1 GiB for a file below 3 MB on an ordinary machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from thorough.forgery import forge
from thorough.limits import bombs
from thorough.limits.meter import COMMANDS, Run, measure

SECONDS = 30
MEGABYTES = 1024
LIMITS = {
    "file-bytes",
    "manifest-items",
    "mask-rows",
    "number-bytes",
    "suprema-work",
    "norm-work",
    "spectral-side",
    "spectral-slack",
    "denominator-bits",
    "bound-bits",
    "memory",
}


def judged(path: Path, expected: set[str], codes: set[str | None], scale: float = 1.0) -> list[Run]:
    """Both runs; each verdict and code as expected, and not dear."""
    runs = [measure(checker, path) for checker in COMMANDS]
    for run in runs:
        print(f"{path.stat().st_size / 1e6:.2f} MB, {run}")
        assert run.verdict in expected, run.answer
        assert run.code in codes, run.answer
        assert run.seconds <= SECONDS * scale, run
        assert run.megabytes <= MEGABYTES * scale, run
    return runs


@pytest.mark.parametrize("name", bombs.BOMBS)
def test_a_bomb_is_answered_in_time(name: str, tmp_path: Path) -> None:
    """Its claims are true: nobody may say *invalid*."""
    path = forge.pack(bombs.BOMBS[name](), tmp_path / "bomb.ticket")
    assert path.stat().st_size < 3_000_000
    for run in judged(path, {"valid", "undecided"}, {None, *LIMITS}):
        assert (run.verdict == "valid") == (run.code is None)
        if run.verdict == "undecided":
            assert run.answer["statement"] is None


@pytest.mark.parametrize("name", bombs.TWINS)
def test_the_ordinary_ticket_beside_it_is_valid(name: str, tmp_path: Path) -> None:
    path = forge.pack(bombs.TWINS[name](), tmp_path / "twin.ticket")
    first, second = judged(path, {"valid"}, {None})
    assert first.answer["statement"] == second.answer["statement"]


DEFECTS = {"row_out_of_range": "mask-range", "row_twice": "mask-repeated", "false_norm": "norm-false"}


@pytest.mark.parametrize(("name", "plant"), bombs.PLANTED)
def test_a_defect_beside_a_bomb_wins(name: str, plant: str, tmp_path: Path) -> None:
    """In the last layer, which is small: no limit stands before it."""
    ticket = bombs.BOMBS[name]()
    bombs.PLANTS[plant](ticket)
    judged(forge.pack(ticket, tmp_path / "forged.ticket"), {"invalid"}, {DEFECTS[plant]})


@pytest.mark.parametrize("name", ["points_times_hidden-20000", "chain-1900", "deep_over_points-400"])
def test_a_false_claim_before_the_limit_is_found(name: str, tmp_path: Path) -> None:
    """The supremum of layer 1 is cheap to check, however dear those of the next layers."""
    ticket = bombs.BOMBS[name]()
    ticket.layers[0]["supremum"] = "1/1000"
    judged(forge.pack(ticket, tmp_path / "forged.ticket"), {"invalid"}, {"supremum-false"})


def test_a_bound_above_epsilon_is_found(tmp_path: Path) -> None:
    """Even if all claims that are open were true, the bound would be too large."""
    ticket = bombs.points_times_hidden(300_000)
    ticket.manifest["epsilon"] = "1e-9"
    judged(forge.pack(ticket, tmp_path / "forged.ticket"), {"invalid", "undecided"}, {"bound-exceeds", *LIMITS})


@pytest.mark.parametrize("name", bombs.FILES)
def test_no_ticket_at_all(name: str, tmp_path: Path) -> None:
    path = bombs.FILES[name](tmp_path / "bomb.ticket")
    assert path.stat().st_size < 3_000_000
    if name == "members":  # a zip without a manifest
        judged(path, {"error"}, {"not-a-ticket"})
    else:
        judged(path, {"invalid", "undecided"}, {"container", "manifest", "manifest-items"})


@pytest.mark.parametrize("name", bombs.LARGE_FILES)
def test_larger_files_cost_in_proportion(name: str, tmp_path: Path) -> None:
    path = bombs.LARGE_FILES[name](tmp_path / "bomb.ticket")
    judged(path, {"invalid", "undecided"}, {"manifest", "manifest-items"}, path.stat().st_size / 3_000_000)


@pytest.mark.skipif(sys.platform == "win32", reason="makes a named pipe")
@pytest.mark.parametrize("checker", COMMANDS)
def test_what_is_no_file_is_refused_at_once(checker: str, tmp_path: Path) -> None:
    """A pipe nobody writes to would be waited for; a device has no end."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), tmp_path):
        line = [*COMMANDS[checker], str(path), "--format", "json"]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        assert re.search(r'"kind": "unreadable"', done.stdout), done


@pytest.mark.parametrize("checker", COMMANDS)
@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (lambda manifest: manifest.update(schema="certify-ticket/3"), "version"),
        (lambda manifest: manifest["generator"].update(version="2"), "version"),
    ],
)
def test_another_version_is_no_verdict(
    checker: str, edit: Callable[[dict], None], kind: str, tmp_path: Path
) -> None:
    ticket = bombs.TWINS["chain"]()
    edit(ticket.manifest)
    run = measure(checker, forge.pack(ticket, tmp_path / "newer.ticket"))
    assert (run.verdict, run.answer["schema"], run.code) == ("error", "certify-error/1", kind)


@pytest.mark.parametrize("checker", COMMANDS)
@pytest.mark.parametrize(
    "name", ["long_epsilon", "long_rationals_everywhere", "deep", "points_times_hidden-20000"]
)
def test_text_agrees_with_json(checker: str, name: str, tmp_path: Path) -> None:
    path = forge.pack({**bombs.TWINS, **bombs.BOMBS}[name](), tmp_path / "bomb.ticket")
    as_json = measure(checker, path)
    as_text = subprocess.run([*COMMANDS[checker], str(path)], capture_output=True, text=True, check=False)
    assert {0: "valid", 3: "undecided"}[as_text.returncode] == as_json.verdict
    assert as_json.verdict in as_text.stdout.lower()
    assert as_text.stderr == ""
