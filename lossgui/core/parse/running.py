"""Pasted code carried out over nodes: what it computes becomes a graph. No Python of it is run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from lossgui.core.parse import calling
from lossgui.core.parse.emitted import helper_of
from lossgui.core.parse.expressions import (
    attribute_of,
    compared,
    constant_of,
    indexed,
    looked_up,
    operated,
    refuse_truth_values,
    truth_of,
    turned,
)
from lossgui.core.parse.functions.gathering import gathered
from lossgui.core.parse.limits import span_of
from lossgui.core.parse.names import BUILTINS, arguments_of, collected, defaults_of
from lossgui.core.parse.values import Closure, Dotted, Instance, Scope, Value
from lossgui.core.spans import ParseError, Span, origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lossgui.core.parse.program import Program

# Calls within calls multiply: a text of a few lines could ask for billions of steps.
MOST_STEPS = 20_000
DEEPEST_CALLS = 24

# What a table's function raises when it meets something that it is not made for.
MISFITS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


class Returned(Exception):
    """Carries the value of a return statement out of its function."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Run:
    """One pass over a program with given tensors and numbers."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.scope = Scope({})
        self._steps = 0
        self._depth = 0

    def span(self, node: ast.AST) -> Span:
        """Give the place of a piece of the text."""
        return span_of(node, self.program.excerpt)

    def made(self, node: ast.AST, function: Callable[..., Value], *arguments: Any) -> Value:
        """Apply a function for a piece of the text, which its nodes and its errors then name."""
        span = self.span(node)
        try:
            with origin(span):
                return function(*arguments)
        except (ParseError, Returned):
            raise
        except MISFITS as problem:
            raise ParseError(str(problem) or "this can't be computed", span) from None

    # ----------------------------------------------------------------------------------- statements

    def body(self, statements: Sequence[ast.stmt], scope: Scope) -> None:
        """Carry out statements until one returns."""
        for statement in statements:
            self._count(statement)
            carry = getattr(self, f"_{type(statement).__name__.lower()}", None)
            if carry is not None:
                carry(statement, scope)

    def _count(self, node: ast.AST) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise ParseError(f"the code takes more than {MOST_STEPS:,} steps", self.span(node))

    def _functiondef(self, node: ast.FunctionDef, scope: Scope) -> None:
        scope.names[node.name] = helper_of(node) or Closure(node, scope)

    def _classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        scope.names[node.name] = node

    def _return(self, node: ast.Return, scope: Scope) -> None:
        raise Returned(None if node.value is None else self.value(node.value, scope))

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.value(node.value, scope)
        for target in node.targets:
            self._store(target, value, scope)

    def _annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self._store(node.target, self.value(node.value, scope), scope)

    def _augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        before = self.value(node.target, scope)
        change = self.value(node.value, scope)
        value = self.made(node, operated, node.op, before, change)
        self._store(node.target, value, scope)

    def _store(self, target: ast.expr, value: Value, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
        elif isinstance(target, ast.Attribute):
            holder = self.value(target.value, scope)
            if not isinstance(holder, Instance):
                raise ParseError("only attributes of self can be assigned", self.span(target))
            holder.attributes[target.attr] = value
        elif isinstance(target, ast.Tuple | ast.List):
            parts = list(value) if isinstance(value, tuple | list) else []
            if len(parts) != len(target.elts):
                raise ParseError(
                    f"{len(target.elts)} names stand here for {len(parts) or 'no'} values",
                    self.span(target),
                )
            for name, item in zip(target.elts, parts, strict=True):
                self._store(name, item, scope)

    def _expr(self, node: ast.Expr, scope: Scope) -> None:
        if not calling.is_without_effect(node.value):
            self.value(node.value, scope)

    def _if(self, node: ast.If, scope: Scope) -> None:
        holds = self.made(node.test, truth_of, self.value(node.test, scope))
        self.body(node.body if holds else node.orelse, scope)

    def _with(self, node: ast.With, scope: Scope) -> None:
        self.body(node.body, scope)

    def _assert(self, node: ast.Assert, scope: Scope) -> None:
        if not self.made(node.test, truth_of, self.value(node.test, scope)):
            raise ParseError("the assertion does not hold for these shapes", self.span(node))

    def _raise(self, node: ast.Raise, _: Scope) -> None:
        raise ParseError(f"the code raises here: {ast.unparse(node)[:120]}", self.span(node))

    # ---------------------------------------------------------------------------------- expressions

    def value(self, node: ast.expr, scope: Scope) -> Value:
        """Compute an expression."""
        self._count(node)
        if isinstance(node, ast.Name):
            return self._named(node, scope)
        if isinstance(node, ast.Constant):
            return self.made(node, constant_of, node.value)
        if isinstance(node, ast.Tuple | ast.List):
            return tuple(self.value(item, scope) for item in node.elts)
        found: Callable[[Any, Scope], Value] = getattr(self, f"_x_{type(node).__name__.lower()}")
        return found(node, scope)

    def _named(self, node: ast.Name, scope: Scope) -> Value:
        path = self.program.names.path_of(node.id)
        try:
            return scope.find(node.id)
        except KeyError:
            if path is not None:
                return Dotted(path)
        if node.id in BUILTINS:
            return Dotted(f"builtins.{node.id}")
        return self.made(node, looked_up, node.id, scope, self.program.opened.get(node.id))

    def _x_binop(self, node: ast.BinOp, scope: Scope) -> Value:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if self.program.framework in ("tensorflow", "keras"):
            self.made(node, refuse_truth_values, node.op, left, right)
        return self.made(node, operated, node.op, left, right)

    def _x_unaryop(self, node: ast.UnaryOp, scope: Scope) -> Value:
        return self.made(node, turned, node.op, self.value(node.operand, scope))

    def _x_boolop(self, node: ast.BoolOp, scope: Scope) -> Value:
        stop = isinstance(node.op, ast.Or)
        value: Value = None
        for item in node.values:
            value = self.value(item, scope)
            if self.made(item, truth_of, value) is stop:
                break
        return value

    def _x_compare(self, node: ast.Compare, scope: Scope) -> Value:
        if len(node.ops) > 1:
            raise ParseError("compare two values at a time", self.span(node))
        left, right = self.value(node.left, scope), self.value(node.comparators[0], scope)
        return self.made(node, compared, node.ops[0], left, right)

    def _x_ifexp(self, node: ast.IfExp, scope: Scope) -> Value:
        holds = self.made(node.test, truth_of, self.value(node.test, scope))
        return self.value(node.body if holds else node.orelse, scope)

    def _x_lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return Closure(node, scope)

    def _x_attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        value = self.value(node.value, scope)
        return self.made(node, attribute_of, value, node.attr, self)

    def _x_subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        value, index = self.value(node.value, scope), self.value(node.slice, scope)
        if isinstance(node.slice, ast.List) and not isinstance(value, tuple | list):
            return self.made(node, gathered, value, index, 0)
        return self.made(node, indexed, value, index)

    def _x_slice(self, node: ast.Slice, scope: Scope) -> Value:
        ends = (node.lower, node.upper, node.step)
        return slice(*(None if end is None else self.value(end, scope) for end in ends))

    def _x_call(self, node: ast.Call, scope: Scope) -> Value:
        return calling.called(self, node, scope)

    # ------------------------------------------------------------------------ functions and objects

    def call(
        self,
        closure: Closure,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        at: ast.AST,
    ) -> Value:
        """Carry out a function of the text."""
        self._depth += 1
        if self._depth > DEEPEST_CALLS:
            raise ParseError(f"the calls go more than {DEEPEST_CALLS} levels deep", self.span(at))
        names = self._arguments(closure, arguments, keywords, at)
        inside = Scope(names, closure.scope)
        try:
            if isinstance(closure.definition, ast.Lambda):
                return self.value(closure.definition.body, inside)
            self.body(closure.definition.body, inside)
        except Returned as returned:
            return returned.value
        finally:
            self._depth -= 1
        return None

    def _arguments(
        self, closure: Closure, given: Sequence[Value], keywords: Mapping[str, Value], at: ast.AST
    ) -> dict[str, Value]:
        places = [arg.arg for arg in arguments_of(closure.definition)]
        values = list(given) if closure.instance is None else [closure.instance, *given]
        if len(values) > len(places):
            raise ParseError(
                f"{closure.name} takes {len(places)} arguments, not {len(values)}", self.span(at)
            )
        names = dict(zip(places, values, strict=False))
        loose = collected(closure.definition)
        for name, value in keywords.items():
            if name in places and name not in names:
                names[name] = value
            elif not loose or name in names:
                raise ParseError(f"{closure.name} has no argument {name!r} left", self.span(at))
        for name, default in defaults_of(closure.definition).items():
            if name not in names:
                names[name] = self.value(default, closure.scope)
        missing = [name for name in places if name not in names]
        if missing:
            raise ParseError(f"{closure.name} needs the argument {missing[0]!r}", self.span(at))
        return names | dict.fromkeys(loose, ())

    def member(self, instance: Instance, name: str) -> Value:
        """Give an attribute of an object of the text, or its method."""
        if name in instance.attributes:
            return instance.attributes[name]
        for item in instance.definition.body:
            if isinstance(item, ast.FunctionDef) and item.name == name:
                return Closure(item, instance.scope, instance)
            if isinstance(item, ast.Assign) and name in [ast.unparse(t) for t in item.targets]:
                return self.value(item.value, instance.scope)
        if name in ("add_weight", "add_variable"):
            return Dotted("object.add_weight")
        if name in ("dtype", "compute_dtype"):
            return "float32"  # Keras' own; the dialect says in which dtype everything is computed
        raise TypeError(f"the object of the class {instance.definition.name} has no {name!r}")

    def made_object(
        self, definition: ast.ClassDef, arguments: Sequence[Value], keywords: Mapping[str, Value],
        scope: Scope, at: ast.AST,
    ) -> Instance:  # fmt: skip
        """Make an object of a class of the text."""
        instance = Instance(definition, scope, {})
        for item in definition.body:
            if isinstance(item, ast.FunctionDef) and item.name == "__init__":
                self.call(Closure(item, scope, instance), arguments, keywords, at)
        return instance
