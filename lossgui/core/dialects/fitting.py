"""What several dialects do alike to bring tensors together."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from lossgui.core.dialects.rules import DialectError
from lossgui.core.expr import Node, broadcast_shape, normalize_axis, size
from lossgui.core.ops import not_equal, squeeze, sum_, where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lossgui.core.dialects.rules import Dialect, Tensors
    from lossgui.core.expr import Axis, Shape
    from lossgui.core.losses.catalogue import Loss


def kept(mask: Node) -> Node:
    """Give 1 where the mask keeps an entry and 0 elsewhere."""
    return where(not_equal(mask, 0.0), 1.0, 0.0)


def valid_values(mask: Node, loss: Node) -> Node:
    """Count the loss values that a mask of 0 and 1 keeps, each as often as it is broadcast."""
    entries = prod(mask.shape)
    if entries in (0, prod(loss.shape)):
        return sum_(mask)
    return sum_(mask) * (size(loss) / size(mask))


def squeezed(a: Node, b: Node) -> tuple[Node, Node]:
    """Drop the last axis of the tensor that has one axis more, if that axis has length 1."""
    if len(a.shape) == len(b.shape) + 1 and a.shape[-1] == 1:
        return squeeze(a, -1), b
    if len(b.shape) == len(a.shape) + 1 and b.shape[-1] == 1:
        return a, squeeze(b, -1)
    return a, b


def broadcast_or_raise(title: str, entry: Loss, tensors: Tensors) -> tuple[str, ...]:
    """Say that tensors are broadcast; raise as the framework does where they can't be.

    Raises
    ------
    DialectError
        If the shapes do not fit.
    """
    shapes = [node.shape for node in tensors]
    if len(set(shapes)) <= 1:
        return ()
    try:
        together = broadcast_shape(*shapes)
    except ValueError as problem:
        said = " and ".join(f"{n} has shape {s}" for n, s in _named(entry, tensors))
        raise DialectError(f"{title} raises here: {said}; {problem}") from None
    said = " against ".join(f"{name} {shape}" for name, shape in _named(entry, tensors))
    return (f"{title} broadcasts {said} to {together} silently.",)


def equal_or_raise(title: str, entry: Loss, tensors: Tensors) -> None:
    """Raise as a framework that does not broadcast.

    Raises
    ------
    DialectError
        If the shapes differ.
    """
    if len({node.shape for node in tensors}) > 1:
        said = " but ".join(f"{n} has shape {s}" for n, s in _named(entry, tensors))
        raise DialectError(f"{title} raises here: {said}; it wants equal shapes")


def _named(entry: Loss, tensors: Tensors) -> Iterator[tuple[str, Shape]]:
    return zip(entry.arguments, (node.shape for node in tensors), strict=True)


def align_labels(rules: Dialect, entry: Loss, tensors: Tensors, axis: Axis) -> Tensors:
    """Bring class numbers to the shape of the scores without their class axis.

    A dialect that says so drops a last axis of length 1 of the labels, as (n, 1) against (n, C).

    Raises
    ------
    ValueError
        If the labels have another shape.
    """
    labels, scores, *rest = tensors
    if rules.squeezes_labels and labels.shape == (*without_classes(scores, axis), 1):
        labels = squeeze(labels, -1)
    check_labels(entry, (labels, scores), axis)
    return (labels, scores, *rest)


def without_classes(scores: Node, axis: Axis) -> Shape:
    """Give the shape of the scores without their class axis."""
    (place,) = normalize_axis(axis, len(scores.shape)) if isinstance(axis, int) else (-1,)
    return scores.shape[:place] + scores.shape[place + 1 :]


def check_labels(entry: Loss, tensors: Tensors, axis: Axis) -> None:
    """Check that there is one class number for each vector of scores.

    Raises
    ------
    ValueError
        If the labels have another shape.
    """
    labels, scores = tensors[:2]
    wanted = without_classes(scores, axis)
    if labels.shape != wanted:
        first, second = entry.arguments[:2]
        raise ValueError(
            f"{first} has shape {labels.shape} but {second} has shape {scores.shape}; one class "
            f"number per vector of scores needs the shape {wanted}"
        )
