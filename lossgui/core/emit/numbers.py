"""Which constants of a graph are a parameter of the loss, so that code can take it by name.

A graph only has the number itself. So the loss is built once more with another value: a constant
that goes along with it is the parameter; one that changes otherwise was computed from it, and then
the parameter can not be an argument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.expr import Node, apply, variable, walk
from lossgui.core.pipeline import build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.expr import Shape
    from lossgui.core.losses import Loss
    from lossgui.core.pipeline import Pipeline
    from lossgui.core.spec import LossSpec


def with_numbers(pipeline: Pipeline, spec: LossSpec) -> tuple[Node, dict[str, float]]:
    """Give the output over parameters by name instead of their values, and those values."""
    shapes = {name: node.shape for name, node in pipeline.variables.items()}
    order = list(walk(pipeline.output))
    found: dict[int, Node] = {}
    values: dict[str, float] = {}
    for item in spec.entry.parameters:
        value = spec.parameters[item.name]
        if item.kind != "number" or not isinstance(value, float) or item.name in shapes:
            continue
        places = _places(order, spec, shapes, item.name, value)
        if places and not found.keys() & places:
            named = variable(item.name, ())
            found |= dict.fromkeys(places, named)
            values[item.name] = value
    return _replaced(order, found), values


def _places(
    order: list[Node], spec: LossSpec, shapes: Mapping[str, Shape], name: str, value: float
) -> set[int]:
    """Find the constants that are a parameter; none if others depend on it as well."""
    other = _other(spec.entry, name, value)
    if other is None:
        return set()
    try:
        again = list(walk(build(spec.replace(**{name: other}), shapes).output))
    except ValueError:
        return set()
    if len(again) != len(order) or not all(map(_is_same_step, order, again)):
        return set()
    pairs = [
        (node, node.attributes["value"], new.attributes["value"])
        for node, new in zip(order, again, strict=True)
        if node.operation == "constant" and node.attributes["value"] != new.attributes["value"]
    ]
    if any((old, new) != (value, other) for _, old, new in pairs):
        return set()
    return {id(node) for node, _, _ in pairs}


def _other(entry: Loss, name: str, value: float) -> float | None:
    """Choose another value that the parameter may have and nothing else is likely to."""
    parameter = entry.parameter(name)
    tried = (value * 1.3717 + 0.0173, value * 0.7317, value + 1.0, value - 1.0)
    return next((item for item in tried if item != value and parameter.takes(item)), None)


def _is_same_step(node: Node, other: Node) -> bool:
    if node.operation != other.operation or node.shape != other.shape:
        return False
    return node.operation == "constant" or dict(node.attributes) == dict(other.attributes)


def _replaced(order: list[Node], found: Mapping[int, Node]) -> Node:
    """Build the graph anew with other nodes in some places."""
    if not found:
        return order[-1]
    done: dict[int, Node] = {}
    for node in order:
        new = found.get(id(node), node)
        if not new.is_leaf:
            inputs = tuple(done[id(child)] for child in node.inputs)
            if any(a is not b for a, b in zip(inputs, node.inputs, strict=True)):
                new = apply(node.operation, *inputs, **node.attributes)
        done[id(node)] = new
    return done[id(order[-1])]
