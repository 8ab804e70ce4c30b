"""A program, tensors and numbers -> the graph of its loss."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Node, walk
from lossgui.core.parse.names import Function, arguments_of
from lossgui.core.parse.running import Returned, Run
from lossgui.core.parse.values import Accumulator, Closure, Scope, Value, numeric, tensor
from lossgui.core.spans import ParseError

if TYPE_CHECKING:
    from lossgui.core.parse.program import Number, Program

# Longer chains of steps are no formula, and what walks over them would run out of stack.
LONGEST_CHAIN = 300
MOST_AXES = 32


def built(program: Program, tensors: tuple[Node, ...], numbers: dict[str, Any]) -> Node:
    """Build the graph of a program for given tensors, in its order, and numbers by name.

    Raises
    ------
    ParseError
        If the shapes do not fit, a number is missing, or what comes out is no tensor.
    """
    given: dict[str, Value] = dict(zip(program.tensors, tensors, strict=True))
    given |= {
        item.name: _as_given(item, numbers[item.name])
        for item in program.numbers
        if item.name in numbers
    }
    run = Run(program)
    output = _output(run, program, given)
    if isinstance(output, Accumulator):
        output = output.value
    if isinstance(output, tuple | list):
        raise ParseError(
            f"the code returns {len(output)} values: return the loss alone",
            run.span(program.definition),
        )
    try:
        node = tensor(numeric(output))
    except TypeError:
        raise ParseError(
            "the code does not return a tensor: end it with 'return' and the loss",
            run.span(program.definition),
        ) from None
    _check_length(node, run, program)
    return node


def _output(run: Run, program: Program, given: dict[str, Value]) -> Value:
    """Carry the text out up to its loss."""
    top = Scope({name: value for name, value in given.items() if name in program.free})
    run.scope = top
    try:
        run.body([item for item in program.tree.body if not _is_entry(item, program)], top)
    except Returned:
        raise ParseError("'return' stands outside of a function") from None
    if program.inner is None:
        return run.value(program.definition, top)  # type: ignore[arg-type]
    settings = {name: value for name, value in given.items() if name not in program.free}
    return _called(run, program, program.inner, settings, top)


def _called(
    run: Run, program: Program, inner: Function, given: dict[str, Value], top: Scope
) -> Value:
    """Call the loss with the tensors and numbers that belong to it."""
    definition = program.definition
    own, outer = _parted(inner, given)
    if isinstance(definition, ast.ClassDef):
        instance = run.made_object(definition, (), outer, top, definition)
        output = run.call(Closure(inner, top, instance), (), own, inner)
        if program.kind != "metric_class":
            return output
        return run.call(run.member(instance, "result"), (), {}, inner)
    closure = Closure(definition, top)  # type: ignore[arg-type]
    if program.kind == "factory":
        made = run.call(closure, (), outer, definition)
        if not isinstance(made, Closure):
            raise ParseError("the function does not return a function", run.span(definition))
        closure = made
    return run.call(closure, (), own, inner)


def _parted(inner: Function, given: dict[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """Part what is given into the arguments of the loss and those of what makes it."""
    names = {arg.arg for arg in arguments_of(inner)}
    own = {name: value for name, value in given.items() if name in names}
    return own, {name: value for name, value in given.items() if name not in names}


def _is_entry(statement: ast.stmt, program: Program) -> bool:
    """Tell whether a statement is the expression that is the loss, which is computed apart."""
    is_expression = isinstance(statement, ast.Expr) or (
        isinstance(statement, ast.Assign) and program.kind == "expression"
    )
    return is_expression and statement.value is program.definition  # type: ignore[attr-defined]


def _as_given(item: Number, value: Any) -> Value:
    """Give a number as the text expects it: whole where its default is."""
    if item.whole and isinstance(value, float) and value == int(value):
        return int(value)
    return value


def _check_length(node: Node, run: Run, program: Program) -> None:
    depth: dict[int, int] = {}
    for item in walk(node):
        inputs = () if item.is_leaf else item.inputs
        depth[id(item)] = 1 + max((depth[id(child)] for child in inputs), default=0)
        where = item.origin or run.span(program.definition)
        if depth[id(item)] > LONGEST_CHAIN:
            raise ParseError(f"the steps follow each other more than {LONGEST_CHAIN} deep", where)
        if len(item.shape) > MOST_AXES:
            raise ParseError(f"the step has {len(item.shape)} axes, and at most {MOST_AXES}", where)
