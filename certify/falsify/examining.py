"""Exact arithmetic on single cases: those drawn alone, and those of a batch that the fast path suspects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from certify.claims.claim import Claim
from certify.claims.scope import Case
from certify.falsify.edits import because
from certify.falsify.fast.filtering import Cases, Filter, Filtered
from certify.falsify.generate.batches import exactly
from certify.falsify.judging import FEW_STEPS, STEPS, Status, judge
from certify.falsify.shrink.simplicity import roughness
from certify.falsify.tally import Tally

SUSPECTS = 100  # of one batch, of which the simplest are judged
CONFIRMED = 6  # suspects of one batch that are judged
OPEN_JUDGED = 2  # cases of one batch that are judged among those the fast path leaves open,
MORE_OPEN_JUDGED = 10  # times so many more where it leaves open all of them
MORE_STEPS = 10_000  # for the first of these


class Examiner:
    """Judges cases, counts what they are and keeps the simplest that violates the claim.

    Parameters
    ----------
    claim
        The claim.
    unedited
        The claim before an edit: then only violations count that are due to the edit.
    tally
        Where cases are counted.
    """

    def __init__(self, claim: Claim, unedited: Claim | None, tally: Tally) -> None:
        self.claim, self.unedited, self.tally = claim, unedited, tally
        self.found: Case | None = None  # violates the claim
        self.undefined: Case | None = None  # satisfies the hypotheses and gives a conclusion no value
        self._unedited_filter = None if unedited is None else Filter(unedited)

    def single(self, case: Case, steps: int = FEW_STEPS) -> bool:
        """Judge a case that was drawn alone, and say whether it is a violation."""
        status = self._judged(case, steps)
        self.tally.single(status)
        return status is Status.VIOLATES and self.found is not None

    def batch(self, cases: Cases, verdicts: Filtered, random: np.random.Generator) -> None:
        """Judge suspects, and a few of the cases left open."""
        suspects = self._due(cases, np.flatnonzero(verdicts.suspects))
        some = [exactly(cases, int(row)) for row in random.permutation(suspects)[:SUSPECTS]]
        for case in sorted(some, key=roughness)[:CONFIRMED]:
            if self._settle(case, STEPS, suspect=True) is Status.VIOLATES and self.found is not None:
                break
        left = np.flatnonzero(~verdicts.settled)
        many = OPEN_JUDGED * (1 + MORE_OPEN_JUDGED * len(left) // len(verdicts.outside))
        for number, row in enumerate(random.permutation(left)[:many]):
            if self.found is None:
                self._settle(exactly(cases, int(row)), FEW_STEPS if number else MORE_STEPS, suspect=False)

    def violates(self, case: Case) -> bool:
        """Whether a case violates the claim, because of the edit where there is one."""
        return judge(self.claim, case).status is Status.VIOLATES and self._counts(case)

    def _due(self, cases: Cases, suspects: NDArray[np.intp]) -> NDArray[np.intp]:
        """Suspects that are not suspects of the unedited claim too."""
        if self._unedited_filter is None or not suspects.size:
            return suspects
        earlier = self._unedited_filter.judge({name: values[suspects] for name, values in cases.items()})
        return suspects[~earlier.suspects]

    def _settle(self, case: Case, steps: int, *, suspect: bool) -> Status:
        status = self._judged(case, steps)
        self.tally.settled(status, suspect=suspect)
        return status

    def _judged(self, case: Case, steps: int) -> Status:
        status = judge(self.claim, case, steps).status
        if status is Status.UNDEFINED and self.undefined is None:
            self.undefined = case
        if status is Status.VIOLATES and self._counts(case):
            self.found = case if self.found is None else min(self.found, case, key=roughness)
        return status

    def _counts(self, case: Case) -> bool:
        return self.unedited is None or because(self.unedited, case) is not None
