"""Lemma 28: tight at both ends of its range."""

from statements.table import Table

FALSE = [
    {"put": {"density": "P_w(w) >= c/w"}},
    {"put": {"density": "P_w(w) >= c/(1.99*w)"}},
    {"put": {"density": "P_w(w) > c^2/(2*w)"}},
    {"put": {"w-low": "0.99*a_prime <= w"}},
    {"put": {"w-high": "w <= 1.01*b_prime"}},
    {"put": {"density": "P_w(w) >= 0.50001*c/w"}},
    {"put": {"density": "P_w(w) <= 0.9999*c/w"}},  # about w = ab
    {"put": {"density": "P_w(w) >= c/(2*a_prime)"}},
    {"put": {"w-low": "a^1.51*b^0.49 <= w"}},
    {"put": {"w-high": "w <= b_prime + 1/1000000"}},
    {"put": {"c": "1/ln(b)"}},
    {"put": {"P_w": "c*max(0, min(ln(w/a^2), ln(b^2/w)))/w"}},
    {"put": {"P_w": "c^3*max(0, min(ln(w/a^2), ln(b^2/w)))/w"}},  # where b > e a
    {"put": {"P_w": "c^2*max(0, min(ln(w/a), ln(b^2/w)))/w"}},  # where a < 1
    {"put": {"a_prime": "a^2"}},
    {"put": {"b_prime": "b^2"}},
    {"without": ["w-low"]},
    {"without": ["w-high"]},
]
TRUE = [
    {"put": {"c": "2/ln(b/a)", "density": "P_w(w)/2 >= c/(2*w)"}},
    {"put": {"density": "P_w(w) >= c/(2.01*w)"}},
    {"put": {"density": "P_w(w) <= c/w"}},
    {"put": {"density": "P_w(w) >= c/(2*b_prime)"}},
    {"put": {"P_w": "c^2*max(ln(w/a^2), ln(b^2/w))/w"}},
    {"put": {"w-low": "a^1.49*b^0.51 <= w"}},
    {"without": ["b"]},  # then no w is between a' and b'
    {"put": {"w-low": "1.01*a_prime <= w"}},
    {"put": {"w-high": "w <= 0.99*b_prime"}},
]

table = Table(
    stands=["printed"],
    tight=["printed"],
    false=FALSE,
    true=TRUE,
)
