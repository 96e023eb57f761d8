"""Targets without a file: scikit-learn's perceptrons, PyTorch's state dictionaries and ``Sequential``.

No library is imported: an object is recognised by what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from certify.errors import InputError
from certify.models.affine import Affine
from certify.models.files import Affine as Map
from certify.models.files import Stored, matrix, quoted, vector
from certify.models.named import from_tensors
from certify.models.operators import OPERATORS, Bounded, Layers, Node, Value

_SKLEARN = {"identity": "identity", "relu": "relu", "tanh": "tanh", "logistic": "sigmoid"}
# Modules without tensors: the ONNX operator that does the same, and its attributes.
_TORCH: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    "ReLU": ("Relu", lambda module: {}),
    "LeakyReLU": ("LeakyRelu", lambda module: {"alpha": module.negative_slope}),
    "ReLU6": ("Clip", lambda module: {"min": 0.0, "max": 6.0}),
    "Hardtanh": ("Clip", lambda module: {"min": module.min_val, "max": module.max_val}),
    "Hardsigmoid": ("HardSigmoid", lambda module: {"alpha": Fraction(1, 6), "beta": Fraction(1, 2)}),
    "Tanh": ("Tanh", lambda module: {}),
    "Sigmoid": ("Sigmoid", lambda module: {}),
    "Identity": ("Identity", lambda module: {}),
    "Flatten": ("Flatten", lambda module: {}),
}
_DROPPED = ("Dropout", "Dropout1d", "AlphaDropout")


def from_object(model: object, order: Sequence[str] = ()) -> Stored:
    """The network of a trained model.

    Parameters
    ----------
    model
        A fitted ``MLPClassifier`` or ``MLPRegressor`` of scikit-learn; a mapping of names to tensors; or a PyTorch
        ``Sequential`` of linear layers, batch norms and activations.
    order
        For a mapping: the names of the layers in the order in which they are applied.

    Raises
    ------
    InputError
        When it is anything else.
    """
    if isinstance(model, Mapping):
        return from_tensors({str(name): _numpy(tensor) for name, tensor in model.items()}, order)
    if hasattr(model, "coefs_") and hasattr(model, "intercepts_"):
        return _perceptron(model)
    if type(model).__name__ == "Sequential" and hasattr(model, "state_dict"):
        return _sequential(model)
    raise InputError(
        f"target: a {type(model).__name__}; a file, a fitted scikit-learn MLP, a state dictionary or a torch "
        "Sequential is needed; other models can be exported to ONNX"
    )


def _perceptron(model: Any) -> Stored:
    maps: list[Map] = [
        (matrix(np.ascontiguousarray(w.T), f"coefs_[{i}]"), vector(b, f"intercepts_[{i}]"))
        for i, (w, b) in enumerate(zip(model.coefs_, model.intercepts_, strict=True))
    ]
    last, notes = model.out_activation_, list[str]()
    if last == "softmax":
        last, notes = "identity", ["the softmax is cut off: certified are the scores before it"]
    names = [*[model.activation] * (len(maps) - 1), last]
    unknown = [name for name in names if name not in _SKLEARN]
    if unknown:
        raise InputError(f"activation: {quoted(unknown[0])}; one of {', '.join(_SKLEARN)} is needed")
    return Stored(maps, [_SKLEARN[name] for name in names], notes=tuple(notes))


def _sequential(model: Any) -> Stored:
    layers, value, first = Layers(), None, True
    modules = list(_flat(model))
    for number, module in enumerate(modules):
        kind, place = type(module).__name__, f"module {number} ({type(module).__name__})"
        if kind in _DROPPED:
            continue
        if kind in ("Softmax", "LogSoftmax") and number == len(modules) - 1:
            layers.notes.append(f"{place} is cut off: certified are the scores before it")
            continue
        if value is None and kind in ("Identity", "Flatten"):
            continue  # the number of inputs is the next module's to say
        if value is None:
            value = _start(module, kind, place)
        value = _step(module, kind, place, value, layers)
        first = False
    if first or not isinstance(value, Affine):
        raise InputError("target: it has no layers; at least one is needed")
    return layers.stored(value, "the last module")


def _flat(model: Any) -> Any:
    """The modules, those of nested Sequentials one after another."""
    _check_hooks(model)
    for module in model:
        if type(module).__name__ == "Sequential":
            yield from _flat(module)
        else:
            _check_hooks(module)
            yield module


def _check_hooks(module: Any) -> None:
    """Refuse hooks, of pruning and older weight norms too: what they do is not in the tensors."""
    if getattr(module, "_forward_hooks", None) or getattr(module, "_forward_pre_hooks", None):
        raise InputError(
            f"{type(module).__name__}: it has hooks, which may change what it computes; make pruning permanent "
            "(torch.nn.utils.prune.remove), or export the model to ONNX"
        )


def _start(module: Any, kind: str, place: str) -> Affine:
    size = getattr(module, "in_features", None) or getattr(module, "num_features", None)
    if kind not in ("Linear", "BatchNorm1d") or size is None:
        raise InputError(f"{place}: the number of inputs is not known before a Linear; export the model to ONNX")
    return Affine.identity(0, (1, int(size)))


def _step(module: Any, kind: str, place: str, value: Affine, layers: Layers) -> Affine:
    """One module, as the ONNX operator that does the same."""
    inputs: list[Value | None] = [value]
    attributes: dict[str, Any] = {}
    if kind == "Linear":
        operator, attributes = "Gemm", {"transB": 1}
        inputs += [_numpy(module.weight)] + ([] if module.bias is None else [_numpy(module.bias)])
    elif kind == "BatchNorm1d":
        operator, attributes = "BatchNormalization", {"epsilon": module.eps}
        if module.training or module.running_mean is None:
            raise InputError(f"{place}: it is in training mode; call eval() on the model")
        ones = np.ones(module.num_features)
        scale, shift = (ones, 0 * ones) if module.weight is None else (_numpy(module.weight), _numpy(module.bias))
        inputs += [scale, shift, _numpy(module.running_mean), _numpy(module.running_var)]
    elif kind == "PReLU":
        operator, inputs = "PRelu", [value, _numpy(module.weight)]
    elif kind in _TORCH:
        operator, read = _TORCH[kind]
        attributes = read(module)
    else:
        known = ", ".join(["Linear", "BatchNorm1d", "PReLU", *_TORCH])
        raise InputError(f"{place}: not read; {known} are; or export it to ONNX")
    found = OPERATORS[operator](Node(place, operator, tuple(inputs), attributes, layers))
    if isinstance(found, Bounded):
        found = found.closed()
    if not isinstance(found, Affine):
        raise InputError(f"{place}: it does not depend on its input")
    return found


def _numpy(tensor: Any) -> Any:
    """A tensor as an array; one that takes part in training is detached first."""
    if hasattr(tensor, "detach"):  # torch's; NumPy has no bfloat16, and each of its types is in float64
        tensor = tensor.detach().cpu()
        tensor = (tensor.double() if tensor.is_floating_point() else tensor).numpy()
    return np.asarray(tensor)
