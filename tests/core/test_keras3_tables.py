"""What Keras 3.15.1 does with constants, dtypes, reductions, weights and masks, row by row.

The numbers were measured on Keras 3.15.1 with TensorFlow 2.21, or are worked by hand where a line
says how. The rules for shapes stand in test_keras3_shapes.py.
"""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from lossgui.core.api import evaluate
from lossgui.core.dialects import DialectError
from lossgui.core.losses import find_loss

Y = np.array([[0, 1, 0], [0, 0, 1], [1, 1, 1], [1, 0, 0]], dtype=float)
P = np.array([[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5], [0.9, 0.1, 0.3]])
# Rows: (0.04 + 0.81) / 3, (0.25 + 0.49 + 0.16) / 3, (0.04 + 0.09 + 0.25) / 3, 0.11 / 3.
ROWS = np.array([0.85, 0.9, 0.38, 0.11]) / 3
W = np.array([1.0, 2.0, 0.0, 3.0])

Y3 = np.arange(24.0).reshape(4, 3, 2) % 5
P3 = np.zeros((4, 3, 2))
L3 = np.mean(Y3**2, axis=-1)

# The result of one product, sum or logarithm is at most half a step from the true one; a few of
# them in a row stay below four steps.
FLOAT32_STEPS = 4 * float(np.finfo(np.float32).eps)


def keras(loss: str = "mse", y: object = Y, p: object = P, **choices: object) -> np.ndarray:
    """The value in float64, where rounding can't hide a wrong rule."""
    return np.asarray(evaluate(loss, y, p, **{"dtype": "float64"} | choices).value)


# -------------------------------------------------------------------------- constants and clipping


@pytest.mark.parametrize(
    ("label", "probability", "dtype", "expected"),
    [
        (1.0, 0.0, "float32", 16.118095),
        (0.0, 1.0, "float32", 15.942385),
        (1.0, 0.0, "float64", 16.118096),
        (0.0, 1.0, "float64", 16.118096),
    ],
)
def test_binary_crossentropy_of_a_certain_error(label, probability, dtype, expected):
    value = evaluate("bce", [[label]], [[probability]], dtype=dtype).value
    assert value == pytest.approx(expected, abs=1e-6)


def test_one_minus_the_upper_clip_is_one_float32_step():
    result = evaluate("bce", [[0.0]], [[1.0]])
    assert [s.value.item() for s in result.stages if s.name == "1 - step 1"] == [2.0**-23]


def test_in_float16_nothing_is_clipped_below_one():
    # 1 - 1e-7 is 1 in float16, so that log(0) is left.
    assert evaluate("bce", [[0.0]], [[1.0]], dtype="float16").value == np.inf


@pytest.mark.parametrize(
    ("logit", "label", "expected"),
    [(30.0, 0.0, 30.0), (-1.0, 1.0, 1.31326169), (0.0, 1.0, log(2)), (1e20, 1.0, 0.0)],
)
def test_binary_crossentropy_from_logits(logit, label, expected):
    value = keras("bce", [[label]], [[logit]], from_logits=True)
    assert value == pytest.approx(expected, rel=1e-8)


def test_label_smoothing_draws_labels_to_one_half():
    # 1 * (1 - 0.2) + 0.2 / 2 = 0.9
    value = keras("bce", [[1.0]], [[0.9]], label_smoothing=0.2)
    assert value == pytest.approx(-(0.9 * log(0.9) + 0.1 * log(0.1)), rel=1e-12)


def test_huber_per_element_and_over_the_row():
    elements = keras("huber", [[0.0, 1.0]], [[3.0, 0.6]], axis=(), reduction="none")
    np.testing.assert_allclose(elements, [[2.5, 0.08]])
    assert keras("huber", [[0.0, 1.0]], [[3.0, 0.6]]) == pytest.approx(1.29)


def test_an_error_of_delta_counts_as_square():
    result = evaluate("huber", [[0.0]], [[2.0]], delta=2.0)
    (test,) = (stage for stage in result.stages if stage.operation == "less_equal")
    assert test.value.item() is True
    assert result.value == 2.0


def test_log_cosh_in_float64_keeps_the_float32_logarithm_of_two():
    # ops.log(2.0) is a float32 in Keras: 0.69314718246 instead of 0.69314718056.
    assert keras("log_cosh", [[0.0]], [[0.0]]) == pytest.approx(-1.9046542e-09, rel=1e-6)
    textbook = evaluate("log_cosh", [[0.0]], [[0.0]], dialect="textbook").value
    assert abs(textbook) < 1e-16


@pytest.mark.parametrize(
    ("alias", "key"),
    [
        *((text, "mean_squared_error") for text in ("mse", "MSE", "mean_squared_error")),
        *((text, "mean_absolute_error") for text in ("mae", "MAE", "mean_absolute_error")),
        *((text, "binary_crossentropy") for text in ("bce", "BCE", "binary_crossentropy")),
        *((text, "log_cosh") for text in ("log_cosh", "logcosh")),
        *((text, "huber") for text in ("huber", "Huber", "huber_loss")),
    ],
)
def test_the_names_that_keras_takes_are_known(alias, key):
    assert find_loss(alias).key == key


# ------------------------------------------------------------------------------------------ dtypes


def test_the_class_computes_float64_inputs_in_float32():
    result = evaluate("mse", Y, P)
    assert result.dtype == "float32"
    assert result.value.dtype == np.float32
    assert result.exact.dtype == np.float64


def test_integer_predictions_do_not_cut_the_labels_off():
    # The class casts both to float32: (1.5² + 2²) / 2. The function would give 4.0.
    assert evaluate("mse", [[1.5, 2]], [[3, 4]]).value == 3.125


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_every_step_has_the_chosen_dtype(dtype):
    result = evaluate("bce", Y, P, dtype=dtype, sample_weight=W, mask=[1, 0, 1, 1])
    kinds = {stage.value.dtype for stage in result.stages}
    assert kinds <= {np.dtype(dtype), np.dtype(bool)}
    assert result.value.dtype == dtype


def test_a_mean_over_more_values_than_float16_counts_is_zero():
    # The sum is about 7, but the divisor 70 000 is inf in float16.
    errors = np.full((70_000, 1), 0.01)
    assert evaluate("mse", 0 * errors, errors, dtype="float16").value == 0.0


# -------------------------------------------------------------------------------------- reductions


@pytest.mark.parametrize(
    ("reduction", "expected"),
    [
        ("none", ROWS),
        (None, ROWS),
        ("sum", 2.24 / 3),
        ("sum_over_batch_size", 2.24 / 12),
        ("mean", 2.24 / 12),
        ("mean_with_sample_weight", 2.24 / 12),
    ],
)
def test_reductions_without_weights(reduction, expected):
    np.testing.assert_allclose(keras(reduction=reduction), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("reduction", "expected", "denominator"),
    [
        ("none", ROWS * W, None),
        ("sum", 2.98 / 3, None),
        ("sum_over_batch_size", 2.98 / 12, ("n", 4.0)),
        ("mean", 2.98 / 12, ("n", 4.0)),
        ("mean_with_sample_weight", 2.98 / 18, ("sum of w", 6.0)),
    ],
)
def test_reductions_with_weights_1_2_0_3(reduction, expected, denominator):
    result = evaluate("mse", Y, P, reduction=reduction, sample_weight=W, dtype="float64")
    np.testing.assert_allclose(result.value, expected, rtol=1e-14)
    named = result.denominator and (result.denominator.name, result.denominator.value)
    assert named == denominator


def test_the_mean_divides_by_all_values_and_never_by_the_weights():
    ones = np.ones((2, 5, 3))
    value = keras(y=0 * ones, p=ones, sample_weight=np.full((2, 5), 7.0))
    assert value == 7.0


def test_the_weighted_mean_divides_by_the_weights_before_they_are_broadcast():
    # Values (4, 3) of ones with weights (4, 1) of ones: 12 / 4.
    result = evaluate(
        "mse",
        np.zeros((4, 3, 2)),
        np.ones((4, 3, 2)),
        reduction="mean_with_sample_weight",
        sample_weight=np.ones((4, 1)),
    )
    assert result.value == 3.0
    assert result.denominator.value == 4.0


@pytest.mark.parametrize("reduction", ["sum", "sum_over_batch_size", "mean_with_sample_weight"])
def test_a_scalar_loss_is_returned_as_it_is(reduction):
    result = evaluate("mse", Y[0], P[0], reduction=reduction, dtype="float64")
    assert result.value == pytest.approx(0.85 / 3)
    assert result.denominator is None
    assert result.stages[-1].name == "mean axis -1"


@pytest.mark.parametrize("reduction", ["sum", "sum_over_batch_size", "mean_with_sample_weight"])
def test_a_scalar_loss_is_only_scaled_by_a_scalar_weight(reduction):
    value = keras(y=Y[0], p=P[0], reduction=reduction, sample_weight=3.0)
    assert value == pytest.approx(0.85)


def test_a_scalar_custom_loss_keeps_only_the_mean_of_the_weights():
    assert keras(axis=None, sample_weight=W) == pytest.approx(2.24 / 12 * 1.5)


def test_all_weights_zero_give_zero():
    zero = np.zeros(4)
    assert keras(sample_weight=zero) == 0.0
    assert keras(sample_weight=zero, reduction="mean_with_sample_weight") == 0.0


# ------------------------------------------------------------------------------------------- masks

M3 = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [1, 1, 1]], dtype=bool)
W3 = np.array([[1.0, 2, 0], [0, 1, 1], [3, 0, 0], [1, 1, 1]])


@pytest.mark.parametrize(
    ("reduction", "expected"),
    [
        ("sum_over_batch_size", np.sum(L3[M3]) / 9),
        ("sum", np.sum(L3[M3])),
        ("none", L3 * M3),
        ("mean_with_sample_weight", np.sum(L3[M3]) / 9),
    ],
)
def test_a_mask_alone(reduction, expected):
    result = evaluate("mse", Y3, P3, mask=M3, reduction=reduction, dtype="float64")
    np.testing.assert_allclose(result.value, expected, rtol=1e-14)


def test_a_masked_mean_without_reduction_keeps_zeros_and_ones_as_weights():
    scaled = evaluate("mse", Y3, P3, mask=M3, dtype="float64")
    *_, weights = (stage for stage in scaled.stages if stage.operation == "where")
    assert set(np.unique(weights.value)) == {0.0, 12 / 9}
    plain = evaluate("mse", Y3, P3, mask=M3, reduction="sum", dtype="float64")
    (weights,) = (stage for stage in plain.stages if stage.operation == "where")
    assert set(np.unique(weights.value)) == {0.0, 1.0}


@pytest.mark.parametrize(
    ("reduction", "expected", "denominator"),
    [
        ("sum_over_batch_size", np.sum(L3 * M3 * W3) / 9, ("valid", 9.0)),
        ("sum", np.sum(L3 * M3 * W3), None),
        ("none", L3 * M3 * W3, None),
        (
            "mean_with_sample_weight",
            np.sum(L3 * M3 * W3) / np.sum(M3 * W3),
            ("sum of w", np.sum(M3 * W3)),
        ),
    ],
)
def test_a_mask_with_weights_per_time_step(reduction, expected, denominator):
    result = evaluate(
        "mse", Y3, P3, mask=M3, sample_weight=W3, reduction=reduction, dtype="float64"
    )
    np.testing.assert_allclose(result.value, expected, rtol=1e-14)
    named = result.denominator and (result.denominator.name, result.denominator.value)
    assert named == denominator


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight"])
def test_everything_masked_gives_zero(reduction):
    assert keras(y=Y3, p=P3, mask=np.zeros((4, 3)), reduction=reduction) == 0.0


@pytest.mark.parametrize("odd", [np.nan, np.inf])
@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight"])
def test_a_nan_or_inf_in_a_masked_slot_is_not_hidden(odd, reduction):
    prediction = P3.copy()
    prediction[0, 2] = odd
    assert np.isnan(keras(y=Y3, p=prediction, mask=M3, reduction=reduction))


def test_weights_per_sample_do_not_fit_a_mask_per_time_step():
    with pytest.raises(DialectError, match=r"sample_weight has shape \(4,\) but the mask has"):
        evaluate("mse", Y3, P3, mask=M3, sample_weight=W)


def test_a_mask_column_is_lined_up_with_the_weights_rank():
    value = keras(y=Y3, p=P3, mask=M3[..., np.newaxis], sample_weight=W3)
    assert value == pytest.approx(np.sum(L3 * M3 * W3) / 9)


def test_float32_reductions_are_those_of_float64_up_to_rounding():
    for reduction in ("none", "sum", "sum_over_batch_size", "mean_with_sample_weight"):
        result = evaluate("mse", Y, P, reduction=reduction, sample_weight=W)
        np.testing.assert_allclose(result.value, result.exact, rtol=FLOAT32_STEPS)
