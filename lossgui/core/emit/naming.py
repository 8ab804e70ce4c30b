"""What the steps of emitted code are called."""

from __future__ import annotations

import builtins
import keyword
from typing import TYPE_CHECKING

from lossgui.core.expr import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lossgui.core.expr import Node

# What a step is, where the operation's own name does not say it or is taken by Python.
NAMES = {
    "absolute": "absolute",
    "add": "added",
    "broadcast_like": "repeated",
    "clip": "clipped",
    "concatenate": "joined",
    "is_nan": "is_missing",
    "logical_and": "both",
    "logical_not": "is_not",
    "logical_or": "either",
    "matmul": "product",
    "reshape": "reshaped",
    "slice": "cut",
    "transpose": "transposed",
    "unslice": "put_back",
    "divide": "ratio",
    "divide_no_nan": "ratio",
    "equal": "is_equal",
    "exp": "exponential",
    "expand_dims": "expanded",
    "greater": "is_greater",
    "greater_equal": "is_not_less",
    "index": "positions",
    "less": "is_less",
    "less_equal": "is_not_greater",
    "log": "logarithm",
    "log1p": "logarithm",
    "logsumexp": "log_sum",
    "max": "largest",
    "maximum": "larger",
    "min": "smallest",
    "minimum": "smaller",
    "multiply": "product",
    "negate": "negative",
    "not_equal": "is_different",
    "power": "powered",
    "sigmoid": "squashed",
    "sign": "direction",
    "size": "count",
    "softplus": "softened",
    "sqrt": "root",
    "square": "squared",
    "squeeze": "squeezed",
    "stop_gradient": "fixed",
    "subtract": "difference",
    "sum": "total",
    "sum_like": "summed",
    "where": "chosen",
}
# Read well before what they were done to: squared_y_pred.
_BEFORE = frozenset({"absolute", "clip", "expand_dims", "square", "squeeze"})
_WEIGHTS = frozenset({"sample_weight", "mask", "class_weight", "pos_weight", "item_weight"})


class Names:
    """Hands out names, each once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {*taken, *keyword.kwlist, *dir(builtins)}

    def new(self, wanted: str) -> str:
        """Give a name that is not taken: with a number if it has to be."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name


def wanted_name(node: Node) -> str:
    """Say what a step is, in a word or two."""
    name = NAMES.get(node.operation, node.operation)
    if node.operation == "multiply":
        return _product(node)
    if node.operation == "where" and _is_indicator(node):
        return "indicator"
    if node.operation == "expand_dims" and _is_reduction(node.inputs[0]):
        return wanted_name(node.inputs[0])
    if node.operation in _BEFORE and node.inputs[0].operation == "variable":
        return f"{name}_{node.inputs[0].attributes['name']}"
    if node.operation in ("log", "exp") and node.inputs[0].operation == "variable":
        return f"{node.operation}_{node.inputs[0].attributes['name']}"
    return name


def _is_indicator(node: Node) -> bool:
    """Tell whether a step gives 1 where a condition holds and 0 elsewhere."""
    values = [child.attributes.get("value") for child in node.inputs[1:]]
    return values == [1.0, 0.0]


def _is_reduction(node: Node) -> bool:
    return not node.is_leaf and OPERATIONS[node.operation].kind == "reduction"


def _product(node: Node) -> str:
    """Tell a weighted step and one that is only scaled from a product."""
    names = {child.attributes["name"] for child in node.inputs if child.operation == "variable"}
    if names & _WEIGHTS:
        return "weighted"
    scaled = any(child.operation in ("constant", "size") for child in node.inputs)
    return "scaled" if scaled else NAMES["multiply"]
