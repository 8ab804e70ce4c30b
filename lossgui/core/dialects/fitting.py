"""What several dialects do alike to bring tensors together."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from lossgui.core.dialects.rules import DialectError
from lossgui.core.expr import Node, broadcast_shape, size
from lossgui.core.ops import not_equal, squeeze, sum_, where

if TYPE_CHECKING:
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


def broadcast_or_raise(title: str, entry: Loss, a: Node, b: Node) -> tuple[str, ...]:
    """Say that two tensors are broadcast; raise as the framework does where they can't be.

    Raises
    ------
    DialectError
        If the shapes do not fit.
    """
    if a.shape == b.shape:
        return ()
    name_a, name_b = entry.arguments
    try:
        together = broadcast_shape(a.shape, b.shape)
    except ValueError as problem:
        raise DialectError(
            f"{title} raises here: {name_a} has shape {a.shape} and {name_b} has shape {b.shape}; "
            f"{problem}"
        ) from None
    said = (
        f"{title} broadcasts {name_a} {a.shape} against {name_b} {b.shape} to {together} silently."
    )
    return (said,)


def equal_or_raise(title: str, entry: Loss, a: Node, b: Node) -> None:
    """Raise as a framework that does not broadcast.

    Raises
    ------
    DialectError
        If the shapes differ.
    """
    if a.shape != b.shape:
        name_a, name_b = entry.arguments
        raise DialectError(
            f"{title} raises here: {name_a} has shape {a.shape} but {name_b} has shape {b.shape}; "
            "it wants equal shapes"
        )
