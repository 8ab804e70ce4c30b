"""Which tensor's axis an axis of a step comes from: so that code can ask the tensor for lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.expr import OPERATIONS, normalize_axis
from lossgui.core.ops.moving import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.expr import Node

# An axis of one of the tensors that the user gives.
Dimension = tuple["Node", int]
Dimensions = frozenset[Dimension]

FLAT_SAMPLES = 2
"""Axes left by a reshape to ``(n, -1)``, which keeps the samples apart whatever their number."""


class Lengths:
    """The origins of the axes of a graph's steps; what was found is kept."""

    def __init__(self) -> None:
        self._known: dict[Dimension, Dimensions] = {}

    def of(self, node: Node, axis: int) -> Dimensions:
        """List the tensors' axes that have the length of the axis `axis` (0 or more) of a step.

        Empty where that is not known, as behind an operation that makes an axis of its own.
        """
        if node.operation == "variable":
            return frozenset({(node, axis)})
        if (node, axis) not in self._known:
            found = [self.of(child, place) for child, place in _origins(node, axis)]
            self._known[node, axis] = frozenset[Dimension]().union(*found)
        return self._known[node, axis]

    def counted(self, size: Node) -> tuple[Dimension, ...] | None:
        """Give the tensors' axes whose lengths a size multiplies; None if they are not known."""
        found = []
        for axis in size.attributes["axis"]:
            known = self.of(size.inputs[0], axis)
            if not known and size.inputs[0].shape[axis] != 1:
                return None
            if known:
                found.append(preferred(known))
        return tuple(found)

    def counts(self, size: Node, source: Node, axes: tuple[int, ...]) -> bool:
        """Tell whether a size is the number of elements along these axes of a step."""
        if size.operation != "size":
            return False
        if size.inputs[0] is source:
            return tuple(size.attributes["axis"]) == axes
        theirs = [(size.inputs[0], axis) for axis in size.attributes["axis"]]
        pairs = list(zip([(source, axis) for axis in axes], theirs, strict=False))
        return len(axes) == len(theirs) and all(self.of(*a) & self.of(*b) for a, b in pairs)

    def like(self, node: Node) -> Node:
        """Give a tensor that always has the shape of a step; the step itself if none is known."""
        if not node.shape:
            return node
        known = [self.of(node, axis) for axis in range(len(node.shape))]
        fitting = [
            item
            for item, axis in known[0]
            if axis == 0
            and len(item.shape) == len(node.shape)
            and all((item, place) in found for place, found in enumerate(known))
        ]
        return max(fitting, key=lambda item: str(item.attributes["name"])) if fitting else node


def preferred(same: Dimensions) -> Dimension:
    """Choose one of several axes of the same length: always the same one."""
    return max(same, key=lambda found: (len(found[0].shape), str(found[0].attributes["name"])))


def _origins(node: Node, axis: int) -> list[Dimension]:
    """Give the inputs' axes that an axis of a step has its length from."""
    if node.is_leaf:
        return []
    if node.operation in _MOVED:
        return _MOVED[node.operation](node, axis)
    kind = OPERATIONS[node.operation].kind
    if kind == "elementwise":
        return _of_elements(node, axis)
    if kind != "reduction":
        return []
    gone = normalize_axis(node.attributes["axis"], len(node.inputs[0].shape))
    left = [place for place in range(len(node.inputs[0].shape)) if place not in gone]
    return [(node.inputs[0], left[axis])]


def _of_elements(node: Node, axis: int) -> list[Dimension]:
    """Look past the inputs that are broadcast along the axis."""
    found = []
    for child in node.inputs:
        place = axis - len(node.shape) + len(child.shape)
        if place >= 0 and child.shape[place] == node.shape[axis]:
            found.append((child, place))
    return found


def _of_expanded(node: Node, axis: int) -> list[Dimension]:
    own = node.attributes["axis"]
    return [] if axis == own else [(node.inputs[0], axis - (axis > own))]


def _of_squeezed(node: Node, axis: int) -> list[Dimension]:
    return [(node.inputs[0], axis + (axis >= node.attributes["axis"]))]


def _of_cut(node: Node, axis: int) -> list[Dimension]:
    return [(node.inputs[0], axis)] if node.attributes["parts"][axis] == WHOLE else []


def _of_joined(node: Node, axis: int) -> list[Dimension]:
    return [] if axis == node.attributes["axis"] else [(node.inputs[0], axis)]


def _of_positions(node: Node, axis: int) -> list[Dimension]:
    return [] if axis else [(node.inputs[0], node.attributes["axis"])]


def _of_reshaped(node: Node, axis: int) -> list[Dimension]:
    # A flat list keeps no length, and of more axes the code would have to fix the others.
    before = node.inputs[0]
    flat = len(node.shape) == FLAT_SAMPLES and before.shape[:1] == node.shape[:1]
    return [(before, 0)] if flat and axis == 0 else []


def _of_like(node: Node, axis: int) -> list[Dimension]:
    return [(node.inputs[1], axis)]


_MOVED: dict[str, Callable[[Node, int], list[Dimension]]] = {
    "broadcast_like": _of_like,
    "concatenate": _of_joined,
    "expand_dims": _of_expanded,
    "index": _of_positions,
    "reshape": _of_reshaped,
    "slice": _of_cut,
    "squeeze": _of_squeezed,
    "sum_like": _of_like,
    "transpose": lambda node, axis: [(node.inputs[0], node.attributes["axes"][axis])],
    "unslice": _of_like,
}
