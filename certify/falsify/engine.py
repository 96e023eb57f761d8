"""The search for a counterexample: Hypothesis drives, the fast path filters, exact arithmetic decides.

Hypothesis draws exact cases, and the plans of batches: their shape, how far numbers reach, how cases are
varied; ``target()`` shows it how narrowly the conclusions held.  Half of a batch is drawn afresh, half varies
the cases in which a conclusion held most narrowly so far.
"""

from __future__ import annotations

import re
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
from numpy.typing import NDArray

from certify.claims.claim import Claim
from certify.claims.witness import Witness, check_witness
from certify.errors import InputError
from certify.falsify.edits import because
from certify.falsify.fast.arithmetic import Booleans
from certify.falsify.fast.filtering import Cases, Filter, Filtered
from certify.falsify.generate import strategies
from certify.falsify.generate.batches import REACH, Batches, Shape, drawn, exactly
from certify.falsify.generate.cases import FEW_STEPS, STEPS, Case, Status, judge
from certify.falsify.generate.ranges import relaxed
from certify.falsify.shrink.shrinking import shrink
from certify.falsify.shrink.simplicity import roughness

BATCH = 1 << 14
FIRST_BATCH = 256
WORK = 30_000_000  # operations of one batch: it decides about its size, not the time
BARREN_SKIPPED = 0.9
EXACT_CASES = 12  # drawn by Hypothesis in one round
EXACT_EVERY = 4
EXACT_SHARE = 0.1
BATCHES = 40  # drawn by Hypothesis in one round
SUSPECTS = 100  # of one batch, of which the simplest are taken
LEAST_DRAWN = 5_000  # before a claim is called vacuous
PATIENCE = 8  # cases drawn, a batch counting for 4
CONFIRMED = 6  # suspects of one batch that are judged exactly
MORE_STEPS = 10_000  # for one case of a batch that the fast path leaves open
OPEN_JUDGED = 2  # cases of one batch that the fast path leaves open and exact arithmetic is asked about
ELITE = 24
NICHES = 6
TIE = 1e-9
ELITE_SHAPES = 12
CAPS = (1, 2, 4, 10, 50, 300, 10_000, 10**9, 10**13)

_SETTINGS: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "phases": (Phase.generate, Phase.target),
    "suppress_health_check": list(HealthCheck),
}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Budget:
    """What a search may spend: seconds, or cases drawn."""

    seconds: float | None = None
    cases: int | None = None

    @classmethod
    def of(cls, given: int | str | Budget) -> Budget:
        """``"60s"``, ``"2m"``, ``"100000"`` or a number of cases."""
        if isinstance(given, Budget):
            return given
        match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,3})?)(s|m|)", str(given))
        if match is None or (not match[2] and "." in match[1]):
            raise InputError(
                f"--budget: {str(given)[:20]!r}; seconds (60s), minutes (2m) or a number of cases are needed"
            )
        number = float(match[1])
        if number == 0:
            raise InputError("--budget: nothing can be found for 0; give for example 60s or 100000")
        if match[2]:
            return cls(seconds=number * (60 if match[2] == "m" else 1))
        return cls(cases=int(number))


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
    because
        After an edit: why the witness is due to it.
    cases
        The cases judged that satisfy the hypotheses.
    drawn
        All cases drawn.
    undecided
        Cases that neither the fast path nor, where it was asked, exact arithmetic settled.
    margin, margin_at
        The smallest margin by which a conclusion held, over the larger of its sides, rounded; and where.
    undefined_at
        A case that satisfies the hypotheses and gives a conclusion no value.
    simplest
        Whether shrinking finished.
    interrupted
        Whether the search was.
    seconds
        How long it took.
    """

    verdict: str
    conclusion: str | None = None
    witness: Witness | None = None
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
    progress: Progress | None = None,
) -> Result:
    """Search for a case that satisfies a claim's hypotheses and violates a conclusion.

    Parameters
    ----------
    claim
        The claim.
    budget
        ``"60s"``, or a number of cases to draw.
    seed
        The same seed and number of cases give the same result.
    unedited
        The claim before an edit: then only witnesses count that are due to the edit.
    statement
        Id and wording in the ledger, to be named in the witness.
    progress
        Called with a word, what is done and what is to be done.

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
    return _Search(claim, Budget.of(budget), seed, unedited, progress).run(statement)


def best(margins: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.intp]:
    """The rows with the smallest margins: in every part of every coordinate's range, and few that are ties.

    Else all would soon be of one kind, often a degenerate one, in which a conclusion holds narrowly everywhere.
    """
    order = np.argsort(margins, kind="stable")
    ties = order[margins[order] < TIE][: ELITE // 3]
    order = order[margins[order] >= TIE]
    parts = np.minimum((rows[order] * NICHES).astype(int), NICHES - 1)
    firsts = [np.unique(column, return_index=True)[1] for column in parts.T]
    niches = order[np.unique(np.concatenate(firsts))] if len(order) else order
    return np.unique(np.concatenate([ties, order[: ELITE // 2], niches]))


class _Enough(BaseException):
    """Leaves a round of Hypothesis, which would go on where a test returns or fails."""


class _Search:
    def __init__(
        self, claim: Claim, budget: Budget, seed: int, unedited: Claim | None, progress: Progress | None
    ) -> None:
        self.claim, self.budget, self.seed, self.unedited = claim, budget, seed, unedited
        self.progress = progress
        self.start = time.monotonic()
        self.filter, self.batches = Filter(claim), Batches(claim)
        near = tuple(map(relaxed, claim.assumed.values()))
        self.nearly = Filter(claim, near) if near != tuple(claim.assumed.values()) else None
        self.before = None if unedited is None else Filter(unedited)
        self.drawn = self.cases = self.undecided = self.outside = 0
        self.size = FIRST_BATCH
        self.satisfied = 0
        self.patience = PATIENCE  # with which a simpler case is looked for once one is found
        self.open = self.unconfirmed = 0  # cases that exact arithmetic did not settle; those that were suspects
        self.found: Case | None = None
        self.undefined: Case | None = None
        self.margin: tuple[float, Case] | None = None
        self.almost = False  # whether some case satisfies the hypotheses but for the last digits of equations
        self.barren: set[Shape] = set()  # shapes of which a batch had no case that satisfies the hypotheses
        self.elites: dict[tuple[Shape, float], tuple[NDArray[np.float64], NDArray[np.float64]]] = {}

    # the loop ---------------------------------------------------------------------------------

    def run(self, statement: tuple[str, str] | None) -> Result:
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
        if self.found is not None and self.patience <= 0:
            return True
        if self.budget.cases is not None:
            return self.drawn >= self.budget.cases
        spent = time.monotonic() - self.start >= (self.budget.seconds or 0)
        return spent and (self.cases > 0 or self.drawn >= LEAST_DRAWN)

    def late(self, start: float) -> bool:
        """Whether a round of exact cases has had its share of the time; a number of cases is kept exactly."""
        return self.budget.seconds is not None and time.monotonic() - start > EXACT_SHARE * self.budget.seconds

    def told(self) -> None:
        if self.progress is None:
            return
        if self.budget.cases is not None:
            self.progress(self.claim.name, min(self.drawn, self.budget.cases), self.budget.cases)
        else:
            seconds = self.budget.seconds or 1
            done = min(int(1000 * (time.monotonic() - self.start) / seconds), 1000)
            self.progress(self.claim.name, done, 1000)

    def exact_round(self, number: int) -> None:
        """Cases in exact rationals: few, but with ties that floats cannot have."""
        start = time.monotonic()

        @st.composite
        def cases(draw: st.DrawFn) -> Case:
            if self.finished or self.late(start):
                raise _Enough
            return draw(strategies.cases(self.claim, admitted=False))

        @seeded(self.seed + number)
        @settings(max_examples=EXACT_CASES, **_SETTINGS)
        @given(cases())
        def trial(case: Case) -> None:
            self.drawn += 1
            self.patience -= self.found is not None
            self.judged(case)

        with suppress(Unsatisfiable, Flaky, _Enough):  # nothing to draw; or a round that was left
            trial()
        self.told()

    def batch_round(self, number: int) -> None:
        """Batches of floats, planned by Hypothesis."""
        unit = st.integers(0, 4095).map(lambda n: n / 4096)  # floats would nearly always be 0
        fixed = st.fixed_dictionaries(dict.fromkeys(sorted(self.batches.order.fixed), unit))

        @seeded(self.seed + number)
        @settings(max_examples=BATCHES, **_SETTINGS)
        @given(fixed, st.sampled_from(REACH), st.sampled_from(CAPS), st.integers(0, 2**32 - 1))
        def trial(coordinates: Mapping[str, float], reach: int, cap: int, noise: int) -> None:
            if not self.finished:
                self.patience -= 4 * (self.found is not None)
                shape = self.batches.shape(coordinates, reach)
                narrowest = self.batch(shape, float(cap), np.random.default_rng([self.seed, number, noise]))
                if narrowest is not None:
                    target(-narrowest, label="smallest margin")
                self.told()

        trial()

    # one batch --------------------------------------------------------------------------------

    def batch(self, shape: Shape | None, cap: float, random: np.random.Generator) -> float | None:
        if self.elites and (shape is None or random.random() < 0.5):
            shape, cap = list(self.elites)[random.integers(len(self.elites))]
        if shape is None or (shape in self.barren and random.random() < BARREN_SKIPPED):
            return None
        rows = self.coordinates(shape, cap, random)
        cases = self.batches.cases(shape, rows, cap)
        if not cases:
            return None
        verdicts = self.filter.judge(cases)
        if not verdicts.admitted.any():
            self.barren.add(shape)
        self.counted(verdicts, len(rows))
        self.asked(cases, verdicts, random)
        admitted = verdicts.admitted
        if self.nearly is not None:
            verdicts = self.nearly.judge(cases)
            self.almost = self.almost or bool(verdicts.admitted.any())
            self.repaired(cases, verdicts, random)
        self.size = max(64, min(BATCH, 2 * self.size, WORK // (verdicts.steps + 1)))
        return self.narrowest((shape, cap), rows, cases, verdicts, admitted)

    def coordinates(self, shape: Shape, cap: float, random: np.random.Generator) -> NDArray[np.float64]:
        """Half drawn afresh, some of them with equal entries; half elites, changed in a few places."""
        dimension = self.batches.size(shape)
        rows = drawn(random, self.size, dimension)
        lengths = [n for n in self.batches.order.parameters if n in shape.lengths]
        position = dict(self.places(shape))
        for name in lengths:
            equal = np.flatnonzero(random.random(self.size) < 0.35)
            first, last = position[name], position[name] + shape.lengths[name]
            rows[equal, first:last] = rows[equal, first : first + 1]
        elites = self.elites.get((shape, cap)) if dimension else None
        if elites is not None:
            half = self.size // 2
            parents = elites[1][random.integers(len(elites[1]), size=half)]
            changed = random.random(parents.shape) < 1.5 / dimension
            step = random.normal(size=parents.shape) * 10.0 ** random.uniform(-6, -0.5, size=(half, 1))
            fresh = random.random(parents.shape) < 0.2
            varied = np.where(fresh, random.random(parents.shape), np.clip(parents + step, 0, 1 - 1e-12))
            rows[:half] = np.where(changed, varied, parents)
        return rows

    def places(self, shape: Shape) -> list[tuple[str, int]]:
        """The first coordinate of each parameter."""
        found, place = [], 1  # behind the one that is no parameter's
        for name in self.batches.order.parameters:
            if name not in shape.fixed:
                found.append((name, place))
                place += shape.lengths.get(name, 1)
        return found

    def counted(self, verdicts: Filtered, drawn: int) -> None:
        self.drawn += drawn
        self.outside += int(verdicts.outside.sum())
        self.cases += int(verdicts.admitted.sum())
        self.satisfied += int(verdicts.satisfied.sum())
        settled = verdicts.outside | verdicts.satisfied
        self.undecided += drawn - int(settled.sum())

    def asked(self, cases: Cases, verdicts: Filtered, random: np.random.Generator) -> None:
        """Exact judgement on suspects, and on a few of the cases left open."""
        suspects = np.flatnonzero(verdicts.suspects)
        if self.before is not None and suspects.size:
            earlier = self.before.judge({name: values[suspects] for name, values in cases.items()})
            suspects = suspects[~earlier.suspects]
        drawn = [exactly(cases, int(row)) for row in random.permutation(suspects)[:SUSPECTS]]
        for case in sorted(drawn, key=roughness)[:CONFIRMED]:
            status = self.judged(case, counted=True, steps=STEPS)
            self.unconfirmed += status is Status.OPEN
            if status is Status.VIOLATES and self.found is not None:
                break
        left = np.flatnonzero(~verdicts.settled)
        many = OPEN_JUDGED * (1 + 10 * len(left) // len(verdicts.outside))
        for number, row in enumerate(random.permutation(left)[:many]):
            if self.found is None:
                steps = FEW_STEPS if number else MORE_STEPS
                self.judged(exactly(cases, int(row)), counted=True, steps=steps)

    def repaired(self, cases: Cases, verdicts: Filtered, random: np.random.Generator) -> None:
        """Exact judgement on what would be suspects, if floats could satisfy the equations of the hypotheses."""
        for row in random.permutation(np.flatnonzero(verdicts.suspects))[:CONFIRMED]:
            case = strategies.repaired(self.claim, self.batches.order, exactly(cases, int(row)))
            self.drawn += 1
            if self.judged(case, steps=STEPS) is Status.VIOLATES and self.found is not None:
                break

    def judged(self, case: Case, *, counted: bool = False, steps: int = FEW_STEPS) -> Status:
        found = judge(self.claim, case, steps)
        self.open += found.status is Status.OPEN
        if counted:
            self.undecided -= found.status is not Status.OPEN
        else:
            self.undecided += found.status is Status.OPEN
            self.outside += found.status is Status.OUTSIDE
            self.cases += found.status not in (Status.OUTSIDE, Status.OPEN)
        self.satisfied += found.status is Status.SATISFIES
        if found.status is Status.UNDEFINED and self.undefined is None:
            self.undefined = case
        if found.status is Status.VIOLATES and self.counts(case):
            self.found = case if self.found is None else min(self.found, case, key=roughness)
        return found.status

    def counts(self, case: Case) -> bool:
        return self.unedited is None or because(self.unedited, case) is not None

    def narrowest(
        self,
        key: tuple[Shape, float],
        rows: NDArray[np.float64],
        cases: Cases,
        verdicts: Filtered,
        admitted: Booleans,
    ) -> float | None:
        """Keep the cases in which a conclusion held most narrowly; the smallest relative margin."""
        inside = np.flatnonzero(verdicts.admitted & verdicts.satisfied)[:1024]
        if not inside.size or self.found is not None:
            return None
        margins = self.filter.margins(cases, inside)
        known = np.isfinite(margins)
        if not known.any():
            return None
        inside, margins = inside[known], margins[known]
        self.keep(key, margins, rows[inside])
        told = np.where(admitted[inside], margins, np.inf)  # others satisfy the hypotheses nearly
        least = int(np.argmin(told))
        if told[least] < (np.inf if self.margin is None else self.margin[0]):
            self.margin = float(told[least]), exactly(cases, int(inside[least]))
        return float(margins.min())

    def keep(self, key: tuple[Shape, float], margins: NDArray[np.float64], rows: NDArray[np.float64]) -> None:
        if not rows.shape[1]:
            return
        if key in self.elites:
            margins = np.concatenate([self.elites[key][0], margins])
            rows = np.concatenate([self.elites[key][1], rows])
        kept = best(margins, rows)
        self.elites[key] = margins[kept], rows[kept]
        if len(self.elites) > ELITE_SHAPES:
            worst = max(self.elites, key=lambda k: float(self.elites[k][0].min()))
            del self.elites[worst]

    # the result -------------------------------------------------------------------------------

    def result(self, statement: tuple[str, str] | None, interrupted: bool) -> Result:
        margin, place = (None, {}) if self.margin is None else self.margin
        found = Result(
            self.verdict(),
            cases=self.cases,
            drawn=self.drawn,
            undecided=self.undecided,
            margin=margin,
            margin_at=place,
            undefined_at=self.undefined,
            interrupted=interrupted,
        )
        if self.found is not None:
            found = self.refuted(found, self.found, statement)
        return replace(found, seconds=time.monotonic() - self.start)

    def verdict(self) -> str:
        if self.satisfied and not self.unconfirmed:
            return "not-refuted"
        open_ = self.unconfirmed or self.cases or self.open or self.almost or not self.drawn
        return "undecided" if open_ else "vacuous"

    def refuted(self, found: Result, case: Case, statement: tuple[str, str] | None) -> Result:
        def violates(candidate: Case) -> bool:
            return judge(self.claim, candidate).status is Status.VIOLATES and self.counts(candidate)

        simple, finished = shrink(self.claim, case, violates)
        conclusion = judge(self.claim, simple).conclusion
        provenance = {"search": "certify.search", "seed": str(self.seed)}
        witness = Witness(self.claim, conclusion, simple, statement, provenance)
        if check_witness(replace(witness, statement=None).text().encode()).verdict != "valid":
            return replace(found, verdict="undecided")
        why = None if self.unedited is None else because(self.unedited, simple)
        return replace(
            found, verdict="refuted", conclusion=conclusion, witness=witness, because=why, simplest=finished
        )
