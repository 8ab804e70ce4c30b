"""Functions of each element by itself that are no powers, exponentials or logarithms."""

from __future__ import annotations

from lossgui.core.expr import Node, Operand, apply
from lossgui.core.ops.elementwise import elementwise, square

elementwise(
    "tanh",
    lambda xp, x: xp.tanh(x),
    lambda node, up: (up * (1.0 - square(node)),),
    "tanh({0})",
    "tanh tanh math.tanh",
    "tanh",
)


def tanh(x: Operand) -> Node:
    """Take each element's hyperbolic tangent."""
    return apply("tanh", x)
