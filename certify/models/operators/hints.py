"""Why an operator is not read: the second half of the line that names it."""

from __future__ import annotations

ACTIVATIONS = "Relu, LeakyRelu, PRelu, Clip, HardSigmoid, Tanh, Sigmoid"

_SMOOTH = f"it is none of the activations {ACTIVATIONS}, whose bounds are rational"
_STATISTICS = "it divides by statistics of the input; BatchNormalization with stored statistics is read"
_MAXIMUM = "a maximum over neurons is not a layer of the construction"
_CONDITION = "a condition must be constant, or cut a value at one number as Threshold does"
_RECURRENT = "recurrent layers are not read"
_FLOW = "export a graph without control flow"
_STEP = "it is not continuous, and an activation must be"

_HINTS = {
    _MAXIMUM: "Max Min ReduceMax ReduceMin",
    f"{_MAXIMUM}; average pooling is read": "MaxPool GlobalMaxPool MaxRoiPool",
    "powers of neurons are not a layer of the construction; average pooling is read": "LpPool GlobalLpPool",
    _SMOOTH: "Elu Selu Celu Gelu Softplus Softsign Mish Swish HardSwish Erf Exp Log Sin Cos Tan Atan Sqrt Pow "
    "Reciprocal ThresholdedRelu Shrink",
    _STATISTICS: "LayerNormalization InstanceNormalization GroupNormalization RMSNormalization LRN "
    "LpNormalization MeanVarianceNormalization SimplifiedLayerNormalization SkipLayerNormalization",
    "it takes two branches, relu(x) + relu(-x); the layers must form a chain": "Abs",
    _STEP: "Floor Ceil Round Sign Mod BitShift IsNaN IsInf NonZero",
    _CONDITION: "Equal Greater GreaterOrEqual Less LessOrEqual Not And Or Xor",
    _RECURRENT: "LSTM GRU RNN",
    _FLOW: "If Loop Scan",
    "attention multiplies values of the network": "Attention MultiHeadAttention",
}
_BY_KIND = {kind: text for text, kinds in _HINTS.items() for kind in kinds.split()}
_USUAL = f"affine operators and the activations {ACTIVATIONS} are"


def hint(kind: str) -> str:
    """What to say of an operator that is not read, or not of values of the network."""
    return _BY_KIND.get(kind, _USUAL)
