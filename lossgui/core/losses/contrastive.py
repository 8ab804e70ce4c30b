"""Losses of directions: which way embeddings point, and which of them belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.rules import Denominator, Unreduced
from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import (
    equal,
    expand_dims,
    index,
    keep_axis,
    logsumexp,
    maximum,
    softplus,
    sqrt,
    square,
    sum_,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Node

NOTHING = -float("inf")  # the logarithm of 0: adds nothing to a logsumexp


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
    count = Denominator("pairs", "number of pairs of one label", sum_(pair))
    return Unreduced(where(equal(pair, 1.0), softplus(others - cosine), 0.0), divisor=count)


def unit(vectors: Node, axis: int, floor: float) -> Node:
    """Divide vectors by their length, whose square is at least `floor`."""
    squared = sum_(square(vectors), axis)
    return vectors / keep_axis(sqrt(maximum(squared, floor)), axis)


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
