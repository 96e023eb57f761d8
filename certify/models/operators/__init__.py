"""ONNX's operators on tensors that are constant or affine in a layer's inputs.

Each operator is a function of a node: of the values that go in and of its attributes; it returns the value that
comes out.  Structural operators (Reshape, Slice, …) treat constants and affine tensors alike; operators that
multiply need a constant on one side; activations close a layer (:class:`Layers`).  Any other value is
:class:`Unread`, which hurts only where the scores of the network depend on it.
"""

from certify.models.operators.hints import hint
from certify.models.operators.rounding import as_run
from certify.models.operators.table import CUTS, OPERATORS
from certify.models.operators.values import Bounded, Compared, Layers, Node, Unread, Value

__all__ = ["CUTS", "OPERATORS", "Bounded", "Compared", "Layers", "Node", "Unread", "Value", "as_run", "hint"]
