"""Keras 3: R², from sums that are float32 whatever dtype is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3.weighing import KEY, raises, squeeze_or_expand, stretched, together
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import choice, integer

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

VARIABLE = np.dtype("float32")


def partial(batch: Batch, choices: Choices) -> State:
    """Add up y, y², e² and the weights of each output.

    ``num_samples`` counts elements, not samples, in 3.15.1, and no weights.
    """
    arrays = (array.astype(choices.dtype) for array in (batch.y_true, batch.y_pred))
    y_true, y_pred = squeeze_or_expand(*arrays)
    if y_true.ndim != 2 or y_pred.ndim != 2:
        raise raises(
            "ValueError",
            f"R2Score wants (samples, outputs), but y_true has shape {batch.y_true.shape} and "
            f"y_pred has shape {batch.y_pred.shape}",
        )
    weight = np.ones((), choices.dtype)
    if batch.sample_weight is not None:
        weight = batch.sample_weight.astype(choices.dtype)
    weight = weight[:, None] if weight.ndim == 1 else weight
    weight = stretched("sample_weight", weight, y_true.shape, "y_true")
    together(y_true, y_pred)
    sums = {
        "num_samples": np.asarray(y_true.size),
        "squared_sum": (y_true * (y_true * weight)).sum(axis=0),
        "sum": (y_true * weight).sum(axis=0),
        "residual": ((y_true - y_pred) ** 2 * weight).sum(axis=0),
        "count": weight.sum(axis=0),
    }
    wanted = y_pred.shape[1:]
    for name in ("squared_sum", "residual"):
        if sums[name].shape != wanted:
            raise raises(
                "ValueError",
                f"{name} gets the shape {sums[name].shape}: y_true has shape {y_true.shape} and "
                f"y_pred has shape {y_pred.shape}",
            )
    return {name: np.asarray(value, VARIABLE) for name, value in sums.items()}


def finish(state: State, choices: Choices) -> Array:
    """Give 1 - residual / spread of each output, averaged; an infinite score becomes 0."""
    if "sum" not in state:
        raise ValueError("R2Score has no result before the first batch")
    spread = state["squared_sum"] - state["sum"] * (state["sum"] / state["count"])
    scores = 1 - state["residual"] / spread
    scores = np.where(np.isinf(scores), VARIABLE.type(0), scores)
    how = choices["class_aggregation"]
    if how == "uniform_average":
        scores = scores.mean()
    elif how == "variance_weighted_average":
        scores = (spread * scores).sum() / spread.sum()
    return _adjusted(np.asarray(scores), float(state["num_samples"]), choices["num_regressors"])


def _adjusted(score: Array, samples: float, regressors: int) -> Array:
    """Correct for the number of regressors, if there are fewer of them than samples - 1."""
    if regressors == 0 or regressors >= samples - 1:
        return score
    n, p = VARIABLE.type(samples), VARIABLE.type(regressors)
    return np.asarray(1 - (1 - score) * (n - 1) / (n - p - 1))


def notes(batch: Batch, choices: Choices) -> tuple[str, ...]:
    """Say what an adjusted score counts."""
    if not choices["num_regressors"] or batch.y_true.ndim < 2 or batch.y_true.shape[-1] == 1:
        return ()
    said = (
        "Keras 3.15.1 counts every element as a sample, so with several outputs the adjusted score "
        "is corrected too little."
    )
    return (said,)


register(
    Metric(
        key="r2_score",
        dialect=KEY,
        title="R² score",
        name="R2Score",
        summary="The share of the targets' spread that the predictions explain.",
        task="regression",
        partial=partial,
        finish=finish,
        start=lambda choices: {"num_samples": np.zeros((), VARIABLE)},
        settings=(
            choice(
                "class_aggregation",
                "over the outputs",
                "uniform_average",
                ("uniform_average", "variance_weighted_average"),
                optional=True,
            ),
            integer("num_regressors", "regressors to correct for; 0 corrects nothing", 0, low=0),
        ),
        aliases=("r2",),
        notes=notes,
    )
)
