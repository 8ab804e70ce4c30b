"""Where cells come from and go to in steps that move numbers: cuts, reshapes, concatenations."""

from collections.abc import Sequence

from lossgui.core.ops.moving import WHOLE, kept

Box = tuple[slice, ...]
Shape = tuple[int, ...]
Axes = tuple[int | None, ...]

MOVING = frozenset({"slice", "unslice", "reshape", "transpose", "concatenate"})


def part_read(stage, place: int, shape: Shape, box: Box) -> Box:
    """Give the region of the input at `place` that a region of the step is computed from."""
    attributes = stage.node.attributes
    if stage.operation == "transpose":
        return tuple(box[attributes["axes"].index(axis)] for axis in range(len(shape)))
    if stage.operation == "slice":
        return tuple(map(_places_kept, attributes["parts"], shape, box))
    if stage.operation == "unslice":
        return tuple(map(_numbers_kept, attributes["parts"], stage.shape, box))
    if stage.operation == "concatenate":
        axis, start = attributes["axis"], _start(stage, place)
        own = _within(box[axis], start, shape[axis])
        return (*box[:axis], own, *box[axis + 1 :])
    return _whole(shape)


def part_written(stage, place: int, shape: Shape, box: Box) -> Box:
    """Give the region of the step that is computed from a region of the input at `place`."""
    attributes = stage.node.attributes
    if stage.operation == "transpose":
        return tuple(box[axis] for axis in attributes["axes"])
    if stage.operation == "slice":
        return tuple(map(_numbers_kept, attributes["parts"], shape, box))
    if stage.operation == "unslice":
        return tuple(map(_places_kept, attributes["parts"], stage.shape, box))
    if stage.operation == "concatenate":
        axis, start = attributes["axis"], _start(stage, place)
        moved = slice(box[axis].start + start, box[axis].stop + start)
        return (*box[:axis], moved, *box[axis + 1 :])
    return _whole(stage.shape)


def axes_moved(stage, first: Axes) -> Axes:
    """Say which axis of the tensors each axis of the step is; None where it is none any more."""
    attributes = stage.node.attributes
    if stage.operation == "transpose":
        return tuple(first[axis] for axis in attributes["axes"])
    if stage.operation == "concatenate":
        return tuple(
            name if axis != attributes["axis"] else None for axis, name in enumerate(first)
        )
    if stage.operation in ("slice", "unslice"):
        kept_whole = (part == WHOLE for part in attributes["parts"])
        return tuple(name if same else None for name, same in zip(first, kept_whole, strict=True))
    return (None,) * len(stage.shape)


def _start(stage, place: int) -> int:
    """Give where an input of a concatenation begins in it."""
    axis = stage.node.attributes["axis"]
    return sum(child.shape[axis] for child in stage.node.inputs[:place])


def _within(part: slice, start: int, length: int) -> slice:
    """Give the places of an axis that begins at `start`; an empty slice if none are meant."""
    first, last = max(part.start - start, 0), min(part.stop - start, length)
    return slice(first, last) if first < last else slice(0, 0)


def _places_kept(part, length: int, numbers: slice) -> slice:
    """Give the places of an axis that stand behind some numbers of a cut."""
    return _hull(list(kept(part, length)[numbers]))


def _numbers_kept(part, length: int, places: slice) -> slice:
    """Give the numbers of a cut that stand for some places of an axis."""
    inside = range(places.start, places.stop)
    return _hull([number for number, at in enumerate(kept(part, length)) if at in inside])


def _hull(places: Sequence[int]) -> slice:
    return slice(min(places), max(places) + 1) if places else slice(0, 0)


def _whole(shape: Shape) -> Box:
    return tuple(slice(0, size) for size in shape)
