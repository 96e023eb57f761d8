"""Lemma 28 in the closed grammar: the density as a function."""

from __future__ import annotations

from proofs.statements.lemma_28.statement import STATEMENT
from proofs.wording.claims import from_wording

_CALLS = {"P_w": "P_w(w)"}
_ENDS = {
    "only there": "a^2 <= w and w <= b^2 => (c/(2*w) <= P_w(w) => a_prime <= w and w <= b_prime)",
    "at a'": "P_w(a_prime) = c/(2*a_prime)",
    "at b'": "P_w(b_prime) = c/(2*b_prime)",
}

CLAIMS = {
    "lemma-28": {
        "printed": from_wording("lemma-28", STATEMENT.printed, calls=_CALLS),
        "tightest": from_wording(
            "lemma-28",
            STATEMENT.tightest.wording,  # type: ignore[union-attr]
            calls=_CALLS,
            conclusions=_ENDS,
            domains={"w": "real (0, inf)"},
        ),
    }
}
