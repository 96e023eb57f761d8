"""Remark 17: two bits per weight are too few with high probability; a logarithm of them is enough."""

from statements.table import Table

BITS, CHANCE = "ln(N/delta)/ln(2)", "(1 - (1/2)^r)^N"
FALSE = [
    {"put": {"chance": f"{CHANCE} >= 1 - 0.9*delta"}},
    {"put": {"r": f"ceiling({BITS}) - 1"}},
    {"put": {"r": f"floor({BITS})"}},
    {"put": {"r": "ceiling(ln(1/delta)/ln(2))"}},  # from N = 2 on
    {"wording": "printed", "put": {"twice": "(3/4)^(N + 1) >= 1 - delta"}},
    {"wording": "printed", "put": {"twice": "0.7499^N >= 1 - delta"}},
    {"wording": "printed", "without": ["delta"]},
]
TRUE = [
    {"put": {"r": f"1 + ceiling({BITS})"}},
    {"put": {"chance": f"{CHANCE} >= 1 - 1.001*delta"}},
    {"wording": "printed", "put": {"twice": "1 - (1/4)^N >= 1 - delta", "delta": "delta >= 1/4"}},
]

table = Table(
    falls="twice",
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
