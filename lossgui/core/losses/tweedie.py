"""Deviances of the Tweedie family: normal, Poisson, gamma and what lies between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.losses.scores import averaging
from lossgui.core.ops import equal, greater, keep_axis, log, reduce, square, where
from lossgui.core.ops import power as raised

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.expr import Axis, Node

POWER = Parameter("power", "0 is the normal, 1 the Poisson, 2 the gamma distribution", default=0.0)


@loss(
    title="Mean Tweedie deviance",
    formula="mean of 2 (ln f(y; y) - ln f(y; p)), Tweedie with variance p^power",
    aliases=("tweedie",),
    parameters=(POWER,),
    domains={"y_true": "positive", "y_pred": "positive"},
)
def mean_tweedie_deviance(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, power: float = 0.0
) -> Node:
    """Average the deviances of a distribution whose variance is a power of its mean.

    The power 0 gives the squared error. Below 0 predictions must be positive, from 1 to 2 also the
    truth not negative, from 2 on positive; elsewhere NaN or inf comes out.
    Source: Jørgensen, The Theory of Dispersion Models (1997), ch. 4;
    sklearn.metrics.mean_tweedie_deviance 1.9.1.

    Raises
    ------
    ValueError
        For a power between 0 and 1, for which there is no such distribution.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("tweedie", [[1.0]], [[3.0]], dialect="textbook").value)
    4.0
    >>> float(lossgui.evaluate("tweedie", [[1.0]], [[1.0]], power=1.5).value)
    0.0
    """
    return reduce(deviance(y_true, power)(y_pred), "mean", axis)


@loss(
    title="Mean Poisson deviance",
    formula="mean(2 (y ln(y/p) - y + p))",
    domains={"y_true": "positive", "y_pred": "positive"},
)
def mean_poisson_deviance(y_true: Node, y_pred: Node, *, axis: Axis = -1) -> Node:
    """Average the deviances of counts; a count of 0 contributes 2 p.

    Source: Nelder and Wedderburn (1972); sklearn.metrics.mean_poisson_deviance 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("mean_poisson_deviance", [[0.0]], [[1.5]]).value)
    3.0
    """
    return reduce(deviance(y_true, 1.0)(y_pred), "mean", axis)


@loss(
    title="Mean gamma deviance",
    formula="mean(2 (ln(p/y) + y/p - 1))",
    domains={"y_true": "positive", "y_pred": "positive"},
)
def mean_gamma_deviance(y_true: Node, y_pred: Node, *, axis: Axis = -1) -> Node:
    """Average the deviances of positive amounts; only the ratio of truth and prediction counts.

    Source: Nelder and Wedderburn (1972); sklearn.metrics.mean_gamma_deviance 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("mean_gamma_deviance", [[3.0]], [[3.0]]).value)
    0.0
    """
    return reduce(deviance(y_true, 2.0)(y_pred), "mean", axis)


@loss(
    title="D² of the Tweedie deviance",
    formula="1 - deviance(y, p) / deviance(y, mean(y))",
    parameters=(POWER,),
    domains={"y_true": "positive", "y_pred": "positive"},
)
def d2_tweedie(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = 0,
    power: float = 0.0,
    sample_weight: Node | None = None,
) -> Node:
    """Compare the deviance with that of the truth's own mean; 1 is perfect.

    The power 0 gives R². A truth without variance gives NaN or -inf.
    Source: Hastie, Tibshirani and Wainwright, Statistical Learning with Sparsity (2015), eq. 3.11;
    sklearn.metrics.d2_tweedie_score 1.9.1.

    Examples
    --------
    >>> import lossgui
    >>> y_true, y_pred = [1.0, 2.0, 3.0], [1.0, 2.0, 2.0]
    >>> float(lossgui.evaluate("d2_tweedie", y_true, y_pred, dialect="textbook").value)
    0.5
    """
    average, each = averaging(y_true, axis, sample_weight), deviance(y_true, power)
    wrong, spread = (average(each(p)) for p in (y_pred, keep_axis(average(y_true), axis)))
    return 1.0 - wrong / spread


def deviance(y_true: Node, exponent: float) -> Callable[[Node], Node]:
    """Make what gives the deviance of each value of a prediction.

    Raises
    ------
    ValueError
        For an exponent between 0 and 1.
    """
    p = exponent
    if 0 < p < 1:
        raise ValueError(f"power is {p:g}; there is no Tweedie distribution between 0 and 1")
    if p == 0:
        return lambda y_pred: square(y_true - y_pred)
    if p == 1:
        # 0 ln 0 counts as 0, and its slope must not be NaN either.
        none = equal(y_true, 0.0)
        return lambda y_pred: (
            2.0 * (y_true * log(where(none, 1.0, y_true / y_pred)) - y_true + y_pred)
        )
    if p == 2:
        return lambda y_pred: 2.0 * (log(y_pred / y_true) + y_true / y_pred - 1.0)
    base = where(greater(y_true, 0.0), y_true, 0.0) if p < 0 else y_true
    own = raised(base, 2.0 - p) / ((1.0 - p) * (2.0 - p))
    return lambda y_pred: (
        2.0
        * (own - y_true * raised(y_pred, 1.0 - p) / (1.0 - p) + raised(y_pred, 2.0 - p) / (2.0 - p))
    )
