"""Medians and weighted quantiles: what depends on the order of the numbers along an axis.

They pick elements, so their derivative goes to what is picked; equal elements share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Node, Operation, apply, constant, register, spelled_as
from lossgui.core.ops.choosing import equal, where
from lossgui.core.ops.reducing import keep_axis, sum_
from lossgui.core.ops.shaping import broadcast_like

if TYPE_CHECKING:
    from lossgui.core.expr import Shape


def _median(xp: Any, x: Any, axis: int) -> Any:
    """Take the middle element, the mean of both middle ones of an even number; NaN of nothing."""
    count = x.shape[axis]
    if not x.size or not count:
        return xp.sum(x, axis=axis) * xp.nan
    ordered = xp.sort(x, axis=axis)
    middle = _at(xp, ordered, count // 2, axis)
    if count % 2 == 0:
        # Halved before the sum, which cannot overflow then.
        middle = 0.5 * _at(xp, ordered, count // 2 - 1, axis) + 0.5 * middle
    return _with_nan(xp, x, middle, axis)


def _at(xp: Any, array: Any, place: int, axis: int) -> Any:
    """Take one place along an axis, which goes."""
    return xp.squeeze(xp.take(array, xp.asarray([place]), axis=axis), axis=axis)


def _with_nan(xp: Any, x: Any, found: Any, axis: int) -> Any:
    """Give NaN where the axis holds one: sorting puts it last, where nothing may look."""
    return xp.where(xp.any(xp.isnan(x), axis=axis), xp.asarray(xp.nan, dtype=found.dtype), found)


def _quantile(xp: Any, x: Any, weight: Any, *, axis: int, share: float, upper: bool) -> Any:
    """Go along the ordered elements until their weights reach the share of the whole weight.

    The upper quantile is the next element with a weight where the share is reached exactly, so that
    the mean of both is the median for equal weights. Their sum is compared as scikit-learn does,
    up to the resolution of the dtype (utils/stats.py 1.9.1, _weighted_percentile).
    """
    if not x.size or not x.shape[axis]:
        return xp.sum(x, axis=axis) * xp.nan
    places = xp.argsort(x, axis=axis)
    ordered = xp.take_along_axis(x, places, axis=axis)
    weights = xp.take_along_axis(weight, places, axis=axis)
    added = getattr(xp, "cumulative_sum", None) or xp.cumsum
    below = added(weights, axis=axis)
    whole = xp.max(below, axis=axis, keepdims=True)
    # A share of nothing still starts at the first element that has a weight.
    wanted = xp.where(share * whole > 0, share * whole, xp.finfo(x.dtype).smallest_normal)
    reached = below >= wanted
    if upper:
        first = _smallest(xp, below, reached, axis)
        exact = first - wanted <= xp.finfo(x.dtype).eps
        reached = xp.where(exact, below > first, reached)
    last = xp.max(xp.where(weights > 0, ordered, -xp.inf), axis=axis)
    found = xp.squeeze(_smallest(xp, ordered, reached, axis), axis=axis)
    found = xp.where(xp.any(reached, axis=axis), found, last)
    known = xp.where(xp.max(whole, axis=axis) > 0, found, xp.asarray(xp.nan, dtype=found.dtype))
    return _with_nan(xp, x, known, axis)


def _smallest(xp: Any, values: Any, counts: Any, axis: int) -> Any:
    """Take the smallest of the values that count, with the axis kept; inf if none does."""
    return xp.min(xp.where(counts, values, xp.inf), axis=axis, keepdims=True)


def _reduced(shape: Shape, *_: Shape, axis: int, **__: Any) -> Shape:
    return shape[:axis] + shape[axis + 1 :]


def _median_slope(node: Node, up: Node) -> tuple[Node]:
    """Give half of the derivative to each of both middle elements, which may be the same."""
    (x,), axis = node.inputs, node.attributes["axis"]
    ones = broadcast_like(constant(1.0), x)
    picked = (quantile(x, ones, axis, 0.5, upper=upper) for upper in (False, True))
    shares = [_share_of_equal(x, found, axis) for found in picked]
    return (broadcast_like(keep_axis(up, axis), x) * (0.5 * shares[0] + 0.5 * shares[1]),)


def _quantile_slope(node: Node, up: Node) -> tuple[Node, None]:
    x, axis = node.inputs[0], node.attributes["axis"]
    return broadcast_like(keep_axis(up, axis), x) * _share_of_equal(x, node, axis), None


def _share_of_equal(x: Node, found: Node, axis: int) -> Node:
    """Give 1 / k to each of the k elements that are what was found, 0 to the others."""
    same = where(equal(x, keep_axis(found, axis)), 1.0, 0.0)
    return same / keep_axis(sum_(same, axis), axis)


register(
    Operation(
        "median",
        _median,
        _reduced,
        _median_slope,
        symbol="median({0}, axis={axis})",
        label="median axis {axis}",
        kind="whole",
        spelling=spelled_as("median", tensorflow="sort"),
    )
)
for _name, _upper in (("lower_quantile", False), ("upper_quantile", True)):
    register(
        Operation(
            _name,
            lambda xp, x, weight, *, axis, share, upper=_upper: _quantile(
                xp, x, weight, axis=axis, share=share, upper=upper
            ),
            _reduced,
            _quantile_slope,
            symbol=_name + "({0}, {1}, axis={axis}, share={share})",
            label=_name.replace("_", " ") + " axis {axis}",
            kind="whole",
            spelling=spelled_as("quantile", tensorflow="sort"),
        )
    )


def median(x: Node, axis: int = 0) -> Node:
    """Take the middle element along `axis`; of an even number the mean of both middle ones."""
    return apply("median", x, axis=axis % len(x.shape))


def quantile(x: Node, weight: Node, axis: int, share: float, *, upper: bool = False) -> Node:
    """Take the element at which the weights, in the elements' order, reach a share of their sum.

    `weight` has the shape of `x` and no negative numbers. `upper`: where the share is reached
    exactly, the next element instead.
    """
    name = "upper_quantile" if upper else "lower_quantile"
    return apply(name, x, broadcast_like(weight, x), axis=axis % len(x.shape), share=share)
