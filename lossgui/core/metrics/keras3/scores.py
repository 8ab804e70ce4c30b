"""Keras 3: F-scores, which weigh precision against recall class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3.weighing import EPSILON, KEY, raises
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import choice, number

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

TP, FP, FN, CASES = "true_positives", "false_positives", "false_negatives", "intermediate_weights"


def chosen_classes(y_pred: Array, threshold: float | None) -> Array:
    """Give 1 for each class that a row says yes to, else 0.

    Without a threshold these are the row's highest predictions, unless they are 0.
    """
    if threshold is not None:
        return np.asarray(y_pred > y_pred.dtype.type(threshold))
    highest = y_pred.max(axis=-1, keepdims=True)
    return np.asarray((y_pred >= highest) & (np.abs(y_pred) > 1e-9))


def partial(batch: Batch, choices: Choices) -> State:
    """Add up hits, false alarms, misses and cases, for each class unless the average is micro."""
    shapes = f"y_true has shape {batch.y_true.shape} and y_pred has shape {batch.y_pred.shape}"
    if batch.y_true.ndim != 2 or batch.y_pred.ndim != 2:
        raise raises("ValueError", f"F-scores want (samples, classes), but {shapes}")
    kind = choices.dtype
    y_true = batch.y_true.astype(kind)
    yes = chosen_classes(batch.y_pred.astype(kind), choices["threshold"]).astype(kind)
    weight = _column(batch, choices)
    try:
        parts = {TP: yes * y_true, FP: yes * (1 - y_true), FN: (1 - yes) * y_true, CASES: y_true}
        weighed = {name: part * weight for name, part in parts.items()}
    except ValueError:
        raise raises("InvalidArgumentError", f"{shapes}, {_weight_shape(batch)}") from None
    micro = choices["average"] == "micro"
    sums = {name: part.sum(axis=None if micro else 0) for name, part in weighed.items()}
    shape = () if micro else batch.y_pred.shape[1:]
    for name, total in sums.items():
        if total.shape != shape:
            raise raises("ValueError", f"{name} gets the shape {total.shape}: {shapes}")
    return {name: np.asarray(total, kind) for name, total in sums.items()}


def _column(batch: Batch, choices: Choices) -> Array:
    if batch.sample_weight is None:
        return np.ones((1, 1), choices.dtype)
    if not batch.sample_weight.ndim:
        raise raises("InvalidArgumentError", "sample_weight must have one weight per sample")
    return np.expand_dims(batch.sample_weight.astype(choices.dtype), 1)


def _weight_shape(batch: Batch) -> str:
    shape = None if batch.sample_weight is None else batch.sample_weight.shape
    return f"sample_weight has shape {shape}"


def finish(state: State, choices: Choices) -> Array:
    """Form the score of each class, 1e-7 added to every divisor, and average as chosen."""
    if TP not in state:
        raise ValueError("an F-score has no result before the first batch")
    kind = choices.dtype.type
    tiny, beta = kind(EPSILON), kind(choices.values.get("beta", 1.0) ** 2)
    precision = state[TP] / (state[TP] + state[FP] + tiny)
    recall = state[TP] / (state[TP] + state[FN] + tiny)
    score = precision * recall / (beta * precision + recall + tiny) * (kind(1) + beta)
    if choices["average"] == "weighted":
        return np.asarray((score * (state[CASES] / (state[CASES].sum() + tiny))).sum())
    return np.asarray(score if choices["average"] is None else score.mean())


_AVERAGE = choice(
    "average",
    "over the classes; None gives each class' score",
    None,
    ("micro", "macro", "weighted"),
)
_THRESHOLD = number(
    "threshold",
    "a prediction above is yes; None takes each row's highest",
    None,
    low=0.0,
    high=1.0,
    optional=True,
)

register(
    Metric(
        key="fbeta_score",
        dialect=KEY,
        title="F-beta score",
        name="FBetaScore",
        summary="The harmonic mean of precision and recall, with recall beta times as important.",
        task="labels",
        partial=partial,
        finish=finish,
        settings=(_AVERAGE, number("beta", "weight of recall", 1.0, above=0.0), _THRESHOLD),
    )
)
register(
    Metric(
        key="f1_score",
        dialect=KEY,
        title="F1 score",
        name="F1Score",
        summary="The harmonic mean of precision and recall.",
        task="labels",
        partial=partial,
        finish=finish,
        settings=(_AVERAGE, _THRESHOLD),
        aliases=("f1",),
    )
)
