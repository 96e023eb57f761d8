"""A sentence of Theorem 30's proof: one neuron may well serve two target weights at the same time."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.wording.statement import Clause, CoqProof, Point, Statement, Wording
from proofs.wording.symbols import eps_w, positive, w_max

w_1, w_2, z_in, z_1, z_2 = (sp.Symbol(name, real=True) for name in ("w_1", "w_2", "z_in", "z_1", "z_2"))
alpha, beta = positive("alpha"), positive("beta")
_SCALE = (2 * eps_w / 9 * (2 * w_max / 3)) ** sp.Rational(1, 4)


def _between(low: sp.Expr, middle: sp.Expr, high: sp.Expr) -> sp.Basic:
    return sp.And(sp.Le(low, middle, evaluate=False), sp.Le(middle, high, evaluate=False), evaluate=False)


def _close(w: sp.Expr, z: sp.Expr) -> sp.Basic:
    """The product weight of the neuron is within ε_w/2 of the target weight."""
    return sp.Le(sp.Abs(w - z * z_in), eps_w / 2, evaluate=False)


STATEMENT = Statement(
    "theorem-30-sharing",
    "Theorem 30, proof",
    "A neuron serves one target weight",
    Wording(
        r"One neuron with some pruned weights cannot be shared to approximate two target weights at the same "
        r"time, "
        r"which means we need at least $2kn_in_{i-1}$ neurons ($k$ for each $\hat w^+$, and $k$ for each $\hat "
        r"w^-$).",
        hypotheses=(
            Clause("eps_w", "ε_w > 0", sp.Gt(eps_w, 0, evaluate=False)),
            Clause("eps_w-high", "ε_w < 2 w_max", sp.Lt(eps_w, 2 * w_max, evaluate=False)),
            Clause("w_1-low", "ε_w/2 < w*_1: the empty mask is not enough", sp.Lt(eps_w / 2, w_1, evaluate=False)),
            Clause("w_1-high", "w*_1 <= w_max", sp.Le(w_1, w_max, evaluate=False)),
            Clause("w_2-low", "ε_w/2 < w*_2", sp.Lt(eps_w / 2, w_2, evaluate=False)),
            Clause("w_2-high", "w*_2 <= w_max", sp.Le(w_2, w_max, evaluate=False)),
            Clause("drawn-in", "z_in is in [α, β]", _between(alpha, z_in, beta)),
            Clause("drawn-1", "z_out,1 is in [α, β]", _between(alpha, z_1, beta)),
            Clause("drawn-2", "z_out,2 is in [α, β]", _between(alpha, z_2, beta)),
        ),
        definitions={"alpha": 2 * eps_w / 9 / _SCALE, "beta": 2 * w_max / 3 / _SCALE},
        conclusions=(
            Clause(
                "one at a time",
                "a neuron that keeps one input and two outputs, z_out,o σ(z_in x), is not within ε_w/2 of both "
                "w*_1 x "
                "and w*_2 x",
                sp.Not(sp.And(_close(w_1, z_1), _close(w_2, z_2), evaluate=False), evaluate=False),
            ),
        ),
        note="The two target weights have the same input d and the outputs 1 and 2: the neuron keeps the input d "
        "and "
        "both outputs, and each output receives z_out,o σ(z_in x_d), as if the neuron were its own. So the "
        "conclusion 'we need at least 2k n_i n_{i−1} neurons' does not follow; Algorithm 1 keeps one output of "
        "each neuron by choice.",
    ),
    Wording(
        r"A neuron that keeps one input may be shared by target weights of this input, one for each output that "
        r"it "
        r"keeps; one that keeps two inputs, with weights other than 0, does not compute the sum of what it "
        r"computes "
        r"with each of them.",
        conclusions=(
            Clause(
                "shared",
                "where every neuron keeps one input and all x_d >= 0, output o is Σ_d ŵ_{o,d} x_d, ŵ_{o,d} a sum "
                "over "
                "the neurons that keep d and o, whatever other outputs they keep",
            ),
            Clause(
                "interfere", "for z_1, z_2 != 0 there are x with σ(z_1 x_1 + z_2 x_2) != σ(z_1 x_1) + σ(z_2 x_2)"
            ),
        ),
        note="For negative x_d the same holds with σ(−z) for σ(z).",
    ),
    fails=r"'One neuron … cannot be shared': with $z_{\text{in}} = 1$, $z_{\text{out},1} = 1/2$ and "
    r"$z_{\text{out},2} = "
    r"1/3$ one neuron approximates 1/2 and 1/3 at once.",
    witnesses=(
        Point(
            "one at a time",
            {
                "eps_w": Fraction(1, 10),
                "w_max": Fraction(1),
                "w_1": Fraction(1, 2),
                "w_2": Fraction(1, 3),
                "z_in": Fraction(1),
                "z_1": Fraction(49, 100),
                "z_2": Fraction(7, 20),
            },
        ),
    ),
    rests_on=("theorem-30",),
    coq=(
        CoqProof("Certify.theorem_30_sharing.Sharing.shared_layer", conclusions=("shared",), wording="repaired"),
        CoqProof(
            "Certify.theorem_30_sharing.Sharing.two_inputs_interfere",
            conclusions=("interfere",),
            wording="repaired",
        ),
    ),
)
