"""A first walk over the syntax tree: can every construct and every name be read.

It runs before any shape is known, so that a text is refused while it is typed. What it collects on
the way (free names, used modules) decides what the loss asks for.
"""

from __future__ import annotations

import ast
import builtins
import difflib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from lossgui.core.parse.calling import is_without_effect
from lossgui.core.parse.emitted import helper_of
from lossgui.core.parse.functions import (
    closest,
    closest_method,
    is_known,
    is_method,
)
from lossgui.core.parse.limits import span_of
from lossgui.core.parse.modules import settled, written
from lossgui.core.parse.names import (
    BUILTINS,
    EXCEPTIONS,
    UNREAD_METHODS,
    Function,
    Names,
    bound_in,
    defaults_of,
    dotted_name,
    is_framework,
    is_super,
)
from lossgui.core.spans import ParseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lossgui.core.excerpt import Excerpt

READ = (
    ast.Module, ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Return, ast.Assign, ast.AugAssign,
    ast.AnnAssign, ast.Expr, ast.If, ast.IfExp, ast.Pass, ast.Assert, ast.Raise, ast.Import,
    ast.ImportFrom, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Call, ast.Attribute,
    ast.Subscript, ast.Slice, ast.Name, ast.Constant, ast.Tuple, ast.List, ast.With,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context, ast.keyword,
)  # fmt: skip

# What a student would call the constructs that are not read, and what to do instead.
UNREAD = {
    "For": "a loop ('for') is not read: write it with whole tensors, as tf.reduce_sum over an axis",
    "While": "a loop ('while') is not read: write it with whole tensors",
    "AsyncFor": "a loop ('async for') is not read",
    "Try": "'try' is not read: a loss is a formula",
    "TryStar": "'try' is not read: a loss is a formula",
    "ListComp": "a list comprehension is a loop, which is not read: write it with whole tensors",
    "SetComp": "a set comprehension is not read: write it with whole tensors",
    "DictComp": "a dict comprehension is not read: write it with whole tensors",
    "GeneratorExp": "a generator is a loop, which is not read: write it with whole tensors",
    "Global": "'global' is not read: give the value as an argument",
    "Nonlocal": "'nonlocal' is not read: give the value as an argument",
    "NamedExpr": "':=' is not read: assign the name in a line of its own",
    "Starred": "'*' before an argument is not read: write the arguments one by one",
    "Dict": "a dictionary is not read here",
    "Set": "a set is not read here",
    "JoinedStr": "a formatted text is not read here",
    "Await": "'await' is not read",
    "Yield": "'yield' is not read: return the loss",
    "YieldFrom": "'yield' is not read: return the loss",
    "AsyncFunctionDef": "'async def' is not read: write 'def'",
    "AsyncWith": "'async with' is not read",
    "Delete": "'del' is not read",
    "Match": "'match' is not read: use 'if' on constants, or tf.where on tensors",
}

# Objects of these classes answer to methods that no tensor has.
OBJECT_METHODS = frozenset(
    {"add_weight", "add_variable", "assign", "assign_add", "assign_sub", "value", "values"}
    | {"indices", "update_state", "result", "call", "forward"}
)


@dataclass
class Found:
    """What the walk collects: modules by full path, and free names in their order."""

    paths: set[str] = field(default_factory=set)
    free: list[str] = field(default_factory=list)


class Walk:
    """One walk over a text."""

    def __init__(self, names: Names, text: Excerpt, tree: ast.Module) -> None:
        self.names, self.text, self.found = names, text, Found()
        self._tree = tree

    @cached_property
    def _on_self(self) -> set[str]:
        """What the objects of the text's own classes have; most texts never ask."""
        classes = (part for part in ast.walk(self._tree) if isinstance(part, ast.ClassDef))
        return {name for part in classes for name in _members(part)}

    def refuse(self, node: ast.AST, problem: str) -> ParseError:
        """Make the error for a piece of the text."""
        return ParseError(problem, span_of(node, self.text))

    def visit(self, node: ast.AST, bound: frozenset[str]) -> None:
        """Check a piece and everything in it; `bound` are the names of the functions around it."""
        if not isinstance(node, READ):
            kind = type(node).__name__
            raise self.refuse(node, UNREAD.get(kind, f"{kind} is not read in a loss"))
        special = getattr(self, f"_{type(node).__name__.lower()}", None)
        if special is not None:
            special(node, bound)
            return
        for child in ast.iter_child_nodes(node):
            self.visit(child, bound)

    def _import(self, node: ast.Import, bound: frozenset[str]) -> None:
        """Read nothing: imports only give names."""

    _importfrom = _import

    def _assert(self, node: ast.Assert, bound: frozenset[str]) -> None:
        # What it would say is no part of the loss.
        self.visit(node.test, bound)

    def _functiondef(self, node: ast.FunctionDef, bound: frozenset[str]) -> None:
        if node.name in UNREAD_METHODS or helper_of(node):
            return
        self._body(node, bound, node.body)

    def _lambda(self, node: ast.Lambda, bound: frozenset[str]) -> None:
        self._body(node, bound, [node.body])

    def _body(self, node: Function, bound: frozenset[str], body: Sequence[ast.AST]) -> None:
        for default in defaults_of(node).values():
            self.visit(default, bound)
        inside = bound | bound_in(node)
        for child in body:
            self.visit(child, inside)

    def _classdef(self, node: ast.ClassDef, bound: frozenset[str]) -> None:
        # Bases, decorators and keywords are not looked at: they name what is not read.
        inside = bound | {"self"}
        for child in node.body:
            self.visit(child, inside)

    def _annassign(self, node: ast.AnnAssign, bound: frozenset[str]) -> None:
        self.visit(node.target, bound)
        if node.value is not None:
            self.visit(node.value, bound)

    def _assign(self, node: ast.Assign, bound: frozenset[str]) -> None:
        for target in node.targets:
            self._target(target, bound)
        self.visit(node.value, bound)

    def _augassign(self, node: ast.AugAssign, bound: frozenset[str]) -> None:
        self._target(node.target, bound)
        self.visit(node.value, bound)

    def _target(self, node: ast.expr, bound: frozenset[str]) -> None:
        if isinstance(node, ast.Subscript):
            raise self.refuse(
                node, "a part of a tensor can't be assigned: choose with where(condition, a, b)"
            )
        if isinstance(node, ast.Starred):
            raise self.refuse(node, UNREAD["Starred"])
        if isinstance(node, ast.Tuple | ast.List):
            for item in node.elts:
                self._target(item, bound)
        elif isinstance(node, ast.Attribute):
            dotted = dotted_name(node)
            if dotted is None or dotted[0] != "self":
                raise self.refuse(node, "only attributes of self can be assigned")
            if node.attr.startswith("__"):
                raise self.refuse(node, f"the attribute {node.attr} is not read")

    def _with(self, node: ast.With, bound: frozenset[str]) -> None:
        for item in node.items:
            call = item.context_expr
            name = dotted_name(call.func) if isinstance(call, ast.Call) else None
            if name is None or name[1][-1:] not in (["name_scope"], ["no_grad"]):
                raise self.refuse(node, "'with' is not read, but for tf.name_scope")
            if name[1][-1] == "no_grad":
                raise self.refuse(node, "torch.no_grad is not read: use .detach() on the value")
        for child in node.body:
            self.visit(child, bound)

    def _raise(self, node: ast.Raise, bound: frozenset[str]) -> None:
        """Read nothing: reaching it is an error, whatever it says."""

    def _expr(self, node: ast.Expr, bound: frozenset[str]) -> None:
        call = node.value
        if not is_without_effect(call):
            self.visit(call, bound)

    def _call(self, node: ast.Call, bound: frozenset[str]) -> None:
        if isinstance(node.func, ast.Attribute) and is_super(node.func.value):
            raise self.refuse(node, "a call of super() is read in a line of its own only")
        for keyword in node.keywords:
            if keyword.arg is None:
                raise self.refuse(node, "'**' in a call is not read: write the arguments by name")
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if name is not None and self._is_free(name, bound):
            raise self.refuse(node.func, self._unknown_function(name))
        for child in ast.iter_child_nodes(node):
            self.visit(child, bound)

    def _unknown_function(self, name: str) -> str:
        if hasattr(builtins, name):
            return f"Python's {name}() is not read: a loss is a formula of tensors"
        near = closest(f"tensorflow.{name}") or closest(f"numpy.{name}")
        if "loss" in name.lower():
            near = ""  # no slip, but a loss whose definition stands in another cell
        offered = sorted({*self.names.written, *BUILTINS} - EXCEPTIONS)
        similar = difflib.get_close_matches(name, offered, n=1)
        hint = similar[0] if similar else written(near)
        said = f"there is no function {name!r} here"
        advice = f": paste its definition too, from 'def {name}' on"
        return f"{said}; did you mean {hint}?" if hint else said + advice

    def _attribute(self, node: ast.Attribute, bound: frozenset[str]) -> None:
        dotted = dotted_name(node)
        if dotted is not None and dotted[0] not in bound:
            path = self.names.path_of(dotted[0])
            if path is not None:
                self._path(node, settled(".".join([path, *dotted[1]])))
                return
        if node.attr.startswith("_"):
            raise self.refuse(node, f"the attribute {node.attr} is not read")
        if not is_method(node.attr) and node.attr not in OBJECT_METHODS | self._on_self:
            near = closest_method(node.attr)
            hint = f"; did you mean .{near}?" if near else ""
            raise self.refuse(node, f"a tensor's .{node.attr} is not read{hint}")
        self.visit(node.value, bound)

    def _path(self, node: ast.Attribute, path: str) -> None:
        self.found.paths.add(path)
        if is_known(path):
            return
        if not is_framework(path):
            raise self.refuse(node, f"{path} is not read: only the frameworks' functions are")
        raise self._unread(node, ast.unparse(node), path)

    def _name(self, node: ast.Name, bound: frozenset[str]) -> None:
        if isinstance(node.ctx, ast.Store):
            return
        path = None if node.id in bound else self.names.path_of(node.id)
        if path is not None:
            self._imported(node, path)
        elif self._is_free(node.id, bound):
            if node.id.startswith("__"):
                raise self.refuse(node, f"the name {node.id} is not read")
            if node.id not in self.found.free:
                self.found.free.append(node.id)

    def _imported(self, node: ast.Name, path: str) -> None:
        self.found.paths.add(path)
        if not is_known(path):
            raise self._unread(node, path, path)

    def _unread(self, node: ast.AST, name: str, path: str) -> ParseError:
        """Make the error for a framework's function that the table lacks, with the closest one."""
        near = written(closest(path))
        hint = f"; did you mean {near}?" if near else ""
        return self.refuse(node, f"{name} is not among the functions that are read{hint}")

    def _is_free(self, name: str, bound: frozenset[str]) -> bool:
        if name in bound or name in self.names.bound or name in BUILTINS:
            return False
        return self.names.path_of(name) is None


def _members(definition: ast.ClassDef) -> set[str]:
    """List the methods of a class and what is set on self."""
    methods = {item.name for item in definition.body if isinstance(item, ast.FunctionDef)}
    kept = {
        part.attr
        for part in ast.walk(definition)
        if isinstance(part, ast.Attribute)
        and isinstance(part.ctx, ast.Store)
        and isinstance(part.value, ast.Name)
        and part.value.id == "self"
    }
    return methods | kept
