"""Remark 12: both of its formulas are false as printed; the repaired c has slack 1/2 in log_γ ε, and no more."""

from fractions import Fraction

from statements.table import At, Table

C = "1/(k*(1 + k))"
DIFFERENCE = "1/k - 1/(1 + k)"
FALSE = [
    {"put": {"c": f"{C} >= 1/(1 + x)^2"}},
    {"put": {"c": f"{C} >= 1/((1 + x)*(1.999 + x))"}},
    {"put": {"c": f"{C} >= 1/(1.499 + x)^2"}},  # from k = 125 on, for x just above k − 1
    {"put": {"c": f"{C} >= 3/2/(2 + x)^2"}},  # from k = 3 on
    {"put": {"c": f"{C} >= 1.0001/(2 + x)^2"}},  # from k = 10 001 on
    {"put": {"k-high": "k <= 1 + x", "c": f"{C} > 1/((1 + x)*(2 + x))"}},
    {"put": {"k-high": "k < 2 + x"}},
    {"put": {"k-high": "k < 1.51 + x"}},  # from k = 13 on
    {"without": ["k-high"]},
    {"put": {"density": "1 - t_0/t_1 <= 0.999999"}},
    {"put": {"density": "ln(t_1) - ln(t_0) <= 1"}},
    {"put": {"density": "1 - t_0/t_1 > 0", "t_1": "t_1 >= t_0"}},
    {"put": {"density": "1 - t_0/t_1 < 1", "t_0": "t_0 >= 0"}},
    {"without": ["t_0"]},
    {"without": ["t_1"]},
    {"wording": "tightest", "put": {"at most": f"{DIFFERENCE} <= 1/(k*(1.0000001 + k))"}},
    {"wording": "tightest", "put": {"at least": f"{DIFFERENCE} >= 1/(k^2 + 1)"}},  # from k = 2 on
]
TRUE = [
    {"without": ["x"]},
    {"put": {"c": f"{C} > 1/((1 + x)*(2 + x))"}},
    {"put": {"c": f"{C} >= 1/(3/2 + x)^2"}},
    {"put": {"k-high": "k <= 3/2 + x"}},
    {"put": {"density": "1 - t_0/t_1 < 1"}},
    {"wording": "tightest", "put": {"at most": f"{DIFFERENCE} <= 1/k^2"}},
]

table = Table(
    falls="c",
    at=[At({"eps": Fraction(1, 2), "a": Fraction(1, 10)}, fails="density")],  # a mass above 1
    stands=["repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
