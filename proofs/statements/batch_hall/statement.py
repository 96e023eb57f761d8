"""``batch-hall``: how many neurons of each category suffice for an injective assignment to all pieces."""

from __future__ import annotations

from proofs.wording.statement import Clause, CoqProof, Statement, Tightest, Wording

_ROOM = "Certify.batch_hall.BatchHall."

STATEMENT = Statement(
    "batch-hall",
    "ours",
    "Enough neurons in every category can be matched to the pieces",
    Wording(
        r"Let a layer have $N_i$ target weights, each with the same number of categories of neurons, disjoint "
        r"for one weight, overlapping in any way for different ones. If each category of each weight holds at "
        r"least $N_i$ neurons, then a neuron can be chosen from every category of every weight, all of them "
        r"different. That many are sampled with probability at least $1 - \delta/\ell$ by $\lceil 16k'(N_i + "
        r"\ln(2k'N_i\ell/\delta)) \rceil$ neurons for a fixed $F$, with $4k'$ in the logarithm for every $F$.",
        hypotheses=(
            Clause("disjoint", "a neuron is in at most one category of a given target weight"),
            Clause("filled", "every category of every target weight holds at least N_i neurons"),
        ),
        conclusions=(
            Clause("matching", "one neuron for every category of every weight, all different"),
            Clause(
                "hall",
                "demands can be served iff every set of them fits more neurons than any smaller set of neurons",
            ),
            Clause(
                "count",
                "for a fixed F ⌈16k'(N_i + ln(2k'N_iℓ/δ))⌉ neurons fill every category of every weight with "
                "probability >= 1 − δ/ℓ, k <= k' intervals on two branches, each of probability >= 1/(8k')",
            ),
            Clause(
                "count for both signs",
                "⌈16k'(N_i + ln(4k'N_iℓ/δ))⌉ neurons fill them for both signs of every target weight: for every F",
            ),
        ),
        note="The step that Theorem 3's proof leaves out: a neuron's category depends on the input and output "
        "looked at, so there are N_i times as many events in its union bound. In the counts "
        "filled means N_i neurons in each category.",
    ),
    coq=(
        CoqProof(_ROOM + "batch_hall_table", conclusions=("matching",)),
        CoqProof(
            _ROOM + "batch_hall", conclusions=("matching",), remark="for any list of demands, not only all of them"
        ),
        CoqProof(_ROOM + "hall_iff", conclusions=("hall",)),
        CoqProof("Certify.batch_hall.BatchLayer.batch_count", conclusions=("count",)),
        CoqProof("Certify.batch_hall.BatchLayer.batch_count_every_sign", conclusions=("count for both signs",)),
        CoqProof(_ROOM + "sharp", conclusions=("needed",), wording="tightest"),
    ),
    tightest=Tightest(
        Wording(
            r"$N_i - 1$ neurons in every category do not suffice in general, for any $N_i \ge 1$ and any number "
            r"of categories.",
            conclusions=(Clause("needed", "with N_i − 1 neurons in each category some instance has no matching"),),
        ),
        "Attained: N_i target weights that share the same N_i − 1 neurons. Finding the matching needs "
        "augmenting paths: first fit fails (greedy_fails).",
    ),
)
