"""Lemma 1, for widths 1: the printed factors, lost one by one."""

from statements.table import Table

PRODUCT = "prod(i, 1, ell, max(1, lambda[i]*abs(v[i])))"
LATER, EARLIER = PRODUCT.replace("i, 1", "i, 2"), PRODUCT.replace("ell", "ell - 1")
BEHIND = "prod(j, {}, ell, lambda[j]*abs({}[j]))"
TELESCOPED = "sum(i, 1, ell, lambda[i]*F(i - 1)*" + BEHIND + ")"
ERROR = "abs(x)*abs(prod(i, 1, ell, lambda[i]*w[i]) {} prod(i, 1, ell, lambda[i]*v[i]))"
FALSE = [
    {"put": {"denominator": f"lambda_max*F_max*{PRODUCT}"}},
    {"put": {"denominator": f"e*ell*F_max*{PRODUCT}"}},
    {"put": {"denominator": f"e*ell*lambda_max*{PRODUCT}"}},
    {"put": {"denominator": "e*ell*lambda_max*F_max"}},
    {"put": {"denominator": f"0.99*lambda_max*ell*F_max*{PRODUCT}"}},
    {"put": {"F_max": "abs(x)"}},
    {"put": {"close": "forall(i, 1, ell, w[i] - 3*eps_w <= v[i] <= w[i] + 3*eps_w)"}},
    {"put": {"denominator": f"0.9999*ell*lambda_max*F_max*{LATER}"}},
    {"put": {"denominator": f"ell*lambda_max*F_max*{EARLIER}"}},  # from ell = 2 on, as all that change an index
    {"put": {"denominator": f"ell*lambda_max*F_max*{PRODUCT.replace('i, 1', 'i, 3')}"}},
    {"put": {"denominator": f"max(1, ell - 1)*lambda_max*F_max*{PRODUCT}"}},
    {"put": {"denominator": TELESCOPED.format("i", "v")}},
    {"put": {"denominator": TELESCOPED.format("i + 1", "w")}},  # the second order
    {"put": {"F_max": "largest(j, 0, ell - 2, F(j))"}, "wording": "tightest"},
    {"put": {"F_max": "largest(j, 1, ell - 1, F(j))"}, "wording": "tightest"},
    {"put": {"F_max": "max(abs(x), F(ell - 1))"}, "wording": "tightest"},  # from ell = 3 on
    {"put": {"close": "forall(i, 1, ell, w[i] - eps_w <= v[i])"}},
    {"put": {"error": f"{ERROR.format('-')} <= 0.36787*epsilon"}},  # 1/e is 0.367879…
    {"put": {"error": f"{ERROR.format('+')} <= epsilon"}},
    {"without": ["close"]},
    {"without": ["eps_w"]},
]
TRUE = [
    {"put": {"denominator": f"ell*lambda_max*F_max*{PRODUCT}"}},
    {"put": {"denominator": "ell*lambda_max*F_max*prod(i, 2, ell, max(1, lambda[i]*abs(v[i])))"}},
    {"put": {"denominator": TELESCOPED.format("i + 1", "v")}},
    {"put": {"error": f"{ERROR.format('-')} <= 0.36788*epsilon"}},
    {"put": {"error": f"{ERROR.format('-')} < epsilon"}},
    {"without": ["weights", "weights-found"]},
]

table = Table(
    part="widths-1",
    stands=["printed", "repaired", "tightest"],
    false=FALSE,
    true=TRUE,
)
