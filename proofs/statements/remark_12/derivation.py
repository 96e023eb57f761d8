"""Remark 12: masses of the densities that do not depend on ε, by integration in t = ln(1/v)."""

from __future__ import annotations

from functools import cache

import sympy as sp

from proofs.wording.derivation import Derivation, at_most, equal
from proofs.wording.symbols import natural, non_negative, positive

t, start = positive("t"), positive("t_0")  # ln(1/v); ln(1/γ)
end, far = positive("end"), positive("far")
i, k = natural("i"), natural("k")
shift = sp.log(3)


def literal_mass() -> sp.Expr:
    """``∫ ln(1/v)/(v ln² v) dv = ∫ dt/t`` from v = e^{−end} to γ = e^{−t_0}."""
    return sp.expand_log(sp.integrate(t / t**2, (t, start, end)))


def normalised_mass(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """``∫ ln(1/γ)/(v ln² v) dv = ∫ t_0 dt/t²`` from t = low to t = high."""
    return sp.integrate(start / t**2, (t, low, high))


@cache
def derive() -> Derivation:
    """The literal density has infinite mass, that with ln(1/γ) mass 1; its c; and a bound for the second one."""
    r = non_negative("r")  # log_γ ε = k − 1 + r is more than k − 1
    interval = normalised_mass(i * start, (i + 1) * start)
    x = positive("x")  # log_γ ε
    claimed = (sp.log(sp.exp(-start)) / sp.log(sp.exp(-x * start) * sp.exp(-2 * start))) ** 2
    primitive = -1 / sp.log(t + shift)
    return Derivation(
        "remark-12",
        (
            equal("literal mass", literal_mass(), sp.log(end) - sp.log(start), "∫ dt/t: ln ln(1/v) − ln ln(1/γ)"),
            equal(
                "literal mass, doubled",
                literal_mass().subs(end, start * sp.exp(far)),
                far,
                "as large as one likes",
            ),
            equal(
                "mass with ln(1/γ)",
                sp.limit(normalised_mass(start, end), end, sp.oo),
                sp.Integer(1),
                "∫ t_0 dt/t²",
            ),
            equal("interval", interval, 1 / (i * (i + 1)), "P[γ^{i+1} < v <= γ^i], least at i = k"),
            equal("claimed", claimed, 1 / (x + 2) ** 2, "(ln γ/ln(εγ²))² with ε = γ^x"),
            at_most("c, repaired", k * (k + 1), sp.expand((k + 1 + r) ** 2), "so c >= the printed value"),
            equal(
                "second density",
                sp.diff(primitive, t),
                1 / ((t + shift) * sp.log(t + shift) ** 2),
                "dv/(v ln(1/v) (ln ln(3/v))²) is dt/(t ln²(t + ln 3)), at most (1 + ln 3/t_0) times this",
            ),
            equal(
                "second density, tail",
                sp.limit(primitive, t, sp.oo),
                sp.Integer(0),
                "so its mass from t_0 on is at most (1 + ln 3/t_0)/ln(t_0 + ln 3), which is finite",
            ),
        ),
        {"c": 1 / (k * (k + 1))},
    )
