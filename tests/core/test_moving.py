"""Cuts, reshapes, transposes, concatenations and matrix products: as NumPy's, and their slopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import array_api_strict
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossgui.core import ops
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import Node, variable
from lossgui.core.formula import spell
from lossgui.core.gradient import gradient
from tests.core import random_cases as random

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(node: Node, *arrays: np.ndarray, xp: Any = np) -> np.ndarray:
    """Evaluate a node over the tensors "0", "1", ..."""
    evaluator = Evaluator([node], "float64", xp)
    evaluator.run({str(place): xp.asarray(array) for place, array in enumerate(arrays)})
    return np.asarray(evaluator[node])


def tensors(arrays: Sequence[np.ndarray]) -> list[Node]:
    return [variable(str(place), array.shape) for place, array in enumerate(arrays)]


def check(output: Node, expected: np.ndarray, arrays: Sequence[np.ndarray]) -> None:
    """Compare with NumPy here and in the strict namespace, and the slopes with the adjoint."""
    assert output.shape == expected.shape
    np.testing.assert_array_equal(run(output, *arrays), expected)
    np.testing.assert_array_equal(run(output, *arrays, xp=array_api_strict), expected)
    nodes = [node for node in tensors_in(output) if node.operation == "variable"]
    upstream = variable(str(len(arrays)), output.shape)
    weights = np.random.default_rng(5).normal(size=output.shape)
    slopes = gradient(output * upstream, nodes)
    for node, slope in zip(nodes, slopes, strict=True):
        name = int(node.attributes["name"])
        way = np.random.default_rng(6).normal(size=node.shape)
        moved = [array if place != name else way for place, array in enumerate(arrays)]
        still = [array if place != name else 0 * way for place, array in enumerate(arrays)]
        along = np.sum((run(output, *moved) - run(output, *still)) * weights)
        found = run(slope, *arrays, weights)
        assert found.shape == node.shape
        assert np.sum(found * way) == pytest.approx(along, rel=1e-10, abs=1e-10)
        strict = run(slope, *arrays, weights, xp=array_api_strict)
        np.testing.assert_allclose(strict, found, rtol=1e-14)


def tensors_in(output: Node) -> list[Node]:
    from lossgui.core.expr import walk

    return list(walk(output))


def cuts(length: int) -> st.SearchStrategy[slice]:
    ends = st.none() | st.integers(-length - 1, length + 1)
    return st.builds(slice, ends, ends, st.sampled_from((None, 1, 2, -1, -2)))


@settings(max_examples=80)
@given(shape=random.shapes(max_rank=3, min_length=0), seed=random.SEEDS, data=st.data())
def test_a_cut_is_numpys_and_its_slope_goes_back_to_its_place(shape, seed, data):
    array = np.random.default_rng(seed).normal(size=shape)
    parts = tuple(data.draw(cuts(length)) for length in shape)[: data.draw(st.integers(0, 3))]
    (x,) = tensors([array])
    check(ops.slice_(x, parts), array[parts], [array])


def test_a_cut_that_takes_all_is_no_step():
    x = variable("0", (2, 3))
    assert ops.slice_(x, (slice(None), slice(None))) is x
    assert ops.slice_(x, ()) is x


@settings(max_examples=80)
@given(shape=random.shapes(max_rank=4), seed=random.SEEDS, data=st.data())
def test_axes_are_put_in_order_as_numpy_does(shape, seed, data):
    array = np.random.default_rng(seed).normal(size=shape)
    axes = data.draw(st.permutations(range(len(shape))))
    axes = [axis - data.draw(st.sampled_from((0, len(shape)))) for axis in axes]
    (x,) = tensors([array])
    check(ops.transpose(x, axes), np.transpose(array, axes), [array])
    check(ops.transpose(x), array.T, [array])


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ((2, 3), (6,)),
        ((2, 3), (-1,)),
        ((2, 3), (3, 2)),
        ((2, 3), (1, -1, 2)),
        ((), (1, 1)),
        ((1, 1), ()),
        ((2, 0), (0, 5)),
        ((2, 0), (2, -1)),
    ],
)
def test_numbers_are_written_row_by_row_into_another_shape(shape, wanted, rng):
    array = rng.normal(size=shape)
    (x,) = tensors([array])
    check(ops.reshape(x, wanted), array.reshape(wanted), [array])


@settings(max_examples=60)
@given(shape=random.shapes(max_rank=3), seed=random.SEEDS, data=st.data())
def test_tensors_are_put_behind_each_other_as_numpy_does(shape, seed, data):
    assume(shape)
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    rng, arrays = np.random.default_rng(seed), []
    for _ in range(data.draw(st.integers(1, 3))):
        own = list(shape)
        own[axis] = data.draw(st.integers(0, 3))
        arrays.append(rng.normal(size=own))
    output = ops.concatenate(tensors(arrays), axis)
    check(output, np.concatenate(arrays, axis), arrays)


def test_conditions_beside_numbers_count_as_0_and_1():
    x = variable("0", (2,))
    output = ops.concatenate([ops.greater(x, 0.0), x], 0)
    for xp in (np, array_api_strict):
        np.testing.assert_array_equal(run(output, np.array([-1.0, 2.0]), xp=xp), [0, 1, -1, 2])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((2, 3), (3, 4)),
        ((3,), (3,)),
        ((3,), (3, 4)),
        ((2, 3), (3,)),
        ((5, 2, 3), (3, 4)),
        ((5, 2, 3), (5, 3, 4)),
        ((5, 1, 2, 3), (7, 3, 4)),
        ((2, 3), (5, 3, 4)),
        ((5, 2, 3), (3,)),
        ((3,), (5, 3, 4)),
        ((2, 0), (0, 3)),
        ((1, 1), (1, 1)),
    ],
)
def test_a_matrix_product_is_numpys(a, b, rng):
    arrays = rng.normal(size=a), rng.normal(size=b)
    # Whole numbers: no order of the sum rounds.
    arrays = tuple(np.round(4 * array) for array in arrays)
    check(ops.matmul(*tensors(arrays)), np.matmul(*arrays), arrays)


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda x, y: ops.reshape(x, (4,)), r"of the shape \(2, 3\) can't take the shape \(4,\)"),
        (lambda x, y: ops.reshape(x, (-1, -1)), r"can't take the shape \(-1, -1\)"),
        (lambda x, y: ops.reshape(x, (-2, 3)), r"can't take the shape \(-2, 3\)"),
        (lambda x, y: ops.reshape(x, (-1, 0)), r"can't take the shape \(-1, 0\)"),
        (lambda x, y: ops.reshape(x, (-1, 4)), r"can't take the shape \(-1, 4\)"),
        (
            lambda x, y: ops.transpose(x, (0, 0)),
            r"axes \(0, 0\) do not name each axis of the",
        ),
        (
            lambda x, y: ops.transpose(x, (0, 2)),
            r"axes \(0, 2\) do not name each axis of the",
        ),
        (lambda x, y: ops.transpose(x, (0,)), r"axes \(0,\) do not name each axis of the shape"),
        (lambda x, y: ops.slice_(x, (slice(None, None, 0),)), "a cut needs a step other than 0"),
        (
            lambda x, y: ops.slice_(x, (slice(1),) * 3),
            r"a cut of 3 axes does not fit the shape \(2, 3\)",
        ),
        (
            lambda x, y: ops.concatenate([x, y], 0),
            r"the shapes \(2, 3\) and \(2, 4\) can't be put together along axis 0",
        ),
        (lambda x, y: ops.concatenate([x], 2), r"\(2, 3\) can't be put together along axis 2"),
        (lambda x, y: ops.concatenate([], 0), "concatenate needs at least one tensor"),
        (ops.matmul, "it pairs 3 columns with 2 rows"),
        (lambda x, y: ops.matmul(x, 2.0), "vectors or matrices on both sides, not a number"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(build, sentence):
    with pytest.raises(ValueError, match=sentence):
        build(variable("0", (2, 3)), variable("1", (2, 4)))


def test_they_are_written_as_in_python():
    x, y = variable("x", (2, 3)), variable("y", (3, 2))
    cut = ops.slice_(x - 1.0, (slice(None), slice(0, 1)))
    assert spell(cut) == "(x - 1)[:, 0:1]"
    assert spell(2.0 * ops.slice_(x, (slice(None, None, -1),))) == "2 * x[::-1, :]"
    assert spell(ops.matmul(x, y) * 2.0) == "(x @ y) * 2"
    assert spell(ops.matmul(x + x, y)) == "(x + x) @ y"
    assert spell(ops.concatenate([x, x], -1)) == "concatenate([x, x], axis=1)"
    assert spell(ops.reshape(x, (-1,))) == "reshape(x, (-1,))"
    assert spell(ops.transpose(x)) == "transpose(x, (1, 0))"
