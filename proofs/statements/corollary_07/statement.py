"""Corollary 7, as printed: its remainder forgets the factor k' and the number of layers."""

from __future__ import annotations

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE
from proofs.statements.theorem_03.statement import NO_BIASES, RELU
from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording
from proofs.wording.symbols import delta, ell, k_prime

_LOG = sp.log(2 * ell * k_prime / delta)
_READING = (
    "Õ(x) is at most C x^p for some C and p and all large x; N_G = Σ (n_{i−1} + n_i) M_i as in the printed proof, "
    "with "
    "Theorem 3's M_i; k' is any number, as some ε gives it"
)

STATEMENT = Statement(
    "corollary-07",
    "Corollary 7",
    "Weight count ratio",
    Wording(
        r"Under the same conditions as Theorem 3, Let $N^*$ be the number of weights in the fully connected "
        r"architecture $A(\ell, \mathbf n, \boldsymbol\sigma)$ and $N_G$ the number of weights of the large "
        r"network $G$, then the weight count ratio is $N_G/N^* \le 32n_{\max}k' + \tilde O(\log(k'/\delta))$.",
        hypotheses=(RELU, NO_BIASES),
        conclusions=(
            Clause("ratio", "N_G/N* <= 32 n_max k' + Õ(log(k'/δ)), Õ(x) at most C x^p for some C and p"),
        ),
        note="For every number of layers ℓ of one width n and every δ the remainder, 32k' ln(2ℓk'/δ)/n, has the "
        "factor k': as ε → 0 it exceeds every power of log(k'/δ). (For fixed k' and δ it also grows with ℓ, so "
        "that no function of k' and δ bounds it: Corollary07.corollary_07_false.) The ratio printed by `bounds` "
        "is computed from the M_i.",
    ),
    Wording(
        r"If $k' \ge 1/2$ then $N_G/N^* \le 32 k' (n_{\max} + \ln(2\ell k'/\delta)) + 2$.",
        hypotheses=(
            Clause("k_prime", "k' >= 1/2", sp.Ge(k_prime, sp.Rational(1, 2), evaluate=False)),
            *CONFIDENCE,
        ),
        definitions={"remainder": 32 * k_prime * _LOG + 2},
        conclusions=(Clause("ratio", "N_G/N* <= 32 n_max k' + 32 k' ln(2ℓk'/δ) + 2"),),
        note="The factor k' and the ℓ that the printed remainder lacks; 2 for the ceilings.",
    ),
    fails=r"'$M_i = 16k'n_{i-1}n_i + O(\log(k'/\delta))$': it is $16k'n_{i-1}n_i + 16k' \ln(2\ell k'/\delta)$, "
    r"up to 1. For two layers of width 3, $\delta = 1/10$ and $k' = 100$ the ratio less $32 n_{\max} k'$ is more "
    r"than "
    r"8500, $\log(k'/\delta)$ less than 7.",
    rests_on=("theorem-03",),
    coq=(
        CoqProof("Certify.corollary_07.Factor.corollary_07_false", shows="refutes", remark=_READING),
        CoqProof(
            "Certify.corollary_07.Corollary07.corollary_07_repaired",
            wording="repaired",
            remark="N_G = Σ (n_{i−1} + n_i) M_i, with Theorem 3's M_i",
        ),
    ),
    tightest=Tightest(
        Wording(
            r"At widths 1 the ratio, $2M_i$, is at least $32k'(1 + \ln(2\ell k'/\delta))$.",
            hypotheses=(Clause("k_prime", "k' > 0", sp.Gt(k_prime, 0, evaluate=False)), *CONFIDENCE),
            conclusions=(
                Clause(
                    "attained",
                    "2 ⌈16k'(1 + ln(2ℓk'/δ))⌉ >= 32k'(1 + ln(2ℓk'/δ))",
                    sp.Ge(2 * sp.ceiling(16 * k_prime * (1 + _LOG)), 32 * k_prime * (1 + _LOG), evaluate=False),
                ),
            ),
        ),
        attained="So the repaired bound is off by at most 2 at widths 1. For one width n the remainder is at "
        "most 32k' ln(2ℓk'/δ)/n + 2/n (derivation, 'one width').",
    ),
)
