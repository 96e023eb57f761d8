"""After Lemma 28: [a', b'] holds 3/4 of the mass, not all of it, and b'/a' is b/a."""

from statements.table import Table

SIZES = "three quarters"  # of the tightest wording, which bounds the ends of [a', b'] as well as anything else
FALSE = [
    {"put": {"half": "P_inside > 3/4"}},
    {"put": {"half": "P_inside <= 1/2"}},
    {"put": {"outside": "1 - P_inside >= 0.2501"}},
    {"put": {"P_inside": "1"}},
    {"put": {"P_inside": "1/2", "half": "P_inside > 1/2"}},
    {"put": {"a_prime": "a*sqrt(a)"}},
    {"put": {"b_prime": "b*b"}},
    {"put": {"ranges": "b/a = (b_prime/a_prime)^2"}},
    {"put": {"ranges": "b/a < b_prime/a_prime"}},
    {"put": {"ranges": "b/a >= 1.0000001*b_prime/a_prime"}},
    {"put": {"ranges": "b_prime/a_prime > 1"}, "without": ["b"]},
    {"wording": "tightest", "put": {SIZES: "P_inside > 3/4"}},
    {"wording": "tightest", "put": {SIZES: "a*sqrt(a*b) >= a*b"}},
    {"wording": "tightest", "put": {SIZES: "a*sqrt(a*b) < 0.999*a*b"}},  # where b < 1.002 a
    {"wording": "tightest", "put": {SIZES: "(b - a)*sqrt(a*b) <= 0.499*(b^2 - a^2)"}},  # where b < 1.13 a
    {"wording": "tightest", "put": {SIZES: "(b - a)*sqrt(a*b) <= 0.4999999*(b^2 - a^2)"}},  # where b < 1.0013 a
    {"wording": "tightest", "put": {SIZES: "(b - a)*sqrt(a*b) < (b^2 - a^2)/2"}, "without": ["b"]},
]
TRUE = [
    {"put": {"half": "P_inside >= 3/4"}},
    {"put": {"ranges": "b/a <= b_prime/a_prime"}},
    {"put": {"ranges": "b/a <= 1.0000001*b_prime/a_prime"}},
    {"put": {"ranges": "b_prime/a_prime > 1"}},
    {"without": ["a"]},  # then sqrt(ab) may have no value, but no other one
    {"without": ["b"]},
    {"wording": "tightest", "put": {SIZES: "a*sqrt(a*b) < a*b"}},
    {"wording": "tightest", "put": {SIZES: "(b - a)*sqrt(a*b) < (b^2 - a^2)/2"}},
]

table = Table(
    stands=["printed", "tightest"],
    false=FALSE,
    true=TRUE,
)
