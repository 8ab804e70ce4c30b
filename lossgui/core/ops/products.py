"""What mixes the numbers along an axis: matrix products and running sums."""

from __future__ import annotations

from typing import Any

from lossgui.core.expr import (
    Node,
    Operand,
    Operation,
    Shape,
    apply,
    broadcast_shape,
    normalize_axis,
    register,
    spelled_as,
)
from lossgui.core.ops.moving import slice_, transpose
from lossgui.core.ops.shaping import expand_dims, squeeze, sum_like


def _product_shape(a: Shape, b: Shape) -> Shape:
    """Give the shape of the product; a vector is a row on the left and a column on the right."""
    if not a or not b:
        raise ValueError("a matrix product needs vectors or matrices on both sides, not a number")
    left, right = (1, *a) if len(a) == 1 else a, (*b, 1) if len(b) == 1 else b
    if left[-1] != right[-2]:
        raise ValueError(
            f"the shapes {a} and {b} do not fit in a matrix product: "
            f"it pairs {left[-1]} columns with {right[-2]} rows"
        )
    stack = broadcast_shape(left[:-2], right[:-2])
    return (*stack, *left[-2:-1][len(a) == 1 :], *right[-1:][len(b) == 1 :])


def _slopes(node: Node, up: Node) -> tuple[Node, Node]:
    """Give up @ b^T and a^T @ up, summed over the stacks along which one was repeated."""
    a, b = node.inputs
    left = expand_dims(a, 0) if len(a.shape) == 1 else a
    right = expand_dims(b, -1) if len(b.shape) == 1 else b
    if len(b.shape) == 1:
        up = expand_dims(up, -1)
    if len(a.shape) == 1:
        up = expand_dims(up, -2)
    by_left = sum_like(matmul(up, _swapped(right)), left)
    by_right = sum_like(matmul(_swapped(left), up), right)
    return (
        squeeze(by_left, 0) if len(a.shape) == 1 else by_left,
        squeeze(by_right, -1) if len(b.shape) == 1 else by_right,
    )


def _swapped(x: Node) -> Node:
    rank = len(x.shape)
    return transpose(x, (*range(rank - 2), rank - 1, rank - 2))


register(
    Operation(
        "matmul",
        lambda xp, a, b: xp.matmul(a, b),
        _product_shape,
        _slopes,
        symbol="{0} @ {1}",
        label="{0} @ {1}",
        kind="whole",
        spelling=spelled_as("matmul"),
    )
)


def _running_sum(xp: Any, x: Any, axis: int) -> Any:
    added = getattr(xp, "cumulative_sum", None) or xp.cumsum
    return added(x, axis=axis)


def _sum_of_later(node: Node, up: Node) -> tuple[Node]:
    """Give each element the slopes of all running sums that it enters, its own and the later."""
    axis = node.attributes["axis"]
    backwards = (*(slice(None),) * axis, slice(None, None, -1))
    return (slice_(cumsum(slice_(up, backwards), axis), backwards),)


register(
    Operation(
        "cumsum",
        _running_sum,
        lambda shape, axis: shape,
        _sum_of_later,
        symbol="cumsum({0}, axis={axis})",
        label="running sum axis {axis}",
        kind="whole",
        spelling=spelled_as("cumsum", tensorflow="math.cumsum"),
    )
)


def cumsum(x: Node, axis: int = 0) -> Node:
    """Add up along `axis`: each element and all before it.

    Raises
    ------
    ValueError
        If there is no such axis.
    """
    (place,) = normalize_axis(axis, len(x.shape))
    return apply("cumsum", x, axis=place)


def matmul(a: Operand, b: Operand) -> Node:
    """Multiply matrices: sum over the last axis of `a` and the last but one of `b`.

    The axes before these are stacks and broadcast. A vector is a row on the left and a column on
    the right, and its axis goes. Source: the Python array API standard, ``matmul``.
    """
    return apply("matmul", a, b)
