"""Losses of directions: which way embeddings point, and which of them belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.rules import Denominator, Unreduced
from lossgui.core.expr import normalize_axis
from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import (
    equal,
    expand_dims,
    index,
    keep_axis,
    logsumexp,
    maximum,
    reduce,
    softplus,
    sqrt,
    square,
    squeeze,
    sum_,
    where,
)
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node

NOTHING = -float("inf")  # the logarithm of 0: adds nothing to a logsumexp


@loss(
    title="Cosine similarity",
    formula="-Σ y p / (|y| |p|)",
    aliases=("cosine_proximity", "CosineSimilarity"),
    parameters=(
        Parameter("epsilon", "shorter vectors count as being so long; 0 lets any be", minimum=0.0),
        Parameter("negated", "the minus sign that makes it a loss", "flag"),
    ),
)
def cosine_similarity(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "sum",
    epsilon: float = 0.0,
    negated: bool = True,
) -> Node:
    """Take the cosine of the angle between prediction and truth, with a minus sign.

    -1 for the same direction, 0 for a right angle, 1 for the opposite. A vector of zeros has no
    direction: NaN, unless epsilon is above 0, then 0. The inner reduction mean, of Keras until
    2.0.8, weakens it by the length of the axis.
    Source: keras.losses.cosine_similarity 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate(
    ...     "cosine_similarity", [[0.0, 2.0]], [[3.0, 4.0]], dialect="textbook"
    ... )
    >>> round(float(found.value), 9)
    -0.8
    """
    floor = epsilon * epsilon
    cosine = reduce(unit(y_pred, axis, floor) * unit(y_true, axis, floor), inner, axis)
    return -cosine if negated else cosine


@loss(
    title="Cosine distance",
    formula="1 - Σ y p / (|y| |p|)",
    parameters=(
        Parameter(
            "epsilon", "smaller squared lengths are raised to it; 0 raises none", minimum=0.0
        ),
    ),
)
def cosine_distance(y_true: Node, y_pred: Node, *, axis: int = -1, epsilon: float = 0.0) -> Node:
    """Take 1 minus the cosine of the angle between prediction and truth.

    0 for the same direction, 1 for a right angle, 2 for the opposite. A vector of zeros has no
    direction: NaN, unless its squared length is raised to epsilon.
    Source: optax.cosine_distance 0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("cosine_distance", [[0.0, 2.0]], [[3.0, 4.0]], dialect="textbook")
    >>> round(float(found.value), 9)
    0.2
    """
    return 1.0 - sum_(unit(y_pred, axis, epsilon) * unit(y_true, axis, epsilon), axis)


@loss(
    title="NT-Xent",
    formula="mean over pairs of -ln(exp s / (exp s + Σ exp s of other labels)), s = cos / τ",
    aliases=("ntxent_loss", "nt_xent"),
    parameters=(Parameter("temperature", "divides the cosines", default=0.07, minimum=1e-6),),
    pairing="own",
    domains={"labels": "labels"},
)
def ntxent(
    labels: Node, embeddings: Node, *, temperature: float = 0.07, floor: float = 0.0
) -> Unreduced:
    """Ask that embeddings of one label are nearer to each other than to those of other labels.

    Shapes: labels ``(n,)``, embeddings ``(n, d)``. There is a loss for every ordered pair of
    different embeddings of one label, 0 in the other cells of the ``(n, n)`` table; the mean is
    that of the pairs, NaN without any. `floor` is the least squared length, a dialect's own.
    Source: Chen et al., arXiv:2002.05709 (2020); optax.losses.ntxent 0.2.8.

    Raises
    ------
    ValueError
        If the shapes are others.

    Examples
    --------
    >>> import lossgui
    >>> points = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    >>> found = lossgui.evaluate("ntxent", [0, 0, 1], points, temperature=1.0, dialect="textbook")
    >>> round(float(found.value), 9)  # ln(1 + 1/e)
    0.313261688
    """
    _check_shapes(embeddings, labels)
    direction = unit(embeddings, -1, floor)
    cosine = sum_(expand_dims(direction, 0) * expand_dims(direction, 1), -1) / temperature
    same = equal(expand_dims(labels, 1), expand_dims(labels, 0))
    others = keep_axis(logsumexp(where(same, NOTHING, cosine), 1), 1)
    itself = equal(index(cosine, 0), index(cosine, 1))
    pair = where(itself, 0.0, where(same, 1.0, 0.0))
    count = Denominator("pairs", worded("number of pairs of one label"), sum_(pair))
    return Unreduced(where(equal(pair, 1.0), softplus(others - cosine), 0.0), divisor=count)


def unit(vectors: Node, axis: Axis, floor: float) -> Node:
    """Divide vectors by their length, whose square is at least `floor`."""
    squared = reduce(square(vectors), "sum", axis)
    return vectors / keep_axes(sqrt(maximum(squared, floor)), axis, len(vectors.shape))


def keep_axes(reduced: Node, axis: Axis, rank: int) -> Node:
    """Put all reduced axes of a tensor of `rank` axes back with length 1."""
    for place in normalize_axis(axis, rank):
        reduced = expand_dims(reduced, place)
    return reduced


@loss(
    title="Circle",
    formula="softplus(lse(γ [m + d]₊ (d - m)) + lse(γ [1 + m - d]₊ (1 - m - d))), d = 1 - cos",
    parameters=(
        Parameter("gamma", "multiplies every pair's term", default=80.0, minimum=0.0),
        Parameter("margin", "how far the two kinds of pairs shall be apart", default=0.4),
        Parameter(
            "remove_diagonal", "no embedding is a pair with its own copy", "flag", default=True
        ),
    ),
    pairing="own",
    domains={"labels": "labels"},
)
def circle(
    labels: Node,
    embeddings: Node,
    *,
    gamma: float = 80.0,
    margin: float = 0.4,
    remove_diagonal: bool = True,
    ref_labels: Node | None = None,
    ref_embeddings: Node | None = None,
) -> Node:
    """Pull embeddings of one label together and push others apart, the farther off the harder.

    Shapes: labels ``(n,)`` or ``(n, 1)``, embeddings ``(n, d)`` of length 1 each, which is taken
    for granted. Each one is compared with the references, ``(m,)`` and ``(m, d)``, else with all
    embeddings themselves. lse is the logsumexp over its pairs of one label (first) and of two
    (then); 0 where there is no pair of one of the kinds. Memory: ``n * m * d`` numbers.
    Source: Sun et al., arXiv:2002.10857 (2020), eq. 6; keras.losses.circle 3.15.1.

    Raises
    ------
    ValueError
        If the shapes are others.

    Examples
    --------
    >>> import lossgui
    >>> points = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    >>> found = lossgui.evaluate("circle", [0, 0, 1], points, gamma=1.0, dialect="textbook")
    >>> [round(float(x), 6) for x in found.unreduced]  # softplus of 0.84 - 0.16, of 0.84 + 0.84
    [1.089867, 1.850902, 0.0]
    """
    labels = squeeze(labels, -1) if labels.shape[1:] == (1,) else labels
    _check_shapes(embeddings, labels)
    known = labels if ref_labels is None else ref_labels
    points = embeddings if ref_embeddings is None else ref_embeddings
    _check_references(known, points, embeddings)
    cosine = sum_(expand_dims(embeddings, 1) * expand_dims(points, 0), -1)
    distance = maximum(1.0 - cosine, 0.0)
    same = equal(expand_dims(labels, 1), expand_dims(known, 0))
    pull = gamma * maximum(margin + distance, 0.0) * (distance - margin)
    push = gamma * maximum(1.0 + margin - distance, 0.0) * (1.0 - margin - distance)
    near = where(same, pull, NOTHING)
    if remove_diagonal:
        near = where(equal(index(cosine, 0), index(cosine, 1)), NOTHING, near)
    return softplus(logsumexp(near, 1) + logsumexp(where(same, NOTHING, push), 1))


def _check_references(labels: Node, embeddings: Node, asked: Node) -> None:
    if len(embeddings.shape) != 2 or embeddings.shape[1:] != asked.shape[1:]:
        raise ValueError(
            f"ref_embeddings has shape {embeddings.shape}; it needs (m, {asked.shape[1]})"
        )
    if labels.shape != embeddings.shape[:1]:
        raise ValueError(
            f"ref_labels has shape {labels.shape}; it needs one label for each of the "
            f"{embeddings.shape[0]} references"
        )


def _check_shapes(embeddings: Node, labels: Node) -> None:
    if len(embeddings.shape) != 2 or not embeddings.shape[0]:
        raise ValueError(
            f"embeddings has shape {embeddings.shape}; it needs (n, d) with n of at least 1"
        )
    if labels.shape != embeddings.shape[:1]:
        raise ValueError(
            f"labels has shape {labels.shape} but there are {embeddings.shape[0]} embeddings; it "
            f"needs the shape {embeddings.shape[:1]}"
        )
