"""Losses of scores that a softmax turns into shares, with labels given as shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import (
    exp,
    keep_axis,
    log_softmax,
    logsumexp,
    max_,
    not_equal,
    stop_gradient,
    sum_,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Node


@loss(
    title="Poly crossentropy",
    formula="-Σ y ln p + ε Σ y (1 - p), p = softmax(z)",
    aliases=("poly_loss_cross_entropy", "poly_loss"),
    parameters=(
        Parameter("poly_epsilon", "how much the first term of the series counts more", default=2.0),
    ),
    domains={"y_true": "probabilities"},
)
def poly_crossentropy(
    y_true: Node, y_pred: Node, *, axis: int = -1, poly_epsilon: float = 2.0
) -> Node:
    """Change the weight of the first term of the crossentropy's series in powers of 1 - p.

    ``-ln p`` is ``(1-p) + (1-p)²/2 + ...``; `poly_epsilon` is added to the weight 1 of the first
    term. `y_pred` are scores (logits). With 0 it is the crossentropy.
    Source: Leng et al., arXiv:2204.12511 (2022); optax.losses.poly_loss_cross_entropy 0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("poly_crossentropy", [[0.0, 1.0]], [[3.0, 3.0]])
    >>> round(float(found.exact), 9)
    1.693147181
    """
    missing = sum_(y_true * (1.0 - softmax(y_pred, axis)), axis)
    return -sum_(y_true * log_softmax(y_pred, axis), axis) + poly_epsilon * missing


@loss(
    title="Safe softmax crossentropy",
    formula="-Σ y ln softmax(z), 0 ln 0 = 0",
    aliases=("safe_softmax_cross_entropy",),
    domains={"y_true": "probabilities"},
)
def safe_softmax_crossentropy(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Add up the crossentropy of scores, leaving out classes whose label is 0.

    So a class that is ruled out by a score of -inf adds 0, not ``0 * -inf``, which is NaN.
    Source: optax.safe_softmax_cross_entropy 0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("safe_softmax_crossentropy", [[0.0, 1.0]], [[-float("inf"), 3.0]])
    >>> abs(float(found.value))
    0.0
    """
    logs = log_softmax(y_pred, axis)
    return -sum_(where(not_equal(y_true, 0.0), y_true * logs, 0.0), axis)


@loss(
    title="Fenchel-Young of logsumexp",
    formula="ln Σ exp(z) - Σ y z",
    aliases=("fenchel_young_loss",),
    domains={"y_true": "probabilities"},
)
def fenchel_young(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Take the softmax crossentropy as a maximum function minus a product.

    For labels that add up to 1 it is the crossentropy of the scores, without any logarithm of a
    probability; for others it is not.
    Source: Blondel, Martins and Niculae, JMLR 21 (2020); optax.losses.make_fenchel_young_loss
    0.2.8 with logsumexp.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("fenchel_young", [[0.0, 1.0]], [[3.0, 3.0]])
    >>> round(float(found.exact), 9)
    0.693147181
    """
    return logsumexp(y_pred, axis) - sum_(y_true * y_pred, axis)


def softmax(scores: Node, axis: int) -> Node:
    """Give shares that add up to 1; the largest score is taken out first: no overflow."""
    power = exp(scores - stop_gradient(keep_axis(max_(scores, axis), axis)))
    return power / keep_axis(sum_(power, axis), axis)
