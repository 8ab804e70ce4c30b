"""Arithmetic, powers, roots, logarithms and exponentials of each element."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lossgui.core import ops
from lossgui.core.expr import Node, apply
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import number, operand, tensor

if TYPE_CHECKING:
    from collections.abc import Callable

# The largest result of Python's own arithmetic: beyond it, a text is no loss but a bomb.
LARGEST = 1e300


def binary(operation: str, a: Any, b: Any) -> Any:
    """Apply an operation to two values; to plain numbers if both are such.

    Raises
    ------
    TypeError
        If one is neither tensor nor number, or the numbers have no result.
    """
    first, second = operand(a), operand(b)
    if not isinstance(first, Node) and not isinstance(second, Node):
        return plain(operation, a, b)
    return apply(operation, first, second)


def plain(operation: str, a: Any, b: Any) -> Any:
    """Do Python's arithmetic with two numbers, with a limit."""
    left, right = (number(item) for item in (a, b))
    if left is None or right is None:
        raise TypeError(f"{operation} needs two numbers")
    try:
        if operation == "power" and abs(right) * math.log10(max(abs(left), 1.0)) > 300:
            raise OverflowError
        found = _PLAIN[operation](left, right)
        if isinstance(found, complex) or (abs(found) > LARGEST and math.isfinite(left)):
            raise OverflowError
    except (ArithmeticError, ValueError):
        raise TypeError(f"{left:g} and {right:g} have no result under {operation}") from None
    return found


_PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
}


@known("tfm.add np.add torch.add ops.add .add")
def add(x: Any, y: Any, alpha: Any = 1) -> Any:
    """Add two tensors; PyTorch's alpha multiplies the second."""
    return binary("add", x, y if alpha == 1 else binary("multiply", alpha, y))


@known("tfm.subtract np.subtract torch.subtract torch.sub ops.subtract .sub .subtract")
def subtract(x: Any, y: Any, alpha: Any = 1) -> Any:
    """Subtract; PyTorch's alpha multiplies the second."""
    return binary("subtract", x, y if alpha == 1 else binary("multiply", alpha, y))


@known("tfm.multiply np.multiply torch.multiply torch.mul ops.multiply .mul .multiply")
def multiply(x: Any, y: Any) -> Any:
    """Multiply elementwise."""
    return binary("multiply", x, y)


@known("tfm.divide tf.math.truediv tf.truediv np.divide np.true_divide torch.div torch.divide")
@known("torch.true_divide ops.divide ops.true_divide .div .divide .true_divide")
def divide(x: Any, y: Any) -> Any:
    """Divide elementwise."""
    return binary("divide", x, y)


@known("tf.math.divide_no_nan tf.div_no_nan tf.math.div_no_nan ops.divide_no_nan")
def divide_no_nan(x: Any, y: Any) -> Any:
    """Divide; 0 where the divisor is 0."""
    return ops.divide_no_nan(tensor(x), operand(y))


@known("tfm.negative np.negative torch.neg torch.negative ops.negative .neg .negative")
def negative(x: Any) -> Any:
    """Change the sign."""
    return -x if not isinstance(x, Node) and number(x) is not None else -tensor(x)


@known("tfm.square K.square np.square torch.square ops.square .square jax.lax.square")
def square(x: Any) -> Any:
    """Square each element."""
    return ops.square(tensor(x))


@known("tfm.squared_difference K.squared_difference")
def squared_difference(x: Any, y: Any) -> Any:
    """Square the difference of two tensors."""
    return ops.square(tensor(binary("subtract", x, y)))


@known("tfm.pow K.pow np.power torch.pow ops.power math.pow .pow jax.lax.pow")
@known("np.float_power")
def power(x: Any, y: Any) -> Any:
    """Raise to a power; the second one as PyTorch does, the third by product."""
    exponent = number(y)
    if exponent == 2.0 and not (number(x) is not None and not isinstance(x, Node)):
        return ops.square(tensor(x))
    if exponent == 0.5 and isinstance(x, Node):
        return ops.sqrt(tensor(x))
    if exponent == 1.0 and isinstance(x, Node):
        return operand(x)
    return binary("power", x, y)


@known("tfm.sqrt K.sqrt np.sqrt torch.sqrt ops.sqrt .sqrt jax.lax.sqrt")
def sqrt(x: Any) -> Any:
    """Take the square root."""
    return ops.sqrt(tensor(x))


@known("tfm.rsqrt torch.rsqrt ops.rsqrt jax.lax.rsqrt .rsqrt")
def rsqrt(x: Any) -> Any:
    """Take 1 / square root."""
    return 1.0 / ops.sqrt(tensor(x))


@known("tf.math.reciprocal np.reciprocal torch.reciprocal ops.reciprocal .reciprocal")
def reciprocal(x: Any) -> Any:
    """Take 1 / x."""
    return 1.0 / tensor(x)


@known("tfm.abs K.abs np.abs np.absolute np.fabs torch.abs torch.absolute ops.abs ops.absolute")
@known(".abs .absolute jax.lax.abs")
def absolute(x: Any) -> Any:
    """Take the absolute value."""
    return abs(x) if not isinstance(x, Node) and number(x) is not None else ops.absolute(tensor(x))


@known("tfm.sign K.sign np.sign torch.sign ops.sign .sign jax.lax.sign")
def sign(x: Any) -> Any:
    """Give -1, 0 or 1."""
    return ops.sign(tensor(x))


@known("tfm.exp K.exp np.exp torch.exp ops.exp .exp jax.lax.exp")
def exp(x: Any) -> Any:
    """Take the exponential."""
    return ops.exp(tensor(x))


@known("tfm.log K.log np.log torch.log ops.log .log jax.lax.log")
def log(x: Any) -> Any:
    """Take the natural logarithm."""
    return ops.log(tensor(x))


@known("np.log2 torch.log2 ops.log2 .log2")
def log2(x: Any) -> Any:
    """Take the logarithm to the base 2."""
    return ops.log(tensor(x)) / math.log(2.0)


@known("np.log10 torch.log10 ops.log10 .log10")
def log10(x: Any) -> Any:
    """Take the logarithm to the base 10."""
    return ops.log(tensor(x)) / math.log(10.0)


@known("tf.math.log1p np.log1p torch.log1p ops.log1p .log1p jax.lax.log1p scipy.log1p")
def log1p(x: Any) -> Any:
    """Take log(1 + x)."""
    return ops.log1p(tensor(x))


@known("scipy.xlogy torch.xlogy .xlogy jax.nn.xlogy")
def sloping_xlogy(x: Any, y: Any) -> Any:
    """Take x * log(y), 0 where x is 0; the slope there stays log(y) (PyTorch, JAX)."""
    second = tensor(y)
    sound = ops.greater(second, 0.0)
    return ops.where(sound, tensor(x) * ops.log(ops.where(sound, second, 1.0)), xlogy(x, second))


@known("tf.math.xlogy")
def xlogy(x: Any, y: Any) -> Any:
    """Take x * log(y), 0 with a slope of 0 where x is 0 (TensorFlow)."""
    first, second = tensor(x), tensor(y)
    zero = ops.equal(first, 0.0)
    return ops.where(zero, 0.0, first * ops.log(ops.where(zero, 1.0, second)))


@known("np.logaddexp torch.logaddexp ops.logaddexp")
def logaddexp(x: Any, y: Any) -> Any:
    """Take log(exp(x) + exp(y)) without overflow."""
    first, second = tensor(x), tensor(y)
    for zero, other in ((first, second), (second, first)):
        if number(zero) == 0.0:
            return ops.softplus(other)
    return ops.maximum(first, second) + ops.log1p(ops.exp(-ops.absolute(first - second)))


@known("np.hypot torch.hypot")
def hypot(x: Any, y: Any) -> Any:
    """Take the root of the sum of two squares."""
    return ops.sqrt(ops.square(tensor(x)) + ops.square(tensor(y)))


@known("tf.stop_gradient K.stop_gradient ops.stop_gradient jax.lax.stop_gradient .detach")
def stop_gradient(x: Any) -> Any:
    """Keep the values; the gradient is 0."""
    return ops.stop_gradient(tensor(x))
