"""Sparse matrices: the same products as dense ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.tickets.sparse import Sparse


@st.composite
def matrices(draw):
    shape = draw(st.integers(0, 6)), draw(st.integers(1, 6))
    places = [(i, j) for i in range(shape[0]) for j in range(shape[1])]
    chosen = draw(st.lists(st.sampled_from(places), unique=True)) if places else []
    return shape, chosen, [draw(st.integers(-9, 9)) for _ in chosen]


@given(matrices(), st.integers(0, 3))
def test_products_are_those_of_the_dense_matrix(made, columns):
    shape, places, values = made
    dense = np.zeros(shape)
    for place, value in zip(places, values, strict=True):
        dense[place] = value
    rows, cols = np.array(places, dtype=np.int64).reshape(-1, 2).T
    sparse = Sparse.of(rows, cols, np.array(values, dtype=float), shape)
    right = np.arange(shape[1] * columns, dtype=float).reshape(shape[1], columns)
    left = np.arange(shape[0] * columns, dtype=float).reshape(shape[0], columns)
    assert (sparse.toarray() == dense).all()
    assert (sparse @ right == dense @ right).all()
    assert sparse.T.shape == dense.T.shape
    assert (sparse.T @ left == dense.T @ left).all()


@pytest.mark.parametrize("entries", [0, 1, 3, 40])
def test_few_and_many_entries_per_row(entries):
    random = np.random.default_rng(entries)
    dense = np.zeros((5, 60))
    for row in (0, 2, 4):
        dense[row, random.choice(60, entries, replace=False)] = random.integers(1, 9, entries)
    rows, columns = np.nonzero(dense)
    order = random.permutation(len(rows))
    sparse = Sparse.of(rows[order], columns[order], dense[rows, columns][order], dense.shape)
    right = random.integers(-9, 9, (60, 7)).astype(float)
    assert (sparse @ right == dense @ right).all()
    assert (sparse.T @ right[:5] == dense.T @ right[:5]).all()


def test_a_row_without_entries_gives_zeros_and_no_neighbours_sum():
    sparse = Sparse.of(np.array([2, 0]), np.array([1, 0]), np.array([3.0, 5.0]), (4, 2))
    assert (sparse @ np.eye(2)).tolist() == [[5.0, 0.0], [0.0, 0.0], [0.0, 3.0], [0.0, 0.0]]
    with pytest.raises(IndexError):
        sparse @ np.ones((1, 1))
