"""Losses of one class out of several against probabilities or logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.rules import Unreduced
from lossgui.core.expr import size
from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.losses.classification import FROM_LOGITS
from lossgui.core.ops import (
    clip,
    equal,
    exp,
    expand_dims,
    index,
    log,
    log_softmax,
    mean,
    not_equal,
    power,
    reduce,
    sum_,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Node

SMOOTHED = Parameter(
    "label_smoothing",
    "labels are drawn to 1 / number of classes by this share",
    default=0.0,
    minimum=0.0,
    maximum=1.0,
)
CLIPPED = Parameter(
    "epsilon",
    "probabilities are clipped to epsilon .. 1 - epsilon; 0 clips nothing",
    minimum=0.0,
    maximum=0.5,
)
IGNORED = Parameter("ignore_class", "samples with this class number do not count")
NORMALIZED = Parameter("normalize", "probabilities are divided by their sum first", "flag")


@loss(
    title="Categorical crossentropy",
    formula="-Σ y ln p",
    aliases=("cce", "softmax_cross_entropy"),
    parameters=(FROM_LOGITS, SMOOTHED, CLIPPED, NORMALIZED),
    domains={"y_true": "probabilities", "y_pred": "probabilities"},
)
def categorical_crossentropy(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = -1,
    inner: str = "sum",
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    epsilon: float = 0.0,
    normalize: bool = False,
    class_weight: Node | None = None,
) -> Node:
    """Add up the negative log-likelihood of one class out of several, given one-hot or as shares.

    ``-sum(y ln p, axis)``; from logits with p = softmax. `class_weight`, one number per class,
    multiplies the class' term. Keras divides probabilities by their sum before it clips them.
    Source: keras.losses.categorical_crossentropy 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> round(float(lossgui.evaluate("cce", [[0.0, 1.0]], [[0.5, 0.5]]).exact), 9)
    0.693147181
    """
    label = smoothed(y_true, label_smoothing, axis)
    logs = log_probabilities(
        y_pred, axis, from_logits=from_logits, epsilon=epsilon, normalize=normalize
    )
    if class_weight is not None:
        logs = along(class_weight, y_pred, axis) * logs
    return -reduce(label * logs, inner, axis)


@loss(
    title="Categorical focal crossentropy",
    formula="Σ α (1-p)^γ (-y ln p)",
    parameters=(
        Parameter("alpha", "multiplies every term", default=0.25, minimum=0.0),
        Parameter("gamma", "how strongly easy samples are weakened", default=2.0, minimum=0.0),
        FROM_LOGITS,
        SMOOTHED,
        CLIPPED,
        NORMALIZED,
    ),
    domains={"y_true": "probabilities", "y_pred": "probabilities"},
)
def categorical_focal_crossentropy(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = -1,
    inner: str = "sum",
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    epsilon: float = 0.0,
    normalize: bool = False,
    class_weight: Node | None = None,
) -> Node:
    """Add up the crossentropy's terms, each weakened by how likely its class is already.

    `alpha` multiplies all classes; one number per class is given as `class_weight` with alpha 1.
    Source: Lin et al., arXiv:1708.02002 (2017); keras.losses.categorical_focal_crossentropy 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("categorical_focal_crossentropy", [[0.0, 1.0]], [[0.5, 0.5]])
    >>> round(float(found.exact), 9)
    0.043321699
    """
    label = smoothed(y_true, label_smoothing, axis)
    probability = exp(log_softmax(y_pred, axis)) if from_logits else y_pred
    probability = safe_probability(probability, axis, epsilon, normalize=normalize)
    terms = alpha * power(1.0 - probability, gamma) * (-label * log(probability))
    if class_weight is not None:
        terms = along(class_weight, y_pred, axis) * terms
    return reduce(terms, inner, axis)


@loss(
    title="Sparse categorical crossentropy",
    formula="-ln p[y]",
    aliases=("scce", "cross_entropy", "CrossEntropyLoss"),
    parameters=(
        FROM_LOGITS,
        IGNORED,
        SMOOTHED,
        CLIPPED,
        NORMALIZED,
    ),
    pairing="labels",
    domains={"y_true": "labels", "y_pred": "probabilities"},
)
def sparse_categorical_crossentropy(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = -1,
    from_logits: bool = False,
    ignore_class: float | None = None,
    label_smoothing: float = 0.0,
    epsilon: float = 0.0,
    normalize: bool = False,
    class_weight: Node | None = None,
) -> Unreduced:
    """Take the negative log-likelihood of the true class, given by its number.

    Shapes: labels ``(n,)``, probabilities ``(n, classes)`` with the classes along `axis`. A label
    equal to `ignore_class` gives 0 and leaves the mean. Smoothing spreads its share evenly over all
    classes. Source: keras.losses.sparse_categorical_crossentropy 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("scce", [1], [[0.5, 0.5]])
    >>> round(float(found.exact), 9)
    0.693147181
    """
    logs = log_probabilities(
        y_pred, axis, from_logits=from_logits, epsilon=epsilon, normalize=normalize
    )
    if class_weight is not None:
        logs = along(class_weight, y_pred, axis) * logs
    values = -picked(logs, y_true, axis)
    if label_smoothing:
        spread = -mean(logs, axis)
        values = (1.0 - label_smoothing) * values + label_smoothing * spread
    if ignore_class is None:
        return Unreduced(values)
    counts = not_equal(y_true, ignore_class)
    return Unreduced(where(counts, values, 0.0), mask=where(counts, 1.0, 0.0))


@loss(
    title="Negative log-likelihood",
    formula="-l[y]",
    aliases=("nll_loss", "NLLLoss"),
    parameters=(IGNORED,),
    pairing="labels",
    domains={"y_true": "labels", "y_pred": "log_probabilities"},
)
def negative_log_likelihood(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = -1,
    ignore_class: float | None = None,
    class_weight: Node | None = None,
) -> Unreduced:
    """Take the log-probability of the true class, given by its number, with a minus.

    `y_pred` are logarithms of probabilities (the output of a log-softmax); nothing checks that.
    Labels and `ignore_class` as for `sparse_categorical_crossentropy`.
    Source: torch.nn.functional.nll_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("nll_loss", [1], [[-0.25, -1.5]], dialect="textbook")
    >>> float(found.value)
    1.5
    """
    weighted = y_pred if class_weight is None else along(class_weight, y_pred, axis) * y_pred
    values = -picked(weighted, y_true, axis)
    if ignore_class is None:
        return Unreduced(values)
    counts = not_equal(y_true, ignore_class)
    return Unreduced(where(counts, values, 0.0), mask=where(counts, 1.0, 0.0))


@loss(
    title="Categorical generalized crossentropy",
    formula="(1 - p[y]^q) / q",
    parameters=(
        Parameter(
            "q",
            "0 approaches the crossentropy, 1 is the absolute error",
            default=0.5,
            minimum=1e-6,
            maximum=1.0,
        ),
    ),
    pairing="labels",
    domains={"y_true": "labels", "y_pred": "probabilities"},
)
def categorical_generalized_cross_entropy(
    y_true: Node, y_pred: Node, *, axis: int = -1, q: float = 0.5
) -> Node:
    """Stand between crossentropy and absolute error, so that wrong labels do less harm.

    Labels are class numbers. Nothing is clipped or normalised; a probability of 0 gives 1 / q.
    Source: Zhang and Sabuncu, arXiv:1805.07836 (2018);
    keras.losses.categorical_generalized_cross_entropy 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> key = "categorical_generalized_cross_entropy"
    >>> float(lossgui.evaluate(key, [1], [[0.75, 0.25]]).value)
    1.0
    """
    one_hot = where(equal(expand_dims(y_true, axis), index(y_pred, axis)), 1.0, 0.0)
    # A product, as in Keras: the slope of a NaN reaches every class of the sample.
    return (1.0 - power(sum_(y_pred * one_hot, axis), q)) / q


def smoothed(label: Node, smoothing: float, axis: int) -> Node:
    """Draw one-hot labels to 1 / number of classes."""
    if not smoothing:
        return label
    return label * (1.0 - smoothing) + smoothing / size(label, axis)


def safe_probability(probability: Node, axis: int, epsilon: float, *, normalize: bool) -> Node:
    """Divide by the sum along the classes and clip, as far as wanted, in this order."""
    if normalize:
        probability = probability / expand_dims(sum_(probability, axis), axis)
    return clip(probability, epsilon, 1.0 - epsilon) if epsilon else probability


def log_probabilities(
    y_pred: Node, axis: int, *, from_logits: bool, epsilon: float, normalize: bool
) -> Node:
    """Give the logarithms of the probabilities of all classes."""
    if from_logits:
        return log_softmax(y_pred, axis)
    return log(safe_probability(y_pred, axis, epsilon, normalize=normalize))


def picked(values: Node, labels: Node, axis: int) -> Node:
    """Take the value of each sample's class: what is not of the class becomes 0, then the sum."""
    own = equal(expand_dims(labels, axis), index(values, axis))
    return sum_(where(own, values, 0.0), axis)


def along(weights: Node, values: Node, axis: int) -> Node:
    """Bring one number per class to where the class axis is, so that it broadcasts.

    Raises
    ------
    ValueError
        If there is not one number per class.
    """
    place = axis % len(values.shape)
    if weights.shape != (values.shape[place],):
        raise ValueError(
            f"class_weight has shape {weights.shape}; it needs one number per class, "
            f"({values.shape[place]},)"
        )
    for _ in values.shape[place + 1 :]:
        weights = expand_dims(weights, -1)
    return weights
