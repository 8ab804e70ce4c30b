"""Graph -> graph of its gradient, by reverse mode, so that a gradient has steps like a loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.expr import OPERATIONS, Node, constant, value_inputs, walk
from lossgui.core.ops import broadcast_like

if TYPE_CHECKING:
    from collections.abc import Sequence


def gradient(output: Node, wrt: Sequence[Node]) -> tuple[Node, ...]:
    """Build the derivative of the sum of `output` with respect to each node of `wrt`.

    Each result has the shape of its node; a node that `output` does not use gets zeros. For a
    scalar `output` this is the gradient; for a vector it is what GradientTape gives as well.

    Source: Griewank and Walther, Evaluating Derivatives (2008), chapter 3 (reverse mode).
    """
    upstream = slopes(output, wrt)
    return tuple(upstream.get(id(node), broadcast_like(constant(0.0), node)) for node in wrt)


def slopes(output: Node, wrt: Sequence[Node]) -> dict[int, Node]:
    """Build the derivative by every step on the way to the nodes of `wrt`, by the step's id."""
    order = tuple(walk(output))
    wanted = {id(node) for node in wrt}
    needed = _depending(order, wanted)
    upstream: dict[int, Node] = {id(output): broadcast_like(constant(1.0), output)}
    for node in reversed(order):
        if node.is_leaf or id(node) not in needed or id(node) not in upstream:
            continue
        parts = OPERATIONS[node.operation].derivative(node, upstream[id(node)])
        for child, part in zip(node.inputs, parts, strict=True):
            if part is not None and id(child) in needed:
                known = upstream.get(id(child))
                upstream[id(child)] = part if known is None else known + part
    return upstream


def _depending(order: Sequence[Node], wanted: set[int]) -> set[int]:
    """Give the nodes that a wanted node reaches: only these need a derivative."""
    reached = set(wanted)
    for node in order:
        if not node.is_leaf and any(id(child) in reached for child in value_inputs(node)):
            reached.add(id(node))
    return reached
