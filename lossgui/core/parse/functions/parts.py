"""Parts of tensors, and tensors put together of parts."""

from __future__ import annotations

from typing import Any

from lossgui.core import ops
from lossgui.core.expr import Node
from lossgui.core.parse.functions.reductions import flat, kept
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import stacked, tensor, whole

MOST_DIFFERENCES = 8


@known("K.concatenate")
def backend_concatenate(tensors: Any, axis: Any = -1) -> Any:
    """Put tensors behind each other, along the last axis by default (Keras 1 and 2)."""
    return concatenate(tensors, axis)


@known("tf.concat np.concatenate torch.cat torch.concat torch.concatenate")
@known("ops.concatenate")
def concatenate(x: Any, axis: Any = 0) -> Node:
    """Put tensors behind each other."""
    nodes = [tensor(item) for item in x]
    return ops.concatenate(nodes, whole(axis))


@known("tf.stack K.stack np.stack torch.stack ops.stack")
def stack(x: Any, axis: Any = 0) -> Node:
    """Put tensors behind each other along a new axis."""
    return stacked([tensor(item) for item in x], whole(axis))


@known("np.diff torch.diff ops.diff")
def difference(x: Any, n: Any = 1, axis: Any = -1) -> Node:
    """Subtract each element from the next one."""
    node, times = tensor(x), whole(n)
    if not 0 < times <= MOST_DIFFERENCES:
        raise TypeError(f"differences are taken 1 to {MOST_DIFFERENCES} times, not {times}")
    for _ in range(times):
        place = whole(axis) % len(node.shape)
        node = cut(node, place, 1, None) - cut(node, place, None, -1)
    return node


def cut(node: Node, place: int, start: int | None, stop: int | None) -> Node:
    """Take a part along one axis."""
    items = tuple(
        slice(start, stop, None) if axis == place else slice(None)
        for axis in range(len(node.shape))
    )
    return part(node, items)


def part(node: Node, items: tuple[Any, ...]) -> Node:
    """Index a tensor with whole numbers, slices, None and Ellipsis."""
    items = _without_ellipsis(node, items)
    parts: list[slice] = []
    gone: list[int] = []
    added: list[int] = []
    axis = 0
    for item in items:
        if item is None:
            added.append(axis - len(gone) + len(added))
            continue
        if isinstance(item, slice):
            parts.append(_cut(item))
        else:
            parts.append(_single(whole(item), node.shape[axis]))
            gone.append(axis)
        axis += 1
    node = ops.slice_(node, parts)
    for place in reversed(gone):
        node = ops.squeeze(node, place)
    return kept(node, tuple(added))


def _single(place: int, length: int) -> slice:
    if not -length <= place < length:
        raise TypeError(f"the index {place} lies outside of an axis of length {length}")
    return slice(place % length, place % length + 1)


def _cut(item: slice) -> slice:
    return slice(
        *(None if end is None else whole(end) for end in (item.start, item.stop, item.step))
    )


def _without_ellipsis(node: Node, items: tuple[Any, ...]) -> tuple[Any, ...]:
    used = sum(item is not None and item is not Ellipsis for item in items)
    if used > len(node.shape):
        raise TypeError(f"{used} indices for a tensor of shape {node.shape}")
    if Ellipsis not in [item for item in items if not isinstance(item, Node)]:
        return items
    at = next(place for place, item in enumerate(items) if item is Ellipsis)
    if any(item is Ellipsis for item in items[at + 1 :]):
        raise TypeError("an index may hold '...' once")
    filled = (slice(None),) * (len(node.shape) - used)
    return (*items[:at], *filled, *items[at + 1 :])


@known("tf.unstack torch.unbind .unbind ops.unstack")
def unstack(x: Any, axis: Any = 0) -> tuple[Node, ...]:
    """Give the parts along an axis as single tensors."""
    node = tensor(x)
    place = whole(axis) % len(node.shape)
    return tuple(ops.squeeze(cut(node, place, i, i + 1), place) for i in range(node.shape[place]))


@known("np.split ops.split np.array_split")
def split_at(x: Any, indices_or_sections: Any, axis: Any = 0) -> Any:
    """Cut an axis into equal parts, or at the places that a list names (NumPy)."""
    if not isinstance(indices_or_sections, tuple | list):
        return split(x, indices_or_sections, axis)
    node = tensor(x)
    place = whole(axis) % len(node.shape)
    ends = [*(whole(item) for item in indices_or_sections), node.shape[place]]
    starts = [0, *ends[:-1]]
    return tuple(cut(node, place, a, b) for a, b in zip(starts, ends, strict=True))


@known("tf.split K.split torch.chunk .chunk")
def split(x: Any, num_or_size_splits: Any, axis: Any = 0) -> tuple[Node, ...]:
    """Cut an axis into equal parts, or into parts of given lengths."""
    node = tensor(x)
    place = whole(axis) % len(node.shape)
    length = node.shape[place]
    if isinstance(num_or_size_splits, tuple | list):
        steps = [whole(item) for item in num_or_size_splits]
    else:
        parts = whole(num_or_size_splits)
        if parts < 1 or length % parts:
            raise TypeError(f"an axis of length {length} can't be cut into {parts} equal parts")
        steps = [length // parts] * parts
    starts = [sum(steps[:i]) for i in range(len(steps))]
    return tuple(cut(node, place, a, a + n) for a, n in zip(starts, steps, strict=True))


@known("tf.cumsum tf.math.cumsum K.cumsum")
def cumsum_of_rows(x: Any, axis: Any = 0) -> Any:
    """Add up along an axis, the first one by default (TensorFlow)."""
    return cumsum(x, axis)


@known("np.cumsum torch.cumsum ops.cumsum .cumsum")
def cumsum(x: Any, axis: Any = None) -> Any:
    """Add up along an axis, keeping every partial sum."""
    node = tensor(x)
    if axis is None:
        node, axis = flat(node), 0
    return ops.cumsum(node, whole(axis) % len(node.shape))
