"""Every graph of the corpus, damaged: one line that names the file, and never another exception."""

from __future__ import annotations

import resource

import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper

from certify.errors import InputError
from certify.models import load_target
from reference import graphs

FLOATS = (TensorProto.FLOAT, TensorProto.DOUBLE)
# Where the number is chosen away, and no network has it.
HARMLESS = {"Where over an infinite number"}
# What is said before the operator: of an input without sizes, and of a condition that only Where reads.
BEFORE = ("sizes are needed", "a condition must be constant")

# A plain run damages one graph of sixteen.
SAMPLED = [
    pytest.param(name, marks=() if i % 16 == 0 else pytest.mark.thorough) for i, name in enumerate(graphs.READ)
]


def complaint(path, data):
    """What is said of a file of these bytes; nothing where it is read."""
    path.write_bytes(data)
    try:
        load_target(path)
    except InputError as error:
        said = str(error)
        assert said.startswith(f"{path}: ")
        assert "\n" not in said
        assert len(said) < 1000
        return said
    return ""


def copied(name):
    proto = onnx.ModelProto()
    proto.CopyFrom(graphs.READ[name][0])
    return proto


def needed(proto):
    """The nodes on which the output depends."""
    wanted, found = {value.name for value in proto.graph.output}, []
    for node in reversed(proto.graph.node):
        if wanted & set(node.output):
            found.append(node)
            wanted |= set(node.input)
    return found


@pytest.mark.parametrize("name", SAMPLED)
def test_a_truncated_file_is_one_line_or_a_network(tmp_path, name):
    data = graphs.READ[name][0].SerializeToString()
    for cut in sorted({len(data) * i // 7 for i in range(7)} | {len(data) - i for i in range(1, 5)}):
        complaint(tmp_path / "f.onnx", data[:cut])


@pytest.mark.parametrize("name", SAMPLED)
def test_a_nan_is_named(tmp_path, name):
    proto = copied(name)
    used = {value for node in needed(proto) for value in node.input}
    for i, tensor in enumerate(proto.graph.initializer):
        if tensor.data_type not in FLOATS or tensor.name not in used or name in HARMLESS:
            continue
        values = numpy_helper.to_array(tensor).copy()
        values.reshape(-1)[-1] = np.nan
        damaged = copied(name)
        damaged.graph.initializer[i].CopyFrom(numpy_helper.from_array(values, tensor.name))
        said = complaint(tmp_path / "f.onnx", damaged.SerializeToString())
        assert "node " in said, (tensor.name, said)


@pytest.mark.parametrize("name", SAMPLED)
def test_an_operator_of_another_domain_is_named(tmp_path, name):
    for i in range(len(needed(copied(name)))):
        proto = copied(name)
        node = needed(proto)[i]
        node.domain = "com.other"
        said = complaint(tmp_path / "f.onnx", proto.SerializeToString())
        assert f"(com.other.{node.op_type}): " in said or any(text in said for text in BEFORE), said


@pytest.mark.parametrize("name", SAMPLED)
def test_a_cycle_is_named(tmp_path, name):
    proto = copied(name)
    last, *_, first = [node for node in needed(proto) if node.input] * 2
    first.input[0] = last.output[0]
    said = complaint(tmp_path / "f.onnx", proto.SerializeToString())
    assert "it depends on its own output" in said, said


@pytest.mark.parametrize("name", SAMPLED)
def test_shapes_that_do_not_chain_are_one_line_or_a_network(tmp_path, name):
    for i, tensor in enumerate(graphs.READ[name][0].graph.initializer):
        values = numpy_helper.to_array(tensor)
        for other in (values[None], np.concatenate([values, values]) if values.ndim else np.stack([values] * 2)):
            proto = copied(name)
            proto.graph.initializer[i].CopyFrom(numpy_helper.from_array(other, tensor.name))
            said = complaint(tmp_path / "f.onnx", proto.SerializeToString())
            assert not said or "node " in said or "input" in said, said


@pytest.mark.parametrize("name", SAMPLED)
def test_attributes_that_do_not_fit_are_one_line_or_a_network(tmp_path, name):
    for i, node in enumerate(graphs.READ[name][0].graph.node):
        for j, attribute in enumerate(node.attribute):
            for value in (-1, 10**12, 0.5, float("nan"), "x", [0], [-1, 10**12], []):
                proto = copied(name)
                damaged = onnx.AttributeProto()
                damaged.CopyFrom(onnx.helper.make_attribute(attribute.name, value, attr_type=kind(value)))
                proto.graph.node[i].attribute[j].CopyFrom(damaged)
                complaint(tmp_path / "f.onnx", proto.SerializeToString())


def kind(value):
    return onnx.AttributeProto.INTS if value == [] else None


@pytest.mark.parametrize("name", graphs.TOO_LARGE)
def test_a_size_that_no_memory_holds_is_refused_before_it_is_made(tmp_path, name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = complaint(tmp_path / "f.onnx", graphs.TOO_LARGE[name].SerializeToString())
    assert "node 'n_" in said
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # kilobytes
    assert any(text in said for text in ("its arrays need", "do not fit", "numbers that are no integers")), said
