"""PyTorch Ignite 0.5: errors summed over elements, but divided by the number of examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.dialects.rules import DialectError
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.values import loss_values

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

KEY = "ignite-0.5"
EXAMPLES = "_num_examples"


def errors(
    key: str,
    title: str,
    name: str,
    loss: str,
    variable: str,
    alias: str,
    *,
    root: bool = False,
) -> Metric:
    """Make the metric that divides the sum of all errors by the length of the first axis."""

    def partial(batch: Batch, choices: Choices) -> State:
        y_true, y_pred = (a.astype(choices.dtype) for a in (batch.y_true, batch.y_pred))
        if y_true.size != y_pred.size or not y_true.ndim:
            raise DialectError(
                f"PyTorch Ignite 0.5 raises here: y_true has shape {y_true.shape}, which can't be "
                f"viewed as y_pred's, {y_pred.shape}"
            )
        fitted = y_true.reshape(y_pred.shape)
        found = loss_values(loss, "torch-2", fitted, y_pred, choices.dtype.name, axis=())
        return {variable: np.asarray(found.sum()), EXAMPLES: np.asarray(len(y_true), np.int64)}

    def finish(state: State, choices: Choices) -> Array:
        if state[EXAMPLES] == 0:
            raise ValueError(f"{name} has no result before the first example")
        mean = state[variable].astype(np.float64) / state[EXAMPLES]
        return np.asarray(np.sqrt(mean) if root else mean)

    return Metric(
        key=key,
        dialect=KEY,
        title=title,
        name=name,
        summary=f"The {'root of the ' if root else ''}errors' sum by the number of examples.",
        task="regression",
        partial=partial,
        finish=finish,
        start=lambda c: {variable: np.zeros((), c.dtype), EXAMPLES: np.zeros((), np.int64)},
        aliases=(alias,),
        reads_mask="unknown",
        takes_weights=False,
    )


for _entry in (
    errors(
        "mean_squared_error",
        "Mean squared error",
        "MeanSquaredError",
        "mean_squared_error",
        "_sum_of_squared_errors",
        "mse",
    ),
    errors(
        "root_mean_squared_error",
        "Root mean squared error",
        "RootMeanSquaredError",
        "mean_squared_error",
        "_sum_of_squared_errors",
        "rmse",
        root=True,
    ),
    errors(
        "mean_absolute_error",
        "Mean absolute error",
        "MeanAbsoluteError",
        "mean_absolute_error",
        "_sum_of_absolute_errors",
        "mae",
    ),
):
    register(_entry)
