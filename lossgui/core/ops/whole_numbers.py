"""Whole numbers near each element. They have derivative 0, as no step of theirs can be learned."""

from __future__ import annotations

from lossgui.core.expr import Node, Operand, apply
from lossgui.core.ops.elementwise import elementwise

for _name, _function, _spelling, _label in (
    ("floor", "floor", "floor floor floor", "round down"),
    ("ceil", "ceil", "ceil ceil math.ceil", "round up"),
    ("round", "round", "round round round", "round to a whole number"),
    ("truncate", "trunc", "trunc cast cast", "cut off after the point"),
):
    elementwise(
        _name,
        lambda xp, x, _function=_function: getattr(xp, _function)(x),
        lambda node, up: (None,),
        _name + "({0})",
        _spelling,
        _label,
    )


def floor(x: Operand) -> Node:
    """Take the next whole number below each element."""
    return apply("floor", x)


def ceil(x: Operand) -> Node:
    """Take the next whole number above each element."""
    return apply("ceil", x)


def round_(x: Operand) -> Node:
    """Take the nearest whole number; of two, the even one."""
    return apply("round", x)


def truncate(x: Operand) -> Node:
    """Take the next whole number towards 0, as a conversion to whole numbers does."""
    return apply("truncate", x)
