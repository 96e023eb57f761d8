"""``certificate``: why a ticket that checks is true; the claim that every ticket rests on."""

from __future__ import annotations

from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

_ROOM = "Certify.certificate."
# conclusion, the one theorem that states it, in words
_PARTS = (
    (
        "gadget",
        "Gadget.gadget",
        "at input y the kept neurons compute Σ_d ŵ^{sign y_d}_{od} y_d, ŵ^± summed by the sign of z_in",
    ),
    (
        "gadget-error",
        "Gadget.gadget_error",
        "their error is at most Σ_d max(|w* − ŵ⁺|, |w* − ŵ⁻|) |y_d|: ε_w per branch",
    ),
    (
        "gadget-masks",
        "Gadget.masked_layer",
        "they are what 0/1 masks leave of a fully connected layer, one input per neuron",
    ),
    (
        "recursion",
        "Certificate.certificate",
        "‖F(x) − Ĝ(x)‖₂ <= E_ℓ for all x of the domain, biases and signs included",
    ),
    (
        "recursion-masks",
        "Certificate.certificate_masked",
        "the same with Ĝ written as G's matrices under 0/1 masks",
    ),
    ("claims-frobenius", "Norms.frobenius", "Σ A² <= c² suffices for ‖A‖₂ <= c"),
    ("claims-schur", "Norms.schur", "row sums times column sums at most c² suffice"),
    ("claims-spectral", "Norms.spectral_iff", "‖A‖₂ <= c iff c²I − AᵀA is positive semidefinite"),
    ("claims-factor", "Norms.factor_test", "a factor with a small, dominated rest shows semidefiniteness"),
    ("claims-filter", "Norms.gram_filter", "so does a factor of c²I − AᵀA with a bound of the rounding"),
    (
        "claims-pivot",
        "Norms.elimination_step",
        "a positive pivot reduces semidefiniteness to what elimination leaves",
    ),
    ("claims-zero", "Norms.elimination_zero", "a zero pivot with a zero column may be left out"),
    ("claims-transposed", "Norms.transposed", "‖Aᵀ‖₂ <= c suffices"),
    ("claims-dominated", "Norms.dominated", "a matrix that is larger entry by entry suffices"),
    ("suprema-boxes", "Suprema.box_network", "boxes carried through F contain its activations"),
    ("suprema-box", "Suprema.box_sup", "a box bounds ‖(F_i(x), 1)‖₂"),
    ("suprema-ball-layer", "Suprema.ball_layer", "a ball gives the first layer's box"),
    ("suprema-ball", "Suprema.ball_sup", "a ball bounds ‖(x, 1)‖₂"),
    ("suprema-norms", "Suprema.norm_propagation", "norms carried through a layer bound ‖F_i(x)‖₂"),
    (
        "activations",
        "Activations.activation_table",
        "each activation, its parameters in range, has its λ, is increasing, is >= 0 where the table says so",
    ),
    ("activations-enclosed", "Activations.activation_enclosure", "each lies in its rational enclosure"),
)

STATEMENT = Statement(
    "certificate",
    "ours",
    "A ticket that checks is true",
    Wording(
        r"Let every kept intermediate ReLU neuron have exactly one input, let the claims $c \ge \|A\|_2$ and "
        r"the suprema $S_{i-1} \ge \sup \|(F_{i-1}(x), 1)\|_2$ over the domain be verified, let $E_0 = 0$ and, "
        r"for each layer, $E_i = \lambda_i(\|\hat W_i\| E_{i-1} + \|[\Delta W_i\ \Delta b_i]\| S_{i-1})$ if no "
        r"input of it is ever negative, $E_i = \lambda_i((\|W^*_i\| + \|\Delta_i\|) E_{i-1} + \|[\Delta_i\ "
        r"\Delta b_i]\| S_{i-1})$ in any case, or the smaller of valid ones. Then $\|F(x) - \hat G(x)\|_2 \le "
        r"E_\ell$ for every $x$ of the domain.",
        hypotheses=(
            Clause("one input", "a kept intermediate neuron has exactly one input"),
            Clause("lipschitz", "every activation of F is Lipschitz with the λ_i of the table"),
            Clause("domain", "coordinates declared never negative are >= 0 on the domain"),
            Clause("verified", "the claimed norms and suprema are upper bounds"),
        ),
        conclusions=tuple(Clause(name, text) for name, _, text in _PARTS),
        note="Not covered: rounding (the checker computes in exact rationals), the generator, file formats.",
    ),
    coq=(
        *(CoqProof(_ROOM + theorem, conclusions=(name,)) for name, theorem, _ in _PARTS),
        CoqProof(_ROOM + "Certificate.certificate_masked", conclusions=("masked",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"The same with $E_\ell \le \varepsilon$, for $\hat G$ as $G$ under 0/1 masks: $\sup \|F(x) - \hat "
            r"G(x)\|_2 \le \varepsilon$.",
            conclusions=(
                Clause("masked", "‖F(x) − Ĝ(x)‖₂ <= E_ℓ with Ĝ written with masks on G's weight matrices"),
            ),
        ),
        "Gap: each layer's bound is attained by some data (one layer, one weight: the error is |w* − ŵ^±| |x|), "
        "the composition over layers in general not. Each branch may err by ε_w, not ε_w/2 as the paper asks "
        "(gadget_error).",
    ),
)
