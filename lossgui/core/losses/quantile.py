"""Losses of quantiles: medians, errors weighed by their side, and scores against such a guess.

A score is 1 for perfect predictions and 0 for those that are no better than the guess, so the more
the better. Scores and medians run over the samples, axis 0, and weigh them themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.losses.scores import along, averaging, explained
from lossgui.core.ops import (
    absolute,
    broadcast_like,
    equal,
    greater_equal,
    keep_axis,
    median,
    quantile,
    reduce,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node

SHARE = Parameter("alpha", "the quantile that is predicted", default=0.5, minimum=0.0, maximum=1.0)


@loss(title="Median absolute error", formula="median(|e|)", aliases=("medae",))
def median_absolute_error(
    y_true: Node, y_pred: Node, *, axis: int = 0, sample_weight: Node | None = None
) -> Node:
    """Take the middle one of the absolute errors along the samples.

    Of an even number it is the mean of both middle ones. With weights it is the element at which
    they reach half of their sum, averaged with the next one where they do so exactly.
    Source: sklearn.metrics.median_absolute_error 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [0.0, 0.0, 0.0], [1.0, -2.0, 9.0]
    >>> float(lossgui.evaluate("medae", y_true, y_pred, dialect="textbook").value)
    2.0
    """
    size = absolute(y_pred - y_true)
    if sample_weight is None:
        return median(size, axis)
    return middle(size, along(sample_weight, size, axis), axis, 0.5)


@loss(
    title="Pinball",
    formula="mean(α e if e ≥ 0 else (α - 1) e), e = y - p",
    aliases=("quantile_loss", "mean_pinball_loss"),
    parameters=(SHARE,),
)
def mean_pinball(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean", alpha: float = 0.5
) -> Node:
    """Average the errors, those of one side weighted by alpha and of the other by 1 - alpha.

    It is smallest at the quantile alpha of the truth; alpha 0.5 gives half of the absolute error.
    An error of 0 belongs to the side of alpha.
    Source: Koenker and Bassett, Econometrica 46 (1978); sklearn.metrics.mean_pinball_loss 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("mean_pinball", [[4.0, 0.0]], [[0.0, 4.0]], alpha=0.75).value)
    2.0
    """
    return reduce(pinball(y_true, y_pred, alpha), inner, axis)


@loss(
    title="D² of the pinball loss",
    formula="1 - pinball(y, p) / pinball(y, quantile of y)",
    parameters=(SHARE,),
)
def d2_pinball(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = 0,
    alpha: float = 0.5,
    sample_weight: Node | None = None,
) -> Node:
    """Compare the pinball loss with that of the truth's own quantile; 1 is perfect.

    Source: Koenker and Machado, JASA 94 (1999); sklearn.metrics.d2_pinball_score 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [1.0, 2.0, 3.0], [1.0, 2.0, 2.0]
    >>> float(lossgui.evaluate("d2_pinball", y_true, y_pred, dialect="textbook").value)
    0.5
    """
    wrong, spread = pinball_parts(y_true, y_pred, axis, sample_weight, alpha=alpha)
    return explained(wrong, spread, force_finite=True)


@loss(title="D² of the absolute error", formula="1 - Σ |e| / Σ |y - median(y)|")
def d2_absolute_error(
    y_true: Node, y_pred: Node, *, axis: int = 0, sample_weight: Node | None = None
) -> Node:
    """Compare the absolute errors with those of the median of the truth; 1 is perfect.

    Source: sklearn.metrics.d2_absolute_error_score 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [1.0, 2.0, 3.0], [1.0, 2.0, 2.0]
    >>> float(lossgui.evaluate("d2_absolute_error", y_true, y_pred, dialect="textbook").value)
    0.5
    """
    return d2_pinball(y_true, y_pred, axis=axis, sample_weight=sample_weight)


def pinball(y_true: Node, y_pred: Node, alpha: float) -> Node:
    """Weigh each error by its side."""
    error = y_true - y_pred
    return where(greater_equal(error, 0.0), alpha * error, (alpha - 1.0) * error)


def pinball_parts(
    y_true: Node, y_pred: Node, axis: int, weight: Node | None, *, alpha: float
) -> tuple[Node, Node]:
    """Give the pinball losses of the prediction and of the truth's own quantile."""
    if weight is not None:
        weight = broadcast_like(along(weight, y_true, axis), y_true)
    average = averaging(y_true, axis, weight)
    if weight is not None:
        guess = middle(y_true, weight, axis, alpha)
    elif alpha == 0.5:
        guess = median(y_true, axis)
    else:
        guess = middle(y_true, where(equal(y_true, y_true), 1.0, 1.0), axis, alpha)
    losses = (pinball(y_true, each, alpha) for each in (y_pred, keep_axis(guess, axis)))
    wrong, spread = (average(each) for each in losses)
    return wrong, spread


def middle(values: Node, weight: Node, axis: int, share: float) -> Node:
    """Give the weighted quantile: the mean of the lower and the upper one."""
    weight = broadcast_like(weight, values)
    lower, upper = (quantile(values, weight, axis, share, upper=up) for up in (False, True))
    return 0.5 * (lower + upper)
