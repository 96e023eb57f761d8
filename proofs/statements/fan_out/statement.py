"""``fan-out``: our own count, a pool of neurons per input that serves all outputs, for every F under one draw."""

from __future__ import annotations

import sympy as sp

from proofs.statements.fan_out.derivation import formula
from proofs.statements.lemma_09.statement import K_PRIME, RANGE
from proofs.statements.theorem_03.statement import NO_BIASES
from proofs.statements.theorem_30.statement import PARAMETERS, SMALL_EPS_W
from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording
from proofs.wording.symbols import c, delta_i, events, pool

_ROOM = "Certify.fan_out.FanOut."
_NETWORK = "Certify.fan_out.FanOutNetwork."
_SETTING = (
    Clause("lipschitz", "every activation of F is Lipschitz, the intermediate ones of G are ReLU"),
    NO_BIASES,
)
_DEFINITIONS = {**{d.name: d.expression for d in formula().definitions}, "M": formula().M}

_WORDING = Wording(
    r"Let $\varepsilon_w < 2w_{\max}$ be at most $\varepsilon / (e \ell \lambda_{\max} n_{\max}^{3/2} \bar F "
    r"\prod_i \max\{1, \lambda_i \nu_i\})$ for numbers $\bar F, \nu_i$ fixed before $G$, and let layer $i$ of $G$ "
    r"have $M_i = n_{i-1} \lceil 8k' \ln\frac{4 k n_i n_{i-1} \ell}{\delta} \rceil$ intermediate neurons, all of "
    r"whose weights are sampled from $p_w$: a pool for each input. Then with probability at least $1 - \delta$ "
    r"masks with $\sup \|F(x) - \hat G(x)\|_2 \le \varepsilon$ exist for every $F$ with weights in $[-w_{\max}, "
    r"w_{\max}]$, $F_{\max}(\mathcal X) \le \bar F$ and $\|W_i^*\|_2 \le \nu_i$. They leave a neuron no input but "
    r"that of its pool.",
    setting=_SETTING,
    hypotheses=(*PARAMETERS, *RANGE, K_PRIME, SMALL_EPS_W),
    definitions=_DEFINITIONS,
    conclusions=(
        Clause(
            "pools",
            "if in the pool of each input, for each output, both signs of z_out and of z_in and each of the "
            "k intervals, some neuron has these signs and its product there, then every matrix with |w*| <= w_max "
            "has, for both branches of all its weights, masks in the pools of their inputs with |w* − ŵ^±| <= "
            "ε_w/2",
        ),
        Clause(
            "acts",
            "neurons that keep the input of their pool and all the outputs whose masks have them act, at any "
            "point, as a matrix within ε_w/2 of W*_i",
        ),
        Clause(
            "count",
            "the probabilities with which the 4 k n_i n_{i−1} events of a layer fail add up to at most δ/ℓ",
            sp.Le(events * (1 - c) ** pool, delta_i, evaluate=False),
        ),
        Clause(
            "masks",
            "with probability >= 1 − δ masks with |w* − ŵ^±| <= ε_w/2 exist, for every F, for all weights at once",
        ),
        Clause(
            "error",
            "with probability >= 1 − δ, for every F, masks with sup ‖F(x) − Ĝ(x)‖₂ <= ε exist that leave a neuron "
            "no input but its pool's",
        ),
    ),
    note="Theorem 30's proof says that one neuron 'cannot be shared to approximate two target weights at the same "
    "time'; theorem-30-sharing refutes it: one that keeps one input adds to each output that it keeps what it "
    "would add if it were that weight's alone. No neuron is used up, so no target weight is looked at and the "
    "events are the same for every F. Those of one pool are not independent: a union bound needs the m neurons "
    "of a pool to be. Example 5: M_i = 664700 (66.47 per weight; Theorem 30: 142.81 for one F, Theorem 3: "
    "628.70); Example 6: M_i = 2754400. Not proved: biases (the constant unit would be one input more); that "
    "two sign patterns suffice where an input is never negative.",
)

STATEMENT = Statement(
    "fan-out",
    "ours",
    "One pool of neurons per input serves all outputs, for every F",
    _WORDING,
    coq=(
        CoqProof(_ROOM + "hit_pools_serve", conclusions=("pools",)),
        CoqProof(_NETWORK + "pools_act", conclusions=("acts",)),
        CoqProof(
            _ROOM + "pool_count_enough",
            conclusions=("count",),
            remark="c = 1/(8k') of view_lower and interval_eighth",
        ),
        CoqProof(
            _ROOM + "fan_out_every_F",
            conclusions=("masks",),
            remark="whole neurons, M_i in a row: pool after pool",
        ),
        CoqProof(
            _NETWORK + "fan_out_every_F_network_lipschitz",
            conclusions=("error",),
            remark="one draw for every F; ‖W*_i‖₂ <= B_i in ε_w",
        ),
        CoqProof(_ROOM + "layer_served", conclusions=("layer",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"Whatever the law of a neuron's weights: if it hits each interval with each pair of signs, at each "
            r"output and input, with probability at least $c$, then $n_{i-1}$ pools of $m$ neurons serve all "
            r"matrices of layer $i$ with probability at least $1 - 4 k n_i n_{i-1} (1 - c)^m$.",
            hypotheses=(SMALL_EPS_W,),
            conclusions=(
                Clause(
                    "layer",
                    "with probability >= 1 − 4 k n_i n_{i−1} (1 − c)^m, every matrix with |w*| <= w_max has masks "
                    "with |w* − ŵ^±| <= ε_w/2 for all its weights",
                ),
            ),
        ),
        "Gap: nothing here says that fewer neurons fail. Both branches and both signs of w* are wanted "
        "everywhere, each branch within ε_w/2 where ε_w will do (certificate, gadget-error), and at most k − 1 "
        "intervals of a branch are used.",
        unneeded=("the paper's law",),
    ),
    rests_on=("lemma-01", "lemma-09", "corollary-10", "lemma-28"),
)
