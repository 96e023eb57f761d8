"""The search for a counterexample: Hypothesis drives, the fast path filters, exact arithmetic decides.

Hypothesis draws exact cases and the plans of batches: their shape, how far numbers reach, and the seed of their
noise; ``target()`` shows it how narrowly the conclusions held.  Half of a batch is drawn afresh, half varies the
cases in which a conclusion held most narrowly so far.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Flaky, Unsatisfiable

from certify.claims.claim import Claim
from certify.claims.scope import Case
from certify.claims.witness import Witness, check_witness
from certify.errors import InputError
from certify.falsify.batching import Batching
from certify.falsify.budget import Budget
from certify.falsify.edits import because
from certify.falsify.examining import Examiner
from certify.falsify.generate import strategies
from certify.falsify.generate.batches import REACH
from certify.falsify.judging import judge
from certify.falsify.shrink.shrinking import shrink
from certify.falsify.tally import Tally

EXACT_CASES = 12  # drawn by Hypothesis in a round of exact cases,
EXACT_EVERY = 4  # before every fourth round of batches,
EXACT_SHARE = 0.1  # which takes no more than this share of the time
BATCHES = 40  # drawn by Hypothesis in a round of batches
CAPS = (1, 2, 4, 10, 50, 300, 10_000, 10**9, 10**13)  # how far unbounded whole numbers reach
UNITS = 4096  # coordinates of numbers that lengths depend on; floats drawn by Hypothesis are 0 nearly always
LEAST_DRAWN = 5_000  # cases, before a search gives up for want of time on a claim none of them satisfies
PATIENCE = 8  # cases drawn after a violation, in the hope of a simpler one
BATCH_PATIENCE = 4  # that a batch counts for
THOUSANDTHS = 1000  # of the time, as progress is reported

_SETTINGS: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "phases": (Phase.generate, Phase.target),
    "suppress_health_check": list(HealthCheck),
}

Reporter = Callable[[str, int, int], None]  # takes a word, how much is done, and of how much


@dataclass(frozen=True)
class Result:
    """What a search found.

    Attributes
    ----------
    verdict
        ``refuted``, ``not-refuted``, ``vacuous`` (no case drawn satisfies the hypotheses) or ``undecided``.
    conclusion
        The name of the conclusion that fails.
    witness
        Where it fails: checked, and simple.
    reason
        What the check says of the witness: the values of the sides that decide.
    because
        After an edit: why the witness is due to it.
    cases
        The number of cases judged that satisfy the hypotheses.
    drawn
        The number of all cases drawn.
    undecided
        The number of cases that neither the fast path nor, where it was asked, exact arithmetic settled.
    margin, margin_at
        The smallest margin by which a conclusion held, over the larger of its sides, rounded; and where.
    undefined_at
        A case that satisfies the hypotheses but gives a conclusion no value.
    simplest
        Whether shrinking finished.
    interrupted
        Whether the search was interrupted.
    seconds
        How long it took.
    """

    verdict: str
    conclusion: str | None = None
    witness: Witness | None = None
    reason: str | None = None
    because: str | None = None
    cases: int = 0
    drawn: int = 0
    undecided: int = 0
    margin: float | None = None
    margin_at: Case = field(default_factory=dict)
    undefined_at: Case | None = None
    simplest: bool = True
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def undecided_share(self) -> float:
        """Undecided cases among all drawn."""
        return self.undecided / max(self.drawn, 1)


def search(
    claim: Claim,
    budget: int | str | Budget = "60s",
    seed: int = 0,
    *,
    unedited: Claim | None = None,
    statement: tuple[str, str] | None = None,
    progress: Reporter | None = None,
) -> Result:
    """Search for a case that satisfies a claim's hypotheses and violates a conclusion.

    Parameters
    ----------
    claim
        The claim.
    budget
        ``"60s"``, or a number of cases to draw.
    seed
        The same seed and number of cases give the same result, in the same program: Hypothesis draws constants
        from the modules that are loaded, too.
    unedited
        The claim before an edit: then only witnesses count that are due to the edit.
    statement
        Id and wording in the ledger, to be named in the witness.
    progress
        Called with a word, how much is done, and of how much.

    Returns
    -------
    Result
        Its witness, where there is one, is verified and as simple as shrinking could make it.

    Raises
    ------
    InputError
        When the budget cannot be read or is zero.

    Guarantee
    ---------
    ``refuted`` only where :func:`certify.claims.witness.check_witness` finds the witness valid.
    """
    if not isinstance(claim, Claim):
        raise InputError(f"claim: a {type(claim).__name__}; a certify.Claim is needed")
    return _Search(claim, Budget.of(budget), seed, unedited, progress).run(statement)


class _Enough(BaseException):
    """Leaves a round of Hypothesis, which would go on where a test returns or fails."""


class _Search:
    """The loop: rounds of exact cases and of batches, until the budget is spent or a violation found."""

    def __init__(
        self, claim: Claim, budget: Budget, seed: int, unedited: Claim | None, progress: Reporter | None
    ) -> None:
        self.claim, self.budget, self.seed, self.unedited, self.progress = claim, budget, seed, unedited, progress
        self.start = time.monotonic()
        self.tally = Tally()
        self.examiner = Examiner(claim, unedited, self.tally)
        self.batching = Batching(claim, self.examiner)
        self.patience = PATIENCE

    def run(self, statement: tuple[str, str] | None) -> Result:
        """Search, and shrink what is found."""
        interrupted = False
        try:
            for number in count():
                if self.finished:
                    break
                if number % EXACT_EVERY == 0:
                    self.exact_round(number)
                self.batch_round(number)
        except KeyboardInterrupt:
            interrupted = True
        return self.result(statement, interrupted)

    @property
    def finished(self) -> bool:
        if self.examiner.found is not None and self.patience <= 0:
            return True
        if self.budget.cases is not None:
            return self.tally.drawn >= self.budget.cases
        spent = self.seconds >= (self.budget.seconds or 0)
        return spent and (self.tally.admitted > 0 or self.tally.drawn >= LEAST_DRAWN)

    @property
    def seconds(self) -> float:
        """How long the search has taken so far."""
        return time.monotonic() - self.start

    def late(self, start: float) -> bool:
        """Whether a round of exact cases has had its share of the time; a number of cases is kept exactly."""
        return self.budget.seconds is not None and self.seconds - start > EXACT_SHARE * self.budget.seconds

    def report(self) -> None:
        if self.progress is None:
            return
        if self.budget.cases is not None:
            self.progress(self.claim.name, min(self.tally.drawn, self.budget.cases), self.budget.cases)
        else:
            done = int(THOUSANDTHS * self.seconds / (self.budget.seconds or 1))
            self.progress(self.claim.name, min(done, THOUSANDTHS), THOUSANDTHS)

    def wait(self, cases: int) -> None:
        """Lose patience, once there is a violation."""
        if self.examiner.found is not None:
            self.patience -= cases

    def exact_round(self, number: int) -> None:
        """Cases in exact rationals: few, but with ties that floats cannot have."""
        start = self.seconds

        @st.composite
        def cases(draw: st.DrawFn) -> Case:
            if self.finished or self.late(start):
                raise _Enough
            return draw(strategies.cases(self.claim, admitted=False))

        @seeded(self.seed + number)
        @settings(max_examples=EXACT_CASES, **_SETTINGS)
        @given(cases())
        def trial(case: Case) -> None:
            self.wait(1)
            self.examiner.single(case)

        with suppress(Unsatisfiable, Flaky, _Enough):  # nothing to draw; or a round that was left
            trial()
        self.report()

    def batch_round(self, number: int) -> None:
        """Batches of floats, planned by Hypothesis."""
        batches = self.batching.batches
        unit = st.integers(0, UNITS - 1).map(lambda n: n / UNITS)
        fixed = st.fixed_dictionaries(dict.fromkeys(sorted(batches.order.fixed), unit))

        @seeded(self.seed + number)
        @settings(max_examples=BATCHES, **_SETTINGS)
        @given(fixed, st.sampled_from(REACH), st.sampled_from(CAPS), st.integers(0, 2**32 - 1))
        def trial(coordinates: Mapping[str, float], reach: int, cap: int, noise: int) -> None:
            if not self.finished:
                self.wait(BATCH_PATIENCE)
                shape = batches.shape(coordinates, reach)
                random = np.random.default_rng([self.seed, number, noise])
                narrowest = self.batching.run(shape, float(cap), random)
                if narrowest is not None:
                    target(-narrowest, label="smallest margin")
                self.report()

        trial()

    def result(self, statement: tuple[str, str] | None, interrupted: bool) -> Result:
        margin, place = self.batching.narrowest or (None, {})
        found = Result(
            self.tally.verdict,
            cases=self.tally.admitted,
            drawn=self.tally.drawn,
            undecided=self.tally.undecided,
            margin=margin,
            margin_at=place,
            undefined_at=self.examiner.undefined,
            interrupted=interrupted,
        )
        if self.examiner.found is not None:
            found = self.refuted(found, self.examiner.found, statement)
        return replace(found, seconds=self.seconds)

    def refuted(self, found: Result, case: Case, statement: tuple[str, str] | None) -> Result:
        """The result with a witness, which has to pass the check."""
        simple, finished = shrink(self.claim, case, self.examiner.violates)
        conclusion = judge(self.claim, simple).conclusion
        provenance = {"search": "certify.search", "seed": str(self.seed)}
        witness = Witness(self.claim, conclusion, simple, statement, provenance)
        checked = check_witness(replace(witness, statement=None).text().encode())
        if checked.verdict != "valid":
            return replace(found, verdict="undecided")
        return replace(
            found,
            verdict="refuted",
            conclusion=conclusion,
            witness=witness,
            reason=checked.reason,
            because=None if self.unedited is None else because(self.unedited, simple),
            simplest=finished,
        )
