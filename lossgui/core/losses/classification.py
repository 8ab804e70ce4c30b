"""Losses of yes/no labels against probabilities or logits."""

from __future__ import annotations

from lossgui.core.expr import Axis, Node, apply
from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import (
    clip,
    exp,
    greater_equal,
    less,
    log,
    log1p,
    power,
    reduce,
    sigmoid,
    softplus,
    where,
)

FROM_LOGITS = Parameter(
    "from_logits", "y_pred are logits, not probabilities", "flag", default=False
)
HALVED = Parameter(
    "label_smoothing",
    "labels are drawn to one half by this share",
    default=0.0,
    minimum=0.0,
    maximum=1.0,
)
EPSILON = Parameter(
    "epsilon",
    "probabilities are clipped to epsilon .. 1 - epsilon; 0 clips nothing",
    minimum=0.0,
    maximum=0.5,
)
LOG_EPSILON = Parameter(
    "log_epsilon", "is added inside both logarithms; 0 adds nothing", minimum=0.0, maximum=0.5
)
LOG_FLOOR = Parameter(
    "log_floor", "logarithms below it are raised to it; 0 raises nothing", maximum=0.0
)


@loss(
    title="Binary crossentropy",
    formula="mean(-y ln p - (1-y) ln(1-p))",
    aliases=("bce", "log_loss"),
    parameters=(FROM_LOGITS, HALVED, EPSILON, LOG_EPSILON, LOG_FLOOR),
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
    pos_weight: Node | None = None,
) -> Node:
    """Average the negative log-likelihood of independent yes/no labels.

    With epsilon > 0 a probability of 0 or 1 gives a large finite loss; 1 - epsilon is rounded in
    the dialect's dtype, so both ends differ in float32 (16.118 and 15.942 in Keras 3). With
    epsilon = 0 the bare formula gives inf, or NaN from 0 * inf. `pos_weight`, a number per output,
    multiplies what a label of 1 contributes.
    Source: keras.losses.binary_crossentropy 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> round(float(lossgui.evaluate("bce", [[1.0]], [[0.5]]).exact), 9)
    0.693147181
    """
    y_true = _halved(y_true, label_smoothing)
    if from_logits:
        return reduce(_from_logits(y_true, y_pred, pos_weight), inner, axis)
    if epsilon:
        y_pred = clip(y_pred, epsilon, 1.0 - epsilon)
    yes, no = (_safe_log(p, log_epsilon, log_floor) for p in (y_pred, 1.0 - y_pred))
    if pos_weight is not None:
        yes = pos_weight * yes
    return reduce(-(y_true * yes + (1.0 - y_true) * no), inner, axis)


def _safe_log(probability: Node, epsilon: float, floor: float) -> Node:
    """Take the logarithm with what a framework puts in the way of log(0)."""
    value = log(probability + epsilon) if epsilon else log(probability)
    return where(less(value, floor), floor, value) if floor else value


def _from_logits(label: Node, logit: Node, pos_weight: Node | None = None) -> Node:
    """Give max(z, 0) - z y + log(1 + exp(-abs(z))), which no z can make overflow.

    Both parts choose by the same condition, as TensorFlow does: with max and abs, whose derivatives
    at 0 are 0, the derivative at z = 0 would be -y instead of 1/2 - y.
    """
    if pos_weight is not None:
        return (1.0 - label) * logit + (1.0 + (pos_weight - 1.0) * label) * softplus(-logit)
    positive = greater_equal(logit, 0.0)
    rest = log1p(exp(where(positive, -logit, logit)))
    return apply("subtract", where(positive, logit, 0.0), logit * label) + rest


@loss(
    title="Binary focal crossentropy",
    formula="mean((1-pₜ)^γ · BCE)",
    aliases=("sigmoid_focal_loss", "focal"),
    parameters=(
        Parameter(
            "apply_class_balancing",
            "positive labels weigh alpha, others 1 - alpha",
            "flag",
            default=False,
        ),
        Parameter("alpha", "weight of positive labels", default=0.25, minimum=0.0, maximum=1.0),
        Parameter("gamma", "how strongly easy samples are weakened", default=2.0, minimum=0.0),
        FROM_LOGITS,
        HALVED,
        EPSILON,
        LOG_EPSILON,
    ),
    domains={"y_pred": "probabilities"},
)
def binary_focal_crossentropy(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    epsilon: float = 0.0,
    log_epsilon: float = 0.0,
) -> Node:
    """Average the binary crossentropies, each weakened by how right the prediction is already.

    The factor ``(1 - p_t) ** gamma`` takes the probability of the true label as it is, only the
    crossentropy clips it. Source: Lin et al., arXiv:1708.02002 (2017);
    keras.losses.binary_focal_crossentropy 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("binary_focal_crossentropy", [[1.0]], [[0.5]])
    >>> round(float(found.exact), 9)
    0.173286795
    """
    label = _halved(y_true, label_smoothing)
    probability = sigmoid(y_pred) if from_logits else y_pred
    other, missing = 1.0 - label, 1.0 - probability
    clipped, rest = probability, missing
    if epsilon:
        clipped = clip(probability, epsilon, 1.0 - epsilon)
        rest = 1.0 - clipped
    yes, no = (_safe_log(p, log_epsilon, 0.0) for p in (clipped, rest))
    crossentropy = -(label * yes + other * no)
    right = label * probability + other * missing
    element = power(1.0 - right, gamma) * crossentropy
    if apply_class_balancing:
        element = (label * alpha + other * (1.0 - alpha)) * element
    return reduce(element, inner, axis)


def focal_from_kept_logits(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
) -> Node:
    """Give the focal loss of logits whose crossentropy is computed from the logits themselves.

    Nothing is clipped then: what Keras 3 does on TensorFlow, where the sigmoid keeps its logits.
    """
    label, probability = _halved(y_true, label_smoothing), sigmoid(y_pred)
    other = 1.0 - label
    right = label * probability + other * (1.0 - probability)
    element = power(1.0 - right, gamma) * _from_logits(label, y_pred)
    if apply_class_balancing:
        element = (label * alpha + other * (1.0 - alpha)) * element
    return reduce(element, inner, axis)


def _halved(label: Node, smoothing: float) -> Node:
    """Draw yes/no labels to one half."""
    return label * (1.0 - smoothing) + 0.5 * smoothing if smoothing else label
