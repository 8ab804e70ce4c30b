"""Other shapes, parts, and products of tensors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lossgui.core import ops
from lossgui.core.expr import Node, broadcast_shape, size
from lossgui.core.parse.functions.reductions import flat, kept
from lossgui.core.parse.functions.table import attribute, known
from lossgui.core.parse.values import axes, positions, tensor, whole

if TYPE_CHECKING:
    from lossgui.core.expr import Shape

MOST_REPEATS = 256


def shape_of(x: Any) -> tuple[Node, ...]:
    """Give the lengths of a tensor as nodes, so that the proof can name them."""
    node = tensor(x)
    return tuple(size(node, axis) for axis in range(len(node.shape)))


@known("tf.shape K.shape K.int_shape np.shape ops.shape tf.compat.v1.shape")
def shape(x: Any) -> tuple[Node, ...]:
    """Give the shape."""
    return shape_of(x)


@attribute("shape")
def shape_attribute(x: Any) -> tuple[Node, ...]:
    """Give the shape."""
    return shape_of(x)


@known(".get_shape .as_list")
def get_shape(x: Any) -> Any:
    """Give the shape as TensorFlow's method does."""
    return shape_of(x) if isinstance(x, Node) else x


@known(".size")
def size_method(x: Any, axis: Any = None) -> Any:
    """Give the shape as PyTorch's method does, or one length of it."""
    return shape_of(x) if axis is None else size(tensor(x), whole(axis))


@attribute("size")
@known("tf.size np.size ops.size .numel .nelement torch.numel")
def count(x: Any, axis: Any = None) -> Node:
    """Give the number of elements."""
    if isinstance(x, tuple):
        raise TypeError("the elements of a shape are not counted: ask the tensor itself")
    return size(tensor(x), axes(axis))


@attribute("ndim")
@known("tf.rank K.ndim np.ndim ops.ndim .dim .ndimension")
def rank(x: Any) -> int:
    """Give the number of axes."""
    return len(tensor(x).shape)


def lengths(value: Any, *more: Any) -> tuple[Any, ...]:
    """Gather a shape that is given as a tuple or as single arguments."""
    if isinstance(value, tuple | list):
        return tuple(value)
    return (value, *more)


def reshaped(x: Any, wanted: tuple[Any, ...]) -> Node:
    """Give another shape; one length may be -1."""
    node = tensor(x)
    numbers = [whole(item) for item in wanted]
    total = math.prod(node.shape)
    if numbers.count(-1) == 1:
        others = math.prod(n for n in numbers if n != -1)
        numbers[numbers.index(-1)] = total // others if others else 0
    if math.prod(numbers) != total or any(n < 0 for n in numbers):
        shown = ", ".join(str(whole(item)) for item in wanted)
        raise TypeError(f"a tensor of shape {node.shape} can't be brought to the shape ({shown})")
    target = tuple(numbers)
    return node if target == node.shape else _gently(node, target)


def _gently(node: Node, target: Shape) -> Node:
    """Add or drop axes of length 1 where that is all there is to do: the proof reads these."""
    if [n for n in node.shape if n != 1] != [n for n in target if n != 1] or 1 not in (
        *node.shape,
        *target,
    ):
        return ops.reshape(node, target)
    for axis in reversed([axis for axis, n in enumerate(node.shape) if n == 1]):
        node = ops.squeeze(node, axis)
    return kept(node, tuple(axis for axis, n in enumerate(target) if n == 1))


@known("tf.reshape K.reshape np.reshape torch.reshape ops.reshape")
def reshape(x: Any, shape: Any) -> Node:
    """Give another shape."""
    return reshaped(x, lengths(shape))


@known(".reshape .view")
def reshape_method(x: Any, shape: Any, *more: Any) -> Node:
    """Give another shape, its lengths one by one or as a tuple."""
    return reshaped(x, lengths(shape, *more))


@known(".view_as .reshape_as")
def reshape_as(x: Any, other: Any) -> Node:
    """Give the shape of another tensor."""
    return reshaped(x, tensor(other).shape)


@known("K.flatten np.ravel torch.ravel ops.ravel .ravel")
def ravel(x: Any) -> Node:
    """Put all elements into one axis."""
    return flat(tensor(x))


@known("torch.flatten .flatten")
def flatten(x: Any, start_dim: Any = 0, end_dim: Any = -1) -> Node:
    """Put neighbouring axes into one."""
    node = tensor(x)
    count_of_axes = len(node.shape)
    if not count_of_axes:
        return ops.expand_dims(node, 0)
    start, end = whole(start_dim) % count_of_axes, whole(end_dim) % count_of_axes
    inner = math.prod(node.shape[start : end + 1])
    return reshaped(node, (*node.shape[:start], inner, *node.shape[end + 1 :]))


@known("K.batch_flatten")
def batch_flatten(x: Any) -> Node:
    """Keep the first axis and put the others into one."""
    node = tensor(x)
    return reshaped(node, (node.shape[0], math.prod(node.shape[1:])))


@known("tf.expand_dims K.expand_dims np.expand_dims ops.expand_dims torch.unsqueeze .unsqueeze")
def expand_dims(x: Any, axis: Any = -1) -> Node:
    """Insert an axis of length 1."""
    node = tensor(x)
    place = whole(axis)
    if not -len(node.shape) - 1 <= place <= len(node.shape):
        raise TypeError(f"axis {place} can't be inserted into a tensor of shape {node.shape}")
    return ops.expand_dims(node, place)


@known("tf.squeeze K.squeeze np.squeeze ops.squeeze torch.squeeze .squeeze")
def squeeze(x: Any, axis: Any = None) -> Node:
    """Drop axes of length 1."""
    node = tensor(x)
    if axis is None:
        places = tuple(place for place, n in enumerate(node.shape) if n == 1)
    else:
        places = positions(axes(axis), node)
    for place in reversed(places):
        node = ops.squeeze(node, place)
    return node


@known("tf.transpose np.transpose ops.transpose")
def transpose(x: Any, axes: Any = None, perm: Any = None) -> Node:
    """Change the order of the axes; reversed by default."""
    node, order = tensor(x), perm if axes is None else axes
    return permuted(node, None if order is None else lengths(order))


def permuted(node: Node, order: tuple[Any, ...] | None) -> Node:
    """Bring the axes into an order; None reverses them."""
    count_of_axes = len(node.shape)
    places = [whole(item) for item in order] if order else list(range(count_of_axes))[::-1]
    wanted = tuple(place % count_of_axes for place in places)
    if sorted(wanted) != list(range(count_of_axes)):
        raise TypeError(f"{tuple(places)} is no order of the axes of a shape {node.shape}")
    return node if wanted == tuple(range(count_of_axes)) else ops.transpose(node, wanted)


@attribute("mT")
def swapped_last(x: Any) -> Any:
    """Swap the last two axes."""
    return swap_axes(x, -1, -2)


@known("K.transpose torch.t .t")
@attribute("T")
def matrix_transpose(x: Any) -> Node:
    """Reverse the axes."""
    return permuted(tensor(x), None)


@known("K.permute_dimensions torch.permute .permute np.permute_dims")
def permute(x: Any, axes: Any, *more: Any) -> Node:
    """Change the order of the axes."""
    return permuted(tensor(x), lengths(axes, *more))


@known(".transpose")
def transpose_method(x: Any, *order: Any) -> Any:
    """Swap two axes as PyTorch does, or give the whole order as NumPy does."""
    if len(order) == 2:
        return swap_axes(x, *order)
    return permuted(tensor(x), lengths(*order) if order else None)


@known("np.swapaxes torch.transpose torch.swapaxes ops.swapaxes .swapaxes")
def swap_axes(x: Any, axis1: Any, axis2: Any) -> Node:
    """Swap two axes."""
    node = tensor(x)
    order = list(range(len(node.shape)))
    first, second = whole(axis1) % len(order), whole(axis2) % len(order)
    order[first], order[second] = order[second], order[first]
    return permuted(node, tuple(order))


@known("tf.broadcast_to np.broadcast_to torch.broadcast_to ops.broadcast_to .expand")
def broadcast_to(x: Any, shape: Any, *more: Any) -> Any:
    """Repeat to a shape; -1 keeps a length, as PyTorch's expand does."""
    node = tensor(x)
    wanted = [whole(item) for item in lengths(shape, *more)]
    offset = len(wanted) - len(node.shape)
    full = tuple(
        node.shape[place - offset] if length == -1 and place >= offset else length
        for place, length in enumerate(wanted)
    )
    if broadcast_shape(node.shape, full) != full:
        raise TypeError(f"a tensor of shape {node.shape} can't be repeated to the shape {full}")
    own = (1,) * offset + node.shape
    return tile(node, tuple(1 if n == m else n for n, m in zip(full, own, strict=True)))


@known(".expand_as")
def expand_as(x: Any, other: Any) -> Node:
    """Repeat to the shape of another tensor."""
    return ops.broadcast_like(tensor(x), tensor(other))


@known("tf.tile np.tile K.tile ops.tile torch.tile torch.Tensor.repeat .tile")
def tile(x: Any, *repeats: Any) -> Node:
    """Repeat a tensor along its axes."""
    node = tensor(x)
    numbers = [whole(item) for item in lengths(*repeats)]
    for _ in range(len(numbers) - len(node.shape)):
        node = ops.expand_dims(node, 0)
    numbers = [1] * (len(node.shape) - len(numbers)) + numbers
    if any(not 0 < n <= MOST_REPEATS for n in numbers):
        raise TypeError(f"a tensor can be repeated 1 to {MOST_REPEATS} times along an axis")
    for place, times in enumerate(numbers):
        if times > 1:
            node = ops.concatenate([node] * times, place)
    return node
