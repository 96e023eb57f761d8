"""What a search counts, and the verdict that follows where no witness was found."""

from __future__ import annotations

from dataclasses import dataclass

from certify.falsify.fast.filtering import Filtered
from certify.falsify.judging import Status


@dataclass
class Tally:
    """Numbers of cases.

    Attributes
    ----------
    drawn
        All of them.
    admitted
        Those that certainly satisfy the hypotheses.
    satisfied
        Those that certainly satisfy the claim.
    undecided
        Those that neither the fast path nor, where it was asked, exact arithmetic settled.
    left_open, unconfirmed
        Those that exact arithmetic was asked about and left open; those of them that the fast path suspected.
    nearly_admitted
        Whether some case satisfies the hypotheses up to the last digits of equations.
    """

    drawn: int = 0
    admitted: int = 0
    satisfied: int = 0
    undecided: int = 0
    left_open: int = 0
    unconfirmed: int = 0
    nearly_admitted: bool = False

    def batch(self, found: Filtered) -> None:
        """Count a batch by what the fast path says."""
        self.drawn += len(found.outside)
        self.admitted += int(found.admitted.sum())
        self.satisfied += int(found.satisfied.sum())
        self.undecided += int((~(found.outside | found.satisfied)).sum())

    def single(self, status: Status) -> None:
        """Count a case that was drawn alone."""
        self.drawn += 1
        self.admitted += status not in (Status.OUTSIDE, Status.OPEN)
        self.undecided += status is Status.OPEN
        self._judged(status)

    def settled(self, status: Status, *, suspect: bool) -> None:
        """Count what exact arithmetic says of a case of a batch, counted as undecided there."""
        self.undecided -= status is not Status.OPEN
        self.unconfirmed += suspect and status is Status.OPEN
        self._judged(status)

    def _judged(self, status: Status) -> None:
        self.left_open += status is Status.OPEN
        self.satisfied += status is Status.SATISFIES

    @property
    def verdict(self) -> str:
        """``not-refuted``, ``undecided`` or ``vacuous``."""
        if self.satisfied and not self.unconfirmed:
            return "not-refuted"
        open_ = self.unconfirmed or self.admitted or self.left_open or self.nearly_admitted or not self.drawn
        return "undecided" if open_ else "vacuous"
