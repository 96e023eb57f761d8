"""Remark 13: false at widths 1; at width 2 the two terms differ by their logarithms only."""

from statements.table import Table

FIRST = "16*k_prime*ln_3"
FALSE = [
    {"put": {"wide": "n_larger >= 1"}},
    {"put": {"logs": "ln_3 > 0 and ln_3 <= ln_30"}},
    {"put": {"logs": "ln_3 > 0 and 0.9999*ln_3 < ln_30"}},
    {"put": {"k_prime": "k_prime >= 0"}},
    {"put": {"second order": "16.0001*k_prime*ln_3 < 8*k_prime*ln_30*n_larger"}},
    {"put": {"second order": f"1 + {FIRST} < 8*k_prime*ln_30*n_larger"}},
    {"put": {"second order": f"{FIRST} < 8*k_prime*ln_3*n_larger"}},
    {"put": {"second order": f"{FIRST} < 8*k_prime*ln_30*(n_larger - 1)"}},
    # the last factor is below 2 at widths 3 and 4 only; then at 7 and 8, and only by 1/100
    {"put": {"second order": f"{FIRST} < 8*k_prime*ln_30*(n_larger^2 - 7*n_larger + 13)"}},
    {"put": {"second order": f"{FIRST} < 8*k_prime*ln_30*(n_larger^2 - 15*n_larger + 57.99)"}},
    {"put": {"leading": "2 < 2"}},
    {"without": ["logs"]},
    {"without": ["k_prime"]},
]
TRUE = [
    {"put": {"k_prime": "k_prime > 0"}},
    {
        "put": {
            "logs": "ln_3 > 0 and ln_3 <= ln_30",
            "second order": f"{FIRST} <= 8*k_prime*ln_30*n_larger",
        }
    },
    {"put": {"second order": f"{FIRST} < 8*k_prime*ln_3*n_larger + 8*k_prime*(ln_30 - ln_3)"}},
    {"put": {"second order": f"{FIRST} < 8*k_prime*ln_30*(n_larger^2 - 15*n_larger + 58)"}},
]

table = Table(
    falls="second order",
    where=lambda values: values["n_larger"] == 1,
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
