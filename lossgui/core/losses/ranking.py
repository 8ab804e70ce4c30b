"""Losses of pairs and triplets: which of two scores is higher, which of two points is nearer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import (
    absolute,
    equal,
    log_softmax,
    maximum,
    minimum,
    power,
    reduce,
    softplus,
    sqrt,
    square,
    sum_,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node

# torch.nn.functional adds it to each squared norm before the root: 1e-12 rounded to float32, for
# every dtype (EPSILON in aten/src/ATen/native/Loss.cpp 2.13).
NORM_EPSILON = 9.999999960041972e-13


@loss(
    title="Soft margin",
    formula="mean(ln(1 + exp(-y p)))",
    aliases=("soft_margin_loss", "SoftMarginLoss"),
    domains={"y_true": "signs"},
)
def soft_margin(y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean") -> Node:
    """Average a smooth hinge: the logistic loss of labels -1 and 1.

    PyTorch computes ``log(1 + exp(-y p))`` as it stands, which overflows from 89 on in float32.
    This form does not. Source: torch.nn.functional.soft_margin_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> round(float(lossgui.evaluate("soft_margin", [[1.0]], [[0.0]]).exact), 9)
    0.693147181
    """
    return reduce(softplus(-(y_true * y_pred)), inner, axis)


@loss(
    title="Hinge embedding",
    formula="mean(p if y = 1 else max(m - p, 0))",
    aliases=("hinge_embedding_loss", "HingeEmbeddingLoss"),
    parameters=(Parameter("margin", "distance that unlike pairs shall have", default=1.0),),
    domains={"y_true": "signs"},
)
def hinge_embedding(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean", margin: float = 1.0
) -> Node:
    """Make distances of like pairs small and those of unlike pairs at least `margin`.

    `y_pred` is the distance, `y_true` 1 for like and -1 for unlike pairs. With any other label a
    pair counts as both, as in PyTorch.
    Source: torch.nn.functional.hinge_embedding_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("hinge_embedding", [[1.0, -1.0]], [[0.5, 0.25]]).value)
    0.625
    """
    like = where(equal(y_true, -1.0), 0.0, y_pred)
    unlike = where(equal(y_true, 1.0), 0.0, maximum(margin - y_pred, 0.0))
    return reduce(like + unlike, inner, axis)


@loss(
    title="Margin ranking",
    formula="mean(max(-y (x1 - x2) + m, 0))",
    aliases=("margin_ranking_loss", "MarginRankingLoss"),
    parameters=(Parameter("margin", "lead that the higher score shall have", default=0.0),),
    domains={"y": "signs"},
)
def margin_ranking(
    x1: Node, x2: Node, y: Node, *, axis: Axis = -1, inner: str = "mean", margin: float = 0.0
) -> Node:
    """Ask that `x1` is ranked above `x2` where y is 1, and below where it is -1.

    Source: torch.nn.functional.margin_ranking_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("margin_ranking", [[1.0]], [[3.0]], [[1.0]], margin=0.5).value)
    2.5
    """
    return reduce(maximum(-y * (x1 - x2) + margin, 0.0), inner, axis)


@loss(
    title="Ranking softmax",
    formula="-Σ y ln softmax(z)",
    aliases=("ranking_softmax_loss",),
    domains={"y_true": "non_negative"},
)
def ranking_softmax(y_true: Node, y_pred: Node, *, item_weight: Node | None = None) -> Node:
    """Ask that the relevant items of a list get the highest scores.

    Shapes: relevance and scores ``(..., items)``. The crossentropy of the softmax over each list,
    with relevances that need not add up to 1; `item_weight` multiplies them.
    Source: Cao et al., ICML (2007), ListNet; optax.losses.ranking_softmax_loss 0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("ranking_softmax", [[1.0, 0.0, 0.0]], [[2.0, 1.0, 3.0]])
    >>> round(float(found.value), 3)
    1.408
    """
    relevance = y_true if item_weight is None else y_true * item_weight
    return -sum_(relevance * log_softmax(y_pred, -1), -1)


@loss(
    title="Triplet margin",
    formula="max(|a - p| - |a - n| + m, 0)",
    aliases=("triplet_margin_loss", "TripletMarginLoss"),
    parameters=(
        Parameter("margin", "how much farther the negative shall be", default=1.0),
        Parameter("p", "degree of the norm", default=2.0, minimum=1.0),
        Parameter("epsilon", "is added to each difference", default=1e-6, minimum=0.0),
        Parameter("swap", "the nearer of anchor and positive counts", "flag", default=False),
    ),
)
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
    """Bring an anchor nearer to a point of its own kind than to one of another kind.

    The constant is added to the difference inside the norm, as PyTorch does. With `swap` the
    negative is compared with the positive as well.
    Source: Balntas et al. (2016); torch.nn.functional.triplet_margin_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> points = [[0.0, 0.0]], [[3.0, 4.0]], [[0.0, 2.0]]
    >>> round(float(lossgui.evaluate("triplet_margin", *points, epsilon=0.0).value), 6)
    4.0
    """
    near = distance(anchor, positive, axis, p, epsilon)
    far = distance(anchor, negative, axis, p, epsilon)
    if swap:
        far = minimum(far, distance(positive, negative, axis, p, epsilon))
    # In PyTorch's order, which rounds otherwise than near - far + margin.
    return maximum(margin + near - far, 0.0)


@loss(
    title="Cosine embedding",
    formula="1 - cos if alike = 1 else max(cos - m, 0)",
    aliases=("cosine_embedding_loss", "CosineEmbeddingLoss"),
    parameters=(
        Parameter(
            "margin", "cosine that unlike pairs may have", default=0.0, minimum=-1.0, maximum=1.0
        ),
    ),
    pairing="own",
    domains={"alike": "pair_signs"},
)
def cosine_embedding(
    x1: Node, x2: Node, alike: Node, *, axis: int = -1, margin: float = 0.0
) -> Node:
    """Turn vectors of like pairs the same way and those of unlike pairs apart.

    `alike` has one number per pair of vectors, 1 or -1; any other adds 0. 1e-12 is added to each
    squared norm.
    Source: torch.nn.functional.cosine_embedding_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> pairs = [[1.0, 0.0]], [[0.0, 2.0]], [1.0]
    >>> float(lossgui.evaluate("cosine_embedding", *pairs).value)
    1.0
    """
    pairs = sum_(x1 * x2, axis).shape
    if alike.shape != pairs:
        raise ValueError(
            f"alike has shape {alike.shape} but there are pairs of shape {pairs}; it needs one "
            "number per pair"
        )
    return cosine_embedding_terms(x1, x2, alike, axis, margin)


def cosine_embedding_terms(x1: Node, x2: Node, alike: Node, axis: int, margin: float) -> Node:
    """Give the loss of each pair; a label other than 1 and -1 gives 0."""
    squares = (sum_(square(x), axis) + NORM_EPSILON for x in (x1, x2))
    cosine = sum_(x1 * x2, axis) / sqrt(next(squares) * next(squares))
    like = where(equal(alike, 1.0), 1.0 - cosine, 0.0)
    return like + where(equal(alike, -1.0), maximum(cosine - margin, 0.0), 0.0)


def distance(a: Node, b: Node, axis: Axis, p: float, epsilon: float) -> Node:
    """Take the norm of degree `p` of ``a - b + epsilon`` along an axis."""
    difference = a - b + epsilon if epsilon else a - b
    if p == 2.0:
        return sqrt(sum_(square(difference), axis))
    if p == 1.0:
        return sum_(absolute(difference), axis)
    return power(sum_(power(absolute(difference), p), axis), 1.0 / p)
