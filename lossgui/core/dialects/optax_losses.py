"""The losses of optax (measured on 0.2.8) that it composes in a way of its own."""

from __future__ import annotations

from math import log as ln
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects.rules import Denominator, Unreduced
from lossgui.core.expr import size
from lossgui.core.losses import classification, contrastive, multiclass, overlap, probability
from lossgui.core.losses import margin as margin_losses
from lossgui.core.losses.ranking import ranking_softmax
from lossgui.core.ops import (
    absolute,
    equal,
    exp,
    greater,
    greater_equal,
    less,
    log,
    log_softmax,
    logsumexp,
    maximum,
    mean,
    minimum,
    not_equal,
    power,
    reduce,
    softplus,
    square,
    stop_gradient,
    sum_,
    where,
)
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node


def huber(
    y_true: Node, y_pred: Node, *, axis: Axis = (), inner: str = "mean", delta: float = 1.0
) -> Node:
    """Take the part of the error up to delta squared, and the rest linearly.

    The slope of a small error is formed as ``delta + (abs(e) - delta)``, which rounds digits away.
    Source: optax/losses/_regression.py 0.2.8, huber_loss.
    """
    error = absolute(y_pred - y_true)
    squared = minimum(error, delta)
    return reduce(0.5 * square(squared) + delta * (error - squared), inner, axis)


def log_cosh(y_true: Node, y_pred: Node, *, axis: Axis = (), inner: str = "mean") -> Node:
    """Give ln(exp(e) + exp(-e)) - ln 2 with the larger exponential taken out: infinity stays one.

    Source: optax/losses/_regression.py 0.2.8.
    """
    size_of_error = absolute(y_pred - y_true)
    return reduce(size_of_error + softplus(-2.0 * size_of_error) - ln(2.0), inner, axis)


def sigmoid_cross_entropy(
    y_true: Node, y_pred: Node, *, axis: Axis = (), inner: str = "mean", **rest: Any
) -> Node:
    """Multiply the two log-sigmoids with label and 1 - label; probabilities are not its own.

    Source: optax/losses/_classification.py 0.2.8, sigmoid_binary_cross_entropy.
    """
    smoothing, weight = rest.get("label_smoothing"), rest.get("pos_weight")
    if not rest.get("from_logits") or smoothing or weight is not None:
        return classification.binary_crossentropy(y_true, y_pred, axis=axis, inner=inner, **rest)
    return reduce(_cross_entropy(y_true, y_pred), inner, axis)


def _cross_entropy(label: Node, logit: Node) -> Node:
    return label * softplus(-logit) + (1.0 - label) * softplus(logit)


def sigmoid_focal(
    y_true: Node, y_pred: Node, *, axis: Axis = (), inner: str = "mean", **rest: Any
) -> Node:
    """Form the focal factor from logarithms, so that no power of a rounded 1 - p is taken.

    ``exp(gamma * ln((1 - y) p + y (1 - p)))`` with the larger logarithm taken out.
    Source: optax/losses/_classification.py 0.2.8, sigmoid_focal_loss.
    """
    if not rest.get("from_logits") or rest.get("label_smoothing"):
        return classification.binary_focal_crossentropy(
            y_true, y_pred, axis=axis, inner=inner, **rest
        )
    other = 1.0 - y_true
    yes = where(not_equal(other, 0.0), -softplus(-y_pred), contrastive.NOTHING)
    no = where(not_equal(y_true, 0.0), -softplus(y_pred), contrastive.NOTHING)
    largest = maximum(yes, no)
    largest = stop_gradient(where(greater(largest, contrastive.NOTHING), largest, 0.0))
    missing = log(other * exp(yes - largest) + y_true * exp(no - largest)) + largest
    element = _cross_entropy(y_true, y_pred) * exp(rest["gamma"] * missing)
    if rest.get("apply_class_balancing"):
        alpha = rest["alpha"]
        element = (alpha * y_true + (1.0 - alpha) * other) * element
    return reduce(element, inner, axis)


def sparsemax(y_true: Node, y_pred: Node, *, axis: Axis = (), inner: str = "mean") -> Node:
    """Take every label that is not 0 as yes. Source: optax/losses/_classification.py 0.2.8."""
    return reduce(
        margin_losses.sparse_plus(where(not_equal(y_true, 0.0), -y_pred, y_pred)), inner, axis
    )


def safe_softmax(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Keep the slope by a label of 0, which is minus the logarithm, unless that is infinite.

    Source: optax/losses/_classification.py 0.2.8, _weighted_logsoftmax_jvp.
    """
    logs = log_softmax(y_pred, axis)
    finite = greater(logs, contrastive.NOTHING)
    unused = where(finite, y_true * stop_gradient(logs), 0.0)
    return -sum_(where(not_equal(y_true, 0.0), y_true * logs, unused), axis)


def kl_divergence(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "sum", **rest: Any
) -> Node:
    """Take 0 for the logarithm of a target of 0; the slope by such a target is NaN, not 0.

    Source: optax/losses/_classification.py 0.2.8, kl_divergence.
    """
    if not rest.get("log_input") or rest.get("log_target") or rest.get("epsilon"):
        return probability.kl_divergence(y_true, y_pred, axis=axis, inner=inner, **rest)
    return reduce(_divergence(y_true, y_pred), inner, axis)


def _divergence(target: Node, log_prediction: Node) -> Node:
    return target * (where(equal(target, 0.0), 0.0, log(target)) - log_prediction)


def generalized_kl_divergence(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "sum", **rest: Any
) -> Node:
    """Add up the divergence and the difference of the amounts each by itself.

    Source: optax/losses/_classification.py 0.2.8, generalized_kl_divergence.
    """
    if not rest.get("log_input") or rest.get("epsilon"):
        return probability.generalized_kl_divergence(y_true, y_pred, axis=axis, inner=inner, **rest)
    divergence = reduce(_divergence(y_true, y_pred), inner, axis)
    return divergence + reduce(exp(y_pred) - y_true, inner, axis)


def integer_cross_entropy(
    y_true: Node, y_pred: Node, *, axis: int = -1, **rest: Any
) -> Node | Unreduced:
    """Subtract the true class's logit from the logsumexp.

    Negative class numbers count from the end; one that no class has gives NaN.
    Source: optax/losses/_classification.py 0.2.8, softmax_cross_entropy_with_integer_labels.
    """
    foreign = ("ignore_class", "class_weight")  # and whatever is not 0 among the numbers
    numbers = (rest.get(name) for name in ("label_smoothing", "epsilon", "normalize"))
    other = any(numbers) or any(rest.get(name) is not None for name in foreign)
    if not rest.get("from_logits") or other:
        return multiclass.sparse_categorical_crossentropy(y_true, y_pred, axis=axis, **rest)
    classes = size(y_pred, axis)
    number = where(less(y_true, 0.0), y_true + classes, y_true)
    own = multiclass.picked(y_pred, number, axis)
    nan = float("nan")
    own = where(greater_equal(number, 0.0), where(less(number, classes), own, nan), nan)
    return logsumexp(y_pred, axis) - own


def multiclass_sparsemax(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Count negative class numbers from the end; one beyond the ends stands for the class there.

    Source: optax/losses/_classification.py 0.2.8; JAX clamps an index that is out of bounds.
    """
    classes = size(y_pred, axis)
    number = where(less(y_true, 0.0), y_true + classes, y_true)
    inside = minimum(maximum(number, 0.0), classes - 1.0)
    return margin_losses.multiclass_sparsemax(inside, y_pred, axis=axis)


def triplet_margin(
    anchor: Node,
    positive: Node,
    negative: Node,
    *,
    axis: Axis = -1,
    margin: float = 1.0,
    p: float = 2.0,
    epsilon: float = 1e-6,
    swap: bool = False,
) -> Node:
    """Add epsilon to the sum of the powers, which are taken of the differences with their signs.

    An odd degree lets differences cancel, and the root of a negative sum is NaN.
    Source: optax/losses/_self_supervised.py 0.2.8, triplet_margin_loss.
    """

    def distance(a: Node, b: Node) -> Node:
        return power(sum_(power(a - b, p), axis) + epsilon, 1.0 / p)

    far = distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return maximum(distance(anchor, positive) - far + margin, 0.0)


def ranking(y_true: Node, y_pred: Node, *, item_weight: Node | None = None) -> Unreduced:
    """Let the mean of no lists at all be 0, not NaN.

    Source: optax/losses/_ranking.py 0.2.8, _safe_reduce.
    """
    values = ranking_softmax(y_true, y_pred, item_weight=item_weight)
    count = Denominator("lists", worded("number of lists, at least 1"), maximum(size(values), 1.0))
    return Unreduced(values, divisor=count)


def ntxent(labels: Node, embeddings: Node, **rest: Any) -> Node:
    """Average over the pairs in the function itself: a single number is left.

    Source: optax/losses/_self_supervised.py 0.2.8, ntxent.
    """
    found = contrastive.ntxent(labels, embeddings, **rest)
    return sum_(found.loss) if found.divisor is None else sum_(found.loss) / found.divisor.node


def generalized_dice(y_true: Node, y_pred: Node, **rest: Any) -> Node:
    """Average over the examples in the function itself: a single number is left.

    Source: optax/losses/_segmentation.py 0.2.8, multiclass_generalized_dice_loss.
    """
    return mean(overlap.multiclass_generalized_dice(y_true, y_pred, **rest))
