"""Which statement of a pasted text is the loss."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lossgui.core.parse.names import arguments_of
from lossgui.core.parse.roles import looks_like_number
from lossgui.core.parse.statements import (
    USES,
    Assigning,
    Known,
    free_in,
    is_definition,
    name_of,
    root_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Where a class computes its loss, the first that it has.
CLASS_METHODS = ("call", "forward", "update_state", "__call__")

_NO_LOSSES = ("Model", "Layer", "Sequential", "Dataset", "Callback", "Optimizer", "Module")
_SAYING_LOSS = frozenset({"loss", "loss_fn", "loss_func", "loss_function", "criterion"})


def chosen(tree: ast.Module, known: Known) -> ast.stmt | None:
    """Find the statement that is the loss; None if there is nothing but uses of one.

    That is what ``loss=`` or an optimiser gets; else an expression at the end that computes with
    what the text defines; else the last definition that can be a loss and that no other one uses.
    """
    definitions = [item for item in tree.body if is_definition(item)]
    if not definitions:
        return _last_computation(tree, known)
    passive = (ast.Import, ast.ImportFrom)
    if all(item is definitions[0] or isinstance(item, passive) for item in tree.body):
        return definitions[0]
    likely = [item for item in definitions if can_be_loss(item)]
    if not likely:
        return _apart_from(definitions, tree, known) or definitions[-1]
    named = _named(tree, likely, known)
    return named or _closing_expression(tree, likely, known) or _last_unused(likely)


def rivals(tree: ast.Module, entry: ast.stmt, kept: Sequence[ast.stmt]) -> list[ast.stmt]:
    """List the other definitions that could have been the loss as well."""
    others = [item for item in tree.body if is_definition(item) and item not in kept]
    return [item for item in others if can_be_loss(item) and name_of(item) != name_of(entry)]


def can_be_loss(statement: ast.stmt) -> bool:
    """Tell by its form whether a definition can be a loss: no model, no training, no plot."""
    if any(
        isinstance(p, ast.Attribute) and p.attr in USES - {"values"} for p in ast.walk(statement)
    ):
        return False
    if isinstance(statement, ast.ClassDef):
        return _class_can_be_loss(statement)
    if isinstance(statement, ast.FunctionDef):
        returns = [part for part in ast.walk(statement) if isinstance(part, ast.Return)]
        arguments = arguments_of(statement) or statement.args.vararg
        return bool(arguments) and any(item.value is not None for item in returns)
    return True


def _class_can_be_loss(statement: ast.ClassDef) -> bool:
    methods = {item.name: item for item in statement.body if isinstance(item, ast.FunctionDef)}
    method = next((methods[name] for name in CLASS_METHODS if name in methods), None)
    bases = [ast.unparse(item).rpartition(".")[2] for item in statement.bases]
    if method is None:
        return False
    tensors = [arg for arg in arguments_of(method) if not looks_like_number(arg.arg)]
    return len(tensors) > 2 or not any(item in _NO_LOSSES for item in bases)


def _last_unused(likely: Sequence[ast.stmt]) -> ast.stmt:
    used = {name for item in likely for name in free_in(item) - {name_of(item)}}
    unused = [item for item in likely if name_of(item) not in used]
    return unused[-1] if unused else likely[-1]


# ------------------------------------------------------------------------------ named by a use


def _named(tree: ast.Module, likely: Sequence[ast.stmt], known: Known) -> ast.stmt | None:
    """Find the definition, or the sum of terms, that the text trains with."""
    by_name = {name_of(item): item for item in likely}
    uses = [item for item in tree.body if item not in likely]
    for find in (trained_with, _assigned_as_loss):
        targets = [name for use in uses for piece in find(use) for name in _meant(piece, known)]
        found = [by_name[name] for name in targets if name in by_name]
        if found:
            return max(found, key=lambda item: item.lineno)
        sums = [item for name in targets for item in known.binders.get(name, ())]
        if find is trained_with:
            sums = [item for item in sums if _is_term(item, by_name, known)]
        else:
            sums = [item for item in sums if _is_computation(item, by_name, known)]
        if sums:
            return sums[-1]
    return None


def trained_with(use: ast.stmt) -> Iterator[ast.expr]:
    """Give what is handed over as a loss: to compile, to add_loss, to an optimiser."""
    for part in ast.walk(use):
        if not isinstance(part, ast.Call):
            continue
        yield from (item.value for item in part.keywords if item.arg in _SAYING_LOSS)
        method = part.func.attr if isinstance(part.func, ast.Attribute) else ""
        if method == "compile":
            yield from part.args[1:2]
        elif method in ("add_loss", "minimize"):
            yield from part.args[:1]
        elif method == "backward" and isinstance(part.func, ast.Attribute):
            yield part.func.value


def _assigned_as_loss(use: ast.stmt) -> Iterator[ast.expr]:
    """Give what is called and kept under a name such as loss."""
    for part in ast.walk(use):
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call):
            name = name_of(part).lower()
            if "loss" in name or name in ("criterion", "cost"):
                yield part.value


def _meant(piece: ast.expr, known: Known) -> Iterator[str]:
    """Give the names that a piece stands for: ``f``, ``f(2.0)``, a list of such, and ``g = f``."""
    if isinstance(piece, ast.List | ast.Tuple | ast.Dict):
        inside = piece.values if isinstance(piece, ast.Dict) else piece.elts
        for item in inside:
            yield from _meant(item, known)
        return
    root = root_of(piece)
    if not isinstance(root, ast.Name):
        return
    yield root.id
    for binder in known.binders.get(root.id, ()):
        value = getattr(binder, "value", None)
        if isinstance(value, ast.Call | ast.Name) and root.id not in free_in(value):
            start = root_of(value)
            if isinstance(start, ast.Name):
                yield start.id


# --------------------------------------------------------------------------------- expressions


def _last_computation(tree: ast.Module, known: Known) -> ast.stmt | None:
    """Find the expression at the end of a text without definitions, else its last assignment."""
    computing = [
        item
        for item in tree.body
        if isinstance(item, ast.Expr | Assigning)
        and not (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))
        and not known.is_use(item)
        and not known.is_example(item)
    ]
    if computing and isinstance(computing[-1], ast.AugAssign):
        return computing[-1]
    expressions = [item for item in computing if isinstance(item, ast.Expr)]
    return (expressions or computing or [None])[-1]


def _apart_from(definitions: Sequence[ast.stmt], tree: ast.Module, known: Known) -> ast.stmt | None:
    """Find the computation of a text that uses none of its definitions, such as models."""
    found = _last_computation(tree, known)
    names = {name_of(item) for item in definitions}
    return found if found is not None and names.isdisjoint(free_in(found)) else None


def _closing_expression(
    tree: ast.Module, likely: Sequence[ast.stmt], known: Known
) -> ast.stmt | None:
    """Find the last statement that is more than a call of what the text defines."""
    by_name = {name_of(item): item for item in likely}
    for item in reversed(tree.body):
        if is_definition(item):
            return None
        is_loss = isinstance(item, ast.Expr) or "loss" in name_of(item).lower()
        if is_loss and _is_computation(item, by_name, known):
            return item
    return None


def _is_computation(item: ast.stmt, by_name: dict[str, ast.stmt], known: Known) -> bool:
    """Tell whether a statement makes a loss of others over tensors that the text leaves open."""
    value = item.value if isinstance(item, ast.Expr | ast.Assign) else None
    if value is None or isinstance(value, ast.Compare | ast.Name) or known.is_use(item):
        return False
    read = free_in(value)
    if read.isdisjoint(by_name) or not any(known.is_open(name) for name in read):
        return False
    return not _is_plain_call(value, by_name)


def _is_term(item: ast.stmt, by_name: dict[str, ast.stmt], known: Known) -> bool:
    """Tell whether a statement computes what the text trains with."""
    if not isinstance(item, Assigning) or item.value is None or known.is_use(item):
        return False
    return not (_is_plain_call(item.value, by_name) or known.is_example(item))


def _is_plain_call(value: ast.expr, by_name: dict[str, ast.stmt]) -> bool:
    """Tell whether a definition is called with names and numbers alone: that only uses it."""
    while isinstance(value, ast.Call | ast.Attribute):
        if isinstance(value, ast.Attribute):
            value = value.value
            continue
        given = [*value.args, *(item.value for item in value.keywords)]
        name = value.func.id if isinstance(value.func, ast.Name) else ""
        if name in ("float", "round", "int") and value.args:
            value = value.args[0]
            continue
        if any(not isinstance(item, ast.Name | ast.Constant) for item in given):
            return False
        value = value.func
    return isinstance(value, ast.Name) and value.id in by_name
