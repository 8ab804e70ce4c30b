"""Whether a name that the code does not define is a tensor or a number."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

# Names that people give to numbers, and to tensors, in losses.
_NUMBER = re.compile(
    r"(alpha|beta|gamma|delta|eps(ilon)?|lambda_?|lam(bd)?|margin|tau|temp(erature)?|smooth(ing)?"
    r"|q|quantile|threshold|scale|factor|kappa|eta|rho|theta|power|exponent|order|k|n|c|p|m"
    r"|.*_(dim|dims|size|len|length|factor|rate|coef|coeff|scale|eps|epsilon|smooth|margin|temp)"
    r"|(num|n|nb|dim|len)_.*|[A-Z][A-Z0-9_]*)"
)
_TENSOR = re.compile(
    r"(y|t|x|z|p|yhat|y_.*|z_.*|.*_?(logits?|labels?|targets?|preds?|predictions?|outputs?|inputs?)"
    r"|(sample_|class_|pixel_)?weights?|.*mask|.*(mean|log_?var|variance|mu|sigma))"
)


def looks_like_number(name: str) -> bool:
    """Tell whether people call a number so."""
    return _NUMBER.fullmatch(name) is not None


def looks_like_tensor(name: str) -> bool:
    """Tell whether people call a tensor so, and no number."""
    return _TENSOR.fullmatch(name) is not None and not looks_like_number(name)


def is_number(name: str, tree: ast.AST) -> bool:
    """Tell whether a free name is a number: by what it is called, then by how it is used."""
    if looks_like_number(name):
        return True
    if _TENSOR.fullmatch(name):
        return False
    return name not in used_as_tensors(tree)


def used_as_tensors(tree: ast.AST) -> Collection[str]:
    """List the names that are indexed, have attributes, are compared or begin a call."""
    found: set[str] = set()
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Call):
            parts = node.args[:1]
        elif isinstance(node, ast.Subscript | ast.Attribute):
            parts = [node.value]
        elif isinstance(node, ast.Compare):
            parts = [node.left]
        found |= {part.id for part in parts if isinstance(part, ast.Name)}
    return found
