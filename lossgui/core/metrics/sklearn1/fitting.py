"""What the metrics of scikit-learn have in common: their checks, and kept samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.dialects.rules import DialectError

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

KEY = "sklearn-1"
KEPT = ("y_true", "y_pred", "sample_weight")


def raises(error: str, what: str) -> DialectError:
    """Make the error that says that scikit-learn itself raises."""
    return DialectError(f"scikit-learn 1 raises {error} here: {what}")


def weights(batch: Batch) -> Array:
    """Give one weight per sample, 1 where none are given.

    Raises
    ------
    DialectError
        If they are not (n,), or not finite.
    """
    samples = len(batch.y_true) if batch.y_true.ndim else 0
    if batch.sample_weight is None:
        return np.ones(samples)
    given = batch.sample_weight.astype(np.float64)
    given = np.full(samples, given) if not given.ndim else given
    if given.shape != (samples,):
        raise raises(
            "ValueError",
            f"sample_weight has shape {given.shape} but there are {samples} samples",
        )
    check_finite("sample_weight", given)
    return given


def check_finite(name: str, array: Array) -> None:
    """Refuse NaN and infinity.

    Raises
    ------
    DialectError
        If there is any.
    """
    if not np.isfinite(array).all():
        raise raises("ValueError", f"{name} holds NaN or infinity")


def column(name: str, array: Array) -> Array:
    """Give (n,) of (n,) or (n, 1).

    Raises
    ------
    DialectError
        If there are no samples, or other axes.
    ValueError
        If there are several columns, whose averages scikit-learn has but this metric has not.
    """
    flat = array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array
    if flat.ndim == 2:
        raise ValueError(f"{name} of shape {array.shape} has several columns: give one of them")
    if flat.ndim != 1 or not flat.size:
        raise raises("ValueError", f"{name} must have one axis of samples, not {array.shape}")
    check_finite(name, flat)
    return flat


def outputs(batch: Batch, choices: Choices) -> tuple[Array, Array]:
    """Give both tensors as (n, outputs), of one shape, in the metric's dtype.

    Raises
    ------
    DialectError
        If scikit-learn refuses them.
    """
    found = []
    for name, array in (("y_true", batch.y_true), ("y_pred", batch.y_pred)):
        if array.ndim not in (1, 2) or not array.size:
            raise raises(
                "ValueError", f"{name} must be (n,) or (n, outputs), not of shape {array.shape}"
            )
        check_finite(name, array)
        found.append(array.reshape(len(array), -1).astype(choices.dtype))
    if found[0].shape != found[1].shape:
        raise raises(
            "ValueError",
            f"y_true has shape {batch.y_true.shape} but y_pred has shape {batch.y_pred.shape}",
        )
    return found[0], found[1]


def kept(state: State) -> tuple[Array, Array, Array]:
    """Give the samples that were kept.

    Raises
    ------
    ValueError
        If there are none yet.
    """
    if not state or not len(state["y_true"]):
        raise ValueError("the metric has no result before the first batch")
    return state["y_true"], state["y_pred"], state["sample_weight"]
