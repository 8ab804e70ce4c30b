"""Operations that move numbers to other places: cuts, reshapes, transposes, concatenations."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from lossgui.core.expr import Node, Operand, Operation, Shape, apply, register, spelled_as

if TYPE_CHECKING:
    from collections.abc import Sequence

# Start, stop and step of one axis, as Python writes them.
Part = tuple[int | None, int | None, int | None]

WHOLE: Part = (None, None, None)


def _cut(_: Any, x: Any, parts: tuple[Part, ...]) -> Any:
    return x[tuple(_inside(kept(part, n)) for part, n in zip(parts, x.shape, strict=True))]


def _inside(places: range) -> slice:
    """Write a cut with ends that exist, the only ones that every array library knows."""
    if not places:
        return slice(0, 0)
    stop = places[-1] + (1 if places.step > 0 else -1)
    return slice(places[0], None if stop < 0 else stop, places.step)


def _cut_shape(shape: Shape, *, parts: tuple[Part, ...]) -> Shape:
    if len(parts) != len(shape):
        raise ValueError(f"a cut of {len(parts)} axes does not fit the shape {shape}")
    if any(step == 0 for _, _, step in parts):
        raise ValueError("a cut needs a step other than 0")
    return tuple(len(kept(part, length)) for part, length in zip(parts, shape, strict=True))


def kept(part: Part, length: int) -> range:
    """Give the places that a part of a cut keeps of an axis of this length."""
    return range(*slice(*part).indices(length))


def _put_back(xp: Any, x: Any, like: Any, parts: tuple[Part, ...]) -> Any:
    """Put a cut back where it was taken, zeros elsewhere; without assignment, which JAX lacks."""
    for axis, (part, length) in enumerate(zip(parts, like.shape, strict=True)):
        places = {at: number for number, at in enumerate(kept(part, length))}
        if part == WHOLE or not length:
            continue
        if not places:
            return xp.zeros(like.shape, dtype=x.dtype)
        x = xp.take(x, xp.asarray([places.get(at, 0) for at in range(length)]), axis=axis)
        taken = xp.asarray([at in places for at in range(length)])
        taken = xp.reshape(taken, (length, *(1 for _ in x.shape[axis + 1 :])))
        x = xp.where(taken, x, xp.zeros_like(x))
    return x


def _reshaped(given: Shape, /, *, shape: Shape) -> Shape:
    known = prod(length for length in shape if length != -1)
    count, free = prod(given), shape.count(-1)
    fits = count == known if not free else known and count % known == 0
    if free > 1 or min(shape, default=0) < -1 or not fits:
        raise ValueError(f"a tensor of the shape {given} can't take the shape {shape}")
    return tuple(count // known if length == -1 else length for length in shape)


def _transposed(shape: Shape, *, axes: tuple[int, ...]) -> Shape:
    if sorted(axes) != list(range(len(shape))):
        raise ValueError(f"the axes {axes} do not name each axis of the shape {shape} once")
    return tuple(shape[axis] for axis in axes)


def _joined(xp: Any, *arrays: Any, axis: int) -> Any:
    """Put arrays behind each other; conditions become the numbers 0 and 1 beside numbers."""
    numbers = [array.dtype for array in arrays if array.dtype != xp.bool]
    if numbers:
        arrays = tuple(
            xp.astype(array, numbers[0]) if array.dtype == xp.bool else array for array in arrays
        )
    return xp.concat(arrays, axis=axis)


def _joined_shape(*shapes: Shape, axis: int) -> Shape:
    first = shapes[0]
    for shape in shapes:
        others = len(shape) == len(first) and all(
            n == m for place, (n, m) in enumerate(zip(shape, first, strict=True)) if place != axis
        )
        if not others or not 0 <= axis < len(shape):
            listed = " and ".join(map(str, shapes))
            raise ValueError(f"the shapes {listed} can't be put together along axis {axis}")
    length = sum(shape[axis] for shape in shapes)
    return (*first[:axis], length, *first[axis + 1 :])


def _parted(node: Node, up: Node) -> tuple[Node, ...]:
    """Cut the gradient of a concatenation into those of its inputs."""
    axis, start, parts = node.attributes["axis"], 0, []
    for child in node.inputs:
        stop = start + child.shape[axis]
        parts.append(slice_(up, (*(slice(None),) * axis, slice(start, stop))))
        start = stop
    return tuple(parts)


def _turned_back(node: Node, up: Node) -> tuple[Node]:
    axes = node.attributes["axes"]
    return (transpose(up, tuple(axes.index(place) for place in range(len(axes)))),)


register(
    Operation(
        "slice",
        evaluate=_cut,
        shape=_cut_shape,
        derivative=lambda node, up: (
            apply("unslice", up, node.inputs[0], parts=node.attributes["parts"]),
        ),
        symbol="{0}[{parts}]",
        label="cut [{parts}]",
        kind="shaping",
        spelling=spelled_as("s_", keras="slice", tensorflow="strided_slice"),
    )
)
register(
    Operation(
        "unslice",
        evaluate=_put_back,
        shape=lambda x, like, **_: like,
        derivative=lambda node, up: (apply("slice", up, parts=node.attributes["parts"]), None),
        symbol="put_back({0}, [{parts}] of {1})",
        label="put back at [{parts}]",
        kind="shaping",
        spelling=spelled_as("put", keras="slice_update", tensorflow="scatter_nd"),
        reads=1,
    )
)
register(
    Operation(
        "reshape",
        evaluate=lambda xp, x, shape: xp.reshape(x, shape),
        shape=_reshaped,
        derivative=lambda node, up: (reshape(up, node.inputs[0].shape),),
        symbol="reshape({0}, {shape})",
        label="reshape to {shape}",
        kind="shaping",
        spelling=spelled_as("reshape"),
    )
)
register(
    Operation(
        "transpose",
        evaluate=lambda xp, x, axes: xp.permute_dims(x, axes),
        shape=_transposed,
        derivative=_turned_back,
        symbol="transpose({0}, {axes})",
        label="transpose to axes {axes}",
        kind="shaping",
        spelling=spelled_as("transpose"),
    )
)
register(
    Operation(
        "concatenate",
        evaluate=_joined,
        shape=_joined_shape,
        derivative=_parted,
        symbol="concatenate([{inputs}], axis={axis})",
        label="concatenate along axis {axis}",
        kind="shaping",
        spelling=spelled_as("concatenate", tensorflow="concat"),
    )
)


def slice_(x: Node, parts: Sequence[slice]) -> Node:
    """Cut a piece out of `x`, as ``x[parts]`` does; axes without a part stay whole.

    `parts` are slices with whole numbers or None, one for each of the first axes; the axes stay.
    """
    given = tuple((part.start, part.stop, part.step) for part in parts)
    filled = given + (WHOLE,) * (len(x.shape) - len(given))
    return x if filled == (WHOLE,) * len(x.shape) else apply("slice", x, parts=filled)


def reshape(x: Operand, shape: Sequence[int]) -> Node:
    """Write the numbers of `x`, row by row, into a shape of as many; one length may be -1."""
    return apply("reshape", x, shape=tuple(shape))


def transpose(x: Node, axes: Sequence[int] | None = None) -> Node:
    """Put the axes into the order `axes` (negative: from the end); None: the other way round."""
    rank = len(x.shape)
    order = tuple(axes) if axes is not None else tuple(reversed(range(rank)))
    if any(not -rank <= axis < rank for axis in order):
        raise ValueError(f"the axes {order} do not name each axis of the shape {x.shape} once")
    return apply("transpose", x, axes=tuple(axis % rank for axis in order))


def concatenate(parts: Sequence[Node], axis: int = 0) -> Node:
    """Put tensors behind each other along `axis` (negative: from the end)."""
    if not parts:
        raise ValueError("concatenate needs at least one tensor")
    rank = len(parts[0].shape)
    return apply("concatenate", *parts, axis=axis % rank if -rank <= axis < rank else axis)
