"""Scores of predictions against a simple guess, such as the mean of the truth.

A score is 1 for perfect predictions and 0 for those that are no better than the guess, so the more
the better. It runs over the samples, axis 0, and weighs them itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.losses.multiclass import CLIPPED
from lossgui.core.ops import (
    broadcast_like,
    clip,
    equal,
    expand_dims,
    keep_axis,
    log,
    mean,
    square,
    sum_,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.expr import Node

FINITE = Parameter(
    "force_finite",
    "a truth without variance gives 1 for perfect predictions and 0 for others",
    "flag",
    default=True,
)


@loss(
    title="R²",
    formula="1 - Σ e² / Σ (y - mean(y))²",
    aliases=("r2", "coefficient_of_determination"),
    parameters=(FINITE,),
)
def r2_score(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = 0,
    force_finite: bool = True,
    sample_weight: Node | None = None,
) -> Node:
    """Compare the squared errors with those of the mean of the truth; 1 is perfect.

    It may be any number below 1. A truth without variance gives 1 if nothing is wrong, else 0;
    without `force_finite` NaN or -inf.
    Source: sklearn.metrics.r2_score 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [1.0, 2.0, 3.0], [1.0, 2.0, 2.0]
    >>> float(lossgui.evaluate("r2", y_true, y_pred, dialect="textbook").value)
    0.5
    """
    wrong, spread = squared_parts(y_true, y_pred, axis, sample_weight)
    return explained(wrong, spread, force_finite=force_finite)


@loss(
    title="Explained variance",
    formula="1 - Var(y - p) / Var(y)",
    parameters=(FINITE,),
)
def explained_variance(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = 0,
    force_finite: bool = True,
    sample_weight: Node | None = None,
) -> Node:
    """Compare the variance of the errors with that of the truth; 1 is perfect up to a constant.

    Like `r2_score`, but the mean of the errors is taken off first.
    Source: sklearn.metrics.explained_variance_score 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [1.0, 2.0, 3.0], [2.0, 3.0, 4.0]
    >>> float(lossgui.evaluate("explained_variance", y_true, y_pred, dialect="textbook").value)
    1.0
    """
    wrong, spread = variance_parts(y_true, y_pred, axis, sample_weight)
    return explained(wrong, spread, force_finite=force_finite)


@loss(
    title="D² of the crossentropy",
    formula="1 - Σ y ln p / Σ y ln(mean(y))",
    aliases=("d2_log_loss_score",),
    parameters=(CLIPPED,),
    domains={"y_true": "yes_no", "y_pred": "probabilities"},
)
def d2_log_loss(
    y_true: Node, y_pred: Node, *, epsilon: float = 0.0, sample_weight: Node | None = None
) -> Node:
    """Compare the crossentropy with that of the classes' own shares; 1 is perfect.

    Shapes: ``(n,)`` or ``(n, 1)`` for labels of 0 and 1, else one-hot ``(n, classes)``. Nothing but
    one class gives NaN or -inf, with epsilon a number far below 0.
    Source: sklearn.metrics.d2_log_loss_score 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [0.0, 1.0], [0.25, 0.75]
    >>> found = lossgui.evaluate("d2_log_loss", y_true, y_pred, dialect="textbook")
    >>> round(float(found.value), 6)  # 1 - ln(0.75) / ln(0.5)
    0.584963
    """
    average, terms = averaging(y_true, 0, sample_weight), crossentropies(y_true, epsilon)
    guess = broadcast_like(keep_axis(average(y_true), 0), y_true)
    wrong, spread = (sum_(average(terms(each))) for each in (y_pred, guess))
    return 1.0 - wrong / spread


@loss(
    title="D² of the Brier score",
    formula="1 - Σ (y - p)² / Σ (y - mean(y))²",
    aliases=("d2_brier_score",),
    domains={"y_true": "yes_no", "y_pred": "probabilities"},
)
def d2_brier(y_true: Node, y_pred: Node, *, sample_weight: Node | None = None) -> Node:
    """Compare the Brier score with that of the classes' own shares; 1 is perfect.

    Shapes as for `d2_log_loss`. Nothing but one class gives NaN or -inf.
    Source: sklearn.metrics.d2_brier_score 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [0.0, 1.0], [0.25, 0.75]
    >>> float(lossgui.evaluate("d2_brier", y_true, y_pred, dialect="textbook").value)
    0.75
    """
    wrong, spread = squared_parts(y_true, y_pred, 0, sample_weight)
    return 1.0 - sum_(wrong) / sum_(spread)


def crossentropies(y_true: Node, epsilon: float) -> Callable[[Node], Node]:
    """Make what gives the terms -y ln p of probabilities; of one column both classes' terms.

    A class with y = 0 contributes 0, also for p = 0.
    """
    shares = [y_true]
    if len(y_true.shape) <= 1 or y_true.shape[-1] == 1:
        shares.append(1.0 - y_true)
    absent = [equal(share, 0.0) for share in shares]

    def terms(y_pred: Node) -> Node:
        chances = clip(y_pred, epsilon, 1.0 - epsilon) if epsilon else y_pred
        each = [chances, 1.0 - chances][: len(shares)]
        found = [
            where(none, 0.0, share * log(where(none, 1.0, chance)))
            for share, none, chance in zip(shares, absent, each, strict=True)
        ]
        return -(found[0] + found[1]) if len(found) > 1 else -found[0]

    return terms


def averaging(like: Node, axis: int, weight: Node | None) -> Callable[[Node], Node]:
    """Make what averages values of the shape of `like` along the samples, by weight if given."""
    if weight is None:
        return lambda values: mean(values, axis)
    lined_up = broadcast_like(along(weight, like, axis), like)
    total = sum_(lined_up, axis)
    return lambda values: sum_(values * lined_up, axis) / total


def squared_parts(y_true: Node, y_pred: Node, axis: int, weight: Node | None) -> tuple[Node, Node]:
    """Give the mean squared errors of the prediction and of the truth's own mean."""
    average = averaging(y_true, axis, weight)
    guess = keep_axis(average(y_true), axis)
    return average(square(y_true - y_pred)), average(square(y_true - guess))


def variance_parts(y_true: Node, y_pred: Node, axis: int, weight: Node | None) -> tuple[Node, Node]:
    """Give the variances of the errors and of the truth."""
    average = averaging(y_true, axis, weight)
    found = [
        average(square(values - keep_axis(average(values), axis)))
        for values in (y_true - y_pred, y_true)
    ]
    return found[0], found[1]


def explained(wrong: Node, spread: Node, *, force_finite: bool) -> Node:
    """Give 1 - wrong / spread; without a spread 1 where nothing is wrong and 0 elsewhere."""
    if not force_finite:
        return 1.0 - wrong / spread
    flat = equal(spread, 0.0)
    score = 1.0 - wrong / where(flat, 1.0, spread)
    return where(equal(wrong, 0.0), 1.0, where(flat, 0.0, score))


def along(weight: Node, values: Node, axis: int) -> Node:
    """Bring one weight per sample to where the axis of the samples is, so that it broadcasts.

    Raises
    ------
    ValueError
        If there is not one weight per sample, nor one per value.
    """
    place = axis % len(values.shape)
    if weight.shape == values.shape:
        return weight
    if weight.shape != (values.shape[place],):
        raise ValueError(
            f"sample_weight has shape {weight.shape}; it needs one weight per sample, "
            f"({values.shape[place]},)"
        )
    for _ in values.shape[place + 1 :]:
        weight = expand_dims(weight, -1)
    return weight
