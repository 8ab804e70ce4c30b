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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.expr import OPERATIONS, Node, normalize_axis, variable, walk
from lossgui.core.ops import broadcast_like
from lossgui.core.rounding_rules import (
    COMPARISONS,
    Given,
    ends,
    is_exact,
    propagated,
    without_nan,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lossgui.core.evaluate import Evaluator
    from lossgui.core.rounding_rules import Array

# Below this a number has lost digits, or is flushed to 0 by one side.
SMALLEST = {"float16": 2.0**-20, "float32": 2.0**-120, "float64": 2.0**-1000}

# What gives one of its inputs back, or a number that every dtype holds.
EXACT = COMPARISONS | {"negate", "absolute", "sign", "where", "clip", "maximum", "minimum"}
EXACT |= {"max", "min", "sort"}
ADDITIONS = frozenset({"add", "subtract", "sum", "mean", "sum_like"})

# The size of what a reduction adds up inside: logsumexp takes the logarithm of a number >= 1.
INSIDE = {"logsumexp": 1.0}

# The bounds themselves are computed in float32 at least; this keeps them on the safe side.
ROUNDED_UP = 1.0 + 2.0**-20

# By how much an operation that mixes all its numbers may enlarge their relative errors.
WHOLE = 16.0


@dataclass(frozen=True)
class Precision:
    """How the operations of a dtype round.

    Parameters
    ----------
    dtype
        ``float16``, ``float32`` or ``float64``.
    unit
        Largest relative error of one operation.
    addition
        What a sum adds to that for each root of the count: errors of a plain sum walk at random.
    smallest
        Absolute error of a result so small that digits are lost, or that it is flushed to 0.
    constants
        Whether a constant counts as wrong by what its conversion to the dtype takes away. Tensors
        and sizes never do: they are what is compared.
    """

    dtype: str
    unit: float
    addition: float
    smallest: float
    constants: bool = True

    @property
    def lost(self) -> float:
        """Results below it have fewer digits than the dtype promises."""
        return max(self.smallest, float(np.finfo(self.dtype).tiny))

    def growth(self, count: int) -> float:
        """Give the relative error of a sum over `count` numbers, measured by their sizes."""
        return 0.0 if count <= 1 else self.unit + self.addition * math.sqrt(count)


def precision(dtype: str, units: float = 1.0, *, constants: bool = True) -> Precision:
    """Describe a dtype whose operations are wrong by at most `units` times half a last place.

    1 is what IEEE 754 promises for arithmetic and roots; exp and log are wrong by some units more.

    Examples
    --------
    >>> round(precision("float32").unit * 2**24, 3)
    1.0
    """
    half = float(np.finfo(dtype).eps) / 2
    return Precision(dtype, units * half * ROUNDED_UP, 2 * half, SMALLEST[dtype], constants)


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
    if node.operation == "constant" and how.constants:
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
    if node.operation in ("sum", "mean", "sum_like"):
        return _sum_error(given, how)
    if not given.value.size:
        return 0.0
    kind = OPERATIONS[node.operation].kind
    if kind == "shaping":
        return _moved(given)
    error = _KINDS.get(kind, _whole_error)(given)
    if node.operation in EXACT or given.value.dtype.kind == "b":
        return error
    error = error + _rounding(given, how)
    if kind == "reduction":
        error = error + _inner_rounding(given, how)
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
    if float(np.min(size)) < how.lost:
        error = error + np.where(_underflows(given, size, how), how.smallest, 0.0)
    return error


def _inner_rounding(given: Given, how: Precision) -> Any:
    """Give what a reduction other than a sum rounds inside: its terms, and a sum of them."""
    count = given.inputs[0].size // given.value.size
    sizes = [np.where(np.isfinite(value), np.abs(value), 0) for value in given.inputs]
    inside = _weighted(given, sizes) + INSIDE.get(given.node.operation, 0.0)
    return np.where(np.isfinite(given.value), how.growth(count) * inside, 0.0)


def _underflows(given: Given, size: Array, how: Precision) -> Any:
    """Say where digits are lost. A 0 that comes of a 0, or of a subtraction, is exact."""
    if given.node.operation in ADDITIONS:
        return (size > 0) & (size < how.lost)
    from_zero = np.zeros((), bool)
    for value in given.inputs if OPERATIONS[given.node.operation].kind == "elementwise" else ():
        from_zero = from_zero | (value == 0)
    return (size < how.lost) & ((size > 0) | ~from_zero)


def _sum_error(given: Given, how: Precision) -> Any:
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
    if given.value.size and float(np.min(given.size)) < how.lost:
        error = error + np.where(_underflows(given, given.size, how), how.smallest, 0.0)
    return without_nan(error)


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


def _reduced_error(given: Given) -> Any:
    """Bound a reduction other than a sum: the worse of its ends and of its derivative.

    The ends are right for what grows with each of its terms (max, median, logsumexp), at ties as
    well; the derivative, as a weight of each term, for what is smooth.
    """
    if all(is_exact(error) for error in given.errors):
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


_KINDS = {"elementwise": propagated, "reduction": _reduced_error}


_POSITIVE = frozenset({"square", "absolute", "exp", "sqrt", "sigmoid", "softplus"}) | COMPARISONS
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
}


def _never_negative(node: Node, evaluator: Evaluator, positive: set[int]) -> bool:
    """Say whether no rounding can make a number of this node negative."""
    if node.is_leaf:
        value = np.asarray(evaluator[node])
        return not value.size or float(np.min(value)) >= 0
    if node.operation in _POSITIVE:
        return True
    return node.operation in _KEEPING and all(id(child) in positive for child in node.inputs)
