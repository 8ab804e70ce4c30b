"""What the metrics of TorchMetrics have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects.rules import DialectError

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices

KEY = "torchmetrics-1"
COUNT = np.dtype("int64")


def raises(error: str, what: str) -> DialectError:
    """Make the error that says that TorchMetrics itself raises."""
    return DialectError(f"TorchMetrics 1 raises {error} here: {what}")


def same_shape(batch: Batch) -> None:
    """Refuse tensors of different shapes.

    Raises
    ------
    DialectError
        If the shapes differ.
    """
    if batch.y_true.shape != batch.y_pred.shape:
        raise raises(
            "RuntimeError",
            f"y_pred has shape {batch.y_pred.shape} but y_true has shape {batch.y_true.shape}",
        )


def pair(batch: Batch, choices: Choices) -> tuple[Array, Array]:
    """Give both tensors, of one shape, in the metric's dtype."""
    same_shape(batch)
    return batch.y_true.astype(choices.dtype), batch.y_pred.astype(choices.dtype)


def count(number: int) -> Array:
    """Give a number of samples as TorchMetrics keeps it."""
    return np.asarray(number, COUNT)


def single(values: Any) -> Array:
    """Give the number itself where there is one."""
    array = np.asarray(values)
    return array.reshape(()) if array.size == 1 else array


def safe_divide(a: Array, b: Array, dtype: np.dtype[Any]) -> Array:
    """Divide; 0 where the divisor is 0."""
    a, b = np.broadcast_arrays(a.astype(dtype), b.astype(dtype))
    return np.asarray(np.divide(a, b, out=np.zeros_like(a), where=b != 0))
