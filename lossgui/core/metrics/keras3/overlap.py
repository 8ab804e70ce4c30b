"""Keras 3: intersection over union, from a matrix of whole numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3.accuracy import highest
from lossgui.core.metrics.keras3.weighing import EPSILON, KEY, raises, stretched
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import REQUIRED, flag, integer, integers, number

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

MATRIX = "total_confusion_matrix"


def binary(batch: Batch, choices: Choices) -> State:
    """Cut probabilities at the threshold, which belongs to class 1, and fill the matrix."""
    yes = batch.y_pred.astype(np.float32) >= np.float32(choices["threshold"])
    return _fill(replace(batch, y_pred=yes), choices, 2)


def classes(batch: Batch, choices: Choices) -> State:
    """Find class numbers where one-hot or probabilities are given, and fill the matrix."""
    given = {"sparse_y_true": True, "sparse_y_pred": True, **choices.values}
    y_true, y_pred = batch.y_true, batch.y_pred
    if not given["sparse_y_true"]:
        y_true = highest(y_true, choices["axis"])
    if not given["sparse_y_pred"]:
        y_pred = highest(y_pred, choices["axis"])
    return _fill(replace(batch, y_true=y_true, y_pred=y_pred), choices, choices["num_classes"])


def one_hot(batch: Batch, choices: Choices) -> State:
    """Do as `classes` with one-hot labels."""
    values = {**choices.values, "sparse_y_true": False}
    return classes(batch, replace(choices, values=values))


def _fill(batch: Batch, choices: Choices, count: int) -> State:
    """Add each weight to the row of the true class and the column of the predicted one.

    Classes out of range and `ignore_class` are left out. Everything becomes whole numbers first,
    also the weights.
    """
    if not batch.y_true.ndim and not batch.y_pred.ndim:
        raise raises("ValueError", "there is no axis of samples")
    kind = choices.dtype
    whole = np.dtype("int64") if kind.kind == "i" else kind
    y_true, y_pred = (a.reshape(-1).astype(whole) for a in (batch.y_true, batch.y_pred))
    given = np.ones((), whole) if batch.sample_weight is None else batch.sample_weight
    given = given.reshape(-1) if given.ndim > 1 else given
    weight = stretched("sample_weight", given.astype(whole), y_true.shape, "y_true")
    if y_true.size != y_pred.size and 1 not in (y_true.size, y_pred.size):
        raise raises(
            "InvalidArgumentError",
            f"y_true has {y_true.size} classes but y_pred has {y_pred.size}",
        )
    keeps = (y_true >= 0) & (y_true < count) & (y_pred >= 0) & (y_pred < count)
    ignored = choices.values.get("ignore_class")
    if ignored is not None:
        keeps &= y_true != ignored
    rows, columns, weights = (np.where(keeps, a, 0) for a in (y_true, y_pred, weight))
    matrix = np.zeros((count, count), kind)
    np.add.at(matrix, (rows.astype(int), columns.astype(int)), weights.astype(kind))
    return {MATRIX: matrix}


def finish(state: State, choices: Choices) -> Array:
    """Average the classes' overlaps, over those that occur at all."""
    matrix = state[MATRIX]
    hits = np.diag(matrix)
    union = (matrix.sum(axis=0) + matrix.sum(axis=1) - hits).astype(np.float32)
    target = list(choices.values.get("target_class_ids") or range(len(matrix)))
    overlap, union = hits.astype(np.float32)[target], union[target]
    occurs = union > np.float32(1e-9)
    tiny = np.float32(EPSILON)
    score = np.where(occurs, overlap / (union + tiny), np.float32(0))
    return np.asarray(score.sum() / (occurs.sum().astype(np.float32) + tiny))


def notes(batch: Batch, choices: Choices) -> tuple[str, ...]:
    """Say that weights are cut to whole numbers."""
    weight = batch.sample_weight
    if weight is None or choices.dtype.kind != "i" or not np.any(weight != np.trunc(weight)):
        return ()
    return ("Keras cuts the weights to whole numbers, because the matrix holds whole numbers.",)


_CLASSES = integer("num_classes", "how many classes there are", REQUIRED, low=1)
_TARGETS = integers("target_class_ids", "the classes whose overlaps are averaged", REQUIRED)
_IGNORED = integer("ignore_class", "class that is left out", None, optional=True)
_SPARSE_TRUE = flag("sparse_y_true", "y_true holds class numbers, not one-hot labels", default=True)
_SPARSE = flag("sparse_y_pred", "y_pred holds class numbers, not scores", default=True)
_SCORES = flag("sparse_y_pred", "y_pred holds class numbers, not scores", default=False)
_AXIS = integer("axis", "axis of the classes", -1)

_BASE = Metric(
    key="iou",
    dialect=KEY,
    title="Intersection over union",
    name="IoU",
    summary="How much true and predicted areas of some classes overlap.",
    task="segmentation",
    partial=classes,
    finish=finish,
    start=lambda c: {MATRIX: np.zeros((c["num_classes"], c["num_classes"]), c.dtype)},
    settings=(_CLASSES, _TARGETS, _IGNORED, _SPARSE_TRUE, _SPARSE, _AXIS),
    notes=notes,
    dtype="int64",
)
ENTRIES = (
    _BASE,
    replace(
        _BASE,
        key="binary_iou",
        title="Binary intersection over union",
        name="BinaryIoU",
        summary="How much true and predicted areas overlap where probabilities are cut in two.",
        partial=binary,
        start=lambda c: {MATRIX: np.zeros((2, 2), c.dtype)},
        settings=(
            integers("target_class_ids", "the classes whose overlaps are averaged", (0, 1)),
            number("threshold", "probability from which on it is class 1", 0.5),
        ),
    ),
    replace(
        _BASE,
        key="mean_iou",
        title="Mean intersection over union",
        name="MeanIoU",
        summary="How much true and predicted areas of all classes overlap.",
        settings=(_CLASSES, _IGNORED, _SPARSE_TRUE, _SPARSE, _AXIS),
    ),
    replace(
        _BASE,
        key="one_hot_iou",
        title="One-hot intersection over union",
        name="OneHotIoU",
        summary="How much areas of some classes overlap, for one-hot labels.",
        partial=one_hot,
        settings=(_CLASSES, _TARGETS, _IGNORED, _SCORES, _AXIS),
    ),
    replace(
        _BASE,
        key="one_hot_mean_iou",
        title="One-hot mean intersection over union",
        name="OneHotMeanIoU",
        summary="How much areas of all classes overlap, for one-hot labels.",
        partial=one_hot,
        settings=(_CLASSES, _IGNORED, _SCORES, _AXIS),
    ),
)
for _entry in ENTRIES:
    register(_entry)
