"""Remark 31: the coefficients of the leading terms and of the logarithms, taken from the two derived formulas."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.theorem_03.derivation import formula as theorem_03
from proofs.statements.theorem_30.derivation import formula as theorem_30
from proofs.wording.derivation import Derivation, equal
from proofs.wording.symbols import N_i, largest


def parts(M: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The coefficients of N_i and of the one logarithm in an M_i before rounding up."""
    whole = sp.expand(M.args[0], log=False)
    (log,) = whole.atoms(sp.log)
    return whole.coeff(N_i), whole.coeff(log)


@cache
def derive() -> Derivation:
    """``16k′ = 8 · 2k′`` in front of n_i n_{i−1}; ``16k′`` and ``8k′ max{…}`` in front of the logarithms."""
    (lead_3, log_3), (lead_30, log_30) = (
        parts(f().resolved("gamma", "eps_w", "k_prime")) for f in (theorem_03, theorem_30)
    )
    return Derivation(
        "remark-31",
        (
            equal("gain", lead_3 / lead_30, sp.Integer(8), "16k′ over 2k′"),
            equal("logarithms", log_30 / log_3, largest / 2, "8k′ max{n_i, n_{i−1}} over 16k′"),
        ),
        {"leading 3": lead_3, "leading 30": lead_30, "log 3": log_3, "log 30": log_30},
        uses=("theorem-03", "theorem-30"),
    )
