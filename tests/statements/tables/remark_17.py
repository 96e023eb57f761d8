"""Remark 17: two bits per weight are too few with high probability; the repair's union bound is an equivalence."""

from statements.table import Table

MISSING = "1 - (1 - half_power)^N"
FALSE = [
    {"put": {"enough": "half_power*N < delta"}},
    {"put": {"enough": "half_power*N <= 0.9999*delta"}},
    {"put": {"enough": "half_power*(N + 1) <= delta"}},
    {"put": {"enough": "half_power*N^2 <= delta"}},  # from N = 2 on
    {"put": {"enough": "half_power*N <= delta^2"}},
    {"put": {"copies": "half_power <= delta/(N - 1)"}},
    {"put": {"copies": "half_power <= delta/(N - 1/1000)"}},
    # Bernoulli's inequality ends at 2, for odd N
    {"put": {"enough": f"{MISSING} <= delta"}},
    {"put": {"enough": f"{MISSING} <= delta", "half": "half_power <= 5/2"}},
    {"put": {"enough": f"{MISSING} <= 0.999*delta", "half": "half_power <= 1"}},
    {"without": ["copies"]},
    {"wording": "printed", "put": {"twice": "(3/4)^(N + 1) >= 1 - delta"}},
    {"wording": "printed", "put": {"twice": "(3/4)^N > 1 - delta"}},
    {"wording": "printed", "put": {"twice": "0.7499^N >= 1 - delta"}},
    {"wording": "printed", "without": ["delta"]},
]
TRUE = [
    {"without": ["delta"]},
    {"put": {"enough": f"{MISSING} <= delta", "half": "half_power <= 2"}},
    {"put": {"enough": "half_power*sqrt(N) <= delta"}},
    {"put": {"copies": "half_power*N^2 <= delta"}},
    {"wording": "printed", "put": {"twice": "1 - (1/4)^N >= 1 - delta", "delta": "delta >= 1/4"}},
]

table = Table(
    falls="twice",
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
