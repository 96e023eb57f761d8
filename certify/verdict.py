"""The verdict of a checker: one of three words, with the code, the reason, the place and the statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from certify.errors import Code, Limit, as_read, shown


@dataclass(frozen=True)
class Verdict:
    """What a checker found.

    Attributes
    ----------
    verdict
        ``valid``: the statement is proved.  ``invalid``: the file does not prove it (which does not make
        it false).  ``undecided``: something it rests on is beyond the documented limits.
    reason
        One line.
    where
        The place of a defect: ``layer``, ``weight``, ``member``, ``field``, those that apply.
    statement
        What is proved, in the fields of the format page; None unless valid.
    bound
        The bound that a valid ticket proves; None for a witness.
    code
        The kind of the defect, or the name of the limit; None if valid.
    provenance
        How the evidence of a valid ticket was found, which is not proved; None for a witness.
    assumed, notes
        How the target that the ticket was compared with was read: what its file does not say, what was rounded or
        cut off.  The verdict is about the network read so.
    """

    verdict: str
    reason: str
    where: dict[str, Any] = field(default_factory=dict)
    statement: dict[str, Any] | None = None
    bound: Fraction | None = None
    code: Code | Limit | None = None
    provenance: dict[str, str] | None = None
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """True for *valid* only, so that ``assert certify.check(…)`` means what it seems to."""
        return self.verdict == "valid"

    def __repr__(self) -> str:
        return shown("Verdict", self.verdict, self.reason, *as_read(self.assumed, self.notes))

    def fields(self) -> dict[str, Any]:
        """The verdict as JSON has it (FORMATS.md, section 4.5)."""
        names = ("verdict", "code", "reason", "where", "statement", "provenance")
        return {"schema": "certify-check/2", **{name: getattr(self, name) for name in names}}
