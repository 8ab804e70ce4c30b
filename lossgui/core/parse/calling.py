"""Calls in pasted code: of the table's functions, of methods, of the text's own functions."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Node, size
from lossgui.core.parse.expressions import attribute_of
from lossgui.core.parse.functions import FUNCTIONS, METHODS, bound
from lossgui.core.parse.functions.arithmetic import absolute, binary, power
from lossgui.core.parse.functions.choosing import maximum, minimum, round_
from lossgui.core.parse.functions.reductions import sum_
from lossgui.core.parse.functions.table import signature_of
from lossgui.core.parse.names import is_super
from lossgui.core.parse.values import (
    Accumulator,
    Closure,
    Dotted,
    Instance,
    Scope,
    Value,
    described,
    number,
    numeric,
    tensor,
)
from lossgui.core.spans import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lossgui.core.parse.running import Run


def is_without_effect(node: ast.expr) -> bool:
    """Tell whether a line of its own computes nothing: a docstring, print, or a call of super().

    Nor does a setting of JAX, which is of dtypes and devices.
    """
    if isinstance(node, ast.Constant):
        return True
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "print"
    if ast.unparse(node.func) in ("jax.config.update", "tf.print"):
        return True
    return isinstance(node.func, ast.Attribute) and is_super(node.func.value)


def called(run: Run, node: ast.Call, scope: Scope) -> Value:
    """Carry out a call."""
    target = _target(run, node.func, scope)
    arguments = [run.value(item, scope) for item in node.args]
    keywords = {str(item.arg): run.value(item.value, scope) for item in node.keywords}
    return applied(run, target, arguments, keywords, node)


def _target(run: Run, node: ast.expr, scope: Scope) -> Value:
    """Find what is called; a method is a function that has its tensor already."""
    if not isinstance(node, ast.Attribute):
        return run.value(node, scope)
    holder = run.value(node.value, scope)
    if isinstance(holder, Accumulator):
        return _Assigning(holder, node.attr)
    function = FUNCTIONS.get(f"{run.program.framework}.Tensor.{node.attr}")
    function = function or METHODS.get(node.attr)
    if isinstance(holder, Dotted | Instance) or (not function and not isinstance(holder, Node)):
        return run.made(node, attribute_of, holder, node.attr, run)
    if function is None:
        raise ParseError(f"a tensor's .{node.attr}() is not read here", run.span(node))
    return _Method(function, holder)


class _Method:
    """A method of a tensor: a function of the table with its first argument."""

    def __init__(self, function: Callable[..., Any], holder: Value) -> None:
        self.function, self.holder = function, holder

    def __call__(self, *arguments: Any, **keywords: Any) -> Value:
        given = bound(self.function, (self.holder, *arguments), keywords)
        return self.function(*given.args, **given.kwargs)


class _Assigning:
    """What a metric's variable does: it keeps what is added."""

    def __init__(self, holder: Accumulator, name: str) -> None:
        self.holder, self.name = holder, name

    def __call__(self, value: Any = None, **_: Any) -> Value:
        if self.name == "assign":
            self.holder.value = numeric(value)
        elif self.name in ("assign_add", "assign_sub"):
            kind = "add" if self.name == "assign_add" else "subtract"
            zero = kind == "add" and number(self.holder.value) == 0.0
            self.holder.value = (
                numeric(value) if zero else binary(kind, self.holder.value, numeric(value))
            )
        elif self.name not in ("value", "numpy", "read_value"):
            raise TypeError(f"a variable's .{self.name}() is not read here")
        return self.holder.value


def applied(
    run: Run,
    target: Value,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    node: ast.AST,
) -> Value:
    """Call what was found, whatever it is."""
    if isinstance(target, Closure):
        return run.call(target, arguments, keywords, node)
    if isinstance(target, ast.ClassDef):
        return run.made_object(target, arguments, keywords, run.scope, node)
    if isinstance(target, Instance):
        for name in ("call", "forward", "__call__"):
            if _has_method(target, name):
                return run.call(run.member(target, name), arguments, keywords, node)
    if isinstance(target, Dotted):
        return _of_table(run, target.path, arguments, keywords, node)
    if callable(target):
        return run.made(node, lambda: target(*arguments, **keywords))
    raise ParseError(f"{described(target)} can't be called", run.span(node))


def _has_method(instance: Instance, name: str) -> bool:
    return any(
        isinstance(item, ast.FunctionDef) and item.name == name for item in instance.definition.body
    )


def _of_table(
    run: Run,
    path: str,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    node: ast.AST,
) -> Value:
    if path.startswith("builtins."):
        return run.made(node, _BUILTINS[path.partition(".")[2]], *arguments)
    if path == "object.add_weight":
        return Accumulator()
    function = FUNCTIONS.get(path)
    if function is None:
        raise ParseError(f"{path} is not read here", run.span(node))
    return run.made(node, lambda: _called(function, arguments, keywords))


def _called(
    function: Callable[..., Any], arguments: Sequence[Value], keywords: Mapping[str, Value]
) -> Value:
    kinds = [item.kind for item in signature_of(function).parameters.values()]
    if inspect.Parameter.VAR_KEYWORD in kinds:
        return function(*arguments, **keywords)
    given = bound(function, arguments, keywords)
    return function(*given.args, **given.kwargs)


def _length(value: Value) -> Value:
    return size(value, 0) if isinstance(value, Node) else len(value)


def _total(values: Value, start: Value = 0.0) -> Value:
    if isinstance(values, Node) and values.shape:
        # Python goes through a tensor row by row.
        return binary("add", sum_(values, 0), start) if number(start) != 0.0 else sum_(values, 0)
    total = start
    for value in values:
        total = value if number(total) == 0.0 else binary("add", total, value)
    return total


def _largest(*values: Value) -> Value:
    return _chosen(maximum, values)


def _smallest(*values: Value) -> Value:
    return _chosen(minimum, values)


def _chosen(choose: Callable[[Value, Value], Value], values: Sequence[Value]) -> Value:
    given = tuple(values[0]) if len(values) == 1 and isinstance(values[0], tuple) else values
    if len(given) < 2 or any(number(item) is None for item in given):
        raise TypeError("Python's max() and min() choose between numbers; write maximum(a, b)")
    best = given[0]
    for value in given[1:]:
        best = choose(best, value)
    return best


def _real(value: Value = 0.0) -> Value:
    if isinstance(value, str) and value.strip("+-").lower() in ("inf", "nan"):
        return float(value)
    if isinstance(value, Node):
        return numeric(value)
    return float(tensor(value).attributes["value"])


def _integer(value: Value = 0) -> Value:
    if isinstance(value, Node):
        return value
    return int(value)


_BUILTINS: dict[str, Callable[..., Any]] = {
    "abs": absolute,
    "bool": lambda value=False: bool(value),
    "float": _real,
    "int": _integer,
    "isinstance": lambda value, kind: isinstance(value, Node),
    "len": _length,
    "list": lambda value=(): tuple(value),
    "max": _largest,
    "min": _smallest,
    "pow": power,
    "print": lambda *_: None,
    "round": round_,
    "str": lambda value="": str(value)[:100],
    "sum": _total,
    "tuple": lambda value=(): tuple(value),
}
