"""Example 2: exponential in the depth unless every width is 1; the norm's bound is attained at one corner."""

from statements.table import Table

WORST, MILD = "epsilon*n_max^(-3/2 - ell)/(ell*e)", "epsilon/(ell*n_max^(3/2)*e)"
SQUARE = "n_max*(n_max - 1)"
FALSE = [
    {"put": {"norm": "n_in*n_out < n_max^2"}},
    {"put": {"norm": f"n_in*n_out <= {SQUARE}"}},
    {"put": {"widths": "n_in <= n_max and n_out <= n_max + 1"}},
    {"without": ["widths"]},
    {"without": ["wide"]},
    {"put": {"worst case": f"{WORST} < {WORST}"}},
    {"put": {"worst case": f"{WORST} <= epsilon*n_max^(-3/2 - ell)/(ell*2.7182819)"}},
    {"put": {"worst case": f"{WORST} <= epsilon*n_max^(-2 - ell)/ell"}},  # from n_max = 8 on, as √7 < e < √8
    {"put": {"mild": f"{MILD} <= {WORST}"}},
    {"put": {"exponential": "n_max^ell > ell*n_max"}},
    {"put": {"exponential": "n_max^ell >= ell^2"}},  # at 2^3 only
    {"put": {"exponential": "n_max^ell > ell^3", "wide": "n_max >= 3"}},  # at 3^3 only
    {
        "wording": "tightest",
        "put": {"worst case": "epsilon*n_max^(1/2 - ell)/ell <= epsilon*n_max^(-1/2 - ell)/ell"},
    },
    {
        "wording": "tightest",
        "put": {"worst case": "epsilon*n_max^(-1/2 - ell)/(2*ell) <= epsilon*n_max^(-1/2 - ell)/ell"},
        "without": ["epsilon"],
    },
]
TRUE = [
    {"without": ["epsilon"]},
    {"put": {"norm": f"n_in*n_out <= {SQUARE}", "widths": "n_in < n_max and n_out <= n_max"}},
    {"put": {"worst case": f"{WORST} <= epsilon*n_max^(-2 - ell)/ell", "wide": "2 <= n_max <= 7"}},
    {"put": {"exponential": "n_max^ell >= ell*n_max"}},
    {"put": {"exponential": "n_max^ell >= ell^2", "wide": "n_max >= 3"}},
]

table = Table(
    falls="exponential",
    where=lambda values: values["n_max"] == 1,
    stands=["repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
