"""How the functions of optax 0.2.8 that look at class numbers or vectors bring shapes together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.fitting import check_labels, without_classes
from lossgui.core.expr import broadcast_shape
from lossgui.core.ops import squeeze

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.expr import Axis
    from lossgui.core.losses.catalogue import Loss

    Aligned = tuple[Tensors, tuple[str, ...]]


def one_hot_labels(entry: Loss, tensors: Tensors, axis: Axis) -> Aligned:
    """Broadcast the labels against the scores without their last axis, as one_hot and dot do.

    Raises
    ------
    ValueError
        If they do not broadcast or there is no class.
    """
    scores = tensors[1]
    if not scores.shape[-1]:
        raise ValueError(f"{entry.arguments[1]} has shape {scores.shape}, so there is no class")
    if axis not in (-1, len(scores.shape) - 1):
        check_labels(entry, tensors, axis)
        return tensors, ()
    return tensors, _broadcast(entry, tensors, scores.shape[:-1])


def taken_labels(entry: Loss, tensors: Tensors, axis: Axis) -> Aligned:
    """Broadcast labels that have one axis less than the scores, as take_along_axis does.

    Raises
    ------
    ValueError
        If they have another number of axes or do not broadcast.
    """
    labels, scores = tensors
    if len(labels.shape) != len(scores.shape) - 1:
        check_labels(entry, tensors, axis)
    return tensors, _broadcast(entry, tensors, without_classes(scores, axis))


def mapped_labels(entry: Loss, tensors: Tensors, axis: Axis) -> Aligned:
    """Want scores (n, classes) and labels (n,) or (n, 1), as the function of one row is mapped.

    Raises
    ------
    ValueError
        If the shapes are others or there is no class.
    """
    labels, scores = tensors
    if len(scores.shape) != 2 or not scores.shape[1]:
        raise ValueError(
            f"{entry.arguments[1]} has shape {scores.shape}; it needs (n, classes), with one class "
            "at least"
        )
    if labels.shape == (scores.shape[0], 1):
        tensors = squeeze(labels, -1), scores
    check_labels(entry, tensors, axis)
    return tensors, ()


def vectors(entry: Loss, tensors: Tensors, axis: Axis) -> Aligned:
    """Broadcast all axes but the last, which must have one length, as jnp.vectorize does.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    first, second = tensors
    if axis in (-1, len(second.shape) - 1) and first.shape[-1:] != second.shape[-1:]:
        names = entry.arguments
        raise ValueError(
            f"{names[0]} has shape {first.shape} and {names[1]} has shape {second.shape}; the last "
            "axis needs one length"
        )
    return tensors, _broadcast(entry, tensors, second.shape)


def _broadcast(entry: Loss, tensors: Tensors, wanted: tuple[int, ...]) -> tuple[str, ...]:
    """Say that the first tensor is broadcast against what the second one wants."""
    first, second = tensors
    if first.shape == wanted:
        return ()
    together = broadcast_shape(first.shape, wanted)
    (one, other), shape = entry.arguments, second.shape
    said = f"{one} {first.shape} against {other} {shape} silently, to {together}"
    return (f"optax broadcasts {said}.",)
