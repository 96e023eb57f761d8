"""Corollary 27, as printed."""

from __future__ import annotations

from proofs.statement import Clause, Statement, Wording

STATEMENT = Statement(
    "corollary-27",
    "Corollary 27",
    "Simpler bound on positive sequences",
    Wording(
        r"Assuming $x_0 = 0$, and if, for all $t = 0, 1, \dots$, $x_t \le a_t x_{t-1} + b_t$ with $a_t \ge 0$ "
        r"and $b_t \ge 0$, then $x_T \le eT \max_t b_t \prod_{t \in [T]} \max\{1, a_t\}$.",
        hypotheses=(
            Clause("start", "x_0 = 0"),
            Clause("recursion", "x_t <= a_t x_{t-1} + b_t with a_t, b_t >= 0"),
        ),
        conclusions=(Clause("bound", "x_T <= e T max b_t Π max{1, a_t}"),),
        note="The printed recursion starts at t = 0, where x_{-1} is not defined; read t = 1, 2, ….",
    ),
    Wording(
        r"For $t \in [T]$; then $x_T \le T \max_t b_t \prod_{t \in [T]} \max\{1, a_t\}$.",
        conclusions=(Clause("bound", "x_T <= T max b_t Π max{1, a_t}"),),
        note="The recursion from t = 1; without the factor e.  Attained by a_t = 1, b_t = b.",
    ),
)
