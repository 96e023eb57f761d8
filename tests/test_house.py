"""The house as drawn: imports point down, and what is imported by name is found in few places."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Modules that import by a name made at run time, and what for.
BY_NAME = {
    "certify/__init__.py": "the public names, when they are used",
    "certify/catalogue.py": "a user's file of claims",
    "certify/cli/__init__.py": "a verb, when it is used",
    "certify/models/files.py": "a package that may not be installed",
    "proofs/ledger/rooms.py": "the rooms",
}
IMPORTERS = {
    "import_module",
    "__import__",
    "module_from_spec",
    "spec_from_file_location",
    "find_loader",
    "run_path",
}


def by_name(source: str) -> bool:
    names = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    names |= {a.name for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom) for a in n.names}
    return bool(names & IMPORTERS)


def test_imports_point_down() -> None:
    contracts = ROOT / "pyproject.toml"
    script = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", script, "--config", str(contracts), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


def test_imports_by_name_are_few() -> None:
    files = [*(ROOT / "certify").rglob("*.py"), *(ROOT / "proofs").rglob("*.py")]
    found = {str(file.relative_to(ROOT)) for file in files if by_name(file.read_text(encoding="utf-8"))}
    assert found == set(BY_NAME)


def test_an_import_by_name_is_seen() -> None:
    assert by_name("import importlib\nimportlib.import_module('certify.kernel')")
    assert by_name("from importlib import import_module")
    assert not by_name("import json\njson.loads('1')")
