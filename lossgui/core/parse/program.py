"""What a pasted text is: its kind, its tensors and its numbers."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossgui.core.parse.checking import Walk
from lossgui.core.parse.choosing import CLASS_METHODS
from lossgui.core.parse.limits import read_text, span_of
from lossgui.core.parse.modules import framework_by_methods, framework_of
from lossgui.core.parse.names import (
    Function,
    Names,
    arguments_of,
    collected,
    defaults_of,
    names_of,
    stored,
)
from lossgui.core.parse.roles import is_number, looks_like_number, looks_like_tensor
from lossgui.core.parse.selecting import selected
from lossgui.core.parse.statements import name_of
from lossgui.core.role_lines import Said, said_in
from lossgui.core.spans import ParseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lossgui.core.excerpt import Excerpt

# These are choices of every loss already, so an argument of that name keeps its default.
RESERVED = frozenset(
    {"loss", "dialect", "reduction", "axis", "inner", "factor", "dtype", "sample_weight", "mask"}
    | {"name", "dim", "keepdims", "keepdim"}
)


@dataclass(frozen=True)
class Number:
    """A number that the code asks for; `default` None: the user has to give it."""

    name: str
    default: float | bool | None
    whole: bool = False


@dataclass(frozen=True)
class Program:
    """A text that can be read as a loss.

    Parameters
    ----------
    tree
        The statements that are read; the others are left out.
    excerpt
        The text without those, and where its pieces stand in what was pasted.
    kind
        ``function``, ``factory`` (a function that returns the loss), ``lambda``, ``expression``,
        ``loss_class`` or ``metric_class``.
    name
        What the loss is called: the function, the class, or ``pasted`` for an expression.
    definition
        The piece of the tree that is the loss.
    inner
        The function that gets the tensors; None for an expression.
    tensors, numbers
        What is asked for, the arguments first, then the names that the text leaves free.
    free
        Which of them the text leaves free.
    opened
        Which of these it does set, in a line that is left out, and that line.
    """

    tree: ast.Module
    excerpt: Excerpt
    names: Names
    kind: str
    name: str
    definition: ast.AST
    inner: Function | None
    tensors: tuple[str, ...]
    numbers: tuple[Number, ...]
    free: tuple[str, ...]
    opened: Mapping[str, int]
    framework: str


def program_of(source: str) -> Program:
    """Find out what a text is.

    Raises
    ------
    ParseError
        If it is no loss that can be read.
    """
    whole, pasted = read_text(source)
    names = names_of(whole)
    found = selected(whole, pasted, names)
    tree, excerpt = found.tree, found.excerpt
    names.bound = {name for statement in tree.body for name in stored(statement)}
    walk = Walk(names, excerpt, tree)
    for statement in tree.body:
        walk.visit(statement, frozenset())
    kind, name, definition, inner = _entry(found.entry, excerpt)
    said = said_in(pasted.code)
    tensors, numbers = _asked(kind, definition, inner, said)
    free = tuple(item for item in walk.found.free if item not in names.bound)
    more, plain = _free(free, tree, said)
    tensors += [item for item in _in_order(more, kind) if item not in tensors]
    if not tensors:
        raise ParseError(
            "the code reads no tensor: a loss has arguments such as y_true and y_pred",
            span_of(definition, excerpt),
        )
    numbers += [Number(item, said.numbers.get(item)) for item in plain]
    framework = framework_of({*walk.found.paths, *names.aliases.values()})
    framework = framework or framework_by_methods(tree)
    return Program(
        tree, excerpt, names, kind, name, definition, inner,
        tuple(tensors), tuple(numbers), free, found.opened, framework,
    )  # fmt: skip


def _in_order(names: Sequence[str], kind: str) -> list[str]:
    """Bring y_true before y_pred where only an expression says in which order they stand."""
    order = {"y_true": 0, "target": 0, "targets": 0, "y_pred": 1}
    if kind != "expression":
        return list(names)
    return sorted(names, key=lambda name: order.get(name, 2))


def _free(free: Sequence[str], tree: ast.Module, said: Said) -> tuple[list[str], list[str]]:
    """Part the free names into tensors and numbers."""
    numbers = [
        name
        for name in free
        if name in said.numbers or (name not in said.tensors and is_number(name, tree))
    ]
    return [name for name in free if name not in numbers], numbers


def _entry(statement: ast.stmt, excerpt: Excerpt) -> tuple[str, str, ast.AST, Function | None]:
    """Say what the statement is that was chosen as the loss."""
    if isinstance(statement, ast.FunctionDef):
        return _function_entry(statement)
    if isinstance(statement, ast.ClassDef):
        return _class_entry(statement, excerpt)
    if isinstance(statement, ast.Assign):
        name, value = ast.unparse(statement.targets[0])[:40], statement.value
    elif isinstance(statement, ast.Expr):
        name, value = "pasted", statement.value
    else:  # an assignment such as +=, of which the loss is what comes out
        name = name_of(statement)
        value = ast.copy_location(ast.Name(name, ast.Load()), statement)
    if isinstance(value, ast.Lambda):
        return "lambda", name, value, value
    return "expression", name, value, None


def _function_entry(node: ast.FunctionDef) -> tuple[str, str, ast.AST, Function]:
    inner = _returned_function(node)
    return ("factory", node.name, node, inner) if inner else ("function", node.name, node, node)


def _returned_function(node: ast.FunctionDef) -> Function | None:
    """Find the function that a function returns, if it returns one that it defines."""
    last = node.body[-1]
    if not isinstance(last, ast.Return):
        return None
    if isinstance(last.value, ast.Lambda):
        return last.value
    if isinstance(last.value, ast.Name):
        for item in reversed(node.body):
            if isinstance(item, ast.FunctionDef) and item.name == last.value.id:
                return item
    return None


def _class_entry(node: ast.ClassDef, excerpt: Excerpt) -> tuple[str, str, ast.AST, ast.FunctionDef]:
    methods = {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}
    for name in CLASS_METHODS:
        if name in methods:
            kind = "metric_class" if name == "update_state" else "loss_class"
            if kind == "metric_class" and "result" not in methods:
                raise ParseError(
                    f"the class {node.name} has update_state but no result", span_of(node, excerpt)
                )
            return kind, node.name, node, methods[name]
    raise ParseError(
        f"the class {node.name} has no method call(self, y_true, y_pred), forward or update_state",
        span_of(node, excerpt),
    )


def _asked(
    kind: str, definition: ast.AST, inner: Function | None, said: Said
) -> tuple[list[str], list[Number]]:
    """Read the arguments: those without a default are tensors, numbers have one."""
    tensors: list[str] = []
    numbers: list[Number] = []
    if inner is None:
        return tensors, numbers
    made_of: list[str] = []
    for maker in _outer(kind, definition):
        given = defaults_of(maker)
        made_of += [n for n in _argument_names(maker) if _is_made_of(n, given, said)]
        numbers += [
            _number(name, given.get(name), said)
            for name in _argument_names(maker)
            if _is_setting(name, given) and name not in made_of
        ]
    given = defaults_of(inner)
    for name in _argument_names(inner):
        if name in said.tensors or (name not in given and not _is_number(name, tensors, said)):
            tensors.append(name)
        elif _is_setting(name, given):
            numbers.append(_number(name, given.get(name), said))
    tensors += [name for name in made_of if name not in tensors]
    return tensors, [item for item in numbers if item.name not in tensors]


def _is_made_of(name: str, defaults: dict[str, ast.expr], said: Said) -> bool:
    """Tell whether what makes the loss takes a tensor by this name, such as weights of classes."""
    if name in said.tensors:
        return True
    settled = name in defaults or name in RESERVED or name in said.numbers
    return not settled and looks_like_tensor(name)


def _is_setting(name: str, defaults: dict[str, ast.expr]) -> bool:
    """Tell whether an argument is asked for as a number: its default is one, or it has none."""
    return name not in RESERVED and (name not in defaults or _constant(defaults[name]) is not None)


def _is_number(name: str, tensors: Sequence[str], said: Said) -> bool:
    return name in said.numbers or (len(tensors) >= 2 and looks_like_number(name))


def _outer(kind: str, definition: ast.AST) -> list[Function]:
    """Give the function whose arguments are settings: the factory, or a class' __init__."""
    if kind == "factory" and isinstance(definition, ast.FunctionDef):
        return [definition]
    if isinstance(definition, ast.ClassDef):
        body = definition.body
        return [f for f in body if isinstance(f, ast.FunctionDef) and f.name == "__init__"]
    return []


def _argument_names(definition: Function) -> list[str]:
    left_out = {"self", "cls", *collected(definition)}
    return [arg.arg for arg in arguments_of(definition) if arg.arg not in left_out]


def _constant(node: ast.expr) -> float | bool | None:
    """Give the number or truth value that a default is, None for anything else."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, bool | int | float) else None


def _number(name: str, default: ast.expr | None, said: Said) -> Number:
    value = None if default is None else _constant(default)
    if said.numbers.get(name) is not None:
        value = said.numbers[name]
    whole = isinstance(value, int) and not isinstance(value, bool)
    return Number(name, value, whole)
