"""How Keras 3 brings values, weights and masks together, and adds them up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects.rules import DialectError
from lossgui.core.metrics.registry import Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

KEY = "keras-3"
EPSILON = 1e-7

Reduce = "Callable[[Array, tuple[int, ...]], Array]"


def squeeze_or_expand(a: Array, b: Array, *, expand_rank_1: bool = True) -> tuple[Array, Array]:
    """Bring two arrays to one rank if the ranks differ by 1 and a last axis has length 1.

    As keras/src/losses/loss.py does it; `dialects.keras3.squeeze_or_expand` does it to a graph.
    """
    if a.ndim == b.ndim + 1 and a.shape[-1] == 1:
        return (a, b[..., None]) if b.ndim == 1 and expand_rank_1 else (a[..., 0], b)
    if b.ndim == a.ndim + 1 and b.shape[-1] == 1:
        return (a[..., None], b) if a.ndim == 1 and expand_rank_1 else (a, b[..., 0])
    return a, b


def raises(error: str, what: str) -> DialectError:
    """Make the error that says that Keras itself raises."""
    return DialectError(f"Keras 3 raises {error} here: {what}")


def stretched(name: str, array: Array, shape: tuple[int, ...], onto: str) -> Array:
    """Broadcast an array to a shape.

    Raises
    ------
    DialectError
        If it does not fit.
    """
    try:
        return np.broadcast_to(array, shape)
    except ValueError:
        raise raises(
            "InvalidArgumentError", f"{name} has shape {array.shape} but {onto} has shape {shape}"
        ) from None


def together(a: Array, b: Array) -> tuple[Array, Array]:
    """Broadcast y_true and y_pred against each other.

    Raises
    ------
    DialectError
        If they do not fit.
    """
    try:
        first, second = np.broadcast_arrays(a, b)
    except ValueError:
        raise raises(
            "InvalidArgumentError", f"y_true has shape {a.shape} but y_pred has shape {b.shape}"
        ) from None
    return first, second


def shape_notes(batch: Batch, fit: str) -> tuple[str, ...]:
    """Say that two tensors are broadcast without a word."""
    a, b = batch.y_true, batch.y_pred
    if fit == "squeeze":
        a, b = squeeze_or_expand(a, b)
    if a.shape == b.shape or fit not in ("squeeze", "broadcast"):
        return ()
    shape = np.broadcast_shapes(a.shape, b.shape)
    said = f"Keras broadcasts y_true {a.shape} against y_pred {b.shape} to {shape} without a word."
    return (said,)


def mean(values: Array, axis: tuple[int, ...]) -> Array:
    """Average; NaN over nothing, without NumPy's warning."""
    count = np.prod([values.shape[i] for i in axis], dtype=int)
    with np.errstate(all="ignore"):
        return np.asarray(values.sum(axis=axis) / values.dtype.type(count))


def total(values: Array, axis: tuple[int, ...]) -> Array:
    """Add up."""
    return np.asarray(values.sum(axis=axis))


def add_up(samples: Array) -> Array:
    """Add samples up in TensorFlow's order, so that float32 totals get its last digit.

    Processors with 256-bit vectors keep as many running sums as fit into one, which are then
    folded in halves; the rest follows one by one.
    """
    lanes = 32 // samples.itemsize
    if samples.ndim != 1 or len(samples) < lanes:
        return np.asarray(samples.sum())
    whole = len(samples) // lanes * lanes
    sums = samples[:whole].reshape(-1, lanes).sum(axis=0)
    while len(sums) > 1:
        half = len(sums) // 2
        sums = sums[:half] + sums[half:]
    for rest in samples[whole:]:
        sums = sums + rest
    return np.asarray(sums[0])


def masked_weight(weight: Array | None, keeps: Array | None, dtype: np.dtype[Any]) -> Array | None:
    """Make one weight of sample_weight and a mask, which counts as weights of 0 and 1."""
    if keeps is None:
        return weight
    kept = keeps.astype(dtype)
    if weight is None:
        return kept
    kept, weight = squeeze_or_expand(kept, weight.astype(dtype))
    try:
        return np.asarray(weight * kept)
    except ValueError:
        raise raises(
            "InvalidArgumentError",
            f"sample_weight has shape {weight.shape} but the mask has shape {kept.shape}",
        ) from None


def samplewise(
    values: Array,
    weight: Array | None,
    dtype: np.dtype[Any],
    reduce: Callable[[Array, tuple[int, ...]], Array] = mean,
) -> tuple[Array, Array | None]:
    """Reduce values to one number per sample, weights with them.

    Values are first reduced to the rank of the weights, then weighed, then values and weights are
    reduced over all axes but the first (keras/src/metrics/reduction_metrics.py).
    """
    values = values.astype(dtype)
    if weight is not None:
        values, weight = squeeze_or_expand(values, weight.astype(dtype))
        rank = weight.ndim
        if values.ndim > rank:
            values = reduce(values, tuple(range(rank, values.ndim)))
        weight = stretched("sample_weight", weight, values.shape, "what it weighs")
        values = values * weight
        if rank > 1:
            weight = reduce(weight, tuple(range(1, rank)))
    if values.ndim > 1:
        values = reduce(values, tuple(range(1, values.ndim)))
    return values, weight


def mean_sums(values: Array, weight: Array | None, dtype: np.dtype[Any]) -> State:
    """Give what keras.metrics.Mean adds to its variables ``total`` and ``count``.

    Without weights a sample counts 1, however many values it has; a single number counts as one
    sample.
    """
    samples, weights = samplewise(values, weight, dtype)
    if weights is not None:
        count = add_up(weights)
    else:
        count = dtype.type(samples.shape[0] if samples.ndim else 1)
    return {"total": np.asarray(add_up(samples), dtype), "count": np.asarray(count, dtype)}


def mean_start(choices: Choices) -> State:
    """Start ``total`` and ``count`` at 0."""
    return {"total": np.zeros((), choices.dtype), "count": np.zeros((), choices.dtype)}


def mean_result(state: State, choices: Choices) -> Array:
    """Divide ``total`` by ``count``; 0 where nothing was counted."""
    return divide_no_nan(state["total"], state["count"])


def averaging(values: Callable[[Batch, Choices], Array], **described: Any) -> Metric:
    """Make the metric that averages what `values` gives of each batch, as keras.metrics.Mean does.

    `described` is what it is called, and the settings that `values` reads; see `Metric`.
    """

    def partial(batch: Batch, choices: Choices) -> State:
        weight = masked_weight(batch.sample_weight, batch.keeps, choices.dtype)
        return mean_sums(values(batch, choices), weight, choices.dtype)

    return Metric(
        dialect=KEY,
        partial=partial,
        finish=mean_result,
        start=mean_start,
        reads_mask="weights",
        **described,
    )


def divide_no_nan(a: Array, b: Array) -> Array:
    """Divide; 0 where the divisor is 0."""
    a, b = np.broadcast_arrays(a, b)
    quotient = np.zeros_like(a)
    return np.asarray(np.divide(a, b, out=quotient, where=b != 0))
