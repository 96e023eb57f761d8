"""Lemma 9, as printed: its parts are the greedy construction, the coverage of the intervals, and both."""

from __future__ import annotations

import sympy as sp

from proofs.lemma_09.derivation import derive, epsilon
from proofs.statement import Clause, Statement, Wording
from proofs.symbols import delta, gamma, golden, k_prime

RANGE = (
    Clause(
        "gamma-low",
        "1/phi <= gamma, or Lemma 9's greedy induction fails: 1/gamma - gamma <= 1",
        sp.Le(golden, gamma, evaluate=False),
    ),
    Clause("gamma-high", "gamma < 1", sp.Lt(gamma, 1, evaluate=False)),
)
K_PRIME = Clause(
    "k_prime-positive",
    "k_prime > 0, or the range of the density is empty",
    sp.Gt(k_prime, 0, evaluate=False),
)
_CONCLUSIONS = (
    Clause("greedy", "for all v_i in I_i and all w in [0, 1] some mask has w − ε <= ŵ <= w"),
    Clause("coverage", "with probability >= 1 − δ every interval I_i holds a sample"),
    Clause("statement", "with probability >= 1 − δ, for every w in [0, 1] some mask has w − ε <= ŵ <= w"),
)

STATEMENT = Statement(
    "lemma-09",
    "Lemma 9",
    "Golden-ratio decomposition",
    Wording(
        r"For any given $\varepsilon > 0$ and $1/\varphi \le \gamma < 1$, … define the distribution "
        r"$P_\varepsilon(v) := c'/v$ for $v \in [\varepsilon\gamma^2, \gamma]$ with normalization $c' := [\ln "
        r"\frac{1}{\gamma\varepsilon}]^{-1}$. For any $\delta \in (0, 1)$, if $m = \lceil k' \ln k'/\delta "
        r"\rceil$ with $k' := \log_\gamma(\gamma\varepsilon)$, then with probability at least $1 - \delta$ … "
        r"for every $w \in [0, 1]$, there exists a mask $\mathbf b \in \{0, 1\}^m$ with $|\mathbf b| \le k'$ "
        r"such that … $w - \varepsilon \le \hat w \le w$.",
        hypotheses=(
            Clause("epsilon", "ε > 0", sp.Gt(epsilon, 0, evaluate=False)),
            *RANGE,
            Clause("delta", "0 < δ < 1", sp.And(sp.Gt(delta, 0), sp.Lt(delta, 1))),
        ),
        definitions={"k_prime": derive().results["k_prime"], "m": sp.ceiling(derive().results["m"])},
        conclusions=_CONCLUSIONS,
        note="'For any ε > 0' includes ε >= 1/γ, where k' <= 0 and the density has no range.",
    ),
    Wording(
        r"The same with $\gamma\varepsilon < 1$.",
        hypotheses=(Clause("accuracy", "γε < 1", sp.Lt(gamma * epsilon, 1, evaluate=False)), K_PRIME),
        conclusions=_CONCLUSIONS,
    ),
)
