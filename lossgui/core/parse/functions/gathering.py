"""Elements taken by their places: gather, take and their kin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core import ops
from lossgui.core.parse.functions.reductions import flat
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import tensor, whole

if TYPE_CHECKING:
    from lossgui.core.expr import Node


@known("np.take_along_axis ops.take_along_axis")
def take_along_axis(x: Any, indices: Any, axis: Any = -1) -> Any:
    """Take along an axis the element that each index names (NumPy)."""
    if axis is None:
        return gather(flat(tensor(x)), 0, indices)
    return gather(x, axis, indices)


@known("torch.gather .gather")
def gather(x: Any, axis: Any, index: Any) -> Node:
    """Take along an axis the element that each index names."""
    node, places = tensor(x), tensor(index)
    place = whole(axis) % len(node.shape)
    # Along a new axis behind the one that is looked up, every index meets every element.
    wide = ops.expand_dims(node, place)
    wanted = ops.expand_dims(places, place + 1)
    same = ops.equal(wanted, ops.index(wide, place + 1))
    return ops.sum_(ops.where(same, wide, 0.0), place + 1)


@known("ops.take np.take")
def take(x: Any, indices: Any, axis: Any = None) -> Any:
    """Take the elements that a list of places names along one axis, or of all elements."""
    return gathered(flat(tensor(x)) if axis is None else x, indices, axis or 0)


@known("torch.index_select .index_select")
def index_select(x: Any, axis: Any, index: Any) -> Any:
    """Take the elements that a list of places names along one axis (PyTorch)."""
    return gathered(x, index, axis)


@known("tf.gather K.gather")
def gathered(x: Any, indices: Any, axis: Any = None, batch_dims: Any = 0) -> Any:
    """Take the elements that places name along one axis; one for each sample with batch_dims=1."""
    node, places = tensor(x), tensor(indices)
    batch = whole(batch_dims)
    if batch == 1 and len(places.shape) == 1 and len(node.shape) == 2:
        return picked(node, places)
    if batch or len(places.shape) != 1:
        raise TypeError("places are read as one vector; gather along an axis picks per sample")
    place = whole(axis or 0) % len(node.shape)
    wide = ops.expand_dims(node, place)
    for _ in range(place):
        places = ops.expand_dims(places, 0)
    for _ in range(len(wide.shape) - len(places.shape)):
        places = ops.expand_dims(places, len(places.shape))
    same = ops.equal(places, ops.index(wide, place + 1))
    return ops.sum_(ops.where(same, wide, 0.0), place + 1)


def picked(node: Node, labels: Node) -> Node:
    """Take from each row the element that its label names: ``x[arange(n), labels]``."""
    same = ops.equal(ops.expand_dims(labels, -1), ops.index(node, -1))
    return ops.sum_(ops.where(same, node, 0.0), -1)
