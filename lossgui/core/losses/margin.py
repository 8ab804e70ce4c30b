"""Losses that ask for a margin between right and wrong: hinge losses and their kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import equal, max_, maximum, not_equal, reduce, square, sum_, where

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


def signs_of(labels: Node) -> Node:
    """Turn labels of 0 and 1 into -1 and 1, if the whole tensor has no others."""
    other = where(not_equal(labels, 0.0), where(not_equal(labels, 1.0), 1.0, 0.0), 0.0)
    return where(equal(max_(other), 0.0), 2.0 * labels - 1.0, labels)
