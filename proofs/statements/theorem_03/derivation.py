"""Theorem 3: M_i by substituting Corollary 10, Lemma 28 and Lemma 1 into Lemma 29; nothing is transcribed."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.statements import lemma_29
from proofs.statements.corollary_10.derivation import derive as derive_corollary_10
from proofs.statements.lemma_01.derivation import derive as derive_lemma_01
from proofs.statements.lemma_09.derivation import epsilon as accuracy
from proofs.statements.lemma_28.derivation import derive as derive_lemma_28
from proofs.statements.lemma_29.derivation import derive as derive_lemma_29
from proofs.wording.definitions import Definition, Formula
from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import (
    N_i,
    N_star,
    c,
    categories,
    delta,
    delta_i,
    delta_w,
    ell,
    eps_w,
    gamma,
    k_prime,
    m_real,
    non_negative,
    positive,
    samples,
    two_thirds,
    w_max,
)

SIGNS = sp.Rational(1, 4)  # P of one pattern of two independent symmetric signs


@cache
def one_weight() -> tuple[Definition, ...]:
    """γ, ε_w, k′, k, c, δ_w and m, before and after rounding up: what both theorems share."""
    names = {accuracy: eps_w / 2, delta: delta_w}
    each = {name: e.subs(names) for name, e in derive_corollary_10().results.items()}
    thinned = derive_lemma_28().results["density factor"] * SIGNS * each["c"]
    return (
        Definition("gamma", two_thirds, "Corollary 10", "=", "Lemma 9's greedy induction: 1/phi <= gamma < 1"),
        Definition("eps_w", derive_lemma_01().results["eps_w"], "Lemma 1", "<=", "Lemma 1's accuracy per weight"),
        Definition("k_prime", each["k_prime"], "Corollary 10 at eps_w/2", ">=", "k <= k_prime, c = 1/(8 k_prime)"),
        Definition("k", each["k"], "Lemma 9's intervals at eps_w/2", ">=", "gamma^k w_max <= eps_w/2"),
        Definition("c", thinned, "Lemma 9, Lemma 28, signs", "<=", "P(category) >= c"),
        Definition("delta_w", delta / (2 * N_star), "union over 2 N* pieces", "<=", "2 N_star delta_w <= delta"),
        Definition("m_real", each["m"], "Corollary 10 with this c", ">=", "k exp(-c m) <= delta_w"),
        Definition("m", sp.ceiling(m_real), "a whole number", ">=", "k exp(-c m) <= delta_w"),
    )


def tail_count() -> sp.Expr:
    """Lemma 29's M with this construction's names."""
    names = {lemma_29.derivation.c: c, lemma_29.derivation.needed: samples}
    names |= {lemma_29.derivation.categories: categories, delta: delta_i}
    return sp.ceiling(derive_lemma_29().results["M"].subs(names, simultaneous=True))


@cache
def formula() -> Formula:
    """Theorem 3's M_i as named quantities."""
    batch = (
        Definition("samples", N_i, "one neuron per target weight", ">=", "n_i n_{i-1} samples in each category"),
        Definition("categories", 2 * k_prime, "k for each branch", ">=", "at least 2k categories"),
        Definition("delta_i", delta / ell, "union over the layers", "<=", "sum of delta_i <= delta"),
    )
    return Formula("theorem-03", one_weight() + batch, tail_count(), delta_i, "every F")


def printed_count() -> sp.Expr:
    """The printed M_i before rounding up."""
    return 16 * k_prime * (N_i + sp.log(2 * ell * k_prime / delta))


@cache
def derive() -> Derivation:
    """The printed formula, from the substitution; and that it is enough for every F, in spite of its proof.

    With ``4k′N_i`` events (k intervals, two signs of either weight, N_i pairs (d, o)) in the union bound, Lemma
    29's moment generating function at −1 asks for ``N_i − 1 + ln(4k′N_i ℓ/δ) <= (1 − 1/e) M_i/(8k′)``.
    """
    whole = formula()
    derived = whole.resolved("gamma", "eps_w", "k_prime").args[0]
    printed_k = sp.log(3 * w_max / eps_w) / sp.log(sp.Rational(3, 2))
    k_at = whole.names["k_prime"].expression.subs(gamma, two_thirds)
    q = 1 - sp.exp(-1)
    L, N = positive("L"), positive("N")  # ln(2ℓk′/δ); N_i
    more, above = non_negative("a"), non_negative("r")  # N_i = 1 + a;  L = ln 2 + r, for k′ >= 1
    events = sp.log(4 * k_prime * N_i * ell / delta)
    least = sp.log(2) * (2 * q - 4 + (2 * q + sp.Rational(3, 4)) / sp.log(2))
    room = (2 * q - sp.Rational(5, 4)) * more + (2 * q - 1) * above + least
    asked = N - 1 + sp.log(2) + (N / 4 + sp.log(4) - 1) + L
    return Derivation(
        "theorem-03",
        (
            equal("category", whole.names["c"].expression, 1 / (8 * k_prime), "Lemma 28, signs, Lemma 9"),
            equal("k_prime at 2/3", k_at, printed_k, "Corollary 10 with ε = ε_w/2"),
            equal("M", derived, printed_count(), "Lemma 29 with n = n_i n_{i−1}, 2k′ categories, δ_i = δ/ℓ"),
            equal(
                "all pairs",
                events,
                sp.log(2) + sp.log(N_i) + sp.log(2 * ell * k_prime / delta),
                "one event per interval, pair of signs and pair (d, o), at δ/ℓ per layer",
            ),
            equal(
                "expected",
                printed_count() / (8 * k_prime),
                2 * (N_i + sp.log(2 * ell * k_prime / delta)),
                "M_i c with c = 1/(8k′)",
            ),
            at_most("logarithm", 1 + sp.log(N / 4), N / 4, "so ln N_i <= N_i/4 + ln 4 − 1", "1 + x <= exp(x)"),
            equal(
                "room",
                (2 * q * (N + L) - asked).subs({N: 1 + more, L: sp.log(2) + above}),
                room,
                "2(1 − 1/e)(N_i + L) less N_i − 1 + ln 2 + (N_i/4 + ln 4 − 1) + L",
            ),
            at_most(
                "every F", sp.Integer(0), room, "so Lemma 29 holds with 4k′N_i events where N_i >= 1 and k′ >= 1"
            ),
        ),
        {"M": whole.M},
        uses=("lemma-01", "corollary-10", "lemma-28", "lemma-29"),
    )
