"""A graph as code wants it: nothing twice, nothing that leaves its input as it is.

Every rule keeps each number to the last bit, with one exception: a sum that is divided by the
number of its elements becomes a mean, which is NaN of no elements whatever the division was.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from lossgui.core.emit.dimensions import Lengths
from lossgui.core.expr import (
    OPERATIONS,
    Node,
    apply,
    broadcast_shape,
    constant,
    normalize_axis,
    walk,
)
from lossgui.core.ops import broadcast_like, mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# What only acts on a derivative: the value is that of the input.
SAME_VALUE = frozenset({"stop_gradient", "as_log_softmax"})

_ARITHMETIC: dict[str, Callable[..., float]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "negate": operator.neg,
}
_COMPARISONS: dict[str, Callable[..., bool]] = {
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}


def simplified(output: Node, passed: Collection[str] = SAME_VALUE) -> dict[int, Node]:
    """Give for each step, by its id, one of a smaller graph with the same numbers.

    Parameters
    ----------
    output
        The node whose value is wanted.
    passed
        The operations that leave their input as it is and go without a step.
    """
    return _Simplifier(passed).run(output)


class _Simplifier:
    """Rebuilds a graph from its tensors on, and keeps what it has built."""

    def __init__(self, passed: Collection[str]) -> None:
        self._passed = passed
        self._lengths = Lengths()
        self._known: dict[object, Node] = {}

    def run(self, output: Node) -> dict[int, Node]:
        done: dict[int, Node] = {}
        for node in walk(output):
            if node.is_leaf:
                found = _leaf(node)
            else:
                found = self._rewritten(node, tuple(done[id(child)] for child in node.inputs))
            done[id(node)] = self._shared(found)
        return done

    def _shared(self, node: Node) -> Node:
        """Give the node that computes the same, if there is one already."""
        key: object
        if node.operation == "size":
            counts = self._lengths.counted(node)
            key = ("size", counts or (node.inputs[0], node.attributes["axis"]))
        else:
            attributes = repr(sorted(node.attributes.items()))
            key = (node.operation, tuple(id(child) for child in node.inputs), attributes)
        return self._known.setdefault(key, node)

    def _rewritten(self, node: Node, inputs: tuple[Node, ...]) -> Node:
        """Build a step over its new inputs, by the rule for it."""
        if node.operation in self._passed or node.attributes.get("axis", 0) == ():
            return inputs[0]
        if node.operation == "broadcast_like":
            return self._repeated(inputs[0], inputs[1])
        if node.operation == "sum_like":
            return apply("sum_like", inputs[0], self._lengths.like(inputs[1]))
        if node.operation == "index":
            return apply("index", self._lengths.like(inputs[0]), **node.attributes)
        if OPERATIONS[node.operation].kind == "elementwise":
            return self._elementwise(node, inputs)
        undone = {node.operation, inputs[0].operation} == {"squeeze", "expand_dims"}
        if undone and inputs[0].attributes["axis"] == node.attributes["axis"]:
            return inputs[0].inputs[0]
        return apply(node.operation, *inputs, **node.attributes)

    def _repeated(self, node: Node, like: Node) -> Node:
        scalar = _scalar(node)
        return broadcast_like(node if scalar is None else scalar, self._lengths.like(like))

    def _elementwise(self, node: Node, inputs: tuple[Node, ...]) -> Node:
        """Let the operation broadcast by itself, or broadcast what comes out of it."""
        narrow = tuple(self._shared(_narrow(child)) for child in inputs)
        if broadcast_shape(*(child.shape for child in narrow)) == node.shape:
            return self._folded(node.operation, narrow)
        wide = next((child for child in inputs if child.shape == node.shape), None)
        if wide is None or wide.operation != "broadcast_like":
            return self._folded(node.operation, inputs)
        return self._repeated(self._shared(self._folded(node.operation, narrow)), wide.inputs[1])

    def _folded(self, operation: str, inputs: tuple[Node, ...]) -> Node:
        """Apply an elementwise operation, unless its result is known without a step."""
        rule = _RULES.get(operation)
        found = rule(*inputs) if rule else None
        if operation in ("divide", "divide_no_nan"):
            found = self._divided(*inputs)
        if operation == "where":
            found = self._decided(*inputs)
        return found or apply(operation, *inputs)

    def _divided(self, above: Node, below: Node) -> Node | None:
        """Write a mean for a sum over the number of its elements; nothing is divided by 1."""
        if _number(below) == 1.0:
            return above
        if above.operation == "sum":
            source, axis = above.inputs[0], above.attributes["axis"]
            if self._lengths.counts(below, source, normalize_axis(axis, len(source.shape))):
                return mean(source, axis)
        some = below.operation == "size" and below.attributes["value"]
        never_zero = some or _number(below) not in (None, 0.0)
        return apply("divide", above, below) if never_zero else None

    def _decided(self, condition: Node, *branches: Node) -> Node | None:
        """Take the branch of a comparison between two known numbers, in the shape of the choice."""
        values = [_number(child) for child in condition.inputs]
        if condition.operation not in _COMPARISONS or None in values:
            return None
        shape = broadcast_shape(*(branch.shape for branch in branches))
        wide = next((branch for branch in branches if branch.shape == shape), None)
        branch = branches[0 if _COMPARISONS[condition.operation](*values) else 1]
        if branch.shape == shape or wide is None:
            return branch if branch.shape == shape else None
        return self._repeated(branch, wide)


def _leaf(node: Node) -> Node:
    """Give a leaf; the number of elements along no axis is 1."""
    alone = node.operation == "size" and not node.attributes["axis"]
    return constant(1.0) if alone else node


def _scalar(node: Node) -> Node | None:
    """Give the single number that a step only repeats."""
    if not node.shape:
        return node
    if node.operation in ("expand_dims", "squeeze", "broadcast_like"):
        return _scalar(node.inputs[0])
    return None


def _narrow(node: Node) -> Node:
    """Give what broadcasts to the same numbers."""
    scalar = _scalar(node)
    if scalar is not None:
        return scalar
    return node.inputs[0] if node.operation == "broadcast_like" else node


def _number(node: Node) -> float | None:
    """Give the number of a constant that can be computed with."""
    if node.operation != "constant":
        return None
    value = float(node.attributes["value"])
    return value if math.isfinite(value) else None


# ---- rules: each gives what an operation on these inputs is without a step, or None


def _added(first: Node, second: Node) -> Node | None:
    if second.operation == "negate":
        return apply("subtract", first, second.inputs[0])
    return _computed("add", first, second)


def _multiplied(first: Node, second: Node) -> Node | None:
    for own, other in ((first, second), (second, first)):
        whole = other.shape == broadcast_shape(first.shape, second.shape)
        if whole and _number(own) == 1.0:
            return other
        if whole and _number(own) == -1.0:
            return _negated(other) or apply("negate", other)
    return _computed("multiply", first, second)


def _negated(node: Node) -> Node | None:
    return node.inputs[0] if node.operation == "negate" else _computed("negate", node)


def _computed(operation: str, *inputs: Node) -> Node | None:
    values = [_number(child) for child in inputs]
    return None if None in values else constant(_ARITHMETIC[operation](*values))


_RULES: dict[str, Callable[..., Node | None]] = {
    "add": _added,
    "subtract": lambda first, second: _computed("subtract", first, second),
    "multiply": _multiplied,
    "negate": _negated,
}
