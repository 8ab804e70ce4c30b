"""The statements of a pasted text: what each binds and reads, and which of them only use a loss."""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING

from lossgui.core.parse.calling import is_without_effect
from lossgui.core.parse.functions import is_method
from lossgui.core.parse.names import (
    BUILTINS,
    Names,
    arguments_of,
    collected,
    defaults_of,
    is_framework,
    stored,
)
from lossgui.core.parse.roles import looks_like_number, looks_like_tensor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Assigning = ast.Assign | ast.AnnAssign | ast.AugAssign

# What is done with a loss and a model, and to data; no tensor of a formula has any of these.
USES = frozenset(
    {"fit", "compile", "evaluate", "predict", "summary", "step", "zero_grad", "backward", "train"}
    | {"minimize", "apply_gradients", "gradient", "watch", "add_loss", "add_metric", "load_data"}
    | {"trainable_variables", "trainable_weights", "parameters", "GradientTape", "plot", "show"}
    | {"figure", "subplots", "savefig", "read_csv", "head", "load_weights", "eval"}
    | {"state_dict", "history", "Sequential", "Model", "Input", "value_and_grad", "grad"}
    | {"data", "datasets", "set_seed", "manual_seed", "seed", "optim", "optimizers", "layers"}
)
# Modules of frameworks that have no loss in them.
_BESIDE = frozenset({"layers", "datasets", "models", "optimizers", "optim", "callbacks"})
# What makes the numbers of an example.
_MAKERS = frozenset(
    {"array", "asarray", "constant", "tensor", "Tensor", "FloatTensor", "LongTensor", "Variable"}
    | {"convert_to_tensor", "convert_to_numpy", "rand", "randn", "random", "random_sample"}
    | {"normal", "uniform", "randint", "default_rng", "linspace", "arange", "zeros", "ones"}
    | {"integers", "choice", "full", "eye", "standard_normal"}
)
_EXAMPLE = re.compile(
    r"(a|b|t|x|y|p|yhat|y_.*|true|pred|truth|actual|predicted|real|fake|inp|out"
    r"|.*_?(logits?|labels?|targets?|preds?|predictions?|outputs?|inputs?|scores?|true|pred|hat))"
)


def is_definition(statement: ast.stmt) -> bool:
    """Tell whether a statement makes a function or a class."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    if isinstance(statement, ast.Assign | ast.Expr):
        return isinstance(statement.value, ast.Lambda)
    return False


def name_of(statement: ast.stmt) -> str:
    """Name what a definition or an assignment makes; empty for what has no single name."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return statement.name
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    if isinstance(statement, ast.AnnAssign | ast.AugAssign) and isinstance(
        statement.target, ast.Name
    ):
        return statement.target.id
    return ""


def lines_of_statement(statement: ast.stmt) -> range:
    """Give the lines of a statement, its decorators among them."""
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(item.lineno for item in decorators)])
    return range(first, (statement.end_lineno or statement.lineno) + 1)


def free_in(node: ast.AST) -> set[str]:
    """List the names that a piece reads and does not bind itself; types are not looked at."""
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        read, bound = _names_in(node.body if isinstance(node.body, list) else [node.body])
        given = {arg.arg for arg in arguments_of(node)} | set(collected(node))
        outside = [*defaults_of(node).values(), *getattr(node, "decorator_list", [])]
        return (read - bound - given) | _names_in(outside)[0]
    return _names_in([node])[0]


def _names_in(nodes: Iterable[ast.AST]) -> tuple[set[str], set[str]]:
    """List what pieces read and what they bind, what functions in them bind left out."""
    read: set[str] = set()
    bound: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            continue
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            bound.add(getattr(node, "name", ""))
            read |= free_in(node)
            continue
        if isinstance(node, ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            read.add(node.target.id)
        waiting += _parts(node)
    return read, bound


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            yield from (item for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST) and value._fields and name != "annotation":
            yield value


def root_of(node: ast.expr) -> ast.expr:
    """Give what a chain of attributes, calls and indices begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


class Known:
    """The names of a text, for questions about its statements."""

    def __init__(self, tree: ast.Module, names: Names) -> None:
        self.names = names
        self.binders: dict[str, list[ast.stmt]] = {}
        for statement in tree.body:
            for name in dict.fromkeys(stored(statement)):
                self.binders.setdefault(name, []).append(statement)

    def is_open(self, name: str) -> bool:
        """Tell whether the text leaves a name open."""
        known = name in self.binders or name in BUILTINS or hasattr(builtins, name)
        return not known and self.names.path_of(name) is None

    def is_foreign(self, node: ast.AST) -> bool:
        """Tell whether a piece works with what no loss is made of: models, files, other modules."""
        for part in ast.walk(node):
            if isinstance(part, ast.Attribute) and part.attr in USES:
                return True
            if isinstance(part, ast.Call) and self._is_foreign_call(part):
                return True
        return any(self._is_of_other_module(name) for name in free_in(node))

    def _is_of_other_module(self, name: str) -> bool:
        path = None if name in self.binders else self.names.path_of(name)
        return path is not None and not (is_framework(path) and _BESIDE.isdisjoint(path.split(".")))

    def _is_foreign_call(self, call: ast.Call) -> bool:
        if isinstance(call.func, ast.Name):
            name = call.func.id
            mine = name in BUILTINS or name in self.binders or name in self.names.aliases
            return not mine and (hasattr(builtins, name) or name == "display")
        root = root_of(call)
        if not (isinstance(call.func, ast.Attribute) and isinstance(root, ast.Name)):
            return False
        stranger = self.is_open(root.id) and not looks_like_tensor(root.id)
        return stranger and not is_method(call.func.attr)

    def is_use(self, statement: ast.stmt) -> bool:
        """Tell whether a statement computes nothing that could be a loss."""
        if isinstance(statement, ast.Expr):
            return is_without_effect(statement.value) or self.is_foreign(statement.value)
        if isinstance(statement, Assigning):
            return statement.value is None or self.is_foreign(statement.value)
        return True

    def is_example(self, statement: ast.stmt) -> bool:
        """Tell whether a statement gives a tensor the numbers of an example."""
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            return False
        if any(name in self.binders or self.is_open(name) for name in free_in(statement.value)):
            return False
        calls = [part.func for part in ast.walk(statement.value) if isinstance(part, ast.Call)]
        made = any(isinstance(f, ast.Attribute) and f.attr in _MAKERS for f in calls)
        return made or isinstance(statement.value, ast.List | ast.Tuple)

    def reads_strangers(self, statement: ast.stmt) -> bool:
        """Tell whether a statement reads what the text does not have, and no number by its name."""
        return any(
            self.is_open(name) and not looks_like_number(name) for name in free_in(statement)
        )


def is_of_an_example(name: str) -> bool:
    """Tell whether a name is that of a truth or a prediction."""
    return _EXAMPLE.fullmatch(name) is not None
