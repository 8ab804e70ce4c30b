"""The names of pasted code: which module an alias stands for, what is bound, what is free."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lossgui.core.parse.modules import ROOTS, USUAL, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

Function = ast.FunctionDef | ast.Lambda

BUILTINS = frozenset(
    {"abs", "bool", "float", "int", "isinstance", "len", "list", "max", "min", "pow", "print"}
    | {"round", "sum", "super", "tuple", "str"}
)
# Only in `raise`: what the exception is called plays no part.
EXCEPTIONS = frozenset({"ValueError", "TypeError", "NotImplementedError", "AssertionError"})

# Methods of Keras classes that do not compute the loss.
UNREAD_METHODS = frozenset(
    {"get_config", "from_config", "reset_state", "reset_states", "__repr__", "__str__"}
    | {"compute_output_shape", "build", "compute_mask", "variables"}
)


@dataclass
class Names:
    """What the text binds outside of its functions.

    `aliases` are names of modules and of what is imported from them, with full paths; `bound` are
    the names that the part of it which is read defines itself, `written` the functions
    and classes of all of it.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)

    def path_of(self, name: str) -> str | None:
        """Give the full path behind an alias, None if the name is none."""
        if name in self.bound:
            return None
        if name in self.aliases:
            return self.aliases[name]
        return settled(USUAL[name]) if name in USUAL else None


def names_of(tree: ast.Module) -> Names:
    """Read the imports and the definitions of a text."""
    names = Names()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for item in node.names:
                root = item.name if item.asname else item.name.split(".")[0]
                names.aliases[item.asname or root] = settled(root)
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                path = settled(f"{node.module or ''}.{item.name}")
                names.aliases[item.asname or item.name] = path
    names.bound = {name for statement in tree.body for name in stored(statement)}
    functions = (ast.FunctionDef, ast.ClassDef)
    names.written = {item.name for item in tree.body if isinstance(item, functions)}
    return names


def stored(node: ast.AST) -> Iterator[str]:
    """List the names that a statement binds, not those inside of the functions it defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Lambda | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from stored(child)


def arguments_of(definition: Function) -> list[ast.arg]:
    """List the arguments of a function, the collecting ones left out."""
    found = definition.args
    return [*found.posonlyargs, *found.args, *found.kwonlyargs]


def defaults_of(definition: Function) -> dict[str, ast.expr]:
    """Give the default of each argument that has one."""
    found = definition.args
    places = [*found.posonlyargs, *found.args]
    last = places[len(places) - len(found.defaults) :]
    pairs = {arg.arg: default for arg, default in zip(last, found.defaults, strict=True)}
    named = zip(found.kwonlyargs, found.kw_defaults, strict=True)
    return pairs | {arg.arg: default for arg, default in named if default is not None}


def collected(definition: Function) -> list[str]:
    """List the names of ``*args`` and ``**kwargs``."""
    return [arg.arg for arg in (definition.args.vararg, definition.args.kwarg) if arg]


def bound_in(definition: Function) -> set[str]:
    """List what a function binds: arguments and assigned names."""
    body = definition.body if isinstance(definition.body, list) else [definition.body]
    inner = {name for statement in body for name in stored(statement)}
    return inner | {arg.arg for arg in arguments_of(definition)} | set(collected(definition))


def dotted_name(node: ast.expr) -> tuple[str, list[str]] | None:
    """Take ``a.b.c`` apart into the name and the attributes; None if it does not begin so."""
    rest: list[str] = []
    while isinstance(node, ast.Attribute):
        rest.insert(0, node.attr)
        node = node.value
    return (node.id, rest) if isinstance(node, ast.Name) else None


def is_super(node: ast.expr) -> bool:
    """Tell whether a piece is a call of super()."""
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "super"


def is_framework(path: str) -> bool:
    """Tell whether a path belongs to a framework or to the module math."""
    return path.split(".", maxsplit=1)[0] in ROOTS
