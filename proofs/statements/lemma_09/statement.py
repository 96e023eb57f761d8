"""Lemma 9, as printed: its parts are the greedy construction, the coverage of the intervals, and both."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs.statements.lemma_09.derivation import derive, epsilon
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Tightest, Wording
from proofs.wording.symbols import delta, gamma, golden, k, k_prime, m

RANGE = (
    Clause(
        "gamma_lower",
        "1/phi <= gamma, or Lemma 9's greedy induction fails: 1/gamma - gamma <= 1",
        sp.Le(golden, gamma, evaluate=False),
    ),
    Clause("gamma_upper", "gamma < 1", sp.Lt(gamma, 1, evaluate=False)),
)
K_PRIME = Clause(
    "k_prime-positive",
    "k_prime > 0, or the range of the density is empty",
    sp.Gt(k_prime, 0, evaluate=False),
)
ACCURACY = Clause("epsilon", "ε > 0", sp.Gt(epsilon, 0, evaluate=False))
CONFIDENCE = (
    Clause("delta", "δ > 0", sp.Gt(delta, 0, evaluate=False)),
    Clause("delta-below-1", "δ < 1", sp.Lt(delta, 1, evaluate=False)),
)
NOT_EMPTY = Clause(
    "not-empty", "γε < 1, so that εγ² < γ: the density has a range", sp.Lt(gamma * epsilon, 1, evaluate=False)
)
_CONCLUSIONS = (
    Clause(
        "greedy", "for all v_i in I_i = (γ^{i+1}, γ^i], i = 1..k, and all w in [0, 1] a mask has w − ε <= ŵ <= w"
    ),
    Clause("coverage", "with probability >= 1 − δ every interval I_i, i = 1..k, holds one of the m samples"),
    Clause(
        "statement",
        "with probability >= 1 − δ, for every w in [0, 1] a mask with |b| <= k' has w − ε <= ŵ <= w",
    ),
)
_DEFINITIONS = {
    "c_norm": 1 / sp.log(1 / (gamma * epsilon)),
    "k_prime": derive().results["k_prime"],
    "k": derive().results["k"],
    "m": sp.ceiling(k_prime * sp.log(k_prime / delta)),
}
_LAW = "samples drawn as in Remark 11; their density is Lemma09.printed_density"

STATEMENT = Statement(
    "lemma-09",
    "Lemma 9",
    "Golden-ratio decomposition",
    Wording(
        r"For any given $\varepsilon > 0$ and $1/\varphi \le \gamma < 1$, where $\varphi := \frac12(\sqrt5 + "
        r"1)$ is the golden ratio, define the distribution $P_\varepsilon(v) := \frac{c'}{v}$ for $v \in "
        r"[\varepsilon\gamma^2, \gamma]$ with normalization $c' := [\ln \frac{1}{\gamma\varepsilon}]^{-1}$. For "
        r"any $\delta \in (0, 1)$, if $m = \lceil k' \ln k'/\delta \rceil = \tilde\Omega(\ln \varepsilon \cdot "
        r"\ln \delta)$ with $k' := \log_\gamma(\gamma\varepsilon)$, then with probability at least $1 - \delta$ "
        r"over the random sampling of $m$ 'weights' $v_s \sim P_\varepsilon$ for $s = 1, \dots, m$, the "
        r"following holds: For every 'target weight' $w \in [0, 1]$, there exists a mask $\mathbf b \in \{0, "
        r"1\}^m$ with $|\mathbf b| \le k'$ such that $\hat w := b_1 v_1 + \dots + b_m v_m$ is "
        r"$\varepsilon$-close to $w$, indeed $w - \varepsilon \le \hat w \le w$.",
        hypotheses=(ACCURACY, *RANGE, *CONFIDENCE),
        definitions=_DEFINITIONS,
        conclusions=_CONCLUSIONS,
        note="k' ln k'/δ is k' ln(k'/δ), as in the proof. 'For any given ε > 0' includes ε >= 1/γ, where k' <= "
        "0, c' <= 0 or 1/0, and [εγ², γ] is empty or a point. Ω̃ has no number and is not judged.",
    ),
    Wording(
        r"The same with $\gamma\varepsilon < 1$.",
        hypotheses=(ACCURACY, NOT_EMPTY, *RANGE, *CONFIDENCE),
        definitions=_DEFINITIONS,
        conclusions=_CONCLUSIONS,
        note="Minimal: at γε = 1 the density has no normalisation. 'greedy' needs no repair.",
    ),
    fails=r"'such that $\tilde v_i \in I_i$ and $\sum_{i \in [k]} b_i \tilde v_i = w_k$': the sum is $\hat w = "
    r"w - w_k$. 'for $s = 1, \dots, m > k$': at $\gamma = 2/3$, $\varepsilon = \delta = 99/100$ it is $m = k = "
    r"1$. Both are slips: the conclusion stands wherever the density exists.",
    undefined=(Point("m", {"eps": Fraction(2), "gamma": Fraction(2, 3), "delta": Fraction(1, 2)}),),
    coq=(
        CoqProof("Certify.lemma_09.Lemma09.greedy_as_printed", conclusions=("greedy",)),
        CoqProof(
            "Certify.lemma_09.Lemma09.coverage_as_printed",
            conclusions=("coverage",),
            remark=_LAW,
            premises=("ε < 1/γ",),
        ),
        CoqProof(
            "Certify.lemma_09.Lemma09.lemma_09",
            conclusions=("statement",),
            remark=_LAW,
            premises=("ε < 1/γ",),
        ),
        CoqProof(
            "Certify.lemma_09.Lemma09.lemma_09_undefined_example",
            shows="undefines",
            conclusions=("coverage", "statement"),
            remark="ε = 2, γ = 2/3: the range [8/9, 2/3], a negative normalisation, k' < 0",
        ),
        CoqProof("Certify.lemma_09.Lemma09.greedy_as_printed", conclusions=("greedy",), wording="repaired"),
        CoqProof(
            "Certify.lemma_09.Lemma09.coverage_as_printed",
            conclusions=("coverage",),
            wording="repaired",
            remark=_LAW,
        ),
        CoqProof("Certify.lemma_09.Lemma09.lemma_09", conclusions=("statement",), wording="repaired", remark=_LAW),
        CoqProof("Certify.lemma_09.Lemma09.lemma_09_tight", wording="tightest", remark=_LAW),
    ),
    tightest=Tightest(
        Wording(
            r"If $k (1 - 1/k')^m \le \delta$ with $k = \lceil \log_\gamma \varepsilon \rceil$, in particular if "
            r"$m \ge k' \ln(k/\delta)$, the same holds with $|\mathbf b| \le k$.",
            hypotheses=(
                ACCURACY,
                NOT_EMPTY,
                *RANGE,
                Clause("samples", "k (1 − 1/k')^m <= δ", sp.Le(k * (1 - 1 / k_prime) ** m, delta, evaluate=False)),
            ),
            definitions={name: _DEFINITIONS[name] for name in ("k_prime", "k")},
            conclusions=(
                Clause("statement", "with probability >= 1 − δ, for every w in [0, 1] a mask with |b| <= k …"),
            ),
        ),
        attained="The probability of an interval is exactly 1/k' (Lemma09.interval_probability). 1/φ <= γ is "
        "needed for the greedy step at every k >= 1 (Lemma09.golden_needed; γ = 3/5, v = 37/100, 22/100, w = "
        "1), and the statement is false without it (Lemma09.lemma_09_without_golden: γ = ε = 1/10). For γ = 2/3 "
        "and k >= 3 even |b| <= k − 1 (Lemma09.greedy_state_23). Gap left: the union bound, and that coverage "
        "of all intervals is sufficient, not necessary.",
        unneeded=("k' in the logarithm and in |b| <= k' (k does)", "δ < 1"),
    ),
)
