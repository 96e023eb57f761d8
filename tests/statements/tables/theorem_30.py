"""Theorem 30: its count fails only where k' < 1/2; from there on there is slack, but not everywhere."""

from fractions import Fraction

from statements.table import At, Table

REAL = "m_real*n_larger + 2*k_prime*N_i"
BITS = "ln(2*w_max/eps_w)/ln(1/gamma)"
LARGE = {"large": "k_prime >= 1/2"}
# where k' is near 0: a search of a minute finds that, one of seconds does not
EDGE = {
    **dict.fromkeys(("ell", "F_max", "lambda_max", "n_max", "w_max"), Fraction(1)),
    **dict.fromkeys(("N_i", "N_star", "n_larger"), Fraction(10)),
    **dict.fromkeys(("lambda", "norm_W"), (Fraction(1),)),
    "delta": Fraction(39, 50),
    "epsilon": Fraction(8),
}
FALSE = [
    {"put": {"M": "ceiling(m_real*n_larger)"}},
    {"put": {"M": "ceiling(m_real*n_larger + k_prime*N_i)"}},
    {"put": {"M": "ceiling(m_real*n_larger + 1.9*k_prime*N_i)"}},
    {"put": {"M": "ceiling(m_real*n_larger + 2*(k_prime - 1)*N_i)"}},
    {"put": {"M": "ceiling(m_real*n_larger + 2*k_prime*(N_i - n_larger))"}},
    {"put": {"M": "ceiling(ln(k_prime/delta)/c*n_larger + 2*k_prime*N_i)"}},
    {"put": {**LARGE, "M": f"ceiling({REAL}) - 2"}},  # where n_larger = 1 and k' < 3/2
    {"put": {"k": f"1 + ceiling({BITS})"}},
    {"put": {"k_prime": "ln(2*w_max/(eps_w*gamma))/ln(phi)"}},  # the base of k' changed, not that of k
    {"put": {**LARGE, "m": "1 + ceiling(m_real)"}},  # where k = 0 and k' < 1
    {"put": {"m": "100 + ceiling(m_real)"}},
    {"put": {"count": "m*n_larger + 2*k*N_i <= M"}},
    {"put": LARGE, "without": ["product"]},  # where k = 0
]
TRUE = [
    {"put": LARGE},
    {"put": {**LARGE, "count": "m*n_larger + 2*k*(N_i - n_larger) < M"}},
    {"put": {**LARGE, "M": f"floor({REAL})"}},
    {"put": {**LARGE, "M": f"ceiling({REAL}) - 1"}},
    {"put": {**LARGE, "k": f"floor({BITS})"}},
    {"put": {**LARGE, "gamma": "1/phi"}},
    {"put": {**LARGE, "c": "1/(16*k_prime)"}},
    {"put": {**LARGE, "delta_w": "delta/N_star"}},
    {"put": {"large": "k_prime >= 1", "m": "1 + ceiling(m_real)"}},
    {"put": {"large": "k_prime >= 3/2"}, "without": ["product"]},
]

table = Table(
    at=[At(EDGE, fails="count"), At({**EDGE, "epsilon": Fraction(1)}, fails=None)],
    false=FALSE,
    true=TRUE,
)
