"""Remark 11, as printed."""

from __future__ import annotations

import sympy as sp

from proofs.statements.remark_11.derivation import alpha
from proofs.wording.statement import Clause, CoqProof, Statement, Wording
from proofs.wording.symbols import positive

beta = positive("beta")

STATEMENT = Statement(
    "remark-11",
    "Remark 11",
    "Sampling by the inverse distribution function",
    Wording(
        r"Sampling from $P_\varepsilon$ is easy using the inverse CDF: To obtain a sample from $P_\varepsilon$ "
        r"in $[\alpha, \beta]$, first draw a uniform sample $u \sim \mathcal U[0, 1]$ then return "
        r"$\alpha(\beta/\alpha)^u$.",
        hypotheses=(
            Clause("alpha", "0 < α, as in Section 5", sp.Gt(alpha, 0, evaluate=False)),
            Clause("beta", "α < β", sp.Lt(alpha, beta, evaluate=False)),
        ),
        definitions={"c_norm": 1 / sp.log(beta / alpha)},
        conclusions=(Clause("density", "α(β/α)^U, U uniform on [0, 1], has the density 1/(v ln(β/α)) on [α, β]"),),
    ),
    coq=(
        CoqProof(
            "Certify.remark_11.Remark11.remark_11_density",
            remark="u uniform on (0, 1); the density is the derivative of the distribution function inside (α, "
            "β), which is ln(x/α)/ln(β/α) with values in [α, β] by Remark11.remark_11",
        ),
    ),
)
