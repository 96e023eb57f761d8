"""The user's cache folder: answers of Coq and of solvers, each under the digest of the question."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path


def kept_folder(kind: str) -> Path:
    """The folder for answers of one kind; a temporary one where the cache folder cannot be written."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "certify-bounds" / kind
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _temporary(kind)
    return folder if os.access(folder, os.W_OK) else _temporary(kind)


def write_kept(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    scratch = file.with_name(f"{file.name}.{os.getpid()}")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(file)


@cache
def _temporary(kind: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"certify-{kind}-"))
