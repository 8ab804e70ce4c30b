"""How far rounding can have moved each number of a graph: a running error analysis.

Every node gets a bound for the distance between the number that was computed and the number that
another correct calculation of the same graph in the same dtype gives, or the exact one::

    error(node) = unit * |value| + what the inputs' errors make of the value

The second term is taken from the operation itself, evaluated at the ends of what its inputs may be
(`lossgui.core.rounding_rules`), so that it holds at kinks, jumps, poles and overflows as well,
where a derivative says nothing. Arithmetic has closed forms, sums add the errors up.

An infinite bound says that the inputs' errors leave nothing of the number, or that one calculation
may overflow there and the other not. NaN and infinities that the errors cannot change are certain:
their bound is finite.

Source: Wilkinson, Rounding Errors in Algebraic Processes (1963), running error analysis; Higham and
Mary, SIAM J. Sci. Comput. 41 (2019), for the root of the count in sums.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.expr import OPERATIONS, Node, walk
from lossgui.core.rounding_alignment import ALIGNMENT
from lossgui.core.rounding_precision import ROUNDED_UP, SMALLEST, Precision, precision
from lossgui.core.rounding_products import PRODUCTS
from lossgui.core.rounding_rules import (
    COMPARISONS,
    Given,
    ends,
    is_exact,
    lost_digits,
    propagated,
    without_nan,
)
from lossgui.core.rounding_sums import inner_rounding, reduced_error, sum_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lossgui.core.evaluate import Evaluator
    from lossgui.core.rounding_rules import Array

# What gives one of its inputs back, or a number that every dtype holds.
EXACT = COMPARISONS | {"negate", "absolute", "sign", "where", "clip", "maximum", "minimum"}
EXACT |= {"max", "min", "sort", "lower_quantile", "upper_quantile"}
EXACT |= {"floor", "ceil", "round", "truncate"}
# What does all of it by itself.
OWN_RULES = {
    **dict.fromkeys(("sum", "mean", "sum_like"), sum_error),
    **PRODUCTS,
    **ALIGNMENT,
}
# By how much an operation that mixes all its numbers may enlarge their relative errors.
WHOLE = 16.0


class Bounds:
    """The bounds of all nodes; ``bounds[node]`` is an array in the node's shape."""

    def __init__(self) -> None:
        self._errors: dict[int, Array] = {}

    def __getitem__(self, node: Node) -> Array:
        """Give a read-only array of numbers >= 0, inf where nothing is certain."""
        return np.broadcast_to(self._errors[id(node)], node.shape)

    def __setitem__(self, node: Node, error: Array) -> None:
        self._errors[id(node)] = error

    def raw(self, node: Node) -> Array:
        """Give the bound as it is kept: an exact node has a single 0."""
        return self._errors[id(node)]


def error_bounds(outputs: Sequence[Node], evaluator: Evaluator, how: Precision) -> Bounds:
    """Bound the rounding error of every node that `outputs` need.

    `evaluator` holds their values, as NumPy arrays: those in the dtype of `how`, or in float64 for
    what the dtype would make of them. The cost is some passes over the arrays for each node.

    Examples
    --------
    >>> from lossgui.core.evaluate import Evaluator
    >>> from lossgui.core.expr import variable
    >>> x = variable("x", (2,))
    >>> result = (x + 1.0) - x
    >>> evaluator = Evaluator([result], "float32")
    >>> evaluator.run({"x": [1.0, 1023.0]})
    >>> (error_bounds([result], evaluator, precision("float32"))[result] * 2**24).round(2)
    array([   3., 1025.], dtype=float32)
    """
    bounds = Bounds()
    positive: set[int] = set()
    work = np.result_type(how.dtype, np.float32)
    with np.errstate(all="ignore"):
        for node in walk(*outputs):
            if node.is_leaf:
                error = _leaf_error(node, evaluator[node], how)
            else:
                error = _error(node, _given(node, evaluator, bounds, positive, how), how)
            bounds[node] = np.asarray(error, work)
            if _never_negative(node, evaluator, positive):
                positive.add(id(node))
    return bounds


def _given(
    node: Node, evaluator: Evaluator, bounds: Bounds, positive: set[int], how: Precision
) -> Given:
    return Given(
        node,
        np.asarray(evaluator[node]),
        tuple(np.asarray(evaluator[child]) for child in node.inputs),
        tuple(bounds.raw(child) for child in node.inputs),
        tuple(id(child) in positive for child in node.inputs),
        how.dtype,
    )


def _leaf_error(node: Node, value: Any, how: Precision) -> Any:
    """Give what conversion took from a constant, and what one side may flush to 0 of a tensor."""
    if node.operation == "constant" and not how.shared:
        given = float(node.attributes["value"])
        taken = abs(given - float(np.dtype(how.dtype).type(given)))
        return 0.0 if math.isnan(taken) else taken * ROUNDED_UP
    if node.operation != "variable" or not value.size:
        return 0.0
    size = np.abs(value)
    denormal = (size > 0) & (size < np.finfo(how.dtype).tiny)
    return np.where(denormal, size, 0) if denormal.any() else 0.0


def _error(node: Node, given: Given, how: Precision) -> Any:
    """Add what the inputs' errors do to what this operation's own rounding does."""
    if node.operation in OWN_RULES:
        return OWN_RULES[node.operation](given, how)
    if not given.value.size:
        return 0.0
    kind = OPERATIONS[node.operation].kind
    if kind == "shaping":
        return _moved(given)
    if how.shared and node.operation in ("add", "subtract") and all(map(is_exact, given.errors)):
        return 0.0
    error = _KINDS.get(kind, _whole_error)(given)
    if node.operation in EXACT or given.value.dtype.kind == "b":
        return error
    error = error + _rounding(given, how)
    if kind == "reduction":
        error = error + inner_rounding(given, how)
    room = float(np.finfo(how.dtype).max)
    if given.largest + float(np.max(error)) > room:
        finite = np.isfinite(given.value)
        error = np.where(finite & (np.abs(given.value) + error > room), np.inf, error)
    return error


def _rounding(given: Given, how: Precision) -> Any:
    """Give the error of the operation itself: relative, and absolute where digits are lost."""
    size = given.size
    if not np.isfinite(given.largest):
        size = np.where(np.isfinite(size), size, 0)
    error = size * size.dtype.type(how.unit)
    return error + lost_digits(given, how)


def _moved(given: Given) -> Any:
    """Move the errors as the numbers are moved.

    Inputs that only tell a shape or a place have no derivative: those are taken as they are.
    """
    operation = OPERATIONS[given.node.operation]
    moving = operation.derivative(given.node, given.node)
    carried = zip(given.errors, moving, strict=True)
    if all(part is None or is_exact(error) for error, part in carried):
        return 0.0
    sources = [
        value if part is None else np.broadcast_to(error, value.shape)
        for value, error, part in zip(given.inputs, given.errors, moving, strict=True)
    ]
    return operation.evaluate(np, *sources, **given.node.attributes)


def _whole_error(given: Given) -> Any:
    """Bound an operation of any other kind, which mixes its numbers in a way not known here.

    The worse of its ends (right where it grows with each number, as a sorted place does) and of the
    inputs' largest relative error, taken `WHOLE` times.
    """
    worst = 0.0
    for value, error in zip(given.inputs, given.errors, strict=True):
        if not is_exact(error) and value.size:
            relative = np.where(error == 0, 0.0, error / np.abs(value))
            worst = max(worst, float(np.max(without_nan(relative))))
    return np.maximum(ends(given), without_nan(WHOLE * worst * given.size, certain=not worst))


_KINDS = {"elementwise": propagated, "reduction": reduced_error}


_POSITIVE = frozenset({"square", "absolute", "exp", "sqrt", "sigmoid", "softplus"}) | COMPARISONS
_POSITIVE |= {"logical_and", "logical_or", "logical_not", "is_nan", "is_finite", "argmax", "argmin"}
_KEEPING = frozenset({"add", "multiply", "divide", "divide_no_nan", "sum", "mean", "max", "min"})
_KEEPING |= {
    "power",
    "index",
    "expand_dims",
    "squeeze",
    "broadcast_like",
    "sum_like",
    "maximum",
    "minimum",
    "median",
    "slice",
    "unslice",
    "reshape",
    "transpose",
    "concatenate",
    "matmul",
    *("tanh", "arctan", "expm1", "erf", "floor", "ceil", "round", "truncate", "prod", "cumsum"),
}


def _never_negative(node: Node, evaluator: Evaluator, positive: set[int]) -> bool:
    """Say whether no rounding can make a number of this node negative."""
    if node.is_leaf:
        value = np.asarray(evaluator[node])
        return not value.size or float(np.min(value)) >= 0
    if node.operation in _POSITIVE:
        return True
    return node.operation in _KEEPING and all(id(child) in positive for child in node.inputs)


__all__ = ["SMALLEST", "Bounds", "Precision", "error_bounds", "precision"]
