"""Functions of each element by itself: circular and hyperbolic ones, and the error function.

Their slopes are defined everywhere; expm1 is here because it is exact where exp(x) - 1 is not.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

from lossgui.core.expr import Node, Operand, apply
from lossgui.core.ops.elementwise import elementwise, exp, square

# Up to here the series of the error function is shorter, from here on the fraction.
TURN = 2.0
# So many terms that the next one changes nothing in float64.
SERIES, FRACTION = 40, 60


def _erf(xp: Any, x: Any) -> Any:
    """Sum the series of positive terms near 0, and take the continued fraction of the rest of 1.

    In float64 whatever the dtype, so that no term's rounding is seen in a smaller one.
    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.6 and 7.1.14.
    """
    wide = xp.abs(xp.astype(x, xp.float64))
    near = xp.where(wide < TURN, wide, xp.zeros_like(wide))
    series = xp.ones_like(near)
    for term in range(SERIES, 0, -1):
        series = 1.0 + series * (2.0 * near * near / (2 * term + 1))
    inner = 2.0 / sqrt(pi) * near * xp.exp(-near * near) * series
    far = xp.where(wide < TURN, xp.full_like(wide, TURN), wide)
    fraction = far
    for term in range(FRACTION, 0, -1):
        fraction = far + 0.5 * term / fraction
    outer = 1.0 - xp.exp(-far * far) / (sqrt(pi) * fraction)
    return xp.astype(xp.where(wide < TURN, inner, outer) * xp.sign(x), x.dtype)


elementwise(
    "tanh",
    lambda xp, x: xp.tanh(x),
    lambda node, up: (up * (1.0 - square(node)),),
    "tanh({0})",
    "tanh tanh tanh",
    "tanh",
)
elementwise(
    "sin",
    lambda xp, x: xp.sin(x),
    lambda node, up: (up * cos(node.inputs[0]),),
    "sin({0})",
    "sin sin sin",
    "sin",
)
elementwise(
    "cos",
    lambda xp, x: xp.cos(x),
    lambda node, up: (-up * sin(node.inputs[0]),),
    "cos({0})",
    "cos cos cos",
    "cos",
)
elementwise(
    "arctan",
    lambda xp, x: xp.atan(x),
    lambda node, up: (up / (1.0 + square(node.inputs[0])),),
    "arctan({0})",
    "arctan arctan atan",
    "arctan",
)
elementwise(
    "expm1",
    lambda xp, x: xp.expm1(x),
    lambda node, up: (up * exp(node.inputs[0]),),
    "expm1({0})",
    "expm1 expm1 math.expm1",
    "exp(x) - 1",
)
elementwise(
    "erf",
    _erf,
    lambda node, up: (up * (2.0 / sqrt(pi) * exp(-square(node.inputs[0]))),),
    "erf({0})",
    "exp erf math.erf",
    "error function",
)


def tanh(x: Operand) -> Node:
    """Take each element's hyperbolic tangent."""
    return apply("tanh", x)


def sin(x: Operand) -> Node:
    """Take each element's sine, in radians."""
    return apply("sin", x)


def cos(x: Operand) -> Node:
    """Take each element's cosine, in radians."""
    return apply("cos", x)


def arctan(x: Operand) -> Node:
    """Take the angle, in radians, of which each element is the tangent."""
    return apply("arctan", x)


def expm1(x: Operand) -> Node:
    """Take exp(x) - 1, exact for small x."""
    return apply("expm1", x)


def erf(x: Operand) -> Node:
    """Take the error function: the share of a normal distribution within x * sqrt(2) deviations."""
    return apply("erf", x)
