"""Comparisons, where, and limits.

A comparison has derivative 0. clip passes the derivative on both bounds, as tf.clip_by_value does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Node, Operand, apply
from lossgui.core.ops.elementwise import elementwise

if TYPE_CHECKING:
    from collections.abc import Callable


def _comparison(name: str, symbol: str, evaluate: Callable[..., Any]) -> None:
    elementwise(name, evaluate, lambda node, up: (None, None), symbol, f"{name} {name} {name}")


_comparison("less", "{0} < {1}", lambda xp, a, b: a < b)
_comparison("less_equal", "{0} <= {1}", lambda xp, a, b: a <= b)
_comparison("greater", "{0} > {1}", lambda xp, a, b: a > b)
_comparison("greater_equal", "{0} >= {1}", lambda xp, a, b: a >= b)
_comparison("equal", "{0} == {1}", lambda xp, a, b: a == b)
_comparison("not_equal", "{0} != {1}", lambda xp, a, b: a != b)

elementwise(
    "where",
    lambda xp, condition, a, b: xp.where(condition, a, b),
    lambda node, up: (None, where(node.inputs[0], up, 0.0), where(node.inputs[0], 0.0, up)),
    "where({0}, {1}, {2})",
    "where where where",
    "where",
)
elementwise(
    "maximum",
    lambda xp, a, b: xp.where((a >= b) | (a != a), a, b),
    lambda node, up: _where_parts(greater_equal(*node.inputs), up),
    "maximum({0}, {1})",
    "maximum maximum maximum",
    "larger of {0} and {1}",
)
elementwise(
    "minimum",
    lambda xp, a, b: xp.where((a <= b) | (a != a), a, b),
    lambda node, up: _where_parts(less_equal(*node.inputs), up),
    "minimum({0}, {1})",
    "minimum minimum minimum",
    "smaller of {0} and {1}",
)


def _where_parts(first: Node, up: Node) -> tuple[Node, Node]:
    """Give the whole derivative to the chosen input; to the first one where both are equal."""
    return where(first, up, 0.0), where(first, 0.0, up)


elementwise(
    "clip",
    # Not xp.clip: that one keeps NaN bounds apart and is missing from older array namespaces.
    lambda xp, x, low, high: xp.where(x < low, low, xp.where(x > high, high, x)),
    lambda node, up: (
        where(
            greater_equal(node.inputs[0], node.inputs[1]),
            where(less_equal(node.inputs[0], node.inputs[2]), up, 0.0),
            0.0,
        ),
        None,
        None,
    ),
    "clip({0}, {1}, {2})",
    "clip clip clip_by_value",
    "clip to {1} .. {2}",
)


def less(a: Operand, b: Operand) -> Node:
    """Compare elementwise: a < b."""
    return apply("less", a, b)


def less_equal(a: Operand, b: Operand) -> Node:
    """Compare elementwise: a <= b."""
    return apply("less_equal", a, b)


def greater(a: Operand, b: Operand) -> Node:
    """Compare elementwise: a > b."""
    return apply("greater", a, b)


def greater_equal(a: Operand, b: Operand) -> Node:
    """Compare elementwise: a >= b."""
    return apply("greater_equal", a, b)


def equal(a: Operand, b: Operand) -> Node:
    """Compare elementwise: a == b."""
    return apply("equal", a, b)


def not_equal(a: Operand, b: Operand) -> Node:
    """Compare elementwise: a != b."""
    return apply("not_equal", a, b)


def where(condition: Operand, a: Operand, b: Operand) -> Node:
    """Take `a` where the condition holds, else `b`."""
    return apply("where", condition, a, b)


def maximum(a: Operand, b: Operand) -> Node:
    """Take the larger of two elements; where they are equal the first one has the derivative."""
    return apply("maximum", a, b)


def minimum(a: Operand, b: Operand) -> Node:
    """Take the smaller of two elements; where they are equal the first one has the derivative."""
    return apply("minimum", a, b)


def clip(x: Operand, low: float, high: float) -> Node:
    """Limit each element to low .. high."""
    return apply("clip", x, low, high)
