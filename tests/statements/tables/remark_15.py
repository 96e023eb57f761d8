"""Remark 15: false as printed; its repair is an equivalence, so every change of a constant tells."""

from statements.table import Table

ALPHA, BETA = "sqrt(2)*3^(3/4)*eps_w^(3/4)/(9*w_max^(1/4))", "sqrt(2)*3^(3/4)*w_max^(3/4)/(3*eps_w^(1/4))"
SHARE = "ln(sqrt(2)*3^(3/4)*w_max^(3/4)*sqrt(n_max)/(3*eps_w^(1/4)))/ln(3*w_max/eps_w)"
FALSE = [
    {"put": {"most": "n_max*gamma^2 < 1/(eps*gamma)"}},
    {"put": {"most": "n_max*gamma^2 <= 0.9999/(eps*gamma)"}},
    {"put": {"most": "n_max*gamma^2 <= 1/eps"}},
    {"put": {"most": "n_max*gamma <= 1/(eps*gamma)"}},
    {"put": {"most": "(n_max + 1)*gamma^2 <= 1/(eps*gamma)"}},
    {"put": {"most": "3*ln(gamma*sqrt(n_max)) <= ln(1/(gamma*eps))"}},
    {"put": {"accurate": "eps*n_max*gamma^3 <= 1.0001"}},
    {"put": {"accurate": "eps*n_max*gamma^4 <= 1"}},
    {"put": {"most": "n_max*gamma^3 < 1/(eps*gamma)", "gamma": "gamma > 0 and gamma <= 1"}},  # at γ = nε = 1
    {"put": {"most": "n_max*gamma^3 <= 1/(eps*gamma)", "gamma": "gamma > 0 and gamma < 1.0001"}},
    {"without": ["accurate"]},
    {"without": ["eps"]},
    {"wording": "printed", "put": {"most": f"{SHARE} <= 0.499"}},
    {"wording": "printed", "put": {"most": f"{SHARE} <= 1", "inside": f"1/sqrt(n_max) <= {BETA}"}},
    {"wording": "printed", "put": {"most": f"{SHARE} >= 0", "inside": f"{ALPHA} <= 1/sqrt(n_max)"}},
]
TRUE = [
    {"without": ["gamma"]},
    {"put": {"accurate": "eps*n_max*gamma^2 <= 1"}},
    {"put": {"most": "n_max*gamma^3 < 1/(eps*gamma)"}},
    {"put": {"most": "2*ln(gamma*sqrt(n_max)) <= ln(1/(gamma*eps))"}},
    {"wording": "printed", "put": {"most": f"{SHARE} <= 1"}},
    {"wording": "printed", "put": {"most": f"{SHARE} >= 0"}},
]

table = Table(
    falls="most",
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
