"""Corollary 7: in words as printed; its tightest form rests on the ceiling alone, which ties may equal."""

from statements.table import Table

M, TWICE = "16*k_prime*(1 + ln(2*k_prime*ell/delta))", "32*k_prime*(1 + ln(2*k_prime*ell/delta))"
FALSE = [
    {"put": {"attained": f"2*ceiling({M}) > {TWICE}"}},  # where the logarithm is 0 and 16k' whole
    {"put": {"attained": f"2*ceiling({M}) >= {TWICE} + 1/1000000"}},
    {"put": {"attained": f"2*floor({M}) >= {TWICE}"}},
    {"put": {"attained": f"2*floor({M} + 0.999) >= {TWICE}"}},
    {"put": {"attained": f"2*ceiling({M}) >= 33*k_prime*(1 + ln(2*k_prime*ell/delta))"}},
    {"put": {"attained": f"2*ceiling({M}) >= 32*k_prime*(1 + ln(2*k_prime*(ell + 1)/delta))"}},
    {"put": {"attained": f"2*ceiling({M}) <= {TWICE} + 1.999"}},
    {"put": {"attained": f"2*ceiling({M}) <= ceiling({TWICE})"}},
    {
        "put": {"attained": f"2*ceiling({M}) >= 32*k_prime*(1 + ln(2*k_prime*ell))"},
        "without": ["delta-below-1"],
    },
    # M is at least −8δ/e², near ℓ = 1 and k' = δ/(2e²)
    {"put": {"attained": f"{M} >= -1.082"}},
    {"put": {"attained": f"2*ceiling({M}) >= 0", "delta-below-1": "delta <= 0.93"}},
]
TRUE = [
    {"without": ["delta-below-1"]},
    {"put": {"attained": f"2*ceiling({M}) < {TWICE} + 2"}},
    {"put": {"attained": f"ceiling({TWICE}) <= 2*ceiling({M}) <= ceiling({TWICE}) + 1"}},
    {"put": {"attained": f"2*ceiling({M}) >= 32*k_prime*(1 + ln(2*k_prime*ell))"}},
    {"put": {"attained": f"{M} >= -1.083"}},
    {"put": {"attained": f"2*ceiling({M}) >= 0", "delta-below-1": "delta <= 0.92"}},
]

table = Table(
    stands=["tightest"],
    tight=["tightest"],
    false=FALSE,
    true=TRUE,
)
