"""Operations that act on each element by itself: arithmetic, roots, logarithms, exponentials.

Derivatives at kinks follow TensorFlow: |x| has derivative 0 at 0; sqrt has an infinite one there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Node, Operand, Operation, apply, broadcast_shape, register, spelled_as
from lossgui.core.ops.shaping import sum_like

if TYPE_CHECKING:
    from collections.abc import Callable


def elementwise(
    name: str,
    evaluate: Callable[..., Any],
    derivative: Callable[[Node, Node], tuple[Node | None, ...]],
    symbol: str,
    spelling: str,
    label: str = "",
) -> None:
    """Put an elementwise operation into the table.

    `derivative` may ignore broadcasting: what it gives is summed back to each input's shape here.
    `spelling` names it in NumPy, keras.ops and TensorFlow, parted by blanks.
    """

    def fitted(node: Node, upstream: Node) -> tuple[Node | None, ...]:
        found = derivative(node, upstream)
        return tuple(
            None if part is None else sum_like(part, source)
            for part, source in zip(found, node.inputs, strict=True)
        )

    numpy, keras, tensorflow = spelling.split()
    names = spelled_as(numpy, keras=keras, tensorflow=tensorflow)
    register(
        Operation(
            name, evaluate, broadcast_shape, fitted, symbol, label or symbol, "elementwise", names
        )
    )


def _divide_no_nan(xp: Any, a: Any, b: Any) -> Any:
    """Divide, but give 0 where the divisor is 0, as tf.math.divide_no_nan does."""
    zero = b == 0
    quotient = a / xp.where(zero, xp.ones_like(b), b)
    return xp.where(zero, xp.zeros_like(quotient), quotient)


def _softplus(xp: Any, x: Any) -> Any:
    # log(1 + exp(x)) overflows from x = 89 on in float32; this form never does.
    return xp.where(x > 0, x, xp.zeros_like(x)) + xp.log1p(xp.exp(-xp.abs(x)))


def _sigmoid(xp: Any, x: Any) -> Any:
    # exp only ever gets a number <= 0, so neither end overflows.
    small = xp.exp(-xp.abs(x))
    return xp.where(x >= 0, xp.ones_like(x), small) / (small + 1)


elementwise(
    "add",
    lambda xp, a, b: a + b,
    lambda node, up: (up, up),
    "{0} + {1}",
    "add add add",
)
elementwise(
    "subtract",
    lambda xp, a, b: a - b,
    lambda node, up: (up, -up),
    "{0} - {1}",
    "subtract subtract subtract",
)
elementwise(
    "multiply",
    lambda xp, a, b: a * b,
    lambda node, up: (up * node.inputs[1], up * node.inputs[0]),
    "{0} * {1}",
    "multiply multiply multiply",
)
elementwise(
    "divide",
    lambda xp, a, b: a / b,
    lambda node, up: (up / node.inputs[1], -up * node / node.inputs[1]),
    "{0} / {1}",
    "divide divide divide",
)
elementwise(
    "divide_no_nan",
    _divide_no_nan,
    lambda node, up: (
        divide_no_nan(up, node.inputs[1]),
        divide_no_nan(-up * node, node.inputs[1]),
    ),
    "{0} / {1}",
    "divide divide_no_nan math.divide_no_nan",
)
elementwise(
    "negate",
    lambda xp, x: -x,
    lambda node, up: (-up,),
    "-{0}",
    "negative negative negative",
)
elementwise(
    "square",
    lambda xp, x: x * x,
    lambda node, up: (up * (2.0 * node.inputs[0]),),
    "square({0})",
    "square square square",
    "square",
)
elementwise(
    "absolute",
    lambda xp, x: xp.abs(x),
    lambda node, up: (up * sign(node.inputs[0]),),
    "abs({0})",
    "abs abs abs",
    "absolute value",
)
elementwise(
    "sign",
    lambda xp, x: xp.sign(x),
    lambda node, up: (None,),
    "sign({0})",
    "sign sign sign",
    "sign",
)
elementwise(
    "sqrt",
    lambda xp, x: xp.sqrt(x),
    # TensorFlow's own derivative is 0 where nothing arrives, also at the root of 0 (not 0 * inf).
    lambda node, up: (apply("where", apply("equal", up, 0.0), 0.0, up * (0.5 / node)),),
    "sqrt({0})",
    "sqrt sqrt sqrt",
    "square root",
)
elementwise(
    "exp",
    lambda xp, x: xp.exp(x),
    lambda node, up: (up * node,),
    "exp({0})",
    "exp exp exp",
    "exp",
)
elementwise(
    "log",
    lambda xp, x: xp.log(x),
    lambda node, up: (up / node.inputs[0],),
    "log({0})",
    "log log math.log",
    "log",
)
elementwise(
    "log1p",
    lambda xp, x: xp.log1p(x),
    lambda node, up: (up / (1.0 + node.inputs[0]),),
    "log1p({0})",
    "log1p log1p math.log1p",
    "log(1 + x)",
)
elementwise(
    "softplus",
    _softplus,
    lambda node, up: (up * sigmoid(node.inputs[0]),),
    "softplus({0})",
    "logaddexp softplus math.softplus",
    "softplus",
)
elementwise(
    "sigmoid",
    _sigmoid,
    lambda node, up: (up * (node * (1.0 - node)),),
    "sigmoid({0})",
    "exp sigmoid sigmoid",
    "sigmoid",
)
elementwise(
    "power",
    lambda xp, x, exponent: x**exponent,
    lambda node, up: (up * _power_slope(*node.inputs), _exponent_slope(node, up)),
    "{0} ** {1}",
    "power power pow",
    "to the power {1}",
)


def _power_slope(x: Node, exponent: Node) -> Node:
    """Give p * x ** (p - 1); 0 for p = 0, also where x is 0."""
    value = exponent.attributes.get("value") if exponent.operation == "constant" else None
    if value == 0.0:
        return apply("where", apply("equal", x, x), 0.0, x)
    below = exponent - 1.0 if value is None else value - 1.0
    return apply("multiply", exponent, power(x, below))


def _exponent_slope(node: Node, up: Node) -> Node | None:
    """Give x ** p * log(x), 0 where x is not positive, as TensorFlow does; None for a number p."""
    x, exponent = node.inputs
    if exponent.operation in ("constant", "size"):
        return None
    positive = apply("greater", x, 0.0)
    logarithm = log(apply("where", positive, x, 1.0))
    return up * (node * apply("where", positive, logarithm, 0.0))


def power(x: Operand, exponent: Operand) -> Node:
    """Raise each element to a power; NaN for a negative one to a broken power.

    The derivative by the exponent is 0 where `x` is not positive.
    """
    return apply("power", x, exponent)


elementwise(
    "stop_gradient",
    lambda xp, x: +x,
    lambda node, up: (None,),
    "stop_gradient({0})",
    "positive stop_gradient stop_gradient",
    "stop gradient",
)


def stop_gradient(x: Operand) -> Node:
    """Keep each element; its derivative counts as 0."""
    return apply("stop_gradient", x)


def divide_no_nan(numerator: Operand, denominator: Operand) -> Node:
    """Divide elementwise; 0 where the denominator is 0."""
    return apply("divide_no_nan", numerator, denominator)


def square(x: Operand) -> Node:
    """Square each element."""
    return apply("square", x)


def absolute(x: Operand) -> Node:
    """Take each element's absolute value; derivative 0 at 0."""
    return apply("absolute", x)


def sign(x: Operand) -> Node:
    """Give -1, 0 or 1 per element; derivative 0 everywhere."""
    return apply("sign", x)


def sqrt(x: Operand) -> Node:
    """Take each element's square root; NaN below 0, infinite derivative at 0."""
    return apply("sqrt", x)


def exp(x: Operand) -> Node:
    """Take each element's exponential."""
    return apply("exp", x)


def log(x: Operand) -> Node:
    """Take each element's natural logarithm; -inf at 0, NaN below."""
    return apply("log", x)


def log1p(x: Operand) -> Node:
    """Take log(1 + x), exact for small x."""
    return apply("log1p", x)


def softplus(x: Operand) -> Node:
    """Take log(1 + exp(x)) without overflow."""
    return apply("softplus", x)


def sigmoid(x: Operand) -> Node:
    """Take 1 / (1 + exp(-x)) without overflow."""
    return apply("sigmoid", x)
