"""Losses of overlap with a smoothing constant, for segmentation: soft dice and its kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.expr import broadcast_shape, size
from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.losses.softmax import softmax
from lossgui.core.ops import expand_dims, greater, index, reduce, sigmoid, square, sum_, where

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node

# optax.losses.multiclass_generalized_dice_loss adds it to each squared frequency.
FREQUENCY_EPSILON = 1e-7

SMOOTH = Parameter("smooth", "is added to both sides of the fraction", default=1.0, minimum=0.0)
LOGITS = Parameter("from_logits", "y_pred are logits, not probabilities", "flag", default=True)
BACKGROUND = Parameter(
    "ignore_background", "the first class is left out, if there are more", "flag", default=False
)

FALSE_POSITIVES = Parameter("alpha", "weight of false positives", default=0.5, minimum=0.0)
FALSE_NEGATIVES = Parameter("beta", "weight of false negatives", default=0.5, minimum=0.0)
EMPTY = Parameter("epsilon", "is added to the lower side of the fraction", minimum=0.0)


@loss(
    title="Soft dice per class",
    formula="1 - (Σtp + s) / (Σtp + α FP + β FN + s)",
    parameters=(
        SMOOTH,
        FALSE_POSITIVES,
        FALSE_NEGATIVES,
        LOGITS,
        BACKGROUND,
    ),
    pairing="own",
    domains={"y_true": "probabilities"},
)
def soft_dice(
    y_true: Node,
    y_pred: Node,
    *,
    inner: str = "mean",
    smooth: float = 1.0,
    alpha: float = 0.5,
    beta: float = 0.5,
    from_logits: bool = True,
    ignore_background: bool = False,
    class_weight: Node | None = None,
) -> Node:
    """Measure how little prediction and truth overlap, per example and class, and join the classes.

    Shapes ``(n, ..., classes)``: the axes between the first and the last are the places, which are
    summed up first. With alpha and beta of ½ it is dice, with others Tversky's index: alpha weighs
    what is wrongly predicted, beta what is missed. A single class goes through a sigmoid, several
    through a softmax. Source: Milletari et al., arXiv:1606.04797 (2016); optax.losses.dice_loss
    0.2.8.

    Raises
    ------
    ValueError
        If the shapes differ by more than a missing last axis.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate(
    ...     "soft_dice", [[1.0, 0.0]], [[0.5, 0.5]], from_logits=False, dialect="textbook"
    ... )
    >>> round(float(found.value), 9)  # 1 - 1.5 / 1.75 and 1 - 1 / 1.25
    0.171428571
    """
    truth, shares = prepared(y_true, y_pred, from_logits=from_logits)
    lacking = missing_overlap(truth, shares, smooth, alpha, beta)
    return joined(weighed(lacking, class_weight), inner, ignore_background=ignore_background)


@loss(
    title="Soft dice, yes or no",
    formula="1 - (Σtp + s) / (½Σt + ½Σp + s)",
    aliases=("binary_dice_loss",),
    parameters=(SMOOTH, LOGITS),
    pairing="own",
    domains={"y_true": "yes_no"},
)
def binary_dice(
    y_true: Node, y_pred: Node, *, smooth: float = 1.0, from_logits: bool = True
) -> Node:
    """Measure how little a predicted region overlaps with the true one, per example.

    Shapes ``(n, ...)``: all axes but the first are places; a last axis of length 1 is the only
    class. Source: optax.losses.binary_dice_loss 0.2.8.

    Raises
    ------
    ValueError
        If the shapes differ by more than a missing last axis of length 1.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate(
    ...     "binary_dice", [[1.0, 0.0]], [[0.5, 0.5]], from_logits=False, dialect="textbook"
    ... )
    >>> float(found.value)
    0.25
    """
    if len(y_true.shape) == len(y_pred.shape) and y_pred.shape[-1:] != (1,):
        check_places(y_pred)
        y_true, y_pred = expand_dims(y_true, -1), expand_dims(y_pred, -1)
    truth, shares = prepared(y_true, y_pred, from_logits=from_logits)
    return joined(missing_overlap(truth, shares, smooth, 0.5, 0.5), "mean")


@loss(
    title="Generalized dice",
    formula="mean(w (1 - (Σtp + s) / (½Σt + ½Σp + s))), w ~ 1 / (Σt)²",
    aliases=("multiclass_generalized_dice_loss",),
    parameters=(SMOOTH, LOGITS, BACKGROUND),
    pairing="own",
    domains={"y_true": "probabilities"},
)
def multiclass_generalized_dice(
    y_true: Node,
    y_pred: Node,
    *,
    smooth: float = 1.0,
    from_logits: bool = True,
    ignore_background: bool = False,
) -> Node:
    """Weigh each class of the soft dice by one over its squared frequency in the whole batch.

    So an example's loss depends on the others. The weights are scaled to a mean of 1; a class that
    does not occur has by far the largest one.
    Source: Sudre et al., arXiv:1707.03237 (2017); optax.losses.multiclass_generalized_dice_loss
    0.2.8.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate(
    ...     "multiclass_generalized_dice", [[1.0, 1.0]], [[0.5, 0.5]], from_logits=False
    ... )
    >>> round(float(found.value), 6)  # both weights are 1: 1 - 1.5 / 1.75
    0.142857
    """
    if y_true.shape != y_pred.shape or not y_true.shape:
        raise ValueError(_differ(y_true, y_pred))
    truth, shares = prepared(y_true, y_pred, from_logits=from_logits)
    frequency = reduce(truth, "sum", tuple(range(len(truth.shape) - 1)))
    weight = 1.0 / (square(frequency) + FREQUENCY_EPSILON)
    weight = weight / sum_(weight) * size(weight)
    lacking = missing_overlap(truth, shares, smooth, 0.5, 0.5)
    return joined(weighed(lacking, weight), "mean", ignore_background=ignore_background)


@loss(
    title="Dice over the batch",
    formula="1 - 2 Σ y p / (Σ y + Σ p + ε)",
    parameters=(EMPTY,),
    domains={"y_true": "yes_no"},
)
def dice(y_true: Node, y_pred: Node, *, axis: Axis = None, epsilon: float = 0.0) -> Node:
    """Measure how little prediction and truth overlap, in one fraction over `axis`.

    Shapes: any; all axes by default, so that the batch gives one number, in which large regions
    outweigh small ones. `y_pred` are probabilities. Nothing on either side gives 0 / 0 = NaN, with
    epsilon 1. Without epsilon it is `tversky` with both weights ½.
    Source: keras.losses.dice 3.15.1; Milletari et al., arXiv:1606.04797 (2016), has squares below.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("dice", [[1.0, 0.0]], [[0.5, 0.5]], dialect="textbook").value)
    0.5
    """
    both, true, guessed = (reduce(x, "sum", axis) for x in (y_true * y_pred, y_true, y_pred))
    return 1.0 - 2.0 * both / (true + guessed + epsilon)


@loss(
    title="Tversky over the batch",
    formula="1 - Σ y p / (Σ y p + α Σ p (1 - y) + β Σ y (1 - p) + ε)",
    parameters=(FALSE_POSITIVES, FALSE_NEGATIVES, EMPTY),
    domains={"y_true": "yes_no"},
)
def tversky(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = None,
    alpha: float = 0.5,
    beta: float = 0.5,
    epsilon: float = 0.0,
) -> Node:
    """Weigh what is wrongly predicted by alpha and what is missed by beta, in one fraction.

    Shapes: any; all axes by default: one number for the batch. With both weights ½ it is `dice`.
    Keras until 3.15.1 has the two weights the other way round.
    Source: Salehi et al., arXiv:1706.05721 (2017); keras.losses.tversky 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate(
    ...     "tversky", [[1.0, 1.0]], [[1.0, 0.0]], alpha=0.0, beta=1.0, dialect="textbook"
    ... )
    >>> float(found.value)
    0.5
    """
    both = reduce(y_true * y_pred, "sum", axis)
    wrong = reduce(y_pred * (1.0 - y_true), "sum", axis)
    missed = reduce((1.0 - y_pred) * y_true, "sum", axis)
    return 1.0 - both / (both + alpha * wrong + beta * missed + epsilon)


def prepared(y_true: Node, y_pred: Node, *, from_logits: bool) -> tuple[Node, Node]:
    """Give truth and probabilities in one shape, the classes last.

    Raises
    ------
    ValueError
        If the shapes differ by more than a missing last axis, or there is no axis at all.
    """
    if len(y_pred.shape) == len(y_true.shape) - 1:
        y_pred = expand_dims(y_pred, -1)
    if len(y_true.shape) == len(y_pred.shape) - 1:
        y_true = expand_dims(y_true, -1)
    if y_true.shape != y_pred.shape:
        raise ValueError(_differ(y_true, y_pred))
    check_places(y_pred)
    if not from_logits:
        return y_true, y_pred
    return y_true, sigmoid(y_pred) if y_pred.shape[-1] == 1 else softmax(y_pred, -1)


def missing_overlap(truth: Node, shares: Node, smooth: float, alpha: float, beta: float) -> Node:
    """Give 1 minus the overlap, for each example and class: shape ``(n, classes)``."""
    places = tuple(range(1, len(truth.shape) - 1))
    both, guessed, true = (reduce(item, "sum", places) for item in (shares * truth, shares, truth))
    wrong = alpha * (guessed - both) + beta * (true - both)
    return 1.0 - (both + smooth) / (both + wrong + smooth)


def weighed(values: Node, weight: Node | None) -> Node:
    """Multiply each class by its weight.

    Raises
    ------
    ValueError
        If there is not one weight for each class.
    """
    if weight is None:
        return values
    try:
        broadcast_shape(weight.shape, values.shape)
    except ValueError:
        fits = False
    else:
        fits = len(weight.shape) == 1
    if not fits:
        raise ValueError(
            f"class_weight has shape {weight.shape}; it needs one number per class, "
            f"({values.shape[-1]},)"
        )
    return values * weight


def joined(values: Node, inner: str, *, ignore_background: bool = False) -> Node:
    """Average or add up the classes, without the first one if that is only background."""
    if not ignore_background or values.shape[-1] <= 1:
        return reduce(values, inner, -1)
    total = sum_(where(greater(index(values, -1), 0.0), values, 0.0), -1)
    return total if inner == "sum" else total / (size(values, -1) - 1.0)


def check_places(scores: Node) -> None:
    """Raise ValueError where there is no axis at all."""
    if not scores.shape:
        raise ValueError("y_true and y_pred are single numbers; they need one axis at least")


def _differ(y_true: Node, y_pred: Node) -> str:
    return (
        f"y_true has shape {y_true.shape} but y_pred has shape {y_pred.shape}; "
        "they need the same one, with the classes last"
    )
