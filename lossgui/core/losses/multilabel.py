"""Losses of several right classes for one sample, and margins between classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.expr import size
from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.losses.multiclass import along
from lossgui.core.ops import (
    broadcast_like,
    equal,
    expand_dims,
    greater,
    index,
    keep_axis,
    less,
    less_equal,
    power,
    reduce,
    softplus,
    sum_,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node


@loss(
    title="Multi-class margin",
    formula="Σ max(m - z[y] + z[i], 0)^p / C over i ≠ y",
    aliases=("multi_margin_loss", "MultiMarginLoss"),
    parameters=(
        Parameter("p", "power of what is missing to the margin", default=1.0, minimum=1.0),
        Parameter("margin", "lead that the true class shall have", default=1.0),
    ),
    pairing="labels",
    domains={"y_true": "labels"},
)
def multi_margin(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = -1,
    p: float = 1.0,
    margin: float = 1.0,
    class_weight: Node | None = None,
) -> Node:
    """Ask the true class, given by its number, for a lead over every other class.

    Shapes: labels ``(n,)``, scores ``(n, classes)`` with the classes along `axis`. The sum is
    divided by the number of all classes, the true one included. `class_weight` multiplies by the
    true class' weight, whatever p. What is not above 0 is left out, NaN too; the slope is 0 there.
    Source: Weston and Watkins (1999); torch.nn.functional.multi_margin_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("multi_margin", [0], [[1.0, 0.5, 3.0, -1.0]])
    >>> float(found.value)
    0.875
    """
    own = equal(expand_dims(y_true, axis), index(y_pred, axis))
    right = keep_axis(sum_(where(own, y_pred, 0.0), axis), axis)
    over = _above_zero(margin - right + y_pred)
    terms = over if p == 1.0 else power(over, p)
    if class_weight is not None:
        weights = broadcast_like(along(class_weight, y_pred, axis), y_pred)
        terms = keep_axis(sum_(where(own, weights, 0.0), axis), axis) * terms
    return sum_(where(own, 0.0, terms), axis) / size(y_pred, axis)


@loss(
    title="Multi-label margin",
    formula="Σ max(1 - z[y[k]] + z[i], 0) / C over k and i not in y",
    aliases=("multilabel_margin_loss", "MultiLabelMarginLoss"),
    pairing="own",
    domains={"y_true": "label_lists"},
)
def multilabel_margin(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Ask every right class for a lead of 1 over every wrong one.

    `y_true` has the shape of `y_pred` and lists the numbers of a sample's classes; the first -1
    ends the list. A class named twice counts twice. The sum is divided by the number of classes. A
    step has classes² cells per sample.
    Source: torch.nn.functional.multilabel_margin_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> lists, scores = [[3, 0, -1, 1]], [[0.1, 0.2, 0.4, 0.8]]
    >>> round(float(lossgui.evaluate("multilabel_margin", lists, scores).value), 6)
    0.85
    """
    if y_true.shape != y_pred.shape:
        raise ValueError(
            f"y_true has shape {y_true.shape} but y_pred has shape {y_pred.shape}; the lists of "
            "class numbers, filled up with -1, need the shape of the scores"
        )
    place = axis % len(y_pred.shape)
    # Two axes instead of that of the classes: first the place k in the list, then the class i.
    listed = expand_dims(where(_before_the_end(y_true, place), y_true, -1.0), place + 1)
    named = equal(listed, index(y_pred, place))
    scores = expand_dims(y_pred, place)
    right = keep_axis(sum_(where(named, scores, 0.0), place + 1), place + 1)
    over = _above_zero(1.0 - right + scores)
    is_named = greater(sum_(where(named, 1.0, 0.0), place), 0.0)
    over = where(expand_dims(is_named, place), 0.0, over)
    over = where(less(listed, 0.0), 0.0, over)
    return sum_(over, (place, place + 1)) / size(y_pred, place)


@loss(
    title="Multi-label soft margin",
    formula="mean(-y ln σ(z) - (1-y) ln σ(-z))",
    aliases=("multilabel_soft_margin_loss", "MultiLabelSoftMarginLoss"),
    domains={"y_true": "probabilities"},
)
def multilabel_soft_margin(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    class_weight: Node | None = None,
) -> Node:
    """Average the binary crossentropies of all classes of a sample, from logits.

    Labels lie between 0 and 1, `y_pred` are logits. `class_weight`, one number per class,
    multiplies the class' term; the mean still divides by the number of classes.
    Source: torch.nn.functional.multilabel_soft_margin_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("multilabel_soft_margin", [[1.0, 0.0]], [[0.0, 0.0]])
    >>> round(float(found.exact), 9)
    0.693147181
    """
    return reduce(soft_margin_terms(y_true, y_pred, axis, class_weight), inner, axis)


def soft_margin_terms(y_true: Node, y_pred: Node, axis: Axis, class_weight: Node | None) -> Node:
    """Give each class' crossentropy from its logit; no logit can make it overflow.

    Raises
    ------
    ValueError
        If there are class weights, but not one per class along a single axis.
    """
    terms = y_true * softplus(-y_pred) + (1.0 - y_true) * softplus(y_pred)
    if class_weight is None:
        return terms
    if not isinstance(axis, int):
        raise ValueError("class weights need one axis of classes")
    return along(class_weight, terms, axis) * terms


def _above_zero(x: Node) -> Node:
    """Keep what is above 0; NaN is not, and the slope at 0 is 0."""
    return where(greater(x, 0.0), x, 0.0)


def _before_the_end(lists: Node, place: int) -> Node:
    """Tell for each entry of lists along an axis whether no negative number stands up to it."""
    ends = expand_dims(where(less(lists, 0.0), 1.0, 0.0), place)
    places = index(lists, place)
    up_to = less_equal(expand_dims(places, 0), expand_dims(places, 1))
    return equal(sum_(where(up_to, ends, 0.0), place + 1), 0.0)
