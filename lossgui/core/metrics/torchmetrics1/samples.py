"""TorchMetrics 1: means of values, divergences, cosines, and exact curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics import ranking
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import choice, flag
from lossgui.core.metrics.torchmetrics1.fitting import KEY, count, pair, raises

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State


def values_and_weights(batch: Batch, choices: Choices) -> tuple[Array, Array]:
    """Give values and weights without those that are NaN, as MeanMetric and SumMetric do."""
    values = batch.y_true.astype(choices.dtype)
    given = np.ones((), choices.dtype) if batch.sample_weight is None else batch.sample_weight
    try:
        weights = np.broadcast_to(given.astype(choices.dtype), values.shape)
    except ValueError:
        raise raises(
            "RuntimeError",
            f"sample_weight has shape {given.shape} but the values have shape {values.shape}",
        ) from None
    keeps = ~(np.isnan(values) | np.isnan(weights))
    return values[keeps], weights[keeps]


def value_mean(batch: Batch, choices: Choices) -> State:
    """Add up weighted values and weights."""
    values, weights = values_and_weights(batch, choices)
    return {
        "mean_value": np.asarray((values * weights).sum(), choices.dtype),
        "weight": np.asarray(weights.sum(), choices.dtype),
    }


def value_sum(batch: Batch, choices: Choices) -> State:
    """Add up values."""
    values, _ = values_and_weights(batch, choices)
    return {"sum_value": np.asarray(values.sum(), choices.dtype)}


def nan_notes(batch: Batch, choices: Choices) -> tuple[str, ...]:
    """Say that NaN is left out."""
    if not np.isnan(batch.y_true).any():
        return ()
    return ("TorchMetrics leaves values that are NaN out, with a warning.",)


def divergences(batch: Batch, choices: Choices) -> State:
    """Add up Σ p log(p / q) of each row, both normalised; with `log_prob` both are logarithms."""
    p, q = pair(batch, choices)
    if p.ndim != 2:
        raise raises("ValueError", f"KLDivergence wants (samples, classes), not {p.shape}")
    if choices["log_prob"]:
        measures = (np.exp(p) * (p - q)).sum(axis=-1)
    else:
        p, q = (values / values.sum(axis=-1, keepdims=True) for values in (p, q))
        measures = np.where(p == 0, 0, p * np.log(p / q)).sum(axis=-1)
    return {"measures": np.asarray(measures.sum(), choices.dtype), "total": count(len(p))}


def divergence(state: State, choices: Choices) -> Array:
    """Give the sum, or the mean over the rows."""
    if choices["reduction"] == "sum":
        return state["measures"]
    return np.asarray(state["measures"] / state["total"].astype(choices.dtype))


def vectors(batch: Batch, choices: Choices) -> State:
    """Keep the vectors themselves, in float32 at all times."""
    y_true, y_pred = pair(batch, choices)
    if y_true.ndim != 2:
        raise raises("ValueError", f"CosineSimilarity wants (samples, values), not {y_true.shape}")
    return {"preds": y_pred.astype(np.float32), "target": y_true.astype(np.float32)}


def cosine(state: State, choices: Choices) -> Array:
    """Give the sum (the default), the mean or each row's cosine; NaN for a vector of zeros."""
    if not state:
        raise ValueError("CosineSimilarity has no result before the first batch")
    a, b = state["preds"], state["target"]
    lengths = np.sqrt((a * a).sum(axis=-1)) * np.sqrt((b * b).sum(axis=-1))
    similarity = (a * b).sum(axis=-1) / lengths
    how = choices["reduction"]
    return np.asarray(
        {"sum": similarity.sum, "mean": similarity.mean}.get(how, lambda: similarity)()
    )


def checked_scores(batch: Batch, choices: Choices) -> State:
    """Do as `scores` after the checks that TorchMetrics makes for a precision-recall curve."""
    pair(batch, choices)
    if batch.y_pred.dtype.kind != "f" or batch.y_true.dtype.kind == "f":
        raise raises("ValueError", "it wants scores that are floats, and labels that are integers")
    if np.any((batch.y_true != 0) & (batch.y_true != 1)):
        raise raises("RuntimeError", "y_true must hold 0 and 1")
    return scores(batch, choices)


def scores(batch: Batch, choices: Choices) -> State:
    """Keep scores and labels; scores outside 0 .. 1 are taken for logits, batch by batch.

    BinaryAUROC 1.9.0 checks neither shapes nor labels: every label but 1 is no case.

    Raises
    ------
    ValueError
        If there are more labels than scores or fewer, from which it makes meaningless numbers.
    """
    y_pred, y_true = batch.y_pred.reshape(-1).astype(choices.dtype), batch.y_true.reshape(-1)
    if y_pred.size != y_true.size:
        raise ValueError(
            f"y_true has {y_true.size} labels but y_pred has {y_pred.size} scores: TorchMetrics 1 "
            "does not check this, and its result would mean nothing"
        )
    if np.any((y_pred < 0) | (y_pred > 1)):
        y_pred = 1 / (1 + np.exp(-y_pred))
    whole = y_true.dtype.kind != "f"
    return {"preds": y_pred, "target": y_true.astype(np.int64 if whole else choices.dtype)}


def exact(
    key: str,
    title: str,
    name: str,
    summary: str,
    partial: Callable[[Batch, Choices], State],
    area: Callable[[Array, Array, Array], float],
) -> Metric:
    """Make the metric that keeps every score and forms an exact curve."""

    def finish(state: State, choices: Choices) -> Array:
        if not state or not len(state["preds"]):
            raise ValueError(f"{name} has no result before the first batch")
        label = (state["target"] == 1).astype(np.float64)
        score = state["preds"].astype(np.float64)
        return np.asarray(area(label, score, np.ones(len(score))), np.float32)

    return Metric(
        key=key,
        dialect=KEY,
        title=title,
        name=name,
        summary=summary,
        task="labels",
        partial=partial,
        finish=finish,
        joined=("preds", "target"),
        reads_mask="unknown",
        takes_weights=False,
    )


ENTRIES = (
    Metric(
        key="mean",
        dialect=KEY,
        title="Mean",
        name="MeanMetric",
        summary="The mean of values by weight; every value counts, NaN is left out.",
        task="values",
        partial=value_mean,
        finish=lambda state, choices: state["mean_value"] / state["weight"],
        start=lambda c: {"mean_value": np.zeros((), c.dtype), "weight": np.zeros((), c.dtype)},
        arguments=("values",),
        reads_mask="unknown",
        notes=nan_notes,
    ),
    Metric(
        key="sum",
        dialect=KEY,
        title="Sum",
        name="SumMetric",
        summary="The sum of values; NaN is left out.",
        task="values",
        partial=value_sum,
        finish=lambda state, choices: state["sum_value"],
        start=lambda c: {"sum_value": np.zeros((), c.dtype)},
        arguments=("values",),
        reads_mask="unknown",
        takes_weights=False,
        notes=nan_notes,
    ),
    Metric(
        key="kl_divergence",
        dialect=KEY,
        title="Kullback-Leibler divergence",
        name="KLDivergence",
        summary="The mean divergence of y_true from y_pred, both normalised row by row.",
        task="probabilities",
        partial=divergences,
        finish=divergence,
        start=lambda c: {"measures": np.zeros((), c.dtype), "total": count(0)},
        settings=(
            flag("log_prob", "both tensors are logarithms", default=False),
            choice("reduction", "over the rows", "mean", ("mean", "sum")),
        ),
        reads_mask="unknown",
        takes_weights=False,
    ),
    Metric(
        key="cosine_similarity",
        dialect=KEY,
        title="Cosine similarity",
        name="CosineSimilarity",
        summary="The sum of the samples' cosines; `reduction` can make it their mean.",
        task="regression",
        partial=vectors,
        finish=cosine,
        settings=(choice("reduction", "over the rows", "sum", ("sum", "mean", "none")),),
        joined=("preds", "target"),
        reads_mask="unknown",
        takes_weights=False,
    ),
    exact(
        "auc",
        "Area under the ROC curve",
        "BinaryAUROC",
        "The exact area under the ROC curve, over every score that occurs.",
        scores,
        ranking.roc_area,
    ),
    exact(
        "average_precision",
        "Average precision",
        "BinaryAveragePrecision",
        "The mean precision at the true cases, over every score that occurs.",
        checked_scores,
        ranking.average_precision,
    ),
)
for _entry in ENTRIES:
    register(_entry)
