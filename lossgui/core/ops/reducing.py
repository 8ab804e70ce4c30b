"""Reductions: sum and mean over any axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.expr import (
    Axis,
    Node,
    Operation,
    apply,
    normalize_axis,
    reduced_shape,
    register,
    size,
)
from lossgui.core.ops.shaping import broadcast_like, expand_dims

if TYPE_CHECKING:
    from collections.abc import Callable


def _spread(node: Node, upstream: Node) -> Node:
    """Bring the gradient of a reduced result back to the shape before the reduction."""
    source = node.inputs[0]
    for position in normalize_axis(node.attributes["axis"], len(source.shape)):
        upstream = expand_dims(upstream, position)
    return broadcast_like(upstream, source)


def _reduction(
    name: str, evaluate: Callable[..., Any], derivative: Callable[[Node, Node], Node]
) -> None:
    register(
        Operation(
            name,
            evaluate,
            reduced_shape,
            lambda node, upstream: (derivative(node, upstream),),
            symbol=name + "({0}, axis={axis})",
            label=name + " axis {axis}",
            kind="reduction",
            spelling={"numpy": name, "keras": name, "tensorflow": f"reduce_{name}"},
        )
    )


def _mean(xp: Any, x: Any, axis: Any) -> Any:
    """Average; NaN over nothing, without the warning that NumPy's mean gives then."""
    return xp.mean(x, axis=axis) if x.size else xp.sum(x, axis=axis) * xp.nan


_reduction("sum", lambda xp, x, axis: xp.sum(x, axis=axis), _spread)
_reduction(
    "mean",
    _mean,
    # The spread comes before the division: the other way round an empty axis would divide 0 by 0.
    lambda node, up: _spread(node, up) / size(node.inputs[0], node.attributes["axis"]),
)


def sum_(x: Node, axis: Axis = None) -> Node:
    """Sum over `axis` (None: all axes); 0 over nothing."""
    return apply("sum", x, axis=axis)


def mean(x: Node, axis: Axis = None) -> Node:
    """Average over `axis` (None: all axes); NaN over nothing."""
    return apply("mean", x, axis=axis)


def reduce(x: Node, inner: str, axis: Axis) -> Node:
    """Apply the reduction called `inner`, ``mean`` or ``sum``; over no axis at all it is `x`."""
    if axis == ():
        return x
    return mean(x, axis) if inner == "mean" else sum_(x, axis)
