"""Theorem 30, as printed: without a value where k' <= 0; its union bound is for one target network."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import K_PRIME, RANGE
from proofs.statements.theorem_03.statement import NO_BIASES, RELU
from proofs.statements.theorem_30.derivation import formula
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import N_i, delta, eps_w, epsilon, k, largest, m, w_max

M = sp.Symbol("M", real=True)
WHOLE_NEURONS = (
    "the weights of a pool's neurons are listed in the order in which Algorithm 1 looks at them, each in a place "
    "of "
    "its own (FullNeurons.slots_distinct)"
)
_ROOM = "Certify.theorem_30.Theorem30."
PARAMETERS = (
    Clause("epsilon", "ε > 0", sp.Gt(epsilon, 0, evaluate=False)),
    Clause("delta-low", "0 < δ", sp.Gt(delta, 0, evaluate=False)),
    Clause("delta-high", "δ < 1", sp.Lt(delta, 1, evaluate=False)),
    Clause("w_max", "w_max > 0", sp.Gt(w_max, 0, evaluate=False)),
)
SMALL_EPS_W = Clause(
    "eps_w", "ε_w < 2 w_max: a larger one needs no neuron", sp.Lt(eps_w, 2 * w_max, evaluate=False)
)
_DEFINITIONS = {**{d.name: d.expression for d in formula().definitions}, "M": formula().M}
_NEEDED = largest * m + 2 * k * (N_i - largest)  # max{…} pools of m + 2k (min{…} − 1) neurons
COUNT = Clause(
    "count",
    "M_i covers Algorithm 1's max{n_i, n_{i−1}} (m + 2k (min{n_i, n_{i−1}} − 1)) neurons",
    sp.Le(_NEEDED, M, evaluate=False),
)
MASKS = Clause("masks", "with probability >= 1 − δ masks with |w* − ŵ^±| <= ε_w/2 exist for each weight of F")
_ERROR = Clause("error", "for each F, with probability >= 1 − δ masks with sup ‖F(x) − Ĝ(x)‖₂ <= ε exist")
LARGE_EPSILON: Mapping[str, Fraction | tuple[Fraction, ...]] = {
    "ell": Fraction(1),
    "n_max": Fraction(1),
    "N_i": Fraction(1),
    "N_star": Fraction(1),
    "n_larger": Fraction(1),
    "epsilon": Fraction(9),
    "delta": Fraction(1, 2),
    "w_max": Fraction(1),
    "F_max": Fraction(1),
    "lambda_max": Fraction(1),
    "lambda": (Fraction(1),),
    "norm_W": (Fraction(1),),
}

STATEMENT = Statement(
    "theorem-30",
    "Theorem 30",
    "ReLU sampling bound #2",
    Wording(
        r"Theorem 3 holds simultaneously also with $M_i = \lceil 2k'(n_i n_{i-1} + 4\max\{n_i, n_{i-1}\} "
        r"\ln\frac{2k' N^*}{\delta}) \rceil$ and all other quantities are unchanged.",
        setting=(RELU, NO_BIASES),
        hypotheses=PARAMETERS,
        definitions=_DEFINITIONS,
        conclusions=(COUNT, _ERROR),
        note="Theorem 3 supposes ReLU and no biases, and a given accuracy ε, of any size: where ε_w >= 3 w_max, "
        "k' <= 0 and the logarithm in M_i has no value. 'For any target network F' is read 'for each, with "
        "probability 1 − δ' (Section 3's objective), which is what the proof shows; not 'with probability 1 − δ, "
        "for all at once', as Algorithm 1 looks at F. ε_w is defined by ‖Ŵ_i‖₂, which exists only after sampling "
        "and pruning: a bound of it that is known before is taken (the theorem's B_i).",
    ),
    Wording(
        r"The same with $\varepsilon_w < 2w_{\max}$.",
        setting=(RELU, NO_BIASES),
        hypotheses=(*PARAMETERS, *RANGE, K_PRIME, SMALL_EPS_W),
        definitions=_DEFINITIONS,
        conclusions=(COUNT, MASKS, _ERROR),
        note="The union bound is over the 2N* pieces of one F. For 2w_max <= ε_w < 3w_max nothing has to be "
        "sampled (M_i may even be negative there).",
    ),
    fails=r"'the guarantee to hold simultaneously over all $\hat w^+$ and $\hat w^-$': of one F; Algorithm 1's "
    r"samples depend on the target weights met before. And 'for each $j$ we only need $m + 2(k-1)n_{i-1}$ "
    r"sampled neurons': $m + 2k(n_{i-1} - 1)$, which is more where $n_{i-1} > k$ (for $k \ge 3$ the "
    r"printed count is right, but because no decomposition keeps all $k$ pieces, which is not shown); "
    r"$M_i$ covers it all the same. And 'when considering only the virtual weights $\hat w$, … $\hat G$ "
    r"and $F$ now have the same architecture': a negative input sees $\hat w^-$, a positive one $\hat "
    r"w^+$, so $\hat G$ has no weight matrix in its first layer; later layers of a ReLU network have "
    r"inputs $\ge 0$.",
    undefined=(Point("M", LARGE_EPSILON),),
    rests_on=("lemma-01", "corollary-10", "lemma-28"),
    coq=(
        CoqProof(
            _ROOM + "theorem_30_count",
            conclusions=("count",),
            wording="repaired",
            remark="its δ < 2k'N* follows from δ < 1 and k' > 1",
        ),
        CoqProof(
            "Certify.theorem_30.FullNeurons.theorem_30_full",
            conclusions=("masks",),
            wording="repaired",
            remark=WHOLE_NEURONS,
        ),
        CoqProof(
            "Certify.theorem_30.FullNeurons.theorem_30_network_full",
            conclusions=("error",),
            wording="repaired",
            remark=f"B_i bounds every matrix within ε_w/2 of W*_i; {WHOLE_NEURONS}",
        ),
        CoqProof(
            "Certify.theorem_30.FullNeurons.theorem_30_full",
            conclusions=("masks",),
            wording="tightest",
            remark=WHOLE_NEURONS,
        ),
    ),
    tightest=Tightest(
        Wording(
            r"For a fixed $F$ and $\varepsilon_w < 2w_{\max}$: $\max\{n_i, n_{i-1}\}(m + 2s(\min\{n_i, "
            r"n_{i-1}\} - 1))$ neurons, $m = \lceil 8k'\ln\frac{2k'N^*}{\delta} \rceil$, $s = k - 1$ for $k \ge "
            r"3$ and $s = k$ for $k \le 2$.",
            setting=(RELU, NO_BIASES),
            hypotheses=(*PARAMETERS, SMALL_EPS_W),
            definitions=_DEFINITIONS,
            conclusions=(MASKS,),
            note="Any distribution that hits each interval and pair of signs with probability >= c, and any m "
            "with k(1 − c)^m <= δ/2N*, will do (pool_solved).",
        ),
        "Gap: not known to be needed. Each branch may err by ε_w (certificate, gadget-error) where the proof "
        "allows ε_w/2: k' could be log_{3/2}(3w_max/(2ε_w)).",
        unneeded=("the refill after the last target weight of a pool", "ε_w/2 per branch"),
    ),
)
