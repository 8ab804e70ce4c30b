"""What a name in pasted code can stand for, and how it is turned into nodes and numbers.

A tensor is a `Node`. Numbers, texts, None, tuples and lists are Python's own. The length of an axis
stays a ``size`` node, so that the proof can call it n or d, and `whole` gives its number where one
is needed (an axis, a slice, a shape).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Axis, Node, constant, normalize_axis
from lossgui.core.ops import concatenate, expand_dims, where

if TYPE_CHECKING:
    import ast

Value = Any

# More numbers than that in one literal are data and belong into a tensor.
MOST_ELEMENTS = 256

LOGICAL = frozenset(
    {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"}
    | {"logical_and", "logical_or", "logical_not", "is_nan", "is_finite"}
)
# What is boolean if its first input is.
MOVING = frozenset(
    {"reshape", "transpose", "slice", "expand_dims", "squeeze", "broadcast_like", "concatenate"}
)


@dataclass(frozen=True)
class Dotted:
    """A name of a framework that is no value yet: ``tf``, ``tf.math``, ``tf.float32``."""

    path: str


@dataclass(frozen=True)
class Closure:
    """A function of the pasted code, with the names that it saw where it was defined."""

    definition: ast.FunctionDef | ast.Lambda
    scope: Scope
    instance: Instance | None = None

    @property
    def name(self) -> str:
        """What it is called; a lambda by that word."""
        return getattr(self.definition, "name", "lambda")


@dataclass(eq=False)
class Scope:
    """The names of a function call, or of the whole text."""

    names: dict[str, Value]
    outer: Scope | None = None

    def find(self, name: str) -> Value:
        """Look a name up, from the inside out.

        Raises
        ------
        KeyError
            If nobody has it.
        """
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        raise KeyError(name)


@dataclass(eq=False)
class Instance:
    """An object of a class of the pasted code; `attributes` are those set on ``self``."""

    definition: ast.ClassDef
    scope: Scope
    attributes: dict[str, Value]


@dataclass(eq=False)
class Accumulator:
    """A metric's variable: what ``add_weight`` gives, starting at 0."""

    value: Value = 0.0


def is_logical(value: Value) -> bool:
    """Tell whether a node holds truth values."""
    while isinstance(value, Node) and value.operation in MOVING:
        value = value.inputs[0]
    return isinstance(value, Node) and value.operation in LOGICAL


def numeric(value: Value) -> Value:
    """Turn truth values into 1 and 0; anything else stays."""
    if isinstance(value, bool):
        return float(value)
    return where(value, 1.0, 0.0) if is_logical(value) else value


def operand(value: Value) -> Node | float:
    """Give what arithmetic works on: a node, or a plain number.

    Raises
    ------
    TypeError
        If the value is neither a tensor nor a number.
    """
    if isinstance(value, Accumulator):
        return operand(value.value)
    if isinstance(value, tuple | list):
        return tensor(value)
    if isinstance(value, Node | bool):
        found = numeric(value)
        return found if isinstance(found, Node) else float(found)
    if isinstance(value, int | float):
        return float(value)
    raise TypeError(f"{described(value)} is no tensor and no number")


def tensor(value: Value) -> Node:
    """Give a node: a number becomes a constant, a list is stacked."""
    if isinstance(value, tuple | list):
        if not 0 < _count(value) <= MOST_ELEMENTS:
            raise TypeError(f"a list becomes a tensor if it has 1 to {MOST_ELEMENTS} elements")
        return stacked([tensor(item) for item in value], 0)
    found = operand(value)
    return found if isinstance(found, Node) else constant(found)


def _count(value: Value) -> int:
    """Count the elements of nested lists, as far as it matters: one list may stand twice in it."""
    waiting, count = [value], 0
    while waiting and count <= MOST_ELEMENTS:
        item = waiting.pop()
        if isinstance(item, tuple | list):
            waiting += item[: MOST_ELEMENTS + 1]
        else:
            count += 1
    return count + len(waiting)


def stacked(nodes: list[Node], axis: int) -> Node:
    """Put nodes of one shape behind each other along a new axis."""
    return concatenate([expand_dims(node, axis) for node in nodes], axis)


def number(value: Value) -> float | None:
    """Give the plain number that a value stands for whatever the tensors hold; None if none."""
    if isinstance(value, Node):
        return _known(value)
    if isinstance(value, bool | int | float):
        return value
    return None


def _known(node: Node) -> float | None:
    if node.operation in ("constant", "size"):
        return float(node.attributes["value"])
    if node.shape or node.operation not in _ARITHMETIC:
        return None
    parts = [_known(child) for child in node.inputs]
    if None in parts:
        return None
    try:
        return float(_ARITHMETIC[node.operation](*parts))
    except (ArithmeticError, ValueError):
        return math.nan


_ARITHMETIC: dict[str, Any] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "sqrt": math.sqrt,
}


def whole(value: Value) -> int:
    """Give the whole number that an axis, a length or a place has to be.

    Raises
    ------
    TypeError
        If it depends on the tensors' numbers or is not whole.
    """
    found = number(value)
    if found is None or not math.isfinite(found) or found != int(found):
        raise TypeError(f"{described(value)} stands where a whole number is needed")
    return int(found)


def axes(value: Value) -> Axis:
    """Give an axis argument: None, a whole number or a tuple of them."""
    if value is None:
        return None
    if isinstance(value, tuple | list):
        return tuple(whole(item) for item in value)
    return whole(value)


def positions(axis: Axis, node: Node) -> tuple[int, ...]:
    """Give the axes of a node that an axis argument means, counted from the front."""
    return normalize_axis(axis, len(node.shape))


def described(value: Value) -> str:
    """Say in a word what a value is, for an error."""
    if isinstance(value, Node):
        return f"a tensor of shape {value.shape}"
    if isinstance(value, Dotted):
        return value.path
    if isinstance(value, Closure):
        return f"the function {value.name}"
    if isinstance(value, Instance):
        return f"an object of the class {value.definition.name}"
    if isinstance(value, tuple | list):
        return f"a list of {len(value)} elements"
    return f"{value!r:.40}"
