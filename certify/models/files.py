"""What every reader of files shares: regular files under a limit, one-line errors, exact float64 arrays."""

from __future__ import annotations

import importlib
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certify.errors import CertifyError, InputError, MissingExtra, UnreadableError
from certify.exact.doubles import Floats

MAX_BYTES = 2**31
"""The most that a file, and the arrays it declares, may occupy; checked before they are loaded."""

Affine = tuple[Floats, Floats | None]
"""``(W, b)`` with W of shape (outputs, inputs); b is None where there are no biases."""


@dataclass(frozen=True)
class Stored:
    """What a file stores.

    Attributes
    ----------
    maps
        The affine maps, in the order in which they are applied.
    activations
        Their activations; None where the file does not say.
    names
        The names of the layers, in the same order; empty where the file does not name them.
    says_order
        Whether the file says in which order they are applied; if not, it was taken from the names.
    notes
        Lines for people: what was rounded to float64, and what was left away.
    files
        Other files that were read: an ONNX model may keep its weights beside it.
    """

    maps: list[Affine]
    activations: list[str] | None
    names: tuple[str, ...] = ()
    says_order: bool = True
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


def regular_file(path: str | os.PathLike[str], suffixes: Collection[str]) -> Path:
    """Return the path of a regular file that has one of the suffixes and fits the limit.

    Raises
    ------
    UnreadableError
        When it does not exist, cannot be accessed, or is a directory, pipe or device.
    InputError
        When it has another suffix or is too large.
    """
    file = Path(path)
    try:
        status = file.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableError(f"{file}: {reason}; a {_either(suffixes)} file is needed") from None
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(f"{file}: not a regular file; a {_either(suffixes)} file is needed")
    if file.suffix.lower() not in suffixes:
        raise InputError(f"{file}: suffix {file.suffix!r}; a {_either(suffixes)} file is needed")
    if status.st_size > MAX_BYTES:
        raise InputError(f"{file}: {status.st_size} bytes; at most {MAX_BYTES} are read")
    return file


def _either(words: Collection[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Put the file's name in front of every error, and make one line of whatever a parser raises."""
    try:
        yield
    except InputError as error:
        raise type(error)(f"{path}: {error}") from None
    except CertifyError:
        raise
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except MemoryError:
        raise InputError(f"{path}: it does not fit the memory of this machine") from None
    except Exception as error:  # third-party parsers may raise anything
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise InputError(f"{path}: not a readable {path.suffix} file ({reason})") from error


def optional(package: str) -> Any:
    """Import a package that only some files need.

    Raises
    ------
    MissingExtra
        When it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        raise MissingExtra(f"the package {package} is not installed: pip install {package}") from None


def quoted(value: object) -> str:
    """Text that a file or a caller chose, quoted: on one line, and cut where it is long."""
    text = ascii(value)
    return text if len(text) <= 80 else text[:76] + "..."


def check_fits(size: int) -> None:
    """Refuse arrays before they are loaded.

    Raises
    ------
    InputError
        When ``size`` bytes are more than :data:`MAX_BYTES`.
    """
    if size > MAX_BYTES:
        raise InputError(f"its arrays need {size} bytes; at most {MAX_BYTES} are read")


def exact(values: NDArray[Any], place: str) -> Floats:
    """Convert float16, float32 or float64 values to float64 of the same numbers, in C order.

    Raises
    ------
    InputError
        When the type is neither, or a value is NaN or infinite.
    """
    if values.dtype.kind != "f" or values.dtype.itemsize not in (2, 4, 8):
        raise InputError(f"{place}: type {values.dtype}; float16, float32 or float64 is needed")
    finite = np.isfinite(values)
    if not finite.all():
        where = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise InputError(f"{place}{list(where)} is {values[where]}; finite numbers are needed")
    return values.astype(np.float64, order="C", copy=False)


def matrix(values: NDArray[Any], place: str) -> Floats:
    """As :func:`exact`, for a weight matrix.

    Raises
    ------
    InputError
        When it is not a non-empty matrix, or :func:`exact` refuses it.
    """
    if values.ndim != 2 or values.size == 0:
        raise InputError(f"{place}: shape {values.shape}; a non-empty matrix is needed")
    return exact(values, place)


def vector(values: NDArray[Any], place: str) -> Floats:
    """As :func:`exact`, for a bias or a bound.

    Raises
    ------
    InputError
        When it is not a non-empty vector, or :func:`exact` refuses it.
    """
    if values.ndim != 1 or values.size == 0:
        raise InputError(f"{place}: shape {values.shape}; a non-empty vector is needed")
    return exact(values, place)
