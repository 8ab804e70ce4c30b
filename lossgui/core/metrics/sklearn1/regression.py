"""scikit-learn 1: errors averaged over the samples first, then over the outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import choice
from lossgui.core.metrics.sklearn1.fitting import KEPT, KEY, kept, outputs, raises, weights
from lossgui.core.metrics.values import loss_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

SUM, WEIGHT = "weighted_sum", "weight"


def catalogue(loss: str) -> Callable[[Array, Array], Array]:
    """Give the elements of a loss of the catalogue."""
    return lambda y_true, y_pred: loss_values(loss, KEY, y_true, y_pred, y_true.dtype.name, axis=())


def percentage(y_true: Array, y_pred: Array) -> Array:
    """Give abs(e) / max(abs(y), 2.2e-16): shares, and 4.5e15 for an error of 1 at a truth of 0."""
    smallest = y_true.dtype.type(np.finfo(np.float64).eps)
    return np.asarray(np.abs(y_pred - y_true) / np.maximum(np.abs(y_true), smallest))


def logarithmic(y_true: Array, y_pred: Array) -> Array:
    """Give the squared differences of log(1 + y)."""
    if np.any(y_true <= -1) or np.any(y_pred <= -1):
        raise raises("ValueError", "mean_squared_log_error wants values above -1")
    return np.asarray((np.log1p(y_true) - np.log1p(y_pred)) ** 2)


def averaged(
    key: str,
    title: str,
    name: str,
    summary: str,
    elements: Callable[[Array, Array], Array],
    alias: str,
    *,
    root: bool = False,
) -> Metric:
    """Make the metric that keeps each output's weighted sum and the sum of the weights."""

    def partial(batch: Batch, choices: Choices) -> State:
        y_true, y_pred = outputs(batch, choices)
        weight = weights(batch).astype(choices.dtype)
        found = elements(y_true, y_pred) * weight[:, None]
        return {SUM: np.asarray(found.sum(axis=0)), WEIGHT: np.asarray(weight.sum())}

    def finish(state: State, choices: Choices) -> Array:
        if not state:
            raise ValueError(f"{name} has no result before the first batch")
        if state[WEIGHT] == 0:
            raise raises("ZeroDivisionError", "the weights sum up to 0")
        average = state[SUM] / state[WEIGHT]
        average = np.sqrt(average) if root else average
        return np.asarray(average if choices["multioutput"] == "raw_values" else average.mean())

    return Metric(
        key=key,
        dialect=KEY,
        title=title,
        name=name,
        summary=summary,
        task="regression",
        partial=partial,
        finish=finish,
        settings=(
            choice(
                "multioutput",
                "over the outputs",
                "uniform_average",
                ("raw_values", "uniform_average"),
            ),
        ),
        aliases=(alias,),
        reads_mask="unknown",
    )


ENTRIES = (
    averaged(
        "mean_squared_error",
        "Mean squared error",
        "mean_squared_error",
        "The mean over the outputs of their mean squared errors.",
        catalogue("mean_squared_error"),
        "mse",
    ),
    averaged(
        "root_mean_squared_error",
        "Root mean squared error",
        "root_mean_squared_error",
        "The mean over the outputs of their own roots, not the root of the whole.",
        catalogue("mean_squared_error"),
        "rmse",
        root=True,
    ),
    averaged(
        "mean_absolute_error",
        "Mean absolute error",
        "mean_absolute_error",
        "The mean over the outputs of their mean absolute errors.",
        catalogue("mean_absolute_error"),
        "mae",
    ),
    averaged(
        "mean_absolute_percentage_error",
        "Mean absolute percentage error",
        "mean_absolute_percentage_error",
        "The mean error as a share of the truth, which counts as 2.2e-16 at least.",
        percentage,
        "mape",
    ),
    averaged(
        "mean_squared_logarithmic_error",
        "Mean squared log error",
        "mean_squared_log_error",
        "The mean squared difference of log(1 + y).",
        logarithmic,
        "msle",
    ),
)
for _entry in ENTRIES:
    register(_entry)


def keep(batch: Batch, choices: Choices) -> State:
    """Keep the samples: scikit-learn takes the mean first and the deviations from it after."""
    y_true, y_pred = outputs(batch, choices)
    return dict(zip(KEPT, (y_true, y_pred, weights(batch).astype(choices.dtype)), strict=True))


def r2_result(state: State, choices: Choices) -> Array:
    """Give 1 - residual / spread; 1 where both are 0, 0 where the spread alone is.

    NaN with less than two samples.
    """
    y_true, y_pred, weight = kept(state)
    if len(y_true) < 2:
        return np.asarray(np.nan)
    weight = weight[:, None]
    centre = (weight * y_true).sum(axis=0) / weight.sum()
    residual = (weight * (y_true - y_pred) ** 2).sum(axis=0)
    spread = (weight * (y_true - centre) ** 2).sum(axis=0)
    score = np.where(residual == 0, 1.0, np.where(spread == 0, 0.0, 1 - residual / spread))
    how = choices["multioutput"]
    if how == "raw_values":
        return np.asarray(score)
    if how == "uniform_average" or not spread.any():
        return np.asarray(score.mean())
    return np.asarray((score * spread).sum() / spread.sum())


register(
    Metric(
        key="r2_score",
        dialect=KEY,
        title="R² score",
        name="r2_score",
        summary="The share of the targets' spread that the predictions explain.",
        task="regression",
        partial=keep,
        finish=r2_result,
        settings=(
            choice(
                "multioutput",
                "over the outputs",
                "uniform_average",
                ("raw_values", "uniform_average", "variance_weighted"),
            ),
        ),
        aliases=("r2",),
        joined=KEPT,
        reads_mask="unknown",
    )
)
