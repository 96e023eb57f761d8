"""What is known of a statement that can be searched: a table each in ``tables``, checked by ``test_tables``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Edits = Mapping[str, Any]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class At:
    """A point that satisfies the hypotheses of a wording, judged exactly.

    Attributes
    ----------
    values
        Every parameter.
    fails
        The conclusion that fails there; None where all hold.
    wording
        Which wording is meant.
    """

    values: Values
    fails: str | None
    wording: str = "printed"


@dataclass(frozen=True)
class Table:
    """One statement's checks.

    Edits are keywords of :func:`certify.falsify.edits.edited` (``put``, ``without``) and, where needed, the
    ``wording`` edited (else the repaired one, where there is one), the ``part`` of the statement, and how many
    ``cases`` it has to survive.

    Attributes
    ----------
    false
        Mutants that have to be refuted because of the edit.
    true
        Mutants that have to survive.
    falls
        The conclusion in which the printed wording has to be refuted.
    where
        What the witness of that has to be like.
    stands
        Wordings that have to survive; a name, or keywords as for a mutant.
    tight
        Those in which a conclusion is nearly an equality somewhere.
    at
        Points that are judged exactly.
    part
        The part of the statement that is meant, where nothing else is said: ``widths-1`` of ``lemma-01/widths-1``.
    cases, seed
        Of the searches that must find nothing.
    """

    false: Sequence[Edits]
    true: Sequence[Edits]
    falls: str | None = None
    where: Callable[[Values], bool] = lambda values: True
    stands: Sequence[str | Edits] = ()
    tight: Sequence[str] = ()
    at: Sequence[At] = ()
    part: str | None = None
    cases: int = 6_000
    seed: int = 7

    @property
    def false_as_printed(self) -> bool:
        """Whether the printed wording is known to fail."""
        return self.falls is not None or any(at.fails and at.wording == "printed" for at in self.at)


def of(part: str, edits: Iterable[Edits]) -> list[Edits]:
    """Edits of one part of a statement."""
    return [{"part": part, **each} for each in edits]
