"""Files that are written: whole or not at all, never over an input, over others only where that is asked for."""

from __future__ import annotations

import contextlib
import filecmp
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from certify.errors import InputError


def check_output(field: str, path: Path, *inputs: object) -> None:
    """Refuse, before the work, a file that could not be written after it.

    Parameters
    ----------
    field
        What names the file: ``out``.
    inputs
        What is read: names of files count, whatever else it is.

    Raises
    ------
    InputError
        When there is no such folder, it is not a regular file, or it is one of the inputs.
    """
    if not path.parent.is_dir():
        raise InputError(f"{_option(field)}: {path}; a file in a folder that exists is needed")
    if path.exists() and not path.is_file():
        raise InputError(f"{_option(field)}: {path} is not a regular file; name another")
    for name in inputs:
        if isinstance(name, str | os.PathLike) and path.exists() and os.path.exists(name) and path.samefile(name):
            raise InputError(f"{_option(field)}: {path} is a file that is read here; name another")


def check_distinct(**paths: Path | None) -> None:
    """Raise :class:`InputError` where two of the files to write are one."""
    seen: dict[str, str] = {}
    for field, path in paths.items():
        if path is None:
            continue
        first = seen.setdefault(os.path.realpath(path), field)
        if first != field:
            raise InputError(f"{_option(field)}: {path} is the file of {_option(first)} too; name another")


def refuse_existing(field: str, path: Path) -> None:
    """Raise the error about a file that is there and holds something else."""
    hint = "overwrite it with --force (overwrite=True in Python) or name another"
    raise InputError(f"{_option(field)}: {path} exists and holds something else; {hint}")


def _option(field: str) -> str:
    """The option of the command line that names a file."""
    return f"--{field.replace('_', '-')}"


@contextlib.contextmanager
def replacing(path: Path, *, overwrite: bool = False, field: str = "out") -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its place when the block ends well, and vanishes otherwise.

    A file of the same bytes is left as it is: to write it again is not to overwrite it.

    Raises
    ------
    InputError
        When the folder cannot be written to, the disk is full, ``path`` is not a regular file, or it holds other
        bytes and is not to be overwritten.
    """
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: cannot be written: it is not a regular file")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if path.exists() and not overwrite:
            if not filecmp.cmp(temporary, path, shallow=False):
                refuse_existing(field, path)
            return
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        temporary.unlink(missing_ok=True)
