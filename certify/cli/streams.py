"""Standard output and standard error of a command: what becomes of them changes no verdict.

A reader who leaves (``check … | head -1``) is no fault: the rest is dropped, and the exit code stays the
verdict's.  A device that takes nothing (a full disk) is one line on standard error, exit code 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from certify.errors import InputError


class OutputLost(InputError):
    """Standard output takes nothing: what was found out cannot be said there (exit code 2)."""

    kind = "output"


class _Guarded:
    """A text stream whose failures are those described above; on standard error there is nobody left to tell."""

    def __init__(self, stream: Any, *, silent: bool) -> None:
        self._stream, self._silent = stream, silent
        self._lost: OutputLost | None = None

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._stream, attribute)

    def write(self, text: str) -> int:
        return int(self._guard(lambda: self._stream.write(text)) or 0)

    def flush(self) -> None:
        self._guard(self._stream.flush)

    def _guard(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except OSError as error:
            self._drop()
            if not self._silent and not isinstance(error, BrokenPipeError):
                self._lost = OutputLost(f"standard output: cannot be written: {error.strerror or error}")
        finally:
            # Again and again: click tries a stream out with an empty write, and forgets the first error.
            if self._lost is not None:
                raise self._lost
        return None

    def _drop(self) -> None:
        """Whatever is still buffered, and all that follows, goes nowhere."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)


@contextmanager
def guarded() -> Iterator[None]:
    """Guard both streams of this process while the block runs."""
    before = sys.stdout, sys.stderr
    out, err = before
    sys.stdout, sys.stderr = out and _Guarded(out, silent=False), err and _Guarded(err, silent=True)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
