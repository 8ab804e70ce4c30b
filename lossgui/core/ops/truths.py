"""Conditions: and, or, not, and whether a number is one. A condition has derivative 0.

What is not a condition yet holds where it is not 0, as in NumPy; NaN is not 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Node, Operand, apply
from lossgui.core.ops.elementwise import elementwise

if TYPE_CHECKING:
    from collections.abc import Callable


def _holds(xp: Any, x: Any) -> Any:
    return x if x.dtype == xp.bool else x != 0


def _condition(
    name: str, symbol: str, evaluate: Callable[..., Any], spelling: str, label: str = ""
) -> None:
    elementwise(
        name, evaluate, lambda node, up: (None,) * len(node.inputs), symbol, spelling, label
    )


_condition(
    "logical_and",
    "logical_and({0}, {1})",
    lambda xp, a, b: _holds(xp, a) & _holds(xp, b),
    "logical_and logical_and math.logical_and",
    "{0} and {1}",
)
_condition(
    "logical_or",
    "logical_or({0}, {1})",
    lambda xp, a, b: _holds(xp, a) | _holds(xp, b),
    "logical_or logical_or math.logical_or",
    "{0} or {1}",
)
_condition(
    "logical_not",
    "logical_not({0})",
    lambda xp, x: ~_holds(xp, x),
    "logical_not logical_not math.logical_not",
    "not {0}",
)
_condition(
    "is_nan", "isnan({0})", lambda xp, x: x != x, "isnan isnan math.is_nan", "is not a number"
)
_condition(
    "is_finite",
    "isfinite({0})",
    lambda xp, x: x == x if x.dtype == xp.bool else xp.isfinite(x),
    "isfinite isfinite math.is_finite",
    "is finite",
)


def logical_and(a: Operand, b: Operand) -> Node:
    """Tell where both conditions hold."""
    return apply("logical_and", a, b)


def logical_or(a: Operand, b: Operand) -> Node:
    """Tell where at least one of two conditions holds."""
    return apply("logical_or", a, b)


def logical_not(x: Operand) -> Node:
    """Tell where a condition does not hold."""
    return apply("logical_not", x)


def is_nan(x: Operand) -> Node:
    """Tell which elements are NaN."""
    return apply("is_nan", x)


def is_finite(x: Operand) -> Node:
    """Tell which elements are neither infinite nor NaN."""
    return apply("is_finite", x)
