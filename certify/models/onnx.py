"""``.onnx`` targets: the graph evaluated with values that are constant or affine in a layer's inputs.

A network is what the graph makes of one input, up to the scores: a softmax, an argmax or a label behind them is
cut off, and said so.  Whatever else is not read is refused by the operator's name and its node.
"""

from __future__ import annotations

import graphlib
import heapq
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from certify.errors import InputError
from certify.models.affine import Affine
from certify.models.exactly import Array
from certify.models.files import MAX_BYTES, Stored, optional, quoted
from certify.models.operators import CUTS, OPERATORS, Bounded, Compared, Layers, Node, Unread, Value, as_run, hint

OPSETS = range(7, 25)  # before 7, Add and Gemm broadcast by attributes; after 24 operators may change
_DOMAINS = ("", "ai.onnx")
# Operators between the scores and what a program answers.
_ENDS = {
    "Softmax", "LogSoftmax", "ArgMax", "TopK", "ai.onnx.ml.ZipMap", "ai.onnx.ml.ArrayFeatureExtractor",
    "ai.onnx.ml.LabelEncoder", "ai.onnx.ml.Normalizer", "ai.onnx.ml.Binarizer",
}  # fmt: skip
# What arrays and numbers raise that do not fit, in a node that only an attacker or a broken exporter writes.
_SURPRISES = (ValueError, TypeError, IndexError, KeyError, AttributeError, ArithmeticError)
_THROUGH = {"Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Gather"}
_KEEPING_WIDTH = {
    "Identity",
    "Cast",
    "Dropout",
    "Add",
    "Sub",
    "Mul",
    "Div",
    "BatchNormalization",
    "ai.onnx.ml.Scaler",
}


def read(path: Path, output_node: str | None = None) -> Stored:
    """Read the network of an ``.onnx`` file.

    Parameters
    ----------
    path
        The file; external data are looked for beside it.
    output_node
        The value, or the node, whose output are the scores; needed where the graph has several.

    Raises
    ------
    InputError
        When the graph is not a chain of affine maps and activations of the table; the message names the node.
    MissingExtra
        When the package onnx is not installed.

    Guarantee
    ---------
    The network is the real function of the stored numbers; where its weights are not all doubles, they are rounded
    to nearest once, and ``notes`` says so.
    """
    onnx = optional("onnx")
    model = onnx.ModelProto.FromString(path.read_bytes())
    opset = _opset(model)
    if model.functions:
        from onnx import inliner

        model = inliner.inline_local_functions(model)
    graph = _Graph(onnx, model.graph, path.parent, output_node, opset)
    return graph.scores()


def _opset(model: Any) -> int:
    opset = min((entry.version for entry in model.opset_import if entry.domain in _DOMAINS), default=0)
    if opset not in OPSETS:
        given = opset or "not given"
        raise InputError(f"opset {given}; {OPSETS.start} to {OPSETS.stop - 1} are read")
    return opset


@dataclass(frozen=True)
class _Ended(Unread):
    """A value behind the scores."""


@dataclass
class _Graph:
    onnx: Any
    proto: Any
    folder: Path
    wanted: str | None
    opset: int
    values: dict[str, Value] = field(default_factory=dict)
    layers: Layers = field(default_factory=Layers)
    inexact: set[str] = field(default_factory=set)  # constants that a program may have rounded otherwise
    cuts: dict[str, str] = field(default_factory=dict)  # scores, and the first node behind them
    files: list[Path] = field(default_factory=list)  # beside the model, with weights

    def scores(self) -> Stored:
        """Evaluate the nodes that matter, and make the network of the scores."""
        if self.proto.sparse_initializer:
            raise InputError("it has sparse initializers; dense ones are needed")
        for tensor in self.proto.initializer:
            self._define(tensor.name, self._array(tensor, f"initializer {quoted(tensor.name)}"))
        targets = self._targets()
        nodes = self._needed(targets)
        self._start(nodes)
        for node in nodes:
            self._follow(node)
        name, value = self._chosen(targets)
        if name in self.cuts and self.wanted is None:
            self.layers.notes.append(f"{self.cuts[name]} is cut off: certified are the scores before it")
        return replace(self.layers.stored(value, f"output {quoted(name)}"), files=tuple(self.files))

    def _targets(self) -> list[str]:
        if self.wanted is None:
            if not self.proto.output:
                raise InputError("the graph has no output; one is needed")
            return [value.name for value in self.proto.output]
        made = {name: name for node in self.proto.node for name in node.output}
        by_node = {node.name: node.output[0] for node in self.proto.node if node.output}
        found = made.get(self.wanted) or by_node.get(self.wanted)
        if not found:
            known = ", ".join(map(quoted, made))
            raise InputError(f"output node {quoted(self.wanted)} is not in the graph; it has {known[:400]}")
        return [found]

    def _needed(self, targets: Iterable[str]) -> list[Any]:
        """The nodes on which the targets depend, each behind those that it takes values from."""
        makers: dict[str, Any] = {}
        for number, node in enumerate(self.proto.node):
            for name in filter(None, node.output):
                if name in makers or name in self.values:
                    raise InputError(
                        f"{_place(node)}: its output {quoted(name)} exists already; one new name is needed"
                    )
                makers[name] = (number, node)
        before: dict[int, set[int]] = {}
        pending = [makers[name] for name in targets if name in makers]
        while pending:
            number, node = pending.pop()
            if number not in before:
                taken = [makers[name] for name in node.input if name in makers]
                before[number] = {maker for maker, _ in taken}
                pending += taken
        return [self.proto.node[number] for number in self._ordered(before)]

    def _ordered(self, before: dict[int, set[int]]) -> Iterator[int]:
        """The file's order, which the format asks for but not every exporter keeps, where it is one."""
        sorter = graphlib.TopologicalSorter(before)
        try:
            sorter.prepare()
        except graphlib.CycleError as error:
            raise InputError(
                f"{_place(self.proto.node[error.args[1][0]])}: it depends on its own output"
            ) from None
        ready: list[int] = []
        while sorter.is_active():
            for number in sorter.get_ready():
                heapq.heappush(ready, number)
            first = heapq.heappop(ready)
            sorter.done(first)
            yield first

    # the input --------------------------------------------------------------------------------

    def _start(self, nodes: list[Any]) -> None:
        inputs = [value for value in self.proto.input if value.name not in self.values]
        used = {name for node in nodes for name in node.input}
        taken = [value for value in inputs if value.name in used] or inputs
        if len(taken) != 1:
            names = ", ".join(quoted(value.name) for value in taken)
            raise InputError(f"the graph has {len(taken)} inputs ({names}); one is needed")
        (value,) = taken
        kind = value.type.tensor_type
        types = self.onnx.TensorProto
        if kind.elem_type not in (types.FLOAT, types.DOUBLE, types.FLOAT16):
            raise InputError(f"input {quoted(value.name)} has another type than float16, float32 and float64")
        self.values[value.name] = Affine.identity(0, self._shape(value.name, kind, nodes))

    def _shape(self, name: str, kind: Any, nodes: list[Any]) -> tuple[int, ...]:
        """The shape of one input: an open batch axis is 1, one of a fixed size belongs to the input."""
        sizes: list[Any] = [a.dim_value if a.HasField("dim_value") else None for a in kind.shape.dim]
        if len(sizes) > 1 and sizes[0] and set(sizes[1:]) == {1} and self._is_column(name, nodes):
            return tuple(sizes)
        if len(sizes) > 1 and sizes[0] not in (None, 0, 1):
            if None in sizes or 0 in sizes:
                raise InputError(f"input {quoted(name)} has shape {sizes}; sizes are needed, all but the batch's")
            self.layers.notes.append(
                f"all {math.prod(sizes)} numbers of input {quoted(name)}, of the fixed shape {sizes}, are one "
                "input; for a network of one sample, export it with a batch of 1"
            )
            return tuple(sizes)
        if not sizes or None in sizes[1:] or sizes == [None] or 0 in sizes[1:]:
            width = self._width(name, nodes)
            if width is None or len(sizes) > 2:
                raise InputError(f"input {quoted(name)} has shape {sizes}; sizes are needed, all but the batch's")
            return (width,) if sizes == [None] else (1, width)
        return tuple(int(n) for n in sizes) if len(sizes) == 1 else (1, *(int(n) for n in sizes[1:]))

    def _width(self, name: str, nodes: list[Any]) -> int | None:
        """The number of inputs that the first weights take, where the file does not declare it."""
        product, position = self._product(name, nodes)
        weights = self.values.get(product.input[1 - position]) if product else None
        shape = getattr(weights, "shape", ())
        turned = any(a.name == "transB" and a.i for a in product.attribute) if product else False
        return int(shape[1 if turned or position else 0]) if len(shape) == 2 else None

    def _is_column(self, name: str, nodes: list[Any]) -> bool:
        """Whether the first weights stand on the input's left, or turn it: then its first axis is no batch."""
        product, position = self._product(name, nodes)
        return product is not None and bool(position or any(a.name == "transA" and a.i for a in product.attribute))

    def _product(self, name: str, nodes: list[Any]) -> tuple[Any, int]:
        """The first product that takes the input, and as which factor; what stands before it keeps the width."""
        for node in nodes:
            if name in node.input and node.op_type in ("MatMul", "Gemm"):
                factors = list(node.input[:2])
                return (node, factors.index(name)) if name in factors and len(factors) == 2 else (None, 0)
            if name in node.input and _kind(node) in _KEEPING_WIDTH:
                name = node.output[0]
            elif node.op_type == "Constant" and _known(node):
                self._follow(node)
        return None, 0

    # nodes ------------------------------------------------------------------------------------

    def _follow(self, node: Any) -> None:
        place = _place(node)
        if node.output and all(name in self.values for name in node.output):
            return
        try:
            found = self._made(node, place)
        except (InputError, *_SURPRISES) as error:
            reason = str(error) if isinstance(error, InputError) else _surprise(error)
            found = [Unread(reason if reason.startswith("node ") else f"{place}: {reason}")] * len(node.output)
        for name, value in zip(node.output, found, strict=False):
            if name:
                self.values[name] = value

    def _made(self, node: Any, place: str) -> list[Value]:
        kind = _kind(node)
        if kind == "Constant":
            return [self._constant(node, place)]
        inputs = [self._value(name, place) if name else None for name in node.input]
        if kind not in CUTS:
            inputs = [_closed(value) for value in inputs]
        attributes = {a.name: self.onnx.helper.get_attribute_value(a) for a in node.attribute}
        ended = [value for value in inputs if isinstance(value, _Ended)]
        if kind in _ENDS or (kind == "Cast" and any(isinstance(v, Affine) for v in inputs) and _label(attributes)):
            return [self._end(node, inputs, place)] * len(node.output)
        if ended and kind in _THROUGH:
            return [ended[0]] * len(node.output)
        if ended:
            raise InputError(
                f"{place}: it goes on after {self._first_end()}; the construction carries chains only"
            )
        for value in inputs:
            if isinstance(value, Unread) and not (kind == "Where" and isinstance(value, Compared)):
                raise InputError(value.reason)
        if kind not in OPERATORS:
            raise InputError(f"{place}: operator not read; {hint(kind)}")
        if "value" in attributes and kind == "ConstantOfShape":
            attributes["value"] = self._array(attributes["value"], place)
        inexact = frozenset(i for i, name in enumerate(node.input) if name in self.inexact)
        step = Node(
            place, node.op_type, tuple(inputs), attributes, self.layers, len(node.output), self.opset, inexact
        )
        made = OPERATORS[kind](step)
        found = made if isinstance(made, tuple) else (made,)
        found = tuple(self._as_run(step, name, value) for name, value in zip(node.output, found, strict=False))
        if isinstance(made, tuple):
            return list(found)
        return [*found, *[Unread(f"{place}: its second output is not read")] * (len(node.output) - 1)]

    def _as_run(self, step: Node, name: str, value: Value) -> Value:
        if isinstance(value, Affine | Bounded | Unread):
            return value
        made, same = as_run(step, np.asarray(value))  # NumPy makes a number of an array without axes
        if not same:
            self.inexact.add(name)
        return made

    def _value(self, name: str, place: str) -> Value:
        if name not in self.values:
            raise InputError(f"{place}: it takes {quoted(name)}, which no node makes")
        return self.values[name]

    def _end(self, node: Any, inputs: list[Value | None], place: str) -> Value:
        for name, value in zip(node.input, inputs, strict=True):
            if isinstance(value, Affine):
                self.cuts.setdefault(name, place)
            elif isinstance(value, Unread) and not isinstance(value, _Ended):
                return value
        return _Ended(f"{place}: it stands behind the scores")

    def _first_end(self) -> str:
        return next(iter(self.cuts.values()))

    def _chosen(self, targets: list[str]) -> tuple[str, Affine]:
        """The scores: the output itself, or what is cut off before a label."""
        found = [(name, _closed(self._value(name, f"output {quoted(name)}"))) for name in targets]
        for _, value in found:
            if isinstance(value, Unread) and not (isinstance(value, _Ended) and self.wanted is None):
                raise InputError(value.reason)
        names = [name for name, value in found if isinstance(value, Affine)]
        names += [name for name in self.cuts if name not in names and self.wanted is None]
        if len(names) != 1:
            listed = ", ".join(map(quoted, names)) or "none that depends on its input"
            raise InputError(
                f"the graph has {len(names)} outputs of scores ({listed}); choose one with --output-node"
            )
        value = _closed(self.values[names[0]])
        if not isinstance(value, Affine):
            raise InputError(f"output {quoted(names[0])} does not depend on the input")
        return names[0], value

    # constants ----------------------------------------------------------------------------------

    def _define(self, name: str, value: Array) -> None:
        if name in self.values:
            raise InputError(f"constant {quoted(name)} is defined twice; once is needed")
        self.values[name] = value

    def _constant(self, node: Any, place: str) -> Array:
        """The value of a Constant node."""
        (attribute,) = node.attribute
        value = self.onnx.helper.get_attribute_value(attribute)
        if attribute.name == "value":
            return self._array(value, place)
        types = {
            "value_float": np.float32,
            "value_floats": np.float32,
            "value_int": np.int64,
            "value_ints": np.int64,
        }
        if attribute.name not in types:
            name = quoted(attribute.name)[1:-1]
            raise InputError(f"{place}: attribute {name}; a dense tensor or numbers are needed")
        return np.array(value, dtype=types[attribute.name])

    def _array(self, tensor: Any, place: str) -> Array:
        if min(tensor.dims, default=0) < 0:
            raise InputError(f"{place}: dimensions {list(tensor.dims)}; none may be negative")
        if tensor.data_location == self.onnx.TensorProto.EXTERNAL:
            self._load_external(tensor, place)
        try:
            values = np.asarray(self.onnx.numpy_helper.to_array(tensor))
        except (ValueError, TypeError, KeyError) as error:
            reason = " ".join(str(error).split())[:120]
            raise InputError(f"{place}: dimensions {list(tensor.dims)} do not fit its data ({reason})") from None
        return values

    def _load_external(self, tensor: Any, place: str) -> None:
        """Read a tensor's data from the file beside the model that it names."""
        entries = {entry.key: entry.value for entry in tensor.external_data}
        file = (self.folder / entries.get("location", "")).resolve()
        if not file.is_relative_to(self.folder.resolve()) or not file.is_file():
            raise InputError(
                f"{place}: its data are in {quoted(entries.get('location', ''))}; "
                "a regular file in the folder of the model is needed"
            )
        if file.stat().st_size > MAX_BYTES:
            raise InputError(
                f"{place}: its data are in a file of {file.stat().st_size} bytes; at most {MAX_BYTES} are read"
            )
        self.files.append(file)
        self.onnx.external_data_helper.load_external_data_for_tensor(tensor, str(self.folder))
        tensor.data_location = self.onnx.TensorProto.DEFAULT


def _closed(value: Any) -> Any:
    return value.closed() if isinstance(value, Bounded) else value


def _known(node: Any) -> bool:
    return node.domain in _DOMAINS


def _kind(node: Any) -> str:
    return node.op_type if _known(node) else f"{node.domain}.{node.op_type}"


def _place(node: Any) -> str:
    return f"node {quoted(node.name or ', '.join(node.output))} ({quoted(_kind(node))[1:-1]})"


def _surprise(error: Exception) -> str:
    """What NumPy says of inputs that no rule here has caught, on one line."""
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return f"its inputs or attributes do not fit it ({reason})"


def _label(attributes: Mapping[str, Any]) -> bool:
    """Whether a cast makes integers or text, as the last step before a label does."""
    return attributes.get("to") not in (1, 10, 11)
