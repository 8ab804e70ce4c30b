"""TorchMetrics 1: sums of errors over elements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import choice, flag, integer
from lossgui.core.metrics.torchmetrics1.fitting import KEY, count, pair, raises, single
from lossgui.core.metrics.values import loss_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State
    from lossgui.core.metrics.settings import Setting

_OUTPUTS = integer("num_outputs", "how many columns have a result of their own", 1, low=1)


def catalogue(loss: str) -> Callable[[Array, Array], Array]:
    """Give the elements of a loss of the catalogue."""
    return lambda y_true, y_pred: loss_values(
        loss, "torch-2", y_true, y_pred, y_true.dtype.name, axis=()
    )


def percentage(y_true: Array, y_pred: Array) -> Array:
    """Give abs(e) / max(abs(y), 1.17e-6): shares, not percent."""
    smallest = y_true.dtype.type(1.17e-6)
    return np.asarray(np.abs(y_pred - y_true) / np.maximum(np.abs(y_true), smallest))


def logarithmic(y_true: Array, y_pred: Array) -> Array:
    """Give the squared differences of log(1 + y)."""
    return np.asarray((np.log1p(y_pred) - np.log1p(y_true)) ** 2)


def log_cosh(y_true: Array, y_pred: Array) -> Array:
    """Give log((exp(e) + exp(-e)) / 2), which overflows from e = 89 on in float32."""
    if y_true.ndim > 2:
        raise raises("ValueError", f"LogCoshError wants one or two axes, not {y_true.shape}")
    error = y_pred - y_true
    return np.asarray(np.log((np.exp(error) + np.exp(-error)) / 2))


def log_cosh_columns(entry: Metric) -> Metric:
    """Refuse several columns where one result is wanted, as LogCoshError does."""

    def partial(batch: Batch, choices: Choices) -> State:
        shape = batch.y_pred.shape
        if choices["num_outputs"] == 1 and len(shape) > 1 and shape[1] != 1:
            raise raises("ValueError", f"num_outputs is 1, but y_pred has shape {shape}")
        return entry.partial(batch, choices)

    return replace(entry, partial=partial)


def summed(
    key: str,
    title: str,
    name: str,
    summary: str,
    variable: str,
    elements: Callable[[Array, Array], Array],
    settings: tuple[Setting, ...] = (_OUTPUTS,),
    aliases: tuple[str, ...] = (),
) -> Metric:
    """Make the metric that divides a sum over elements by their number.

    With ``num_outputs`` it keeps one sum for each column, and counts rows.
    """

    def partial(batch: Batch, choices: Choices) -> State:
        y_true, y_pred = pair(batch, choices)
        outputs = choices.values.get("num_outputs", 1)
        if outputs > 1 and y_true.shape[-1:] != (outputs,):
            raise ValueError(
                f"num_outputs is {outputs}, so the last axis must have this length, but y_true has "
                f"shape {y_true.shape}"
            )
        rows = (-1, outputs) if outputs > 1 else (-1, 1)
        found = elements(y_true, y_pred).reshape(rows)
        total = found.sum(axis=0).astype(choices.dtype)
        return {variable: total if "num_outputs" in choices.values else total[0], **_total(found)}

    def finish(state: State, choices: Choices) -> Array:
        mean = state[variable] / state["total"].astype(choices.dtype)
        root = not choices.values.get("squared", True)
        return single(np.sqrt(mean) if root else mean)

    def start(choices: Choices) -> State:
        shape = (choices["num_outputs"],) if "num_outputs" in choices.values else ()
        return {variable: np.zeros(shape, choices.dtype), "total": count(0)}

    return Metric(
        key=key,
        dialect=KEY,
        title=title,
        name=name,
        summary=summary,
        task="regression",
        partial=partial,
        finish=finish,
        start=start,
        settings=settings,
        aliases=aliases,
        reads_mask="unknown",
        takes_weights=False,
    )


def _total(elements: Array) -> State:
    return {"total": count(len(elements))}


_SQUARED = flag("squared", "False takes the root of the mean", default=True)
ENTRIES = (
    summed(
        "mean_squared_error",
        "Mean squared error",
        "MeanSquaredError",
        "The sum of all squared errors by the number of elements.",
        "sum_squared_error",
        catalogue("mean_squared_error"),
        (_SQUARED, _OUTPUTS),
        ("mse",),
    ),
    summed(
        "mean_absolute_error",
        "Mean absolute error",
        "MeanAbsoluteError",
        "The sum of all absolute errors by the number of elements.",
        "sum_abs_error",
        catalogue("mean_absolute_error"),
        aliases=("mae",),
    ),
    summed(
        "mean_squared_logarithmic_error",
        "Mean squared log error",
        "MeanSquaredLogError",
        "The mean squared difference of log(1 + y); NaN below -1.",
        "sum_squared_log_error",
        logarithmic,
        (),
        ("msle", "mean_squared_log_error"),
    ),
    log_cosh_columns(
        summed(
            "log_cosh_error",
            "Log-cosh error",
            "LogCoshError",
            "The mean logarithm of the hyperbolic cosine of the errors; large ones overflow.",
            "sum_log_cosh_error",
            log_cosh,
        )
    ),
)
for _entry in ENTRIES:
    register(_entry)


def _as_float(entry: Metric) -> Metric:
    """Keep the number of elements as a float, as MeanAbsolutePercentageError does."""

    def partial(batch: Batch, choices: Choices) -> State:
        sums = entry.partial(batch, choices)
        return {**sums, "total": sums["total"].astype(choices.dtype)}

    def start(choices: Choices) -> State:
        return {name: value.astype(choices.dtype) for name, value in entry.start(choices).items()}

    return replace(entry, partial=partial, start=start)


register(
    _as_float(
        summed(
            "mean_absolute_percentage_error",
            "Mean absolute percentage error",
            "MeanAbsolutePercentageError",
            "The mean error as a share of the truth, which counts as 1.17e-6 at least.",
            "sum_abs_per_error",
            percentage,
            (),
            ("mape",),
        )
    )
)


def r2_sums(batch: Batch, choices: Choices) -> State:
    """Add up y, y² and e² of each output, and count the samples."""
    y_true, y_pred = pair(batch, choices)
    if y_true.ndim not in (1, 2):
        raise raises("ValueError", f"R2Score wants one or two axes, not the shape {y_true.shape}")
    return {
        "sum_squared_error": np.asarray((y_true * y_true).sum(axis=0)),
        "sum_error": np.asarray(y_true.sum(axis=0)),
        "residual": np.asarray(((y_true - y_pred) ** 2).sum(axis=0)),
        "total": count(len(y_true)),
    }


def r2_result(state: State, choices: Choices) -> Array:
    """Give 1 - residual / spread; 1 where nothing is left, 0 where the truth is constant."""
    if not state or state["total"] < 2:
        raise raises("ValueError", "R2Score needs at least two samples")
    n = state["total"].astype(choices.dtype)
    residual = state["residual"]
    spread = state["sum_squared_error"] - state["sum_error"] * (state["sum_error"] / n)
    wrong, spreads = ~np.isclose(residual, 0, atol=1e-4), ~np.isclose(spread, 0, atol=1e-4)
    score = np.where(wrong & spreads, 1 - residual / spread, np.where(wrong, 0, 1))
    score = score.astype(choices.dtype)
    how = choices["multioutput"]
    if how == "uniform_average":
        score = score.mean()
    elif how == "variance_weighted":
        score = (spread / spread.sum() * score).sum()
    adjusted = choices["adjusted"]
    if adjusted and adjusted < n - 1:
        score = 1 - (1 - score) * (n - 1) / (n - choices.dtype.type(adjusted + 1))
    return np.asarray(score)


register(
    Metric(
        key="r2_score",
        dialect=KEY,
        title="R² score",
        name="R2Score",
        summary="The share of the targets' spread that the predictions explain.",
        task="regression",
        partial=r2_sums,
        finish=r2_result,
        settings=(
            integer("adjusted", "regressors to correct for; 0 corrects nothing", 0, low=0),
            choice(
                "multioutput",
                "over the outputs",
                "uniform_average",
                ("raw_values", "uniform_average", "variance_weighted"),
            ),
        ),
        aliases=("r2",),
        reads_mask="unknown",
        takes_weights=False,
    )
)
