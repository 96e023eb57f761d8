"""Elites: the cases in which a conclusion held most narrowly so far, and others like them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from certify.falsify.fast.rounding import Floats
from certify.falsify.generate.batches import Shape

NARROWEST = 24  # kept of one plan, half of them whatever they are, a third of them ties
NICHES = 6  # parts of a coordinate's range: of each the narrowest case is kept too
TIE = 1e-9  # a smaller margin counts as a tie
PLANS = 12  # whose elites are kept
CHANGED = 1.5  # coordinates that are changed in a case, on average
STEP_DIGITS = -6, -0.5  # powers of ten between which the size of a change lies
ANYWHERE = 0.2  # of the changed coordinates are drawn afresh
HIGHEST = 1 - 1e-12  # that a changed coordinate may be


class Plan(NamedTuple):
    """What the cases of a batch have in common: their shape, and how far unbounded whole numbers reach."""

    shape: Shape
    cap: float


class Elites:
    """Per plan, the margins and the coordinates of its elites."""

    def __init__(self) -> None:
        self._kept: dict[Plan, tuple[Floats, NDArray[np.float64]]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def plan(self, random: np.random.Generator) -> Plan:
        """One of the plans that have elites."""
        return list(self._kept)[random.integers(len(self._kept))]

    def varied(self, plan: Plan, rows: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
        """The rows; where there are elites, half of them replaced by elites changed in a few places."""
        if plan in self._kept:
            half = len(rows) // 2
            elites = self._kept[plan][1]
            parents = elites[random.integers(len(elites), size=half)]
            changed = random.random(parents.shape) < CHANGED / rows.shape[1]
            step = random.normal(size=parents.shape) * 10.0 ** random.uniform(*STEP_DIGITS, size=(half, 1))
            anywhere = random.random(parents.shape) < ANYWHERE
            varied = np.where(anywhere, random.random(parents.shape), np.clip(parents + step, 0, HIGHEST))
            rows[:half] = np.where(changed, varied, parents)
        return rows

    def keep(self, plan: Plan, margins: Floats, rows: NDArray[np.float64]) -> None:
        """Keep the best of a plan's elites and of further cases; forget the plan whose elites are widest."""
        if plan in self._kept:
            margins = np.concatenate([self._kept[plan][0], margins])
            rows = np.concatenate([self._kept[plan][1], rows])
        kept = _best(margins, rows)
        self._kept[plan] = margins[kept], rows[kept]
        if len(self._kept) > PLANS:
            del self._kept[max(self._kept, key=lambda known: float(self._kept[known][0].min()))]


def _best(margins: Floats, rows: NDArray[np.float64]) -> NDArray[np.intp]:
    """The rows with the smallest margins: in every part of every coordinate's range, and few that are ties.

    Else all would soon be of one kind, often a degenerate one, in which a conclusion holds narrowly everywhere.
    """
    order = np.argsort(margins, kind="stable")
    ties = order[margins[order] < TIE][: NARROWEST // 3]
    order = order[margins[order] >= TIE]
    parts = np.minimum((rows[order] * NICHES).astype(int), NICHES - 1)
    firsts = [np.unique(column, return_index=True)[1] for column in parts.T]
    niches = order[np.unique(np.concatenate(firsts))] if len(order) else order
    return np.unique(np.concatenate([ties, order[: NARROWEST // 2], niches]))
