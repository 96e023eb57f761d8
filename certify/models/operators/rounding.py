"""Which constants a program has as we have them.

Constants are computed exactly here, and a program rounds them at each step.  That is a difference of rounding, as
everywhere, except where a step jumps: where it makes a whole number, an index or a truth value of a constant.
There only constants are read that the program has too: stored ones, what is selected from them, and results of
arithmetic that the program's type holds, so that nothing is rounded.
"""

from __future__ import annotations

import numpy as np

from certify.models.exactly import Array
from certify.models.operators.values import Node

# The result has the type of what goes in, and a cast is the program's own.
_MOVING = frozenset({
    "Identity", "Dropout", "Cast", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze", "Slice", "Gather",
    "Concat", "Split", "Expand", "Tile", "Where", "ConstantOfShape",
})  # fmt: skip
# A program computes these in one step: what its type holds comes out as it is.
_ONE_STEP = frozenset({
    "Add", "Sub", "Mul", "Div", "Neg", "Abs", "Sqrt", "Reciprocal", "Pow", "Max", "Min", "Floor", "Ceil", "Round",
    "Range",
})  # fmt: skip


def as_run(node: Node, made: Array) -> tuple[Array, bool]:
    """A constant that a node has made, and whether the program has the same; if so, in the program's type."""
    if made.dtype.kind in "iub":
        return made, True
    if node.inexact or made.dtype == object:  # no float64 is, so no smaller type is
        return made, False
    if node.kind in _MOVING:
        return made, True
    types = {value.dtype for value in node.inputs if isinstance(value, np.ndarray) and value.dtype.kind == "f"}
    if node.kind not in _ONE_STEP or len(types) != 1:
        return made, False
    with np.errstate(over="ignore"):
        narrow = made.astype(types.pop())
    same = bool((narrow == made).all())
    return (narrow if same else made), same
