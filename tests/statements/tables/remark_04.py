"""Remark 4: the factor 16k' on the logarithm, and the ceiling."""

from statements.table import Table

LOG = "ln(2*k_prime*ell/delta)"
COUNT = "ceiling(2*(samples + ln(categories/delta_i))/c)/n_max^2"
BOUND = "16*k_prime*(1 + {}/N_i)"
FALSE = [
    {"put": {"per weight": f"{COUNT} <= 16*k_prime + {LOG}/n_max^2"}},
    {"put": {"per weight": f"{COUNT} <= 16*k_prime*(1 + {LOG}/n_max^2)"}},
    {"put": {"per weight": f"{COUNT} <= 16*k_prime*(1 + {LOG}/n_max^2) + 1/n_max^3"}},
    {"put": {"per weight": f"{COUNT} <= 15*k_prime*(1 + {LOG}/n_max^2) + 1/n_max^2"}},
    {"put": {"per weight": f"{COUNT} <= 17*k_prime*(1 + {LOG}/n_max^2) + 1"}},  # the bracket may be negative
    {"put": {"per weight": f"{COUNT} <= 0.99/n_max^2 + {BOUND.format(LOG)}"}},
    {"put": {"per weight": f"{COUNT} <= 1/n_max^2 + {BOUND.format(LOG).replace('16', '15.99')}"}},
    {"put": {"per weight": f"{COUNT} <= 1/n_max^2 + 16*k_prime*(1 + {LOG}/n_max^3)"}},
    {"put": {"per weight": f"{COUNT} <= 1/n_max^2 + {BOUND.format('ln(2*k_prime/delta)')}"}},
    {"put": {"per weight": f"{COUNT} <= 1/n_max^2 + {BOUND.format('ln(k_prime*ell/delta)')}"}},
    {"put": {"per weight": f"{COUNT} + 1/n_max^2 <= 1/n_max^2 + {BOUND.format(LOG)}"}},
    {"put": {"N_i": "n_max^2/2"}},
    {"put": {"c": "1/(9*k_prime)"}},
    {"put": {"activations": "F_max <= 1.000001"}},
    {"without": ["activations"]},
]
TRUE = [
    {"put": {"per weight": f"{COUNT} <= 16*k_prime*(1 + {LOG}/n_max^2) + 1"}},
    {"put": {"per weight": f"{COUNT} < 1/n_max^2 + {BOUND.format(LOG)}"}},
    {"put": {"per weight": f"{COUNT.replace('ceiling', 'floor')} <= {BOUND.format(LOG)}"}},
    {"without": ["wide"]},
    {"without": ["delta-below-1"]},
    {"without": ["norms"]},
]

table = Table(
    falls="per weight",
    stands=["repaired"],
    false=FALSE,
    true=TRUE,
)
