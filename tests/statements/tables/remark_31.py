"""Remark 31: false as printed for layers of width 1 and 2; the gain itself is an identity."""

from statements.table import Table

FALSE = [
    {"put": {"width": "n_larger >= 2"}},
    {"put": {"width": "n_larger > 1.999"}},
    {"put": {"k_prime": "k_prime >= 0"}},
    {"without": ["k_prime"]},
    {"without": ["width"]},
    {"put": {"larger": "8*k_prime*n_larger > 24*k_prime"}},
    {"put": {"larger": "8*k_prime*n_larger >= 24.000001*k_prime"}},
    {"put": {"larger": "8*k_prime*(n_larger - 1) > 16*k_prime"}},
    {"put": {"larger": "8*k_prime*n_larger >= 16*k_prime + 1/1000000"}},
    {"put": {"larger": "8*k_prime*n_larger > 16*k_prime^2"}},
    {"put": {"larger": "8*k_prime*n_larger <= 10^7*k_prime"}},
    {"put": {"larger": "8*k_prime*n_larger <= 10^12*k_prime"}},
    {"put": {"gain": "16*k_prime = 15*k_prime + k_prime^2"}},
    {"wording": "tightest", "put": {"ratio": "8*k_prime*n_larger > 8*k_prime"}},
]
TRUE = [
    {"put": {"larger": "8*k_prime*n_larger >= 24*k_prime"}},
    {"put": {"larger": "8*k_prime*n_larger > 23.999999*k_prime"}},
    {"put": {"larger": "8*k_prime*(n_larger - 1) >= 16*k_prime"}},
    {"put": {"width": "n_larger > 2.999999"}},
    {"put": {"gain": "16*k_prime < 16.000001*k_prime"}},
    {"wording": "tightest", "put": {"ratio": "8*k_prime*n_larger >= 8*k_prime"}},
]

table = Table(
    falls="larger",
    where=lambda values: values["n_larger"] == 1,
    stands=["repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
