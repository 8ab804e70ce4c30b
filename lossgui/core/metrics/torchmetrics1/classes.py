"""TorchMetrics 1: accuracy, precision, recall and F-scores from four counts per class."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.registry import Choices, Metric, State, register
from lossgui.core.metrics.settings import REQUIRED, choice, integer, number
from lossgui.core.metrics.torchmetrics1.fitting import (
    COUNT,
    KEY,
    raises,
    safe_divide,
    same_shape,
    single,
)

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.settings import Setting

NAMES = ("tp", "fp", "tn", "fn")
Ratio = Callable[[State, Choices], tuple["Array", "Array"]]


def _binary_only(name: str, array: Array) -> None:
    found = np.unique(array)
    if np.any((found != 0) & (found != 1)):
        raise raises("RuntimeError", f"{name} must hold 0 and 1, not {found[:5].tolist()}")


def binary_counts(batch: Batch, choices: Choices) -> State:
    """Cut scores above the threshold and count; scores outside 0 .. 1 are taken for logits."""
    same_shape(batch)
    _binary_only("y_true", batch.y_true)
    y_pred = batch.y_pred
    if y_pred.dtype.kind == "f":
        if np.any((y_pred < 0) | (y_pred > 1)):
            y_pred = 1 / (1 + np.exp(-y_pred))
        y_pred = y_pred > y_pred.dtype.type(choices["threshold"])
    else:
        _binary_only("y_pred", y_pred)
    label, yes = batch.y_true == 1, y_pred == 1
    kinds = (label & yes, ~label & yes, ~label & ~yes, label & ~yes)
    return {n: np.asarray([k.sum()], COUNT) for n, k in zip(NAMES, kinds, strict=True)}


def logit_notes(batch: Batch, choices: Choices) -> tuple[str, ...]:
    """Say that scores are taken for logits."""
    y_pred = batch.y_pred
    if y_pred.dtype.kind != "f" or not np.any((y_pred < 0) | (y_pred > 1)):
        return ()
    return ("TorchMetrics takes the whole batch for logits, because a score lies outside 0 .. 1.",)


def class_counts(batch: Batch, choices: Choices) -> State:
    """Count hits and misses of each class; for the average micro of all classes together."""
    target, found = _classes(batch, choices["num_classes"])
    classes = choices["num_classes"]
    if choices["average"] == "micro":
        right = np.sum(target == found)
        wrong = target.size - right
        total = classes * target.size - (2 * wrong + right)
        together = (right, wrong, total, wrong)
        return {n: np.asarray([value], COUNT) for n, value in zip(NAMES, together, strict=True)}
    place = target * classes + found
    if np.any(place < 0) or np.any(place >= classes**2):
        raise raises("RuntimeError", f"a label lies outside 0 .. {classes - 1}")
    matrix = np.bincount(place, minlength=classes**2).reshape(classes, classes)
    hits = np.diag(matrix)
    false, missed = matrix.sum(axis=0) - hits, matrix.sum(axis=1) - hits
    counts = (hits, false, matrix.sum() - (hits + false + missed), missed)
    return {n: np.asarray(value, COUNT) for n, value in zip(NAMES, counts, strict=True)}


def _classes(batch: Batch, classes: int) -> tuple[Array, Array]:
    """Give class numbers, from the highest score where y_pred has an axis of classes (axis 1)."""
    y_true, y_pred = batch.y_true, batch.y_pred
    shapes = f"y_true has shape {y_true.shape} and y_pred has shape {y_pred.shape}"
    if y_pred.ndim == y_true.ndim + 1:
        fits = y_pred.dtype.kind == "f" and y_pred.shape[1:2] == (classes,)
        if not fits or y_pred.shape[2:] != y_true.shape[1:]:
            raise raises("ValueError", f"scores must be floats (n, {classes}, ...), but {shapes}")
        y_pred = np.argmax(y_pred, axis=1)
    if y_pred.shape != y_true.shape:
        raise raises("ValueError", shapes)
    for name, array in (("y_true", y_true), ("y_pred", y_pred)):
        if array.dtype.kind in "iu" and len(np.unique(array)) > classes:
            raise raises("RuntimeError", f"{name} holds more than {classes} classes")
    return y_true.reshape(-1).astype(COUNT), y_pred.reshape(-1).astype(COUNT)


def averaged(state: State, choices: Choices, score: Array) -> Array:
    """Average the classes' scores; macro leaves out classes that nowhere occur."""
    how, kind = choices["average"], choices.dtype
    if how == "micro":
        return single(score)
    if how in (None, "none"):
        return score
    weights = (state["tp"] + state["fn"]).astype(kind)
    if how == "macro":
        weights = (state["tp"] + state["fp"] + state["fn"] != 0).astype(kind)
    return np.asarray(safe_divide(weights * score, weights.sum(keepdims=True), kind).sum())


def binary_accuracy(state: State, choices: Choices) -> tuple[Array, Array]:
    """Divide what is right by everything."""
    right = state["tp"] + state["tn"]
    return right, right + state["fp"] + state["fn"]


def class_accuracy(state: State, choices: Choices) -> tuple[Array, Array]:
    """Divide a class' hits by its cases: its recall."""
    return state["tp"], state["tp"] + state["fn"]


def precision(state: State, choices: Choices) -> tuple[Array, Array]:
    """Divide hits by answers."""
    return state["tp"], state["tp"] + state["fp"]


def f_score(state: State, choices: Choices) -> tuple[Array, Array]:
    """Divide (1 + β²) tp by (1 + β²) tp + β² fn + fp."""
    kind = choices.dtype
    square = kind.type(choices.values.get("beta", 1.0) ** 2)
    tp, fp, fn = (state[name].astype(kind) for name in ("tp", "fp", "fn"))
    hits = (1 + square) * tp
    return hits, hits + square * fn + fp


def pairs(
    word: str, name: str, binary: Ratio, several: Ratio, *extra: Setting
) -> tuple[Metric, Metric]:
    """Make the metric for two classes and the one for several."""

    def binary_result(state: State, choices: Choices) -> Array:
        right, everything = binary(state, choices)
        return single(safe_divide(right, everything, choices.dtype))

    def class_result(state: State, choices: Choices) -> Array:
        right, everything = several(state, choices)
        return averaged(state, choices, safe_divide(right, everything, choices.dtype))

    key = word.lower().replace("-", "").replace(" ", "_")
    two = Metric(
        key=f"binary_{key}",
        dialect=KEY,
        title=f"Binary {word}",
        name=f"Binary{name}",
        summary=f"The {word} of yes/no answers.",
        task="labels",
        partial=binary_counts,
        finish=binary_result,
        start=lambda choices: {n: np.zeros(1, COUNT) for n in NAMES},
        settings=(*extra, number("threshold", "a score above is yes", 0.5, low=0.0, high=1.0)),
        reads_mask="unknown",
        takes_weights=False,
        notes=logit_notes,
    )
    many = Metric(
        key=f"multiclass_{key}",
        dialect=KEY,
        title=f"Multiclass {word}",
        name=f"Multiclass{name}",
        summary=f"The {word} over classes, by default the mean of the classes' own.",
        task="labels",
        partial=class_counts,
        finish=class_result,
        start=lambda choices: {n: np.zeros(_size(choices), COUNT) for n in NAMES},
        settings=(
            *extra,
            integer("num_classes", "how many classes there are", REQUIRED, low=2),
            choice(
                "average",
                "over the classes",
                "macro",
                ("micro", "macro", "weighted", "none"),
                optional=True,
            ),
        ),
        reads_mask="unknown",
        takes_weights=False,
    )
    return two, many


def _size(choices: Choices) -> int:
    return 1 if choices["average"] == "micro" else int(choices["num_classes"])


_BETA = number("beta", "weight of recall", REQUIRED, above=0.0)
for _pair in (
    pairs("accuracy", "Accuracy", binary_accuracy, class_accuracy),
    pairs("precision", "Precision", precision, precision),
    pairs("recall", "Recall", class_accuracy, class_accuracy),
    pairs("F1 score", "F1Score", f_score, f_score),
    pairs("F-beta score", "FBetaScore", f_score, f_score, _BETA),
):
    for _entry in _pair:
        register(_entry)
