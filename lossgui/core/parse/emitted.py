"""The helper functions of emitted code, read as the operations that they stand for."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, Any

from lossgui.core import ops
from lossgui.core.parse.functions.table import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

# What each does, by the name of a function that is read as the same.
_SAME = {
    "argmax": "numpy.argmax",
    "argmin": "numpy.argmin",
    "divide_no_nan": "tensorflow.math.divide_no_nan",
    "logsumexp": "jax.nn.logsumexp",
    "median": "numpy.median",
    "prod": "torch.prod",
    "sigmoid": "jax.nn.sigmoid",
}


def helper_of(node: ast.FunctionDef) -> Callable[..., Any] | None:
    """Give what a definition stands for if it is a helper just as `lossgui.emit` writes it."""
    if node.name not in _SAME and node.name != "erf":
        return None
    return _helpers().get(ast.dump(node))


@cache
def _helpers() -> dict[str, Callable[..., Any]]:
    """List the helpers of all frameworks by their syntax tree."""
    from lossgui.core.emit import TARGETS  # which needs the catalogue, which needs this package

    found: dict[str, Callable[..., Any]] = {}
    for target in TARGETS.values():
        for name, text in target.helpers.items():
            same = ops.erf if name == "erf" else FUNCTIONS.get(_SAME.get(name, ""))
            if same is not None:
                found[ast.dump(ast.parse(text).body[0])] = same
    return found
