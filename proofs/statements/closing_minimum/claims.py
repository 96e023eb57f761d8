"""The closing formula in the closed grammar: the widths are whole numbers."""

from __future__ import annotations

from proofs.statements.closing_minimum.statement import STATEMENT
from proofs.wording.claims import from_wording

_WIDTHS = dict.fromkeys(("n_in", "n_out"), "integer^ell [1, inf)")

CLAIMS = {
    "closing-minimum": {"printed": from_wording("closing-minimum", STATEMENT.printed, domains=_WIDTHS)},
}
