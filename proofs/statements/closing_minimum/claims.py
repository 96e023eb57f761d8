"""The closing formula's deduction in the closed grammar: the widths are whole numbers."""

from __future__ import annotations

from proofs.statements.closing_minimum.statement import DEDUCTION
from proofs.wording.claims import from_wording

_WIDTHS = dict.fromkeys(("n_in", "n_out"), "integer^ell [1, inf)")

CLAIMS = {
    "closing-minimum/budget": {"printed": from_wording("closing-minimum/budget", DEDUCTION, domains=_WIDTHS)},
}
