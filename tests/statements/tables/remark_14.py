"""Remark 14: false with the count at w*_max; with the count at 2 w*_max the factor stands."""

from statements.table import Table

REQUIRED = "power*(2*M_level - 1)"
LEAST = "ceiling(ln(w_star_max)/ln(2))"
FALSE = [
    {"put": {"total": f"{REQUIRED} < plan*M_plan"}},
    {"put": {"plan": "max(1, w_star_max)"}},  # just above a power of 2
    {"put": {"plan": "max(1, 3/2*w_star_max)"}},
    {"put": {"plan": "2*w_star_max"}},  # below 1/2
    {"put": {"power": f"2^max(0, 1 + {LEAST})"}},
    {"wording": "tightest", "put": {"at most": "power + power*(2*M_star - 2) < power*(2*M_star - 1)"}},
    {"wording": "tightest", "put": {"at least": "power + power*(M_star - 1) >= power*(2*M_star - 1)"}},
]
TRUE = [
    {"put": {"total": f"{REQUIRED} <= 2*plan*M_plan - power"}},
    {"put": {"plan": "2 + 2*w_star_max"}},
    {"without": ["eps_w"]},
    {
        "wording": "printed",
        "put": {"total": f"{REQUIRED} < 4*w_star_max*M_level", "w_star_max": "w_star_max >= 1/2"},
    },
    {"wording": "tightest", "put": {"at most": "power + power*(2*M_star - 2) <= 2*power*M_star"}},
]

table = Table(
    falls="total",
    stands=["repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
