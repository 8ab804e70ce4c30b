"""How Keras 3 (measured on 3.15.1) brings two tensors to the same rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.fitting import check_labels
from lossgui.core.expr import broadcast_shape
from lossgui.core.ops import expand_dims, squeeze

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.expr import Axis, Node
    from lossgui.core.losses.catalogue import Loss


def squeeze_or_expand(a: Node, b: Node) -> tuple[Node, Node]:
    """Bring two tensors to the same rank if the ranks differ by 1 and a last axis has length 1.

    Against a tensor with one axis the other side is expanded, else the longer one is squeezed
    (keras/src/losses/loss.py, squeeze_or_expand_to_same_rank).
    """
    if len(a.shape) == len(b.shape) + 1 and a.shape[-1] == 1:
        return (a, expand_dims(b, -1)) if len(b.shape) == 1 else (squeeze(a, -1), b)
    if len(b.shape) == len(a.shape) + 1 and b.shape[-1] == 1:
        return (expand_dims(a, -1), b) if len(a.shape) == 1 else (a, squeeze(b, -1))
    return a, b


def one_hot_labels(entry: Loss, tensors: Tensors, axis: Axis) -> tuple[Tensors, tuple[str, ...]]:
    """Broadcast the one-hot labels against the scores, so (n, 1) against (n, c) makes (n, n).

    Source: keras/src/losses/losses.py 3.15.1, categorical_generalized_cross_entropy.

    Raises
    ------
    ValueError
        If they do not broadcast.
    """
    labels, scores = squeeze_or_expand(*tensors)
    if axis not in (-1, len(scores.shape) - 1):
        check_labels(entry, (labels, scores), axis)
        return (labels, scores), ()
    wanted = scores.shape[:-1]
    if labels.shape == wanted:
        return (labels, scores), ()
    together = broadcast_shape(labels.shape, wanted)
    (one, other), shapes = entry.arguments, [node.shape for node in tensors]
    said = f"{one} {shapes[0]} against {other} {shapes[1]} without a word, to {together}"
    return (labels, scores), (f"Keras broadcasts {said}.",)
