"""Example 32, as printed: two numbers, decided by enclosures."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.example_05.statement import PARAMETERS
from proofs.statements.theorem_30.derivation import formula
from proofs.wording.statement import Clause, Statement, Tightest, Wording
from proofs.wording.symbols import n_max, norm

_NAMES = {**{d.name: d.expression for d in formula().definitions}, "M": formula().M}
_WORST = "_without_norms"  # the names of Example 6's case


def _second_case(expression: sp.Expr) -> sp.Expr:
    """The expression with its derived names, and the norms, replaced by those of Example 6's case."""
    derived = {s: sp.Symbol(s.name + _WORST, positive=True) for s in expression.free_symbols if s.name in _NAMES}
    return expression.xreplace(derived | {norm: sp.IndexedBase("norm_W" + _WORST, nonnegative=True)})


_DEFINITIONS = {
    **_NAMES,
    **{name + _WORST: _second_case(expression) for name, expression in _NAMES.items()},
    **PARAMETERS,
    "norm_W" + _WORST: (Fraction(100),) * 10,
}
M, M_WORST = sp.Symbol("M", real=True), sp.Symbol("M" + _WORST, real=True)

STATEMENT = Statement(
    "example-32",
    "Example 32",
    "Theorem 30 in Examples 5 and 6",
    Wording(
        r"Under the same conditions as Example 5, Theorem 30 gives $M_i/n_{\max}^2 \le 144$, and under the same "
        r"conditions as Example 6 we have $M_i/n_{\max}^2 \le 574$.",
        definitions=_DEFINITIONS,
        conclusions=(
            Clause("example 5", "M_i/n_max² <= 144 as in Example 5", sp.Le(M / n_max**2, 144, evaluate=False)),
            Clause(
                "example 6", "M_i/n_max² <= 574 as in Example 6", sp.Le(M_WORST / n_max**2, 574, evaluate=False)
            ),
        ),
        note="Example 6's norms are taken as w_max n_max = 100, the worst case of Example 2; N* = ℓ n_max² = "
        "100000.",
    ),
    rests_on=("theorem-30",),
    tightest=Tightest(
        Wording(
            r"$M_i/n_{\max}^2$ is $142.8075$, and $572.6783$.",
            definitions=_DEFINITIONS,
            conclusions=(
                Clause("example 5", "M_i <= 1428075", sp.Le(M, 1428075, evaluate=False)),
                Clause("not less", "M_i >= 1428075", sp.Ge(M, 1428075, evaluate=False)),
                Clause("example 6", "M_i <= 5726783", sp.Le(M_WORST, 5726783, evaluate=False)),
                Clause("nor there", "M_i >= 5726783", sp.Ge(M_WORST, 5726783, evaluate=False)),
            ),
        ),
        "Attained: M_i is an integer, and these are M_i/10000 exactly. The printed 144 and 574 could be 143 and "
        "573.",
    ),
)
