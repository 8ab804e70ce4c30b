"""tf.keras 2.15: means, where they differ from Keras 3's.

The count is that of values, not of samples. Everything is computed in the metric's dtype.
`compile` hands the mask of y_pred to every metric as weights (engine/compile_utils.py), so all of
them read it; labels that `ignore_class` leaves out are not counted either.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects.rules import DialectError
from lossgui.core.metrics.keras3 import accuracy, losses, means, weighing
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.values import loss_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.keras3.losses import Wrapped
    from lossgui.core.metrics.registry import Choices, State

KEY = "tf.keras-2.15"


def raises(error: str, what: str) -> DialectError:
    """Make the error that says that tf.keras itself raises."""
    return DialectError(f"tf.keras 2.15 raises {error} here: {what}")


def line_up(weight: Array, rank: int) -> Array:
    """Squeeze or expand weights whose rank differs by 1 from what they weigh; not a single weight.

    Raises
    ------
    DialectError
        If an axis would be squeezed that has another length than 1.
    """
    if weight.ndim and weight.ndim == rank + 1:
        if weight.shape[-1] != 1:
            raise raises(
                "InvalidArgumentError", f"the last axis of sample_weight {weight.shape} is not 1"
            )
        return weight[..., 0]
    return weight[..., None] if weight.ndim and weight.ndim == rank - 1 else weight


def masked(batch: Batch, dtype: np.dtype[Any]) -> Array | None:
    """Make one weight of sample_weight and the mask."""
    weight = None if batch.sample_weight is None else batch.sample_weight.astype(dtype)
    return both(batch.keeps, weight, dtype)


def both(keeps: Array | None, weight: Array | None, dtype: np.dtype[Any]) -> Array | None:
    """Multiply weights with a mask, lined up with it."""
    if keeps is None or weight is None:
        return weight if keeps is None else keeps.astype(dtype)
    weight = line_up(weight, keeps.ndim)
    try:
        return np.asarray(weight * keeps.astype(dtype))
    except ValueError:
        raise raises(
            "InvalidArgumentError",
            f"sample_weight has shape {weight.shape} but the mask has shape {keeps.shape}",
        ) from None


def mean_sums(values: Array, weight: Array | None, dtype: np.dtype[Any]) -> State:
    """Give what tf.keras' Mean adds to ``total`` and ``count`` (metrics/base_metric.py, Reduce).

    Without weights every value counts 1. Weights that can't be broadcast weigh means over the axes
    that they do not have.
    """
    values, weight = weighed(values.astype(dtype), weight, weighing.mean)
    count = np.asarray(dtype.type(values.size) if weight is None else weight.sum(), dtype)
    return {"total": np.asarray(values.sum(), dtype), "count": count}


def weighed(
    values: Array, weight: Array | None, reduce: Callable[[Array, tuple[int, ...]], Array]
) -> tuple[Array, Array | None]:
    """Multiply values with weights; reduce values first where the weights have fewer axes."""
    if weight is None:
        return values, None
    weight = line_up(weight.astype(values.dtype), values.ndim)
    fits = weight.ndim in (0, values.ndim) and all(
        a in (1, b) for a, b in zip(weight.shape, values.shape, strict=weight.ndim > 0)
    )
    if fits:
        weight = np.broadcast_to(weight, values.shape)
    else:
        values = reduce(values, tuple(range(weight.ndim, values.ndim)))
    try:
        return np.asarray(values * weight), weight
    except ValueError:
        raise raises(
            "InvalidArgumentError",
            f"sample_weight has shape {weight.shape} but what it weighs has shape {values.shape}",
        ) from None


def cast(batch: Batch, dtype: np.dtype[Any]) -> Batch:
    """Bring both tensors to the metric's dtype and, by dropping a last axis of 1, to one rank."""
    y_true, y_pred = (array.astype(dtype) for array in (batch.y_true, batch.y_pred))
    if y_true.ndim == y_pred.ndim + 1 and y_true.shape[-1] == 1:
        y_true = y_true[..., 0]
    elif y_pred.ndim == y_true.ndim + 1 and y_pred.shape[-1] == 1:
        y_pred = y_pred[..., 0]
    return replace(batch, y_true=y_true, y_pred=y_pred, precision=dtype.name)


def different(batch: Batch) -> str:
    """Say that the shapes differ."""
    return f"y_true has shape {batch.y_true.shape} but y_pred has shape {batch.y_pred.shape}"


def mean_of(values: Callable[[Batch, Choices], Array]) -> Callable[[Batch, Choices], State]:
    """Make the partial sums of what a function gives for each sample."""

    def partial(batch: Batch, choices: Choices) -> State:
        found = values(cast(batch, choices.dtype), choices)
        weight = masked(batch, choices.dtype)
        ignored = choices.values.get("ignore_class")
        if ignored is not None:
            weight = both(np.reshape(batch.y_true != ignored, found.shape), weight, choices.dtype)
        return mean_sums(found, weight, choices.dtype)

    return partial


def loss_of(item: Wrapped) -> Callable[[Batch, Choices], Array]:
    """Give the function that computes a loss' values, in the dialect's own version of the loss."""

    def values(batch: Batch, choices: Choices) -> Array:
        if item.fit == "classes" and (wrong := losses.label_out_of_range(batch, choices)):
            raise raises("InvalidArgumentError", wrong)
        if item.loss == "categorical_crossentropy" and batch.y_true.shape != batch.y_pred.shape:
            raise raises("ValueError", different(batch))
        chosen = {name: value for name, value in choices.values.items() if value is not None}
        name = choices.dtype.name
        found = loss_values(item.loss, KEY, batch.y_true, batch.y_pred, name, **chosen)
        return np.asarray(item.sign * found)

    return values


def squared_errors(batch: Batch, choices: Choices) -> Array:
    """Give the squared errors of the elements."""
    name = choices.dtype.name
    return loss_values("mean_squared_error", KEY, batch.y_true, batch.y_pred, name, axis=())


def value_mean(batch: Batch, choices: Choices) -> State:
    """Average values."""
    return mean_sums(batch.y_true, masked(batch, choices.dtype), choices.dtype)


def value_sum(batch: Batch, choices: Choices) -> State:
    """Add values up."""
    values = batch.y_true.astype(choices.dtype)
    values, _ = weighed(values, masked(batch, choices.dtype), weighing.total)
    return {"total": np.asarray(values.sum(), choices.dtype)}


def equal(batch: Batch, choices: Choices) -> Array:
    """Compare element by element; never broadcast."""
    if batch.y_true.shape != batch.y_pred.shape:
        raise raises("ValueError", different(batch))
    return accuracy.equal(batch, choices)


def sparse(batch: Batch, choices: Choices) -> Array:
    """Compare class numbers; labels of y_pred's rank must have a last axis of length 1."""
    y_true = batch.y_true
    if y_true.ndim == batch.y_pred.ndim and y_true.shape[-1:] != (1,):
        raise raises("InvalidArgumentError", f"the last axis of y_true {y_true.shape} is not 1")
    return accuracy.sparse(batch, choices)


def like_keras_3(entry: Metric, partial: Callable[[Batch, Choices], State]) -> Metric:
    """Take over Keras 3's entry, with partial sums of tf.keras."""
    return replace(
        entry,
        dialect=KEY,
        partial=partial,
        reads_mask="weights",
        notes=lambda batch, choices: (),
    )


_MEANS = {
    "mean": value_mean,
    "sum": value_sum,
    "root_mean_squared_error": mean_of(squared_errors),
}
_RIGHT = {
    "accuracy": equal,
    "binary_accuracy": accuracy.binary,
    "categorical_accuracy": accuracy.categorical,
    "sparse_categorical_accuracy": sparse,
}
for _entry in means.ENTRIES:
    register(like_keras_3(_entry, _MEANS[_entry.key]))
for _item in losses.WRAPPED:
    if _item.loss in losses.ENTRIES:
        register(like_keras_3(losses.ENTRIES[_item.loss], mean_of(loss_of(_item))))
for _entry in accuracy.ENTRIES:
    if _entry.key in _RIGHT:
        register(like_keras_3(_entry, mean_of(_RIGHT[_entry.key])))
