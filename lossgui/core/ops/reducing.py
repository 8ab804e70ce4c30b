"""Reductions over any axes: sums, means, products, the largest and the smallest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.expr import (
    Axis,
    Node,
    Operation,
    apply,
    normalize_axis,
    reduced_shape,
    register,
    size,
    spelled_as,
)
from lossgui.core.ops.moving import reshape
from lossgui.core.ops.shaping import broadcast_like, expand_dims

if TYPE_CHECKING:
    from collections.abc import Callable


def _spread(node: Node, upstream: Node) -> Node:
    """Bring the gradient of a reduced result back to the shape before the reduction."""
    source = node.inputs[0]
    for position in normalize_axis(node.attributes["axis"], len(source.shape)):
        upstream = expand_dims(upstream, position)
    return broadcast_like(upstream, source)


def _reduction(
    name: str,
    evaluate: Callable[..., Any],
    derivative: Callable[[Node, Node], Node],
    numpy: str = "",
) -> None:
    register(
        Operation(
            name,
            evaluate,
            reduced_shape,
            lambda node, upstream: (derivative(node, upstream),),
            symbol=name + "({0}, axis={axis})",
            label=name + " axis {axis}",
            kind="reduction",
            spelling=spelled_as(numpy or name, keras=name, tensorflow=f"reduce_{name}"),
        )
    )


def _mean(xp: Any, x: Any, axis: Any) -> Any:
    """Average; NaN over nothing, without the warning that NumPy's mean gives then."""
    return xp.mean(x, axis=axis) if x.size else xp.sum(x, axis=axis) * xp.nan


_reduction("sum", lambda xp, x, axis: xp.sum(x, axis=axis), _spread)
_reduction(
    "mean",
    _mean,
    # The spread comes before the division: the other way round an empty axis would divide 0 by 0.
    lambda node, up: _spread(node, up) / size(node.inputs[0], node.attributes["axis"]),
)


def _max(xp: Any, x: Any, axis: Any) -> Any:
    """Take the largest; -inf of nothing, as TensorFlow does."""
    return xp.max(x, axis=axis) if x.size else xp.sum(x, axis=axis) - xp.inf


def _min(xp: Any, x: Any, axis: Any) -> Any:
    """Take the smallest; inf of nothing, as TensorFlow does."""
    return xp.min(x, axis=axis) if x.size else xp.sum(x, axis=axis) + xp.inf


def _share_of_ties(node: Node) -> Node:
    """Give 1 / k to each of k elements that are the result, 0 to the others, as TensorFlow does."""
    source = node.inputs[0]
    picked = apply("where", apply("equal", source, _spread(node, node)), 1.0, 0.0)
    return picked / _spread(node, apply("sum", picked, axis=node.attributes["axis"]))


def _softmax(node: Node, up: Node) -> Node:
    return _spread(node, up) * apply("exp", node.inputs[0] - _spread(node, node))


def _logsumexp(xp: Any, x: Any, axis: Any) -> Any:
    """Take the logarithm of the sum of exponentials; the largest one is taken out: no overflow."""
    if not x.size:
        return xp.sum(x, axis=axis) - xp.inf
    largest = xp.max(x, axis=axis, keepdims=True)
    largest = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    total = xp.sum(xp.exp(x - largest), axis=axis, keepdims=True)
    found = xp.log(total) + largest
    kept = normalize_axis(axis, x.ndim)
    return xp.reshape(found, tuple(n for place, n in enumerate(x.shape) if place not in kept))


for _name, _pick in (("max", _max), ("min", _min)):
    _reduction(_name, _pick, lambda node, up: _spread(node, up) * _share_of_ties(node))


def _product_of_others(node: Node, up: Node) -> Node:
    """Give the product of all others: exact beside a single 0 as well, where a quotient is none."""
    source, axis = node.inputs[0], node.attributes["axis"]
    zero = apply("equal", source, 0.0)
    zeros = _spread(node, apply("sum", apply("where", zero, 1.0, 0.0), axis=axis))
    divisor = apply("where", zero, 1.0, source)
    rest = _spread(node, apply("prod", divisor, axis=axis))
    alone = apply("where", apply("equal", zeros, 1.0), rest, 0.0)
    beside = apply("where", apply("equal", zeros, 0.0), rest / divisor, 0.0)
    return _spread(node, up) * apply("where", zero, alone, beside)


def _place(pick: str) -> Callable[..., Any]:
    """Make the evaluation of argmax or argmin; over several axes it counts row by row."""

    def evaluate(xp: Any, x: Any, axis: Axis) -> Any:
        gone = normalize_axis(axis, x.ndim)
        kept = tuple(place for place in range(x.ndim) if place not in gone)
        if not x.size:
            return xp.sum(x, axis=axis) * xp.nan
        lengths = tuple(x.shape[place] for place in kept)
        rows = xp.reshape(xp.permute_dims(x, (*kept, *gone)), (*lengths, -1))
        dtype = xp.float32 if x.dtype == xp.bool else x.dtype
        return xp.astype(getattr(xp, pick)(xp.astype(rows, dtype), axis=-1), dtype)

    return evaluate


_reduction("prod", lambda xp, x, axis: xp.prod(x, axis=axis), _product_of_others)
for _name in ("argmax", "argmin"):
    register(
        Operation(
            _name,
            _place(_name),
            reduced_shape,
            lambda node, up: (None,),
            symbol=_name + "({0}, axis={axis})",
            label=_name + " axis {axis}",
            kind="reduction",
            spelling=spelled_as(_name),
        )
    )
# NumPy has no function for it: logaddexp.reduce takes one axis.
_reduction("logsumexp", _logsumexp, _softmax, numpy="logaddexp")


def sum_(x: Node, axis: Axis = None) -> Node:
    """Sum over `axis` (None: all axes); 0 over nothing."""
    return apply("sum", x, axis=axis)


def mean(x: Node, axis: Axis = None) -> Node:
    """Average over `axis` (None: all axes); NaN over nothing."""
    return apply("mean", x, axis=axis)


def reduce(x: Node, inner: str, axis: Axis) -> Node:
    """Apply the reduction called `inner`, ``mean`` or ``sum``; over no axis at all it is `x`."""
    if axis == ():
        return x
    return mean(x, axis) if inner == "mean" else sum_(x, axis)


def max_(x: Node, axis: Axis = None) -> Node:
    """Take the largest element over `axis` (None: all axes); equal ones share the derivative."""
    return apply("max", x, axis=axis)


def min_(x: Node, axis: Axis = None) -> Node:
    """Take the smallest element over `axis` (None: all axes); equal ones share the derivative."""
    return apply("min", x, axis=axis)


def prod(x: Node, axis: Axis = None) -> Node:
    """Multiply over `axis` (None: all axes); 1 over nothing."""
    return apply("prod", x, axis=axis)


def argmax(x: Node, axis: int | None = None) -> Node:
    """Give the place of the largest element along `axis`, from 0; the first one of equals.

    None counts all elements row by row. NaN counts as the largest; over nothing it is NaN.
    """
    return _along("argmax", x, axis)


def argmin(x: Node, axis: int | None = None) -> Node:
    """Give the place of the smallest element along `axis`, as `argmax` does of the largest."""
    return _along("argmin", x, axis)


def _along(name: str, x: Node, axis: int | None) -> Node:
    """Apply an operation along one axis, or to all elements in one row."""
    if axis is None:
        return apply(name, x if len(x.shape) == 1 else reshape(x, (-1,)), axis=0)
    return apply(name, x, axis=axis)


def logsumexp(x: Node, axis: Axis = -1) -> Node:
    """Take log(sum(exp(x), axis)) without overflow."""
    return apply("logsumexp", x, axis=axis)


def log_softmax(x: Node, axis: int = -1) -> Node:
    """Take the logarithm of the softmax: x - logsumexp(x), with the axis kept."""
    return x - keep_axis(logsumexp(x, axis), axis)


def keep_axis(reduced: Node, axis: int) -> Node:
    """Put the reduced axis back with length 1, counted as in the array before the reduction."""
    return expand_dims(reduced, axis)
