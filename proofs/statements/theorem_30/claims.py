"""Theorem 30's count in the closed grammar: N_i = n_i n_{i−1} is at least the larger of the two widths."""

from __future__ import annotations

from proofs.statements.theorem_30.statement import STATEMENT
from proofs.wording.claims import from_wording

_PRODUCT = {"product": "N_i >= n_larger"}

CLAIMS = {
    "theorem-30": {"printed": from_wording("theorem-30", STATEMENT.printed, hypotheses=_PRODUCT)},
}
