"""The closing formula in the closed grammar: the widths are whole numbers."""

from __future__ import annotations

from proofs.claims import from_wording
from proofs.closing_minimum.statement import STATEMENT

_WIDTHS = dict.fromkeys(("n_in", "n_out"), "integer^ell [1, inf)")

CLAIMS = {
    "closing-minimum": {"printed": from_wording("closing-minimum", STATEMENT.printed, domains=_WIDTHS)},
}
