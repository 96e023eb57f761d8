"""Remark 15: false as printed; its repair is an equivalence, so every change of a constant tells."""

from statements.table import Table

ALPHA, BETA = "sqrt(2)*3^(3/4)*eps_w^(3/4)/(9*w_max^(1/4))", "sqrt(2)*3^(3/4)*w_max^(3/4)/(3*eps_w^(1/4))"
SHARE = "ln(sqrt(2)*3^(3/4)*w_max^(3/4)*sqrt(n_max)/(3*eps_w^(1/4)))/ln(3*w_max/eps_w)"
NARROW = "4*eps_w*w_max*n_max^{} <= {}"
FALSE = [
    {"put": {"narrow": NARROW.format(2, "27.5")}},
    {"put": {"narrow": NARROW.format(1, 27)}},
    {"put": {"most": f"{SHARE} <= 0.499"}},
    {"without": ["narrow"]},
    {"wording": "printed", "put": {"most": f"{SHARE} <= 0.499"}},
    {"wording": "printed", "put": {"most": f"{SHARE} <= 1", "inside": f"1/sqrt(n_max) <= {BETA}"}},
    {"wording": "printed", "put": {"most": f"{SHARE} >= 0", "inside": f"{ALPHA} <= 1/sqrt(n_max)"}},
]
TRUE = [
    {"put": {"narrow": NARROW.format(2, 26)}},
    {"put": {"most": f"{SHARE} <= 1"}},
    {"wording": "printed", "put": {"most": f"{SHARE} <= 1"}},
    {"wording": "printed", "put": {"most": f"{SHARE} >= 0"}},
]

table = Table(
    falls="most",
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
