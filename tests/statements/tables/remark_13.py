"""Remark 13: false at widths 1; at width 2 the two terms differ by their logarithms only."""

from statements.table import Table

FIRST, SECOND = "16*k_prime*ln(2*k_prime*ell/delta)", "8*k_prime*ln(2*k_prime*N_star/delta)*n_larger"
FALSE = [
    {"without": ["wide"]},
    {"without": ["k_prime"]},
    {"put": {"second order": f"1.3*{FIRST} < {SECOND}"}},
    {"put": {"second order": f"{FIRST} < {SECOND}/2"}},
    {"put": {"leading": "2 < 2"}},
]
TRUE = [
    {"put": {"second order": f"{FIRST} < {SECOND}"}},
    {"put": {"weights": "N_star >= ell", "second order": f"{FIRST} <= {SECOND}"}},
]

table = Table(
    falls="second order",
    where=lambda values: values["n_larger"] == 1,
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
