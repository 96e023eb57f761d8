"""A sentence of Theorem 30's proof: a neuron is shared by two target weights in an open set of cases."""

from statements.table import Table

CLOSE = "(abs(w_{0} - z_{0}*z_in) <= {1}*eps_w)"
ONE = CLOSE.format(1, "{0}") + " and " + CLOSE.format(2, "{0}")

table = Table(
    falls="one at a time",
    false=[],
    true=[{"put": {"one at a time": f"not ({ONE.format('0 - 1')})"}}],
)
