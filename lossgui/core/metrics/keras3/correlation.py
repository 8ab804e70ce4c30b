"""Keras 3: correlations of each sample's values, averaged over the samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3 import weighing
from lossgui.core.metrics.keras3.weighing import EPSILON, KEY
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import integer

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State


def pair(batch: Batch) -> tuple[Array, Array]:
    """Give both tensors in the dtype of y_pred, of one rank and shape."""
    arrays = (array.astype(batch.precision) for array in (batch.y_true, batch.y_pred))
    return weighing.together(*weighing.squeeze_or_expand(*arrays))


def pearson(batch: Batch, axis: int) -> Array:
    """Give the mean product of both tensors' standard scores; NaN where one is constant."""
    scores = []
    for values in pair(batch):
        centred = values - values.mean(axis=axis, keepdims=True)
        scores.append(centred / centred.std(axis=axis, keepdims=True))
    return np.asarray((scores[0] * scores[1]).mean(axis=axis))


def concordance(batch: Batch, axis: int) -> Array:
    """Give 2 cov / (var + var + squared difference of the means + 1e-7).

    Keras 3.15.1 takes both deviations in cov from the mean of y_pred; the sum is the same.
    """
    y_true, y_pred = pair(batch)
    centre, predicted = (values.mean(axis=axis, keepdims=True) for values in (y_true, y_pred))
    spread = sum(values.var(axis=axis, keepdims=True) for values in (y_true, y_pred))
    covariance = (y_true - predicted) * (y_pred - predicted)
    norm = spread + np.square(centre - predicted)
    return np.asarray((2 * covariance / (norm + y_pred.dtype.type(EPSILON))).mean(axis=axis))


def correlation(
    key: str, title: str, name: str, summary: str, values: Callable[[Batch, int], Array]
) -> Metric:
    """Make the metric that averages a correlation."""

    def partial(batch: Batch, choices: Choices) -> State:
        weight = weighing.masked_weight(batch.sample_weight, batch.keeps, choices.dtype)
        return weighing.mean_sums(values(batch, choices["axis"]), weight, choices.dtype)

    return Metric(
        key=key,
        dialect=KEY,
        title=title,
        name=name,
        summary=summary,
        task="regression",
        partial=partial,
        finish=weighing.mean_result,
        start=weighing.mean_start,
        settings=(integer("axis", "axis along which it is computed", -1),),
        reads_mask="weights",
    )


register(
    correlation(
        "pearson_correlation",
        "Pearson correlation",
        "PearsonCorrelation",
        "The mean of the samples' linear correlations.",
        pearson,
    )
)
register(
    correlation(
        "concordance_correlation",
        "Concordance correlation",
        "ConcordanceCorrelation",
        "The mean of the samples' agreements with the line y = x.",
        concordance,
    )
)
