"""Pasted Python source -> a loss. The text is read as a syntax tree; nothing of it is executed."""

from __future__ import annotations

import ast
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from lossgui.core.expr import Node, walk
from lossgui.core.losses.catalogue import CODE, Loss, Parameter
from lossgui.core.parse.program import Number, Program, program_of
from lossgui.core.parse.running import Returned, Run
from lossgui.core.parse.values import Accumulator, Closure, Scope, Value, numeric, operand, tensor
from lossgui.core.spans import ParseError, Span

# Longer chains of steps are no formula, and what walks over them would run out of stack.
LONGEST_CHAIN = 300
MOST_AXES = 32


def parse(source: str) -> Loss:
    """Read pasted source code as a loss, which stands wherever the name of one does.

    Parameters
    ----------
    source
        One or more function definitions, of which the last one is the loss, a lambda, an
        expression, or a class with ``call``, ``forward`` or ``update_state`` and ``result``; for
        TensorFlow, Keras, PyTorch, JAX, optax or NumPy. Its arguments without a default are the
        loss' tensors, those with a number as default its parameters. A name that the text leaves
        open becomes a tensor or a number; lines ``# tensors: w`` and ``# numbers: beta = 0.5``
        settle which.

    Raises
    ------
    ParseError
        If the text is not Python, or has something that is not read; says what, and where.

    Examples
    --------
    >>> loss = parse("def f(y_true, y_pred): return np.mean((y_true - y_pred) ** 2)")
    >>> loss.name, loss.arguments, loss.framework
    ('f', ('y_true', 'y_pred'), 'numpy')
    """
    if not isinstance(source, str):
        raise TypeError(f"source code is a text, not {type(source).__name__}")
    return _parsed(source)


@lru_cache(maxsize=64)
def _parsed(source: str) -> Loss:
    program = program_of(source)
    return Loss(
        key=CODE + source,
        title=program.name,
        family="pasted",
        summary=_summary(program),
        formula=_formula(program),
        arguments=program.tensors,
        optional=(),
        parameters=tuple(_parameter(item) for item in program.numbers),
        aliases=(),
        axis=None,
        inner="",
        has_axis=False,
        has_inner=False,
        one_axis=False,
        pairing="own",
        domains=MappingProxyType({}),
        function=lambda *tensors, **numbers: built(program, tensors, numbers),
        source=source,
        framework=program.framework,
    )


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
    if program.kind == "expression":
        return run.value(program.definition, top)  # type: ignore[arg-type]
    settings = {name: value for name, value in given.items() if name not in program.free}
    return _called(run, program, settings, top)


def _called(run: Run, program: Program, given: dict[str, Value], top: Scope) -> Value:
    """Call the loss with the tensors and numbers that belong to it."""
    definition, inner = program.definition, program.inner
    assert inner is not None  # noqa: S101 - an expression has none, and is computed elsewhere
    own, outer = _parted(program, given)
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


def _parted(program: Program, given: dict[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """Part what is given into the arguments of the loss and those of what makes it."""
    from lossgui.core.parse.names import arguments_of

    assert program.inner is not None  # noqa: S101
    names = {arg.arg for arg in arguments_of(program.inner)}
    own = {name: value for name, value in given.items() if name in names}
    return own, {name: value for name, value in given.items() if name not in names}


def _is_entry(statement: ast.stmt, program: Program) -> bool:
    return isinstance(statement, ast.Expr) and statement.value is program.definition


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


def _parameter(item: Number) -> Parameter:
    kind = "flag" if isinstance(item.default, bool) else "number"
    return Parameter(item.name, f"the number {item.name} of the code", kind, default=item.default)


def _summary(program: Program) -> str:
    body = getattr(program.definition, "body", None)
    text = ast.get_docstring(program.definition) if isinstance(body, list) else None  # type: ignore[arg-type]
    return (text or "").partition("\n")[0] or "Pasted code."


def _formula(program: Program) -> str:
    """Write the expression that is returned, in one line."""
    returns = [item for item in ast.walk(program.definition) if isinstance(item, ast.Return)]
    last = returns[-1].value if returns else getattr(program.definition, "body", program.definition)
    text = ast.unparse(last) if isinstance(last, ast.expr) else program.name
    return text if len(text) <= 80 else f"{text[:77]}…"


__all__ = ["ParseError", "Program", "Span", "built", "operand", "parse", "program_of"]
