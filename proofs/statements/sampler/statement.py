"""``sampler``: lower bounds of the probabilities of the discretised distribution's categories, for ideal words."""

from __future__ import annotations

import sympy as sp

from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

cells, g = sp.Symbol("cells", integer=True), sp.Symbol("g", integer=True)
HALVES = sp.Integer(2) ** 32
words, share = sp.Symbol("words", integer=True), sp.Symbol("share", integer=True)
_ROOM = "Certify.sampler.Sampler."
_CELLS = (
    Clause("cells-low", "1 <= C", sp.Ge(cells, 1, evaluate=False)),
    Clause("cells-high", "C <= 2^32", sp.Le(cells, HALVES, evaluate=False)),
    Clause("g-low", "0 <= g", sp.Ge(g, 0, evaluate=False)),
    Clause("g-high", "g < C", sp.Lt(g, cells, evaluate=False)),
)
# u with ⌊uC/2^32⌋ = g: from ⌈g 2^32/C⌉ up to, but not including, ⌈(g+1) 2^32/C⌉
_WORDS = sp.ceiling((g + 1) * HALVES / cells, evaluate=False) - sp.ceiling(g * HALVES / cells, evaluate=False)

STATEMENT = Statement(
    "sampler",
    "ours",
    "Category probabilities of the discretised sampler",
    Wording(
        r"Let words be independent and uniform on $\{0, \dots, 2^{64}-1\}$, the cell of a word $\lfloor "
        r"uC/2^{32} \rfloor$ with $u$ its high half, its sign the lowest bit. Then each cell has probability at "
        r"least $\lfloor 2^{32}/C \rfloor/2^{32}$, and for all signs of a neuron's two weights $P(\text{signs}, "
        r"\text{category } u) \ge \frac14 \left(\lfloor 2^{32}/C \rfloor / 2^{32}\right)^2 \#\{(g, h) : "
        r"\text{category}(g + h) = u\}$; where the sums of category $u$ are those of the plan, the product of "
        r"the weights lies in the interval of $u$.",
        hypotheses=_CELLS,
        definitions={"words": _WORDS, "share": sp.floor(HALVES / cells, evaluate=False)},
        conclusions=(
            Clause(
                "cell",
                "at least ⌊2^32/C⌋ of the 2^32 high halves fall in cell g",
                sp.Ge(words, share, evaluate=False),
            ),
            Clause("signs", "the sign is fair and independent of the cell"),
            Clause("category", "P(signs, category u) >= ¼ (⌊2^32/C⌋/2^32)² #{(g, h) : category(g + h) = u}"),
            Clause("certain", "where g + h has category u, the product lies in the interval of u"),
            Clause("interval", "P(signs, product in the interval of u) is at least that bound"),
        ),
        note="For ideal words: nothing random is proved of Philox, a fixed function. The table's entries are "
        "the integers nearest to 2^31·2^(j/256), which the code decides by comparing integers.",
    ),
    coq=(
        CoqProof(
            _ROOM + "cell_probability", conclusions=("cell",), remark="as a probability: words divided by 2^32"
        ),
        CoqProof(_ROOM + "sign_independent", conclusions=("signs",)),
        CoqProof(
            _ROOM + "sampler", conclusions=("category",), remark="pair_count_pairs: the count is that of the pairs"
        ),
        CoqProof(
            _ROOM + "category_certain",
            conclusions=("certain",),
            remark="for a table of nearest integers; with the plan's slack of 10^-6 cells (table_slack)",
        ),
        CoqProof(_ROOM + "sampler_interval", conclusions=("interval",), remark="for a table of nearest integers"),
        CoqProof(_ROOM + "cell_probability", conclusions=("cell",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"Each cell has probability at least $\lfloor 2^{32}/C \rfloor/2^{32}$.",
            hypotheses=_CELLS,
            definitions={"words": _WORDS, "share": sp.floor(HALVES / cells, evaluate=False)},
            conclusions=(
                Clause(
                    "cell", "at least ⌊2^32/C⌋ high halves fall in cell g", sp.Ge(words, share, evaluate=False)
                ),
            ),
        ),
        "Attained: the C cells share 2^32 halves, ⌊2^32/C⌋ or one more each, and not all of them more. Gap: "
        "sums of cells at the edge of an interval count for none, about two of 256 log2(1/γ) per interval.",
    ),
)
