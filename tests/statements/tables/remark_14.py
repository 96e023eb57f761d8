"""Remark 14: false for w*_max < 1/2; the factor 4 is needed for large M* only, just above a power of 2."""

from statements.table import Table

COUNT, BOUND = "power*(2*M_star - 1)", "4*w_star_max*M_star"
HALF = {"w_star_max": "w_star_max >= 1/2"}
FLOOR = "2^max(0, 1 + floor(ln(w_star_max)/ln(2)))"
FALSE = [
    {"put": {"total": f"{COUNT} <= 3.99999*w_star_max*M_star"}},  # from M* = 200 001 on
    {"put": {"total": f"{COUNT} < {BOUND} - 2*w_star_max"}},
    {"put": {"total": f"{COUNT} <= {BOUND} - 1.0001"}},
    {"put": {"total": f"2*power*M_star < {BOUND}"}},
    {"put": {"total": f"power*(2*M_star + 1) <= {BOUND}"}},
    {"put": {"level": "power <= 2.01*w_star_max"}},  # from M* = 101 on
    {"without": ["level"]},
    {"without": ["w_star_max", "power"]},
    {
        "wording": "printed",
        "put": {"total": f"{COUNT} <= 3.99*w_star_max*M_star", "w_star_max": "w_star_max >= 3/2"},
    },
    {"wording": "printed", "put": {"power": "2^max(0, 1 + ceiling(ln(w_star_max)/ln(2)))"}},
    # at powers of 2 only
    {"wording": "printed", "put": {"power": FLOOR, "total": f"{COUNT} < {BOUND} - 2*w_star_max", **HALF}},
    {"wording": "tightest", "put": {"at most": "power + power*(2*M_star - 2) < power*(2*M_star - 1)"}},
    {"wording": "tightest", "put": {"at least": "power + power*(M_star - 1) >= power*(2*M_star - 1)"}},
]
TRUE = [
    {"put": {"total": f"{COUNT} <= {BOUND} - 2*w_star_max"}},
    {"put": {"total": f"{COUNT} <= {BOUND} - 1"}},
    {"without": ["w_star_max"]},
    {"without": ["power"]},
    {"wording": "printed", "put": {"total": f"{COUNT} < {BOUND}", **HALF}},
    {"wording": "printed", "put": {"power": FLOOR, **HALF}},
    {"wording": "tightest", "put": {"at most": "power + power*(2*M_star - 2) <= 2*power*M_star"}},
]

table = Table(
    falls="total",
    where=lambda values: values["w_star_max"] < 0.5,
    stands=["repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
