"""Theorem 3, as printed; what it says once ε_w is fixed beforehand."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.statement import CONFIDENCE, K_PRIME, RANGE
from proofs.statements.theorem_03.derivation import formula
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import eps_w, epsilon, lambda_max, w_max

RELU = Clause("relu", "every activation of F is ReLU")
NO_BIASES = Clause("no-biases", "the architecture has no biases (with them n_{i-1} + 1 replaces n_{i-1} here)")
# ReLU as far as the printed formulas use it: formal, so that they can be evaluated
LIPSCHITZ = Clause("lambda", "σ is ReLU, so λ = 1", sp.Le(lambda_max, 1, evaluate=False))
ACCURACY = Clause("epsilon", "a given accuracy ε > 0", sp.Gt(epsilon, 0, evaluate=False))
WEIGHTS = Clause("w_max", "weights in [−w_max, w_max], w_max > 0", sp.Gt(w_max, 0, evaluate=False))
USEFUL = Clause(
    "useful",
    "ε_w < 2 w_max, so that k' > 1; beyond it no neuron is needed",
    sp.Lt(eps_w, 2 * w_max, evaluate=False),
)

_DEFINITIONS = {d.name: d.expression for d in formula().definitions} | {"M": formula().M}
_STATEMENT = Clause(
    "statement", "with probability >= 1 − δ, for every F there are masks with sup over X of ‖F(x) − Ĝ(x)‖₂ <= ε"
)

STATEMENT = Statement(
    "theorem-03",
    "Theorem 3",
    "ReLU sampling bound",
    Wording(
        r"For a given architecture $A(\ell, \mathbf n, \sigma)$ where $\sigma$ is the ReLU function, with "
        r"weights in $[-w_{\max}, w_{\max}]$ and a given accuracy $\varepsilon$, the network $G$ constructed as "
        r"above with weights sampled from $p_w$ with $[\alpha, \beta] = [\alpha'/q, \beta'/q]$, $\alpha' = "
        r"2\varepsilon_w/9$, $\beta' = 2w_{\max}/3$, and $q = (\alpha'\beta')^{1/4}$, requires only to sample "
        r"$M_i$ intermediate neurons for each layer $i$, where $M_i = \left\lceil 16k' \left( n_i n_{i-1} + \ln "
        r"\frac{2\ell k'}{\delta} \right) \right\rceil$ with $k' = \log_{3/2} \frac{3w_{\max}}{\varepsilon_w}$ "
        r"and $\varepsilon_w = \varepsilon \left/ \left( e \ell n_{\max}^{3/2} F_{\max}(\mathcal X) "
        r"\prod_{i=1}^{\ell} \max\{1, \|\hat W_i\|_2\} \right) \right.$ … to ensure that for any target network "
        r"$F$ with the given architecture $A(\ell, \mathbf n, \sigma)$, there exist binary masks … of $G$ such "
        r"that for the resulting network $\hat G$, $\sup_{x \in \mathcal X} \|F(x) - \hat G(x)\|_2 \le "
        r"\varepsilon$.",
        setting=(RELU, NO_BIASES),
        hypotheses=(ACCURACY, WEIGHTS, *CONFIDENCE, LIPSCHITZ),
        definitions=_DEFINITIONS,
        conclusions=(_STATEMENT,),
        note="'with probability at least 1 − δ' is in the proof only. Three things keep it from having a "
        "meaning: where ε_w >= 3 w_max, k' <= 0 and M_i is the logarithm of no positive number (where ε_w is "
        "just below, M_i may be −1: n = ℓ = 1, k' = 1/16, δ = 99/100); ‖Ŵ_i‖₂ is that of the network found, "
        "after G; and F_max is F's, while G comes before 'any F'.",
    ),
    Wording(
        r"Let $\varepsilon_w < 2w_{\max}$ be at most $\varepsilon / (e \ell n_{\max}^{3/2} \bar F \prod_i "
        r"\max\{1, \nu_i\})$ for numbers $\bar F, \nu_i$ fixed before $G$. Then with probability at least $1 - "
        r"\delta$, with the printed $M_i$, masks with $\sup \|F(x) - \hat G(x)\|_2 \le \varepsilon$ exist for "
        r"every $F$ with $F_{\max}(\mathcal X) \le \bar F$ and $\|\,|W_i^*|\,\|_2 \le \nu_i$ ($\nu_i = "
        r"w_{\max}\sqrt{n_i n_{i-1}}$ always does).",
        setting=(RELU, NO_BIASES),
        hypotheses=(ACCURACY, WEIGHTS, *CONFIDENCE, LIPSCHITZ, *RANGE, K_PRIME, USEFUL),
        definitions=_DEFINITIONS,
        conclusions=(
            Clause(
                "masks",
                "with probability >= 1 − δ the sampled neurons hold, for every F, masks with |w* − ŵ^±| <= "
                "ε_w/2 for all weights at once, no neuron used twice",
            ),
            _STATEMENT,
        ),
        note="The count needs no repair, its proof does: N_i neurons in each category of each pair (d, o) "
        "suffice by Hall's theorem; these are 4k'N_i events instead of 2k, and Lemma 29 with 1 − 1/e instead of "
        "1/2 pays for them out of the 16 (derivation, 'every F'). ‖Ŵ_i‖₂ <= ‖ |W*_i| ‖₂, as 0 <= ŵ/w* <= 1.",
    ),
    fails=r"Step 2': 'Then we use Lemma 29 with $2k$ categories'. A neuron's category depends on the input and "
    r"output looked at, so there are $2k n_i n_{i-1}$ events for one $F$; and that $n_i n_{i-1}$ neurons in "
    r"each allow a choice without conflict is not argued. Step 2': '$k := \lceil \log_{3/2} "
    r"\frac{w_{\max}}{2\varepsilon_w} \rceil$' has to be $\log_{3/2}(2w_{\max}/\varepsilon_w)$: at $w_{\max} = "
    r"1$, $\varepsilon_w = 1/2$ it is 0, and $w^* = 1$ needs 4. Step 1: 'we need both $|w^* - \hat w^+| \le "
    r"\varepsilon_w/2$ and $|w^* - \hat w^-| \le \varepsilon_w/2$': at any $x$ one branch is zero, "
    r"$\varepsilon_w$ is enough for each. Step 3: '$\hat G$ and $F$ now have the same architecture' needs $\hat "
    r"w^+ = \hat w^-$ or inputs of one sign; it is saved by the first layer's norm not entering Lemma 1. "
    r"Harmless: $8\lceil k' \ln \frac{k'}{\delta_w} \rceil$ for $\lceil 8k' \ln \frac{k'}{\delta_w} \rceil$.",
    rests_on=("lemma-01", "corollary-10", "lemma-28", "lemma-29"),
    coq=(
        CoqProof(
            "Certify.theorem_03.EveryF.theorem_03_every_F",
            conclusions=("masks",),
            wording="repaired",
            remark="Neurons with log-uniform weights of fair sign, the printed M_i, Hall's theorem",
        ),
        CoqProof(
            "Certify.theorem_03.Theorem03Network.theorem_03_every_F_network",
            conclusions=("statement",),
            wording="repaired",
            remark="one draw for every F; ‖W*_i‖₂ <= B_i in ε_w",
        ),
    ),
    undefined=(
        Point(
            "M",
            {
                "ell": Fraction(1),
                "n_max": Fraction(1),
                "N_i": Fraction(1),
                "N_star": Fraction(1),
                "epsilon": Fraction(9),
                "delta": Fraction(1, 2),
                "w_max": Fraction(1),
                "F_max": Fraction(1),
                "lambda_max": Fraction(1),
                "lambda": (Fraction(1),),
                "norm_W": (Fraction(1),),
            },
        ),
    ),
    tightest=Tightest(
        Wording(
            r"The same with $\varepsilon_w$ instead of $\varepsilon_w/2$ for each branch: $k' = \log_{3/2} "
            r"\frac{3w_{\max}}{2\varepsilon_w}$, $\alpha' = 4\varepsilon_w/9$; without $e$ in $\varepsilon_w$; "
            r"and with $\lceil \frac{8k'}{1 - 1/e} (n_i n_{i-1} - 1 + \ln\frac{4\ell k' n_i n_{i-1}}{\delta}) "
            r"\rceil$ if that is less.",
            hypotheses=(RELU, NO_BIASES, *RANGE, K_PRIME),
            conclusions=(_STATEMENT,),
        ),
        attained="Gap left: at most 2k N_i neurons are used of about 12.7 k' N_i; nothing here says that fewer "
        "fail.",
        unneeded=(
            "the 2 in ε_w/2",
            "e",
            "16: 8/(1 − 1/e) = 12.66 does",
            "the branch S⁻ where inputs are never negative",
        ),
    ),
)
