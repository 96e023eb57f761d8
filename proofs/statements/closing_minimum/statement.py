"""The closing formula of Appendix D, as printed: its deduction mixes two failure budgets; not refuted by that."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.closing_minimum.derivation import formula
from proofs.statements.combined.statement import STATEMENT as COMBINED
from proofs.statements.lemma_09.statement import K_PRIME, RANGE
from proofs.statements.theorem_03.derivation import formula as theorem_03
from proofs.statements.theorem_03.statement import NO_BIASES, RELU
from proofs.statements.theorem_30.derivation import formula as theorem_30
from proofs.statements.theorem_30.statement import PARAMETERS, SMALL_EPS_W, WHOLE_NEURONS
from proofs.wording.statement import Clause, CoqProof, Point, ProofStep, Statement, Wording
from proofs.wording.symbols import N_i, N_star, delta, ell, largest

n_out, n_in = sp.IndexedBase("n_out"), sp.IndexedBase("n_in")
i, j = sp.symbols("layer_i layer_j", integer=True, positive=True)  # not the i of ε_w


def total_budget() -> sp.Expr:
    """``Σ_i``: δ/ℓ where layer i takes Theorem 3's count, δ n_i n_{i−1}/N* where it takes Theorem 30's."""
    three, thirty = (f().resolved("gamma", "eps_w", "k_prime") for f in (theorem_03, theorem_30))
    all_weights = sp.Sum(n_out[j] * n_in[j], (j, 1, ell))
    at_layer = {
        N_i: n_out[i] * n_in[i],
        largest: sp.Max(n_out[i], n_in[i], evaluate=False),
        N_star: all_weights,
    }
    takes_30 = sp.Lt(thirty.xreplace(at_layer), three.xreplace(at_layer), evaluate=False)
    share = delta * n_out[i] * n_in[i] / all_weights
    return sp.Sum(sp.Piecewise((share, takes_30), (delta / ell, True)), (i, 1, ell))


def widths(*n: int) -> dict[str, Fraction | tuple[Fraction, ...]]:
    """The parameters of an architecture n_0, …, n_ℓ with all norms 1."""
    layers = len(n) - 1
    ones = (Fraction(1),) * layers
    return {
        "ell": Fraction(layers),
        "n_out": tuple(map(Fraction, n[1:])),
        "n_in": tuple(map(Fraction, n[:-1])),
        "n_max": Fraction(max(n)),
        "w_max": Fraction(1),
        "F_max": Fraction(1),
        "lambda_max": Fraction(1),
        "lambda": ones,
        "norm_W": ones,
    }


BUDGET = Clause(
    "budget",
    "the probabilities with which the proofs let the layers fail, each with the count taken, add up to at most δ",
    sp.Le(total_budget(), delta, evaluate=False),
)
_STATEMENT = Clause("statement", "with probability >= 1 − δ masks with sup ‖F(x) − Ĝ(x)‖₂ <= ε exist")
_DEFINITIONS = {**{d.name: d.expression for d in formula().definitions}, "M": formula().M}

# 'since both hold simultaneously', as far as the union bound over the layers goes
DEDUCTION = Wording(
    "since both Theorem 3 and Theorem 30 hold simultaneously, we can take [the smaller count, per layer]",
    hypotheses=(*PARAMETERS, SMALL_EPS_W),
    definitions=_DEFINITIONS,
    conclusions=(BUDGET,),
)

STATEMENT = Statement(
    "closing-minimum",
    "closing formula",
    "The smaller of Theorems 3 and 30, per layer",
    Wording(
        r"Therefore, since both Theorem 3 and Theorem 30 hold simultaneously, we can take: $M_i = "
        r"\min\{\lceil 16k'(n_i n_{i-1} + \ln\frac{2k'\ell}{\delta}) \rceil, \lceil 2k'(n_i n_{i-1} + "
        r"4\max\{n_i, n_{i-1}\} \ln\frac{2k'N^*}{\delta}) \rceil\}$ to ensure that, with probability at least "
        r"$1 - \delta$, $\sup_{x \in \mathcal X} \|F(x) - \hat G(x)\|_2 \le \varepsilon$.",
        setting=(RELU, NO_BIASES),
        hypotheses=(*PARAMETERS, SMALL_EPS_W),
        definitions=_DEFINITIONS,
        conclusions=(_STATEMENT,),
        note="Judged where Theorems 3 and 30 have a meaning. The deduction fails; no network is known for which "
        "the probability is too small. At both points at which the budgets exceed δ the exact tails stay below "
        "it: the pieces' binomial tails add up to 0.590 δ for widths 2, 3, 1 and to 0.936 δ for 784, 100, 10 "
        "(k < k' and the slack of Chernoff's bound). One layer is no exception: there the budgets are equal.",
    ),
    Wording(
        r"With $M_i = \min\{\lceil 16k'(N_i + \ln\frac{2k'N^*}{\delta}) \rceil, \lceil 2k'(N_i + 4\max\{n_i, "
        r"n_{i-1}\} \ln\frac{2k'N^*}{\delta}) \rceil\}$, $N_i = n_i n_{i-1}$, for a fixed $F$ and "
        r"$\varepsilon_w < 2w_{\max}$.",
        setting=(RELU, NO_BIASES),
        hypotheses=(*PARAMETERS, *RANGE, K_PRIME, SMALL_EPS_W),
        definitions=COMBINED.printed.definitions,
        conclusions=(*COMBINED.printed.conclusions, _STATEMENT),
        note="The count combined: N* for ℓ in the first logarithm. Both counts of layer i then spend δN_i/N*; "
        "the pieces of all target weights of a layer are counted in the first (batch-hall). Neither count is "
        "known to be needed.",
    ),
    fails=r"'since both … hold simultaneously': the proofs allow a layer with Theorem 3's count to fail with "
    r"probability $\delta/\ell$, one with Theorem 30's with $\delta n_i n_{i-1}/N^*$; mixed over the layers "
    r"these add up to more than $\delta$: $\frac76\delta$ for widths 2, 3, 1; for 784, 100, 10 it is "
    r"$\frac{1181}{794}\delta$.",
    steps=(
        ProofStep(
            DEDUCTION,
            (
                Point("budget", {**widths(2, 3, 1), "epsilon": Fraction(1), "delta": Fraction(1, 2)}),
                Point("budget", {**widths(784, 100, 10), "epsilon": Fraction(1, 100), "delta": Fraction(1, 100)}),
            ),
        ),
    ),
    rests_on=("theorem-03", "theorem-30", "combined"),
    coq=(
        CoqProof(
            "Certify.combined.CombinedFull.combined_full",
            conclusions=("layer", "masks"),
            wording="repaired",
            remark=WHOLE_NEURONS,
        ),
        CoqProof(
            "Certify.combined.CombinedFull.combined_network_full",
            conclusions=("statement",),
            wording="repaired",
            remark=f"‖W*_i‖₂ <= B_i in ε_w; {WHOLE_NEURONS}",
        ),
    ),
)
