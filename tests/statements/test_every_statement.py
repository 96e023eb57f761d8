"""A statement without a test is a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from proofs.ledger.claims import identifiers
from proofs.ledger.rooms import ROOMS

HERE = Path(__file__).parent
TESTS = HERE.parent
SEARCHABLE = sorted({identifier.partition("/")[0] for identifier in identifiers()})
SAYS = "a test of "
PLUGIN = f"""
def pytest_collection_finish(session):
    for name in {{mark.kwargs["id"] for item in session.items for mark in item.iter_markers("statement")}}:
        print({SAYS!r} + name)
"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The statements that tests are marked with; collected anew, as this run may collect only some tests."""
    folder = tmp_path_factory.mktemp("marks")
    (folder / "marks.py").write_text(PLUGIN, encoding="utf-8")
    files = [
        str(file) for file in sorted(TESTS.rglob("test_*.py")) if "mark.statement(" in file.read_text("utf-8")
    ]
    options = ["--collect-only", "-q", "-p", "no:cacheprovider", "-p", "marks"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    environment["PYTHONPATH"] = os.pathsep.join((str(folder), str(TESTS.parent)))
    found = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=TESTS.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-2000:] + found.stderr
    return {line.removeprefix(SAYS) for line in found.stdout.splitlines() if line.startswith(SAYS)}


def test_every_statement_has_a_test(marked):
    assert sorted(set(ROOMS) - marked) == []


def test_no_test_is_marked_with_what_is_no_statement(marked):
    assert sorted(marked - set(ROOMS)) == []


@pytest.mark.parametrize("statement", SEARCHABLE)
def test_every_searchable_statement_has_a_file(statement):
    file = HERE / f"test_{statement.replace('-', '_')}.py"
    assert file.is_file(), f"{file.name} is missing"
    assert f'pytestmark = pytest.mark.statement(id="{statement}")' in file.read_text("utf-8")
