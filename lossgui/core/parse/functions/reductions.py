"""Sums, means, extremes, norms and what else takes axes away."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lossgui.core import ops
from lossgui.core.expr import Node, size
from lossgui.core.parse.functions.arithmetic import binary
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import axes, is_logical, number, positions, tensor, whole

if TYPE_CHECKING:
    from collections.abc import Callable


def reduced(
    function: Callable[..., Node], x: Any, axis: Any, keepdims: Any, *, logical: bool = False
) -> Node:
    """Reduce over an axis argument; `keepdims` leaves the axes with length 1."""
    node = x if logical and isinstance(x, Node) else tensor(x)
    # NumPy has the dtype at this place.
    keepdims = isinstance(keepdims, bool | float | int) and bool(keepdims)
    wanted = axes(axis)
    places = positions(wanted, node)
    if not places:
        return node
    # All axes by name or by None is the same; None reads better.
    result = function(node, None if len(places) == len(node.shape) else wanted)
    return kept(result, places) if keepdims else result


def kept(node: Node, places: tuple[int, ...]) -> Node:
    """Put reduced axes back with length 1."""
    for place in places:
        node = ops.expand_dims(node, place)
    return node


@known("tfm.reduce_sum K.sum np.sum torch.sum ops.sum .sum")
def sum_(x: Any, axis: Any = None, keepdims: Any = False, where: Any = None) -> Node:
    """Sum over axes, of NumPy's `where` only what it names."""
    chosen = x if where is None else ops.where(_holding(where), tensor(x), 0.0)
    return reduced(ops.sum_, chosen, axis, keepdims)


@known("tfm.reduce_mean K.mean np.mean torch.mean ops.mean .mean")
def mean(x: Any, axis: Any = None, keepdims: Any = False, where: Any = None) -> Any:
    """Average over axes, of NumPy's `where` only what it names."""
    if where is None:
        return reduced(ops.mean, x, axis, keepdims)
    counted = ops.broadcast_like(ops.where(_holding(where), 1.0, 0.0), tensor(x))
    return sum_(x, axis, keepdims, where) / sum_(counted, axis, keepdims)


def _holding(where: Any) -> Node:
    return where if is_logical(where) else ops.not_equal(tensor(where), 0.0)


@known("np.average ops.average")
def average(x: Any, axis: Any = None, weights: Any = None, keepdims: Any = False) -> Any:
    """Average with weights: sum of w x over sum of w."""
    if weights is None:
        return mean(x, axis, keepdims)
    node, weight = tensor(x), tensor(weights)
    if axis is not None and len(weight.shape) == 1 < len(node.shape):
        place = whole(axis) % len(node.shape)
        weight = kept(weight, tuple(at for at in range(len(node.shape)) if at != place))
    weight = ops.broadcast_like(weight, node)
    return sum_(node * weight, axis, keepdims) / sum_(weight, axis, keepdims)


@known("tfm.reduce_max K.max np.max np.amax ops.max ops.amax torch.amax .amax .max")
def max_(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Take the largest over axes."""
    return reduced(ops.max_, x, axis, keepdims)


@known("tfm.reduce_min K.min np.min np.amin ops.min ops.amin torch.amin .amin .min")
def min_(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Take the smallest over axes."""
    return reduced(ops.min_, x, axis, keepdims)


@known("tf.math.reduce_prod tf.reduce_prod K.prod np.prod torch.prod ops.prod .prod")
def prod(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Multiply over axes."""
    return reduced(ops.prod, x, axis, keepdims)


@known("tfm.reduce_logsumexp K.logsumexp torch.logsumexp ops.logsumexp .logsumexp")
@known("jax.nn.logsumexp scipy.logsumexp")
def logsumexp(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Take log(sum(exp(x)))."""
    return reduced(ops.logsumexp, x, axis, keepdims)


@known("tfm.reduce_any K.any np.any torch.any ops.any .any")
def any_(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Tell whether one holds."""
    return ops.greater(max_(_truths(x), axis, keepdims), 0.0)


@known("tfm.reduce_all K.all np.all torch.all ops.all .all")
def all_(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Tell whether all hold."""
    return ops.greater(min_(_truths(x), axis, keepdims), 0.0)


@known("tf.math.count_nonzero np.count_nonzero torch.count_nonzero ops.count_nonzero")
def count_nonzero(x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    """Count what is not 0."""
    return sum_(_truths(x), axis, keepdims)


def _truths(x: Any) -> Node:
    """Give 1 for what holds or is not 0, else 0."""
    return ops.where(_holding(x), 1.0, 0.0)


def _variance(x: Any, axis: Any, keepdims: Any, lost: float) -> Any:
    node = tensor(x)
    places = positions(axes(axis), node)
    centred = node - mean(node, axis, keepdims=True)
    count = size(node, places)
    total = sum_(ops.square(centred), axis, keepdims)
    return total / (count - lost) if lost else total / count


@known("tf.math.reduce_variance K.var ops.var")
def population_variance(x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    """Average the squared distance from the mean."""
    return _variance(x, axis, keepdims, 0.0)


@known("tf.math.reduce_std K.std ops.std")
def population_deviation(x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    """Take the root of the population variance."""
    return ops.sqrt(_variance(x, axis, keepdims, 0.0))


@known("np.var .var")
def variance(x: Any, axis: Any = None, ddof: Any = 0, keepdims: Any = False) -> Any:
    """Divide the squared distances by n - ddof."""
    return _variance(x, axis, keepdims, float(number(ddof) or 0.0))


@known("np.std .std")
def deviation(x: Any, axis: Any = None, ddof: Any = 0, keepdims: Any = False) -> Any:
    """Take the root of the variance."""
    return ops.sqrt(variance(x, axis, ddof, keepdims))


@known("torch.var torch.Tensor.var")
def torch_variance(
    x: Any, axis: Any = None, unbiased: Any = True, correction: Any = None, keepdims: Any = False
) -> Any:
    """Divide by n - 1, unless the correction or unbiased=False says otherwise."""
    lost = float(bool(unbiased)) if correction is None else float(whole(correction))
    return _variance(x, axis, keepdims, lost)


@known("torch.std torch.Tensor.std")
def torch_deviation(
    x: Any, axis: Any = None, unbiased: Any = True, correction: Any = None, keepdims: Any = False
) -> Any:
    """Take the root of the sample variance."""
    return ops.sqrt(torch_variance(x, axis, unbiased, correction, keepdims))


@known("np.median ops.median")
def median(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Take the middle element along one axis, or of all."""
    node = tensor(x)
    if axis is None:
        node, place = flat(node), 0
    else:
        place = whole(axis) % len(node.shape)
    found = ops.median(node, place)
    return kept(found, (place,)) if keepdims and axis is not None else found


@known("np.quantile torch.quantile ops.quantile")
def quantile(x: Any, q: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Take the half of all elements along one axis: the median."""
    if number(q) != 0.5:
        raise TypeError("of the quantiles, the median with q=0.5 is read here")
    found: Node = median(x, axis, keepdims)
    return found


def flat(node: Node) -> Node:
    """Put all elements into one axis."""
    return node if len(node.shape) == 1 else ops.reshape(node, (math.prod(node.shape),))


@known("np.linalg.norm torch.linalg.norm ops.norm")
def linalg_norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:  # noqa: A002
    """Take the norm of vectors; over two axes only the root of the sum of squares.

    Along two axes NumPy's other orders are those of matrices: the largest singular value or sum.
    """
    node = tensor(x)
    together = len(positions(axes(axis), node))
    if together > 1 and ord not in (None, "fro"):
        raise TypeError("of a matrix, only the norm 'fro' is read: the root of the sum of squares")
    return norm(node, ord, axis, keepdims)


@known("torch.norm .norm")
def torch_norm(x: Any, p: Any = "fro", axis: Any = None, keepdims: Any = False) -> Any:
    """Take the norm of the order p, of all elements unless an axis is named (PyTorch)."""
    return norm(x, p, axis, keepdims)


@known("tf.norm tf.linalg.norm torch.linalg.vector_norm jax.numpy.linalg.vector_norm")
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:  # noqa: A002
    """Take the Euclidean norm, or the one of another order."""
    node = tensor(x)
    order = 2.0 if ord in (None, "euclidean", "fro") else number(ord)
    if order == 2.0:
        return ops.sqrt(sum_(ops.square(node), axis, keepdims))
    if order == 1.0:
        return sum_(ops.absolute(node), axis, keepdims)
    if order == math.inf:
        return max_(ops.absolute(node), axis, keepdims)
    if order is None or order <= 0.0 or order != order:
        raise TypeError("of the norms, those of an order above 0 are read here")
    total = sum_(ops.power(ops.absolute(node), order), axis, keepdims)
    return ops.power(total, 1.0 / order)


# PyTorch's functions call the order p.
@known("torch.dist")
def distance(x: Any, y: Any, p: Any = 2) -> Any:
    """Take the norm of a difference."""
    return norm(binary("subtract", x, y), p)
