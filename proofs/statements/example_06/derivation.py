"""Example 6: how Theorem 3's count grows when the norms may be as large as n_max."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements.example_02.derivation import worst_case
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.derivation import Derivation, equal
from proofs.wording.symbols import ell, eps_w, epsilon, gamma, n_max, positive, two_thirds, w_max

log_n, log_accuracy = positive("log_n"), positive("log_accuracy")  # ln n_max; ln 1/ε


def k_prime() -> sp.Expr:
    """k′ at w_max = 1 and Example 2's worst ε_w, in ln n_max and ln 1/ε."""
    value = formula().names["k_prime"].expression.subs({gamma: two_thirds, w_max: 1})
    expanded: sp.Expr = sp.expand_log(value.subs(eps_w, worst_case()))
    return expanded.subs({sp.log(n_max): log_n, sp.log(epsilon): -log_accuracy})


@cache
def derive() -> Derivation:
    """The closed form of k′, and its growth with each of ℓ, n_max and 1/ε."""
    base = sp.log(sp.Rational(3, 2))
    closed = (sp.log(3) + 1 + sp.log(ell) + (sp.Rational(3, 2) + ell) * log_n + log_accuracy) / base
    many = positive("ell_real")
    deep = closed.subs(ell, many) / many
    return Derivation(
        "example-06",
        (
            equal("k_prime", k_prime(), closed, "Theorem 3's k′ at Example 2's worst case"),
            equal("in the layers", sp.limit(sp.expand(deep), many, sp.oo), log_n / base, "k′/ℓ for ℓ → ∞"),
            equal(
                "in the width",
                sp.limit(sp.expand(closed / log_n), log_n, sp.oo),
                (sp.Rational(3, 2) + ell) / base,
                "k′/ln n_max for n_max → ∞",
            ),
            equal(
                "in the accuracy",
                sp.limit(sp.expand(closed / log_accuracy), log_accuracy, sp.oo),
                1 / base,
                "k′/ln(1/ε) for ε → 0",
            ),
        ),
        {"k_prime": closed},
        uses=("theorem-03", "example-02"),
    )
