"""``fan-out``, our own count: one pool of whole neurons per input, shared by all outputs, for every F.

A neuron that keeps one input may keep any outputs, so nothing is used up and no target weight is looked at: what
has to happen is that in each pool, for each output, pair of signs and interval, some neuron hits.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.corollary_10.derivation import derive as derive_corollary_10
from proofs.statements.theorem_03.derivation import SIGNS, one_weight
from proofs.wording.definitions import Definition, Formula
from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import N_i, c, delta, delta_i, ell, events, k, k_prime, n_in, pool, pool_real, positive

_SHARED = ("gamma", "eps_w", "k_prime", "k", "c")  # what all theorems have in common
PATTERNS = 1 / SIGNS  # of the signs of a neuron's two weights


@cache
def formula() -> Formula:
    """n_{i−1} pools, each large enough for all events of its layer."""
    enough = derive_corollary_10().results["m"].subs({k_prime: events, delta: delta_i}, simultaneous=True)
    every = "one event per interval, pair of signs, input and output"
    needs = "events (1 - c)^pool <= delta_i"
    layer = (
        Definition("events", PATTERNS * k * N_i, "union over the layer", ">=", every),
        Definition("delta_i", delta / ell, "union over the layers", "<=", "sum of delta_i <= delta"),
        Definition("pool_real", enough, "Corollary 10 with these events and this c", ">=", needs),
        Definition("pool", sp.ceiling(pool_real), "a whole number", ">=", needs),
    )
    shared = tuple(definition for definition in one_weight() if definition.name in _SHARED)
    return Formula("fan-out", shared + layer, n_in * pool, delta_i, "every F")


@cache
def derive() -> Derivation:
    """The count in closed form, and that the events of all layers fail with probability at most δ."""
    whole = formula()
    v = positive("v")
    names = whole.names
    closed = 8 * k_prime * sp.log(4 * k * N_i * ell / delta)
    keep = ("gamma", "eps_w", "k_prime", "k")
    missed = events * sp.exp(-c * names["pool_real"].expression)
    return Derivation(
        "fan-out",
        (
            equal("category", names["c"].expression, 1 / (8 * k_prime), "Lemma 28, signs, Lemma 9"),
            at_most("one event", 1 - v, sp.exp(-v), "(1 − c)^m <= exp(−c m)", "1 + x <= exp(x)"),
            equal("all events", missed, delta_i, "events · exp(−c m) with m before rounding up"),
            equal("pool", whole.resolve(pool_real, *keep), closed, "Corollary 10 with 4kN_i events at δ/ℓ"),
            equal("M", whole.resolved(*keep), n_in * sp.ceiling(closed), "a pool for each input"),
            equal("total", ell * names["delta_i"].expression, delta, "ℓ layers at δ/ℓ"),
        ),
        {"M": whole.M},
        uses=("lemma-01", "corollary-10", "lemma-28"),
    )
