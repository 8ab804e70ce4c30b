"""The table of operations, by family, and the functions that losses are written with."""

from lossgui.core.ops.choosing import (
    clip,
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    not_equal,
    where,
)
from lossgui.core.ops.elementwise import (
    absolute,
    divide_no_nan,
    exp,
    log,
    log1p,
    sigmoid,
    sign,
    softplus,
    sqrt,
    square,
)
from lossgui.core.ops.reducing import mean, reduce, sum_
from lossgui.core.ops.shaping import broadcast_like, expand_dims, squeeze, sum_like

__all__ = [
    "absolute",
    "broadcast_like",
    "clip",
    "divide_no_nan",
    "equal",
    "exp",
    "expand_dims",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "log",
    "log1p",
    "mean",
    "not_equal",
    "reduce",
    "sigmoid",
    "sign",
    "softplus",
    "sqrt",
    "square",
    "squeeze",
    "sum_",
    "sum_like",
    "where",
]
