"""Losses that ask for a margin between right and wrong: hinge losses and their kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.losses.multiclass import picked
from lossgui.core.ops import (
    equal,
    expand_dims,
    greater,
    greater_equal,
    index,
    keep_axis,
    less_equal,
    max_,
    maximum,
    not_equal,
    reduce,
    square,
    sum_,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node

CONVERTED = Parameter(
    "convert_labels", "labels of 0 and 1 are turned into -1 and 1, if there are no others", "flag"
)


@loss(
    title="Hinge",
    formula="mean(max(1 - y p, 0))",
    aliases=("hinge_loss",),
    parameters=(CONVERTED,),
    domains={"y_true": "signs"},
)
def hinge(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    convert_labels: bool = False,
) -> Node:
    """Average what is missing to a margin of 1.

    Labels are -1 and 1. Keras turns 0 and 1 into them only if every element of the whole tensor is
    0 or 1, so that a row can have another loss beside other rows. At the margin itself the slope is
    that of the inside, as in TensorFlow.
    Source: Vapnik (1995); keras.losses.hinge 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("hinge", [[1.0, -1.0]], [[0.5, 0.5]], dialect="textbook").value)
    1.0
    """
    label = signs_of(y_true) if convert_labels else y_true
    return reduce(maximum(1.0 - label * y_pred, 0.0), inner, axis)


@loss(
    title="Squared hinge",
    formula="mean(max(1 - y p, 0)²)",
    parameters=(CONVERTED,),
    domains={"y_true": "signs"},
)
def squared_hinge(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    convert_labels: bool = False,
) -> Node:
    """Average the squares of what is missing to a margin of 1.

    Labels as for `hinge`. Source: keras.losses.squared_hinge 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("squared_hinge", [[1.0, -1.0]], [[0.5, 0.5]], dialect="textbook")
    >>> float(found.value)
    1.25
    """
    label = signs_of(y_true) if convert_labels else y_true
    return reduce(square(maximum(1.0 - label * y_pred, 0.0)), inner, axis)


@loss(
    title="Categorical hinge",
    formula="max(max((1-y) p) - Σ y p + 1, 0)",
    domains={"y_true": "probabilities"},
)
def categorical_hinge(y_true: Node, y_pred: Node, *, axis: Axis = -1) -> Node:
    """Ask the true class for a lead of 1 over the best wrong one.

    The maximum runs over ``(1 - y) p``, where the true class stands as 0: with only negative scores
    for the wrong classes, that 0 is the best of them.
    Source: keras.losses.categorical_hinge 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("categorical_hinge", [[0.0, 1.0]], [[0.5, 0.25]]).value)
    1.25
    """
    right = sum_(y_true * y_pred, axis)
    wrong = max_((1.0 - y_true) * y_pred, axis)
    return maximum(wrong - right + 1.0, 0.0)


@loss(
    title="Perceptron",
    formula="mean(max(-y p, 0))",
    aliases=("perceptron_loss",),
    domains={"y_true": "signs"},
)
def perceptron(y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean") -> Node:
    """Average how far scores lie on the wrong side of 0: a hinge without a margin.

    Labels are -1 and 1. At a score of 0 the slope is that of the wrong side.
    Source: Rosenblatt (1958); optax.losses.perceptron_loss 0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("perceptron", [[1.0, -1.0]], [[0.5, 1.5]]).value)
    0.75
    """
    return reduce(maximum(-y_pred * y_true, 0.0), inner, axis)


@loss(
    title="Sparsemax, yes or no",
    formula="mean(sparseplus((1 - 2y) z))",
    aliases=("sparsemax_loss",),
    domains={"y_true": "yes_no"},
)
def sparsemax(y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean") -> Node:
    """Average a loss of yes/no labels that is exactly 0 from a margin of 1 on.

    ``sparseplus(x)`` is 0 below -1, ``(x + 1)² / 4`` in between and x above 1; smooth everywhere.
    Labels are 0 and 1, `y_pred` are scores.
    Source: Blondel, Martins and Niculae, JMLR 21 (2020), section 4.4; optax.losses.sparsemax_loss
    0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("sparsemax", [[1.0, 0.0]], [[0.0, 2.0]]).value)
    1.125
    """
    return reduce(sparse_plus((1.0 - 2.0 * y_true) * y_pred), inner, axis)


@loss(
    title="Multiclass hinge",
    formula="max(z + 1 - onehot(y)) - z[y]",
    aliases=("multiclass_hinge_loss",),
    pairing="labels",
    domains={"y_true": "labels"},
)
def multiclass_hinge(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Ask the true class, given by its number, for a lead of 1 over every other one.

    Classes with the same largest score share the derivative.
    Source: Crammer and Singer, JMLR 2 (2001); optax.losses.multiclass_hinge_loss 0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("multiclass_hinge", [1], [[2.0, 2.5, 0.0]], dialect="textbook")
    >>> float(found.value)
    0.5
    """
    own = equal(expand_dims(y_true, axis), index(y_pred, axis))
    best = max_(y_pred + 1.0 - where(own, 1.0, 0.0), axis)
    return best - sum_(where(own, y_pred, 0.0), axis)


@loss(
    title="Multiclass perceptron",
    formula="max(z) - z[y]",
    aliases=("multiclass_perceptron_loss",),
    pairing="labels",
    domains={"y_true": "labels"},
)
def multiclass_perceptron(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Take the lead of the best score over that of the true class; 0 where that one is the best.

    Source: Collins, EMNLP (2002); optax.losses.multiclass_perceptron_loss 0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("multiclass_perceptron", [0], [[2.0, 2.5]], dialect="textbook")
    >>> float(found.value)
    0.5
    """
    return max_(y_pred, axis) - picked(y_pred, y_true, axis)


@loss(
    title="Multiclass sparsemax",
    formula="Σ p (z - z[y]) + ½ (1 - Σ p²), p = sparsemax(z)",
    aliases=("multiclass_sparsemax_loss",),
    pairing="labels",
    domains={"y_true": "labels"},
)
def multiclass_sparsemax(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Take the crossentropy's kin for the sparsemax, which gives weak classes exactly 0.

    It is 0 as soon as the true class leads by 1. Every score is compared with every other one of
    its sample, so a step has classes² cells per sample.
    Source: Martins and Astudillo, arXiv:1602.02068 (2016); optax.losses.multiclass_sparsemax_loss
    0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("multiclass_sparsemax", [0], [[0.0, 0.5]], dialect="textbook")
    >>> float(found.value)
    0.5625
    """
    share = on_simplex(y_pred, axis)
    lead = y_pred - keep_axis(picked(y_pred, y_true, axis), axis)
    weighed = sum_(share * where(not_equal(share, 0.0), lead, 0.0), axis)
    return weighed + 0.5 * (1.0 - sum_(square(share), axis))


def signs_of(labels: Node) -> Node:
    """Turn labels of 0 and 1 into -1 and 1, if the whole tensor has no others."""
    other = where(not_equal(labels, 0.0), where(not_equal(labels, 1.0), 1.0, 0.0), 0.0)
    return where(equal(max_(other), 0.0), 2.0 * labels - 1.0, labels)


def sparse_plus(x: Node) -> Node:
    """Give 0 up to -1, x from 1 on, and the parabola (x + 1)² / 4 that joins both."""
    middle = square(x + 1.0) / 4.0
    return where(less_equal(x, -1.0), 0.0, where(greater_equal(x, 1.0), x, middle))


def on_simplex(scores: Node, axis: int) -> Node:
    """Find the nearest point whose numbers are >= 0 and add up to 1 along the axis (sparsemax).

    The k largest scores, S their sum, stay above 0 as long as ``1/k + (score - S/k) > 0`` holds for
    the smallest of them. k and S are formed for each score by comparing it with all others.
    Source: Held, Wolfe and Crowder, Mathematical Programming 6 (1974).
    """
    place = axis % len(scores.shape)
    own, others = expand_dims(scores, place), expand_dims(scores, place + 1)
    not_less = greater_equal(others, own)
    count = sum_(where(not_less, 1.0, 0.0), place)
    total = sum_(where(not_less, others, 0.0), place)
    stays = greater(1.0 / count + (scores - total / count), 0.0)
    kept = keep_axis(sum_(where(stays, 1.0, 0.0), place), place)
    summed = keep_axis(sum_(where(stays, scores, 0.0), place), place)
    return maximum(1.0 / kept + (scores - summed / kept), 0.0)
