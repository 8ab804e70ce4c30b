"""Keras 3: the area under a curve, summed over fixed thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3.confusion import (
    FN,
    FP,
    NAMES,
    TN,
    TP,
    VARIABLE,
    Cut,
    counts,
    even_steps,
    is_even,
)
from lossgui.core.metrics.keras3.weighing import EPSILON, KEY, divide_no_nan, raises
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import choice, flag, integer, numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

Point = tuple["Array", "Array"]


def cut(choices: Choices) -> Cut:
    """Give the thresholds: even ones or those given, and one beyond each end.

    The ends lie 1e-7 outside, so that predictions of exactly 0 and 1 are counted.
    """
    given = choices["thresholds"]
    inner = even_steps(choices["num_thresholds"]) if given is None else tuple(sorted(given))
    return Cut(
        (-EPSILON, *inner, 1.0 + EPSILON),
        even=given is None or is_even((0.0, *inner, 1.0)),
        per_label=choices["multi_label"],
        label_weights=choices["label_weights"],
    )


def partial(batch: Batch, choices: Choices) -> State:
    """Count the answers at each threshold; with `multi_label` for each label."""
    labels, wanted = choices["multi_label"], choices["num_labels"]
    if labels and batch.y_pred.ndim != 2:
        raise raises(
            "ValueError", f"multi_label wants two axes, but y_pred is {batch.y_pred.shape}"
        )
    if labels and wanted and batch.y_pred.shape[1] != wanted:
        raise raises("ValueError", f"num_labels is {wanted}, but y_pred is {batch.y_pred.shape}")
    if choices["from_logits"]:
        logits = batch.y_pred.astype(batch.precision)
        one = logits.dtype.type(1)
        batch = type(batch)(batch.y_true, one / (one + np.exp(-logits)), batch.sample_weight)
    return counts(batch, cut(choices))


def roc(state: State) -> Point:
    """Give the false positive rate and the recall at each threshold."""
    rate = divide_no_nan(state[FP], state[FP] + state[TN])
    return rate, divide_no_nan(state[TP], state[TP] + state[FN])


def precision_recall(state: State) -> Point:
    """Give recall and precision at each threshold."""
    recall = divide_no_nan(state[TP], state[TP] + state[FN])
    return recall, divide_no_nan(state[TP], state[TP] + state[FP])


def precision_recall_gain(state: State) -> Point:
    """Give the gains of recall and precision (Flach and Kull, 2015)."""
    odds = divide_no_nan(state[TP] + state[FN], state[TN] + state[FP])
    recall = 1 - odds * divide_no_nan(state[FN], state[TP])
    precision = 1 - odds * divide_no_nan(state[FP], state[TP])
    none = state[TP] == 0
    recall, precision = np.where(none, np.float32(0), recall), np.where(none, 1, precision)
    return np.maximum(recall, np.float32(0)), precision.astype(VARIABLE)


_CURVES = {"ROC": roc, "PR": precision_recall, "PRGAIN": precision_recall_gain}
_HEIGHTS: dict[str, Callable[[Array, Array], Array]] = {
    "interpolation": lambda a, b: (a + b) / np.float32(2),
    "minoring": np.minimum,
    "majoring": np.maximum,
}


def interpolated(state: State) -> Array:
    """Give each gap's area under a precision-recall curve.

    Between two thresholds the counts are interpolated, not their ratio (Davis and Goadrich, 2006).
    """
    positives = state[TP] + state[FP]
    rise, run = state[TP][:-1] - state[TP][1:], positives[:-1] - positives[1:]
    slope = divide_no_nan(rise, np.maximum(run, 0))
    intercept = state[TP][1:] - slope * positives[1:]
    both = (positives[:-1] > 0) & (positives[1:] > 0)
    ratio = divide_no_nan(positives[:-1], np.maximum(positives[1:], 0))
    logarithm = np.log(np.where(both, ratio, np.float32(1)))
    cases = np.maximum(state[TP][1:] + state[FN][1:], 0)
    return divide_no_nan(slope * (rise + intercept * logarithm), cases)


def finish(state: State, choices: Choices) -> Array:
    """Add up the areas between the thresholds; over the labels, their mean by weight."""
    if TP not in state:
        return np.float32(0)  # type: ignore[return-value]
    if choices["curve"] == "PR" and choices["summation_method"] == "interpolation":
        areas = interpolated(state)
    else:
        x, y = _CURVES[choices["curve"]](state)
        areas = (x[:-1] - x[1:]) * _HEIGHTS[choices["summation_method"]](y[:-1], y[1:])
    area = areas.sum(axis=0)
    if not choices["multi_label"]:
        return np.asarray(area)
    if choices["label_weights"] is None:
        return np.asarray(area.mean())
    weights = np.asarray(choices["label_weights"], VARIABLE)
    return divide_no_nan((area * weights).sum(), weights.sum())


def start(choices: Choices) -> State:
    """Start with zeros; with `multi_label` only once the number of labels is known."""
    shape: tuple[int, ...] = (len(cut(choices).thresholds),)
    if choices["multi_label"]:
        if not choices["num_labels"]:
            return {}
        shape = (*shape, choices["num_labels"])
    return {name: np.zeros(shape, VARIABLE) for name in NAMES}


register(
    Metric(
        key="auc",
        dialect=KEY,
        title="Area under the curve",
        name="AUC",
        summary="The area under the ROC or precision-recall curve over fixed thresholds.",
        task="labels",
        partial=partial,
        finish=finish,
        start=start,
        settings=(
            integer("num_thresholds", "how many thresholds, both ends included", 200, low=2),
            choice("curve", "which curve", "ROC", tuple(_CURVES)),
            choice("summation_method", "height of a gap", "interpolation", tuple(_HEIGHTS)),
            numbers("thresholds", "thresholds between the ends; None is even ones"),
            flag("multi_label", "one curve for each column", default=False),
            integer("num_labels", "how many columns", None, low=1, optional=True),
            numbers("label_weights", "weights of the columns"),
            flag("from_logits", "y_pred are logits, not probabilities", default=False),
        ),
    )
)
