"""Example 5, as printed: numbers, decided by enclosures."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.malach_a6.derivation import PER_WEIGHT
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.statement import Clause, Statement, Tightest, Wording
from proofs.wording.symbols import n_max

M = sp.Symbol("M", real=True)  # M_i of Theorem 3

PARAMETERS = {
    "ell": Fraction(10),
    "n_max": Fraction(100),
    "N_i": Fraction(10_000),
    "N_star": Fraction(100_000),
    "n_larger": Fraction(100),
    "epsilon": Fraction(1, 100),
    "delta": Fraction(1, 100),
    "w_max": Fraction(1),
    "F_max": Fraction(1),
    "lambda_max": Fraction(1),
    "lambda": (Fraction(1),) * 10,
    "norm_W": (Fraction(1),) * 10,
}

_DEFINITIONS = {**{d.name: d.expression for d in formula().definitions}, **PARAMETERS, "M": formula().M}

STATEMENT = Statement(
    "example-05",
    "Example 5",
    "Theorem 3 under Remark 4's assumptions",
    Wording(
        r"Under the same assumptions as Remark 4, for $n_{\max} = 100$, $\ell = 10$, $\varepsilon = 0.01$, "
        r"$\delta = 0.01$, the bound above for Malach et al. [2020] gives $M_i/n_{\max}^2 \le 2 \cdot "
        r"10^{15}$, while our bound in Theorem 3 gives $M_i/n_{\max}^2 \le 630$.",
        definitions=_DEFINITIONS,
        conclusions=(
            Clause("malach", "M_i/n_max² <= 2·10^15", sp.Le(PER_WEIGHT, 2 * 10**15, evaluate=False)),
            Clause("theorem 3", "M_i/n_max² <= 630", sp.Le(M / n_max**2, 630, evaluate=False)),
        ),
        note="Evaluated at ‖Ŵ_i‖₂ = F_max = 1, where M_i is largest, with natural logarithms. Remark 4 has "
        "w_max = 1; for Malach et al. it would have to be at most 1/√n_max = 1/10: the formula's number is "
        "compared, not a theorem that applies.",
    ),
    rests_on=("theorem-03", "malach-a6"),
    tightest=Tightest(
        Wording(
            r"$M_i/n_{\max}^2 \le 1.076 \cdot 10^{15}$ and $M_i/n_{\max}^2 \le 628.6927$.",
            definitions=_DEFINITIONS,
            conclusions=(
                Clause("malach", "M_i/n_max² <= 1.076·10^15", sp.Le(PER_WEIGHT, 1_076 * 10**12, evaluate=False)),
                Clause("theorem 3", "M_i <= 6286927", sp.Le(M, 6_286_927, evaluate=False)),
            ),
        ),
        attained="The second is equality: M_i = 6286927.",
    ),
)
