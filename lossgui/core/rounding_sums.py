"""Errors of sums and of other reductions: what their terms bring, and what adding up rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.expr import OPERATIONS, Node, normalize_axis, variable, walk
from lossgui.core.ops import broadcast_like
from lossgui.core.rounding_rules import Array, Given, ends, is_exact, lost_digits, without_nan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lossgui.core.rounding_precision import Precision

# The size of what a reduction adds up inside: logsumexp takes the logarithm of a number >= 1.
INSIDE = {"logsumexp": 1.0}


def sum_error(given: Given, how: Precision) -> Any:
    """Add up the errors; a sum's own error is measured by the sizes of what is added.

    Where the sizes alone add up to more than the dtype holds, the order of the terms decides
    whether the sum overflows on the way.
    """
    node, (values, *_), (errors, *_) = given.node, given.inputs, given.errors
    count = values.size // max(1, given.value.size)
    share = 1.0 / count if node.operation == "mean" and count else 1.0
    growth = how.growth(count)
    error = np.zeros((), np.result_type(how.dtype, np.float32))
    if not is_exact(errors):
        error = _summed(given, np.broadcast_to(errors, values.shape))
    if growth and given.value.size:
        sizes = np.abs(values.astype(error.dtype, copy=False))
        total = _summed(given, sizes)
        if not (float(np.max(total)) < np.finfo(how.dtype).max):
            total = _certain_sums(given, sizes, total, how)
        error = error + growth * total
    error = error * share
    return without_nan(error + lost_digits(given, how))


def _certain_sums(given: Given, sizes: Array, total: Array, how: Precision) -> Array:
    """Give 0 where an infinite or missing term decides the sum, inf where the order does."""
    decided = _summed(given, (~np.isfinite(sizes)).astype(sizes.dtype)) > 0
    fits = total <= np.finfo(how.dtype).max
    return np.where(decided, 0.0, np.where(fits, total, np.inf)).astype(sizes.dtype)


def _summed(given: Given, array: Array) -> Array:
    """Sum over the same cells as the operation of the node does."""
    if given.node.operation == "sum_like":
        return np.asarray(OPERATIONS["sum_like"].evaluate(np, array, given.inputs[1]))
    return np.asarray(np.sum(array, axis=given.node.attributes["axis"]))


def inner_rounding(given: Given, how: Precision) -> Any:
    """Give what a reduction other than a sum rounds inside: its terms, and a sum of them."""
    count = given.inputs[0].size // given.value.size
    sizes = [np.where(np.isfinite(value), np.abs(value), 0) for value in given.inputs]
    inside = _weighted(given, sizes) + INSIDE.get(given.node.operation, 0.0)
    return np.where(np.isfinite(given.value), how.growth(count) * inside, 0.0)


def reduced_error(given: Given) -> Any:
    """Bound a reduction other than a sum: the worse of its ends and of its derivative.

    The ends are right for what grows with each of its terms (max, median, logsumexp), at ties as
    well; the derivative, as a weight of each term, for what is smooth.
    """
    if all(map(is_exact, given.errors)):
        return np.zeros(())
    smooth = _weighted(given, [without_nan(error) for error in given.errors])
    return np.maximum(ends(given), smooth)


def _weighted(given: Given, sizes: Sequence[Array]) -> Array:
    """Sum a size for each number of the inputs, weighted by the derivative of the reduction."""
    stand_in, parts = _derivative(given.node)
    total = np.zeros(given.node.shape)
    for part, value, size in zip(parts, given.inputs, sizes, strict=True):
        if part is None or is_exact(size):
            continue
        each = np.where(size == 0, 0.0, np.abs(_value_of(part, stand_in, given)) * size)
        axes = normalize_axis(given.node.attributes.get("axis"), value.ndim)
        summed = np.sum(np.broadcast_to(each, value.shape), axis=axes)
        total = total + without_nan(summed).reshape(given.node.shape)
    return total


def _derivative(node: Node) -> tuple[Node, tuple[Node | None, ...]]:
    """Build the derivative of one operation over tensors that stand for its inputs."""
    inputs = tuple(variable(str(place), child.shape) for place, child in enumerate(node.inputs))
    stand_in = Node(node.operation, inputs, node.shape, node.attributes)
    ones = broadcast_like(variable("one", ()), stand_in)
    return stand_in, OPERATIONS[node.operation].derivative(stand_in, ones)


def _value_of(part: Node, stand_in: Node, given: Given) -> Array:
    """Evaluate a derivative where the values of the operation and its inputs are known."""
    known: dict[int, Array] = {id(stand_in): given.value}
    known |= {id(node): value for node, value in zip(stand_in.inputs, given.inputs, strict=True)}
    one = np.ones((), given.value.dtype)
    for node in walk(part):
        if id(node) in known:
            continue
        if node.is_leaf:
            known[id(node)] = np.asarray(node.attributes.get("value", one), one.dtype)
        else:
            sources = [known[id(child)] for child in node.inputs]
            evaluate = OPERATIONS[node.operation].evaluate
            known[id(node)] = np.asarray(evaluate(np, *sources, **node.attributes))
    return known[id(part)]
