"""A curve over one cell is what evaluating value by value gives, whichever way it is computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossgui.core import sweep as sweep_module
from lossgui.core.api import evaluate_spec
from lossgui.core.dialects import DialectError
from lossgui.core.evaluate import Evaluator
from lossgui.core.losses import LOSSES
from lossgui.core.parse import parse
from lossgui.core.pipeline import build
from lossgui.core.spec import LossSpec, make_spec
from lossgui.core.sweep import sweep, sweep_cell
from tests.core import random_cases as random

VALUES = np.array([-2.0, -0.5, 0.0, 0.3, 1.0, 7.0])

# Most cells that may be stacked: nothing (one by one), a row of few cells, everything.
LIMITS = (0, 30, 4_000_000)


def one_by_one(spec: LossSpec, arrays: dict[str, np.ndarray], name: str, cell: Any, values: Any):
    found = []
    for value in values:
        changed = arrays[name].copy()
        changed[cell] = value
        tensors = arrays | {name: changed}
        weights = {key: tensors.pop(key, None) for key in ("sample_weight", "mask")}
        found.append(evaluate_spec(spec, tensors, **weights).exact)
    return np.array(found)


def curve(spec: LossSpec, arrays: dict[str, np.ndarray], name: str, cell: Any, values: Any):
    tensors = dict(arrays)
    weights = {key: tensors.pop(key, None) for key in ("sample_weight", "mask")}
    return sweep_cell(spec, tensors, name, cell, values, **weights)


@st.composite
def cases(draw: st.DrawFn) -> Any:
    shape = draw(random.shapes())
    spec = draw(random.specs(len(shape)))
    pair = draw(st.permutations((shape, draw(random.partners(shape)))))
    shapes = dict(zip(spec.entry.arguments, pair, strict=True))
    left = random.reduced(spec, shape)
    if draw(st.booleans()):
        shapes["sample_weight"] = draw(random.weight_shapes(left))
    if draw(st.integers(0, 3)) == 0:
        shapes["mask"] = draw(random.weight_shapes(left))
    assume(random.is_taken(spec, shapes))
    name = draw(st.sampled_from(sorted(shapes)))
    cell = tuple(draw(st.integers(0, length - 1)) for length in shapes[name])
    return spec, random.tensors(spec, shapes, draw(random.SEEDS)), name, cell


@pytest.mark.parametrize("limit", LIMITS)
@settings(max_examples=150)
@given(case=cases())
def test_a_curve_equals_one_evaluation_per_value(limit, case):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep_module, "STACKED_CELLS", limit)
        found = curve(*case, VALUES)
    try:
        expected = one_by_one(*case, VALUES)
    except DialectError:
        assume(False)  # the framework looks at the numbers and refuses some
    assert found.shape == expected.shape
    # Partial sums add up in another order; where terms cancel, what is left is their rounding.
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 1e200, 1e-200])
@pytest.mark.parametrize("key", LOSSES)
@pytest.mark.parametrize("place", ["in the curve", "in the cell before", "in another sample"])
def test_odd_numbers_stay_where_they_belong(limit, odd, key, place, monkeypatch):
    monkeypatch.setattr(sweep_module, "STACKED_CELLS", limit)
    spec, arrays = make_spec(key), random.example(key, 3, (5, 3))
    name = spec.entry.arguments[1]
    values = VALUES
    cell = (2, 1, 0)[: arrays[name].ndim]
    if place == "in the curve":
        values = np.array([0.3, odd, 0.4])
    else:
        arrays[name][cell if place == "in the cell before" else (4, 0)] = odd
    found = curve(spec, arrays, name, cell, values)
    expected = one_by_one(spec, arrays, name, cell, values)
    np.testing.assert_allclose(found, expected, rtol=1e-11)


def test_an_outlier_in_the_cell_does_not_eat_the_digits_of_the_others():
    target = np.zeros((4, 2))
    prediction = np.full((4, 2), 1e-3)
    prediction[1, 1] = 1e9
    found = curve(
        make_spec("mse"), {"y_true": target, "y_pred": prediction}, "y_pred", (1, 1), [0.0, 1e-3]
    )
    np.testing.assert_allclose(found, [7 / 8 * 1e-6, 1e-6], rtol=1e-13)


def test_the_curve_of_a_parabola():
    tensors = {"y_true": [[0.0, 0.0], [0.0, 0.0]], "y_pred": [[1.0, 0.0], [0.0, 2.0]]}
    found = sweep_cell(make_spec("mse"), tensors, "y_pred", (0, 0), [0.0, 1.0, 2.0])
    np.testing.assert_array_equal(found, [1.0, 1.25, 2.0])


def test_an_unreduced_loss_gives_a_curve_per_sample():
    tensors = {"y_true": [[0.0], [0.0]], "y_pred": [[1.0], [2.0]]}
    found = sweep_cell(make_spec("mse", reduction="none"), tensors, "y_pred", (0, 0), [0.0, 3.0])
    np.testing.assert_array_equal(found, [[0.0, 4.0], [9.0, 4.0]])


def test_no_values_give_no_points():
    tensors = {"y_true": [[0.0], [0.0]], "y_pred": [[1.0], [2.0]]}
    for limit in LIMITS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sweep_module, "STACKED_CELLS", limit)
            assert sweep_cell(make_spec("mse"), tensors, "y_pred", (0, 0), []).shape == (0,)


def test_neither_the_tensors_nor_the_evaluator_are_changed():
    spec = make_spec("mse", dtype="float64")
    arrays = {"y_true": np.zeros((3, 2)), "y_pred": np.ones((3, 2))}
    pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
    evaluator = Evaluator([pipeline.output], "float64")
    evaluator.run(arrays)
    before = {id(node): evaluator[node].copy() for node in evaluator.order}
    for limit in LIMITS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sweep_module, "STACKED_CELLS", limit)
            sweep(pipeline, evaluator, "y_pred", (1, 1), VALUES)
    assert np.all(arrays["y_pred"] == 1.0)
    for node in evaluator.order:
        np.testing.assert_array_equal(evaluator[node], before[id(node)])


@pytest.mark.parametrize("limit", LIMITS)
def test_a_tensor_that_is_read_twice_varies_in_both_places(limit, monkeypatch):
    monkeypatch.setattr(sweep_module, "STACKED_CELLS", limit)
    names = {"y_true": "x", "y_pred": "x"}
    pipeline = build(make_spec("mse"), {"y_true": (3, 2), "y_pred": (3, 2)}, names)
    evaluator = Evaluator([pipeline.output], "float64")
    evaluator.run({"x": np.arange(6.0).reshape(3, 2)})
    assert np.all(sweep(pipeline, evaluator, "y_pred", (0, 1), VALUES) == 0.0)


def test_only_the_row_of_the_cell_is_computed_again(monkeypatch):
    """The number of cells that the operations see does not grow with the samples."""
    spec, seen = make_spec("huber"), []
    square = sweep_module.OPERATIONS["square"]

    def counted(xp: Any, x: Any) -> Any:
        seen.append(x.size)
        return x * x

    from dataclasses import replace

    sizes = {}
    for samples in (10, 10_000):
        arrays = {name: np.ones((samples, 3)) for name in ("y_true", "y_pred")}
        pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
        evaluator = Evaluator([pipeline.output], "float64")
        evaluator.run(arrays)
        with pytest.MonkeyPatch.context() as patch:
            table = {**sweep_module.OPERATIONS, "square": replace(square, evaluate=counted)}
            patch.setattr(sweep_module, "OPERATIONS", table)
            sweep(pipeline, evaluator, "y_pred", (7, 1), VALUES)
        sizes[samples] = sum(seen)
        seen.clear()
    assert sizes[10] == sizes[10_000] == len(VALUES) * 3


@pytest.mark.parametrize(
    ("name", "cell", "sentence"),
    [
        ("y_guess", (0, 0), "mean_squared_error has no tensor 'y_guess'; it has y_true, y_pred"),
        ("y_pred", (0, 2), r"y_pred has no cell \(0, 2\); its shape is \(3, 2\)"),
        ("y_pred", (-1, 0), r"y_pred has no cell \(-1, 0\); its shape is \(3, 2\)"),
        ("y_pred", (0,), r"y_pred has no cell \(0,\); its shape is \(3, 2\)"),
        ("y_pred", (0, 0, 0), r"y_pred has no cell \(0, 0, 0\); its shape is \(3, 2\)"),
    ],
)
def test_a_cell_that_does_not_exist_is_refused(name, cell, sentence):
    tensors = {"y_true": np.zeros((3, 2)), "y_pred": np.zeros((3, 2))}
    with pytest.raises(ValueError, match=sentence):
        sweep_cell(make_spec("mse"), tensors, name, cell, VALUES)


# Pasted losses whose steps move, multiply and pick numbers; none may be stacked as if they did not.
MOVING = {
    "flat": "np.mean(np.square(np.reshape(y_true, [-1]) - np.reshape(y_pred, [-1])))",
    "turned": "np.sum(np.abs(y_true.T - y_pred.T), axis=0)",
    "turned and square": "np.mean(y_true.T * y_pred, axis=-1)",
    "column": "np.square(y_true[:, 0] - y_pred[:, 0])",
    "backwards": "np.sum(y_true * y_pred[::-1], axis=-1)",
    "differences": "np.mean(np.square(y_pred[1:] - y_pred[:-1]), axis=-1)",
    "product": "np.mean(np.square(y_pred @ y_true.T), axis=-1)",
    "joined": "np.mean(np.concatenate([y_true, y_pred], axis=0), axis=-1)",
    "places": "np.mean(np.argmax(y_pred, axis=-1) + np.argmin(y_pred, axis=0))",
    "running sum": "np.mean(np.square(np.cumsum(y_pred, axis=0) - y_true), axis=-1)",
    "products": "np.prod(y_pred, axis=-1) - np.prod(y_true, axis=0)",
    "smallest": "np.min(y_pred, axis=-1) * np.min(y_pred)",
    "conditions": "np.mean(np.where(np.logical_and(y_pred > 0, y_true > 0), y_pred, 2.0), axis=-1)",
}


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("name", MOVING)
def test_a_curve_of_moved_numbers_equals_one_evaluation_per_value(limit, name, rng, monkeypatch):
    monkeypatch.setattr(sweep_module, "STACKED_CELLS", limit)
    pasted = parse(f"def loss(y_true, y_pred):\n    return {MOVING[name]}\n")
    spec = make_spec(pasted.key, dialect="textbook")
    arrays = {"y_true": rng.uniform(-1, 1, (3, 3)), "y_pred": rng.uniform(-1, 1, (3, 3))}
    for argument in arrays:
        for cell in ((0, 0), (1, 2), (2, 1)):
            found = curve(spec, arrays, argument, cell, VALUES)
            expected = one_by_one(spec, arrays, argument, cell, VALUES)
            assert found.shape == expected.shape
            np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12)
