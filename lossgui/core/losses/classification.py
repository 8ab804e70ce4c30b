"""Losses of labels against probabilities or logits."""

from __future__ import annotations

from lossgui.core.expr import Axis, Node, apply
from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import clip, exp, greater_equal, less, log, log1p, reduce, where


@loss(
    title="Binary crossentropy",
    formula="mean(-y ln p - (1-y) ln(1-p))",
    aliases=("bce", "log_loss"),
    parameters=(
        Parameter("from_logits", "y_pred are logits, not probabilities", "flag", default=False),
        Parameter(
            "label_smoothing",
            "labels are drawn to one half by this share",
            default=0.0,
            minimum=0.0,
            maximum=1.0,
        ),
        Parameter(
            "epsilon",
            "probabilities are clipped to epsilon .. 1 - epsilon; 0 clips nothing",
            minimum=0.0,
            maximum=0.5,
        ),
        Parameter(
            "log_epsilon",
            "is added inside both logarithms; 0 adds nothing",
            minimum=0.0,
            maximum=0.5,
        ),
        Parameter(
            "log_floor",
            "logarithms below it are raised to it; 0 raises nothing",
            maximum=0.0,
        ),
    ),
    domains={"y_pred": "probabilities"},
)
def binary_crossentropy(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    epsilon: float = 0.0,
    log_epsilon: float = 0.0,
    log_floor: float = 0.0,
) -> Node:
    """Average the negative log-likelihood of independent yes/no labels.

    With epsilon > 0 a probability of 0 or 1 gives a large finite loss; 1 - epsilon is rounded in
    the dialect's dtype, so both ends differ in float32 (16.118 and 15.942 in Keras 3). With
    epsilon = 0 the bare formula gives inf, or NaN from 0 * inf.
    Source: keras.losses.binary_crossentropy 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> round(float(lossgui.evaluate("bce", [[1.0]], [[0.5]]).exact), 9)
    0.693147181
    """
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    if from_logits:
        return reduce(_from_logits(y_true, y_pred), inner, axis)
    if epsilon:
        y_pred = clip(y_pred, epsilon, 1.0 - epsilon)
    yes, no = (_safe_log(p, log_epsilon, log_floor) for p in (y_pred, 1.0 - y_pred))
    return reduce(-(y_true * yes + (1.0 - y_true) * no), inner, axis)


def _safe_log(probability: Node, epsilon: float, floor: float) -> Node:
    """Take the logarithm with what a framework puts in the way of log(0)."""
    value = log(probability + epsilon) if epsilon else log(probability)
    return where(less(value, floor), floor, value) if floor else value


def _from_logits(label: Node, logit: Node) -> Node:
    """Give max(z, 0) - z y + log(1 + exp(-abs(z))), which no z can make overflow.

    Both parts choose by the same condition, as TensorFlow does: with max and abs, whose derivatives
    at 0 are 0, the derivative at z = 0 would be -y instead of 1/2 - y.
    """
    positive = greater_equal(logit, 0.0)
    rest = log1p(exp(where(positive, -logit, logit)))
    return apply("subtract", where(positive, logit, 0.0), logit * label) + rest
