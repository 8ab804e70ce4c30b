"""Measured numbers of streaming metrics, and hand-worked ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import lossgui
from lossgui import metric

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def sequence() -> tuple[Any, ...]:
    """The data of the four calls: numpy.random.seed(0), four times randn(32, 10)."""
    draw = np.random.RandomState(0)
    return tuple(draw.randn(32, 10) for _ in range(4))


@pytest.fixture(scope="module")
def seeds(project: Path) -> dict[str, Any]:
    cases = json.loads((project / "tests/data/golden_seeds.json").read_text("utf-8"))["cases"]
    return {case["id"]: case for case in cases}


@pytest.fixture(scope="module")
def legacy(project: Path) -> dict[str, Any]:
    return json.loads((project / "tests/data/legacy_golden.json").read_text("utf-8"))


@pytest.mark.parametrize("dtype", [None, "float64"])
def test_the_rmse_of_four_calls_is_cumulative(sequence, seeds, dtype) -> None:
    x1, y1, x2, y2 = sequence
    rmse = metric("root_mean_squared_error", dtype=dtype)
    steps = [rmse.update(*pair) for pair in ((x1, y1), (x2, y2), (x1, y1), (x2, y2))]
    expected = seeds["004-rmse-stateful-sequence"]["expected"][dtype or "float32"]
    # In float32 to the last bit; in float64 Keras' releases differ in the last digit among them.
    found = [float(step.printed) for step in steps]
    np.testing.assert_allclose(found, expected, 0 if dtype is None else 4e-16)
    alone = seeds["004-rmse-stateless"]["expected"]["float64"]
    batches = [float(step.batch) for step in steps[:2]]
    np.testing.assert_allclose(batches, alone, 2e-7 if dtype is None else 4e-16)
    assert float(rmse.state["count"]) == 128


def test_the_four_calls_print_what_the_question_shows(sequence) -> None:
    x1, y1, x2, y2 = sequence
    rmse = metric("RootMeanSquaredError")
    said = [str(rmse.update(*pair).printed) for pair in ((x1, y1), (x2, y2), (x1, y1))]
    assert said == ["1.4132493", "1.3875946", "1.3961985"]


def test_the_root_of_the_mean_is_not_the_mean_of_the_roots() -> None:
    rmse = metric("rmse")
    steps = [rmse.update([[0.0]], [[error]]) for error in (1.0, 7.0)]
    assert [float(step.batch) for step in steps] == [1.0, 7.0]  # their mean is 4
    assert float(rmse.result()) == 5.0  # sqrt((1 + 49) / 2)


@pytest.mark.parametrize(("dtype", "end"), [(None, 2.0**24), ("float64", 2.0**24 + 3)])
def test_a_float32_counter_stops_at_two_to_the_24(dtype, end) -> None:
    mean = metric("mean", dtype=dtype)
    mean.update(np.ones(2**24, "f4"))
    for _ in range(3):
        mean.update(np.ones(1, "f4"))
    assert float(mean.state["count"]) == end


def test_a_float32_counter_of_answers_stops_whatever_dtype_is_asked_for() -> None:
    hits = metric("true_positives", dtype="float64")
    hits.update(np.ones(2**24, "f4"), np.ones(2**24, "f4"))
    hits.update([1.0], [1.0])
    assert hits.state["accumulator"].tolist() == [2.0**24]
    assert hits.state["accumulator"].dtype == np.float32


def test_a_weighted_metric_divides_by_the_weights_and_the_loss_by_their_number() -> None:
    y_true, y_pred, weights = [[0.0], [0.0]], [[1.0], [1.0]], [1.0, 0.0]
    loss = lossgui.evaluate("mse", y_true, y_pred, sample_weight=[[1.0], [0.0]]).value
    mse = metric("mse")
    mse.update(y_true, y_pred, weights)
    assert (float(loss), float(mse.result())) == (0.5, 1.0)


def test_samples_count_once_however_many_steps_they_have() -> None:
    mean = metric("mean")
    mean.update([[1.0, 1.0, 1.0, 1.0]])
    mean.update([[3.0]])
    assert float(mean.result()) == 2.0  # and not 7 / 5


def test_a_mask_is_read_by_the_mean_of_a_loss_but_not_by_the_rmse(legacy) -> None:
    inputs = {name: np.array(legacy["inputs"][name], "f4") for name in ("Y3", "P3", "w2")}
    expected = legacy["measured"]["keras-3.15.1-tensorflow"]["results"]["mse3_mask_metric"][1]
    kept = np.array(legacy["inputs"]["mask3"])
    prediction = inputs["P3"] * kept[..., None]  # a Masking layer leaves 0 in masked steps
    mse = metric("mse")
    mse.update(inputs["Y3"], prediction, mask=kept)
    np.testing.assert_allclose(float(mse.result()), expected, 2e-7)

    measured = "RootMeanSquaredError metric with masked y_pred ([1,masked,3] vs 0)"
    rmse = metric("rmse")
    step = rmse.update([[[0.0], [0.0], [0.0]]], [[[1.0], [0.0], [3.0]]], mask=[[1, 0, 1]])
    np.testing.assert_allclose(
        float(rmse.result()), legacy["extra"][measured]["keras-3.15.1 (mask ignored)"], 2e-7
    )
    assert step.notes == ("Keras 3's RootMeanSquaredError does not read the mask.",)


def test_every_mean_of_tf_keras_reads_the_mask(legacy) -> None:
    measured = legacy["extra"]["RootMeanSquaredError metric with masked y_pred ([1,masked,3] vs 0)"]
    rmse = metric("rmse", dialect="tf.keras-2.15")
    rmse.update([[[0.0], [0.0], [0.0]]], [[[1.0], [0.0], [3.0]]], mask=[[1, 0, 1]])
    expected = measured["tf.keras 2.1/2.3/2.15, tf_keras 2.21"]
    np.testing.assert_allclose(float(rmse.result()), expected, 2e-7)
    inputs = {
        name: np.array(value, "f4") for name, value in legacy["inputs"].items() if name != "T5"
    }
    prediction = inputs["P3"] * inputs["mask3"][..., None]
    mse = metric("mse", dialect="tf.keras-2.15")
    mse.update(inputs["Y3"], prediction, mask=inputs["mask3"])
    masked = legacy["measured"]["keras-2.15"]["results"]["mse3_mask_metric"][1]
    np.testing.assert_allclose(float(mse.result()), masked, 2e-7)


def test_tf_keras_counts_values_and_keras_3_counts_samples() -> None:
    values = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    counts = []
    for dialect in ("keras-3", "tf.keras-2.15"):
        mean = metric("mean", dialect=dialect)
        mean.update(values)
        counts.append((float(mean.state["count"]), float(mean.result())))
    assert counts == [(2.0, 3.5), (6.0, 3.5)]


def test_half_belongs_to_no() -> None:
    accuracy, hits = metric("binary_accuracy"), metric("true_positives")
    assert float(accuracy.update([[1.0]], [[0.5]]).batch) == 0.0
    assert float(hits.update([1.0], [0.5]).batch) == 0.0


def test_precision_counts_over_everything_and_is_not_averaged() -> None:
    precision = metric("precision")
    first = precision.update([1, 0, 0, 0], [0.9, 0.9, 0.9, 0.1])
    second = precision.update([1, 1, 1], [0.9, 0.1, 0.1])
    assert float(first.batch) == pytest.approx(1 / 3)
    assert float(second.batch) == 1.0
    assert float(precision.result()) == 0.5  # 2 of 4; the mean of the batches is 0.667
    assert precision.state["false_positives"].tolist() == [2.0]


def test_an_area_over_few_thresholds_is_not_the_exact_one() -> None:
    y_true, y_pred = [0, 1, 0, 1], [0.1, 0.2, 0.3, 0.9]
    # Of the four pairs of a case and a non-case three are in order.
    fine, coarse = metric("auc"), metric("auc", num_thresholds=2)
    assert float(fine.update(y_true, y_pred).batch) == pytest.approx(0.75)
    assert float(coarse.update(y_true, y_pred).batch) == pytest.approx(0.5)


def test_r2_stays_float32_and_counts_elements() -> None:
    r2 = metric("r2_score", dtype="float64")
    r2.update([[1.0, 2.0], [3.0, 5.0]], [[1.0, 2.0], [3.0, 4.0]])
    assert {str(value.dtype) for value in r2.state.values()} == {"float32"}
    assert float(r2.state["num_samples"]) == 4  # two samples of two outputs
    # The outputs' scores are 1 and 1 - 1 / 4.5.
    assert float(r2.result()) == pytest.approx((1 + 1 - 1 / 4.5) / 2)


def test_weights_of_an_overlap_are_cut_to_whole_numbers() -> None:
    overlap = metric("binary_iou")
    step = overlap.update([0, 1], [0.2, 0.8], [0.9, 2.9])
    assert overlap.state["total_confusion_matrix"].tolist() == [[0, 0], [0, 2]]
    assert "whole numbers" in step.notes[0]


def test_one_axis_is_one_sample() -> None:
    mse = metric("mse")
    step = mse.update([0.0, 0.0], [1.0, 3.0])
    assert float(mse.state["count"]) == 1
    assert "one sample" in step.notes[0]


def test_whole_predictions_cut_the_truth() -> None:
    mse = metric("mse")
    step = mse.update([[1.5, 2.0]], [[3, 4]])
    assert float(mse.result()) == 4.0  # with 1.5 it would be 3.125
    assert any("whole numbers" in note for note in step.notes)


def test_torchmetrics_means_over_classes_what_others_mean_over_samples() -> None:
    found = []
    for average in ("micro", "macro"):
        choices = {"num_classes": 2, "average": average}
        accuracy = metric("multiclass_accuracy", "torchmetrics-1", **choices)
        accuracy.update([0, 0, 0, 0, 1], [0, 0, 0, 0, 0])
        found.append(float(accuracy.result()))
    assert found == pytest.approx([0.8, 0.5])  # 4 of 5; the mean of 4/4 and 0/1
    assert metric("multiclass_accuracy", "torchmetrics-1", num_classes=2).choices["average"] == (
        "macro"
    )


def test_torchmetrics_prints_the_batch_and_keras_everything_so_far() -> None:
    printed = {}
    for dialect in ("keras-3", "torchmetrics-1"):
        mse = metric("mse", dialect)
        steps = [mse.update([[0.0]], [[error]]) for error in (1.0, 3.0)]
        printed[dialect] = [float(step.printed) for step in steps]
        assert float(mse.result()) == 5.0
    assert printed == {"keras-3": [1.0, 5.0], "torchmetrics-1": [1.0, 9.0]}


def test_torchmetrics_takes_shares_and_not_percent_of_the_truth() -> None:
    share = metric("mape", "torchmetrics-1")
    share.update([2.0, 0.0], [1.0, 1.17e-6])
    assert float(share.result()) == pytest.approx((0.5 + 1.0) / 2)


def test_scikit_learn_takes_a_root_for_each_output() -> None:
    # The outputs' mean squared errors are 1 and 9: (1 + 3) / 2, and not sqrt(5).
    rmse = metric("rmse", "sklearn-1")
    rmse.update([[0.0, 0.0]], [[1.0, 3.0]])
    assert float(rmse.result()) == 2.0


def test_scikit_learns_area_is_exact_where_keras_has_too_few_thresholds() -> None:
    y_true, y_pred = [0, 1, 0, 1], [0.5001, 0.5002, 0.5003, 0.5004]
    exact, fixed = metric("auc", "sklearn-1"), metric("auc")
    # Three of four pairs are in order; Keras' 200 thresholds see four equal scores.
    assert float(exact.update(y_true, y_pred).batch) == 0.75
    assert float(fixed.update(y_true, y_pred).batch) == pytest.approx(0.5)


def test_ignite_divides_by_examples_and_torch_by_elements() -> None:
    y_true, y_pred = [[0.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [4.0, 0.0]]
    squares = metric("mse", "ignite-0.5")
    squares.update(y_true, y_pred)
    assert float(squares.result()) == 10.5  # 21 / 2
    assert squares.state["_num_examples"] == 2
    mean = metric("mse", "torchmetrics-1")
    mean.update(y_true, y_pred)
    assert float(mean.result()) == 5.25  # 21 / 4
    root = metric("rmse", "ignite-0.5")
    root.update(y_true, y_pred)
    assert float(root.result()) == pytest.approx(np.sqrt(10.5))
    with pytest.raises(ValueError, match="raises here: y_true has shape"):
        root.update([[0.0]], [[1.0, 2.0]])


@pytest.mark.parametrize(
    ("update", "said"),
    [
        (([1.0, 0.0], [0.2, 1.2]), "y_pred must hold probabilities, from 0 to 1"),
        (([2.0, 0.0], [0.2, 0.2]), "y_true must hold 0 and 1 where y_pred is one probability"),
        (([1.0, np.nan], [0.2, 0.2]), "y_true holds NaN or infinity"),
        (([1.0, 0.0], [0.2]), "y_true has 2 samples but y_pred has 1"),
    ],
)
def test_scikit_learn_refuses_what_is_no_probability(update, said) -> None:
    with pytest.raises(ValueError, match=f"scikit-learn 1 raises ValueError here: {said}"):
        metric("log_loss", "sklearn-1").update(*update)
