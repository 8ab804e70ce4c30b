"""Losses of the error e = y_pred - y_true."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import (
    absolute,
    less,
    less_equal,
    log1p,
    maximum,
    reduce,
    softplus,
    sqrt,
    square,
    where,
)
from lossgui.core.ops import log as ln

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node


@loss(title="Mean squared error", formula="mean(e²)", aliases=("mse", "l2"))
def mean_squared_error(y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean") -> Node:
    """Average the squared errors.

    ``mean(square(y_pred - y_true), axis)``; shape: the inputs' without `axis`. An empty axis gives
    NaN. Source: keras.losses.mean_squared_error 3.15.1; Gauss (1809) for the principle.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("mse", [[0.0, 1.0]], [[1.0, 3.0]]).value)
    2.5
    """
    return reduce(square(y_pred - y_true), inner, axis)


@loss(title="Half sum of squares", formula="½ Σ e²", aliases=("half_sse", "half_sum"))
def half_sum_of_squares(y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "sum") -> Node:
    """Add up the squared errors of a sample and halve them.

    ``0.5 * sum(square(y_pred - y_true), axis)``, the form of most derivations, because its
    derivative is e itself.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), eq. 5.11.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("half_sum_of_squares", [[0.0, 1.0]], [[1.0, 3.0]]).value)
    2.5
    """
    return 0.5 * reduce(square(y_pred - y_true), inner, axis)


@loss(title="Mean absolute error", formula="mean(|e|)", aliases=("mae", "l1"))
def mean_absolute_error(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean"
) -> Node:
    """Average the absolute errors.

    ``mean(abs(y_pred - y_true), axis)``; the derivative at e = 0 is taken as 0, as TensorFlow does.
    Source: keras.losses.mean_absolute_error 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("mae", [[0.0, 1.0]], [[1.0, 3.0]]).value)
    1.5
    """
    return reduce(absolute(y_pred - y_true), inner, axis)


@loss(
    title="RMSE, root of the global mean",
    formula="√mean(e²) over everything",
    aliases=("rmse",),
)
def root_mean_squared_error(
    y_true: Node, y_pred: Node, *, axis: Axis = None, inner: str = "mean"
) -> Node:
    """Take the root after averaging all squared errors.

    ``sqrt(mean(square(y_pred - y_true)))``: one number for the batch, never below the mean of the
    samples' roots (Jensen). Its derivative is NaN where every error is 0, as in TensorFlow.
    Source: the definition; keras.metrics.RootMeanSquaredError 3.15.1 forms the same root.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("rmse", [[0.0], [0.0]], [[1.0], [7.0]]).value)
    5.0
    """
    return sqrt(reduce(square(y_pred - y_true), inner, axis))


@loss(
    title="RMSE, mean of the samples' roots",
    formula="√mean(e²) per sample",
    aliases=("sample_rmse", "mean_rmse"),
)
def sample_root_mean_squared_error(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean"
) -> Node:
    """Take the root of each sample's mean squared error.

    ``sqrt(mean(square(y_pred - y_true), axis))``: what ``K.sqrt(K.mean(..., axis=-1))`` trains on.
    With a single output it is the absolute error. Source: the definition; a common custom loss.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("sample_rmse", [[0.0], [0.0]], [[1.0], [7.0]]).value)
    4.0
    """
    return sqrt(reduce(square(y_pred - y_true), inner, axis))


@loss(
    title="Huber",
    formula="mean(½e² if |e| ≤ δ else δ|e| - ½δ²)",
    aliases=("huber_loss",),
    parameters=(
        Parameter("delta", "error from which on the loss grows linearly", default=1.0, minimum=0.0),
    ),
)
def huber(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean", delta: float = 1.0
) -> Node:
    """Square small errors, take large ones linearly.

    Both branches and their derivatives meet at abs(e) = delta, which belongs to the square.
    Source: Huber, Annals of Mathematical Statistics 35 (1964); keras.losses.huber 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("huber", [[0.0, 0.0]], [[1.0, 3.0]]).value)
    1.5
    """
    error = y_pred - y_true
    size = absolute(error)
    element = where(
        less_equal(size, delta), 0.5 * square(error), delta * size - 0.5 * delta * delta
    )
    return reduce(element, inner, axis)


@loss(title="Log-cosh", formula="mean(log cosh e)", aliases=("logcosh",))
def log_cosh(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    log_two: float = log(2.0),
) -> Node:
    """Average the logarithm of the hyperbolic cosine of the errors.

    Written as ``e + softplus(-2 e) - log 2``, because cosh itself overflows from e = 89 on in
    float32. Source: keras.losses.log_cosh 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> round(float(lossgui.evaluate("log_cosh", [[0.0]], [[1.0]]).exact), 9)
    0.43378083
    """
    error = y_pred - y_true
    return reduce(error + softplus(-2.0 * error) - log_two, inner, axis)


@loss(
    title="Smooth L1",
    formula="mean(½e²/β if |e| < β else |e| - ½β)",
    aliases=("smooth_l1_loss", "SmoothL1Loss"),
    parameters=(
        Parameter(
            "beta",
            "error from which on the loss grows linearly; 0 gives the absolute error",
            default=1.0,
            minimum=0.0,
        ),
    ),
)
def smooth_l1(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean", beta: float = 1.0
) -> Node:
    """Square small errors, take large ones as they are.

    The Huber loss divided by its threshold: ``huber(delta) = delta * smooth_l1(beta=delta)``. The
    kink at abs(e) = beta belongs to the linear part.
    Source: Girshick, Fast R-CNN (2015); torch.nn.functional.smooth_l1_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("smooth_l1", [[0.0, 0.0]], [[1.0, 3.0]], beta=2.0).value)
    1.125
    """
    size = absolute(y_pred - y_true)
    if not beta:
        return reduce(size, inner, axis)
    element = where(less(size, beta), 0.5 * square(size) / beta, size - 0.5 * beta)
    return reduce(element, inner, axis)


@loss(
    title="Mean absolute percentage error",
    formula="100 mean(|e| / max(|y|, ε))",
    aliases=("mape",),
    parameters=(
        Parameter(
            "epsilon",
            "smallest size of the truth that is divided by; 0 limits nothing",
            minimum=0.0,
        ),
        Parameter("scale", "100 gives percent, 1 gives shares", minimum=0.0),
    ),
)
def mean_absolute_percentage_error(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    epsilon: float = 0.0,
    scale: float = 100.0,
) -> Node:
    """Average the sizes of the errors relative to the truth, in percent.

    A truth of 0 gives inf, or with epsilon a huge finite number (1e9 for an error of 1 in Keras,
    whose epsilon is 1e-7). Source: keras.losses.mean_absolute_percentage_error 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("mape", [[2.0, 4.0]], [[1.0, 5.0]]).value)
    37.5
    """
    size = absolute(y_true)
    relative = absolute((y_true - y_pred) / (maximum(size, epsilon) if epsilon else size))
    return scale * reduce(relative, inner, axis)


@loss(
    title="Mean squared logarithmic error",
    formula="mean((ln(1+p) - ln(1+y))²)",
    aliases=("msle",),
    parameters=(
        Parameter("epsilon", "smaller values are raised to it; 0 raises nothing", minimum=0.0),
    ),
    domains={"y_true": "above_minus_one", "y_pred": "above_minus_one"},
)
def mean_squared_logarithmic_error(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean", epsilon: float = 0.0
) -> Node:
    """Average the squared errors of the logarithms of one plus the values.

    With epsilon, as in Keras, negative values silently become epsilon; without it a value below -1
    gives NaN. Source: keras.losses.mean_squared_logarithmic_error 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("msle", [[0.0]], [[1.718281828459045]], dialect="textbook").value)
    1.0
    """
    if epsilon:
        first, second = (ln(maximum(x, epsilon) + 1.0) for x in (y_pred, y_true))
    else:
        first, second = log1p(y_pred), log1p(y_true)
    return reduce(square(first - second), inner, axis)
