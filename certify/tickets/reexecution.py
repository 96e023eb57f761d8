"""Executing the golden-ratio steps of a ticket again, with mpmath, on the neurons that it keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from certify.errors import CertifyError
from certify.kernel.certificate import LayerTicket
from certify.kernel.mask import kept_weights
from certify.kernel.network import Layer
from certify.tickets.decomposition import Mpmath, OutsideInterval, Product, decompose, in_order
from certify.tickets.methods.demands import demands
from certify.tickets.plan import Plan

SAMPLE = 100_000


class Disagreement(CertifyError):
    """mpmath and the integer path do not take the same steps (exit code 1; please report it)."""


@dataclass(frozen=True)
class Reexecution:
    """How much of a ticket's decomposition mpmath executed again, with the same masks."""

    identical: int
    total: int

    def __str__(self) -> str:
        if not self.identical:
            return f"integers; mpmath re-executed none of {self.total} weights"
        return f"mpmath, {self.identical} of {self.total} weights identical"


def reexecute(
    layers: list[tuple[Layer, LayerTicket]],
    plan: Plan,
    seed: int,
    *,
    sample: int | None = SAMPLE,
    progress: Callable[[int], None] = lambda _: None,
) -> Reexecution:
    """Execute the decomposition of the target weights again.

    For each weight and branch the steps of Lemma 9 are taken with mpmath, exactly, on the products of the
    neurons kept: each comparison with γ^u w_max, membership of each product in its interval, each
    remainder.  The mask must be exactly the products used.

    Parameters
    ----------
    layers
        The target layers with their tickets.
    sample
        Of more weights than this only a sample of this size (seeded by ``seed``) is executed; None for all.

    Raises
    ------
    Disagreement
        At the first weight whose steps differ.

    Source
    ------
    Lemma 9, Corollary 10.
    """
    if plan.intervals.k == 0:
        return Reexecution(0, 0)
    steps = Mpmath(plan.intervals.gamma, plan.intervals.w_max, plan.intervals.k)
    total = sum(layer.outputs * layer.extended_inputs for layer, _ in layers)
    chosen = _chosen(total, sample, seed)
    first = 0
    for number, (layer, stated) in enumerate(layers, 1):
        count = layer.outputs * layer.extended_inputs
        products = _products(stated, number, seed)
        for place in np.flatnonzero(chosen[first : first + count]).tolist():
            o, d = divmod(place, layer.extended_inputs)
            _one_weight(steps, layer, plan, number, d, o, products)
            progress(1)
        first += count
    return Reexecution(int(chosen.sum()), total)


def _chosen(total: int, sample: int | None, seed: int) -> np.typing.NDArray[np.bool_]:
    chosen = np.ones(total, dtype=bool)
    if sample is not None and total > sample:
        order = np.argsort(np.random.Philox(key=seed).random_raw(total), kind="stable")
        chosen[order[sample:]] = False
    return chosen


Kept = dict[tuple[int, int, int], list[Product]]  # (d, o, branch): products


def _products(stated: LayerTicket, number: int, seed: int) -> Kept:
    (n_in, e_in), (n_out, e_out) = kept_weights(stated.mask, seed=seed, layer=number, cells=stated.cells)
    kept: Kept = defaultdict(list)
    columns = (stated.mask.rows.tolist(), n_in.tolist(), n_out.tolist(), (e_in + e_out).tolist())
    for (neuron, d, o), a, b, exponent in zip(*columns, strict=True):
        kept[d, o, 1 if a > 0 else -1].append(Product(neuron, a * b, exponent))
    return kept


def _one_weight(steps: Mpmath, layer: Layer, plan: Plan, number: int, d: int, o: int, kept: Kept) -> None:
    asked = list(demands(layer, plan.known[number - 1], d, o))
    for branch in {1, -1} - {demand.branch for demand, _, _ in asked}:
        if kept.get((d, o, branch)):
            raise _disagreement(number, d, o, "the mask keeps neurons that no step asks for")
    for demand, significand, exponent in asked:
        products = [
            Product(p.neuron, demand.sign * p.significand, p.exponent) for p in kept.get((d, o, demand.branch), [])
        ]
        products.sort(key=lambda p: Fraction(2) ** p.exponent * p.significand, reverse=True)
        try:
            found = decompose(steps, significand, exponent, in_order(products))
        except OutsideInterval as error:
            raise _disagreement(number, d, o, str(error)) from None
        if found is None or len(found.kept) != len(products):
            raise _disagreement(number, d, o, "mpmath keeps other neurons")


def _disagreement(number: int, d: int, o: int, what: str) -> Disagreement:
    return Disagreement(
        f"layer {number}, weight ({o}, {d}): {what}; this is a defect of certify, please report it"
    )
