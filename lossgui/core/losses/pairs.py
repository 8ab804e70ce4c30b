"""Losses of the differences between the places of one sample, whatever they all have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.expr import broadcast_shape, size
from lossgui.core.losses.catalogue import loss
from lossgui.core.losses.contrastive import keep_axes
from lossgui.core.ops import (
    broadcast_like,
    divide_no_nan,
    maximum,
    not_equal,
    reduce,
    square,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Node


@loss(
    title="Mean pairwise squared error",
    formula="2 Σ e² / (n - 1) - 2 (Σ e)² / (n (n - 1))",
    aliases=("mpse",),
)
def mean_pairwise_squared_error(
    y_true: Node, y_pred: Node, *, sample_weight: Node | None = None
) -> Node:
    """Average the squared differences of the errors of any two places of a sample.

    ``(e_i - e_j)²`` over all pairs i < j, shape ``(n, ...) -> (n,)``: twice the errors' variance,
    so an error that all places share costs nothing. 0 for a single place. Weights, of as many axes
    as the tensors or none, multiply; places of weight 0 belong to no pair's number, but their
    errors stay in the sums.
    Source: tf.compat.v1.losses.mean_pairwise_squared_error (TF 2.21, losses_impl.py).

    Raises
    ------
    ValueError
        If there is no axis, or the weights do not fit.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("mpse", [[0.0, 0.0, 0.0]], [[1.0, 2.0, 4.0]], dialect="textbook")
    >>> round(float(found.value), 9)  # (1 + 4 + 9) / 3
    4.666666667
    """
    error = y_pred - y_true
    rank = len(error.shape)
    if not rank:
        raise ValueError("y_true and y_pred are single numbers; they need one axis at least")
    _check_weight(sample_weight, error)
    places = tuple(range(1, rank))
    count = _present(sample_weight, error, places)
    squared, total = (reduce(x, "sum", places) for x in (square(error), error))
    # Divisions by nothing give 0, so that a single place does.
    others = count - 1.0
    spread = 2.0 * divide_no_nan(squared, maximum(others, 0.0))
    shared = 2.0 * divide_no_nan(square(total), maximum(count * others, 0.0))
    found = spread - shared
    if sample_weight is None or not sample_weight.shape:
        return found if sample_weight is None else found * sample_weight
    return reduce(keep_axes(found, places, rank) * sample_weight, "sum", places)


def _present(weight: Node | None, error: Node, places: tuple[int, ...]) -> Node:
    """Count the places of each sample whose weight is not 0."""
    if weight is None:
        return size(error, places)
    present = broadcast_like(where(not_equal(weight, 0.0), 1.0, 0.0), error)
    return reduce(present, "sum", places)


def _check_weight(weight: Node | None, error: Node) -> None:
    if weight is None or not weight.shape:
        return
    fits = len(weight.shape) == len(error.shape)
    if not fits or broadcast_shape(weight.shape, error.shape) != error.shape:
        raise ValueError(
            f"sample_weight has shape {weight.shape}; it needs as many axes as the error "
            f"{error.shape}, each of the same length or 1, or none"
        )
