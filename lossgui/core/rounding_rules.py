"""What the errors of an operation's inputs make of its result.

Arithmetic has closed forms, with the products of two errors, so that 0 * 0 is bounded as well. Any
other operation is evaluated at the ends of what its inputs may be, in the dtype itself: that covers
kinks, jumps and overflow, for everything that rises or falls with each input or has a single turn.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lossgui.core.expr import OPERATIONS, normalize_axis

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.expr import Node
    from lossgui.core.rounding_precision import Precision

Array = NDArray[Any]

COMPARISONS = frozenset(
    {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"},
)

ADDITIONS = frozenset({"add", "subtract", "sum", "mean", "sum_like"})


@dataclass(frozen=True)
class Given:
    """What is known of a node: its value, its inputs' values and the bounds of their errors.

    `positive` says of each input whether it can't be negative; `dtype` is the dtype that rounds.
    """

    node: Node
    value: Array
    inputs: tuple[Array, ...]
    errors: tuple[Array, ...]
    positive: tuple[bool, ...]
    dtype: str

    @cached_property
    def size(self) -> Array:
        """Absolute values, in a dtype in which errors of float16 do not underflow."""
        return _wide(self.value)

    @cached_property
    def largest(self) -> float:
        """The largest absolute value; NaN where one is missing."""
        return float(np.max(self.size))


def is_exact(error: Array) -> bool:
    """Say whether no cell has an error; only the single 0 that leaves have is looked at."""
    return error.ndim == 0 and not error


def without_nan(error: Any, *, certain: bool = False) -> Array:
    """Replace what is not known: by inf, or by 0 where it is certain all the same."""
    array = np.asarray(error)
    unknown = np.isnan(array)
    return np.where(unknown, 0.0 if certain else np.inf, array) if unknown.any() else array


def lost_digits(given: Given, how: Precision) -> Any:
    """Give the absolute error of results that are too small for the dtype.

    A 0 that comes of a 0, of an infinity (exp, softplus), or of a subtraction, is exact.
    """
    small = given.size < how.lost
    if not small.any():
        return 0.0
    node = given.node
    from_zero = np.asarray(node.operation in ADDITIONS)
    if OPERATIONS[node.operation].kind == "elementwise":
        for value in given.inputs:
            from_zero = from_zero | (value == 0) | np.isinf(value)
    return np.where(small & ((given.size > 0) | ~from_zero), how.smallest, 0.0)


def propagated(given: Given) -> Any:
    """Bound how far the inputs' errors move the result of an elementwise operation."""
    name = given.node.operation
    if name == "where":
        return _where(given)
    if all(is_exact(error) for error in given.errors):
        return np.zeros(())
    if name in COMPARISONS:
        return _comparison(given)
    closed = CLOSED.get(name)
    if closed and np.isfinite(given.largest) and (name != "sqrt" or given.positive[0]):
        error = np.asarray(closed(given))
        if not np.isnan(np.max(error)):
            return error
    return ends(given)


def _wide(array: Array) -> Array:
    """Give absolute values in a dtype that errors can be multiplied with."""
    return np.asarray(np.abs(array.astype(np.result_type(array, np.float32), copy=False)))


def _product(given: Given) -> Any:
    (a, b), (error_a, error_b) = given.inputs, given.errors
    if is_exact(error_b):
        return _wide(b) * error_a
    if is_exact(error_a):
        return _wide(a) * error_b
    return _wide(a) * error_b + (_wide(b) + error_b) * error_a


def _quotient(given: Given) -> Array:
    """Bound a / b: unlimited where the error of b may make it 0."""
    b, (error_a, error_b) = _wide(given.inputs[1]), given.errors
    if is_exact(error_b):
        # Without a division by 0 both sides have found that they need none, and give 0.
        return np.where(b == 0, 0.0, error_a / b)
    left = b - error_b
    whole = (error_a + given.size * error_b) / left
    return np.where((left <= 0) & (error_b > 0), np.inf, np.where(b == 0, 0.0, whole))


def _square(given: Given) -> Any:
    error = given.errors[0]
    return (2 * _wide(given.inputs[0]) + error) * error


def _root(given: Given) -> Array:
    """Bound sqrt(x) of an x that is never negative, also at 0, where the slope is infinite."""
    error = given.errors[0]
    return np.where(error > 0, error / np.maximum(given.size, np.sqrt(error)), 0.0)


def _sign(given: Given) -> Any:
    """Bound the sign of x: it moves by 2 at most, by 1 from 0, where the error reaches 0."""
    error = given.errors[0]
    doubtful = (error > 0) & (error >= _wide(given.inputs[0]))
    return np.where(doubtful, 1.0 + given.size, np.zeros((), error.dtype))


def _wave(given: Given) -> Any:
    """Bound sin and cos, which move at most as far as their angle, and by 2 at most."""
    error = given.errors[0]
    return np.where(np.isinf(error), np.inf, np.minimum(error, 2))


CLOSED: dict[str, Callable[[Given], Any]] = {
    "add": lambda given: given.errors[0] + given.errors[1],
    "subtract": lambda given: given.errors[0] + given.errors[1],
    "multiply": _product,
    "divide": _quotient,
    "divide_no_nan": _quotient,
    "negate": lambda given: given.errors[0],
    "absolute": lambda given: given.errors[0],
    "sign": _sign,
    "square": _square,
    "sqrt": _root,
    "sin": _wave,
    "cos": _wave,
}


def _comparison(given: Given) -> Any:
    """Give 1 where the two sides are closer than their errors: the answer may be the other one."""
    a, b = given.inputs
    error = given.errors[0] + given.errors[1]
    apart = np.abs(np.subtract(a, b, dtype=np.result_type(error)))
    doubt = (error > 0) & ((apart <= error) | np.isinf(error))
    axis = _axis_of_largest(given.node)
    if axis is not None:
        # One of them always is the largest: where only one comes near, it is that one for sure.
        near = doubt | (np.asarray(given.value) != 0)
        doubt = doubt & (np.sum(near, axis=axis, keepdims=True) > 1)
    return doubt.astype(error.dtype)


def _axis_of_largest(node: Node) -> tuple[int, ...] | None:
    """Give the axes of the reduction if a node asks which elements are the largest or smallest."""
    if node.operation != "equal":
        return None
    source, other = node.inputs
    while other.operation in ("expand_dims", "broadcast_like"):
        other = other.inputs[0]
    if other.operation not in ("max", "min") or other.inputs[0] is not source:
        return None
    return normalize_axis(other.attributes["axis"], len(source.shape))


def _where(given: Given) -> Array:
    """Take the chosen side's error; where the condition may turn, also the step between both."""
    condition, a, b = given.inputs
    doubt, error_a, error_b = given.errors
    chosen = np.where(condition, error_a, error_b)
    if is_exact(doubt):
        return chosen
    turns = (doubt > 0) & (doubt >= np.abs(condition.astype(doubt.dtype)))
    if not turns.any():
        return chosen
    wide = np.result_type(a, b, np.float32)
    step = distance(a.astype(wide), b.astype(wide))
    return np.where(turns, np.maximum(error_a, error_b) + step, chosen)


def distance(a: Array, b: Array) -> Any:
    """Subtract: 0 where both are NaN or the same infinity, inf where only one is."""
    apart = np.abs(a - b)
    if np.isnan(np.sum(apart)):
        same = (a == b) | (np.isnan(a) & np.isnan(b))
        apart = np.where(same, 0.0, without_nan(apart))
    return apart


def ends(given: Given) -> Any:
    """Evaluate the operation at the ends of its inputs and give the largest move of its value.

    An input that may be 0 is tried there too, since that is where poles and turning points lie.
    Where an input's error is infinite, it may be NaN on the other side: nothing is known.
    """
    node = given.node
    evaluate = OPERATIONS[node.operation].evaluate
    choices = [_choices(given, place) for place in range(len(given.inputs))]
    wide = np.result_type(given.value, np.float32)
    value = given.value.astype(wide)
    error = np.zeros((), wide)
    for corner in itertools.product(*choices):
        there = np.asarray(evaluate(np, *corner, **node.attributes)).astype(wide)
        error = np.maximum(error, distance(there, value))
    return _with_unknown(given, error)


def _choices(given: Given, place: int) -> tuple[Array, ...]:
    value, error = given.inputs[place], given.errors[place]
    if is_exact(error):
        return (value,)
    kept = value.dtype if value.dtype.kind == "f" else np.dtype(given.dtype)
    # A step below a last place would be rounded away; infinities have none.
    place_value = np.where(np.isfinite(value), np.finfo(kept).eps * _wide(value), 0)
    step = np.where(error > 0, np.maximum(error, place_value), 0)
    low, high = value - step, value + step
    if given.positive[place]:
        low = np.maximum(low, 0)
    tried = [low.astype(kept), high.astype(kept)]
    if (doubtful := (low < 0) & (high > 0)).any():
        tried.append(np.where(doubtful, 0, value).astype(kept))
    return tuple(tried)


def _with_unknown(given: Given, error: Array) -> Array:
    """Make the error infinite where an input's is, or where a divisor may be 0."""
    unknown = np.zeros((), bool)
    if OPERATIONS[given.node.operation].kind == "elementwise":
        for own in given.errors:
            unknown = unknown | np.isinf(own)
    elif any(np.isinf(own).any() for own in given.errors):
        unknown = np.ones((), bool)
    if given.node.operation in ("divide", "divide_no_nan"):
        doubt = given.errors[1]
        unknown = unknown | ((doubt > 0) & (doubt >= _wide(given.inputs[1])))
    return np.where(unknown, np.inf, error) if unknown.any() else error
