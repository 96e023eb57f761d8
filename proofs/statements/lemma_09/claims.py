"""Lemma 9's parts in the closed grammar: the greedy step for given samples, and probabilities of coverage.

Coverage is computed by inclusion and exclusion over the intervals left empty: of k disjoint intervals of
probability 1/k' each, j given ones stay empty with probability ``(1 − j/k')^m``.  The probability of the whole
statement has no closed form; what is computed is that of an event it needs: for a target just above ε < 1 some
sample has to be at most ε.  So ``lemma-09/statement`` is refuted only where that probability is too small.
"""

from __future__ import annotations

from certify.claims.claim import Claim
from proofs.statements.lemma_09.statement import STATEMENT
from proofs.wording.claims import from_wording

_RANGE = {"gamma_lower": "gamma >= 1/phi", "gamma_upper": "gamma < 1"}
_GREEDY = Claim(
    "lemma-09/greedy",
    parameters={
        "gamma": "real (0, inf)",
        "k": "integer [0, 20]",
        "eps": "real (0, inf)",
        "v": "real^k (0, inf)",
        "w": "real [0, 1]",
    },
    hypotheses={
        **_RANGE,
        "accuracy": "eps >= gamma^k",
        "intervals": "forall(i, 1, k, gamma^(i + 1) < v[i] <= gamma^i)",
    },
    conclusions={"greedy": "exists_mask(b, k, w - eps <= sum(i, 1, k, b[i]*v[i]) <= w)"},
)
# probabilities of failure: near 1 those of success could not be told apart in floats
_COVERED = "sum(j, 1, max(0, k), (-1)^(j + 1)*prod(i, 1, j, (k - i + 1)/i)*(1 - j/k_prime)^m) <= delta"
_NEEDED = "if(eps < 1, (1 - min(1, 2/k_prime))^m, 0) <= delta"


def _probability(part: str, text: str) -> dict[str, Claim]:
    formal = STATEMENT.wordings
    return {
        name: from_wording(f"lemma-09/{part}", formal[name], conclusions={part: text})
        for name in ("printed", "repaired")
    }


CLAIMS = {
    "lemma-09/greedy": {"printed": _GREEDY, "repaired": _GREEDY},
    "lemma-09/coverage": _probability("coverage", _COVERED),
    "lemma-09/statement": _probability("statement", _NEEDED),
}
