"""What is said about wrong use: one sentence with what is wrong and what would be right."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lossgui import metric, metrics
from lossgui.core.dialects import DialectError
from lossgui.core.metrics import METRICS, register

PAIR = ([[1.0, 0.0]], [[0.5, 0.5]])


@pytest.mark.parametrize(
    ("key", "choices", "said"),
    [
        ("presicion", {}, "Keras 3 has no metric called 'presicion'; did you mean precision"),
        ("mse", {"dialect": "keras-9"}, "there are no metrics of 'keras-9'; there are those of"),
        ("mse", {"dtype": "int8"}, "dtype must be one of float16, float32, float64, not 'int8'"),
        ("mse", {"k": 3}, "mean_squared_error has no parameter 'k'; its parameters: none"),
        ("auc", {"curve": "roc2"}, "curve must be one of 'ROC', 'PR', 'PRGAIN', not 'roc2'"),
        ("auc", {"num_thresholds": 1}, "num_thresholds must be a whole number, 2 or more, not 1"),
        ("precision", {"thresholds": [0.2, 1.2]}, "thresholds must be numbers in 0 .. 1, not"),
        ("mean_iou", {}, "mean_iou needs num_classes: a whole number, 1 or more"),
        ("fbeta_score", {"beta": 0.0}, "beta must be a number above 0, not 0.0"),
        ("fbeta_score", {"average": "all"}, "average must be one of 'micro', 'macro', 'weighted'"),
        (
            "top_k_categorical_accuracy",
            {"k": True},
            "k must be a whole number, 1 or more",
        ),
    ],
)
def test_a_wrong_choice_is_named(key, choices, said) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(said)):
        metric(key, **choices)


@pytest.mark.parametrize(
    ("key", "update", "said"),
    [
        (
            "mse",
            ([[1.0, 2.0]], [[1.0], [2.0], [3.0]], [1.0, 2.0]),
            (
                "Keras 3 raises InvalidArgumentError here: sample_weight has shape (2,) but what "
                "it weighs has shape (3,)"
            ),
        ),
        (
            "binary_crossentropy",
            ([1.0], [[0.5]]),
            (
                "Keras 3 raises ValueError here: binary_crossentropy wants equal shapes, but "
                "y_true is (1,) and y_pred is (1, 1)"
            ),
        ),
        (
            "true_positives",
            ([1.0, 0.0, 1.0], [0.5, 0.5]),
            "Keras 3 raises InvalidArgumentError here: y_true has 3 elements but y_pred has 2",
        ),
        (
            "r2_score",
            ([1.0, 2.0], [1.0, 2.0]),
            (
                "Keras 3 raises ValueError here: R2Score wants (samples, outputs), but y_true has "
                "shape (2,) and y_pred has shape (2,)"
            ),
        ),
        (
            "log_cosh_error",
            ([[1.0]], np.array([[1]])),
            "Keras 3 raises TypeError here: log_cosh can't compute with y_pred of whole numbers",
        ),
    ],
)
def test_where_keras_raises_a_sentence_says_so(key, update, said) -> None:
    with pytest.raises(DialectError, match=f"^{re.escape(said)}$"):
        metric(key).update(*update)


def test_another_number_of_outputs_than_before_is_refused() -> None:
    r2 = metric("r2_score")
    r2.update([[1.0, 2.0]], [[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"gives squared_sum the shape \(1,\), but the state has"):
        r2.update([[1.0]], [[1.0]])


def test_states_of_different_metrics_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="only states of the same metric with the same settings"):
        metric("precision").merge(metric("precision", thresholds=0.3))


@pytest.mark.parametrize("key", ["r2_score", "f1_score"])
def test_what_has_no_state_yet_has_no_result(key) -> None:
    with pytest.raises(ValueError, match="has no result before the first batch"):
        metric(key).result()


def test_a_mean_takes_one_tensor() -> None:
    with pytest.raises(TypeError, match="takes one tensor, values, but two are given"):
        metric("mean").update([1.0], [2.0])


def test_a_name_stands_for_one_metric() -> None:
    with pytest.raises(ValueError, match="the name 'auc' is taken: it stands for auc"):
        register(METRICS["keras-3", "auc"])


def test_an_unknown_dialect_has_no_list() -> None:
    with pytest.raises(ValueError, match="there are no metrics of 'pandas'"):
        metrics("pandas")
    assert {item.dialect for item in metrics("keras-3")} == {"keras-3"}


def test_a_state_handed_out_can_not_be_changed() -> None:
    mse = metric("mse")
    mse.update(*PAIR)
    with pytest.raises(TypeError):
        mse.state["total"] = 0  # type: ignore[index]
