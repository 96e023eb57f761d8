"""The errors that certify raises for people, under one root, and the words in which things are named.

Each message is one line that names the file or field, the value found and what would be right.
The command line turns them into exit codes; library users catch :class:`CertifyError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

# The kind of a defect: of a ticket (FORMATS.md, section 4.5), of a witness (section 5.4).
Code = Literal[
    "container",
    "array",
    "members",
    "manifest",
    "network",
    "domain",
    "mask-range",
    "mask-repeated",
    "mask-inputs",
    "mask-outputs",
    "norm-names",
    "norm-false",
    "supremum-false",
    "bound-exceeds",
    "other-target",
    "other-domain",
    "value-domain",
    "hypothesis-false",
    "conclusion-true",
    "no-value",
    "other-statement",
]
# The limit that left a question open: of a ticket (FORMATS.md, section 4.4), of a witness or a search.
Limit = Literal[
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
    "precision",
    "ledger",
]


class CertifyError(Exception):
    """Root of every error that certify raises on purpose."""


class InputError(CertifyError, ValueError):
    """Something given to certify cannot be used: a file, a field, an option (exit code 2).

    Attributes
    ----------
    kind
        The kind of the error in JSON (FORMATS.md, section 4.5).
    """

    kind: ClassVar[str] = "usage"


class UnreadableError(InputError):
    """A file that cannot be read, or that is not a regular file (exit code 2)."""

    kind = "unreadable"


class NotATicketError(InputError):
    """A file that is not a ticket at all (exit code 2)."""

    kind = "not-a-ticket"


class UnsupportedError(InputError):
    """A file of a schema or generator version that this release does not know (exit code 2)."""

    kind = "version"


class MissingExtra(InputError):
    """A file needs a package that is not installed (exit code 2)."""

    kind = "missing-package"


class _Finding(CertifyError):
    """What a checker found: a reason in one line, and the place it belongs to.

    Parameters
    ----------
    reason
        One line: what is wrong, with the values compared.
    layer
        The layer of the network (from 1), where the finding belongs to one.
    weight
        The target weight ``(o, d)``: output ``o``, input ``d`` (the bias is the last input).
    member
        The member of the ticket file.
    field
        The field of the manifest, as a dotted path; items of lists count from 0, as in JSON paths.
    """

    def __init__(
        self,
        reason: str,
        *,
        layer: int | None = None,
        weight: tuple[int, int] | None = None,
        member: str | None = None,
        field: str | None = None,
    ) -> None:
        self.reason = reason
        self.where: dict[str, object] = {
            name: value
            for name, value in (("layer", layer), ("weight", weight), ("member", member), ("field", field))
            if value is not None
        }
        super().__init__(f"{self.place}: {reason}" if self.place else reason)

    @property
    def place(self) -> str:
        """The place in words: ``layer 2, weight (7, 31)``."""
        return place_in_words(self.where)


class Rejected(_Finding):
    """A piece of evidence does not prove what it states (exit code 1); ``code`` is the kind of the defect."""

    def __init__(
        self,
        reason: str,
        *,
        code: Code,
        layer: int | None = None,
        weight: tuple[int, int] | None = None,
        member: str | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(reason, layer=layer, weight=weight, member=member, field=field)
        self.code = code


class Undecided(_Finding):
    """Exact arithmetic did not settle a question within a documented limit, ``code`` (exit code 3)."""

    def __init__(
        self,
        reason: str,
        *,
        code: Limit = "precision",
        layer: int | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(reason, layer=layer, field=field)
        self.code = code


class DrawFailed(CertifyError):
    """The random network holds no ticket for this target under this plan (exit code 1)."""


def escaped(text: object, limit: int = 60) -> str:
    """Text from a file, safe for a terminal: escaped, and cut where it is long."""
    safe = ascii(str(text))[1:-1]
    return safe if len(safe) <= limit else safe[: limit - 3] + "..."


def counted(count: int, noun: str) -> str:
    """``1 input``, ``2 inputs``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def place_in_words(where: Mapping[str, object]) -> str:
    """The place of a defect for people: the layer, and the weight, else the field, else the member."""
    parts = [f"layer {where['layer']}"] if "layer" in where else []
    if "weight" in where:
        parts.append(f"weight {where['weight']}")
    elif "field" in where:
        parts.append(re.sub(r"^layers\.[0-9]+\.", "", escaped(where["field"], 200)))
    elif "member" in where:
        parts.append(escaped(where["member"]))
    return ", ".join(parts)


_WIDTH = 200


def shown(kind: str, *parts: str) -> str:
    """What an object shows of itself: one line that fits a screen."""
    text = " ".join(f"{kind}({', '.join(parts)})".split())
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 4]}...)"


def as_read(assumed: Iterable[str], notes: Iterable[str]) -> list[str]:
    """How a target was read, as parts of :func:`shown`; nothing where the file says all."""
    said = (("assumed", "; ".join(assumed)), ("notes", "; ".join(notes)))
    return [f"{name}: {text}" for name, text in said if text]


class Shown:
    """What shows itself on one short line: its own description, its widths, or its fields."""

    def __repr__(self) -> str:
        if hasattr(self, "describe"):
            return shown(type(self).__name__, self.describe())
        if hasattr(self, "widths"):
            return shown(type(self).__name__, "-".join(str(n) for n in self.widths))
        names = getattr(self, "__dataclass_fields__", ())
        return shown(type(self).__name__, *(f"{name}={_brief(getattr(self, name))}" for name in names))


def _brief(value: object) -> str:
    """A value among others: the shape of an array, the length of a sequence, or all of it."""
    if hasattr(value, "shape"):
        return "x".join(str(n) for n in value.shape) + " numbers"
    if isinstance(value, tuple | list | dict):
        return f"{len(value)} in all"
    return escaped(value)
