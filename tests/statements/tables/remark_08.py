"""Remark 8: false as printed; its repair's 33 is attained at one point, and as M_i is whole it has some slack."""

from statements.table import Table

LOG = "ln(2*k_prime*ell/delta)"
COUNT = f"16*k_prime*(N_i + {LOG})"
FALSE = [
    {"put": {"constant": f"ceiling({COUNT}) <= 31*kept"}},
    {"put": {"constant": f"ceiling({COUNT}) <= 33*k_prime"}},
    {"put": {"wide": f"{LOG} <= 2*N_i"}},
    {"put": {"kept": "k_prime*N_i/2 <= kept"}},
    {"without": ["wide"]},
    {"without": ["kept"]},
    {"without": ["k_prime"]},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 0.9999 + {COUNT}"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 1 + 16*k_prime*(N_i + ln(2*k_prime*ell))"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) <= 1 + {COUNT.replace('k_prime*', '', 1)}"}},
]
TRUE = [
    {"put": {"constant": f"ceiling({COUNT}) <= 1 + 32*kept"}},
    {"put": {"wide": f"{LOG} <= 1.001*N_i"}},
    {"wording": "tightest", "put": {"count": f"ceiling({COUNT}) < 1 + {COUNT}"}},
    {"wording": "tightest", "without": ["delta-below-1"]},
]

table = Table(
    falls="requires",
    stands=["repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
