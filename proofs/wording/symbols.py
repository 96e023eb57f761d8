"""The paper's symbols, each made once, and how they are written."""

from __future__ import annotations

import sympy as sp


def positive(name: str) -> sp.Symbol:
    """A symbol for a positive real number."""
    return sp.Symbol(name, positive=True)


def non_negative(name: str) -> sp.Symbol:
    """A symbol for a real number >= 0."""
    return sp.Symbol(name, nonnegative=True)


def natural(name: str) -> sp.Symbol:
    """A symbol for an integer >= 1."""
    return sp.Symbol(name, integer=True, positive=True)


epsilon, delta = positive("epsilon"), positive("delta")
eps_w, delta_w, delta_i = positive("eps_w"), positive("delta_w"), positive("delta_i")
w_max, F_max, lambda_max = positive("w_max"), positive("F_max"), positive("lambda_max")
gamma = positive("gamma")
ell, n_max, N_star, N_i = natural("ell"), natural("n_max"), natural("N_star"), natural("N_i")
n_in, n_out = natural("n_in"), natural("n_out")
events, pool = positive("events"), natural("pool")  # of a layer; neurons per input
pool_real = positive("pool_real")  # before rounding up
k_prime = sp.Symbol("k_prime", positive=True)
k, m = natural("k"), natural("m")
m_real = positive("m_real")  # m before rounding up
c = positive("c")
categories, samples = positive("categories"), positive("samples")
largest = natural("n_larger")  # max{n_i, n_{i−1}}

layer = sp.Symbol("i", integer=True, positive=True)
lipschitz = sp.IndexedBase("lambda", nonnegative=True)
norm = sp.IndexedBase("norm_W", nonnegative=True)

phi = sp.GoldenRatio
golden = 1 / sp.GoldenRatio
two_thirds = sp.Rational(2, 3)

WRITTEN = {
    "eps": r"\varepsilon",
    "epsilon": r"\varepsilon",
    "delta": r"\delta",
    "eps_w": r"\varepsilon_w",
    "delta_w": r"\delta_w",
    "delta_i": r"\delta_i",
    "w_max": r"w_{\max}",
    "F_max": r"F_{\max}",
    "lambda_max": r"\lambda_{\max}",
    "n_max": r"n_{\max}",
    "N_star": r"N^*",
    "N_i": r"N_i",
    "M_i": r"M_i",
    "n_in": r"n_{i-1}",
    "n_out": r"n_i",
    "ell": r"\ell",
    "k_prime": r"k'",
    "m_real": r"\tilde m",
    "gamma": r"\gamma",
    "categories": r"K",
    "samples": r"n",
    "events": r"E",
    "pool": r"m_i",
    "pool_real": r"\tilde m_i",
    "n_larger": r"\max\{n_i, n_{i-1}\}",
    "n_smaller": r"\min\{n_i, n_{i-1}\}",
}


def latex(expression: sp.Basic) -> str:
    """The expression in LaTeX, with the paper's letters."""
    names = {symbol: _written(str(symbol)) for symbol in expression.free_symbols if isinstance(symbol, sp.Symbol)}
    text: str = sp.latex(expression, symbol_names=names)
    return text.replace(r"{norm_{W}}_{i}", r"\|\hat W_i\|_2")


def _written(name: str) -> str:
    if name.startswith("derived "):
        return rf"\left({_written(name.removeprefix('derived '))}\right)_{{\mathrm{{derived}}}}"
    return WRITTEN.get(name, str(sp.latex(sp.Symbol(name))))
