"""Extremes with their places: PyTorch's max and min, argmax and argmin."""

from __future__ import annotations

from typing import Any

from lossgui.core import ops
from lossgui.core.expr import Node
from lossgui.core.parse.functions.reductions import flat, reduced
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import tensor


@known("torch.max torch.Tensor.max")
def torch_max(x: Any, axis: Any = None, keepdims: Any = False, other: Any = None) -> Any:
    """Take the largest: of all, of two tensors, or with its places along one axis."""
    return _extreme(
        ops.max_,
        ops.maximum,
        ops.argmax,
        x,
        other if other is not None else axis,
        keepdims,
    )


@known("torch.min torch.Tensor.min")
def torch_min(x: Any, axis: Any = None, keepdims: Any = False, other: Any = None) -> Any:
    """Take the smallest: of all, of two tensors, or with its places along one axis."""
    return _extreme(
        ops.min_,
        ops.minimum,
        ops.argmin,
        x,
        other if other is not None else axis,
        keepdims,
    )


def _extreme(reduce: Any, choose: Any, place: Any, x: Any, second: Any, keepdims: Any) -> Any:
    if isinstance(second, Node) and second.operation != "size":
        return choose(tensor(x), tensor(second))
    values = reduced(reduce, x, second, keepdims)
    if second is None:
        return values
    return Extreme((values, reduced(place, x, second, keepdims)))


class Extreme(tuple[Node, Node]):
    """What torch.max gives along an axis: values and indices, which NumPy's max does not give."""

    __slots__ = ()


@known("tfm.argmax")
def argmax_of_rows(x: Any, axis: Any = None) -> Any:
    """Give the place of the largest element, along the first axis by default (TensorFlow)."""
    return argmax(x, 0 if axis is None else axis)


@known("tfm.argmin")
def argmin_of_rows(x: Any, axis: Any = None) -> Any:
    """Give the place of the smallest element, along the first axis by default (TensorFlow)."""
    return argmin(x, 0 if axis is None else axis)


@known("K.argmax")
def backend_argmax(x: Any, axis: Any = -1) -> Any:
    """Give the place of the largest element, along the last axis by default (Keras 1 and 2)."""
    return argmax(x, axis)


@known("K.argmin")
def backend_argmin(x: Any, axis: Any = -1) -> Any:
    """Give the place of the smallest element, along the last axis by default (Keras 1 and 2)."""
    return argmin(x, axis)


@known("np.argmax torch.argmax ops.argmax .argmax")
def argmax(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Give the place of the largest element."""
    return _place(ops.argmax, x, axis, keepdims)


@known("np.argmin torch.argmin ops.argmin .argmin")
def argmin(x: Any, axis: Any = None, keepdims: Any = False) -> Node:
    """Give the place of the smallest element."""
    return _place(ops.argmin, x, axis, keepdims)


def _place(find: Any, x: Any, axis: Any, keepdims: Any) -> Node:
    node = tensor(x)
    if axis is None:
        return reduced(find, flat(node), 0, keepdims)
    return reduced(find, node, axis, keepdims)
