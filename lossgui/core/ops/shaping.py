"""Operations that keep the numbers and change the shape."""

from __future__ import annotations

from typing import Any

from lossgui.core.expr import Node, Operation, Shape, apply, broadcast_shape, register, spelled_as


def _expanded(shape: Shape, *, axis: int) -> Shape:
    return (*shape[:axis], 1, *shape[axis:])


def _squeezed(shape: Shape, *, axis: int) -> Shape:
    if shape[axis] != 1:
        raise ValueError(f"axis {axis} of the shape {shape} has size {shape[axis]}, not 1")
    return shape[:axis] + shape[axis + 1 :]


def _sum_to(xp: Any, x: Any, like: Any) -> Any:
    extra = x.ndim - like.ndim
    if extra:
        x = xp.sum(x, axis=tuple(range(extra)))
    ones = tuple(i for i, n in enumerate(like.shape) if n == 1 and x.shape[i] != 1)
    return xp.sum(x, axis=ones, keepdims=True) if ones else x


def _positions(xp: Any, like: Any, axis: int) -> Any:
    numbers = xp.arange(like.shape[axis], dtype=like.dtype)
    return xp.reshape(numbers, (like.shape[axis], *(1 for _ in like.shape[axis + 1 :])))


register(
    Operation(
        "expand_dims",
        evaluate=lambda xp, x, axis: xp.expand_dims(x, axis=axis),
        shape=_expanded,
        derivative=lambda node, up: (squeeze(up, node.attributes["axis"]),),
        symbol="expand_dims({0}, {axis})",
        label="expand dims {axis}",
        kind="shaping",
        spelling=spelled_as("expand_dims"),
    )
)
register(
    Operation(
        "squeeze",
        evaluate=lambda xp, x, axis: xp.squeeze(x, axis=axis),
        shape=_squeezed,
        derivative=lambda node, up: (expand_dims(up, node.attributes["axis"]),),
        symbol="squeeze({0}, {axis})",
        label="squeeze axis {axis}",
        kind="shaping",
        spelling=spelled_as("squeeze"),
    )
)
register(
    Operation(
        "broadcast_like",
        evaluate=lambda xp, x, like: xp.broadcast_to(x, like.shape),
        shape=broadcast_shape,
        derivative=lambda node, up: (sum_like(up, node.inputs[0]), None),
        symbol="broadcast({0}, shape of {1})",
        label="broadcast",
        kind="shaping",
        spelling=spelled_as("broadcast_to"),
        reads=1,
    )
)
register(
    Operation(
        "sum_like",
        evaluate=_sum_to,
        shape=lambda x, like: like,
        derivative=lambda node, up: (broadcast_like(up, node.inputs[0]), None),
        symbol="sum_to_shape({0}, shape of {1})",
        label="sum back to the input's shape",
        kind="shaping",
        spelling=spelled_as("sum", tensorflow="reduce_sum"),
        reads=1,
    )
)
register(
    Operation(
        "index",
        evaluate=_positions,
        shape=lambda like, axis: (like[axis], *(1 for _ in like[axis + 1 :])),
        derivative=lambda node, up: (None,),
        symbol="index({0}, {axis})",
        label="numbers of axis {axis}",
        kind="shaping",
        spelling=spelled_as("arange", tensorflow="range"),
        reads=0,
    )
)


def index(like: Node, axis: int) -> Node:
    """Give the places of `like` along `axis`, 0, 1, ..., in a shape that broadcasts to `like`."""
    return apply("index", like, axis=axis % len(like.shape))


def expand_dims(x: Node, axis: int) -> Node:
    """Insert an axis of length 1 at `axis` (negative: from the end of the result)."""
    return apply("expand_dims", x, axis=axis % (len(x.shape) + 1))


def squeeze(x: Node, axis: int) -> Node:
    """Drop the axis `axis`, whose length must be 1."""
    return apply("squeeze", x, axis=axis % len(x.shape))


def broadcast_like(x: Node, like: Node) -> Node:
    """Repeat `x` to the shape of `like`."""
    return x if x.shape == like.shape else apply("broadcast_like", x, like)


def sum_like(x: Node, like: Node) -> Node:
    """Undo a broadcast: sum `x` over the axes along which `like` was repeated."""
    return x if x.shape == like.shape else apply("sum_like", x, like)
