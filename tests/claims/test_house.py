"""The page on what is trusted names every module of the room."""

import re
from pathlib import Path

import certify.claims

ROOM = Path(certify.claims.__file__).parent


def test_the_page_names_every_module() -> None:
    named = set(re.findall(r"^\| `(\w+\.py)` ", (ROOM / "README.md").read_text(encoding="utf-8"), flags=re.M))
    assert named == {path.name for path in ROOM.glob("*.py")} - {"__init__.py"}
