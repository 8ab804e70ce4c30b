"""Comparisons, truth values, where, limits and rounding to whole numbers."""

from __future__ import annotations

import math
from typing import Any

from lossgui.core import ops
from lossgui.core.expr import Node, apply
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import is_logical, number, operand, tensor

_PLAIN = {
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
}


def compare(operation: str, a: Any, b: Any) -> Any:
    """Compare two values: True or False for plain ones, else a node of truth values."""
    left, right = number(a), number(b)
    if left is not None and right is not None:
        return _PLAIN[operation](left, right)
    if not isinstance(a, Node) and not isinstance(b, Node):
        if operation in ("equal", "not_equal"):
            return _PLAIN[operation](a, b)
        raise TypeError("only numbers and tensors can be ordered")
    if b is None or a is None or isinstance(a, str) or isinstance(b, str):
        return operation == "not_equal"
    return apply(operation, operand(a), operand(b))


@known("tfm.less np.less torch.lt torch.less ops.less .lt .less K.less")
def less(x: Any, y: Any) -> Any:
    """Compare: a < b."""
    return compare("less", x, y)


@known("tfm.less_equal np.less_equal torch.le torch.less_equal ops.less_equal .le K.less_equal")
def less_equal(x: Any, y: Any) -> Any:
    """Compare: a <= b."""
    return compare("less_equal", x, y)


@known("tfm.greater np.greater torch.gt torch.greater ops.greater .gt .greater K.greater")
def greater(x: Any, y: Any) -> Any:
    """Compare: a > b."""
    return compare("greater", x, y)


@known("tfm.greater_equal np.greater_equal torch.ge torch.greater_equal ops.greater_equal .ge")
@known("K.greater_equal")
def greater_equal(x: Any, y: Any) -> Any:
    """Compare: a >= b."""
    return compare("greater_equal", x, y)


@known("tfm.equal K.equal np.equal torch.eq ops.equal .eq")
def equal(x: Any, y: Any) -> Any:
    """Compare: a == b."""
    return compare("equal", x, y)


@known("tfm.not_equal K.not_equal np.not_equal torch.ne torch.not_equal ops.not_equal .ne")
def not_equal(x: Any, y: Any) -> Any:
    """Compare: a != b."""
    return compare("not_equal", x, y)


def truth(value: Any) -> Node:
    """Give truth values: of numbers, whether they are not 0."""
    return value if is_logical(value) else ops.not_equal(tensor(value), 0.0)


@known("tfm.logical_and np.logical_and torch.logical_and ops.logical_and .logical_and")
@known("np.bitwise_and torch.bitwise_and")
def logical_and(x: Any, y: Any) -> Any:
    """Tell where both hold."""
    return ops.logical_and(truth(x), truth(y))


@known("tfm.logical_or np.logical_or torch.logical_or ops.logical_or .logical_or")
@known("np.bitwise_or torch.bitwise_or")
def logical_or(x: Any, y: Any) -> Any:
    """Tell where one holds."""
    return ops.logical_or(truth(x), truth(y))


@known("tfm.logical_not np.logical_not torch.logical_not ops.logical_not .logical_not")
@known("np.invert torch.bitwise_not")
def logical_not(x: Any) -> Any:
    """Tell where it does not hold."""
    return not x if isinstance(x, bool) else ops.logical_not(truth(x))


@known("tf.math.is_nan tf.is_nan np.isnan torch.isnan ops.isnan .isnan")
def is_nan(x: Any) -> Node:
    """Tell where it is not a number."""
    return ops.is_nan(tensor(x))


@known("tf.math.is_finite np.isfinite torch.isfinite ops.isfinite .isfinite")
def is_finite(x: Any) -> Any:
    """Tell where it is finite."""
    return ops.is_finite(tensor(x))


@known("np.nan_to_num torch.nan_to_num ops.nan_to_num .nan_to_num")
def nan_to_num(x: Any, nan: Any = 0.0) -> Node:
    """Put a number where there is none; infinities are kept here."""
    node = tensor(x)
    return ops.where(ops.is_nan(node), operand(nan), node)


@known("tf.where tf.compat.v1.where np.where torch.where ops.where K.switch jax.lax.select")
@known("tf.compat.v2.where")
def where(condition: Any, x: Any, y: Any) -> Any:
    """Take the first where the condition holds, else the second."""
    if isinstance(condition, bool):
        return x if condition else y
    first, second = operand(x), operand(y)
    return ops.where(truth(condition), first, second)


@known(".where")
def where_method(x: Any, condition: Any, y: Any) -> Any:
    """Keep the tensor where the condition holds (PyTorch's order)."""
    return where(condition, x, y)


@known(".masked_fill torch.masked_fill")
def masked_fill(x: Any, mask: Any, value: Any) -> Any:
    """Put a number where the mask holds."""
    return where(mask, value, x)


@known("tfm.maximum K.maximum np.maximum np.fmax torch.maximum torch.fmax ops.maximum .maximum")
@known("jax.lax.max")
def maximum(x: Any, y: Any) -> Any:
    """Take the larger of two."""
    return _two("maximum", x, y)


@known("tfm.minimum K.minimum np.minimum np.fmin torch.minimum torch.fmin ops.minimum .minimum")
@known("jax.lax.min")
def minimum(x: Any, y: Any) -> Any:
    """Take the smaller of two."""
    return _two("minimum", x, y)


def _two(operation: str, x: Any, y: Any) -> Any:
    left, right = number(x), number(y)
    if not isinstance(x, Node) and not isinstance(y, Node) and None not in (left, right):
        return max(left, right) if operation == "maximum" else min(left, right)  # type: ignore[type-var]
    return apply(operation, operand(x), operand(y))


def limited(x: Any, low: Any, high: Any) -> Any:
    """Limit to low .. high, of which one may be None."""
    if low is None and high is None:
        raise TypeError("a limit needs a lower or an upper end")
    if high is None:
        return ops.maximum(tensor(x), operand(low))
    if low is None:
        return ops.minimum(tensor(x), operand(high))
    if any(isinstance(end, Node) and number(end) is None for end in (low, high)):
        # A clip has slopes by what it limits only.
        return ops.minimum(ops.maximum(tensor(x), operand(low)), operand(high))
    return ops.clip(tensor(x), operand(low), operand(high))  # type: ignore[arg-type]


@known("tf.clip_by_value")
def clip_by_value(x: Any, clip_value_min: Any, clip_value_max: Any) -> Any:
    """Limit as TensorFlow names it."""
    return limited(x, clip_value_min, clip_value_max)


@known("K.clip ops.clip")
def keras_clip(
    x: Any, x_min: Any = None, x_max: Any = None, min_value: Any = None, max_value: Any = None
) -> Any:
    """Limit as Keras names it, before and since Keras 3."""
    low = x_min if min_value is None else min_value
    high = x_max if max_value is None else max_value
    return limited(x, low, high)


@known("np.clip .clip")
def numpy_clip(
    x: Any,
    a_min: Any = None,
    a_max: Any = None,
    min: Any = None,  # noqa: A002
    max: Any = None,  # noqa: A002
) -> Any:
    """Limit as NumPy and JAX name it."""
    return limited(x, a_min if min is None else min, a_max if max is None else max)


@known("torch.clamp torch.clip .clamp .clamp_")
def clamp(x: Any, min: Any = None, max: Any = None) -> Any:  # noqa: A002
    """Limit as PyTorch names it."""
    return limited(x, min, max)


@known("torch.clamp_min .clamp_min")
def clamp_min(x: Any, min: Any) -> Any:  # noqa: A002
    """Limit from below."""
    return limited(x, min, None)


@known("torch.clamp_max .clamp_max")
def clamp_max(x: Any, max: Any) -> Any:  # noqa: A002
    """Limit from above."""
    return limited(x, None, max)


@known("tfm.floor np.floor torch.floor ops.floor .floor math.floor")
def floor(x: Any) -> Any:
    """Round down."""
    return ops.floor(tensor(x)) if number(x) is None else float(math.floor(float(number(x) or 0)))


@known("tf.math.ceil np.ceil torch.ceil ops.ceil .ceil math.ceil")
def ceil(x: Any) -> Any:
    """Round up."""
    return ops.ceil(tensor(x)) if number(x) is None else float(math.ceil(float(number(x) or 0)))


@known("np.trunc np.fix torch.trunc torch.fix ops.trunc .trunc")
def truncate(x: Any) -> Any:
    """Cut off what stands after the point."""
    return ops.truncate(tensor(x))


@known("tfm.round K.round np.round np.rint torch.round ops.round .round tf.math.rint")
def round_(x: Any, decimals: Any = 0) -> Any:
    """Round to a whole number, halves to the even one."""
    if decimals != 0:
        raise TypeError("rounding is read to whole numbers only")
    return ops.round_(tensor(x))
