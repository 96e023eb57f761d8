"""Random attributes: what is read of such graphs is what onnxruntime runs; refusals are counted."""

from __future__ import annotations

import random
import time
from collections import Counter

import numpy as np
import onnx
import onnxruntime
import pytest

from certify.errors import InputError
from certify.models import load_target
from reference.forward import outputs
from reference.graphs import draw, images, ints, model, node, number, one

SECONDS = 5  # at most, for each operator
GRAPHS = 120
AUTO = ("SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET")
PLACES = ("asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners")
NEIGHBOURS = ("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")


def some(r, low, high, count=2):
    return [r.randint(low, high) for _ in range(count)]


def sizes(r, channels):
    return (1, channels, r.randint(3, 6), r.randint(3, 6))


def padding(r):
    """Pads, or an automatic choice, and now and then both."""
    found = {"pads": some(r, 0, 2, 4)} if r.random() < 0.6 else {}
    return found | ({"auto_pad": r.choice(AUTO)} if r.random() < 0.5 else {})


def conv(r):
    groups, kernel = r.choice((1, 1, 2)), some(r, 1, 3)
    inputs, made = groups * r.randint(1, 2), groups * r.randint(1, 2)
    more = {"strides": some(r, 1, 3), "dilations": some(r, 1, 2), "group": groups} | padding(r)
    weights = {"W": draw(made, inputs // groups, *kernel), "b": draw(made)}
    return images(node("Conv", r.choice(("x W", "x W b")), "y", **more), shape=sizes(r, inputs), **weights)


def conv_transpose(r):
    groups, kernel = r.choice((1, 1, 2)), some(r, 1, 3)
    inputs, made = groups * r.randint(1, 2), groups * r.randint(1, 2)
    more = {"strides": some(r, 1, 3), "dilations": some(r, 1, 2), "group": groups} | padding(r)
    if r.random() < 0.5:
        more["output_padding"] = some(r, 0, 1)
    weights = {"W": draw(inputs, made // groups, *kernel), "b": draw(made)}
    last = node("ConvTranspose", r.choice(("x W", "x W b")), "y", **more)
    return images(last, shape=sizes(r, inputs), **weights)


def average_pool(r):
    more = {"kernel_shape": some(r, 1, 3), "strides": some(r, 1, 3), "count_include_pad": r.randint(0, 1)}
    if r.random() < 0.3:
        more["dilations"] = some(r, 1, 2)
    if r.random() < 0.2:
        more["ceil_mode"] = r.randint(0, 1)
    return images(node("AveragePool", "x", "y", **more | padding(r)), shape=sizes(r, 2), opset=19)


def resize(r):
    mode, opset = r.choice(("nearest", "linear")), r.choice((10, 13, 19))
    before, wide = r.randint(2, 9), np.array([1, 1, 1, r.choice((0.3, 0.5, 0.6, 0.7, 1.2, 1.5, 1.7, 2.0, 3.0))])
    shape = (1, 1, 1, before)
    if opset == 10:
        return images(node("Resize", "x s", "y", mode=mode), shape=shape, opset=10, s=wide)
    more = {"coordinate_transformation_mode": r.choice(PLACES), "mode": mode}
    if mode == "nearest":
        more["nearest_mode"] = r.choice(NEIGHBOURS)
    if r.random() < 0.5:
        return images(node("Resize", "x - s", "y", **more), shape=shape, opset=opset, s=wide)
    return images(
        node("Resize", "x - - s", "y", **more), shape=shape, opset=opset, s=ints(1, 1, 1, r.randint(1, 9))
    )


def slice_(r):
    stored = {
        "s": ints(*some(r, -9, 9)),
        "e": ints(*some(r, -9, 9)),
        "a": ints(*r.choice(([0, 1], [1, 2], [-1, 1]))),
    }
    steps = ints(*(r.choice((-3, -2, -1, 1, 2)) for _ in range(2)))
    nodes = [node("Slice", "x s e a t", "z"), node("Flatten", "z", "f"), node("Flatten", "x", "g")]
    last = node("Concat", "g f", "y", axis=1)
    return model([*nodes, last], {**stored, "t": steps}, shape=(1, 4, 5))


def split(r):
    size, count, opset = r.randint(2, 9), r.randint(2, 4), r.choice((11, 13, 18))
    parts = " ".join(f"p{i}" for i in range(count))
    turned = " ".join(reversed(parts.split()))
    given = [len(part) for part in np.array_split(np.arange(size), count)]
    r.shuffle(given)
    if r.random() < 0.5:
        more, stored, name = {}, {}, "x"
        if opset == 18:
            more["num_outputs"] = count
    elif opset == 11:
        more, stored, name = {"split": given}, {}, "x"
    else:
        more, stored, name = {}, {"s": ints(*given)}, "x s"
    nodes = [node("Split", name, parts, axis=r.choice((1, -1)), **more), node("Concat", turned, "y", axis=1)]
    return model(nodes, stored, shape=(1, size), opset=opset)


def reduce_(r):
    kind, keep = r.choice(("ReduceMean", "ReduceSum")), r.randint(0, 1)
    axes = some(r, -3, 2, r.randint(1, 2))
    if r.random() < 0.5:
        older = node(kind, "x", "y", axes=axes, keepdims=keep)
        return model([older], shape=(1, 3, 4), opset=11)
    return model([node(kind, "x a", "y", keepdims=keep)], {"a": ints(*axes)}, shape=(1, 3, 4), opset=18)


def pad(r):
    mode = r.choice(("constant", "reflect", "edge"))
    first, axes = r.choice((("x p", 4), ("x p v", 4), ("x p v a", 2), ("x p - a", 2)))
    stored = {"p": ints(*some(r, 0, 3, 2 * axes)), "v": number(0.5), "a": ints(*r.choice(([2, 3], [-1, 1])))}
    return images(node("Pad", first, "y", mode=mode), shape=sizes(r, 2), opset=18, **stored)


def behind_a_layer(r):
    width = r.choice((1, 1, 2, 3))
    last = {
        "Gather": lambda: (node("Gather", "r i", "y", axis=1), ints(*some(r, -width, width - 1, r.randint(1, 4)))),
        "Expand": lambda: (node("Expand", "r i", "y"), ints(r.randint(1, 3), r.choice((1, width, 4)))),
        "Tile": lambda: (node("Tile", "r i", "y"), ints(1, r.randint(1, 3))),
        "Concat": lambda: (node("Concat", r.choice(("r r", "r r r", "r")), "y", axis=1), ints(0)),
        "Transpose": lambda: (node("Transpose", "r", "y"), ints(0)),
    }
    made, indices = last[r.choice(sorted(last))]()
    return one(made, width=width, i=indices)


def batch_norm(r):
    channels = r.randint(1, 3)
    stored = {"s": draw(channels), "b": draw(channels), "m": draw(channels), "v": draw(channels) ** 2 + r.random()}
    opset, training = r.choice((9, 13, 14, 15)), r.random() < 0.3
    answers = "y" if not training else "y a b c d".replace("b", "e") if opset < 14 else "y a e"
    more = {"training_mode": 1} if training and opset >= 14 else {}
    epsilon = r.choice((1e-5, 1e-3, 0.1))
    last = node("BatchNormalization", "x s b m v", answers, epsilon=epsilon, **more)
    return images(last, shape=sizes(r, channels), opset=opset, **stored)


def jumping(r):
    """An index that arithmetic has made."""
    a, b = (r.choice((0.1, 0.5, 0.7, 1.1, 2.5, 3.0, 8.4, 10.0)) for _ in range(2))
    steps = [node(r.choice(("Mul", "Div", "Add", "Sub")), "a b", "c")]
    steps += [node(r.choice(("Floor", "Ceil", "Round", "Identity", "Abs")), "c", "d")]
    steps += [node("Cast", "d", "e", to=onnx.TensorProto.INT64), node("Slice", "x z e o", "f")]
    stored = {"a": np.array([a]), "b": np.array([b]), "z": ints(0), "o": ints(1)}
    return model([*steps, node("Concat", "x f", "y", axis=1)], stored, shape=(1, 20))


MAKERS = (
    conv, conv_transpose, average_pool, resize, slice_, split, reduce_, pad, behind_a_layer, batch_norm, jumping,
)  # fmt: skip


def as_run(proto, x):
    """What onnxruntime computes, or None where it refuses the graph too."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(
            proto.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        return session.run(["y"], {"x": x})[0]
    except Exception:  # its exceptions have no common class of their own
        return None


def compared(path, proto):
    """Whether the graph is read as it runs, is refused, or runs nowhere."""
    path.write_bytes(proto.SerializeToString())
    shape = [axis.dim_value or 1 for axis in proto.graph.input[0].type.tensor_type.shape.dim]
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    try:
        network = load_target(path).network
    except InputError:
        return "refused"
    expected = as_run(proto, x)
    if expected is None:
        return "runs nowhere"
    found = np.ravel(outputs(network, x.astype(np.float64).ravel()))
    assert found.shape == (expected.size,), onnx.printer.to_text(proto)
    assert np.allclose(found, expected.ravel(), rtol=1e-4, atol=1e-4), onnx.printer.to_text(proto)
    return "read"


@pytest.mark.thorough
@pytest.mark.parametrize("make", MAKERS)
def test_what_is_read_with_random_attributes_is_what_runs(tmp_path, make):
    until, tally = time.monotonic() + SECONDS, Counter()
    for seed in range(GRAPHS):
        tally[compared(tmp_path / "f.onnx", make(random.Random(seed)))] += 1
        if time.monotonic() > until:
            break
    print(f"{make.__name__}: of {tally.total()} graphs", dict(tally))
    assert tally["read"] > tally.total() // 10
