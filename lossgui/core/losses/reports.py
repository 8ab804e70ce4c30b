"""What reports tell about predictions: the largest error, the share of wrong labels.

The predictions of `zero_one` and `hamming` are labels themselves, so nothing can be learnt from
their derivative, which is 0 everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import loss
from lossgui.core.ops import absolute, log1p, max_, not_equal, reduce, sqrt, square, sum_, where

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node


@loss(
    title="Root mean squared logarithmic error",
    formula="√mean((ln(1+p) - ln(1+y))²) over everything",
    aliases=("rmsle",),
    domains={"y_true": "above_minus_one", "y_pred": "above_minus_one"},
)
def root_mean_squared_log_error(
    y_true: Node, y_pred: Node, *, axis: Axis = None, inner: str = "mean"
) -> Node:
    """Take the root after averaging the squared errors of the logarithms.

    A value below -1 gives NaN. The derivative is NaN where every error is 0.
    Source: sklearn.metrics.root_mean_squared_log_error 1.9.1, which does it for each output.

    Examples
    --------
    >>> import lossgui
    >>> choices = {"dialect": "textbook", "dtype": "float64"}
    >>> float(lossgui.evaluate("rmsle", [[0.0, 3.0]], [[0.0, 3.0]], **choices).value)
    0.0
    """
    return sqrt(reduce(square(log1p(y_pred) - log1p(y_true)), inner, axis))


@loss(title="Largest error", formula="max(|e|)", aliases=("max_abs_error",))
def max_error(y_true: Node, y_pred: Node, *, axis: int = 0) -> Node:
    """Take the largest absolute error along the samples; equal ones share the derivative.

    Source: sklearn.metrics.max_error 1.9.1, for a single output.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("max_error", [0.0, 0.0], [1.0, -3.0], dialect="textbook").value)
    3.0
    """
    return max_(absolute(y_true - y_pred), axis)


@loss(
    title="Brier score",
    formula="Σ (p - y)² over the classes",
    aliases=("brier", "brier_score_loss"),
    domains={"y_true": "yes_no", "y_pred": "probabilities"},
)
def brier_score(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Add up the squared errors of the probabilities of all classes.

    Labels are 0 and 1, one-hot along `axis`. For one probability of a yes/no label its square alone
    is half of the sum over both classes, and usual. Source: Brier, Monthly Weather Review 78
    (1950), who has the sum; sklearn.metrics.brier_score_loss 1.9.1 halves it for two classes.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("brier", [[0.0, 1.0]], [[0.5, 0.5]]).value)
    0.5
    """
    return sum_(square(y_true - y_pred), axis)


@loss(
    title="Zero-one",
    formula="1 if any label differs else 0",
    aliases=("zero_one_loss",),
    domains={"y_true": "yes_no", "y_pred": "yes_no"},
)
def zero_one(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Count a sample as wrong if any of its labels differs from the prediction.

    The predictions are labels themselves. The derivative is 0 everywhere; NaN differs from all.
    Source: sklearn.metrics.zero_one_loss 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [[0.0, 1.0], [1.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]
    >>> float(lossgui.evaluate("zero_one", y_true, y_pred).value)
    0.5
    """
    return max_(where(not_equal(y_true, y_pred), 1.0, 0.0), axis)


@loss(
    title="Hamming",
    formula="mean(1 if a label differs else 0)",
    aliases=("hamming_loss",),
    domains={"y_true": "yes_no", "y_pred": "yes_no"},
)
def hamming(y_true: Node, y_pred: Node, *, axis: Axis = -1) -> Node:
    """Give the share of the labels that differ from the prediction.

    The predictions are labels themselves. The derivative is 0 everywhere; NaN differs from all.
    Source: Hamming, Bell System Technical Journal 29 (1950); sklearn.metrics.hamming_loss 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [[0.0, 1.0], [1.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]
    >>> float(lossgui.evaluate("hamming", y_true, y_pred).value)
    0.25
    """
    return reduce(where(not_equal(y_true, y_pred), 1.0, 0.0), "mean", axis)
