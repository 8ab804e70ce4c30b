"""Keras 3: right and wrong answers at thresholds, and the ratios of their numbers.

The variables are float32 whatever dtype is asked for: Keras makes them without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.metrics.keras3 import weighing
from lossgui.core.metrics.keras3.weighing import EPSILON, raises

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import State

TP, FP, TN, FN = NAMES = "true_positives", "false_positives", "true_negatives", "false_negatives"
LOWEST = -1e10
VARIABLE = np.dtype("float32")


@dataclass(frozen=True)
class Cut:
    """How predictions are cut into yes and no.

    `thresholds` in the order of the state; with `even` ones Keras counts in buckets; `top_k` and
    `class_id` as in Keras' Precision; `per_label` keeps one column of the state for each label;
    `label_weights` weighs columns.
    """

    thresholds: tuple[float, ...]
    even: bool = False
    top_k: int | None = None
    class_id: int | None = None
    per_label: bool = False
    label_weights: tuple[float, ...] | None = None


def is_even(thresholds: tuple[float, ...]) -> bool:
    """See whether the thresholds are 0, 1/(T-1), ..., 1, at least three of them."""
    steps = np.arange(len(thresholds), dtype=np.float32) / (len(thresholds) - 1 or 1)
    return len(thresholds) >= 3 and bool(np.allclose(thresholds, steps, atol=EPSILON))


def even_steps(count: int) -> tuple[float, ...]:
    """Give the even thresholds between 0 and 1, both left out."""
    return tuple((i + 1) * 1.0 / (count - 1) for i in range(count - 2))


def counts(batch: Batch, cut: Cut) -> State:
    """Count the four kinds of answers at each threshold, by weight.

    Each has the shape (thresholds,), or (thresholds, labels) if `cut.per_label`. Yes is a
    prediction above the threshold. Keras 3 does not check that predictions are probabilities: even
    thresholds cut them off at 0 and 1, others take them as they are.
    """
    y_pred, y_true = (array.astype(VARIABLE) for array in (batch.y_pred, batch.y_true))
    y_pred, y_true = weighing.squeeze_or_expand(y_pred, y_true)
    weight = _weight(batch, y_true)
    if cut.top_k is not None:
        y_pred = _highest_only(y_pred, cut.top_k)
    if cut.class_id is not None:
        y_true, y_pred = _one_class(y_true, y_pred, cut.class_id)
    factor = _factor(weight, cut, y_pred.shape)
    if not cut.per_label:
        columns = [(y_true.reshape(-1) != 0, y_pred.reshape(-1), factor.reshape(-1))]
    elif y_true.shape != y_pred.shape:
        raise raises(
            "ValueError", f"y_true has shape {y_true.shape} but y_pred has shape {y_pred.shape}"
        )
    else:
        columns = [(y_true[:, i] != 0, y_pred[:, i], factor[:, i]) for i in range(y_pred.shape[1])]
    found = [_count(cut, *column) for column in columns]
    if not cut.per_label:
        return found[0]
    return {name: np.stack([item[name] for item in found], axis=1) for name in NAMES}


def _weight(batch: Batch, y_true: Array) -> Array | None:
    """Expand the weights by an axis, and drop it again if that makes the ranks equal."""
    if batch.sample_weight is None:
        return None
    weight = batch.sample_weight.astype(VARIABLE)[..., None]
    return weighing.squeeze_or_expand(y_true, weight, expand_rank_1=False)[1]


def _factor(weight: Array | None, cut: Cut, shape: tuple[int, ...]) -> Array:
    factor = np.ones(shape, VARIABLE)
    if weight is not None:
        factor = weighing.stretched("sample_weight", weight, shape, "y_pred").astype(VARIABLE)
    if cut.label_weights is not None and not cut.per_label:
        labels = np.asarray(cut.label_weights, VARIABLE)[None]
        factor = factor * weighing.stretched("label_weights", labels, shape, "y_pred")
    return factor


def _highest_only(y_pred: Array, k: int) -> Array:
    """Put everything but the k highest predictions of a row far below every threshold."""
    if not y_pred.ndim or y_pred.shape[-1] < k:
        raise raises("InvalidArgumentError", f"y_pred of shape {y_pred.shape} has no {k} columns")
    places = np.argsort(-y_pred, axis=-1, kind="stable")[..., :k]
    keep = np.zeros(y_pred.shape, VARIABLE)
    np.put_along_axis(keep, places, VARIABLE.type(1), axis=-1)
    return np.asarray(y_pred * keep + VARIABLE.type(LOWEST) * (1 - keep))


def _one_class(y_true: Array, y_pred: Array, class_id: int) -> tuple[Array, Array]:
    if y_pred.ndim == 1:
        raise raises(
            "ValueError", f"class_id needs predictions (samples, classes), not {y_pred.shape}"
        )
    for name, array in (("y_true", y_true), ("y_pred", y_pred)):
        if not array.ndim or not -array.shape[-1] <= class_id < array.shape[-1]:
            raise raises(
                "InvalidArgumentError", f"{name} of shape {array.shape} has no class {class_id}"
            )
    return y_true[..., class_id, None], y_pred[..., class_id, None]


def _count(cut: Cut, label: Array, y_pred: Array, weight: Array) -> State:
    fits = label.size == y_pred.size or (1 in (label.size, y_pred.size) and not cut.even)
    if not fits:
        raise raises(
            "InvalidArgumentError",
            f"y_true has {label.size} elements but y_pred has {y_pred.size}",
        )
    return _by_bucket(cut, label, y_pred, weight) if cut.even else _each(cut, label, y_pred, weight)


def _by_bucket(cut: Cut, label: Array, y_pred: Array, weight: Array) -> State:
    """Sort predictions into the gaps between even thresholds, then add up from the top."""
    length = len(cut.thresholds)
    clipped = np.clip(y_pred, 0, 1)
    place = np.ceil(clipped * VARIABLE.type(length - 1)) - 1
    if cut.thresholds[0] < 0 or cut.thresholds[-1] > 1:
        place = np.maximum(place, 0)
    inside = place >= 0  # neither below the first threshold nor NaN
    index = np.where(inside, place, 0).astype(int)
    sums: dict[str, Any] = {}
    for positive, negative, chosen in ((TP, FN, label), (FP, TN, ~label)):
        value = np.where(chosen, weight, 0).astype(np.float64)
        bucket = np.bincount(index, weights=value * inside, minlength=length)
        sums[positive] = np.cumsum(bucket[::-1])[::-1].astype(VARIABLE)
        sums[negative] = (VARIABLE.type(value.sum()) - sums[positive]).astype(VARIABLE)
    return sums


def _each(cut: Cut, label: Array, y_pred: Array, weight: Array) -> State:
    """Compare with one threshold after the other: nothing larger than the batch is held."""
    sums: dict[str, list[Any]] = {name: [] for name in NAMES}
    for threshold in cut.thresholds:
        yes = y_pred > VARIABLE.type(threshold)
        for name, kind in (
            (TP, label & yes),
            (FP, ~label & yes),
            (TN, ~label & ~yes),
            (FN, label & ~yes),
        ):
            sums[name].append(np.where(kind, weight, VARIABLE.type(0)).sum(dtype=VARIABLE))
    return {name: np.asarray(values, VARIABLE) for name, values in sums.items()}
