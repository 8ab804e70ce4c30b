"""Keras 3: correlations of each sample's values, averaged over the samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3 import weighing
from lossgui.core.metrics.keras3.weighing import EPSILON
from lossgui.core.metrics.registry import register
from lossgui.core.metrics.settings import integer

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, Metric


def pair(batch: Batch) -> tuple[Array, Array]:
    """Give both tensors in the dtype of y_pred, of one rank and shape."""
    arrays = (array.astype(batch.precision) for array in (batch.y_true, batch.y_pred))
    return weighing.together(*weighing.squeeze_or_expand(*arrays))


def pearson(batch: Batch, choices: Choices) -> Array:
    """Give the mean product of both tensors' standard scores; NaN where one is constant."""
    axis, scores = choices["axis"], []
    for values in pair(batch):
        centred = values - values.mean(axis=axis, keepdims=True)
        scores.append(centred / centred.std(axis=axis, keepdims=True))
    return np.asarray((scores[0] * scores[1]).mean(axis=axis))


def concordance(batch: Batch, choices: Choices) -> Array:
    """Give 2 cov / (var + var + squared difference of the means + 1e-7).

    Keras 3.15.1 takes both deviations in cov from the mean of y_pred; the sum is the same.
    """
    axis, (y_true, y_pred) = choices["axis"], pair(batch)
    centre, predicted = (values.mean(axis=axis, keepdims=True) for values in (y_true, y_pred))
    spread = sum(values.var(axis=axis, keepdims=True) for values in (y_true, y_pred))
    covariance = (y_true - predicted) * (y_pred - predicted)
    norm = spread + np.square(centre - predicted)
    return np.asarray((2 * covariance / (norm + y_pred.dtype.type(EPSILON))).mean(axis=axis))


def correlation(
    key: str, title: str, name: str, summary: str, values: Callable[[Batch, Choices], Array]
) -> Metric:
    """Make the metric that averages a correlation."""
    return weighing.averaging(
        values,
        key=key,
        title=title,
        name=name,
        summary=summary,
        task="regression",
        settings=(integer("axis", "axis along which it is computed", -1),),
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
