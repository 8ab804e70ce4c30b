"""Expressions of pasted code, computed over nodes instead of arrays."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Node
from lossgui.core.parse.functions import ATTRIBUTES, CONSTANTS
from lossgui.core.parse.functions.arithmetic import binary, negative, power
from lossgui.core.parse.functions.choosing import compare, logical_and, logical_not, logical_or
from lossgui.core.parse.functions.extremes import Extreme
from lossgui.core.parse.functions.gathering import picked
from lossgui.core.parse.functions.parts import part
from lossgui.core.parse.functions.products import matmul
from lossgui.core.parse.modules import settled
from lossgui.core.parse.values import (
    MOST_ELEMENTS,
    Accumulator,
    Closure,
    Dotted,
    Instance,
    Scope,
    Value,
    described,
    is_logical,
    number,
    numeric,
    operand,
    tensor,
    whole,
)

if TYPE_CHECKING:
    from lossgui.core.parse.running import Run

_ARITHMETIC = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
}
_COMPARISONS = {
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}
_LOGICAL = {ast.BitAnd: logical_and, ast.BitOr: logical_or, ast.Add: logical_or}


def operated(operator: ast.operator, a: Value, b: Value) -> Value:
    """Apply a binary operator."""
    kind = type(operator)
    # The sum of two truth values is one; that of a truth value and a number is a number.
    if kind in _LOGICAL and is_logical(a) + is_logical(b) > (kind is ast.Add):
        return _LOGICAL[kind](a, b)
    if isinstance(a, tuple | list) and isinstance(b, tuple | list) and kind is ast.Add:
        return (*a, *b)
    if kind is ast.Mult and isinstance(a, tuple | list) and not isinstance(b, Node):
        return _repeated(a, whole(b))
    if kind in _ARITHMETIC:
        return binary(_ARITHMETIC[kind], a, b)
    if kind is ast.Pow:
        return raised(a, b)
    if kind is ast.MatMult:
        return matmul(a, b)
    if kind in (ast.FloorDiv, ast.Mod):
        return _whole_division(kind, a, b)
    raise TypeError("this operator is not read between tensors")


def refuse_truth_values(operator: ast.operator, a: Value, b: Value) -> None:
    """Refuse arithmetic that TensorFlow does not do: ``condition * x`` is no product there.

    Raises
    ------
    TypeError
        If one of the two holds truth values. Two of them multiplied are 'and', which is a product.
    """
    truths = is_logical(a) + is_logical(b)
    product = truths == 2 and isinstance(operator, ast.Mult)
    if truths and not product and type(operator) not in _LOGICAL:
        raise TypeError(
            "TensorFlow does not calculate with truth values, and its * of them is 'and': convert "
            "them with tf.cast(condition, tf.float32)"
        )


def _repeated(items: Value, times: int) -> Value:
    """Repeat a list, as Python does with ``[0.5] * 3``."""
    if len(items) * max(times, 0) > MOST_ELEMENTS:
        raise TypeError(f"a list of more than {MOST_ELEMENTS} elements is not read")
    return tuple(items) * times


def raised(a: Value, b: Value) -> Value:
    """Apply ``**``; a tensor squared is the step square."""
    if isinstance(a, Node):
        return power(a, b)
    return binary("power", a, b)


def _whole_division(kind: type[ast.operator], a: Value, b: Value) -> Value:
    left, right = number(a), number(b)
    if left is None or right is None or not right:
        raise TypeError("'//' and '%' are read between numbers that are not 0")
    return left // right if kind is ast.FloorDiv else left % right


def turned(operator: ast.unaryop, value: Value) -> Value:
    """Apply a unary operator."""
    if isinstance(operator, ast.Not):
        return not truth_of(value)
    if isinstance(operator, ast.Invert):
        return logical_not(value)
    if isinstance(operator, ast.UAdd):
        return value
    return negative(operand(value) if isinstance(value, Node | Accumulator) else value)


def truth_of(value: Value) -> bool:
    """Decide a condition, which must not depend on the tensors' numbers.

    Raises
    ------
    TypeError
        If it does.
    """
    if isinstance(value, Node):
        found = number(value)
        if found is None:
            raise TypeError(
                "the condition depends on the tensors' numbers: write where(condition, a, b)"
            )
        return bool(found)
    return bool(value) if not isinstance(value, Dotted | Closure | Instance) else True


def compared(operator: ast.cmpop, a: Value, b: Value) -> Value:
    """Apply a comparison."""
    kind = type(operator)
    if kind in _COMPARISONS:
        if isinstance(a, tuple) and isinstance(b, tuple):
            a, b = tuple(map(number, a)), tuple(map(number, b))
        return compare(_COMPARISONS[kind], numeric(a), numeric(b))
    if kind in (ast.Is, ast.IsNot):
        same = a is b or (not isinstance(a, Node) and not isinstance(b, Node) and a == b)
        return same if kind is ast.Is else not same
    inside = isinstance(b, tuple | list | str) and not isinstance(a, Node) and a in b
    return inside if kind is ast.In else not inside


def indexed(value: Value, index: Value) -> Value:
    """Apply ``value[index]``."""
    if isinstance(value, tuple | list):
        if isinstance(index, slice):
            ends = [None if e is None else whole(e) for e in (index.start, index.stop, index.step)]
            return tuple(value[slice(*ends)])
        return value[whole(index)]
    items = index if isinstance(index, tuple) else (index,)
    node = tensor(value) if not is_logical(value) else value
    chosen = [item for item in items if isinstance(item, Node) and item.operation != "size"]
    if not chosen:
        return part(node, items)
    if any(is_logical(item) for item in chosen):
        raise TypeError(
            "a part chosen by a mask has no fixed shape: multiply by the mask, or use where"
        )
    if len(items) == len(node.shape) == 2 and isinstance(items[0], Node):
        return picked(node, tensor(items[1]))
    raise TypeError("an index by a tensor is read as x[arange(n), labels] only; or use gather")


def attribute_of(value: Value, name: str, run: Run) -> Value:
    """Give ``value.name``."""
    if isinstance(value, Dotted):
        path = settled(f"{value.path}.{name}")
        return CONSTANTS.get(path, Dotted(path))
    if isinstance(value, Instance):
        return run.member(value, name)
    if isinstance(value, Extreme) and name in ("values", "indices"):
        return value[0 if name == "values" else 1]
    if isinstance(value, Accumulator) and name == "value":
        return value.value
    if name in ATTRIBUTES:
        return ATTRIBUTES[name](value if is_logical(value) else tensor(value))
    raise TypeError(f"{described(value)} has no attribute {name!r} that is read here")


def constant_of(value: Any) -> Value:
    """Give a literal."""
    if isinstance(value, bytes | complex):
        raise TypeError("this literal is no part of a loss")
    return value


def looked_up(name: str, scope: Scope, line: int | None = None) -> Value:
    """Give what a name of the text stands for; `line` sets it, but is left out."""
    try:
        return scope.find(name)
    except KeyError:
        why = f", because line {line}, which sets it, is left out" if line else ""
        raise TypeError(
            f"{name!r} has no value{why}: give it one, for example in a line "
            f"'# numbers: {name} = 1.0'"
        ) from None
