"""Remark 13: the leading and the second order terms of Theorems 3 and 30, read off their formulas."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.theorem_03.derivation import formula as theorem_03
from proofs.statements.theorem_30.derivation import formula as theorem_30
from proofs.wording.derivation import Derivation, equal
from proofs.wording.symbols import N_i, N_star, delta, ell, k_prime, largest

_KEEP = ("gamma", "eps_w", "k_prime")
COUNT_03, COUNT_30 = (sp.expand(f().resolved(*_KEEP).args[0]) for f in (theorem_03, theorem_30))
LEADING = sp.diff(COUNT_30, N_i) / k_prime
SECOND_03, SECOND_30 = COUNT_03.subs(N_i, 0), COUNT_30.subs(N_i, 0)


@cache
def derive() -> Derivation:
    """Factor of ``k′ n_i n_{i−1}``, and what is left without it."""
    return Derivation(
        "remark-13",
        (
            equal("leading, Theorem 3", sp.diff(COUNT_03, N_i), 16 * k_prime, "∂M_i/∂N_i before rounding up"),
            equal("leading, Theorem 30", sp.diff(COUNT_30, N_i), 2 * k_prime, "∂M_i/∂N_i before rounding up"),
            equal(
                "second, Theorem 3", SECOND_03, 16 * k_prime * sp.log(2 * ell * k_prime / delta), "what is left"
            ),
            equal(
                "second, Theorem 30",
                SECOND_30,
                8 * k_prime * largest * sp.log(2 * k_prime * N_star / delta),
                "what is left",
            ),
        ),
        {"leading": LEADING},
        uses=("theorem-03", "theorem-30"),
    )
