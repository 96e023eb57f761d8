"""The closing minimum's deduction: the smaller count spends up to (2 - 1/ell) times the probability promised."""

from statements.table import Table

N = "n_in[layer_i]*n_out[layer_i]"
ALL = "sum(layer_j, 1, ell, n_in[layer_j]*n_out[layer_j])"
BATCH = f"ceiling(16*k_prime*({N} + ln(2*k_prime*ell/delta)))"
RECYCLE = f"ceiling(2*k_prime*{N} + 8*k_prime*max(n_in[layer_i], n_out[layer_i])*ln(2*k_prime*{ALL}/delta))"
SHARE = f"delta*{N}/{ALL}"


def spent(bound, *, recycled=SHARE, batched="delta/ell", relation=">", count=RECYCLE):
    """The conclusion, with a part replaced."""
    return {"budget": f"sum(layer_i, 1, ell, if({BATCH} {relation} {count}, {recycled}, {batched})) {bound}"}


ONE = {"one layer": "ell <= 1"}
FALSE = [
    {"put": spent("< delta")},
    {"put": {**ONE, **spent("< delta")}},
    {"put": {**ONE, **spent("<= 0.9999*delta")}},
    {"put": {**ONE, **spent("<= delta", recycled=f"1.001*{SHARE}")}},
    {"put": {**ONE, **spent("<= delta", batched="1.001*delta/ell")}},
    {"put": {"layers": "ell >= 2", **spent("<= delta", batched="delta")}},
    {"put": spent("<= delta", relation="<=")},  # the cheaper count's probability exchanged with the dearer's
    {"put": spent("<= delta", recycled="delta/ell", batched=SHARE)},
    {"put": spent("<= delta", recycled=f"delta*{N}/largest(layer_j, 1, ell, n_in[layer_j]*n_out[layer_j])")},
]
TRUE = [
    {"put": spent("< 2*delta")},
    {"put": spent("<= (2 - 1/ell)*delta")},
    {"put": {"layers": "ell <= 2", **spent("<= 3/2*delta")}},
    {"put": ONE},
    {"put": {"alike": "forall(i, 1, ell, n_in[i] = n_in[1] and n_out[i] = n_out[1])"}},
    {"put": spent("<= delta", recycled=f"{SHARE}/2", batched="delta/ell/2")},
    {"put": spent("<= delta", batched=SHARE)},
    {"put": spent("<= delta", recycled="delta/ell")},
]

table = Table(
    falls="budget",
    where=lambda values: values["ell"] == 2,
    part="budget",
    false=FALSE,
    true=TRUE,
)
