"""The table of operations: values against NumPy, slopes against differences, shapes, names."""

from __future__ import annotations

import ast
import importlib.util
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossgui.core import ops
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import (
    OPERATIONS,
    Node,
    Operation,
    apply,
    broadcast_shape,
    constant,
    normalize_axis,
    reduced_shape,
    register,
    size,
    variable,
    walk,
)
from lossgui.core.gradient import gradient
from tests.core import random_cases as random

if TYPE_CHECKING:
    from collections.abc import Callable

# What NumPy gives for the same; how many inputs; where to take slopes, away from every kink.
ANYWHERE, POSITIVE = (-2.0, 2.0), (0.3, 2.0)
ELEMENTWISE: dict[str, tuple[Callable[..., Any], int, tuple[float, float]]] = {
    "add": (np.add, 2, ANYWHERE),
    "subtract": (np.subtract, 2, ANYWHERE),
    "multiply": (np.multiply, 2, ANYWHERE),
    "divide": (np.divide, 2, POSITIVE),
    "divide_no_nan": (lambda a, b: np.where(b == 0, 0.0, a / np.where(b == 0, 1, b)), 2, POSITIVE),
    "negate": (np.negative, 1, ANYWHERE),
    "square": (np.square, 1, ANYWHERE),
    "absolute": (np.abs, 1, POSITIVE),
    "sign": (np.sign, 1, POSITIVE),
    "sqrt": (np.sqrt, 1, POSITIVE),
    "exp": (np.exp, 1, ANYWHERE),
    "log": (np.log, 1, POSITIVE),
    "log1p": (np.log1p, 1, POSITIVE),
    "softplus": (lambda x: np.logaddexp(0.0, x), 1, ANYWHERE),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), 1, ANYWHERE),
    "less": (np.less, 2, ANYWHERE),
    "less_equal": (np.less_equal, 2, ANYWHERE),
    "greater": (np.greater, 2, ANYWHERE),
    "greater_equal": (np.greater_equal, 2, ANYWHERE),
    "equal": (np.equal, 2, ANYWHERE),
    "not_equal": (np.not_equal, 2, ANYWHERE),
    "where": (lambda c, a, b: np.where(c > 0, a, b), 3, ANYWHERE),
    "clip": (np.clip, 3, ANYWHERE),
    "maximum": (np.maximum, 2, ANYWHERE),
    "minimum": (np.minimum, 2, ANYWHERE),
    "stop_gradient": (np.positive, 1, ANYWHERE),
    "power": (np.power, 2, POSITIVE),
    "tanh": (np.tanh, 1, ANYWHERE),
    "sin": (np.sin, 1, ANYWHERE),
    "cos": (np.cos, 1, ANYWHERE),
    "arctan": (np.arctan, 1, ANYWHERE),
    "expm1": (np.expm1, 1, ANYWHERE),
    "erf": (np.vectorize(math.erf, otypes=[float]), 1, (-4.0, 4.0)),
    "floor": (np.floor, 1, ANYWHERE),
    "ceil": (np.ceil, 1, ANYWHERE),
    "round": (np.round, 1, ANYWHERE),
    "truncate": (np.trunc, 1, ANYWHERE),
    "is_finite": (np.isfinite, 1, ANYWHERE),
    "logical_and": (np.logical_and, 2, ANYWHERE),
    "logical_or": (np.logical_or, 2, ANYWHERE),
    "logical_not": (np.logical_not, 1, ANYWHERE),
    "is_nan": (np.isnan, 1, ANYWHERE),
}
OTHERS = {
    "sum",
    "mean",
    "expand_dims",
    "squeeze",
    "broadcast_like",
    "sum_like",
    "index",
    "max",
    "min",
    "prod",
    "argmax",
    "argmin",
    "cumsum",
    "logsumexp",
    "slice",
    "unslice",
    "reshape",
    "transpose",
    "concatenate",
    "matmul",
    "ctc_states",
    "ctc_forward",
    "ctc_slope",
    "ctc_ends",
    "as_log_softmax",
    "median",
    "lower_quantile",
    "upper_quantile",
}
SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, 0.5, 1e300, -1e300, 1e-300, np.inf, -np.inf, np.nan])


def run(node: Node, **tensors: Any) -> np.ndarray:
    evaluator = Evaluator([node], "float64")
    evaluator.run(tensors)
    return np.asarray(evaluator[node])


def expected_of(name: str, arrays: list[np.ndarray]) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.asarray(ELEMENTWISE[name][0](*arrays))


def applied(name: str, *nodes: Node) -> Node:
    if name == "where":
        return apply("where", apply("greater", nodes[0], 0.0), *nodes[1:])
    return apply(name, *nodes)


def test_every_operation_is_tested_here():
    assert set(ELEMENTWISE) | OTHERS == set(OPERATIONS)
    kinds = {name: OPERATIONS[name].kind for name in OPERATIONS}
    assert {name for name, kind in kinds.items() if kind == "elementwise"} == set(ELEMENTWISE)


# ----------------------------------------------------------------------------------------- values


@pytest.mark.parametrize("name", ELEMENTWISE)
@settings(max_examples=40)
@given(shape=random.shapes(max_rank=3, min_length=0), seed=random.SEEDS, data=st.data())
def test_values_are_those_of_numpy_with_its_broadcasting(name, shape, seed, data):
    rng = np.random.default_rng(seed)
    inputs = []
    for _ in range(ELEMENTWISE[name][1]):
        own = tuple(data.draw(st.sampled_from((n, n, 1))) for n in shape)
        inputs.append(rng.normal(size=own[data.draw(st.integers(0, len(own))) :]))
    if name == "clip":  # limits in order
        inputs[1:] = [-np.abs(inputs[1]), np.abs(inputs[2])]
    nodes = [variable(f"x{i}", np.shape(array)) for i, array in enumerate(inputs)]
    found = run(applied(name, *nodes), **{f"x{i}": array for i, array in enumerate(inputs)})
    expected = expected_of(name, inputs)
    assert found.shape == expected.shape == applied(name, *nodes).shape
    np.testing.assert_allclose(found, expected, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_special_numbers_give_what_numpy_gives_without_a_warning(name, dtype):
    count = ELEMENTWISE[name][1]
    with np.errstate(over="ignore"):
        values = SPECIAL.astype(dtype)
    grid = np.meshgrid(*[values] * count, indexing="ij")
    nodes = [variable(f"x{i}", grid[0].shape) for i in range(count)]
    evaluator = Evaluator([applied(name, *nodes)], dtype)
    evaluator.run({f"x{i}": array for i, array in enumerate(grid)})
    found, expected = evaluator[evaluator.order[-1]], expected_of(name, grid)
    if name == "clip":  # a limit that is not a number limits nothing here; NumPy gives NaN
        known = ~np.isnan(grid[1]) & ~np.isnan(grid[2]) & (grid[1] <= grid[2])
        found, expected = found[known], expected[known]
    step = np.finfo(dtype).eps
    np.testing.assert_allclose(found, expected.astype(found.dtype), rtol=4 * step, atol=0)
    assert found.dtype in (np.dtype(dtype), np.dtype(bool))


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("softplus", [-800.0, 800.0, 0.0, -40.0], [0.0, 800.0, np.log(2), np.exp(-40.0)]),
        ("sigmoid", [-800.0, 800.0, 0.0, -40.0], [0.0, 1.0, 0.5, np.exp(-40.0)]),
        ("log1p", [1e-18, 0.0], [1e-18, 0.0]),
        ("expm1", [1e-18, 0.0], [1e-18, 0.0]),
        ("tanh", [800.0, -800.0], [1.0, -1.0]),
    ],
)
def test_what_would_overflow_or_cancel_does_not(name, at, expected):
    x = variable("x", (len(at),))
    np.testing.assert_allclose(run(apply(name, x), x=np.array(at)), expected, rtol=1e-15)


@pytest.mark.parametrize("name", ["sum", "mean"])
@settings(max_examples=40)
@given(shape=random.shapes(min_length=0), seed=random.SEEDS, data=st.data())
def test_reductions_are_those_of_numpy(name, shape, seed, data):
    axis = data.draw(random.axes(len(shape)))
    values = np.random.default_rng(seed).normal(size=shape)
    node = apply(name, variable("x", shape), axis=axis)
    found = run(node, x=values)
    count = values.size // max(1, int(np.prod(node.shape))) if values.size else 1
    expected = np.sum(values, axis=axis)
    if name == "mean":
        expected = expected / count if values.size else expected * np.nan
    assert found.shape == node.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-13)


def test_a_sum_over_nothing_is_zero_and_a_mean_is_not_a_number():
    x = variable("x", (2, 0))
    np.testing.assert_array_equal(run(ops.sum_(x, 1), x=np.zeros((2, 0))), [0.0, 0.0])
    np.testing.assert_array_equal(run(ops.mean(x, 1), x=np.zeros((2, 0))), [np.nan, np.nan])


def test_shaping_keeps_or_adds_up_the_numbers():
    row, whole = np.array([1.0, 2.0, 3.0]), np.arange(6.0).reshape(2, 3)
    r, x = variable("r", (3,)), variable("x", (2, 3))
    given_ = {"r": row, "x": whole}
    assert run(ops.expand_dims(r, 0), **given_).shape == (1, 3)
    assert run(ops.expand_dims(r, -1), **given_).shape == (3, 1)
    assert run(ops.squeeze(ops.expand_dims(x, 1), 1), **given_).shape == (2, 3)
    np.testing.assert_array_equal(run(ops.broadcast_like(r, x), **given_), [row, row])
    np.testing.assert_array_equal(run(ops.sum_like(x, r), **given_), whole.sum(axis=0))
    column = variable("c", (2, 1))
    np.testing.assert_array_equal(
        run(ops.sum_like(x, column), **given_, c=np.zeros((2, 1))), whole.sum(axis=1, keepdims=True)
    )
    assert ops.broadcast_like(x, x) is x
    assert ops.sum_like(x, x) is x


# ----------------------------------------------------------------------------------------- slopes


@pytest.mark.parametrize("name", [n for n in ELEMENTWISE if n not in ("sign", "stop_gradient")])
@settings(max_examples=20)
@given(shape=random.shapes(max_rank=3), seed=random.SEEDS, data=st.data())
def test_slopes_are_those_of_central_differences(name, shape, seed, data):
    """Where each kink is avoided: see the limits in `ELEMENTWISE`; clip and where keep a distance.

    For these two the points lie on a grid of odd tenths and the limits on whole numbers, so that
    nothing changes sides within a step.
    """
    _, count, (low, high) = ELEMENTWISE[name]
    rng, arrays = np.random.default_rng(seed), {}
    for i in range(count):
        own = tuple(data.draw(st.sampled_from((n, n, 1))) for n in shape)
        arrays[f"x{i}"] = np.asarray(rng.uniform(low, high, own))
    if name in ("clip", "where"):
        arrays["x0"] = np.round(arrays["x0"] * 5) / 5 + 0.1
    if name == "clip":
        arrays |= {"x1": np.array(-1.0), "x2": np.array(1.0)}
    nodes = [variable(key, array.shape) for key, array in arrays.items()]
    output = applied(name, *nodes)
    if OPERATIONS[name].evaluate(np, *arrays.values()).dtype == bool:
        output = ops.where(output, 1.0, 0.0)
    for node, found in zip(nodes, gradient(output, nodes), strict=True):
        key = node.attributes["name"]
        slope, way = run(found, **arrays), np.asarray(rng.uniform(-1, 1, node.shape))
        assert slope.shape == node.shape
        if name == "clip" and key != "x0":
            continue  # limits are constants of a formula
        ends = [np.sum(run(output, **arrays | {key: arrays[key] + h * way})) for h in (6e-6, -6e-6)]
        assert (ends[0] - ends[1]) / 1.2e-5 == pytest.approx(
            float(np.sum(slope * way)), rel=1e-7, abs=1e-8
        )


@pytest.mark.parametrize("axis", [0, 1, -1, (0, 2), None])
def test_the_largest_and_the_logarithm_of_the_sum_of_exponentials(axis, rng):
    x, values = variable("x", (2, 3, 4)), rng.normal(size=(2, 3, 4))
    np.testing.assert_array_equal(run(ops.max_(x, axis), x=values), values.max(axis=axis))
    np.testing.assert_array_equal(run(ops.min_(x, axis), x=values), values.min(axis=axis))
    total = np.log(np.sum(np.exp(values), axis=axis))
    np.testing.assert_allclose(run(ops.logsumexp(x, axis), x=values), total, rtol=1e-14)
    np.testing.assert_allclose(
        run(gradient(ops.logsumexp(x, axis), [x])[0], x=values),
        np.exp(values - np.logaddexp.reduce(values, axis=axis, keepdims=True))
        if axis is not None
        else np.exp(values - total),
        rtol=1e-14,
    )


def test_equal_largest_elements_share_the_slope():
    x = variable("x", (1, 4))
    found = run(gradient(ops.max_(x, -1), [x])[0], x=np.array([[2.0, 5.0, 5.0, 1.0]]))
    np.testing.assert_array_equal(found, [[0.0, 0.5, 0.5, 0.0]])
    found = run(gradient(ops.min_(x, -1), [x])[0], x=np.array([[2.0, 1.0, 5.0, 1.0]]))
    np.testing.assert_array_equal(found, [[0.0, 0.5, 0.0, 0.5]])


def test_the_largest_and_smallest_of_nothing_are_infinite():
    x = variable("x", (2, 0))
    np.testing.assert_array_equal(run(ops.max_(x, -1), x=np.zeros((2, 0))), [-np.inf, -np.inf])
    np.testing.assert_array_equal(run(ops.min_(x, -1), x=np.zeros((2, 0))), [np.inf, np.inf])


@pytest.mark.parametrize("axis", [0, 1, -1, (0, 2), None, ()])
def test_products_are_numpys_and_their_slopes_multiply_the_others(axis, rng):
    x, values = variable("x", (2, 3, 2)), rng.normal(size=(2, 3, 2))
    values[0, 0, 0] = values[1, 2, 0] = values[1, 2, 1] = 0.0
    node = ops.prod(x, axis)
    np.testing.assert_allclose(run(node, x=values), values.prod(axis=axis), rtol=1e-14)
    found = run(gradient(node, [x])[0], x=values)
    for cell in np.ndindex(values.shape):  # one element after the other is 1 instead
        without, rest = (
            values.copy(),
            [cell[a] for a in range(3) if a not in normalize_axis(axis, 3)],
        )
        without[cell] = 1.0
        expected = without.prod(axis=axis)[tuple(rest)]
        assert found[cell] == pytest.approx(expected, rel=1e-13), cell


@pytest.mark.parametrize("name", ["argmax", "argmin"])
@pytest.mark.parametrize("axis", [0, 1, -1, None])
def test_the_place_of_the_largest_and_the_smallest_is_numpys(name, axis, rng):
    x, values = variable("x", (3, 4)), np.round(rng.normal(size=(3, 4)))
    values[0, 1] = np.nan
    node = apply(name, x, axis=axis)
    found = run(node, x=values)
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, getattr(np, name)(values, axis=axis))
    np.testing.assert_array_equal(run(gradient(node * 2.0, [x])[0], x=values), np.zeros((3, 4)))


def test_a_place_among_several_axes_is_counted_row_by_row():
    x, values = variable("x", (2, 2, 3)), np.arange(12.0).reshape(2, 2, 3)
    values[0, 1, 1] = 99.0
    found = run(apply("argmax", x, axis=(1, 2)), x=values)
    np.testing.assert_array_equal(found, [4, 5])
    assert run(ops.argmax(x), x=values) == 4
    assert np.isnan(run(ops.argmax(variable("x", (2, 0)), 1), x=np.zeros((2, 0)))).all()
    holds = ops.argmax(ops.greater(x, 50.0))
    assert run(holds, x=values) == 4


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_a_running_sum_is_numpys_and_gives_each_element_the_later_slopes(axis, rng):
    x, w = variable("x", (3, 4)), variable("w", (3, 4))
    at = {"x": rng.normal(size=(3, 4)), "w": rng.normal(size=(3, 4))}
    node = ops.cumsum(x, axis)
    np.testing.assert_allclose(run(node, **at), np.cumsum(at["x"], axis), rtol=1e-14)
    later = np.flip(np.cumsum(np.flip(at["w"], axis), axis), axis)
    np.testing.assert_allclose(run(gradient(node * w, [x])[0], **at), later, rtol=1e-14)
    with pytest.raises(ValueError, match="axis 2 does not exist in a tensor with 2 axes"):
        ops.cumsum(x, 2)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_error_function_has_all_the_digits_of_its_dtype(dtype):
    values = np.concatenate(
        [np.linspace(-7, 7, 4001), [1e-300, 1e-8, 2.0, -2.0, np.nextafter(2, 0)]]
    )
    values = values.astype(dtype)
    x = variable("x", values.shape)
    evaluator = Evaluator([ops.erf(x)], dtype)
    evaluator.run({"x": values})
    expected = [math.erf(value) for value in values.astype(float)]
    limit = 8 if dtype == "float64" else 1  # half of the last places
    np.testing.assert_allclose(
        evaluator[evaluator.order[-1]], expected, rtol=limit * np.finfo(dtype).eps / 2
    )


def test_an_exponent_that_is_a_tensor_has_tensorflows_slope():
    # TensorFlow 2.21: x ** y * log(x), and 0 where x is not above 0.
    x, y = variable("x", (4,)), variable("y", (4,))
    at = {"x": np.array([2.0, 0.0, -2.0, -2.0]), "y": np.array([3.0, 2.0, 2.0, 0.5])}
    by_x, by_y = (run(node, **at) for node in gradient(ops.power(x, y), [x, y]))
    np.testing.assert_allclose(by_x, [12.0, 0.0, -4.0, np.nan], rtol=1e-15)
    np.testing.assert_allclose(by_y, [8 * np.log(2), 0.0, 0.0, np.nan], rtol=1e-15)


@pytest.mark.parametrize(("axis", "count"), [(0, 5), (1, 4), (-1, 4), (0, 1)])
def test_the_median_is_numpys(axis, count, rng):
    shape = (count, 3) if axis == 0 else (3, count)
    x, values = variable("x", shape), rng.normal(size=shape)
    np.testing.assert_array_equal(run(ops.median(x, axis), x=values), np.median(values, axis))


def test_a_median_of_nothing_or_of_nan_is_not_a_number():
    x = variable("x", (3, 2))
    values = np.array([[1.0, np.nan], [2.0, 5.0], [9.0, 4.0]])
    np.testing.assert_array_equal(run(ops.median(x), x=values), [2.0, np.nan])
    assert np.isnan(run(ops.median(variable("x", (0, 2))), x=np.zeros((0, 2)))).all()
    weighted = ops.quantile(x, variable("w", (3, 1)), 0, 0.5)
    np.testing.assert_array_equal(run(weighted, x=values, w=np.ones((3, 1))), [2.0, np.nan])
    assert np.isnan(run(weighted, x=values, w=np.zeros((3, 1)))).all()


# Elements 3, 1, 2, 4 with weights: 1 has the first, 2 the second, 3 the third, 4 the fourth.
@pytest.mark.parametrize(
    ("weights", "share", "lower", "upper"),
    [
        ([1.0, 1.0, 1.0, 1.0], 0.5, 2.0, 3.0),
        ([1.0, 1.0, 1.0, 1.0], 0.4, 2.0, 2.0),
        ([3.0, 1.0, 1.0, 1.0], 0.5, 1.0, 2.0),
        ([2.0, 0.0, 0.0, 2.0], 0.5, 1.0, 4.0),  # elements without a weight are passed over
        ([0.0, 1.0, 1.0, 0.0], 0.0, 2.0, 2.0),
        ([1.0, 1.0, 0.0, 0.0], 1.0, 2.0, 2.0),
    ],
)
def test_a_quantile_is_where_the_weights_reach_the_share(weights, share, lower, upper):
    x, w = variable("x", (4,)), variable("w", (4,))
    places = np.array([2, 0, 1, 3])
    given_ = {"x": np.array([3.0, 1.0, 2.0, 4.0]), "w": np.array(weights)[places]}
    assert run(ops.quantile(x, w, 0, share), **given_) == lower
    assert run(ops.quantile(x, w, 0, share, upper=True), **given_) == upper


def test_the_slope_of_a_median_goes_to_the_middle_elements():
    x = variable("x", (4,))
    found = gradient(ops.median(x), [x])[0]
    np.testing.assert_array_equal(run(found, x=np.array([3.0, 1.0, 2.0, 9.0])), [0.5, 0, 0.5, 0])
    # Equal elements share what one of them would have.
    np.testing.assert_array_equal(run(found, x=np.array([2.0, 1.0, 2.0, 9.0])), [0.5, 0, 0.5, 0])
    odd = variable("x", (3,))
    found = gradient(ops.median(odd), [odd])[0]
    np.testing.assert_array_equal(run(found, x=np.array([3.0, 1.0, 2.0])), [0, 0, 1])
    w = variable("w", (3,))
    by_x, by_w = gradient(ops.quantile(odd, w, 0, 0.5), [odd, w])
    given_ = {"x": np.array([3.0, 1.0, 2.0]), "w": np.array([5.0, 1.0, 1.0])}
    np.testing.assert_array_equal(run(by_x, **given_), [1, 0, 0])
    np.testing.assert_array_equal(run(by_w, **given_), [0, 0, 0])


def test_exponentials_beyond_all_floats_and_infinite_ones_are_summed():
    x = variable("x", (3, 2))
    values = np.array([[1e4, 1e4], [-np.inf, -np.inf], [np.inf, 0.0]])
    found = run(ops.logsumexp(x, -1), x=values)
    np.testing.assert_allclose(found, [1e4 + np.log(2.0), -np.inf, np.inf], rtol=1e-15)


@pytest.mark.parametrize(("axis", "shape"), [(-1, (3,)), (1, (3,)), (0, (2, 1))])
def test_places_are_numbered_along_one_axis(axis, shape):
    x = variable("x", (2, 3))
    found = run(ops.index(x, axis), x=np.ones((2, 3)))
    assert found.shape == shape
    np.testing.assert_array_equal(np.ravel(found), np.arange(len(np.ravel(found))))


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0, 0.5])
def test_a_power_of_zero_has_the_slope_of_the_formula(exponent):
    x = variable("x", (1,))
    found = run(gradient(ops.power(x, exponent), [x])[0], x=np.array([0.0]))
    np.testing.assert_array_equal(
        found, {0.0: [0.0], 1.0: [1.0], 2.0: [0.0], 0.5: [np.inf]}[exponent]
    )


@pytest.mark.parametrize("name", ["sum", "mean"])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), ()])
def test_a_reduction_spreads_its_gradient(name, axis, rng):
    x, w = variable("x", (2, 3, 4)), rng.normal(size=(2, 3, 4))
    node = apply(name, x, axis=axis)
    weights = variable("w", node.shape)
    (found,) = gradient(node * weights, [x])
    upstream = rng.normal(size=node.shape)
    gone = normalize_axis(axis, 3)
    spread = np.broadcast_to(np.expand_dims(upstream, gone), (2, 3, 4))
    count = np.prod([(2, 3, 4)[a] for a in gone]) if name == "mean" else 1
    np.testing.assert_allclose(run(found, x=w, w=upstream), spread / count, rtol=1e-14)


@pytest.mark.parametrize(
    ("build", "shape", "like"),
    [
        (lambda x, y: ops.expand_dims(x, 1), (2, 3), (2, 1, 3)),
        (lambda x, y: ops.squeeze(x, 1), (2, 1, 3), (2, 3)),
        (ops.broadcast_like, (1, 3), (2, 3)),
        (ops.broadcast_like, (3,), (2, 3)),
        (ops.sum_like, (2, 3), (3,)),
        (ops.sum_like, (4, 2, 3), (2, 1)),
    ],
)
def test_shaping_passes_its_gradient_back(build, shape, like, rng):
    x, y = variable("x", shape), variable("y", like)
    output = build(x, y) * y
    (found,) = gradient(output, [x])
    at = {"x": rng.normal(size=shape), "y": rng.normal(size=like)}
    way = rng.normal(size=shape)
    ends = [np.sum(run(output, **at | {"x": at["x"] + h * way})) for h in (0.5, -0.5)]
    assert ends[0] - ends[1] == pytest.approx(np.sum(run(found, **at) * way), rel=1e-12)


# ----------------------------------------------------------------------------------- nodes, shapes


def test_operators_of_nodes_are_operations_of_the_table():
    x = variable("x", (2,))
    made = [x + 1, 1 + x, x - 1, 1 - x, x * 2, 2 * x, x / 2, 2 / x, -x]
    values = [run(node, x=np.array([2.0, 4.0])).tolist() for node in made]
    assert values == [
        *([3, 5], [3, 5], [1, 3], [-1, -3]),
        *([4, 8], [4, 8], [1, 2], [1, 0.5], [-2, -4]),
    ]


def test_a_walk_gives_inputs_first_and_each_node_once():
    x = variable("x", (2,))
    shared = x * 2.0
    order = list(walk(shared + shared * shared))
    assert [n.operation for n in order] == ["variable", "constant", "multiply", "multiply", "add"]
    deep = x
    for _ in range(20_000):  # deeper than Python's own stack
        deep = -deep
    assert len(list(walk(deep))) == 20_001


def test_a_size_is_a_number_with_a_meaning():
    x = variable("x", (2, 3, 4))
    for axis, count in ((None, 24), (1, 3), (-1, 4), ((0, 2), 8), ((), 1)):
        node = size(x, axis)
        assert node.is_leaf
        assert run(node * 1.0, x=np.zeros((2, 3, 4))) == count


@pytest.mark.parametrize(
    ("shapes", "sentence"),
    [
        (((2, 3), (2,)), r"\(2, 3\) and \(2,\) do not fit: axis -1 has the sizes 3 and 2"),
        (((4, 1), (3, 1)), r"\(4, 1\) and \(3, 1\) do not fit: axis -2 has the sizes 4 and 3"),
        (((0,), (2,)), r"axis -1 has the sizes 0 and 2"),
    ],
)
def test_shapes_that_do_not_fit_are_refused_in_a_sentence(shapes, sentence):
    with pytest.raises(ValueError, match=sentence):
        broadcast_shape(*shapes)


@given(
    st.lists(random.shapes(max_rank=3, min_length=0), min_size=1, max_size=3),
)
def test_broadcasting_is_numpys(some):
    def known() -> Any:
        try:
            return np.broadcast_shapes(*some)
        except ValueError:
            return None

    def ours() -> Any:
        try:
            return broadcast_shape(*some)
        except ValueError:
            return None

    assert ours() == known()


@pytest.mark.parametrize(
    ("axis", "rank", "expected"),
    [(None, 2, (0, 1)), (-1, 3, (2,)), ((2, 0), 3, (0, 2)), ((), 2, ()), (None, 0, ())],
)
def test_axes_become_positions(axis, rank, expected):
    assert normalize_axis(axis, rank) == expected


@pytest.mark.parametrize(
    ("axis", "sentence"),
    [
        (2, "axis 2 does not exist in a tensor with 2 axes"),
        (-3, "axis -3 does not exist in a tensor with 2 axes"),
        ((0, 5), "axis 5 does not exist in a tensor with 2 axes"),
        ((0, -2), r"axis \(0, -2\) names the same axis twice"),
    ],
)
def test_axes_that_do_not_exist_are_refused(axis, sentence):
    with pytest.raises(ValueError, match=sentence):
        normalize_axis(axis, 2)


def test_a_reduced_shape_keeps_or_drops_the_axis():
    assert reduced_shape((2, 3, 4), (0, -1)) == (3,)
    assert reduced_shape((2, 3, 4), (0, -1), keepdims=True) == (1, 3, 1)


def test_only_an_axis_of_length_one_is_squeezed():
    with pytest.raises(ValueError, match=r"axis 1 of the shape \(2, 3\) has size 3, not 1"):
        ops.squeeze(variable("x", (2, 3)), -1)


def test_a_name_is_taken_once():
    with pytest.raises(ValueError, match="the operation 'add' is in the table already"):
        register(Operation("add", np.add, broadcast_shape, lambda n, up: (up, up), "", ""))


def test_a_constant_is_equal_only_to_itself():
    assert constant(1.0) != constant(1.0)
    assert len({constant(1.0), constant(1.0)}) == 2


# ----------------------------------------------------------------------------- names in frameworks


def exported(package: str, *files: str) -> set[str]:
    """The names that a package's lists of exports import, read without importing it (seconds)."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        return set()
    names = set()
    for file in files:
        path = Path(found.origin).parent / file
        prefix = "math." if path.parent.name == "math" else ""
        for line in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(line, ast.ImportFrom):
                names |= {prefix + (item.asname or item.name) for item in line.names}
    return names


def framework_names() -> dict[str, set[str]]:
    """The names of each framework that is installed."""
    known = {
        "numpy": set(dir(np)),
        "keras": exported("keras", "ops/__init__.py"),
        "tensorflow": exported("tensorflow", "_api/v2/v2.py", "_api/v2/math/__init__.py"),
    }
    return {framework: names for framework, names in known.items() if names}


@pytest.mark.parametrize(("framework", "names"), framework_names().items())
def test_every_operation_is_spelled_as_the_framework_spells_it(framework, names):
    spelled = {operation.spelling[framework] for operation in OPERATIONS.values()}
    assert spelled - names == set()


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_an_entry_has_what_the_screen_shows(operation):
    assert set(operation.spelling) == {"numpy", "keras", "tensorflow"}
    assert operation.kind in ("elementwise", "reduction", "shaping", "whole")
    assert "{0}" in operation.symbol or "{inputs}" in operation.symbol
    assert operation.label
