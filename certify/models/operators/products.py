"""Matrix products and contractions, one factor of which is constant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from certify.models.affine import Affine
from certify.models.exactly import Array, alike, contracted, summed
from certify.models.files import quoted
from certify.models.operators.arithmetic import both, plus, times
from certify.models.operators.values import Node, Value


def _product(node: Node, a: Array | Affine, b: Array | Affine) -> Array | Affine:
    """The matrix product, one of the two constant."""
    _check_product(node, a.shape, b.shape)
    if isinstance(a, Affine):
        if isinstance(b, Affine):
            raise node.error("it multiplies two values of the network; one must be a constant")
        matrix = b.reshape(len(b), -1)
        made = a.mapped(lambda t: contracted(t.reshape(-1, t.shape[-1]), matrix).reshape(*t.shape[:-1], -1))
        return made if b.ndim == 2 else made.mapped(lambda t: t[..., 0])
    if isinstance(b, Affine):
        turned = _product(node, _turned(b), a.T)
        return _turned(turned) if isinstance(turned, Affine) and a.ndim == 2 else turned
    return contracted(a.reshape(-1, a.shape[-1]), b.reshape(len(b), -1)).reshape(*a.shape[:-1], *b.shape[1:])


def _turned(value: Affine) -> Affine:
    """The last two axes exchanged; a vector stays one."""
    return value.mapped(lambda t: t.swapaxes(-1, -2) if t.ndim > 2 else t)


def _check_product(node: Node, left: tuple[int, ...], right: tuple[int, ...]) -> None:
    inner = right[-2] if len(right) > 1 else right[0] if right else None
    if not left or left[-1] != inner:
        raise node.error(f"values of shapes {list(left)} and {list(right)} do not fit in a product")


def matmul(node: Node) -> Value:
    a, b = both(node)
    for value in (a, b):
        if not isinstance(value, Affine) and value.ndim not in (1, 2):
            raise node.error(f"weights of shape {value.shape}; a matrix is needed")
    return _product(node, a, b)


def gemm(node: Node) -> Value:
    a, b = both(node)
    node.expect(transA=(0, 1), transB=(0, 1))
    for value in (a, b):
        if len(value.shape) != 2:
            raise node.error(f"a value of shape {list(value.shape)} goes in; a matrix is needed")
    if node.attributes.get("transA", 0):
        a = a.mapped(lambda t: t.swapaxes(1, 2)) if isinstance(a, Affine) else a.T
    if node.attributes.get("transB", 0):
        b = b.mapped(lambda t: t.swapaxes(1, 2)) if isinstance(b, Affine) else b.T
    made = _scaled(node, _product(node, a, b), node.attributes.get("alpha", 1.0))
    if len(node.inputs) < 3 or node.inputs[2] is None:
        return made
    c = node.take(2, "C")
    beta = node.attributes.get("beta", 1.0)
    shift = _scaled(node, c if isinstance(c, Affine) else node.numbers(c), beta)
    found = plus(node, made, shift)
    if found.shape != made.shape:
        raise node.error(f"bias of shape {list(c.shape)} for a product of shape {list(made.shape)}")
    return found


def _scaled(node: Node, value: Array | Affine, factor: float) -> Array | Affine:
    return value if factor == 1 else times(node, value, node.numbers(np.array(factor, dtype=np.float64)))


def einsum(node: Node) -> Value:
    """A contraction of one value with another, one of them constant; no diagonals, no broadcast axes."""
    labels, out = _equation(node)
    a, b = both(node) if len(node.inputs) == 2 else (node.affine(0), np.ones(()))
    if not isinstance(a, Affine):
        a, b, labels = b, a, labels[::-1]
    if not isinstance(a, Affine) or isinstance(b, Affine):
        raise node.error("one value of the network and one constant are needed")
    sizes = _sizes(node, labels, (a.shape, b.shape))
    node.check_size([sizes[n] for n in out])
    # what only one has, and the result has not, is summed up before
    left, right = ("".join(n for n in own if n in other + out) for own, other in (labels, labels[::-1]))
    terms = _without(a.terms, f".{labels[0]}", f".{left}")
    matrix = _without(b, labels[1], right)
    return replace(a, terms=_contraction(terms, matrix, left, right, out, sizes))


def _without(values: Array, labels: str, kept: str) -> Array:
    """The sum along the axes that are not kept."""
    gone = tuple(i for i, name in enumerate(labels) if name not in kept)
    return summed(values, gone) if gone else values


def _contraction(terms: Array, matrix: Array, left: str, right: str, out: str, sizes: dict[str, int]) -> Array:
    """The sum over what both have and the result has not, each entry of the axes that all three have by itself."""
    batch = "".join(n for n in left if n in right and n in out)
    inner = "".join(n for n in left if n in right and n not in out)
    rows, columns = ("".join(n for n in own if n not in batch + inner) for own in (left, right))
    count, shared, depth = (math.prod(sizes[n] for n in names) for names in (batch, inner, columns))
    moved = terms.transpose([1 + left.index(n) for n in batch] + [0] + [1 + left.index(n) for n in rows + inner])
    turned = matrix.transpose([right.index(n) for n in batch + inner + columns])
    pairs = zip(moved.reshape(count, -1, shared), turned.reshape(count, shared, depth), strict=True)
    made = np.stack(alike(contracted(x, y) for x, y in pairs)).reshape(
        *(sizes[n] for n in batch), len(terms), *(sizes[n] for n in rows), *(sizes[n] for n in columns)
    )
    order = batch + "." + rows + columns
    return made.transpose([order.index(n) for n in "." + out])


def _equation(node: Node) -> tuple[list[str], str]:
    """The labels of the inputs and of the result."""
    text = node.attributes.get("equation", b"").decode("utf-8", "replace").replace(" ", "")
    before, arrow, out = text.partition("->")
    labels = before.split(",")
    if not arrow:  # as NumPy has it: those that stand once, in order
        out = "".join(sorted(n for n in set(before) - {","} if before.count(n) == 1))
    plain = all(part.isascii() and (part.isalpha() or not part) for part in [*labels, out])
    once = all(len(set(part)) == len(part) for part in [*labels, out])
    if not plain or not once or len(labels) != len(node.inputs) or not set(out) <= set("".join(labels)):
        raise node.error(
            f"attribute equation is {quoted(text)}; one or two terms of letters, none twice in a term, are read"
        )
    return (labels if len(labels) == 2 else [*labels, ""]), out


def _sizes(node: Node, labels: Sequence[str], shapes: Sequence[tuple[int, ...]]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for names, shape in zip(labels, shapes, strict=True):
        fits = len(names) == len(shape) and 0 not in shape
        if not fits or any(sizes.setdefault(n, m) != m for n, m in zip(names, shape, strict=True)):
            listed = " and ".join(str(list(s)) for s in shapes)
            raise node.error(f"values of shapes {listed} do not fit its equation")
    return sizes
