"""The corpus of graphs: onnxruntime and the network read agree on each, or it is refused by name."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from certify.errors import InputError
from certify.models import load_target
from reference import graphs
from reference.forward import outputs


def run(proto, names, x):
    """What onnxruntime computes for values of a graph, optimisations off."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    del copy.graph.output[:]
    copy.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(copy.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(names, {proto.graph.input[0].name: x})


@pytest.mark.parametrize("name", graphs.READ)
def test_a_graph_is_the_network_that_onnxruntime_runs(tmp_path, name):
    proto, shape = graphs.READ[name]
    (tmp_path / "f.onnx").write_bytes(proto.SerializeToString())
    network = load_target(tmp_path / "f.onnx").network
    assert network.widths[0] == math.prod(shape)
    kind = graphs.KINDS[proto.graph.input[0].type.tensor_type.elem_type]
    for seed in range(3):
        x = np.random.default_rng(seed).standard_normal(shape).astype(kind)
        (expected,) = run(proto, [graphs.SCORES.get(name, proto.graph.output[0].name)], x)
        found = outputs(network, x.astype(np.float64).ravel())
        assert np.allclose(found, expected.ravel(), rtol=1e-4, atol=1e-4), name


@pytest.mark.parametrize("name", graphs.REFUSED)
def test_a_refused_graph_is_named(tmp_path, name):
    proto, said = graphs.REFUSED[name]
    (tmp_path / "f.onnx").write_bytes(proto.SerializeToString())
    with pytest.raises(InputError) as caught:
        load_target(tmp_path / "f.onnx")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'f.onnx'}: ")


@pytest.mark.parametrize(
    ("name", "activations"),
    [
        ("Max Min (-0.5, [[0.7]])", ("relu", "clip(-1/2,11744051/16777216)", "identity")),
        ("Max (0.0,)", ("relu", "relu", "identity")),
        ("Clip, min and then a layer", ("relu", "relu", "identity")),
        ("relu and then Min", ("relu", "clip(0,1/2)")),
        ("Where Greater k o", ("relu", "relu", "identity")),
        ("crossed cuts", ("relu", "relu", "relu", "identity")),
    ],
)
def test_cuts_become_few_layers(tmp_path, name, activations):
    (tmp_path / "f.onnx").write_bytes(graphs.READ[name][0].SerializeToString())
    assert load_target(tmp_path / "f.onnx").activations == activations


RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.onnx"))
NOT_READ = {"torch-maxpool-script": "(MaxPool): operator not read"}
# skl2onnx's classifiers answer with labels; the scores are the values before them
ANSWERS = {"sklearn-iris-relu", "sklearn-cancer-logistic", "sklearn-pipe", "sklearn-multilabel", "sklearn-nozip"}


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_a_file_of_another_tool_is_the_network_that_onnxruntime_runs(file):
    if file.stem in NOT_READ:
        with pytest.raises(InputError, match=re.escape(NOT_READ[file.stem])):
            load_target(file)
        return
    target, proto = load_target(file), onnx.load(file)
    shape = [axis.dim_value or 1 for axis in proto.graph.input[0].type.tensor_type.shape.dim]
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    found = outputs(target.network, x.astype(np.float64).ravel())
    if file.stem in ANSWERS:
        (label,) = run(proto, [proto.graph.output[0].name], x)
        assert_label(found, np.ravel(label))
        return
    before = {node.op_type: node.input[0] for node in proto.graph.node if node.input}
    (expected,) = run(proto, [before.get("Softmax", proto.graph.output[0].name)], x)
    assert np.allclose(found, expected.ravel(), rtol=1e-4, atol=1e-4)


def assert_label(scores, label):
    """A classifier's label is the place of its largest score; of several labels, each score is a probability."""
    assert list(label) in ([int(np.argmax(scores))], [int(s > 0.5) for s in scores])
