"""Lemma 29 in the closed grammar: the probability of filling every category is a multinomial tail."""

from __future__ import annotations

from proofs.statements.lemma_29.statement import STATEMENT
from proofs.wording.claims import from_wording

_FILLED = {"statement": "multinomial_tail(M, n, p) >= 1 - delta"}
_DOMAINS = {"c": "real", "k": "integer", "n": "integer", "p": "real^k [0, 1]"}

CLAIMS = {
    "lemma-29": {
        name: from_wording("lemma-29", STATEMENT.wordings[name], conclusions=_FILLED, domains=_DOMAINS)
        for name in ("printed", "repaired")
    }
}
