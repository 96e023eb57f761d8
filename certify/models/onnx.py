"""``.onnx`` targets: a chain of dense layers, read as the real function of the weights that it stores.

The graph is walked from its input.  Every node must take the value that the node before it made and, beside
that, constants only; so a branch, a dead end or a second input is found without looking for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from certify.errors import InputError
from certify.models.chain import Chain, Constant
from certify.models.files import Stored, optional, quoted

_OLDEST_OPSET = 7  # before it, Add and Gemm broadcast by attributes
_DOMAINS = ("", "ai.onnx")


def read(path: Path) -> Stored:
    """Read the dense layers of an ``.onnx`` file, and the activation after each.

    Read are chains of Gemm, MatMul, Add, Relu, Tanh, Sigmoid, Identity, Flatten and Reshape, in float32 or
    float64, with the weights in the file itself, as initializers or Constant nodes.

    Raises
    ------
    InputError
        When the graph is anything else; the message names the node.
    MissingExtra
        When the package onnx is not installed.
    """
    onnx = optional("onnx")
    model = onnx.ModelProto.FromString(path.read_bytes())
    _check_model(model)
    constants: dict[str, Constant] = {}
    for tensor in model.graph.initializer:
        _define(constants, tensor.name, _array(onnx, tensor, f"initializer {quoted(tensor.name)}"))
    chain = _start(onnx, model.graph, constants)
    for node in model.graph.node:
        _follow(onnx, node, constants, chain)
    output = model.graph.output[0].name
    if chain.value != output:
        raise InputError(f"the chain ends at {quoted(chain.value)}, but the graph's output is {quoted(output)}")
    return chain.stored()


def _check_model(model: Any) -> None:
    opset = min((entry.version for entry in model.opset_import if entry.domain in _DOMAINS), default=0)
    if opset < _OLDEST_OPSET:
        raise InputError(f"opset {opset or 'not given'}; {_OLDEST_OPSET} or later is needed")
    if model.functions:
        name = quoted(model.functions[0].name)
        raise InputError(f"it defines the function {name} itself; inline functions when exporting")
    if model.graph.sparse_initializer:
        raise InputError("it has sparse initializers; dense ones are needed")


@dataclass(frozen=True)
class _Operator:
    """How an operator is followed: its step, the number of constants it takes, and for each of its attributes
    the values that are read, the default first.
    """

    step: Callable[[Chain, list[Constant], Mapping[str, Any], str], None]
    constants: range = range(1)
    attributes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


_OPERATORS = {
    "Gemm": _Operator(
        Chain.gemm, range(1, 3), {"alpha": (1.0,), "beta": (1.0,), "transA": (0,), "transB": (0, 1)}
    ),
    "MatMul": _Operator(Chain.matmul, range(1, 2)),
    "Add": _Operator(Chain.add, range(1, 2)),
    "Relu": _Operator(Chain.relu),
    "Tanh": _Operator(Chain.tanh),
    "Sigmoid": _Operator(Chain.sigmoid),
    "Identity": _Operator(Chain.identity),
    "Flatten": _Operator(Chain.flatten, attributes={"axis": (1, *range(-8, 0))}),
    "Reshape": _Operator(Chain.reshape, range(1, 2), {"allowzero": (0, 1)}),
}
_READ = ", ".join(_OPERATORS)


def _start(onnx: Any, graph: Any, constants: Mapping[str, Constant]) -> Chain:
    inputs = [value for value in graph.input if value.name not in constants]
    if len(inputs) != 1 or len(graph.output) != 1:
        found = f"{len(inputs)} inputs and {len(graph.output)} outputs"
        raise InputError(f"the graph has {found}; one of each is needed")
    name, kind = inputs[0].name, inputs[0].type.tensor_type
    if kind.elem_type not in (onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE):
        raise InputError(f"input {quoted(name)} is not of type float32 or float64; one of them is needed")
    if not kind.HasField("shape"):
        return Chain(name, None, None)
    axes = tuple(axis.dim_value if axis.dim_value > 0 else None for axis in kind.shape.dim)
    return Chain(name, axes[0], axes[1:]) if len(axes) > 1 else Chain(name, 1, axes)


def _follow(onnx: Any, node: Any, constants: dict[str, Constant], chain: Chain) -> None:
    known = node.domain in _DOMAINS
    kind = node.op_type if known else f"{node.domain}.{node.op_type}"
    place = f"node {quoted(node.name or ', '.join(node.output))} ({quoted(kind)[1:-1]})"
    if len(node.output) != 1 or node.output[0] == chain.value or node.output[0] in constants:
        raise InputError(f"{place}: its outputs are {quoted(list(node.output))}; one new name is needed")
    if known and node.op_type == "Constant":
        _define(constants, node.output[0], _constant(onnx, node, place))
    elif known and node.op_type == "Identity" and node.input[0] in constants:
        _define(constants, node.output[0], constants[node.input[0]])
    elif known and node.op_type in _OPERATORS:
        operator = _OPERATORS[node.op_type]
        operands = _operands(node, operator, constants, chain.value, place)
        operator.step(chain, operands, _attributes(onnx, node, operator, place), place)
        chain.value = node.output[0]
    elif node.op_type in ("Softmax", "LogSoftmax"):
        raise InputError(f"{place}: not read; drop it when exporting, certified are the scores before it")
    else:
        raise InputError(f"{place}: unknown operator; a chain of {_READ} is read")


def _operands(
    node: Any, operator: _Operator, constants: Mapping[str, Constant], value: str, place: str
) -> list[Constant]:
    """The constants that a node takes beside the chain's value."""
    names = [name for name in node.input if name]
    others = [name for name in names if name not in constants]
    if others != [value]:
        found = ", ".join(quoted(name) for name in others) or "constants only"
        raise InputError(f"{place}: it takes {found}; {quoted(value)} is needed, in a chain without branches")
    if names[0] != value and node.op_type != "Add":
        raise InputError(f"{place}: its first input is {quoted(names[0])}; {quoted(value)} is needed there")
    if len(names) - 1 not in operator.constants:
        raise InputError(f"{place}: {len(names) - 1} constants go in; {operator.constants.start} is needed")
    return [constants[name] for name in names if name != value]


def _attributes(onnx: Any, node: Any, operator: _Operator, place: str) -> dict[str, Any]:
    """The node's attributes, defaults included; only those listed are read, with the values listed."""
    found = {name: values[0] for name, values in operator.attributes.items()}
    for attribute in node.attribute:
        value, values = onnx.helper.get_attribute_value(attribute), operator.attributes.get(attribute.name, ())
        if value not in values:
            name = quoted(attribute.name)[1:-1]
            needed = " or ".join(str(v) for v in values) or "no such attribute"
            raise InputError(f"{place}: attribute {name} is {quoted(value)}; {needed} is needed")
        found[attribute.name] = value
    return found


def _define(constants: dict[str, Constant], name: str, value: Constant) -> None:
    if name in constants:
        raise InputError(f"constant {quoted(name)} is defined twice; once is needed")
    constants[name] = value


def _constant(onnx: Any, node: Any, place: str) -> Constant:
    """The value of a Constant node."""
    (attribute,) = node.attribute
    value = onnx.helper.get_attribute_value(attribute)
    if attribute.name == "value":
        return _array(onnx, value, place)
    types = {"value_float": np.float32, "value_floats": np.float32, "value_int": np.int64, "value_ints": np.int64}
    if attribute.name not in types:
        raise InputError(
            f"{place}: attribute {quoted(attribute.name)[1:-1]}; a dense tensor or numbers are needed"
        )
    return np.array(value, dtype=types[attribute.name])


def _array(onnx: Any, tensor: Any, place: str) -> Constant:
    if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
        raise InputError(
            f"{place}: its data are outside the file; export with everything inside (PyTorch: external_data=False)"
        )
    if min(tensor.dims, default=0) < 0:
        raise InputError(f"{place}: dimensions {list(tensor.dims)}; none may be negative")
    try:
        return np.asarray(onnx.numpy_helper.to_array(tensor))
    except (ValueError, TypeError, KeyError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{place}: dimensions {list(tensor.dims)} do not fit its data ({reason})") from None
