"""Remark 8: false as printed; its repair's 33 is attained at one point, and as M_i is whole it has some slack."""

from statements.table import Table

COUNT = "16*k_prime*(N_i + ln(2*k_prime*ell/delta))"
FALSE = [
    {"put": {"constant": "M_i < 33*kept"}},
    {"put": {"constant": "M_i <= 32.99*kept"}},
    {"put": {"constant": "M_i <= 33*k_prime"}},
    {"put": {"k_prime": "k_prime >= 0.969"}},  # M_i = 32, k' from 0.96875 to 0.96970
    {"put": {"count": "M_i <= 2 + 16*k_prime*(log_term + N_i)"}},
    {"put": {"wide": "log_term <= N_i + 1/16"}},
    {"put": {"kept": "0.999*k_prime*N_i <= kept"}},
    {"put": {"kept": "k_prime*(N_i - 1) <= kept"}},
    {"without": ["wide"]},
    {"without": ["kept"]},
    {"without": ["k_prime"]},
    {"without": ["count"]},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 0.9999 + {COUNT}"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 1 + 16*k_prime*(N_i + ln(2*k_prime*ell))"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 1 + {COUNT.replace('k_prime*', '', 1)}"}},
]
TRUE = [
    {"without": ["layer"]},
    {"put": {"constant": "M_i <= 1 + 32*kept"}},
    {"put": {"k_prime": "k_prime >= 0.97"}},
    {"put": {"wide": "log_term <= 1.001*N_i"}},
    {"put": {"count": "M_i <= 1.0001 + 16*k_prime*(log_term + N_i)"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) < 1 + {COUNT}"}},
    {"wording": "tightest", "without": ["delta-below-1"]},
]

table = Table(
    falls="requires",
    stands=["repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
