"""Lemma 1 in the closed grammar, for widths 1 and linear activations, where the error is a closed formula.

``w`` are the weights of F, ``v`` those of Ĝ, ``lambda`` the slopes: F_i(x) = λ_i w_i F_{i−1}(x).
"""

from __future__ import annotations

from dataclasses import replace

from certify.claims.claim import Claim

_CLOSE = {"close": "forall(i, 1, ell, w[i] - eps_w <= v[i] <= w[i] + eps_w)"}
_BOUND = "e*ell*lambda_max*n_max^(3/2)*F_max*prod(i, 1, ell, max(1, lambda[i]*abs(v[i])))"
_PRINTED = Claim(
    "lemma-01/widths-1",
    parameters={
        "ell": "integer [1, 20]",
        "n_max": "integer [1, 1]",
        "x": "real",
        "w_max": "real [0, inf)",
        "lambda": "real^ell [0, inf)",
        "w": "real^ell",
        "eps_w": "real [0, inf)",
        "v": "real^ell",
        "epsilon": "real (0, inf)",
    },
    definitions={
        "F(j)": "abs(x)*prod(i, 1, j, lambda[i]*abs(w[i]))",
        "F_max": "largest(j, 0, ell - 1, F(j))",
        "lambda_max": "largest(i, 1, ell, lambda[i])",
        "denominator": _BOUND,
    },
    hypotheses={
        "weights": "forall(i, 1, ell, -w_max <= w[i] <= w_max)",
        "weights-found": "forall(i, 1, ell, -w_max <= v[i] <= w_max)",
        **_CLOSE,
        "eps_w": "eps_w <= epsilon/denominator",
    },
    conclusions={
        "error": "abs(x)*abs(prod(i, 1, ell, lambda[i]*w[i]) - prod(i, 1, ell, lambda[i]*v[i])) <= epsilon",
    },
)
_PRODUCT = {"eps_w": "epsilon >= eps_w*denominator"}
_FROM_SECOND = "ell*lambda_max*n_max^(3/2)*F_max*prod(i, 2, ell, max(1, lambda[i]*abs(v[i])))"

CLAIMS = {
    "lemma-01/widths-1": {
        "printed": _PRINTED,
        "repaired": replace(_PRINTED, hypotheses={**_PRINTED.hypotheses, **_PRODUCT}),
        "tightest": replace(
            _PRINTED,
            definitions={**_PRINTED.definitions, "denominator": _FROM_SECOND},
            hypotheses={**_CLOSE, **_PRODUCT},
        ),
    }
}
