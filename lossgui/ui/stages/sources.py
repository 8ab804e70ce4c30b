"""Where the cells of a step come from: followed back through the steps to the tensors.

Regions hold one slice with start and stop per axis. A step's axes are named by the axes of the
tensors, so that its grid can be sliced like theirs.
"""

from collections.abc import Mapping, Sequence

from lossgui.core.expr import OPERATIONS
from lossgui.ui.stages.moving import MOVING, axes_moved, part_read, part_written

Box = tuple[slice, ...]
Shape = tuple[int, ...]
Axes = tuple[int | None, ...]


def whole(shape: Shape) -> Box:
    """Give the region that is all of an array."""
    return tuple(slice(0, size) for size in shape)


def cell_box(index: Sequence[int]) -> Box:
    """Give the region of one cell."""
    return tuple(slice(place, place + 1) for place in index)


def only_cell(box: Box) -> tuple[int, ...] | None:
    """Give the index of the one cell of a region; None if it has several or none."""
    if all(part.stop - part.start == 1 for part in box):
        return tuple(part.start for part in box)
    return None


def sources(
    stages: Sequence, shapes: Mapping[str, Shape], start: int, region: Box
) -> dict[int | str, Box]:
    """Find everything that enters a region of the step `start`.

    Parameters
    ----------
    stages
        The steps of a loss, each after those it reads.
    shapes
        The shape of every tensor by its name.

    Returns
    -------
    dict
        The region of each earlier step (by index), of the step itself, and of each tensor
        (by name) that the region of `start` is computed from.
    """
    found: dict[int | str, Box] = {start: region}
    for number in range(start, -1, -1):
        if number not in found:
            continue
        stage = stages[number]
        for place, feed in enumerate(stage.feeds):
            if isinstance(feed, float) or not _reads_numbers(stage, place):
                continue
            shape = shapes[feed] if isinstance(feed, str) else stages[feed].shape
            part = _input_box(stage, place, shape, found[number])
            if not _is_empty(part):
                found[feed] = _joined(found[feed], part) if feed in found else part
    return found


def _reads_numbers(stage, place: int) -> bool:
    """Say whether a step uses an input's numbers, not only its shape."""
    reads = OPERATIONS[stage.operation].reads
    return reads is None or place < reads


def _is_empty(box: Box) -> bool:
    return any(part.start >= part.stop for part in box)


def _input_box(stage, place: int, shape: Shape, box: Box) -> Box:
    """Give the part of an input of this shape that a region of the step is computed from."""
    if stage.kind == "whole":
        return whole(shape)
    if stage.operation in MOVING:
        return part_read(stage, place, shape, box)
    if stage.kind == "reduction":
        kept = iter(box)
        return tuple(
            slice(0, size) if axis in stage.axis else next(kept) for axis, size in enumerate(shape)
        )
    if stage.operation == "expand_dims":
        axis = stage.node.attributes["axis"]
        return box[:axis] + box[axis + 1 :]
    if stage.operation == "squeeze":
        axis = stage.node.attributes["axis"]
        return (*box[:axis], slice(0, 1), *box[axis:])
    offset = len(stage.shape) - len(shape)
    if offset < 0:
        return whole(shape)
    return tuple(
        box[axis + offset] if size == stage.shape[axis + offset] else slice(0, size)
        for axis, size in enumerate(shape)
    )


def reached(
    stages: Sequence, shapes: Mapping[str, Shape], number: int, touched: Mapping[int | str, Box]
) -> Box | None:
    """Find the cells of a step that edits of the tensors reach; None if they reach none.

    Parameters
    ----------
    touched
        The edited region of each edited tensor, by name.
    """
    found = dict(touched)
    for place, stage in enumerate(stages[: number + 1]):
        for position, feed in enumerate(stage.feeds):
            read = _reads_numbers(stage, position) and not isinstance(feed, float)
            if read and feed in found:
                shape = shapes[feed] if isinstance(feed, str) else stages[feed].shape
                part = _output_box(stage, position, shape, found[feed])
                if not _is_empty(part):
                    found[place] = _joined(found[place], part) if place in found else part
    return found.get(number)


def _output_box(stage, place: int, shape: Shape, box: Box) -> Box:
    """Give the part of a step that is computed from a region of an input of this shape."""
    if stage.kind == "whole":
        return whole(stage.shape)
    if stage.operation in MOVING:
        return part_written(stage, place, shape, box)
    if stage.kind == "reduction":
        return tuple(part for axis, part in enumerate(box) if axis not in stage.axis)
    if stage.operation == "expand_dims":
        axis = stage.node.attributes["axis"]
        return (*box[:axis], slice(0, 1), *box[axis:])
    if stage.operation == "squeeze":
        axis = stage.node.attributes["axis"]
        return box[:axis] + box[axis + 1 :]
    offset = len(stage.shape) - len(shape)
    return tuple(
        box[axis - offset] if axis >= offset and shape[axis - offset] == size else slice(0, size)
        for axis, size in enumerate(stage.shape)
    )


def _joined(first: Box, second: Box) -> Box:
    return tuple(
        slice(min(a.start, b.start), max(a.stop, b.stop))
        for a, b in zip(first, second, strict=True)
    )


def stage_axes(stages: Sequence, shapes: Mapping[str, Shape]) -> list[Axes]:
    """Say, for every axis of every step, which axis of the tensors it is; None if none."""
    found: list[Axes] = []
    for stage in stages:
        inputs = [
            (tuple(range(len(shapes[feed]))), shapes[feed])
            if isinstance(feed, str)
            else (found[feed], stages[feed].shape)
            for feed in stage.feeds
            if not isinstance(feed, float)
        ]
        found.append(_axes(stage, inputs))
    return found


def _axes(stage, inputs: Sequence[tuple[Axes, Shape]]) -> Axes:
    first = inputs[0][0] if inputs else ()
    if stage.kind == "reduction":
        return tuple(name for axis, name in enumerate(first) if axis not in stage.axis)
    if stage.operation == "squeeze":
        axis = stage.node.attributes["axis"]
        return first[:axis] + first[axis + 1 :]
    if stage.operation == "expand_dims":
        axis = stage.node.attributes["axis"]
        return (*first[:axis], None if axis in first else axis, *first[axis:])
    if stage.operation in MOVING:
        return axes_moved(stage, first)
    if stage.operation == "matmul":  # its axes are no longer lined up from the last one on
        return (None,) * len(stage.shape)
    return _broadcast_axes(len(stage.shape), inputs)


def _broadcast_axes(rank: int, inputs: Sequence[tuple[Axes, Shape]]) -> Axes:
    """Name the axes of an elementwise result; they are matched from the last one on."""
    # The input with the most axes knows a name for each of them. Among equals, one that is not
    # stretched along the axis comes first.
    ranked = sorted(inputs, key=lambda item: len(item[0]), reverse=True)
    names: list[int | None] = [None] * rank
    for axes, shape in ranked:
        for axis, (name, size) in enumerate(zip(axes, shape, strict=True)):
            place = rank - len(axes) + axis
            if names[place] is None and name not in names and (size != 1 or len(axes) == rank):
                names[place] = name
    return tuple(names)


def place_in_stage(
    stages: Sequence,
    shapes: Mapping[str, Shape],
    number: int,
    axes: Axes,
    tensor: str,
    cell: Sequence[int],
) -> tuple[int, ...] | None:
    """Find a cell of a step that the tensor's cell enters; None if there is none to tell."""
    index = []
    for name, size in zip(axes, stages[number].shape, strict=True):
        if size == 1:
            index.append(0)
        elif name is None or name >= len(cell) or cell[name] >= size:
            return None
        else:
            index.append(cell[name])
    box = sources(stages, shapes, number, cell_box(index)).get(tensor)
    if box is None:
        return None
    inside = all(part.start <= at < part.stop for part, at in zip(box, cell, strict=True))
    return tuple(index) if inside else None
