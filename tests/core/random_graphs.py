"""Random formulas that can be built again for tensors of other lengths."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import Node, apply, constant, size, variable
from lossgui.core.ops import broadcast_like, expand_dims, sum_like

Recipe = tuple[Any, ...]

# x and y are whole (n, d); r lacks the samples, c the outputs, u and s repeat along one or both.
TENSORS = {"x": "nd", "y": "nd", "r": "d", "c": "n1", "u": "1d", "s": ""}
CONSTANTS = (0.0, 1.0, -1.0, 2.0, -0.5, 4.0, 0.1, -2.0)
UNARY = ("negate", "square", "absolute", "sqrt", "exp", "log", "sign")
BINARY = ("add", "subtract", "multiply", "divide", "divide_no_nan")
# What only the opened forms take apart.
RICH_UNARY = (*UNARY, "exp", "log", "log1p", "softplus", "sigmoid", "power", "clip")
RICH_BINARY = (*BINARY, "maximum", "minimum")
EXPONENTS = (2.0, 0.5, 3.0, -1.0, 1.5)
CONDITIONS = ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal")


def recipe(rng: np.random.Generator, depth: int, *, rich: bool = False) -> Recipe:
    """Draw a formula as nested tuples; `rich` ones hold logarithms, powers and cases as well."""
    kind = rng.random()
    if depth == 0 or kind < 0.12:
        if rng.random() < 0.75:
            return ("tensor", str(rng.choice(list("xxyrcus"))))
        return ("constant", float(rng.choice(CONSTANTS)))
    inside = recipe(rng, depth - 1, rich=rich)
    if kind < 0.35:
        return _unary(rng, inside, rich=rich)
    other = recipe(rng, depth - 1, rich=rich)
    if kind < 0.68:
        return ("binary", str(rng.choice(RICH_BINARY if rich else BINARY)), inside, other)
    if kind < 0.9:
        name, axis, keep = rng.choice(["sum", "mean"]), rng.integers(4), rng.integers(2)
        return ("reduction", str(name), int(axis), bool(keep), inside)
    return _rare(rng, kind, inside, other, rich=rich)


def _rare(
    rng: np.random.Generator, kind: float, inside: Recipe, other: Recipe, *, rich: bool
) -> Recipe:
    if kind < 0.94 and rich:
        border = recipe(rng, 1), recipe(rng, 1)
        return ("choose", str(rng.choice(CONDITIONS)), *border, inside, other)
    if kind < 0.94:
        return ("where", inside, other, recipe(rng, 1))
    if kind < 0.97:
        return ("repeat", inside, other)
    return ("times size" if kind < 0.985 else "sum back", inside)


def _unary(rng: np.random.Generator, inside: Recipe, *, rich: bool) -> Recipe:
    name = str(rng.choice(RICH_UNARY if rich else UNARY))
    if name == "power":
        return ("binary", name, inside, ("constant", float(rng.choice(EXPONENTS))))
    return ("clip", inside) if name == "clip" else ("unary", name, inside)


def leaves(n: int, d: int) -> dict[str, Node]:
    """Make the tensors for these lengths."""
    lengths = {"n": n, "d": d, "1": 1}
    return {k: variable(k, tuple(lengths[axis] for axis in axes)) for k, axes in TENSORS.items()}


def build(formula: Recipe, tensors: dict[str, Node]) -> Node:
    """Build a formula; raises ValueError where its shapes do not fit."""
    kind, *rest = formula
    if kind == "tensor":
        return tensors[rest[0]]
    if kind == "constant":
        return constant(rest[0])
    if kind == "reduction":
        return _reduction(*rest[:3], build(rest[3], tensors))
    if kind in ("unary", "binary", "choose"):
        nodes = [build(part, tensors) for part in rest[1:]]
        if kind == "choose":
            return apply("where", apply(rest[0], *nodes[:2]), *nodes[2:])
        return apply(rest[0], *nodes)
    nodes = [build(part, tensors) for part in rest]
    return _shaped(kind, nodes, tensors)


def _shaped(kind: str, nodes: list[Node], tensors: dict[str, Node]) -> Node:
    if kind == "clip":
        return apply("clip", nodes[0], 0.1, 0.9)
    if kind == "where":
        return apply("where", apply("less", nodes[0], 0.5), *nodes[1:])
    if kind == "repeat":
        return broadcast_like(nodes[0], apply("add", *nodes))
    if kind == "times size":
        return nodes[0] * size(nodes[0])
    fits = nodes[0].shape == tensors["x"].shape
    return sum_like(nodes[0], tensors["r"]) if fits else nodes[0]


def _reduction(name: str, which: int, keep: bool, node: Node) -> Node:
    rank = len(node.shape)
    axis = (None, -1, 0, tuple(range(rank)))[which] if rank else None
    reduced = apply(name, node, axis=axis)
    if keep and rank:
        gone = range(rank) if axis is None else [axis] if isinstance(axis, int) else axis
        for place in sorted(item % rank for item in gone):
            reduced = expand_dims(reduced, place)
    return reduced


def numbers(node: Node, tensors: dict[str, np.ndarray]) -> np.ndarray:
    """Evaluate a node in float64."""
    evaluator = Evaluator([node], "float64")
    evaluator.run(tensors)
    return np.asarray(evaluator[node])
