"""Keras 3: the mean and the sum of values, and the root of a mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3 import weighing
from lossgui.core.metrics.keras3.weighing import KEY
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.values import loss_values

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Batch
    from lossgui.core.metrics.registry import Choices, State


def value_mean(batch: Batch, choices: Choices) -> State:
    """Add the values; a mask counts only where there are weights."""
    weight = batch.sample_weight
    if weight is not None:
        weight = weighing.masked_weight(weight, batch.keeps, choices.dtype)
    return weighing.mean_sums(batch.y_true, weight, choices.dtype)


def value_sum(batch: Batch, choices: Choices) -> State:
    """Add the values up, by weight."""
    weight = batch.sample_weight
    if weight is not None:
        weight = weighing.masked_weight(weight, batch.keeps, choices.dtype)
    samples, _ = weighing.samplewise(batch.y_true, weight, choices.dtype, weighing.total)
    return {"total": np.asarray(weighing.add_up(samples), choices.dtype)}


def squared_errors(batch: Batch, choices: Choices) -> State:
    """Add the squared errors of the elements; the root waits for the result."""
    y_true, y_pred = (array.astype(choices.dtype) for array in (batch.y_true, batch.y_pred))
    name = choices.dtype.name
    errors = loss_values("mean_squared_error", KEY, y_true, y_pred, name, axis=())
    return weighing.mean_sums(errors, batch.sample_weight, choices.dtype)


ENTRIES = (
    Metric(
        key="mean",
        dialect=KEY,
        title="Mean",
        name="Mean",
        summary="The weighted mean of values; a sample counts once, however many values it has.",
        task="values",
        partial=value_mean,
        finish=weighing.mean_result,
        start=weighing.mean_start,
        arguments=("values",),
        reads_mask="with weights",
    ),
    Metric(
        key="sum",
        dialect=KEY,
        title="Sum",
        name="Sum",
        summary="The weighted sum of values.",
        task="values",
        partial=value_sum,
        finish=lambda state, choices: state["total"],
        start=lambda choices: {"total": np.zeros((), choices.dtype)},
        arguments=("values",),
        reads_mask="with weights",
    ),
    Metric(
        key="root_mean_squared_error",
        dialect=KEY,
        title="Root mean squared error",
        name="RootMeanSquaredError",
        summary="The root of the mean of all squared errors so far, never a mean of roots.",
        task="regression",
        partial=squared_errors,
        finish=lambda state, choices: np.sqrt(weighing.mean_result(state, choices)),
        start=weighing.mean_start,
        aliases=("rmse",),
        notes=lambda batch, choices: weighing.shape_notes(batch, "squeeze"),
    ),
)
for _entry in ENTRIES:
    register(_entry)
