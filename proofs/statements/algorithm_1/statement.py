"""Algorithm 1, as printed: its indices in either numbering, coverage, freshness, orientation, and its count."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.wording.quantified import ForAll
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording

n_out, n_in, j, d, o, k, m, first = sp.symbols("n_out n_in j d o k m first", integer=True)
idx_in, idx_out, row, column = sp.symbols("idx_in idx_out row column", integer=True)
met, sampled = sp.symbols("met sampled", integer=True)
round_, other, step = sp.symbols("round other step", integer=True)
_ROOM = "Certify.algorithm_1.Algorithm1."


def remainder(number: sp.Expr, modulus: sp.Expr) -> sp.Expr:
    """``number % modulus``."""
    return number - modulus * sp.floor(number / modulus, evaluate=False)


def printed_output(at_round: sp.Expr, at_step: sp.Expr) -> sp.Expr:
    """``(d+j) % n_i``."""
    return remainder(at_step + at_round, n_out)


def repaired_output(at_round: sp.Expr, at_step: sp.Expr) -> sp.Expr:
    """``(d+j) % n_i + 1``."""
    return printed_output(at_round, at_step) + 1


def _between(low: sp.Expr, middle: sp.Expr, high: sp.Expr) -> sp.Basic:
    return sp.And(sp.Le(low, middle, evaluate=False), sp.Le(middle, high, evaluate=False), evaluate=False)


def _times_met(output: sp.Expr) -> sp.Expr:
    return sp.Sum(sp.Piecewise((1, sp.Le(sp.Abs(output - o), 0, evaluate=False)), (0, True)), (round_, 1, n_out))


def _hypotheses(numbering: Clause) -> tuple[Clause, ...]:
    return (
        numbering,
        Clause("j", "1 <= j <= n_i", _between(sp.Integer(1), j, n_out)),
        Clause("d", "1 <= d <= n_{i−1}", _between(sp.Integer(1), d, n_in)),
        Clause("wide", "n_i >= n_{i−1}", sp.Ge(n_out, n_in, evaluate=False)),
        Clause("o", "o is the number of an output", _between(first, o, n_out - 1 + first)),
        Clause("k", "k >= 1", sp.Ge(k, 1, evaluate=False)),
        Clause("m", "m >= 2k", sp.Ge(m, 2 * k, evaluate=False)),
    )


_INDICES = Clause(
    "indices",
    "idx_in is the number of an input, idx_out that of an output",
    sp.And(_between(first, idx_in, n_in - 1 + first), _between(first, idx_out, n_out - 1 + first), evaluate=False),
)
_COVERAGE = Clause("coverage", "every output o is met with d, for some j", sp.Ge(met, 1, evaluate=False))
_FRESHNESS = Clause(
    "freshness",
    "within one j, different d have different outputs",
    ForAll(
        sp.Ge(sp.Abs(printed_output(j, other) - printed_output(j, d)), 1, evaluate=False),
        (other, d + 1, n_in),
    ),
)
_ORIENTATION = Clause(
    "orientation",
    "W*[…, …] is an entry of W*_i, a matrix of n_i rows and n_{i−1} columns",
    sp.And(_between(first, row, n_out - 1 + first), _between(first, column, n_in - 1 + first), evaluate=False),
)
_AT_MOST_2K = m + sp.Sum(2 * k, (step, 1, n_in - 1))


def _at(**values: int) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in values.items()}


_SMALLEST = {"n_out": 1, "n_in": 1, "j": 1, "d": 1, "k": 1, "m": 2}

STATEMENT = Statement(
    "algorithm-1",
    "Algorithm 1",
    "Recycling samples",
    Wording(
        r"We assume that $n_i \ge n_{i-1}$, otherwise the loops and the increments need to be exchanged. … for "
        r"$j = 1$ to $n_i$: … $M =$ sample $m$ fully-connected intermediate neurons; for $d = 1$ to $n_{i-1}$: "
        r"# These indices ensure that # * all target weights are approximated, # * no input weight and no "
        r"output weight is used for more # than one target weight. idx_in $= d$; idx_out $= (d+j) \,\%\, n_i$; "
        r"$w^* = W^*[\text{idx\_in}, \text{idx\_out}]$ … # $|K^+|+|K^-| \le 2k$. — for each $j$ we only need $m "
        r"+ 2(k-1)n_{i-1}$ sampled neurons.",
        hypotheses=_hypotheses(
            Clause("first", "neurons are numbered from 0 or from 1", _between(sp.Integer(0), first, sp.Integer(1)))
        ),
        definitions={
            "idx_in": d,
            "idx_out": printed_output(j, d),
            "row": idx_in,
            "column": idx_out,
            "met": _times_met(printed_output(round_, d)),
            "sampled": _AT_MOST_2K,
        },
        conclusions=(
            _INDICES,
            _COVERAGE,
            _FRESHNESS,
            _ORIENTATION,
            Clause(
                "count",
                "for each j m + 2(k − 1) n_{i−1} neurons are enough when each d uses 2k",
                sp.Le(sampled, m + 2 * (k - 1) * n_in, evaluate=False),
            ),
        ),
        note="Section 2 numbers neurons from 1, j in [n_i] = {1, …, n_i}; the failure of the indices does not "
        "depend on it: from 1, idx_out = 0 is no output; from 0, idx_in = n_{i−1} is no input. The count is "
        "a sentence of Theorem 30's proof. All 2k can be used: k = 1 and w* = ±w_max, or k = 2. In line 26 "
        "'M' has lost its K, so the zeroed weights are those of the neurons left. The refill after the last "
        "d serves nothing and is not counted here.",
    ),
    Wording(
        r"For $n_i \ge n_{i-1}$: idx_out $= (d+j) \,\%\, n_i + 1$, $w^* = W^*[\text{idx\_out}, "
        r"\text{idx\_in}]$, no refill after the last $d$; for each $j$ we need at most $m + 2k(n_{i-1}-1)$ "
        r"sampled neurons. For $n_i < n_{i-1}$ exchange inputs and outputs throughout: $j = 1, \dots, n_{i-1}$, "
        r"$d = 1, \dots, n_i$, idx_out $= d$, idx_in $= (d+j) \,\%\, n_{i-1} + 1$.",
        hypotheses=_hypotheses(
            Clause("first", "neurons are numbered from 1", _between(sp.Integer(1), first, sp.Integer(1)))
        ),
        definitions={
            "idx_in": d,
            "idx_out": repaired_output(j, d),
            "row": idx_out,
            "column": idx_in,
            "met": _times_met(repaired_output(round_, d)),
            "sampled": _AT_MOST_2K,
        },
        conclusions=(
            _INDICES,
            _COVERAGE,
            _FRESHNESS,
            _ORIENTATION,
            Clause(
                "count",
                "for each j m + 2k (n_{i−1} − 1) neurons are enough",
                sp.Le(sampled, m + 2 * k * (n_in - 1), evaluate=False),
            ),
            Clause(
                "exchange",
                "for n_i < n_{i−1} the exchanged indices cover every weight once, each input once per j",
            ),
        ),
        note="One is added to idx_out (or 0 is read as n_i), rows and columns are exchanged, and the count is "
        "changed. Exchanging the loops alone would use one input weight for a whole pool "
        "(loops_exchanged_only); exchanging nothing would use an output weight twice (loops_kept).",
    ),
    fails=r"'These indices ensure that all target weights are approximated': $(d+j) \,\%\, n_i$ is never $n_i$. "
    r"'for each $j$ we only need $m + 2(k-1)n_{i-1}$': with the $|K^+|+|K^-| \le 2k$ of line 31, $m + "
    r"2k(n_{i-1}-1)$, which is more where $n_{i-1} > k$.",
    witnesses=(
        Point("indices", _at(**_SMALLEST, o=1, first=1)),  # idx_out = 0
        Point("indices", _at(**_SMALLEST, o=0, first=0)),  # idx_in = 1 of inputs numbered 0
        Point("coverage", _at(**_SMALLEST, o=1, first=1)),
        Point("orientation", _at(n_out=3, n_in=1, j=1, d=1, o=1, k=1, m=2, first=1)),  # W*[1, 2] of a 3×1 matrix
        Point("count", _at(n_out=2, n_in=2, j=1, d=1, o=1, k=1, m=2, first=1)),  # 4 neurons, 2 printed
    ),
    coq=(
        CoqProof(_ROOM + "no_index_at_all", "refutes", ("indices",), remark="n_i = 1; numbered from 1"),
        CoqProof(_ROOM + "idx_out_zero", "refutes", ("indices",), remark="every n_i >= 2; numbered from 1"),
        CoqProof(_ROOM + "last_output_missed", "refutes", ("coverage",), remark="numbered from 1"),
        CoqProof(_ROOM + "orientation", "refutes", ("orientation",), remark="numbered from 1"),
        CoqProof(_ROOM + "printed_count_too_small", "refutes", ("count",)),
        CoqProof(_ROOM + "outputs_distinct_printed", conclusions=("freshness",)),
        CoqProof(_ROOM + "idx_range", conclusions=("indices", "orientation"), wording="repaired"),
        CoqProof(_ROOM + "covered_exactly_once", conclusions=("coverage",), wording="repaired"),
        CoqProof(_ROOM + "outputs_distinct", conclusions=("freshness",), wording="repaired"),
        CoqProof(_ROOM + "sampled_worst", conclusions=("count",), wording="repaired"),
        CoqProof(_ROOM + "exchanged_ok", conclusions=("exchange",), wording="repaired"),
        CoqProof(_ROOM + "covered_exactly_once", conclusions=("exactly once",), wording="tightest"),
        CoqProof(_ROOM + "outputs_distinct_iff", conclusions=("distinct",), wording="tightest"),
        CoqProof(_ROOM + "printed_count_too_small", conclusions=("count",), wording="tightest"),
        CoqProof(_ROOM + "printed_count_ok", conclusions=("smaller",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"With the repaired indices every target weight is met exactly once; outputs are distinct within "
            r"each $j$ iff $n_{i-1} \le n_i$; if every $d$ uses $2k$ neurons, $m + 2(k-1)n_{i-1}$ are too few "
            r"iff $1 \le k < n_{i-1}$, and if none uses more than $2(k-1)$ they are enough.",
            conclusions=(
                Clause("exactly once", "every (d, o) is met for exactly one j"),
                Clause("distinct", "the outputs of one j are distinct iff n_{i−1} <= n_i"),
                Clause("count", "m + 2(k − 1) n_{i−1} < m + 2k(n_{i−1} − 1) iff 1 <= k < n_{i−1}"),
                Clause("smaller", "with at most 2(k − 1) per d the printed count is enough"),
            ),
        ),
        "Attained: m + 2k(n_{i−1} − 1) where every d uses 2k. For γ = 2/3 and k >= 3 the greedy decomposition "
        "never keeps all k pieces (Lemma09, greedy_state_23), so the printed count is enough there.",
        unneeded=("the refill after the last d",),
    ),
)
