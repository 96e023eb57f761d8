"""fan-out: a pool is hardly larger than its events need, and what they may fail with is shared by the layers."""

from statements.table import Table

EVENTS = "ln(events/delta_i)"
FALSE = [
    {"put": {"pool_real": f"{EVENTS}/(2*c)"}},
    {"put": {"pool_real": f"0.9*{EVENTS}/c"}},
    {"put": {"pool_real": "ln(events)/c"}},
    {"put": {"pool_real": "ln(events/delta)/c"}},  # the layers' share left out
    {"put": {"pool_real": "ln(k/delta_i)/c"}},  # one target weight's intervals, as in Corollary 10
    {"put": {"pool_real": f"{EVENTS}*2*k_prime"}},  # the signs left out of c
    {"put": {"pool": "ceiling(pool_real) - 100"}},
    {"put": {"count": "2*events*(1 - c)^pool <= delta_i"}},
    {"without": ["delta-high"]},  # where delta_i > events, pool < 0
]
TRUE = [
    {"put": {"count": "events*exp(-c*pool) <= delta_i"}},
    {"put": {"pool_real": "ln(2*events/delta_i)/c"}},
    {"put": {"delta_i": "delta/(2*ell)"}},
    {"put": {"c": "1/(16*k_prime)"}},
    {"put": {"events": "5*k*N_i"}},
]

table = Table(false=FALSE, true=TRUE)
