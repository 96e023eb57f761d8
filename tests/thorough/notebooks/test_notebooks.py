"""The notebooks run, and print what is committed."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


def printed(cell: Any) -> str:
    """What a cell shows, as text (a stream may arrive in several pieces)."""
    return "".join(output.get("text") or output["data"].get("text/plain", "") for output in cell.get("outputs", []))


def differing(committed: Any, executed: Any) -> list[int]:
    """The cells that do not print what is committed, but for those tagged as varying between machines."""
    pairs = enumerate(zip(committed.cells, executed.cells, strict=True))
    return [
        i
        for i, (old, new) in pairs
        if old.cell_type == "code" and "varies" not in old.metadata.get("tags", []) and printed(old) != printed(new)
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_prints_what_is_committed(path: Path, tmp_path: Path) -> None:
    import nbformat  # a plain run of the tests does without it
    from nbclient import NotebookClient

    committed = nbformat.read(path, as_version=4)
    executed = copy.deepcopy(committed)
    NotebookClient(executed, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert differing(committed, executed) == []


def test_another_output_is_noticed() -> None:
    import nbformat

    committed = nbformat.read(NOTEBOOKS[0], as_version=4)
    edited = copy.deepcopy(committed)
    first = next(cell for cell in edited.cells if cell.cell_type == "code" and cell.outputs)
    first.outputs[0]["text"] = "something else"
    assert differing(committed, edited) != []


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
