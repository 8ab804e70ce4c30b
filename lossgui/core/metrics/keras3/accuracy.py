"""Keras 3: the share of predictions that are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3 import weighing
from lossgui.core.metrics.keras3.weighing import raises
from lossgui.core.metrics.registry import register
from lossgui.core.metrics.settings import flag, integer, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, Metric
    from lossgui.core.metrics.settings import Setting

_K = integer("k", "how many of the highest predictions count", 5, low=1)


def cast(y_true: Array, batch: Batch) -> Array:
    """Give the labels in the dtype of y_pred, as Keras compares them."""
    whole = batch.y_pred.dtype.kind in "iu"
    return np.trunc(y_true) if whole else y_true.astype(batch.precision)


def equal(batch: Batch, choices: Choices) -> Array:
    """Compare element by element."""
    y_true, y_pred = weighing.squeeze_or_expand(cast(batch.y_true, batch), batch.y_pred)
    y_true, y_pred = weighing.together(y_true, y_pred.astype(y_true.dtype))
    return np.asarray(y_true == y_pred)


def binary(batch: Batch, choices: Choices) -> Array:
    """Compare with y_pred > threshold: the threshold itself is class 0."""
    y_true, y_pred = weighing.squeeze_or_expand(batch.y_true, batch.y_pred)
    threshold = np.float32(choices["threshold"])
    kind = np.float64 if batch.precision == "float64" else np.float32
    yes = np.asarray(y_pred.astype(kind) > kind(threshold))
    y_true, y_pred = weighing.together(y_true, yes)
    return np.asarray(y_true == y_pred)


def highest(scores: Array, axis: int = -1) -> Array:
    """Find the place of the highest score, the first of equal ones; NaN is never the highest.

    Keras puts -0.0 below 0.0 (keras/src/backend/tensorflow/numpy.py, argmax).

    Raises
    ------
    DialectError
        If there is no such axis, or nothing along it.
    """
    if not -scores.ndim <= axis < scores.ndim or not scores.shape[axis]:
        raise raises("ValueError", f"there is no class along axis {axis} of {scores.shape}")
    if scores.dtype.kind == "f":
        lowered = np.where((scores == 0) & np.signbit(scores), -np.finfo("f4").tiny, scores)
        scores = np.where(np.isnan(scores), -np.inf, lowered)
    return np.asarray(np.argmax(scores, axis=axis))


def categorical(batch: Batch, choices: Choices) -> Array:
    """Compare the places of the highest label and the highest prediction.

    Where y_true has one axis more than y_pred, the last one of its places must have length 1.
    """
    y_true = highest(batch.y_true)
    shape = y_true.shape
    squeezed = y_true.ndim == batch.y_pred.ndim
    if squeezed:
        if shape[-1:] != (1,):
            raise raises("ValueError", f"the labels' places {shape} have no last axis of length 1")
        y_true = y_true[..., 0]
    y_true, y_pred = weighing.together(y_true, highest(batch.y_pred))
    right = np.asarray(y_true == y_pred)
    return right.reshape(shape) if squeezed else right


def sparse(batch: Batch, choices: Choices) -> Array:
    """Compare the label with the place of the highest prediction."""
    y_true = cast(batch.y_true, batch)
    shape = y_true.shape
    squeezed = y_true.ndim == batch.y_pred.ndim and shape[-1:] == (1,)
    y_true, y_pred = weighing.together(
        y_true[..., 0] if squeezed else y_true, highest(batch.y_pred)
    )
    right = np.asarray(y_true == y_pred)
    if squeezed:
        right = right.reshape(shape)
    return right[..., 0] if right.ndim > 1 and right.shape[-1] == 1 else right


def in_top(labels: Array, scores: Array, k: int) -> Array:
    """See which labels are among the k highest scores, equal scores included.

    Labels that are no class, and rows where the label's score is not finite, are never among them
    (tensorflow/core/kernels/in_topk_op.h).
    """
    if scores.ndim != 2 or labels.shape != scores.shape[:1]:
        raise raises(
            "InvalidArgumentError",
            f"the labels have shape {labels.shape} but the predictions have shape {scores.shape}",
        )
    inside = (labels >= 0) & (labels < scores.shape[1])
    rows = np.arange(len(labels))
    own = scores[rows, np.where(inside, labels, 0)]
    higher = np.sum(scores > own[:, None], axis=-1)
    return np.asarray(inside & np.isfinite(scores).all(axis=-1) & (higher < k))


def ranked(labels: Array, batch: Batch, k: int) -> Array:
    """Put every axis but the classes' into rows, ask `in_top`, and put them back."""
    scores = batch.y_pred.astype(np.float32)
    rows = scores.reshape(-1, scores.shape[-1]) if scores.ndim > 2 else scores
    flat = labels.reshape(-1) if labels.ndim > 1 else labels
    return in_top(flat.astype(np.int32), rows, k).reshape(labels.shape)


def top_k(batch: Batch, choices: Choices) -> Array:
    """See whether the highest label is among the k highest predictions."""
    return ranked(highest(batch.y_true), batch, choices["k"])


def sparse_top_k(batch: Batch, choices: Choices) -> Array:
    """See whether the label is among the k highest predictions, or the first k class numbers."""
    if not choices["from_sorted_ids"]:
        return ranked(batch.y_true, batch, choices["k"])
    shape = batch.y_true.shape
    ids = batch.y_pred.reshape(-1, batch.y_pred.shape[-1])[:, : choices["k"]]
    labels, ids = weighing.together(cast(batch.y_true, batch).reshape(-1)[:, None], ids)
    return np.asarray((labels == ids).any(axis=1).reshape(shape))


def accuracy(
    key: str,
    title: str,
    name: str,
    summary: str,
    right: Callable[[Batch, Choices], Array],
    settings: tuple[Setting, ...] = (),
) -> Metric:
    """Make the metric that averages what is right."""
    return weighing.averaging(
        right,
        key=key,
        title=title,
        name=name,
        summary=summary,
        task="labels",
        settings=settings,
    )


ENTRIES = (
    accuracy(
        "accuracy",
        "Accuracy",
        "Accuracy",
        "How often prediction and label are the same number.",
        equal,
    ),
    accuracy(
        "binary_accuracy",
        "Binary accuracy",
        "BinaryAccuracy",
        "How often a probability lies on the label's side of the threshold.",
        binary,
        (number("threshold", "probability above which a prediction is yes", 0.5),),
    ),
    accuracy(
        "categorical_accuracy",
        "Categorical accuracy",
        "CategoricalAccuracy",
        "How often the highest prediction is the class of a one-hot label.",
        categorical,
    ),
    accuracy(
        "sparse_categorical_accuracy",
        "Sparse categorical accuracy",
        "SparseCategoricalAccuracy",
        "How often the highest prediction is the class number.",
        sparse,
    ),
    accuracy(
        "top_k_categorical_accuracy",
        "Top-k categorical accuracy",
        "TopKCategoricalAccuracy",
        "How often the class of a one-hot label is among the k highest predictions.",
        top_k,
        (_K,),
    ),
    accuracy(
        "sparse_top_k_categorical_accuracy",
        "Sparse top-k categorical accuracy",
        "SparseTopKCategoricalAccuracy",
        "How often the class number is among the k highest predictions.",
        sparse_top_k,
        (_K, flag("from_sorted_ids", "y_pred holds class numbers, best first", default=False)),
    ),
)
for _entry in ENTRIES:
    register(_entry)
