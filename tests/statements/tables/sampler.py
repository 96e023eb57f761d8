"""The sampler: every cell gets its share of the 2^32 words, rounded down; some get one more, and none needs to."""

from statements.table import Table

ALL = 2**32
AFTER, BEFORE = f"({ALL} + {ALL}*g)/cells", f"{ALL}*g/cells"
FALSE = [
    {"put": {"cell": "words > share"}},
    {"put": {"cell": "words <= share"}},
    {"put": {"cell": "words >= 2"}},  # where there are more than 2^31 cells
    {"put": {"cell": f"words >= {ALL}/cells - 1/2"}},
    {"put": {"cell": f"words >= {ALL}/cells - 0.99"}},  # where 2^32 leaves a remainder above 0.99 cells
    {"put": {"share": f"ceiling({ALL}/cells)"}},
    {"put": {"share": f"floor({ALL}/cells + 1/2)"}},
    {"put": {"share": f"floor({ALL + 1}/cells)"}},
    {"put": {"words": f"floor({AFTER}) - ceiling({BEFORE})"}},
    {"put": {"words": f"floor({AFTER} + 1/2) - ceiling({BEFORE})"}},
    {"put": {"words": f"ceiling({AFTER}) - ceiling(({ALL}*g + 1)/cells)"}},
    {"put": {"words": f"ceiling(({ALL} + {ALL - 1}*g)/cells) - ceiling({BEFORE})"}},  # from 9 cells on
]
TRUE = [
    {"put": {"cell": "words <= 1 + share"}},
    {"put": {"cell": f"words > {ALL}/cells - 1"}},
    {"put": {"cell": "words >= 1"}},
    {"put": {"words": f"floor({AFTER}) - floor({BEFORE})"}},
    {"put": {"words": f"floor({AFTER} + 1/2) - floor({BEFORE} + 1/2)"}},
    {"put": {"words": f"ceiling(({ALL + 1} + {ALL}*g)/cells) - ceiling({BEFORE})"}},
    {"without": ["cells-high"]},
    {"without": ["g-low", "g-high"]},
]

table = Table(
    stands=["printed", "tightest"],
    false=FALSE,
    true=TRUE,
)
