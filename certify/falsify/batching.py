"""Batches of cases: drawn through coordinates, filtered by the fast path, judged exactly where in doubt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from certify.claims.claim import Claim
from certify.claims.scope import Case
from certify.falsify.examining import CONFIRMED, Examiner
from certify.falsify.fast.arithmetic import Booleans
from certify.falsify.fast.filtering import Cases, Filter, Filtered
from certify.falsify.generate.batches import Batches, Shape, exactly
from certify.falsify.generate.elites import Elites, Plan
from certify.falsify.generate.equations import Equations
from certify.falsify.judging import STEPS

FIRST_SIZE, LEAST_SIZE, LARGEST_SIZE = 256, 64, 1 << 14  # cases of a batch
WORK = 30_000_000  # operations of one batch: they decide about its size; time does not
FROM_ELITES = 0.5  # of the batches have the plan of some elites
BARREN_SKIPPED = 0.9  # of the batches of a shape that had no case that satisfies the hypotheses
MEASURED = 1024  # cases of one batch whose margins are worked out


class Batching:
    """Searches a claim by batches.

    Parameters
    ----------
    claim
        The claim.
    examiner
        Judges suspects exactly, and counts.
    """

    def __init__(self, claim: Claim, examiner: Examiner) -> None:
        self.examiner, self.tally = examiner, examiner.tally
        self.batches, self.filter = Batches(claim), Filter(claim)
        self.equations = Equations(claim, self.batches.order)
        self.elites = Elites()
        self.barren: set[Shape] = set()
        self.size = FIRST_SIZE
        self.narrowest: tuple[float, Case] | None = None  # the smallest margin so far, and where

    def run(self, shape: Shape | None, cap: float, random: np.random.Generator) -> float | None:
        """Search one batch, of a plan given or of one that has elites; the smallest margin in it."""
        plan = self._plan(shape, cap, random)
        if plan is None:
            return None
        rows = self.elites.varied(plan, self.batches.fresh(plan.shape, self.size, random), random)
        cases = self.batches.cases(plan.shape, rows, plan.cap)
        if not cases:
            return None
        verdicts = self.filter.judge(cases)
        if not verdicts.admitted.any():
            self.barren.add(plan.shape)
        self.tally.batch(verdicts)
        self.examiner.batch(cases, verdicts, random)
        nearly = self._nearly(cases, verdicts, random)
        self.size = max(LEAST_SIZE, min(LARGEST_SIZE, 2 * self.size, WORK // (nearly.steps + 1)))
        return self._measured(plan, rows, cases, nearly, verdicts.admitted)

    def _plan(self, shape: Shape | None, cap: float, random: np.random.Generator) -> Plan | None:
        plan = None if shape is None else Plan(shape, cap)
        if self.elites and (plan is None or random.random() < FROM_ELITES):
            plan = self.elites.plan(random)
        if plan is None or (plan.shape in self.barren and random.random() < BARREN_SKIPPED):
            return None
        return plan

    def _nearly(self, cases: Cases, verdicts: Filtered, random: np.random.Generator) -> Filtered:
        """The verdicts if equations only had to hold nearly; what is then suspect is repaired and judged."""
        if self.equations.filter is None:
            return verdicts
        nearly = self.equations.filter.judge(cases)
        self.tally.nearly_admitted = self.tally.nearly_admitted or bool(nearly.admitted.any())
        for row in random.permutation(np.flatnonzero(nearly.suspects))[:CONFIRMED]:
            if self.examiner.single(self.equations.repaired(exactly(cases, int(row))), STEPS):
                break
        return nearly

    def _measured(
        self, plan: Plan, rows: NDArray[np.float64], cases: Cases, verdicts: Filtered, admitted: Booleans
    ) -> float | None:
        """Keep the cases in which a conclusion held most narrowly; the smallest relative margin."""
        inside = np.flatnonzero(verdicts.admitted & verdicts.satisfied)[:MEASURED]
        if not inside.size or self.examiner.found is not None:
            return None
        margins = self.filter.margins(cases, inside)
        known = np.isfinite(margins)
        if not known.any():
            return None
        inside, margins = inside[known], margins[known]
        self.elites.keep(plan, margins, rows[inside])
        held = np.where(admitted[inside], margins, np.inf)  # others satisfy the hypotheses only nearly
        least = int(np.argmin(held))
        if held[least] < (np.inf if self.narrowest is None else self.narrowest[0]):
            self.narrowest = float(held[least]), exactly(cases, int(inside[least]))
        return float(margins.min())
